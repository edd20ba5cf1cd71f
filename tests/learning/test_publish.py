"""Writing, approving and publishing a note."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Act
from quality.core.db import transaction
from quality.core.notices import Notice
from quality.core.text import NotAllowedError, NotVisibleError, RefusedError
from quality.learning import policy, queries
from quality.learning.models import Note, Uptake
from quality.learning.services.publishing import publish_note
from quality.learning.services.writing import Source, edit_note, return_note, submit_note, write_note
from quality.learning.states import NoteState, UptakeState
from tests.cast import Cast
from tests.conftest import NOW
from tests.learning.conftest import CONTENT


def told(session: Session, kind: str) -> set[int]:
    return set(session.scalars(sa.select(Notice.person_id).where(Notice.kind == kind)))


def test_publishing_opens_a_row_for_each_unit_and_asks_its_leader(cast: Cast, published: Note) -> None:
    rows = cast.session.execute(sa.select(Uptake.unit_id, Uptake.state)).all()
    assert {unit_id for unit_id, _ in rows} == {cast.north.id, cast.school.id}
    assert {state for _, state in rows} == {UptakeState.UNSEEN}
    assert told(cast.session, "note_published") == {cast.leader.id, cast.school_leader.id}


def test_nobody_approves_an_own_note(cast: Cast, submitted: Note) -> None:
    with pytest.raises(NotAllowedError):
        queries.fetch_for(cast.session, cast.actor(cast.coordinator), submitted.public_id, Act.NOTE_APPROVE)
    with pytest.raises(RefusedError), transaction() as session:
        publish_note(session, cast.actor(cast.coordinator), submitted, now=NOW)


def test_the_other_coordinator_is_asked_to_approve(cast: Cast, submitted: Note) -> None:
    assert told(cast.session, "note_approve") == {cast.second_coordinator.id}


def test_a_note_for_no_unit_cannot_be_submitted(cast: Cast) -> None:
    with transaction() as session:
        note = write_note(session, cast.actor(cast.leader), CONTENT, [], Source(), now=NOW)
    with pytest.raises(RefusedError) as refused, transaction() as session:
        submit_note(session, cast.actor(cast.leader), note, now=NOW)
    assert refused.value.field == "units"


def test_a_note_sent_twice_is_one(cast: Cast) -> None:
    for _ in range(2):
        with transaction() as session:
            write_note(session, cast.actor(cast.leader), CONTENT, [], Source(), now=NOW, once="a")
    assert cast.session.scalar(sa.select(sa.func.count(Note.id))) == 1


def test_a_returned_note_tells_its_author_why(cast: Cast, submitted: Note) -> None:
    with transaction() as session:
        return_note(session, cast.actor(cast.second_coordinator), submitted, "Fjern datoen", now=NOW)
    assert submitted.state is NoteState.DRAFT
    assert told(cast.session, "note_returned") == {cast.coordinator.id}


def test_a_published_note_is_not_edited(cast: Cast, published: Note) -> None:
    with pytest.raises(RefusedError), transaction() as session:
        edit_note(session, cast.actor(cast.coordinator), published, CONTENT, [], now=NOW)


@pytest.mark.parametrize("state", list(NoteState))
def test_sql_and_python_agree_on_who_sees_a_note(cast: Cast, draft: Note, state: NoteState) -> None:
    with transaction() as session:
        draft.state = state
        draft.source_unit_id = cast.north.id
        session.flush()
    for name, person in cast.everybody().items():
        actor = cast.actor(person)
        by_sql = (
            cast.session.scalar(sa.select(Note.id).where(Note.id == draft.id, policy.visible(actor)))
            is not None
        )
        assert by_sql == policy.sees(actor, draft), (name, state)


def test_a_draft_does_not_exist_for_others(cast: Cast, draft: Note) -> None:
    with pytest.raises(NotVisibleError):
        queries.fetch(cast.session, cast.actor(cast.leader), draft.public_id)


def test_who_changed_a_note_does_not_approve_it(cast: Cast, submitted: Note) -> None:
    second = cast.actor(cast.second_coordinator)
    with transaction() as session:
        edit_note(session, second, submitted, CONTENT, [cast.north.id], now=NOW)
    assert not policy.may(second, Act.NOTE_APPROVE, submitted)
    with pytest.raises(RefusedError), transaction() as session:
        publish_note(session, second, submitted, now=NOW)
