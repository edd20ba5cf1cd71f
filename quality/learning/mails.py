"""What people are told about learning notes. A note's title is made to be shared; nothing of a case is here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from quality.accounts.models import Person
from quality.accounts.roles import Actor
from quality.core.letters import Receiver, letter
from quality.core.mail import Mail
from quality.core.notices import News
from quality.core.text import N_
from quality.learning.models import Gain, Note, NoteQuestion, StopAlert


@dataclass(frozen=True)
class Site:
    """Where links lead, and whose mail it is."""

    public_url: str
    municipality_name: str


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


def reminded(note: Note, leaders: dict[int, str], number: int) -> list[News]:
    """To the leaders: the note still waits for their unit's answer."""
    text = N_("«%(title)s» venter fortsatt på svar fra %(unit)s. Et nei er også et svar")
    return [
        News(
            person,
            "note_reminder",
            text,
            link(note),
            f"note_reminder:{note.public_id}:{unit}:{number}",
            {"title": note.title, "unit": unit},
        )
        for person, unit in leaders.items()
    ]


def still_waits(note: Note, approvers: Iterable[int]) -> list[News]:
    """To those who may approve: the note has waited some days."""
    text = N_("Læringsnotatet «%(title)s» har ventet på godkjenning i to dager")
    key = f"note_submitted_again:{note.public_id}:{note.version}"
    return [
        News(person, "note_approve", text, link(note), key, {"title": note.title}) for person in approvers
    ]


def finished(note: Note, people: Iterable[int], taken_up: int, units: int) -> list[News]:
    """To its author, its contact and those whose reports began it: everybody has answered."""
    text = N_("Alle har svart på «%(title)s»: %(taken_up)s av %(units)s enheter bruker det")
    key = f"note_finished:{note.public_id}:{units}"
    values = {"title": note.title, "taken_up": taken_up, "units": units}
    return [News(person, "note_finished", text, link(note), key, values) for person in people]


def correction_waits(note: Note, number: int, approvers: Iterable[int]) -> list[News]:
    """To those who may approve: a published note has a correction that waits."""
    text = N_("En rettelse av «%(title)s» venter på godkjenning")
    key = f"note_correction:{note.public_id}:{number}"
    return [
        News(person, "note_approve", text, link(note), key, {"title": note.title}) for person in approvers
    ]


def corrected(note: Note, number: int, why: str, readers: Iterable[int]) -> list[News]:
    """To everybody who has read it or was asked: what they read is changed, and why."""
    text = N_("Læringsnotatet «%(title)s» er rettet: %(why)s")
    key = f"note_corrected:{note.public_id}:{number}"
    values = {"title": note.title, "why": why[:200]}
    return [News(person, "note_corrected", text, link(note), key, values) for person in readers]


def replaced(note: Note, by: Note, readers: Iterable[int]) -> list[News]:
    """To everybody who has read it: another note takes its place."""
    text = N_("«%(old)s» er erstattet av «%(title)s»")
    values = {"old": note.title, "title": by.title}
    key = f"note_replaced:{note.public_id}"
    return [News(person, "note_replaced", text, link(by), key, values) for person in readers]


def withdrawn(note: Note, readers: Iterable[int]) -> list[News]:
    """To everybody who has read it: do not follow it. The page is gone, so the library is where it leads."""
    text = N_("Læringsnotatet «%(title)s» er trukket tilbake. Følg det ikke lenger")
    key = f"note_withdrawn:{note.public_id}"
    return [
        News(person, "note_withdrawn", text, "/learning", key, {"title": note.title}) for person in readers
    ]


def thanked(note: Note, actor: Actor) -> list[News]:
    """To those behind a note: somebody thanks for it."""
    text = N_("%(who)s takker for «%(title)s»")
    key = f"note_thanks:{note.public_id}:{actor.id}"
    values = {"who": actor.name, "title": note.title}
    people = {note.author_id, note.contact_id or note.author_id}
    return [News(person, "note_thanks", text, link(note), key, values) for person in sorted(people)]


def question(note: Note, asked: NoteQuestion) -> list[News]:
    """To the contact person: somebody wants to know more."""
    text = N_("Noen spør deg om «%(title)s»")
    key = f"note_question:{asked.public_id}"
    return [
        News(note.contact_id or note.author_id, "note_question", text, link(note), key, {"title": note.title})
    ]


def question_answered(note: Note, asked: NoteQuestion) -> list[News]:
    """To whoever asked: an answer."""
    text = N_("Du har fått svar på det du spurte om «%(title)s»")
    key = f"note_answered:{asked.public_id}"
    return [News(asked.asker_id, "note_answered", text, link(note), key, {"title": note.title})]


def alert_link(alert: StopAlert) -> str:
    """The page of a stop-alert."""
    return f"/learning/alerts/{alert.public_id}"


def alerted(alert: StopAlert, leaders: dict[int, str]) -> list[News]:
    """To the leaders: stop and look. The mail goes by itself; this is what stands in the product."""
    text = N_("Stoppvarsel til %(unit)s: %(title)s. Bekreft at dere har sett det")
    key = f"alert:{alert.public_id}"
    return [
        News(person, "alert", text, alert_link(alert), key, {"unit": unit, "title": alert.title})
        for person, unit in leaders.items()
    ]


def alert_reminder(alert: StopAlert, leaders: dict[int, str], day: dt.date) -> list[News]:
    """To the leaders: the alert still waits for a receipt."""
    text = N_("Stoppvarselet «%(title)s» venter på kvittering fra %(unit)s")
    key = f"alert_reminder:{alert.public_id}:{day.isoformat()}"
    return [
        News(person, "alert", text, alert_link(alert), key, {"unit": unit, "title": alert.title})
        for person, unit in leaders.items()
    ]


def alert_mail(alert: StopAlert, person: Person, unit: str, site: Site) -> Mail:
    """The mail of a stop-alert: it goes at once and by itself."""
    return letter(
        "alert",
        Receiver(person.id, person.email or "", person.language),
        key=f"alert:{alert.public_id}:{person.public_id}",
        values={
            "title": alert.title,
            "danger": alert.danger,
            "action": alert.action,
            "unit_name": unit,
            "url": f"{site.public_url}{alert_link(alert)}",
            "municipality_name": site.municipality_name,
        },
    )


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


def gain_claimed(gain: Gain, title: str, unit_name: str, page: str, leaders: Iterable[int]) -> list[News]:
    """To the leaders: somebody says what was won, and it waits for them. A case's title stays on its page."""
    if title:
        text = N_("%(unit)s har oppgitt hva som er vunnet med «%(title)s». Stemmer det?")
    else:
        text = N_("%(unit)s har oppgitt hva som er vunnet med en forbedring. Stemmer det?")
    key = f"gain_claimed:{gain.public_id}:{gain.version}"
    return [
        News(person, "gain_claimed", text, page, key, {"unit": unit_name, "title": title})
        for person in leaders
    ]


def gain_confirmed(gain: Gain, title: str, page: str) -> list[News]:
    """To whoever said it: the leader agrees, and it counts."""
    if title:
        text = N_("Det dere har vunnet med «%(title)s», er bekreftet og regnes med")
    else:
        text = N_("Det dere har vunnet med forbedringen, er bekreftet og regnes med")
    key = f"gain_confirmed:{gain.public_id}:{gain.version}"
    return [News(gain.claimed_by_id, "gain_confirmed", text, page, key, {"title": title})]
