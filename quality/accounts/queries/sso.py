"""Reads of single sign-on: whose account it is, and who is bound."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.models import Person, SignIn, SsoBinding, SsoSession, SsoTrip

# The service tells time in whole seconds.
A_SECOND = dt.timedelta(seconds=1)


def bound_person(session: Session, issuer: str, subject: str) -> Person | None:
    """Whose account this is."""
    query = (
        sa.select(Person)
        .join(SsoBinding, SsoBinding.person_id == Person.id)
        .where(SsoBinding.issuer == issuer, SsoBinding.subject == subject)
    )
    return session.scalar(query)


def binding_of(session: Session, person_id: int, issuer: str) -> SsoBinding | None:
    """The person's account at the sign-in service, if one is known."""
    query = sa.select(SsoBinding).where(SsoBinding.person_id == person_id, SsoBinding.issuer == issuer)
    return session.scalar(query)


def bound_to(session: Session, person_id: int) -> SsoBinding | None:
    """The person's newest account at any sign-in service."""
    query = sa.select(SsoBinding).where(SsoBinding.person_id == person_id)
    return session.scalar(query.order_by(SsoBinding.bound_at.desc()).limit(1))


def bindings(session: Session) -> list[SsoBinding]:
    """Everybody who is bound, by name."""
    query = sa.select(SsoBinding).join(Person, Person.id == SsoBinding.person_id)
    query = query.options(joinedload(SsoBinding.person)).order_by(
        Person.first_name, Person.last_name, SsoBinding.id
    )
    return list(session.scalars(query))


def person_to_match(session: Session, field: str, value: str) -> Person | None:
    """Who has this employee number or e-mail."""
    if not value:
        return None
    column = {"employee_number": Person.employee_number, "email": Person.email}[field]
    return session.scalar(sa.select(Person).where(sa.func.lower(column) == value.strip().lower()))


def sso_session(session: Session, sign_in_id: int) -> SsoSession | None:
    """What is known of this session's sign-in at the service; None when it began with a password."""
    return session.scalar(sa.select(SsoSession).where(SsoSession.sign_in_id == sign_in_id))


def last_left(session: Session, person_id: int, sleeping_id: int | None = None) -> dt.datetime | None:
    """When the person last locked or ended a session, but not before the sign-in there that any such rested on.

    The latter is by the service's own clock, which may run ahead of ours.
    """
    left = sa.or_(SignIn.locked_at.is_not(None), SignIn.revoked_at.is_not(None), SignIn.id == sleeping_id)
    query = (
        sa.select(
            sa.func.max(SignIn.locked_at), sa.func.max(SignIn.revoked_at), sa.func.max(SsoSession.auth_at)
        )
        .outerjoin(SsoSession, SsoSession.sign_in_id == SignIn.id)
        .where(SignIn.person_id == person_id, left)
    )
    locked, revoked, rested = session.execute(query).one()
    moments = [locked, revoked, rested + A_SECOND if rested else None]
    return max((moment for moment in moments if moment), default=None)


def sessions_there(session: Session, issuer: str, subject: str, sid: str) -> list[SignIn]:
    """Our open sessions of one session at the service, or of all of a subject's."""
    query = (
        sa.select(SignIn)
        .join(SsoSession, SsoSession.sign_in_id == SignIn.id)
        .where(SsoSession.issuer == issuer, SignIn.revoked_at.is_(None))
    )
    query = query.where(SsoSession.sid == sid) if sid else query
    return list(session.scalars(query.where(SsoSession.subject == subject) if subject else query))


def unfinished(session: Session, whose: sa.ColumnElement[bool], since: dt.datetime) -> int:
    """How many went to the service from one place and have not come back."""
    query = sa.select(sa.func.count(SsoTrip.id)).where(whose, SsoTrip.started_at > since)
    return session.scalar(query) or 0
