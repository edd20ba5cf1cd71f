"""Tidying files that belong to no case."""

from __future__ import annotations

import datetime as dt

from quality.cases.services.files import sweep
from quality.core.db import transaction


def forget_unsent(now: dt.datetime) -> int:
    """Remove files of forms that were never sent, and what a broken write left behind."""
    with transaction() as session:
        return sweep(session, now)
