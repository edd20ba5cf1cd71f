"""A report that was approved and taken up, and one that waits for people's words."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.roles import SYSTEM
from quality.cases.kinds import Strength
from quality.core.clock import local_date
from quality.demo.load.people import Town
from quality.reports.compose.periods import Period, latest
from quality.reports.jobs.numbers import numbers
from quality.reports.kinds import RECIPES, Chapter, ReportKind
from quality.reports.models import Report
from quality.reports.queries.listing import root
from quality.reports.services import making, taken_up, writing

WORDS = {
    Chapter.VOLUME: "Renhold og bygg melder fra telefonen nå. Vi har bedt enhetene melde nestenuhell også.",
    Chapter.SERIOUS: "De alvorlige sakene er gått gjennom i ledergruppa, hver for seg.",
    Chapter.PATTERNS: "Ledergruppa følger mønstrene den første mandagen i hver måned.",
}


def load_reports(town: Town, coordinator: str, chief: str, head: str, now: dt.datetime) -> None:
    """The tertial before the last, approved and taken up, and the last one as a draft."""
    session, day = town.session, local_date(now)
    newest = latest(RECIPES[ReportKind.TERTIAL].months, day)
    earlier = _made(session, newest.before(), now - dt.timedelta(20))
    for chapter, text in WORDS.items():
        writing.comment(session, town.actor(coordinator), earlier, chapter, text, now=now - dt.timedelta(15))
    writing.approve(session, town.actor(chief), earlier, now=now - dt.timedelta(12))
    told = taken_up.Meeting(
        "Kommunestyret",
        day - dt.timedelta(6),
        "Kommunestyret tok rapporten til orientering og ba om en plan for bemanning på natt.",
    )
    meeting = taken_up.take_up(session, town.actor(coordinator), earlier, told, now=now - dt.timedelta(5))
    owner = session.get_one(Person, town.people[head])
    decision = taken_up.Decision(
        "Legge fram en plan for bemanning på natt i sykehjemmene",
        owner,
        day + dt.timedelta(40),
        Strength.MEDIUM,
    )
    at = now - dt.timedelta(5)
    taken_up.decide(session, town.actor(coordinator), earlier, meeting, decision, now=at)
    draft = _made(session, newest, now - dt.timedelta(2))
    text = "Sommeren ga færre meldinger, som i fjor. Vi venter på tall fra legevakta."
    writing.comment(session, town.actor(coordinator), draft, Chapter.VOLUME, text, now=now - dt.timedelta(1))


def _made(session: Session, period: Period, at: dt.datetime) -> Report:
    top = root(session)
    assert top
    report = making.order(session, SYSTEM, ReportKind.TERTIAL, top, period, now=at)
    making.freeze(session, report, numbers(session, report.id, local_date(at)), now=at)
    return report
