"""Who sees which pattern, and that seeing a pattern never gives sight of its cases."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from quality.accounts.models import Person
from quality.accounts.roles import Act
from quality.cases import policy as case_policy
from quality.cases.kinds import Access, Level
from quality.cases.models.case import Case
from quality.cases.queries import fetch
from quality.core.db import transaction
from quality.core.text import NotVisibleError
from quality.patterns import policy
from quality.patterns.models import Pattern, PatternCase
from quality.patterns.queries import file as files
from quality.patterns.queries.members import hidden_of_count, members_of
from quality.patterns.queries.ties import CaseTie, patterns_of_case
from quality.patterns.services import decide
from quality.patterns.states import HIDDEN, RAISED, PatternState
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock
from tests.patterns.factories import cases_there, finding
from tests.patterns.town import PLANTED, report


@pytest.fixture
def cases(cast: Cast) -> list[Case]:
    return cases_there(cast)


@pytest.fixture
def patterns(cast: Cast, cases: list[Case], time: Clock) -> list[Pattern]:
    """One in every state; all but one hold half of the cases."""
    with transaction() as session:
        return [
            finding(session, cast, cases[place:], time.now, state) for place, state in enumerate(PatternState)
        ]


@pytest.fixture
def raised(cast: Cast, cases: list[Case], time: Clock) -> Pattern:
    with transaction() as session:
        pattern = finding(session, cast, cases, time.now)
        return decide.raise_pattern(session, cast.actor(cast.coordinator), pattern, now=time.now)


def test_sql_and_python_agree_for_everybody_and_every_state(cast: Cast, patterns: list[Pattern]) -> None:
    for name, person in cast.everybody().items():
        actor = cast.actor(person)
        by_sql = set(cast.session.scalars(sa.select(Pattern.id).where(policy.visible(actor))))
        by_python = {pattern.id for pattern in patterns if policy.may_see(actor, pattern)}
        assert by_sql == by_python, name


def test_hidden_ones_are_for_reviewers_and_raised_ones_for_readers(
    cast: Cast, patterns: list[Pattern]
) -> None:
    for person in cast.everybody().values():
        actor = cast.actor(person)
        seen = {pattern.state for pattern in patterns if policy.may_see(actor, pattern)}
        expected = set()
        if actor.may(Act.PATTERN_READ):
            expected = set(RAISED)
        if actor.may(Act.PATTERN_REVIEW):
            expected |= HIDDEN
        assert seen == expected


def test_nobody_finds_cases_through_a_pattern_that_they_may_not_see(
    cast: Cast, cases: list[Case], raised: Pattern
) -> None:
    for name, person in cast.everybody().items():
        actor = cast.actor(person)
        titles = set(
            cast.session.scalars(sa.select(Case.title).where(case_policy.visible(actor, Level.TEXT)))
        )
        labels = {
            case.label for case in cast.session.scalars(sa.select(Case).where(case_policy.visible(actor)))
        }
        if not actor.may(Act.PATTERN_READ):
            with pytest.raises(NotVisibleError):
                files.file(cast.session, actor, raised.public_id, 1, "nb")
            continue
        found = files.file(cast.session, actor, raised.public_id, 1, "nb")
        assert {case.title for case in found.cases} - {""} <= titles, name
        assert {case.label for case in found.cases} <= labels, name
        assert found.readable == len(found.cases)


def test_no_page_prints_what_its_reader_may_not_read(
    cast: Cast, cases: list[Case], raised: Pattern, client: Client
) -> None:
    readers = [p for p in cast.everybody().values() if p.active and cast.actor(p).may(Act.PATTERN_READ)]
    assert len(readers) > 8
    for person in readers:
        readable = set(
            cast.session.scalars(
                sa.select(Case.title).where(case_policy.visible(cast.actor(person), Level.TEXT))
            )
        )
        page = client.sign_in(person).get(f"/patterns/{raised.public_id}").get_data(as_text=True)
        for case in cases:
            assert (case.title in page) <= (case.title in readable), person.first_name


def test_a_leader_sees_own_cases_and_no_small_numbers_of_others(
    cast: Cast, raised: Pattern, client: Client
) -> None:
    found = files.file(cast.session, cast.actor(cast.leader), raised.public_id, 1, "nb")
    by_name = {unit.name: unit.observed for unit in found.units}
    assert by_name == {"Hjemmetjenesten nord": 8, "Hjemmetjenesten sør": None, "Lia sykehjem": None}
    assert found.readable == 8
    assert found.rest == 8
    assert found.weeks == []
    assert found.unaffected
    assert all(unit.observed is None for unit in found.unaffected)


def test_a_small_rest_is_told_as_fewer_than_five(cast: Cast, cases: list[Case], time: Clock) -> None:
    with transaction() as session:
        few = [case for case in cases if case.unit_id in (cast.north.id, cast.south.id)][:10]
        pattern = finding(session, cast, few, time.now, PatternState.RAISED)
    found = files.file(cast.session, cast.actor(cast.leader), pattern.public_id, 1, "nb")
    assert (found.readable, found.rest, found.total) == (8, None, None)


def test_the_coordinator_gets_every_number(cast: Cast, raised: Pattern) -> None:
    found = files.file(cast.session, cast.actor(cast.coordinator), raised.public_id, 1, "nb")
    assert found.exact
    assert (found.total, found.readable, found.rest, len(found.weeks)) == (16, 16, 0, 52)
    assert [case.title for case in found.cases if not case.title]  # privacy cases: number and unit alone


def test_a_case_that_is_shielded_later_vanishes_from_the_pattern(
    cast: Cast, cases: list[Case], raised: Pattern
) -> None:
    with transaction() as session:
        session.get_one(Case, cases[0].id).access = Access.SHIELDED
    for person in (cast.coordinator, cast.leader):
        found = files.file(cast.session, cast.actor(person), raised.public_id, 1, "nb")
        assert cases[0].label not in {case.label for case in found.cases}


def tied(cast: Cast, person: Person, case: Case) -> tuple[list[CaseTie], bool]:
    """What the page of the case says of patterns to somebody who sees it."""
    actor = cast.actor(person)
    return patterns_of_case(cast.session, actor, fetch(cast.session, actor, case.public_id))


def test_a_hidden_pattern_is_404_for_a_leader(cast: Cast, patterns: list[Pattern], client: Client) -> None:
    browser = client.sign_in(cast.leader)
    for pattern in patterns:
        browser.get(f"/patterns/{pattern.public_id}", 404 if pattern.state in HIDDEN else 200)


def test_an_employee_is_kept_out_of_patterns(cast: Cast, raised: Pattern, client: Client) -> None:
    browser = client.sign_in(cast.employee)
    browser.get("/patterns", 403)
    browser.get(f"/patterns/{raised.public_id}", 403)


def test_the_reporter_hears_of_the_pattern_at_the_case_without_a_way_in(
    cast: Cast, cases: list[Case], raised: Pattern
) -> None:
    [tie], _ = tied(cast, cast.employee, cases[0])
    assert (tie.units, tie.public_id) == (3, "")
    [tie], _ = tied(cast, cast.leader, cases[0])
    assert tie.public_id == raised.public_id


def test_the_reporter_reads_at_the_case_what_it_ended_with(
    cast: Cast, cases: list[Case], raised: Pattern, client: Client, time: Clock
) -> None:
    with transaction() as session:
        pattern = session.get_one(Pattern, raised.id)
        decide.finish(
            session, cast.actor(cast.coordinator), pattern, False, "Nye skilt i gangen", now=time.now
        )
    page = client.sign_in(cast.employee).get(f"/cases/{cases[0].public_id}").get_data(as_text=True)
    assert "Mønsteret er avsluttet:" in page
    assert "Nye skilt i gangen" in page


def test_a_candidate_is_not_told_at_the_case(cast: Cast, cases: list[Case], time: Clock) -> None:
    with transaction() as session:
        finding(session, cast, cases, time.now)
    assert tied(cast, cast.leader, cases[0]) == ([], False)
    assert len(tied(cast, cast.coordinator, cases[0])[0]) == 1


def test_what_came_after_the_count_hides_no_small_number_of_it(
    cast: Cast, cases: list[Case], client: Client, time: Clock
) -> None:
    """The leader has every case of the north, those that came later too; three of the south are not the leader's."""
    north = [case for case in cases if case.unit_id == cast.north.id]
    south = [case for case in cases if case.unit_id == cast.south.id]
    with transaction() as session:
        pattern = finding(session, cast, [*north, *south[:3]], time.now)
        decide.raise_pattern(session, cast.actor(cast.coordinator), pattern, now=time.now)
        day = cast.day + dt.timedelta(2)
        later = [
            report(session, cast.actor(cast.employee), cast.north, PLANTED, day, time.now) for _ in range(5)
        ]
        for case in later:
            session.add(PatternCase(pattern_id=pattern.id, case_id=case.id))
    actor = cast.actor(cast.leader)
    assert sum(members_of(cast.session, actor, pattern.id).number.values()) == 16
    assert hidden_of_count(cast.session, actor, pattern) == 3
    page = client.sign_in(cast.leader).get(f"/patterns/{pattern.public_id}").get_data(as_text=True)
    assert "11 avvik" not in page
    assert "Flere avvik enn ventet på 6 uker." in page
