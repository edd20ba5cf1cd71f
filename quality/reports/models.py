"""Tables of reports: the frozen numbers, people's words, the archive copy, and where it was taken up."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quality.accounts.models import Person
from quality.cases.models.measure import Measure
from quality.core.db import Enumerated, Key, Model, PublicId
from quality.organisation.models import Unit
from quality.reports.kinds import Chapter, ReportKind
from quality.reports.states import ReportState


class Report(Model):
    """One edition of a report on a part of the municipality in a period. `content` never changes once it is made."""

    __tablename__ = "report"
    __table_args__ = (
        sa.UniqueConstraint("kind", "unit_id", "since", "edition"),
        sa.Index(None, "state", "claimed_at"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[ReportKind] = mapped_column(Enumerated(ReportKind))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    since: Mapped[dt.date]
    until: Mapped[dt.date]
    edition: Mapped[int] = mapped_column(default=1)
    state: Mapped[ReportState] = mapped_column(Enumerated(ReportState), default=ReportState.WAITING)
    done: Mapped[int] = mapped_column(default=0)
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    claimed_at: Mapped[dt.datetime | None]
    made_at: Mapped[dt.datetime | None]
    due_on: Mapped[dt.date | None]
    reminded_on: Mapped[dt.date | None]
    approved_at: Mapped[dt.datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)

    unit: Mapped[Unit] = relationship()
    approved_by: Mapped[Person | None] = relationship(foreign_keys=[approved_by_id])

    __mapper_args__ = {"version_id_col": version}


class ReportComment(Model):
    """People's own words in a chapter; frozen with the numbers when the report is approved."""

    __tablename__ = "report_comment"
    __table_args__ = (sa.UniqueConstraint("report_id", "chapter"),)

    id: Mapped[Key]
    version: Mapped[int] = mapped_column(default=1)
    report_id: Mapped[int] = mapped_column(sa.ForeignKey("report.id"))
    chapter: Mapped[Chapter] = mapped_column(Enumerated(Chapter))
    text: Mapped[str] = mapped_column(sa.Text)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[dt.datetime]

    by: Mapped[Person | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class ReportCheck(Model):
    """The numbers of an approved report counted once more: what has been corrected in the cases since."""

    __tablename__ = "report_check"

    report_id: Mapped[int] = mapped_column(sa.ForeignKey("report.id"), primary_key=True)
    at: Mapped[dt.datetime]
    changes: Mapped[list[Any]]


class ReportPaper(Model):
    """The report as PDF: asked for, then made by the worker. That of an approved report is the archive copy."""

    __tablename__ = "report_paper"

    report_id: Mapped[int] = mapped_column(sa.ForeignKey("report.id"), primary_key=True)
    wanted_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    made_at: Mapped[dt.datetime | None]
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    digest: Mapped[str] = mapped_column(sa.String(64), default="")


class ReportMeeting(Model):
    """Where and when a report was taken up, and what was said."""

    __tablename__ = "report_meeting"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    report_id: Mapped[int] = mapped_column(sa.ForeignKey("report.id"), index=True)
    forum: Mapped[str] = mapped_column(sa.String(120))
    held_on: Mapped[dt.date]
    text: Mapped[str] = mapped_column(sa.Text, default="")
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[dt.datetime]
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)


class ReportMeasure(Model):
    """A decision made where a report was taken up: a measure like any other."""

    __tablename__ = "report_measure"

    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("report_meeting.id"), primary_key=True)
    measure_id: Mapped[int] = mapped_column(sa.ForeignKey("measure.id"), primary_key=True, index=True)

    measure: Mapped[Measure] = relationship()
