"""Mail about accounts. It goes by itself and at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from quality.accounts.models import Person
from quality.core.letters import Receiver, letter
from quality.core.mail import Mail

KINDS = ("invitation", "reset")


@dataclass(frozen=True)
class SingleUse:
    """What an account mail carries: the address to open, until when, and what makes the mail unique."""

    purpose: str
    url: str
    until: dt.datetime
    key: str


def account_mail(person: Person, link: SingleUse, municipality_name: str) -> Mail:
    """The mail with the link to choose a password."""
    return letter(
        link.purpose,
        Receiver(person.id, person.email or "", person.language),
        key=f"{link.purpose}:{link.key}",
        values={
            "name": person.first_name,
            "url": link.url,
            "until": link.until,
            "municipality_name": municipality_name,
        },
    )


def linked_mail(person: Person, name: str, base_url: str, municipality_name: str, now: dt.datetime) -> Mail:
    """The mail that says that an account elsewhere opens for the person from now on."""
    return letter(
        "linked",
        Receiver(person.id, person.email or "", person.language),
        key=f"linked:{person.id}:{now.isoformat()}",
        values={
            "name": person.first_name,
            "service": name,
            "url": f"{base_url}/me",
            "municipality_name": municipality_name,
        },
    )
