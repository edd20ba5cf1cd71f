"""A unit's answer to a note."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from quality.cases.models.measure import Measure
from quality.core.db import transaction
from quality.core.text import NotAllowedError, RefusedError
from quality.learning.models import Note, Uptake
from quality.learning.queries.ledger import fetch_uptake, waiting
from quality.learning.queries.shelves import library
from quality.learning.services.answering import Answer, answer_uptake
from quality.learning.states import UptakeState
from tests.cast import Cast
from tests.conftest import NOW


def row(cast: Cast, note: Note) -> Uptake:
    """The row of home care north."""
    return cast.session.scalars(
        sa.select(Uptake).where(Uptake.note_id == note.id, Uptake.unit_id == cast.north.id)
    ).one()


def give(cast: Cast, note: Note, answer: Answer) -> Uptake:
    with transaction() as session:
        uptake = row(cast, note)
        answer_uptake(session, cast.actor(cast.leader), uptake, note, answer, now=NOW)
        return uptake


def test_an_adopting_unit_is_counted(cast: Cast, published: Note) -> None:
    give(cast, published, Answer(UptakeState.ADOPTED))
    (shelf,), _ = library(cast.session, cast.actor(cast.employee))
    assert (shelf.units, shelf.answered, shelf.adopted) == (2, 1, 1)


def test_trying_makes_a_measure_with_owner_and_date(cast: Cast, published: Note) -> None:
    due = NOW.date() + dt.timedelta(30)
    uptake = give(cast, published, Answer(UptakeState.TRYING, owner_id=cast.employee.id, due_on=due))
    measure = cast.session.get_one(Measure, uptake.measure_id)
    assert (measure.owner_id, measure.due_on, measure.unit_id) == (cast.employee.id, due, cast.north.id)


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        (Answer(UptakeState.ADAPTED), "words"),
        (Answer(UptakeState.NOT_RELEVANT), "words"),
        (Answer(UptakeState.TRYING), "due_on"),
        (Answer(UptakeState.UNSEEN), "state"),
    ],
)
def test_an_answer_that_lacks_something_says_what(
    cast: Cast, published: Note, answer: Answer, field: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        give(cast, published, answer)
    assert refused.value.field == field
    assert row(cast, published).answered_at is None


def test_another_units_leader_does_not_answer(cast: Cast, published: Note) -> None:
    with pytest.raises(NotAllowedError):
        fetch_uptake(cast.session, cast.actor(cast.south_leader), row(cast, published).public_id)


def test_the_deputy_answers_while_standing_in(cast: Cast, published: Note) -> None:
    uptake, _ = fetch_uptake(cast.session, cast.actor(cast.deputy), row(cast, published).public_id)
    assert uptake.unit_id == cast.north.id


def test_what_waits_leaves_the_list_when_answered(cast: Cast, published: Note) -> None:
    assert len(waiting(cast.session, cast.actor(cast.leader))) == 1
    give(cast, published, Answer(UptakeState.HAD_IT))
    assert waiting(cast.session, cast.actor(cast.leader)) == []
