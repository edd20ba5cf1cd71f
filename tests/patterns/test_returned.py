"""What Løft does by itself: what was finished comes back, and people are reminded once of each thing."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from quality.cases.kinds import Access, Strength
from quality.cases.models.case import Case
from quality.cases.models.category import Category
from quality.core.db import transaction
from quality.core.history import entries_of, verify
from quality.core.notices import Notice
from quality.patterns import jobs
from quality.patterns.models import Pattern, PatternCase
from quality.patterns.queries.scope import same_categories
from quality.patterns.services import act, decide
from quality.patterns.services.make import make_pattern
from quality.patterns.services.returning import at_least
from quality.patterns.states import PatternState
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock
from tests.patterns.factories import cases_there, finding, some_cases
from tests.patterns.town import PLANTED, report


@pytest.fixture
def pattern(cast: Cast, time: Clock) -> Pattern:
    cases = cases_there(cast)
    with transaction() as session:
        found = finding(session, cast, cases, time.now)
        coordinator = cast.actor(cast.coordinator)
        decide.raise_pattern(session, coordinator, found, now=time.now)
        return decide.set_owner(
            session,
            coordinator,
            found,
            cast.head,
            "Halvere",
            now=time.now,
            due_on=cast.day + dt.timedelta(30),
        )


@pytest.fixture
def finished(cast: Cast, pattern: Pattern, time: Clock) -> Pattern:
    with transaction() as session:
        return decide.finish(
            session, cast.actor(cast.coordinator), pattern, False, "Bygget er revet", now=time.now
        )


def again(cast: Cast, time: Clock, *, days: int, access: Access = Access.SERVICE) -> int:
    """One more case of the same sort, so many days from when it was finished."""
    with transaction() as session:
        day = cast.day + dt.timedelta(days)
        case = report(session, cast.actor(cast.employee), cast.north, PLANTED, day, time.now)
        case.access = access
        return case.id


def told(cast: Cast, kind: str) -> list[int]:
    query = sa.select(Notice.person_id).where(Notice.kind == kind).order_by(Notice.person_id)
    return list(cast.session.scalars(query))


@pytest.mark.parametrize(
    ("number", "expected", "chance"), [(1, 0.0, 0.0), (0, 0.0, 1.0), (1, 1.0, 0.632), (4, 1.0, 0.019)]
)
def test_the_chance_of_so_many_is_the_poisson_tail(number: int, expected: float, chance: float) -> None:
    assert at_least(number, expected) == pytest.approx(chance, abs=0.001)


def test_a_case_that_occurs_afterwards_opens_it_as_returned_once(
    cast: Cast, finished: Pattern, time: Clock
) -> None:
    time.move(days=9)
    assert jobs.remind(time.now) == 0
    case_id = again(cast, time, days=5)
    assert jobs.remind(time.now) >= 1
    cast.session.expire_all()
    assert (finished.state, finished.finished_at) == (PatternState.OWNED, None)
    assert finished.returned_at == time.now
    members = cast.session.scalars(sa.select(PatternCase.case_id)).all()
    assert case_id in members
    people = sorted([cast.head.id, cast.coordinator.id, cast.second_coordinator.id])
    assert told(cast, "pattern_returned") == people
    jobs.remind(time.now)
    assert told(cast, "pattern_returned") == people
    assert [entry.act for entry, _ in entries_of(cast.session, "pattern", finished.id)][-1] == "returned"
    assert list(verify(cast.session)) == []


def test_what_came_back_is_told_where_it_is_worked_on(
    cast: Cast, finished: Pattern, client: Client, time: Clock
) -> None:
    time.move(days=9)
    again(cast, time, days=5)
    jobs.remind(time.now)
    for person, path in ((cast.coordinator, "/patterns"), (cast.head, "/patterns/mine")):
        assert "Kommet tilbake" in client.sign_in(person).get(path).get_data(as_text=True), path


def test_what_people_put_together_is_counted_with_what_came_back(
    cast: Cast, client: Client, time: Clock
) -> None:
    with transaction() as session:
        cases, coordinator = some_cases(session, cast, time.now), cast.actor(cast.coordinator)
        made = make_pattern(session, coordinator, "Utskriving", cases, now=time.now)
        decide.raise_pattern(session, coordinator, made, now=time.now)
        decide.finish(session, coordinator, made, False, "Gjort", now=time.now)
    time.move(days=9)
    again(cast, time, days=5)
    jobs.remind(time.now)
    page = client.sign_in(cast.coordinator).get(f"/patterns/{made.public_id}").get_data(as_text=True)
    assert f"{len(cases) + 1} saker i 3 enheter." in page
    cast.session.expire_all()
    assert made.window_to == cast.day + dt.timedelta(5)


def test_the_drawing_of_what_people_put_together_goes_on_to_last_week_when_it_is_raised(
    cast: Cast, client: Client, time: Clock
) -> None:
    with transaction() as session:
        coordinator = cast.actor(cast.coordinator)
        cases = [case for case in some_cases(session, cast, time.now) if case.access is Access.SERVICE]
        made = make_pattern(session, coordinator, "Utskriving", cases, now=time.now)
    path, said = f"/patterns/{made.public_id}", "ukene etter er det meldt"
    assert said not in client.sign_in(cast.coordinator).get(path).get_data(as_text=True)
    with transaction() as session:
        decide.raise_pattern(session, coordinator, made, now=time.now)
    time.move(days=70)
    again(cast, time, days=20)
    again(cast, time, days=21, access=Access.SHIELDED)
    page = client.sign_in(cast.coordinator).get(path).get_data(as_text=True)
    assert "De 11 ukene etter er det meldt 1 av samme slag. Talt: alle avvik om «" in page
    assert "25. jan. 2027</span></div>" in page, "the last whole week"
    owner = client.sign_in(cast.head).get(path).get_data(as_text=True)
    assert (page.count("<rect"), owner.count("<rect")) == (63, 63)
    assert said not in owner, "who may have every one of its cases may not have all of the sort"


@pytest.mark.parametrize(("days", "access"), [(-9, Access.SERVICE), (5, Access.SHIELDED)])
def test_old_and_shielded_cases_open_nothing(
    cast: Cast, finished: Pattern, time: Clock, days: int, access: Access
) -> None:
    time.move(days=9)
    again(cast, time, days=days, access=access)
    jobs.remind(time.now)
    cast.session.expire_all()
    assert finished.state is PatternState.FINISHED


def test_as_many_as_there_always_are_open_nothing(cast: Cast, finished: Pattern, time: Clock) -> None:
    with transaction() as session:
        for week in range(1, 50):
            day = cast.day - dt.timedelta(weeks=week)
            report(session, cast.actor(cast.employee), cast.north, PLANTED, day, time.now)
    time.move(days=15)
    again(cast, time, days=5)
    again(cast, time, days=12)
    jobs.remind(time.now)
    cast.session.expire_all()
    assert finished.state is PatternState.FINISHED
    for _ in range(8):
        again(cast, time, days=13)
    jobs.remind(time.now)
    cast.session.expire_all()
    assert finished.state is PatternState.OWNED


def test_a_category_is_the_same_after_it_was_merged(cast: Cast) -> None:
    with transaction() as session:
        codes = dict(session.execute(sa.select(Category.code, Category.id)).all())
        session.execute(
            sa.update(Category).where(Category.code == "T1.1").values(merged_into_id=codes["T1.2"])
        )
    assert {codes["T1.1"], codes["T1.2"]} <= same_categories(cast.session, codes["T1.1"])
    assert {codes["T1.1"], codes["T1.2"], codes["T1"]} <= same_categories(cast.session, codes["T1"])
    assert codes["T2"] not in same_categories(cast.session, codes["T1"])


def test_owners_are_reminded_once_of_each_thing(cast: Cast, pattern: Pattern, time: Clock) -> None:
    with transaction() as session:
        due = cast.day + dt.timedelta(3)
        plan = act.Plan("Lås på skapet", cast.leader, cast.north.id, due, Strength.STRONG)
        act.add_measure(session, cast.actor(cast.head), pattern, plan, now=time.now)
    jobs.remind(time.now)
    assert told(cast, "pattern_waits") == [cast.leader.id]
    jobs.remind(time.move(days=7))
    assert told(cast, "pattern_waits") == sorted([cast.leader.id, cast.leader.id, cast.head.id])
    jobs.remind(time.move(hours=1))
    assert len(told(cast, "pattern_waits")) == 3
    jobs.remind(time.move(days=28))
    assert len(told(cast, "pattern_waits")) == 4


def test_coordinators_hear_of_what_nobody_owns(cast: Cast, time: Clock) -> None:
    with transaction() as session:
        found = finding(session, cast, some_cases(session, cast, time.now), time.now)
        decide.raise_pattern(session, cast.actor(cast.coordinator), found, now=time.now)
    jobs.remind(time.move(days=7))
    both = sorted([cast.coordinator.id, cast.second_coordinator.id])
    assert told(cast, "pattern_waits") == both


def test_nobody_is_reminded_on_a_day_off(cast: Cast, pattern: Pattern, time: Clock) -> None:
    jobs.remind(time.move(days=40, hours=24 * 1))
    assert (time.now.weekday(), told(cast, "pattern_waits")) == (6, [])


def test_what_came_back_says_why_and_lacks_a_new_measure(
    cast: Cast, pattern: Pattern, client: Client, time: Clock
) -> None:
    with transaction() as session:
        plan = act.Plan("Lås på skapet", cast.head, cast.north.id, cast.day, Strength.STRONG)
        measure = act.add_measure(session, cast.actor(cast.head), pattern, plan, now=time.now)
        act.move_measure(session, cast.actor(cast.head), pattern, measure, "finish", "", now=time.now)
        pattern.due_on = None
        decide.finish(session, cast.actor(cast.coordinator), pattern, False, "Bygget er revet", now=time.now)
    time.move(days=9)
    again(cast, time, days=5)
    jobs.remind(time.now)
    page = client.sign_in(cast.coordinator).get(f"/patterns/{pattern.public_id}").get_data(as_text=True)
    assert "Kom tilbake 2. des. 2026: én ny sak siden det ble avsluttet. Vi ventet under 1." in page
    with transaction() as session:
        members = sa.select(PatternCase.case_id).where(PatternCase.pattern_id == pattern.id)
        last = session.scalars(sa.select(Case).where(Case.id.in_(members)).order_by(Case.id.desc())).first()
        assert last is not None
        last.access = Access.SHIELDED
    page = client.sign_in(cast.coordinator).get(f"/patterns/{pattern.public_id}").get_data(as_text=True)
    assert "Kom tilbake 2. des. 2026: det har vært flere saker enn ventet siden det ble avsluttet." in page
    page = client.sign_in(cast.chief).get(f"/patterns/{pattern.public_id}").get_data(as_text=True)
    assert "Kom tilbake 2. des. 2026: det har vært flere saker enn ventet siden det ble avsluttet." in page
    assert "én ny sak" not in page
    owner = client.sign_in(cast.head)
    assert "Mangler nytt tiltak</p>" in owner.get("/patterns/mine").get_data(as_text=True)
    jobs.remind(time.move(days=20))
    waits = sa.select(Notice.person_id).where(Notice.text == "Et mønster du eier, mangler tiltak")
    assert cast.session.scalars(waits).all() == [cast.head.id]
    with transaction() as session:
        plan = act.Plan("Ny lås", cast.head, cast.north.id, cast.day + dt.timedelta(60), Strength.STRONG)
        row = session.get_one(Pattern, pattern.id)
        act.add_measure(session, cast.actor(cast.head), row, plan, now=time.move(days=1))
    owner = client.sign_in(cast.head)
    assert "Mangler nytt tiltak" not in owner.get("/patterns/mine").get_data(as_text=True)


def test_whoever_reported_what_came_later_is_told_as_well(cast: Cast, finished: Pattern, time: Clock) -> None:
    def heard() -> list[int]:
        query = sa.select(Notice.person_id).where(Notice.text.startswith("Saken din"))
        return sorted(cast.session.scalars(query))

    before = heard()
    time.move(days=9)
    with transaction() as session:
        report(session, cast.actor(cast.colleague), cast.north, PLANTED, cast.day + dt.timedelta(5), time.now)
    jobs.remind(time.now)
    assert heard() == sorted([*before, cast.colleague.id])


def test_leaders_of_the_units_hear_that_it_is_finished(cast: Cast, finished: Pattern) -> None:
    ended = sa.select(Notice.person_id).where(Notice.text.contains("er del av, er avsluttet"))
    leaders = {cast.leader.id, cast.south_leader.id, cast.home_leader.id}
    assert set(cast.session.scalars(ended)) == leaders


def test_what_is_refused_is_said_at_the_pattern(
    cast: Cast, pattern: Pattern, client: Client, time: Clock
) -> None:
    with transaction() as session:
        plan = act.Plan("Lås på skapet", cast.head, cast.north.id, cast.day, Strength.STRONG)
        measure = act.add_measure(session, cast.actor(cast.head), pattern, plan, now=time.now)
        act.move_measure(session, cast.actor(cast.head), pattern, measure, "finish", "", now=time.now)
    browser = client.sign_in(cast.head)
    sent = browser.post(f"/patterns/{pattern.public_id}/check", {"version": pattern.version})
    assert sent.location.endswith(f"/patterns/{pattern.public_id}")
    assert "Skriv minst én årsak" in browser.follow(sent).get_data(as_text=True).split("<h1>")[0]


def test_what_something_is_decided_against_is_not_undone(
    cast: Cast, pattern: Pattern, client: Client, time: Clock
) -> None:
    page, browser = f"/patterns/{pattern.public_id}", client.sign_in(cast.coordinator)
    assert "Angre at det er løftet" in browser.get(page).get_data(as_text=True)
    with transaction() as session:
        pattern.returned_at = time.now
        session.add(pattern)
    assert "Angre at det er løftet" not in browser.get(page).get_data(as_text=True)
    told = browser.follow(browser.post(f"{page}/lower", {"version": pattern.version}))
    assert "Det er satt i gang noe mot dette." in told.get_data(as_text=True)
    cast.session.expire_all()
    assert pattern.state is PatternState.OWNED
