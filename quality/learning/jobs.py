"""The rounds of the learning notes: in the morning reminders, silence and new units; at night whether they work."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from quality.core.clock import is_working_day, local_date
from quality.core.db import db, transaction
from quality.learning import queries
from quality.learning.queries import ledger
from quality.learning.queries.effects import InUse, in_use, newest_effects
from quality.learning.services import alerts, asking, writing
from quality.learning.services.feeding import forget_left
from quality.learning.services.picturing import sweep
from quality.learning.services.repeating import record_effects
from quality.patterns.detect.effect import Effect, Question, Verdict, judge
from quality.patterns.detect.history import lay_out
from quality.patterns.queries import counts
from quality.patterns.queries.measured import under


def remind(now: dt.datetime) -> int:
    """See that every note gets its answers; returns how much was done. Silent on days off, and twice is as once."""
    if not is_working_day(local_date(now)):
        return 0
    done = 0
    for step in (_tidy, _remind_units, _remind_approvers, _remind_alerts):
        with transaction() as session:
            done += step(session, now)
    return done


def _tidy(session: Session, now: dt.datetime) -> int:
    done = asking.drop_closed(session, now) + asking.take_in_new_units(session, now)
    return done + asking.ask_next(session, ledger.units_in_line(session), now)


def _remind_units(session: Session, now: dt.datetime) -> int:
    rows = ledger.to_remind(session, local_date(now))
    return sum(asking.remind(session, uptake, note, now=now) for uptake, note in rows)


def _remind_alerts(session: Session, now: dt.datetime) -> int:
    return alerts.remind(session, now=now)


def _remind_approvers(session: Session, now: dt.datetime) -> int:
    waiting = queries.waiting_for_approval(session, local_date(now))
    return sum(writing.remind_approvers(session, note, now=now) for note in waiting)


def follow(now: dt.datetime) -> int:
    """See whether notes work in the units that use them; gives how many answers are new."""
    day = local_date(now)
    effects = _effects(db.session(), day)
    with transaction() as session:
        sweep(session, now)
        forget_left(session)
        return record_effects(session, effects, day=day)


def _effects(session: Session, day: dt.date) -> dict[InUse, Effect]:
    """The same before and after as is asked of every measure, for each unit that uses a note."""
    places = in_use(session, day)
    if not places:
        return {}
    categories, units = counts.category_tree(session), counts.unit_tree(session)
    history = lay_out(units, categories.leaves, counts.weekly_counts(session, categories), day)
    said = {key: Verdict(row.verdict) for key, row in newest_effects(session).items()}
    found = {}
    for place in places:
        about = place.about
        key = _key(categories, about.category_id) if about.category_id else None
        question = Question(under(units, [str(place.unit_id)]), place.since, key, about.cause, about.place)
        found[place] = judge(history, question, day, said.get((place.note_id, place.unit_id)))
    return found


def _key(categories: counts.Categories, category_id: int) -> str:
    """A leaf's own key; a main category counts with all its leaves."""
    found = categories.by_id[category_id]
    return found.main if found.key.endswith(counts.DIRECT) else found.key
