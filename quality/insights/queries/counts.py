"""Counting what one person gets exact numbers of: from the kept counts, or from the cases where these do not reach.

Whatever the filter, the list of cases with `counted=1` and the same filter has as many.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from quality.accounts.roles import Actor
from quality.cases import policy
from quality.cases.kinds import CaseKind, Level
from quality.cases.models.case import Case
from quality.cases.models.count import CaseCount, CategoryCount, UnitCount
from quality.cases.queries.listing import with_cause
from quality.cases.states import UNCOUNTED
from quality.core.changed import store_of
from quality.core.clock import at_local, local_date, month_start, week_start
from quality.insights.compose.asked import Asked, Steps
from quality.insights.kinds import Grain
from quality.insights.queries import NOTHING, Ground, Numbers, Step

MOST_RARE = 100
# What a step weighs in the store besides its numbers.
STEP_WEIGHT = 32
# What numbers can be sorted by, and the column of the kept counts that tells it; "start" is the first day of a step.
COLUMNS = {
    "unit": "unit_id",
    "category": "category_id",
    "kind": "kind",
    "severity": "severity",
    "start": "starts_on",
}
BY = tuple(COLUMNS)
Away = list[dict[str, Any]]
Kept = type[CaseCount] | type[UnitCount] | type[CategoryCount]


def numbers(session: Session, actor: Actor, asked: Asked, where: Ground, away: Away | None = None) -> Numbers:
    """The exact counts this person gets, by unit, of the period and the year before it."""
    return _by_step(session, actor, asked, where, "unit", away)


def by_sort(session: Session, actor: Actor, asked: Asked, where: Ground, away: Away | None = None) -> Numbers:
    """The same by category, of the period alone."""
    return _by_step(session, actor, asked, where, "category", away)


def taken_away(session: Session, actor: Actor, asked: Asked, where: Ground) -> Away:
    """What the kept counts have and the person's do not, for both of these: it is about one person and never kept."""
    if asked.cause or asked.place:
        return []
    return _away_from_kept(session, actor, asked, where, asked.steps.year_before[0])


def _by_step(
    session: Session, actor: Actor, asked: Asked, where: Ground, name: str, away: Away | None
) -> Numbers:
    first = asked.steps.year_before[0] if name == "unit" else asked.steps.first_day
    if asked.cause or asked.place:
        found: dict[dt.date, Counter[int]] = defaultdict(Counter)
        for (number, start), count in counted(session, actor, asked, where, (name, "start"), first).items():
            found[start][number] += count
        return Numbers({start: Step(counts) for start, counts in found.items()})
    steps = _kept_steps(session, actor, asked, where, name, first)
    for row in taken_away(session, actor, asked, where) if away is None else away:
        if (start := row["start"]) in steps:
            steps[start] = steps[start].without(row[name])
    return Numbers(steps)


def _kept_steps(
    session: Session, actor: Actor, asked: Asked, where: Ground, name: str, first: dt.date
) -> dict[dt.date, Step]:
    """Each step as it was read before, while its token stands; the others are read now.

    The key is all that the question is made of: whoever asks the same with the same rights gets the same.
    """
    table, grain = _coarsest(actor, asked, where, (name, "start")), str(asked.steps.grain)
    sorts = where.sort_ids(asked.category) if asked.category else None
    whole = len(where.within) == len(where.places)
    outward = (asked.outward, asked.beside, whole, where.within if asked.outward else None)
    filters = (where.narrowed(asked), sorts, asked.kind, asked.severity)
    key = (table.__tablename__, grain, name, policy.rights(actor), outward, filters)
    store = store_of(session)
    kept: dict[dt.date, tuple[int | None, Step]] = store.take(key) or {}
    wanted = {start: where.told.of(grain, start) for start in asked.steps.all_since(first)}
    old = [start for start, token in wanted.items() if token is None or kept.get(start, (None,))[0] != token]
    if old:
        read = _read_steps(session, actor, asked, where, table, name, old)
        kept = kept | {start: (wanted[start], read.get(start, NOTHING)) for start in old}
        store.put(key, kept, sum(STEP_WEIGHT + len(step.counts) for _, step in kept.values()))
    return {start: kept[start][1] for start in wanted}


def _read_steps(
    session: Session, actor: Actor, asked: Asked, where: Ground, table: Kept, name: str, starts: list[dt.date]
) -> dict[dt.date, Step]:
    column = getattr(table, COLUMNS[name])
    rows = session.execute(
        sa.select(table.starts_on, column, sa.func.sum(table.count))
        .where(
            table.grain == str(asked.steps.grain),
            table.starts_on.in_(starts),
            _of_counts(actor, table, asked, where),
            *_traits(table, asked, where),
        )
        .group_by(table.starts_on, column)
    )
    found: dict[dt.date, dict[int, int]] = defaultdict(dict)
    for start, number, count in rows:
        if count:
            found[start][number] = int(count)
    return {start: Step(counts) for start, counts in found.items()}


def counted(
    session: Session,
    actor: Actor,
    asked: Asked,
    where: Ground,
    by: tuple[str, ...],
    since: dt.date | None = None,
) -> Counter[tuple[Any, ...]]:
    """How many cases the filter leaves, by some of BY, from `since` or the first day of the period."""
    first = since or asked.steps.first_day
    if asked.cause or asked.place:
        return _from_cases(session, actor, asked, where, by, first)
    table = _coarsest(actor, asked, where, by)
    wanted = [getattr(table, COLUMNS[name]) for name in by]
    rows = session.execute(
        sa.select(*wanted, sa.func.sum(table.count))
        .where(
            table.grain == str(asked.steps.grain),
            table.starts_on >= first,
            table.starts_on <= asked.steps.starts[-1],
            _of_counts(actor, table, asked, where),
            *_traits(table, asked, where),
        )
        .group_by(*wanted)
    )
    found: Counter[tuple[Any, ...]] = Counter({tuple(row[:-1]): int(row[-1]) for row in rows if row[-1]})
    for row in _away_from_kept(session, actor, asked, where, first):
        found[tuple(row[name] for name in by)] -= 1
    return found


def behind(
    actor: Actor, asked: Asked, where: Ground, since: dt.date | None = None
) -> list[ColumnElement[bool]]:
    """The very cases that are counted, as SQL over `case`; with those that are taken away from kept counts."""
    found: list[ColumnElement[bool]] = [
        _reached(actor, Case, asked, where),
        Case.state.not_in(UNCOUNTED),
        Case.occurred_at >= at_local(since or asked.steps.first_day),
        Case.occurred_at < at_local(asked.steps.final_day + dt.timedelta(1)),
        *_traits(Case, asked, where),
    ]
    if asked.cause:
        found += [with_cause(asked.cause), policy.visible(actor, Level.TEXT)]
    if asked.place:
        found += [Case.place == asked.place, policy.readable_plain(actor)]
    return found


def seen_behind(actor: Actor, asked: Asked, where: Ground) -> list[ColumnElement[bool]]:
    """As behind(), without what is about oneself: the list of cases."""
    return [*behind(actor, asked, where), sa.not_(_away(actor, asked))]


def read_behind(actor: Actor, asked: Asked, where: Ground) -> list[ColumnElement[bool]]:
    """As seen_behind(), as far as the person reads the text: causes, places and measures are told there alone.

    What others will read is the same whoever asks: the measures of all cases that are counted.
    """
    seen = seen_behind(actor, asked, where)
    return seen if asked.outward else [*seen, policy.visible(actor, Level.TEXT)]


def days_behind(session: Session, actor: Actor, asked: Asked, where: Ground) -> list[dt.date]:
    """The days on which the counted cases occurred, in order; for rare ones."""
    query = sa.select(Case.occurred_at).where(*seen_behind(actor, asked, where)).order_by(Case.occurred_at)
    return [local_date(at) for at in session.scalars(query.limit(MOST_RARE))]


def _coarsest(actor: Actor, asked: Asked, where: Ground, by: tuple[str, ...]) -> Kept:
    """The counts with the fewest rows that tell what is asked for."""
    if not asked.category and "category" not in by:
        return UnitCount
    all_units = where.narrowed(asked) is None and "unit" not in by and not asked.outward
    return CategoryCount if all_units and policy.counted_alike(actor) is not None else CaseCount


def _of_counts(actor: Actor, table: Kept, asked: Asked, where: Ground) -> ColumnElement[bool]:
    """What the person gets exact counts of."""
    if table is CategoryCount:
        return CategoryCount.access.in_(sorted(policy.counted_alike(actor) or ()))
    return _reached(actor, table, asked, where)


def _reached(actor: Actor, table: Any, asked: Asked, where: Ground) -> ColumnElement[bool]:
    """What the person gets exact counts of; outward the kinds of case that everybody with numbers of a unit has."""
    if not asked.outward:
        return policy.countable(actor, table)
    told: ColumnElement[bool] = (
        table.access.in_(policy.REPORTED_ALONE) if asked.beside else table.access.not_in(policy.NOT_OUTWARD)
    )
    return told if len(where.within) == len(where.places) else sa.and_(told, table.unit_id.in_(where.within))


def _away(actor: Actor, asked: Asked) -> ColumnElement[bool]:
    """Cases that are left out of the numbers: of a person's those about oneself, outward those about anybody."""
    return policy.about_somebody() if asked.outward else policy.kept_away(actor)


def _traits(table: Any, asked: Asked, where: Ground) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if (unit_ids := where.narrowed(asked)) is not None:
        found.append(table.unit_id.in_(unit_ids))
    if asked.category:
        found.append(table.category_id.in_(where.sort_ids(asked.category)))
    if asked.kind:
        found.append(table.kind == CaseKind(asked.kind))
    if asked.severity:
        found.append(table.severity == int(asked.severity))
    return found


def _from_cases(
    session: Session, actor: Actor, asked: Asked, where: Ground, by: tuple[str, ...], since: dt.date
) -> Counter[tuple[Any, ...]]:
    """Counted by the database too, each case in the step that it occurred in."""
    columns: dict[str, Any] = {
        "unit": Case.unit_id,
        "category": Case.category_id,
        "kind": Case.kind,
        "severity": Case.severity,
        "start": step_number(asked.steps, since),
    }
    wanted = [columns[name].label(name) for name in by]
    query = sa.select(*wanted, sa.func.count(Case.id)).group_by(*(sa.text(name) for name in by))
    query = query.where(*behind(actor, asked, where, since), sa.not_(_away(actor, asked)))
    starts = asked.steps.all_since(since)
    places = [place for place, name in enumerate(by) if name == "start"]
    found: Counter[tuple[Any, ...]] = Counter()
    for row in session.execute(query):
        cell = list(row[:-1])
        for place in places:
            cell[place] = starts[cell[place]]
        found[tuple(cell)] += row[-1]
    return found


def step_number(steps: Steps, since: dt.date) -> ColumnElement[int]:
    """The number of the step that a case occurred in."""
    ends = [at_local(start) for start in steps.all_since(since)[1:]]
    if not ends:
        return sa.literal(0)
    return sa.case(*((Case.occurred_at < end, place) for place, end in enumerate(ends)), else_=len(ends))


def _away_from_kept(session: Session, actor: Actor, asked: Asked, where: Ground, since: dt.date) -> Away:
    """Counted cases that are left out, being about the reader, or outward about anybody: hardly ever any."""
    query = sa.select(Case.unit_id, Case.category_id, Case.kind, Case.severity, Case.occurred_at)
    query = query.where(_away(actor, asked), *behind(actor, asked, where, since))
    start_of = month_start if asked.steps.grain is Grain.MONTH else week_start
    return [
        dict(zip(BY, (*row[:-1], start_of(local_date(row[-1]))), strict=True))
        for row in session.execute(query)
    ]
