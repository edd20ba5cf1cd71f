"""The menu as data: what each role finds where."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass

from sqlalchemy.orm import Session

from quality.accounts.roles import Act, Actor
from quality.cases.queries.inbox import Waiting, count_waiting
from quality.core import web
from quality.core.clock import local_date, now
from quality.core.text import N_


@dataclass(frozen=True)
class Place:
    """A place in the menu. `phone` puts it in the bottom bar; `act` is what one must be allowed to find it."""

    endpoint: str
    label: str
    icon: str
    act: Act | None = None
    phone: bool = False
    hidden_from_leaders: bool = False


PLACES = (
    Place("front.home", N_("Hjem"), "house", phone=True),
    Place("cases.inbox", N_("Innboks"), "inbox", Act.CASE_HANDLE, phone=True),
    Place("cases.measure_list", N_("Tiltak"), "tasks", Act.CASE_HANDLE),
    Place("cases.mine", N_("Mine"), "chat", phone=True, hidden_from_leaders=True),
    Place("cases.index", N_("Saker"), "folder", Act.TRENDS_READ),
    Place("patterns.desk", N_("Mønstre"), "pattern", Act.PATTERN_READ),
    Place("learning.index", N_("Læring"), "lightbulb", Act.NOTE_READ, phone=True),
    Place("insights.trends", N_("Tall"), "chart", Act.TRENDS_READ),
    Place("digests.index", N_("Utsendelser"), "envelope", Act.DIGEST_MANAGE),
    Place("cases.safety", N_("HMS"), "heart", Act.SAFETY_READ),
    Place("cases.breaches", N_("Brudd"), "lock", Act.BREACH_READ),
    Place("cases.access_log", N_("Innsynslogg"), "eye", Act.LOG_READ),
    Place("people.index", N_("Personer"), "people", Act.PEOPLE_MANAGE),
    Place("settings.index", N_("Oppsett"), "cog", Act.SETUP_READ),
)

# Addresses of the frame itself, by the name that the templates use.
LINKS = {
    "arms": "settings.arms",
    "report": "cases.report",
    "search": "cases.search",
    "profile": "me.show",
    "help": "about.help_page",
    "who_sees": "about.who_sees",
    "accessibility": "about.accessibility",
    "language": "front.set_language",
    "lock": "lock.lock",
    "sign_out": "accounts.sign_out",
}


def _wanting(session: Session, actor: Actor) -> int:
    """How many cases want something of the reader now; a page that tells it too has counted already."""
    found: Waiting = web.once("waiting", lambda: count_waiting(session, actor, local_date(now())))
    return found.wanting


# How many things wait at a place, by its endpoint. Only places where somebody waits have a number.
COUNTS: dict[str, Callable[[Session, Actor], int]] = {"cases.inbox": _wanting}


@dataclass(frozen=True)
class Item:
    """A place as drawn for one reader on one page."""

    endpoint: str
    label: str
    icon: str
    current: bool
    phone: bool
    count: int = 0


def navigation(session: Session, actor: Actor, endpoint: str, known: Container[str]) -> tuple[Item, ...]:
    """The places this reader may find among the `known` pages, the present one marked by its room."""
    leads = actor.may(Act.CASE_HANDLE)
    places = [
        place for place in PLACES if place.endpoint in known and (place.act is None or actor.may(place.act))
    ]
    here = _here(places, endpoint)
    return tuple(
        Item(
            place.endpoint,
            place.label,
            place.icon,
            place.endpoint == here,
            place.phone and not (leads and place.hidden_from_leaders),
            COUNTS[place.endpoint](session, actor) if place.endpoint in COUNTS else 0,
        )
        for place in places
    )


# Rooms of their own whose pages are found from a place of another room.
WITHIN = dict.fromkeys(
    (
        "categories",
        "channels",
        "duty",
        "imports",
        "jobs",
        "outbox",
        "privacy",
        "retention",
        "tallies",
        "titles",
        "units",
        "unowned",
    ),
    "settings",
) | {"reports": "insights"}


def _here(places: list[Place], endpoint: str) -> str:
    """The place to mark: the page itself, or the room's only place."""
    if any(place.endpoint == endpoint for place in places):
        return endpoint
    room = endpoint.partition(".")[0]
    room = WITHIN.get(room, room)
    same = [place.endpoint for place in places if place.endpoint.startswith(f"{room}.")]
    return same[0] if len(same) == 1 else ""
