"""Thanks for a note, and questions to its contact person."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from quality.core.db import transaction
from quality.core.notices import Notice
from quality.core.text import ConflictError, RefusedError
from quality.learning.models import Note, NoteQuestion
from quality.learning.queries.talk import questions, reach
from quality.learning.services import talking
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW


def told(cast: Cast, kind: str) -> list[int]:
    return list(cast.session.scalars(sa.select(Notice.person_id).where(Notice.kind == kind)))


def test_thanks_reach_the_author_once_a_person(cast: Cast, published: Note) -> None:
    for _ in range(2):
        with transaction() as session:
            talking.thank(session, cast.actor(cast.teacher), published, now=NOW)
    assert told(cast, "note_thanks") == [cast.coordinator.id]
    found = reach(cast.session, cast.actor(cast.teacher), published)
    assert (found.thanks, found.thanked) == (1, True)


def test_nobody_thanks_themselves(cast: Cast, published: Note) -> None:
    with pytest.raises(RefusedError), transaction() as session:
        talking.thank(session, cast.actor(cast.coordinator), published, now=NOW)


def test_a_question_and_its_answer_stay_between_the_two(cast: Cast, published: Note) -> None:
    with transaction() as session:
        asked = talking.ask(session, cast.actor(cast.teacher), published, "Hvilken telefon?", now=NOW)
        talking.answer(session, cast.actor(cast.coordinator), published, asked, "Den vanlige.", now=NOW)
    assert told(cast, "note_question") == [cast.coordinator.id]
    assert told(cast, "note_answered") == [cast.teacher.id]
    assert questions(cast.session, cast.actor(cast.teacher), published) == [asked]
    assert questions(cast.session, cast.actor(cast.employee), published) == []
    with pytest.raises(ConflictError), transaction() as session:
        talking.answer(session, cast.actor(cast.coordinator), published, asked, "En annen.", now=NOW)


def test_asked_and_answered_in_pages(cast: Cast, client: Client, published: Note) -> None:
    address = f"/learning/{published.public_id}"
    client.sign_in(cast.teacher).get(address)
    missing = client.post(f"{address}/question", {"ask-text": ""}, status=422)
    assert "Skriv hva du vil spørre om." in missing.text
    for _ in range(2):
        client.post(f"{address}/question", {"ask-text": "Hvilken telefon?", "ask-once": "same"})
    asked = cast.session.scalars(sa.select(NoteQuestion)).one()
    answer = f"{address}/question/{asked.public_id}"
    client.sign_in(cast.employee).post(answer, {"answer-text": "Nei"}, status=403)
    assert "Hvilken telefon?" not in client.get(address).text
    client.sign_in(cast.coordinator).post(answer, {"answer-text": "Den vanlige."})
    assert "Den vanlige." in client.sign_in(cast.teacher).get(address).text
    client.post(f"{address}/thanks")
    assert "Du har sagt takk." in client.get(address).text
