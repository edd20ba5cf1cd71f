"""The inbox as triage, as its leader's browser meets it: next case, undo, several at once, other units, tasks."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from quality.accounts.models import Person
from quality.cases.kinds import Harm
from quality.cases.models.case import Case
from quality.cases.models.category import Category
from quality.cases.models.clock import Escalation
from quality.cases.models.flow import CaseTask
from quality.cases.services import merge, receive, shield, talk, tasks, transfer
from quality.cases.services.tasks import Errand
from quality.cases.states import CaseState
from quality.core.db import db, transaction
from tests.cases.desk import CANARY, counted, hidden, make_case, words
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock

TODAY = NOW.date()


@pytest.fixture
def three(cast: Cast) -> list[Case]:
    with transaction() as session:
        return [make_case(session, cast, description=f"Sak nummer {n}.", place="Bad") for n in range(3)]


def state(case: Case) -> CaseState:
    db.session.expire_all()
    return db.session.get_one(Case, case.id).state


def test_the_next_case_follows_and_the_last_one_can_be_undone(
    client: Client, cast: Cast, three: list[Case]
) -> None:
    page = client.sign_in(cast.leader).get("/inbox").get_data(as_text=True)
    onward = hidden(client.get("/inbox"), "next")
    after = client.follow(client.post(f"/cases/{three[0].public_id}/receive", onward))
    assert "2 nye å ta stilling til" in words(after)
    current = re.search(r'data-key="o"[^>]*>([^<]+)', after.get_data(as_text=True))
    assert current
    assert current[1] == "Sak nummer 1"
    assert 'data-key="Enter"' in page
    back = client.follow(client.post("/inbox/undo", {"case": three[0].public_id}))
    assert state(three[0]) is CaseState.REPORTED
    assert "Angret." in words(back)
    shown = words(client.follow(client.post("/inbox/undo", {"case": three[0].public_id})))
    assert "for sent å angre" in shown


@pytest.mark.parametrize("way", ["merge", "send", "reject", "snooze"])
def test_every_verb_leads_on_to_the_next_case(
    client: Client, cast: Cast, three: list[Case], way: str
) -> None:
    path = f"/cases/{three[0].public_id}/{way}"
    onward = f"/inbox?at={three[1].public_id}"
    asked = client.sign_in(cast.leader).get(f"{path}?next={onward}")
    sent = {
        "merge": {"into": three[1].public_id},
        "send": {"unit": cast.south.public_id, "how": "take", "text": "Deres rute."},
        "reject": {"reason": "mistake", "text": "Meldt ved en feil."},
        "snooze": {"until": "tomorrow"},
    }[way]
    if way == "reject":
        sent |= hidden(asked, "version", "told")
    answer = client.post(path, sent | {"next": onward})
    assert answer.headers["Location"] == onward
    shown = client.follow(answer).get_data(as_text=True)
    assert 'action="/inbox/undo"' in shown
    client.post("/inbox/undo", {"case": three[0].public_id})
    assert state(three[0]) is CaseState.REPORTED


def test_what_is_sent_on_without_unit_and_reason_is_told_of_both_and_waits_on_the_first_page_there(
    client: Client, cast: Cast, three: list[Case]
) -> None:
    path = f"/cases/{three[0].public_id}/send"
    page = words(client.sign_in(cast.leader).post(path, {"how": "take"}, 400))
    assert "Velg en enhet." in page
    assert "Skriv hvorfor saken hører hjemme der." in page
    client.post(path, {"how": "take", "unit": cast.south.public_id, "text": "Deres rute."})
    home = words(client.sign_in(cast.south_leader).get("/"))
    assert "Venter på deg Én sak som en annen enhet har sendt dere" in home


def test_several_are_received_given_and_gathered_at_once(
    client: Client, cast: Cast, three: list[Case]
) -> None:
    ids = [case.public_id for case in three]
    client.sign_in(cast.leader)
    client.post(f"/cases/{ids[0]}/receive")
    shown = words(client.follow(client.post("/inbox/selection", {"case": ids, "what": "receive"})))
    assert "Du har tatt imot 2 saker." in shown
    assert "1 ble ikke endret: Saken er allerede tatt imot." in shown
    page = client.follow(client.post("/inbox/selection", {"case": ids, "what": "give"}))
    assert "Gi 3 saker til en medarbeider" in words(page)
    form = hidden(page, "once") | {
        "case": ids,
        "owner": cast.colleague.public_id,
        "what": "Ring dem",
        "due_on": "2026-11-30",
    }
    for _ in range(2):
        client.post("/inbox/give", form)
    with transaction() as session:
        assert session.scalar(sa.select(sa.func.count(CaseTask.id))) == 3
    page = client.follow(client.post("/inbox/selection", {"case": ids, "what": "gather"}))
    assert "Samle 3 saker i én" in words(page)
    shown = words(client.follow(client.post("/inbox/gather", {"case": ids, "into": ids[0]})))
    assert "2 saker er slått sammen" in shown
    assert [state(case) for case in three] == [CaseState.RECEIVED, CaseState.MERGED, CaseState.MERGED]


def test_nothing_ticked_and_nonsense_get_a_sentence(client: Client, cast: Cast, three: list[Case]) -> None:
    client.sign_in(cast.leader)
    assert "Kryss av" in words(client.follow(client.post("/inbox/selection", {"what": "receive"})))
    client.post("/inbox/selection", {"case": three[0].public_id, "what": "sing"}, status=400)
    client.get("/inbox/gather?case=nobody", 400)
    client.post("/inbox/give", {"owner": "x"}, status=400)
    merge_into = {"into": "nobody"}
    assert "Velg en av sakene" in words(
        client.post(f"/cases/{three[0].public_id}/merge", merge_into, status=400)
    )


def test_a_place_with_three_cases_is_offered_as_one(client: Client, cast: Cast, three: list[Case]) -> None:
    shown = words(client.sign_in(cast.leader).get("/inbox"))
    assert "3 saker fra Bad i Hjemmetjenesten nord." in shown
    with transaction() as session:
        other = session.scalars(sa.select(Category).where(Category.code == "T2.2")).one()
        session.get_one(Case, three[0].id).category_id = other.id
    assert "saker fra Bad" not in words(client.get("/inbox"))


def test_a_double_is_taken_out_of_a_case_that_was_shielded_since(
    client: Client, cast: Cast, three: list[Case]
) -> None:
    with transaction() as session:
        double, into = (session.get_one(Case, each.id) for each in three[:2])
        merge.merge(session, cast.actor(cast.leader), double, into, now=NOW)
        shield.shield(session, cast.actor(cast.head), into, follow=True, now=NOW)
    client.sign_in(cast.leader).get(f"/cases/{three[1].public_id}", 404)
    page = client.get(f"/cases/{three[0].public_id}").get_data(as_text=True)
    assert three[1].label not in page
    assert f"/cases/{three[0].public_id}/unmerge" in page
    client.post(f"/cases/{three[0].public_id}/unmerge")
    assert state(three[0]) is CaseState.REPORTED


def test_the_other_unit_takes_the_case_over_or_meets_a_sentence(
    client: Client, cast: Cast, three: list[Case]
) -> None:
    leader = cast.actor(cast.leader)
    with transaction() as session:
        for case in three[:2]:
            transfer.send(session, leader, session.get_one(Case, case.id), cast.south, "Deres rute.", now=NOW)
    first, second = (f"/cases/{case.public_id}" for case in three[:2])
    client.sign_in(cast.south_leader)
    inbox = client.get("/inbox")
    assert "Sendt fra Hjemmetjenesten nord" in words(inbox)
    assert words(inbox).count("Deres rute.") == 2
    client.post(f"{first}/accept")
    assert state(three[0]) is CaseState.RECEIVED
    client.post(f"{second}/decline", status=400)
    client.sign_in(cast.leader).post(f"{second}/recall")
    client.post(f"{second}/receive")
    client.sign_in(cast.south_leader)
    client.post(f"{second}/accept", status=404)
    late = client.sign_in(cast.leader).post(
        f"{first}/message", {"text": "Dette skrev jeg mens den ble sendt.", "kind": "answer"}, status=403
    )
    assert "Saken er hos Hjemmetjenesten sør" in words(late)
    assert "Dette skrev jeg mens den ble sendt." in words(late), "nothing is lost"


def test_an_offer_alone_heads_the_inbox_and_says_how_serious_it_is(client: Client, cast: Cast) -> None:
    assert "Ingen nye saker" in words(client.sign_in(cast.south_leader).get("/inbox"))
    with transaction() as session:
        case = make_case(session, cast, harm=Harm.YES, severity=3)
        transfer.send(session, cast.actor(cast.leader), case, cast.south, "Deres rute.", now=NOW)
    shown = words(client.get("/inbox"))
    assert "1 sak sendt hit" in shown
    assert "Ingen nye saker" not in shown
    assert "Alvorlig" in shown


def test_a_case_whose_deadline_is_here_is_not_asked_when_it_is_to_come_back(
    client: Client, cast: Cast, time: Clock
) -> None:
    with transaction() as session:
        case = make_case(session, cast)
    page, shut = f"/cases/{case.public_id}/snooze", "Saken kan ikke utsettes"
    assert shut not in words(client.sign_in(cast.leader).get(page))
    time.move(days=3)
    client.sign_in(cast.leader)
    assert f"{shut} Den skal tas imot i dag." in words(client.get(page))
    time.move(days=1)
    client.sign_in(cast.leader)
    late = client.get(page)
    assert "Fristen for å ta imot er ute." in words(late)
    assert 'name="until"' not in late.get_data(as_text=True)


def test_what_was_answered_meanwhile_gets_a_sentence(client: Client, cast: Cast, three: list[Case]) -> None:
    with transaction() as session:
        case = session.get_one(Case, three[0].id)
        transfer.involve(session, cast.actor(cast.leader), case, cast.south, now=NOW)
    client.sign_in(cast.south_leader)
    shown = words(client.follow(client.post(f"/cases/{case.public_id}/accept")))
    assert "noen har svart før deg" in shown
    client.get(f"/cases/{case.public_id}/decline", 409)


def test_only_the_unit_it_was_sent_to_answers(client: Client, cast: Cast, three: list[Case]) -> None:
    with transaction() as session:
        case = session.get_one(Case, three[0].id)
        transfer.send(session, cast.actor(cast.leader), case, cast.south, "Deres rute.", now=NOW)
    for person, status in ((cast.leader, 403), (cast.home_leader, 404), (cast.school_leader, 404)):
        client.sign_in(person).post(f"/cases/{case.public_id}/accept", status=status)
    assert state(case) is CaseState.TRANSFERRED


def give(cast: Cast, case: Case, owner: Person) -> CaseTask:
    with transaction() as session:
        errand = Errand("Sjekk de andre badene", owner.id, TODAY)
        return tasks.give(session, cast.actor(cast.leader), session.get_one(Case, case.id), errand, now=NOW)


def test_an_employee_does_a_part_and_reads_the_case_no_longer(client: Client, cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast, cast.south_leader)
    task = give(cast, case, cast.teacher)
    client.sign_in(cast.teacher)
    assert "Én oppgave i en sak" in words(client.get("/"))
    assert "Sjekk de andre badene" in words(client.get("/tasks"))
    shown = words(client.get(f"/cases/{case.public_id}"))
    assert CANARY in shown
    assert "Siv" not in shown, "who reported is not told"
    path = f"/cases/{case.public_id}/tasks/{task.public_id}"
    client.post(path, {"text": "", "end": "done"}, status=400)
    client.post(path, {"text": "Alle er hele.", "end": "done"})
    client.get(f"/cases/{case.public_id}", 404)
    again = client.post(path, {"text": "Alle er hele, sa jeg.", "end": "done"}, status=409)
    assert "allerede gjort" in words(again)
    assert "sa jeg" in words(again)
    assert "Alle er hele." in words(client.sign_in(cast.leader).get(f"/cases/{case.public_id}"))


def test_a_task_is_its_owners_alone(client: Client, cast: Cast, three: list[Case]) -> None:
    task = give(cast, three[0], cast.colleague)
    path = f"/cases/{three[0].public_id}/tasks/{task.public_id}"
    for person in (cast.leader, cast.employee, cast.outsider):
        client.sign_in(person).get(path, 404)
        client.post(path, {"text": "Ferdig", "end": "done"}, status=404)
    client.sign_in(cast.colleague).post(f"{path}/cancel", status=403)


def test_what_leaders_do_among_themselves_is_not_the_reporters_to_read(
    client: Client, cast: Cast, three: list[Case]
) -> None:
    leader = cast.actor(cast.leader)
    give(cast, three[0], cast.outsider)
    with transaction() as session:
        first, second = (session.get_one(Case, case.id) for case in three[:2])
        merge.merge(session, leader, second, first, now=NOW)
        transfer.send(session, leader, first, cast.south, "Dårlig ledet rute.", now=NOW)
        transfer.decline(session, cast.actor(cast.south_leader), first, "Dere roter.", now=NOW)
    own = words(client.sign_in(cast.employee).get(f"/cases/{first.public_id}"))
    for secret in ("Sjekk de andre badene", second.label, "Dårlig ledet rute", "Dere roter"):
        assert secret not in own, secret
    assert "sendte saken videre" in own
    shown = words(client.sign_in(cast.leader).get(f"/cases/{first.public_id}"))
    for known in ("Sjekk de andre badene", second.label, "Dårlig ledet rute", "Dere roter"):
        assert known in shown, known


def test_keys_are_switched_off_for_one_person(client: Client, cast: Cast, three: list[Case]) -> None:
    client.sign_in(cast.leader)
    assert "data-key=" in client.get("/inbox").get_data(as_text=True)
    client.post("/me/shortcuts", {"on": "0"})
    page = client.get("/inbox").get_data(as_text=True)
    assert "data-key=" not in page.replace('data-key="u"', "").replace('data-key="x"', "")
    client.post("/me/shortcuts", {"on": "1"})
    assert "data-key=" in client.get("/inbox").get_data(as_text=True)


def test_the_inbox_asks_little_of_the_database(client: Client, cast: Cast, three: list[Case]) -> None:
    leader = cast.actor(cast.leader)
    with transaction() as session:
        first, second = (session.get_one(Case, case.id) for case in three[:2])
        receive.receive(session, leader, first, now=NOW)
        talk.answer(session, leader, first, "Takk.", now=NOW)
        transfer.send(session, leader, second, cast.south, "Deres?", now=NOW)
        back = make_case(session, cast, cast.outsider, unit_id=cast.south.id)
        transfer.send(session, cast.actor(cast.south_leader), back, cast.north, "Deres?", now=NOW)
    client.sign_in(cast.leader)
    assert counted(client, "/inbox") <= 8
    assert counted(client, f"/cases/{first.public_id}") <= 15


def test_a_whole_list_is_chosen_beyond_what_the_page_shows(client: Client, cast: Cast) -> None:
    with transaction() as session:
        made = [make_case(session, cast) for _ in range(23)]
        hidden_one = make_case(session, cast, unit_id=cast.school.id)
    page = client.sign_in(cast.leader).get("/inbox")
    assert "Alle 23 nye" in words(page)
    client.post("/inbox/selection", {"what": "receive", "all": "new", "case": made[0].public_id})
    with transaction() as session:
        states = {case.id: case.state for case in session.scalars(sa.select(Case))}
    assert {states[case.id] for case in made} == {CaseState.RECEIVED}
    assert states[hidden_one.id] is CaseState.REPORTED


def test_a_head_sees_what_each_late_case_lacks(client: Client, cast: Cast, three: list[Case]) -> None:
    with transaction() as session:
        for number, each in enumerate(three):
            row = session.get_one(Case, each.id)
            if number:
                receive.receive(session, cast.actor(cast.leader), row, now=NOW)
            if number == 2:
                talk.answer(session, cast.actor(cast.leader), row, "Takk.", now=NOW)
            row.next_due_on = TODAY - dt.timedelta(20)
            session.add(Escalation(case_id=row.id, due_on=row.next_due_on, stage="to_head", at=NOW))
    page = words(client.sign_in(cast.head).get("/inbox"))
    for number, lacks in enumerate(("Å bli tatt imot", "Svar til den som meldte", "Å bli lukket")):
        assert f"Sak nummer {number} {cast.north.name} {lacks} 3. nov" in page.replace("tir. ", "")
