"""When a case's clock stands still, who was told when it ran out, and the table of priorities."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from quality.core.db import Enumerated, Key, Model


class PauseKind(StrEnum):
    """Why a clock stands still: the reporter was asked, or somebody wrote a reason."""

    ASKED = "asked"
    REASON = "reason"


class Pause(Model):
    """The clock stands still from a day until another. `days` is how many working days that gives by now."""

    __tablename__ = "case_pause"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    kind: Mapped[PauseKind] = mapped_column(Enumerated(PauseKind))
    started_on: Mapped[dt.date]
    until_on: Mapped[dt.date]
    days: Mapped[int]


class Escalation(Model):
    """A deadline ran out and the next level was told; one level at a time, and anew when the date moves."""

    __tablename__ = "case_escalation"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    due_on: Mapped[dt.date] = mapped_column(primary_key=True)
    stage: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    at: Mapped[dt.datetime]


class PriorityCell(Model):
    """One cell of the table from possible harm and recurrence to priority: the municipality's data."""

    __tablename__ = "priority_cell"

    potential: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    recurrence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    priority: Mapped[int]
