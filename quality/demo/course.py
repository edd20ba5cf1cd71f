"""How a case went: received, asked, answered, acted on, closed, judged by its reporter, reopened."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random

from quality.cases.kinds.grave import priority
from quality.demo.stories import dialogue as said
from quality.demo.stories.grammar import told
from quality.demo.stories.remedies import DONE_WORDS, MEASURES
from quality.demo.stories.words import Words
from quality.demo.telling import OSLO, by_prefix
from quality.demo.values import DemoEvent, DemoMeasure

NO_MEASURE = (
    "Enkelthendelse, og det som skulle til er gjort.",
    "Rutinen er god nok, den ble bare ikke fulgt denne gangen.",
    "Løst sammen med et annet tiltak vi allerede har i gang.",
    "Årsaken ligger utenfor kommunen. Vi har meldt den videre.",
)
STATE_AFTER = {
    "receive": "received",
    "answer": "handling",
    "assess": "handling",
    "add_measure": "measures",
    "check": "effect",
    "close": "closed",
    "reject": "rejected",
    "object": "reopened",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the course of a case depends on."""

    kind: str
    category: str
    service: str
    severity: int
    potential: int | None
    recurrence: int | None
    registered_at: datetime
    reporter: str
    handler: str
    colleagues: tuple[str, ...]
    pace: float


@dataclass
class Course:
    """Writes the steps of one case, in order, up to now; `open` ends when somebody forgot it."""

    facts: Facts
    rng: Random
    now: datetime
    events: list[DemoEvent] = field(default_factory=list)
    measures: list[DemoMeasure] = field(default_factory=list)
    state: str = "reported"

    def __post_init__(self) -> None:
        self.at = self.facts.registered_at
        self._words = Words(self.rng, self.facts.service, self.at)

    def wait(self, days: float, least: float = 0.0) -> None:
        """Let some days pass, by the pace of the unit, to an hour when people are at their desk."""
        passed = least + self.rng.expovariate(1.0 / max(0.05, days * self.facts.pace))
        later = (self.at + timedelta(days=passed)).astimezone(OSLO)
        later += timedelta(days=(7 - later.weekday()) % 7 if later.weekday() >= 5 else 0)
        if not time(7, 30) <= later.time() <= time(16, 0):
            later = later.replace(hour=self.rng.randrange(8, 16), minute=self.rng.randrange(60))
        self.at = max(later, self.at + timedelta(minutes=self.rng.randrange(6, 90)))

    def step(
        self, verb: str, text: str = "", *, by: str = "", measure: int | None = None, reason: str = ""
    ) -> None:
        """Add a step, unless it lies in the future."""
        if self.at <= self.now:
            actor = by or self.facts.handler
            self.events.append(DemoEvent(self.at, verb, actor, text, measure, reason))
            self.state = STATE_AFTER.get(verb, self.state)

    def say(self, *banks: tuple[str, ...]) -> str:
        """A sentence from each bank."""
        return " ".join(told(self.rng.choice(bank), self.rng, self._words) for bank in banks)

    def chance(self, share: float) -> bool:
        """True in that share of cases."""
        return self.rng.random() < share


def run(facts: Facts, rng: Random, now: datetime) -> Course:
    """The course of a case up to `now`."""
    course = Course(facts, rng, now)
    if facts.kind == "deviation":
        _deviation(course)
    else:
        _improvement(course)
    return course


def _improvement(course: Course) -> None:
    course.wait(2.0)
    course.step("receive")
    idea = course.facts.kind == "idea"
    course.wait(9.0 if idea else 2.5)
    if idea and course.chance(0.3):
        course.step("answer", course.say(said.IDEA_ANSWERS))
        course.wait(12.0)
    thanks = (said.THANKS, said.IDEA_ANSWERS) if idea else (said.GOOD_NEWS,)
    course.step("close", course.say(*thanks))
    if course.chance(0.25):
        _judged(course)


def _deviation(course: Course) -> None:
    fresh = (course.now - course.facts.registered_at).days
    if fresh < 70 and course.chance(0.045 * course.facts.pace):
        return
    course.wait(0.25 if course.facts.severity >= 3 else 1.3)
    if course.chance(0.016):
        _rejected(course)
        return
    course.step("receive")
    if course.facts.potential is not None:
        course.wait(0.4)
        course.step("assess")
    if course.chance(0.16) and not _asked(course):
        return
    if fresh < 110 and course.chance(0.05 * course.facts.pace):
        return
    _handled(course)


def _rejected(course: Course) -> None:
    reason = course.rng.choice(tuple(said.REJECTED))
    course.step("reject", course.say(said.REJECTED[reason]), reason=reason)


def _asked(course: Course) -> bool:
    """Ask the reporter; False when still waiting for the reply."""
    bank = by_prefix(said.QUESTIONS, course.facts.category)
    question, _, replies = course.rng.choice(bank).partition(" ~ ")
    course.step("ask", question)
    course.wait(2.5)
    lately = course.at > course.now - timedelta(days=30)
    answered = course.chance(0.4 if lately else 0.88)
    if answered:
        course.step("reply", course.say((replies,)), by=course.facts.reporter)
    return answered or course.at + timedelta(days=25) < course.now


def _handled(course: Course) -> None:
    facts = course.facts
    grave = priority(facts.severity, facts.potential, facts.recurrence) >= 2
    wanted = course.chance(0.24 + 0.2 * facts.severity + (0.2 if grave else 0.0))
    answered = wanted or grave or course.chance(0.4)
    course.wait(3.5, 0.1)
    if answered:
        course.step("answer", course.say(said.THANKS, by_prefix(said.ANSWERS, facts.category)))
    for _ in range(course.rng.choice((1, 1, 1, 2)) if wanted else 0):
        _measure(course, grave)
    if wanted and _unfinished(course):
        return
    _closed(course, answered, reasoned=grave and not wanted)


def _unfinished(course: Course) -> bool:
    done = {event.measure for event in course.events if event.verb == "finish"}
    return len(done) < len(course.measures) or not course.measures


def _measure(course: Course, grave: bool, *, strong: bool = False) -> None:
    """Decide a measure, and finish it around its day; now and then long after, or not yet."""
    strength = "strong" if strong else course.rng.choices(("weak", "medium", "strong"), (34, 50, 16))[0]
    course.wait(0.8)
    bank = _remedies(course.facts.category, strength)
    owner = course.rng.choice((course.facts.handler, *course.facts.colleagues))
    due = (course.at + timedelta(days=course.rng.choice((7, 14, 14, 21, 30, 45)))).date()
    index = len(course.measures)
    if course.at > course.now:
        return
    course.measures.append(DemoMeasure(course.say(bank), owner, due, strength))
    course.step("add_measure", measure=index)
    forgotten = (course.now - course.at).days < 120 and course.chance(0.08)
    decided, wait = course.at, max(1.0, (due - course.at.date()).days)
    course.at = decided + timedelta(days=wait * course.rng.uniform(0.35, 1.0))
    course.wait(1.5 if course.chance(0.8) else 16.0)
    if forgotten:
        course.at = course.now + timedelta(days=1)
    course.step("finish", course.rng.choice(DONE_WORDS), by=owner, measure=index)
    if grave and course.chance(0.55):
        course.step("check")
        course.wait(9.0, 40.0)
        verdict = course.rng.choices(("worked", "partly", "failed"), (62, 26, 12))[0]
        course.step(verdict, measure=index)


def _remedies(category: str, strength: str) -> tuple[str, ...]:
    for level in (strength, "medium"):
        for key in (category, category[:2], category[0]):
            if found := MEASURES.get(f"{key}.{level}"):
                return found
    return MEASURES["R.medium"]


def _closed(course: Course, answered: bool, *, reasoned: bool) -> None:
    course.wait(4.0 if answered else 0.5)
    answer = () if answered else (said.THANKS, by_prefix(said.ANSWERS, course.facts.category))
    ending = (said.CLOSING,) if answered or course.chance(0.5) else ()
    course.step(
        "close", course.say(*answer, *ending), reason=course.rng.choice(NO_MEASURE) if reasoned else ""
    )
    if course.chance(0.46):
        _judged(course)


def _judged(course: Course) -> None:
    """The reporter's verdict within the days allowed; «ikke løst» opens the case again."""
    if course.state != "closed":
        return
    closed = course.at
    course.wait(4.0)
    course.at = min(course.at, closed + timedelta(days=24))
    weights = (75, 17, 8) if course.facts.kind == "deviation" else (92, 8, 0)
    verdict = course.rng.choices(("solved", "partly", "unsolved"), weights)[0]
    banks = {"solved": said.SOLVED, "partly": said.PARTLY, "unsolved": said.NOT_SOLVED}
    words = course.say(banks[verdict]) if verdict != "solved" or course.chance(0.6) else ""
    course.step("judge", words, by=course.facts.reporter, reason=verdict)
    if verdict == "unsolved":
        _again(course)


def _again(course: Course) -> None:
    if course.at > course.now:
        return
    course.state = "reopened"
    course.wait(3.0, 0.5)
    course.step("answer", course.say(said.REOPENED))
    _measure(course, grave=False, strong=True)
    if not _unfinished(course):
        course.wait(4.0)
        course.step("close", course.say(said.CLOSING))
