"""What has become of an idea."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from quality.cases.kinds import IdeaStep
from quality.core.db import Enumerated, Model


class IdeaCourse(Model):
    """The step an idea is at, and the measure that tries it or carries it out."""

    __tablename__ = "idea_course"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    step: Mapped[IdeaStep] = mapped_column(Enumerated(IdeaStep))
    measure_id: Mapped[int | None] = mapped_column(sa.ForeignKey("measure.id"), index=True)
    changed_at: Mapped[dt.datetime]
