"""What people are to cases beyond their roles, read for many people and cases at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from quality.accounts.roles import Act, Actor, Role
from quality.cases.kinds import Part, TaskState
from quality.cases.models.case import Case, CaseConcern, CaseHandler
from quality.cases.models.flow import LENT, CaseParty, CaseTask
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.models.retention import CaseKeeping
from quality.cases.policy import PARTS, Ties, standing

ANYBODY = 0
Pairs = frozenset[tuple[int, int]]


@dataclass(frozen=True)
class TieBook:
    """Who has what to do with which case, as pairs of case and person, and the units that have a part in each.

    A case that was about somebody whose name is gone stands in `about` with ANYBODY. What was lent to approve an
    answer to innsyn stands in `lent` with the unit of the case, since it counts as long as the right to does.
    """

    about: Pairs
    named: Pairs
    given: Pairs
    lent: dict[tuple[int, int], int]
    units: dict[tuple[int, Part], set[int]]

    def of(self, actor: Actor, case_id: int) -> Ties:
        """What this person is to this case, as fetching the case alone would have it."""
        ties = Ties(
            owns_measure=(case_id, actor.id) in self.given or self._lent(actor, case_id),
            concerned=self._about(case_id, actor.id),
            named=(case_id, actor.id) in self.named,
            absent=frozenset(each for each in actor.absent if self._about(case_id, each)),
        )
        held = standing(actor, ties)
        return replace(
            ties,
            involved=self._involved(held, Role.LEADER, case_id),
            involved_above=self._involved(held, Role.HEAD, case_id),
        )

    def _lent(self, actor: Actor, case_id: int) -> bool:
        unit_id = self.lent.get((case_id, actor.id))
        return unit_id is not None and actor.held_for(None).may_in(Act.INNSYN_APPROVE, unit_id)

    def _about(self, case_id: int, person_id: int) -> bool:
        return (case_id, person_id) in self.about or (case_id, ANYBODY) in self.about

    def _involved(self, actor: Actor, role: Role, case_id: int) -> bool:
        units = [self.units.get((case_id, part), set()) for part in PARTS[role]]
        return not actor.units_as(role).isdisjoint(set().union(*units))


def read_ties(
    session: Session, person_ids: Collection[int], case_ids: Collection[int] | None = None
) -> TieBook:
    """The ties of these people to these cases, or to all; six queries. `about` holds everybody, for who stands in."""

    def pairs(query: sa.Select[*tuple[Any, ...]], case_id: InstrumentedAttribute[int]) -> Pairs:
        narrowed = query if case_ids is None else query.where(case_id.in_(case_ids))
        return frozenset((case, person) for case, person in session.execute(narrowed))

    measure = sa.select(CaseMeasure.case_id, Measure.owner_id)
    measure = measure.join(Measure, Measure.id == CaseMeasure.measure_id).where(
        Measure.owner_id.in_(person_ids)
    )
    key = sa.func.coalesce(CaseTask.idempotency_key, "")
    task = sa.select(CaseTask.case_id, CaseTask.owner_id, Case.unit_id, key.like(f"{LENT}%"))
    task = task.join(Case, Case.id == CaseTask.case_id)
    task = task.where(CaseTask.owner_id.in_(person_ids), CaseTask.state == TaskState.OPEN)
    if case_ids is not None:
        task = task.where(CaseTask.case_id.in_(case_ids))
    tasks = session.execute(task).all()
    party = sa.select(CaseParty.case_id, CaseParty.unit_id, CaseParty.part)
    if case_ids is not None:
        party = party.where(CaseParty.case_id.in_(case_ids))
    units: dict[tuple[int, Part], set[int]] = defaultdict(set)
    for case_id, unit_id, part in session.execute(party):
        units[case_id, part].add(unit_id)
    was_about = sa.select(CaseKeeping.case_id, sa.literal(ANYBODY)).where(CaseKeeping.was_about)
    gone = pairs(was_about, CaseKeeping.case_id)
    return TieBook(
        pairs(sa.select(CaseConcern.case_id, CaseConcern.person_id), CaseConcern.case_id) | gone,
        pairs(
            sa.select(CaseHandler.case_id, CaseHandler.person_id).where(
                CaseHandler.person_id.in_(person_ids)
            ),
            CaseHandler.case_id,
        ),
        pairs(measure, CaseMeasure.case_id)
        | {(case, person) for case, person, _, is_lent in tasks if not is_lent},
        {(case, person): unit for case, person, unit, is_lent in tasks if is_lent},
        units,
    )
