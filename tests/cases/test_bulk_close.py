"""Closing many cases by one measure: looked over first, each case for itself, and on from there after a stop."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import sqlalchemy as sa

from quality.accounts.models import Person
from quality.cases.jobs import bulk_close as job
from quality.cases.kinds import CanLearn, CaseKind, Factor, Harm, MeasureKind, Rejection
from quality.cases.models.bulk_close import BulkClose, BulkCloseRow, BulkState, RowState
from quality.cases.models.case import Case, CaseConcern, CaseMessage
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.queries import bulk_close as reads
from quality.cases.services import bulk_close, close, receive, talk
from quality.cases.services.close import Closing
from quality.cases.services.measures import Plan, add_measure
from quality.cases.states import CaseState
from quality.core.db import db, transaction
from quality.core.notices import Notice
from quality.core.text import NotAllowedError
from tests.cases.desk import counted, hidden, make_case, words
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock

TODAY = dt.date(2026, 11, 23)
ANSWER = "Nye matter er lagt på alle badene."


def some_cases(cast: Cast, number: int, severity: int = 0, **more: Any) -> list[Case]:
    if severity:
        more |= {"harm": Harm.YES, "severity": severity}
    with transaction() as session:
        return [make_case(session, cast, description=f"Sak {n}.", **more) for n in range(number)]


def ordered(
    cast: Cast, cases: list[Case], by: Plan | Measure | None = None, person: Person | None = None, **more: Any
) -> BulkClose:
    by = by or Plan("Ny matte", cast.colleague.id, TODAY, kind=MeasureKind.REMOVE)
    closing = Closing(**({"answer": ANSWER, "can_learn": CanLearn.NO} | more))
    with transaction() as session:
        actor = cast.actor(person or cast.leader)
        rows = reads.chosen(session, actor, [case.public_id for case in cases])
        return bulk_close.prepare(session, actor, [row.case for row in rows], closing, by, now=NOW)


def started(cast: Cast, cases: list[Case], by: Plan | Measure | None = None, **more: Any) -> BulkClose:
    found = ordered(cast, cases, by, **more)
    with transaction() as session:
        bulk_close.start(session, found)
    return found


def fates(found: BulkClose) -> list[tuple[RowState, str]]:
    db.session.expire_all()
    query = sa.select(BulkCloseRow).where(BulkCloseRow.bulk_close_id == found.id)
    return [(row.state, row.sentence) for row in db.session.scalars(query.order_by(BulkCloseRow.case_id))]


def total(column: Any, *where: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count(column)).where(*where)) or 0


def fresh(case: Case) -> Case:
    db.session.expire_all()
    return db.session.get_one(Case, case.id)


def test_fifty_are_closed_but_for_those_that_changed_meanwhile(cast: Cast) -> None:
    cases = some_cases(cast, 50)
    found = started(cast, cases)
    with transaction() as session:
        leader, employee = cast.actor(cast.leader), cast.actor(cast.employee)
        receive.receive(session, leader, cases[3], now=NOW)
        close.close(session, leader, cases[3], Closing("Ordnet.", CanLearn.NO), now=NOW)
        talk.reply(session, employee, cases[7], "Det hendte igjen i natt.", now=NOW + dt.timedelta(minutes=1))
        receive.withdraw(session, employee, cases[9], now=NOW)
    assert job.run(NOW) == 50
    seen = fates(found)
    assert seen[3] == (RowState.REFUSED, "Saken er allerede lukket.")
    assert seen[7] == (RowState.REFUSED, bulk_close.CHANGED)
    assert seen[9][0] is RowState.REFUSED
    assert [state for state, _ in seen].count(RowState.CLOSED) == 47
    assert fresh(cases[7]).state is CaseState.REPORTED
    assert fresh(cases[3]).answer == "Ordnet."
    assert total(Measure.id) == 1, "one measure for all"
    assert total(CaseMeasure.case_id) == 47
    assert total(CaseMessage.id, CaseMessage.text == ANSWER) == 47
    told = total(Notice.id, Notice.person_id == cast.employee.id, Notice.key.startswith("case_closed"))
    assert told == 48, "every reporter is told as by a single closing"
    assert db.session.get_one(BulkClose, found.id).state is BulkState.DONE
    assert db.session.get_one(BulkClose, found.id).content == {}


def test_what_is_started_or_run_twice_is_done_once(cast: Cast) -> None:
    cases = some_cases(cast, 3)
    found = started(cast, cases)
    with transaction() as session:
        bulk_close.start(session, found)
    assert job.run(NOW) == 3
    with transaction() as session:
        bulk_close.start(session, found)
    assert job.run(NOW) == 0
    assert job.run_one(found.id, NOW) == 0
    assert total(CaseMessage.id, CaseMessage.text == ANSWER) == 3


def test_a_run_killed_half_way_goes_on_and_closes_nothing_twice(
    cast: Cast, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = some_cases(cast, 5)
    found = started(cast, cases)
    real, calls = bulk_close.close, []

    def killed(*args: Any, **kwargs: Any) -> bool:
        calls.append(1)
        done = real(*args, **kwargs)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(bulk_close, "close", killed)
    with pytest.raises(KeyboardInterrupt):
        job.run(time.now)
    assert [state for state, _ in fates(found)].count(RowState.CLOSED) == 2
    assert fresh(cases[2]).state is CaseState.REPORTED, "the third is whole, not half closed"
    assert job.run(time.now) == 0, "whoever has it may be alive"
    assert job.run(time.now + job.STALE + dt.timedelta(seconds=1)) == 5
    assert {state for state, _ in fates(found)} == {RowState.CLOSED}
    assert total(Measure.id) == 1
    assert total(CaseMessage.id, CaseMessage.text == ANSWER) == 5


def test_a_fault_in_one_case_does_not_stop_the_rest(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = some_cases(cast, 3)
    found = started(cast, cases)
    real = bulk_close.close

    def faulty(session: Any, actor: Any, case: Case, *args: Any, **kwargs: Any) -> bool:
        if case.id == cases[1].id:
            raise ValueError("a fault of ours")
        return real(session, actor, case, *args, **kwargs)

    monkeypatch.setattr(bulk_close, "close", faulty)
    with pytest.raises(ValueError, match="a fault of ours"):
        job.run(NOW)
    job.run(NOW)
    assert [state for state, _ in fates(found)] == [RowState.CLOSED, RowState.REFUSED, RowState.CLOSED]


def test_the_preview_says_what_then_happens(cast: Cast) -> None:
    """Plain, lacking a factor, with its reporter's own factor, serious, another unit's, and closed already."""
    plain, bare = some_cases(cast, 1)[0], some_cases(cast, 1, 2)[0]
    told = some_cases(cast, 1, 2, factors=(Factor.ROUTINE,))[0]
    grave = some_cases(cast, 1, 3, factors=(Factor.ROUTINE,), category="H1.1")[0]
    with transaction() as session:
        elsewhere = make_case(session, cast, cast.leader, unit_id=cast.south.id)
        shut = make_case(session, cast)
        receive.receive(session, cast.actor(cast.leader), shut, now=NOW)
        close.close(session, cast.actor(cast.leader), shut, Closing("Ordnet.", CanLearn.NO), now=NOW)
    more = {"involved": "Nattvakta", "effect_how": "Vi teller fall", "safety_told": True}
    found = ordered(cast, [plain, bare, told, grave, elsewhere, shut], **more)
    rows = reads.lines(db.session(), cast.actor(cast.leader), found)
    seen = bulk_close.foresee(db.session(), found, rows, now=NOW)
    said = [(each.state, *(why.text for why in each.why)) for each in seen]
    assert said == [
        (RowState.CLOSED,),
        (RowState.REFUSED, "Velg minst én ting som medvirket."),
        (RowState.CLOSED,),
        (RowState.ASKED,),
        (RowState.REFUSED, bulk_close.NOT_YOURS),
        (RowState.REFUSED, "Saken er allerede lukket."),
    ]
    with transaction() as session:
        bulk_close.start(session, found)
    job.run(NOW)
    assert [state for state, _ in fates(found)] == [each.state for each in seen]
    assert fresh(bare).state is CaseState.REPORTED, "a refused case does not keep the measure"
    assert total(CaseMeasure.case_id, CaseMeasure.case_id == bare.id) == 0
    assert fresh(grave).state is CaseState.MEASURES
    assert fresh(elsewhere).state is CaseState.REPORTED


def test_a_measure_that_is_there_is_shared(cast: Cast) -> None:
    cases = some_cases(cast, 3)
    with transaction() as session:
        plan = Plan("Ny matte", cast.colleague.id, TODAY)
        measure = add_measure(session, cast.actor(cast.leader), cases[0], plan, now=NOW)
    found = started(cast, cases, measure)
    job.run(NOW)
    assert {state for state, _ in fates(found)} == {RowState.CLOSED}
    assert (total(Measure.id), total(CaseMeasure.case_id)) == (1, 3)


def test_nobody_gets_a_measure_in_a_case_about_themselves(cast: Cast) -> None:
    cases = some_cases(cast, 2)
    with transaction() as session:
        session.add(CaseConcern(case_id=cases[1].id, person_id=cast.colleague.id))
    found = started(cast, cases)
    rows = reads.lines(db.session(), cast.actor(cast.leader), found)
    foreseen = bulk_close.foresee(db.session(), found, rows, now=NOW)
    assert [each.state for each in foreseen] == [RowState.CLOSED, RowState.REFUSED]
    job.run(NOW)
    assert fates(found)[1] == (RowState.REFUSED, bulk_close.NOT_OWNER)


def test_who_has_left_closes_nothing(cast: Cast) -> None:
    found = started(cast, some_cases(cast, 2))
    with transaction() as session:
        session.get_one(Person, cast.leader.id).active = False
    job.run(NOW)
    assert {state for state, _ in fates(found)} == {RowState.REFUSED}
    with pytest.raises(NotAllowedError):
        bulk_close.person_of(db.session(), found)


def test_orders_never_started_are_forgotten(cast: Cast) -> None:
    ordered(cast, some_cases(cast, 2))
    job.run(NOW + dt.timedelta(6))
    assert total(BulkCloseRow.case_id) == 2
    job.run(NOW + dt.timedelta(8))
    assert (total(BulkCloseRow.case_id), total(BulkClose.id)) == (0, 0)


def filled(cast: Cast, page: Any, cases: list[Case], **more: Any) -> dict[str, Any]:
    return (
        hidden(page, "once")
        | {
            "case": [case.public_id for case in cases],
            "title": "Ny matte",
            "owner": cast.colleague.public_id,
            "due_on": "2026-11-30",
            "kind": "remove",
            "answer": ANSWER,
            "can_learn": "no",
        }
        | more
    )


def test_a_leader_ticks_writes_looks_over_and_closes(client: Client, cast: Cast) -> None:
    cases = some_cases(cast, 3)
    client.sign_in(cast.leader)
    ids = [case.public_id for case in cases]
    page = client.follow(client.post("/inbox/selection", {"case": ids, "what": "close"}))
    assert "Lukk 3 saker med ett tiltak" in words(page)
    form = filled(cast, page, cases)
    first = client.post("/close-many", form)
    assert client.post("/close-many", form).headers["Location"] == first.headers["Location"]
    address = first.headers["Location"]
    shown = words(client.get(address))
    assert "3 saker kan lukkes" in shown
    assert "Ingenting er gjort ennå" in shown
    assert fresh(cases[0]).state is CaseState.REPORTED
    done = client.follow(client.post(f"{address}/start"))
    assert "3 saker er lukket" in words(done)
    assert "Refresh" not in done.headers
    assert {fresh(case).state for case in cases} == {CaseState.CLOSED}
    client.post(f"{address}/start")
    assert total(CaseMessage.id, CaseMessage.text == ANSWER) == 3
    assert "Ny matte" in words(client.get("/closed-many"))
    client.sign_in(cast.head).get(address, 404)
    client.post(f"{address}/start", status=404)
    client.sign_in(cast.employee).get(address, 404)
    client.get(f"/close-many?case={ids[0]}", 403)


def test_many_are_left_to_the_worker_and_the_page_renews_itself(client: Client, cast: Cast) -> None:
    cases = some_cases(cast, 12)
    client.sign_in(cast.leader)
    page = client.get("/close-many?" + "&".join(f"case={case.public_id}" for case in cases))
    address = client.post("/close-many", filled(cast, page, cases)).headers["Location"]
    assert (few := counted(client, address)) <= 12, few
    waiting = client.follow(client.post(f"{address}/start"))
    assert waiting.headers["Refresh"] == "2"
    assert "0 av 12 saker er sett på" in words(waiting)
    assert "Last siden på nytt" in words(waiting)
    job.run(NOW)
    assert "12 saker er lukket" in words(client.get(address))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"answer": " "}, "Skriv et svar til dem som meldte."),
        ({"title": ""}, "Skriv hva som skal gjøres."),
        ({"owner": "x"}, "Velg hvem som har ansvaret."),
        ({"due_on": ""}, "Velg en dato."),
        ({"due_on": "2020-01-01"}, "Fristen kan ikke være før i dag."),
        ({"kind": "x"}, "Velg hva slags tiltak det er."),
        ({"measure": "x"}, "Velg et av tiltakene i listen."),
        ({"can_learn": ""}, "Velg om andre kan lære av dette."),
    ],
)
def test_what_is_missing_gets_a_sentence(
    client: Client, cast: Cast, wrong: dict[str, str], sentence: str
) -> None:
    cases = some_cases(cast, 2)
    page = client.sign_in(cast.leader).get(f"/close-many?case={cases[0].public_id}")
    assert sentence in words(client.post("/close-many", filled(cast, page, cases, **wrong), 400))
    assert total(BulkClose.id) == 0


def test_two_measures_of_the_same_words_are_told_apart_by_their_days(client: Client, cast: Cast) -> None:
    cases = some_cases(cast, 1)
    with transaction() as session:
        case = session.get_one(Case, cases[0].id)
        for days in (1, 7):
            plan = Plan("Ny matte", cast.colleague.id, NOW.date() + dt.timedelta(days))
            add_measure(session, cast.actor(cast.leader), case, plan, now=NOW)
    page = words(client.sign_in(cast.leader).get(f"/close-many?case={cases[0].public_id}"))
    assert "Ny matte, frist i morgen" in page
    assert "Ny matte, frist man. 30. nov." in page


def test_a_template_is_offered_and_never_sent_as_it_stands(client: Client, cast: Cast) -> None:
    cases = some_cases(cast, 2)
    client.sign_in(cast.leader)
    form = hidden(client.get("/answers/new"), "once")
    client.post(
        "/answers/new", form | {"unit": str(cast.north.id), "name": "Takk", "text": "Takk. {tiltak}."}
    )
    page = client.get(f"/close-many?case={cases[0].public_id}")
    template = re.search(r'<option value="([^"]+)">Takk<', page.get_data(as_text=True))
    assert template
    chosen = filled(cast, page, cases, template=template[1], fill="1")
    shown = client.post("/close-many", chosen, 200)
    assert ">Takk. Ny matte.</textarea>" in re.sub(r"\s+<", "<", shown.get_data(as_text=True)).replace(
        "\r\n", ""
    )
    refused = client.post("/close-many", filled(cast, page, cases, answer="Takk. Ny matte."), 400)
    assert "Dette er malen slik den står." in words(refused)


def test_others_cases_and_nonsense_are_not_closed(client: Client, cast: Cast) -> None:
    with transaction() as session:
        other = make_case(session, cast, cast.teacher, unit_id=cast.school.id)
    client.sign_in(cast.leader)
    client.get("/close-many?case=nobody", 400)
    client.get(f"/close-many?case={other.public_id}", 400)
    client.get("/closed-many/nobody", 404)


def test_the_list_of_cases_lets_a_leader_tick_and_others_not(client: Client, cast: Cast) -> None:
    some_cases(cast, 2)
    page = client.sign_in(cast.leader).get("/cases")
    assert page.get_data(as_text=True).count('name="case"') == 2
    assert "Lukk samlet" in words(page)
    assert "Alle 2 åpne" in words(page)
    assert 'name="case"' not in client.sign_in(cast.coordinator).get("/cases").get_data(as_text=True)


def test_all_that_the_list_found_is_chosen_beyond_the_page_and_nothing_else(
    client: Client, cast: Cast
) -> None:
    made = some_cases(cast, 30)
    with transaction() as session:
        shut = session.get_one(Case, made[0].id)
        receive.reject(session, cast.actor(cast.leader), shut, Rejection.MISTAKE, "Feil.", now=NOW)
        make_case(session, cast, kind=CaseKind.IDEA, harm=None)
        make_case(session, cast, unit_id=cast.south.id)
    page = client.sign_in(cast.leader).get("/cases?kind=deviation")
    assert "Alle 29 åpne" in words(page)
    whole = {"all": "found", "next": "/cases?kind=deviation"}
    on = client.post("/inbox/selection?kind=deviation", whole | {"what": "close"})
    assert on.location.count("case=") == 29
    back = client.post("/inbox/selection?kind=deviation", whole | {"what": "receive"})
    assert back.location.endswith("/cases?kind=deviation")
    assert "Du har tatt imot 29 saker." in words(client.get("/cases?kind=deviation"))
    assert "Alle 29 åpne" in words(client.get("/cases?state=received"))
    assert 'id="selection"' not in client.get("/cases?state=rejected").get_data(as_text=True)
