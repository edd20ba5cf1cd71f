"""The category tree and the deadlines: the municipality's data."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quality.core.db import Enumerated, Key, Model
from quality.organisation.kinds import Service


class Category(Model):
    """A node of the tree: a branch (T), a main category (T1) or a leaf (T1.1). Retired or merged, never deleted."""

    __tablename__ = "category"

    id: Mapped[Key]
    version: Mapped[int] = mapped_column(default=1)
    code: Mapped[str] = mapped_column(sa.String(12), unique=True)
    level: Mapped[int]
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("category.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    position: Mapped[int] = mapped_column(default=0)
    retired_on: Mapped[dt.date | None]
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("category.id"))

    labels: Mapped[list[CategoryLabel]] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}

    @property
    def branch(self) -> str:
        """The letter of the branch."""
        return self.code[:1]


class CategoryLabel(Model):
    """The name of a category in another language than bokmål."""

    __tablename__ = "category_label"

    category_id: Mapped[int] = mapped_column(sa.ForeignKey("category.id"), primary_key=True)
    language: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80))


class CategoryService(Model):
    """A main category that a kind of service uses."""

    __tablename__ = "category_service"

    category_id: Mapped[int] = mapped_column(sa.ForeignKey("category.id"), primary_key=True)
    service: Mapped[Service] = mapped_column(Enumerated(Service), primary_key=True)


class CategoryWord(Model):
    """How much a word stem speaks for a main category, learned from the municipality's own sorted cases."""

    __tablename__ = "category_word"

    stem: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    category_id: Mapped[int] = mapped_column(sa.ForeignKey("category.id"), primary_key=True)
    weight: Mapped[float]


class Deadline(Model):
    """How many days a step may take at a priority; working days unless `calendar_days`."""

    __tablename__ = "deadline"

    step: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    priority: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    days: Mapped[int]
    calendar_days: Mapped[bool] = mapped_column(default=False)
