"""Reads for closing many cases at once: what was chosen, by which measure, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.roles import Actor
from quality.cases import policy
from quality.cases.compose.answers import filled
from quality.cases.kinds import Factor
from quality.cases.models.bulk_close import BulkClose, BulkCloseRow, BulkState, RowState
from quality.cases.models.case import Case, CaseFactor
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.queries.closing import templates_for
from quality.cases.states import MeasureState
from quality.core.text import NotVisibleError

MEASURES_SHOWN = 20
ORDERS_SHOWN = 30


@dataclass(frozen=True)
class Chosen:
    """A case among many: its title where the person reads it in a list, and whether it is hers to close."""

    case: Case
    title: str
    mine: bool


def chosen(session: Session, actor: Actor, public_ids: Sequence[str]) -> list[Chosen]:
    """The ticked cases that the person may know of."""
    query = sa.select(Case, policy.readable_plain(actor), policy.handleable(actor))
    query = query.options(joinedload(Case.unit)).where(Case.public_id.in_(public_ids), policy.visible(actor))
    return [
        Chosen(case, case.title if plain else "", bool(mine))
        for case, plain, mine in session.execute(query.order_by(Case.id))
    ]


def measures_to_choose(session: Session, actor: Actor, cases: Sequence[Case]) -> list[Measure]:
    """What has been decided in cases that the person handles, in the units of these cases; the newest first."""
    held = (
        sa.select(CaseMeasure.measure_id)
        .join(Case, Case.id == CaseMeasure.case_id)
        .where(policy.handleable(actor), policy.readable_plain(actor))
    )
    query = sa.select(Measure).where(
        Measure.unit_id.in_({case.unit_id for case in cases}),
        Measure.state != MeasureState.DROPPED,
        Measure.id.in_(held),
    )
    return list(session.scalars(query.order_by(Measure.id.desc()).limit(MEASURES_SHOWN)))


def templates_for_many(session: Session, actor: Actor, case: Case, title: str) -> dict[str, tuple[str, str]]:
    """Name and text of each template, filled with what is the same in all the cases."""
    values = {"navn": "", "sak": "", "enhet": case.unit.name, "tiltak": title, "leder": actor.name}
    rows = templates_for(session, case.unit_id)
    return {row.public_id: (row.name, filled(row.text, values)) for row in rows}


def order(session: Session, actor: Actor, public_id: str) -> BulkClose:
    """One of the person's own orders; NotVisibleError for somebody else's."""
    query = sa.select(BulkClose).options(joinedload(BulkClose.measure))
    found = session.scalar(
        query.where(BulkClose.public_id == public_id, BulkClose.person_id == actor.id).execution_options(
            populate_existing=True
        )
    )
    if found is None:
        raise NotVisibleError(public_id)
    return found


def orders(session: Session, actor: Actor) -> list[BulkClose]:
    """What the person has started, the newest first."""
    query = sa.select(BulkClose).options(joinedload(BulkClose.measure))
    query = query.where(BulkClose.person_id == actor.id, BulkClose.state != BulkState.PREVIEW)
    return list(session.scalars(query.order_by(BulkClose.id.desc()).limit(ORDERS_SHOWN)))


@dataclass(frozen=True)
class Line:
    """A case of an order as its owner may see it now; without a number where the case is out of sight."""

    row: BulkCloseRow
    case: Case
    label: str
    title: str
    mine: bool


def lines(session: Session, actor: Actor, found: BulkClose) -> list[Line]:
    """The cases of an order."""
    query = (
        sa.select(
            BulkCloseRow, Case, policy.visible(actor), policy.readable_plain(actor), policy.handleable(actor)
        )
        .join(Case, Case.id == BulkCloseRow.case_id)
        .options(joinedload(Case.unit))
        .where(BulkCloseRow.bulk_close_id == found.id)
        .order_by(BulkCloseRow.case_id)
        .execution_options(populate_existing=True)
    )
    return [
        Line(row, case, case.label if seen else "", case.title if plain else "", bool(mine))
        for row, case, seen, plain, mine in session.execute(query)
    ]


def waiting_cases(session: Session, order_id: int) -> list[int]:
    """The cases of an order that nothing has been done with yet."""
    query = sa.select(BulkCloseRow.case_id).where(BulkCloseRow.bulk_close_id == order_id)
    return list(
        session.scalars(query.where(BulkCloseRow.state == RowState.WAITING).order_by(BulkCloseRow.case_id))
    )


def factors_of(session: Session, case_ids: Sequence[int]) -> dict[int, tuple[Factor, ...]]:
    """What contributed, by case: as its leader says, else as it was reported."""
    query = sa.select(CaseFactor.case_id, CaseFactor.by_leader, CaseFactor.factor)
    found: dict[int, dict[bool, list[Factor]]] = {}
    for case_id, by_leader, factor in session.execute(query.where(CaseFactor.case_id.in_(case_ids))):
        found.setdefault(case_id, {True: [], False: []})[by_leader].append(factor)
    return {case_id: tuple(rows[True] or rows[False]) for case_id, rows in found.items()}
