"""The learning pages, walked as author, approver and leader."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.models.case import CaseConcern
from quality.cases.models.category import Category
from quality.cases.queries import category_by_code
from quality.core.db import transaction
from quality.learning.models import Note, Uptake
from quality.learning.states import UptakeState
from quality.organisation.models import Unit
from tests.cast import Cast
from tests.client import Client
from tests.insights.test_trends import report


def test_from_an_empty_form_to_an_adopted_note(cast: Cast, client: Client) -> None:
    client.sign_in(cast.coordinator).get("/learning/new")
    words = {
        "title": "Fast mottaker",
        "problem": "Lest for sent.",
        "action": "Én leser.",
        "units": [str(cast.north.id)],
    }
    address = client.post("/learning/new", words).headers["Location"]
    assert "ingen tall, datoer eller navn" in client.get(address).text
    client.post(f"{address}/submit")
    client.sign_in(cast.second_coordinator).post(f"{address}/publish")
    page = client.sign_in(cast.leader).get(address).text
    ask = re.search(r'href="(/learning/uptake/[^"]+)"', page)
    assert ask
    version = cast.session.scalar(sa.select(Uptake.version))
    client.post(ask.group(1), {"state": "adopted", "version": version})
    assert "1 av 1 enheter har svart" in client.get(address).text


def test_a_missing_title_is_said_by_the_field_and_keeps_the_rest(cast: Cast, client: Client) -> None:
    answer = client.sign_in(cast.leader).post("/learning/new", {"problem": "Noe langt vi skrev"}, status=422)
    assert "Gi notatet en tittel" in answer.text
    assert "Noe langt vi skrev" in answer.text


def test_what_may_identify_is_shown_before_sharing(cast: Cast, client: Client, draft: Note) -> None:
    data = {
        "title": "T",
        "problem": "Bruker falt 3. mai, og Mona fant henne på rom 12.",
        "action": "A",
        "units": [str(cast.north.id)],
        "version": draft.version,
    }
    client.sign_in(cast.coordinator).post(f"/learning/{draft.public_id}/edit", data)
    page = client.get(f"/learning/{draft.public_id}").text
    assert all(f"<strong>{mark}</strong>" in page for mark in ("3. mai", "Mona", "rom 12"))


def proposed(client: Client, cast: Cast, category: Category) -> tuple[set[int], str]:
    """The units that are ticked when the leader of home care north, who chose one, asks for more; and the page."""
    words = {"title": "Fast mottaker", "category": category.id, "units": [cast.home.id], "propose": "1"}
    answer = client.sign_in(cast.leader).post("/learning/new", words, status=200).text
    boxes = [box for box in re.findall(r"<input[^>]+>", answer) if 'name="units"' in box and "checked" in box]
    return {int(number) for box in boxes for number in re.findall(r'value="(\d+)"', box)}, answer


def test_units_are_proposed_by_service_and_by_problem_and_nothing_is_stored(
    cast: Cast, client: Client, session: Session
) -> None:
    with transaction() as writing:
        for _ in range(5):
            report(writing, cast, cast.school, days=40)
    ticked, answer = proposed(client, cast, category_by_code(session, "T2"))
    assert ticked == {unit.id for unit in (cast.north, cast.south, cast.school, cast.home)}
    assert "Fast mottaker" in answer
    assert not session.scalars(sa.select(Note)).all()
    ticked, _ = proposed(client, cast, category_by_code(session, "T2.1"))
    assert cast.school.id not in ticked, "a category that the form does not offer"


@pytest.mark.parametrize("few", ["four", "this month", "about somebody", "few people"])
def test_which_units_are_proposed_tells_nothing_of_few_cases(
    cast: Cast, client: Client, session: Session, few: str
) -> None:
    with transaction() as writing:
        writing.get_one(Unit, cast.school.id).fte = Decimal(9 if few == "few people" else 10)
        for _ in range(4):
            report(writing, cast, cast.school, days=40)
        if few != "four":
            last = report(writing, cast, cast.school, days=3 if few == "this month" else 40)
        if few == "about somebody":
            writing.add(CaseConcern(case_id=last.id, person_id=cast.leader.id))
    ticked, _ = proposed(client, cast, category_by_code(session, "T2"))
    assert ticked == {unit.id for unit in (cast.north, cast.south, cast.home)}


def test_saving_over_a_newer_version_is_refused_and_keeps_the_text(
    cast: Cast, client: Client, draft: Note
) -> None:
    data = {"title": "Min", "problem": "P", "action": "Nytt her", "version": draft.version - 1 or "0"}
    answer = client.sign_in(cast.coordinator).post(f"/learning/{draft.public_id}/edit", data, status=409)
    assert "Noen andre har lagret" in answer.text
    assert "Nytt her" in answer.text


def test_opening_a_note_marks_it_seen_for_the_leader_alone(
    cast: Cast, client: Client, published: Note
) -> None:
    client.sign_in(cast.employee).get(f"/learning/{published.public_id}")
    assert states(cast) == {UptakeState.UNSEEN}
    client.sign_in(cast.leader).get(f"/learning/{published.public_id}")
    assert states(cast) == {UptakeState.UNSEEN, UptakeState.SEEN}


def states(cast: Cast) -> set[UptakeState]:
    cast.session.expire_all()
    return set(cast.session.scalars(sa.select(Uptake.state)))


def test_an_employee_cannot_write_notes(cast: Cast, client: Client) -> None:
    client.sign_in(cast.employee).get("/learning/new", status=403)


def test_the_library_filters_by_the_address(cast: Cast, client: Client, published: Note) -> None:
    client.sign_in(cast.employee)
    assert published.title in client.get("/learning?service=home_care").text
    assert published.title not in client.get("/learning?service=water").text
    assert published.title not in client.get("/learning?effect=used").text
    client.get("/learning?service=nonsense&category=x&effect=x")
