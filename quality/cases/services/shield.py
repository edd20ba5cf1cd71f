"""Who sees a case: shielding and lifting it, naming who handles it, and whom it is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.queries import deputies_of
from quality.accounts.roles import Actor
from quality.cases import mails
from quality.cases.kinds import Access, access_for
from quality.cases.models.case import Case, CaseConcern, CaseHandler
from quality.cases.queries.people import handlers_of, people_about, who_may_shield
from quality.cases.services import news
from quality.cases.services.change import change, leaders
from quality.cases.services.route import NO_INTAKE, name_intake
from quality.core import notices
from quality.core.clock import local_date
from quality.core.text import N_, ConflictError, RefusedError


def shield(session: Session, actor: Actor, case: Case, *, follow: bool, now: dt.datetime) -> None:
    """Close the case to all but named people: the intake group, and whoever shields it where that is chosen."""
    if case.access is Access.SHIELDED:
        raise ConflictError(N_("Saken er allerede skjermet."))
    with change(session, actor, case, "shield", now, counted=True):
        case.access, case.handler_id, case.handler = Access.SHIELDED, None, None
        session.flush()
        name_intake(session, case, {person.id for person in people_about(session, case)}, now)
        if follow or not handlers_of(session, case):
            _add(session, actor, case, actor.id, now)
    named = handlers_of(session, case)
    _forget_news(session, case, keep={person.id for person in named})
    notices.tell(session, mails.shielded(case, named, now), now)


def lift(session: Session, actor: Actor, case: Case, *, now: dt.datetime) -> None:
    """Open the case to those whom its kind opens it to; who was named goes on handling it."""
    if case.access is not Access.SHIELDED:
        raise ConflictError(N_("Saken er ikke lenger skjermet."))
    with change(session, actor, case, "lift", now, counted=True):
        case.access = access_for(case.kind, case.category.branch, bool(case.user_reference))
    notices.tell(session, mails.registered(case, case.unit, leaders(session, case, now)), now)


def ask_shield(session: Session, actor: Actor, case: Case, *, now: dt.datetime) -> None:
    """Ask those who may shield the case to do it."""
    able = who_may_shield(session, case, local_date(now))
    if not able:
        raise RefusedError(N_("Ingen kan skjerme saken nå. Snakk med verneombudet eller personvernombudet."))
    with change(session, actor, case, "ask_shield", now):
        pass
    notices.tell(session, mails.shield_asked(case, able, now), now)


def name(session: Session, actor: Actor, case: Case, person: Person, *, now: dt.datetime) -> None:
    """Let one more person handle the shielded case."""
    if not person.active or person.id in {each.id for each in people_about(session, case)}:
        raise RefusedError(N_("Denne personen kan ikke ha saken."), field="email")
    with change(session, actor, case, "name", now) as values:
        _add(session, actor, case, person.id, now)
        values["person"] = person.name
    notices.tell(session, mails.shielded(case, [person], now), now)


def unname(session: Session, actor: Actor, case: Case, person: Person, *, now: dt.datetime) -> None:
    """Take a person off the shielded case; somebody always stays."""
    if not [each for each in handlers_of(session, case) if each.id != person.id]:
        raise RefusedError(N_("Noen må ha saken. Legg til en annen først."), field="email")
    with change(session, actor, case, "unname", now) as values:
        session.execute(
            sa.delete(CaseHandler).where(CaseHandler.case_id == case.id, CaseHandler.person_id == person.id)
        )
        if case.handler_id == person.id:
            case.handler_id, case.handler = None, None
        values["person"] = person.name
    news.forget(session, case, [person.id])


def concern(session: Session, actor: Actor, case: Case, person: Person, *, now: dt.datetime) -> None:
    """Write that the case is about this person, who sees nothing of it from now on.

    Also of the reporter, who sees the own report all the same: a refusal would tell who it is.
    """
    if session.get(CaseConcern, (case.id, person.id)) is not None:
        return
    with change(session, actor, case, "concern", now) as values:
        session.add(CaseConcern(case_id=case.id, person_id=person.id))
        values["person"] = person.id
        session.flush()
        if not leaders(session, case, now):
            name_intake(session, case, {each.id for each in people_about(session, case)}, now)
        if case.access is Access.SHIELDED and not handlers_of(session, case):
            raise RefusedError(NO_INTAKE, field="person")
    day = local_date(now)
    news.forget_lost(session, case, [person, *deputies_of(session, [person.id], day)], day)
    notices.tell(session, mails.registered(case, case.unit, leaders(session, case, now)), now)


def unconcern(session: Session, actor: Actor, case: Case, person: Person, *, now: dt.datetime) -> None:
    """Write that the case is not about this person after all."""
    with change(session, actor, case, "unconcern", now) as values:
        session.execute(
            sa.delete(CaseConcern).where(CaseConcern.case_id == case.id, CaseConcern.person_id == person.id)
        )
        values["person"] = person.id


def reveal(session: Session, actor: Actor, case: Case, *, now: dt.datetime) -> None:
    """The reporter lets everybody who handles the case see the name; it cannot be hidden again."""
    if case.confidential_to_id is None:
        raise ConflictError(N_("Navnet ditt vises allerede."))
    with change(session, actor, case, "reveal", now):
        case.confidential_to_id = None


def _add(session: Session, actor: Actor, case: Case, person_id: int, now: dt.datetime) -> None:
    if session.get(CaseHandler, (case.id, person_id)) is None:
        row = CaseHandler(case_id=case.id, person_id=person_id, named_by_id=actor.id, named_at=now)
        session.add(row)
        session.flush()


def _forget_news(session: Session, case: Case, keep: Collection[int]) -> None:
    """Take every notice of the case from those who may no longer know of it."""
    kept = {*keep, *([case.reporter_id] if case.reporter_id else [])}
    news.forget_but(session, case, kept)
