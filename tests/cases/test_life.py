"""The whole life of cases, walked at random and compared with a model that knows nothing of the code.

A few hundred steps here; many more with `LIFE=300 .venv/bin/pytest tests/cases/test_life.py`.
"""

from __future__ import annotations

import datetime as dt
import os
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.roles import Act
from quality.cases import policy
from quality.cases.compose.filters import read_filter
from quality.cases.jobs import flow as jobs
from quality.cases.kinds import Access, CanLearn, CaseKind, Factor, IdeaStep, Level, Rejection, Verdict
from quality.cases.models.case import Case
from quality.cases.models.count import CaseCount
from quality.cases.models.flow import CaseSnooze
from quality.cases.models.idea import IdeaCourse
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.queries import fetch, fetch_for, listing
from quality.cases.services import (
    assess,
    close,
    ideas,
    measures,
    merge,
    receive,
    recount,
    shield,
    snooze,
    talk,
    tasks,
    transfer,
    undo,
)
from quality.cases.services.assess import Assessment
from quality.cases.services.close import Closing
from quality.cases.services.measures import Plan
from quality.cases.services.snooze import Until
from quality.cases.services.tasks import Errand
from quality.cases.states import MEASURE_OPEN
from quality.core.clock import add_working_days, is_working_day, local_date
from quality.core.db import db, transaction
from quality.core.history import Entry, verify
from quality.core.notices import Notice
from quality.core.text import NotVisibleError, RefusedError
from tests.cases.desk import make_case
from tests.cast import Cast
from tests.conftest import Clock
from tests.stage import Stage, empty_database

# Each example leaves some rules out, so many short ones come further than few long ones.
EXAMPLES = int(os.environ.get("LIFE", "10"))
STEPS = 22

TAKEN = {"received", "handling", "measures", "effect", "reopened"}
MOVABLE = {"reported", "received", "handling", "measures", "reopened"}
GONE = {"rejected", "withdrawn", "merged"}
LIVE = TAKEN | {"reported"}
CLOSING = Closing(
    "Det er gjort.",
    CanLearn.NO,
    factors=(Factor.ROUTINE,),
    no_measure_reason="Det trengs ikke.",
    involved="Nattvakta",
    effect_how="Vi teller.",
    weak_reason="Det holder.",
)


@dataclass
class Model:
    """A case as a person with pen and paper would keep it."""

    id: int
    public_id: str
    unit: str
    state: str = "reported"
    before: str = ""
    into: Model | None = None
    offered: str = ""
    back_on: dt.date | None = None
    sleeps: dt.date | None = None
    shielded: bool = False
    idea: bool = False
    step: str = ""
    priority: int = 0
    plans: int = 0
    asked: bool = False
    home: str = ""
    waiting: bool = False
    entries: int = 1
    closed_at: dt.datetime | None = None
    last: tuple[str, str, dt.datetime | None] = field(default=("register", "", None))

    @property
    def grave(self) -> bool:
        return self.priority >= 3

    def go(self, state: str) -> None:
        if state not in TAKEN:
            self.asked = False
        if self.state == "reported" and state != "reported":
            self.sleeps = None
        self.state = state

    def write(self, act: str, unit: str = "", at: dt.datetime | None = None) -> None:
        self.entries += 1
        self.last = (act, unit, at)


Do = Callable[[Session, Any, Case], object]
which = st.integers(0, 30)
# One of them looks after each step, in turn.
LOOKERS = ("leader", "south_leader", "outsider", "coordinator", "head", "employee")


class Life(RuleBasedStateMachine):
    """Two units with their leaders, one head above them, and whoever reports."""

    def __init__(self, time: Clock, stage: Stage) -> None:
        super().__init__()
        self.time, self.stage = time, stage
        self.cases: list[Model] = []
        self.cast: Cast
        self.doer: int | None = None
        self.read = self.turn = 0

    @initialize()
    def begin(self) -> None:
        db.session.remove()
        empty_database()
        self.cast = self.stage.cast(self.time.now)
        for unit, idea in (("north", False), ("north", False), ("south", False), ("north", True)):
            self.create(unit, idea)
            self.the_history_says_who()

    def leader(self, unit: str) -> Person:
        return self.cast.leader if unit == "north" else self.cast.south_leader

    def pick(self, number: int) -> Model:
        return self.cases[number % len(self.cases)]

    def likely(self, number: int, *states: str) -> Model:
        """One that it can be done with where there is any: a walk that is mostly refused does not come far."""
        fitting = [case for case in self.cases if case.state in states] or self.cases
        return fitting[number % len(fitting)]

    def doubles(self, case: Model) -> list[Model]:
        return [each for each in self.cases if each.into is case and each.state == "merged"]

    def attempt(self, case: Model, person: Person, act: Act, allowed: bool, do: Do) -> bool:
        """Do it as a door does; the model says whether it may succeed, and a refusal leaves no trace."""
        actor, self.doer = self.cast.actor(person), person.id
        try:
            with transaction() as session:
                seen = fetch_for(session, actor, case.public_id, act, lock=True)
                do(session, actor, seen.case)
        except (RefusedError, NotVisibleError):
            done = False
        else:
            done = True
        assert done == (allowed and not case.shielded), (case, act)
        return done

    def handle(self, case: Model, allowed: bool, do: Do) -> bool:
        return self.attempt(case, self.leader(case.unit), Act.CASE_HANDLE, allowed, do)

    @rule(unit=st.sampled_from(["north", "south"]), idea=st.booleans())
    def create(self, unit: str, idea: bool = False) -> None:
        if len(self.cases) >= 6:
            return
        with transaction() as session:
            told = {"unit_id": getattr(self.cast, unit).id, "description": f"Sak nr. {len(self.cases)}."}
            told |= {"kind": CaseKind.IDEA, "harm": None} if idea else {}
            made, self.doer = make_case(session, self.cast, **told), self.cast.employee.id
            self.cases.append(Model(made.id, made.public_id, unit, idea=idea, home=unit))

    @rule(number=which)
    def take(self, number: int) -> None:
        case = self.pick(number)
        if self.handle(
            case, case.state == "reported", lambda s, a, c: receive.receive(s, a, c, now=self.time.now)
        ):
            case.go("received")
            case.write("receive", case.unit, self.time.now)

    @rule(number=which)
    def reject(self, number: int) -> None:
        case = self.pick(number)
        before = case.state
        if self.handle(
            case,
            case.state in ("reported", "received"),
            lambda s, a, c: receive.reject(s, a, c, Rejection.MISTAKE, "Feil.", now=self.time.now),
        ):
            case.go("rejected")
            case.before = before
            case.write("reject", case.unit, self.time.now)

    @rule(number=which)
    def withdraw(self, number: int) -> None:
        case = self.pick(number)
        if (
            self.attempt(
                case,
                self.cast.employee,
                Act.CASE_JUDGE,
                "reported" in (case.state, case.before if case.state == "transferred" else ""),
                lambda s, a, c: receive.withdraw(s, a, c, now=self.time.now),
            )
            if not case.shielded
            else False
        ):
            case.offered, case.back_on = "", None
            case.go("withdrawn")
            case.write("withdraw")

    @rule(number=which)
    def answer(self, number: int) -> None:
        case = self.pick(number)
        if self.handle(
            case,
            case.state not in GONE,
            lambda s, a, c: talk.answer(s, a, c, "Takk for at du sa fra.", now=self.time.now),
        ):
            case.go(
                {"reported": "handling", "received": "handling", "reopened": "handling"}.get(
                    case.state, case.state
                )
            )
            case.waiting = False
            case.write("answer", case.unit, self.time.now)
            for double in self.doubles(case):
                double.write("answer", case.unit, self.time.now)

    @rule(number=which)
    def ask(self, number: int) -> None:
        case = self.pick(number)
        if self.handle(
            case,
            case.state not in GONE,
            lambda s, a, c: talk.ask(s, a, c, "Hvilken vakt var det?", now=self.time.now),
        ):
            case.go("received" if case.state == "reported" else case.state)
            case.waiting = case.state in LIVE | {"transferred"}
            case.write("ask")

    @rule(number=which)
    def reply(self, number: int) -> None:
        """The reporter replies, to a question if any can be asked; also of a shielded case."""
        if not any(each.waiting for each in self.cases):
            self.ask(number)
            self.the_history_says_who()
        case = next((each for each in self.cases if each.waiting), self.pick(number))
        actor, self.doer = self.cast.actor(self.cast.employee), self.cast.employee.id
        try:
            with transaction() as session:
                found = fetch(session, actor, case.public_id, lock=True).case
                talk.reply(session, actor, found, "Kveldsvakta.", now=self.time.now)
        except RefusedError:
            assert case.state in GONE, case
            return
        assert case.state not in GONE, case
        case.waiting = False
        case.write("reply")

    @rule(number=which)
    def give_task(self, number: int) -> None:
        case = self.pick(number)
        errand = Errand("Sjekk", self.cast.colleague.id, local_date(self.time.now))
        if self.handle(
            case, case.state in LIVE, lambda s, a, c: tasks.give(s, a, c, errand, now=self.time.now)
        ):
            case.go("received" if case.state == "reported" else case.state)
            case.write("give_task", case.unit, self.time.now)

    @rule(number=which)
    def add_measure(self, number: int) -> None:
        case = self.pick(number)
        plan = Plan("Ny matte", self.cast.colleague.id, local_date(self.time.now))
        open_now = case.state in LIVE | {"transferred"}
        if self.handle(
            case, open_now, lambda s, a, c: measures.add_measure(s, a, c, plan, now=self.time.now)
        ):
            case.plans += 1
            case.go(case.state if case.state == "transferred" else "measures")
            case.write("add_measure", case.unit, self.time.now)

    @rule(number=which)
    def finish(self, number: int) -> None:
        case = self.likely(number, *sorted(TAKEN))
        allowed = case.state in TAKEN or (case.state == "reported" and (case.grave or case.idea))
        if not self.handle(case, allowed, lambda s, a, c: close.close(s, a, c, CLOSING, now=self.time.now)):
            return
        if case.grave:
            case.go("received" if case.state == "reported" else case.state)
            case.asked = True
            case.write("ask_close")
        else:
            self.shut(case)

    def shut(self, case: Model) -> None:
        case.go("closed")
        case.closed_at = self.time.now
        case.write("close", case.unit, self.time.now)
        for double in self.doubles(case):
            double.write("answer", case.unit, self.time.now)

    @rule(number=which, back=st.sampled_from(["reopen", "object"]))
    def go_there_and_back(self, number: int, back: str) -> None:
        """What most cases go through, in one step: by chance alone it takes too many."""
        for step in (self.take, self.finish, getattr(self, back)):
            step(number)
            self.the_history_says_who()

    @rule(number=which, level=st.integers(0, 4))
    def grade(self, number: int, level: int) -> None:
        case = self.pick(number)
        view = Assessment("T2.2", level)
        if self.handle(case, True, lambda s, a, c: assess.assess(s, a, c, view, now=self.time.now)):
            first = {"reported": "handling", "received": "handling", "reopened": "handling"}
            case.go(first.get(case.state, case.state))
            case.priority = 0 if case.idea else level
            case.write("assess")

    @rule(number=which, back=st.booleans())
    def look_twice(self, number: int, back: bool) -> None:
        """The head above is the second pair of eyes, also in a case that the head has shielded."""
        case = self.pick(number)
        actor, self.doer = self.cast.actor(self.cast.head), self.cast.head.id
        try:
            with transaction() as session:
                seen = fetch(session, actor, case.public_id, lock=True)
                assert policy.may_approve(actor, seen.case, seen.ties, self.leader(case.unit).id)
                if back:
                    close.send_back(session, actor, seen.case, "Hvem var med?", now=self.time.now)
                else:
                    close.approve(session, actor, seen.case, now=self.time.now)
        except RefusedError:
            assert not case.asked, case
            return
        assert case.asked, case
        case.asked = False
        if back:
            case.write("return_close")
        else:
            self.shut(case)

    @rule(number=which)
    def carry_out(self, number: int) -> None:
        case = self.pick(number)

        def do(session: Session, actor: Any, found: Case) -> None:
            query = sa.select(Measure).join(CaseMeasure, CaseMeasure.measure_id == Measure.id)
            query = query.where(CaseMeasure.case_id == found.id, Measure.state.in_(MEASURE_OPEN))
            plan = session.scalars(query.order_by(Measure.id)).first()
            if plan is None:
                raise RefusedError("none")
            measures.move_measure(session, actor, found, plan, "finish", now=self.time.now)

        if self.handle(case, case.plans > 0, do):
            case.plans -= 1
            if case.state == "measures" and case.priority >= 2 and not case.plans:
                case.go("effect")
            if case.step in ("trying", "doing"):
                case.step = "done"
            case.write("move_measure")

    @rule(number=which, step=st.sampled_from(["trying", "doing"]))
    def take_up(self, number: int, step: str) -> None:
        case = self.pick(number)
        if not case.idea or case.plans:
            return
        plan = Plan("Prøv det", self.cast.colleague.id, local_date(self.time.now))

        def do(session: Session, actor: Any, found: Case) -> None:
            ideas.begin(session, actor, found, IdeaStep(step), plan, "Vi prøver.", now=self.time.now)

        if self.handle(case, case.state in LIVE and not case.step, do):
            case.plans, case.step = 1, step
            case.go("measures")
            case.write("add_measure")
            case.write("begin")
            for double in self.doubles(case):
                double.write("answer", case.unit, self.time.now)

    @rule(number=which)
    def leave_it(self, number: int) -> None:
        case = self.pick(number)
        if not case.idea:
            return

        def do(session: Session, actor: Any, found: Case) -> None:
            ideas.set_aside(session, actor, found, "Ikke nå.", now=self.time.now)

        if self.handle(case, case.state in LIVE, do):
            if case.step in ("trying", "doing"):
                case.plans -= 1
                case.write("move_measure")
            case.step = "not_now"
            case.write("not_now")
            self.shut(case)

    @rule(number=which)
    def see_whether_it_worked(self, number: int) -> None:
        case = self.pick(number)
        if not case.idea:
            return

        def do(session: Session, actor: Any, found: Case) -> None:
            ideas.conclude(session, actor, found, IdeaStep.WORKED, CLOSING, now=self.time.now)

        row = db.session.get(IdeaCourse, case.id)
        judged = row and row.measure_id and db.session.get_one(Measure, row.measure_id).done_by_id
        if self.handle(case, case.state in LIVE and case.step == "done", do):
            if judged != self.leader(case.unit).id:  # who carried it out does not judge the measure
                case.write("move_measure")
            case.step = "worked"
            case.write("worked")
            self.shut(case)

    @rule(number=which)
    def reopen(self, number: int) -> None:
        case = self.likely(number, "closed")
        if self.handle(
            case,
            case.state == "closed",
            lambda s, a, c: close.reopen(s, a, c, "Det skjedde igjen.", now=self.time.now),
        ):
            case.go("reopened")
            case.step = ""
            case.write("reopen", case.unit, self.time.now)
            for double in self.doubles(case):
                double.write("answer", case.unit, self.time.now)

    @rule(number=which)
    def object(self, number: int) -> None:
        case = self.likely(number, "closed")
        if case.shielded:
            return
        fresh = case.closed_at is not None and self.time.now - case.closed_at <= dt.timedelta(30)
        if self.attempt(
            case,
            self.cast.employee,
            Act.CASE_JUDGE,
            case.state == "closed" and fresh,
            lambda s, a, c: close.judge(s, a, c, Verdict.UNSOLVED, now=self.time.now),
        ):
            case.go("reopened")
            case.step = ""
            case.write("judge")

    @rule(number=which)
    def send(self, number: int) -> None:
        case = self.pick(number)
        other = "south" if case.unit == "north" else "north"
        before, unit = case.state, getattr(self.cast, other)
        if self.handle(
            case,
            case.state in MOVABLE,
            lambda s, a, c: transfer.send(s, a, c, unit, "Det er deres.", now=self.time.now),
        ):
            case.before, case.offered = before, other
            case.back_on = add_working_days(local_date(self.time.now), 2)
            case.go("transferred")
            case.write("transfer", case.unit, self.time.now)

    @rule(number=which)
    def send_to_nobody(self, number: int) -> None:
        """Sent on, and nobody answers: chance alone seldom waits so long before somebody does."""
        self.send(number)
        self.the_history_says_who()
        self.wait(hours=120)

    @rule(number=which, verb=st.sampled_from(["accept", "decline"]))
    def reply_to_offer(self, number: int, verb: str) -> None:
        case = self.likely(number, "transferred")
        if case.state != "transferred":
            return
        actor = self.cast.actor(self.leader(case.offered))
        self.doer = actor.id
        try:
            with transaction() as session:
                found = fetch(session, actor, case.public_id, lock=True).case
                if verb == "accept":
                    transfer.accept(session, actor, found, now=self.time.now)
                else:
                    transfer.decline(session, actor, found, "Ikke vårt.", now=self.time.now)
        except NotVisibleError:
            assert case.shielded
            return
        assert not case.shielded
        if verb == "accept":
            case.unit, case.state = case.offered, "received"
        else:
            case.state = case.before
        case.offered, case.back_on = "", None
        case.write(verb, case.unit, self.time.now)

    @rule(number=which)
    def recall(self, number: int) -> None:
        case = self.likely(number, "transferred")
        if self.handle(
            case,
            case.state == "transferred",
            lambda s, a, c: transfer.recall(s, a, c, now=self.time.now),
        ):
            case.state, case.offered, case.back_on = case.before, "", None
            case.write("recall", case.unit, self.time.now)

    @rule(number=which)
    def send_and_fetch_back(self, number: int) -> None:
        """Who was asked knows of it no longer, nor of what was said of it."""
        self.send(number)
        self.the_history_says_who()
        self.recall(number)

    @rule(number=which, other=which)
    def put_together(self, number: int, other: int) -> None:
        case, into = self.pick(number), self.pick(other)
        allowed, before = self.are_one(case, into), case.state

        def do(session: Session, actor: Any, found: Case) -> None:
            merge.merge(session, actor, found, session.get_one(Case, into.id), now=self.time.now)

        if self.handle(case, allowed, do):
            case.before, case.into = before, into
            case.go("merged")
            case.write("merge", case.unit, self.time.now)
            into.write("absorb", case.unit, self.time.now)

    def are_one(self, case: Model, into: Model) -> bool:
        return (
            case is not into
            and case.unit == into.unit
            and case.state in MOVABLE
            and into.state in LIVE
            and not into.shielded
            and not self.doubles(case)
            and case.priority <= into.priority
        )

    @rule(number=which)
    def answer_two_at_once(self, number: int) -> None:
        """Two that chance alone seldom puts together, and the answer to both."""
        open_now = [place for place, case in enumerate(self.cases) if not case.shielded]
        pairs = [
            (one, two)
            for one in open_now
            for two in open_now
            if self.are_one(self.cases[one], self.cases[two])
        ]
        if pairs:
            one, two = pairs[number % len(pairs)]
            self.put_together(one, two)
            self.the_history_says_who()
            self.answer(two)

    @rule(number=which)
    def take_apart(self, number: int) -> None:
        case = self.likely(number, "merged")
        if self.handle(
            case, case.state == "merged", lambda s, a, c: merge.unmerge(s, a, c, now=self.time.now)
        ):
            self.apart(case, "unmerge")

    def apart(self, case: Model, act: str) -> None:
        assert case.into
        case.into.write("release", case.unit, self.time.now)
        case.state, case.into = case.before, None
        case.write(act, case.unit, self.time.now)

    @rule(number=which, days=st.integers(1, 5))
    def put_off(self, number: int, days: int) -> None:
        case = self.pick(number)
        today = local_date(self.time.now)
        due = db.session.scalar(sa.select(Case.receive_due_on).where(Case.id == case.id))
        allowed = case.state == "reported" and (due is None or due > today)
        until = Until(day=today + dt.timedelta(days))
        if self.handle(case, allowed, lambda s, a, c: snooze.snooze(s, a, c, until, now=self.time.now)):
            case.sleeps = min(today + dt.timedelta(days), due or dt.date.max)
            case.write("snooze", case.unit, self.time.now)

    @rule(number=which)
    def undo(self, number: int) -> None:
        case = self.pick(number)
        act, unit, at = case.last
        undoable = {"receive", "reject", "merge", "transfer", "snooze", "give_task"}
        allowed = act in undoable and unit == case.unit and at is not None
        allowed = allowed and self.time.now - (at or self.time.now) <= dt.timedelta(minutes=10)
        if not self.handle(case, allowed, lambda s, a, c: undo.undo(s, a, c, now=self.time.now)):
            return
        if act == "merge":
            self.apart(case, "undo")
            return
        if act in ("reject", "transfer"):
            case.state, case.offered, case.back_on = case.before, "", None
        elif act == "receive":
            case.state = "reported"
        elif act == "snooze":
            case.sleeps = None
        case.write("undone", case.unit, self.time.now)

    @rule(number=which)
    def think_better_of_it_too_late(self, number: int) -> None:
        """Undone when the minutes for it are over: by chance the same case is seldom picked again so soon."""
        self.take(number)
        self.the_history_says_who()
        self.wait(hours=0.25)
        self.undo(number)

    @rule(number=which)
    def restrict(self, number: int) -> None:
        case = self.pick(number)
        if self.attempt(
            case,
            self.cast.head,
            Act.CASE_SHIELD,
            not case.shielded,
            lambda s, a, c: shield.shield(s, a, c, follow=True, now=self.time.now),
        ):
            case.shielded = True
            case.write("shield")

    @rule(number=which)
    def open_again(self, number: int) -> None:
        case = self.pick(number)
        actor, self.doer = self.cast.actor(self.cast.head), self.cast.head.id
        with transaction() as session:
            seen = fetch(session, actor, case.public_id, lock=True)
            assert policy.may_name(actor, seen.case, seen.ties) == case.shielded, case
            if case.shielded:
                shield.lift(session, actor, seen.case, now=self.time.now)
                case.shielded = False
                case.write("lift")

    @rule(hours=st.sampled_from([-2, 0.1, 1, 20, 30, 80]))
    def wait(self, hours: float) -> None:
        now, self.doer = self.time.move(hours=hours), None
        today = local_date(now)
        jobs.bring_back(now)
        jobs.wake(now)
        for case in self.cases:
            if (
                case.state == "transferred"
                and case.back_on
                and case.back_on < today
                and is_working_day(today)
            ):
                case.state, case.offered, case.back_on = case.before, "", None
                case.write("return")
            if case.sleeps and (case.sleeps <= today or case.state != "reported"):
                case.sleeps = None
                case.write("wake")

    @invariant()
    def the_database_says_what_the_model_says(self) -> None:
        db.session.rollback()
        db.session.expire_all()
        rows = {row.id: row for row in db.session.scalars(sa.select(Case))}
        asleep = set(db.session.scalars(sa.select(CaseSnooze.case_id)))
        for case in self.cases:
            row = rows[case.id]
            assert row.state == case.state, case
            assert row.unit_id == getattr(self.cast, case.unit).id, case
            assert (case.id in asleep) == (case.sleeps is not None), case
            query = sa.select(sa.func.count(Entry.id))
            written = db.session.scalar(query.where(Entry.subject == "case", Entry.subject_id == case.id))
            assert written == case.entries, case

    @invariant()
    def the_clock_stands_where_the_state_says(self) -> None:
        rows = {row.id: row for row in db.session.scalars(sa.select(Case))}
        for case in self.cases:
            row = rows[case.id]
            assert (row.closed_at is not None) == (case.state == "closed"), case
            assert (row.next_due_on is None) == (case.state in GONE | {"closed"}), case
            if case.state == "reported":
                assert row.received_at is None, case
            if case.state in TAKEN:
                assert row.received_at is not None, case
            if case.state in LIVE and not case.waiting:
                assert row.paused_until is None, case

    @invariant()
    def the_history_says_who(self) -> None:
        """Whatever was written since the last look was done by whoever just did something, or by itself."""
        query = sa.select(Entry.id, Entry.act, Entry.actor_id).where(Entry.subject == "case")
        for row in db.session.execute(query.where(Entry.id > self.read).order_by(Entry.id)):
            self.read = row.id
            assert row.actor_id == self.doer, row

    @invariant()
    def nobody_is_told_of_what_they_may_not_know(self) -> None:
        """Also not any more: what is shielded takes its notices with it."""
        links = {f"/cases/{case.public_id}": case for case in self.cases}
        query = sa.select(Notice.person_id, Notice.link).where(Notice.link.in_(links)).distinct()
        told: dict[int, set[str]] = defaultdict(set)
        for person_id, link in db.session.execute(query):
            told[person_id].add(link)
        people = {person.id: person for person in self.cast.everybody().values()}
        for person_id, heard in told.items():
            known = sa.select(Case.public_id).where(policy.visible(self.cast.actor(people[person_id])))
            assert heard <= {f"/cases/{row}" for row in db.session.scalars(known)}, people[
                person_id
            ].first_name

    @invariant()
    def every_way_to_a_case_says_the_same(self) -> None:
        """The page, the list, its count, the search and the file know of the same cases."""
        session, self.turn = db.session(), self.turn + 1
        actor = self.cast.actor(getattr(self.cast, LOOKERS[self.turn % len(LOOKERS)]))
        levels = {}
        for case in self.cases:
            try:
                levels[case.id] = fetch(session, actor, case.public_id).level
            except NotVisibleError:
                levels[case.id] = Level.NONE
        known = {number for number, level in levels.items() if level >= Level.META}
        rows, total = listing.cases(session, actor, read_filter({}), 1, 50)
        assert ({row.id for row in rows}, total) == (known, len(known)), actor.name
        plain = {row.id for row in rows if row.access is not Access.SHIELDED}
        titled = {row.id for row in rows if row.title}
        assert titled == {number for number in plain if levels[number] >= Level.TEXT}, actor.name
        found, _ = listing.cases(session, actor, read_filter({"q": "sak"}), 1, 50)
        assert {row.id for row in found} == titled, actor.name
        taken = listing.to_take_out(session, actor, read_filter({}), 50)
        assert {row.id for row in taken} <= known, actor.name

    @invariant()
    def each_case_counts_once_and_the_counts_are_the_recount(self) -> None:
        assert recount.differences(db.session()) == []
        query = sa.select(sa.func.coalesce(sa.func.sum(CaseCount.count), 0)).where(CaseCount.grain == "week")
        assert db.session.scalar(query) == sum(case.state not in GONE for case in self.cases)

    @invariant()
    def a_unit_reads_what_is_its_own_happened_there_or_is_offered_to_it(self) -> None:
        for case in self.cases:
            for unit in ("north", "south"):
                try:
                    level = fetch(db.session(), self.cast.actor(self.leader(unit)), case.public_id).level
                except NotVisibleError:
                    level = Level.NONE
                theirs = unit in (case.unit, case.home, case.offered) and not case.shielded
                assert (level >= Level.TEXT) == theirs, (case, unit)

    @invariant()
    def hidden_stays_hidden(self) -> None:
        for case in self.cases:
            for person in (
                self.cast.leader,
                self.cast.south_leader,
                self.cast.outsider,
                self.cast.coordinator,
            ):
                try:
                    level = fetch(db.session(), self.cast.actor(person), case.public_id).level
                except NotVisibleError:
                    level = Level.NONE
                if case.shielded:
                    assert level is Level.NONE, (case, person.first_name)
            owner = fetch(db.session(), self.cast.actor(self.cast.employee), case.public_id)
            assert owner.level >= Level.TEXT, "the reporter never loses sight of it"

    def teardown(self) -> None:
        assert list(verify(db.session())) == []
        shielded = db.session.scalar(sa.select(sa.func.count(Case.id)).where(Case.access == Access.SHIELDED))
        assert shielded == sum(case.shielded for case in self.cases)
        db.session.remove()


def test_whatever_is_done_in_whatever_order_the_model_agrees(app: Flask, time: Clock, stage: Stage) -> None:
    run_state_machine_as_test(
        lambda: Life(time, stage),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize="LIFE" not in os.environ,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
