"""Composing the day's editions and the day's mail. Killed anywhere and run again, the rest goes and nothing twice."""

from __future__ import annotations

import datetime as dt
import random

from sqlalchemy.orm import Session

from quality.core.db import transaction
from quality.digests.mails import Site
from quality.digests.models import Edition
from quality.digests.queries.editions import outstanding, plans_here, wants_daily
from quality.digests.queries.periods import DAILY_HOUR, in_daytime
from quality.digests.services.editions import due_editions, finish, prepare
from quality.digests.services.forget import forget_reports
from quality.digests.services.recall import call_back as call_back_mail
from quality.digests.services.write import daily_batch, deliver_batch
from quality.organisation.queries import municipality

BATCH = 200
# Longer than any edition looks back for what it has told, and shorter than the shortest time that a case keeps names.
REPORTS_KEPT = dt.timedelta(days=250)


def compose(public_url: str, now: dt.datetime) -> int:
    """Write the due editions to everybody without an outcome in them; returns how many mails were queued.

    Workers go through the batches in an order of their own, so that two seldom want the same. Who gets what is asked
    again for each batch, since another worker may have been there, or somebody changed the plans meanwhile.
    """
    with transaction() as session:
        editions = due_editions(session, now)
        if not editions:
            return 0
        site = Site(public_url, _name(session))
        waiting = (outstanding(session, edition, now) for edition in editions)
        batches = _batches(sorted(set().union(*waiting)))
    random.shuffle(batches)
    written = 0
    for batch in batches:
        with transaction() as session:
            going = [edition for edition in editions if _goes(session, edition)]
            written += deliver_batch(session, going, batch, site=site, now=now)
    with transaction() as session:
        for edition in editions:
            finish(session, edition, now=now)
    return written


def _goes(session: Session, edition: Edition) -> bool:
    """Whether nobody has held the edition, turned it off or finished it since the run began."""
    session.refresh(edition)
    return plans_here(session)[edition.kind].on and not edition.held and not edition.composed_at


def daily(public_url: str, now: dt.datetime) -> int:
    """Write the day's mails; returns how many. Silent on days off; an edition takes the notices along on its day."""
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


def forget(now: dt.datetime) -> int:
    """Take out of old deliveries which own reports they told of; returns of how many."""
    number = 0
    while True:
        with transaction() as session:
            gone = forget_reports(session, now - REPORTS_KEPT, BATCH)
        number += gone
        if gone < BATCH:
            return number


def call_back(now: dt.datetime, limit: int) -> int:
    """Cancel what is about to be sent to people who may no longer have it; returns how many."""
    with transaction() as session:
        return call_back_mail(session, now, limit)


def _batches(ids: list[int]) -> list[list[int]]:
    return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]


def _name(session: Session) -> str:
    found = municipality(session)
    return found.name if found else ""
