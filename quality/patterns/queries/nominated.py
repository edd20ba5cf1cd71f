"""The word of a unit that one of its cases should be raised."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from quality.accounts.models import Person
from quality.cases.models.case import Case
from quality.core.history import Entry
from quality.patterns.models import Pattern, PatternCase, PatternMerge
from quality.patterns.states import HIDDEN, Origin, PatternState

_WAITS = HIDDEN - {PatternState.DISMISSED}


@dataclass(frozen=True)
class Nomination:
    """When and by whom; `waits` until somebody has decided. `by` is empty when the name is taken out."""

    at: dt.datetime
    by: str
    waits: bool


def nomination_of(session: Session, case: Case) -> Pattern | None:
    """The suggestion that nobody has answered yet."""
    return session.scalar(_of(case).where(_waiting()).order_by(Pattern.id.desc()).limit(1))


def last_nomination(session: Session, case: Case) -> Nomination | None:
    """The newest suggestion, for those who may make one; answered ones are told too."""
    query = (
        _of(case)
        .with_only_columns(Pattern.found_at, Person.first_name + " " + Person.last_name, _waiting())
        .outerjoin(
            Entry,
            sa.and_(
                Entry.subject == "pattern",
                Entry.subject_id == Pattern.id,
                Entry.act == Origin.NOMINATED.value,
            ),
        )
        .outerjoin(Person, Person.id == Entry.actor_id)
        .where(Pattern.state.in_(sorted(HIDDEN)))
        .order_by(Pattern.id.desc())
        .limit(1)
    )
    row = session.execute(query).first()
    return Nomination(row[0], row[1] or "", bool(row[2])) if row else None


def _of(case: Case) -> sa.Select[Pattern]:
    return (
        sa.select(Pattern)
        .join(PatternCase, PatternCase.pattern_id == Pattern.id)
        .where(PatternCase.case_id == case.id, Pattern.origin == Origin.NOMINATED)
    )


def _waiting() -> sa.ColumnElement[bool]:
    """Not decided on, itself or the finding that it was merged into."""
    into = aliased(Pattern)
    lives_on = (
        sa.select(PatternMerge.pattern_id)
        .join(into, into.id == PatternMerge.into_id)
        .where(PatternMerge.pattern_id == Pattern.id, into.state.in_(sorted(_WAITS)))
    )
    return sa.or_(Pattern.state.in_(sorted(_WAITS)), lives_on.exists())
