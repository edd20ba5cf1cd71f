"""What is hidden in the history for somebody to find: where it happens, when, and how often."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from quality.demo.organisation import SERVICE_OF
from quality.demo.stories import planted as told_of
from quality.demo.stories.grammar import Story


@dataclass(frozen=True, slots=True)
class Phase:
    """Between two numbers of days before the end, this many cases a month."""

    since: int
    until: int
    monthly: float


@dataclass(frozen=True, slots=True)
class Plant:
    """A recurring pattern: its stories, its units, and how it rises and falls."""

    key: str
    stories: tuple[Story, ...]
    units: tuple[str, ...]
    phases: tuple[Phase, ...]


CARE_UNITS = ("2110", "2120", "2210", "2220", "2230", "2320", "2510")
SCHOOLS = ("3110", "3120", "3130")
PLANTS = (
    # running now, in seven units, and nobody has seen it yet
    Plant("plo", told_of.PLO, CARE_UNITS, (Phase(1095, 112, 0.35), Phase(112, 56, 4.5), Phase(56, 0, 10.0))),
    # raised, with owner and measures; the effect shows
    Plant(
        "shift",
        told_of.SHIFT,
        ("2210", "2220", "2230", "2510", "2110", "2120"),
        (Phase(1095, 760, 1.2), Phase(760, 430, 5.2), Phase(430, 0, 0.6)),
    ),
    # grows since spring; the coordinator keeps an eye on it
    Plant("locks", told_of.LOCKS, ("2110", "2120", "2510"), (Phase(1095, 160, 0.2), Phase(160, 0, 3.2))),
    # raised; the measure (signs and a reminder) did not help
    Plant("floor", told_of.FLOOR, ("2220", "2230"), (Phase(245, 0, 3.0),)),
    # the measure helped in the one school
    Plant("transitions", told_of.TRANSITIONS, ("3110",), (Phase(700, 420, 2.8), Phase(420, 0, 0.3))),
)
IDENTIFYING_UNITS = {"nursing_home": "2210", "home_care": "2120", "school": "3110", "kindergarten": "3220"}


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted event."""

    day: date
    unit: str
    story: Story
    key: str | None


def school_start(end: date) -> date:
    """The day the new bus routes began: the last school start at least a month ago."""
    limit = end - timedelta(days=30)
    start = date(limit.year, 8, 18)
    return start if start <= limit else date(limit.year - 1, 8, 18)


def planted(seed: int, end: date) -> list[Planted]:
    """Every planted event of the three years before `end`."""
    rng = Random(f"{seed}:planted")
    events = [event for plant in PLANTS for event in _grown(plant, end, rng)]
    events += _bus(end, rng) + _ice(end, rng) + _substitutes(end, rng)
    for place, story in enumerate(told_of.IDENTIFYING):
        day = end - timedelta(days=9 + 31 * place)
        events.append(Planted(_workday(day), IDENTIFYING_UNITS[story.services[0]], story, None))
    return events


class _Deck:
    """Deals stories that fit a unit, each before any comes again."""

    def __init__(self, stories: tuple[Story, ...], rng: Random) -> None:
        self._stories, self._rng = stories, rng
        self._left: list[Story] = []

    def deal(self, service: str) -> Story:
        for story in self._left:
            if service in story.services:
                self._left.remove(story)
                return story
        self._left += self._rng.sample(self._stories, len(self._stories))
        return self.deal(service)


def _grown(plant: Plant, end: date, rng: Random) -> list[Planted]:
    deck = _Deck(plant.stories, rng)
    events = []
    for phase in plant.phases:
        count = (phase.since - phase.until) * phase.monthly / 30.4
        for _ in range(round(count)):
            unit = rng.choice(plant.units)
            day = end - timedelta(days=rng.randrange(phase.until, phase.since) + 1)
            day = _workday(day) if SERVICE_OF[unit] == "school" else day
            events.append(Planted(day, unit, deck.deal(SERVICE_OF[unit]), plant.key))
    return events


def _workday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _bus(end: date, rng: Random) -> list[Planted]:
    deck, start = _Deck(told_of.BUS, rng), school_start(end)
    days = min((end - start).days, 290)
    return [
        Planted(
            _workday(start + timedelta(days=rng.randrange(1, days))),
            rng.choice(SCHOOLS),
            deck.deal("school"),
            "bus",
        )
        for _ in range(round(days / 6.5))
    ]


def _ice(end: date, rng: Random) -> list[Planted]:
    """Some icy days each winter, when several units fall on the same morning."""
    deck, events = _Deck(told_of.ICE, rng), []
    units = [unit for unit, service in SERVICE_OF.items() if service in told_of.ICE[0].services]
    for winter in range(end.year - 4, end.year + 1):
        for _ in range(13):
            day = date(winter, 11, 3) + timedelta(days=int(rng.triangular(0, 140, 30)))
            if not end - timedelta(days=1095) < day < end:
                continue
            for unit in rng.sample(units, rng.choice((2, 3, 4, 5, 6))):
                if day.weekday() < 5 or SERVICE_OF[unit] in ("home_care", "nursing_home", "roads_parks"):
                    events.append(Planted(day, unit, deck.deal(SERVICE_OF[unit]), "ice"))
    return events


def _substitutes(end: date, rng: Random) -> list[Planted]:
    """Every summer; fewer in the last one, after the note on how to receive substitutes."""
    deck, events = _Deck(told_of.SUBSTITUTES, rng), []
    summers = [year for year in range(end.year - 3, end.year + 1) if date(year, 8, 15) < end]
    for year in summers[-3:]:
        for _ in range(8 if year == summers[-1] else 19):
            unit = rng.choice((*CARE_UNITS, "2310"))
            day = date(year, 6, 22) + timedelta(days=rng.randrange(50))
            if day > end - timedelta(days=1095):
                events.append(Planted(day, unit, deck.deal(SERVICE_OF[unit]), "substitutes"))
    return events
