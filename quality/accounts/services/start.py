"""The first person of a new municipality."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.mails import SingleUse
from quality.accounts.queries import person_by_email
from quality.accounts.roles import SYSTEM, Role
from quality.accounts.services.links import make_link
from quality.accounts.services.people import PersonDetails, add_person
from quality.accounts.services.roles import Span, give_role
from quality.core.text import N_, RefusedError, clean_line
from quality.organisation.kinds import UnitLevel
from quality.organisation.models import Unit
from quality.organisation.services.place import start_municipality


@dataclass(frozen=True)
class Start:
    """Who the first person is and, in a new database, which municipality."""

    first_name: str
    last_name: str
    email: str
    municipality: str = ""
    code: str = "1000"


def create_admin(session: Session, start: Start, base_url: str, *, now: dt.datetime) -> SingleUse:
    """Make somebody who may manage people, and a link to choose a password. An existing person gets role and link."""
    top = session.scalar(sa.select(Unit).where(Unit.level == UnitLevel.MUNICIPALITY).limit(1))
    if top is None:
        if not clean_line(start.municipality):
            raise RefusedError(N_("Skriv hva kommunen heter."))
        top = start_municipality(session, clean_line(start.municipality), clean_line(start.code, 20), now=now)
    email = clean_line(start.email, 254)
    if "@" not in email or not clean_line(start.first_name) or not clean_line(start.last_name):
        raise RefusedError(N_("Skriv fornavn, etternavn og e-postadresse."))
    person = person_by_email(session, email)
    if person is None:
        names = clean_line(start.first_name, 60), clean_line(start.last_name, 60)
        person = add_person(session, SYSTEM, PersonDetails(*names, top.id, email), now=now)
    give_role(session, SYSTEM, person, Role.ADMIN, top, Span(), now=now)
    return make_link(session, person, "invitation", base_url, now=now)
