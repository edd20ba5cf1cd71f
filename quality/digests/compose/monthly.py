"""The month and the four months: what was learnt across units, and how it stands for those who answer for it."""

from __future__ import annotations

from quality.core.text import N_, Message
from quality.digests.compose.values import Gathered, NoteFact, Review, Thing
from quality.digests.compose.weekly import summary
from quality.digests.kinds import Rhythm

DESK, REGISTER, NOTES, MAIL = "/patterns", "/patterns/municipality", "/learning", "/digests"
NOTHING = {
    Rhythm.WEEK: N_("Ingenting nytt denne uken"),
    Rhythm.MONTH: N_("Ingenting nytt denne måneden"),
    Rhythm.TERTIAL: N_("Ingenting nytt dette tertialet"),
}
Lines = tuple[tuple[Message, int, str], ...]


def learned(found: Gathered) -> list[Thing]:
    """What the municipality has learnt, wherever it was: what most units took up first."""
    notes = sorted(
        found.learned,
        key=lambda note: (note.id not in found.pinned, -note.taken_up, not note.worked, note.id),
    )
    return [_learned(note) for note in notes]


def review(found: Gathered) -> list[Thing]:
    """How the patterns, the notes and the mail stand, each for itself: their figures are not to be compared."""
    if found.review is None:
        return []
    return [
        *_figures(N_("Funn og mønstre"), DESK, _of_patterns(found.review)),
        *_asked(found.review),
        *_figures(N_("E-post"), MAIL, _of_mail(found.review)),
    ]


def raised(found: Gathered) -> list[Thing]:
    """What the municipality has raised, and how its notes are taken up."""
    if found.review is None or not (found.review.raised or found.learned):
        return []
    return [*_figures(N_("Kommunens mønstre"), REGISTER, _of_raised(found.review)), *_asked(found.review)]


def nothing(rhythm: Rhythm) -> Thing:
    """What those who follow everything are told when there is nothing to tell."""
    text = Message(N_("Ingen funn venter, alle løftede mønstre har eier, og alle notater er besvart."))
    return Thing("person", Message(NOTHING[rhythm]), text, DESK, holds=("review",))


def _asked(review: Review) -> list[Thing]:
    return _figures(N_("Læringsnotater ute hos enhetene"), NOTES, _of_notes(review))


def _figures(title: str, link: str, lines: Lines) -> list[Thing]:
    return [Thing("monster", Message(title), None, link, lines, holds=("review",))] if lines else []


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
        (N_("Enheter som er spurt om læringsnotater"), review.asked, NOTES),
        (N_("Har svart"), review.answered, NOTES),
        (N_("Har tatt det i bruk"), review.taken_up, NOTES),
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
