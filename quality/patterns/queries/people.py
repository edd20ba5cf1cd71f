"""Who is told of patterns, and who may own them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.models import Person, RoleHeld
from quality.accounts.queries import holders, holds_on
from quality.accounts.roles import GRANTS, Act, Actor, Role
from quality.cases.kinds import Level
from quality.cases.models.case import Case
from quality.cases.policy import visible as case_visible
from quality.core.history import Entry, newest_entries
from quality.patterns.models import Pattern, PatternCase, PatternUnit
from quality.patterns.queries.vanished import LIVE
from quality.patterns.queries.woken import COMES_BACK
from quality.patterns.states import Origin

OWNER_ROLES = tuple(role for role, acts in GRANTS.items() if Act.PATTERN_OWN in acts)


def coordinators(session: Session, day: dt.date) -> list[Person]:
    """Everybody who reviews findings."""
    found = holders(session, Role.COORDINATOR, day)
    return list({person.id: person for people in found.values() for person in people}.values())


def possible_owners(session: Session, day: dt.date) -> list[Person]:
    """Active people who may own a raised pattern or a measure in it, by name."""
    holds = sa.select(RoleHeld.person_id).where(
        RoleHeld.role.in_(OWNER_ROLES),
        holds_on(day),
    )
    query = sa.select(Person).options(joinedload(Person.unit)).where(Person.id.in_(holds), Person.active)
    return list(session.scalars(query.order_by(Person.first_name, Person.last_name, Person.id)))


@dataclass(frozen=True)
class Standing:
    """Those who may own a pattern or something in it, by what they are to it."""

    heads: list[Person]
    leaders: list[Person]
    others: list[Person]


def by_standing(session: Session, pattern_id: int, day: dt.date) -> Standing:
    """Heads and chief, who leads one of its units, and everybody else who may."""
    people = possible_owners(session, day)
    units = sa.select(PatternUnit.unit_id).where(PatternUnit.pattern_id == pattern_id)
    held = sa.select(RoleHeld.person_id).where(holds_on(day))
    heads = set(session.scalars(held.where(RoleHeld.role.in_([Role.HEAD, Role.CHIEF]))))
    leads = held.where(RoleHeld.role == Role.LEADER, RoleHeld.unit_id.in_(units))
    leaders = set(session.scalars(leads)) - heads
    return Standing(
        [person for person in people if person.id in heads],
        [person for person in people if person.id in leaders],
        [person for person in people if person.id not in heads | leaders],
    )


def reporters(session: Session, pattern_id: int) -> list[tuple[int, Case]]:
    """Who reported the pattern's cases here in Løft, each with the newest of their own cases."""
    query = (
        sa.select(Case)
        .join(PatternCase, PatternCase.case_id == Case.id)
        .join(Person, Person.id == Case.reporter_id)
        .where(PatternCase.pattern_id == pattern_id, LIVE, Case.import_id.is_(None), Person.active)
        .order_by(Case.registered_at)
    )
    newest = {case.reporter_id: case for case in session.scalars(query)}
    return [(number, case) for number, case in newest.items() if number]


def nominator(session: Session, pattern: Pattern) -> tuple[int, Case] | None:
    """Who of a unit suggested it, with the case it was done from; nobody where they have left or no case counts.

    The first of its cases stands for one that counts no more.
    """
    from_it = Case.id == pattern.evidence.get("case", 0)
    query = (
        sa.select(Person.id, Case)
        .join(Entry, Entry.actor_id == Person.id)
        .join(PatternCase, PatternCase.pattern_id == Entry.subject_id)
        .join(Case, Case.id == PatternCase.case_id)
        .where(
            Entry.subject == "pattern",
            Entry.subject_id == pattern.id,
            Entry.act == Origin.NOMINATED.value,
            Person.active,
            LIVE,
        )
        .order_by(sa.case((from_it, 0), else_=1), Case.id)
        .limit(1)
    )
    row = session.execute(query).first()
    return (row[0], row[1]) if row else None


def passed_up_by(session: Session, pattern: Pattern) -> tuple[int, str] | None:
    """Who passed it up, and for which unit, when nobody has decided anything since; nobody where they have left."""
    newest = newest_entries(session, "pattern", [pattern.id], COMES_BACK).get(pattern.id)
    if newest is None or newest[0].act != "pass_up":
        return None
    entry, values = newest
    person = session.get(Person, entry.actor_id) if entry.actor_id else None
    return (person.id, str(values.get("unit", ""))) if person and person.active else None


def selected_cases(session: Session, actor: Actor, numbers: set[tuple[int, int]]) -> list[Case]:
    """The cases with these numbers that the person may see; the rest are as if they were not there."""
    query = sa.select(Case).where(
        sa.tuple_(Case.year, Case.number).in_(sorted(numbers)), case_visible(actor, Level.META)
    )
    return list(session.scalars(query.order_by(Case.year, Case.number)))


def member_ids(session: Session, actor: Actor, public_id: str) -> set[str]:
    """The ids of a pattern's cases that the person may see."""
    query = (
        sa.select(Case.public_id)
        .join(PatternCase, PatternCase.case_id == Case.id)
        .join(Pattern, Pattern.id == PatternCase.pattern_id)
    )
    return set(session.scalars(query.where(Pattern.public_id == public_id, case_visible(actor, Level.META))))


def cases_by_ids(session: Session, actor: Actor, public_ids: Sequence[str]) -> list[Case]:
    """The cases with these ids that the person may see; shielded ones are never gathered."""
    query = sa.select(Case).where(Case.public_id.in_(public_ids), case_visible(actor, Level.META), LIVE)
    return list(session.scalars(query.order_by(Case.year, Case.number)))
