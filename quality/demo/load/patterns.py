"""The patterns that were found before today: made from their cases, then raised, owned and acted upon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa

from quality.accounts.models import Person
from quality.cases.kinds import Factor, Strength
from quality.cases.models.case import Case
from quality.cases.models.measure import Measure
from quality.core.clock import at_local, local_date
from quality.demo.load.people import ROOT, Town
from quality.demo.values import DemoPattern
from quality.organisation.models import Unit
from quality.patterns.kinds import MinuteKind
from quality.patterns.models import Pattern
from quality.patterns.services import act, answer, decide, make

WATCH_DAYS = 60


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


def _answer(town: Town, told: DemoPattern, pattern: Pattern) -> None:
    """What was found out and decided, a few days after it was raised."""
    assert told.owner is not None
    session, owner = town.session, town.actor(told.owner)
    for cause in told.causes:
        unit = session.get_one(Unit, town.units[cause.unit]) if cause.unit else None
        told_of = answer.Told(Factor(cause.factor), cause.text, unit)
        answer.add_cause(session, owner, pattern, told_of, now=at_local(told.raised_on + dt.timedelta(3), 12))
    for line in told.log:
        said = answer.Said(MinuteKind(line.kind), line.held_on, line.forum, line.text)
        answer.add_minute(session, owner, pattern, said, now=at_local(line.held_on, 15))


def _act(town: Town, told: DemoPattern, pattern: Pattern) -> None:
    session, coordinator = town.session, town.actor(told.raised_by)
    assert told.owner is not None
    owner = session.get_one(Person, town.people[told.owner])
    due, settled = told.due_on, at_local(told.raised_on, 13)
    decide.set_owner(session, coordinator, pattern, owner, told.aim, now=settled, due_on=due)
    _answer(town, told, pattern)
    measures: dict[int, Measure] = {}
    for event in told.events:
        assert event.measure is not None
        wanted = told.measures[event.measure]
        if event.verb == "add_measure":
            due = max(wanted.due_on, local_date(event.at))
            plan = act.Plan(wanted.title, owner, town.units[ROOT], due, Strength(wanted.strength))
            measures[event.measure] = act.add_measure(
                session, town.actor(event.actor), pattern, plan, now=event.at
            )
        else:
            measure, actor = measures[event.measure], town.actor(event.actor)
            if event.verb in act.OUTCOMES:
                actor = coordinator  # who did it does not say whether it worked
            act.move_measure(session, actor, pattern, measure, event.verb, event.text, now=event.at)
    last = max((event.at for event in told.events), default=at_local(told.raised_on, 14))
    if told.state in ("effect", "finished"):
        act.check_effect(session, coordinator, pattern, now=last)
    if told.state == "finished":
        words = " ".join(event.text for event in told.events if event.text)
        decide.finish(session, coordinator, pattern, True, words, now=last + dt.timedelta(1))
