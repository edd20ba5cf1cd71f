"""The kept charts: drawn once for a version of the data."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from quality.core.db import Key, Model


class KeptChart(Model):
    """A drawn figure by the hash of all that went into it."""

    __tablename__ = "kept_chart"

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    media_type: Mapped[str] = mapped_column(sa.String(40))
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    drawn_at: Mapped[dt.datetime]
