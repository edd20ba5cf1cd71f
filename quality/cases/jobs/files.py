"""Tidying old drafts and files that belong to no case."""

from __future__ import annotations

import datetime as dt

from quality.cases.services.drafts import forget_old
from quality.cases.services.files import sweep
from quality.core.db import transaction


def forget_unsent(now: dt.datetime) -> int:
    """Remove old drafts, files of forms that were never sent, and what a broken write left behind."""
    with transaction() as session:
        return forget_old(session, now) + sweep(session, now)
