"""Filters of a page, kept under a name."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quality.accounts.models import Person
from quality.core.db import Enumerated, Key, Model, PublicId
from quality.insights.kinds import ViewPage
from quality.organisation.models import Unit


class SavedView(Model):
    """An address with a name; whoever opens it sees what the address shows that reader.

    Shared in a unit, it stands in the lists of the people there and below. One that was deleted can be taken back.
    """

    __tablename__ = "saved_view"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    version: Mapped[int] = mapped_column(default=1)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    page: Mapped[ViewPage] = mapped_column(Enumerated(ViewPage))
    name: Mapped[str] = mapped_column(sa.String(80))
    address: Mapped[str] = mapped_column(sa.Text, default="")
    shared_in_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    created_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]
    deleted_at: Mapped[dt.datetime | None]
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)

    owner: Mapped[Person] = relationship()
    shared_in: Mapped[Unit | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class DefaultView(Model):
    """The saved view that somebody's figures open with."""

    __tablename__ = "default_view"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    view_id: Mapped[int] = mapped_column(sa.ForeignKey("saved_view.id"), index=True)
