"""An old case that was brought in before: what its file now tells differently."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.imports.reading import OldCase
from quality.cases.models.case import Case
from quality.cases.models.count import SearchText
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.services.bulk import Run, case_values, search_values
from quality.cases.services.counting import Tally
from quality.cases.states import CaseState, MeasureState
from quality.core.history import Entry, Happening, record
from quality.core.tabular import Finding, Flaw
from quality.core.text import N_

COMPARED = (
    "title",
    "description",
    "place",
    "state",
    "severity",
    "unit_id",
    "category_id",
    "occurred_at",
    "registered_at",
    "closed_at",
)
FOLLOWING = ("access", "safety", "priority", "happened_unit_id", "received_at", "occurred_precision")
ACTS = ("import", "import_again")

HANDLED_HERE = Flaw(
    N_("endret i Løft"),
    N_("Sak %(value)s er endret i Løft etter at den ble hentet inn, og står som den er."),
    False,
)


def known_cases(session: Session, system: str, external_ids: list[str]) -> dict[str, sa.Row[Any]]:
    """Cases of the system that are here, by the id they had there, with what is compared."""
    columns = [Case.__table__.c[name] for name in ("external_id", "id", *COMPARED)]
    query = sa.select(*columns).where(Case.external_system == system, Case.external_id.in_(external_ids))
    return {row.external_id: row for row in session.execute(query)}


def differs(run: Run, case: OldCase, known: sa.Row[Any]) -> bool:
    """Whether the file tells something else than the case now says."""
    told = case_values(run, case)
    return any(told[name] != getattr(known, name) for name in COMPARED)


def handled_here(session: Session, case: OldCase, case_id: int) -> Finding | None:
    """A remark when somebody has worked with the case since it was brought in: what was done here stands."""
    handled = sa.select(Entry.id).where(
        Entry.subject == "case", Entry.subject_id == case_id, Entry.act.not_in(ACTS)
    )
    if session.scalar(handled.limit(1)) is None:
        return None
    return Finding(case.row, "", HANDLED_HERE, session.get_one(Case, case_id).label)


def write_again(session: Session, run: Run, case: OldCase, case_id: int) -> None:
    """Let the case say what the file says."""
    found = session.get_one(Case, case_id)
    told = case_values(run, case)
    tally = Tally(session, found)
    before = {name: _shown(getattr(found, name)) for name in COMPARED}
    for name in COMPARED + FOLLOWING:
        setattr(found, name, told[name])
    found.changed_at = run.now
    session.flush()
    tally.settle()
    changed = {name: [old, _shown(told[name])] for name, old in before.items() if old != _shown(told[name])}
    _follow(session, found)
    record(session, Happening("case", case_id, "import_again", run.now, run.actor_id, values=changed))


def _shown(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime) else value


def _follow(session: Session, case: Case) -> None:
    """The search words, and the measure of a case that has been closed since."""
    row = {"id": case.id, "title": case.title, "description": case.description, "place": case.place}
    words = search_values(row)
    session.execute(
        sa.update(SearchText)
        .where(SearchText.case_id == case.id, SearchText.level == words["level"])
        .values(stems=words["stems"])
    )
    if case.state is CaseState.CLOSED:
        of_case = sa.select(CaseMeasure.measure_id).where(CaseMeasure.case_id == case.id)
        session.execute(
            sa.update(Measure)
            .where(Measure.id.in_(of_case), Measure.state == MeasureState.DECIDED)
            .values(state=MeasureState.DONE, done_at=case.closed_at)
        )
