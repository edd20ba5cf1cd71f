"""Those for whom a case counts too: they follow it instead of reporting it again."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from quality.core.db import Model


class CaseFollower(Model):
    """Somebody who said «gjelder meg også»; gives the case weight once, and opens nothing of it."""

    __tablename__ = "case_follower"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True, index=True)
    created_at: Mapped[dt.datetime]
