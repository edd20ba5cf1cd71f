"""Setting when each edition goes, to whom and how long it may be."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.core.history import Happening, record
from quality.core.text import N_, RefusedError
from quality.digests.compose.audience import takes_all
from quality.digests.kinds import SETTING, Plan, kept, label, own_kinds
from quality.digests.models import Edition
from quality.digests.queries.editions import next_untouched, plans_here
from quality.digests.queries.periods import due_at, rhythm_of
from quality.digests.services.editions import ensure
from quality.organisation.models import Municipality
from quality.organisation.queries import municipality


def set_plan(session: Session, actor: Actor, kind: str, plan: Plan, *, now: dt.datetime) -> Plan:
    """Keep how the municipality wants an edition. What is not due yet is moved to it; what has begun ends as it was.

    A new rhythm, and an edition that is turned on again, begins with the first that is due from now on, so that nobody
    gets one at once. Topics keep the order they had, and new ones stand last.
    """
    before = plans_here(session)[kind]
    begins = plan.rhythm is not before.rhythm or (plan.on and not before.on)
    since = now if begins else before.since
    kept_topics = [topic for topic in before.topics if topic in plan.topics]
    topics = dict.fromkeys([*kept_topics, *plan.topics])
    name = plan.name if before.name else ""
    return _set(session, actor, kind, replace(plan, topics=tuple(topics), since=since, name=name), now)


def add_plan(session: Session, actor: Actor, plan: Plan, *, now: dt.datetime) -> str:
    """Add an edition of the municipality's own; returns what it is called in the database."""
    known = plans_here(session)
    kind = next((name for name in own_kinds() if name not in known), None)
    if kind is None:
        raise RefusedError(N_("Det er høyst seks egne utgaver. Endre en av dem i stedet."))
    _set(session, actor, kind, replace(plan, since=now), now)
    return kind


def _set(session: Session, actor: Actor, kind: str, plan: Plan, now: dt.datetime) -> Plan:
    place = municipality(session)
    if place is None:
        raise RefusedError(N_("Kommunen er ikke satt opp ennå."))
    after = {**plans_here(session), kind: plan}
    _check(after)
    _move(session, kind, plan, now)
    _keep(place, after)
    session.flush()
    record(session, Happening("municipality", place.id, "edition", now, actor.id, values={kind: kept(plan)}))
    return plan


def _check(plans: dict[str, Plan]) -> None:
    """Refuse an edition that nobody would get, since another takes all its receivers as often."""
    for kind, plan in plans.items():
        other = takes_all(plans, kind) if plan.on else None
        if other:
            raise RefusedError(
                N_("Da får ingen %(edition)s: %(other)s går til de samme like ofte. Velg andre mottakere."),
                field="roles",
                edition=label(plans, kind),
                other=label(plans, other),
            )


def _keep(place: Municipality, plans: dict[str, Plan]) -> None:
    place.settings = {**place.settings, SETTING: {kind: kept(plan) for kind, plan in plans.items()}}


def _move(session: Session, kind: str, plan: Plan, now: dt.datetime) -> None:
    """See that the next edition stands ready; one that is not due yet gets its new time, and in a new rhythm its new
    period, with the words it has.
    """
    waiting = session.scalar(
        sa.select(Edition).where(Edition.kind == kind, Edition.composed_at.is_(None), Edition.due_at > now)
    )
    if waiting is None:
        if plan.on:
            ensure(session, kind, plan, next_untouched(session, kind, plan, now))
        return
    if rhythm_of(waiting.period) is not plan.rhythm:
        waiting.period = next_untouched(session, kind, plan, now)
    waiting.due_at = due_at(plan, waiting.period)
