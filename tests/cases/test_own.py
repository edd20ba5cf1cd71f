"""What a reporter sees of an own case: what came of it, thanks, notices, and its printed page."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from quality.cases.compose.progress import Facts, feedback
from quality.cases.kinds import CanLearn, CaseKind, IdeaStep, Verdict
from quality.cases.models.case import Case, CaseConcern
from quality.cases.models.thanks import Thanks
from quality.cases.services import close, receive, talk, transfer
from quality.cases.services.measures import Plan, add_measure, move_measure
from quality.cases.states import MeasureState
from quality.core.db import db, transaction
from quality.core.notices import Notice
from quality.learning.services.publishing import publish_note
from quality.learning.services.writing import Content, Source, submit_note, write_note
from tests.cases.desk import make_case, words
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock


@pytest.fixture
def case(cast: Cast) -> Case:
    with transaction() as session:
        return make_case(session, cast)


def path(case: Case) -> str:
    return f"/cases/{case.public_id}"


def told(person_id: int, kind: str) -> list[Notice]:
    query = sa.select(Notice).where(Notice.person_id == person_id, Notice.kind == kind)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def test_each_of_the_five_kinds_of_feedback_comes_by_itself() -> None:
    nothing = Facts(False, False, False, [], None)
    assert [each.done for each in feedback(nothing)] == [False] * 5
    changes = (
        {"answered": True},
        {"stopped": True},
        {"shared": True},
        {"measures": [MeasureState.DONE]},
        {"verdict": Verdict.SOLVED},
        {"step": IdeaStep.WORKED},
    )
    for place, change in enumerate(changes):
        done = [each.done for each in feedback(Facts(**(vars(nothing) | change)))]
        assert done == [number == min(place, 4) for number in range(5)], change
    of_idea = [each.label for each in feedback(Facts(**(vars(nothing) | {"idea": True})))]
    assert of_idea == [each.label for each in feedback(nothing) if each.label != "Stanset med en gang"]
    worked = feedback(Facts(True, True, True, [MeasureState.WORKED, MeasureState.ONGOING], None))
    assert all(each.done for each in worked)


def test_the_list_shows_the_last_answer_and_marks_it_new(client: Client, cast: Cast, case: Case) -> None:
    with transaction() as session:
        talk.answer(session, cast.actor(cast.leader), case, "Matta er byttet ut i dag.", now=NOW)
    page = words(client.sign_in(cast.employee).get("/mine"))
    assert "Matta er byttet ut i dag." in page
    assert "Nytt" in page
    client.get(path(case))
    assert "Nytt" not in words(client.get("/mine"))


def test_you_said_and_we_did(client: Client, cast: Cast, case: Case) -> None:
    assert "Du sa – vi gjorde" not in words(client.sign_in(cast.employee).get(path(case)))
    with transaction() as session:
        leader = cast.actor(cast.leader)
        plan = Plan("Sklisikker matte", cast.colleague.id, NOW.date())
        measure = add_measure(session, leader, case, plan, now=NOW)
        move_measure(session, leader, case, measure, "finish", now=NOW)
        writer, other = cast.actor(cast.coordinator), cast.actor(cast.second_coordinator)
        content = Content("Matter som ligger", "Våte matter.", "Byttet.", "Ingen fall siden.")
        note = write_note(session, writer, content, [cast.south.id], Source(case_id=case.id), now=NOW)
        submit_note(session, writer, note, now=NOW)
        publish_note(session, other, note, now=NOW)
    page = words(client.get(path(case)))
    did = page.split("Du sa – vi gjorde")[1]
    assert "Sklisikker matte" in did
    assert "Matter som ligger" in did
    assert "Andre har fått vite det, uten navn." in did


def test_thanks_reach_the_reporter_once_and_name_nobody_to_others(
    client: Client, cast: Cast, case: Case
) -> None:
    client.sign_in(cast.leader)
    assert "Takk den som meldte" in words(client.get(path(case)))
    for _ in range(2):
        client.post(f"{path(case)}/thank")
    assert len(told(cast.employee.id, "case_thanks")) == 1
    assert "Takk den som meldte" not in words(client.get(path(case)))
    page = words(client.sign_in(cast.employee).get(path(case)))
    assert f"Takk fra {cast.leader.name}" in page
    client.post(f"{path(case)}/thank", status=400)


def test_only_who_reads_the_text_may_thank(client: Client, cast: Cast, case: Case) -> None:
    client.sign_in(cast.colleague).post(f"{path(case)}/thank", status=403)
    client.sign_in(cast.teacher).post(f"{path(case)}/thank", status=404)
    with transaction() as session:
        session.add(CaseConcern(case_id=case.id, person_id=cast.leader.id))
    client.sign_in(cast.leader).post(f"{path(case)}/thank", status=404)
    assert db.session.scalar(sa.select(sa.func.count(Thanks.id))) == 0


def test_an_anonymous_reporter_is_thanked_without_a_notice(client: Client, cast: Cast, case: Case) -> None:
    with transaction() as session:
        row = session.get_one(Case, case.id)
        row.anonymous, row.reporter_id = True, None
    client.sign_in(cast.leader).post(f"{path(case)}/thank")
    assert db.session.scalar(sa.select(sa.func.count(Thanks.id))) == 1
    assert db.session.scalar(sa.select(sa.func.count(Notice.id)).where(Notice.kind == "case_thanks")) == 0


def test_a_case_prints_with_its_number_who_printed_it_and_a_code(
    client: Client, cast: Cast, case: Case
) -> None:
    page = client.sign_in(cast.employee).get(path(case))
    assert f"Skrevet ut av {cast.employee.name}" in words(page)
    assert client.get(f"{path(case)}/code.svg").mimetype == "image/svg+xml"
    client.sign_in(cast.colleague).get(f"{path(case)}/code.svg", 404)


def test_a_report_is_withdrawn_until_somebody_takes_it(client: Client, cast: Cast, case: Case) -> None:
    client.sign_in(cast.employee)
    assert "Trekk tilbake" in words(client.get(path(case)))
    with transaction() as session:
        receive.receive(session, cast.actor(cast.leader), session.get_one(Case, case.id), now=NOW)
    assert "Trekk tilbake" not in words(client.get(path(case)))
    client.post(f"{path(case)}/withdraw", status=409)


# Notices


def test_notices_are_listed_and_turned_read_and_unread(client: Client, cast: Cast, case: Case) -> None:
    client.sign_in(cast.leader)
    (notice,) = told(cast.leader.id, "case_new")
    assert f"Ny sak {case.label}" in words(client.get("/notices"))
    for read in (True, False):
        client.post(f"/notices/{notice.id}")
        assert bool(told(cast.leader.id, "case_new")[0].read_at) is read
    client.post("/notices/read")
    assert told(cast.leader.id, "case_new")[0].read_at
    assert "Merk alle som lest" not in words(client.get("/notices"))


def test_nobody_turns_or_sees_the_notices_of_others(client: Client, cast: Cast, case: Case) -> None:
    (notice,) = told(cast.leader.id, "case_new")
    client.sign_in(cast.employee)
    client.post(f"/notices/{notice.id}")
    client.post("/notices/999999999999")
    client.post("/notices/read")
    assert told(cast.leader.id, "case_new")[0].read_at is None
    assert case.label not in words(client.get("/notices"))


def test_nothing_is_promised_of_a_case_that_was_not_taken_further(
    client: Client, cast: Cast, case: Case
) -> None:
    with transaction() as session:
        row = session.get_one(Case, case.id)
        receive.withdraw(session, cast.actor(cast.employee), row, now=NOW + dt.timedelta(minutes=1))
    page = words(client.sign_in(cast.employee).get(path(case)))
    assert "Du trakk saken tilbake." in page
    assert "Det du får tilbake" not in page
    assert "Virket det?" not in page, "no steps ahead of what nobody goes on with"
    led = words(client.sign_in(cast.leader).get(path(case)))
    assert "Virket det?" not in led
    assert "Send svar" not in led


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "leser saken i dag."), (1, "leser saken i morgen."), (2, "leser saken innen onsdag 25.")],
)
def test_today_and_tomorrow_are_words_and_no_dates(
    client: Client, cast: Cast, case: Case, days: int, said: str
) -> None:
    with transaction() as session:
        session.get_one(Case, case.id).next_due_on = NOW.date() + dt.timedelta(days)
    assert said in words(client.sign_in(cast.employee).get(path(case)))


def test_a_nynorsk_weekday_is_no_other_word(client: Client, cast: Cast, case: Case) -> None:
    with transaction() as session:
        session.get_one(Case, case.id).next_due_on = NOW.date() + dt.timedelta(3)
    client.sign_in(cast.employee).post("/language", {"language": "nn", "next": "/"})
    assert "Neste steg innan tors. 26. nov." in words(client.get("/mine"))


def test_a_case_sent_on_says_so_to_its_reporter(client: Client, cast: Cast, case: Case) -> None:
    with transaction() as session:
        row = session.get_one(Case, case.id)
        transfer.send(session, cast.actor(cast.leader), row, cast.south, "Deres?", now=NOW)
    page = words(client.sign_in(cast.employee).get(path(case)))
    assert "Du får beskjed når noen overtar den." in page
    client.post(f"{path(case)}/withdraw")
    assert "Du trakk saken tilbake." in words(client.get(path(case)))
    asked = words(client.sign_in(cast.south_leader).get("/notices"))
    assert "er trukket tilbake av den som meldte. Du trenger ikke svare" in asked
    assert case.label not in asked, "no longer theirs to know of"


def test_a_question_stands_where_the_reporter_looks_first_until_it_is_answered(
    client: Client, cast: Cast, case: Case
) -> None:
    asks = f"{cast.leader.name} spør deg om noe. Hvilken matte?"
    with transaction() as session:
        row = session.get_one(Case, case.id)
        talk.ask(session, cast.actor(cast.leader), row, "Hvilken matte?", now=NOW)
        talk.add_note(session, cast.actor(cast.leader), row, "Sjekk selv også.", now=NOW)
    page = words(client.sign_in(cast.employee).get(path(case)))
    assert asks in page
    assert "svarer deg innen" not in page
    led = "Neste Venter på svar fra melder"
    assert led in words(client.sign_in(cast.leader).get(path(case)))
    with transaction() as session:
        row = session.get_one(Case, case.id)
        talk.reply(session, cast.actor(cast.employee), row, "Den blå.", now=NOW + dt.timedelta(minutes=1))
    assert "Neste Melder har skrevet" in words(client.get(path(case)))
    page = words(client.sign_in(cast.employee).get(path(case)))
    assert asks not in page
    assert "svarer deg innen" in page


def test_a_closed_case_asks_for_the_verdict_and_remembers_it(client: Client, cast: Cast, case: Case) -> None:
    with transaction() as session:
        row = session.get_one(Case, case.id)
        leader = cast.actor(cast.leader)
        receive.receive(session, leader, row, now=NOW)
        close.close(session, leader, row, close.Closing("Fikset.", CanLearn.NO), now=NOW)
    client.sign_in(cast.employee)
    assert "Fortell om det hjalp" in words(client.get("/mine"))
    client.post(f"{path(case)}/judge", {"judge-verdict": "solved"})
    page = words(client.get(path(case)))
    assert "Ja, det virket." in page
    assert "Saken ble lukket uten eget tiltak." in page


def test_nothing_is_asked_that_would_be_refused(client: Client, cast: Cast, case: Case, time: Clock) -> None:
    with transaction() as session:
        row, leader = session.get_one(Case, case.id), cast.actor(cast.leader)
        receive.receive(session, leader, row, now=NOW)
        close.close(session, leader, row, close.Closing("Fikset.", CanLearn.NO), now=NOW)
    time.move(days=31)
    client.sign_in(cast.employee)
    assert "Fortell om det hjalp" not in words(client.get("/mine"))
    page = words(client.get(path(case)))
    assert "Løste det problemet?" not in page
    assert "Skjer det igjen, meld fra på nytt." in page


def test_what_went_well_is_answered_and_asks_for_no_verdict(client: Client, cast: Cast) -> None:
    with transaction() as session:
        good = make_case(
            session, cast, kind=CaseKind.WORKED, harm=None, description="Alle fikk hjelp i tide."
        )
        close.close(session, cast.actor(cast.leader), good, close.Closing("Takk!", CanLearn.YES), now=NOW)
        said = session.scalars(sa.select(Notice.text).where(Notice.kind == "case_closed")).one()
    page = words(client.sign_in(cast.employee).get(path(good)))
    assert "Løste det problemet?" not in f"{page} {said}"
    assert "Virket det?" not in page, "no steps that never come"
    assert "Stanset med en gang" not in page
    assert "Fortalt videre" in page
    assert "Fortell om det hjalp" not in words(client.get("/mine"))


def test_a_step_ahead_carries_no_date_of_before(client: Client, cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        receive.receive(session, cast.actor(cast.leader), case, now=NOW)
        close.close(session, cast.actor(cast.leader), case, close.Closing("Ny matte.", CanLearn.NO), now=NOW)
        close.judge(session, cast.actor(cast.employee), case, Verdict.UNSOLVED, now=NOW)
    steps = words(client.sign_in(cast.employee).get(path(case))).split("Det som har skjedd")[0]
    assert "Virket det? kommer" in steps
