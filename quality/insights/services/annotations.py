"""Writing, changing and taking away what stands in charts on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Act, Actor
from quality.cases.compose.masking import id_numbers
from quality.core.history import Happening, put, record
from quality.core.text import N_, ConflictError, NotAllowedError, RefusedError
from quality.insights.kinds import AnnotationKind
from quality.insights.models.annotation import Annotation


@dataclass(frozen=True)
class Said:
    """What an annotation says, and of what."""

    kind: AnnotationKind
    title: str
    from_on: dt.date
    unit_id: int
    until_on: dt.date | None = None
    category_id: int | None = None
    words: str = ""


def annotate(
    session: Session, actor: Actor, said: Said, *, now: dt.datetime, once: str | None = None
) -> Annotation:
    """Write one. Sent twice with the same `once`, it makes one."""
    _check(actor, said)
    if once and (known := session.scalar(sa.select(Annotation).where(Annotation.idempotency_key == once))):
        if known.author_id != actor.id:
            raise ConflictError(N_("Skjemaet er brukt før. Last siden på nytt og send en gang til."))
        return known
    row = Annotation(**vars(said), author_id=actor.id, created_at=now, changed_at=now, idempotency_key=once)
    session.add(row)
    session.flush()
    _note(session, actor, row, "write", now, _plain(said))
    return row


def change_annotation(
    session: Session, actor: Actor, row: Annotation, said: Said, *, now: dt.datetime
) -> None:
    """Say something else, or move it."""
    _check(actor, said)
    if changed := put(row, vars(said)):
        row.changed_at = now
        session.flush()
        _note(session, actor, row, "edit", now, changed)


def delete_annotation(session: Session, actor: Actor, row: Annotation, *, now: dt.datetime) -> None:
    """Take it out of every chart; restore_annotation() brings it back."""
    row.deleted_at = row.changed_at = now
    session.flush()
    _note(session, actor, row, "delete", now, {"title": row.title})


def restore_annotation(session: Session, actor: Actor, row: Annotation, *, now: dt.datetime) -> None:
    """Bring back one that was deleted."""
    row.deleted_at, row.changed_at = None, now
    session.flush()
    _note(session, actor, row, "restore", now, {})


def _check(actor: Actor, said: Said) -> None:
    if not actor.may_in(Act.TRENDS_ANNOTATE, said.unit_id):
        raise NotAllowedError(N_("Du kan ikke skrive merknader for den enheten."))
    if said.until_on and said.until_on < said.from_on:
        raise RefusedError(N_("Siste dag kan ikke være før den første."), field="until_on")
    for name in ("title", "words"):
        if id_numbers(getattr(said, name)):
            raise RefusedError(
                N_("Dette ligner et fødselsnummer. Ta det ut: merknader leses av mange."), field=name
            )


def _plain(said: Said) -> dict[str, Any]:
    return {name: value for name, value in asdict(said).items() if value}


def _note(
    session: Session, actor: Actor, row: Annotation, act: str, now: dt.datetime, values: dict[str, Any]
) -> None:
    stand_in = actor.standing_in_for(row.unit_id)
    record(session, Happening("annotation", row.id, act, now, actor.id, stand_in, values))
