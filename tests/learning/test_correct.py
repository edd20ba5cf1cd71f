"""Correcting a note that others have read."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from quality.core.db import transaction
from quality.core.notices import Notice
from quality.core.text import ConflictError, RefusedError
from quality.learning.models import Note, NoteVersion
from quality.learning.queries import versions
from quality.learning.services.answering import see_note
from quality.learning.services.correcting import approve_correction, propose_correction
from quality.learning.services.publishing import outdate_note, withdraw_note
from quality.learning.states import NoteState
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW
from tests.learning.conftest import CONTENT

RIGHT = replace(CONTENT, effect="12 feil på tre måneder før, 4 etterpå.")


def propose(cast: Cast, note: Note, why: str = "Tallet var feil") -> NoteVersion:
    with transaction() as session:
        return propose_correction(session, cast.actor(cast.coordinator), note, RIGHT, why, now=NOW)


def told(cast: Cast, kind: str) -> set[int]:
    return set(cast.session.scalars(sa.select(Notice.person_id).where(Notice.kind == kind)))


def test_the_note_stands_until_another_has_approved(cast: Cast, published: Note) -> None:
    made = propose(cast, published)
    assert published.effect == CONTENT.effect
    assert cast.second_coordinator.id in told(cast, "note_approve")
    with pytest.raises(RefusedError), transaction() as session:
        approve_correction(session, cast.actor(cast.coordinator), published, made, now=NOW)
    with transaction() as session:
        approve_correction(session, cast.actor(cast.second_coordinator), published, made, now=NOW)
    assert published.effect == RIGHT.effect
    (before,) = versions.earlier(cast.session, published)
    assert before.content["effect"] == CONTENT.effect


def test_readers_and_asked_leaders_are_told_what_was_wrong(cast: Cast, published: Note) -> None:
    with transaction() as session:
        see_note(session, cast.actor(cast.teacher), published, now=NOW)
    made = propose(cast, published)
    with transaction() as session:
        approve_correction(session, cast.actor(cast.second_coordinator), published, made, now=NOW)
    assert told(cast, "note_corrected") == {cast.teacher.id, cast.leader.id, cast.school_leader.id}


def test_one_correction_waits_at_a_time_and_needs_a_reason(cast: Cast, published: Note) -> None:
    with pytest.raises(RefusedError) as refused:
        propose(cast, published, why="")
    assert refused.value.field == "why"
    propose(cast, published)
    with pytest.raises(ConflictError):
        propose(cast, published)


def test_from_the_note_to_the_corrected_note_in_pages(cast: Cast, client: Client, published: Note) -> None:
    address = f"/learning/{published.public_id}"
    page = client.sign_in(cast.coordinator).get(f"{address}/correct").text
    assert CONTENT.effect in page
    data = {
        "title": CONTENT.title,
        "problem": CONTENT.problem,
        "action": CONTENT.action,
        "effect": RIGHT.effect,
        "version": str(published.version),
    }
    missing = client.post(f"{address}/correct", data, status=422)
    assert "Skriv hva som var galt" in missing.text
    assert RIGHT.effect in missing.text
    client.post(f"{address}/correct", data | {"why": "Tallet var feil"})
    made = cast.session.scalars(sa.select(NoteVersion)).one()
    waiting = f"{address}/correct/{made.public_id}"
    client.sign_in(cast.leader).get(waiting, status=403)
    shown = client.sign_in(cast.second_coordinator).get(waiting).text
    assert RIGHT.effect in shown
    assert CONTENT.effect in shown
    client.post(f"{waiting}/approve")
    assert "Hva er rettet?" in client.get(address).text


def test_an_outdated_note_leads_to_what_replaced_it(cast: Cast, published: Note, client: Client) -> None:
    newer = Note(
        title="Nyere",
        state=NoteState.PUBLISHED,
        author_id=cast.coordinator.id,
        created_at=NOW,
        changed_at=NOW,
        published_at=NOW,
    )
    with transaction() as session:
        session.add(newer)
        session.flush()
        see_note(session, cast.actor(cast.teacher), published, now=NOW)
    client.sign_in(cast.coordinator).post(
        f"/learning/{published.public_id}/outdate", {"replaced_by": newer.public_id}
    )
    assert newer.public_id in client.sign_in(cast.employee).get(f"/learning/{published.public_id}").text
    assert cast.teacher.id in told(cast, "note_replaced")


def test_a_note_does_not_replace_itself(cast: Cast, published: Note) -> None:
    with pytest.raises(RefusedError), transaction() as session:
        outdate_note(session, cast.actor(cast.coordinator), published, published, now=NOW)


def test_readers_of_a_withdrawn_note_are_told(cast: Cast, published: Note) -> None:
    with transaction() as session:
        see_note(session, cast.actor(cast.teacher), published, now=NOW)
        withdraw_note(session, cast.actor(cast.coordinator), published, "Feil", now=NOW)
    assert cast.teacher.id in told(cast, "note_withdrawn")
