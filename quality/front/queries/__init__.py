"""What the first page gathers from the rooms below."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Act, Actor, Role
from quality.cases.queries.breach import count_undecided
from quality.cases.queries.closing import approvals
from quality.cases.queries.flow import count_of_my_tasks
from quality.cases.queries.inbox import Waiting, count_of_escalated, count_waiting, heads_others
from quality.cases.queries.measures import count_measures
from quality.cases.queries.safety import count_of_safety
from quality.cases.queries.tally import TypeLine, types_of
from quality.core.clock import local_date
from quality.core.notices import Notice, unread
from quality.core.runs import worker_silent
from quality.core.text import N_, Message
from quality.front.queries.settings import leaderless
from quality.front.queries.unowned import count_of_listed
from quality.learning.queries import count_of_asked, count_of_unapproved
from quality.organisation.queries import open_units
from quality.patterns.queries.desk import count_of_findings, count_of_handed
from quality.patterns.queries.raised import count_of_decisions, count_of_owned
from quality.patterns.queries.titles import titles_at

NEWS_SHOWN = 6
TALLIES_SHOWN = 3
COUNTED = {
    "case_new": "cases.inbox",
    "pattern_found": "patterns.desk",
    "note_approve": "learning.index",
    "task_new": "cases.tasks",
}


@dataclass(frozen=True)
class Wait:
    """Something that waits for the reader: what, where and under which picture."""

    text: Message
    endpoint: str
    icon: str


@dataclass(frozen=True)
class Home:
    """New to the reader, and what waits for those whose work it is; `cases` is what waits in the inbox.

    `called` has what the patterns are called that the news lead to, by their address.
    """

    news: list[Notice]
    called: dict[str, str | Message]
    waits: list[Wait]
    tallies: list[TypeLine]
    cases: Waiting | None


def home(session: Session, actor: Actor, now: dt.datetime) -> Home:
    """The first page: a query for the news, one for the inbox, one for the rest of what is counted.

    A few more name the patterns in the news, where there are any.
    """
    day = local_date(now)
    cases = count_waiting(session, actor, day) if actor.may(Act.CASE_HANDLE) else None
    numbers = _count(session, actor, day)
    waits = [
        *_cases(cases),
        *_escalated(numbers),
        *_safety(numbers),
        *_breaches(session, actor),
        *_measures(session, actor, day),
        *_closings(session, actor),
        *_tasks(numbers),
        *_findings(numbers),
        *_notes(numbers),
        *_set_up(session, actor, day),
        *_standing_still(session, actor, now),
    ]
    tallies = types_of(session, actor.unit_id, actor.language)[:TALLIES_SHOWN]
    news = _latest(unread(session, actor.id), waits)
    called = titles_at(session, actor, [notice.link for notice in news])
    return Home(news, called, waits, tallies, cases)


def _count(session: Session, actor: Actor, day: dt.date) -> Counter[str]:
    """What waits for the reader by its kind, in one query; what is not the reader's work is 0."""
    queries = {"tasks": count_of_my_tasks(actor)}
    if heads_others(actor):
        queries["escalated"] = count_of_escalated(actor)
    if actor.everywhere(Act.PATTERN_REVIEW):
        queries |= {"findings": count_of_findings(actor), "listed": count_of_listed(actor)}
    elif actor.reach(Act.PATTERN_ANSWER):
        queries["handed"] = count_of_handed(actor)
    if actor.may(Act.SAFETY_READ):
        queries["safety"] = count_of_safety(actor)
    if actor.may(Act.PATTERN_OWN):
        queries["owned"] = count_of_owned(actor)
    if Role.CHIEF in actor.roles:
        queries["decisions"] = count_of_decisions(actor)
    if actor.may(Act.UPTAKE_ANSWER) or actor.may(Act.NOTE_APPROVE):
        queries |= {"asked": count_of_asked(actor), "unapproved": count_of_unapproved(actor)}
    row = session.execute(
        sa.select(*(query.scalar_subquery() for query in queries.values())), {"day": day}
    ).one()
    return Counter(dict(zip(queries, row, strict=True)))


def _wait(number: int, one: str, many: str, endpoint: str, icon: str) -> list[Wait]:
    text = Message(one) if number == 1 else Message(many, {"number": number})
    return [Wait(text, endpoint, icon)] if number else []


def _cases(cases: Waiting | None) -> list[Wait]:
    if cases is None:
        return []
    place = "cases.inbox"
    return [
        *_wait(
            cases.grave,
            N_("Én alvorlig sak venter på at du tar imot"),
            N_("%(number)s alvorlige saker venter på at du tar imot"),
            place,
            "warning",
        ),
        *_wait(cases.new, N_("Én ny sak å ta imot"), N_("%(number)s nye saker å ta imot"), place, "inbox"),
        *_wait(
            cases.offered,
            N_("Én sak som en annen enhet har sendt dere"),
            N_("%(number)s saker som andre enheter har sendt dere"),
            place,
            "send",
        ),
        *_wait(cases.late, N_("Én sak over fristen"), N_("%(number)s saker over fristen"), place, "clock"),
        *_wait(
            cases.open,
            N_("Én åpen sak du jobber med"),
            N_("%(number)s åpne saker du jobber med"),
            place,
            "folder",
        ),
    ]


def _escalated(numbers: Counter[str]) -> list[Wait]:
    """Others' cases long past their deadline, for the head and the coordinator whom they have risen to."""
    return [
        *_wait(
            numbers["escalated"],
            N_("Én sak lenge over fristen i enhetene dine"),
            N_("%(number)s saker lenge over fristen i enhetene dine"),
            "cases.inbox",
            "warning",
        ),
        *_wait(
            numbers["listed"],
            N_("Én sak lenge over fristen, som alle nivåer har fått beskjed om"),
            N_("%(number)s saker lenge over fristen, som alle nivåer har fått beskjed om"),
            "unowned.index",
            "warning",
        ),
    ]


def _safety(numbers: Counter[str]) -> list[Wait]:
    """The open health-and-safety cases of the area, for its representative."""
    return _wait(
        numbers["safety"],
        N_("Én åpen HMS-sak i området ditt"),
        N_("%(number)s åpne HMS-saker i området ditt"),
        "cases.safety",
        "heart",
    )


def _breaches(session: Session, actor: Actor) -> list[Wait]:
    """Breaches of personal data that nobody has decided on, for the privacy officer."""
    return _wait(
        count_undecided(session, actor) if actor.may(Act.BREACH_READ) else 0,
        N_("Ett brudd på personvernet å vurdere"),
        N_("%(number)s brudd på personvernet å vurdere"),
        "cases.breaches",
        "lock",
    )


def _measures(session: Session, actor: Actor, day: dt.date) -> list[Wait]:
    """What somebody without an inbox is to carry out; who has one finds it in the menu."""
    number = 0 if actor.may(Act.CASE_HANDLE) else count_measures(session, actor, "mine", day)
    return _wait(
        number,
        N_("Ett tiltak du har ansvaret for"),
        N_("%(number)s tiltak du har ansvaret for"),
        "cases.measure_list",
        "tasks",
    )


def _tasks(numbers: Counter[str]) -> list[Wait]:
    """Parts of cases that the reader has been given."""
    return _wait(
        numbers["tasks"],
        N_("Én oppgave i en sak"),
        N_("%(number)s oppgaver i saker"),
        "cases.tasks",
        "tasks",
    )


def _closings(session: Session, actor: Actor) -> list[Wait]:
    return _wait(
        len(approvals(session, actor)),
        N_("Én lukking å godkjenne"),
        N_("%(number)s lukkinger å godkjenne"),
        "cases.approvals",
        "check-circle",
    )


def _findings(numbers: Counter[str]) -> list[Wait]:
    return [
        *_wait(
            numbers["findings"],
            N_("Ett funn å ta stilling til"),
            N_("%(number)s funn å ta stilling til"),
            "patterns.desk",
            "pattern",
        ),
        *_wait(
            numbers["handed"],
            N_("Noe går igjen hos dere. Se på det"),
            N_("%(number)s ting går igjen hos dere. Se på dem"),
            "patterns.desk",
            "pattern",
        ),
        *_wait(
            numbers["owned"],
            N_("Ett mønster du eier"),
            N_("%(number)s mønstre du eier"),
            "patterns.mine",
            "pattern",
        ),
        *_wait(
            numbers["decisions"],
            N_("Ett mønster der det bes om en beslutning"),
            N_("%(number)s mønstre der det bes om en beslutning"),
            "patterns.sheet",
            "pattern",
        ),
    ]


def _notes(numbers: Counter[str]) -> list[Wait]:
    return [
        *_wait(
            numbers["asked"],
            N_("Ett læringsnotat venter på svar fra dere"),
            N_("%(number)s læringsnotater venter på svar fra dere"),
            "learning.index",
            "lightbulb",
        ),
        *_wait(
            numbers["unapproved"],
            N_("Ett læringsnotat venter på godkjenning"),
            N_("%(number)s læringsnotater venter på godkjenning"),
            "learning.index",
            "check-circle",
        ),
    ]


def _set_up(session: Session, actor: Actor, day: dt.date) -> list[Wait]:
    """What a municipality cannot do without, for who can mend it or ask for it: units, and who answers in each."""
    if not (actor.may(Act.PEOPLE_MANAGE) or actor.everywhere(Act.PATTERN_REVIEW)):
        return []
    units = open_units(session, day)
    if actor.may(Act.PEOPLE_MANAGE) and not units:
        return [Wait(Message(N_("Gjør kommunen klar til bruk")), "settings.index", "cog")]
    return _wait(
        len(leaderless(session, units, day)),
        N_("Én enhet mangler leder"),
        N_("%(number)s enheter mangler leder"),
        "unowned.index",
        "people",
    )


def _standing_still(session: Session, actor: Actor, now: dt.datetime) -> list[Wait]:
    if not actor.may(Act.SETTINGS_MANAGE) or not worker_silent(session, now):
        return []
    return [Wait(Message(N_("E-post og frister står stille")), "jobs.index", "warning")]


def _latest(news: list[Notice], waits: list[Wait]) -> list[Notice]:
    """The newest about each thing; what is counted under what waits is not said twice."""
    above = {wait.endpoint for wait in waits}
    by_link: dict[str, Notice] = {}
    for notice in news:
        if COUNTED.get(notice.kind) not in above:
            by_link.setdefault(notice.link, notice)
    return list(by_link.values())[:NEWS_SHOWN]
