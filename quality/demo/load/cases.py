"""The cases: closed ones of earlier years as imported from an old system, the rest lived through step by step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.queries import actor_for
from quality.accounts.roles import Actor
from quality.cases.imports.reading import Employee, OldCase
from quality.cases.kinds import (
    CanLearn,
    CaseKind,
    Factor,
    Harm,
    IdeaStep,
    Rejection,
    Source,
    Strength,
    Subtype,
    Verdict,
)
from quality.cases.models.case import Case
from quality.cases.models.category import Category
from quality.cases.models.idea import IdeaCourse
from quality.cases.models.measure import Measure
from quality.cases.queries.closing import people_to_approve
from quality.cases.queries.people import checkers
from quality.cases.services import assess, close, ideas, measures, receive, talk
from quality.cases.services.bulk import Run, Tallies, write_new
from quality.cases.services.register import Report, register_case
from quality.cases.states import CaseState
from quality.core.clock import OSLO, local_date
from quality.demo.load.people import Town
from quality.demo.values import DemoCase, DemoEvent
from quality.organisation.models import Import

SYSTEM = "Gammelt avvikssystem"
LIVED_DAYS = 200
BATCH = 500
# One in so many reports about health and care names whose journal it is about, and is sensitive from then on.
PERSONAL_EVERY = 9
# What a check of the effect says where the story has no words of its own.
EFFECT_WORDS = {
    "worked": "Ingen slike saker siden tiltaket kom på plass.",
    "partly": "Færre enn før, men det skjer ennå.",
    "failed": "Det skjer like ofte som før.",
}
WAITS_DAYS = 12
# What an answer to an idea says when it is tried, and when it has to wait; a trial lasts four weeks.
TRIED, LEFT = "Vi prøver det", "Vi får det ikke til i år"
TRIAL = dt.timedelta(28)
Progress = Callable[[int], None]


def load_cases(
    town: Town, cases: Iterable[DemoCase], now: dt.datetime, progress: Progress
) -> dict[str, list[int]]:
    """Write every case, oldest first; returns the case ids of each planted story."""
    begin = now - dt.timedelta(LIVED_DAYS)
    old: list[DemoCase] = []
    lived: list[DemoCase] = []
    for case in cases:
        (old if _is_old(case, begin) else lived).append(case)
    stories = _bring_in(town, old, now, progress)
    for number, case in enumerate(lived):
        case_id = _Life(town, case, number).run()
        if case.story:
            stories.setdefault(case.story, []).append(case_id)
        if number % 100 == 99:
            town.session.flush()
            town.session.expunge_all()
        progress(1)
    return stories


def _is_old(case: DemoCase, begin: dt.datetime) -> bool:
    return case.kind == "deviation" and case.state == "closed" and case.registered_at < begin


def _bring_in(
    town: Town, cases: list[DemoCase], now: dt.datetime, progress: Progress
) -> dict[str, list[int]]:
    session = town.session
    row = Import(
        kind="cases", file_name="avvik-2023-2026.csv", file_hash="demo", state="done", created_at=now
    )
    row.rows = row.done = len(cases)
    row.ended_at = now
    session.add(row)
    session.flush()
    codes = {row[0]: row[1] for row in session.execute(sa.select(Category.code, Category.id))}
    run, tallies = Run(SYSTEM, row.id, None, codes, now), Tallies()
    for part in _batches([_old_case(town, case, line) for line, case in enumerate(cases, start=2)]):
        write_new(session, run, part, tallies)
        progress(len(part))
    tallies.settle(session)
    return _stories(session, cases)


def _batches(cases: list[OldCase]) -> Iterator[list[OldCase]]:
    for start in range(0, len(cases), BATCH):
        yield cases[start : start + BATCH]


def _stories(session: Session, cases: list[DemoCase]) -> dict[str, list[int]]:
    query = sa.select(Case.external_id, Case.id).where(Case.external_system == SYSTEM)
    ids = {row[0]: row[1] for row in session.execute(query)}
    found: dict[str, list[int]] = {}
    for case in cases:
        if case.story:
            found.setdefault(case.story, []).append(ids[case.key])
    return found


def _old_case(town: Town, case: DemoCase, line: int) -> OldCase:
    reporter = town.actor(case.reporter)
    closed = next(event for event in reversed(case.events) if event.verb == "close")
    return OldCase(
        row=line,
        external_id=case.key,
        title=case.title,
        text=case.description,
        unit_id=town.units[case.unit],
        category=case.category or "U",
        severity=case.severity,
        place=case.place,
        cause=Factor(case.factors[0]) if case.factors else None,
        reporter=Employee(reporter.id, reporter.unit_id),
        reporter_name="",
        anonymous=False,
        handler_id=town.people[closed.actor],
        state=CaseState.CLOSED,
        measure=case.measures[0].title if case.measures else "",
        occurred=_wall(case.occurred_at),
        registered=_wall(case.registered_at),
        closed=_wall(closed.at),
    )


def _wall(at: dt.datetime) -> dt.datetime:
    return at.astimezone(OSLO).replace(tzinfo=None)


class _Life:
    """One case from its report through everything that has been done with it."""

    def __init__(self, town: Town, told: DemoCase, number: int) -> None:
        self.town = town
        self.told = told
        self.number = number
        self.measures: dict[int, Measure] = {}

    def run(self) -> int:
        """Register, then take each step at its time."""
        session, told = self.town.session, self.told
        self.case = register_case(
            session, self.town.actor(told.reporter), self._report(), now=told.registered_at
        )
        # A case that was handed on happened where it was told of.
        self.case.happened_unit_id = self.town.units[told.happened_in]
        for event in told.events:
            self._take(event)
        return self.case.id

    def _report(self) -> Report:
        told = self.told
        care = (told.category or "").startswith("T") and self.number % PERSONAL_EVERY == 0
        return Report(
            kind=CaseKind(told.kind),
            description=told.description,
            unit_id=self.town.units[told.unit],
            harm=_harm(told),
            severity=told.severity,
            subtype=Subtype(told.subtype) if told.subtype else None,
            title=told.title,
            category=told.category or "U",
            place=told.place,
            before=told.before,
            gain=told.gain,
            immediate_action=told.immediate_action,
            user_reference=f"Journal {3100 + self.number}" if care else "",
            factors=_factors(told),
            source=Source(told.source),
            occurred_at=told.occurred_at,
        )

    def _take(self, event: DemoEvent) -> None:
        step = getattr(self, f"_{event.verb}", None)
        if step is not None:
            step(event)
        elif event.measure is not None:
            self._move(event)

    def _move(self, event: DemoEvent) -> None:
        assert event.measure is not None
        measure = self.measures[event.measure]
        actor = self.town.actor(event.actor)
        if event.verb in ("worked", "partly", "failed"):
            actor = self._other_than(measure)
        words = event.text or EFFECT_WORDS.get(event.verb, "")
        measures.move_measure(
            self.town.session, actor, self.case, measure, event.verb, now=event.at, note=words
        )

    def _other_than(self, measure: Measure) -> Actor:
        """Whoever looks whether a measure worked has not done it: the leader, or the head above."""
        session, case = self.town.session, self.case
        people = checkers(session, case, self.town.day)
        found = next(row for row in people if row.id not in (measure.owner_id, measure.done_by_id))
        return actor_for(session, found, self.town.day)

    def _receive(self, event: DemoEvent) -> None:
        receive.receive(self.town.session, self.town.actor(event.actor), self.case, now=event.at)

    def _reject(self, event: DemoEvent) -> None:
        actor, reason = self.town.actor(event.actor), Rejection(event.reason)
        receive.reject(self.town.session, actor, self.case, reason, event.text, now=event.at)

    def _assess(self, event: DemoEvent) -> None:
        told = self.told
        view = assess.Assessment(told.category or "U", told.severity, told.potential, told.recurrence)
        assess.assess(self.town.session, self.town.actor(event.actor), self.case, view, now=event.at)

    def _ask(self, event: DemoEvent) -> None:
        talk.ask(self.town.session, self.town.actor(event.actor), self.case, event.text, now=event.at)

    def _reply(self, event: DemoEvent) -> None:
        talk.reply(self.town.session, self.town.actor(event.actor), self.case, event.text, now=event.at)

    def _answer(self, event: DemoEvent) -> None:
        if self._is_tried(event):
            self._try(event)
            return
        talk.answer(self.town.session, self.town.actor(event.actor), self.case, event.text, now=event.at)

    def _add_measure(self, event: DemoEvent) -> None:
        assert event.measure is not None
        wanted = self.told.measures[event.measure]
        plan = measures.Plan(
            wanted.title, self.town.people[wanted.owner], wanted.due_on, Strength(wanted.strength)
        )
        actor = self.town.actor(event.actor)
        self.measures[event.measure] = measures.add_measure(
            self.town.session, actor, self.case, plan, now=event.at
        )

    def _check(self, event: DemoEvent) -> None:
        """The effect is checked by the verdict that follows; nothing is done at this step."""

    def _is_tried(self, event: DemoEvent) -> bool:
        return self.case.kind is CaseKind.IDEA and TRIED in event.text

    def _try(self, event: DemoEvent) -> None:
        actor = self.town.actor(event.actor)
        plan = measures.Plan(self.told.title, actor.id, local_date(event.at) + TRIAL)
        ideas.begin(self.town.session, actor, self.case, IdeaStep.TRYING, plan, event.text, now=event.at)

    def _settle_idea(self, event: DemoEvent) -> bool:
        """End an idea on its short path, or begin to try it; False where it is only answered and closed."""
        session, actor, case = self.town.session, self.town.actor(event.actor), self.case
        if course := session.get(IdeaCourse, case.id):
            measure = session.get_one(Measure, course.measure_id)
            measures.move_measure(session, actor, case, measure, "finish", now=event.at)
            words = "Takk for forslaget. Vi har prøvd det, og det fungerer. Slik gjør vi det fra nå av."
            closing = close.Closing(words, CanLearn.YES)
            ideas.conclude(session, actor, case, IdeaStep.WORKED, closing, now=event.at)
            return True
        if LEFT in event.text:
            ideas.set_aside(session, actor, case, event.text, now=event.at)
            return True
        if self._is_tried(event) and local_date(event.at) > self.town.day - TRIAL:
            self._try(event)
            return True
        return False

    def _close(self, event: DemoEvent) -> None:
        told = self.told
        if self.case.kind is CaseKind.IDEA and self._settle_idea(event):
            return
        factors = _factors(told) or (Factor.UNKNOWN,)
        closing = close.Closing(
            event.text,
            CanLearn(told.can_learn),
            factors,
            event.reason,
            involved="De som var på vakt, og verneombudet.",
            effect_how="Vi teller slike saker i tre måneder.",
            weak_reason="Rutinen er god, og den er ny for flere.",
            safety_told=True,
        )
        session = self.town.session
        if not close.close(session, self.town.actor(event.actor), self.case, closing, now=event.at):
            self._approve(self.town.people[event.actor], event.at)

    def _approve(self, asked_by: int, at: dt.datetime) -> None:
        """The second pair of eyes; of the latest ones the closing still waits for it."""
        if local_date(at) > self.town.day - dt.timedelta(WAITS_DAYS):
            return
        session = self.town.session
        person = people_to_approve(session, self.case, asked_by, self.town.day)[0]
        close.approve(session, actor_for(session, person, self.town.day), self.case, now=at)

    def _judge(self, event: DemoEvent) -> None:
        if self.case.state is not CaseState.CLOSED:
            return  # the closing waits for somebody else
        verdict, actor = Verdict(event.reason), self.town.actor(event.actor)
        close.judge(self.town.session, actor, self.case, verdict, now=event.at, words=event.text)


def _factors(told: DemoCase) -> tuple[Factor, ...]:
    """The first alone, as in the old system: more from one day on would look like a rise."""
    return tuple(Factor(factor) for factor in told.factors[:1])


def _harm(told: DemoCase) -> Harm | None:
    if told.kind != "deviation":
        return None
    if told.severity:
        return Harm.YES
    return Harm.NEARLY if told.subtype == "near_miss" else Harm.NO
