"""The invented municipality is the same every time, hangs together, and reads like many people."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest

from quality.accounts.roles import Role
from quality.cases.defaults import CATEGORIES
from quality.cases.kinds import CaseKind, Factor, Source, Strength, Subtype, Verdict
from quality.cases.states import CaseState
from quality.demo.history import cases
from quality.demo.mix import MIX, QUIET_UNIT, in_campaign
from quality.demo.notes import notes
from quality.demo.organisation import SERVICE_OF, SERVICES, organisation
from quality.demo.patterns import patterns
from quality.demo.people import DemoPeople, everybody
from quality.demo.telling import STORIES
from quality.demo.values import DemoCase
from quality.learning.states import UptakeState
from quality.organisation.kinds import Service
from quality.patterns.states import PatternState

END = date(2026, 11, 23)


@cache
def history() -> tuple[DemoCase, ...]:
    return tuple(cases(1, END))


@cache
def staff() -> DemoPeople:
    return everybody(1)


def test_the_same_seed_gives_the_same_municipality() -> None:
    assert tuple(cases(1, END)) == history()
    assert everybody(1) == staff()


def test_another_seed_gives_another() -> None:
    assert next(cases(2, END)) != history()[0]


def test_there_are_six_areas_and_25_units_of_known_kinds() -> None:
    municipality = organisation(END)
    assert (len(municipality.areas), len(municipality.units)) == (6, 25)
    assert {unit.area for unit in municipality.units} == {area.code for area in municipality.areas}
    assert set(SERVICES) == {str(service) for service in Service}
    assert [u.name for u in municipality.units if END - u.opened_on < timedelta(730)] == ["Fjæra barnehage"]


def test_about_800_people_have_names_and_addresses_of_their_own() -> None:
    people = staff().people
    assert 760 <= len(people) <= 840
    assert len({one.name for one in people}) == len({one.email for one in people}) == len(people)
    assert all(one.email.endswith(".invalid") and one.email.isascii() for one in people)


def test_every_unit_has_a_leader_and_one_leader_has_two() -> None:
    leaders = [role for role in staff().roles if role.role == "leader"]
    assert {role.reach for role in leaders} == set(SERVICE_OF)
    assert Counter(Counter(role.person for role in leaders).values()) == {1: 23, 2: 1}


def test_roles_are_known_and_each_sign_in_holds_the_role_it_promises() -> None:
    held = {(role.person, role.role) for role in staff().roles}
    assert {role for _, role in held} <= {str(role) for role in Role} | {"deputy"}
    assert {(one.person, one.role) for one in staff().sign_ins} <= held


def test_counts_lie_in_the_promised_ranges() -> None:
    kinds = Counter(case.kind for case in history())
    assert 4200 <= len(history()) <= 4800
    assert set(kinds) == {str(kind) for kind in CaseKind}
    assert kinds["deviation"] > 0.7 * len(history())
    assert {0, 1, 2, 3, 4} == {case.severity for case in history()}


def test_every_code_in_the_cases_is_known() -> None:
    codes = {code for code, _ in CATEGORIES}
    leaves = {code for code in codes if f"{code}.1" not in codes and len(code) > 1}
    for case in history():
        assert (case.category in leaves) == (case.kind == "deviation")
        assert case.source in set(Source)
        assert set(case.factors) <= set(Factor)
        assert case.subtype is None or case.subtype in set(Subtype)
        assert case.state in set(CaseState)
        assert {measure.strength for measure in case.measures} <= set(Strength)
        assert {e.reason for e in case.events if e.verb == "judge"} <= set(Verdict)
        assert {e.reason for e in case.events if e.verb == "reject"} <= {"mistake", "double", "elsewhere"}


def test_at_least_60_leaves_are_used_and_every_mix_has_its_stories() -> None:
    assert len({case.category for case in history()}) > 60
    told = {(story.code, service) for story in STORIES for service in story.services}
    assert [(c, s) for s, (codes, _) in MIX.items() for c in codes if (c, s) not in told] == []
    assert {service for _, service in told} == set(SERVICES)


def test_cases_point_to_people_and_units_that_exist() -> None:
    usernames = {one.username for one in staff().people}
    for case in history():
        assert {case.unit, case.happened_in} <= set(SERVICE_OF)
        assert {
            case.reporter,
            *(e.actor for e in case.events),
            *(m.owner for m in case.measures),
        } <= usernames


def test_few_texts_are_exact_copies() -> None:
    texts = {(case.title, case.description) for case in history()}
    assert len(texts) > 0.95 * len(history())


def test_texts_keep_the_limits_and_hold_no_identity_numbers_or_open_slots() -> None:
    for case in history():
        assert 0 < len(case.title) <= 120
        assert 0 < len(case.description) <= 4000
        words = " ".join(
            [case.title, case.description, case.before, case.gain, *(e.text for e in case.events)]
        )
        assert not re.search(r"\d{11}|\d{6} \d{5}|[{}\[\]|~]", words), words


def test_steps_come_in_order_after_registering_and_before_now() -> None:
    now = datetime(END.year, END.month, END.day, 6, 30, tzinfo=UTC)
    for case in history():
        times = [case.occurred_at, case.registered_at, *(event.at for event in case.events)]
        assert times == sorted(times)
        assert times[-1] <= now


def test_measures_are_pointed_to_by_the_steps_about_them() -> None:
    for case in history():
        added = [event.measure for event in case.events if event.verb == "add_measure"]
        assert added == list(range(len(case.measures)))


def test_measures_fit_what_happened() -> None:
    fits = {"Stikksikre nåler": "H2.1", "brodder": "H2.2", "vekt og væske": "T3.2", "alarmer": "T3.6"}
    for words, leaf in fits.items():
        codes = {case.category for case in history() for measure in case.measures if words in measure.title}
        assert codes == {leaf}, words


def test_todays_inboxes_hold_a_mix() -> None:
    states = Counter(case.state for case in history())
    assert all(states[state] >= 5 for state in ("reported", "received", "handling", "measures", "effect"))
    asked = [case for case in history() if case.events and case.events[-1].verb == "ask"]
    assert len(asked) >= 3


@pytest.mark.parametrize(
    ("story", "units"), [("plo", 6), ("shift", 5), ("locks", 3), ("floor", 2), ("bus", 3)]
)
def test_patterns_are_planted_across_units(story: str, units: int) -> None:
    found = [case for case in history() if case.story == story]
    assert len(found) >= 10
    assert len({case.happened_in for case in found}) >= units


def test_the_unseen_pattern_is_running_now() -> None:
    days = [(END - case.occurred_at.date()).days for case in history() if case.story == "plo"]
    assert sum(day <= 91 for day in days) > 5 * sum(91 < day <= 364 for day in days) / 3


def test_the_campaign_doubles_and_the_quiet_unit_falls_silent() -> None:
    days = [(case.happened_in, case.occurred_at.date()) for case in history()]
    in_it = sum(in_campaign(unit, day, END) for unit, day in days)
    year_before = sum(in_campaign(unit, day + timedelta(364), END) for unit, day in days)
    assert in_it > 2 * year_before
    recent = [day for unit, day in days if unit == QUIET_UNIT and END - day < timedelta(200)]
    assert len(recent) < 6


def test_the_measure_that_helped_shows_and_the_one_that_did_not_shows_too() -> None:
    known = {pattern.key: pattern for pattern in patterns(1, END)}
    done = {key: [e.at for e in known[key].events if e.verb == "finish"][-1] for key in ("shift", "floor")}
    months = {"shift": timedelta(300), "floor": timedelta(80)}
    for key, helped in (("shift", True), ("floor", False)):
        days = [case.occurred_at for case in history() if case.story == key]
        before = sum(done[key] - months[key] < day <= done[key] for day in days)
        after = sum(done[key] < day <= done[key] + months[key] for day in days)
        assert (after < before / 3) is helped


def test_patterns_are_known_words_and_the_new_one_is_not_among_them() -> None:
    known = patterns(1, END)
    assert {pattern.state for pattern in known} <= set(PatternState)
    assert "plo" not in {pattern.key for pattern in known}
    for pattern in known:
        told = {case.happened_in for case in history() if case.story == pattern.key}
        assert told <= set(pattern.units)
        assert (pattern.owner is None) == (pattern.state == "watched")


def test_notes_are_answered_by_some_units_and_not_by_others() -> None:
    answers = Counter(uptake.state for note in notes(1, END) for uptake in note.uptakes)
    assert set(answers) == set(UptakeState) - {UptakeState.NO_ANSWER}, "silence comes with the reminders"
    for note in notes(1, END):
        for uptake in note.uptakes:
            assert (uptake.answered_on is None) == (uptake.answered_by is None)
            assert uptake.answered_on is None or note.published_on < uptake.answered_on <= END
            assert uptake.words or uptake.state in {"unseen", "seen"}
