"""What a leader does with a case, and what the reporter is told."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.kinds import CanLearn, CaseKind, Factor, Harm, Rejection, Strength, Verdict
from quality.cases.models.case import Case, CaseMessage
from quality.cases.models.count import CaseCount
from quality.cases.models.measure import Measure
from quality.cases.queries.flow import open_offer
from quality.cases.services import assess, close, measures, receive, talk, transfer
from quality.cases.services.assess import Assessment
from quality.cases.services.close import Closing
from quality.cases.services.measures import Plan
from quality.cases.states import CaseState, MeasureState
from quality.core.clock import add_working_days
from quality.core.db import transaction
from quality.core.history import entries_of
from quality.core.notices import Notice
from quality.core.text import ConflictError, RefusedError
from tests.cases.desk import make_case
from tests.cast import Cast
from tests.conftest import NOW, Clock

TODAY = dt.date(2026, 11, 23)


def counts(session: Session) -> dict[bool, int]:
    query = sa.select(CaseCount.closed, sa.func.sum(CaseCount.count)).where(CaseCount.grain == "week")
    return {closed: number for closed, number in session.execute(query.group_by(CaseCount.closed)) if number}


def told(session: Session, person_id: int) -> list[str]:
    query = sa.select(Notice.kind).where(Notice.person_id == person_id).order_by(Notice.id)
    return list(session.scalars(query))


def test_receive_starts_the_answer_clock_and_tells_the_reporter(cast: Cast, time: Clock) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        later = time.move(hours=2)
        receive.receive(session, cast.actor(cast.leader), case, now=later)
        assert (case.state, case.received_at) == (CaseState.RECEIVED, later)
        assert case.next_due_on == case.answer_due_on == dt.date(2026, 12, 11)
        assert told(session, cast.employee.id) == ["case_received"]
        waiting = session.scalars(
            sa.select(Notice).where(Notice.read_at.is_(None), Notice.kind == "case_new")
        )
        assert waiting.all() == [], "nobody is asked to receive it any more"


def test_the_second_to_receive_is_told_that_it_is_done(cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        receive.receive(session, cast.actor(cast.leader), case, now=NOW)
        with pytest.raises(ConflictError, match="allerede tatt imot"):
            receive.receive(session, cast.actor(cast.deputy), case, now=NOW)


def test_a_deputy_acts_with_both_names_in_the_history(cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        receive.receive(session, cast.actor(cast.deputy), case, now=NOW)
        entry, _ = entries_of(session, "case", case.id)[-1]
        assert (entry.actor_id, entry.deputy_for_id) == (cast.deputy.id, cast.leader.id)


def test_a_rejected_case_leaves_the_counts_and_tells_why(cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        assert counts(session) == {False: 1}
        receive.reject(
            session, cast.actor(cast.leader), case, Rejection.ELSEWHERE, "Meld til eiendom.", now=NOW
        )
        assert (case.state, case.next_due_on, counts(session)) == (CaseState.REJECTED, None, {})
        assert told(session, cast.employee.id) == ["case_rejected"]


def test_a_reporter_withdraws_until_somebody_has_received(cast: Cast) -> None:
    with transaction() as session:
        case, taken = make_case(session, cast), make_case(session, cast)
        receive.withdraw(session, cast.actor(cast.employee), case, now=NOW)
        assert case.state is CaseState.WITHDRAWN
        receive.receive(session, cast.actor(cast.leader), taken, now=NOW)
        with pytest.raises(ConflictError):
            receive.withdraw(session, cast.actor(cast.employee), taken, now=NOW)
        assert counts(session) == {False: 1}


def test_a_reporter_withdraws_what_is_offered_to_another_unit_and_not_yet_taken(cast: Cast) -> None:
    employee, leader = cast.actor(cast.employee), cast.actor(cast.leader)
    with transaction() as session:
        case, taken = make_case(session, cast), make_case(session, cast)
        receive.receive(session, leader, taken, now=NOW)
        for each in (case, taken):
            transfer.send(session, leader, each, cast.south, "Deres?", now=NOW)
        receive.withdraw(session, employee, case, now=NOW)
        assert (case.state, counts(session)) == (CaseState.WITHDRAWN, {False: 1})
        assert open_offer(session, case.id) is None
        assert "case_withdrawn" in told(session, cast.leader.id)
        assert told(session, cast.south_leader.id) == ["case_offered", "offer_withdrawn"], (
            "of the other alone"
        )
        with pytest.raises(ConflictError, match="trukket saken tilbake"):
            transfer.accept(session, cast.actor(cast.south_leader), case, now=NOW)
        with pytest.raises(ConflictError, match="tatt imot"):
            receive.withdraw(session, employee, taken, now=NOW)


def test_an_answer_receives_too_and_stops_its_clock(cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        for _ in range(2):
            talk.answer(session, cast.actor(cast.leader), case, "Takk.", now=NOW, once="same")
        assert (case.state, case.answered_at, case.received_at) == (CaseState.HANDLING, NOW, NOW)
        assert case.next_due_on == case.close_due_on
        assert session.scalar(sa.select(sa.func.count(CaseMessage.id))) == 1
        assert told(session, cast.employee.id) == ["case_answer"]


def test_a_question_and_its_reply_reach_each_other(cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        talk.ask(session, cast.actor(cast.leader), case, "Hvilken matte?", now=NOW)
        talk.reply(session, cast.actor(cast.employee), case, "Den gule.", now=NOW)
        assert told(session, cast.employee.id) == ["case_question"]
        assert told(session, cast.leader.id) == ["case_new", "case_reply"]
        assert case.answered_at is None


def test_an_anonymous_reply_leads_to_nobody(cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        case.anonymous, case.reporter_id, case.reporter = True, None, None
        talk.reply(session, cast.actor(cast.employee), case, "Det var den gule.", now=NOW)
        assert session.scalars(sa.select(CaseMessage.author_id)).one() is None
        entry, values = entries_of(session, "case", case.id)[-1]
        assert (entry.actor_id, entry.deputy_for_id) == (None, None)
        assert str(cast.employee.id) not in values


def test_a_note_tells_nobody(cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        talk.add_note(session, cast.actor(cast.leader), case, "Sjekk flere.", now=NOW)
        assert (case.state, told(session, cast.employee.id)) == (CaseState.REPORTED, [])


def test_nothing_is_written_to_a_dropped_case(cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        receive.withdraw(session, cast.actor(cast.employee), case, now=NOW)
        for verb in (talk.ask, talk.answer, talk.reply):
            with pytest.raises(RefusedError):
                verb(session, cast.actor(cast.leader), case, "Hei", now=NOW)


@pytest.mark.parametrize(
    ("actual", "potential", "recurrence", "priority"),
    [(0, 4, 5, 4), (0, 2, 3, 2), (3, 1, 1, 3), (1, None, None, 1), (0, 0, 5, 1)],
)
def test_priority_is_looked_up_and_moves_the_deadlines(
    cast: Cast, actual: int, potential: int | None, recurrence: int | None, priority: int
) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        view = Assessment("T2.2", actual, potential, recurrence)
        assess.assess(session, cast.actor(cast.leader), case, view, now=NOW)
        days = {1: 14, 2: 14, 3: 7, 4: 3}[priority]
        assert case.priority == priority
        assert case.answer_due_on == add_working_days(TODAY, days)
        assert counts(session) == {False: 1}


def test_a_new_category_moves_the_count_and_the_sensitivity(cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        assess.assess(session, cast.actor(cast.leader), case, Assessment("H1.1", 0), now=NOW)
        assert (case.access.value, case.safety) == ("safety", True)
        cells = session.execute(
            sa.select(CaseCount.access, CaseCount.category_id).where(CaseCount.count > 0)
        ).all()
        assert {(row.access.value, row.category_id) for row in cells} == {("safety", case.category_id)}


def test_a_measure_has_an_owner_who_is_told_and_sees_the_case(cast: Cast) -> None:
    plan = Plan("Ny matte", cast.outsider.id, TODAY, Strength.STRONG)
    with transaction() as session:
        case = make_case(session, cast)
        for _ in range(2):
            measures.add_measure(session, cast.actor(cast.leader), case, plan, now=NOW, once="same")
        assert session.scalar(sa.select(sa.func.count(Measure.id))) == 1
        assert case.state is CaseState.MEASURES
        assert told(session, cast.outsider.id) == ["measure_new"]


@pytest.mark.parametrize("days", [-1, -400])
def test_a_measure_is_not_due_in_the_past(cast: Cast, days: int) -> None:
    plan = Plan("Ny matte", cast.colleague.id, TODAY + dt.timedelta(days))
    with transaction() as session:
        case = make_case(session, cast)
        with pytest.raises(RefusedError, match="før i dag"):
            measures.add_measure(session, cast.actor(cast.leader), case, plan, now=NOW)
        session.rollback()


def test_a_former_employee_gets_no_measure(cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        with pytest.raises(RefusedError, match="ansvaret"):
            measures.add_measure(
                session, cast.actor(cast.leader), case, Plan("Matte", cast.former.id, TODAY), now=NOW
            )


def test_when_all_is_done_a_grave_case_waits_for_the_effect(cast: Cast) -> None:
    leader = cast.actor(cast.leader)
    with transaction() as session:
        case = make_case(session, cast, harm=Harm.YES, severity=2)
        plan = Plan("Ny matte", cast.colleague.id, TODAY)
        measure = measures.add_measure(session, leader, case, plan, now=NOW)
        measures.move_measure(session, cast.actor(cast.colleague), case, measure, "finish", now=NOW)
        assert (measure.state, case.state) == (MeasureState.DONE, CaseState.EFFECT)
        assert measure.effect_due_on == dt.date(2027, 1, 22)
        measures.move_measure(session, leader, case, measure, "worked", now=NOW, note="Ingen fall siden.")
        assert (measure.state, measure.effect_note) == (MeasureState.WORKED, "Ingen fall siden.")
        with pytest.raises(ConflictError):
            measures.move_measure(session, leader, case, measure, "start", now=NOW)


def test_a_light_case_closes_with_an_answer(cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        receive.receive(session, cast.actor(cast.leader), case, now=NOW)
        close.close(session, cast.actor(cast.leader), case, Closing("Fikset.", CanLearn.NO), now=NOW)
        assert (case.state, case.closed_at, case.next_due_on) == (CaseState.CLOSED, NOW, None)
        assert counts(session) == {True: 1}
        assert told(session, cast.employee.id) == ["case_received", "case_closed"]


@pytest.mark.parametrize(
    ("closing", "field"),
    [
        (Closing("", CanLearn.YES), "answer"),
        (Closing("Fikset.", CanLearn.YES), "factors"),
        (Closing("Fikset.", CanLearn.YES, factors=(Factor.ROUTINE,)), "no_measure_reason"),
    ],
)
def test_a_grave_case_asks_for_causes_and_measures(cast: Cast, closing: Closing, field: str) -> None:
    with transaction() as session:
        case = make_case(session, cast, harm=Harm.YES, severity=2)
        receive.receive(session, cast.actor(cast.leader), case, now=NOW)
        with pytest.raises(RefusedError) as refused:
            close.close(session, cast.actor(cast.leader), case, closing, now=NOW)
        assert refused.value.field == field
        assert case.state is CaseState.RECEIVED


def test_an_improvement_is_never_asked_for_causes(cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast, kind=CaseKind.IDEA, harm=None)
        case.priority = 4
        receive.receive(session, cast.actor(cast.leader), case, now=NOW)
        close.close(session, cast.actor(cast.leader), case, Closing("Gjør det!", CanLearn.YES), now=NOW)
        assert case.state is CaseState.CLOSED


def test_a_new_case_is_received_before_it_is_closed(cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        with pytest.raises(ConflictError, match="ikke tatt imot"):
            close.close(session, cast.actor(cast.leader), case, Closing("Nei.", CanLearn.NO), now=NOW)


def closed(session: Session, cast: Cast) -> Case:
    case = make_case(session, cast)
    receive.receive(session, cast.actor(cast.leader), case, now=NOW)
    close.close(session, cast.actor(cast.leader), case, Closing("Fikset.", CanLearn.NO), now=NOW)
    return case


def test_not_solved_opens_the_case_with_new_deadlines(cast: Cast, time: Clock) -> None:
    with transaction() as session:
        case = closed(session, cast)
        later = time.move(days=10)
        employee = cast.actor(cast.employee)
        close.judge(session, employee, case, Verdict.UNSOLVED, now=later, words="Den sklir ennå.")
        assert (case.state, case.closed_at, case.answered_at) == (CaseState.REOPENED, None, None)
        assert case.next_due_on == dt.date(2026, 12, 23)
        assert counts(session) == {False: 1}
        assert "case_objected" in told(session, cast.leader.id)


@pytest.mark.parametrize("verdict", [Verdict.SOLVED, Verdict.PARTLY])
def test_other_verdicts_leave_it_closed(cast: Cast, verdict: Verdict) -> None:
    with transaction() as session:
        case = closed(session, cast)
        close.judge(session, cast.actor(cast.employee), case, verdict, now=NOW)
        assert (case.state, case.verdict) == (CaseState.CLOSED, verdict)


def test_a_verdict_has_its_time(cast: Cast, time: Clock) -> None:
    with transaction() as session:
        case, open_case = closed(session, cast), make_case(session, cast)
        employee = cast.actor(cast.employee)
        with pytest.raises(ConflictError):
            close.judge(session, employee, open_case, Verdict.SOLVED, now=NOW)
        with pytest.raises(RefusedError, match="30 dager"):
            close.judge(session, employee, case, Verdict.UNSOLVED, now=time.move(days=31))


def test_a_leader_reopens_and_says_why(cast: Cast) -> None:
    with transaction() as session:
        case = closed(session, cast)
        leader = cast.actor(cast.leader)
        with pytest.raises(RefusedError):
            close.reopen(session, leader, case, "", now=NOW)
        close.reopen(session, leader, case, "Det skjedde igjen.", now=NOW)
        assert case.state is CaseState.REOPENED
        assert told(session, cast.employee.id)[-1] == "case_reopened"


def test_every_change_is_in_the_history_with_its_state(cast: Cast) -> None:
    with transaction() as session:
        case = closed(session, cast)
        story = [(entry.act, values.get("state")) for entry, values in entries_of(session, "case", case.id)]
    assert story == [
        ("register", None),
        ("receive", ["reported", "received"]),
        ("close", ["received", "closed"]),
    ]
