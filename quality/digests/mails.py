"""The two mails of this room: a day's editions, and a day's notices. Fixed subjects with counts; no case text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from quality.accounts.models import Person
from quality.core.letters import Receiver, letter
from quality.core.mail import Mail
from quality.digests.compose.values import Digest, Thing
from quality.digests.kinds import KIND_LABELS, EditionKind
from quality.digests.models import Subscription

EDITION, DAILY = "edition", "daily"


@dataclass(frozen=True)
class Site:
    """Where the links lead, and whose mail it is."""

    public_url: str
    municipality_name: str


@dataclass(frozen=True)
class Part:
    """An edition in a mail: its name, what a coordinator wrote first, and its things."""

    kind: EditionKind
    label: str
    introduction: str
    things: tuple[Thing, ...]


def edition(
    person: Person,
    choice: Subscription,
    digest: Digest,
    site: Site,
    *,
    key: str,
    introductions: Mapping[EditionKind, str],
) -> Mail:
    """All editions of a day to one person."""
    parts = [
        Part(kind, KIND_LABELS[kind], introductions.get(kind, ""), section.things)
        for kind, section in digest.sections
    ]
    return _mail(EDITION, person, choice, digest, site, key, parts)


def daily(person: Person, choice: Subscription, digest: Digest, site: Site, *, key: str) -> Mail:
    """What is new to one person since yesterday."""
    return _mail(DAILY, person, choice, digest, site, key, [])


def _mail(
    kind: str, person: Person, choice: Subscription, digest: Digest, site: Site, key: str, parts: list[Part]
) -> Mail:
    stops = "+".join(part.kind for part in parts) or kind
    stop_url = f"{site.public_url}/unsubscribe/{choice.stop_token}?kind={stops}"
    return letter(
        kind,
        Receiver(person.id, person.email or "", person.language),
        key=key,
        unsubscribe_url=stop_url,
        values={
            "base": site.public_url,
            "municipality_name": site.municipality_name,
            "unit_name": person.unit.name,
            "parts": parts,
            "notices": digest.notices,
            "more_notices": digest.more_notices,
            "count": len(digest.things) + len(digest.notices) + digest.more_notices,
            "preferences_url": f"{site.public_url}/me/mail",
            "pause_url": f"{site.public_url}/me/mail#paused_until",
            "stop_url": stop_url,
        },
    )
