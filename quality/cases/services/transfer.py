"""Sending a case to another unit, which takes it or sends it back; and letting a unit read along."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.queries import leaders_of
from quality.accounts.roles import Actor
from quality.cases import mails
from quality.cases.kinds import Access, Part
from quality.cases.mails import units
from quality.cases.models.case import Case
from quality.cases.models.flow import CaseParty, CaseTransfer
from quality.cases.queries.flow import open_offer
from quality.cases.queries.people import concerned_in
from quality.cases.services import news
from quality.cases.services.change import change, go, leaders
from quality.cases.states import TOO_LATE, CaseState, back_to
from quality.core import notices
from quality.core.clock import add_working_days, local_date
from quality.core.text import N_, ConflictError, RefusedError
from quality.organisation.models import Unit

# Working days another unit has to answer before the case comes back (domain.md section 4).
DAYS_TO_ANSWER = 2


def send(
    session: Session, actor: Actor, case: Case, unit: Unit, reason: str, *, now: dt.datetime
) -> CaseTransfer:
    """Offer the case to another unit. Until it answers, the sender owns the case and its clocks."""
    if unit.id == case.unit_id:
        raise RefusedError(N_("Saken er allerede i denne enheten. Velg en annen."), field="unit")
    _check_unit(case, unit, now)
    if not reason:
        raise RefusedError(N_("Skriv hvorfor saken hører hjemme der."), field="text")
    offer = CaseTransfer(
        case_id=case.id,
        from_unit_id=case.unit_id,
        to_unit_id=unit.id,
        state_before=case.state,
        reason=reason,
        sent_by_id=actor.id,
        sent_at=now,
        back_on=add_working_days(local_date(now), DAYS_TO_ANSWER),
    )
    with change(session, actor, case, "transfer", now) as values:
        go(case, "transfer")
        session.add(offer)
        _let_read(session, case, unit, Part.OFFERED)
        values |= {"unit": unit.name, "reason": reason, "back_on": offer.back_on}
    told = leaders_of_other(session, case, unit, now)
    notices.tell(session, units.offered(case, told, now), now)
    if case.reporter_id != actor.id:
        notices.tell(session, units.sent_on(case, actor.name, unit, now), now)
    return offer


def accept(session: Session, actor: Actor, case: Case, *, now: dt.datetime) -> None:
    """Take the case over: from now on it is this unit's, and counted there."""
    offer = _offer(session, case)
    sender, unit = case.unit, offer.to_unit
    with change(session, actor, case, "accept", now, counted=True) as values:
        go(case, "accept")
        case.unit_id, case.unit = unit.id, unit
        case.handler_id = case.handler = None
        case.received_at = case.received_at or now
        _settle(session, offer, "accepted", now)
        _drop_party(session, case, unit.id, Part.CONCERNS)
        values |= {"unit": unit.name, "from": sender.name}
    notices.tell(
        session, units.taken_over(case, leaders_of_other(session, case, sender, now), unit, now), now
    )
    if case.reporter_id != actor.id:
        notices.tell(session, mails.received(case, actor.name, f"unit{unit.id}"), now)


def decline(session: Session, actor: Actor, case: Case, reason: str, *, now: dt.datetime) -> None:
    """Send the case back with a reason; it waits where it waited before."""
    if not reason:
        raise RefusedError(N_("Skriv hvorfor saken ikke hører hjemme hos dere."), field="text")
    offer = _offer(session, case)
    with change(session, actor, case, "decline", now) as values:
        _come_back(session, case, offer, "declined", now)
        values |= {"unit": offer.to_unit.name, "reason": reason}
    notices.tell(session, units.sent_back(case, leaders(session, case, now), offer.to_unit, now), now)


def recall(session: Session, actor: Actor, case: Case, *, now: dt.datetime) -> None:
    """Take the case back before the other unit has answered."""
    offer = _offer(session, case)
    with change(session, actor, case, "recall", now) as values:
        _come_back(session, case, offer, "recalled", now)
        values["unit"] = offer.to_unit.name


def return_unanswered(session: Session, offer: CaseTransfer, case: Case, *, now: dt.datetime) -> None:
    """Nobody answered in time: the case is its sender's again, and the sender is told."""
    with change(session, None, case, "return", now) as values:
        _come_back(session, case, offer, "returned", now)
        values["unit"] = offer.to_unit.name
    notices.tell(session, units.nobody_took(case, leaders(session, case, now), offer.to_unit, now), now)


def end_offer(session: Session, case: Case, *, now: dt.datetime) -> CaseTransfer | None:
    """The case was withdrawn: nobody is asked to take it any more. Returns the offer that waited."""
    offer = open_offer(session, case.id)
    if offer:
        _close(session, case, offer, "withdrawn", now)
    return offer


def involve(session: Session, actor: Actor, case: Case, unit: Unit, *, now: dt.datetime) -> None:
    """Write that the case is also about another unit: its leader reads it, the owner keeps it."""
    if unit.id in (case.unit_id, case.happened_unit_id):
        raise RefusedError(N_("Enheten ser saken fra før. Velg en annen."), field="unit")
    _check_unit(case, unit, now)
    if session.get(CaseParty, (case.id, unit.id, Part.CONCERNS)):
        raise ConflictError(N_("Enheten ser saken fra før."))
    with change(session, actor, case, "involve", now) as values:
        _let_read(session, case, unit, Part.CONCERNS)
        values["unit"] = unit.name
    notices.tell(session, units.involved(case, leaders_of_other(session, case, unit, now), now), now)


def _check_unit(case: Case, unit: Unit, now: dt.datetime) -> None:
    if case.access is Access.SHIELDED:
        raise RefusedError(N_("En skjermet sak sendes ikke videre. Bare den som er satt til den, ser den."))
    if unit.closed_on and unit.closed_on <= local_date(now):
        raise RefusedError(N_("Enheten er lagt ned. Velg en annen."), field="unit")


def _offer(session: Session, case: Case) -> CaseTransfer:
    """The offer that waits; ConflictError says what became of it instead."""
    offer = open_offer(session, case.id)
    if offer is None or case.state is not CaseState.TRANSFERRED:
        raise ConflictError(TOO_LATE.get(case.state, N_("Saken er ikke sendt videre lenger.")))
    return offer


def _come_back(session: Session, case: Case, offer: CaseTransfer, outcome: str, now: dt.datetime) -> None:
    go(case, back_to(offer.state_before))
    _close(session, case, offer, outcome, now)


def _close(session: Session, case: Case, offer: CaseTransfer, outcome: str, now: dt.datetime) -> None:
    """Settle an offer that came to nothing: who was asked keeps no word of the case."""
    _settle(session, offer, outcome, now)
    day = local_date(now)
    news.forget_lost(session, case, leaders_of(session, offer.to_unit, day), day)


def _settle(session: Session, offer: CaseTransfer, outcome: str, now: dt.datetime) -> None:
    offer.settled_at, offer.outcome = now, outcome
    session.execute(
        sa.delete(CaseParty).where(
            CaseParty.case_id == offer.case_id,
            CaseParty.unit_id == offer.to_unit_id,
            CaseParty.part == Part.OFFERED,
        )
    )


def _let_read(session: Session, case: Case, unit: Unit, part: Part) -> None:
    session.add(CaseParty(case_id=case.id, unit_id=unit.id, part=part))


def _drop_party(session: Session, case: Case, unit_id: int, part: Part) -> None:
    session.execute(
        sa.delete(CaseParty).where(
            CaseParty.case_id == case.id, CaseParty.unit_id == unit_id, CaseParty.part == part
        )
    )


def leaders_of_other(session: Session, case: Case, unit: Unit, now: dt.datetime) -> list[Person]:
    """Who leads a unit that is not the owner, without those the case is about."""
    concerned = concerned_in(session, [case.id]).get(case.id, set())
    return [person for person in leaders_of(session, unit, local_date(now)) if person.id not in concerned]
