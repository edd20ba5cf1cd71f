"""What somebody wrote to be shown in charts on its day."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quality.accounts.models import Person
from quality.cases.models.category import Category
from quality.core.db import Enumerated, Key, Model, PublicId
from quality.insights.kinds import AnnotationKind
from quality.organisation.models import Unit


class Annotation(Model):
    """Something that happened in a unit and all below it, and what it is about; None is about everything.

    One that was deleted stays, so that it can be taken back, and is shown to nobody.
    """

    __tablename__ = "annotation"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[AnnotationKind] = mapped_column(Enumerated(AnnotationKind))
    title: Mapped[str] = mapped_column(sa.String(120))
    words: Mapped[str] = mapped_column(sa.Text, default="")
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    category_id: Mapped[int | None] = mapped_column(sa.ForeignKey("category.id"))
    from_on: Mapped[dt.date] = mapped_column(index=True)
    until_on: Mapped[dt.date | None]
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]
    deleted_at: Mapped[dt.datetime | None]
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)

    unit: Mapped[Unit] = relationship()
    category: Mapped[Category | None] = relationship()
    author: Mapped[Person] = relationship()

    __mapper_args__ = {"version_id_col": version}
