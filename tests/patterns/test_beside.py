"""What lies beside the findings on the desk: quiet units, seasons, the self-check, verdicts and what to read."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from quality.cases.kinds import Strength
from quality.cases.models.category import Category
from quality.cases.queries import category_by_code
from quality.core.db import transaction
from quality.patterns import compose
from quality.patterns.compose import desk as sentences
from quality.patterns.detect.values import Kind
from quality.patterns.models import MeasureVerdict, PatternCheck, QuietUnit, SeasonAhead
from quality.patterns.queries.beside import reading_list
from quality.patterns.services import act, decide
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock
from tests.patterns.factories import finding, some_cases
from tests.patterns.town import PLANTED, report


def quiet_north(cast: Cast) -> QuietUnit:
    week = dt.timedelta(weeks=1)
    return QuietUnit(
        unit_id=cast.north.id,
        since=cast.day - 13 * week,
        until=cast.day - dt.timedelta(1),
        observed=1,
        expected=12.0,
        found_on=cast.day,
        checked_on=cast.day,
    )


def test_a_quiet_unit_is_asked_about_where_it_can_be_answered(cast: Cast, client: Client) -> None:
    with transaction() as session:
        session.add(quiet_north(cast))
    asked = "Hjemmetjenesten nord har meldt én sak på 13 uker. Vi ventet 12."
    for person in (cast.coordinator, cast.leader, cast.head):
        assert asked in client.sign_in(person).get("/patterns").get_data(as_text=True), person.first_name
    for person in (cast.south_leader, cast.chief, cast.auditor):
        assert "har meldt én sak" not in client.sign_in(person).get("/patterns").get_data(as_text=True)


@pytest.mark.parametrize(("expected", "shown"), [(20.0, False), (2.0, True)])
def test_a_unit_that_is_asked_about_is_not_told_of_twice(
    cast: Cast, client: Client, time: Clock, expected: float, shown: bool
) -> None:
    """That it reports less than usual stands in the question; that it reports more is something else."""
    with transaction() as session:
        session.add(quiet_north(cast))
        own = [case for case in some_cases(session, cast, time.now) if case.unit_id == cast.north.id]
        told = finding(session, cast, own, time.now)
        told.kind, told.expected = Kind.REPORTING, expected
    page = client.sign_in(cast.coordinator).get("/patterns").get_data(as_text=True)
    assert "Hjemmetjenesten nord har meldt én sak på 13 uker." in page
    assert ("Til opplysning" in page) == shown


def test_seasons_and_the_self_check_are_said(cast: Cast, client: Client, time: Clock) -> None:
    with transaction() as session:
        category = category_by_code(session, PLANTED)
        session.add(
            SeasonAhead(
                category_id=category.id,
                unit_id=cast.north.id,
                year=2026,
                starts_on=cast.day + dt.timedelta(14),
                ends_on=cast.day + dt.timedelta(60),
                last_year=9,
                year_before=8,
                usual=2.0,
                told_on=cast.day,
            )
        )
        session.add(
            PatternCheck(day=cast.day, at=time.now, months=12.0, false_files=3, dial=0.3, method_version="x")
        )
    page = client.sign_in(cast.coordinator).get("/patterns").get_data(as_text=True)
    assert "9 i fjor, 8 året før" in page
    assert "3 falske alarmer i 12 måneder" in page


@pytest.mark.parametrize(("number", "word"), [(0, "ingen"), (1, "én"), (4, "4")])
def test_the_self_check_says_what_it_found(number: int, word: str) -> None:
    assert f"Etterprøvd: {word} falsk" in compose.plain(sentences.checked(number, 11.6))


def test_the_desk_is_never_empty_without_a_word(cast: Cast, client: Client, time: Clock) -> None:
    with transaction() as session:
        for unit in (cast.north, cast.south):
            for number in (3, 9):
                day = cast.day - dt.timedelta(number)
                report(session, cast.actor(cast.employee), unit, PLANTED, day, time.now)
        report(session, cast.actor(cast.employee), cast.north, "T2.1", cast.day, time.now)
    names = dict.fromkeys(cast.session.scalars(sa.select(Category.id)), "x")
    found = reading_list(cast.session, cast.actor(cast.coordinator), names, cast.day)
    assert [item.code for item in found] == [PLANTED]
    page = client.sign_in(cast.coordinator).get("/patterns").get_data(as_text=True)
    assert "For lite data til å si hva som er uvanlig" in page
    assert "4 saker i 2 enheter" in page
    assert f"category={PLANTED}" in page


def test_a_verdict_gives_its_numbers_to_who_has_all_of_them(cast: Cast, client: Client, time: Clock) -> None:
    with transaction() as session:
        pattern = finding(session, cast, some_cases(session, cast, time.now), time.now)
        coordinator = cast.actor(cast.coordinator)
        decide.raise_pattern(session, coordinator, pattern, now=time.now)
        decide.set_owner(session, coordinator, pattern, cast.head, "Halvere", now=time.now)
        plan = act.Plan("Lås på skapet", cast.head, cast.north.id, cast.day, Strength.STRONG)
        measure = act.add_measure(session, coordinator, pattern, plan, now=time.now)
        session.add(
            MeasureVerdict(
                measure_id=measure.id,
                verdict="too_early",
                said_on=cast.day,
                checked_on=cast.day,
                answer_on=cast.day + dt.timedelta(100),
                weeks_before=52,
                before=30,
                weeks_after=4,
                after=2,
                due=2.3,
                method_version="x",
                inputs_hash="x",
            )
        )
    path = f"/patterns/{pattern.public_id}"
    page = client.sign_in(cast.coordinator).get(path).get_data(as_text=True)
    assert "2 avvik på 4 uker etterpå, ventet 2,3" in page
    assert "Vi vet mer etter" in page
    page = client.sign_in(cast.leader).get(path).get_data(as_text=True)
    assert "For tidlig å si" in page
    assert "avvik på 4 uker etterpå" not in page
