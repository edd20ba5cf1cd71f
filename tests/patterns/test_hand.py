"""A finding handed to one unit: who sees it then, what the leader does with it, and when it comes back."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest
import sqlalchemy as sa

from quality.accounts.models import Person
from quality.cases.models.case import Case
from quality.core import notices
from quality.core.db import transaction
from quality.core.history import entries_of, verify
from quality.core.notices import Notice
from quality.core.text import RefusedError
from quality.patterns import compose, jobs
from quality.patterns.detect.values import Level
from quality.patterns.models import Pattern, PatternHand, PatternWatch
from quality.patterns.services import decide, hand
from quality.patterns.services.make import make_pattern
from quality.patterns.states import PatternState
from tests.cases.desk import queries
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
    with transaction() as session:
        return finding(session, cast, cases, time.now)


def give(cast: Cast, pattern: Pattern, client: Client) -> Client:
    """The coordinator sends it to the north."""
    browser = client.sign_in(cast.coordinator)
    asked = {"version": pattern.version, "unit": cast.north.public_id}
    browser.post(f"/patterns/{pattern.public_id}/hand", asked)
    cast.session.expire_all()
    return browser


def told(cast: Cast, kind: str) -> list[int]:
    query = sa.select(Notice.person_id).where(Notice.kind == kind).order_by(Notice.person_id)
    return list(cast.session.scalars(query))


def test_the_leader_alone_sees_it_and_is_told(cast: Cast, pattern: Pattern, client: Client) -> None:
    give(cast, pattern, client)
    assert pattern.state is PatternState.HANDED
    assert told(cast, "pattern_handed") == [cast.leader.id]
    for person in (cast.leader, cast.deputy, cast.head):
        client.sign_in(person).get(f"/patterns/{pattern.public_id}")
    for person in (cast.south_leader, cast.school_head, cast.chief, cast.auditor):
        client.sign_in(person).get(f"/patterns/{pattern.public_id}", 404)
    browser = client.sign_in(cast.leader)
    assert f"/patterns/{pattern.public_id}" in browser.get("/patterns").get_data(as_text=True)
    assert "Noe går igjen hos dere" in browser.get("/").get_data(as_text=True)
    page = browser.get(f"/patterns/{pattern.public_id}").get_data(as_text=True)
    assert "Vi tar det selv" in page
    assert "Løft til kommunenivå" not in page


def test_the_card_of_a_finding_tells_no_number_that_its_page_keeps_back(
    cast: Cast, pattern: Pattern, client: Client
) -> None:
    give(cast, pattern, client)
    assert "16 avvik" in client.sign_in(cast.coordinator).get(f"/patterns/{pattern.public_id}").get_data(True)
    card = client.sign_in(cast.leader).get("/patterns").get_data(as_text=True)
    assert f"/patterns/{pattern.public_id}" in card
    assert "16 avvik" not in card
    assert '<svg class="l-spark' not in card
    assert "Flere avvik enn ventet." in card


def test_what_people_made_is_not_called_more_than_expected(
    cast: Cast, cases: list[Case], client: Client, time: Clock
) -> None:
    with transaction() as session:
        made = make_pattern(session, cast.actor(cast.coordinator), "Nøkler", cases, now=time.now)
    give(cast, made, client)
    card = client.sign_in(cast.leader).get("/patterns").get_data(as_text=True)
    assert f"/patterns/{made.public_id}" in card
    assert "ventet" not in card


def test_many_cards_are_asked_about_at_once(
    cast: Cast, cases: list[Case], client: Client, time: Clock
) -> None:
    with transaction() as session:
        first, *others = [finding(session, cast, cases[left:], time.now) for left in range(4)]
    asked = []
    for more in ([first], others):
        for each in more:
            give(cast, each, client)
        browser = client.sign_in(cast.leader)
        browser.get("/patterns")
        with queries() as seen:
            page = browser.get("/patterns").get_data(as_text=True)
        asked.append(len(seen))
    assert all(each.public_id in page for each in (first, *others))
    assert asked[0] == asked[1]


def test_the_card_tells_the_numbers_of_the_readers_own_unit(
    cast: Cast, cases: list[Case], client: Client, time: Clock
) -> None:
    with transaction() as session:
        own = finding(session, cast, [c for c in cases if c.unit_id == cast.north.id], time.now)
    give(cast, own, client)
    assert "8 avvik på 6 uker" in client.sign_in(cast.leader).get("/patterns").get_data(as_text=True)


def test_what_a_unit_wrote_stands_on_the_desk(cast: Cast, pattern: Pattern, client: Client) -> None:
    give(cast, pattern, client)
    sent = {"version": pattern.version, "reason": "Sykehuset melder likt til alle"}
    client.sign_in(cast.leader).post(f"/patterns/{pattern.public_id}/pass-up", sent)
    desk = client.sign_in(cast.coordinator).get("/patterns").get_data(as_text=True)
    said = f"{cast.leader.name}, {cast.north.name}, sendte det videre 23. nov. 2026:"
    assert said in desk
    assert "Sykehuset melder likt til alle" in desk
    file = client.sign_in(cast.coordinator).get(f"/patterns/{pattern.public_id}")
    assert said in file.get_data(as_text=True)


def test_what_comes_back_says_who_put_it_away(
    cast: Cast, cases: list[Case], pattern: Pattern, client: Client, time: Clock
) -> None:
    with transaction() as session:
        row = session.get_one(Pattern, pattern.id)
        decide.dismiss(session, cast.actor(cast.coordinator), row, "Kjent fra før", now=time.now)
        row.evidence = row.evidence | {"settled_per_week": 0.1}
        finding(session, cast, cases, time.move(days=1), series=pattern.series)
    desk = client.sign_in(cast.second_coordinator).get("/patterns").get_data(as_text=True)
    assert f"{cast.coordinator.name} avviste det 23. nov. 2026:" in desk
    assert "Kjent fra før" in desk


def test_the_unit_takes_it_and_still_sees_it(cast: Cast, pattern: Pattern, client: Client) -> None:
    give(cast, pattern, client)
    browser = client.sign_in(cast.leader)
    path = f"/patterns/{pattern.public_id}/answer"
    browser.post(path, {"version": pattern.version, "reason": ""}, 400)
    browser.post(path, {"version": pattern.version, "reason": "Ny nøkkelboks er bestilt"})
    cast.session.expire_all()
    assert (pattern.state, pattern.reason) == (PatternState.DISMISSED, "Ny nøkkelboks er bestilt")
    assert "Ny nøkkelboks er bestilt" in browser.get(f"/patterns/{pattern.public_id}").get_data(as_text=True)
    assert list(verify(cast.session)) == []


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_return_is_promised_only_of_what_is_counted(
    cast: Cast, cases: list[Case], client: Client, time: Clock, by_hand: bool
) -> None:
    with transaction() as session:
        coordinator = cast.actor(cast.coordinator)
        mine = (
            make_pattern(session, coordinator, "Nøkler", cases[:4], now=time.now)
            if by_hand
            else finding(session, cast, cases, time.now)
        )
        hand.hand_over(session, coordinator, mine, cast.north, now=time.now)
    browser = client.sign_in(cast.leader)
    path = f"/patterns/{mine.public_id}/answer"
    page = browser.get(path).get_data(as_text=True)
    receipt = browser.follow(browser.post(path, {"version": mine.version, "reason": "Ny boks"}))
    for text in (page, receipt.get_data(as_text=True)):
        assert ("Det kommer tilbake hvis" in text) is not by_hand
        assert ("Kvalitetskoordinatoren kan lese svaret" in text) is by_hand


def test_the_unit_passes_it_up(cast: Cast, pattern: Pattern, client: Client) -> None:
    give(cast, pattern, client)
    browser = client.sign_in(cast.leader)
    answer = browser.post(
        f"/patterns/{pattern.public_id}/pass-up",
        {"version": pattern.version, "reason": "Det skjer hos naboen også"},
    )
    browser.follow(answer)
    cast.session.expire_all()
    assert pattern.state is PatternState.CANDIDATE
    assert cast.session.scalar(sa.select(sa.func.count()).select_from(PatternHand)) == 0
    assert told(cast, "pattern_nominated") == sorted([cast.coordinator.id, cast.second_coordinator.id])
    browser.get(f"/patterns/{pattern.public_id}", 404)


def test_the_coordinator_takes_it_back(cast: Cast, pattern: Pattern, client: Client) -> None:
    browser = give(cast, pattern, client)
    browser.post(f"/patterns/{pattern.public_id}/recall", {"version": pattern.version})
    cast.session.expire_all()
    assert pattern.state is PatternState.CANDIDATE
    client.sign_in(cast.leader).get(f"/patterns/{pattern.public_id}", 404)


def waiting(cast: Cast, person: Person) -> set[str]:
    """Where what the person has not seen yet points."""
    cast.session.expire_all()
    return {notice.link for notice in notices.unread(cast.session, person.id)}


def test_who_has_opened_it_is_told_of_it_no_longer(cast: Cast, pattern: Pattern, client: Client) -> None:
    page = f"/patterns/{pattern.public_id}"
    give(cast, pattern, client)
    assert page in waiting(cast, cast.leader)
    client.sign_in(cast.leader).get(page)
    assert page not in waiting(cast, cast.leader)
    assert "/patterns" in waiting(cast, cast.coordinator)
    client.sign_in(cast.coordinator).get("/patterns")
    assert "/patterns" not in waiting(cast, cast.coordinator)
    assert "/patterns" in waiting(cast, cast.second_coordinator)


@pytest.mark.parametrize("verb", ["recall", "pass-up", "merge"])
def test_nothing_leads_the_leader_to_what_is_no_longer_theirs(
    cast: Cast, cases: list[Case], pattern: Pattern, client: Client, time: Clock, verb: str
) -> None:
    with transaction() as session:
        into = make_pattern(session, cast.actor(cast.coordinator), "Nøkler", cases[:4], now=time.now)
    give(cast, pattern, client)
    who = cast.leader if verb == "pass-up" else cast.coordinator
    asked = {"version": pattern.version, "reason": "Det gjelder flere", "into": into.public_id}
    client.sign_in(who).post(f"/patterns/{pattern.public_id}/{verb}", asked)
    listed, _ = notices.listed(cast.session, cast.leader.id, 1, 50)
    assert f"/patterns/{pattern.public_id}" not in {notice.link for notice in listed}
    client.sign_in(cast.leader).get(f"/patterns/{pattern.public_id}", 404)


def test_the_coordinators_hear_what_the_unit_answered(cast: Cast, pattern: Pattern, client: Client) -> None:
    give(cast, pattern, client)
    browser = client.sign_in(cast.leader)
    page = browser.get(f"/patterns/{pattern.public_id}").get_data(as_text=True)
    assert "Kan dere ta dette selv, eller gjelder det flere enn dere?" in page
    sent = {"version": pattern.version, "reason": "Ny nøkkelboks er bestilt"}
    browser.post(f"/patterns/{pattern.public_id}/answer", sent)
    after = browser.get(f"/patterns/{pattern.public_id}").get_data(as_text=True)
    assert "Enheten tar det selv" in after
    assert "Avvist" not in after
    assert told(cast, "pattern_nominated") == sorted([cast.coordinator.id, cast.second_coordinator.id])
    settled = client.sign_in(cast.coordinator).get("/patterns?show=dismissed").get_data(as_text=True)
    assert f"{cast.north.name}: Ny nøkkelboks er bestilt" in settled


@pytest.mark.parametrize("verb", ["answer", "pass-up"])
def test_others_may_not_answer_for_the_unit(cast: Cast, pattern: Pattern, client: Client, verb: str) -> None:
    give(cast, pattern, client)
    asked = {"version": pattern.version, "reason": "Nei"}
    client.sign_in(cast.south_leader).post(f"/patterns/{pattern.public_id}/{verb}", asked, 404)
    client.sign_in(cast.coordinator).post(f"/patterns/{pattern.public_id}/{verb}", asked, 403)
    client.sign_in(cast.employee).post(f"/patterns/{pattern.public_id}/{verb}", asked, 403)


def test_a_closed_unit_is_handed_nothing(cast: Cast, pattern: Pattern, time: Clock) -> None:
    with transaction() as session:
        cast.north.closed_on = cast.day
        session.flush()
        with pytest.raises(RefusedError, match="lagt ned"):
            hand.hand_over(session, cast.actor(cast.coordinator), pattern, cast.north, now=time.now)


def test_what_one_unit_alone_shows_goes_to_its_leader(cast: Cast, cases: list[Case], time: Clock) -> None:
    own = [case for case in cases if case.unit_id == cast.north.id]
    with transaction() as session:
        pattern = finding(session, cast, own, time.now, level=Level.UNIT)
    assert pattern.state is PatternState.HANDED
    assert told(cast, "pattern_handed") == [cast.leader.id]
    assert told(cast, "pattern_found") == []
    assert [entry.act for entry, _ in entries_of(cast.session, "pattern", pattern.id)] == ["find", "hand"]


def test_what_is_followed_wakes_on_its_day(cast: Cast, pattern: Pattern, client: Client, time: Clock) -> None:
    until = cast.day + dt.timedelta(10)
    with transaction() as session:
        decide.watch(session, cast.actor(cast.coordinator), pattern, until, now=time.now)
    jobs.remind(time.move(days=9))
    cast.session.expire_all()
    assert pattern.state is PatternState.WATCHED
    jobs.remind(time.move(days=1))
    cast.session.expire_all()
    assert (pattern.state, pattern.watch_until) == (PatternState.CANDIDATE, None)
    both = sorted([cast.coordinator.id, cast.second_coordinator.id] * 2)
    assert told(cast, "pattern_found") == both


@pytest.mark.parametrize(
    ("why", "number", "since", "said"),
    [
        ("cases", 1, dt.date(2026, 11, 2), "Det har kommet en ny sak siden %(since)s."),
        ("spread", 1, dt.date(2026, 11, 2), "Én enhet til har fått det siden %(since)s."),
        ("spread", 0, None, "Det er tid for å se på det igjen."),
        ("date", 0, None, "Dagen dere valgte, er kommet."),
    ],
)
def test_why_it_woke_is_said_with_what_is_known(
    why: str, number: int, since: dt.date | None, said: str
) -> None:
    assert compose.woken(why, number, since).text == f"Dere fulgte dette. {said}"


def test_what_is_followed_wakes_on_so_many_new_cases(
    cast: Cast, pattern: Pattern, client: Client, time: Clock
) -> None:
    until = (cast.day + dt.timedelta(100)).isoformat()
    asked = {"version": pattern.version, "until": until, "cases": "2"}
    path = f"/patterns/{pattern.public_id}/watch"
    browser = client.sign_in(cast.coordinator)
    browser.post(path, asked | {"cases": "0"}, 400)
    browser.post(path, asked)
    assert "2 nye saker" in browser.get(f"/patterns/{pattern.public_id}").get_data(as_text=True)
    assert "2 nye saker" in browser.get("/patterns").get_data(as_text=True)
    with transaction() as session:
        report(session, cast.actor(cast.employee), cast.north, PLANTED, cast.day, time.now)
    time.move(days=5)
    for number in (1, 2):
        with transaction() as session:
            day = cast.day + dt.timedelta(number)
            report(session, cast.actor(cast.employee), cast.north, PLANTED, day, time.now)
        jobs.remind(time.now)
        cast.session.expire_all()
        assert (pattern.state is PatternState.CANDIDATE) == (number == 2)
    assert cast.session.scalar(sa.select(sa.func.count()).select_from(PatternWatch)) == 0
    browser = client.sign_in(cast.coordinator)
    said = "Det har kommet 2 nye saker siden 23. nov. 2026."
    assert said in browser.get("/patterns").get_data(as_text=True)
    page = browser.get(f"/patterns/{pattern.public_id}").get_data(as_text=True)
    assert said in page
    listed = re.findall(r'href="(/cases\?[^"]+)">Se de nye sakene', page)
    assert "2 saker" in browser.get(unescape(listed[0])).get_data(as_text=True), "the very cases that woke it"
    browser.post(f"/patterns/{pattern.public_id}/dismiss", {"version": pattern.version, "reason": "Kjent"})
    assert "Dere fulgte dette" not in browser.get(f"/patterns/{pattern.public_id}").get_data(as_text=True)
    cast.session.expire_all()
    browser.post(f"/patterns/{pattern.public_id}/reconsider", {"version": pattern.version})
    assert "Dere fulgte dette" not in browser.get("/patterns").get_data(as_text=True)


def test_what_is_followed_wakes_when_it_spreads(
    cast: Cast, cases: list[Case], client: Client, time: Clock
) -> None:
    with transaction() as session:
        own = [case for case in cases if case.unit_id == cast.north.id]
        pattern = finding(session, cast, own, time.now)
        until = cast.day + dt.timedelta(100)
        decide.watch(session, cast.actor(cast.coordinator), pattern, until, now=time.now, spread=True)
    time.move(days=8)
    for number in range(1, 4):
        jobs.remind(time.now)
        cast.session.expire_all()
        assert pattern.state is PatternState.WATCHED
        with transaction() as session:
            day = cast.day + dt.timedelta(number)
            report(session, cast.actor(cast.employee), cast.school, PLANTED, day, time.now)
    jobs.remind(time.now)
    cast.session.expire_all()
    assert pattern.state is PatternState.CANDIDATE
    page = client.sign_in(cast.coordinator).get(f"/patterns/{pattern.public_id}").get_data(as_text=True)
    assert "enhet" in page[page.index("Dere fulgte dette") :][:60]
    assert "til har fått det siden 23. nov. 2026." in page


def test_who_passed_it_up_hears_that_it_is_not_raised(
    cast: Cast, pattern: Pattern, client: Client, time: Clock
) -> None:
    give(cast, pattern, client)
    asked = {"version": pattern.version, "reason": "Gjelder også nabosonen"}
    client.sign_in(cast.leader).post(f"/patterns/{pattern.public_id}/pass-up", asked)
    with transaction() as session:
        decide.dismiss(session, cast.actor(cast.coordinator), pattern, "Kjent", now=time.now)
    heard = client.sign_in(cast.leader).get("/notices").get_data(as_text=True)
    assert f"Funnet som {cast.north.name} sendte videre, blir ikke løftet nå" in heard
    with transaction() as session:
        coordinator = cast.actor(cast.coordinator)
        decide.reconsider(session, coordinator, pattern, now=time.now)
        decide.dismiss(session, coordinator, pattern, "Fremdeles kjent", now=time.move(days=1))
    assert len([n for n in cast.session.scalars(sa.select(Notice)) if "not_taken_further" in n.key]) == 1


def test_notices_name_the_patterns_they_lead_to_for_who_may_see_them(
    cast: Cast, cases: list[Case], client: Client, time: Clock
) -> None:
    with transaction() as session:
        coordinator = cast.actor(cast.coordinator)
        made = [make_pattern(session, coordinator, f"Nøkler {n}", cases, now=time.now) for n in range(2)]
        for each in made:
            decide.raise_pattern(session, coordinator, each, now=time.now)
    browser = client.sign_in(cast.leader)
    for path in ("/", "/notices"):
        page = browser.get(path).get_data(as_text=True)
        assert all(f"Nøkler {n}" in page for n in range(2)), path
    with transaction() as session:
        made[0].state = PatternState.CANDIDATE
        session.add(made[0])
    page = browser.get("/notices").get_data(as_text=True)
    assert "Nøkler 0" not in page
    assert "Nøkler 1" in page
