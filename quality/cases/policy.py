"""Who may see how much of a case, and do what with it: the access matrix, once as SQL and once as Python."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql import ColumnElement

from quality.accounts.roles import Act, Actor, Role
from quality.cases.kinds import Access, CaseKind, Level, Part, TaskState
from quality.cases.models.case import Case, CaseConcern, CaseHandler
from quality.cases.models.count import CaseCount, TraitCount
from quality.cases.models.flow import CaseParty, CaseTask
from quality.cases.models.measure import CaseMeasure, Measure
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
    return replace(actor, held=tuple(held for held in actor.held if held.deputy_for not in ties.absent))


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


@lru_cache(maxsize=ACTORS_KEPT)
def owns_measure(actor: Actor) -> ColumnElement[bool]:
    """Whether the person owns a measure of the case or has a part of it to do, as SQL over `case`."""
    measure = (
        sa.select(CaseMeasure.case_id)
        .join(Measure, Measure.id == CaseMeasure.measure_id)
        .where(CaseMeasure.case_id == Case.id, Measure.owner_id == actor.id)
    )
    task = sa.select(CaseTask.case_id).where(
        CaseTask.case_id == Case.id, CaseTask.owner_id == actor.id, CaseTask.state == TaskState.OPEN
    )
    return sa.or_(measure.correlate(Case).exists(), task.correlate(Case).exists())


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
    return (
        sa.select(CaseHandler.case_id)
        .where(CaseHandler.case_id == Case.id, CaseHandler.person_id == actor.id)
        .exists()
    )


@lru_cache(maxsize=ACTORS_KEPT)
def about(person_id: int) -> ColumnElement[bool]:
    """Whether the case is a complaint about this person, as SQL over `case`."""
    return (
        sa.select(CaseConcern.case_id)
        .where(CaseConcern.case_id == Case.id, CaseConcern.person_id == person_id)
        .exists()
    )


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
    for held, counts in _as_held(actor):
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


def _as_held(actor: Actor) -> Iterator[tuple[Actor, ColumnElement[bool]]]:
    """The actor with own roles, then with those of each person stood in for, and in which cases they count."""
    yield actor.held_for(None), sa.true()
    for person_id in actor.absent:
        yield actor.held_for(person_id), sa.not_(about(person_id))


@lru_cache(maxsize=ACTORS_KEPT)
def involved(actor: Actor, role: Role) -> ColumnElement[bool]:
    """As party_to(), where the roles of each person stood in for count only in cases that are not about that person."""
    return sa.or_(*(sa.and_(party_to(held, role), counts) for held, counts in _as_held(actor)))


def _cells(relation: Relation, at_least: Level, condition: ColumnElement[bool]) -> ColumnElement[bool] | None:
    always = [access for access in COLUMNS if cell(relation, access, False) >= at_least]
    once_shared = [access for access in COLUMNS if cell(relation, access, True) >= at_least]
    once_shared = [access for access in once_shared if access not in always]
    parts: list[ColumnElement[bool]] = [Case.access.in_(always)] if always else []
    if once_shared:
        parts.append(sa.and_(Case.shared, Case.access.in_(once_shared)))
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
        Case.access.in_(SAFETY_ACCESS),
        sa.not_(concerned(actor)),
        visible(actor, Level.TEXT),
    )


def is_representative(actor: Actor, case: Case, ties: Ties) -> bool:
    """Whether the person speaks in the case as the safety representative of its area."""
    part = case.safety and case.access in SAFETY_ACCESS
    return part and Relation.SAFETY_REP in set(relations(actor, case, ties))


def may_answer_representative(actor: Actor, case: Case, ties: Ties) -> bool:
    """Whether the person answers what the safety representative asks for."""
    part = case.safety and case.access in SAFETY_ACCESS
    return part and may(actor, Act.CASE_HANDLE, case, ties)


@lru_cache(maxsize=ACTORS_KEPT)
def kept_away(actor: Actor) -> ColumnElement[bool]:
    """Cases that are left out of the person's numbers, as SQL: about oneself, or about whom one stands in for."""
    # A case without a handler makes the rule unknown rather than false, and the opposite of unknown is unknown.
    seen = sa.func.coalesce(visible(actor), sa.false())
    absent = [sa.and_(about(person_id), sa.not_(seen)) for person_id in actor.absent]
    return sa.or_(concerned(actor), *absent)


Counted = type[Case] | type[CaseCount] | type[TraitCount]


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


def counted_in(actor: Actor) -> frozenset[int] | None:
    """The units of which countable() may give something; None for all of them."""
    if any(actor.roles.intersection(roles) for roles in EVERYWHERE.values()):
        return None
    own = frozenset({actor.unit_id})
    return own.union(*(actor.units_as(*roles) for roles in BY_UNIT.values()))


def sees_tallies(actor: Actor, unit_id: int) -> bool:
    """Whether the person gets a unit's tallies: exact, or not at all (security.md 2.7)."""
    units = counted_in(actor)
    return units is None or unit_id in units


def _meta(relation: Relation) -> list[Access]:
    return [access for access in COLUMNS if cell(relation, access, False) >= Level.META]


HANDLERS = frozenset({Act.CASE_HANDLE, Act.CASE_NOTE, Act.CASE_COMMENT, Act.CASE_NOMINATE})
REPORTERS = frozenset({Act.CASE_JUDGE, Act.CASE_COMMENT, Act.CASE_NOMINATE, Act.CASE_ASK_SHIELD})


def may(actor: Actor, act: Act, case: Case, ties: Ties) -> bool:
    """Whether the person may do this; but for shielding and taking out in a file always also needs to see the text."""
    if act is Act.CASE_SHIELD:
        return may_shield(actor, case, ties)
    if act is Act.CASE_EXPORT:
        return may_export(actor, case, ties)
    if level(actor, case, ties) < Level.TEXT:
        return False
    if act is Act.CASE_ASK_SHIELD and case.access is Access.SHIELDED:
        return False
    if case.reporter_id == actor.id and act in REPORTERS:
        return True
    if act is Act.CASE_JUDGE or ties.concerned:
        return False
    if is_handler(actor, case, ties) and act in HANDLERS:
        return True
    if case.access is Access.SHIELDED:
        return False
    if act is Act.CASE_COMMENT and ties.owns_measure:
        return True
    return standing(actor, ties).may_in(act, case.unit_id)


def may_shield(actor: Actor, case: Case, ties: Ties) -> bool:
    """Whether the person may close it to all but named people: who leads above, and the officer of privacy cases."""
    if case.access is Access.SHIELDED or level(actor, case, ties) < Level.META:
        return False
    held = standing(actor, ties)
    if case.access is Access.PRIVACY and Role.PRIVACY_OFFICER in held.roles:
        return True
    return case.unit_id in held.reach(Act.CASE_SHIELD)


def may_export(actor: Actor, case: Case, ties: Ties) -> bool:
    """Whether the case may stand in a file with as much as its list shows the person: security.md 2.3b.

    Named handlers always; else leaders, heads and coordinators within reach, and the officer of privacy cases.
    """
    if ties.concerned or level(actor, case, ties) < Level.META:
        return False
    if is_handler(actor, case, ties):
        return True
    if case.access is Access.SHIELDED:
        return False
    held = standing(actor, ties)
    if case.access is Access.PRIVACY and Role.PRIVACY_OFFICER in held.roles:
        return True
    return Role.COORDINATOR in held.roles or case.unit_id in held.reach(Act.CASE_EXPORT)


@lru_cache(maxsize=ACTORS_KEPT)
def exportable(actor: Actor) -> ColumnElement[bool]:
    """Cases that the person may take out in a file, as SQL; the twin of may_export()."""
    ways: list[ColumnElement[bool]] = [Case.handler_id == actor.id, named(actor)]
    for held, counts in _as_held(actor):
        plain = sa.and_(Case.access != Access.SHIELDED, counts)
        if Role.COORDINATOR in held.roles:
            ways.append(plain)
        if units := held.reach(Act.CASE_EXPORT):
            ways.append(sa.and_(Case.unit_id.in_(units), plain))
        if Role.PRIVACY_OFFICER in held.roles:
            ways.append(sa.and_(Case.access == Access.PRIVACY, counts))
    return sa.and_(sa.or_(*ways), sa.not_(concerned(actor)), visible(actor, Level.META))


def may_name(actor: Actor, case: Case, ties: Ties) -> bool:
    """Whether the person may lift the shield and name or remove who handles the case: those who are named."""
    return case.access is Access.SHIELDED and is_handler(actor, case, ties)


@lru_cache(maxsize=ACTORS_KEPT)
def handleable(actor: Actor) -> ColumnElement[bool]:
    """Cases that the person may handle, as SQL; the twin of may(CASE_HANDLE)."""
    ways: list[ColumnElement[bool]] = [Case.handler_id == actor.id, named(actor)]
    for held, counts in _as_held(actor):
        if units := held.reach(Act.CASE_HANDLE):
            ways.append(sa.and_(Case.unit_id.in_(units), Case.access != Access.SHIELDED, counts))
    return sa.and_(sa.or_(*ways), sa.not_(concerned(actor)), visible(actor, Level.TEXT))


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


GRAVE, GRAVEST = 3, 4

# The branch of the category tree that holds breaches of personal data and information security.
BREACHES = "P"


def closing_needs_approval(case: Case) -> bool:
    """Whether a second pair of eyes must see the closing: deviations of priority 3 and 4 (domain.md section 7)."""
    return case.kind is CaseKind.DEVIATION and case.priority >= GRAVE


def may_approve(actor: Actor, case: Case, ties: Ties, asked_by_id: int) -> bool:
    """Whether the person may be the second pair of eyes: never who asked, and only who reads the text.

    Named handlers always. At priority 3 the coordinator and the head above; at 4 the head alone, and the coordinator
    where the head does not read the case. Of privacy cases the privacy officer.
    """
    if actor.id == asked_by_id or level(actor, case, ties) < Level.TEXT:
        return False
    if is_handler(actor, case, ties):
        return True
    stands = standing(actor, ties)
    if case.access is Access.PRIVACY:
        return Role.PRIVACY_OFFICER in stands.roles
    if case.unit_id in stands.units_as(Role.HEAD):
        return True
    heads_read = cell(Relation.HEAD, case.access, False) >= Level.TEXT
    return Role.COORDINATOR in stands.roles and not (case.priority >= GRAVEST and heads_read)


def may_answer_offer(actor: Actor, case: Case, ties: Ties, unit_id: int) -> bool:
    """Whether the person may take or refuse the case for the unit it is offered to; seeing its number is enough."""
    seen = level(actor, case, ties) >= Level.META
    return seen and not ties.concerned and standing(actor, ties).may_in(Act.CASE_HANDLE, unit_id)


def closing_asks_more(case: Case) -> bool:
    """Whether closing asks for causes and measures too: deviations of priority 2 and up (domain.md section 7)."""
    return case.kind is CaseKind.DEVIATION and case.priority >= 2


def may_follow(actor: Actor, case: Case, ties: Ties) -> bool:
    """Whether the person may say that the case concerns them too: those of its unit, and who reads its text."""
    seen = level(actor, case, ties)
    return seen >= Level.TEXT or (seen >= Level.META and case.unit_id == actor.unit_id)


def is_breach(case: Case) -> bool:
    """Whether the case is a breach of personal data or information security."""
    return case.kind is CaseKind.DEVIATION and case.category.branch == BREACHES


def may_assess_breach(actor: Actor, case: Case, ties: Ties) -> bool:
    """Whether the person judges the breach: who handles the case, and the privacy officer who reads it."""
    if not is_breach(case) or level(actor, case, ties) < Level.TEXT:
        return False
    return may(actor, Act.CASE_HANDLE, case, ties) or Role.PRIVACY_OFFICER in standing(actor, ties).roles


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


OWNERS_VERBS = frozenset({"start", "finish"})


def may_move_measure(actor: Actor, case: Case, ties: Ties, measure: Measure, verb: str) -> bool:
    """Handlers take every step of a measure; its owner starts and finishes it."""
    if may(actor, Act.CASE_HANDLE, case, ties):
        return True
    return measure.owner_id == actor.id and verb in OWNERS_VERBS and not ties.concerned
