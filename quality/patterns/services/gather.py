"""One finding made of several, and several of one; which cases belong where is never guessed again afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Act, Actor
from quality.cases.models.case import Case
from quality.core import notices
from quality.core.clock import local_date
from quality.core.text import N_, NotAllowedError, RefusedError
from quality.patterns import mails, policy
from quality.patterns.models import Pattern, PatternCase, PatternMerge
from quality.patterns.queries.merged import is_merged
from quality.patterns.services.belonging import add_members, take_apart
from quality.patterns.services.decide import (
    advance,
    forget_outside,
    leaders_to_tell,
    note,
    settle_rate,
    tell_reporters,
)
from quality.patterns.services.make import FEWEST, make_pattern
from quality.patterns.states import RUNNING, Origin, PatternState

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


def add_cases(
    session: Session, actor: Actor, pattern: Pattern, cases: Sequence[Case], *, now: dt.datetime
) -> int:
    """Let more cases be part of what people have put together; gives how many were not before."""
    if not policy.may(actor, Act.PATTERN_REVIEW, pattern):
        raise NotAllowedError(N_("Du kan se mønsteret, men ikke gjøre dette med det."))
    if not may_grow(pattern):
        raise RefusedError(
            N_("Sakene kan ikke legges til her. Lag et mønster av dem, og slå det sammen med dette.")
        )
    days = [local_date(case.occurred_at) for case in cases]
    added = add_members(session, pattern, {case.id for case in cases}, None)
    if not added:
        raise RefusedError(N_("Velg minst én sak som ikke er med fra før."), field="numbers")
    pattern.window_from = min([*days, *filter(None, [pattern.window_from])])
    pattern.window_to = max([*days, *filter(None, [pattern.window_to])])
    if any(case.category_id != pattern.category_id for case in cases):
        pattern.category_id = None
    note(session, actor, pattern, "added", now, {"cases": added})
    if pattern.state in RUNNING:
        tell_reporters(session, pattern, now)
        leaders = leaders_to_tell(session, pattern, local_date(now))
        notices.tell(session, mails.raised(pattern, leaders, actor.id), now)
    return added


def may_grow(pattern: Pattern) -> bool:
    """Whether people may add cases: what the scan counts gets its own, and what is closed or merged gets none."""
    return pattern.origin is not Origin.ENGINE and pattern.state not in CLOSED


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
