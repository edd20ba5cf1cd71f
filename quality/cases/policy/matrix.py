"""The access matrix of security.md 2.3 as data, and how much of one case it opens to one person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from quality.accounts.roles import Actor, Role
from quality.cases.kinds import Access, Level, Part
from quality.cases.models.case import Case
from quality.core.text import N_


class Relation(StrEnum):
    """What somebody is to a case; a row of the matrix in security.md 2.3."""

    EVERYBODY = "everybody"
    SAME_UNIT = "same_unit"
    REPORTER = "reporter"
    MEASURE_OWNER = "measure_owner"
    LEADER = "leader"
    HEAD = "head"
    INVOLVED = "involved"
    COORDINATOR = "coordinator"
    SAFETY_REP = "safety_rep"
    PRIVACY_OFFICER = "privacy_officer"
    HANDLER = "handler"
    AUDITOR = "auditor"


RELATION_LABELS = {
    Relation.EVERYBODY: N_("Ansatt i en annen enhet"),
    Relation.SAME_UNIT: N_("Ansatt i enheten"),
    Relation.REPORTER: N_("Den som meldte"),
    Relation.MEASURE_OWNER: N_("Ansvarlig for et tiltak eller en oppgave i saken"),
    Relation.LEADER: N_("Leder for enheten"),
    Relation.HEAD: N_("Leder over enheten"),
    Relation.INVOLVED: N_("Leder der det skjedde, eller for en enhet saken er sendt til"),
    Relation.COORDINATOR: N_("Kvalitetskoordinator"),
    Relation.SAFETY_REP: N_("Verneombud i området"),
    Relation.PRIVACY_OFFICER: N_("Personvernombud"),
    Relation.HANDLER: N_("Navngitt saksbehandler"),
    Relation.AUDITOR: N_("Revisor"),
}

# Order of the columns: improvement, service, safety, personal, privacy, shielded (K1 to K6).
# A cell is the level always given, and the level once the learning text is shared.
Row = tuple[tuple[Level, Level], ...]


NO, CO, ME, LE, TE, ID = Level.NONE, Level.COUNT, Level.META, Level.LEARNING, Level.TEXT, Level.IDENTITY


def _row(*cells: Level | tuple[Level, Level]) -> Row:
    return tuple(cell if isinstance(cell, tuple) else (cell, cell) for cell in cells)


MATRIX: dict[Relation, Row] = {
    Relation.EVERYBODY: _row((NO, LE), (NO, LE), (NO, LE), CO, CO, NO),
    Relation.SAME_UNIT: _row(TE, (ME, LE), (ME, LE), ME, CO, NO),
    Relation.REPORTER: _row(TE, TE, TE, TE, TE, TE),
    Relation.MEASURE_OWNER: _row(TE, TE, TE, TE, TE, NO),
    Relation.LEADER: _row(ID, ID, ID, ID, ID, NO),
    Relation.HEAD: _row(TE, TE, TE, ME, ME, NO),
    Relation.INVOLVED: _row(TE, TE, TE, TE, ME, NO),
    Relation.COORDINATOR: _row(TE, TE, TE, TE, ME, CO),
    Relation.SAFETY_REP: _row(LE, LE, TE, CO, CO, NO),
    Relation.PRIVACY_OFFICER: _row(LE, LE, LE, ME, ID, NO),
    Relation.HANDLER: _row(ID, ID, ID, ID, ID, ID),
    Relation.AUDITOR: _row(ME, ME, ME, ME, ME, NO),
}
COLUMNS = tuple(Access)


# Kinds of which every reading is written down (security.md 2.6).
SENSITIVE = frozenset({Access.PERSONAL, Access.PRIVACY, Access.SHIELDED})

# Personal cases that are also about health and safety: the safety representative gets the text, never the person.
SAFETY_PART = Level.TEXT

# Clauses are made once an actor: an actor says all that they depend on, and building them costs more than using them.
ACTORS_KEPT = 1024
BY_UNIT = {
    Relation.LEADER: (Role.LEADER,),
    Relation.HEAD: (Role.HEAD,),
    Relation.SAFETY_REP: (Role.SAFETY_REP,),
}

# Which parts of a unit that does not own the case let who leads it read along, and who leads above: an offer must find
# somebody to answer it also where the unit has no leader, and more than that nobody above needs (docs/decisions/0010).
PARTS = {Role.LEADER: (Part.OFFERED, Part.CONCERNS), Role.HEAD: (Part.OFFERED,)}
INVOLVED_AS = {Role.LEADER: Relation.INVOLVED, Role.HEAD: Relation.HEAD}


EVERYWHERE = {
    Relation.COORDINATOR: (Role.COORDINATOR,),
    Relation.SAFETY_REP: (Role.MAIN_SAFETY_REP,),
    Relation.PRIVACY_OFFICER: (Role.PRIVACY_OFFICER,),
    Relation.AUDITOR: (Role.AUDITOR,),
}


def cell(relation: Relation, access: Access, shared: bool) -> Level:
    """One cell of the matrix."""
    return MATRIX[relation][COLUMNS.index(access)][int(shared)]


@dataclass(frozen=True)
class Ties:
    """What a person is to one case beyond roles; read together with it.

    `named` is on the need-to-know list; `absent` are those stood in for whom the case is about. `involved` leads a unit
    that has to do with the case without owning it, and `involved_above` leads above one that it is offered to.
    """

    owns_measure: bool = False
    concerned: bool = False
    named: bool = False
    absent: frozenset[int] = frozenset()
    involved: bool = False
    involved_above: bool = False


def standing(actor: Actor, ties: Ties) -> Actor:
    """The actor as far as roles count in this case: nobody stands in for a person whom it is about."""
    if not ties.absent:
        return actor
    return actor.held_but_for(ties.absent)


def relations(actor: Actor, case: Case, ties: Ties) -> Iterator[Relation]:
    """Every row of the matrix that applies to this person and case. Nobody loses sight of an own report."""
    if case.reporter_id == actor.id:
        yield Relation.REPORTER
    if ties.concerned:
        return
    actor = standing(actor, ties)
    yield Relation.EVERYBODY
    if case.unit_id == actor.unit_id:
        yield Relation.SAME_UNIT
    if is_handler(actor, case, ties):
        yield Relation.HANDLER
    if ties.owns_measure:
        yield Relation.MEASURE_OWNER
    yield from _by_role(actor, case, ties)


def _by_role(actor: Actor, case: Case, ties: Ties) -> Iterator[Relation]:
    for relation, roles in BY_UNIT.items():
        if case.unit_id in actor.units_as(*roles):
            yield relation
    if ties.involved or case.happened_unit_id in actor.units_as(Role.LEADER):
        yield INVOLVED_AS[Role.LEADER]
    if ties.involved_above:
        yield INVOLVED_AS[Role.HEAD]
    for relation, roles in EVERYWHERE.items():
        if actor.roles.intersection(roles):
            yield relation


def is_handler(actor: Actor, case: Case, ties: Ties) -> bool:
    """Whether the person is named to handle the case."""
    return not ties.concerned and (case.handler_id == actor.id or ties.named)


def level(actor: Actor, case: Case, ties: Ties) -> Level:
    """How much of the case the person may see. A person complained about sees nothing, whatever the role."""
    found = list(relations(actor, case, ties))
    best = max((cell(relation, case.access, case.shared) for relation in found), default=Level.NONE)
    if Relation.SAFETY_REP in found and case.safety and case.access is Access.PERSONAL:
        best = max(best, SAFETY_PART)
    return best
