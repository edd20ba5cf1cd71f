"""Draws a story for a category, and tells it as the person who reports would."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from quality.demo.stories import (
    buildings,
    care,
    children,
    everyday,
    falls,
    governance,
    handover,
    improvements,
    medicine,
    privacy,
    rights,
    roads_water,
    violence,
    workplace,
)
from quality.demo.stories.grammar import Story, told
from quality.demo.stories.tails import ADDED, ON_THE_SPOT
from quality.demo.stories.words import Words
from quality.demo.voices import written

OSLO = ZoneInfo("Europe/Oslo")
TITLE_LIMIT, TEXT_LIMIT = 120, 4000
BANKS = (
    *(medicine, falls, care, handover, children, rights, violence, workplace),
    *(privacy, buildings, roads_water, governance, improvements, everyday),
)
STORIES: tuple[Story, ...] = tuple(story for bank in BANKS for story in bank.STORIES)
_WINTRY = re.compile(
    r"snø|\bis(en|a)?\b|glatt|brøy|strø(dd|s)|holka|\bminus\b|brodd|akte inn|frosset|jul\b|vinter|istapp|is i hodet",
    re.I,
)
_SUMMERY = re.compile(r"sommervikar|gressklipp|i sommer|uke 30", re.I)

# minutes after midnight, from and to
_HOURS = {
    "morning": ((390, 600),),
    "day": ((480, 900),),
    "evening": ((945, 1290),),
    "night": ((5, 330), (1350, 1435)),
    "any": ((420, 900), (420, 900), (900, 1300), (5, 400), (1320, 1430)),
    "school": ((490, 830),),
    "office": ((480, 930),),
    "shift": ((870, 945), (870, 945), (1290, 1335)),
    "schoolbus": ((465, 540), (810, 900)),
}


BY_DAY = ("school", "kindergarten", "nav", "child_welfare", "administration", "day_centre", "property")
_DAYTIME = {"any": "office", "evening": "office", "night": "office"}


@dataclass(frozen=True, slots=True)
class Telling:
    """What the reporter wrote of one event."""

    story: Story
    at: datetime
    title: str
    text: str
    on_the_spot: str


def by_prefix(bank: dict[str, tuple[str, ...]], code: str) -> tuple[str, ...]:
    """The phrases of the longest key that begins `code`."""
    for length in (6, 4, 2, 1):
        if found := bank.get(code[:length]):
            return found
    return ()


class Shelf:
    """Stories by code and service, each drawn once before any is drawn again."""

    def __init__(self, stories: Iterable[Story], rng: Random) -> None:
        self._rng = rng
        self._all: dict[tuple[str, str], list[Story]] = {}
        self._left: dict[tuple[str, str], list[Story]] = {}
        for story in stories:
            for service in story.services:
                self._all.setdefault((story.code, service), []).append(story)

    def codes(self, service: str) -> list[str]:
        """What there is to tell of a kind of service."""
        return [code for code, kind in self._all if kind == service]

    def draw(self, code: str, service: str, month: int) -> Story:
        """The next story that fits the time of year."""
        for _ in range(4):
            story = self._next(code, service)
            if fits_season(story, month):
                break
        return story

    def _next(self, code: str, service: str) -> Story:
        left = self._left.setdefault((code, service), [])
        if not left:
            left += self._all[code, service]
            self._rng.shuffle(left)
        return left.pop()


def fits_season(story: Story, month: int) -> bool:
    """No ice in July, no lawn mowers in January."""
    words = f"{story.title} {story.text}"
    if 4 < month < 11 and _WINTRY.search(words):
        return False
    return 5 < month < 10 or not _SUMMERY.search(words)


def moment(day: date, story: Story, service: str, rng: Random) -> datetime:
    """When that day it happened, by the hours of the story and of the service."""
    hours = rng.choice(story.hours)
    begin, end = rng.choice(_HOURS[_DAYTIME.get(hours, hours) if service in BY_DAY else hours])
    midnight = datetime(day.year, day.month, day.day, tzinfo=OSLO)
    return midnight + timedelta(minutes=rng.randrange(begin, end))


def tell(story: Story, service: str, at: datetime, voice: str, rng: Random, again: int) -> Telling:
    """The story in the words and the care of one reporter; told again, a little longer."""
    words = Words(rng, service, at)
    title = told(story.title, rng, words)[:TITLE_LIMIT]
    text = told(story.text, rng, words)
    bank = by_prefix(ADDED, story.code) if story.voice == "plain" else ADDED[story.voice]
    more = again + {"careful": rng.choice((1, 1, 2)), "short": 0}.get(voice, rng.choice((0, 0, 1)))
    for phrase in rng.sample(bank, min(more, len(bank))):
        text += " " + told(phrase, rng, words)
    text = written(text, voice, rng, again)[:TEXT_LIMIT]
    title = title.lower() if voice == "phone" and rng.random() < 0.4 else title
    action = told(rng.choice(spot), rng, words) if (spot := by_prefix(ON_THE_SPOT, story.code)) else ""
    return Telling(story, at, title, text, action if rng.random() < 0.4 else "")
