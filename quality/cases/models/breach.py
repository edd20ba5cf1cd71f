"""Breaches of personal data: what was found out, who was told, and every decision on the way (GDPR article 33)."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from quality.cases.kinds.breach import Reporting, Risk
from quality.core.db import Enumerated, Key, Model


class Breach(Model):
    """What stands of one breach now. A case without a row is not assessed; its clock runs from when it was reported."""

    __tablename__ = "breach"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    known_at: Mapped[dt.datetime]
    confidentiality: Mapped[bool]
    integrity: Mapped[bool]
    availability: Mapped[bool]
    risk: Mapped[Risk] = mapped_column(Enumerated(Risk))
    why: Mapped[str] = mapped_column(sa.Text)
    reporting: Mapped[Reporting] = mapped_column(Enumerated(Reporting))
    reported_at: Mapped[dt.datetime | None]
    reference: Mapped[str] = mapped_column(sa.String(80), default="")
    late_why: Mapped[str] = mapped_column(sa.Text, default="")
    told: Mapped[str] = mapped_column(sa.Text, default="")

    __mapper_args__ = {"version_id_col": version}


class BreachDecision(Model):
    """One assessment as it was saved: who decided what and why. Only ever added to."""

    __tablename__ = "breach_decision"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    at: Mapped[dt.datetime]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    risk: Mapped[Risk] = mapped_column(Enumerated(Risk))
    reporting: Mapped[Reporting] = mapped_column(Enumerated(Reporting))
    why: Mapped[str] = mapped_column(sa.Text)
