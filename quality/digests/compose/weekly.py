"""The week, for everybody and for leaders: a few things, something that worked first."""

from __future__ import annotations

from quality.core.text import N_, Message, headline
from quality.digests.compose.values import Gathered, NoteFact, PatternFact, Section, Thing

SUMMARY_LENGTH = 150

INBOX, MINE, NOTES = "/inbox", "/mine", "/learning"


def weekly(found: Gathered, most: int) -> Section:
    """What everybody is told: something that worked, what waits for the reader, one thing to look out for."""
    notes = ranked(found)
    worked = next((note for note in notes if note.worked), None)
    wanted = [
        _worked(worked) if worked else None,
        _waiting(found),
        _answers(found.answered),
        *(_pattern(pattern) for pattern in found.patterns[:1]),
        *(note_thing(note) for note in notes if note is not worked),
    ]
    return section(found, wanted, most)


def leaders(found: Gathered, most: int) -> Section:
    """What leaders are told: what waits, one note for units like theirs, one question about silence."""
    notes = ranked(found)[:1]
    wanted = [
        _waiting(found),
        *(_worked(note) if note.worked else note_thing(note) for note in notes),
        _silence(found.quiet),
        _answers(found.answered),
        *(_pattern(pattern) for pattern in found.patterns[:1]),
    ]
    return section(found, wanted, most)


def ranked(found: Gathered) -> list[NoteFact]:
    """The notes in order of use to the reader: pinned ones, then the nearest, then the newest."""
    return sorted(
        found.notes,
        key=lambda note: (note.id not in found.pinned, -note.near, -note.published_at.timestamp(), note.id),
    )


def section(found: Gathered, wanted: list[Thing | None], most: int) -> Section:
    """The first `most` things there are, and what they hold."""
    things = tuple(thing for thing in wanted if thing)[:most]
    return Section(things, _carried(found, things))


def _worked(note: NoteFact) -> Thing:
    title = Message(N_("Dette virket: %(title)s"), {"title": note.title})
    return Thing("forbedring", title, summary(note), note.link, source=("notes", note.id))


def note_thing(note: NoteFact) -> Thing:
    """A note as one thing."""
    title = Message(N_("Verdt å vite: %(title)s"), {"title": note.title})
    return Thing("laering", title, summary(note), note.link, source=("notes", note.id))


def summary(note: NoteFact) -> Message:
    """A note in one line."""
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


def _silence(quiet: tuple[str, ...]) -> Thing | None:
    if not quiet:
        return None
    title = Message(N_("Det er stille fra %(unit)s. Vet du hvorfor?"), {"unit": quiet[0]})
    text = N_(
        "Dere melder mindre enn dere pleier. Det kan være godt nytt, eller at noe står i veien for å si fra."
    )
    return Thing("person", title, Message(text), INBOX)


def _answers(answered: tuple[int, ...]) -> Thing | None:
    if not answered:
        return None
    title = (
        Message(N_("En sak du meldte, er besvart"))
        if len(answered) == 1
        else Message(N_("%(count)s saker du meldte, er besvart"), {"count": len(answered)})
    )
    return Thing("person", title, Message(N_("Løste svaret problemet? Si fra med ett trykk.")), MINE)


def _carried(found: Gathered, things: tuple[Thing, ...]) -> dict[str, list[int]]:
    carried: dict[str, list[int]] = {}
    for thing in things:
        if thing.source:
            carried.setdefault(thing.source[0], []).append(thing.source[1])
        if thing.lines:
            carried["led"] = list(found.led)
        if thing.link == MINE:
            carried["answered"] = list(found.answered)
    return carried
