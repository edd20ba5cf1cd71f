"""Which cases the schedule reaches, what is held back, and the protocols of what was taken out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload
from sqlalchemy.sql import ColumnElement

from quality.accounts.roles import Actor
from quality.cases import policy
from quality.cases.compose.retention import PLAIN, Schedule, read_schedule, years_before
from quality.cases.kinds import Access, Level
from quality.cases.models.case import Case
from quality.cases.models.flow import CaseMerge
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.models.retention import CaseKeeping, RetentionLine, RetentionRun, Step
from quality.cases.states import OPEN
from quality.core.small_numbers import LEAST
from quality.core.tokens import token_hash
from quality.organisation.models import Municipality
from quality.organisation.queries import municipality

# Nobody sees shielded cases everywhere; of the rest, those who know of every case get every number.
EVERYWHERE = frozenset(
    {policy.Relation.COORDINATOR, policy.Relation.PRIVACY_OFFICER, policy.Relation.AUDITOR}
)
RUNS_SHOWN = 20
PLACES_IN_COMMON = 5


@dataclass(frozen=True)
class Coming:
    """A schedule that is saved and waits for its day."""

    terms: Schedule
    from_on: dt.date


def schedule(session: Session, day: dt.date) -> Schedule:
    """The municipality's schedule on this day."""
    return read_schedule(in_force(municipality(session), day))


def in_use(session: Session, day: dt.date) -> bool:
    """Whether the municipality has taken a schedule into use; until then nothing is taken out."""
    return bool(in_force(municipality(session), day))


def in_force(place: Municipality | None, day: dt.date) -> Mapping[str, Any]:
    """The schedule as it is stored: a new one from its day, and the one before it until then."""
    settings = place.settings if place else {}
    waiting = settings.get("retention_next")
    if waiting and dt.date.fromisoformat(waiting["from"]) <= day:
        return cast(Mapping[str, Any], waiting["schedule"])
    return cast(Mapping[str, Any], settings.get("retention", {}))


def coming(place: Municipality | None, day: dt.date) -> Coming | None:
    """The schedule that waits for its day."""
    waiting = place.settings.get("retention_next") if place else None
    if not waiting:
        return None
    from_on = dt.date.fromisoformat(waiting["from"])
    return Coming(read_schedule(waiting["schedule"]), from_on) if from_on > day else None


def is_due(terms: Schedule, step: Step, now: dt.datetime) -> ColumnElement[bool]:
    """Cases that this step is to be done with now, as SQL: ended so long ago, not held, and not done before."""
    ways = []
    for access in PLAIN:
        term = terms.terms[access]
        years = term.names if step is Step.NAMES else term.text
        if not term.hold:
            ways.append(sa.and_(Case.access == access, _ended(now, years)))
    if not terms.terms[Access.SHIELDED].hold:
        ways.append(sa.and_(Case.access == Access.SHIELDED, _own_term_is_out(terms, now)))
    done = Case.names_gone_at if step is Step.NAMES else Case.text_gone_at
    return sa.and_(sa.or_(sa.false(), *ways), done.is_(None), sa.not_(_held()), sa.not_(_waits_for_another()))


def _ended(now: dt.datetime, years: int) -> ColumnElement[bool]:
    ended_at = sa.func.coalesce(Case.closed_at, Case.changed_at)
    return sa.and_(Case.state.not_in(OPEN), ended_at < years_before(now, years))


def _own_term_is_out(terms: Schedule, now: dt.datetime) -> ColumnElement[bool]:
    """As decided when it was closed, and never longer than the schedule says."""
    most = terms.terms[Access.SHIELDED].text
    own = sa.select(CaseKeeping.years).where(CaseKeeping.case_id == Case.id).scalar_subquery()
    sooner = (sa.and_(own == count, _ended(now, count)) for count in range(1, most))
    return sa.or_(_ended(now, most), *sooner)


def _held() -> ColumnElement[bool]:
    return Case.id.in_(sa.select(CaseKeeping.case_id).where(CaseKeeping.held_why != ""))


def _waits_for_another() -> ColumnElement[bool]:
    """A case that tells the same as one that is open still, which it is answered with."""
    other = aliased(Case)
    doubles = sa.select(CaseMerge.case_id).join(other, other.id == CaseMerge.into_id)
    return Case.id.in_(doubles.where(other.state.in_(OPEN)))


def due_cases(session: Session, terms: Schedule, step: Step, now: dt.datetime, at_most: int) -> list[Case]:
    """The next of them, held for the job that does it; on PostgreSQL those that somebody has in hand come later."""
    query = sa.select(Case).where(is_due(terms, step, now)).order_by(Case.id).limit(at_most)
    query = query.with_for_update(of=Case, skip_locked=True).execution_options(populate_existing=True)
    return list(session.scalars(query))


Counts = dict[tuple[Access, Step], int]
Shown = dict[tuple[Access, Step], int | None]


def due_counts(
    session: Session, terms: Schedule, now: dt.datetime, among: ColumnElement[bool] | None = None
) -> Counts:
    """How many cases of each kind each step would be done with now; `among` leaves some out."""
    found: Counts = {}
    for step in Step:
        query = sa.select(Case.access, sa.func.count(Case.id)).where(is_due(terms, step, now))
        if among is not None:
            query = query.where(among)
        for access, number in session.execute(query.group_by(Case.access)):
            found[access, step] = number
    return found


def counts_for(session: Session, actor: Actor, terms: Schedule, now: dt.datetime) -> Shown:
    """As due_counts(), as far as this reader may have them."""
    return shown_counts(actor, due_counts(session, terms, now, sa.not_(policy.kept_away(actor))))


def shown_counts(actor: Actor, counts: Mapping[tuple[Access, Step], int]) -> Shown:
    """The counts as this reader may have them: None for a small one of cases that the reader does not know of.

    None at all is small too, and of shielded cases nothing is told: nobody knows of all of them.
    """
    found: Shown = {}
    for access in PLAIN:
        for step in Step:
            number = counts.get((access, step), 0)
            found[access, step] = number if number >= LEAST or knows_all(actor, access) else None
    return found


def knows_all(actor: Actor, access: Access) -> bool:
    """Whether the person knows of every case of this kind in the municipality."""
    own = actor.held_for(None).roles
    held = [each for each in EVERYWHERE if own.intersection(policy.EVERYWHERE[each])]
    return any(policy.cell(each, access, False) >= Level.META for each in held)


def due_list(
    session: Session, actor: Actor, terms: Schedule, now: dt.datetime, page: int, size: int
) -> tuple[list[Case], int]:
    """The cases that the next run would take something out of, of those that the reader knows of; the oldest first."""
    where = sa.and_(
        sa.or_(is_due(terms, Step.NAMES, now), is_due(terms, Step.TEXT, now)),
        policy.visible(actor, Level.META),
    )
    query = sa.select(Case).options(joinedload(Case.unit), joinedload(Case.category)).where(where)
    query = query.order_by(sa.func.coalesce(Case.closed_at, Case.changed_at), Case.id)
    total = session.scalar(sa.select(sa.func.count(Case.id)).where(where)) or 0
    return list(session.scalars(query.limit(size).offset((page - 1) * size))), total


def held_list(session: Session, actor: Actor) -> list[tuple[Case, CaseKeeping]]:
    """The cases that are held back, of those that the reader knows of."""
    query = (
        sa.select(Case, CaseKeeping)
        .join(CaseKeeping, CaseKeeping.case_id == Case.id)
        .options(joinedload(Case.unit), joinedload(Case.category))
        .where(CaseKeeping.held_why != "", policy.visible(actor, Level.META))
        .order_by(CaseKeeping.held_at.desc(), Case.id)
    )
    return [(case, keeping) for case, keeping in session.execute(query)]


def keeping_of(session: Session, case: Case) -> CaseKeeping | None:
    """What is decided of the case."""
    return session.get(CaseKeeping, case.id)


@dataclass(frozen=True)
class Protocol:
    """What one run took out, as far as the reader may know; `hidden` when small numbers are left out."""

    run: RetentionRun
    counts: Counts
    hidden: bool


def protocols(session: Session, actor: Actor, at_most: int = RUNS_SHOWN) -> list[Protocol]:
    """The latest runs that took something out."""
    unknown = session.scalars(sa.select(Case.public_id).where(policy.kept_away(actor)))
    runs = list(session.scalars(sa.select(RetentionRun).order_by(RetentionRun.id.desc()).limit(at_most)))
    query = (
        sa.select(RetentionLine.run_id, RetentionLine.access, RetentionLine.step, sa.func.count())
        .where(
            RetentionLine.run_id.in_([run.id for run in runs]),
            RetentionLine.case_hash.not_in([token_hash(public_id) for public_id in unknown]),
        )
        .group_by(RetentionLine.run_id, RetentionLine.access, RetentionLine.step)
    )
    counts: dict[int, Counts] = {run.id: {} for run in runs}
    for run_id, access, step, number in session.execute(query):
        counts[run_id][access, step] = number
    return [_protocol(run, shown_counts(actor, counts[run.id])) for run in runs]


def _protocol(run: RetentionRun, shown: Shown) -> Protocol:
    told = {cell: number for cell, number in shown.items() if number}
    return Protocol(run, told, hidden=None in shown.values())


def measures_left(session: Session, case: Case) -> list[Measure]:
    """The case's measures that no other case with its words still in it has."""
    other = aliased(Case)
    kept = (
        sa.select(CaseMeasure.measure_id)
        .join(other, other.id == CaseMeasure.case_id)
        .where(other.text_gone_at.is_(None), other.id != case.id)
    )
    query = sa.select(Measure).join(CaseMeasure, CaseMeasure.measure_id == Measure.id)
    return list(session.scalars(query.where(CaseMeasure.case_id == case.id, Measure.id.not_in(kept))))


def is_common_place(session: Session, case: Case) -> bool:
    """Whether others of the unit tell of the same place too, so that it points at nobody."""
    query = sa.select(sa.func.count(Case.id)).where(Case.unit_id == case.unit_id, Case.place == case.place)
    return (session.scalar(query) or 0) >= PLACES_IN_COMMON
