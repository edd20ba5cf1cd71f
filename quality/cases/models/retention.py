"""How long a case is kept: what holds it back, and the protocol of every night's forgetting."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from quality.cases.kinds import Access
from quality.core.db import Enumerated, Key, Model, PublicId


class Step(StrEnum):
    """What is taken out of a case: the reporter's name first, then everything that is written in it."""

    NAMES = "names"
    TEXT = "text"


class CaseKeeping(Model):
    """What is decided of one case: why nothing is to be taken out of it, or for how many years it is kept.

    `was_about` is all that stays of whom a case was about once its words are gone: nobody sees it any more.
    """

    __tablename__ = "case_keeping"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    years: Mapped[int | None]
    held_why: Mapped[str] = mapped_column(sa.String(200), default="")
    held_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    held_at: Mapped[dt.datetime | None]
    was_about: Mapped[bool] = mapped_column(default=False, server_default=sa.false())


class RetentionRun(Model):
    """One run that took something out: the schedule it went by, and how much else it forgot (`others`, by what)."""

    __tablename__ = "retention_run"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    at: Mapped[dt.datetime] = mapped_column(index=True)
    schedule: Mapped[dict[str, Any]]
    others: Mapped[dict[str, Any]] = mapped_column(default=dict)


class RetentionLine(Model):
    """One case that a run took something out of: its kind, and a digest of its public id in its stead."""

    __tablename__ = "retention_line"

    id: Mapped[Key]
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("retention_run.id"), index=True)
    step: Mapped[Step] = mapped_column(Enumerated(Step))
    access: Mapped[Access] = mapped_column(Enumerated(Access))
    case_hash: Mapped[str] = mapped_column(sa.String(64))
