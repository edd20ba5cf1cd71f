"""What the history is made of: cases with all that happened in them, patterns and learning notes."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class DemoMeasure:
    """A measure as decided; how it went stands in the events that point to it."""

    title: str
    owner: str
    due_on: date
    strength: str


@dataclass(frozen=True, slots=True)
class DemoEvent:
    """One step: `verb` is a move or a message, `measure` points into the measures, `reason` is its code."""

    at: datetime
    verb: str
    actor: str
    text: str = ""
    measure: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DemoCase:
    """`unit` handles the case, it happened in `happened_in`; `story` is the planted pattern it belongs to."""

    key: str
    kind: str
    subtype: str | None
    category: str | None
    unit: str
    happened_in: str
    place: str
    source: str
    title: str
    description: str
    before: str
    gain: str
    immediate_action: str
    factors: tuple[str, ...]
    severity: int
    potential: int | None
    recurrence: int | None
    occurred_at: datetime
    registered_at: datetime
    reporter: str
    confidential: bool
    can_learn: str
    state: str
    events: tuple[DemoEvent, ...]
    measures: tuple[DemoMeasure, ...]
    story: str | None


@dataclass(frozen=True, slots=True)
class DemoCause:
    """Why it happens, in one unit or (without one) everywhere."""

    unit: str
    factor: str
    text: str


@dataclass(frozen=True, slots=True)
class DemoMinute:
    """A line in the log of decisions."""

    kind: str
    held_on: date
    forum: str
    text: str


@dataclass(frozen=True, slots=True)
class DemoPattern:
    """A pattern raised or watched; its cases have its key as `story` and are registered before `raised_on`."""

    key: str
    title: str
    state: str
    category: str
    units: tuple[str, ...]
    raised_on: date
    raised_by: str
    owner: str | None
    aim: str
    measures: tuple[DemoMeasure, ...]
    events: tuple[DemoEvent, ...]
    due_on: date | None = None
    causes: tuple[DemoCause, ...] = ()
    log: tuple[DemoMinute, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoUptake:
    """What one unit answered to a note; unanswered has no words and no day."""

    unit: str
    state: str
    words: str
    answered_on: date | None
    answered_by: str | None


@dataclass(frozen=True, slots=True)
class DemoNote:
    """A learning note: problem, what was done, whether it worked, what it takes, how to adapt it."""

    key: str
    title: str
    problem: str
    action: str
    effect: str
    needs: str
    adapting: str
    positive: bool
    category: str
    source_unit: str
    pattern: str | None
    contact: str
    author: str
    approver: str
    published_on: date
    uptakes: tuple[DemoUptake, ...]
