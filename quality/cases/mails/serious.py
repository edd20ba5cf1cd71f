"""The one letter of this room: a serious case, at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from quality.accounts.models import Person
from quality.cases.kinds import Access
from quality.cases.mails import link
from quality.cases.models.case import Case
from quality.core.letters import Receiver, letter
from quality.core.mail import Mail

NOT_BY_MAIL = frozenset({Access.PERSONAL, Access.PRIVACY, Access.SHIELDED})


@dataclass(frozen=True)
class Site:
    """Where the links lead, and whose mail it is."""

    public_url: str
    municipality_name: str


def key_of(case: Case) -> str:
    """What the keys of all letters about the case begin with."""
    return f"serious:{case.public_id}:"


def serious(
    case: Case,
    priority: int,
    person: Person,
    leaders: Iterable[Person],
    calls: Iterable[str],
    sees: bool,
    site: Site,
) -> Mail:
    """A serious case, by itself and at once: number and whom to ring, and a link for who may see the case.

    Where it lies is not told by mail of a case about a person, about privacy, or shielded.
    """
    told = case.access not in NOT_BY_MAIL
    return letter(
        "serious",
        Receiver(person.id, person.email or "", person.language),
        key=f"{key_of(case)}{priority}:{person.id}",
        values={
            "number": case.label,
            "unit_name": case.unit.name if told else "",
            "priority": priority,
            "leaders": ", ".join(leader.name for leader in leaders) if told or sees else "",
            "calls": list(calls),
            "url": f"{site.public_url}{link(case)}" if sees else "",
            "municipality_name": site.municipality_name,
        },
    )
