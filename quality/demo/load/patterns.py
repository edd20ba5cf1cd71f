"""The patterns that were found before today: made from their cases, then raised, owned and acted upon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from operator import itemgetter

import sqlalchemy as sa

from quality.accounts.models import Person
from quality.accounts.roles import Actor
from quality.cases.kinds import Factor, Strength
from quality.cases.models.case import Case
from quality.cases.models.measure import Measure
from quality.core.clock import at_local, local_date
from quality.demo.load.people import ROOT, Town
from quality.demo.values import DemoEvent, DemoPattern
from quality.organisation.models import Unit
from quality.patterns.kinds import MinuteKind
from quality.patterns.models import Pattern
from quality.patterns.services import act, answer, decide, make

WATCH_DAYS = 60
Step = tuple[dt.datetime, Callable[..., object]]


def load_patterns(
    town: Town, patterns: Iterable[DemoPattern], stories: dict[str, list[int]], now: dt.datetime
) -> dict[str, int]:
    """Take every known pattern to where it stands; returns their ids by key."""
    return {told.key: _load(town, told, stories.get(told.key, []), now).id for told in patterns}


def _load(town: Town, told: DemoPattern, members: list[int], now: dt.datetime) -> Pattern:
    session, coordinator = town.session, town.actor(told.raised_by)
    raised = at_local(told.raised_on, 10)
    query = sa.select(Case).where(Case.id.in_(members), Case.registered_at <= raised).order_by(Case.id)
    cases = session.scalars(query).all()
    found = raised - dt.timedelta(hours=1)
    pattern = make.make_pattern(session, coordinator, told.title, cases, now=found, once=f"demo:{told.key}")
    if told.state == "watched":
        until = local_date(now) + dt.timedelta(WATCH_DAYS)
        return decide.watch(session, coordinator, pattern, until, now=now - dt.timedelta(2))
    decide.raise_pattern(session, coordinator, pattern, now=raised)
    _act(town, told, pattern)
    return pattern


def _act(town: Town, told: DemoPattern, pattern: Pattern) -> None:
    """What was found out, decided and done, in the order of the days."""
    session, coordinator = town.session, town.actor(told.raised_by)
    assert told.owner is not None
    owner = session.get_one(Person, town.people[told.owner])
    due, settled = told.due_on, at_local(told.raised_on, 13)
    decide.set_owner(session, coordinator, pattern, owner, told.aim, now=settled, due_on=due)
    steps = sorted([*_answers(town, told, pattern), *_deeds(town, told, pattern, owner)], key=itemgetter(0))
    for at, step in steps:
        step(now=at)
    last = max((at for at, _ in steps), default=at_local(told.raised_on, 14))
    if told.state in ("effect", "finished"):
        act.check_effect(session, coordinator, pattern, now=last)
    if told.state == "finished":
        words = " ".join(event.text for event in told.events if event.text)
        decide.finish(session, coordinator, pattern, True, words, now=last + dt.timedelta(1))


def _answers(town: Town, told: DemoPattern, pattern: Pattern) -> Iterator[Step]:
    """Causes a few days after it was raised, and the meetings it was taken up in."""
    assert told.owner is not None
    session, owner = town.session, town.actor(told.owner)
    for cause in told.causes:
        unit = session.get_one(Unit, town.units[cause.unit]) if cause.unit else None
        told_of = answer.Told(Factor(cause.factor), cause.text, unit)
        at = at_local(told.raised_on + dt.timedelta(3), 12)
        yield at, partial(answer.add_cause, session, owner, pattern, told_of)
    for line in told.log:
        said = answer.Said(MinuteKind(line.kind), line.held_on, line.forum, line.text)
        yield at_local(line.held_on, 15), partial(answer.add_minute, session, owner, pattern, said)


def _deeds(town: Town, told: DemoPattern, pattern: Pattern, owner: Person) -> Iterator[Step]:
    """Each measure as it was decided, done and judged; who did it does not say whether it worked."""
    coordinator, measures = town.actor(told.raised_by), dict[int, Measure]()
    for event in told.events:
        assert event.measure is not None
        actor = coordinator if event.verb in act.OUTCOMES else town.actor(event.actor)
        yield event.at, partial(_deed, town, told, pattern, owner, event, actor, measures)


def _deed(
    town: Town,
    told: DemoPattern,
    pattern: Pattern,
    owner: Person,
    event: DemoEvent,
    actor: Actor,
    measures: dict[int, Measure],
    *,
    now: dt.datetime,
) -> None:
    assert event.measure is not None
    wanted = told.measures[event.measure]
    if event.verb == "add_measure":
        due = max(wanted.due_on, local_date(now))
        plan = act.Plan(wanted.title, owner, town.units[ROOT], due, Strength(wanted.strength))
        measures[event.measure] = act.add_measure(town.session, actor, pattern, plan, now=now)
        return
    measure = measures[event.measure]
    act.move_measure(town.session, actor, pattern, measure, event.verb, event.text, now=now)
