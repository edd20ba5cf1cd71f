"""What a person may do with a case: security.md 2.3b, and who is the second pair of eyes."""

from __future__ import annotations

from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from quality.accounts.roles import Act, Actor, Role
from quality.cases.kinds import Access, CaseKind, Level
from quality.cases.models.case import Case, CaseHandler
from quality.cases.models.measure import Measure
from quality.cases.policy.matrix import (
    ACTORS_KEPT,
    Relation,
    Ties,
    cell,
    is_handler,
    level,
    relations,
    standing,
)
from quality.cases.policy.sight import SAFETY_ACCESS, as_held, concerned, named, visible
from quality.cases.states import OPEN


def is_representative(actor: Actor, case: Case, ties: Ties) -> bool:
    """Whether the person speaks in the case as the safety representative of its area."""
    part = case.safety and case.access in SAFETY_ACCESS
    return part and Relation.SAFETY_REP in set(relations(actor, case, ties))


def may_answer_representative(actor: Actor, case: Case, ties: Ties) -> bool:
    """Whether the person answers what the safety representative asks for."""
    part = case.safety and case.access in SAFETY_ACCESS
    return part and may(actor, Act.CASE_HANDLE, case, ties)


HANDLERS = frozenset({Act.CASE_HANDLE, Act.CASE_NOTE, Act.CASE_COMMENT, Act.CASE_NOMINATE})
REPORTERS = frozenset({Act.CASE_JUDGE, Act.CASE_COMMENT, Act.CASE_NOMINATE, Act.CASE_ASK_SHIELD})


def may(actor: Actor, act: Act, case: Case, ties: Ties) -> bool:
    """Whether the person may do this; but for shielding and taking out in a file always also needs to see the text.

    With a case whose words are gone nobody does anything more.
    """
    if act is Act.CASE_SHIELD:
        return may_shield(actor, case, ties)
    if act is Act.CASE_EXPORT:
        return may_export(actor, case, ties)
    if level(actor, case, ties) < Level.TEXT or case.text_gone_at is not None:
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
    if case.access is Access.SHIELDED or case.text_gone_at is not None:
        return False
    if level(actor, case, ties) < Level.META:
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
    for held, counts in as_held(actor):
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
    for held, counts in as_held(actor):
        if units := held.reach(Act.CASE_HANDLE):
            ways.append(sa.and_(Case.unit_id.in_(units), Case.access != Access.SHIELDED, counts))
    return sa.and_(
        sa.or_(*ways), sa.not_(concerned(actor)), Case.text_gone_at.is_(None), visible(actor, Level.TEXT)
    )


def open_and_near(actor: Actor) -> sa.CompoundSelect[tuple[int]]:
    """Ids of all open cases that handleable() can be true of, and of some others; each part is found by an index."""
    units = actor.reach(Act.CASE_HANDLE)
    return sa.union(
        sa.select(Case.id).where(Case.unit_id.in_(units), Case.state.in_(OPEN)),
        sa.select(Case.id).where(Case.handler_id == actor.id, Case.state.in_(OPEN)),
        sa.select(CaseHandler.case_id).where(CaseHandler.person_id == actor.id),
    )


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


OWNERS_VERBS = frozenset({"start", "finish"})


def may_move_measure(actor: Actor, case: Case, ties: Ties, measure: Measure, verb: str) -> bool:
    """Handlers take every step of a measure; its owner starts and finishes it."""
    if may(actor, Act.CASE_HANDLE, case, ties):
        return True
    return measure.owner_id == actor.id and verb in OWNERS_VERBS and not ties.concerned
