"""Reads of the kept counts: what one person gets exact numbers of, as series and tables."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from quality.accounts.roles import Actor
from quality.cases import policy
from quality.cases.kinds import CaseKind
from quality.cases.models.case import Case
from quality.cases.models.category import Category
from quality.cases.models.count import CaseCount
from quality.cases.states import UNCOUNTED
from quality.core.clock import at_local, local_date, month_start, week_start
from quality.insights.compose.asked import Asked, Steps
from quality.insights.kinds import Grain
from quality.organisation.kinds import UnitLevel
from quality.organisation.models import Unit

HIGH = frozenset({UnitLevel.MUNICIPALITY, UnitLevel.AREA})


@dataclass(frozen=True)
class Place:
    """A unit as the trend page needs it."""

    id: int
    public_id: str
    name: str
    level: UnitLevel
    path: str
    closed_on: dt.date | None

    @property
    def depth(self) -> int:
        """0 for the municipality."""
        return self.path.count("/") - 2


@dataclass(frozen=True)
class Sort:
    """A category as the trend page needs it; one merged away counts as the one it went into."""

    id: int
    code: str
    name: str
    level: int
    merged_into_id: int | None

    def inside(self, code: str) -> bool:
        """Whether the category is the one with this code or below it; "" is above all."""
        return self.code == code or self.code.startswith(f"{code}." if len(code) > 1 else code)


@dataclass(frozen=True)
class Ground:
    """What the filters choose from: units in their own order, those within reach, and the categories."""

    places: list[Place]
    within: frozenset[int]
    sorts: list[Sort]

    def place(self, public_id: str) -> Place | None:
        """The unit, when the reader gets exact numbers of all of it."""
        found = next((place for place in self.places if place.public_id == public_id), None)
        return found if found and self.below(found) <= self.within else None

    @cached_property
    def _below(self) -> dict[int, frozenset[int]]:
        found: dict[int, set[int]] = {place.id: set() for place in self.places}
        for place in self.places:
            for number in place.path.strip("/").split("/"):
                found[int(number)].add(place.id)
        return {number: frozenset(ids) for number, ids in found.items()}

    def below(self, place: Place) -> frozenset[int]:
        """The ids of the unit and all below it."""
        return self._below[place.id]

    def offered(self, since: dt.date) -> list[Place]:
        """The units that may be chosen, those closed before `since` left out."""
        return [
            place
            for place in self.places
            if self.below(place) <= self.within and (place.closed_on is None or place.closed_on > since)
        ]

    def whole(self) -> Place | None:
        """The one unit that all within reach lies in and is within reach itself, if there is one."""
        tops = [place for place in self.places if self.below(place) == self.within]
        return tops[0] if tops else None

    def chosen(self, public_id: str) -> frozenset[int] | None:
        """The units that the numbers are of; None for the whole municipality."""
        place = self.place(public_id)
        found = self.below(place) if place else self.within
        return None if len(found) == len(self.places) else found

    def name(self, public_id: str) -> str:
        """What the numbers are of, in one name; "" when there is none."""
        place = self.place(public_id) or self.whole()
        if place is None and len(self.within) == 1:
            place = next(each for each in self.places if each.id in self.within)
        return place.name if place else ""

    def rows(self, public_id: str) -> list[Place]:
        """The units to show one by one: units, or the departments of a chosen unit."""
        above = self.place(public_id) or self.whole()
        inside = [each for each in self.places if each.id in (self.below(above) if above else self.within)]
        wanted = UnitLevel.UNIT if above is None or above.level in HIGH else UnitLevel.DEPARTMENT
        return [each for each in inside if each.level is wanted and self.below(each) <= self.within]

    def sort(self, code: str) -> Sort | None:
        """The category with this code."""
        return next((sort for sort in self.sorts if sort.code == code), None)

    def sort_ids(self, code: str) -> frozenset[int]:
        """The ids counted as this category."""
        own = {sort.id for sort in self.sorts if sort.merged_into_id is None and sort.inside(code)}
        return frozenset(own | {sort.id for sort in self.sorts if sort.merged_into_id in own})


def ground(session: Session, actor: Actor) -> Ground:
    """Units and categories. Two queries."""
    units = sa.select(Unit.id, Unit.public_id, Unit.name, Unit.level, Unit.path, Unit.closed_on)
    places = [Place(*row) for row in session.execute(units.order_by(Unit.position, Unit.id))]
    tree = sa.select(Category.id, Category.code, Category.name, Category.level, Category.merged_into_id)
    sorts = [Sort(*row) for row in session.execute(tree.order_by(Category.position))]
    reach = policy.counted_in(actor)
    everything = frozenset(place.id for place in places)
    return Ground(places, everything if reach is None else everything & reach, sorts)


@dataclass(frozen=True)
class Numbers:
    """Counts by unit and step, and by category over the whole period."""

    by_step: Counter[tuple[int, dt.date]]
    by_sort: Counter[int]

    @cached_property
    def _by_unit(self) -> dict[int, Counter[dt.date]]:
        found: dict[int, Counter[dt.date]] = {}
        for (unit_id, start), number in self.by_step.items():
            found.setdefault(unit_id, Counter())[start] = number
        return found

    def series(self, steps: Steps, unit_ids: frozenset[int] | None = None) -> list[int]:
        """One number a step, for some units or all."""
        wanted = self._by_unit.keys() if unit_ids is None else unit_ids & self._by_unit.keys()
        counted = [self._by_unit[number] for number in wanted]
        return [sum(each[start] for each in counted) for start in steps.starts]

    def by_code(self, where: Ground) -> Counter[str]:
        """The sum of every category with what is below it and what was merged into these."""
        codes = {sort.id: sort.code for sort in where.sorts}
        found: Counter[str] = Counter()
        for sort in where.sorts:
            code = codes[sort.merged_into_id or sort.id]
            for above in {code, code.split(".")[0], code[:1]}:
                found[above] += self.by_sort[sort.id]
        return found


def numbers(session: Session, actor: Actor, asked: Asked, where: Ground) -> Numbers:
    """The exact counts this person gets; the list of cases with `counted=1` and the same filters has as many."""
    kept = sa.and_(*_kept(actor, asked, where))
    total = sa.func.sum(CaseCount.count)
    steps = sa.select(CaseCount.unit_id, CaseCount.starts_on, total).where(kept)
    sorts = sa.select(CaseCount.category_id, total).where(kept).group_by(CaseCount.category_id)
    rows = session.execute(steps.group_by(CaseCount.unit_id, CaseCount.starts_on))
    by_step = Counter({(unit_id, start): int(number) for unit_id, start, number in rows})
    by_sort = Counter({sort_id: int(number) for sort_id, number in session.execute(sorts)})
    for unit_id, sort_id, start in _about_oneself(session, actor, asked, where):
        by_step[unit_id, start] -= 1
        by_sort[sort_id] -= 1
    return Numbers(by_step, by_sort)


def _kept(actor: Actor, asked: Asked, where: Ground) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        CaseCount.grain == str(asked.steps.grain),
        CaseCount.starts_on >= asked.steps.starts[0],
        CaseCount.starts_on <= asked.steps.starts[-1],
        policy.countable(actor, CaseCount),
    ]
    if place := where.place(asked.unit):
        found.append(CaseCount.unit_id.in_(where.below(place)))
    if asked.category:
        found.append(CaseCount.category_id.in_(where.sort_ids(asked.category)))
    if asked.kind:
        found.append(CaseCount.kind == CaseKind(asked.kind))
    if asked.severity:
        found.append(CaseCount.severity == int(asked.severity))
    return found


def _about_oneself(
    session: Session, actor: Actor, asked: Asked, where: Ground
) -> list[tuple[int, int, dt.date]]:
    """Unit, category and step of the counted cases that are complaints about the reader: hardly ever any."""
    query = sa.select(Case.unit_id, Case.category_id, Case.occurred_at).where(
        policy.kept_away(actor),
        policy.countable(actor, Case),
        Case.state.not_in(UNCOUNTED),
        Case.occurred_at >= at_local(asked.steps.first_day),
        Case.occurred_at < at_local(asked.steps.final_day + dt.timedelta(1)),
    )
    if place := where.place(asked.unit):
        query = query.where(Case.unit_id.in_(where.below(place)))
    if asked.category:
        query = query.where(Case.category_id.in_(where.sort_ids(asked.category)))
    if asked.kind:
        query = query.where(Case.kind == CaseKind(asked.kind))
    if asked.severity:
        query = query.where(Case.severity == int(asked.severity))
    start_of = month_start if asked.steps.grain is Grain.MONTH else week_start
    rows = session.execute(query)
    return [(unit_id, sort_id, start_of(local_date(at))) for unit_id, sort_id, at in rows]
