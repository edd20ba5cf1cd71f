"""What the filters choose from, and the numbers of one person as series and tables."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases import policy
from quality.cases.models.category import Category
from quality.insights.compose.asked import Asked, Steps
from quality.organisation.kinds import Service, UnitLevel
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
    service: Service | None = None
    fte: float | None = None

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

    def picked(self, units: Sequence[str]) -> list[Place]:
        """The chosen units that the reader gets numbers of, in their own order; one inside another is part of it."""
        found = [
            place for place in self.places if place.public_id in units and self.below(place) <= self.within
        ]
        ids = {place.id for place in found}
        return [place for place in found if not self._above(place) & ids]

    def narrowed(self, asked: Asked) -> frozenset[int] | None:
        """The units that the filter leaves; None when it leaves all within reach."""
        places = self.picked(asked.units)
        if not places and not asked.service:
            return None
        inside = self._all_below(places) if places else self.within
        return inside & self.of_service(asked.service) if asked.service else inside

    def _all_below(self, places: Sequence[Place]) -> frozenset[int]:
        return frozenset().union(*map(self.below, places))

    def services(self) -> list[Service]:
        """The kinds of service that more than one unit within reach gives, in the order of their list."""
        given = Counter(place.service for place in self.places if place.id in self.within and place.service)
        return [service for service in Service if given[service] > 1]

    def of_service(self, service: str) -> frozenset[int]:
        """The units of a kind of service, with what lies below them."""
        return frozenset().union(*(self.below(place) for place in self.places if place.service == service))

    def staff_years(self, unit_ids: frozenset[int] | None) -> float | None:
        """Staff years of these units together; None when one that has people does not say."""
        wanted = self.within if unit_ids is None else unit_ids
        tops = [place for place in self.places if place.id in wanted and not self._above(place) & wanted]
        found = [self._staff(place, wanted) for place in tops]
        known = [each for each in found if each is not None]
        return sum(known) if known and len(known) == len(found) else None

    def _above(self, place: Place) -> frozenset[int]:
        return frozenset(int(number) for number in place.path.strip("/").split("/")) - {place.id}

    def _staff(self, place: Place, wanted: frozenset[int]) -> float | None:
        """Its own number, or the sum of what lies right below."""
        if place.fte is not None:
            return place.fte
        parts = [
            each
            for each in self.places
            if each.path.rsplit("/", 2)[0] + "/" == place.path and each.id in wanted
        ]
        found = [self._staff(each, wanted) for each in parts if each.closed_on is None]
        known = [each for each in found if each is not None]
        return sum(known) if known and len(known) == len(found) else None

    def chosen(self, units: Sequence[str]) -> frozenset[int] | None:
        """The units that the numbers are of; None for the whole municipality."""
        places = self.picked(units)
        found = self._all_below(places) if places else self.within
        return None if len(found) == len(self.places) else found

    def names(self, units: Sequence[str]) -> list[str]:
        """What the numbers are of, by name; none when it has no name."""
        if places := self.picked(units):
            return [place.name for place in places]
        place = self.whole()
        if place is None and len(self.within) == 1:
            place = next(each for each in self.places if each.id in self.within)
        return [place.name] if place else []

    def rows(self, units: Sequence[str]) -> list[Place]:
        """The units to show one by one: units, the several that were chosen, or the departments of a chosen unit."""
        places = self.picked(units)
        if len(places) > 1:
            return [
                row
                for place in places
                for row in ([place] if place.level not in HIGH else self._inside(place))
            ]
        return self._inside(places[0] if places else self.whole())

    def parts(self, units: Sequence[str]) -> list[Place]:
        """What to show where units are too many: the several that were chosen, or what lies right below the one."""
        places = self.picked(units)
        if len(places) > 1:
            return places
        above = places[0] if places else self.whole()
        inside = [each for each in self.places if each.id in (self.below(above) if above else self.within)]
        deep = above.depth + 1 if above else min((each.depth for each in inside), default=0)
        return [each for each in inside if each.depth == deep and self.below(each) <= self.within]

    def _inside(self, above: Place | None) -> list[Place]:
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
    units = sa.select(
        Unit.id, Unit.public_id, Unit.name, Unit.level, Unit.path, Unit.closed_on, Unit.service, Unit.fte
    )
    rows = session.execute(units.order_by(Unit.position, Unit.id))
    places = _as_a_tree([Place(*row[:-1], fte=None if row.fte is None else float(row.fte)) for row in rows])
    tree = sa.select(Category.id, Category.code, Category.name, Category.level, Category.merged_into_id)
    sorts = [Sort(*row) for row in session.execute(tree.order_by(Category.position))]
    reach = policy.counted_in(actor)
    everything = frozenset(place.id for place in places)
    return Ground(places, everything if reach is None else everything & reach, sorts)


def _as_a_tree(places: list[Place]) -> list[Place]:
    """Each unit right after the one it is part of, in the organisation's own order."""
    order = {place.id: at for at, place in enumerate(places)}
    return sorted(
        places, key=lambda place: [order[int(number)] for number in place.path.strip("/").split("/")]
    )


@dataclass(frozen=True)
class Numbers:
    """Counts by unit and step, and what there was earlier by step alone."""

    by_step: Counter[tuple[int, dt.date]]
    earlier: Counter[dt.date] = field(default_factory=Counter)

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
