"""Patterns that people see: made by a coordinator from cases, or nominated by a unit."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Act, Actor
from quality.cases.defaults import UNSORTED
from quality.cases.kinds import Access
from quality.cases.models.case import Case
from quality.cases.queries import Seen
from quality.core import notices
from quality.core.clock import local_date
from quality.core.db import new_public_id
from quality.core.history import Happening, record
from quality.core.states import find_move
from quality.core.text import N_, NotAllowedError, RefusedError
from quality.patterns import compose, mails
from quality.patterns.models import Pattern, PatternCase, PatternUnit
from quality.patterns.queries.nominated import nomination_of, own_nomination
from quality.patterns.queries.people import coordinators
from quality.patterns.queries.told import names
from quality.patterns.states import PATTERN_MOVES, Origin

FEWEST, TITLE = 2, 160


def make_pattern(
    session: Session,
    actor: Actor,
    title: str,
    cases: Sequence[Case],
    *,
    now: dt.datetime,
    once: str | None = None,
) -> Pattern:
    """A candidate from cases that a coordinator sees belong together."""
    if not actor.everywhere(Act.PATTERN_REVIEW):
        raise NotAllowedError(N_("Bare kvalitetskoordinatoren kan lage mønstre."))
    if not title:
        raise RefusedError(N_("Skriv hva mønsteret skal hete."), field="title")
    if len(cases) < FEWEST:
        raise RefusedError(N_("Et mønster må ha minst to saker."), field="numbers")
    return _made(session, actor, Origin.COORDINATOR, title, cases, now, once)


def nominate(
    session: Session, actor: Actor, seen: Seen, reason: str, *, now: dt.datetime, more: Sequence[Seen] = ()
) -> Pattern:
    """A unit's word that a case, or several that belong together, should be raised; asked for again, it stays one."""
    if not reason:
        raise RefusedError(N_("Skriv kort hvorfor dette gjelder flere enn dere."), field="reason")
    case = seen.case
    if known := nomination_of(session, case):
        return known
    if any(each.case.access is Access.SHIELDED for each in (seen, *more)):
        raise RefusedError(N_("En skjermet sak kan ikke bli del av et mønster."))
    cases = list({each.case.id: each.case for each in (seen, *more)}.values())
    sort = "" if case.category.code == UNSORTED else names(session, "nb").categories[case.category_id]
    title = compose.plain(compose.suggested(sort, case.unit.name))
    pattern = _made(session, actor, Origin.NOMINATED, title[:TITLE], cases, now, None, reason)
    about = case.category_id if sort else None
    pattern.evidence = pattern.evidence | {
        "title": pattern.title,
        "node": str(case.unit_id),
        "about": about,
        "case": case.id,
    }
    session.flush()
    people = coordinators(session, local_date(now))
    notices.tell(session, mails.nominated(pattern, people, case.unit, len(cases)), now)
    return pattern


def withdraw(session: Session, actor: Actor, case: Case, *, now: dt.datetime) -> Pattern:
    """Take back one's own suggestion while nobody has done anything with it; who was told of it is told no more."""
    pattern = own_nomination(session, actor, case)
    if pattern is None:
        raise RefusedError(
            N_("Forslaget kan ikke trekkes tilbake nå. Kvalitetskoordinatoren har sett på det.")
        )
    pattern.state = find_move(PATTERN_MOVES, "withdraw", pattern.state).target
    pattern.changed_at = now
    session.flush()
    record(session, Happening("pattern", pattern.id, "withdraw", now, actor.id))
    kept = [person.id for person in coordinators(session, local_date(now))]
    notices.forget(session, mails.link(pattern), kept)
    return pattern


def _made(
    session: Session,
    actor: Actor,
    origin: Origin,
    title: str,
    cases: Sequence[Case],
    now: dt.datetime,
    once: str | None,
    reason: str = "",
) -> Pattern:
    series = f"{origin.value}:{once or new_public_id()}"
    known = session.scalar(sa.select(Pattern).where(Pattern.series == series))
    if known is not None:
        return known
    days = sorted(local_date(case.occurred_at) for case in cases)
    units = Counter(case.unit_id for case in cases)
    pattern = Pattern(
        series=series,
        origin=origin,
        title=title,
        category_id=cases[0].category_id if len({case.category_id for case in cases}) == 1 else None,
        observed=len(cases),
        window_from=days[0],
        window_to=days[-1],
        evidence={"units": len(units)},
        reason=reason,
        found_at=now,
        changed_at=now,
    )
    session.add(pattern)
    session.flush()
    session.add_all(PatternCase(pattern_id=pattern.id, case_id=case.id) for case in cases)
    session.add_all(
        PatternUnit(pattern_id=pattern.id, unit_id=unit_id, observed=number)
        for unit_id, number in sorted(units.items())
    )
    values = {"cases": len(cases), "reason": reason, "unit": cases[0].unit.name}
    record(session, Happening("pattern", pattern.id, origin.value, now, actor.id, values=values), first=True)
    return pattern
