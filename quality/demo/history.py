"""Three years of cases up to a day, from one seed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from quality.demo.course import Facts, run
from quality.demo.mix import KINDS, MIX, how_many, rates
from quality.demo.organisation import SERVICE_OF
from quality.demo.people import DemoPeople, DemoPerson, everybody
from quality.demo.planted import planted
from quality.demo.stories.grammar import Story
from quality.demo.stories.tails import PLACES
from quality.demo.telling import OSLO, STORIES, Shelf, Telling, moment, tell
from quality.demo.values import DemoCase

DAYS = 1095
# a unit hands some of its cases to the one that can do something about them
HANDED_ON = {
    **dict.fromkeys(("B1", "B2", "B3", "B5"), ("4110", 0.3)),
    "B4": ("4120", 0.4),
    "B6": ("4110", 0.4),
    "B7": ("4220", 0.45),
    "P4": ("6110", 0.12),
    "P6": ("6110", 0.3),
}
_SOURCES = (
    *(("employee", 930), ("next_of_kin", 25), ("user", 18), ("citizen", 9), ("safety_round", 12)),
    *(("supervision", 4), ("survey", 2)),
)
_ROUND = ("H5", "H6", "H7", "B1", "B2", "B5")
_FACTORS = ("routine", "competence", "communication", "staffing", "equipment", "surroundings", "organisation")
_SUBTYPES = {"e": "event", "n": "near_miss", "h": "hazard"}
STORY_CODES = {"idea": "idea", "improvement": "done", "worked": "worked"}
_LEARN = (("no", 50), ("unsure", 28), ("yes", 22))
SLOW_UNITS = {
    "2230": 1.9,
    "3120": 1.7,
    "4110": 2.1,
    "2550": 1.5,
    "2310": 1.4,
    "3210": 0.6,
    "2120": 0.7,
    "4210": 0.7,
}


def cases(seed: int, end: date) -> Iterator[DemoCase]:
    """Every case of the three years before the morning of `end`, oldest first."""
    for number, case in enumerate(sorted(_Archive(seed, end).written(), key=_order), start=1):
        yield replace(case, key=f"demo-{number:05}")


def _order(case: DemoCase) -> tuple[datetime, str, str]:
    return case.registered_at, case.unit, case.title


def _drawn(rng: Random, pairs: tuple[tuple[str, int], ...]) -> str:
    values, weights = zip(*pairs, strict=True)
    drawn: str = rng.choices(values, weights)[0]
    return drawn


class _Staff:
    """Who reports and who handles in each unit; some report often, most seldom."""

    def __init__(self, people: DemoPeople, rng: Random) -> None:
        leaders = {
            role.person for role in people.roles if role.role != "employee" and role.role != "safety_rep"
        }
        self.leader = {role.reach: role.person for role in people.roles if role.role == "leader"}
        self.deputy = {role.reach: role.person for role in people.roles if role.role == "deputy"}
        self.of: dict[str, list[DemoPerson]] = {unit: [] for unit in SERVICE_OF}
        for person in people.people:
            if person.username not in leaders:
                self.of[person.unit].append(person)
        self._keen = {person.username: rng.paretovariate(1.2) for person in people.people}

    def reporter(self, unit: str, voice: str, rng: Random) -> DemoPerson:
        """Somebody of the unit who writes in that voice."""
        fitting = [
            one for one in self.of[unit] if (one.voice if one.voice in ("nn", "di") else "plain") == voice
        ]
        return rng.choices(fitting, [min(6.0, self._keen[one.username]) for one in fitting])[0]


class _Archive:
    """Writes the cases, day by day and then the planted ones."""

    def __init__(self, seed: int, end: date) -> None:
        self._rng = Random(f"{seed}:history")
        self._end = end
        self._now = datetime(end.year, end.month, end.day, 7, 30, tzinfo=OSLO)
        self._staff = _Staff(everybody(seed), self._rng)
        self._shelf = Shelf(STORIES, self._rng)
        self._seen: set[str] = set()
        self._planted = planted(seed, end)

    def written(self) -> Iterator[DemoCase]:
        """All that has been registered by now."""
        for one in self._planted:
            yield from self._case("deviation", one.day, one.unit, one.story, one.key)
        for back in range(DAYS, -1, -1):
            day = self._end - timedelta(days=back)
            for unit, expected in rates(day, self._end).items():
                for _ in range(how_many(self._rng, expected)):
                    yield from self._ordinary(day, unit)

    def _ordinary(self, day: date, unit: str) -> Iterator[DemoCase]:
        kind = _drawn(self._rng, KINDS)
        service = SERVICE_OF[unit]
        codes, weights = MIX[service]
        code = self._rng.choices(codes, weights)[0] if kind == "deviation" else STORY_CODES[kind]
        story = self._shelf.draw(code, service, day.month)
        yield from self._case(kind, day, unit, story, None)

    def _case(self, kind: str, day: date, unit: str, story: Story, key: str | None) -> Iterator[DemoCase]:
        rng = self._rng
        at = moment(day, story, SERVICE_OF[unit], rng)
        registered = self._registered(at)
        if registered <= self._now:
            reporter = self._staff.reporter(unit, story.voice, rng)
            telling = self._fresh(story, SERVICE_OF[unit], at, reporter.voice)
            yield self._filled(kind, unit, telling, registered, reporter, key)

    def _registered(self, at: datetime) -> datetime:
        """Most report on the same shift, some days after, a few weeks after."""
        delay = self._rng.choices((0.12, 0.7, 3.0, 14.0), (58, 26, 13, 3))[0]
        return at + timedelta(days=self._rng.expovariate(1 / delay), minutes=4)

    def _fresh(self, story: Story, service: str, at: datetime, voice: str) -> Telling:
        """A telling that nobody has used before, when there is one."""
        for again in range(5):
            telling = tell(story, service, at, voice, self._rng, again // 2)
            if telling.text not in self._seen:
                break
        self._seen.add(telling.text)
        return telling

    def _filled(
        self,
        kind: str,
        unit: str,
        telling: Telling,
        registered: datetime,
        reporter: DemoPerson,
        key: str | None,
    ) -> DemoCase:
        rng, story = self._rng, telling.story
        owner = self._owner(unit, story.code) if key in (None, "ice") else unit
        deviation = kind == "deviation"
        severity = int(rng.choice(story.severities)) if deviation else 0
        severity += severity == 3 and rng.random() < 0.12
        subtype = self._subtype(story, severity) if deviation else None
        potential, recurrence = self._assessed(severity, deviation)
        facts = Facts(
            kind,
            story.code if deviation else "",
            SERVICE_OF[unit],
            severity,
            potential,
            recurrence,
            registered,
            reporter.username,
            self._handler(owner),
            tuple(person.username for person in rng.sample(self._staff.of[owner], 2)),
            SLOW_UNITS.get(owner, 1.0),
        )
        course = run(facts, rng, self._now)
        before, text, gain = self._told(kind, telling.text)
        return DemoCase(
            key="",
            kind=kind,
            subtype=subtype,
            category=story.code if deviation else None,
            unit=owner,
            happened_in=unit,
            place=self._place(story, SERVICE_OF[unit]) if deviation else "",
            source=self._source(story.code) if deviation else "employee",
            title=telling.title,
            description=text,
            before=before,
            gain=gain,
            immediate_action=telling.on_the_spot if deviation else "",
            factors=self._factors(story) if deviation else (),
            severity=severity,
            potential=potential if any(step.verb == "assess" for step in course.events) else None,
            recurrence=recurrence if any(step.verb == "assess" for step in course.events) else None,
            occurred_at=telling.at.astimezone(UTC),
            registered_at=registered.astimezone(UTC),
            reporter=reporter.username,
            confidential=deviation and story.code[0] == "H" and rng.random() < 0.05,
            can_learn="yes" if kind in ("improvement", "worked") or key else _drawn(rng, _LEARN),
            state=course.state,
            events=tuple(replace(step, at=step.at.astimezone(UTC)) for step in course.events),
            measures=tuple(course.measures),
            story=key,
        )

    def _told(self, kind: str, text: str) -> tuple[str, str, str]:
        if kind != "improvement":
            return "", text, ""
        before, now, gain = (part.strip() for part in text.split("~"))
        return before, now, gain

    def _owner(self, unit: str, code: str) -> str:
        owner, share = HANDED_ON.get(code, ("", 0.0))
        return owner if self._rng.random() < share else unit

    def _handler(self, unit: str) -> str:
        by_deputy = self._rng.random() < 0.14
        return self._staff.deputy[unit] if by_deputy else self._staff.leader[unit]

    def _subtype(self, story: Story, severity: int) -> str:
        return "event" if severity else _SUBTYPES[self._rng.choice(story.subtypes or "e")]

    def _assessed(self, severity: int, deviation: bool) -> tuple[int | None, int | None]:
        rng = self._rng
        if not deviation or (severity < 2 and rng.random() > 0.3):
            return None, None
        return max(severity, rng.choices((0, 1, 2, 3, 4), (20, 30, 30, 16, 4))[0]), rng.choice(
            (2, 3, 3, 3, 4)
        )

    def _place(self, story: Story, service: str) -> str:
        return self._rng.choice(story.places or PLACES[service]) if self._rng.random() < 0.85 else ""

    def _source(self, code: str) -> str:
        source = _drawn(self._rng, _SOURCES)
        return "employee" if source == "safety_round" and code not in _ROUND else source

    def _factors(self, story: Story) -> tuple[str, ...]:
        rng = self._rng
        count = min(len(story.factors), rng.choice((0, 1, 1, 1, 2)))
        chosen = rng.sample(story.factors, count)
        if rng.random() < 0.08:
            chosen = [*chosen, rng.choice(_FACTORS)]
        return tuple(sorted(set(chosen))) or (("unknown",) if rng.random() < 0.3 else ())
