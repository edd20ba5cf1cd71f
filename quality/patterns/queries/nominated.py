"""The word of a unit that one of its cases should be raised."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from quality.accounts.models import Person
from quality.accounts.roles import Actor
from quality.cases.models.case import Case
from quality.core.history import Entry, newest_entries
from quality.patterns.models import Pattern, PatternCase, PatternMerge
from quality.patterns.queries.woken import BESIDE
from quality.patterns.states import HIDDEN, Origin, PatternState

_WAITS = HIDDEN - {PatternState.DISMISSED}


@dataclass(frozen=True)
class Nomination:
    """When and by whom; `waits` until somebody has decided, `mine` while the reader can take it back.

    `by` is empty when the name is taken out, or not to be told; `answer` is why it was not taken further.
    """

    at: dt.datetime
    by: str
    waits: bool
    mine: bool
    withdrawn: bool
    answer: str


def nomination_of(session: Session, case: Case) -> Pattern | None:
    """The suggestion that nobody has answered yet."""
    return session.scalar(_of(case).where(_waiting()).order_by(Pattern.id.desc()).limit(1))


def own_nomination(session: Session, actor: Actor, case: Case) -> Pattern | None:
    """The person's own suggestion that nobody has done anything with, held for taking it back."""
    query = _of(case).join(Entry, _SUGGESTED).where(*_own(actor))
    return session.scalar(
        query.order_by(Pattern.id.desc())
        .limit(1)
        .with_for_update(of=Pattern)
        .execution_options(populate_existing=True)
    )


def last_nomination(session: Session, actor: Actor, case: Case, *, named: bool) -> Nomination | None:
    """The newest suggestion, for those who may make one; answered ones are told too.

    Unless it is `named`, the reporter of the case is not told as the one who suggested it.
    """
    query = (
        _of(case)
        .with_only_columns(
            Pattern.found_at,
            Person.id,
            Person.first_name + " " + Person.last_name,
            _waiting(),
            sa.and_(*_own(actor)),
            _last_act(),
            Pattern.reason,
        )
        .outerjoin(Entry, _SUGGESTED)
        .outerjoin(Person, Person.id == Entry.actor_id)
        .where(Pattern.state.in_(sorted(HIDDEN)))
        .order_by(Pattern.id.desc())
        .limit(1)
    )
    row = session.execute(query).first()
    if row is None:
        return None
    at, person_id, name, waits, mine, last, reason = row
    told = named or person_id != case.reporter_id
    return Nomination(
        at,
        (name if told else "") or "",
        bool(waits),
        bool(mine),
        last == "withdraw",
        reason if last == "dismiss" else "",
    )


_SUGGESTED = sa.and_(
    Entry.subject == "pattern", Entry.subject_id == Pattern.id, Entry.act == Origin.NOMINATED.value
)


def _own(actor: Actor) -> tuple[sa.ColumnElement[bool], ...]:
    return Entry.actor_id == actor.id, Pattern.state == PatternState.CANDIDATE


def _last_act() -> sa.ScalarSelect[str]:
    query = sa.select(Entry.act).where(
        Entry.subject == "pattern", Entry.subject_id == Pattern.id, Entry.act.not_in(BESIDE)
    )
    return query.order_by(Entry.seq.desc()).limit(1).correlate(Pattern).scalar_subquery()


def _of(case: Case) -> sa.Select[Pattern]:
    return (
        sa.select(Pattern)
        .join(PatternCase, PatternCase.pattern_id == Pattern.id)
        .where(PatternCase.case_id == case.id, Pattern.origin == Origin.NOMINATED)
    )


def withdrawn(session: Session, pattern_ids: Sequence[int]) -> set[int]:
    """Those of these suggestions that were taken back."""
    found = newest_entries(session, "pattern", pattern_ids, BESIDE) if pattern_ids else {}
    return {number for number, (entry, _) in found.items() if entry.act == "withdraw"}


def _waiting() -> sa.ColumnElement[bool]:
    """Not decided on, itself or the finding that it was merged into."""
    into = aliased(Pattern)
    lives_on = (
        sa.select(PatternMerge.pattern_id)
        .join(into, into.id == PatternMerge.into_id)
        .where(PatternMerge.pattern_id == Pattern.id, into.state.in_(sorted(_WAITS)))
    )
    return sa.or_(Pattern.state.in_(sorted(_WAITS)), lives_on.exists())
