"""Who may see a report and do what with it, once as SQL and once as Python, and who gets its exact numbers.

Seeing a number never gives sight of its cases: those are asked for through cases.policy.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from quality.accounts.roles import Act, Actor, Role
from quality.reports.kinds import RECIPES, ReportKind
from quality.reports.models import Report
from quality.reports.states import REPORT_MOVES, ReportState

OF_UNIT = [kind for kind, recipe in RECIPES.items() if recipe.of_unit]
OF_ALL = [kind for kind, recipe in RECIPES.items() if not recipe.of_unit]

# Who gets exact numbers of the whole municipality: those who have its cases at META or above (security.md 2.3).
EXACT = frozenset({Role.COORDINATOR, Role.AUDITOR})
EXACT_SAFETY = EXACT | {Role.MAIN_SAFETY_REP}


def visible(actor: Actor) -> ColumnElement[bool]:
    """Reports the person may see, as SQL; the twin of may_see()."""
    approved = Report.approved_at.is_not(None)
    ways: list[ColumnElement[bool]] = [
        sa.and_(Report.kind.in_(OF_UNIT), Report.unit_id == actor.unit_id, approved),
        sa.and_(Report.kind.in_(OF_UNIT), Report.unit_id.in_(actor.reach(Act.REPORT_WRITE))),
    ]
    if writes(actor):
        ways.append(Report.kind.in_(OF_ALL))
    if kinds := readable(actor):
        ways.append(sa.and_(Report.kind.in_(kinds), approved))
    if Role.COORDINATOR in actor.roles:
        ways.append(sa.true())
    return sa.or_(*ways)


def may_see(actor: Actor, report: Report) -> bool:
    """Whether the person may see the report: drafts for those who write in them, the approved for whom it concerns."""
    if Role.COORDINATOR in actor.roles:
        return True
    approved = report.approved_at is not None
    if report.kind in OF_UNIT:
        own = report.unit_id == actor.unit_id and approved
        return own or report.unit_id in actor.reach(Act.REPORT_WRITE)
    return writes(actor) or (approved and report.kind in readable(actor))


def writes(actor: Actor) -> bool:
    """Whether the person writes in the municipality's reports: coordinator, chief executive and heads of areas."""
    return actor.everywhere(Act.REPORT_WRITE) or Role.HEAD in actor.roles


def readable(actor: Actor) -> list[ReportKind]:
    """The kinds of the municipality's reports that the person may read once they are approved."""
    if actor.everywhere(Act.REPORT_READ) or Role.LEADER in actor.roles:
        return OF_ALL
    return [ReportKind.SAFETY] if Role.SAFETY_REP in actor.roles else []


def reads_numbers(actor: Actor) -> bool:
    """Whether the person gets the municipality's numbers as reports tell them: who reads or writes those."""
    return writes(actor) or ReportKind.TERTIAL in readable(actor)


def may(actor: Actor, verb: str, report: Report) -> bool:
    """Whether the person may do this with the report: a move of its table, or `comment`, `take_up`, `print`."""
    if not may_see(actor, report):
        return False
    moves = {row.verb: row for row in REPORT_MOVES}
    act = moves[verb].act if verb in moves else Act.REPORT_WRITE
    if report.kind in OF_UNIT:
        above = Role.COORDINATOR in actor.roles and act is Act.REPORT_WRITE
        return above or report.unit_id in actor.reach(Act(act))
    return actor.everywhere(Act(act)) or (verb == "comment" and writes(actor))


def may_make(actor: Actor, kind: ReportKind, unit_id: int) -> bool:
    """Whether the person may ask for a new report of the kind on the unit."""
    if kind in OF_UNIT:
        return Role.COORDINATOR in actor.roles or unit_id in actor.reach(Act.REPORT_WRITE)
    return actor.everywhere(Act.REPORT_WRITE)


def makes_of_unit(actor: Actor) -> bool:
    """Whether there are units whose half-year the person may ask for."""
    return Role.COORDINATOR in actor.roles or bool(actor.reach(Act.REPORT_WRITE))


def exact(actor: Actor, report: Report) -> bool:
    """Whether the person gets the exact numbers of a report that the person may see (security.md 2.7)."""
    if report.kind in OF_UNIT:
        return True
    return bool(actor.roles & (EXACT_SAFETY if report.kind is ReportKind.SAFETY else EXACT))


def reads_text(actor: Actor) -> bool:
    """Whether the person reads the cases of the municipality too: causes and other units stand there alone."""
    return Role.COORDINATOR in actor.roles


def shown_in(report: Report) -> bool:
    """Whether there are numbers to show."""
    return report.state not in {ReportState.WAITING, ReportState.FAILED}
