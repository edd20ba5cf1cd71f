"""What people are told about learning notes. A note's title is made to be shared; nothing of a case is here."""

from __future__ import annotations

from collections.abc import Iterable

from quality.core.notices import News
from quality.core.text import N_
from quality.learning.models import Note


def link(note: Note) -> str:
    """The page of a note."""
    return f"/learning/{note.public_id}"


def submitted(note: Note, approvers: Iterable[int]) -> list[News]:
    """To those who may approve: a note waits for a second pair of eyes."""
    text = N_("Læringsnotatet «%(title)s» venter på godkjenning")
    key = f"note_submitted:{note.public_id}:{note.version}"
    return [
        News(person, "note_approve", text, link(note), key, {"title": note.title}) for person in approvers
    ]


def returned(note: Note, words: str) -> list[News]:
    """To the author: it came back, and why."""
    text = N_("Læringsnotatet «%(title)s» kom tilbake: %(words)s")
    key = f"note_returned:{note.public_id}:{note.version}"
    return [
        News(
            note.author_id,
            "note_returned",
            text,
            link(note),
            key,
            {"title": note.title, "words": words[:200]},
        )
    ]


def published(note: Note, leaders: dict[int, str]) -> list[News]:
    """To the leaders of the units it concerns: their answer is asked for."""
    text = N_("Nytt læringsnotat til %(unit)s: «%(title)s». Er det noe for dere?")
    return [
        News(
            person,
            "note_published",
            text,
            link(note),
            f"note:{note.public_id}",
            {"title": note.title, "unit": unit},
        )
        for person, unit in leaders.items()
    ]


def became_learning(note: Note, reporters: Iterable[int]) -> list[News]:
    """To those whose reports began it: you said, we did."""
    text = N_("Du sa fra, og nå lærer andre av det: «%(title)s»")
    key = f"note_source:{note.public_id}"
    return [News(person, "note_source", text, link(note), key, {"title": note.title}) for person in reporters]


def answered(note: Note, unit_name: str, answer: str) -> list[News]:
    """To the contact person: a unit has taken it up."""
    text = N_("%(unit)s har svart på «%(title)s»: %(answer)s")
    key = f"uptake:{note.public_id}:{unit_name}:{answer}"
    values = {"unit": unit_name, "title": note.title, "answer": answer}
    return [News(note.contact_id or note.author_id, "uptake", text, link(note), key, values)]
