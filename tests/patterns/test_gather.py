"""Merging and splitting, patterns made from a list, and groups that units suggest; nothing is guessed again."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from scipy.stats import nbinom

from quality.cases.kinds import Access
from quality.cases.models.case import Case
from quality.core.db import transaction
from quality.core.history import entries_of, verify
from quality.core.notices import Notice
from quality.core.text import RefusedError
from quality.patterns.detect.fewer import still_rare
from quality.patterns.models import CaseWords, Pattern, PatternCase, PatternUnit
from quality.patterns.queries import file as files
from quality.patterns.services import act, decide, gather
from quality.patterns.services.make import make_pattern
from quality.patterns.states import Origin, PatternState
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock
from tests.patterns.factories import cases_there, finding
from tests.patterns.town import PLANTED, report


@pytest.fixture
def cases(cast: Cast) -> list[Case]:
    return cases_there(cast)


@pytest.fixture
def pattern(cast: Cast, cases: list[Case], time: Clock) -> Pattern:
    """A finding over the first twelve."""
    with transaction() as session:
        return finding(session, cast, cases[:12], time.now)


def members(cast: Cast, pattern: Pattern) -> set[int]:
    query = sa.select(PatternCase.case_id).where(PatternCase.pattern_id == pattern.id)
    return set(cast.session.scalars(query))


def test_a_merged_finding_lives_on_in_the_other(
    cast: Cast, cases: list[Case], pattern: Pattern, client: Client, time: Clock
) -> None:
    with transaction() as session:
        coordinator = cast.actor(cast.coordinator)
        other = make_pattern(session, coordinator, "Nøkler som mangler", cases[10:], now=time.now)
    browser = client.sign_in(cast.coordinator)
    path = f"/patterns/{pattern.public_id}/merge"
    browser.post(path, {"version": pattern.version, "into": ""}, 400)
    browser.post(path, {"version": pattern.version, "into": other.public_id})
    cast.session.expire_all()
    assert pattern.state is PatternState.DISMISSED
    assert members(cast, other) == {case.id for case in cases}
    assert other.observed == 16
    units = cast.session.scalars(sa.select(PatternUnit.unit_id).where(PatternUnit.pattern_id == other.id))
    assert set(units) == {cast.north.id, cast.south.id, cast.home.id}
    assert list(verify(cast.session)) == []


def test_what_is_merged_into_a_count_is_no_part_of_the_count(
    cast: Cast, cases: list[Case], client: Client, time: Clock
) -> None:
    with transaction() as session:
        coordinator = cast.actor(cast.coordinator)
        north = [case for case in cases if case.unit_id == cast.north.id]
        rest = [case for case in cases if case.unit_id != cast.north.id]
        counted = finding(session, cast, north, time.now)
        other = make_pattern(session, coordinator, "Nøkler som mangler", rest, now=time.now)
    browser = client.sign_in(cast.coordinator)
    sent = {"version": other.version, "into": counted.public_id}
    answer = browser.post(f"/patterns/{other.public_id}/merge", sent)
    assert answer.location.endswith(f"/patterns/{counted.public_id}"), "to where the cases are"
    for night in (0, 1):
        if night:
            with transaction() as session:
                finding(session, cast, north, time.now, series=counted.series)
        page = browser.get(f"/patterns/{counted.public_id}").get_data(as_text=True)
        assert "8 avvik på 6 uker. Vi ventet 3,4." in page
        assert "8 saker til hører med, men er ikke talt med her" in page
        assert "i 3 enheter" in page
        assert cast.home.name in page, "its leader is told when it is raised"
    cast.session.expire_all()
    for verb, asked in (
        ("raise", {}),
        ("hand", {"unit": cast.home.public_id}),
        ("watch", {"until": "2027-01-11"}),
    ):
        refused = browser.post(f"/patterns/{other.public_id}/{verb}", {"version": other.version} | asked, 400)
        assert "Dette kan ikke gjøres nå" in refused.get_data(as_text=True), verb
    split = {"version": other.version, "title": "Noe annet", "cases": [case.public_id for case in rest[:2]]}
    refused = browser.post(f"/patterns/{other.public_id}/split", split, 400).get_data(as_text=True)
    assert "Dette er slått sammen med et annet" in refused
    old = browser.get(f"/patterns/{other.public_id}").get_data(as_text=True)
    assert "Del opp" not in old
    assert f'href="/patterns/{counted.public_id}"' in old
    assert "Løft til kommunenivå" not in old
    assert "Slått sammen med" in browser.get("/patterns?show=dismissed").get_data(as_text=True)


def test_what_the_scan_finds_of_a_merged_one_goes_where_it_was_merged_to(
    cast: Cast, cases: list[Case], pattern: Pattern, time: Clock
) -> None:
    with transaction() as session:
        coordinator = cast.actor(cast.coordinator)
        other = make_pattern(session, coordinator, "Nøkler som mangler", cases[14:], now=time.now)
        gather.merge(session, coordinator, pattern, other, now=time.now)
        again = finding(session, cast, cases[:14], time.move(days=1), series=pattern.series)
    cast.session.expire_all()
    assert (again.id, again.state) == (pattern.id, PatternState.DISMISSED)
    assert members(cast, other) == {case.id for case in cases}


def test_it_is_not_merged_into_itself_or_what_is_closed(
    cast: Cast, cases: list[Case], pattern: Pattern, time: Clock
) -> None:
    with transaction() as session:
        coordinator = cast.actor(cast.coordinator)
        other = make_pattern(session, coordinator, "Avvist", cases[10:], now=time.now)
        decide.dismiss(session, coordinator, other, "Nei", now=time.now)
        for into in (pattern, other):
            with pytest.raises(RefusedError):
                gather.merge(session, coordinator, pattern, into, now=time.now)


def test_what_is_split_off_stays_apart_after_the_next_scan(
    cast: Cast, cases: list[Case], pattern: Pattern, client: Client, time: Clock
) -> None:
    own = [case for case in cases[:12] if case.unit_id == cast.north.id][:3]
    asked = {"version": pattern.version, "title": "Noe annet", "cases": [case.public_id for case in own]}
    browser = client.sign_in(cast.coordinator)
    path = f"/patterns/{pattern.public_id}/split"
    assert own[0].label in browser.get(path).get_data(as_text=True)
    browser.post(path, asked | {"cases": [case.public_id for case in cases[:12]]}, 400)
    receipt = browser.follow(browser.post(path, asked)).get_data(as_text=True)
    cast.session.expire_all()
    made = cast.session.scalars(sa.select(Pattern).where(Pattern.origin == Origin.COORDINATOR)).one()
    assert "3 saker er tatt ut, og kommer ikke tilbake hit. De er nå mønsteret «Noe annet»." in receipt
    assert f'<a href="/patterns/{made.public_id}">Åpne det nye mønsteret</a>' in receipt
    assert members(cast, made) == {case.id for case in own}
    assert members(cast, pattern) == {case.id for case in cases[:12]} - {case.id for case in own}
    with transaction() as session:
        finding(session, cast, cases[:12], time.move(days=1), series=pattern.series)
    cast.session.expire_all()
    assert members(cast, pattern) & {case.id for case in own} == set()
    assert pattern.observed == 9
    seen = sa.select(PatternUnit.observed).where(
        PatternUnit.pattern_id == pattern.id, PatternUnit.unit_id == cast.north.id
    )
    assert cast.session.scalars(seen).one() == 5
    desk = client.sign_in(cast.coordinator).get("/patterns").get_data(as_text=True)
    assert "9 avvik på 6 uker" in desk


def test_a_unit_whose_cases_are_all_split_off_is_no_part_of_it_after_the_next_scan(
    cast: Cast, cases: list[Case], pattern: Pattern, time: Clock
) -> None:
    with transaction() as session:
        own = [session.get_one(Case, case.id) for case in cases[:12] if case.unit_id == cast.south.id]
        gather.split(session, cast.actor(cast.coordinator), pattern, "Sør", own, now=time.now)
        finding(session, cast, cases[:12], time.move(days=1), series=pattern.series)
    cast.session.expire_all()
    units = sa.select(PatternUnit.unit_id).where(PatternUnit.pattern_id == pattern.id)
    assert set(cast.session.scalars(units)) == {cast.north.id}
    assert pattern.evidence["units"] == 1


def test_what_was_merged_takes_its_cases_with_it_when_it_is_taken_up_again(
    cast: Cast, cases: list[Case], pattern: Pattern, client: Client, time: Clock
) -> None:
    with transaction() as session:
        coordinator = cast.actor(cast.coordinator)
        other = make_pattern(session, coordinator, "Nøkler som mangler", cases[11:], now=time.now)
        gather.merge(session, coordinator, pattern, other, now=time.now)
        decide.raise_pattern(session, coordinator, other, now=time.now)
        finding(session, cast, cases[:10], time.move(days=1), series=pattern.series)
    cast.session.expire_all()
    assert members(cast, other) == {case.id for case in cases}
    browser = client.sign_in(cast.coordinator)
    browser.post(f"/patterns/{pattern.public_id}/reconsider", {"version": pattern.version})
    cast.session.expire_all()
    assert members(cast, pattern) == {case.id for case in cases[:12]}
    assert members(cast, other) == {case.id for case in cases[11:]}, "the one that it had before stays"
    assert (other.state, other.observed, other.evidence["units"]) == (PatternState.RAISED, 5, 2)
    units = cast.session.scalars(sa.select(PatternUnit.unit_id).where(PatternUnit.pattern_id == other.id))
    assert set(units) == {cast.south.id, cast.home.id}
    page = browser.get(f"/patterns/{other.public_id}").get_data(as_text=True)
    assert "tok saker ut igjen til" in page
    assert f"{pattern.title}: 11 saker" in page
    with transaction() as session:
        finding(session, cast, cases[:11], time.move(days=1), series=pattern.series)
    cast.session.expire_all()
    assert members(cast, other) == {case.id for case in cases[11:]}
    assert list(verify(cast.session)) == []


def test_what_is_finished_keeps_what_it_was_finished_with(
    cast: Cast, cases: list[Case], pattern: Pattern, time: Clock
) -> None:
    with transaction() as session:
        coordinator = cast.actor(cast.coordinator)
        other = make_pattern(session, coordinator, "Nøkler som mangler", cases[12:], now=time.now)
        gather.merge(session, coordinator, pattern, other, now=time.now)
        decide.raise_pattern(session, coordinator, other, now=time.now)
        decide.finish(session, coordinator, other, False, "Gjort", now=time.now)
        decide.reconsider(session, coordinator, pattern, now=time.now)
    assert members(cast, other) == {case.id for case in cases}


def test_what_was_merged_and_then_split_off_belongs_where_it_was_put_last(
    cast: Cast, cases: list[Case], pattern: Pattern, time: Clock
) -> None:
    with transaction() as session:
        coordinator = cast.actor(cast.coordinator)
        other = make_pattern(session, coordinator, "Nøkler som mangler", cases[12:], now=time.now)
        gather.merge(session, coordinator, pattern, other, now=time.now)
        made = gather.split(session, coordinator, other, "Noe annet", cases[:2], now=time.now)
        decide.reconsider(session, coordinator, pattern, now=time.now)
        finding(session, cast, cases[:12], time.move(days=1), series=pattern.series)
    cast.session.expire_all()
    assert members(cast, made) == {case.id for case in cases[:2]}
    assert members(cast, pattern) == {case.id for case in cases[2:12]}
    assert members(cast, other) == {case.id for case in cases[12:]}


def test_what_was_merged_twice_goes_on_to_the_last_and_comes_back_from_there(
    cast: Cast, cases: list[Case], pattern: Pattern, time: Clock
) -> None:
    with transaction() as session:
        coordinator = cast.actor(cast.coordinator)
        second = make_pattern(session, coordinator, "Nøkler", cases[12:14], now=time.now)
        third = make_pattern(session, coordinator, "Låser", cases[14:], now=time.now)
        gather.merge(session, coordinator, pattern, second, now=time.now)
        gather.merge(session, coordinator, second, third, now=time.now)
        late = report(session, cast.actor(cast.employee), cast.north, PLANTED, cast.day, time.now)
        for _ in range(2):
            finding(session, cast, [*cases[:12], late], time.move(days=1), series=pattern.series)
    cast.session.expire_all()
    assert members(cast, third) == {case.id for case in cases} | {late.id}
    joins = [entry.act for entry, _ in entries_of(cast.session, "pattern", third.id) if entry.act == "join"]
    assert joins == ["join"], "told once, not every night"
    with transaction() as session:
        decide.reconsider(session, coordinator, pattern, now=time.now)
    cast.session.expire_all()
    assert members(cast, pattern) == {case.id for case in cases[:12]} | {late.id}
    assert members(cast, second) == {case.id for case in cases[12:14]}
    assert members(cast, third) == {case.id for case in cases[12:]}


def test_a_split_that_is_regretted_is_merged_back_and_can_be_split_again(
    cast: Cast, cases: list[Case], pattern: Pattern, time: Clock
) -> None:
    """Merging is the later word of the two; the counts of the nightly scan are as they were after the split."""
    coordinator, all_of_them = cast.actor(cast.coordinator), {case.id for case in cases[:12]}
    with transaction() as session:
        other = gather.split(session, coordinator, pattern, "Nøkler", cases[:3], now=time.now)
        gather.merge(session, coordinator, other, pattern, now=time.now)
    assert members(cast, pattern) == all_of_them
    assert entries_of(cast.session, "pattern", pattern.id)[-1][1] == {"from": "Nøkler", "cases": 3}
    with transaction() as session:
        finding(session, cast, cases[:12], time.now, series=pattern.series)
    assert (members(cast, pattern), pattern.observed) == (all_of_them, 9)
    with transaction() as session:
        gather.split(session, coordinator, pattern, "Låser", cases[:2], now=time.now)
        decide.reconsider(session, coordinator, other, now=time.now)
    assert members(cast, pattern) == {case.id for case in cases[3:12]}
    assert members(cast, other) == {cases[2].id}
    assert list(verify(cast.session)) == []


def test_very_many_cases_are_split_by_the_list_and_by_number(
    cast: Cast, cases: list[Case], pattern: Pattern, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quality.patterns.views.gather.OFFERED", 12)
    browser = client.sign_in(cast.coordinator)
    path = f"/patterns/{pattern.public_id}/split"
    whole = browser.get(path).get_data(as_text=True)
    assert all(case.label in whole for case in cases[:12])
    assert "Eldre saker" not in whole
    monkeypatch.setattr("quality.patterns.views.gather.OFFERED", 5)
    page = browser.get(path).get_data(as_text=True)
    assert "Her er de 5 nyeste" in page
    left_out = [case for case in cases[:12] if case.label not in page]
    assert len(left_out) == 7
    sent = {"version": pattern.version, "title": "Noe annet", "numbers": "2020-0001"}
    assert "2020-0001" in browser.post(path, sent, 400).get_data(as_text=True)
    browser.post(path, sent | {"numbers": ""}, 400)
    two = left_out[:2]
    browser.post(path, sent | {"numbers": " ".join(case.label for case in two)})
    cast.session.expire_all()
    made = cast.session.scalars(sa.select(Pattern).where(Pattern.origin == Origin.COORDINATOR)).one()
    assert members(cast, made) == {case.id for case in two}


def test_what_cases_tell_alike_and_how_unusual_they_are_follows_a_split(
    cast: Cast, cases: list[Case], pattern: Pattern, client: Client, time: Clock
) -> None:
    story = {"label": ["nøkkel", "boks"], "cases": 6, "told": 7}
    with transaction() as session:
        row = session.get_one(Pattern, pattern.id)
        row.evidence = row.evidence | {"story": story}
        for case in cases[:6]:
            words = session.get(CaseWords, case.id) or CaseWords(case_id=case.id, day=cast.day, marks=b"")
            words.read_at, words.story = time.now, 7
            session.add(words)
    page, browser = f"/patterns/{pattern.public_id}", client.sign_in(cast.coordinator)
    before = browser.get(page).get_data(as_text=True)
    assert "6 av 12 forteller det samme" in before
    assert "omtrent én gang på åtte år" in before
    with transaction() as session:
        row = session.get_one(Pattern, pattern.id)
        own = [session.get_one(Case, case.id) for case in (*cases[:2], *cases[6:8])]
        gather.split(session, cast.actor(cast.coordinator), row, "Noe annet", own, now=time.now)
    after = browser.get(page).get_data(as_text=True)
    assert "4 av 8 forteller det samme" in after
    assert "omtrent én gang på åtte år" not in after
    with transaction() as session:
        row = session.get_one(Pattern, pattern.id)
        own = [session.get_one(Case, case.id) for case in cases[2:6]]
        gather.split(session, cast.actor(cast.coordinator), row, "Mer", own, now=time.now)
        row.observed, row.expected = 3, 3.4
    last = browser.get(page).get_data(as_text=True)
    assert "forteller det samme" not in last
    assert "Uten sakene som er tatt ut, er det ikke flere enn ventet." in last
    assert "vanlig</span>" not in last


@pytest.mark.parametrize(("before", "after"), [(21, 20), (21, 12), (8, 5), (5, 2), (2, 0)])
def test_how_unusual_fewer_cases_are_follows_their_chance(before: int, after: int) -> None:
    mean, variance = 1.9, 3.1
    size = mean**2 / (variance - mean)

    def tail(number: int) -> float:
        return float(nbinom.sf(number - 1, size, size / (size + mean))) if number > mean else 1.0

    wanted = 40 * tail(before) / tail(after)
    assert still_rare(40, before, after, mean, variance) == pytest.approx(wanted, rel=1e-6)
    assert still_rare(40, before, before, mean, variance) == 40


def test_one_case_that_does_not_belong_is_taken_out_for_good_and_makes_no_pattern(
    cast: Cast, cases: list[Case], pattern: Pattern, client: Client, time: Clock
) -> None:
    browser = client.sign_in(cast.coordinator)
    path = f"/patterns/{pattern.public_id}/split"
    sent = {"version": pattern.version, "cases": [case.public_id for case in cases[:2]]}
    refused = browser.post(path, sent, 400).get_data(as_text=True)
    assert "Skriv hva mønsteret skal hete." in refused
    told = browser.follow(browser.post(path, sent | {"cases": [cases[0].public_id]})).get_data(as_text=True)
    assert "Saken er tatt ut, og kommer ikke tilbake hit." in told
    assert "tok ut en sak" in told
    with transaction() as session:
        finding(session, cast, cases[:12], time.move(days=1), series=pattern.series)
    cast.session.expire_all()
    assert members(cast, pattern) == {case.id for case in cases[1:12]}
    assert cast.session.scalar(sa.select(sa.func.count(Pattern.id))) == 1


def test_a_pattern_is_made_from_a_list_by_its_address(cast: Cast, cases: list[Case], client: Client) -> None:
    with transaction() as session:
        session.get_one(Case, cases[0].id).access = Access.SHIELDED
    browser = client.sign_in(cast.coordinator)
    path = f"/patterns/new?unit={cast.south.public_id}"
    page = browser.get(path).get_data(as_text=True)
    south = [case for case in cases if case.unit_id == cast.south.id]
    assert all(case.label in page for case in south)
    assert not any(case.label in page for case in cases if case.unit_id == cast.home.id)
    asked = {"title": "Sør", "once": "a", "cases": [case.public_id for case in south[:2]]}
    browser.post(path, asked)
    browser.post(path, asked)
    made = cast.session.scalars(sa.select(Pattern).where(Pattern.origin == Origin.COORDINATOR)).one()
    assert members(cast, made) == {case.id for case in south[:2]}
    browser.post(path, asked | {"once": "b", "cases": [cases[0].public_id] * 2}, 400)
    browser.post("/patterns/new", {"title": "Ingen", "once": "c"}, 400)


def test_a_leader_suggests_several_at_once(cast: Cast, cases: list[Case], client: Client) -> None:
    first, second, *_ = [case for case in cases if case.unit_id == cast.north.id]
    theirs = next(case for case in cases if case.unit_id == cast.south.id)
    browser = client.sign_in(cast.leader)
    path = f"/patterns/nominate/{first.public_id}"
    asked = {"reason": "Det samme skjer hos flere", "once": "n"}
    browser.post(path, asked | {"numbers": f"{second.label} og {theirs.label}"}, 400)
    browser.post(path, asked | {"numbers": second.label})
    made = cast.session.scalars(sa.select(Pattern).where(Pattern.origin == Origin.NOMINATED)).one()
    assert members(cast, made) == {first.id, second.id}


def test_the_page_tells_what_helped_last_time(
    cast: Cast, cases: list[Case], pattern: Pattern, time: Clock
) -> None:
    with transaction() as session:
        coordinator = cast.actor(cast.coordinator)
        old = make_pattern(session, coordinator, "Som sist", cases[12:], now=time.now)
        decide.raise_pattern(session, coordinator, old, now=time.now)
        decide.set_owner(session, coordinator, old, cast.head, "Null", now=time.now)
        plan = act.Plan("Fast mottaker", cast.head, cast.north.id, cast.day, act.Strength.STRONG)
        measure = act.add_measure(session, coordinator, old, plan, now=time.now)
        head = cast.actor(cast.head)
        act.move_measure(session, head, old, measure, "finish", "", now=time.now)
        act.move_measure(session, coordinator, old, measure, "worked", "Fra 9 til 1", now=time.now)
    [found] = files.file(cast.session, coordinator, pattern.public_id, 1, "nb").similar
    assert (found.title, [one.title for one in found.helped]) == ("Som sist", ["Fast mottaker"])


def test_more_cases_are_added_to_what_people_put_together(
    cast: Cast, cases: list[Case], client: Client, time: Clock
) -> None:
    with transaction() as session:
        coordinator = cast.actor(cast.coordinator)
        made = make_pattern(session, coordinator, "Nøkler", cases[:3], now=time.now)
        decide.raise_pattern(session, coordinator, made, now=time.now)
    south = next(case for case in cases if case.unit_id == cast.south.id)
    browser = client.sign_in(cast.coordinator)
    page, path = f"/patterns/{made.public_id}", f"/patterns/{made.public_id}/add"
    assert f'href="{path}"' in browser.get(page).get_data(as_text=True)
    offered = browser.get(f"{path}?category={PLANTED}").get_data(as_text=True)
    assert cases[5].label in offered
    assert f'value="{cases[0].public_id}"' not in offered, "what is part of it already"
    sent = {"version": made.version, "numbers": cases[0].label}
    assert "ikke er med fra før" in browser.post(path, sent, 400).get_data(as_text=True)
    told = browser.follow(browser.post(path, sent | {"numbers": south.label})).get_data(as_text=True)
    assert "Én sak er lagt til." in told
    assert "4 saker i 2 enheter." in told
    cast.session.expire_all()
    assert members(cast, made) == {south.id, *(case.id for case in cases[:3])}
    heard = sa.select(Notice.person_id).where(Notice.text.contains("er løftet til kommunenivå"))
    assert set(cast.session.scalars(heard)) == {cast.leader.id, cast.south_leader.id}
    assert list(verify(cast.session)) == []


def test_nothing_is_added_to_what_the_scan_counts_or_what_is_closed(
    cast: Cast, cases: list[Case], pattern: Pattern, client: Client, time: Clock
) -> None:
    with transaction() as session:
        coordinator = cast.actor(cast.coordinator)
        closed = make_pattern(session, coordinator, "Nøkler", cases[:3], now=time.now)
        decide.dismiss(session, coordinator, closed, "Kjent fra før", now=time.now)
    browser = client.sign_in(cast.coordinator)
    for row in (pattern, closed):
        page = browser.get(f"/patterns/{row.public_id}").get_data(as_text=True)
        assert "Legg til saker" not in page
        sent = {"version": row.version, "numbers": cases[14].label}
        refused = browser.post(f"/patterns/{row.public_id}/add", sent, 400).get_data(as_text=True)
        assert "Sakene kan ikke legges til her." in refused
    client.sign_in(cast.leader).get(f"/patterns/{pattern.public_id}/add", 403)


def test_what_was_merged_into_it_is_not_told_as_something_before(
    cast: Cast, cases: list[Case], pattern: Pattern, client: Client, time: Clock
) -> None:
    with transaction() as session:
        coordinator, row = cast.actor(cast.coordinator), session.get_one(Pattern, pattern.id)
        twin = make_pattern(session, coordinator, "Det samme en gang til", cases[:3], now=time.now)
        before = make_pattern(session, coordinator, "Det samme i fjor", cases[:3], now=time.now)
        gather.merge(session, coordinator, twin, row, now=time.now)
        decide.dismiss(session, coordinator, before, "Kjent fra før", now=time.now)
    page = client.sign_in(cast.coordinator).get(f"/patterns/{pattern.public_id}").get_data(as_text=True)
    section = page[
        page.index("Det har skjedd før") : page.index("<h2>Sakene" if "<h2>Sakene" in page else "Sakene</h2>")
    ]
    assert "Det samme i fjor" in section
    assert "Det samme en gang til" not in section
