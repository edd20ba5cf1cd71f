"""The leader's assessment: category, severity, what could have happened and how often."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases.defaults import UNSORTED
from quality.cases.kinds import Access, CaseKind, access_for
from quality.cases.kinds.grave import SEVERITY_LABELS, priority
from quality.cases.models.case import Case
from quality.cases.queries import category_by_code
from quality.cases.queries.settings import priority_table
from quality.cases.services import news
from quality.cases.services.change import change, go_if_open, take
from quality.cases.services.duty import note_serious
from quality.cases.services.register import set_deadlines
from quality.core.clock import local_date
from quality.core.text import N_, RefusedError

MAIN = 2


@dataclass(frozen=True)
class Assessment:
    """What the leader says; severity and the two that follow are of deviations."""

    category: str
    severity: int = 0
    potential: int | None = None
    recurrence: int | None = None


def assess(session: Session, actor: Actor, case: Case, view: Assessment, *, now: dt.datetime) -> None:
    """Set category and severity; priority follows from the table, and the deadlines from the priority."""
    category = category_by_code(session, view.category)
    if category.retired_on and category.id != case.category_id:
        raise RefusedError(N_("Kategorien er tatt ut av bruk. Velg en annen."), field="category")
    if view.severity not in SEVERITY_LABELS:
        raise RefusedError(N_("Velg hvor alvorlig det var."), field="severity")
    grave_before, access_before = case.priority, case.access
    before = {"category": case.category.code, "severity": case.severity, "priority": case.priority}
    with change(session, actor, case, "assess", now, counted=True) as values:
        take(case, now)
        go_if_open(case, "handle")
        case.category_id, case.category = category.id, category
        case.safety = category.branch == "H"
        if case.access is not Access.SHIELDED:
            case.access = access_for(case.kind, category.branch, bool(case.user_reference))
        if case.kind is CaseKind.DEVIATION:
            case.severity, case.potential, case.recurrence = view.severity, view.potential, view.recurrence
            table = priority_table(session)
            case.priority = priority(view.severity, view.potential, view.recurrence, table)
        if case.import_id is None and case.priority != before["priority"]:
            set_deadlines(session, case, now)
        after = {"category": category.code, "severity": case.severity, "priority": case.priority}
        if case.priority > grave_before:
            note_serious(session, case, now=now)
        values |= {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if case.access is not access_before:
        news.forget_unknown(session, case, local_date(now))


def sort_by_reporter(session: Session, actor: Actor, case: Case, code: str, *, now: dt.datetime) -> None:
    """The reporter says what an unsorted case is about; sorted once, it is the leader's to change."""
    if case.category.code != UNSORTED:
        return
    category = category_by_code(session, code)
    if category.retired_on or category.level != MAIN:
        raise RefusedError(N_("Kategorien er tatt ut av bruk. Velg en annen."), field="category")
    with change(session, None if case.anonymous else actor, case, "sort", now, counted=True) as values:
        case.category_id, case.category = category.id, category
        case.safety = category.branch == "H"
        if case.access is not Access.SHIELDED:
            case.access = access_for(case.kind, category.branch, bool(case.user_reference))
        values["category"] = [UNSORTED, category.code]
