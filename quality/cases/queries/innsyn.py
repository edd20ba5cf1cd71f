"""Finding all that is written of one person among what the reader may read, and the answers made of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload
from sqlalchemy.sql import ColumnElement

from quality.accounts.models import Person
from quality.accounts.queries import actors_for, holders
from quality.accounts.roles import Act, Actor, Role
from quality.cases import policy
from quality.cases.compose.redact import spellings, whole
from quality.cases.kinds import Level, MessageKind
from quality.cases.models.case import Case, CaseMessage
from quality.cases.models.innsyn import Innsyn, InnsynCase, InnsynState
from quality.core.text import NotVisibleError

APPROVING = (Role.PRIVACY_OFFICER, Role.HEAD)
HITS_AT_MOST = 100
LOOKED_AT = 5000
SHORTEST = 3
Column = ColumnElement[str] | InstrumentedAttribute[str]
FIELDS = (
    "title",
    "description",
    "before",
    "gain",
    "immediate_action",
    "place",
    "answer",
    "no_measure_reason",
)


@dataclass(frozen=True)
class Hit:
    """A case in which the words stand, with all of its text that may be given out."""

    case: Case
    texts: list[str]
    as_reporter: bool


def find(session: Session, actor: Actor, asked: str) -> list[Hit]:
    """Cases that hold these words, or were reported under this name, of those whose text the reader reads in full."""
    if len(asked) < SHORTEST:
        return []
    written = sa.select(CaseMessage.case_id).where(
        CaseMessage.kind != MessageKind.NOTE, _holds(CaseMessage.text, asked)
    )
    named = sa.select(Person.id).where(_holds(Person.first_name + " " + Person.last_name, asked))
    reported = sa.and_(
        policy.named_to(actor), sa.or_(Case.reporter_id.in_(named), _holds(Case.reporter_name, asked))
    )
    with_person = sa.and_(policy.visible(actor, Level.PERSONS), _holds(Case.user_reference, asked))
    ways = [*(_holds(getattr(Case, name), asked) for name in FIELDS), Case.id.in_(written), with_person]
    query = (
        sa.select(Case, sa.func.coalesce(reported, sa.false()))
        .options(joinedload(Case.unit), joinedload(Case.category), joinedload(Case.reporter))
        .where(_given_out(actor), sa.or_(*ways, reported))
        .order_by(Case.registered_at.desc(), Case.id.desc())
    )
    rows = session.execute(query.limit(LOOKED_AT)).all()
    texts, word = _texts(session, [case for case, _ in rows]), whole(asked)
    found = []
    for case, mine in rows:
        who = [case.reporter.name if case.reporter else case.reporter_name] if mine else []
        as_reporter = any(word.search(name) for name in who)
        if as_reporter or any(word.search(text) for text in (*texts[case.id], case.user_reference)):
            found.append(Hit(case, texts[case.id], as_reporter))
    return found[: HITS_AT_MOST + 1]


def _holds(column: Column, asked: str) -> ColumnElement[bool]:
    return sa.or_(*(column.contains(each, autoescape=True) for each in spellings(asked)))


def _given_out(actor: Actor) -> ColumnElement[bool]:
    """Cases that the person may read in full and take out: what can be proposed for giving out."""
    return sa.and_(policy.readable_plain(actor), policy.exportable(actor))


def _texts(session: Session, cases: list[Case]) -> dict[int, list[str]]:
    found = {case.id: [text for name in FIELDS if (text := getattr(case, name))] for case in cases}
    said = sa.select(CaseMessage.case_id, CaseMessage.text).where(
        CaseMessage.case_id.in_(found), CaseMessage.kind.not_in([MessageKind.NOTE, MessageKind.CLOSING])
    )
    for case_id, text in session.execute(said.order_by(CaseMessage.id)):
        found[case_id].append(text)
    return found


def chosen(session: Session, actor: Actor, public_ids: Iterable[str]) -> list[Hit]:
    """These cases with their texts, of those that the person may propose."""
    query = sa.select(Case).options(joinedload(Case.unit), joinedload(Case.category))
    query = query.where(Case.public_id.in_(list(public_ids)), _given_out(actor))
    rows = list(session.scalars(query.order_by(Case.registered_at.desc(), Case.id.desc())))
    texts = _texts(session, rows)
    return [Hit(case, texts[case.id], as_reporter=False) for case in rows]


def _reads_all(actor: Actor) -> ColumnElement[bool]:
    """Answers of which the person reads every case in full: the words in them are the cases' own."""
    unread = sa.select(InnsynCase.innsyn_id).join(Case, Case.id == InnsynCase.case_id)
    reads = sa.func.coalesce(policy.readable_plain(actor), sa.false())
    return Innsyn.id.not_in(unread.where(sa.not_(reads)))


def _decides(actor: Actor) -> ColumnElement[bool]:
    """Answers that the person may approve: those that the person has the right to, of cases read in full."""
    return sa.and_(_has_right(actor), _reads_all(actor))


def _has_right(actor: Actor) -> ColumnElement[bool]:
    """Answers that the person's roles let approve: never an own one, of cases in reach (security.md 2.3b)."""
    own = actor.held_for(None)
    within: ColumnElement[bool] = sa.true()
    if not own.everywhere(Act.INNSYN_APPROVE):
        outside = sa.select(InnsynCase.innsyn_id).join(Case, Case.id == InnsynCase.case_id)
        within = Innsyn.id.not_in(outside.where(Case.unit_id.not_in(own.reach(Act.INNSYN_APPROVE))))
    may = own.may(Act.INNSYN_APPROVE)
    return sa.and_(sa.true() if may else sa.false(), Innsyn.proposed_by_id != actor.id, within)


def _about(actor: Actor) -> ColumnElement[bool]:
    """Answers with a case that is about the person, who is not to see it, whoever lends it."""
    about = sa.select(InnsynCase.innsyn_id).join(Case, Case.id == InnsynCase.case_id)
    return Innsyn.id.in_(about.where(policy.concerned(actor)))


def listed(session: Session, actor: Actor) -> list[Innsyn]:
    """The answers that the person has proposed or may decide on, the newest first."""
    query = sa.select(Innsyn).options(joinedload(Innsyn.proposed_by), joinedload(Innsyn.decided_by))
    where = sa.or_(sa.and_(Innsyn.proposed_by_id == actor.id, _reads_all(actor)), _decides(actor))
    return list(session.scalars(query.where(where).order_by(Innsyn.id.desc()).limit(50)))


@dataclass(frozen=True)
class Shown:
    """An answer, and whether the reader is the one to decide on it."""

    row: Innsyn
    decides: bool


def fetch(session: Session, actor: Actor, public_id: str, lock: bool = False) -> Shown:
    """One answer, for who proposed it or may decide on it; NotVisibleError for everybody else."""
    where = sa.or_(sa.and_(Innsyn.proposed_by_id == actor.id, _reads_all(actor)), _decides(actor))
    query = sa.select(Innsyn, _decides(actor)).where(Innsyn.public_id == public_id, where)
    if lock:
        query = query.with_for_update(of=Innsyn).execution_options(populate_existing=True)
    row = session.execute(query).first()
    if row is None:
        raise NotVisibleError(public_id)
    return Shown(row[0], bool(row[1]) and row[0].state is InnsynState.WAITING)


def approvers(session: Session, row: Innsyn, day: dt.date) -> list[Person]:
    """Who may decide on it as things stand: privacy officers, and where none may, those who lead above."""
    for role in APPROVING:
        found = _those(session, row, day, role, _decides)
        if found:
            return found
    return []


def could_approve(session: Session, row: Innsyn, day: dt.date) -> list[Person]:
    """Who has the right to decide on it and would, if somebody lent them the cases."""
    found = [
        person
        for role in APPROVING
        for person in _those(
            session, row, day, role, lambda actor: sa.and_(_has_right(actor), sa.not_(_about(actor)))
        )
    ]
    return list(dict.fromkeys(found))


def _those(
    session: Session,
    row: Innsyn,
    day: dt.date,
    role: Role,
    which: Callable[[Actor], ColumnElement[bool]],
) -> list[Person]:
    people = {person.id: person for found in holders(session, role, day).values() for person in found}
    actors = actors_for(session, list(people.values()), day)
    mine = sa.select(Innsyn.id).where(Innsyn.id == row.id)
    return [
        people[number]
        for number, actor in actors.items()
        if session.scalar(mine.where(which(actor))) is not None
    ]


def unread_by(session: Session, person: Person, row: Innsyn, day: dt.date) -> list[str]:
    """The cases of the answer, by their public ids, that the person does not read in full."""
    actor = actors_for(session, [person], day)[person.id]
    query = sa.select(Case.public_id).join(InnsynCase, InnsynCase.case_id == Case.id)
    reads = sa.func.coalesce(policy.readable_plain(actor), sa.false())
    return list(
        session.scalars(query.where(InnsynCase.innsyn_id == row.id, sa.not_(reads)).order_by(Case.id))
    )


def cases_in(session: Session, row: Innsyn) -> list[Case]:
    """The cases that it holds text of."""
    query = sa.select(Case).join(InnsynCase, InnsynCase.case_id == Case.id)
    return list(session.scalars(query.where(InnsynCase.innsyn_id == row.id).order_by(Case.id)))
