"""Reads of what happened on a day: what somebody wrote, and what the other rooms know was done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.roles import Act, Actor
from quality.cases import policy as cases
from quality.cases.kinds import Strength
from quality.cases.models.case import Case
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.states import MeasureState
from quality.core.clock import at_local, local_date
from quality.core.text import N_, NotAllowedError, NotVisibleError
from quality.insights import policy
from quality.insights.compose.asked import Asked
from quality.insights.kinds import ANNOTATION_LABELS
from quality.insights.models.annotation import Annotation
from quality.insights.queries import Ground
from quality.learning.models import Note
from quality.learning.states import NoteState
from quality.organisation.kinds import UnitLevel
from quality.organisation.models import Unit
from quality.patterns.models import Pattern, PatternMeasure, PatternUnit
from quality.patterns.states import RAISED

MOST_WRITTEN = 6
MOST_DERIVED = 4
MARKS_KEPT = 64
DONE = frozenset({MeasureState.DONE, MeasureState.WORKED, MeasureState.PARTLY, MeasureState.FAILED})
RAISED_LABEL, PUBLISHED_LABEL = N_("Løftet mønster"), N_("Publisert læringsnotat")
DONE_LABEL = N_("Tiltak utført")


@dataclass(frozen=True)
class Scope:
    """What marks are wanted for: units and categories, None for all of them, and what lies above these."""

    unit_ids: frozenset[int] | None = None
    above_ids: frozenset[int] = frozenset()
    sort_ids: frozenset[int] | None = None
    above_sort_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class DatedMark:
    """Something that happened on a day, or between two. `kind` says which page it leads to."""

    kind: str
    public_id: str
    label: str
    title: str
    on: dt.date
    until: dt.date | None = None
    words: str = ""
    unit: str = ""


def scope_of(asked: Asked, where: Ground) -> Scope:
    """The scope of an address, as far as its reader may see it."""
    sort = where.sort(asked.category)
    sorts = where.sort_ids(asked.category) if sort else None
    above = {each.id for each in where.sorts if sort and sort.inside(each.code)}
    units = where.chosen(asked.units)
    over = (
        frozenset[int]()
        if units is None
        else frozenset(
            int(number)
            for place in where.places
            if place.id in units
            for number in place.path.strip("/").split("/")
        )
    )
    return Scope(units, over - (units or frozenset()), sorts, frozenset(above))


def marks_for(
    session: Session, actor: Actor, scope: Scope, period: tuple[dt.date, dt.date], *, outward: bool = False
) -> list[DatedMark]:
    """What the person may see of what happened between two days, both included, oldest first. Two queries.

    `outward`: for something that others will read, so without what only readers of single cases may see.
    """
    since, until = period
    query = (
        sa.select(Annotation)
        .options(joinedload(Annotation.unit))
        .where(
            *_about(scope),
            policy.readable(actor),
            Annotation.deleted_at.is_(None),
            Annotation.from_on <= until,
            sa.func.coalesce(Annotation.until_on, Annotation.from_on) >= since,
        )
    )
    newest = query.order_by(Annotation.from_on.desc(), Annotation.id.desc()).limit(MOST_WRITTEN)
    found = [_written(row) for row in session.scalars(newest)][::-1]
    found += _derived(session, actor, scope, period, outward)
    return sorted(found, key=lambda mark: mark.on)


def _about(scope: Scope) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if scope.unit_ids is not None:
        found.append(Annotation.unit_id.in_(scope.unit_ids | scope.above_ids))
    if scope.sort_ids is not None:
        sorts = scope.sort_ids | scope.above_sort_ids
        found.append(sa.or_(Annotation.category_id.is_(None), Annotation.category_id.in_(sorts)))
    return found


def _written(row: Annotation) -> DatedMark:
    everywhere = row.unit.level is UnitLevel.MUNICIPALITY
    return DatedMark(
        "annotation",
        row.public_id,
        ANNOTATION_LABELS[row.kind],
        row.title,
        row.from_on,
        row.until_on,
        row.words,
        "" if everywhere else row.unit.name,
    )


def _derived(
    session: Session, actor: Actor, scope: Scope, period: tuple[dt.date, dt.date], outward: bool
) -> list[DatedMark]:
    """Raised patterns with their done measures; for one category also notes, for some units measures of cases."""
    query = _newest(scope, actor, outward)
    if query is None:
        return []
    days = {"since": at_local(period[0]), "end": at_local(period[1] + dt.timedelta(1))}
    return [
        DatedMark(kind, target, label, title, local_date(at))
        for kind, target, label, title, at in session.execute(query, days).all()[::-1]
    ]


@lru_cache(maxsize=MARKS_KEPT)
def _newest(scope: Scope, actor: Actor, outward: bool) -> sa.Select[Any] | None:
    """The question, which is long to put and asked by the same people again; None where nothing may be seen."""
    parts: list[sa.Select[Any]] = []
    if actor.may(Act.PATTERN_READ):
        parts += [_raised(scope), _of_patterns(scope)]
    if scope.sort_ids is not None and actor.may(Act.NOTE_READ):
        parts.append(_published(scope))
    if scope.unit_ids is not None and not outward:
        parts.append(_of_cases(actor, scope))
    if not parts:
        return None
    rows = sa.union_all(*parts).subquery()
    inside = sa.select(rows).where(rows.c.at >= sa.bindparam("since"), rows.c.at < sa.bindparam("end"))
    return inside.order_by(rows.c.at.desc()).limit(MOST_DERIVED)


def _row(kind: str, target: Any, label: str, title: Any, at: Any) -> sa.Select[Any]:
    return sa.select(
        sa.literal(kind).label("kind"),
        target.label("target"),
        sa.literal(label).label("label"),
        title.label("title"),
        at.label("at"),
    )


def _raised(scope: Scope) -> sa.Select[Any]:
    query = _row("pattern", Pattern.public_id, RAISED_LABEL, Pattern.title, Pattern.raised_at)
    return _patterns_in(scope, query.where(Pattern.state.in_(RAISED)))


def _of_patterns(scope: Scope) -> sa.Select[Any]:
    query = (
        _row("pattern", Pattern.public_id, DONE_LABEL, Measure.title, Measure.done_at)
        .join(PatternMeasure, PatternMeasure.pattern_id == Pattern.id)
        .join(Measure, Measure.id == PatternMeasure.measure_id)
    )
    return _patterns_in(scope, query.where(Pattern.state.in_(RAISED), Measure.state.in_(DONE)))


def _patterns_in(scope: Scope, query: sa.Select[Any]) -> sa.Select[Any]:
    if scope.unit_ids is not None:
        among = sa.select(PatternUnit.pattern_id).where(PatternUnit.unit_id.in_(scope.unit_ids))
        query = query.where(Pattern.id.in_(among))
    if scope.sort_ids is not None:
        query = query.where(Pattern.category_id.in_(scope.sort_ids))
    return query


def _published(scope: Scope) -> sa.Select[Any]:
    query = _row("note", Note.public_id, PUBLISHED_LABEL, Note.title, Note.published_at)
    return query.where(Note.state == NoteState.PUBLISHED, Note.category_id.in_(scope.sort_ids or ()))


def _of_cases(actor: Actor, scope: Scope) -> sa.Select[Any]:
    """Measures that do more than tell people, of cases whose text the reader has."""
    query = (
        _row("case", sa.func.min(Case.public_id), DONE_LABEL, Measure.title, Measure.done_at)
        .join(CaseMeasure, CaseMeasure.case_id == Case.id)
        .join(Measure, Measure.id == CaseMeasure.measure_id)
        .where(
            Case.unit_id.in_(scope.unit_ids or ()),
            Measure.state.in_(DONE),
            Measure.strength != Strength.WEAK,
            cases.readable_plain(actor),
        )
        .group_by(Measure.id)
    )
    return query if scope.sort_ids is None else query.where(Case.category_id.in_(scope.sort_ids))


def written(session: Session, actor: Actor, page: int, size: int) -> tuple[list[Annotation], int]:
    """A page of what was written and may be read, newest first, and how many there are."""
    where = sa.and_(policy.readable(actor), Annotation.deleted_at.is_(None))
    query = (
        sa.select(Annotation)
        .options(joinedload(Annotation.unit), joinedload(Annotation.category), joinedload(Annotation.author))
        .where(where)
        .order_by(Annotation.from_on.desc(), Annotation.id.desc())
    )
    rows = list(session.scalars(query.limit(size).offset(size * (page - 1))))
    return rows, session.scalar(sa.select(sa.func.count(Annotation.id)).where(where)) or 0


def fetch_to_change(session: Session, actor: Actor, public_id: str, *, deleted: bool = False) -> Annotation:
    """The annotation for who may change it; `deleted` fetches one that was taken away, to bring it back."""
    gone = Annotation.deleted_at.is_not(None) if deleted else Annotation.deleted_at.is_(None)
    query = sa.select(Annotation).options(joinedload(Annotation.unit))
    found = session.scalar(query.where(Annotation.public_id == public_id, gone, policy.readable(actor)))
    if found is None:
        raise NotVisibleError(public_id)
    if not policy.may_annotate(actor, found):
        raise NotAllowedError(N_("Du kan lese merknaden, men ikke endre den."))
    return found


def places_to_mark(session: Session, actor: Actor, day: dt.date) -> list[Unit]:
    """The open units that the person may write annotations for, in the organisation's own order."""
    query = sa.select(Unit).where(sa.or_(Unit.closed_on.is_(None), Unit.closed_on > day))
    if not actor.everywhere(Act.TRENDS_ANNOTATE):
        query = query.where(Unit.id.in_(actor.reach(Act.TRENDS_ANNOTATE)))
    return list(session.scalars(query.order_by(Unit.position, Unit.id)))
