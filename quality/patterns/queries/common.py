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
from quality.cases.services.reads import SENSITIVE
from quality.core.text import N_, Message
from quality.patterns.models import Pattern, PatternCase
from quality.patterns.queries.vanished import LIVE
from quality.patterns.states import Origin

MAIN = 2
FEW = 3


@dataclass(frozen=True)
class Common:
    """A few categories, a main category (`whole`), a cause or a place."""

    category_ids: tuple[int, ...] = ()
    whole: bool = False
    cause: str = ""
    place: str = ""

    @property
    def wide(self) -> bool:
        """Whether more is counted than what the cases are about."""
        return self.whole or len(self.category_ids) > 1


def common_to(session: Session, pattern: Pattern) -> Common | None:
    """What holds for every case of a pattern and can be counted, the narrowest first; None where that is nothing.

    That is one category, main category, place or cause, else a few categories together. What Løft found by counting
    says itself what it counted.
    """
    if pattern.origin is Origin.ENGINE and (pattern.cause or pattern.place or pattern.category_id):
        known = (pattern.category_id,) if pattern.category_id else ()
        return Common(known, cause=pattern.cause, place=pattern.place)
    members = sa.select(PatternCase.case_id).where(PatternCase.pattern_id == pattern.id)
    query = (
        sa.select(Case.id, Case.place, Category, Case.access)
        .join(Category, Category.id == Case.category_id)
        .where(Case.id.in_(members), LIVE, Case.kind == CaseKind.DEVIATION)
    )
    rows = session.execute(query).all()
    sorted_alike = all(category.code != UNSORTED for _, _, category, _ in rows)
    leaves = {category.id for _, _, category, _ in rows}
    if len(leaves) == 1 and sorted_alike:
        return Common((leaves.pop(),))
    mains = {_main(category) for _, _, category, _ in rows}
    if len(mains) == 1 and sorted_alike:
        return Common((mains.pop(),), whole=True)
    # Place and cause are for who may read the words of a case; what is counted by them would tell.
    plain = not any(access in SENSITIVE for *_, access in rows)
    places = {place for _, place, _, _ in rows}
    if plain and len(places) == 1 and (place := places.pop()):
        return Common(place=place)
    if plain and (cause := _shared_cause(session, [number for number, *_ in rows])):
        return Common(cause=cause)
    return Common(tuple(sorted(leaves))) if sorted_alike and 0 < len(leaves) <= FEW else None


def _main(category: Category) -> int:
    return category.parent_id if category.level > MAIN and category.parent_id else category.id


def counted_by(session: Session, pattern: Pattern, names: Mapping[int, str]) -> Message:
    """What the counts go by, for who may know what the cases are about; `names` of categories by id."""
    common = common_to(session, pattern)
    if common is None:
        return Message(N_("Talt: avvik i disse enhetene som forteller det samme."))
    if common.cause:
        cause = Message(FACTOR_LABELS[Factor(common.cause)])
        return Message(N_("Talt: avvik i disse enhetene med årsaken «%(what)s»."), {"what": cause})
    if common.place:
        return Message(N_("Talt: avvik i disse enhetene med stedet «%(what)s»."), {"what": common.place})
    query = sa.select(Category.id).where(Category.id.in_(common.category_ids)).order_by(Category.position)
    what = ", ".join(f"«{names[name]}»" for name in session.scalars(query))
    return Message(N_("Talt: alle avvik om %(what)s i disse enhetene."), {"what": what})


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
