"""What people are told about cases: one function for each message. No case text leaves the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from quality.accounts.models import Person
from quality.cases.compose.progress import GOOD
from quality.cases.kinds import Access
from quality.cases.models.case import Case
from quality.cases.models.flow import CaseTask
from quality.cases.models.measure import Measure
from quality.core.notices import News
from quality.core.text import N_
from quality.organisation.models import Unit


def link(case: Case) -> str:
    """The page of a case."""
    return f"/cases/{case.public_id}"


def registered(case: Case, unit: Unit, leaders: Iterable[Person]) -> list[News]:
    """To the unit's leaders: a new case waits."""
    values = {"number": case.label, "unit": unit.name}
    text = N_("Ny sak %(number)s i %(unit)s venter på deg")
    if case.access is Access.SHIELDED:
        values, text = {"number": case.label}, N_("Skjermet sak %(number)s venter på deg")
    return [
        News(leader.id, "case_new", text, link(case), f"case_new:{case.public_id}", values)
        for leader in leaders
        if leader.id != case.reporter_id
    ]


def also_told(case: Case, unit: Unit, people: Iterable[Person]) -> list[News]:
    """To whom the reporter thought should know as well."""
    values = {"number": case.label, "unit": unit.name}
    text = N_("Den som meldte sak %(number)s i %(unit)s, mener du bør vite om den")
    key = f"case_told:{case.public_id}"
    return [
        News(person.id, "case_told", text, link(case), key, values)
        for person in people
        if person.id != case.reporter_id
    ]


def confided(case: Case) -> list[News]:
    """To the coordinator who alone sees who sent a confidential report."""
    if case.confidential_to_id is None or case.access is Access.SHIELDED:
        return []
    text = N_("Sak %(number)s er meldt fortrolig til deg. Bare du ser hvem som meldte")
    key = f"case_confided:{case.public_id}"
    return [News(case.confidential_to_id, "case_confided", text, link(case), key, {"number": case.label})]


def shielded(case: Case, people: Iterable[Person], now: dt.datetime) -> list[News]:
    """To who is named in a shielded case."""
    text = N_("Du er navngitt i skjermet sak %(number)s")
    key = f"case_shielded:{case.public_id}:{now.isoformat()}"
    return [
        News(person.id, "case_shielded", text, link(case), key, {"number": case.label})
        for person in people
        if person.id != case.reporter_id
    ]


def shield_asked(case: Case, people: Iterable[Person], now: dt.datetime) -> list[News]:
    """To those who may shield the case: somebody in it asks for that."""
    text = N_("Noen ber om at sak %(number)s skjermes")
    key = f"shield_asked:{case.public_id}:{now.date().isoformat()}"
    page = f"{link(case)}/sight"
    return [News(person.id, "shield_asked", text, page, key, {"number": case.label}) for person in people]


def safety_said(case: Case, leaders: Iterable[Person], word_id: int, asks: bool) -> list[News]:
    """To the leaders: the safety representative wrote, and waits for an answer where something is asked for."""
    text = N_("Verneombudet har skrevet i sak %(number)s")
    if asks:
        text = N_("Verneombudet ber om tiltak i sak %(number)s. Svar med en dato")
    key, page = f"safety:{word_id}", f"{link(case)}/safety"
    return [News(leader.id, "safety", text, page, key, {"number": case.label}) for leader in leaders]


def safety_answered(case: Case, authors: Iterable[Person], word_id: int) -> list[News]:
    """To the safety representative: an answer."""
    text, page = N_("Du har fått svar som verneombud i sak %(number)s"), f"{link(case)}/safety"
    key = f"safety_answer:{word_id}"
    return [News(author.id, "safety_answer", text, page, key, {"number": case.label}) for author in authors]


def safety_late(case: Case, people: Iterable[Person], word_id: int, day: dt.date) -> list[News]:
    """To the leaders and to who asked: the answer is late."""
    text = N_("Verneombudet venter på svar i sak %(number)s. Fristen er ute")
    key, page = f"safety_late:{word_id}:{day}", f"{link(case)}/safety"
    return [
        News(number, "safety_late", text, page, key, {"number": case.label})
        for number in sorted({person.id for person in people})
    ]


def breach_due(case: Case, people: Iterable[Person], stage: str) -> list[News]:
    """To the privacy officer and the leaders: a breach is new, or its 72 hours run out."""
    text = {
        "new": N_("Sak %(number)s kan være et brudd på personvernet. Vurder den innen 72 timer"),
        "soon": N_("Det haster å vurdere bruddet i sak %(number)s. Fristen på 72 timer er snart ute"),
        "late": N_("Bruddet i sak %(number)s er ikke avgjort, og de 72 timene er ute"),
    }[stage]
    key, page = f"breach_{stage}:{case.public_id}", f"{link(case)}/breach"
    return [
        News(number, "breach", text, page, key, {"number": case.label})
        for number in sorted({p.id for p in people})
    ]


def _to_reporter(case: Case, kind: str, text: str, key: str, who: str = "") -> list[News]:
    if case.reporter_id is None:
        return []
    values = {"number": case.label, "who": who}
    return [News(case.reporter_id, kind, text, link(case), f"{kind}:{case.public_id}:{key}", values)]


def _to_leaders(case: Case, kind: str, text: str, key: str, leaders: Iterable[Person]) -> list[News]:
    values = {"number": case.label, "unit": case.unit.name}
    return [
        News(leader.id, kind, text, link(case), f"{kind}:{case.public_id}:{key}", values)
        for leader in leaders
        if leader.id != case.reporter_id
    ]


def received(case: Case, who: str, key: str = "1") -> list[News]:
    """To the reporter: somebody has read it, here or in the unit it was sent to."""
    return _to_reporter(case, "case_received", N_("%(who)s har tatt imot sak %(number)s"), key, who)


def rejected(case: Case, who: str) -> list[News]:
    """To the reporter: it is not taken further, and the case says why."""
    text = N_("%(who)s tok ikke sak %(number)s videre. Se hvorfor")
    return _to_reporter(case, "case_rejected", text, "1", who)


def asked(case: Case, who: str, message_id: int) -> list[News]:
    """To the reporter: a question waits."""
    text = N_("%(who)s spør deg om sak %(number)s")
    return _to_reporter(case, "case_question", text, str(message_id), who)


def answered(case: Case, who: str, message_id: int) -> list[News]:
    """To the reporter: an answer."""
    text = N_("%(who)s svarte deg i sak %(number)s")
    return _to_reporter(case, "case_answer", text, str(message_id), who)


def closed(case: Case, who: str, message_id: int) -> list[News]:
    """To the reporter: closed with an answer, and a question back."""
    text = N_("%(who)s har svart og lukket sak %(number)s. Løste det problemet?")
    if case.kind in GOOD:
        text = N_("%(who)s har svart deg i sak %(number)s")
    return _to_reporter(case, "case_closed", text, str(message_id), who)


def closing_asked(case: Case, people: Iterable[Person], number: int) -> list[News]:
    """To the second pair of eyes: a closing waits."""
    text = N_("Lukkingen av sak %(number)s venter på at du godkjenner den")
    key = f"closing_asked:{case.public_id}:{number}"
    return [
        News(person.id, "closing_asked", text, f"{link(case)}/approve", key, {"number": case.label})
        for person in people
    ]


def closing_returned(case: Case, person: Person, number: int) -> list[News]:
    """To who wanted to close: something is missing."""
    text = N_("Lukkingen av sak %(number)s er sendt tilbake til deg")
    key = f"closing_returned:{case.public_id}:{number}"
    return [News(person.id, "closing_returned", text, link(case), key, {"number": case.label})]


def moved(case: Case, who: str, now: dt.datetime) -> list[News]:
    """To the reporter: the dates of the case are others than they were, and the case says why."""
    text = N_("%(who)s har flyttet fristen i sak %(number)s. Se hvorfor")
    return _to_reporter(case, "case_moved", text, now.isoformat(), who)


def idea_tried(case: Case, who: str, message_id: int) -> list[News]:
    """To who had the idea: it is being tried."""
    text = N_("%(who)s prøver forslaget ditt i sak %(number)s. Se hva som skjer")
    return _to_reporter(case, "idea_tried", text, str(message_id), who)


def idea_taken_up(case: Case, who: str, message_id: int) -> list[News]:
    """To who had the idea: it is being done."""
    text = N_("%(who)s gjør som du foreslo i sak %(number)s. Se når")
    return _to_reporter(case, "idea_taken_up", text, str(message_id), who)


def idea_set_aside(case: Case, who: str, message_id: int) -> list[News]:
    """To who had the idea: not now, and the case says why."""
    text = N_("%(who)s lar forslaget i sak %(number)s ligge nå. Se hvorfor")
    return _to_reporter(case, "idea_set_aside", text, str(message_id), who)


def idea_done(case: Case, who: str, measure: Measure) -> list[News]:
    """To who had the idea: it has been carried out."""
    text = N_("Forslaget ditt i sak %(number)s er gjennomført")
    return _to_reporter(case, "idea_done", text, measure.public_id, who)


def reopened(case: Case, who: str, now: dt.datetime) -> list[News]:
    """To the reporter: it is worked with again."""
    text = N_("%(who)s har åpnet sak %(number)s igjen")
    return _to_reporter(case, "case_reopened", text, now.isoformat(), who)


def replied(case: Case, leaders: Iterable[Person], message_id: int) -> list[News]:
    """To the leaders: the reporter wrote."""
    text = N_("Den som meldte sak %(number)s har skrevet til deg")
    return _to_leaders(case, "case_reply", text, str(message_id), leaders)


def objected(case: Case, leaders: Iterable[Person], now: dt.datetime) -> list[News]:
    """To the leaders: the reporter says it is not solved."""
    text = N_("Sak %(number)s er ikke løst, sier den som meldte. Den er åpnet igjen")
    return _to_leaders(case, "case_objected", text, now.isoformat(), leaders)


def withdrawn(case: Case, leaders: Iterable[Person]) -> list[News]:
    """To the leaders: the reporter took it back."""
    text = N_("Sak %(number)s er trukket tilbake av den som meldte")
    return _to_leaders(case, "case_withdrawn", text, "1", leaders)


def due(case: Case, leaders: Iterable[Person], step: str) -> list[News]:
    """To the leaders: a deadline is here, once a case and step."""
    texts = {
        "receive": N_("Sak %(number)s venter på at du tar den imot"),
        "answer": N_("Sak %(number)s venter på svar fra deg"),
        "close": N_("Sak %(number)s skal lukkes"),
    }
    return _to_leaders(case, "case_due", texts[step], f"{step}:{case.next_due_on}", leaders)


def overdue(case: Case, people: Iterable[Person], step: str, stage: str) -> list[News]:
    """To the next level: a case has passed its deadline."""
    text = N_("Sak %(number)s i %(unit)s er over fristen")
    return _to_leaders(case, "case_late", text, f"{step}:{case.next_due_on}:{stage}", people)


def measure_due(measure: Measure, case: Case, people: Iterable[Person]) -> list[News]:
    """To whoever is to carry it out: the day is here, once a day that was set."""
    text = N_("Et tiltak i sak %(number)s skal være gjort nå")
    key = f"measure_due:{measure.public_id}:{measure.due_on}"
    return [
        News(person.id, "measure_due", text, link(case), key, {"number": case.label}) for person in people
    ]


def effect_due(measure: Measure, case: Case, people: Iterable[Person]) -> list[News]:
    """To those who may look whether it worked."""
    text = N_("Se om tiltaket i sak %(number)s virket")
    key = f"effect_due:{measure.public_id}:{measure.effect_due_on}"
    return [News(person.id, "effect_due", text, link(case), key, {"number": case.label}) for person in people]


def sent_out(case: Case, who: str, now: dt.datetime) -> list[News]:
    """To the reporter: it is told of outside Løft as well."""
    text = N_("%(who)s har meldt sak %(number)s videre. Se hvor")
    return _to_reporter(case, "case_sent_out", text, now.isoformat(), who)


def merged(case: Case, who: str, now: dt.datetime) -> list[News]:
    """To the reporter of a double: others told the same, and the answer comes here too."""
    text = N_("%(who)s har slått sak %(number)s sammen med en annen om det samme. Du får svaret i din sak")
    return _to_reporter(case, "case_merged", text, now.isoformat(), who)


def task_key(task: CaseTask) -> str:
    """What the keys of all notices that gave the task begin with: they lead to the list of tasks."""
    return f"task_new:{task.public_id}"


def task_given(task: CaseTask, case: Case, now: dt.datetime) -> list[News]:
    """To the owner of a part of a case: it is yours, or yours again."""
    text = N_("Du har fått en oppgave i sak %(number)s")
    key = f"{task_key(task)}:{now.isoformat()}"
    return [News(task.owner_id, "task_new", text, "/tasks", key, {"number": case.label})]


def task_ended(task: CaseTask, case: Case, leaders: Iterable[Person], done: bool) -> list[News]:
    """To the leaders: what was given away is done, or comes back."""
    text = (
        N_("En oppgave i sak %(number)s er gjort")
        if done
        else N_("En oppgave i sak %(number)s er gitt tilbake til deg")
    )
    people = [leader for leader in leaders if leader.id != task.owner_id]
    key = f"task_ended:{task.public_id}"
    return [News(each.id, "task_ended", text, link(case), key, {"number": case.label}) for each in people]


def measure_given(measure: Measure, case: Case, now: dt.datetime) -> list[News]:
    """To the owner of a measure: it is yours, or yours again."""
    if measure.owner_id is None:
        return []
    text = N_("Du er satt som ansvarlig for et tiltak i sak %(number)s")
    key = f"measure_new:{measure.public_id}:{now.isoformat()}"
    return [News(measure.owner_id, "measure_new", text, link(case), key, {"number": case.label})]


def thanked(case: Case, who: str, person_id: int) -> list[News]:
    """To the reporter: somebody says thanks."""
    text = N_("%(who)s takker deg for at du meldte sak %(number)s")
    return _to_reporter(case, "case_thanks", text, str(person_id), who)


def followed(case: Case, people: Iterable[Person], message_id: int) -> list[News]:
    """To those who follow a case: it has an answer, and no more than that."""
    text = N_("Sak %(number)s, som du følger, har fått svar")
    key = f"case_followed:{case.public_id}:{message_id}"
    return [
        News(person.id, "case_followed", text, link(case), key, {"number": case.label})
        for person in people
        if person.id != case.reporter_id
    ]
