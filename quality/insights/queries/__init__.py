"""What the filters choose from, and the numbers of one person as series and tables."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases import policy
from quality.cases.models.category import Category
from quality.core.changed import WHOLE, Tokens, store_of, tokens
from quality.insights.compose.asked import Asked
from quality.organisation.kinds import Service, UnitLevel
from quality.organisation.models import Unit

Made = TypeVar("Made")

# A sum of fewer is quicker added up than looked up.
SMALL_SUM, SUMS_KEPT = 8, 32
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
    """What the filters choose from: units in their own order, those within reach, and the categories.

    `told` are the tokens that it was read under. `made` is what has been worked out from places, within and sorts, and
    goes along to all who get the same.
    """

    places: list[Place]
    within: frozenset[int]
    sorts: list[Sort]
    told: Tokens = field(default_factory=Tokens, compare=False, repr=False)
    made: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, name: Hashable, make: Callable[[], Made]) -> Made:
        """Something that follows from the units, the reach and the categories alone; few names, it is kept by each."""
        if name not in self.made:
            self.made[name] = make()
        found: Made = self.made[name]
        return found

    def place(self, public_id: str) -> Place | None:
        """The unit, when the reader gets exact numbers of all of it."""
        found = next((place for place in self.places if place.public_id == public_id), None)
        return found if found and self.below(found) <= self.within else None

    def _below(self) -> dict[int, frozenset[int]]:
        found: dict[int, set[int]] = {place.id: set() for place in self.places}
        for place in self.places:
            for number in place.path.strip("/").split("/"):
                found[int(number)].add(place.id)
        return {number: frozenset(ids) for number, ids in found.items()}

    def below(self, place: Place) -> frozenset[int]:
        """The ids of the unit and all below it."""
        return self.once("below", self._below)[place.id]

    def offered(self, since: dt.date) -> list[Place]:
        """The units that may be chosen, those closed before `since` left out."""
        shut = self.shut(since)
        return self.once(
            ("offered", shut),
            lambda: [p for p in self.places if p.id not in shut and self.below(p) <= self.within],
        )

    def shut(self, since: dt.date) -> frozenset[int]:
        """The units that were closed by then."""
        return frozenset(place.id for place in self.places if place.closed_on and place.closed_on <= since)

    def whole(self) -> Place | None:
        """The one unit that all within reach lies in and is within reach itself, if there is one."""
        tops = self.once("tops", lambda: [p for p in self.places if self.below(p) == self.within])
        return tops[0] if tops else None

    def picked(self, units: Sequence[str]) -> list[Place]:
        """The chosen units that the reader gets numbers of, in their own order; one inside another is part of it."""
        if not units:
            return []
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
        return self._inside(places[0]) if places else self.once("rows", lambda: self._inside(self.whole()))

    def parts(self, units: Sequence[str]) -> list[Place]:
        """What to show where units are too many: the several that were chosen, or what lies right below the one."""
        places = self.picked(units)
        if len(places) > 1:
            return places
        return self._parts(places[0]) if places else self.once("parts", lambda: self._parts(self.whole()))

    def _parts(self, above: Place | None) -> list[Place]:
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

    def told_as(self, code: str) -> frozenset[int]:
        """The same for one of the categories that there are, so that it is worked out once for each."""
        found = self.once("told_as", lambda: {each.code: self.sort_ids(each.code) for each in self.sorts})
        return found[code]


def ground(session: Session, actor: Actor, asked: Asked | None = None) -> Ground:
    """Units and categories, with the tokens of what is asked for. One query, three when something has changed.

    Without the tokens, all that is counted is read anew.
    """
    since = asked.steps.year_before[0] if asked else WHOLE
    told = tokens(session, since, "unit", "category", *([str(asked.steps.grain)] if asked else []))
    key, state = ("ground", policy.counted_in(actor)), (told.of("unit"), told.of("category"))
    store = store_of(session)
    before, kept = store.take(key) or (None, None)
    if kept is None or before != state:
        kept = _ground(session, actor)
        store.put(key, (state, kept), 4 * (len(kept.places) + len(kept.sorts)))
    return Ground(kept.places, kept.within, kept.sorts, told, kept.made)


def _ground(session: Session, actor: Actor) -> Ground:
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


class Step:
    """What was counted in one month or week, by unit or by category."""

    __slots__ = ("_sums", "counts")

    def __init__(self, counts: Mapping[int, int]) -> None:
        self.counts = counts
        self._sums: dict[frozenset[int] | None, int] = {}

    def sum(self, wanted: frozenset[int] | None = None) -> int:
        """Of some of them, or all; large sums are remembered, since a page asks for the same again."""
        if wanted is not None and len(wanted) < SMALL_SUM:
            return sum(self.counts.get(number, 0) for number in wanted)
        found = self._sums.get(wanted)
        if found is None:
            numbers = self.counts if wanted is None else self.counts.keys() & wanted
            found = sum(self.counts[number] for number in numbers)
            if len(self._sums) >= SUMS_KEPT:
                self._sums.clear()
            self._sums[wanted] = found
        return found

    def without(self, number: int) -> Step:
        """With one less of a unit or category; the step itself may be somebody else's too, and stays as it is."""
        return Step({**self.counts, number: self.counts.get(number, 0) - 1})


NOTHING = Step({})


@dataclass(frozen=True)
class Numbers:
    """Counts by step, of the period and of what was asked for before it."""

    steps: Mapping[dt.date, Step]

    def series(self, starts: Iterable[dt.date], wanted: frozenset[int] | None = None) -> list[int]:
        """One number a step, for some or all."""
        return [self.steps.get(start, NOTHING).sum(wanted) for start in starts]
