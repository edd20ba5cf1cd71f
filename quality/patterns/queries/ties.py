"""What a case's page may say of the patterns it is part of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases import policy as case_policy
from quality.cases.kinds import Level
from quality.cases.models.case import Case
from quality.cases.models.measure import Measure
from quality.cases.states import MeasureState
from quality.core.text import Message
from quality.patterns import policy
from quality.patterns.models import Pattern, PatternCase, PatternMeasure
from quality.patterns.queries.told import names, title
from quality.patterns.queries.vanished import LIVE, NOTHING, units_touched, vanished
from quality.patterns.states import HIDDEN, RAISED, Origin, PatternState

NOT_DONE = frozenset({MeasureState.PROPOSED, MeasureState.DROPPED})


@dataclass(frozen=True)
class CaseTie:
    """A pattern that a case is part of; `public_id` is empty for those who may not open its page.

    `ended` is what was written when it was finished: for the reporters too, as its form says.
    """

    title: str | Message
    state: PatternState
    units: int
    public_id: str
    measures: list[str]
    ended: str = ""


def patterns_of_case(session: Session, actor: Actor, case_id: int) -> tuple[list[CaseTie], bool]:
    """The patterns a case is part of, for somebody who may see the case, and whether it was suggested for raising.

    Who may read the case itself, as its reporter may, is told of a raised pattern and what is done about it,
    whether or not its page is open to them.
    """
    every = session.execute(_tied(actor), {"case_id": case_id}).all()
    rows = [(row, measure) for row, measure, shown in every if shown]
    suggested = len(rows) < len(every)
    found = {row.id: row for row, _ in rows}
    if not found:
        return [], suggested
    known, lost = names(session, actor.language), vanished(session, actor, list(found))
    ties = [
        CaseTie(
            title(row, known, lost.get(row.id, NOTHING)),
            row.state,
            units_touched(session, row.id),
            row.public_id if policy.may_see(actor, row) else "",
            [measure for of, measure in rows if of.id == row.id and measure],
            row.reason if row.state is PatternState.FINISHED else "",
        )
        for row in found.values()
    ]
    return ties, suggested


@lru_cache(maxsize=case_policy.ACTORS_KEPT)
def _tied(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    decided = sa.and_(Measure.id == PatternMeasure.measure_id, Measure.state.not_in(sorted(NOT_DONE)))
    shown = sa.or_(
        policy.visible(actor),
        sa.and_(Pattern.state.in_(sorted(RAISED)), case_policy.visible(actor, Level.TEXT)),
    )
    suggested = sa.and_(Pattern.origin == Origin.NOMINATED, Pattern.state.in_(sorted(HIDDEN)))
    return (
        sa.select(Pattern, Measure.title, shown)
        .join(PatternCase, PatternCase.pattern_id == Pattern.id)
        .join(Case, Case.id == PatternCase.case_id)
        .outerjoin(PatternMeasure, PatternMeasure.pattern_id == Pattern.id)
        .outerjoin(Measure, decided)
        .where(
            Case.id == sa.bindparam("case_id"),
            LIVE,
            case_policy.visible(actor, Level.META),
            sa.or_(shown, suggested),
        )
        .order_by(Pattern.id, Measure.id)
    )
