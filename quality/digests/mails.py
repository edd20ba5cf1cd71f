"""The two mails of this room: the week's, and a day's notices. Fixed subjects with counts; no case text."""

from __future__ import annotations

from dataclasses import dataclass

from quality.accounts.models import Person
from quality.core.letters import Receiver, letter
from quality.core.mail import Mail
from quality.digests.compose import Digest
from quality.digests.models import Subscription

WEEKLY, DAILY = "weekly", "daily"


@dataclass(frozen=True)
class Site:
    """Where the links lead, and whose mail it is."""

    public_url: str
    municipality_name: str


def weekly(
    person: Person, choice: Subscription, digest: Digest, site: Site, *, key: str, introduction: str
) -> Mail:
    """The week's digest to one person."""
    return _mail(WEEKLY, person, choice, digest, site, key, introduction)


def daily(person: Person, choice: Subscription, digest: Digest, site: Site, *, key: str) -> Mail:
    """What is new to one person since yesterday."""
    return _mail(DAILY, person, choice, digest, site, key, "")


def _mail(
    kind: str, person: Person, choice: Subscription, digest: Digest, site: Site, key: str, introduction: str
) -> Mail:
    stop_url = f"{site.public_url}/unsubscribe/{choice.stop_token}?kind={kind}"
    return letter(
        kind,
        Receiver(person.id, person.email or "", person.language),
        key=key,
        unsubscribe_url=stop_url,
        values={
            "base": site.public_url,
            "municipality_name": site.municipality_name,
            "unit_name": person.unit.name,
            "things": digest.things,
            "notices": digest.notices,
            "more_notices": digest.more_notices,
            "count": len(digest.things) + len(digest.notices) + digest.more_notices,
            "introduction": introduction,
            "preferences_url": f"{site.public_url}/me/mail",
            "pause_url": f"{site.public_url}/me/mail#paused_until",
            "stop_url": stop_url,
        },
    )
