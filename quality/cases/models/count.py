"""Counts kept as cases change, and the words to search by."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from quality.cases.kinds import Access, CaseKind
from quality.core.db import Enumerated, Key, Model


class CaseCount(Model):
    """How many cases occurred in a week or month with these traits. Rejected and withdrawn ones are not counted."""

    __tablename__ = "case_count"
    __table_args__ = (
        sa.UniqueConstraint(
            "grain",
            "starts_on",
            "unit_id",
            "category_id",
            "kind",
            "severity",
            "access",
            "closed",
            name="uq_case_count_cell",
        ),
    )

    id: Mapped[Key]
    grain: Mapped[str] = mapped_column(sa.String(5))
    starts_on: Mapped[dt.date]
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    category_id: Mapped[int] = mapped_column(sa.ForeignKey("category.id"))
    kind: Mapped[CaseKind] = mapped_column(Enumerated(CaseKind))
    severity: Mapped[int]
    access: Mapped[Access] = mapped_column(Enumerated(Access))
    closed: Mapped[bool]
    count: Mapped[int]


class UnitCount(Model):
    """The sum of CaseCount over categories, open and closed: few rows however many cases there are."""

    __tablename__ = "unit_count"
    __table_args__ = (
        sa.UniqueConstraint(
            "grain", "starts_on", "unit_id", "kind", "severity", "access", name="uq_unit_count_cell"
        ),
    )

    id: Mapped[Key]
    grain: Mapped[str] = mapped_column(sa.String(5))
    starts_on: Mapped[dt.date]
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    kind: Mapped[CaseKind] = mapped_column(Enumerated(CaseKind))
    severity: Mapped[int]
    access: Mapped[Access] = mapped_column(Enumerated(Access))
    count: Mapped[int]


class CategoryCount(Model):
    """The sum of CaseCount over units, open and closed, for those who get the numbers of all units."""

    __tablename__ = "category_count"
    __table_args__ = (
        sa.UniqueConstraint(
            "grain", "starts_on", "category_id", "kind", "severity", "access", name="uq_category_count_cell"
        ),
    )

    id: Mapped[Key]
    grain: Mapped[str] = mapped_column(sa.String(5))
    starts_on: Mapped[dt.date]
    category_id: Mapped[int] = mapped_column(sa.ForeignKey("category.id"))
    kind: Mapped[CaseKind] = mapped_column(Enumerated(CaseKind))
    severity: Mapped[int]
    access: Mapped[Access] = mapped_column(Enumerated(Access))
    count: Mapped[int]


class TraitCount(Model):
    """How many deviations occurred in a week with a cause (factor) or at a place, for the detector."""

    __tablename__ = "trait_count"
    __table_args__ = (sa.UniqueConstraint("starts_on", "unit_id", "trait", "value", "access"),)

    id: Mapped[Key]
    starts_on: Mapped[dt.date]
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    trait: Mapped[str] = mapped_column(sa.String(8))
    value: Mapped[str] = mapped_column(sa.String(80))
    access: Mapped[Access] = mapped_column(Enumerated(Access))
    count: Mapped[int]


class SearchText(Model):
    """The stems of a case's text, kept apart by the level needed to read them (`level` is Level's number)."""

    __tablename__ = "search_text"
    __table_args__ = (sa.UniqueConstraint("case_id", "level"),)

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"))
    level: Mapped[int]
    stems: Mapped[str] = mapped_column(sa.Text)
