"""Which cases belong where after findings are merged, split and taken up again: always where they were put last."""

from __future__ import annotations

from collections import Counter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.models.case import Case
from quality.patterns.detect.fewer import still_rare
from quality.patterns.models import CaseWords, Pattern, PatternApart, PatternCase, PatternMerge, PatternUnit
from quality.patterns.states import Origin, PatternState


def add_members(session: Session, pattern: Pattern, case_ids: set[int], source: Pattern | None) -> int:
    """Make a source's cases members that are not yet, and their units part of it; returns how many cases are new.

    Without a source a person has chosen them one by one.

    What the scan has counted stays as counted: the cases that join are of another count. A case that was taken out
    comes back only with a source that people have put together themselves, so that a split can be regretted.
    """
    counts_all = pattern.origin is not Origin.ENGINE
    known = set(session.scalars(sa.select(PatternCase.case_id).where(PatternCase.pattern_id == pattern.id)))
    apart = _apart(session, pattern) if source and source.origin is Origin.ENGINE else set()
    brought_by = source.id if source else None
    fresh = sorted(case_ids - known - apart)
    session.add_all(
        PatternCase(pattern_id=pattern.id, case_id=number, merged_from_id=brought_by) for number in fresh
    )
    if not fresh:
        return 0
    counted = _by_unit(session, fresh)
    units = _units(session, pattern)
    for unit_id, number in sorted(counted.items()):
        if unit_id in units:
            units[unit_id].observed += number if counts_all else 0
        else:
            session.add(PatternUnit(pattern_id=pattern.id, unit_id=unit_id, observed=number))
    pattern.observed += len(fresh) if counts_all else 0
    pattern.evidence = pattern.evidence | {"units": len(units.keys() | counted.keys())}
    session.flush()
    return len(fresh)


def take_out(session: Session, pattern: Pattern, case_ids: set[int]) -> dict[int, int]:
    """Let cases be members no longer, nor their units where no other is left; gives who had brought which of them."""
    mine = sa.and_(PatternCase.pattern_id == pattern.id, PatternCase.case_id.in_(sorted(case_ids)))
    rows = session.execute(sa.select(PatternCase.case_id, PatternCase.merged_from_id).where(mine)).all()
    brought = {number: source for number, source in rows if source}
    counts_all = pattern.origin is not Origin.ENGINE
    counted = [number for number, source in rows if counts_all or not source]
    session.execute(sa.delete(PatternCase).where(mine))
    gone, touched = _by_unit(session, counted), _by_unit(session, [number for number, _ in rows])
    left = _by_unit(
        session, sa.select(PatternCase.case_id).where(PatternCase.pattern_id == pattern.id).scalar_subquery()
    )
    units = _units(session, pattern)
    for unit_id in touched.keys() & units.keys():
        row = units[unit_id]
        row.observed = max(0, min(row.observed - gone[unit_id], left[unit_id]))
        if not left[unit_id]:
            session.delete(units.pop(unit_id))
    before, pattern.observed = pattern.observed, max(0, pattern.observed - len(counted))
    years, after, due = pattern.recurrence_years, pattern.observed, pattern.expected
    pattern.recurrence_years = round(
        still_rare(years, before, after, due, pattern.evidence.get("variance", 0.0)), 3
    )
    pattern.evidence = pattern.evidence | {"units": len(units)} | _story_without(session, pattern, counted)
    session.flush()
    return brought


def _story_without(session: Session, pattern: Pattern, gone: list[int]) -> dict[str, Any]:
    """What the counted cases tell alike, without these; none where it was not noted which story that is."""
    story = pattern.evidence.get("story")
    if not story or not gone:
        return {}
    if "told" not in story:
        return {"story": None}
    query = sa.select(sa.func.count()).where(CaseWords.case_id.in_(gone), CaseWords.story == story["told"])
    return {"story": story | {"cases": story["cases"] - (session.scalar(query) or 0)}}


def take_apart(session: Session, pattern: Pattern, case_ids: set[int]) -> None:
    """Take cases out so that no scan puts them back, here or in the merged finding that had brought them."""
    brought = take_out(session, pattern, case_ids)
    fresh = sorted(case_ids - _apart(session, pattern))
    session.add_all(PatternApart(pattern_id=pattern.id, case_id=number) for number in fresh)
    session.flush()
    for source_id in sorted(set(brought.values())):
        source = session.get_one(Pattern, source_id)
        take_apart(session, source, {number for number, by in brought.items() if by == source_id})


def leave(session: Session, pattern: Pattern) -> list[tuple[Pattern, int]]:
    """End a merge: what it had brought leaves the other one, and what that was merged into in turn.

    Gives each of them with how many cases left. What is finished keeps what it was finished with.
    """
    parted: list[tuple[Pattern, int]] = []
    going: set[int] | None = None
    source, merge = pattern, session.get(PatternMerge, pattern.id)
    while merge is not None:
        into = session.get_one(Pattern, merge.into_id)
        if into.state is PatternState.FINISHED:
            break
        rows = sa.select(PatternCase.case_id).where(
            PatternCase.pattern_id == into.id, PatternCase.merged_from_id == source.id
        )
        brought = set(session.scalars(rows))
        going = brought if going is None else brought & going
        take_out(session, into, going)
        parted.append((into, len(going)))
        source, merge = into, session.get(PatternMerge, into.id)
    session.execute(sa.delete(PatternMerge).where(PatternMerge.pattern_id == pattern.id))
    return parted


def _apart(session: Session, pattern: Pattern) -> set[int]:
    return set(session.scalars(sa.select(PatternApart.case_id).where(PatternApart.pattern_id == pattern.id)))


def _units(session: Session, pattern: Pattern) -> dict[int, PatternUnit]:
    rows = session.scalars(sa.select(PatternUnit).where(PatternUnit.pattern_id == pattern.id))
    return {row.unit_id: row for row in rows}


def _by_unit(session: Session, case_ids: list[int] | sa.ScalarSelect[int]) -> Counter[int]:
    return Counter(session.scalars(sa.select(Case.unit_id).where(Case.id.in_(case_ids))))
