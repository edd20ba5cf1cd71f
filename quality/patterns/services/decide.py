"""The coordinator's decisions: raise and lower, watch, dismiss, take up again, rename, finish."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.queries import leaders_of
from quality.accounts.roles import Act, Actor
from quality.cases.queries.people import concerned_in
from quality.cases.states import MeasureState
from quality.core import notices
from quality.core.clock import local_date
from quality.core.history import Happening, record
from quality.core.states import Move, find_move
from quality.core.text import N_, NotAllowedError, RefusedError
from quality.organisation.models import Municipality, Unit
from quality.patterns import mails, policy
from quality.patterns.detect.values import WORK
from quality.patterns.models import Pattern, PatternUnit, PatternWatch
from quality.patterns.queries.beside import verdicts
from quality.patterns.queries.common import common_to
from quality.patterns.queries.desk import DIAL
from quality.patterns.queries.file import measures
from quality.patterns.queries.merged import is_merged
from quality.patterns.queries.people import coordinators, nominator, passed_up_by, reporters
from quality.patterns.queries.vanished import members_in_units, units_touched
from quality.patterns.services.belonging import leave
from quality.patterns.states import Origin, PatternState, moves_of

LONGEST_WATCH = dt.timedelta(days=366)

# What the detector calls it; its own list of words comes with libraries that no web process holds.
TOO_EARLY = "too_early"


def advance(
    session: Session, actor: Actor, pattern: Pattern, verb: str, now: dt.datetime, values: dict[str, Any]
) -> Move:
    """Take one row of the table of moves, and write it in the history."""
    moves = moves_of(work=pattern.kind in WORK, merged=is_merged(session, pattern.id))
    move = find_move(moves, verb, pattern.state)
    if not policy.may(actor, Act(move.act), pattern):
        raise NotAllowedError(N_("Du kan se mønsteret, men ikke gjøre dette med det."))
    pattern.state = move.target
    note(session, actor, pattern, verb, now, values)
    return move


def note(
    session: Session, actor: Actor, pattern: Pattern, act: str, now: dt.datetime, values: dict[str, Any]
) -> None:
    """Write the history and when it last changed."""
    pattern.changed_at = now
    session.flush()
    stand_in = next((h.deputy_for for h in actor.held if h.deputy_for == pattern.owner_id), None)
    record(session, Happening("pattern", pattern.id, act, now, actor.id, stand_in, values))


def raise_pattern(session: Session, actor: Actor, pattern: Pattern, *, now: dt.datetime) -> Pattern:
    """Make it the municipality's own business, and tell everybody touched. No case is moved or changed."""
    leaders = leaders_to_tell(session, pattern, local_date(now))
    told = reporters(session, pattern.id)
    pattern.raised_at, pattern.watch_until, pattern.reason = now, None, ""
    pattern.watch, pattern.hand = None, None
    people = sorted(leaders)
    advance(session, actor, pattern, "raise", now, {"leaders": people, "reporters": len(told)})
    units = units_touched(session, pattern.id)
    news = mails.raised(pattern, leaders, actor.id) + mails.reporters(pattern, told, units)
    notices.tell(session, news, now)
    return pattern


def tell_reporters(session: Session, pattern: Pattern, now: dt.datetime) -> None:
    """Tell whoever reported a case of it, and was not told before, that the case is part of something bigger."""
    units = units_touched(session, pattern.id)
    notices.tell(session, mails.reporters(pattern, reporters(session, pattern.id), units), now)


def leaders_to_tell(session: Session, pattern: Pattern, day: dt.date) -> dict[int, Unit]:
    """Who leads the units that are part of it, each with the first of their units.

    A unit says nothing to a leader whom all of its cases are about.
    """
    cases: dict[int, set[int]] = {}
    for case_id, unit_id in session.execute(members_in_units(pattern.id)):
        cases.setdefault(unit_id, set()).add(case_id)
    about = concerned_in(session, set().union(*cases.values()) if cases else set())
    query = sa.select(Unit).join(PatternUnit, PatternUnit.unit_id == Unit.id)
    units = session.scalars(
        query.where(PatternUnit.pattern_id == pattern.id).order_by(Unit.position, Unit.id)
    )
    found: dict[int, Unit] = {}
    for unit in units:
        for leader in leaders_of(session, unit, day):
            own = cases.get(unit.id, set())
            if not own or any(leader.id not in about.get(number, set()) for number in own):
                found.setdefault(leader.id, unit)
    return found


def lower(session: Session, actor: Actor, pattern: Pattern, *, now: dt.datetime) -> Pattern:
    """Undo the raising: it is hidden again, and nobody is mailed of it who has not heard yet.

    What something has been decided against is not undone but finished.
    """
    if pattern.returned_at or measures(session, pattern.id):
        raise RefusedError(N_("Det er satt i gang noe mot dette. Avslutt det med en grunn i stedet."))
    pattern.raised_at, pattern.owner_id, pattern.due_on = None, None, None
    advance(session, actor, pattern, "lower", now, {})
    notices.take_back(session, [mails.raised_key(pattern), mails.reporter_key(pattern)])
    forget_outside(session, pattern, now)
    return pattern


def forget_outside(session: Session, pattern: Pattern, now: dt.datetime) -> None:
    """Take back what leads others than the reviewers to it, now that they find nothing there."""
    kept = [person.id for person in coordinators(session, local_date(now))]
    notices.forget_but(session, mails.link(pattern), kept)


def watch(
    session: Session,
    actor: Actor,
    pattern: Pattern,
    until: dt.date,
    *,
    now: dt.datetime,
    cases: int | None = None,
    spread: bool = False,
) -> Pattern:
    """Keep an eye on it until a day, and wake it before if so many more cases come or other units join."""
    today = local_date(now)
    if not today < until <= today + LONGEST_WATCH:
        raise RefusedError(N_("Velg en dag fra i morgen og høyst ett år fram."), field="until")
    if (cases or spread) and common_to(session, pattern) is None:
        text = N_("Sakene har ikke noe felles å telle nye etter. La bare dagen stå.")
        raise RefusedError(text, field="cases" if cases else "spread")
    pattern.watch_until, pattern.reason = until, ""
    values = {"until": until.isoformat(), "cases": cases, "spread": spread}
    advance(session, actor, pattern, "watch", now, values)
    pattern.watch = PatternWatch(since=now, cases=cases, units=1 if spread else None)
    session.flush()
    return pattern


def dismiss(session: Session, actor: Actor, pattern: Pattern, reason: str, *, now: dt.datetime) -> Pattern:
    """Put it away with a reason; it comes back when the rate doubles or more units join."""
    if not reason:
        raise RefusedError(N_("Skriv hvorfor. Grunnen blir husket til neste gang."), field="reason")
    sender = passed_up_by(session, pattern)
    pattern.reason, pattern.watch_until, pattern.watch = reason, None, None
    settle_rate(pattern)
    advance(session, actor, pattern, "dismiss", now, {"reason": reason})
    if pattern.origin is Origin.NOMINATED and (told := nominator(session, pattern)):
        notices.tell(session, mails.not_taken_up(pattern, *told, now), now)
    if sender:
        notices.tell(session, mails.not_taken_further(pattern, *sender, now), now)
    return pattern


def settle_rate(pattern: Pattern) -> None:
    """Remember how frequent it was when it was settled."""
    if pattern.window_from and pattern.window_to:
        weeks = ((pattern.window_to - pattern.window_from).days + 1) / 7
        pattern.evidence = pattern.evidence | {"settled_per_week": round(pattern.observed / weeks, 4)}


def reconsider(session: Session, actor: Actor, pattern: Pattern, *, now: dt.datetime) -> Pattern:
    """Take up again what was followed or dismissed; what was merged takes its cases with it."""
    pattern.reason, pattern.watch_until, pattern.watch, pattern.hand = "", None, None, None
    advance(session, actor, pattern, "reconsider", now, {})
    forget_outside(session, pattern, now)
    for other, number in leave(session, pattern):
        note(session, actor, other, "parted", now, {"to": pattern.title, "cases": number})
    return pattern


def rename(session: Session, actor: Actor, pattern: Pattern, title: str, *, now: dt.datetime) -> Pattern:
    """Call it something people understand."""
    if not title:
        raise RefusedError(N_("Skriv hva mønsteret skal hete."), field="title")
    before, pattern.title = pattern.title, title
    note(session, actor, pattern, "rename", now, {"before": before, "after": title})
    return pattern


def finish(
    session: Session, actor: Actor, pattern: Pattern, effect: bool, reason: str, *, now: dt.datetime
) -> Pattern:
    """Close it with an effect that is shown, or with a reasoned decision; the reporters are told."""
    if effect:
        _require_effect(session, pattern, local_date(now))
    if not reason:
        raise RefusedError(N_("Skriv hva som ble gjort, eller hvorfor det avsluttes."), field="reason")
    pattern.finished_at, pattern.reason, pattern.returned_at = now, reason, None
    settle_rate(pattern)
    advance(session, actor, pattern, "finish", now, {"effect": effect, "reason": reason})
    leaders = leaders_to_tell(session, pattern, local_date(now))
    news = mails.finished(pattern, reporters(session, pattern.id))
    notices.tell(session, news + mails.finished_in(pattern, leaders, actor.id, now), now)
    return pattern


def _require_effect(session: Session, pattern: Pattern, day: dt.date) -> None:
    """Refuse where nobody has found that a measure worked, or where it is too early to have seen it."""
    worked = [each for each in measures(session, pattern.id) if each.state is MeasureState.WORKED]
    if not worked:
        text = N_(
            "Ingen tiltak er vurdert til å ha virket ennå. Vurder tiltakene, eller skriv en begrunnelse."
        )
        raise RefusedError(text, field="how")
    said = verdicts(session, [each.id for each in worked])
    waits = [row.answer_on for row in said.values() if row.verdict == TOO_EARLY and row.answer_on]
    if len(waits) == len(worked) and min(waits) > day:
        early = N_(
            "Det er for tidlig å se i tallene om det virket. Et svar er mulig %(day)s. "
            "Vent, eller velg en annen grunn."
        )
        raise RefusedError(early, field="how", day=min(waits))
    if not said and all(each.done_at and local_date(each.done_at) >= day for each in worked):
        fresh = N_(
            "Tiltaket ble gjort i dag, så virkningen kan ikke ses ennå. Vent, eller velg en annen grunn."
        )
        raise RefusedError(fresh, field="how")


def reopen(session: Session, actor: Actor, pattern: Pattern, *, now: dt.datetime) -> Pattern:
    """Open again what was finished."""
    pattern.finished_at, pattern.reason = None, ""
    advance(session, actor, pattern, "return", now, {})
    return pattern


def set_owner(
    session: Session,
    actor: Actor,
    pattern: Pattern,
    owner: Person,
    aim: str,
    *,
    now: dt.datetime,
    due_on: dt.date | None = None,
) -> Pattern:
    """Name who answers for it and what is to be reached; later states are kept when only the owner changes."""
    if not aim:
        raise RefusedError(N_("Skriv hva dere vil oppnå."), field="aim")
    if due_on and due_on != pattern.due_on and due_on < local_date(now):
        raise RefusedError(N_("Fristen kan ikke være i fortiden."), field="due_on")
    kept = pattern.state if pattern.state in (PatternState.MEASURES, PatternState.EFFECT) else None
    before = pattern.owner_id
    pattern.owner_id, pattern.aim, pattern.due_on = owner.id, aim, due_on
    values = {"owner": owner.name, "aim": aim, "due": due_on.isoformat() if due_on else ""}
    advance(session, actor, pattern, "own", now, values)
    if kept:
        pattern.state = kept
        session.flush()
    if before != owner.id:
        notices.tell(session, mails.owner_set(pattern, owner, actor.id), now)
    return pattern


def set_dial(
    session: Session, actor: Actor, place: Municipality, a_month: float, *, now: dt.datetime
) -> None:
    """How many false findings a month to put up with, for thirty units; the next scan goes by it."""
    before = place.settings.get(DIAL)
    place.settings = place.settings | {DIAL: a_month}
    session.flush()
    values = {"before": before, "after": a_month}
    record(session, Happening("municipality", place.id, "set_dial", now, actor.id, values=values))
