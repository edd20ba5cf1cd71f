"""What the reader calls a category, for this room's pages and every template."""

from __future__ import annotations

from quality.cases import queries
from quality.cases.views.blueprint import bp
from quality.core import web
from quality.core.db import db


@bp.app_template_filter("category")
def category_name(name: str) -> str:
    """The category with this bokmål name in the reader's language; the names are read once in a request."""
    names: queries.CategoryNames = web.once(
        "category_names", lambda: queries.category_names(db.session(), web.language())
    )
    return names[name]
