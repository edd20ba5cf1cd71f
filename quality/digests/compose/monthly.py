"""The month and the four months: what was learnt across units, and how it stands for those who answer for it."""

from __future__ import annotations

from quality.core.text import N_, Message
from quality.digests.compose.values import Gathered, NoteFact, Review, Section, Thing
from quality.digests.compose.weekly import section, summary

DESK, REGISTER, MAIL = "/patterns", "/patterns/register", "/digests"


def monthly(found: Gathered, most: int) -> Section:
    """What the municipality has learnt, wherever it was: what most units took up first."""
    notes = sorted(
        found.learned,
        key=lambda note: (note.id not in found.pinned, -note.taken_up, not note.worked, note.id),
    )
    return section(found, [_learned(note) for note in notes], most)


def coordinators(found: Gathered, most: int) -> Section:
    """How the patterns, the notes and the mail stand. Coordinators alone are told that there is nothing."""
    if found.review is None:
        return Section(())
    lines = _of_patterns(found.review) + _of_notes(found.review) + _of_mail(found.review)
    if not lines:
        title = Message(N_("Ingenting nytt denne måneden"))
        text = Message(N_("Ingen funn venter, alle løftede mønstre har eier, og alle notater er besvart."))
        return section(found, [Thing("person", title, text, DESK)], most)
    title = Message(N_("Slik står det til"))
    things: list[Thing | None] = [Thing("monster", title, None, DESK, lines)]
    return section(found, things + [_learned(note) for note in found.learned[:2]], most)


def tertial(found: Gathered, most: int) -> Section:
    """What the municipality has raised, and what waits for a decision."""
    if found.review is None or not (found.review.raised or found.learned):
        return Section(())
    title = Message(N_("Kommunens mønstre"))
    lines = _of_raised(found.review) + _of_notes(found.review)
    things: list[Thing | None] = [Thing("monster", title, None, REGISTER, lines)] if lines else []
    return section(found, things + [_learned(note) for note in found.learned], most)


Lines = tuple[tuple[Message, int, str], ...]


def _of_patterns(review: Review) -> Lines:
    return _lines((N_("Funn som venter på vurdering"), review.candidates, DESK)) + _of_raised(review)


def _of_raised(review: Review) -> Lines:
    return _lines(
        (N_("Løftede mønstre"), review.raised, REGISTER),
        (N_("Løftede mønstre uten eier"), review.without_owner, REGISTER),
    )


def _of_notes(review: Review) -> Lines:
    if not review.asked:
        return ()
    return _lines(
        (N_("Enheter som er spurt om læringsnotater"), review.asked, "/learning"),
        (N_("Har svart"), review.answered, "/learning"),
        (N_("Har tatt det i bruk"), review.taken_up, "/learning"),
    )


def _of_mail(review: Review) -> Lines:
    return _lines((N_("E-poster som ikke kom fram"), review.mail_trouble, MAIL))


def _lines(*rows: tuple[str, int, str]) -> Lines:
    return tuple((Message(words), count, link) for words, count, link in rows if count)


def _learned(note: NoteFact) -> Thing:
    if note.taken_up:
        title = Message(
            N_("%(title)s – %(taken_up)s av %(units)s enheter bruker det"),
            {"title": note.title, "taken_up": note.taken_up, "units": note.units},
        )
    else:
        title = Message("%(title)s", {"title": note.title})
    kind = "forbedring" if note.worked else "laering"
    share = (note.taken_up, note.units) if note.taken_up else None
    return Thing(kind, title, summary(note), note.link, source=("notes", note.id), share=share)
