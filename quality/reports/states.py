"""The life of a report as a table of moves."""

from __future__ import annotations

from enum import StrEnum

from quality.accounts.roles import Act
from quality.core.states import Move, move
from quality.core.text import N_


class ReportState(StrEnum):
    """Where a report is. Its numbers are frozen when they have been made."""

    WAITING = "waiting"
    FAILED = "failed"
    DRAFT = "draft"
    APPROVED = "approved"
    REPLACED = "replaced"


R = ReportState
REPORT_MOVES: tuple[Move, ...] = (
    move("make", {R.WAITING}, R.DRAFT, Act.REPORT_WRITE, N_("Hent tallene")),
    move("fail", {R.WAITING}, R.FAILED, Act.REPORT_WRITE, N_("Stopp")),
    move("retry", {R.FAILED}, R.WAITING, Act.REPORT_WRITE, N_("Prøv igjen"), "primary"),
    move("approve", {R.DRAFT}, R.APPROVED, Act.REPORT_APPROVE, N_("Godkjenn rapporten"), "primary"),
    move("replace", {R.DRAFT, R.APPROVED, R.FAILED}, R.REPLACED, Act.REPORT_WRITE, N_("Lag ny utgave")),
)
REPORT_STATE_LABELS = {
    R.WAITING: N_("Tallene hentes"),
    R.FAILED: N_("Tallene kom ikke"),
    R.DRAFT: N_("Utkast"),
    R.APPROVED: N_("Godkjent"),
    R.REPLACED: N_("Erstattet av en ny utgave"),
}
READY = frozenset({R.DRAFT, R.APPROVED, R.REPLACED})
