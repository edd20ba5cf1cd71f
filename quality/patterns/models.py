"""Tables of patterns, the cases and units behind them, and their measures."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quality.accounts.models import Person
from quality.cases.kinds import Factor
from quality.cases.models.category import Category
from quality.core.db import Enumerated, Key, Model, PublicId
from quality.organisation.models import Unit
from quality.patterns.kinds import MinuteKind
from quality.patterns.states import Origin, PatternState


class Pattern(Model):
    """Something that keeps happening. Raising it never moves, closes or opens up a case.

    `evidence` is what the detector saw: kind, window, units, weekly series and settings, as plain values.
    """

    __tablename__ = "pattern"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    version: Mapped[int] = mapped_column(default=1)
    series: Mapped[str] = mapped_column(sa.String(120), unique=True)
    origin: Mapped[Origin] = mapped_column(Enumerated(Origin))
    kind: Mapped[str] = mapped_column(sa.String(16), default="rise")
    state: Mapped[PatternState] = mapped_column(
        Enumerated(PatternState), default=PatternState.CANDIDATE, index=True
    )
    title: Mapped[str] = mapped_column(sa.String(160))
    category_id: Mapped[int | None] = mapped_column(sa.ForeignKey("category.id"))
    cause: Mapped[str] = mapped_column(sa.String(32), default="")
    place: Mapped[str] = mapped_column(sa.String(80), default="")
    window_from: Mapped[dt.date | None]
    window_to: Mapped[dt.date | None]
    observed: Mapped[int] = mapped_column(default=0)
    expected: Mapped[float] = mapped_column(default=0.0)
    recurrence_years: Mapped[float] = mapped_column(default=0.0)
    evidence: Mapped[dict[str, Any]] = mapped_column(default=dict)
    method_version: Mapped[str] = mapped_column(sa.String(16), default="")
    inputs_hash: Mapped[str] = mapped_column(sa.String(64), default="")
    found_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]
    aim: Mapped[str] = mapped_column(sa.Text, default="")
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    raised_at: Mapped[dt.datetime | None]
    watch_until: Mapped[dt.date | None]
    finished_at: Mapped[dt.datetime | None]
    due_on: Mapped[dt.date | None]
    returned_at: Mapped[dt.datetime | None]

    category: Mapped[Category | None] = relationship()
    owner: Mapped[Person | None] = relationship()
    hand: Mapped[PatternHand | None] = relationship(cascade="all, delete-orphan")
    watch: Mapped[PatternWatch | None] = relationship(cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}


class PatternScan(Model):
    """One night's look at the counts: what it read, by which method and settings, and whether that was enough."""

    __tablename__ = "pattern_scan"

    id: Mapped[Key]
    day: Mapped[dt.date] = mapped_column(unique=True)
    at: Mapped[dt.datetime]
    status: Mapped[str] = mapped_column(sa.String(16))
    weeks: Mapped[int]
    cases: Mapped[int]
    units: Mapped[int]
    found: Mapped[int] = mapped_column(default=0)
    method_version: Mapped[str] = mapped_column(sa.String(16))
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    inputs_hash: Mapped[str] = mapped_column(sa.String(64))


class PatternCase(Model):
    """A case that is part of a pattern; `merged_from_id` is the finding that brought it when the two were merged."""

    __tablename__ = "pattern_case"

    pattern_id: Mapped[int] = mapped_column(sa.ForeignKey("pattern.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True, index=True)
    merged_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("pattern.id"))


class PatternUnit(Model):
    """A unit that is part of a pattern, with what was seen and expected there."""

    __tablename__ = "pattern_unit"

    pattern_id: Mapped[int] = mapped_column(sa.ForeignKey("pattern.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True, index=True)
    observed: Mapped[int] = mapped_column(default=0)
    expected: Mapped[float] = mapped_column(default=0.0)

    unit: Mapped[Unit] = relationship()


class PatternMeasure(Model):
    """A measure at municipality level."""

    __tablename__ = "pattern_measure"

    pattern_id: Mapped[int] = mapped_column(sa.ForeignKey("pattern.id"), primary_key=True)
    measure_id: Mapped[int] = mapped_column(sa.ForeignKey("measure.id"), primary_key=True, index=True)


class MeasureVerdict(Model):
    """What the counts say of a measure: a row when the verdict changes, its figures brought up to date each night.

    The newest row (highest `id`) is what is said now. `answer_on` is set while a better answer lies ahead.
    """

    __tablename__ = "measure_verdict"

    id: Mapped[Key]
    measure_id: Mapped[int] = mapped_column(sa.ForeignKey("measure.id"), index=True)
    verdict: Mapped[str] = mapped_column(sa.String(16))
    said_on: Mapped[dt.date]
    checked_on: Mapped[dt.date]
    answer_on: Mapped[dt.date | None]
    weeks_before: Mapped[int]
    before: Mapped[int]
    weeks_after: Mapped[int]
    after: Mapped[int]
    due: Mapped[float]
    ratio: Mapped[float | None]
    low: Mapped[float | None]
    high: Mapped[float | None]
    days_between: Mapped[float | None]
    days_since: Mapped[int | None]
    method_version: Mapped[str] = mapped_column(sa.String(16))
    inputs_hash: Mapped[str] = mapped_column(sa.String(64))


class QuietUnit(Model):
    """A unit that reports less than its past and its likes explain: a question to its leader, never a ranking."""

    __tablename__ = "quiet_unit"

    id: Mapped[Key]
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    since: Mapped[dt.date]
    until: Mapped[dt.date]
    observed: Mapped[int]
    expected: Mapped[float]
    found_on: Mapped[dt.date]
    checked_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]


class SeasonAhead(Model):
    """Something that comes every year at about this time, told once a year before it does."""

    __tablename__ = "season_ahead"
    __table_args__ = (sa.UniqueConstraint("category_id", "unit_id", "year"),)

    id: Mapped[Key]
    category_id: Mapped[int] = mapped_column(sa.ForeignKey("category.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    year: Mapped[int]
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    last_year: Mapped[int]
    year_before: Mapped[int]
    usual: Mapped[float]
    told_on: Mapped[dt.date]


class PatternCheck(Model):
    """A night's self-check: months in which nothing was going on, and how many files the detector made of them."""

    __tablename__ = "pattern_check"

    id: Mapped[Key]
    day: Mapped[dt.date] = mapped_column(unique=True)
    at: Mapped[dt.datetime]
    months: Mapped[float]
    false_files: Mapped[int]
    dial: Mapped[float]
    method_version: Mapped[str] = mapped_column(sa.String(16))


class PatternCause(Model):
    """Why it happens, as somebody who knows the unit sees it; without a unit it holds for all of them."""

    __tablename__ = "pattern_cause"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    pattern_id: Mapped[int] = mapped_column(sa.ForeignKey("pattern.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    factor: Mapped[Factor] = mapped_column(Enumerated(Factor))
    text: Mapped[str] = mapped_column(sa.Text)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[dt.datetime]
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)


class PatternMinute(Model):
    """A line in the log of decisions: a meeting it was taken up in, what was decided, or what is asked for."""

    __tablename__ = "pattern_minute"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    pattern_id: Mapped[int] = mapped_column(sa.ForeignKey("pattern.id"), index=True)
    kind: Mapped[MinuteKind] = mapped_column(Enumerated(MinuteKind))
    held_on: Mapped[dt.date]
    forum: Mapped[str] = mapped_column(sa.String(120), default="")
    text: Mapped[str] = mapped_column(sa.Text)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[dt.datetime]
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)


class PatternHand(Model):
    """The unit or area whose leader judges a finding, or has judged it."""

    __tablename__ = "pattern_hand"

    pattern_id: Mapped[int] = mapped_column(sa.ForeignKey("pattern.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    at: Mapped[dt.datetime]

    unit: Mapped[Unit] = relationship()


class PatternWatch(Model):
    """What besides a day wakes a finding that is followed: so many more cases, or other units."""

    __tablename__ = "pattern_watch"

    pattern_id: Mapped[int] = mapped_column(sa.ForeignKey("pattern.id"), primary_key=True)
    since: Mapped[dt.datetime]
    cases: Mapped[int | None]
    units: Mapped[int | None]


class PatternMerge(Model):
    """A finding that was merged into another: what the scan finds of it later goes there."""

    __tablename__ = "pattern_merge"

    pattern_id: Mapped[int] = mapped_column(sa.ForeignKey("pattern.id"), primary_key=True)
    into_id: Mapped[int] = mapped_column(sa.ForeignKey("pattern.id"), index=True)
    at: Mapped[dt.datetime]


class PatternApart(Model):
    """A case that a person took out of a pattern: the scan never puts it back."""

    __tablename__ = "pattern_apart"

    pattern_id: Mapped[int] = mapped_column(sa.ForeignKey("pattern.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True, index=True)


class CaseWords(Model):
    """A case's text as the detector knows it: numbers for words, none of them readable, and which story it tells."""

    __tablename__ = "case_words"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(index=True)
    marks: Mapped[bytes] = mapped_column(sa.LargeBinary)
    read_at: Mapped[dt.datetime]
    story: Mapped[int | None] = mapped_column(index=True)


class StoryLikeness(Model):
    """How alike the cases of a story are, two and two on average; kept while there is little data."""

    __tablename__ = "story_likeness"

    story: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    alike: Mapped[float]


class StoryTie(Model):
    """What a coordinator has said of two cases: that they tell the same story, or that they do not."""

    __tablename__ = "story_tie"
    __table_args__ = (sa.UniqueConstraint("first_case_id", "second_case_id"),)

    id: Mapped[Key]
    first_case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"))
    second_case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"))
    together: Mapped[bool]
    said_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    said_at: Mapped[dt.datetime]
