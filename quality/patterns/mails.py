"""What people are told about patterns: one function for each message. No case text leaves the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from quality.accounts.models import Person
from quality.cases.mails import link as case_link
from quality.cases.models.case import Case
from quality.cases.models.measure import Measure
from quality.core.notices import News
from quality.core.text import N_
from quality.organisation.models import Unit
from quality.patterns.models import Pattern

DESK = "/patterns"


def link(pattern: Pattern) -> str:
    """The page of a pattern."""
    return f"/patterns/{pattern.public_id}"


def found(coordinators: Iterable[Person], day: dt.date, new: Sequence[Pattern]) -> list[News]:
    """To the coordinators: there is something new to decide on."""
    text = (
        N_("Ett nytt funn å ta stilling til")
        if len(new) == 1
        else N_("%(number)s nye funn å ta stilling til")
    )
    key = f"patterns_found:{day.isoformat()}:{new[0].public_id}"
    return [
        News(person.id, "pattern_found", text, DESK, key, {"number": len(new)}) for person in coordinators
    ]


def raised(pattern: Pattern, leaders: Mapping[int, Unit], actor_id: int) -> list[News]:
    """To the leaders of the units that are part of it: their unit is in a pattern that is raised."""
    text = N_("%(unit)s er del av et mønster som er løftet til kommunenivå")
    key = raised_key(pattern)
    return [
        News(person_id, "pattern_raised", text, link(pattern), key, {"unit": unit.name})
        for person_id, unit in leaders.items()
        if person_id != actor_id
    ]


def reporters(pattern: Pattern, cases: Iterable[tuple[int, Case]], units: int) -> list[News]:
    """To those who reported the cases: it became part of something bigger."""
    text = (
        N_("Saken din %(number)s ble del av et mønster i %(units)s enheter")
        if units > 1
        else N_("Saken din %(number)s ble del av et mønster i enheten")
    )
    key = reporter_key(pattern)
    return [
        News(person_id, "pattern_raised", text, case_link(case), key, {"number": case.label, "units": units})
        for person_id, case in cases
    ]


def finished(pattern: Pattern, cases: Iterable[tuple[int, Case]]) -> list[News]:
    """To those who reported the cases: what was done is done."""
    text = N_("Mønsteret som saken din %(number)s var del av, er avsluttet. Se hva som ble gjort")
    key = f"pattern_finished:{pattern.public_id}"
    return [
        News(person_id, "pattern_finished", text, case_link(case), key, {"number": case.label})
        for person_id, case in cases
    ]


def finished_in(pattern: Pattern, leaders: Mapping[int, Unit], actor_id: int, now: dt.datetime) -> list[News]:
    """To the leaders of the units that are part of it: it is finished, with what was done."""
    text = N_("Mønsteret som %(unit)s er del av, er avsluttet. Se hva som ble gjort")
    key = f"pattern_finished_in:{pattern.public_id}:{now.date()}"
    return [
        News(person_id, "pattern_finished", text, link(pattern), key, {"unit": unit.name})
        for person_id, unit in leaders.items()
        if person_id != actor_id
    ]


def owner_set(pattern: Pattern, owner: Person, actor_id: int) -> list[News]:
    """To the new owner."""
    text = N_("Du er satt som eier av et mønster som er løftet")
    key = f"pattern_owner:{pattern.public_id}:{pattern.version}"
    return [News(owner.id, "pattern_owner", text, link(pattern), key)] if owner.id != actor_id else []


def measure_given(pattern: Pattern, measure_id: str, owner: Person, actor_id: int) -> list[News]:
    """To the one who is to carry out a measure."""
    text = N_("Du har fått ansvar for et tiltak mot et mønster")
    key = f"pattern_measure:{measure_id}"
    return [News(owner.id, "pattern_measure", text, link(pattern), key)] if owner.id != actor_id else []


def nominated(pattern: Pattern, coordinators: Iterable[Person], unit: Unit, cases: int) -> list[News]:
    """To the coordinators: a unit thinks that a case should be raised, or several together."""
    text = (
        N_("%(unit)s foreslår at en sak løftes")
        if cases == 1
        else N_("%(unit)s foreslår at %(cases)s saker løftes")
    )
    values = {"unit": unit.name, "cases": cases}
    key = f"pattern_nominated:{pattern.public_id}"
    return [News(person.id, "pattern_nominated", text, link(pattern), key, values) for person in coordinators]


def not_taken_up(pattern: Pattern, person_id: int, case: Case, now: dt.datetime) -> list[News]:
    """To the one who suggested it: it is not raised now."""
    key = f"pattern_not_taken_up:{pattern.public_id}:{now.date()}"
    text = N_("Forslaget om å løfte sak %(number)s ble ikke tatt videre nå")
    return [News(person_id, "pattern_nominated", text, case_link(case), key, {"number": case.label})]


def not_taken_further(pattern: Pattern, person_id: int, unit: str, now: dt.datetime) -> list[News]:
    """To the one who passed it up: it is not raised now. Its page is not open to them any more."""
    key = f"pattern_not_taken_further:{pattern.public_id}:{now.date()}"
    text = N_("Funnet som %(unit)s sendte videre, blir ikke løftet nå")
    return [News(person_id, "pattern_nominated", text, DESK, key, {"unit": unit})]


def raised_key(pattern: Pattern) -> str:
    """Once for each leader of what is raised; when that is undone it is taken back, and raising again tells anew."""
    return f"pattern_raised:{pattern.public_id}"


def reporter_key(pattern: Pattern) -> str:
    """Once for each reporter."""
    return f"pattern_reporter:{pattern.public_id}"


def returned(pattern: Pattern, people: Iterable[Person]) -> list[News]:
    """To the owner and the coordinators: what was finished has come back."""
    when = pattern.returned_at.isoformat(timespec="seconds") if pattern.returned_at else ""
    text = N_("Et mønster som var avsluttet, har kommet tilbake")
    return _to(people, "pattern_returned", text, pattern, f"pattern_returned:{pattern.public_id}:{when}")


def no_owner(pattern: Pattern, since: dt.date, people: Iterable[Person]) -> list[News]:
    """To the coordinators: nobody answers for a raised pattern."""
    key = f"pattern_no_owner:{pattern.public_id}:{since}"
    return _to(people, "pattern_waits", N_("Et løftet mønster mangler eier"), pattern, key)


def owner_left(pattern: Pattern, owner_id: int, people: Iterable[Person]) -> list[News]:
    """To the coordinators: the owner no longer works here."""
    key = f"pattern_owner_left:{pattern.public_id}:{owner_id}"
    return _to(people, "pattern_waits", N_("Eieren av et løftet mønster har sluttet"), pattern, key)


def no_measures(pattern: Pattern, since: dt.date, people: Iterable[Person]) -> list[News]:
    """To the owner: nothing is decided yet."""
    key = f"pattern_no_measures:{pattern.public_id}:{since}"
    return _to(people, "pattern_waits", N_("Et mønster du eier, mangler tiltak"), pattern, key)


def pattern_due(pattern: Pattern, people: Iterable[Person]) -> list[News]:
    """To the owner: the day draws near."""
    key = f"pattern_due:{pattern.public_id}:{pattern.due_on}"
    return _to(people, "pattern_waits", N_("Fristen for et mønster du eier, er snart her"), pattern, key)


def pattern_late(pattern: Pattern, people: Iterable[Person]) -> list[News]:
    """To the owner: the day has passed."""
    key = f"pattern_late:{pattern.public_id}:{pattern.due_on}"
    return _to(people, "pattern_waits", N_("Et mønster du eier, er over fristen"), pattern, key)


def still_asked(pattern: Pattern, minute_id: str, people: Iterable[Person]) -> list[News]:
    """To the coordinators: a decision that was asked for has not come."""
    text = N_("En beslutning om et mønster er ikke tatt ennå")
    return _to(people, "pattern_waits", text, pattern, f"pattern_asked:{minute_id}")


def measure_due(pattern: Pattern, measure: Measure) -> list[News]:
    """To the one who is to carry it out."""
    key = f"pattern_measure_due:{measure.public_id}:{measure.due_on}"
    text = N_("Et tiltak mot et mønster skal snart være utført")
    return [News(measure.owner_id, "pattern_waits", text, link(pattern), key)] if measure.owner_id else []


def measure_late(pattern: Pattern, measure: Measure, person_ids: Iterable[int]) -> list[News]:
    """To the one who was to carry it out, and to the owner of the pattern."""
    key = f"pattern_measure_late:{measure.public_id}:{measure.due_on}"
    text = N_("Et tiltak mot et mønster er over fristen")
    return [News(number, "pattern_waits", text, link(pattern), key) for number in person_ids]


def effect_due(pattern: Pattern, measure: Measure, person_ids: Iterable[int]) -> list[News]:
    """To the owner: time to see whether it worked."""
    key = f"pattern_effect_due:{measure.public_id}:{measure.effect_due_on}"
    text = N_("Se om et tiltak mot et mønster virket")
    return [News(number, "pattern_waits", text, link(pattern), key) for number in person_ids]


def _to(people: Iterable[Person], kind: str, text: str, pattern: Pattern, key: str) -> list[News]:
    return [News(person.id, kind, text, link(pattern), key) for person in people]


def handed(pattern: Pattern, people: Iterable[Person], unit: Unit, now: dt.datetime) -> list[News]:
    """To those who lead the unit: something goes on that they are best placed to judge."""
    key = f"pattern_handed:{pattern.public_id}:{unit.id}:{now.date()}"
    text = N_("Noe går igjen i %(unit)s. Se på det")
    return [
        News(person.id, "pattern_handed", text, link(pattern), key, {"unit": unit.name}) for person in people
    ]


def passed_up(pattern: Pattern, people: Iterable[Person], unit: Unit, now: dt.datetime) -> list[News]:
    """To the coordinators: a unit says that it concerns more than itself."""
    key = f"pattern_passed_up:{pattern.public_id}:{now.date()}"
    text = N_("%(unit)s sender et funn videre til deg")
    return [
        News(person.id, "pattern_nominated", text, link(pattern), key, {"unit": unit.name})
        for person in people
    ]


def answered(pattern: Pattern, people: Iterable[Person], unit: Unit, now: dt.datetime) -> list[News]:
    """To the coordinators: a unit deals with what it was handed."""
    key = f"pattern_answered:{pattern.public_id}:{now.date()}"
    text = N_("%(unit)s tar seg selv av et funn de fikk")
    return [
        News(person.id, "pattern_nominated", text, link(pattern), key, {"unit": unit.name})
        for person in people
    ]


def woken(pattern: Pattern, people: Iterable[Person], now: dt.datetime) -> list[News]:
    """To the coordinators: what they follow has grown, or its day has come."""
    key = f"pattern_woken:{pattern.public_id}:{now.date()}"
    return _to(people, "pattern_found", N_("Noe du følger, er klart til å ses på igjen"), pattern, key)
