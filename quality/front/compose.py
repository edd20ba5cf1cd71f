"""«Hvem ser hva» drawn from the very tables that decide it: the access matrix and the grants."""

from __future__ import annotations

from dataclasses import dataclass

from quality.accounts.roles import ACT_LABELS, GRANTS, ROLE_LABELS, Reach, Role
from quality.cases.kinds import ACCESS_LABELS, LEVEL_LABELS, Level
from quality.cases.policy import BY_UNIT, COLUMNS, EVERYWHERE, MATRIX, RELATION_LABELS, Relation, cell
from quality.core.text import N_

REACH_LABELS = {
    Reach.OWN: N_("egne saker"),
    Reach.UNIT: N_("egen enhet"),
    Reach.BRANCH: N_("enhetene under seg"),
    Reach.MUNICIPALITY: N_("hele kommunen"),
}


@dataclass(frozen=True)
class Sight:
    """One kind of case: how much is seen, and how much more once it is shared as learning ("" for no more)."""

    kind: str
    level: Level
    words: str
    shared: str


@dataclass(frozen=True)
class Standing:
    """What somebody is, what that lets them see of each kind of case, and what they may do where."""

    key: str
    label: str
    sights: tuple[Sight, ...]
    acts: tuple[tuple[str, str], ...]


def standings() -> dict[str, Standing]:
    """Every row of the matrix, then the roles that see no more of cases than anybody."""
    rows = [
        _standing(relation.value, RELATION_LABELS[relation], relation, next(iter(_roles_of(relation)), None))
        for relation in MATRIX
    ]
    covered = {role for relation in MATRIX for role in _roles_of(relation)}
    rows += [
        _standing(role.value, ROLE_LABELS[role], Relation.EVERYBODY, role)
        for role in Role
        if role not in covered and role is not Role.EMPLOYEE
    ]
    return {row.key: row for row in rows}


def _roles_of(relation: Relation) -> tuple[Role, ...]:
    return BY_UNIT.get(relation, ()) + EVERYWHERE.get(relation, ())


def _standing(key: str, label: str, relation: Relation, role: Role | None) -> Standing:
    sights = tuple(_sight(relation, column) for column in range(len(COLUMNS)))
    granted = GRANTS[role] if role else GRANTS[Role.EMPLOYEE] if relation is Relation.EVERYBODY else {}
    return Standing(
        key, label, sights, tuple((ACT_LABELS[act], REACH_LABELS[reach]) for act, reach in granted.items())
    )


def _sight(relation: Relation, column: int) -> Sight:
    access = COLUMNS[column]
    level, shared = cell(relation, access, False), cell(relation, access, True)
    return Sight(
        ACCESS_LABELS[access], level, LEVEL_LABELS[level], LEVEL_LABELS[shared] if shared > level else ""
    )


def own_key(roles: frozenset[Role]) -> str:
    """The row to open with for somebody who holds these roles."""
    for relation in reversed(MATRIX):
        if roles.intersection(_roles_of(relation)):
            return relation.value
    return next((role.value for role in Role if role in roles), Relation.SAME_UNIT.value)
