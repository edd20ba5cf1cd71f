"""A person's own drafts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases.models.draft import CaseDraft
from quality.core.text import NotVisibleError, headline


@dataclass(frozen=True)
class DraftLine:
    """A draft as the list shows it."""

    public_id: str
    door: str
    title: str
    changed_at: dt.datetime


def drafts(session: Session, actor: Actor) -> list[DraftLine]:
    """What the person has begun, the latest first."""
    query = sa.select(CaseDraft).where(CaseDraft.person_id == actor.id).order_by(CaseDraft.changed_at.desc())
    return [
        DraftLine(row.public_id, row.door, headline(" ".join(row.fields.get("text", []))), row.changed_at)
        for row in session.scalars(query)
    ]


def draft(session: Session, actor: Actor, public_id: str) -> CaseDraft:
    """One of them."""
    query = sa.select(CaseDraft).where(CaseDraft.public_id == public_id, CaseDraft.person_id == actor.id)
    found = session.scalar(query)
    if found is None:
        raise NotVisibleError(public_id)
    return found
