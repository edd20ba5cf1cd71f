"""The two mails of this room: a day's editions, and a day's notices. Fixed subjects with counts; no case text."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

from markupsafe import escape

from quality.accounts.models import Person
from quality.core.letters import Receiver, letter
from quality.core.mail import Mail
from quality.core.text import Message
from quality.digests.compose.values import Digest, Thing
from quality.digests.kinds import Rhythm, choice_for
from quality.digests.models import Subscription

EDITION, DAILY = "edition", "daily"


@dataclass(frozen=True)
class Site:
    """Where the links lead, and whose mail it is."""

    public_url: str
    municipality_name: str


@dataclass(frozen=True)
class About:
    """What is the same of an edition in every mail: its name, how often it goes, to whom, and what a coordinator wrote
    first. `subject`: the name in words that nobody in the municipality has written.
    """

    label: Message
    subject: Message
    rhythm: Rhythm
    why: Message
    introduction: str = ""


@dataclass(frozen=True)
class Part:
    """An edition in a mail: what is said about it, and its things."""

    about: About
    things: tuple[Thing, ...]


def edition(
    person: Person,
    choice: Subscription,
    digest: Digest,
    site: Site,
    *,
    key: str,
    about: Mapping[str, About],
) -> Mail:
    """All editions of a day to one person. Equal words are set once, and only the person's own put in."""
    parts = [Part(about[kind], section.things) for kind, section in digest.sections]
    said = repr((person.language, site, parts, digest.notices, digest.more_notices))
    common = _set_before.get(said)
    if common is None:
        common = _letter(EDITION, person.language, digest, site, parts, unit_name=UNIT, stop_token=TOKEN)
        if len(_set_before) >= MOST_SET:
            _set_before.clear()
        _set_before[said] = common
    return _addressed(common, person, choice, key)


# Stand for what is each reader's own, in words that nobody else writes; letters and digits alone pass unchanged.
UNIT, TOKEN = (f"{word}{secrets.token_hex(8)}" for word in ("unit", "token"))
MOST_SET = 100
_set_before: dict[str, Mail] = {}


def _addressed(common: Mail, person: Person, choice: Subscription, key: str) -> Mail:
    return replace(
        common,
        to_address=person.email or "",
        person_id=person.id,
        key=key,
        text=common.text.replace(UNIT, person.unit.name).replace(TOKEN, choice.stop_token),
        html=common.html.replace(UNIT, str(escape(person.unit.name))).replace(TOKEN, choice.stop_token),
        unsubscribe_url=common.unsubscribe_url.replace(TOKEN, choice.stop_token),
    )


def daily(person: Person, choice: Subscription, digest: Digest, site: Site, *, key: str) -> Mail:
    """What is new to one person since yesterday."""
    made = _letter(
        DAILY, person.language, digest, site, [], unit_name=person.unit.name, stop_token=choice.stop_token
    )
    return _addressed(made, person, choice, key)


def _letter(
    kind: str,
    language: str,
    digest: Digest,
    site: Site,
    parts: list[Part],
    *,
    unit_name: str,
    stop_token: str,
) -> Mail:
    stops = "+".join(dict.fromkeys(choice_for(part.about.rhythm) for part in parts)) or choice_for(None)
    stop_url = f"{site.public_url}/unsubscribe/{stop_token}?kind={stops}"
    return letter(
        kind,
        Receiver(None, "", language),
        key="",
        unsubscribe_url=stop_url,
        values={
            "base": site.public_url,
            "municipality_name": site.municipality_name,
            "unit_name": unit_name,
            "parts": parts,
            "notices": digest.notices,
            "more_notices": digest.more_notices,
            "count": len(digest.things) + sum(each.count for each in digest.notices) + digest.more_notices,
            "preferences_url": f"{site.public_url}/me/mail",
            "pause_url": f"{site.public_url}/me/mail#paused_until",
            "stop_url": stop_url,
        },
    )
