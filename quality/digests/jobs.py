"""Composing the week's edition and the day's mail. Killed anywhere and run again, the rest goes and nothing twice."""

from __future__ import annotations

import datetime as dt
import random

from sqlalchemy.orm import Session

from quality.core.db import transaction
from quality.digests.mails import Site
from quality.digests.queries.editions import outstanding, wants_daily
from quality.digests.queries.periods import DAILY_HOUR, in_daytime
from quality.digests.services.editions import due_edition, finish, prepare
from quality.digests.services.recall import call_back as call_back_mail
from quality.digests.services.write import daily_batch, deliver_batch
from quality.organisation.queries import municipality

BATCH = 200


def compose(public_url: str, now: dt.datetime) -> int:
    """Write the due edition to everybody without an outcome in it; returns how many mails were queued.

    Workers go through the batches in an order of their own, so that two seldom want the same.
    """
    with transaction() as session:
        edition = due_edition(session, now)
        if edition is None:
            return 0
        site = Site(public_url, _name(session))
        batches = _batches(outstanding(session, edition, now))
    random.shuffle(batches)
    written = 0
    for batch in batches:
        with transaction() as session:
            session.refresh(edition)
            if edition.held or edition.composed_at:
                break
            written += deliver_batch(session, edition, batch, site=site, now=now)
    with transaction() as session:
        finish(session, edition, now=now)
    return written


def daily(public_url: str, now: dt.datetime) -> int:
    """Write the day's mails; returns how many. Silent on days off; the weekly takes the notices along on its day."""
    if not in_daytime(now, DAILY_HOUR):
        return 0
    with transaction() as session:
        prepare(session, now)
        site = Site(public_url, _name(session))
        batches = _batches(wants_daily(session, now))
    written = 0
    for batch in batches:
        with transaction() as session:
            written += daily_batch(session, batch, site=site, now=now)
    return written


def call_back(now: dt.datetime, limit: int) -> int:
    """Cancel what is about to be sent to people who may no longer have it; returns how many."""
    with transaction() as session:
        return call_back_mail(session, now, limit)


def _batches(ids: list[int]) -> list[list[int]]:
    return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]


def _name(session: Session) -> str:
    found = municipality(session)
    return found.name if found else ""
