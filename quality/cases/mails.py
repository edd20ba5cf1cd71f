"""What people are told about cases: one function for each message. No case text leaves the page."""

from __future__ import annotations

from collections.abc import Iterable

from quality.accounts.models import Person
from quality.cases.models.case import Case
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
    return [
        News(leader.id, "case_new", text, link(case), f"case_new:{case.public_id}", values)
        for leader in leaders
        if leader.id != case.reporter_id
    ]
