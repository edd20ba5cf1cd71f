"""Reports that are not finished."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from quality.core.db import Key, Model, PublicId


class CaseDraft(Model):
    """What somebody has written and will go on with; seen by that person alone. `form` is the form's own key."""

    __tablename__ = "case_draft"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    form: Mapped[str] = mapped_column(sa.String(64), unique=True)
    door: Mapped[str] = mapped_column(sa.String(16))
    fields: Mapped[dict[str, Any]]
    changed_at: Mapped[dt.datetime]
