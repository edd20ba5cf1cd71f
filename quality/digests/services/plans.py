"""Setting when each kind of edition goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.core.history import Happening, record
from quality.core.text import N_, RefusedError
from quality.digests.kinds import RHYTHMS, SETTING, EditionKind, Plan
from quality.digests.models import Edition
from quality.digests.queries.periods import due_at
from quality.organisation.queries import municipality


def set_plans(session: Session, actor: Actor, plans: Mapping[EditionKind, Plan], *, now: dt.datetime) -> None:
    """Keep the municipality's own rhythm; editions that are not due yet are moved to it."""
    place = municipality(session)
    if place is None:
        raise RefusedError(N_("Kommunen er ikke satt opp ennå."))
    chosen = {kind.value: asdict(plan) for kind, plan in plans.items()}
    place.settings = {**place.settings, SETTING: chosen}
    waiting = sa.select(Edition).where(Edition.composed_at.is_(None), Edition.due_at > now)
    for edition in session.scalars(waiting):
        edition.due_at = due_at(RHYTHMS[edition.kind], plans[edition.kind], edition.period)
    session.flush()
    record(session, Happening("municipality", place.id, "editions", now, actor.id, values={"plans": chosen}))
