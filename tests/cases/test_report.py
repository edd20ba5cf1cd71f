"""Reporting through the two doors, with good and bad input."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from quality.accounts.models import RoleHeld
from quality.cases.kinds import Access, CaseKind, Factor, Precision, Subtype
from quality.cases.models.case import Case
from quality.cases.models.category import Category
from quality.cases.models.timing import ReportTime
from quality.cases.queries.flow import beside
from quality.cases.queries.timing import Pace, pace
from quality.core.db import transaction
from quality.core.notices import Notice
from tests.cases.desk import counted, hidden, words
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock

TOLD = "Bruker falt på badet. Matta var våt."


def stored() -> list[Case]:
    with transaction() as session:
        return list(session.scalars(sa.select(Case).order_by(Case.id)))


def test_three_answers_are_enough(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee).post("/report", {"text": TOLD, "harm": "nearly"})
    (case,) = stored()
    assert (case.unit_id, case.subtype, case.severity) == (cast.north.id, Subtype.NEAR_MISS, 0)
    assert case.title == "Bruker falt på badet"
    assert case.occurred_precision is Precision.MINUTE


def test_everything_told_is_kept(client: Client, cast: Cast) -> None:
    told = {
        "text": TOLD,
        "harm": "yes",
        "severity": "2",
        "unit": cast.south.public_id,
        "day": "2026-11-20",
        "clock": "22:10",
        "place": " bad  2 ",
        "category": "T2",
        "factors": ["staffing", "surroundings"],
        "immediate_action": "Tørket gulvet",
        "user_reference": "GE-1",
    }
    client.sign_in(cast.employee).post("/report", told)
    (case,) = stored()
    assert (case.unit_id, case.severity, case.place) == (cast.south.id, 2, "bad 2")
    assert case.occurred_at.isoformat() == "2026-11-20T21:10:00+00:00"
    assert case.access is Access.PERSONAL
    assert case.immediate_action == "Tørket gulvet"
    with transaction() as session:
        assert beside(session, case.id).factors[False] == [Factor.STAFFING, Factor.SURROUNDINGS]


@pytest.mark.parametrize(
    ("harm", "told", "subtype"),
    [
        ("no", "hazard", "hazard"),
        ("no", "", "event"),
        ("nearly", "hazard", "near_miss"),
        ("yes", "hazard", "event"),
    ],
)
def test_the_sort_of_deviation_follows_from_the_answers(
    client: Client, cast: Cast, harm: str, told: str, subtype: str
) -> None:
    sent = {"text": TOLD, "harm": harm, "severity": "1", "subtype": told}
    client.sign_in(cast.employee).post("/report", sent)
    assert stored()[0].subtype == subtype


def test_who_else_should_know_is_told_as_far_as_the_matrix_lets_them(client: Client, cast: Cast) -> None:
    everybody = ["safety_rep", "head", "coordinator", "privacy_officer"]
    with transaction():
        cast.safety_rep.unit_id = cast.south.id
    client.sign_in(cast.employee)
    client.post("/report", {"text": TOLD, "harm": "no", "tell": everybody})
    client.post("/report", {"text": "Feil dose.", "harm": "no", "user_reference": "GE-1", "tell": everybody})
    plain, personal = stored()
    with transaction() as session:
        query = sa.select(Notice.link, Notice.person_id).where(Notice.kind == "case_told")
        told = {(link.rpartition("/")[2], person_id) for link, person_id in session.execute(query)}
    above = [cast.head, cast.coordinator, cast.second_coordinator]
    knowing = [cast.safety_rep, cast.main_safety_rep, cast.privacy_officer]
    assert told >= {
        (plain.public_id, person.id) for person in (*above, cast.safety_rep, cast.privacy_officer)
    }
    assert told >= {(personal.public_id, person.id) for person in (*above, cast.privacy_officer)}
    assert (personal.public_id, cast.safety_rep.id) not in told
    assert {person_id for _, person_id in told} <= {person.id for person in (*above, *knowing)}


def test_nobody_is_told_twice_or_of_the_own_report(client: Client, cast: Cast) -> None:
    client.sign_in(cast.coordinator).post(
        "/report", {"text": TOLD, "harm": "no", "unit": cast.north.public_id, "tell": ["coordinator", "head"]}
    )
    with transaction() as session:
        told = list(session.scalars(sa.select(Notice.person_id).where(Notice.kind == "case_told")))
    assert sorted(told) == sorted([cast.second_coordinator.id, cast.head.id])


def test_a_category_retired_while_chosen_gets_a_sentence_and_then_goes_without(
    client: Client, cast: Cast, time: Clock
) -> None:
    client.sign_in(cast.employee)
    with transaction() as session:
        session.scalars(sa.select(Category).where(Category.code == "T2")).one().retired_on = time.now.date()
    page = client.post("/report", {"text": TOLD, "harm": "no", "category": "T2"}, status=400)
    assert "Kategorien er tatt ut av bruk. Velg en annen, eller send uten." in words(page)
    assert TOLD in words(page)
    assert 'value="T2"' not in page.get_data(as_text=True)
    client.post("/report", {"text": TOLD, "harm": "no"})
    assert stored()[0].category.code == "U"


def test_the_address_of_a_poster_presets_unit_and_place(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee)
    page = words(client.get(f"/report?unit={cast.south.public_id}&place=Medisinrom"))
    assert "Hjemmetjenesten sør, Medisinrom" in page
    assert "Hjemmetjenesten nord" in words(client.get("/report?unit=nothing"))


def test_how_long_it_took_is_kept_without_case_or_person(client: Client, cast: Cast, time: Clock) -> None:
    client.sign_in(cast.employee)
    for number, seconds in enumerate((20, 30, 40, 50, 90)):
        opened = hidden(client.get("/report"), "opened")
        time.move(seconds=seconds)
        client.post("/report", {**opened, "text": f"{TOLD} {number}", "harm": "no"})
    for opened in ("", "x", "9" * 15, "1", str(int(time.now.timestamp()) + 60)):
        client.post("/report", {"opened": opened, "text": f"{TOLD} {opened}.", "harm": "no"})
    assert set(ReportTime.__table__.columns.keys()) == {"id", "day", "seconds"}
    with transaction() as session:
        assert pace(session, time.now.date()) == Pace(5, 40, 90)
    assert "40 s Halvparten bruker ikke lenger" in words(client.sign_in(cast.coordinator).get("/trends"))
    assert "bruker ikke lenger" not in words(client.sign_in(cast.leader).get("/trends"))


def test_sent_twice_it_is_one_case(client: Client, cast: Cast) -> None:
    once = hidden(client.sign_in(cast.employee).get("/report"), "once")
    first = client.post("/report", {**once, "text": TOLD, "harm": "no"})
    second = client.post("/report", {**once, "text": TOLD, "harm": "no"})
    assert first.headers["Location"] == second.headers["Location"]
    assert len(stored()) == 1


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"text": " \n "}, "Skriv hva som har skjedd."),
        ({"harm": ""}, "Velg om noen ble skadet."),
        ({"harm": "yes"}, "Velg hvor alvorlig det var."),
        ({"text": "å" * 20_001}, "Teksten er for lang. Kort den ned."),
        ({"place": "x" * 81}, "Teksten er for lang. Kort den ned."),
        ({"day": "2026-02-30"}, "Datoen finnes ikke. Skriv dag, måned og år."),
        ({"day": "0001-01-01"}, "Året kan ikke stemme."),
        ({"day": "2026-11-24"}, "Tidspunktet kan ikke være fram i tid."),
        ({"clock": "25:00"}, "Klokkeslettet finnes ikke. Skriv for eksempel 14:30."),
        ({"unit": "no-such-unit"}, "Velg enheten der det skjedde."),
        ({"category": "X9"}, "Kategorien finnes ikke."),
    ],
)
def test_a_fault_is_named_and_what_was_typed_stays(
    client: Client, cast: Cast, told: dict[str, str], sentence: str
) -> None:
    client.sign_in(cast.employee)
    sent = {"text": TOLD, "harm": "no", "immediate_action": "Tørket gulvet"} | told
    page = client.post("/report", sent, status=400)
    assert words(page).count(sentence) >= 1
    assert "Tørket gulvet" in page.get_data(as_text=True)
    assert "<title>Feil:" in " ".join(page.get_data(as_text=True).split()).replace("> ", ">")
    assert stored() == []


def test_an_answer_that_was_never_offered_is_refused(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee).post("/report", {"text": TOLD, "harm": "perhaps"}, status=400)
    assert stored() == []


def test_a_closed_unit_takes_no_reports(client: Client, cast: Cast, time: Clock) -> None:
    with transaction():
        cast.south.closed_on = time.now.date()
    page = client.sign_in(cast.employee).post(
        "/report", {"text": TOLD, "harm": "no", "unit": cast.south.public_id}, status=400
    )
    gone = f"{cast.south.name} tar ikke lenger imot meldinger. Velg en annen enhet."
    assert gone in words(page)
    assert TOLD in words(page)


def test_somebody_without_a_unit_of_their_own_chooses_one(client: Client, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    assert "Velg enhet" in words(client.get("/report"))
    client.post("/report", {"text": TOLD, "harm": "no"}, status=400)
    client.post("/report", {"text": TOLD, "harm": "no", "unit": cast.home.public_id})
    assert stored()[0].unit_id == cast.home.id


def test_an_id_number_is_asked_about_once_and_hidden_where_wished(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee)
    told = {"text": "Falt: 010190 12345, og 41017012345.", "harm": "no"}
    assert "Dette ligner et fødselsnummer" in words(client.post("/report", told, status=400))
    assert stored() == []
    client.post("/report", told | {"numbers": "hide"})
    assert stored()[0].description == "Falt: •••••• •••••, og •••••• •••••."
    client.post("/report", told | {"numbers": "keep"})
    assert "010190 12345" in stored()[1].description


def test_control_characters_never_reach_the_database(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee).post("/report", {"text": "Falt\x00 på\u202e badet\r\nigår", "harm": "no"})
    assert stored()[0].description == "Falt på badet\nigår"


def test_the_second_door_never_asks_about_injury(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee)
    page = words(client.get("/report/improvement"))
    assert "skadet" not in page
    client.post("/report/improvement", {"text": "Heng opp en liste", "kind": "worked", "gain": "Ro"})
    (case,) = stored()
    assert (case.kind, case.access, case.severity) == (CaseKind.WORKED, Access.IMPROVEMENT, 0)
    client.post("/report/improvement", {"text": "x", "kind": "deviation"}, status=400)


def test_the_receipt_is_for_its_reporter_alone(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee).post("/report", {"text": TOLD, "harm": "no"})
    page = f"/cases/{stored()[0].public_id}/receipt"
    shown = words(client.get(page))
    assert "2026-0001" in shown
    assert "Mona Prøve, enhetsleder, Hjemmetjenesten nord" in shown
    assert "Leses innen tor. 26. nov." in shown
    for other in (cast.leader, cast.outsider):
        client.sign_in(other).get(page, 404)


def test_the_receipt_calls_nobody_above_the_leader_of_a_unit_without_one(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee).post("/report", {"text": TOLD, "harm": "no"})
    with transaction() as session:
        session.execute(sa.delete(RoleHeld).where(RoleHeld.person_id == cast.leader.id))
    shown = words(client.get(f"/cases/{stored()[0].public_id}/receipt"))
    assert f"Går til {cast.head.name} Leses innen" in shown


def test_places_are_offered_again_once_they_have_been_used_twice(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee)
    for number in range(3):
        place = "vaktrom" if number else "Fru Hansens stue"
        client.post("/report", {"text": f"{TOLD} Gang {number}.", "harm": "no", "place": place})
    client.sign_in(cast.colleague)
    page = client.get("/report").get_data(as_text=True)
    assert 'value="vaktrom"' in page
    assert "Fru Hansens stue" not in page


def test_the_place_of_the_own_last_report_is_remembered(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee).post("/report", {"text": TOLD, "harm": "no", "place": "bad 2"})
    assert 'value="bad 2"' in client.get("/report").get_data(as_text=True)
    assert 'value="bad 2"' not in client.sign_in(cast.colleague).get("/report").get_data(as_text=True)


def test_few_queries(app: Flask, client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee).post("/report", {"text": TOLD, "harm": "no"})
    assert counted(client, "/report") <= 10
    assert counted(client, f"/cases/{stored()[0].public_id}/receipt") <= 16


def test_going_back_and_sending_again_makes_one_case(client: Client, cast: Cast, time: Clock) -> None:
    client.sign_in(cast.employee)
    first = client.post("/report", {"text": TOLD, "harm": "no", "once": "a"})
    time.move(minutes=2)
    again = client.post("/report", {"text": TOLD, "harm": "no", "once": "b"})
    page = first.headers["Location"].removesuffix("?sent=a")
    assert again.headers["Location"] == f"{page}?sent=b", "each door gives its own key back"
    time.move(minutes=9)
    client.post("/report", {"text": TOLD, "harm": "no", "once": "c"})
    assert len(stored()) == 2
