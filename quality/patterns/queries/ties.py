"""What a case's page may say of the patterns it is part of."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases import policy as case_policy
from quality.cases.kinds import Level
from quality.cases.models.case import Case
from quality.cases.models.measure import Measure
from quality.cases.states import MeasureState
from quality.patterns import policy
from quality.patterns.models import Pattern, PatternCase, PatternMeasure, PatternUnit
from quality.patterns.states import RAISED, PatternState

NOT_DONE = frozenset({MeasureState.PROPOSED, MeasureState.DROPPED})


@dataclass(frozen=True)
class CaseTie:
    """A pattern that a case is part of; `public_id` is empty for those who may not open its page."""

    title: str
    state: PatternState
    units: int
    public_id: str
    measures: list[str]


def patterns_of_case(session: Session, actor: Actor, case_id: int) -> list[CaseTie]:
    """The patterns a case is part of, for somebody who may see the case.

    Who may read the case itself, as its reporter may, is told of a raised pattern and what is done about it,
    whether or not its page is open to them.
    """
    units = (
        sa.select(sa.func.count())
        .where(PatternUnit.pattern_id == Pattern.id)
        .correlate(Pattern)
        .scalar_subquery()
    )
    decided = sa.and_(Measure.id == PatternMeasure.measure_id, Measure.state.not_in(sorted(NOT_DONE)))
    query = (
        sa.select(Pattern, units, Measure.title)
        .join(PatternCase, PatternCase.pattern_id == Pattern.id)
        .join(Case, Case.id == PatternCase.case_id)
        .outerjoin(PatternMeasure, PatternMeasure.pattern_id == Pattern.id)
        .outerjoin(Measure, decided)
        .where(
            Case.id == case_id,
            case_policy.visible(actor, Level.META),
            sa.or_(
                policy.visible(actor),
                sa.and_(Pattern.state.in_(sorted(RAISED)), case_policy.visible(actor, Level.TEXT)),
            ),
        )
        .order_by(Pattern.id, Measure.id)
    )
    ties: dict[int, CaseTie] = {}
    for row, number, measure in session.execute(query):
        page = row.public_id if policy.may_see(actor, row) else ""
        tie = ties.setdefault(row.id, CaseTie(row.title, row.state, number, page, []))
        if measure:
            tie.measures.append(measure)
    return list(ties.values())
