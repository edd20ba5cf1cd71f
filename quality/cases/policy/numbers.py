"""What a person gets exact counts of (security.md 2.7)."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql import ColumnElement

from quality.accounts.roles import Actor
from quality.cases.kinds import Access, Level
from quality.cases.models.case import Case, CaseConcern
from quality.cases.models.count import CaseCount, TraitCount, UnitCount
from quality.cases.policy.matrix import ACTORS_KEPT, BY_UNIT, COLUMNS, EVERYWHERE, Relation, cell
from quality.cases.policy.sight import among_either, was_about

Counted = type[Case] | type[CaseCount] | type[UnitCount] | type[TraitCount]
# Kinds of case that are in no number on a sheet for others: not all who get exact numbers of a unit get those of these.
NOT_OUTWARD = frozenset({Access.PERSONAL, Access.PRIVACY, Access.SHIELDED})
# Those of them that are in the numbers of reports.
REPORTED_ALONE = NOT_OUTWARD - {Access.SHIELDED}


@lru_cache(maxsize=ACTORS_KEPT)
def countable(actor: Actor, table: Counted) -> ColumnElement[bool]:
    """What the person gets exact counts of: by role at META or above, and all of the own unit but shielded cases.

    The same rule over the kept counts and over the cases, so that a number always equals the list behind it;
    security.md 2.7. Personal ties add nothing here.
    """
    unit_id: InstrumentedAttribute[int] = table.unit_id
    access: InstrumentedAttribute[Access] = table.access
    clauses: list[ColumnElement[bool]] = [
        sa.and_(
            unit_id == actor.unit_id,
            access.in_([a for a in COLUMNS if cell(Relation.SAME_UNIT, a, False) >= Level.META]),
        )
    ]
    for relation, roles in BY_UNIT.items():
        if units := actor.units_as(*roles):
            clauses.append(sa.and_(unit_id.in_(units), access.in_(_meta(relation))))
    for relation, roles in EVERYWHERE.items():
        if actor.roles.intersection(roles):
            clauses.append(access.in_(_meta(relation)))
    return sa.or_(*clauses)


def rights(actor: Actor) -> Hashable:
    """All of a person that countable() and counted_alike() look at: who has the same gets the same kept counts."""
    return actor.unit_id, actor.held


def about_somebody() -> ColumnElement[bool]:
    """Whether the case is or was a complaint about somebody who works here, as SQL: told outside in no number."""
    return among_either(sa.select(CaseConcern.case_id), was_about())


def counted_in(actor: Actor) -> frozenset[int] | None:
    """The units of which countable() may give something; None for all of them."""
    if any(actor.roles.intersection(roles) for roles in EVERYWHERE.values()):
        return None
    own = frozenset({actor.unit_id})
    return own.union(*(actor.units_as(*roles) for roles in BY_UNIT.values()))


def counted_alike(actor: Actor) -> frozenset[Access] | None:
    """The kinds of case that countable() gives in every unit; None where some units give more than others."""
    everywhere = frozenset(
        access
        for relation, roles in EVERYWHERE.items()
        if actor.roles.intersection(roles)
        for access in _meta(relation)
    )
    somewhere = {Relation.SAME_UNIT: True} | {
        relation: bool(actor.units_as(*roles)) for relation, roles in BY_UNIT.items()
    }
    more = [
        relation
        for relation, held in somewhere.items()
        if held and not everywhere.issuperset(_meta(relation))
    ]
    return None if more else everywhere


def sees_tallies(actor: Actor, unit_id: int) -> bool:
    """Whether the person gets a unit's tallies: exact, or not at all (security.md 2.7)."""
    units = counted_in(actor)
    return units is None or unit_id in units


def _meta(relation: Relation) -> list[Access]:
    return [access for access in COLUMNS if cell(relation, access, False) >= Level.META]
