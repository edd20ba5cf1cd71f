"""Whom the municipality has chosen for confidential and shielded cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.queries import holders
from quality.accounts.roles import Role
from quality.organisation.models import Municipality
from quality.organisation.queries import municipality

# A unit with fewer people than this is one where a reporter is easily recognised (security.md 2.7).
SMALL_UNIT = 10


@dataclass(frozen=True)
class Ways:
    """Which ways of reporting are open: confidential to whom, shielded, anonymous; and whether few work in the unit."""

    confidant: Person | None
    shield: bool
    anonymous: bool
    small: bool


def ways(session: Session, unit_id: int, day: dt.date) -> Ways:
    """What the report form offers besides sending with one's name: two queries."""
    staff = sa.select(sa.func.count(Person.id)).where(Person.unit_id == unit_id, Person.active)
    row = session.execute(sa.select(Municipality.settings, staff.scalar_subquery()).limit(1)).first()
    settings, number = (row[0], row[1]) if row else ({}, 0)
    found = settings.get("privacy", {})
    return Ways(
        _pick(confidants(session, day), found.get("confidant")),
        bool(found.get("intake")),
        found.get("anonymous") is True,
        number < SMALL_UNIT,
    )


def lets_in_anonymous(session: Session) -> bool:
    """Whether the municipality takes reports without a name."""
    return _chosen(session).get("anonymous") is True


def confidant(session: Session, day: dt.date, without: Collection[int] = ()) -> Person | None:
    """The coordinator who alone sees a confidential reporter's name: the chosen one, else the first there is."""
    able = [person for person in confidants(session, day) if person.id not in without]
    return _pick(able, _chosen(session).get("confidant"))


def _pick(able: list[Person], wanted: object) -> Person | None:
    return next((person for person in able if person.id == wanted), able[0] if able else None)


def confidants(session: Session, day: dt.date) -> list[Person]:
    """Who may be chosen to see confidential names: the coordinators themselves."""
    found = holders(session, Role.COORDINATOR, day)
    return list(dict.fromkeys(person for people in found.values() for person in people))


@dataclass(frozen=True)
class Chosen:
    """What is chosen, as its form shows it: a public id, and e-mail addresses."""

    anonymous: bool
    confidant: str
    intake: tuple[str, ...]
    alternates: tuple[str, ...]


def chosen(session: Session) -> Chosen:
    """What the municipality has chosen."""
    found = _chosen(session)
    confidant = session.get(Person, found.get("confidant")) if found.get("confidant") else None
    groups = [
        tuple(person.email or "" for person in _people(session, found.get(name)))
        for name in ("intake", "alternates")
    ]
    anonymous = found.get("anonymous") is True
    return Chosen(anonymous, confidant.public_id if confidant else "", *groups)


def intake(session: Session, without: Collection[int] = ()) -> list[Person]:
    """Who takes shielded cases in; the alternates where one of the first is complained about."""
    chosen = _chosen(session)
    first = _people(session, chosen.get("intake", []))
    if all(person.id not in without for person in first):
        return first
    others = [p for p in _people(session, chosen.get("alternates", [])) if p.id not in without]
    return others or [person for person in first if person.id not in without]


def _chosen(session: Session) -> dict[str, object]:
    place = municipality(session)
    found = place.settings.get("privacy", {}) if place else {}
    return dict(found)


def _people(session: Session, ids: object) -> list[Person]:
    wanted = ids if isinstance(ids, list) else []
    if not wanted:
        return []
    query = sa.select(Person).where(Person.id.in_(wanted), Person.active)
    return list(session.scalars(query.order_by(Person.first_name, Person.last_name, Person.id)))
