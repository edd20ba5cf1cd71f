"""The blueprint of the room, its words for templates, and what its pages have in common."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, flash

from quality.accounts.login import current_actor, shortcuts_on
from quality.accounts.roles import Act
from quality.cases import kinds, policy, queries, states
from quality.cases.kinds import Level, grave
from quality.cases.queries import Seen
from quality.cases.services import reads
from quality.core import clock
from quality.core.db import Session, db, transaction
from quality.core.forms import Form
from quality.core.speech import word
from quality.core.text import (
    N_,
    ConflictError,
    NotAllowedError,
    NotVisibleError,
    RefusedError,
    lower_first,
    show_date,
    upper_first,
)
from quality.core.web import language, say

bp = Blueprint("cases", __name__)

WORDS = SimpleNamespace(
    kind=kinds.KIND_LABELS,
    subtype=kinds.SUBTYPE_LABELS,
    severity=grave.SEVERITY_LABELS,
    severity_help=grave.SEVERITY_HELP,
    recurrence=grave.RECURRENCE_LABELS,
    factor=kinds.FACTOR_LABELS,
    rejection=kinds.REJECTION_LABELS,
    strength=kinds.STRENGTH_LABELS,
    measure_kind=kinds.MEASURE_KIND_LABELS,
    strength_help=kinds.STRENGTH_HELP,
    verdict=kinds.VERDICT_LABELS,
    can_learn=kinds.CAN_LEARN_LABELS,
    channel=kinds.CHANNEL_LABELS,
    task_state=kinds.TASK_STATE_LABELS,
    state=states.CASE_STATE_LABELS,
    reporter_state=states.REPORTER_LABELS,
    measure_state=states.MEASURE_STATE_LABELS,
    deed=states.DEED_LABELS,
    other_deed=states.OTHER_DEED,
    level=states.LEVEL_LABELS,
)


@bp.context_processor
def words() -> dict[str, Any]:
    """Labels of enums by their values, the day, and whether keys are on."""
    return {"words": WORDS, "today": clock.local_date(clock.now()), "keys": shortcuts_on()}


@bp.app_template_filter("moment")
def moment(value: dt.datetime) -> str:
    """When something happened, as people say it: i dag kl. 09:12, i går kl. 22:10, 3. mars 2025."""
    day, now = clock.local_date(value), clock.local_date(clock.now())
    time = value.astimezone(clock.OSLO).strftime("%H:%M")
    if value == clock.at_local(day):  # a day and no more, as anonymous reports have it
        words = {now: N_("i dag"), now - dt.timedelta(1): N_("i går")}
        if day in words:
            return word(words[day])
        return show_date(day, language(), "d. MMM" if day.year == now.year else "d. MMM y")
    if day == now:
        return _unbroken(word(N_("i dag kl. %(time)s")) % {"time": time}, time)
    if day == now - dt.timedelta(1):
        return _unbroken(word(N_("i går kl. %(time)s")) % {"time": time}, time)
    return show_date(day, language(), "d. MMM" if day.year == now.year else "d. MMM y")


def _unbroken(words: str, time: str) -> str:
    """The time stays on the line of the word before it."""
    return words.replace(f" {time}", f"\N{NO-BREAK SPACE}{time}")


@bp.app_template_filter("due")
def due(value: dt.date, form: str = "EEE d. MMM") -> str:
    """When something is due: i dag, i morgen, ons. 2. des. Inside a sentence a longer form, without its full stop."""
    days = (value - clock.local_date(clock.now())).days
    if days in (0, 1):
        return word(N_("i dag") if days == 0 else N_("i morgen"))
    return show_date(value, language(), form if abs(days) < 200 else "d. MMM y")


@bp.app_template_filter("by")
def by(value: dt.date, form: str = "EEE d. MMM") -> str:
    """By when, inside a sentence: i dag, i morgen, innen ons. 2. des."""
    words = due(value, form)
    soon = (value - clock.local_date(clock.now())).days in (0, 1)
    return words if soon else word(N_("innen %(day)s")) % {"day": words}


bp.add_app_template_filter(lower_first)
bp.add_app_template_filter(upper_first)


def look(public_id: str, surface: str = "case", at_least: Level = Level.META) -> Seen:
    """The case for reading it; the access log and the reader's news are kept up on the way."""
    actor, now = current_actor(), clock.now()
    try:
        seen = queries.fetch(db.session(), actor, public_id, at_least)
    except NotVisibleError:
        with transaction() as session:
            reads.note_refused(session, actor, public_id, surface, now=now)
        raise
    if seen.news or reads.is_logged(seen):
        with transaction() as session:
            reads.note_read(session, actor, seen, surface, now=now)
    return seen


def note_listed(rows: Iterable[Any], surface: str) -> None:
    """Keep the access log of a list whose rows have id, access and title; a title that is hidden was not read."""
    note_read({row.id for row in rows if row.title and row.access in reads.SENSITIVE}, surface)


def note_read(case_ids: Collection[int], surface: str) -> None:
    """Keep the access log of a list that showed something of these sensitive cases."""
    if case_ids:
        with transaction() as session:
            reads.note_listed(session, current_actor(), case_ids, surface, now=clock.now())


def for_handling(public_id: str) -> Seen:
    """The case for a form of its handler: read and logged as the case page is."""
    seen = look(public_id)
    if not policy.may(current_actor(), Act.CASE_HANDLE, seen.case, seen.ties):
        raise NotAllowedError(N_("Du kan se saken, men ikke gjøre dette med den."))
    return seen


def offer_undo(public_ids: list[str]) -> None:
    """Put a button beside the receipt that takes back what was just done with these cases."""
    flash(" ".join(public_ids), "undo")


def tried(form: Form, work: Callable[[Session], None]) -> int:
    """Do the work in one transaction: 303 when done, 409 or 400 with the sentence in the form when refused."""
    try:
        with transaction() as session:
            work(session)
    except NotAllowedError:
        raise
    except ConflictError as error:
        form.top_error = say(error.message)
        return 409
    except RefusedError as error:
        form.refuse(error)
        return 400
    return 303
