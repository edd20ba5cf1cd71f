"""Reads of what happens to a case on its way: offers, doubles, tasks, marks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload
from sqlalchemy.sql import ColumnElement

from quality.accounts.models import Person
from quality.accounts.roles import Actor
from quality.cases import policy
from quality.cases.kinds import Access, Channel, Factor, Flag, Level, Part, TaskState
from quality.cases.models.case import Case, CaseFactor
from quality.cases.models.flow import (
    LENT,
    CaseFlag,
    CaseMerge,
    CaseParty,
    CaseSnooze,
    CaseTask,
    CaseTransfer,
)
from quality.cases.models.follower import CaseFollower
from quality.cases.models.safety import SafetyWord
from quality.cases.models.thanks import Thanks
from quality.cases.queries import Seen
from quality.cases.states import OPEN, CaseState
from quality.core.text import NotVisibleError
from quality.organisation.models import Unit

SAME_WITHIN = dt.timedelta(60)
DOUBLES_SHOWN = 8


def open_offer(session: Session, case_id: int) -> CaseTransfer | None:
    """The offer to another unit that waits for an answer."""
    query = sa.select(CaseTransfer).options(
        joinedload(CaseTransfer.to_unit), joinedload(CaseTransfer.from_unit)
    )
    query = query.where(CaseTransfer.case_id == case_id, CaseTransfer.settled_at.is_(None))
    return session.scalar(query.order_by(CaseTransfer.id.desc()).limit(1))


def offer_to_answer(session: Session, actor: Actor, seen: Seen) -> CaseTransfer | None:
    """The offer of this case that waits for this very person, who may not read its text."""
    found = open_offer(session, seen.case.id)
    if found and policy.may_answer_offer(actor, seen.case, seen.ties, found.to_unit_id):
        return found
    return None


def late_offers(session: Session, day: dt.date) -> list[tuple[CaseTransfer, Case]]:
    """Offers that nobody answered in time, locked with their cases."""
    query = (
        sa.select(CaseTransfer, Case)
        .join(Case, Case.id == CaseTransfer.case_id)
        .where(CaseTransfer.settled_at.is_(None), CaseTransfer.back_on < day)
        .where(Case.state == CaseState.TRANSFERRED)
        .order_by(CaseTransfer.id)
        .with_for_update(of=Case)
    )
    return [(offer, case) for offer, case in session.execute(query)]


def doubles_of(session: Session, case_id: int) -> list[Case]:
    """The cases that were merged into this one."""
    query = sa.select(Case).join(CaseMerge, CaseMerge.case_id == Case.id)
    return list(session.scalars(query.where(CaseMerge.into_id == case_id).order_by(Case.id)))


def possible_originals(session: Session, actor: Actor, case: Case) -> list[Any]:
    """Open cases of the unit that this one may be the double of: likest first, then the newest."""
    nearness = sa.case((Case.place == case.place, 1), else_=0) if case.place else sa.literal(0)
    likeness = sa.case((Case.category_id == case.category_id, 2), else_=0) + nearness
    doubled = aliased(CaseMerge)
    query = (
        sa.select(
            Case.public_id, Case.year, Case.number, Case.title, Case.registered_at, Case.place, Case.state
        )
        .where(
            Case.unit_id == case.unit_id,
            Case.id != case.id,
            Case.state.in_(OPEN - {CaseState.TRANSFERRED}),
            Case.access != Access.SHIELDED,
            Case.registered_at > case.registered_at - SAME_WITHIN,
            Case.priority >= case.priority,
            policy.readable_plain(actor),
            ~sa.select(doubled.case_id).where(doubled.into_id == case.id).exists(),
        )
        .order_by(likeness.desc(), sa.func.abs(Case.id - case.id), Case.id)
    )
    return list(session.execute(query.limit(DOUBLES_SHOWN)))


@dataclass(frozen=True)
class Asleep:
    """A case that is put off and what would wake it."""

    snooze: CaseSnooze
    case: Case


def asleep(session: Session) -> list[Asleep]:
    """Every case that is put off, for the job that wakes them."""
    query = sa.select(CaseSnooze, Case).join(Case, Case.id == CaseSnooze.case_id).order_by(CaseSnooze.case_id)
    return [Asleep(snooze, case) for snooze, case in session.execute(query)]


def wakes(session: Session, found: Asleep, day: dt.date) -> bool:
    """Whether what the case waits for is here; the same means the same category, since it was put off."""
    snooze, case = found.snooze, found.case
    if snooze.until_on <= day or case.state is not CaseState.REPORTED:
        return True
    same = (Case.category_id == case.category_id, Case.registered_at > snooze.set_at, Case.id != case.id)
    if snooze.more:
        query = sa.select(sa.func.count(Case.id)).where(*same, Case.unit_id == case.unit_id)
        if (session.scalar(query) or 0) >= snooze.more:
            return True
    if snooze.elsewhere:
        query = sa.select(Case.id).where(*same, Case.unit_id != case.unit_id).limit(1)
        return session.scalar(query) is not None
    return False


def task_in(session: Session, case: Case, public_id: str) -> CaseTask:
    """A task of this case, locked."""
    query = sa.select(CaseTask).where(CaseTask.case_id == case.id, CaseTask.public_id == public_id)
    query = query.with_for_update(of=CaseTask).execution_options(populate_existing=True)
    found = session.scalar(query)
    if found is None:
        raise NotVisibleError(public_id)
    return found


def ended_task(session: Session, actor: Actor, public_id: str) -> CaseTask | None:
    """A task that was the person's and is open no longer."""
    query = sa.select(CaseTask).where(CaseTask.public_id == public_id, CaseTask.owner_id == actor.id)
    return session.scalar(query.where(CaseTask.state != TaskState.OPEN))


@dataclass(frozen=True)
class TaskLine:
    """A part of the case that somebody was given."""

    public_id: str
    what: str
    owner: str
    owner_id: int
    state: TaskState
    due_on: dt.date
    words: str


@dataclass(frozen=True)
class Offer:
    """The unit that the case is sent to, why, and until when it may answer."""

    unit: str
    unit_id: int
    reason: str
    back_on: dt.date


@dataclass
class Beside:
    """What stands beside a case: factors, parts given out, units that read along, marks, cases put together with it.

    `into` is the case it was put into, empty where the reader may not know of that one. `thanks` are ids and names of
    those who gave them, the first first; `followers` how many say that it concerns them too. `answer_by` is the day by
    which the safety representative wants an answer.
    """

    factors: dict[bool, list[Factor]]
    tasks: list[TaskLine]
    concerns: list[str]
    urgent: bool = False
    sent_out: tuple[Channel, str] | None = None
    doubles: list[tuple[str, str]] = field(default_factory=list)
    into: tuple[str, str] | None = None
    offer: Offer | None = None
    thanks: list[tuple[int, str]] = field(default_factory=list)
    followers: int = 0
    answer_by: dt.date | None = None


_ID: Any = sa.bindparam("case_id", type_=sa.Integer)
_WORD, _NONE, _NEVER = sa.literal(""), sa.cast(sa.null(), sa.Integer), sa.cast(sa.null(), sa.Date)


def _line(what: str, *columns: Any) -> sa.Select[*tuple[Any, ...]]:
    """One kind of line: what it is, five words, a number and a day."""
    return sa.select(sa.literal(what), *columns)


def _text(column: Any) -> sa.Cast[str]:
    return sa.cast(column, sa.String)


def _case_line(what: str, own: Any, other: Any) -> sa.Select[*tuple[Any, ...]]:
    """The case at the other end of a merge."""
    return (
        _line(what, Case.public_id, _text(Case.year), _WORD, _WORD, _WORD, Case.number, _NEVER)
        .join_from(CaseMerge, Case, Case.id == other)
        .where(own == _ID)
    )


# All in one question: a case page costs what it asks.
_BESIDE = sa.union_all(
    _line(
        "factor",
        _text(CaseFactor.factor),
        _WORD,
        _WORD,
        _WORD,
        _WORD,
        sa.cast(CaseFactor.by_leader, sa.Integer),
        _NEVER,
    ).where(CaseFactor.case_id == _ID),
    _line(
        "task",
        CaseTask.public_id,
        CaseTask.what,
        Person.first_name + " " + Person.last_name,
        _text(CaseTask.state),
        CaseTask.words,
        CaseTask.owner_id,
        CaseTask.due_on,
    )
    .join_from(CaseTask, Person, Person.id == CaseTask.owner_id)
    .where(CaseTask.case_id == _ID),
    _line("concerns", Unit.name, _WORD, _WORD, _WORD, _WORD, _NONE, _NEVER)
    .join_from(CaseParty, Unit, Unit.id == CaseParty.unit_id)
    .where(CaseParty.case_id == _ID, CaseParty.part == Part.CONCERNS),
    _line(
        "flag",
        _text(CaseFlag.flag),
        sa.func.coalesce(_text(CaseFlag.channel), ""),
        CaseFlag.reference,
        _WORD,
        _WORD,
        _NONE,
        _NEVER,
    ).where(CaseFlag.case_id == _ID),
    _line(
        "offer",
        Unit.name,
        CaseTransfer.reason,
        _WORD,
        _WORD,
        _WORD,
        CaseTransfer.to_unit_id,
        CaseTransfer.back_on,
    )
    .join_from(CaseTransfer, Unit, Unit.id == CaseTransfer.to_unit_id)
    .where(CaseTransfer.case_id == _ID, CaseTransfer.settled_at.is_(None)),
    _line(
        "thanks",
        Person.first_name + " " + Person.last_name,
        _text(Thanks.id),
        _WORD,
        _WORD,
        _WORD,
        Thanks.person_id,
        _NEVER,
    )
    .join_from(Thanks, Person, Person.id == Thanks.person_id)
    .where(Thanks.case_id == _ID),
    _line("followers", _WORD, _WORD, _WORD, _WORD, _WORD, sa.func.count(), _NEVER)
    .select_from(CaseFollower)
    .where(CaseFollower.case_id == _ID),
    _line("request", _WORD, _WORD, _WORD, _WORD, _WORD, _NONE, SafetyWord.due_on).where(
        SafetyWord.case_id == _ID, SafetyWord.due_on.is_not(None), SafetyWord.answered_at.is_(None)
    ),
    _case_line("double", CaseMerge.into_id, CaseMerge.case_id),
    _case_line("into", CaseMerge.case_id, CaseMerge.into_id),
)


def beside(session: Session, case_id: int) -> Beside:
    """All that stands beside a case, in one query."""
    found, thanks = Beside({True: [], False: []}, [], []), []
    for what, one, two, three, four, five, number, day in session.execute(_BESIDE, {"case_id": case_id}):
        if what == "factor":
            found.factors[bool(number)].append(Factor(one))
        elif what == "task":
            found.tasks.append(TaskLine(one, two, three, number, TaskState(four), day, five))
        elif what == "concerns":
            found.concerns.append(one)
        elif what == "flag":
            _mark(found, one, two, three)
        elif what == "offer":
            found.offer = Offer(one, number, two, day)
        elif what == "thanks":
            thanks.append((int(two), number, one))
        elif what in ("followers", "request"):
            _follow(found, what, number, day)
        else:
            _tie(found, what, (one, f"{two}-{number:04d}"))
    for listed in found.factors.values():
        listed.sort()
    found.thanks = [(person_id, name) for _, person_id, name in sorted(thanks)]
    found.tasks.sort(key=lambda line: (line.state is not TaskState.OPEN, line.due_on, line.public_id))
    return found


def _follow(found: Beside, what: str, followers: int, asked_by: dt.date) -> None:
    if what == "followers":
        found.followers = followers
    else:
        found.answer_by = min(asked_by, found.answer_by or asked_by)


def _tie(found: Beside, what: str, case: tuple[str, str]) -> None:
    if what == "double":
        found.doubles.append(case)
    else:
        found.into = case


def _mark(found: Beside, flag: str, channel: str, reference: str) -> None:
    if flag == Flag.URGENT:
        found.urgent = True
    if flag == Flag.SENT_OUT:
        found.sent_out = (Channel(channel), reference)


def my_tasks(session: Session, actor: Actor) -> list[Any]:
    """What the person has been given in cases and not ended: tasks, the nearest day first."""
    query = (
        sa.select(
            Case.id,
            Case.access,
            CaseTask.public_id,
            sa.case((policy.readable_plain(actor), CaseTask.what), else_="").label("what"),
            CaseTask.due_on,
            CaseTask.given_at,
            Person.first_name.label("given_by"),
            Case.public_id.label("case_id"),
            Case.year,
            Case.number,
            sa.case((policy.readable_plain(actor), Case.title), else_="").label("title"),
        )
        .join(Case, Case.id == CaseTask.case_id)
        .outerjoin(Person, Person.id == CaseTask.given_by_id)
        .where(_waits_for(actor))
        .order_by(CaseTask.due_on, CaseTask.id)
    )
    return list(session.execute(query))


def count_of_my_tasks(actor: Actor) -> sa.Select[int]:
    """How many tasks wait, to be asked for together with other counts."""
    query = sa.select(sa.func.count(CaseTask.id)).join(Case, Case.id == CaseTask.case_id)
    return query.where(_waits_for(actor))


def is_given() -> ColumnElement[bool]:
    """Whether an open task is a part of the work, and not what was lent to approve an answer, as SQL."""
    lent = sa.func.coalesce(CaseTask.idempotency_key, "").like(f"{LENT}%")
    return sa.and_(CaseTask.state == TaskState.OPEN, sa.not_(lent))


def _waits_for(actor: Actor) -> ColumnElement[bool]:
    """Whether a task is the person's to do, in a case that the person still reads, as SQL over both."""
    mine = sa.and_(CaseTask.owner_id == actor.id, CaseTask.state == TaskState.OPEN)
    return sa.and_(mine, policy.visible(actor, Level.TEXT))


@dataclass(frozen=True)
class Heap:
    """Several open cases of one unit that happened in the same place and are of the same main kind."""

    place: str
    unit: str
    ids: tuple[str, ...]


def heaps(rows: Iterable[Any], least: int = 3) -> list[Heap]:
    """Where at least so many of the listed cases have unit, place and main category in common: they may be one."""
    alike: dict[tuple[str, str, str], list[str]] = {}
    for row in rows:
        if row.place and row.title:
            alike.setdefault((row.unit, row.place, row.above or row.category), []).append(row.public_id)
    found = sorted(alike.items(), key=lambda each: -len(each[1]))
    return [Heap(place, unit, tuple(ids)) for (unit, place, _), ids in found if len(ids) >= least]
