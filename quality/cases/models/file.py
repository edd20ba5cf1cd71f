"""Photos and documents sent with a report or a message."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from quality.cases.kinds import FileKind
from quality.core.db import Enumerated, Key, Model, PublicId


class CaseFile(Model):
    """A file of a case. Until its form is sent it is held for the person and the form, and belongs to no case.

    A file in a case tells nothing of who sent it: the case and the message do, as far as they tell it at all.
    """

    __tablename__ = "case_file"
    __table_args__ = (sa.Index("ix_case_file_held", "held_for", "held_by_id"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case_message.id"))
    held_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    held_for: Mapped[str | None] = mapped_column(sa.String(64))
    held_at: Mapped[dt.datetime | None]
    kind: Mapped[FileKind] = mapped_column(Enumerated(FileKind))
    key: Mapped[str] = mapped_column(sa.String(32))
    small_key: Mapped[str | None] = mapped_column(sa.String(32))
    digest: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int]
