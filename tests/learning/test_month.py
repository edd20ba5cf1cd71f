"""Månedens læring on the wall."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from quality.core.db import transaction
from quality.learning.models import Note, Uptake
from quality.learning.queries.month import month
from quality.learning.services.answering import Answer, answer_uptake
from quality.learning.states import UptakeState
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock

NOVEMBER, DECEMBER = dt.date(2026, 11, 1), dt.date(2026, 12, 1)


def use(cast: Cast, note: Note, now: dt.datetime) -> None:
    with transaction() as session:
        row = session.scalars(
            sa.select(Uptake).where(Uptake.note_id == note.id, Uptake.unit_id == cast.north.id)
        ).one()
        answer_uptake(session, cast.actor(cast.leader), row, note, Answer(UptakeState.ADOPTED), now=now)


def test_a_note_is_new_in_its_month_and_spreads_in_a_later_one(cast: Cast, published: Note) -> None:
    actor = cast.actor(cast.employee)
    assert [line.note.id for line in month(cast.session, actor, NOVEMBER).new] == [published.id]
    use(cast, published, NOW + dt.timedelta(weeks=2))
    sheet = month(cast.session, actor, DECEMBER)
    assert (sheet.new, [(line.note.id, line.taken_up) for line in sheet.spread]) == ([], [(published.id, 1)])


def test_the_sheet_and_the_wall_show_it_and_an_empty_month_says_so(
    cast: Cast, client: Client, published: Note, time: Clock
) -> None:
    client.sign_in(cast.employee)
    for address in ("/learning/month", "/learning/month?month=2026-11&wall=1"):
        assert published.title in client.get(address).text
    assert "Ingenting nytt denne måneden" in client.get("/learning/month?month=2026-10").text


@pytest.mark.parametrize("text", ["2026-13", "9999-12", "0001-01", "x", "2026-12"])
def test_what_is_no_month_or_has_not_come_is_this_month(cast: Cast, client: Client, text: str) -> None:
    assert "november 2026" in client.sign_in(cast.employee).get(f"/learning/month?month={text}").text
