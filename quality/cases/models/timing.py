"""How long it takes to report, without a trace of who did."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from quality.core.db import Key, Model


class ReportTime(Model):
    """From form opened to receipt, once a report. It names neither the case nor the person."""

    __tablename__ = "report_time"

    id: Mapped[Key]
    day: Mapped[dt.date] = mapped_column(index=True)
    seconds: Mapped[int]
