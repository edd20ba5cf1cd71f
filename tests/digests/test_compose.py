"""What the week's edition says to whom."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.queries import actor_for, actors_for
from quality.cases.kinds import CaseKind, Harm
from quality.cases.models.case import Case, CaseConcern
from quality.cases.services.register import Report, register_case
from quality.core.clock import at_local
from quality.core.db import db, transaction
from quality.core.letters import Receiver
from quality.core.mail import Mail, OutgoingMail
from quality.core.notices import News, tell
from quality.digests import jobs, mails
from quality.digests.compose import compose as say
from quality.digests.compose import gather_day
from quality.digests.compose.audience import why
from quality.digests.compose.values import Digest, Gathered, NoteFact, PatternFact, Review, Section
from quality.digests.kinds import DEFAULT_PLANS, EditionKind, label
from quality.digests.models import DeliveryState, Edition, Subscription
from quality.digests.queries.gather import gather
from quality.learning.models import Note, NoteRead, Uptake
from quality.learning.states import NoteState, UptakeState
from quality.organisation.models import Unit
from quality.patterns.models import Pattern
from quality.patterns.states import PatternState
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock
from tests.digests.conftest import (
    SITE,
    TUESDAY,
    Compose,
    add_note,
    add_pattern,
    close,
    mail_to,
    outcome,
    receivers,
)


def fact(number: int, *, worked: bool = False, near: int = 1) -> NoteFact:
    return NoteFact(number, f"/learning/{number}", f"Notat {number}", "Det gikk bra.", worked, near, NOW)


K = EditionKind


def section(kind: EditionKind, found: Gathered, most: int = 6) -> Section:
    """What an edition says when it may say so many things."""
    return say(replace(DEFAULT_PLANS[kind], things=most), found)


def about(kind: EditionKind) -> dict[str, mails.About]:
    """What a mail tells of an edition as Løft comes with it."""
    name, rhythm = label(DEFAULT_PLANS, kind), DEFAULT_PLANS[kind].rhythm
    return {kind: mails.About(name, name, rhythm, why(DEFAULT_PLANS, kind))}


def choose(found: Gathered) -> Digest | None:
    """Everybody's week as one digest."""
    return gather_day([(EditionKind.WEEKLY, section(K.WEEKLY, found, 3))], found.notices)


def test_at_most_three_things_and_something_that_worked_first() -> None:
    found = Gathered(
        notes=(fact(1, near=3), fact(2, worked=True), fact(3), fact(4)),
        patterns=(PatternFact(1, "/patterns/1", "Enhet", 4),),
        new=3,
        led=(1,),
    )
    digest = choose(found)
    assert digest
    assert [thing.kind for thing in digest.things] == ["forbedring", "person", "monster"]
    ((_, section),) = digest.sections
    assert section.carried == {"notes": [2], "led": [1], "patterns": [1]}


def test_the_nearest_note_that_worked_is_chosen() -> None:
    digest = choose(Gathered(notes=(fact(1, worked=True), fact(2, worked=True, near=3))))
    assert digest
    assert digest.things[0].link == "/learning/2"


def test_nothing_to_say_is_nothing() -> None:
    assert choose(Gathered()) is None


def test_a_leader_is_told_what_waits(
    ready: Cast, case: Case, note: Note, session: Session, compose: Compose
) -> None:
    compose()
    text = mail_to(session, ready.leader.id).text
    assert f"  {'Nye å ta stilling til':<44} {1:>6}\n" in text
    assert f"  {'Læringsnotater som venter på svar fra dere':<44} {1:>6}\n" in text
    assert "Fast mottaker per vakt" in text


def test_the_counts_are_those_of_the_inbox(cast: Cast, case: Case, session: Session, time: Clock) -> None:
    time.move(days=30)
    found = gather(session, list(cast.everybody().values()), time.now)
    assert found.of(cast.leader.id).new == 1
    assert found.of(cast.south_leader.id).new == 0
    assert found.of(cast.head.id).new == 0, "the unit has a leader"
    assert found.of(cast.deputy.id).new == 0, "the deputy's days are over"


def test_more_cases_cost_no_more_queries(cast: Cast, case: Case, session: Session) -> None:
    people = list(cast.everybody().values())

    def queries() -> int:
        asked: list[str] = []

        def note(*parts: Any) -> None:
            asked.append(parts[2])

        sa.event.listen(db.engine, "before_cursor_execute", note)
        found = gather(session, people, NOW)
        assert [found.of(person.id) for person in people]
        sa.event.remove(db.engine, "before_cursor_execute", note)
        session.expunge_all()
        return sum(query.startswith("SELECT") for query in asked)

    queries()
    before = queries()
    with transaction():
        for number in range(5):
            report = Report(CaseKind.DEVIATION, f"Sak {number}", cast.north.id, Harm.NO)
            register_case(session, cast.actor(cast.employee), report, now=NOW)
    session.expunge_all()
    assert queries() == before


def test_who_is_complained_about_is_not_told_of_it(cast: Cast, case: Case, session: Session) -> None:
    with transaction():
        session.add(CaseConcern(case_id=case.id, person_id=cast.leader.id))
    found = gather(session, list(cast.everybody().values()), NOW)
    assert found.of(cast.leader.id).new == 0
    assert found.of(cast.head.id).new == 1, "the head takes it instead"


def test_many_actors_at_once_equal_each_alone(cast: Cast, session: Session) -> None:
    everybody = list(cast.everybody().values())
    many = actors_for(session, everybody, cast.day)
    assert many == {person.id: actor_for(session, person, cast.day) for person in everybody}


def test_no_mail_holds_text_of_a_case_or_a_pattern(
    ready: Cast, case: Case, pattern: Pattern, note: Note, session: Session, compose: Compose
) -> None:
    with transaction():
        close(session, case, NOW)
    assert compose()
    for person_id in receivers(session):
        mail = mail_to(session, person_id)
        assert "jellrype" not in mail.subject + mail.text + mail.html


def test_an_answered_case_asks_its_reporter_once(
    ready: Cast, case: Case, session: Session, compose: Compose, time: Clock
) -> None:
    with transaction():
        close(session, case, NOW)
    compose()
    assert "En sak du meldte, er besvart" in mail_to(session, ready.employee.id).text
    assert outcome(session, ready.colleague.id) is DeliveryState.NOTHING_NEW
    time.move(days=7)
    compose()
    assert outcome(session, ready.employee.id) is DeliveryState.NOTHING_NEW


@pytest.mark.parametrize("state", list(PatternState))
def test_a_pattern_reaches_only_those_who_may_see_it(
    cast: Cast, session: Session, state: PatternState, app: Flask
) -> None:
    with transaction():
        add_pattern(session, cast, state)
    everybody = cast.everybody()
    found = gather(session, list(everybody.values()), NOW)
    told = {name for name, person in everybody.items() if found.of(person.id).patterns}
    runs = state in {PatternState.RAISED, PatternState.OWNED, PatternState.MEASURES, PatternState.EFFECT}
    assert told == ({"leader", "south_leader", "deputy", "head"} if runs else set())


@pytest.mark.parametrize("state", [state for state in NoteState if state is not NoteState.PUBLISHED])
def test_a_note_that_is_not_published_reaches_nobody(
    ready: Cast, session: Session, state: NoteState, compose: Compose
) -> None:
    with transaction():
        add_note(session, ready, ready.north.id, state=state)
    assert compose() == 0


def test_a_note_reaches_like_units_and_not_others(
    ready: Cast, note: Note, session: Session, compose: Compose
) -> None:
    compose()
    told = set(receivers(session))
    assert {ready.employee.id, ready.outsider.id, ready.chief.id} <= told
    assert ready.teacher.id not in told
    assert ready.coordinator.id not in told, "its author knows it"


def test_a_note_already_read_or_sent_is_not_new(
    ready: Cast, note: Note, session: Session, compose: Compose, time: Clock
) -> None:
    with transaction():
        session.add(NoteRead(note_id=note.id, person_id=ready.colleague.id, at=NOW))
    compose()
    assert outcome(session, ready.colleague.id) is DeliveryState.NOTHING_NEW
    assert outcome(session, ready.employee.id) is DeliveryState.QUEUED
    time.move(days=7)
    assert compose() > 0, "the leaders still owe an answer"
    assert outcome(session, ready.employee.id) is DeliveryState.NOTHING_NEW


def test_notices_go_along_and_are_not_told_twice(ready: Cast, session: Session, compose: Compose) -> None:
    with transaction():
        tell(
            session,
            [News(ready.teacher.id, "x", "Sak %(number)s er besvart", "/x", "k", {"number": "2026-0001"})],
            NOW,
        )
    compose()
    mail = mail_to(session, ready.teacher.id)
    assert mail.subject == "Nytt i Løft: én ting til deg"
    assert "Sak 2026-0001 er besvart" in mail.text


def test_a_mail_is_in_its_readers_language(
    ready: Cast, note: Note, session: Session, compose: Compose
) -> None:
    with transaction():
        session.get_one(type(ready.employee), ready.employee.id).language = "en"
    compose()
    assert mail_to(session, ready.employee.id).subject == "Weekly digest in Løft: one thing for you"
    assert mail_to(session, ready.colleague.id).subject == "Ukens læring i Løft: én ting til deg"


def test_texts_are_escaped_in_html_alone(ready: Cast, note: Note, session: Session, compose: Compose) -> None:
    with transaction():
        session.get_one(Note, note.id).title = "<b>A & B</b>"
    compose()
    mail = mail_to(session, ready.employee.id)
    assert "<b>A & B</b>" in mail.text
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in mail.html
    assert len(mail.html) < 100_000
    assert " style=" in mail.html


def test_every_link_of_a_mail_opens_for_whoever_got_it(
    ready: Cast, note: Note, pattern: Pattern, case: Case, session: Session, time: Clock, client: Client
) -> None:
    asked = set[tuple[int, str]]()
    for day in (TUESDAY, dt.date(2026, 12, 1), dt.date(2027, 1, 4), dt.date(2027, 1, 5)):
        time.now = at_local(day, 8)
        jobs.compose(SITE, time.now)
        fresh = session.scalars(sa.select(OutgoingMail).where(OutgoingMail.created_at == time.now)).all()
        links = [(mail.person_id or 0, re.findall(f'href="{SITE}([^"]*)"', mail.html)) for mail in fresh]
        for person_id, link in [(number, unescape(link)) for number, found in links for link in found]:
            browser = client.sign_in(session.get_one(Person, person_id))
            assert browser.http.get(link).status_code < 400, (person_id, link)
            asked.add((person_id, link))
    kinds = set(session.scalars(sa.select(Edition.kind)))
    assert {EditionKind.COORDINATORS, EditionKind.TERTIAL} <= kinds
    assert {(person.id, "/patterns/municipality") for person in (ready.chief, ready.coordinator)} <= asked


def test_equal_words_are_set_once_and_still_hold_each_readers_own(
    ready: Cast, session: Session, compose: Compose, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_for: list[str] = []
    letter = mails.letter

    def counted(kind: str, to: Receiver, **more: Any) -> Mail:
        set_for.append(kind)
        return letter(kind, to, **more)

    monkeypatch.setattr(mails, "letter", counted)
    with transaction():
        add_note(session, ready, ready.north.id, ready.south.id)
        session.get_one(Unit, ready.south.id).name = "Sør & <vest>"
    compose()
    of_north = [mail_to(session, person.id) for person in (ready.employee, ready.colleague)]
    of_south = mail_to(session, ready.outsider.id)
    everybody = session.scalar(sa.select(sa.func.count(OutgoingMail.id))) or 0
    assert len(set_for) < everybody
    assert all("Du får denne fordi du jobber i Hjemmetjenesten nord" in mail.text for mail in of_north)
    assert "jobber i Sør & <vest>" in of_south.text
    assert "jobber i Sør &amp; &lt;vest&gt;" in of_south.html
    tokens = dict(session.execute(sa.select(Subscription.person_id, Subscription.stop_token)).all())
    for mail in (*of_north, of_south):
        own = tokens.pop(mail.person_id)
        assert all(own in part for part in (mail.text, mail.html, mail.unsubscribe_url))
        assert not any(other in mail.text + mail.html for other in tokens.values())


REVIEW = Review(candidates=2, raised=3, without_owner=1, asked=10, answered=6, taken_up=4, mail_trouble=0)


def words(found: Gathered, kind: EditionKind) -> list[str]:
    """What an edition says: the titles, then the words of its lines."""
    things = section(kind, found).things
    return [thing.title.text for thing in things] + [line[0].text for thing in things for line in thing.lines]


def test_leaders_are_told_what_waits_one_note_and_one_silence() -> None:
    found = Gathered(notes=(fact(1), fact(2, worked=True, near=2)), new=2, led=(1,), quiet=("Moen skole",))
    assert words(found, K.LEADERS) == [
        "Dette venter på deg",
        "Dette virket: %(title)s",
        "Det er stille fra %(unit)s. Vet du hvorfor?",
        "Nye å ta stilling til",
    ]


def test_the_month_tells_first_what_most_units_took_up() -> None:
    few, many = fact(1, worked=True), replace(fact(2), units=7, taken_up=5)
    said = section(K.MONTHLY, Gathered(learned=(few, many)), 3)
    assert [thing.link for thing in said.things] == ["/learning/2", "/learning/1"]
    assert said.carried == {"notes": [2, 1]}


def test_the_share_that_uses_a_note_is_drawn_and_told(
    ready: Cast, note: Note, session: Session, time: Clock
) -> None:
    with transaction():
        session.add(Uptake(note_id=note.id, unit_id=ready.south.id, opened_at=NOW, state=UptakeState.ADOPTED))
        choice = Subscription(person_id=ready.employee.id, stop_token="t" * 43)
        session.add(choice)
    thing = section(K.MONTHLY, gather(session, [ready.employee], time.now).of(ready.employee.id)).things[0]
    assert thing.share == (1, 2)
    digest = gather_day([(EditionKind.MONTHLY, Section((thing,)))], ())
    assert digest
    site = mails.Site("https://loft.example", "Bjørkli")
    mail = mails.edition(ready.employee, choice, digest, site, key="k", about=about(K.MONTHLY))
    assert 'src="cid:bar-1-2@loft" alt="1 av 2"' in mail.html
    assert "1 av 2 enheter bruker det" in mail.text


def test_each_figure_of_a_digest_is_a_bar_in_the_mail_and_a_row_in_its_text(
    ready: Cast, session: Session
) -> None:
    choice = Subscription(person_id=ready.coordinator.id, stop_token="t" * 43)
    digest = gather_day([(K.COORDINATORS, section(K.COORDINATORS, Gathered(review=REVIEW)))], ())
    assert digest
    site = mails.Site("https://loft.example", "Bjørkli")
    mail = mails.edition(ready.coordinator, choice, digest, site, key="k", about=about(K.COORDINATORS))
    figures = (("Funn som venter på vurdering", 2, 3), ("Har svart", 6, 10), ("Har tatt det i bruk", 4, 10))
    for words, number, of in figures:
        assert f'src="cid:bar-{number}-{of}@loft" alt="{words}: {number}"' in mail.html
        assert f"  {words:<44} {number:>6}\n" in mail.text
    assert "Koordinatorens måned går hver måned til kvalitetskoordinatorer." in mail.text


def test_what_is_pinned_comes_first() -> None:
    found = Gathered(notes=(fact(1, near=3), fact(2)), learned=(fact(1), fact(2)), pinned=(2,))
    assert section(K.WEEKLY, found, 1).things[0].link == "/learning/2"
    assert section(K.MONTHLY, found, 1).things[0].link == "/learning/2"


def test_the_chief_hears_of_raised_patterns_and_never_of_candidates() -> None:
    told = words(Gathered(review=REVIEW), K.TERTIAL)
    assert "Løftede mønstre uten eier" in told
    assert "Funn som venter på vurdering" not in told
    assert "Funn som venter på vurdering" in words(Gathered(review=REVIEW), K.COORDINATORS)


def test_coordinators_alone_are_told_that_there_is_nothing() -> None:
    quiet = Gathered(review=Review(0, 0, 0, 0, 0, 0, 0))
    assert words(quiet, K.COORDINATORS) == ["Ingenting nytt denne måneden"]
    assert words(quiet, K.TERTIAL) == []


def test_two_editions_of_a_day_tell_the_same_note_once() -> None:
    found = Gathered(notes=(fact(1),), learned=(fact(1), fact(2)))
    sections = [
        (EditionKind.WEEKLY, section(K.WEEKLY, found, 3)),
        (EditionKind.MONTHLY, section(K.MONTHLY, found, 3)),
    ]
    digest = gather_day(sections, ())
    assert digest
    assert [thing.link for thing in digest.things] == ["/learning/1", "/learning/2"]
