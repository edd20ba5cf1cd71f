"""What a short or thin history cannot tell yet, and the first day on which it could."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import ceil

from quality.patterns.detect.values import Settings

STORY_WEEKS, QUIET_WEEKS, SEASON_WEEKS = 43, 78, 106
FEW_A_YEAR = 600
YEAR = 52


class Gap(StrEnum):
    """What cannot be told."""

    RISES = "rises"
    STORIES = "stories"
    QUIET = "quiet"
    SEASONS = "seasons"
    FEW = "few"


@dataclass(frozen=True)
class NotYet:
    """Something that cannot be told, with the first day it could; None where no day can be named."""

    gap: Gap
    on: date | None = None


def not_yet(weeks: int, cases: int, day: date, settings: Settings) -> tuple[NotYet, ...]:
    """What so many whole weeks with so many cases cannot tell on a day; nothing when they can tell all."""
    found = []
    if weeks < settings.least_weeks or cases < settings.least_cases:
        found.append(NotYet(Gap.RISES, _enough(weeks, cases, day, settings)))
    for gap, needed in (
        (Gap.STORIES, STORY_WEEKS),
        (Gap.QUIET, QUIET_WEEKS),
        (Gap.SEASONS, SEASON_WEEKS),
    ):
        if weeks < needed:
            found.append(NotYet(gap, _after(weeks, needed, day) if weeks else None))
    if weeks >= settings.least_weeks and a_year(weeks, cases) < FEW_A_YEAR:
        found.append(NotYet(Gap.FEW))
    return tuple(found)


def a_year(weeks: int, cases: int) -> int:
    """How many cases a year there are, over the whole history."""
    return round(cases * YEAR / weeks) if weeks else 0


def _enough(weeks: int, cases: int, day: date, settings: Settings) -> date | None:
    """The Monday on which there are weeks and cases enough, if they come as they have done; None if nothing comes."""
    if not cases or not weeks:
        return None
    return _after(weeks, max(settings.least_weeks, ceil(settings.least_cases * weeks / cases)), day)


def _after(weeks: int, needed: int, day: date) -> date:
    return day - timedelta(days=day.weekday()) + timedelta(weeks=needed - weeks)
