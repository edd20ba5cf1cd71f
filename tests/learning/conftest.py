"""A note at each stage of its life."""

from __future__ import annotations

import pytest

from quality.core.db import transaction
from quality.learning.models import Note
from quality.learning.services.publishing import publish_note
from quality.learning.services.writing import Content, Source, submit_note, write_note
from tests.cast import Cast
from tests.conftest import NOW

CONTENT = Content(
    title="Fast mottaker per vakt",
    problem="Meldinger fra sykehuset ble lest for sent.",
    action="Én på hver vakt har telefonen og leser meldingene.",
    effect="12 feil på tre måneder før, 2 etterpå.",
)


@pytest.fixture
def draft(cast: Cast) -> Note:
    """Written by the coordinator for home care north and the school."""
    with transaction() as session:
        actor = cast.actor(cast.coordinator)
        return write_note(session, actor, CONTENT, [cast.north.id, cast.school.id], Source(), now=NOW)


@pytest.fixture
def submitted(cast: Cast, draft: Note) -> Note:
    """Waiting for another than its author."""
    with transaction() as session:
        submit_note(session, cast.actor(cast.coordinator), draft, now=NOW)
    return draft


@pytest.fixture
def published(cast: Cast, submitted: Note) -> Note:
    """Approved by the second coordinator."""
    with transaction() as session:
        publish_note(session, cast.actor(cast.second_coordinator), submitted, now=NOW)
    return submitted
