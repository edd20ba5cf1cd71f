"""Faults found in others' code: for each the test that fails if we have it; those that stand nowhere else are here."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.models.category import Category
from quality.core.db import transaction
from quality.core.notices import Notice
from quality.digests.models import DeliveryState, Subscription
from quality.learning import figures, jobs
from quality.learning.models import Note, Uptake
from quality.learning.queries.shelves import Wanted, library
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock
from tests.digests.conftest import Compose, outcome, receivers

TESTS = Path(__file__).parents[1]
FAULTS = {
    "equality on dates": "digests/test_faults.py::test_a_reminder_whose_night_was_missed_comes_the_night_after",
    "last sent and seven days": "digests/test_once.py::test_a_year_of_weeks_gives_each_person_one_a_week",
    "state saved before sending": "digests/test_once.py::test_killed_while_composing_the_rest_goes_and_nothing_twice",
    "check, then send, without a unique key": "digests/test_once.py::test_two_workers_share_the_work",
    "a timer with no catch-up": "core/test_schedule.py::test_slots_missed_while_down_are_caught_up_once",
    "a loop ended by one who opted out": "digests/test_faults.py::test_one_who_said_no_ends_the_round_for_nobody_else",
    "seconds taken for minutes": "core/test_mail.py::test_a_temporary_refusal_is_tried_again_with_growing_pauses",
    "years added together": "digests/test_faults.py::test_the_same_week_of_two_years_is_two_weeks_in_a_curve",
    "rendered with the author's rights": "digests/test_compose.py::test_a_pattern_reaches_only_those_who_may_see_it",
    "titles of hidden things": "security/test_surfaces.py::test_no_surface_tells_more_than_the_cell",
    "old events registered late": "patterns/test_scan.py::test_old_years_that_arrive_in_one_night_are_no_rise",
    "a category deleted": "digests/test_faults.py::test_a_note_keeps_a_category_that_is_no_longer_offered",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_has_its_test(fault: str) -> None:
    path, _, name = FAULTS[fault].partition("::")
    assert f"def {name}(" in (TESTS / path).read_text()


def test_a_reminder_whose_night_was_missed_comes_the_night_after(cast: Cast, note: Note, time: Clock) -> None:
    with transaction() as session:
        row = session.scalars(sa.select(Uptake).where(Uptake.note_id == note.id)).one()
        row.remind_on = dt.date(2026, 12, 1)
    jobs.remind(time.move(days=9))  # nothing ran on the first and the second of December
    told = sa.select(Notice.person_id).where(Notice.kind == "note_reminder")
    assert cast.session.scalars(told).all() == [cast.leader.id]


def test_one_who_said_no_ends_the_round_for_nobody_else(
    ready: Cast, note: Note, session: Session, compose: Compose
) -> None:
    everybody = sorted(person.id for person in (ready.employee, ready.colleague, ready.leader))
    with transaction():
        session.add(
            Subscription(person_id=everybody[0], weekly=False, monthly=False, daily=False, stop_token="t")
        )
    compose()
    assert outcome(session, everybody[0]) is DeliveryState.STOPPED
    assert set(everybody[1:]) <= set(receivers(session))


def test_the_same_week_of_two_years_is_two_weeks_in_a_curve() -> None:
    answered = [dt.date(2026, 1, 8), dt.date(2027, 1, 7)]
    curve = figures.curve(dt.date(2026, 1, 1), dt.date(2027, 1, 10), answered)
    assert curve
    assert {total for end, total in zip(curve.ends, curve.sums, strict=True) if end.year == 2026} == {1}
    assert curve.sums[-1] == 2


def test_a_note_keeps_a_category_that_is_no_longer_offered(cast: Cast, client: Client, note: Note) -> None:
    with transaction() as session:
        category = session.scalars(sa.select(Category).where(Category.level == 2)).first()
        assert category
        session.get_one(Note, note.id).category_id = category.id
        category.retired_on = NOW.date() - dt.timedelta(days=1)
        code, number = category.code, category.id
    actor = cast.actor(cast.employee)
    assert [shelf.note.id for shelf in library(cast.session, actor, Wanted(category=code))[0]] == [note.id]
    page = client.sign_in(cast.coordinator).get(f"/learning/{note.public_id}/correct").text
    assert f'<option selected value="{number}">' in page
    assert cast.session.get_one(Note, note.id).category_id == number
