"""Who has read a case: the access log of one case, for those who may see it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person, ReadLog
from quality.accounts.roles import Act, Actor
from quality.cases import policy
from quality.cases.kinds import Level
from quality.cases.models.case import Case
from quality.cases.queries import Seen

SHOWN = 100


@dataclass(frozen=True)
class Reading:
    """One look at a case, or one that was refused."""

    at: dt.datetime
    who: str
    why: str
    surface: str
    refused: bool


def may_see_readers(actor: Actor, seen: Seen) -> bool:
    """Whether the person may see who read this case: its reporter, who is named in it, and who reads the log."""
    if seen.level < Level.META:
        return False
    reporter = seen.case.reporter_id == actor.id and not seen.case.anonymous
    if reporter or policy.is_handler(actor, seen.case, seen.ties):
        return True
    return not seen.ties.concerned and actor.held_for(None).may(Act.LOG_READ)


def readers(session: Session, actor: Actor, seen: Seen) -> list[Reading]:
    """The latest looks at the case. Refused ones are for those who handle it or read the log."""
    own = seen.case.reporter_id == actor.id
    query = _rows().where(ReadLog.subject_id == seen.case.id)
    if own and not policy.is_handler(actor, seen.case, seen.ties):
        query = query.where(sa.not_(ReadLog.refused), ReadLog.actor_id != actor.id)
    return [_reading(row) for row in session.execute(query.limit(SHOWN))]


def _rows() -> sa.Select[*tuple[Any, ...]]:
    """Looks at cases, newest first; those of a reporter whose name is hidden would name the reporter."""
    hidden = sa.and_(
        Case.confidential_to_id.is_not(None),
        Case.reporter_id.is_not(None),
        ReadLog.actor_id == Case.reporter_id,
    )
    return (
        sa.select(
            ReadLog.at,
            Person.first_name,
            Person.last_name,
            ReadLog.why,
            ReadLog.surface,
            ReadLog.refused,
            Case.year,
            Case.number,
        )
        .join(Case, Case.id == ReadLog.subject_id)
        .join(Person, Person.id == ReadLog.actor_id)
        .where(ReadLog.subject == "case", sa.not_(hidden))
        .order_by(ReadLog.id.desc())
    )


def _reading(row: Any) -> Reading:
    return Reading(row.at, f"{row.first_name} {row.last_name}", row.why, row.surface, row.refused)


@dataclass(frozen=True)
class LogLine:
    """A line of the whole log: which cases by number alone, never a title. What one list showed is one line."""

    labels: list[str]
    reading: Reading


def log(
    session: Session, actor: Actor, asked: str, refused: bool, page: int, size: int
) -> tuple[list[LogLine], int]:
    """The log of the municipality, newest first, of one case where its number is asked for.

    Cases about the reader are left out: those do not exist for who is complained about.
    """
    query = _rows().where(sa.not_(policy.kept_away(actor)))
    year, _, number = asked.partition("-")
    if asked:
        known = year.isascii() and number.isascii() and year.isdigit() and number.isdigit()
        known = known and len(year) == 4 and len(number) < 8
        query = query.where(
            sa.and_(Case.year == int(year), Case.number == int(number)) if known else sa.false()
        )
    if refused:
        query = query.where(ReadLog.refused)
    # A look at one case is a line of its own; a search or a list that showed many is one.
    alone = sa.case((sa.or_(ReadLog.why != "", ReadLog.refused), ReadLog.id), else_=0)
    same = (ReadLog.at, ReadLog.actor_id, ReadLog.surface, alone)
    looks = (
        query.order_by(None).with_only_columns(sa.func.max(ReadLog.id).label("last"), *same).group_by(*same)
    )
    total = session.scalar(sa.select(sa.func.count()).select_from(looks.subquery())) or 0
    shown = looks.order_by(sa.desc("last")).limit(size).offset((page - 1) * size).subquery()
    rows = session.execute(
        query.join(
            shown,
            sa.and_(
                shown.c.at == ReadLog.at,
                shown.c.actor_id == ReadLog.actor_id,
                shown.c.surface == ReadLog.surface,
                sa.or_(shown.c.last == ReadLog.id, sa.and_(ReadLog.why == "", sa.not_(ReadLog.refused))),
            ),
        ).add_columns(shown.c.last)
    )
    lines: dict[int, LogLine] = {}
    for row in rows:
        label = f"{row.year}-{row.number:04d}"
        line = lines.setdefault(row.last, LogLine([], _reading(row)))
        if label not in line.labels:
            line.labels.append(label)
    return list(lines.values()), total


@dataclass(frozen=True)
class Odd:
    """Somebody whose month stands out: many cases read, or many looks refused."""

    who: str
    cases: int
    refused: int


MANY_CASES = 30
MANY_REFUSED = 3


def odd_readers(session: Session, since: dt.datetime) -> list[Odd]:
    """Who read unusually many sensitive cases, or was refused several times, since then."""
    cases = sa.func.count(sa.distinct(sa.case((sa.not_(ReadLog.refused), ReadLog.subject_id))))
    refused = sa.func.sum(sa.case((ReadLog.refused, 1), else_=0))
    query = (
        sa.select(Person.first_name, Person.last_name, cases, refused)
        .join(Person, Person.id == ReadLog.actor_id)
        .where(ReadLog.subject == "case", ReadLog.at >= since)
        .group_by(Person.id, Person.first_name, Person.last_name)
        .having(sa.or_(cases >= MANY_CASES, refused >= MANY_REFUSED))
        .order_by(refused.desc(), cases.desc(), Person.id)
    )
    return [Odd(f"{first} {last}", int(n), int(no)) for first, last, n, no in session.execute(query)]
