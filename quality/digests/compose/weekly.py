"""What concerns the reader: notes for units like the reader's, what waits, answers, patterns and silence."""

from __future__ import annotations

from quality.core.text import N_, Message, headline
from quality.digests.compose.values import Gathered, NoteFact, PatternFact, Thing

SUMMARY_LENGTH = 150

INBOX, MINE, NOTES = "/inbox", "/mine", "/learning"


def worked(found: Gathered) -> list[Thing]:
    """Something that worked."""
    note = _best(found)
    return [_worked(note)] if note else []


def other_notes(found: Gathered) -> list[Thing]:
    """What is worth knowing besides what worked."""
    best = _best(found)
    return [note_thing(note) for note in ranked(found) if note is not best]


def one_note(found: Gathered) -> list[Thing]:
    """The one note of most use to the reader."""
    return [_worked(note) if note.worked else note_thing(note) for note in ranked(found)[:1]]


def _best(found: Gathered) -> NoteFact | None:
    return next((note for note in ranked(found) if note.worked), None)


def ranked(found: Gathered) -> list[NoteFact]:
    """The notes in order of use to the reader: pinned ones, then the nearest, then the newest."""
    return sorted(
        found.notes,
        key=lambda note: (note.id not in found.pinned, -note.near, -note.published_at.timestamp(), note.id),
    )


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


def pattern(found: Gathered) -> list[Thing]:
    """The newest pattern that the reader's unit is part of."""
    return [_pattern(one) for one in found.patterns[:1]]


def _pattern(pattern: PatternFact) -> Thing:
    title = Message(N_("%(unit)s er del av et mønster"), {"unit": pattern.unit})
    if pattern.units > 1:
        text = Message(
            N_("Det samme skjer i %(units)s enheter og er løftet til kommunenivå."), {"units": pattern.units}
        )
    else:
        text = Message(N_("Det er løftet til kommunenivå."))
    return Thing("monster", title, text, pattern.link, source=("patterns", pattern.id))


def waiting(found: Gathered) -> list[Thing]:
    """What waits for the reader, in figures."""
    counts = (
        (Message(N_("Nye å ta stilling til")), found.new, INBOX),
        (Message(N_("Over fristen")), found.overdue, INBOX),
        (Message(N_("Meldere som ikke har fått svar")), found.unanswered, INBOX),
        (Message(N_("Læringsnotater som venter på svar fra dere")), found.asking, NOTES),
    )
    lines = tuple(line for line in counts if line[1])
    if not lines:
        return []
    return [Thing("person", Message(N_("Dette venter på deg")), None, lines[0][2], lines, holds=("led",))]


def silence(found: Gathered) -> list[Thing]:
    """One question about silence."""
    if not found.quiet:
        return []
    title = Message(N_("Det er stille fra %(unit)s. Vet du hvorfor?"), {"unit": found.quiet[0]})
    text = N_(
        "Dere melder mindre enn dere pleier. Det kan være godt nytt, eller at noe står i veien for å si fra."
    )
    return [Thing("person", title, Message(text), INBOX, holds=("led",))]


def answers(found: Gathered) -> list[Thing]:
    """The reader's own cases that were answered and not judged."""
    answered = found.answered
    if not answered:
        return []
    title = (
        Message(N_("En sak du meldte, er besvart"))
        if len(answered) == 1
        else Message(N_("%(count)s saker du meldte, er besvart"), {"count": len(answered)})
    )
    asked = Message(N_("Løste svaret problemet? Si fra med ett trykk."))
    return [Thing("person", title, asked, MINE, holds=("answered",))]
