"""What the reader calls a category, and the people to choose among, for this room's pages."""

from __future__ import annotations

from flask_babel import gettext

from quality.accounts.forms import grouped as in_groups
from quality.cases import queries
from quality.cases.kinds import NEAR_LABELS
from quality.cases.models.case import Case
from quality.cases.queries.people import by_nearness, possible_owners
from quality.cases.views.blueprint import bp
from quality.core import clock, web
from quality.core.db import db


@bp.app_template_filter("category")
def category_name(name: str) -> str:
    """The category with this bokmål name in the reader's language; the names are read once in a request."""
    names: queries.CategoryNames = web.once(
        "category_names", lambda: queries.category_names(db.session(), web.language())
    )
    return names[name]


def owner_choices(case: Case) -> dict[str, list[tuple[str, str]]]:
    """Who can be given something in the case, in groups: those who most often have it first."""
    return grouped(case, possible_owners(db.session(), case, clock.local_date(clock.now())))


def can_have(case: Case, public_id: str) -> bool:
    """Whether this person can be given something in the case."""
    today = clock.local_date(clock.now())
    return public_id in dict(possible_owners(db.session(), case, today))


def grouped(case: Case, people: list[tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
    """The choices of a field from people, by what they are to the case's unit."""
    found = by_nearness(db.session(), case.unit, people, clock.local_date(clock.now()))
    return in_groups(gettext("Velg"), {gettext(NEAR_LABELS[near]): group for near, group in found.items()})
