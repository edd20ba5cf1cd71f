"""What goes into a digest and what comes out: facts a reader may know, and the things said of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from quality.core.text import Message


@dataclass(frozen=True)
class NoteFact:
    """A published note that is new to the reader. The higher `near`, the more it concerns the reader."""

    id: int
    link: str
    title: str
    summary: str
    worked: bool
    near: int
    published_at: dt.datetime
    units: int = 0
    taken_up: int = 0


@dataclass(frozen=True)
class PatternFact:
    """A raised pattern that touches the reader's unit. Its title stays on the page: it may tell of cases."""

    id: int
    link: str
    unit: str
    units: int


@dataclass(frozen=True)
class NoticeFact:
    """A notice no mail has carried yet. `same` are numbers and links of cases of which it says the same, `more` how
    many there are besides.
    """

    id: int
    message: Message
    link: str
    same: tuple[tuple[str, str], ...] = ()
    more: int = 0

    @property
    def count(self) -> int:
        """How many notices it stands for."""
        return 1 + len(self.same) + self.more


@dataclass(frozen=True)
class Review:
    """How the municipality's patterns and notes stand, for those who follow them."""

    candidates: int
    raised: int
    without_owner: int
    asked: int
    answered: int
    taken_up: int
    mail_trouble: int


@dataclass(frozen=True)
class Gathered:
    """Everything a person may be told, already filtered by what that person may see."""

    notes: tuple[NoteFact, ...] = ()
    patterns: tuple[PatternFact, ...] = ()
    notices: tuple[NoticeFact, ...] = ()
    answered: tuple[int, ...] = ()
    new: int = 0
    overdue: int = 0
    unanswered: int = 0
    asking: int = 0
    led: tuple[int, ...] = ()
    quiet: tuple[str, ...] = ()
    learned: tuple[NoteFact, ...] = ()
    review: Review | None = None
    pinned: tuple[int, ...] = ()


@dataclass(frozen=True)
class Thing:
    """One thing in a digest; `kind` is its mark in the mail. `lines` (figures) and `share` (so many of so many) are
    drawn as bars. `holds` names what it rests on besides its source.
    """

    kind: str
    title: Message
    text: Message | None
    link: str
    lines: tuple[tuple[Message, int, str], ...] = ()
    source: tuple[str, int] | None = None
    share: tuple[int, int] | None = None
    holds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """What one edition says to one person, and what it holds, by id: not sent again, and looked up again before it
    is handed over.
    """

    things: tuple[Thing, ...]
    carried: dict[str, list[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Digest:
    """What one person gets in one mail: a section for each edition of the day, and the notices."""

    sections: tuple[tuple[str, Section], ...]
    notices: tuple[NoticeFact, ...]
    more_notices: int

    @property
    def things(self) -> tuple[Thing, ...]:
        """Everything said, in order."""
        return tuple(thing for _, section in self.sections for thing in section.things)
