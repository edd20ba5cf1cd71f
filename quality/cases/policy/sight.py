"""What a person sees of the cases, as SQL over `case`; with their twins in Python, whose names and whose words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlalchemy.sql import ColumnElement

from quality.accounts.roles import Act, Actor, Role
from quality.cases.kinds import Access, Level, TaskState
from quality.cases.models.case import Case, CaseConcern, CaseHandler
from quality.cases.models.flow import LENT, CaseParty, CaseTask
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.models.retention import CaseKeeping
from quality.cases.policy.matrix import (
    ACTORS_KEPT,
    BY_UNIT,
    COLUMNS,
    EVERYWHERE,
    INVOLVED_AS,
    PARTS,
    SAFETY_PART,
    Relation,
    Ties,
    cell,
    level,
    relations,
)
from quality.core.db import one_of


@lru_cache(maxsize=ACTORS_KEPT)
def owns_measure(actor: Actor) -> ColumnElement[bool]:
    """Whether the person owns a measure of the case or has a part of it to do, as SQL over `case`.

    What was lent to approve an answer to innsyn counts as long as the person has that right there.
    """
    measure = sa.select(CaseMeasure.case_id).join(Measure, Measure.id == CaseMeasure.measure_id)
    task = sa.select(CaseTask.case_id).where(CaseTask.owner_id == actor.id, CaseTask.state == TaskState.OPEN)
    own = actor.held_for(None)
    if not own.everywhere(Act.INNSYN_APPROVE):
        lent_from = aliased(Case)
        given = sa.func.coalesce(CaseTask.idempotency_key, "").not_like(f"{LENT}%")
        reached = lent_from.unit_id.in_(own.reach(Act.INNSYN_APPROVE))
        task = task.join(lent_from, lent_from.id == CaseTask.case_id).where(sa.or_(given, reached))
    return sa.or_(_among(measure.where(Measure.owner_id == actor.id)), _among(task))


def _among(ids: sa.Select[int]) -> ColumnElement[bool]:
    """Whether the case is one of these few, which the database finds once and not anew for each case it looks at."""
    return Case.id.in_(ids.correlate(None))


@lru_cache(maxsize=ACTORS_KEPT)
def party_to(actor: Actor, role: Role) -> ColumnElement[bool]:
    """Whether a unit that the person has this role for is offered the case or concerned by it, as SQL over `case`."""
    if not (units := actor.units_as(role)):
        return sa.false()
    party = sa.select(CaseParty.case_id).where(CaseParty.unit_id.in_(units), CaseParty.part.in_(PARTS[role]))
    return Case.id.in_(party)


@lru_cache(maxsize=ACTORS_KEPT)
def named(actor: Actor) -> ColumnElement[bool]:
    """Whether the person is on the need-to-know list of the case, as SQL over `case`."""
    return _among(sa.select(CaseHandler.case_id).where(CaseHandler.person_id == actor.id))


@lru_cache(maxsize=ACTORS_KEPT)
def about(person_id: int) -> ColumnElement[bool]:
    """Whether the case is a complaint about this person, as SQL over `case`.

    A case that was about somebody whose name is gone may be about anybody, and so is about everybody.
    """
    named = sa.select(CaseConcern.case_id).where(CaseConcern.person_id == person_id)
    return among_either(named, was_about())


def was_about() -> sa.Select[int]:
    """Ids of the cases that were about somebody, from which the words and the name have been taken out since."""
    return sa.select(CaseKeeping.case_id).where(CaseKeeping.was_about)


def among_either(one: sa.Select[int], other: sa.Select[int]) -> ColumnElement[bool]:
    """Whether the case is one of these or those few."""
    return Case.id.in_(sa.union_all(one.correlate(None), other.correlate(None)))


def concerned(actor: Actor) -> ColumnElement[bool]:
    """Whether the case is a complaint about the person, as SQL over `case`."""
    return about(actor.id)


@lru_cache(maxsize=ACTORS_KEPT)
def visible(actor: Actor, at_least: Level = Level.META) -> ColumnElement[bool]:
    """Cases of which the person may see this much, as SQL; the twin of level()."""
    personal = (
        (Relation.HANDLER, sa.or_(Case.handler_id == actor.id, named(actor))),
        (Relation.MEASURE_OWNER, owns_measure(actor)),
    )
    ways = [*_role_ways(actor), *personal]
    allowed: list[ColumnElement[bool]] = [
        clause
        for relation, condition in ways
        if (clause := _cells(relation, at_least, condition)) is not None
    ]
    if at_least <= SAFETY_PART and (scope := _safety_scope(actor)) is not None:
        allowed.append(sa.and_(scope, Case.safety, Case.access == Access.PERSONAL))
    seen = sa.and_(sa.or_(sa.false(), *allowed), sa.not_(concerned(actor)))
    own = _cells(Relation.REPORTER, at_least, Case.reporter_id == actor.id)
    return seen if own is None else sa.or_(own, seen)


def _role_ways(actor: Actor) -> Iterator[tuple[Relation, ColumnElement[bool]]]:
    yield Relation.EVERYBODY, sa.true()
    yield Relation.SAME_UNIT, Case.unit_id == actor.unit_id
    for held, counts in as_held(actor):
        for relation, roles in BY_UNIT.items():
            if units := held.units_as(*roles):
                yield relation, sa.and_(Case.unit_id.in_(units), counts)
        if units := held.units_as(Role.LEADER):
            tied = sa.or_(Case.happened_unit_id.in_(units), party_to(held, Role.LEADER))
            yield INVOLVED_AS[Role.LEADER], sa.and_(tied, counts)
        if held.units_as(Role.HEAD):
            yield INVOLVED_AS[Role.HEAD], sa.and_(party_to(held, Role.HEAD), counts)
        for relation, roles in EVERYWHERE.items():
            if held.roles.intersection(roles):
                yield relation, counts


def as_held(actor: Actor) -> Iterator[tuple[Actor, ColumnElement[bool]]]:
    """The actor with own roles, then with those of each person stood in for, and in which cases they count."""
    yield actor.held_for(None), sa.true()
    for person_id in actor.absent:
        yield actor.held_for(person_id), sa.not_(about(person_id))


@lru_cache(maxsize=ACTORS_KEPT)
def involved(actor: Actor, role: Role) -> ColumnElement[bool]:
    """As party_to(), where the roles of each person stood in for count only in cases that are not about that person."""
    return sa.or_(*(sa.and_(party_to(held, role), counts) for held, counts in as_held(actor)))


def _cells(relation: Relation, at_least: Level, condition: ColumnElement[bool]) -> ColumnElement[bool] | None:
    always = [access for access in COLUMNS if cell(relation, access, False) >= at_least]
    once_shared = [access for access in COLUMNS if cell(relation, access, True) >= at_least]
    once_shared = [access for access in once_shared if access not in always]
    parts: list[ColumnElement[bool]] = [one_of(Case.access, always)] if always else []
    if once_shared:
        parts.append(sa.and_(Case.shared, one_of(Case.access, once_shared)))
    return sa.and_(condition, sa.or_(*parts)) if parts else None


def _safety_scope(actor: Actor) -> ColumnElement[bool] | None:
    ways = [condition for relation, condition in _role_ways(actor) if relation is Relation.SAFETY_REP]
    return sa.or_(*ways) if ways else None


# What of a health-and-safety case a representative sees: of one about a user as well, the part without the person.
SAFETY_ACCESS = (Access.SAFETY, Access.PERSONAL)


@lru_cache(maxsize=ACTORS_KEPT)
def safety_part(actor: Actor) -> ColumnElement[bool]:
    """Health-and-safety cases in which the person speaks as representative, as SQL; twin of is_representative()."""
    scope = _safety_scope(actor)
    if scope is None:
        return sa.false()
    return sa.and_(
        scope,
        Case.safety,
        one_of(Case.access, SAFETY_ACCESS),
        sa.not_(concerned(actor)),
        visible(actor, Level.TEXT),
    )


@lru_cache(maxsize=ACTORS_KEPT)
def kept_away(actor: Actor) -> ColumnElement[bool]:
    """Cases that are left out of the person's numbers, as SQL: about oneself, or about whom one stands in for."""
    # A case without a handler makes the rule unknown rather than false, and the opposite of unknown is unknown.
    seen = sa.func.coalesce(visible(actor), sa.false())
    absent = [sa.and_(about(person_id), sa.not_(seen)) for person_id in actor.absent]
    return sa.or_(concerned(actor), *absent)


def _may_hold_names(actor: Actor) -> bool:
    """Confidential names are for coordinators themselves, never for who stands in for one."""
    return Role.COORDINATOR in actor.held_for(None).roles


def names_reporter(actor: Actor, case: Case, ties: Ties) -> bool:
    """Whether the reporter's name is shown: never when anonymous, and a confidential one only to its coordinator."""
    if case.anonymous:
        return False
    if case.reporter_id == actor.id:
        return True
    seen = level(actor, case, ties)
    if case.confidential_to_id is None:
        return seen >= Level.IDENTITY
    return case.confidential_to_id == actor.id and _may_hold_names(actor) and seen >= Level.META


@lru_cache(maxsize=ACTORS_KEPT)
def named_to(actor: Actor) -> ColumnElement[bool]:
    """Cases whose reporter's name the person may see, as SQL; the twin of names_reporter()."""
    ways = [
        Case.reporter_id == actor.id,
        sa.and_(Case.confidential_to_id.is_(None), visible(actor, Level.IDENTITY)),
    ]
    if _may_hold_names(actor):
        ways.append(sa.and_(Case.confidential_to_id == actor.id, visible(actor, Level.META)))
    return sa.and_(sa.not_(Case.anonymous), sa.or_(*ways))


PLAIN_TIES = frozenset({Relation.REPORTER, Relation.MEASURE_OWNER})


def masked(actor: Actor, case: Case, ties: Ties) -> bool:
    """Whether this reader of a case about a user, patient or pupil gets the text without names and numbers."""
    found = set(relations(actor, case, ties))
    if case.access is not Access.PERSONAL or found & PLAIN_TIES:
        return False
    return level(actor, case, ties) < Level.PERSONS


def sees_files(actor: Actor, case: Case, ties: Ties) -> bool:
    """Whether the reader sees photos and documents: with the text, but not where names in it are hidden.

    What stands in a photo cannot be hidden from those who read without needing to know who.
    """
    return level(actor, case, ties) >= Level.TEXT and not masked(actor, case, ties)


@lru_cache(maxsize=ACTORS_KEPT)
def readable_plain(actor: Actor) -> ColumnElement[bool]:
    """Cases whose text may stand in a list or be searched, as SQL: TEXT or above, and not masked().

    A shielded case is read on its own page alone, where every read is written down.
    """
    return sa.and_(
        visible(actor, Level.TEXT),
        Case.access != Access.SHIELDED,
        sa.or_(
            Case.access != Access.PERSONAL,
            visible(actor, Level.PERSONS),
            Case.reporter_id == actor.id,
            owns_measure(actor),
        ),
    )


def why(actor: Actor, case: Case, ties: Ties) -> Relation:
    """The tie that opens the most of the case, for the access log."""
    return max(relations(actor, case, ties), key=lambda relation: cell(relation, case.access, case.shared))
