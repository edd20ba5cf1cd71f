"""Choosing what one person is told in a week: at most three things, something that worked first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from quality.core.text import N_, Message, headline

MOST_THINGS = 3
MOST_NOTICES = 6
SUMMARY_LENGTH = 150

INBOX, MINE, NOTES = "/inbox", "/mine", "/learning"


@dataclass(frozen=True)
class NoteFact:
    """A published note that is new to the reader. The higher `near`, the more it concerns the reader."""

    id: int
    link: str
    title: str
    summary: str
    worked: bool
    near: int
    published_at: dt.datetime


@dataclass(frozen=True)
class PatternFact:
    """A raised pattern that touches the reader's unit. Its title stays on the page: it may tell of cases."""

    id: int
    link: str
    unit: str
    units: int


@dataclass(frozen=True)
class NoticeFact:
    """A notice no mail has carried yet."""

    id: int
    message: Message
    link: str


@dataclass(frozen=True)
class Gathered:
    """Everything a person may be told this week, already filtered by what that person may see."""

    notes: tuple[NoteFact, ...] = ()
    patterns: tuple[PatternFact, ...] = ()
    notices: tuple[NoticeFact, ...] = ()
    answered: tuple[int, ...] = ()
    new: int = 0
    overdue: int = 0
    unanswered: int = 0
    asking: int = 0
    led: tuple[int, ...] = ()


@dataclass(frozen=True)
class Thing:
    """One thing in a digest; `kind` is its mark in the mail."""

    kind: str
    title: Message
    text: Message | None
    link: str
    lines: tuple[tuple[Message, int, str], ...] = ()
    source: tuple[str, int] | None = None


@dataclass(frozen=True)
class Digest:
    """What one person gets."""

    things: tuple[Thing, ...]
    notices: tuple[NoticeFact, ...]
    more_notices: int
    carried: dict[str, list[int]] = field(default_factory=dict)


def compose(found: Gathered) -> Digest | None:
    """The reader's digest; None when there is nothing to say."""
    notes = sorted(found.notes, key=lambda note: (-note.near, -note.published_at.timestamp(), note.id))
    worked = next((note for note in notes if note.worked), None)
    wanted = [
        _worked(worked) if worked else None,
        _waiting(found),
        _answers(found.answered),
        *(_pattern(pattern) for pattern in found.patterns[:1]),
        *(_note(note) for note in notes if note is not worked),
    ]
    things = tuple(thing for thing in wanted if thing)[:MOST_THINGS]
    notices = _other_notices(found.notices, things)
    if not things and not notices:
        return None
    return Digest(things, notices[:MOST_NOTICES], len(notices[MOST_NOTICES:]), _carried(found, things))


def of_notices(notices: tuple[NoticeFact, ...]) -> Digest:
    """A day's mail: the notices alone."""
    return Digest((), notices[:MOST_NOTICES], len(notices[MOST_NOTICES:]))


def _worked(note: NoteFact) -> Thing:
    title = Message(N_("Dette virket: %(title)s"), {"title": note.title})
    return Thing("forbedring", title, _summary(note), note.link, source=("notes", note.id))


def _note(note: NoteFact) -> Thing:
    title = Message(N_("Verdt å vite: %(title)s"), {"title": note.title})
    return Thing("laering", title, _summary(note), note.link, source=("notes", note.id))


def _summary(note: NoteFact) -> Message:
    return Message("%(text)s", {"text": headline(note.summary, SUMMARY_LENGTH)})


def _pattern(pattern: PatternFact) -> Thing:
    title = Message(N_("%(unit)s er del av et mønster"), {"unit": pattern.unit})
    if pattern.units > 1:
        text = Message(
            N_("Det samme skjer i %(units)s enheter og er løftet til kommunenivå."), {"units": pattern.units}
        )
    else:
        text = Message(N_("Det er løftet til kommunenivå."))
    return Thing("monster", title, text, pattern.link, source=("patterns", pattern.id))


def _waiting(found: Gathered) -> Thing | None:
    counts = (
        (Message(N_("Nye å ta stilling til")), found.new, INBOX),
        (Message(N_("Over fristen")), found.overdue, INBOX),
        (Message(N_("Meldere som ikke har fått svar")), found.unanswered, INBOX),
        (Message(N_("Læringsnotater som venter på svar fra dere")), found.asking, NOTES),
    )
    lines = tuple(line for line in counts if line[1])
    if not lines:
        return None
    return Thing("person", Message(N_("Dette venter på deg")), None, lines[0][2], lines)


def _answers(answered: tuple[int, ...]) -> Thing | None:
    if not answered:
        return None
    title = (
        Message(N_("En sak du meldte, er besvart"))
        if len(answered) == 1
        else Message(N_("%(count)s saker du meldte, er besvart"), {"count": len(answered)})
    )
    return Thing("person", title, Message(N_("Løste svaret problemet? Si fra med ett trykk.")), MINE)


def _other_notices(notices: tuple[NoticeFact, ...], things: tuple[Thing, ...]) -> tuple[NoticeFact, ...]:
    """The notices that say something the things do not."""
    told = {thing.link for thing in things}
    return tuple(notice for notice in notices if notice.link not in told)


def _carried(found: Gathered, things: tuple[Thing, ...]) -> dict[str, list[int]]:
    """What the digest holds, by id: not sent again, and looked up again before it is handed over."""
    carried: dict[str, list[int]] = {"notices": [notice.id for notice in found.notices]}
    for thing in things:
        if thing.source:
            carried.setdefault(thing.source[0], []).append(thing.source[1])
        if thing.lines:
            carried["led"] = list(found.led)
        if thing.link == MINE:
            carried["answered"] = list(found.answered)
    return carried
