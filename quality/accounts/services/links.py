"""Single-use links by mail: an invitation to choose a password, and a new one for who forgot it."""

from __future__ import annotations

import datetime as dt
import secrets

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.mails import SingleUse, account_mail
from quality.accounts.models import AccountLink, Person
from quality.accounts.queries.ways_in import usable_link
from quality.accounts.services.passwords import check_new, hash_password
from quality.accounts.services.sessions import revoke_all
from quality.core.history import Happening, record
from quality.core.mail import queue
from quality.core.text import N_, RefusedError
from quality.core.tokens import token_hash
from quality.organisation.queries import municipality

LIVES = {"invitation": dt.timedelta(hours=72), "reset": dt.timedelta(hours=1)}
RESETS_AN_HOUR = 3
ENDED = N_("Lenken er brukt eller gått ut. Be om en ny.")


def make_link(
    session: Session, person: Person, purpose: str, base_url: str, *, now: dt.datetime
) -> SingleUse:
    """A new link; those of the same purpose before it stop working."""
    end_links(session, person.id, purpose, now=now)
    token = secrets.token_urlsafe(32)
    until = now + LIVES[purpose]
    link = AccountLink(
        token_hash=token_hash(token), person_id=person.id, purpose=purpose, created_at=now, ends_at=until
    )
    session.add(link)
    session.flush()
    return SingleUse(purpose, f"{base_url}/account/password/{token}", until, link.token_hash[:40])


def end_links(session: Session, person_id: int, purpose: str = "", *, now: dt.datetime) -> None:
    """Links that were mailed before stop working: all of them, or those of one purpose."""
    open_links = sa.update(AccountLink).where(
        AccountLink.person_id == person_id, AccountLink.used_at.is_(None), AccountLink.ends_at > now
    )
    if purpose:
        open_links = open_links.where(AccountLink.purpose == purpose)
    session.execute(open_links.values(ends_at=now))


def use_link(session: Session, link_hash: str, *, now: dt.datetime) -> Person:
    """Whose link it is, which is used from now on. RefusedError when it was used or ended."""
    found = usable_link(session, link_hash, now)
    if found is None:
        raise RefusedError(ENDED)
    link, person = found
    used = sa.update(AccountLink).where(AccountLink.id == link.id, AccountLink.used_at.is_(None))
    if session.execute(used.values(used_at=now)).rowcount != 1:  # type: ignore[attr-defined]
        raise RefusedError(ENDED)
    return person


def send_link(session: Session, person: Person, purpose: str, base_url: str, *, now: dt.datetime) -> None:
    """Mail the person a new link."""
    if not person.email:
        raise RefusedError(N_("Personen har ingen e-postadresse. Legg den inn først."), field="email")
    place = municipality(session)
    link = make_link(session, person, purpose, base_url, now=now)
    queue(session, account_mail(person, link, place.name if place else "Løft"), now)


def ask_for_reset(session: Session, person: Person | None, base_url: str, *, now: dt.datetime) -> None:
    """Mail a link to an active person, at most three an hour. Nobody is told whether there is such a person."""
    if person is None or not person.active:
        return
    recent = session.scalar(
        sa.select(sa.func.count(AccountLink.id)).where(
            AccountLink.person_id == person.id,
            AccountLink.purpose == "reset",
            AccountLink.created_at > now - dt.timedelta(hours=1),
        )
    )
    if (recent or 0) < RESETS_AN_HOUR:
        send_link(session, person, "reset", base_url, now=now)


def choose_password(session: Session, token: str, password: str, *, now: dt.datetime) -> Person:
    """Use a link: store the password, end the person's sessions. RefusedError when it was used or ended."""
    person = use_link(session, token_hash(token), now=now)
    set_password(session, person, password, now=now)
    return person


def set_password(
    session: Session, person: Person, password: str, *, now: dt.datetime, keep: str = ""
) -> None:
    """Store a checked password, and end the person's other sessions and every link that was mailed before."""
    check_new(password, person.first_name, person.last_name, (person.email or "").partition("@")[0])
    person.password_hash = hash_password(password)
    session.flush()
    end_links(session, person.id, now=now)
    revoke_all(session, person.id, now=now, keep=keep)
    record(session, Happening("person", person.id, "password", now, person.id))
