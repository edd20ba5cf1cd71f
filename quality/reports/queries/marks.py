"""Reads of what the curves of a report are marked with, as those may know it who will read the report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy.orm import Session

from quality.accounts.roles import SYSTEM, Actor, Held, Role
from quality.cases.compose.masking import mask
from quality.cases.queries.page import staff_names
from quality.insights.queries.marks import DatedMark, Scope, marks_for
from quality.organisation.kinds import UnitLevel
from quality.organisation.models import Unit
from quality.reports.compose.facts import Noted
from quality.reports.compose.periods import Period

# As many as stand in a chart for a meeting.
MOST = 6
# Reads all that is marked; what leaves the house is chosen and masked below.
EVERYTHING = replace(SYSTEM, held=(Held(Role.COORDINATOR, 0, frozenset()),))


def noted(
    session: Session,
    root: Unit,
    units: list[Unit],
    codes: dict[int, str],
    wanted: Iterable[str],
    months: Period,
) -> dict[str, list[Noted]]:
    """What happened in these months, by category; "" is about all of them.

    A report on the municipality leaves out what was written for a single unit. A unit's own has what everybody
    there may know.
    """
    inner = root.parent_id is not None
    reader = replace(SYSTEM, unit_id=root.id, unit_name=root.name) if inner else EVERYTHING
    found = {about: _marks(session, reader, _scope(root, units, codes, about), months) for about in wanted}
    alone = {unit.name for unit in units if unit.level is UnitLevel.UNIT} if not inner else set()
    kept = {
        about: [mark for mark in marks if mark.unit not in alone][-MOST:] for about, marks in found.items()
    }
    known = staff_names(session, *{mark.title for marks in kept.values() for mark in marks})
    return {
        about: [Noted(mark.on, mask(mark.title, known), mark.label, mark.unit) for mark in marks]
        for about, marks in kept.items()
    }


def _marks(session: Session, reader: Actor, scope: Scope, months: Period) -> list[DatedMark]:
    return marks_for(session, reader, scope, (months.since, months.until), outward=True)


def _scope(root: Unit, units: list[Unit], codes: dict[int, str], about: str) -> Scope:
    """The units and categories that marks are wanted for; None for all of them."""
    above = frozenset(int(part) for part in root.path.strip("/").split("/")) - {root.id}
    own = frozenset(unit.id for unit in units) if root.parent_id is not None else None
    if not about:
        return Scope(own, above)
    inside = frozenset(number for number, code in codes.items() if _in(code, about))
    over = frozenset(number for number, code in codes.items() if code == about[:1]) - inside
    return Scope(own, above, inside, over)


def _in(code: str, about: str) -> bool:
    """Whether a category is this one or lies in it: a branch is one letter, what is below a main one has a dot."""
    return code == about or code.startswith(f"{about}." if len(about) > 1 else about)
