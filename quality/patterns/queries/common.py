"""What the cases that people put together have in common and can be counted by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.defaults import UNSORTED
from quality.cases.kinds import FACTOR_LABELS, CaseKind, Factor
from quality.cases.models.case import Case, CaseFactor
from quality.cases.models.category import Category
from quality.core.text import N_, Message
from quality.patterns.models import Pattern, PatternCase
from quality.patterns.queries.vanished import LIVE
from quality.patterns.states import Origin

MAIN = 2


@dataclass(frozen=True)
class Common:
    """One of a category, a main category (`whole`), a cause or a place."""

    category_id: int | None = None
    whole: bool = False
    cause: str = ""
    place: str = ""


def common_to(session: Session, pattern: Pattern) -> Common | None:
    """What every case of a pattern shares, the narrowest first; None where that is nothing that is counted.

    What Løft found by counting says itself what it counted.
    """
    if pattern.origin is Origin.ENGINE and (pattern.cause or pattern.place or pattern.category_id):
        return Common(pattern.category_id, cause=pattern.cause, place=pattern.place)
    members = sa.select(PatternCase.case_id).where(PatternCase.pattern_id == pattern.id)
    query = (
        sa.select(Case.id, Case.place, Category)
        .join(Category, Category.id == Case.category_id)
        .where(Case.id.in_(members), LIVE, Case.kind == CaseKind.DEVIATION)
    )
    rows = session.execute(query).all()
    sorted_alike = all(category.code != UNSORTED for _, _, category in rows)
    leaves = {category.id for _, _, category in rows}
    if len(leaves) == 1 and sorted_alike:
        return Common(leaves.pop())
    mains = {category.parent_id if category.level > MAIN else category.id for _, _, category in rows}
    if len(mains) == 1 and sorted_alike:
        return Common(mains.pop(), whole=True)
    places = {place for _, place, _ in rows}
    if len(places) == 1 and (place := places.pop()):
        return Common(place=place)
    cause = _shared_cause(session, [number for number, _, _ in rows])
    return Common(cause=cause) if cause else None


def counted_by(session: Session, pattern: Pattern, names: Mapping[str, str]) -> Message:
    """What the counts go by, for who may know what the cases are about."""
    common = common_to(session, pattern)
    if common is None:
        return Message(N_("Talt: avvik i disse enhetene som forteller det samme."))
    if common.cause:
        cause = Message(FACTOR_LABELS[Factor(common.cause)])
        return Message(N_("Talt: avvik i disse enhetene med årsaken «%(what)s»."), {"what": cause})
    if common.category_id is None:
        return Message(N_("Talt: avvik i disse enhetene med stedet «%(what)s»."), {"what": common.place})
    category = names[session.get_one(Category, common.category_id).name]
    return Message(N_("Talt: alle avvik om «%(what)s» i disse enhetene."), {"what": category})


def _shared_cause(session: Session, case_ids: Sequence[int]) -> str:
    """A cause that all of them have; the first by name where there are several."""
    query = (
        sa.select(CaseFactor.factor)
        .where(CaseFactor.case_id.in_(case_ids))
        .group_by(CaseFactor.factor)
        .having(sa.func.count(sa.distinct(CaseFactor.case_id)) == len(case_ids))
        .order_by(CaseFactor.factor)
    )
    factor = session.scalar(query.limit(1)) if case_ids else None
    return factor.value if factor else ""
