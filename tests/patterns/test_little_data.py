"""A desk with little to go by: it says what cannot be known yet, gives something to read, and is never silent."""

from __future__ import annotations

import datetime as dt
import random

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.kinds import CaseKind
from quality.cases.models.case import Case
from quality.cases.services.register import Report, register_case
from quality.core.clock import at_local
from quality.core.db import transaction
from quality.patterns import jobs
from quality.patterns.detect import ahead, quiet
from quality.patterns.detect.text import themes
from quality.patterns.detect.values import Settings
from quality.patterns.detect.young import (
    FEW_A_YEAR,
    QUIET_WEEKS,
    SEASON_WEEKS,
    STORY_WEEKS,
    Gap,
    NotYet,
    not_yet,
)
from quality.patterns.models import CaseWords, Pattern, PatternScan, StoryLikeness
from quality.patterns.queries.alike import LEAST_LIKENESS, told_in_several
from quality.patterns.services import make
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock
from tests.patterns.town import NOISE, PLANTED, report

DAY = dt.date(2026, 11, 26)
MONDAY = dt.date(2026, 11, 23)
TOLD = (
    "Dørpumpa på medisinrommet stod åpen, alarmen gikk ikke",
    "Medisinrommet stod åpent i natt, dørpumpa virket ikke",
    "Dørpumpa til medisinrommet lukker ikke, rommet stod åpent",
)


def gaps(weeks: int, cases: int) -> list[Gap]:
    return [each.gap for each in not_yet(weeks, cases, DAY, Settings())]


def test_a_long_and_full_history_lacks_nothing() -> None:
    assert not_yet(156, 3 * FEW_A_YEAR, DAY, Settings()) == ()


@pytest.mark.parametrize(
    ("weeks", "cases", "lacking"),
    [
        (0, 0, [Gap.RISES, Gap.STORIES, Gap.QUIET, Gap.SEASONS]),
        (1, 12, [Gap.RISES, Gap.STORIES, Gap.QUIET, Gap.SEASONS]),
        (25, 500, [Gap.RISES, Gap.STORIES, Gap.QUIET, Gap.SEASONS]),
        (26, 500, [Gap.STORIES, Gap.QUIET, Gap.SEASONS]),
        (52, 2000, [Gap.QUIET, Gap.SEASONS]),
        (52, 59, [Gap.RISES, Gap.QUIET, Gap.SEASONS, Gap.FEW]),
        (80, 3000, [Gap.SEASONS]),
        (156, 3 * FEW_A_YEAR - 3, [Gap.FEW]),
    ],
)
def test_what_is_lacking_follows_the_weeks_and_the_cases(weeks: int, cases: int, lacking: list[Gap]) -> None:
    assert gaps(weeks, cases) == lacking


def test_the_day_named_is_when_there_are_weeks_and_cases_enough() -> None:
    assert not_yet(14, 400, DAY, Settings())[0] == NotYet(Gap.RISES, MONDAY + dt.timedelta(weeks=12))
    assert not_yet(40, 20, DAY, Settings())[0] == NotYet(Gap.RISES, MONDAY + dt.timedelta(weeks=80))
    assert not_yet(40, 0, DAY, Settings())[0] == NotYet(Gap.RISES, None)


def test_what_is_promised_for_a_week_can_be_told_in_it() -> None:
    assert STORY_WEEKS >= themes.LONGEST + themes.LEAST_PAST
    assert QUIET_WEEKS >= quiet.LEAST_WEEKS
    assert SEASON_WEEKS + ahead.WEEKS_BEFORE >= 2 * ahead.YEAR + ahead.LEAD_IN


def lived(cast: Cast, time: Clock, weeks: int, a_week: int = 1) -> None:
    """So many weeks of ordinary life until today."""
    chance, actor = random.Random(5), cast.actor(cast.employee)
    with transaction() as session:
        for week in range(1, weeks + 1):
            for unit in (cast.north, cast.south, cast.home) * a_week:
                day = cast.day - dt.timedelta(weeks=week, days=cast.day.weekday())
                report(session, actor, unit, chance.choice(NOISE), day, time.now)


def desk(cast: Cast, client: Client) -> str:
    return client.sign_in(cast.coordinator).get("/patterns").get_data(as_text=True)


def test_an_empty_municipality_says_so_and_what_can_be_done(cast: Cast, client: Client, time: Clock) -> None:
    assert "Vi har ikke sett gjennom sakene ennå" in desk(cast, client)
    jobs.scan(time.now)
    page = desk(cast, client)
    assert "Ingen avvik er meldt ennå. Funn kommer når det er minst 26 uker og 60 avvik å se på." in page
    assert "Ingenting er meldt av flere enheter de siste ukene" in page
    assert "Enhetene kan foreslå saker" in page
    assert "etter halvannet år" in page
    assert "Ingen læringsnotater er delt ennå" in page
    browser = client.sign_in(cast.coordinator)
    assert "0 mønstre" not in browser.get("/patterns/sheet").get_data(as_text=True)
    empty = browser.get("/patterns/municipality").get_data(as_text=True)
    assert "Kommunalområde" not in empty, "nothing to choose among"
    assert "Kommunalområde" in browser.get("/patterns/municipality?late=1").get_data(as_text=True)


def test_the_first_week_names_the_day_and_lists_what_to_read(
    cast: Cast, client: Client, session: Session, time: Clock
) -> None:
    lived(cast, time, 1, a_week=4)
    jobs.scan(time.now)
    jobs.follow(time.now)
    assert jobs.check(time.now) == 0
    page = desk(cast, client)
    assert "For lite data: vi har ikke mer enn en uke." in page
    assert "Det er tidligst" in page
    assert "counted=1" in page
    assert session.scalar(sa.select(sa.func.count(Pattern.id))) == 0


def told(session: Session, cast: Cast, time: Clock) -> None:
    """The same told in three units, filed under three things."""
    for text, unit, code in zip(TOLD, (cast.north, cast.south, cast.home), NOISE, strict=False):
        said = Report(CaseKind.DEVIATION, text, unit.id, category=code, occurred_at=at_local(cast.day, 1))
        register_case(session, cast.actor(cast.employee), said, now=time.now)


def test_three_months_lists_what_several_units_tell_alike(
    cast: Cast, client: Client, session: Session, time: Clock
) -> None:
    lived(cast, time, 13)
    with transaction() as writing:
        told(writing, cast, time)
    jobs.scan(time.move(days=7))
    page = desk(cast, client)
    assert session.scalars(sa.select(PatternScan.status)).one() == "little_data"
    assert "3 saker i 3 enheter forteller noe som ligner." in page
    assert session.scalar(sa.select(sa.func.count(Pattern.id))) == 0


def alike_cases(session: Session) -> list[Case]:
    return list(session.scalars(sa.select(Case).where(Case.title.in_(TOLD)).order_by(Case.id)))


def put_together(session: Session, cast: Cast, likeness: dict[str, float]) -> None:
    """Stories of three cases in so many units as the name has letters, as a night has put them together."""
    units = (cast.north, cast.south, cast.home)
    for story, (name, alike) in enumerate(likeness.items(), start=1):
        for number in range(3):
            unit = units[number % len(name)]
            case = report(session, cast.actor(cast.employee), unit, NOISE[story], cast.day, cast.now)
            marks = CaseWords(case_id=case.id, day=cast.day, marks=b"", read_at=cast.now, story=story)
            session.add(marks)
        session.add(StoryLikeness(story=story, alike=alike))
    session.flush()


def test_the_most_alike_and_the_widest_are_read_first_and_what_is_hardly_alike_is_not(
    cast: Cast, session: Session
) -> None:
    with transaction() as writing:
        put_together(writing, cast, {"ab": 0.9, "abc": 0.8, "abd": 0.45, "abe": 0.39})
    found = told_in_several(session, cast.actor(cast.coordinator), cast.day - dt.timedelta(weeks=17))
    assert [(each.likeness, each.units) for each in found] == [(0.8, 3), (0.9, 2), (0.45, 3)]


def test_how_alike_a_story_is_follows_the_nights_and_goes_with_the_story(
    cast: Cast, session: Session, time: Clock
) -> None:
    lived(cast, time, 13)
    with transaction() as writing:
        told(writing, cast, time)
    jobs.scan(time.move(days=7))
    story = session.scalars(
        sa.select(CaseWords.story).where(CaseWords.case_id == alike_cases(session)[0].id)
    ).one()
    known = {row.story: row.alike for row in session.scalars(sa.select(StoryLikeness))}
    assert LEAST_LIKENESS <= known[story or 0] < 1
    session.rollback()
    jobs.scan(time.move(weeks=30))
    assert session.scalar(sa.select(sa.func.count(StoryLikeness.story))) == 0


def test_what_is_told_alike_can_be_made_a_pattern_and_then_leaves_the_list(
    cast: Cast, client: Client, session: Session, time: Clock
) -> None:
    lived(cast, time, 13)
    with transaction() as writing:
        told(writing, cast, time)
    jobs.scan(time.move(days=7))
    path = f"/patterns/new?alike={alike_cases(session)[-1].public_id}"
    page = client.sign_in(cast.coordinator).get(path).get_data(as_text=True)
    assert page.count('name="cases"') == 3
    with transaction() as writing:
        make.make_pattern(
            writing, cast.actor(cast.coordinator), "Åpent rom", alike_cases(writing), now=time.now
        )
    assert "forteller noe som ligner" not in desk(cast, client)


@pytest.mark.parametrize("wanted", ["", "x", "' or 1=1 --", "a" * 900])
def test_an_address_that_makes_no_sense_offers_nothing(cast: Cast, client: Client, wanted: str) -> None:
    page = client.sign_in(cast.coordinator).get(f"/patterns/new?alike={wanted}").get_data(as_text=True)
    assert 'name="cases"' not in page


def test_a_case_that_is_shielded_is_not_told_of(
    cast: Cast, client: Client, session: Session, time: Clock
) -> None:
    lived(cast, time, 13)
    with transaction() as writing:
        told(writing, cast, time)
    jobs.scan(time.move(days=7))
    shown = alike_cases(session)
    with transaction() as writing:
        writing.get_one(Case, shown[0].id).access = "shielded"
    browser = client.sign_in(cast.coordinator)
    assert "forteller noe som ligner" not in browser.get("/patterns").get_data(as_text=True)
    page = browser.get(f"/patterns/new?alike={shown[0].public_id}").get_data(as_text=True)
    assert 'name="cases"' not in page
    page = browser.get(f"/patterns/new?alike={shown[1].public_id}").get_data(as_text=True)
    assert page.count('name="cases"') == 2


def test_half_a_year_finds_what_is_new_in_several_units_and_claims_no_rarity(
    cast: Cast, client: Client, session: Session, time: Clock
) -> None:
    lived(cast, time, 30)
    actor = cast.actor(cast.employee)
    with transaction() as writing:
        for week in (1, 2, 3):
            day = cast.day - dt.timedelta(weeks=week, days=cast.day.weekday() - 2)
            for unit in (cast.north, cast.south, cast.home) * 2:
                report(writing, actor, unit, PLANTED, day, time.now)
    jobs.scan(time.now)
    [pattern] = session.scalars(sa.select(Pattern).where(Pattern.kind == "rise"))
    browser = client.sign_in(cast.coordinator)
    for path in ("/patterns", f"/patterns/{pattern.public_id}"):
        page = browser.get(path).get_data(as_text=True)
        assert "Historikken er for kort til å si hvor uvanlig det er." in page
        assert "ved tilfeldigheter" not in page
        assert "Svært uvanlig" not in page
    assert "Det er ikke et år å sammenligne med" in page


def test_a_year_finds_and_says_what_it_cannot_see_yet(
    cast: Cast, client: Client, session: Session, time: Clock
) -> None:
    lived(cast, time, 60)
    jobs.scan(time.now)
    page = desk(cast, client)
    assert "For lite data: vi har" not in page
    assert "Om en enhet er blitt stille. Det kan vi se fra" in page
    assert "Om noe kommer igjen til samme tid hvert år. Det kan vi se fra" in page
    assert "Det er bare 156 avvik i året" in page
    assert "Les selv så lenge" in page


def test_a_year_with_much_to_go_by_does_not_say_few(cast: Cast, session: Session, client: Client) -> None:
    with transaction() as writing:
        writing.add(
            PatternScan(
                day=cast.day,
                at=at_local(cast.day, 3),
                status="ok",
                weeks=156,
                cases=4000,
                units=30,
                method_version="x",
                settings={},
                inputs_hash="x",
            )
        )
    page = desk(cast, client)
    assert "Dette kan vi ikke se ennå" not in page
    assert "Les selv så lenge" not in page
