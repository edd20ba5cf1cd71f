"""One finding made of several, and several of one; which cases belong where is never guessed again afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases.models.case import Case
from quality.core.text import N_, RefusedError
from quality.patterns.models import Pattern, PatternCase, PatternMerge
from quality.patterns.queries.merged import is_merged
from quality.patterns.services.belonging import add_members, take_apart
from quality.patterns.services.decide import advance, forget_outside, note, settle_rate, tell_reporters
from quality.patterns.services.make import FEWEST, make_pattern
from quality.patterns.states import RUNNING, PatternState

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
    joined = add_members(session, into, ids, pattern)
    settle_rate(pattern)
    pattern.watch, pattern.watch_until, pattern.hand = None, None, None
    advance(session, actor, pattern, "merge", now, {"into": into.title})
    forget_outside(session, pattern, now)
    session.add(PatternMerge(pattern_id=pattern.id, into_id=into.id, at=now))
    note(session, actor, into, "joined", now, {"from": pattern.title, "cases": joined})
    if joined and into.state in RUNNING:
        tell_reporters(session, into, now)
    return into


def split(
    session: Session, actor: Actor, pattern: Pattern, title: str, cases: Sequence[Case], *, now: dt.datetime
) -> Pattern:
    """Take cases out into a pattern of their own, which is returned; the nightly scan never puts them back.

    One case alone makes no pattern: it is only taken out.
    """
    if is_merged(session, pattern.id):
        raise RefusedError(
            N_("Dette er slått sammen med et annet. Del opp det, eller ta dette opp på nytt først.")
        )
    members = set(session.scalars(sa.select(PatternCase.case_id).where(PatternCase.pattern_id == pattern.id)))
    chosen = list({case.id: case for case in cases if case.id in members}.values())
    if not chosen or len(chosen) == len(members):
        raise RefusedError(N_("Velg noen av sakene, men ikke alle."), field="cases")
    other = pattern
    if len(chosen) >= FEWEST:
        other = make_pattern(session, actor, title, chosen, now=now)
        note(session, actor, pattern, "split", now, {"to": title, "cases": len(chosen)})
    else:
        note(session, actor, pattern, "took_out", now, {"case": chosen[0].label})
    take_apart(session, pattern, {case.id for case in chosen})
    return other
