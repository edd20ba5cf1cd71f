"""What a case's page may say of the patterns it is part of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases.kinds import Level
from quality.cases.models.case import Case
from quality.cases.models.measure import Measure
from quality.cases.policy import ACTORS_KEPT
from quality.cases.queries import Seen
from quality.cases.states import MeasureState
from quality.core.db import one_of
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


def patterns_of_case(session: Session, actor: Actor, seen: Seen) -> tuple[list[CaseTie], bool]:
    """The patterns that the case on the page is part of, and whether it was suggested for raising.

    Who reads the case itself, as its reporter does, is told of a raised pattern and what is done about it,
    whether or not its page is open to them.
    """
    every = session.execute(_tied(actor, seen.level >= Level.TEXT), {"case_id": seen.case.id}).all()
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


@lru_cache(maxsize=ACTORS_KEPT)
def _tied(actor: Actor, reads: bool) -> sa.Select[*tuple[Any, ...]]:
    decided = sa.and_(Measure.id == PatternMeasure.measure_id, sa.not_(one_of(Measure.state, NOT_DONE)))
    raised = one_of(Pattern.state, RAISED)
    shown = sa.or_(policy.visible(actor), raised) if reads else policy.visible(actor)
    suggested = sa.and_(Pattern.origin == Origin.NOMINATED, one_of(Pattern.state, HIDDEN))
    return (
        sa.select(Pattern, Measure.title, shown)
        .join(PatternCase, PatternCase.pattern_id == Pattern.id)
        .join(Case, Case.id == PatternCase.case_id)
        .outerjoin(PatternMeasure, PatternMeasure.pattern_id == Pattern.id)
        .outerjoin(Measure, decided)
        .where(
            Case.id == sa.bindparam("case_id"),
            LIVE,
            sa.or_(shown, suggested),
        )
        .order_by(Pattern.id, Measure.id)
    )
