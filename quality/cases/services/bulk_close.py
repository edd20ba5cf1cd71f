"""Closing many cases by one measure and one answer: ordered, foreseen, and done case by case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.roles import Act, Actor
from quality.cases import queries
from quality.cases.kinds import CanLearn, Factor, MeasureKind, Strength
from quality.cases.models.bulk_close import BulkClose, BulkCloseRow, BulkState, RowState
from quality.cases.models.case import Case
from quality.cases.models.measure import Measure
from quality.cases.policy import closing_needs_approval
from quality.cases.queries.bulk_close import Line, factors_of
from quality.cases.queries.closing import people_to_approve
from quality.cases.queries.people import cannot_own
from quality.cases.services.close import Closing, close, missing
from quality.cases.services.measures import Plan, add_measure, named, tie_measure
from quality.cases.services.register import ALREADY_SENT
from quality.cases.states import OPEN, TOO_LATE, CaseState
from quality.core.clock import local_date
from quality.core.text import N_, ConflictError, Message, NotAllowedError, RefusedError

CHANGED = N_("Saken er endret etter at du så over den. Les den, og lukk den for seg.")
NOT_OWNER = N_("Den som har ansvaret for tiltaket, kan ikke ha det i denne saken. Lukk den for seg.")
NOT_YOURS = N_("Du kan se saken, men ikke gjøre dette med den.")
NOBODY_APPROVES = N_(
    "Ingen andre kan godkjenne lukkingen. Be om at en til blir saksbehandler, eller spør koordinatoren."
)


def prepare(
    session: Session,
    actor: Actor,
    cases: Sequence[Case],
    closing: Closing,
    by: Plan | Measure,
    *,
    now: dt.datetime,
    once: str | None = None,
) -> BulkClose:
    """Write down what is to be done, to be looked over; no case is touched. Sent twice, it makes one order."""
    if once and (known := session.scalar(sa.select(BulkClose).where(BulkClose.idempotency_key == once))):
        if known.person_id != actor.id:
            raise ConflictError(ALREADY_SENT)
        return known
    content = asdict(closing)
    if isinstance(by, Plan):
        content["plan"] = asdict(by) | {"due_on": by.due_on.isoformat()}
    found = BulkClose(
        person_id=actor.id,
        measure_id=by.id if isinstance(by, Measure) else None,
        content=content,
        cases=len(cases),
        created_at=now,
        idempotency_key=once or None,
    )
    session.add(found)
    session.flush()
    session.add_all(
        BulkCloseRow(bulk_close_id=found.id, case_id=case.id, case_version=case.version) for case in cases
    )
    session.flush()
    return found


def start(session: Session, found: BulkClose) -> None:
    """Let it be carried out; pressed twice, it is carried out once."""
    waiting = sa.update(BulkClose).where(BulkClose.id == found.id, BulkClose.state == BulkState.PREVIEW)
    session.execute(waiting.values(state=BulkState.WAITING))


def closing_of(found: BulkClose, own: tuple[Factor, ...]) -> Closing:
    """What was written, with the case's own contributing factors before those written for all."""
    told: dict[str, Any] = {name: value for name, value in found.content.items() if name != "plan"}
    factors = own or tuple(Factor(factor) for factor in told["factors"])
    return Closing(**told | {"factors": factors, "can_learn": CanLearn(told["can_learn"])})


def plan_of(found: BulkClose) -> Plan | None:
    """The measure that is to be made; None where one was chosen."""
    if "plan" not in found.content:
        return None
    plan: dict[str, Any] = found.content["plan"]
    kind = MeasureKind(plan["kind"]) if plan["kind"] else None
    day = dt.date.fromisoformat(plan["due_on"])
    return Plan(plan["title"], plan["owner_id"], day, Strength(plan["strength"]), kind)


@dataclass(frozen=True)
class Foreseen:
    """What will happen to one case, and every sentence that says why it will be left as it is."""

    line: Line
    state: RowState
    why: tuple[Message, ...] = ()


def foresee(session: Session, found: BulkClose, rows: Sequence[Line], *, now: dt.datetime) -> list[Foreseen]:
    """What carrying it out would do now."""
    plan, measure = plan_of(found), found.measure
    owner_id = plan.owner_id if plan else measure.owner_id if measure else None
    strength = named(plan.title, plan.kind, plan.strength)[1] if plan else None
    if measure:
        strength = measure.strength
    cases = [line.case for line in rows]
    factors = factors_of(session, [case.id for case in cases])
    strangers = cannot_own(session, owner_id, cases, local_date(now)) if owner_id else set()
    seen = []
    for line in rows:
        closing = closing_of(found, factors.get(line.case.id, ()))
        why = _hindrance(line)
        if not why and line.case.id in strangers:
            why = RefusedError(NOT_OWNER)
        if why:
            seen.append(Foreseen(line, RowState.REFUSED, (why.message,)))
            continue
        lacks = tuple(each.message for each in missing(session, line.case, closing, strength))
        grave = closing_needs_approval(line.case)
        if (
            not lacks
            and grave
            and not people_to_approve(session, line.case, found.person_id, local_date(now))
        ):
            lacks = (Message(NOBODY_APPROVES),)
        state = RowState.REFUSED if lacks else RowState.ASKED if grave else RowState.CLOSED
        seen.append(Foreseen(line, state, lacks))
    return seen


def _hindrance(line: Line) -> RefusedError | None:
    if not line.mine:
        return NotAllowedError(NOT_YOURS)
    try:
        _refuse_changed(line.case, line.row)
    except ConflictError as error:
        return error
    return None


def _refuse_changed(case: Case, row: BulkCloseRow) -> None:
    if case.state not in OPEN or case.state is CaseState.TRANSFERRED:
        raise ConflictError(TOO_LATE[case.state])
    if case.version != row.case_version:
        raise ConflictError(CHANGED)


def close_row(
    session: Session, actor: Actor, found: BulkClose, row: BulkCloseRow, *, now: dt.datetime
) -> None:
    """Close one case as every closing is done: with its checks, its second pair of eyes, and its mails."""
    case = queries.fetch_for(session, actor, row.case.public_id, Act.CASE_HANDLE, lock=True).case
    _refuse_changed(case, row)
    own = factors_of(session, [case.id]).get(case.id, ())
    _give_measure(session, actor, found, case, now)
    closed = close(session, actor, case, closing_of(found, own), now=now)
    _settle(row, RowState.CLOSED if closed else RowState.ASKED, now)
    session.flush()


def _give_measure(session: Session, actor: Actor, found: BulkClose, case: Case, now: dt.datetime) -> None:
    """The first case that is closed makes the measure, and the rest share it."""
    plan = plan_of(found)
    owner_id = found.measure.owner_id if found.measure else plan.owner_id if plan else None
    if owner_id and cannot_own(session, owner_id, [case], local_date(now)):
        raise RefusedError(NOT_OWNER)
    if found.measure:
        tie_measure(session, actor, case, found.measure, now=now)
    elif plan:
        day = max(plan.due_on, local_date(now))  # started just before midnight, it may be carried out after
        once = f"bulk:{found.public_id}"
        found.measure = add_measure(session, actor, case, replace(plan, due_on=day), now=now, once=once)


def refuse_row(row: BulkCloseRow, why: Message, *, now: dt.datetime) -> None:
    """Leave the case as it was, and keep the sentence that says why."""
    row.sentence = why.text
    row.words = {
        name: value if isinstance(value, int | float) else str(value) for name, value in why.values.items()
    }
    _settle(row, RowState.REFUSED, now)


def _settle(row: BulkCloseRow, state: RowState, now: dt.datetime) -> None:
    row.state, row.settled_at = state, now


def end(found: BulkClose, *, now: dt.datetime) -> None:
    """All cases have been seen to; what was written stands in them and no longer here."""
    found.state, found.ended_at, found.content = BulkState.DONE, now, {}


def person_of(session: Session, found: BulkClose) -> Person:
    """Who ordered it; NotAllowedError when that person has left since."""
    person = session.get_one(Person, found.person_id)
    if not person.active:
        raise NotAllowedError(N_("Den som startet dette, har sluttet."))
    return person
