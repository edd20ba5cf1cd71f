"""Loads everything, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.jobs import vocabulary
from quality.core.clock import local_date
from quality.core.notices import Notice
from quality.demo.history import cases
from quality.demo.load.breaches import load_breaches
from quality.demo.load.cases import load_cases
from quality.demo.load.channels import load_channels
from quality.demo.load.desk import load_desk
from quality.demo.load.editions import load_editions
from quality.demo.load.follow_up import share_measures, tell_upwards
from quality.demo.load.learning import load_alert, load_notes
from quality.demo.load.patterns import load_patterns
from quality.demo.load.people import settle
from quality.demo.load.privacy import load_privacy
from quality.demo.load.reports import load_reports
from quality.demo.load.tallies import load_tallies
from quality.demo.load.views import load_annotations, load_meeting, load_views
from quality.demo.notes import notes
from quality.demo.organisation import organisation
from quality.demo.patterns import patterns
from quality.demo.people import DemoPeople, everybody
from quality.learning.mails import Site
from quality.organisation.queries import municipality

SEED = 2026
# Older notices have been read and mailed by now; newer ones wait for their readers.
UNREAD_DAYS = 5


def load(session: Session, public_url: str, now: dt.datetime, progress: Callable[[int], None]) -> int:
    """Fill an empty database with the demo municipality as it stands at `now`; returns how many cases."""
    day = local_date(now)
    people = everybody(SEED)
    town = settle(session, organisation(day), people, now)
    town.leads = {
        row.person: {
            other.reach for other in people.roles if other.role == "leader" and other.person == row.person
        }
        for row in people.roles
        if row.role == "leader"
    }
    history = list(cases(SEED, day))
    stories = load_cases(town, history, now, progress)
    share_measures(session, now)
    tell_upwards(session, now)
    known = load_patterns(town, patterns(SEED, day), stories, now)
    load_notes(town, notes(SEED, day), known, now)
    load_tallies(town, SEED, now)
    coordinator = _first(people, "coordinator")
    load_annotations(town, coordinator)
    load_views(town, coordinator, now)
    load_meeting(town, coordinator, now)
    load_channels(session, now)
    vocabulary.write(session, vocabulary.count_words(session))
    load_privacy(session, now)
    load_breaches(session, now)
    on_desks = load_desk(town, now)
    load_reports(town, coordinator, _first(people, "chief"), _first(people, "head"), now)
    place = municipality(session)
    load_alert(town, coordinator, Site(public_url, place.name if place else ""), now)
    _put_away_old_notices(session, now)
    load_editions(session, public_url, now)
    return len(history) + on_desks


def _first(people: DemoPeople, role: str) -> str:
    return next(row.person for row in people.roles if row.role == role)


def _put_away_old_notices(session: Session, now: dt.datetime) -> None:
    old = Notice.created_at < now - dt.timedelta(UNREAD_DAYS)
    session.execute(sa.update(Notice).where(old).values(read_at=now))
    session.execute(sa.update(Notice).values(mailed_at=now))
