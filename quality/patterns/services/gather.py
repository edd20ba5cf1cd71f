"""One finding made of several, and several of one; which cases belong where is never guessed again afterwards."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases.models.case import Case
from quality.core.text import N_, RefusedError
from quality.patterns.models import Pattern, PatternApart, PatternCase, PatternMerge, PatternUnit
from quality.patterns.services.decide import advance, note, settle_rate
from quality.patterns.services.make import make_pattern
from quality.patterns.states import Origin, PatternState

CLOSED = frozenset({PatternState.DISMISSED, PatternState.FINISHED})


def merge(session: Session, actor: Actor, pattern: Pattern, into: Pattern, *, now: dt.datetime) -> Pattern:
    """Let another finding or pattern hold these cases too; what comes later follows them there."""
    if into.id == pattern.id:
        raise RefusedError(N_("Velg et annet mønster enn dette."), field="into")
    if into.state in CLOSED:
        raise RefusedError(
            N_("Det andre mønsteret er avvist eller avsluttet. Velg et som er åpent."), field="into"
        )
    ids = set(session.scalars(sa.select(PatternCase.case_id).where(PatternCase.pattern_id == pattern.id)))
    joined = add_members(session, into, ids)
    settle_rate(pattern)
    pattern.watch, pattern.watch_until, pattern.hand = None, None, None
    advance(session, actor, pattern, "merge", now, {"into": into.title})
    session.add(PatternMerge(pattern_id=pattern.id, into_id=into.id, at=now))
    note(session, actor, into, "joined", now, {"from": pattern.title, "cases": joined})
    return into


def add_members(session: Session, pattern: Pattern, case_ids: set[int]) -> int:
    """Make cases members that are not yet, and their units part of it; returns how many cases are new.

    What the scan has counted stays as counted: the cases that join are of another count.
    """
    counts_all = pattern.origin is not Origin.ENGINE
    known = set(session.scalars(sa.select(PatternCase.case_id).where(PatternCase.pattern_id == pattern.id)))
    apart = set(session.scalars(sa.select(PatternApart.case_id).where(PatternApart.pattern_id == pattern.id)))
    fresh = sorted(case_ids - known - apart)
    session.add_all(PatternCase(pattern_id=pattern.id, case_id=number) for number in fresh)
    if not fresh:
        return 0
    counted = Counter(session.scalars(sa.select(Case.unit_id).where(Case.id.in_(fresh))))
    units = {
        row.unit_id: row
        for row in session.scalars(sa.select(PatternUnit).where(PatternUnit.pattern_id == pattern.id))
    }
    for unit_id, number in sorted(counted.items()):
        if unit_id in units:
            units[unit_id].observed += number if counts_all else 0
        else:
            session.add(PatternUnit(pattern_id=pattern.id, unit_id=unit_id, observed=number))
    pattern.observed += len(fresh) if counts_all else 0
    pattern.evidence = pattern.evidence | {"units": len(units.keys() | counted.keys())}
    session.flush()
    return len(fresh)


def split(
    session: Session, actor: Actor, pattern: Pattern, title: str, cases: Sequence[Case], *, now: dt.datetime
) -> Pattern:
    """Take cases out into a pattern of their own; they are never put back by the nightly scan."""
    members = set(session.scalars(sa.select(PatternCase.case_id).where(PatternCase.pattern_id == pattern.id)))
    chosen = [case for case in cases if case.id in members]
    if not chosen or len(chosen) == len(members):
        raise RefusedError(N_("Velg noen av sakene, men ikke alle."), field="cases")
    other = make_pattern(session, actor, title, chosen, now=now)
    note(session, actor, pattern, "split", now, {"to": title, "cases": len(chosen)})
    ids = [case.id for case in chosen]
    mine = sa.and_(PatternCase.pattern_id == pattern.id, PatternCase.case_id.in_(ids))
    session.execute(sa.delete(PatternCase).where(mine))
    session.add_all(PatternApart(pattern_id=pattern.id, case_id=number) for number in ids)
    _take_from_units(session, pattern, Counter(case.unit_id for case in chosen))
    pattern.observed = max(0, pattern.observed - len(chosen))
    session.flush()
    return other


def _take_from_units(session: Session, pattern: Pattern, gone: Counter[int]) -> None:
    left = 0
    for row in session.scalars(sa.select(PatternUnit).where(PatternUnit.pattern_id == pattern.id)):
        row.observed = max(0, row.observed - gone[row.unit_id])
        left += bool(row.observed)
        if not row.observed:
            session.delete(row)
    pattern.evidence = pattern.evidence | {"units": left}
