"""Every page that anybody is led to: no dead link, valid HTML, accessible and never wider than the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from quality.cases.kinds import CanLearn, CaseKind, Harm, Strength
from quality.cases.models.case import Case
from quality.cases.queries.tally import types_of
from quality.cases.services import close, measures, receive, talk
from quality.cases.services.register import Report, register_case
from quality.cases.services.tally import Told, count_one
from quality.core.db import transaction
from quality.insights.kinds import AnnotationKind, ViewPage
from quality.insights.services.annotations import Said, annotate
from quality.insights.services.meeting import add_point
from quality.insights.services.saved import Named, save_view
from quality.learning.services.publishing import publish_note
from quality.learning.services.writing import Content, Source, submit_note, write_note
from quality.organisation.models import Unit
from quality.patterns.services import decide, make
from quality.reports.compose.periods import latest
from quality.reports.jobs.numbers import numbers
from quality.reports.kinds import Chapter, ReportKind
from quality.reports.services import taken_up
from quality.reports.services.making import freeze, order
from quality.reports.services.writing import approve, comment
from tests.browser.walk import Walk, contents, cookies, one_of_each
from tests.cast import Cast
from tests.conftest import NOW, Clock
from tests.servers.browser import PageFactory
from tests.servers.checkers import check_html, faults
from tests.servers.plugin import Serve
from tests.stage import Stage

READERS = ["employee", "leader", "coordinator", "admin"]  # whose pages are looked at in a browser
PEOPLE = ["employee", "leader", "head", "coordinator", "safety_rep", "privacy_officer", "chief", "admin"]


@pytest.fixture
def lived_in(app: Flask, time: Clock, stage: Stage) -> Cast:
    """The cast in a place where work is done; each room adds its own."""
    return stage.cast(time.now, live_in)


def live_in(cast: Cast) -> None:
    """Write something of everything that pages show."""
    with transaction() as session:
        leader, coordinator = cast.actor(cast.leader), cast.actor(cast.coordinator)
        first, second, third = (report(cast, words) for words in STORIES)
        receive.receive(session, leader, first, now=NOW)
        plan = measures.Plan("Sjekkliste ved vaktskifte", cast.colleague.id, NOW.date())
        measures.add_measure(session, leader, first, plan, now=NOW)
        talk.ask(session, leader, second, "Hvilken vakt var det?", now=NOW)
        good = report(cast, "Vi har hengt nøklene i samme rekkefølge som rundene.", CaseKind.IMPROVEMENT)
        closing = close.Closing("Takk, dette gjør vi alle steder.", CanLearn.YES)
        receive.receive(session, leader, good, now=NOW)
        close.close(session, leader, good, closing, now=NOW)
        candidate = make.make_pattern(session, coordinator, "Medisin blir glemt", [first, second], now=NOW)
        raised = make.make_pattern(session, coordinator, "Dører går i lås", [second, third], now=NOW)
        decide.raise_pattern(session, coordinator, raised, now=NOW)
        decide.set_owner(session, coordinator, raised, cast.head, "Halvparten så mange", now=NOW)
        assert candidate.id
        publish(cast)
        counted = types_of(session, cast.north.id, "nb")[0]
        count_one(session, leader, cast.north, Told(counted.public_id), now=NOW)
        said = Said(AnnotationKind.ROUTINE, "Ny nattrutine", NOW.date(), cast.north.id)
        annotate(session, leader, said, now=NOW)
        named = Named("Fall", "category=T2", cast.north.id)
        save_view(session, leader, ViewPage.TRENDS, named, now=NOW)
        for actor in (leader, coordinator):
            add_point(session, actor, "category=T2", "Fall", now=NOW)
            add_point(session, actor, f"pattern={raised.public_id}", "Dører går i lås", now=NOW)
        write_reports(session, cast)


STORIES = (
    "Bruker fikk ikke medisin i går kveld.",
    "Glemte å gi kveldsmedisin på runden.",
    "Døra gikk i lås og ingen hadde nøkkel.",
)


def report(cast: Cast, words: str, kind: CaseKind = CaseKind.DEVIATION) -> Case:
    harm = Harm.NO if kind is CaseKind.DEVIATION else None
    told = Report(kind, words, cast.north.id, harm)
    return register_case(cast.session, cast.actor(cast.employee), told, now=NOW)


def publish(cast: Cast) -> None:
    """A note in the library, one waiting for approval and one draft."""
    author, approver = cast.actor(cast.coordinator), cast.actor(cast.second_coordinator)
    content = Content("Fast mottaker per vakt", "Lest for sent.", "Én leser.", "To feil mot tolv.")
    units = [cast.north.id, cast.school.id]
    notes = [write_note(cast.session, author, content, units, Source(), now=NOW) for _ in range(3)]
    for note in notes[:2]:
        submit_note(cast.session, author, note, now=NOW)
    publish_note(cast.session, approver, notes[0], now=NOW)


def write_reports(session: Session, cast: Cast) -> None:
    """A draft, and a report that was approved and taken up."""
    coordinator, newest = cast.actor(cast.coordinator), latest(4, cast.day)
    unit = session.get_one(Unit, cast.municipality.id)
    for period in (newest, newest.before()):
        made = order(session, coordinator, ReportKind.TERTIAL, unit, period, now=NOW)
        freeze(session, made, numbers(session, made.id, cast.day), now=NOW)
    comment(session, coordinator, made, Chapter.VOLUME, "Vi øver hver måned.", now=NOW)
    approve(session, cast.actor(cast.chief), made, now=NOW)
    meeting = taken_up.Meeting("Kommunestyret", NOW.date(), "Tatt til orientering.")
    row = taken_up.take_up(session, coordinator, made, meeting, now=NOW)
    plan = taken_up.Decision("Plan for natt", cast.leader, NOW.date(), Strength.MEDIUM)
    taken_up.decide(session, coordinator, made, row, plan, now=NOW)


@pytest.fixture
def walk(app: Flask, lived_in: Cast, walks: dict[str, Walk]) -> Callable[[str], Walk]:
    """What one of the cast finds, walked the first time it is asked for: the rows are the same every time."""

    def walked(part: str) -> Walk:
        if part not in walks:
            walks[part] = Walk(app, getattr(lived_in, part))
        return walks[part]

    return walked


@pytest.fixture(scope="module")
def walks() -> dict[str, Walk]:
    """The walks made so far, by the part."""
    return {}


@pytest.mark.parametrize("part", PEOPLE)
def test_every_link_a_person_is_shown_leads_somewhere(walk: Callable[[str], Walk], part: str) -> None:
    assert walk(part).dead == []
    assert walk(part).pages


@pytest.mark.markup
def test_every_page_is_valid_html(app: Flask, walk: Callable[[str], Walk]) -> None:
    pages: dict[str, str] = {}
    for part in PEOPLE:
        seen = walk(part).pages
        pages |= {f"{part} {address}": seen[address] for address in one_of_each(app, seen)}
    assert check_html(pages) == []


@pytest.mark.parametrize("part", READERS)
def test_every_page_is_accessible_and_fits(
    app: Flask,
    lived_in: Cast,
    walk: Callable[[str], Walk],
    serve: Serve,
    page_factory: PageFactory,
    part: str,
) -> None:
    address, pages = serve(app), walk(part).pages
    page = page_factory(320, base_url=address)
    brought: Any = cookies(app, getattr(lived_in, part), address)
    page.context.add_cookies(brought)
    seen_before = {text for other in READERS[: READERS.index(part)] for text in told(app, walk(other))}
    found = []
    for path in one_of_each(app, pages):
        if contents(pages[path]) not in seen_before:
            page.goto(path)
            found += faults(page)
    assert found == []


def told(app: Flask, walk: Walk) -> list[str]:
    """The contents of the pages of a walk that are looked at."""
    return [contents(walk.pages[path]) for path in one_of_each(app, walk.pages)]
