"""Writing down what a scan found: one row a file, never a double, and no decision of a person's is changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.queries import leaders_of
from quality.cases.models.case import Case
from quality.cases.models.category import Category
from quality.core import notices
from quality.core.clock import local_date
from quality.core.history import Happening, record
from quality.organisation.models import Unit
from quality.patterns import compose, mails
from quality.patterns.detect.values import WORK, Findings, Level, PatternFile
from quality.patterns.models import Pattern, PatternApart, PatternCase, PatternMerge, PatternScan, PatternUnit
from quality.patterns.queries.counts import DIRECT
from quality.patterns.queries.people import coordinators
from quality.patterns.queries.told import names, told
from quality.patterns.services.belonging import add_members
from quality.patterns.services.decide import forget_outside, tell_reporters
from quality.patterns.services.hand import give
from quality.patterns.services.returning import come_back
from quality.patterns.services.stored import (
    SETTLED,
    draw_on,
    evidence,
    file_values,
    is_again,
    less,
    members_of,
    wakes,
)
from quality.patterns.states import RAISED, RUNNING, Origin, PatternState

TITLE = 160


@dataclass(frozen=True)
class Look:
    """What a scan was computed from; stored, so that it can be computed again. `words` tell of files by series."""

    findings: Findings
    units: int
    method: str
    settings: dict[str, Any]
    inputs_hash: str
    words: Mapping[str, dict[str, Any]] = field(default_factory=dict)


def newest_scan(session: Session) -> PatternScan | None:
    """The scan that was begun on last, whatever day a wrong clock gave it; what others have seen is no longer so."""
    return session.scalar(sa.select(PatternScan).order_by(PatternScan.id.desc()).limit(1))


def record_findings(session: Session, look: Look, *, now: dt.datetime) -> int:
    """Bring the desk up to date; gives how many findings are new or came back."""
    findings = look.findings
    told = [file.series_id for file in (*findings.files, *findings.information)]
    known = _known(session, [*told, *findings.drawn_on])
    writer = _Writer(session, look, now)
    for file in (*findings.files, *findings.information):
        writer.write(file, known.get(file.series_id))
    for series, weekly in findings.drawn_on.items():
        draw_on(session, known[series], weekly)
    _note_scan(session, look, len(writer.new), now)
    if writer.new:
        notices.tell(session, mails.found(coordinators(session, findings.day), findings.day, writer.new), now)
    return len(writer.new)


def _known(session: Session, series: list[str]) -> dict[str, Pattern]:
    query = sa.select(Pattern).where(Pattern.series.in_(series)).execution_options(populate_existing=True)
    return {row.series: row for row in session.scalars(query)}


def _note_scan(session: Session, look: Look, new: int, now: dt.datetime) -> None:
    findings = look.findings
    row = session.scalar(sa.select(PatternScan).where(PatternScan.day == findings.day))
    if row is None:
        row = PatternScan(day=findings.day, found=0)
        session.add(row)
    row.at, row.status, row.weeks, row.cases = now, findings.status.value, findings.weeks, findings.cases
    row.units, row.found = look.units, row.found + new
    row.method_version, row.settings, row.inputs_hash = look.method, look.settings, look.inputs_hash
    session.flush()


class _Writer:
    """Writes each file to its row, and remembers which are new to the coordinators."""

    def __init__(self, session: Session, look: Look, now: dt.datetime) -> None:
        self.session = session
        self.look = look
        self.now = now
        self.new: list[Pattern] = []
        rows = session.execute(sa.select(Category.code, Category.id))
        self.codes = dict(rows.all())
        self.names = names(session, "nb")
        merges = session.execute(sa.select(PatternMerge.pattern_id, PatternMerge.into_id))
        self.merged = dict(merges.all())

    def write(self, file: PatternFile, row: Pattern | None) -> None:
        """New, refreshed, woken, or added to, as the state of its row allows."""
        row = row or self._finished_before(file)
        file = less(file, self._apart(row, file)) if row is not None else file
        if row is not None and row.id in self.merged:
            row.evidence = row.evidence | {"file": file_values(file, row.evidence["file"])}
            self._pass_on(row, file)
        elif row is None:
            row = Pattern(
                series=file.series_id, origin=Origin.ENGINE, kind=file.signal.kind.value, found_at=self.now
            )
            self._tell(row, file, "find")
        elif row.state is PatternState.FINISHED and (row.series != file.series_id or wakes(file, row)):
            row.series = file.series_id
            self._add(row, file)
            come_back(self.session, row, file.signal.observed, file.signal.expected, now=self.now)
        elif row.state is PatternState.DISMISSED and wakes(file, row):
            row.state = PatternState.CANDIDATE
            self._tell(row, file, "return")
        elif row.state in SETTLED:
            row.evidence = row.evidence | {"file": file_values(file, row.evidence["file"])}
        elif row.state in RAISED:
            self._add(row, file)
        elif row.state is PatternState.HANDED and file.signal.level is not Level.UNIT:
            row.state, row.hand = PatternState.CANDIDATE, None
            self._tell(row, file, "recall")
            forget_outside(self.session, row, self.now)
        else:
            self._refresh(row, file)

    def _finished_before(self, file: PatternFile) -> Pattern | None:
        """The newest that was finished about the same in much the same units, or the same story."""
        if file.signal.kind not in WORK:
            return None
        query = sa.select(Pattern).where(
            Pattern.origin == Origin.ENGINE,
            Pattern.state == PatternState.FINISHED,
            Pattern.kind == file.signal.kind.value,
        )
        label = self.look.words.get(file.series_id, {}).get("label", [])
        rows = self.session.scalars(query.order_by(Pattern.finished_at.desc(), Pattern.id.desc()))
        return next((row for row in rows if is_again(row, file, label)), None)

    def _apart(self, row: Pattern, file: PatternFile) -> list[tuple[int, dt.date]]:
        """Unit and day of the cases that a person took out of it and the scan counts."""
        query = (
            sa.select(Case.unit_id, Case.occurred_at)
            .join(PatternApart, PatternApart.case_id == Case.id)
            .where(PatternApart.pattern_id == row.id, Case.id.in_([int(number) for number in file.members]))
        )
        return [(unit, local_date(at)) for unit, at in self.session.execute(query)]

    def _tell(self, row: Pattern, file: PatternFile, act: str) -> None:
        self._refresh(row, file)
        values = {"observed": row.observed, "expected": row.expected, "units": len(file.signal.units)}
        record(self.session, Happening("pattern", row.id, act, self.now, values=values), first=act == "find")
        if file.signal.kind in WORK and not self._hand_over(row, file):
            self.new.append(row)

    def _pass_on(self, row: Pattern, file: PatternFile) -> None:
        """What was merged goes where it was merged to, and on from there, as long as that is open."""
        cases = {int(number) for number in file.members}
        self._set_members(row, cases, replace=False)
        while into_id := self.merged.get(row.id):
            source, row = row, self.session.get_one(Pattern, into_id)
            if row.state in SETTLED and row.id not in self.merged:
                return
            if joined := add_members(self.session, row, cases, source):
                row.changed_at = self.now
                values = {"cases": joined, "units": 0}
                record(self.session, Happening("pattern", row.id, "join", self.now, values=values))

    def _hand_over(self, row: Pattern, file: PatternFile) -> bool:
        """Give what one unit alone shows to whoever leads it; not what a coordinator has decided on before."""
        signal = file.signal
        if signal.level is not Level.UNIT or len(signal.scope.units) != 1 or row.state in RAISED:
            return False
        unit = self.session.get_one(Unit, int(signal.scope.units[0]))
        people = leaders_of(self.session, unit, self.look.findings.day)
        if not people:
            return False
        row.state = PatternState.HANDED
        give(self.session, row, unit, people, self.now)
        values = {"unit": unit.name}
        record(self.session, Happening("pattern", row.id, "hand", self.now, values=values))
        return True

    def _refresh(self, row: Pattern, file: PatternFile) -> None:
        """Let the row say what was seen tonight; nothing is written when it already does."""
        before = row.evidence or {}
        seen = evidence(file) | self.look.words.get(file.series_id, {})
        beside = self._units_merged_into(row) - {int(figure.unit) for figure in file.signal.units}
        seen["units"] += len(beside)
        if seen | {"title": before.get("title")} != before:
            self._fill(row, file, seen)
            seen["title"] = compose.plain(compose.title(told(row, self.names)))
            if not row.title or row.title == before.get("title"):
                row.title = seen["title"][:TITLE]
            row.evidence = seen
            row.changed_at = self.now
        self.session.add(row)
        self.session.flush()
        self._set_members(row, {int(number) for number in file.members}, replace=True)
        self._set_units(row, file, replace=True, beside=beside)

    def _fill(self, row: Pattern, file: PatternFile, seen: dict[str, Any]) -> None:
        signal = file.signal
        scope = signal.scope
        row.category_id = self.codes.get((scope.category or "").removesuffix(DIRECT))
        row.cause, row.place = scope.cause or "", scope.place or ""
        row.window_from, row.window_to = scope.start, scope.end
        row.observed, row.expected = signal.observed, signal.expected
        row.recurrence_years = round(signal.recurrence_years, 3)
        row.method_version, row.inputs_hash = file.method, file.inputs_hash
        row.evidence = seen

    def _add(self, row: Pattern, file: PatternFile) -> None:
        """A raised one keeps the figures it was decided on; cases and units that join are added."""
        joined = self._set_members(row, {int(number) for number in file.members}, replace=False)
        units = self._set_units(row, file, replace=False)
        row.evidence = row.evidence | {"file": file_values(file, row.evidence["file"])}
        draw_on(self.session, row, file.weekly)
        if joined or units:
            row.changed_at = self.now
            values = {"cases": joined, "units": units}
            record(self.session, Happening("pattern", row.id, "join", self.now, values=values))
        if joined and row.state in RUNNING:
            tell_reporters(self.session, row, self.now)

    def _set_members(self, row: Pattern, wanted: set[int], *, replace: bool) -> int:
        live = set(self.session.scalars(sa.select(Case.id).where(Case.id.in_(wanted))))
        kept = members_of(self.session, [row.id]).get(row.id, set())
        live -= set(
            self.session.scalars(sa.select(PatternApart.case_id).where(PatternApart.pattern_id == row.id))
        )
        live |= kept & self._merged_into(row)
        if replace and kept - live:
            gone = PatternCase.case_id.in_(kept - live)
            self.session.execute(sa.delete(PatternCase).where(PatternCase.pattern_id == row.id, gone))
        fresh = sorted(live - kept)
        self.session.add_all(PatternCase(pattern_id=row.id, case_id=number) for number in fresh)
        self.session.flush()
        return len(fresh)

    def _merged_into(self, row: Pattern) -> set[int]:
        """The cases that came from what was merged into this one; the scan of its own scope does not know them."""
        query = sa.select(PatternCase.case_id).where(PatternCase.pattern_id == row.id)
        return set(self.session.scalars(query.where(PatternCase.merged_from_id.is_not(None))))

    def _units_merged_into(self, row: Pattern) -> set[int]:
        cases = self._merged_into(row)
        return (
            set(self.session.scalars(sa.select(Case.unit_id).where(Case.id.in_(cases)))) if cases else set()
        )

    def _set_units(
        self, row: Pattern, file: PatternFile, *, replace: bool, beside: Collection[int] = ()
    ) -> int:
        figures = {int(figure.unit): figure for figure in file.signal.units}
        query = sa.select(PatternUnit).where(PatternUnit.pattern_id == row.id)
        kept = {unit.unit_id: unit for unit in self.session.scalars(query)}
        for unit_id in kept.keys() - figures.keys() - set(beside) if replace else ():
            self.session.delete(kept[unit_id])
        for unit_id, figure in figures.items():
            unit = kept.get(unit_id)
            if unit is None:
                unit = PatternUnit(pattern_id=row.id, unit_id=unit_id)
                self.session.add(unit)
            elif not replace:
                continue
            unit.observed, unit.expected = figure.observed, figure.expected
        self.session.flush()
        return len(figures.keys() - kept.keys())
