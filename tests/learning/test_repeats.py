"""Whether a note's effect repeats in the units that took it up."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from quality.accounts.models import Person
from quality.cases.kinds import Access, CaseKind, Harm
from quality.cases.models.category import Category
from quality.cases.models.count import CaseCount
from quality.cases.services.register import Report, register_case
from quality.core.clock import week_start
from quality.core.db import transaction
from quality.learning.figures import repeats
from quality.learning.jobs import follow
from quality.learning.models import Note, NoteEffect, Uptake
from quality.learning.queries.effects import repeating
from quality.learning.services.answering import Answer, answer_uptake
from quality.learning.states import UptakeState
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock

LATER = {"weeks": 26}


def count(cast: Cast, unit_id: int, weeks: range, each: int) -> None:
    """So many medicine deviations a week, counted from the week the note was taken up."""
    with transaction() as session:
        category = session.scalars(sa.select(Category).where(Category.code == "T1")).one()
        for week in weeks:
            session.add(
                CaseCount(
                    grain="week",
                    starts_on=week_start(NOW.date()) + dt.timedelta(weeks=week),
                    unit_id=unit_id,
                    category_id=category.id,
                    kind=CaseKind.DEVIATION,
                    severity=1,
                    access=Access.SERVICE,
                    closed=True,
                    count=each,
                )
            )


def take_up(
    cast: Cast, note: Note, leader: Person, unit_id: int, state: UptakeState, now: dt.datetime
) -> None:
    with transaction() as session:
        row = session.scalars(
            sa.select(Uptake).where(Uptake.note_id == note.id, Uptake.unit_id == unit_id)
        ).one()
        answer_uptake(session, cast.actor(leader), row, note, Answer(state, "Vår måte"), now=now)


@pytest.fixture
def used(cast: Cast, published: Note, time: Clock) -> Note:
    """In use in home care north, where it helped, and in the school, where half a year has shown nothing."""
    with transaction() as session:
        note = session.get_one(Note, published.id)
        note.category_id = session.scalars(sa.select(Category.id).where(Category.code == "T1")).one()
    count(cast, cast.north.id, range(-60, 0), 2)
    count(cast, cast.school.id, range(-60, 26), 2)
    take_up(cast, published, cast.leader, cast.north.id, UptakeState.ADOPTED, NOW)
    take_up(cast, published, cast.school_leader, cast.school.id, UptakeState.ADOPTED, NOW)
    time.move(**LATER)
    return published


def test_the_sum_says_where_it_worked_and_where_not(cast: Cast, used: Note, time: Clock) -> None:
    assert follow(time.now) == 2
    seen = repeating(cast.session, cast.actor(cast.employee), used)
    assert seen
    assert (seen.total.units, seen.total.worked, seen.total.failed) == (2, 1, 1)


def test_a_second_night_says_nothing_new(cast: Cast, used: Note, time: Clock) -> None:
    follow(time.now)
    assert follow(time.move(days=1)) == 0


def test_only_those_with_the_units_counts_see_its_figures(cast: Cast, used: Note, time: Clock) -> None:
    follow(time.now)

    def units(person: Person) -> list[str]:
        seen = repeating(cast.session, cast.actor(person), used)
        return [unit.name for _, unit in seen.rows] if seen else []

    assert units(cast.leader) == [cast.north.name]
    assert units(cast.south_leader) == []
    assert units(cast.coordinator) == [cast.north.name, cast.school.name]


def test_an_answer_given_anew_does_not_move_the_day_it_began(cast: Cast, used: Note, time: Clock) -> None:
    follow(time.now)
    take_up(cast, used, cast.leader, cast.north.id, UptakeState.ADAPTED, time.now)
    follow(time.move(days=1))
    query = sa.select(NoteEffect.since).where(NoteEffect.unit_id == cast.north.id)
    assert cast.session.scalar(query) == NOW.date()


def test_a_unit_that_stops_using_it_is_no_longer_counted(cast: Cast, used: Note, time: Clock) -> None:
    follow(time.now)
    take_up(cast, used, cast.leader, cast.north.id, UptakeState.NOT_RELEVANT, time.now)
    follow(time.move(days=1))
    seen = repeating(cast.session, cast.actor(cast.coordinator), used)
    assert seen
    assert (seen.total.units, seen.total.worked, [unit.name for _, unit in seen.rows]) == (
        1,
        0,
        [cast.school.name],
    )


def test_the_first_weeks_are_too_early(cast: Cast, published: Note, used: Note) -> None:
    follow(NOW + dt.timedelta(weeks=3))
    seen = repeating(cast.session, cast.actor(cast.employee), published)
    assert seen
    assert seen.total.too_early == 2


def test_a_note_without_a_category_is_not_measured(cast: Cast, published: Note, time: Clock) -> None:
    take_up(cast, published, cast.leader, cast.north.id, UptakeState.ADOPTED, NOW)
    assert follow(time.now) == 0
    seen = repeating(cast.session, cast.actor(cast.employee), published)
    assert seen
    assert seen.total.unmeasured == 1


def test_every_unit_is_in_one_group_alone() -> None:
    total = repeats(6, ["effect", "effect", "no_effect", "too_early", "unclear"])
    assert total
    assert total.worked + total.failed + total.too_early + total.unclear + total.unmeasured == 6
    assert repeats(0, []) is None


def test_the_page_says_it_in_words(cast: Cast, client: Client, used: Note, time: Clock) -> None:
    follow(time.now)
    page = client.sign_in(cast.coordinator).get(f"/learning/{used.public_id}").text
    assert "Virket hos 1 av 2 som bruker det, virket ikke hos 1." in " ".join(page.split())
    other = client.sign_in(cast.south_leader).get(f"/learning/{used.public_id}").text
    assert "Virket hos 1 av 2 som bruker det" in other
    assert "Saker før" not in other


def test_none_that_worked_is_no_verdict_while_it_is_too_early(
    cast: Cast, client: Client, published: Note, used: Note
) -> None:
    follow(NOW + dt.timedelta(weeks=3))
    page = client.sign_in(cast.coordinator).get(f"/learning/{used.public_id}").text
    assert "2 enheter bruker det, for tidlig å si hos 2." in " ".join(page.split())
    assert "Virket hos" not in page


def test_a_note_from_a_case_is_measured_by_what_the_case_was_about(
    cast: Cast, used: Note, time: Clock
) -> None:
    with transaction() as session:
        report = Report(CaseKind.DEVIATION, "Dosen ble glemt.", cast.north.id, Harm.NO)
        case = register_case(session, cast.actor(cast.employee), report, now=NOW)
        case.category_id = session.scalars(sa.select(Category.id).where(Category.code == "T1.1")).one()
        session.get_one(Note, used.id).case_id = case.id
    follow(time.now)
    seen = repeating(cast.session, cast.actor(cast.coordinator), used)
    assert seen
    assert [row.before for row, _ in seen.rows] == [0, 0]
