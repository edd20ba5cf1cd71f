"""Keeping a report that is not finished, and forgetting it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases.models.draft import CaseDraft
from quality.cases.services.files import drop_held
from quality.core.text import N_, RefusedError

KEPT = dt.timedelta(days=30)
MOST = 20


def keep_draft(
    session: Session,
    actor: Actor,
    form: str,
    door: str,
    fields: Mapping[str, Sequence[str]],
    *,
    now: dt.datetime,
) -> CaseDraft:
    """Keep what stands in the form; kept again, it takes the place of what was kept before."""
    mine = list(session.scalars(sa.select(CaseDraft).where(CaseDraft.person_id == actor.id)))
    row = next((each for each in mine if each.form == form), None)
    if row is None:
        if len(mine) >= MOST:
            raise RefusedError(N_("Du har mange kladder. Slett en under Mine meldinger først."))
        row = CaseDraft(person_id=actor.id, form=form)
        session.add(row)
    row.door, row.fields, row.changed_at = door, {name: list(values) for name, values in fields.items()}, now
    session.flush()
    return row


def drop_draft(session: Session, actor: Actor, form: str) -> None:
    """Forget the draft of this form."""
    session.execute(sa.delete(CaseDraft).where(CaseDraft.form == form, CaseDraft.person_id == actor.id))


def delete_draft(session: Session, actor: Actor, row: CaseDraft) -> None:
    """Delete a draft and the photos that came with it."""
    drop_held(session, actor, row.form)
    session.delete(row)
    session.flush()


def forget_old(session: Session, now: dt.datetime) -> int:
    """Delete drafts that nobody has touched for long; their photos follow with those of forms never sent."""
    done = session.execute(sa.delete(CaseDraft).where(CaseDraft.changed_at < now - KEPT))
    return int(done.rowcount)  # type: ignore[attr-defined]
