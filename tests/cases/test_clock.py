"""The clock of a case: working days, pauses that give back what was not used, later dates, and levels one at a time."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from hypothesis import given as given_values
from hypothesis import settings
from hypothesis import strategies as st

from quality.cases.jobs.reminders import remind
from quality.cases.kinds import Harm
from quality.cases.models.case import Case
from quality.cases.services import assess, clocks, close, receive, talk
from quality.cases.services.assess import Assessment
from quality.core.clock import add_working_days, is_working_day, working_days_before, working_days_between
from quality.core.db import transaction
from quality.core.history import entries_of
from quality.core.notices import Notice
from quality.core.text import ConflictError, RefusedError
from quality.core.working_days import Stop, due_day, given, moved, regiven
from tests.cases.desk import hidden, make_case, words
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock

TODAY = dt.date(2026, 11, 23)
days = st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 31))
few = st.integers(0, 60)


@settings(deadline=None)
@given_values(days, few)
def test_working_days_forth_and_back_meet(day: dt.date, count: int) -> None:
    start = add_working_days(day, 0)
    end = add_working_days(start, count)
    assert is_working_day(end)
    assert working_days_between(start, end) == count
    assert working_days_before(end, count) == start


@settings(deadline=None)
@given_values(days, few, few, few, few)
def test_a_pause_gives_the_working_days_that_it_lasted(
    day: dt.date, left: int, begun: int, planned: int, lasted: int
) -> None:
    """However early it ends, and even when the clock has jumped back meanwhile, as `lasted` 0 stands for."""
    started = add_working_days(day, begun)
    due = add_working_days(started, left)
    until = started + dt.timedelta(planned)
    today = started + dt.timedelta(lasted)
    full, used = working_days_between(started, until), given(started, until, today)
    paused = regiven(due, started, 0, full)
    assert paused == add_working_days(due, full)
    assert regiven(paused, started, full, used) == moved(due, [Stop(started, used)])
    assert used == min(full, working_days_between(started, today))


@settings(deadline=None)
@given_values(days, st.lists(st.tuples(few, few), max_size=4))
def test_pauses_never_bring_a_deadline_nearer(due: dt.date, stops: list[tuple[int, int]]) -> None:
    due = add_working_days(due, 0)
    after = moved(due, [Stop(due - dt.timedelta(back - 30), length) for back, length in stops])
    assert after >= due
    assert is_working_day(after)


def test_a_deadline_never_ends_on_a_holiday() -> None:
    assert due_day(dt.date(2027, 3, 22), 3, False) == dt.date(2027, 3, 30), "Easter lies between"
    assert due_day(dt.date(2027, 5, 3), 14, True) == dt.date(2027, 5, 18), "17 May is Whit Monday as well"


def handled(cast: Cast) -> Case:
    with transaction() as session:
        case = make_case(session, cast)
        receive.receive(session, cast.actor(cast.leader), case, now=NOW)
        return case


def fetched(case: Case) -> Case:
    with transaction() as session:
        return session.get_one(Case, case.id, populate_existing=True)


def test_asking_stops_the_clock_until_the_reply(cast: Cast, time: Clock) -> None:
    case = handled(cast)
    before = case.answer_due_on
    assert before
    with transaction() as session:
        talk.ask(session, cast.actor(cast.leader), session.get_one(Case, case.id), "Hvor?", now=NOW)
    assert fetched(case).answer_due_on == add_working_days(before, 5)
    assert fetched(case).paused_until == add_working_days(TODAY, 5)
    with transaction() as session:
        now = time.move(days=2)
        talk.reply(session, cast.actor(cast.employee), session.get_one(Case, case.id), "Badet.", now=now)
    assert fetched(case).answer_due_on == add_working_days(before, 2), "two days of waiting"
    assert fetched(case).paused_until is None


def test_an_unanswered_question_starts_the_clock_by_itself(cast: Cast, time: Clock) -> None:
    case = handled(cast)
    before = case.answer_due_on
    assert before
    with transaction() as session:
        talk.ask(session, cast.actor(cast.leader), session.get_one(Case, case.id), "Hvor?", now=NOW)
    time.move(days=25)
    with transaction() as session:
        found = session.get_one(Case, case.id)
        talk.reply(session, cast.actor(cast.employee), found, "Badet.", now=time.now)
        assert found.answer_due_on == add_working_days(before, 5), "no more than it was set for"


def test_a_pause_with_a_reason_is_seen_by_the_reporter(client: Client, cast: Cast) -> None:
    case = handled(cast)
    client.sign_in(cast.leader)
    page = f"/cases/{case.public_id}"
    sent = hidden(client.get(f"{page}/pause"), "version", "told")
    sent |= {"until_on": "2026-12-25", "why": "Vi venter på rørleggeren."}
    client.post(f"{page}/pause", sent)
    client.sign_in(cast.employee)
    shown = words(client.get(page))
    assert "Klokka står til" in shown
    assert "Vi venter på rørleggeren." in shown
    assert fetched(case).paused_until == dt.date(2026, 12, 28), "both days of Christmas are days off"
    client.sign_in(cast.leader)
    shown = words(client.follow(client.post(f"{page}/resume")))
    assert "Klokka går igjen." in shown
    assert "allerede" in words(client.follow(client.post(f"{page}/resume")))


@pytest.mark.parametrize("act", ["pause", "extend"])
@pytest.mark.parametrize(
    ("until", "why", "sentence"),
    [
        ("2026-11-23", "Rørlegger", "etter i dag"),
        ("2020-01-01", "Rørlegger", "etter i dag"),
        ("2029-01-01", "Rørlegger", "innen ett år"),
        ("2026-02-30", "Rørlegger", "finnes ikke"),
        ("", "Rørlegger", "Velg en dato."),
        ("2026-12-20", "", "Skriv hvorfor"),
    ],
)
def test_a_clock_is_not_moved_without_sense(
    client: Client, cast: Cast, act: str, until: str, why: str, sentence: str
) -> None:
    case = handled(cast)
    client.sign_in(cast.leader)
    page = f"/cases/{case.public_id}/{act}"
    sent = hidden(client.get(page), "version", "told") | {"until_on": until, "why": why}
    assert sentence in words(client.post(page, sent, status=400))
    assert fetched(case).paused_until is None


def test_a_later_date_is_given_with_a_reason_and_told(cast: Cast) -> None:
    case = handled(cast)
    with transaction() as session:
        found, leader = session.get_one(Case, case.id), cast.actor(cast.leader)
        with pytest.raises(RefusedError, match="senere"):
            clocks.extend(session, leader, found, dt.date(2026, 12, 1), "Ferie", now=NOW)
        clocks.extend(session, leader, found, dt.date(2027, 2, 6), "Ferie", now=NOW)
        assert found.next_due_on == dt.date(2027, 2, 8), "a Saturday moves to Monday"
        assert found.close_due_on == dt.date(2027, 2, 8), "it cannot be closed before it is answered"
        entry, values = entries_of(session, "case", case.id)[-1]
        assert (entry.act, values["why"]) == ("extend", "Ferie")
        kinds = session.scalars(sa.select(Notice.kind).where(Notice.person_id == cast.employee.id)).all()
        assert "case_moved" in kinds


def test_a_moved_date_is_reminded_of_anew_and_a_pause_is_silent(cast: Cast, time: Clock) -> None:
    case = handled(cast)
    assert remind(time.move(days=18)) == 1
    with transaction() as session:
        found = session.get_one(Case, case.id)
        clocks.extend(session, cast.actor(cast.leader), found, dt.date(2026, 12, 18), "Ferie", now=time.now)
    assert remind(time.move(days=3)) == 0, "not due yet"
    assert remind(time.move(days=4)) == 1
    assert remind(time.now) == 0


def test_a_closed_case_has_no_clock(cast: Cast) -> None:
    case = handled(cast)
    with transaction() as session:
        found, leader = session.get_one(Case, case.id), cast.actor(cast.leader)
        clocks.pause(session, leader, found, dt.date(2026, 12, 4), "Vi venter", now=NOW)
        close.close(session, leader, found, close.Closing("Gjort.", close.CanLearn.NO), now=NOW)
        assert found.paused_until is None
        for verb in (clocks.pause, clocks.extend):
            with pytest.raises(ConflictError):
                verb(session, leader, found, dt.date(2026, 12, 9), "Ferie", now=NOW)


def test_an_assessment_that_changes_nothing_keeps_an_extension(cast: Cast) -> None:
    case = handled(cast)
    with transaction() as session:
        found, leader = session.get_one(Case, case.id), cast.actor(cast.leader)
        clocks.extend(session, leader, found, dt.date(2027, 1, 8), "Ferie", now=NOW)
        assess.assess(session, leader, found, Assessment("T2.2", 0), now=NOW)
        assert found.answer_due_on == dt.date(2027, 1, 8)
        assess.assess(session, leader, found, Assessment("T2.2", 3), now=NOW)
        assert found.answer_due_on == add_working_days(TODAY, 7), "a graver case is counted anew"


def test_a_reopened_case_is_counted_from_the_reopening_when_assessed(cast: Cast, time: Clock) -> None:
    case = handled(cast)
    with transaction() as session:
        found, leader = session.get_one(Case, case.id), cast.actor(cast.leader)
        close.close(session, leader, found, close.Closing("Gjort.", close.CanLearn.NO), now=NOW)
        close.reopen(session, leader, found, "Igjen.", now=time.move(days=60))
        assess.assess(session, leader, found, Assessment("T2.2", 3), now=time.now)
        assert found.answer_due_on == add_working_days(TODAY + dt.timedelta(60), 7)


def test_levels_are_told_one_at_a_time_even_after_a_long_silence(cast: Cast, time: Clock) -> None:
    with transaction() as session:
        case = make_case(session, cast)
    time.move(days=77)
    for stages in (["to_deputy"], ["to_deputy", "to_head"], ["to_deputy", "to_head", "to_list"]):
        remind(time.move(days=1) if len(stages) > 1 else time.now)
        with transaction() as session:
            story = entries_of(session, "case", case.id)
        assert [values["stage"] for entry, values in story if entry.act == "escalate"] == stages
    with transaction() as session:
        late = sa.select(Notice.person_id).where(Notice.kind == "case_late")
        assert {cast.head.id, cast.coordinator.id} <= set(session.scalars(late))


def test_the_reporters_view_stays_beside_the_leaders(client: Client, cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast, harm=Harm.YES, severity=1)
        assess.assess(session, cast.actor(cast.leader), case, Assessment("T2.2", 3, 4, 2), now=NOW)
    client.sign_in(cast.leader)
    shown = words(client.get(f"/cases/{case.public_id}"))
    assert "Meldt som Liten" in shown
    shown = words(client.get(f"/cases/{case.public_id}/assess"))
    assert "Den som meldte, svarte: Liten" in shown
    assert "Lårhalsbrudd" in shown
    assert "Kloakk i drikkevannskilden." in shown, "every field of harm has its words"
