"""The nightly scan, from real reports to candidates on the desk."""

from __future__ import annotations

import datetime as dt
import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from quality.cases.kinds import Access, Factor
from quality.cases.models.case import Case, CaseFactor
from quality.cases.models.category import Category
from quality.cases.models.count import CaseCount
from quality.commands import ready
from quality.core.clock import local_date
from quality.core.db import transaction
from quality.core.history import Entry
from quality.core.notices import Notice
from quality.organisation.models import Unit
from quality.patterns import jobs
from quality.patterns.detect.values import Kind, Scope, Settings
from quality.patterns.models import Pattern, PatternCase, PatternScan, PatternUnit, QuietUnit
from quality.patterns.queries import counts
from quality.patterns.queries.desk import weekly_seen
from quality.patterns.queries.vanished import vanished
from quality.patterns.services import decide, found, stored
from quality.patterns.states import PatternState
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock
from tests.patterns.town import NOISE, PLANTED, live, report
from tests.stage import Stage


@pytest.fixture
def planted(cast: Cast, session: Session, time: Clock, stage: Stage) -> set[int]:
    stage.cast(time.now, plant)
    query = sa.select(Case.id).join(Category, Category.id == Case.category_id)
    return set(session.scalars(query.where(Category.code == PLANTED)))


def plant(cast: Cast) -> None:
    with transaction() as session:
        live(session, cast, NOW)


def patterns(session: Session) -> list[Pattern]:
    session.expire_all()
    return list(session.scalars(sa.select(Pattern).where(Pattern.kind == "rise")))


def about_discharge(session: Session) -> Pattern:
    [pattern] = [row for row in patterns(session) if row.category and row.category.code.startswith("T4")]
    return pattern


def cases_of(session: Session, pattern: Pattern) -> set[int]:
    return set(session.scalars(sa.select(PatternCase.case_id).where(PatternCase.pattern_id == pattern.id)))


def test_what_began_to_happen_in_three_units_becomes_one_candidate_with_the_very_cases(
    planted: set[int], session: Session, cast: Cast, time: Clock
) -> None:
    assert jobs.scan(time.now) == 1
    pattern = about_discharge(session)
    assert pattern.state is PatternState.CANDIDATE
    assert cases_of(session, pattern) == planted
    assert pattern.observed == len(planted) == 18
    assert pattern.expected < 9
    units = set(session.scalars(sa.select(PatternUnit.unit_id).where(PatternUnit.pattern_id == pattern.id)))
    assert units == {cast.north.id, cast.south.id, cast.home.id}
    assert pattern.title.startswith(("Inn- og utskriving", "Samhandling"))


def test_only_coordinators_hear_of_it_and_once(
    planted: set[int], session: Session, cast: Cast, time: Clock
) -> None:
    jobs.scan(time.now)
    jobs.scan(time.now)
    told = session.scalars(sa.select(Notice.person_id).where(Notice.kind == "pattern_found")).all()
    assert sorted(told) == sorted([cast.coordinator.id, cast.second_coordinator.id])


def snapshot(session: Session) -> list[object]:
    session.expire_all()
    rows = [(p.series, p.version, p.changed_at, p.evidence) for p in session.scalars(sa.select(Pattern))]
    links = session.execute(sa.select(PatternCase.pattern_id, PatternCase.case_id)).all()
    entries = session.scalars(sa.select(Entry.digest).where(Entry.subject == "pattern")).all()
    return [rows, sorted(map(tuple, links)), entries, [s.at for s in session.scalars(sa.select(PatternScan))]]


def test_a_second_run_the_same_night_changes_nothing(
    planted: set[int], session: Session, time: Clock
) -> None:
    jobs.scan(time.now)
    before = snapshot(session)
    assert jobs.scan(time.move(minutes=5)) == 0
    assert snapshot(session) == before


def test_the_next_night_with_the_same_weeks_makes_no_double(
    planted: set[int], session: Session, time: Clock
) -> None:
    jobs.scan(time.now)
    before = snapshot(session)
    assert jobs.scan(time.move(days=1)) == 0
    assert snapshot(session)[:3] == before[:3]


def test_a_unit_that_changes_its_name_makes_nothing_new(
    planted: set[int], session: Session, cast: Cast, time: Clock
) -> None:
    jobs.scan(time.now)
    before = [row.series for row in patterns(session)]
    with transaction() as writing:
        writing.get_one(Unit, cast.north.id).name = "Nordre omsorgssenter"
    assert jobs.scan(time.move(days=7)) == 0
    assert [row.series for row in patterns(session)] == before


def test_nights_that_were_missed_lose_nothing_and_find_it_once(
    planted: set[int], session: Session, cast: Cast, time: Clock
) -> None:
    time.move(days=-15)
    assert jobs.scan(time.now) == 0
    assert jobs.scan(time.move(days=15)) == 1
    assert cases_of(session, about_discharge(session)) == planted
    assert jobs.scan(time.move(days=3)) == 0
    assert len(patterns(session)) == 1


def test_a_scan_stopped_half_way_leaves_nothing(
    planted: set[int], session: Session, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(found, "_note_scan", stop)
    with pytest.raises(KeyboardInterrupt):
        jobs.scan(time.now)
    monkeypatch.undo()
    assert patterns(session) == []
    assert jobs.scan(time.now) == 1


def test_little_history_is_said_and_finds_nothing(cast: Cast, session: Session, time: Clock) -> None:
    with transaction() as writing:
        report(
            writing,
            cast.actor(cast.employee),
            cast.north,
            PLANTED,
            cast.day - dt.timedelta(days=20),
            time.now,
        )
    assert jobs.scan(time.now) == 0
    scan = session.scalars(sa.select(PatternScan)).one()
    assert scan.status == "little_data"
    assert patterns(session) == []


def test_an_empty_municipality_can_be_scanned(cast: Cast, session: Session, time: Clock) -> None:
    assert jobs.scan(time.now) == 0


def test_a_shielded_case_is_no_member(planted: set[int], session: Session, time: Clock) -> None:
    hidden = min(planted)
    with transaction() as writing:
        case = writing.get_one(Case, hidden)
        case.access = Access.SHIELDED
        writing.execute(
            sa.update(CaseCount)
            .where(CaseCount.unit_id == case.unit_id, CaseCount.category_id == case.category_id)
            .values(count=CaseCount.count - 1)
            .where(CaseCount.starts_on == min_week(writing, case))
        )
    jobs.scan(time.now)
    assert cases_of(session, about_discharge(session)) == planted - {hidden}


def min_week(session: Session, case: Case) -> dt.date:
    day = case.occurred_at.date()
    return day - dt.timedelta(days=day.weekday())


def dismissed(session: Session, cast: Cast, time: Clock) -> Pattern:
    jobs.scan(time.now)
    with transaction() as writing:
        pattern = about_discharge(writing)
        decide.dismiss(writing, cast.actor(cast.coordinator), pattern, "Kjent og under arbeid", now=time.now)
    return pattern


def more(cast: Cast, time: Clock, number: int) -> None:
    """A week later, with so many new cases in each of the three units."""
    time.move(days=7)
    day, actor = cast.day + dt.timedelta(days=2), cast.actor(cast.employee)
    with transaction() as session:
        for unit in (cast.north, cast.south, cast.home):
            for _ in range(number):
                report(session, actor, unit, PLANTED, day, time.now)


def test_a_dismissed_one_stays_away_while_it_goes_on_as_before(
    planted: set[int], session: Session, cast: Cast, time: Clock
) -> None:
    dismissed(session, cast, time)
    more(cast, time, 2)
    assert jobs.scan(time.now) == 0
    assert about_discharge(session).state is PatternState.DISMISSED


def test_a_dismissed_one_comes_back_when_the_rate_doubles(
    planted: set[int], session: Session, cast: Cast, time: Clock
) -> None:
    dismissed(session, cast, time)
    more(cast, time, 12)
    assert jobs.scan(time.now) == 1
    assert about_discharge(session).state is PatternState.CANDIDATE


def test_what_was_finished_and_is_found_again_is_told_as_returned_and_not_as_new(
    planted: set[int], session: Session, cast: Cast, time: Clock
) -> None:
    seen = jobs.look_at(session, cast.day)
    assert seen is not None
    session.rollback()
    jobs.scan(time.now)
    with transaction() as writing:
        actor, pattern = cast.actor(cast.coordinator), about_discharge(writing)
        decide.raise_pattern(writing, actor, pattern, now=time.now)
        decide.finish(writing, actor, pattern, False, "Ny rutine på plass", now=time.now)
    night = seen.look.findings
    later = replace(night, files=tuple(replace(file, series_id="f" * 16) for file in night.files))
    with transaction() as writing:
        assert (
            found.record_findings(writing, replace(seen.look, findings=later), now=time.move(days=200)) == 0
        )
    pattern = about_discharge(session)
    assert (pattern.state, pattern.series) == (PatternState.RAISED, "f" * 16)
    assert pattern.returned_at == time.now
    assert [n.kind for n in session.scalars(sa.select(Notice)) if n.kind == "pattern_returned"]


@pytest.mark.parametrize(
    ("told", "again"), [(["tavle", "nøkkel", "vakt"], True), (["tavle", "trapp"], False)]
)
def test_a_story_is_the_same_again_when_most_of_its_label_is(
    planted: set[int], session: Session, cast: Cast, told: list[str], again: bool
) -> None:
    seen = jobs.look_at(session, cast.day)
    assert seen is not None
    file = seen.look.findings.files[0]
    story = replace(file, signal=replace(file.signal, kind=Kind.THEME))
    assert stored.is_again(Pattern(evidence={"label": ["nøkkel", "tavle"]}), story, told) is again


def test_a_raised_one_gets_its_new_cases_and_keeps_its_decision_and_figures(
    planted: set[int], session: Session, cast: Cast, time: Clock
) -> None:
    jobs.scan(time.now)
    with transaction() as writing:
        decide.raise_pattern(writing, cast.actor(cast.coordinator), about_discharge(writing), now=time.now)
    more(cast, time, 1)
    assert jobs.scan(time.now) == 0
    pattern = about_discharge(session)
    assert pattern.state is PatternState.RAISED
    assert pattern.observed == len(planted)
    assert len(cases_of(session, pattern)) == len(planted) + 3


def raised_long_ago(session: Session, cast: Cast, time: Clock) -> list[int]:
    """What was found is raised, thirty weeks go by, and two more have come in the last but one of them."""
    jobs.scan(time.now)
    with transaction() as writing:
        decide.raise_pattern(writing, cast.actor(cast.coordinator), about_discharge(writing), now=time.now)
    time.move(weeks=30)
    late, actor = local_date(time.now) - dt.timedelta(days=10), cast.actor(cast.employee)
    with transaction() as writing:
        cases = [report(writing, actor, cast.north, PLANTED, late, time.now).id for _ in range(2)]
        pattern = about_discharge(writing)
        writing.add_all(PatternCase(pattern_id=pattern.id, case_id=number) for number in cases)
    return cases


def test_the_weeks_of_a_raised_one_go_on_when_nothing_in_it_is_unusual_any_more(
    planted: set[int], session: Session, cast: Cast, time: Clock, client: Client
) -> None:
    jobs.scan(time.now)
    before = about_discharge(session).evidence["weekly"]
    raised_long_ago(session, cast, time)
    assert jobs.scan(time.now) == 0
    drawn = about_discharge(session).evidence["weekly"]
    assert drawn[: len(before)] == before
    assert [seen for _, seen, _ in drawn[len(before) :]] == [0] * 28 + [2, 0]
    today = local_date(time.now)
    assert dt.date.fromisoformat(drawn[-1][0]) == today - dt.timedelta(days=today.weekday() + 7)
    assert all(due > 0 for _, _, due in drawn)
    kept = about_discharge(session).version
    jobs.scan(time.move(days=1))
    pattern = about_discharge(session)
    assert pattern.version == kept
    page = client.sign_in(cast.coordinator).get(f"/patterns/{pattern.public_id}").get_data(as_text=True)
    assert "De 30 ukene etter er det sett 2, og ventet " in page


def test_a_case_that_is_hidden_later_leaves_the_weeks_that_go_on_once(
    planted: set[int], session: Session, cast: Cast, time: Clock
) -> None:
    hidden, *_ = raised_long_ago(session, cast, time)
    jobs.scan(time.now)
    with transaction() as writing:
        case = writing.get_one(Case, hidden)
        case.access = Access.SHIELDED
        row = CaseCount.starts_on == min_week(writing, case), CaseCount.unit_id == case.unit_id
        writing.execute(
            sa.update(CaseCount).where(*row, CaseCount.count == 2).values(count=CaseCount.count - 1)
        )
    for _ in range(2):
        pattern = about_discharge(session)
        shown = weekly_seen(pattern, vanished(session, cast.actor(cast.head), [pattern.id])[pattern.id])
        assert shown[-3:] == [0, 1, 0]
        session.rollback()
        jobs.scan(time.move(days=1))


def test_a_candidate_that_is_no_longer_supported_keeps_its_last_evidence(
    planted: set[int], session: Session, cast: Cast, time: Clock
) -> None:
    jobs.scan(time.now)
    before = about_discharge(session).evidence
    time.move(weeks=40)
    assert jobs.scan(time.now) == 0
    assert about_discharge(session).evidence == before


def test_a_clock_that_jumps_back_and_on_again_makes_no_double_and_loses_nothing(
    planted: set[int], session: Session, cast: Cast, time: Clock
) -> None:
    jobs.scan(time.now)
    before = cases_of(session, about_discharge(session))
    jobs.scan(time.move(days=-10))
    jobs.scan(time.move(days=10))
    assert cases_of(session, about_discharge(session)) == before
    jobs.scan(time.move(days=390))
    jobs.scan(time.move(days=-390))
    assert len(patterns(session)) == 1
    assert cases_of(session, about_discharge(session)) == before
    assert about_discharge(session).observed == len(planted)


def test_old_years_that_arrive_in_one_night_are_no_rise(cast: Cast, session: Session, time: Clock) -> None:
    chance, actor = random.Random(8), cast.actor(cast.employee)
    with transaction() as writing:
        for week in range(1, 91):
            for unit in (cast.north, cast.south):
                day = cast.day - dt.timedelta(weeks=week, days=cast.day.weekday() - chance.randrange(7))
                report(writing, actor, unit, chance.choice(NOISE), day, time.now)
    assert jobs.scan(time.now) == 0
    jobs.follow(time.now)
    assert session.scalars(sa.select(PatternScan.cases)).one() == 180
    assert patterns(session) == []


def test_old_years_that_arrive_beside_what_was_found_leave_it_as_it_was(
    planted: set[int], cast: Cast, session: Session, time: Clock
) -> None:
    jobs.scan(time.now)
    before, chance, actor = about_discharge(session).observed, random.Random(8), cast.actor(cast.employee)
    told = session.scalar(sa.select(sa.func.count(Notice.id)).where(Notice.kind == "pattern_found"))
    with transaction() as writing:
        for week in range(61, 217):
            for unit in (cast.north, cast.south):
                day = cast.day - dt.timedelta(weeks=week, days=cast.day.weekday() - chance.randrange(7))
                report(writing, actor, unit, chance.choice(NOISE), day, time.now)
    assert jobs.scan(time.move(days=1)) == 0
    jobs.follow(time.now)
    [pattern] = patterns(session)
    assert (cases_of(session, pattern), pattern.observed) == (planted, before)
    found = sa.select(sa.func.count(Notice.id)).where(Notice.kind == "pattern_found")
    assert session.scalar(found) == told
    assert session.scalar(sa.select(sa.func.count(QuietUnit.id)).where(QuietUnit.ended_on.is_(None))) == 0


def test_cases_that_are_back_dated_count_when_they_happened(
    planted: set[int], cast: Cast, session: Session, time: Clock
) -> None:
    with transaction() as writing:
        for number in range(12):
            day = cast.day - dt.timedelta(weeks=20 + number)
            report(writing, cast.actor(cast.employee), cast.school, "T2.1", day, time.now)
    jobs.scan(time.now)
    assert [cases_of(session, pattern) for pattern in patterns(session)] == [planted]


def test_a_category_merged_into_another_carries_its_past_with_it(
    planted: set[int], session: Session, cast: Cast, time: Clock
) -> None:
    jobs.scan(time.now)
    with transaction() as writing:
        into = writing.scalars(sa.select(Category).where(Category.code == "T4.2")).one()
        merged = writing.scalars(sa.select(Category).where(Category.code == PLANTED)).one()
        merged.merged_into_id, merged.retired_on = into.id, cast.day
    jobs.scan(time.move(days=1))
    told = patterns(session)
    assert [cases_of(session, pattern) for pattern in told] == [planted], (
        "the same finding, and no second one"
    )


def test_the_commands_scan_and_replay(app: Flask, cast: Cast, tmp_path: object) -> None:
    answer = app.test_cli_runner().invoke(args=["patterns", "scan"])
    assert answer.output == "0 new\n"


def test_a_replay_needs_no_database_and_a_scan_says_that_it_does(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ready, "database_fault", lambda: "The database is empty. Run: flask db upgrade")
    (tmp_path / "cases.csv").write_text(
        "case_id,opened,unit_path,category_path,severity,place,cause,title,description\n", encoding="utf-8"
    )
    (tmp_path / "units.csv").write_text("unit_path,employees,opened\n", encoding="utf-8")
    runner = app.test_cli_runner()
    words = ["patterns", "replay", "--in", str(tmp_path), "--out", str(tmp_path / "out")]
    assert "0 alerts in" in runner.invoke(args=words).output
    refused = runner.invoke(args=["patterns", "scan"])
    assert (refused.exit_code, "flask db upgrade" in refused.output) == (1, True)


@pytest.mark.parametrize(
    "about", [{}, {"category": PLANTED}, {"category": "T4"}, {"place": "Stua"}, {"cause": Factor.ROUTINE}]
)
def test_a_scope_holds_the_cases_that_a_reading_of_all_cases_finds(
    planted: set[int], session: Session, cast: Cast, about: dict[str, str]
) -> None:
    with transaction() as writing:
        for number in sorted(planted)[::2]:
            writing.get_one(Case, number).place = "Stua"
    since = local_date(NOW) - dt.timedelta(weeks=20)
    last = max(
        local_date(session.get_one(Case, number).occurred_at)
        for number in planted
        if session.get_one(Case, number).unit_id == cast.north.id
    )
    scope = Scope((str(cast.north.id), str(cast.home.id)), since, last, **about)
    causes = {(row.case_id, row.factor.value) for row in session.scalars(sa.select(CaseFactor))}
    wanted = {
        str(case.id)
        for case in session.scalars(sa.select(Case))
        if case.unit_id in (cast.north.id, cast.home.id)
        and since <= local_date(case.occurred_at) <= last
        and case.category.code.startswith(about.get("category", ""))
        and case.place == about.get("place", case.place)
        and ("cause" not in about or (case.id, about["cause"]) in causes)
    }
    index = counts.CaseIndex(session, counts.category_tree(session), since)
    assert set(index.members(scope)) == wanted != set()


def test_a_stored_finding_computed_again_agrees(
    planted: set[int], app: Flask, session: Session, time: Clock
) -> None:
    jobs.scan(time.now)
    [found_now] = jobs.recomputed(time.now, 10)
    assert found_now.same_inputs
    assert found_now.verdict == "same"
    answer = app.test_cli_runner().invoke(args=["patterns", "recompute"])
    assert "1 of 1 the same" in answer.output


def test_what_was_found_before_the_effort_had_a_cap_is_computed_without_one(
    planted: set[int], session: Session, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs.scan(time.now)
    with transaction() as writing:
        [pattern] = writing.scalars(sa.select(Pattern))
        stored = json.loads(pattern.evidence["settings"])
        del stored["effort_cap"]
        pattern.evidence = pattern.evidence | {"settings": json.dumps(stored)}
    used: list[Settings] = []
    monkeypatch.setattr(jobs, "recompute", lambda history, scope, settings: used.append(settings))
    assert len(list(jobs.recomputed(time.now, 10))) == 1
    assert [settings.effort_cap for settings in used] == [0.0]
