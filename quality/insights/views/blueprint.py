"""The blueprint of the trend pages."""

from __future__ import annotations

from flask import Blueprint

from quality.insights.views.links import PARTS

bp = Blueprint("insights", __name__)


@bp.context_processor
def tabs() -> dict[str, dict[str, str]]:
    """What the tabs of the pages of numbers are called."""
    return {"number_parts": PARTS}
