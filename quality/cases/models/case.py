"""A case and what is said in it."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quality.accounts.models import Person
from quality.cases.kinds import (
    Access,
    CanLearn,
    CaseKind,
    Factor,
    MessageKind,
    Precision,
    Source,
    Subtype,
    Verdict,
)
from quality.cases.models.category import Category
from quality.cases.states import CaseState
from quality.core.db import Enumerated, Key, Model, PublicId
from quality.organisation.models import Unit


class Case(Model):
    """A deviation or an improvement. Three units: the reporter's, where it happened, and the one that owns it.

    An anonymous case has no reporter, and nothing else in the database leads to one.
    """

    __tablename__ = "case"
    __table_args__ = (
        sa.UniqueConstraint("year", "number"),
        sa.UniqueConstraint("external_system", "external_id"),
        sa.Index("ix_case_unit_registered", "unit_id", "registered_at"),
        sa.Index("ix_case_unit_state", "unit_id", "state", "next_due_on"),
        sa.Index("ix_case_category_occurred", "category_id", "occurred_at"),
        sa.Index("ix_case_occurred", "occurred_at", "id"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    version: Mapped[int] = mapped_column(default=1)
    year: Mapped[int]
    number: Mapped[int]
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)

    kind: Mapped[CaseKind] = mapped_column(Enumerated(CaseKind))
    subtype: Mapped[Subtype | None] = mapped_column(Enumerated(Subtype))
    state: Mapped[CaseState] = mapped_column(Enumerated(CaseState), default=CaseState.REPORTED)
    access: Mapped[Access] = mapped_column(Enumerated(Access), default=Access.SERVICE)
    safety: Mapped[bool] = mapped_column(default=False)
    source: Mapped[Source] = mapped_column(Enumerated(Source), default=Source.EMPLOYEE)
    anonymous: Mapped[bool] = mapped_column(default=False)
    confidential_to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    title: Mapped[str] = mapped_column(sa.String(120))
    description: Mapped[str] = mapped_column(sa.Text)
    before: Mapped[str] = mapped_column(sa.Text, default="")
    gain: Mapped[str] = mapped_column(sa.Text, default="")
    immediate_action: Mapped[str] = mapped_column(sa.Text, default="")
    place: Mapped[str] = mapped_column(sa.String(80), default="")
    user_reference: Mapped[str] = mapped_column(sa.String(80), default="")

    category_id: Mapped[int] = mapped_column(sa.ForeignKey("category.id"))
    severity: Mapped[int] = mapped_column(default=0)
    reported_severity: Mapped[int | None]
    potential: Mapped[int | None]
    recurrence: Mapped[int | None]
    priority: Mapped[int] = mapped_column(default=0)

    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    reporter_unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    happened_unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    reporter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    reporter_name: Mapped[str] = mapped_column(sa.String(120), default="")
    handler_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)

    occurred_at: Mapped[dt.datetime]
    occurred_precision: Mapped[Precision] = mapped_column(Enumerated(Precision), default=Precision.MINUTE)
    registered_at: Mapped[dt.datetime]
    received_at: Mapped[dt.datetime | None]
    answered_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]
    changed_at: Mapped[dt.datetime]
    receive_due_on: Mapped[dt.date | None]
    answer_due_on: Mapped[dt.date | None]
    close_due_on: Mapped[dt.date | None]
    next_due_on: Mapped[dt.date | None]
    paused_until: Mapped[dt.date | None]
    clock_from: Mapped[dt.date | None]

    answer: Mapped[str] = mapped_column(sa.Text, default="")
    no_measure_reason: Mapped[str] = mapped_column(sa.Text, default="")
    rejected_reason: Mapped[str] = mapped_column(sa.String(32), default="")
    verdict: Mapped[Verdict | None] = mapped_column(Enumerated(Verdict))
    verdict_at: Mapped[dt.datetime | None]
    can_learn: Mapped[CanLearn | None] = mapped_column(Enumerated(CanLearn))
    learning_text: Mapped[str] = mapped_column(sa.Text, default="")
    learning_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    shared: Mapped[bool] = mapped_column(default=False)

    names_gone_at: Mapped[dt.datetime | None]
    text_gone_at: Mapped[dt.datetime | None]

    external_system: Mapped[str | None] = mapped_column(sa.String(40))
    external_id: Mapped[str | None] = mapped_column(sa.String(64))
    import_id: Mapped[int | None] = mapped_column(sa.ForeignKey("import_file.id"), index=True)

    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])
    category: Mapped[Category] = relationship()
    reporter: Mapped[Person | None] = relationship(foreign_keys=[reporter_id])
    handler: Mapped[Person | None] = relationship(foreign_keys=[handler_id])

    __mapper_args__ = {"version_id_col": version}

    @property
    def label(self) -> str:
        """The number people use, such as 2026-0412."""
        return f"{self.year}-{self.number:04d}"


class CaseNumber(Model):
    """The last number given in a year."""

    __tablename__ = "case_number"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class CaseMessage(Model):
    """Something written in a case; `author_id` is empty when the reporter is anonymous."""

    __tablename__ = "case_message"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    kind: Mapped[MessageKind] = mapped_column(Enumerated(MessageKind))
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[dt.datetime]
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)


class CaseFactor(Model):
    """A contributing factor, as the reporter or the leader sees it; both are kept."""

    __tablename__ = "case_factor"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    factor: Mapped[Factor] = mapped_column(Enumerated(Factor), primary_key=True)
    by_leader: Mapped[bool] = mapped_column(primary_key=True)


class CaseConcern(Model):
    """A person complained about in the case: sees nothing of it, whatever other role, unless as its reporter."""

    __tablename__ = "case_concern"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True, index=True)


class CaseHandler(Model):
    """A person named to handle the case; of a shielded case nobody else sees anything."""

    __tablename__ = "case_handler"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True, index=True)
    named_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    named_at: Mapped[dt.datetime]
