"""Single sign-on: going to the sign-in service and back, and which account there is whose here."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.mails import linked_mail
from quality.accounts.models import Person, SsoBinding, SsoSession, SsoTrip
from quality.accounts.queries import sso as reads
from quality.accounts.roles import Actor
from quality.accounts.services.links import end_links, use_link
from quality.accounts.services.people import note, permit
from quality.accounts.services.sessions import revoke, revoke_all
from quality.core.history import Happening, record
from quality.core.mail import queue
from quality.core.text import N_, RefusedError
from quality.core.tokens import token_hash
from quality.organisation.queries import municipality

LASTS = dt.timedelta(minutes=10)
# Those who come back leave nothing behind, so only starts that led nowhere are counted. One address is a town hall,
# where one machine must not keep the others out: who has a session is counted by that alone.
MOST_FROM_AN_ADDRESS = 5000
MOST_FROM_A_BROWSER = 30

NOBODY = N_(
    "Du er logget inn hos %(name)s, men Løft finner deg ikke blant de ansatte. Spør den som styrer personer."
)
CLOSED = N_("Kontoen din i Løft er stengt. Er det feil, spør den som styrer personer.")
TAKEN = N_("Du er koblet til en annen konto hos %(name)s. Spør den som styrer personer om å løsne koblingen.")
OTHERS = N_("Den kontoen hos %(name)s hører til en annen person i Løft.")
NOT_THE_SAME = N_("Det er ikke kontoen du er koblet til. Logg inn hos %(name)s med din egen.")
ODD = N_(
    "Nummeret eller adressen din hos %(name)s har tegn som Løft ikke godtar. Spør den som styrer personer."
)
OVER = N_("Innloggingen er alt brukt, eller den tok for lang tid. Begynn på nytt.")
TOO_MANY = N_("For mange har begynt å logge inn herfra. Vent ti minutter og prøv igjen.")


class NotBoundError(RefusedError):
    """The account is nobody's who may come in; `person_id` is who it nearly was, `why` a word for the log."""

    def __init__(self, text: str, person_id: int | None = None, why: str = "not bound") -> None:
        super().__init__(text)
        self.person_id = person_id
        self.why = why


@dataclass(frozen=True)
class Account:
    """An account at the sign-in service."""

    issuer: str
    subject: str


@dataclass(frozen=True)
class Errand:
    """What somebody goes to the sign-in service for, from which browser, and where to go on to."""

    purpose: str
    browser: str
    address: str
    target: str = "/"
    carried: str = ""
    own: bool = False
    fresh: bool = False
    again: bool = False
    sign_in_id: int | None = None
    since: dt.datetime | None = None
    link_hash: str = ""


def set_out(session: Session, errand: Errand, state: str, *, now: dt.datetime) -> SsoTrip:
    """Somebody goes to the sign-in service. What led nowhere is forgotten on the way."""
    forget_old(session, now)
    _check_few(session, errand, now - LASTS)
    trip = SsoTrip(
        state_hash=token_hash(state),
        browser_hash=token_hash(errand.browser),
        address_hash=errand.address,
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48)[:64],
        purpose=errand.purpose,
        sign_in_id=errand.sign_in_id,
        link_hash=errand.link_hash,
        target=errand.target,
        carried=errand.carried,
        own=errand.own,
        fresh=errand.fresh,
        again=errand.again,
        started_at=now,
    )
    session.add(trip)
    session.flush()
    return trip


def _check_few(session: Session, errand: Errand, since: dt.datetime) -> None:
    """Raise RefusedError when too many have set out from here and not come back."""
    if errand.sign_in_id:
        few = reads.unfinished(session, SsoTrip.sign_in_id == errand.sign_in_id, since) < MOST_FROM_A_BROWSER
    else:
        here, place = token_hash(errand.browser), errand.address
        few = (
            reads.unfinished(session, SsoTrip.browser_hash == here, since) < MOST_FROM_A_BROWSER
            and reads.unfinished(session, SsoTrip.address_hash == place, since) < MOST_FROM_AN_ADDRESS
        )
    if not few:
        raise RefusedError(TOO_MANY)


def come_back(session: Session, state: str, browser: str, *, now: dt.datetime) -> dict[str, Any]:
    """What the trip was; a second return with the same, a late one, or one from another browser is refused."""
    columns = SsoTrip.__table__.c
    gone = (
        sa.delete(SsoTrip)
        .where(
            SsoTrip.state_hash == token_hash(state),
            SsoTrip.browser_hash == token_hash(browser),
            SsoTrip.started_at > now - LASTS,
        )
        .returning(*columns)
    )
    row = session.execute(gone).mappings().first()
    if row is None:
        raise RefusedError(OVER)
    return {column.name: row[column] for column in columns}


def owner_of(session: Session, account: Account, field: str, value: str, *, now: dt.datetime) -> Person:
    """Whose account this is: the one it is bound to, else the one it names, who is bound to it from now on."""
    bound = reads.bound_person(session, account.issuer, account.subject)
    person = bound or _named(session, field, value)
    if not person.active:
        raise NotBoundError(CLOSED, person.id)
    if bound is None:
        bind(session, person, account, now=now)
    session.execute(
        sa.update(SsoBinding).where(SsoBinding.person_id == person.id, _is(account)).values(used_at=now)
    )
    return person


def _named(session: Session, field: str, value: str) -> Person:
    """Who has the number or address that the account names."""
    if not value.isascii():  # a letter that looks like another may become it when made small
        raise NotBoundError(ODD, why="match")
    person = reads.person_to_match(session, field, value) if field else None
    if person is None:
        raise NotBoundError(NOBODY)
    return person


def bind(session: Session, person: Person, account: Account, *, now: dt.datetime) -> bool:
    """From now on this account opens for this person, and no other does. One that is bound already stays: False."""
    owner = reads.bound_person(session, account.issuer, account.subject)
    if owner is not None and owner.id != person.id:
        raise NotBoundError(OTHERS, person.id)
    if owner is not None:
        return False
    if reads.binding_of(session, person.id, account.issuer) is not None:
        raise NotBoundError(TAKEN, person.id)
    session.add(
        SsoBinding(
            person_id=person.id,
            issuer=account.issuer,
            subject=account.subject,
            bound_at=now,
            used_at=now,
        )
    )
    session.flush()
    end_links(session, person.id, now=now)
    record(session, Happening("person", person.id, "sso_bound", now, person.id))
    return True


def tell_linked(session: Session, person: Person, name: str, base_url: str, *, now: dt.datetime) -> None:
    """Mail the person that an account was linked to theirs: it may have been somebody else at their screen."""
    if person.email:
        place = municipality(session)
        queue(session, linked_mail(person, name, base_url, place.name if place else "Løft", now), now)


def accept_invitation(session: Session, link_hash: str, account: Account, *, now: dt.datetime) -> Person:
    """Bind who was invited by mail to the account, instead of a password. The link is used."""
    person = use_link(session, link_hash, now=now)
    bind(session, person, account, now=now)
    return person


def check_same(session: Session, person_id: int, account: Account) -> None:
    """Raise NotBoundError unless this is the account of the person who is to show up."""
    person = reads.bound_person(session, account.issuer, account.subject)
    if person is None or person.id != person_id or not person.active:
        raise NotBoundError(NOT_THE_SAME, person_id)


def note_session(session: Session, sign_in_id: int, account: Account, sid: str, auth_at: dt.datetime) -> None:
    """Remember which session at the service this one rests on, and when the person signed in there."""
    row = reads.sso_session(session, sign_in_id) or SsoSession(sign_in_id=sign_in_id)
    row.issuer, row.subject, row.sid, row.auth_at = account.issuer, account.subject, sid, auth_at
    session.add(row)
    session.flush()


def note_refused(session: Session, person_id: int, why: str, *, now: dt.datetime) -> None:
    """Somebody whom we know was turned away."""
    record(session, Happening("person", person_id, "sso_refused", now, None, values={"why": why}))


def end_there(session: Session, issuer: str, subject: str, sid: str, *, now: dt.datetime) -> int:
    """The session at the service has ended, and so do ours that rest on it; returns how many."""
    ended = reads.sessions_there(session, issuer, subject, sid)
    for row in ended:
        revoke(session, row.person_id, row.public_id, now=now)
    return len(ended)


def loosen(session: Session, actor: Actor, person: Person, *, now: dt.datetime) -> None:
    """Forget which account is the person's, and end the sessions. The next sign-in finds the person anew."""
    permit(actor)
    gone = session.execute(sa.delete(SsoBinding).where(SsoBinding.person_id == person.id))
    if gone.rowcount:  # type: ignore[attr-defined]
        revoke_all(session, person.id, now=now)
        note(session, actor, person, "sso_loosened", now)


def forget_old(session: Session, now: dt.datetime) -> int:
    """Remove trips that led nowhere."""
    result = session.execute(sa.delete(SsoTrip).where(SsoTrip.started_at < now - LASTS))
    return int(result.rowcount)  # type: ignore[attr-defined]


def _is(account: Account) -> sa.ColumnElement[bool]:
    return sa.and_(SsoBinding.issuer == account.issuer, SsoBinding.subject == account.subject)
