"""From what people write to a theme on the desk."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.kinds import Access, CaseKind
from quality.cases.models.case import Case
from quality.cases.services.register import Report, register_case
from quality.core.clock import at_local
from quality.core.db import transaction
from quality.core.text import NotAllowedError
from quality.patterns import jobs
from quality.patterns.models import CaseWords, Pattern, PatternCase
from quality.patterns.queries.texts import ties
from quality.patterns.services.texts import tie
from tests.cast import Cast
from tests.conftest import Clock
from tests.patterns.town import NOISE
from tests.stage import staged

USUAL = (
    "Middagen var kald da den kom fram",
    "Vinduet på kontoret lot seg ikke lukke",
    "Parkeringen var full av snø",
    "Skriveren sluttet å virke midt i utskriften",
)
LIFT = "Det nye løfteseilet raknet i sømmen, sa {name}"


def tell(
    session: Session, cast: Cast, unit: int, category: str, day: dt.date, text: str, now: dt.datetime
) -> Case:
    told = Report(CaseKind.DEVIATION, text, unit, category=category, occurred_at=at_local(day, 9))
    return register_case(session, cast.actor(cast.employee), told, now=now)


@pytest.fixture
def story(cast: Cast) -> set[int]:
    """A year of ordinary cases, and lately the same story in three units under six categories."""
    tell_all(cast)
    text = LIFT.format(name=cast.leader.last_name)
    return set(cast.session.scalars(sa.select(Case.id).where(Case.description == text)))


@staged
def tell_all(cast: Cast) -> None:
    units = (cast.north.id, cast.south.id, cast.home.id)
    text = LIFT.format(name=cast.leader.last_name)
    with transaction() as session:
        for week in range(60):
            day = cast.day - dt.timedelta(weeks=60 - week)
            tell(session, cast, units[week % 3], NOISE[week % 2], day, f"{USUAL[week % 4]} igjen", cast.now)
        for n in range(6):
            day = cast.day - dt.timedelta(weeks=8 - n)
            tell(session, cast, units[n % 3], NOISE[n % 6], day, text, cast.now)


def themes(session: Session) -> list[Pattern]:
    session.expire_all()
    return list(session.scalars(sa.select(Pattern).where(Pattern.kind == "theme")))


def members(session: Session, pattern: Pattern) -> set[int]:
    return set(session.scalars(sa.select(PatternCase.case_id).where(PatternCase.pattern_id == pattern.id)))


def test_a_story_in_several_units_comes_to_the_desk_with_its_cases_and_a_name(
    story: set[int], session: Session, cast: Cast, time: Clock
) -> None:
    assert jobs.scan(time.now) == 1
    [pattern] = themes(session)
    assert members(session, pattern) == story
    assert "løfteseilet" in pattern.title
    assert cast.leader.last_name.lower() not in pattern.title.lower()
    assert pattern.observed == 6
    assert jobs.scan(time.move(days=1)) == 0
    assert [p.id for p in themes(session)] == [pattern.id]
    told = set(session.scalars(sa.select(CaseWords.story).where(CaseWords.case_id.in_(story))))
    assert len(told) == 1
    assert told != {None}


@pytest.mark.parametrize("words", ["Fall", "12345678", "17 2026", "!"])
def test_texts_of_one_word_or_of_numbers_alone_are_no_story(
    story: set[int], session: Session, time: Clock, words: str
) -> None:
    with transaction() as writing:
        for case in writing.scalars(sa.select(Case).where(Case.id.in_(story))):
            case.title, case.description = words, words
    assert jobs.scan(time.now) == 0
    assert themes(session) == []


def test_a_label_takes_no_word_from_sensitive_cases(story: set[int], session: Session, time: Clock) -> None:
    with transaction() as writing:
        writing.execute(sa.update(Case).where(Case.id.in_(story)).values(access=Access.PERSONAL))
    jobs.scan(time.now)
    [pattern] = themes(session)
    assert pattern.evidence["label"] == []
    assert "løfteseil" not in pattern.title


def test_only_new_and_changed_texts_are_read_and_shielded_ones_forgotten(
    story: set[int], session: Session, time: Clock
) -> None:
    assert jobs.read(time.now) == 66
    assert jobs.read(time.move(minutes=5)) == 0
    changed, hidden, *_ = sorted(story)
    before = session.get_one(CaseWords, changed).marks
    with transaction() as writing:
        case = writing.get_one(Case, changed)
        case.description, case.changed_at = "Fuglekassen datt ned fra treet", time.move(minutes=5)
        writing.get_one(Case, hidden).access = Access.SHIELDED
    assert jobs.read(time.move(minutes=5)) == 1
    session.expire_all()
    assert session.get_one(CaseWords, changed).marks != before
    assert session.get(CaseWords, hidden) is None


def test_what_a_coordinator_says_of_two_cases_is_remembered_and_nobody_else_may(
    story: set[int], session: Session, cast: Cast, time: Clock
) -> None:
    first, second, *_ = (session.get_one(Case, number) for number in sorted(story))
    with pytest.raises(NotAllowedError):
        tie(session, cast.actor(cast.leader), first, second, together=False, now=time.now)
    with transaction() as writing:
        tie(writing, cast.actor(cast.coordinator), second, first, together=True, now=time.now)
        tie(writing, cast.actor(cast.coordinator), first, second, together=False, now=time.now)
    [kept] = ties(session)
    assert (kept.first, kept.second, kept.together) == (str(first.id), str(second.id), False)
    jobs.scan(time.now)
    session.expire_all()
    apart = {session.get_one(CaseWords, case.id).story for case in (first, second)}
    assert len(apart) == 2
