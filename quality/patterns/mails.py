"""What people are told about patterns: one function for each message. No case text leaves the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from quality.accounts.models import Person
from quality.cases.mails import link as case_link
from quality.cases.models.case import Case
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
    key = f"pattern_raised:{pattern.public_id}:{_times(pattern)}"
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
    key = f"pattern_reporter:{pattern.public_id}:{_times(pattern)}"
    return [
        News(person_id, "pattern_raised", text, case_link(case), key, {"number": case.label, "units": units})
        for person_id, case in cases
    ]


def finished(pattern: Pattern, cases: Iterable[tuple[int, Case]]) -> list[News]:
    """To those who reported the cases: what was done is done."""
    text = N_("Mønsteret som saken din %(number)s var del av, er avsluttet. Se hva som ble gjort")
    key = f"pattern_finished:{pattern.public_id}:{_times(pattern)}"
    return [
        News(person_id, "pattern_finished", text, case_link(case), key, {"number": case.label})
        for person_id, case in cases
    ]


def owner_set(pattern: Pattern, owner: Person, actor_id: int) -> list[News]:
    """To the new owner."""
    text = N_("Du er satt som eier av et mønster som er løftet")
    key = f"pattern_owner:{pattern.public_id}:{_times(pattern)}"
    return [News(owner.id, "pattern_owner", text, link(pattern), key)] if owner.id != actor_id else []


def measure_given(pattern: Pattern, measure_id: str, owner: Person, actor_id: int) -> list[News]:
    """To the one who is to carry out a measure."""
    text = N_("Du har fått ansvar for et tiltak mot et mønster")
    key = f"pattern_measure:{measure_id}"
    return [News(owner.id, "pattern_measure", text, link(pattern), key)] if owner.id != actor_id else []


def nominated(pattern: Pattern, coordinators: Iterable[Person], unit: Unit) -> list[News]:
    """To the coordinators: a unit thinks that a case should be raised."""
    text = N_("%(unit)s foreslår at en sak løftes")
    key = f"pattern_nominated:{pattern.public_id}"
    return [
        News(person.id, "pattern_nominated", text, link(pattern), key, {"unit": unit.name})
        for person in coordinators
    ]


def _times(pattern: Pattern) -> str:
    """Which time it was raised: lowered and raised again, people are told again."""
    return pattern.raised_at.isoformat(timespec="seconds") if pattern.raised_at else ""
