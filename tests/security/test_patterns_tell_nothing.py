"""No surface of patterns shows what its reader may not see: random cases and readers, every page that lists them."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.roles import Act, Actor
from quality.cases import policy as case_policy
from quality.cases.kinds import Access, Level
from quality.cases.models.case import Case, CaseConcern
from quality.cases.models.measure import Measure
from quality.cases.policy import Ties
from quality.cases.queries import fetch
from quality.cases.states import CaseState
from quality.core import notices
from quality.core.db import db, transaction
from quality.core.mail import OutgoingMail
from quality.core.notices import News, Notice
from quality.core.text import NotVisibleError
from quality.digests.jobs import daily
from quality.patterns.figures import LEAST
from quality.patterns.mails import link
from quality.patterns.models import Pattern, PatternHand, PatternMeasure, PatternUnit
from quality.patterns.policy import may_see
from quality.patterns.queries import file as files
from quality.patterns.queries.ties import patterns_of_case
from quality.patterns.services import decide
from quality.patterns.states import PatternState
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock
from tests.patterns.factories import finding, some_cases
from tests.security.test_surfaces import text_of

PARTS = (
    "employee",
    "leader",
    "deputy",
    "south_leader",
    "head",
    "school_head",
    "coordinator",
    "safety_rep",
    "main_safety_rep",
    "privacy_officer",
    "chief",
    "auditor",
    "admin",
)
CONCERNED = ("leader", "south_leader", "head", "coordinator", "chief", None, None, None)
# Every page of patterns that can be read, by its endpoint. One example in TURNS asks for each; those in ALWAYS, all.
PAGES = {
    "desk": ("/patterns", "/patterns?show=finished", "/patterns?show=dismissed"),
    "municipality": ("/patterns/municipality?q=Kanari",),
    "take_along": ("/patterns/municipality.csv", "/patterns/municipality.xlsx"),
    "sheet": ("/patterns/sheet",),
    "mine": ("/patterns/mine",),
    "dial": ("/patterns/dial",),
    "make_it": ("/patterns/new", "/patterns/new?q=Kanari", "/patterns/new?alike={case}"),
    "nominate": ("/patterns/nominate/{case}",),
    "file": ("/patterns/{pattern}", "/patterns/{pattern}?page=2"),
    "split": ("/patterns/{pattern}/split",),
    "add_cases": ("/patterns/{pattern}/add", "/patterns/{pattern}/add?category=T4.1"),
    "merge": ("/patterns/{pattern}/merge",),
    "raise_it": ("/patterns/{pattern}/raise",),
    "watch": ("/patterns/{pattern}/watch",),
    "dismiss": ("/patterns/{pattern}/dismiss",),
    "hand_over": ("/patterns/{pattern}/hand",),
    "answer_it": ("/patterns/{pattern}/answer",),
    "pass_up": ("/patterns/{pattern}/pass-up",),
    "rename": ("/patterns/{pattern}/rename",),
    "own": ("/patterns/{pattern}/owner",),
    "finish": ("/patterns/{pattern}/finish",),
    "add_cause": ("/patterns/{pattern}/causes/new",),
    "add_minute": ("/patterns/{pattern}/minutes/new",),
    "add_measure": ("/patterns/{pattern}/measures/new",),
    "judge_measure": ("/patterns/{pattern}/measures/{measure}/outcome",),
}
# What other rooms say of patterns.
BESIDE = (
    *("/", "/search?q=Kanari", "/notices", "/measures?show=mine"),
    *("/trends/brief?pattern={pattern}", "/learning/new?pattern={pattern}"),
    *("/trends", "/trends/meeting", "/trends/views", "/cases?q=Kanari", "/cases/{case}", "/measures"),
    *("/learning", "/digests", "/reports", "/feed"),
)
# What the pattern itself is called; a mail carries nothing of it.
NAMED = "Mønsterkanari"
NAMING = ("/notices", "/", "/cases/{case}", "/search?q=mønsterkanari", "/trends", "/measures", "/patterns")
SITE = "https://loft.example"
NIGHT = dt.timedelta(hours=12)
ALWAYS = frozenset({"/patterns", *PAGES["file"][:1], *PAGES["split"]})
TURNS = 3
# Cases are chosen among there, and those that do not count are cases still.
CHOOSING = ("/patterns/new", "/patterns/nominate")
KEPT = (CaseState.REPORTED, CaseState.CLOSED, CaseState.REJECTED, CaseState.WITHDRAWN)

one_case = st.fixed_dictionaries(
    {
        "access": st.sampled_from([*Access, Access.SHIELDED]),
        "state": st.sampled_from([*KEPT[:2] * 3, *KEPT[2:]]),
        "shared": st.booleans(),
        "anonymous": st.booleans(),
        "concerned": st.sampled_from(CONCERNED),
    }
)
worlds = st.fixed_dictionaries(
    {
        "cases": st.lists(one_case, min_size=12, max_size=12),
        "reader": st.sampled_from(PARTS),
        "state": st.sampled_from(PatternState),
        "handed": st.sampled_from(("north", "health", "school", None)),
    }
)


@dataclass
class World:
    """The same twelve cases in three units, and the pattern they make, as each example turns them."""

    session: Session
    cast: Cast
    cases: list[Case]
    pattern: Pattern
    about: dict[int, str | None]
    measure: Measure
    examples: int = 0

    def pages(self) -> list[str]:
        """What this example asks for, of one case after another."""
        names = {
            "pattern": self.pattern.public_id,
            "measure": self.measure.public_id,
            "case": self.cases[self.examples % len(self.cases)].public_id,
        }
        paths = [path for paths in PAGES.values() for path in paths] + list(BESIDE)
        turn = self.examples % TURNS
        return [
            path.format(**names)
            for number, path in enumerate(paths)
            if path in ALWAYS or number % TURNS == turn
        ]

    def is_live(self, case: Case) -> bool:
        return case.access is not Access.SHIELDED and case.state not in (
            CaseState.REJECTED,
            CaseState.WITHDRAWN,
        )

    def is_about(self, case: Case, person: Person) -> bool:
        part = self.about[case.id]
        return part is not None and getattr(self.cast, part).id == person.id

    def level(self, case: Case, person: Person) -> Level:
        ties = Ties(concerned=self.is_about(case, person))
        return case_policy.level(self.cast.actor(person), case, ties)


@pytest.fixture
def world(cast: Cast, time: Clock) -> World:
    with transaction() as session:
        cast.employee.last_name = "Melderkanari"
        cases = some_cases(session, cast, time.now, each=1)
        pattern = finding(session, cast, cases, time.now)
        pattern.owner_id = cast.chief.id
        measure = Measure(
            title="Fast mottaker",
            owner_id=cast.leader.id,
            unit_id=cast.north.id,
            due_on=cast.day,
            created_at=time.now,
        )
        session.add(measure)
        session.flush()
        session.add(PatternMeasure(pattern_id=pattern.id, measure_id=measure.id))
    return World(db.session(), cast, cases, pattern, {}, measure)


def turn(
    world: World, drawn: list[dict[str, object]], state: PatternState, handed: str | None, time: Clock
) -> None:
    """Make the cases what the example says."""
    with transaction() as session:
        unit = getattr(world.cast, handed) if handed else None
        world.pattern.hand = PatternHand(unit_id=unit.id, at=time.now) if unit else None
        session.execute(sa.delete(CaseConcern))
        session.execute(sa.delete(Notice))
        for case, wanted in zip(world.cases, drawn, strict=True):
            case.access, case.state = wanted["access"], wanted["state"]  # type: ignore[assignment]
            case.shared, case.anonymous = bool(wanted["shared"]), bool(wanted["anonymous"])
            case.reporter_id = None if case.anonymous else world.cast.employee.id
            case.title = f"Kanari{case.id:04d} ba Ola komme"
            part = wanted["concerned"]
            world.about[case.id] = part  # type: ignore[assignment]
            if part:
                session.add(CaseConcern(case_id=case.id, person_id=getattr(world.cast, str(part)).id))
        world.pattern.state, world.pattern.title = state, NAMED
        session.flush()


def check_text(world: World, person: Person, where: str, text: str) -> None:
    """Titles for readers of the text alone, numbers for those who may know of the case, the reporter for nobody."""
    for case in world.cases:
        level, shown = world.level(case, person), f"Kanari{case.id:04d}"
        live = world.is_live(case) or not where.startswith("/patterns") or where.startswith(CHOOSING)
        assert shown not in text or (live and level >= Level.TEXT), (where, person.first_name, shown)
        masked = case_policy.masked(
            world.cast.actor(person), case, Ties(concerned=world.is_about(case, person))
        )
        assert f"{shown} ba Ola" not in text or not masked, (where, person.first_name, shown)
        assert case.label not in text or (live and level >= Level.META), (
            where,
            person.first_name,
            case.label,
        )
    if person.id != world.cast.employee.id:
        assert "Melderkanari" not in text, (where, person.first_name)
    assert NAMED not in text or may_see(world.cast.actor(person), world.pattern), (where, person.first_name)


def check_numbers(world: World, actor: Actor, person: Person) -> None:
    """Every number is that of the cases which count, and none gives a small one of somebody else's away."""
    found = files.file(world.session, actor, world.pattern.public_id, 1, "nb")
    counted = [case for case in world.cases if world.is_live(case) and not world.is_about(case, person)]
    seen = [case for case in counted if world.level(case, person) >= Level.META]
    assert sorted(cell.label for cell in found.cases) == sorted(case.label for case in seen)
    assert found.total in (None, len(counted))
    rest = len(counted) - len(seen)
    assert found.exact or found.total is None or rest == 0 or rest >= LEAST
    assert found.rest in (None, rest)
    by_unit = Counter(case.unit_id for case in counted)
    names = {unit.name: unit.id for unit in (world.cast.north, world.cast.south, world.cast.home)}
    assert {row.name for row in found.units} == {name for name, number in names.items() if by_unit[number]}
    for row in found.units:
        assert row.observed in (None, by_unit[names[row.name]])
    assert sum(week.observed for week in found.weeks) <= sum(n % 3 for n in range(1, 53))


def check_told(world: World) -> None:
    """Reporters hear of their own cases alone, and of none that is shielded or does not count."""
    with transaction() as session:
        session.execute(sa.delete(Notice))
        world.pattern.state = PatternState.CANDIDATE
        decide.raise_pattern(
            session, world.cast.actor(world.cast.coordinator), world.pattern, now=world.pattern.found_at
        )
    labels = {case.label: case for case in world.cases}
    for notice in world.session.scalars(sa.select(Notice)):
        text = " ".join(map(str, notice.values.values()))
        for label in re.findall(r"\d{4}-\d{4}", text):
            assert labels[label].reporter_id == notice.person_id
            assert world.is_live(labels[label])
        assert "Kanari" not in text
    check_mail(world, labels)


def check_mail(world: World, labels: dict[str, Case]) -> None:
    """What goes out of the house of it: numbers of the reader's own cases, and no word of a case or a pattern."""
    with transaction() as session:
        session.execute(sa.delete(OutgoingMail))
        session.execute(sa.update(Notice).values(created_at=world.pattern.found_at - NIGHT))
        told = session.scalar(sa.select(sa.func.count(sa.distinct(Notice.person_id))))
    assert daily(SITE, world.pattern.found_at) == told
    for mail in world.session.scalars(sa.select(OutgoingMail)):
        text = f"{mail.subject} {mail.text} {mail.html}"
        for label in re.findall(r"\d{4}-\d{4}", text):
            assert labels[label].reporter_id == mail.person_id
        assert not re.search("(?i)kanari", text)


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=worlds)
def test_no_surface_shows_more_than_the_cases_policy_gives(
    world: World, client: Client, time: Clock, drawn: dict[str, Any]
) -> None:
    turn(world, drawn["cases"], drawn["state"], drawn["handed"], time)
    person = getattr(world.cast, str(drawn["reader"]))
    actor = world.cast.actor(person)
    client.sign_in(person)
    world.examples += 1
    for path in world.pages():
        answer = client.http.get(path)
        assert answer.status_code < 500, path
        check_text(world, person, path, text_of(answer))
    if may_see(actor, world.pattern):
        check_numbers(world, actor, person)
    for case in world.cases[world.examples % 3 :: 3]:
        if world.level(case, person) < Level.META:
            with pytest.raises(NotVisibleError):
                fetch(world.session, actor, case.public_id)
            continue
        ties, _ = patterns_of_case(world.session, actor, fetch(world.session, actor, case.public_id))
        assert not ties or world.is_live(case)
        assert actor.may(Act.PATTERN_READ) or not any(tie.public_id for tie in ties)
    check_told(world)


@pytest.mark.parametrize(
    "state", [PatternState.CANDIDATE, PatternState.HANDED, PatternState.RAISED, PatternState.FINISHED]
)
def test_no_room_calls_a_pattern_by_its_name_to_who_may_not_see_it(
    world: World, client: Client, time: Clock, state: PatternState
) -> None:
    plain = {"access": Access.SERVICE, "state": CaseState.REPORTED, "shared": True, "anonymous": False}
    turn(world, [plain | {"concerned": None}] * len(world.cases), state, "north", time)
    with transaction() as session:
        world.pattern.raised_at = time.now if state is not PatternState.CANDIDATE else None
        leads = [News(getattr(world.cast, part).id, "x", "Nytt", link(world.pattern), "x") for part in PARTS]
        notices.tell(session, leads, time.now)
    told = set()
    for part in PARTS:
        person = getattr(world.cast, part)
        client.sign_in(person)
        for path in NAMING:
            text = text_of(client.http.get(path.format(case=world.cases[0].public_id)))
            seen = may_see(world.cast.actor(person), world.pattern)
            assert NAMED not in text or seen, (path, part)
            told |= {path} if NAMED in text else set()
    assert set(NAMING[:2]) <= told, "those who may see it are told its name, so that this can fail"


def test_every_page_of_patterns_is_among_those_asked_for(app: Flask) -> None:
    """A new one is to be added above; whoever asks for all of them gets the page itself."""
    readable = {
        rule.endpoint.partition(".")[2]
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("patterns.") and "GET" in (rule.methods or ())
    }
    assert readable == set(PAGES)


def test_a_unit_whose_only_cases_are_shielded_is_no_longer_named(
    world: World, client: Client, time: Clock
) -> None:
    with transaction() as session:
        decide.raise_pattern(session, world.cast.actor(world.cast.coordinator), world.pattern, now=time.now)
        for case in world.cases:
            if case.unit_id == world.cast.home.id:
                case.access = Access.SHIELDED
    kept = world.session.scalars(sa.select(PatternUnit.unit_id)).all()
    assert world.cast.home.id in kept
    for person in (world.cast.coordinator, world.cast.chief, world.cast.leader):
        page = client.sign_in(person).get(f"/patterns/{world.pattern.public_id}").get_data(as_text=True)
        assert "Lia sykehjem" not in page
        assert "i 2 enheter" in page


def test_a_leader_whom_all_the_units_cases_are_about_is_not_told(world: World, time: Clock) -> None:
    cast = world.cast
    with transaction() as session:
        for case in world.cases:
            if case.unit_id == cast.south.id:
                session.add(CaseConcern(case_id=case.id, person_id=cast.south_leader.id))
        decide.raise_pattern(session, cast.actor(cast.coordinator), world.pattern, now=time.now)
    told = set(
        world.session.scalars(sa.select(Notice.person_id).where(Notice.key.startswith("pattern_raised:")))
    )
    assert cast.leader.id in told
    assert cast.south_leader.id not in told
