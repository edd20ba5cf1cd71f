"""By what a measure against cases that people put together, or against a story, is judged, and what is said when it
cannot be.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.defaults import UNSORTED
from quality.cases.kinds import Access, CaseKind, Factor
from quality.cases.models.case import Case
from quality.cases.models.category import Category
from quality.cases.models.measure import Measure
from quality.cases.services.register import Report, register_case
from quality.cases.states import MeasureState
from quality.core.clock import at_local
from quality.core.db import transaction
from quality.patterns import jobs
from quality.patterns.models import MeasureVerdict, Pattern, PatternMeasure, PatternScan
from quality.patterns.queries.common import common_to
from quality.patterns.services import decide
from quality.patterns.services.make import make_pattern
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock

SPLIT = ("T1.1", "T2.1", "R2", "H1.2", "T3.1", "P1")
LIFT = "Løfteseilet raknet i sømmen under forflytning"
APART = (
    "Middagen var kald",
    "Vinduet lot seg ikke lukke",
    "Parkeringen var full av snø",
    "Skriveren stoppet",
    "Ingen visste om møtet",
    "Sekken lå igjen på bussen",
)


def told(session: Session, cast: Cast, text: str, days_ago: int, **about: Any) -> Case:
    report = Report(
        CaseKind.DEVIATION, text, cast.north.id, occurred_at=at_local(cast.day - dt.timedelta(days_ago), 9)
    )
    return register_case(session, cast.actor(cast.employee), replace(report, **about), now=at_local(cast.day))


def made(session: Session, cast: Cast, cases: list[Case], now: dt.datetime) -> Pattern:
    return make_pattern(session, cast.actor(cast.coordinator), "Det samme", cases, now=now)


def done_against(session: Session, cast: Cast, pattern: Pattern, now: dt.datetime, days_ago: int) -> Measure:
    """A raised pattern with a measure that was in place so long ago."""
    decide.raise_pattern(session, cast.actor(cast.coordinator), pattern, now=now)
    measure = Measure(
        title="Nye seil",
        state=MeasureState.DONE,
        unit_id=cast.health.id,
        created_at=now,
        done_at=now - dt.timedelta(days_ago),
    )
    session.add(measure)
    session.flush()
    session.add(PatternMeasure(pattern_id=pattern.id, measure_id=measure.id))
    return measure


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        ({"category": "T1.1"}, {"category": "T1.1"}, ("T1.1", False, "", "")),
        ({"category": "T1.1", "place": "Bad"}, {"category": "T1.2", "place": "Bad"}, ("T1", True, "", "")),
        ({"category": "T1.1", "place": "Bad"}, {"category": "R2", "place": "Bad"}, ("", False, "", "Bad")),
        (
            {"category": "T1.1", "factors": (Factor.ROUTINE, Factor.EQUIPMENT)},
            {"category": "R2", "factors": (Factor.ROUTINE,)},
            ("", False, "routine", ""),
        ),
        ({"category": UNSORTED}, {"category": UNSORTED}, None),
        ({"category": "T1.1"}, {"category": "R2"}, ("T1.1+R2", False, "", "")),
        ({"category": "T1.1"}, {"category": UNSORTED}, None),
    ],
)
def test_the_narrowest_that_all_cases_share_is_what_is_counted(
    cast: Cast,
    time: Clock,
    first: dict[str, Any],
    second: dict[str, Any],
    shared: tuple[str, bool, str, str] | None,
) -> None:
    with transaction() as session:
        cases = [told(session, cast, "Noe skjedde", 9, **about) for about in (first, second)]
        found = common_to(session, made(session, cast, cases, time.now))
        codes = (
            "+".join(session.get_one(Category, number).code for number in found.category_ids) if found else ""
        )
    assert (found and (codes, found.whole, found.cause, found.place)) == shared


def test_place_and_cause_of_a_sensitive_case_are_not_told_by_what_is_counted(cast: Cast, time: Clock) -> None:
    with transaction() as session:
        about = {"place": "Bad", "factors": (Factor.ROUTINE,)}
        cases = [told(session, cast, "Noe skjedde", 9, category=code, **about) for code in ("R2", UNSORTED)]
        pattern = made(session, cast, cases, time.now)
        shared = common_to(session, pattern)
        assert shared
        assert shared.place == "Bad"
        cases[0].access = Access.PRIVACY
        session.flush()
        assert common_to(session, pattern) is None


def test_new_cases_are_offered_to_wake_only_what_they_can_be_counted_for(
    cast: Cast, client: Client, time: Clock
) -> None:
    with transaction() as session:
        alike = made(session, cast, [told(session, cast, "Noe", 9, category="T1.1") for _ in "ab"], time.now)
        codes = ("T1.1", UNSORTED)
        other = made(session, cast, [told(session, cast, "Noe", 9, category=c) for c in codes], time.now)
    browser = client.sign_in(cast.coordinator)
    for pattern, offered in ((alike, True), (other, False)):
        page = browser.get(f"/patterns/{pattern.public_id}/watch").get_data(as_text=True)
        assert ("så mange nye saker" in page) is offered
        assert ("når flere enheter får det" in page) is offered
    until = (cast.day + dt.timedelta(days=30)).isoformat()
    browser.post(f"/patterns/{other.public_id}/watch", {"version": other.version, "until": until})


def test_a_case_that_is_shielded_does_not_say_what_is_counted(cast: Cast, time: Clock) -> None:
    with transaction() as session:
        cases = [told(session, cast, "Noe", 9, category=code) for code in ("T1.1", "T1.1", UNSORTED)]
        pattern = made(session, cast, cases, time.now)
        assert common_to(session, pattern) is None
        cases[2].access = Access.SHIELDED
        session.flush()
        assert common_to(session, pattern) is not None


def test_cases_that_share_what_they_tell_alone_are_counted_by_it(
    cast: Cast, client: Client, session: Session, time: Clock
) -> None:
    with transaction() as writing:
        for week in range(60):
            told(writing, cast, f"{APART[week % 6]} igjen", 7 * week, category=SPLIT[week % 6])
        cases = [told(writing, cast, LIFT, 200 + 7 * n, category=SPLIT[n % 6]) for n in range(7)]
        pattern = made(writing, cast, cases[:6], time.now)
        measure = done_against(writing, cast, pattern, time.now, 130)
    jobs.scan(time.now)
    jobs.follow(time.now)
    row = session.scalars(sa.select(MeasureVerdict)).one()
    assert (row.measure_id, row.before, row.after) == (measure.id, 7, 0)
    page = client.sign_in(cast.coordinator).get(f"/patterns/{pattern.public_id}").get_data(as_text=True)
    assert "Talt: avvik i disse enhetene som forteller det samme." in page
    page = client.sign_in(cast.leader).get(f"/patterns/{pattern.public_id}").get_data(as_text=True)
    assert "Talt:" not in page


def test_a_measure_that_cannot_be_counted_says_so_and_what_to_do(
    cast: Cast, client: Client, session: Session, time: Clock
) -> None:
    with transaction() as writing:
        cases = [
            told(writing, cast, text, 40, category=code) for text, code in zip(APART, SPLIT, strict=True)
        ]
        pattern = made(writing, cast, cases, time.now)
        done_against(writing, cast, pattern, time.now, 0)
    browser = client.sign_in(cast.coordinator)
    assert "Tallene kommer etter neste natt." in browser.get(f"/patterns/{pattern.public_id}").get_data(
        as_text=True
    )
    tomorrow = time.move(days=1)
    jobs.scan(tomorrow)
    jobs.follow(tomorrow)
    assert session.scalars(sa.select(MeasureVerdict)).all() == []
    page = client.sign_in(cast.coordinator).get(f"/patterns/{pattern.public_id}").get_data(as_text=True)
    assert "kan ikke telle om det virket" in page
    assert "Spør enhetene" in page


def test_a_scan_from_a_day_that_has_not_come_is_not_the_latest(
    cast: Cast, client: Client, time: Clock
) -> None:
    jobs.scan(time.now)
    later = time.now + dt.timedelta(days=400)
    jobs.scan(later)
    page = client.sign_in(cast.coordinator).get("/patterns").get_data(as_text=True)
    assert "Sist sett gjennom" in page
    assert str(later.year) not in page
    assert cast.session.scalars(sa.select(PatternScan)).all()
