"""Changing what is counted. A type is renamed or retired, and never deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases.models.tally import TallyType, TallyTypeLabel, TallyTypeService
from quality.cases.queries import category_by_code
from quality.cases.services.settings import permit
from quality.core.clock import local_date
from quality.core.history import Happening, record
from quality.core.text import N_, RefusedError
from quality.organisation.kinds import Service


@dataclass(frozen=True)
class TypeWords:
    """A type's names by language (empty for none), its category, and who counts it."""

    name: str
    category: str
    labels: Mapping[str, str] = field(default_factory=dict)
    services: frozenset[Service] = frozenset()


def add_type(
    session: Session, actor: Actor, words: TypeWords, *, now: dt.datetime, once: str | None = None
) -> TallyType:
    """Count something new. Sent twice with the same `once`, it makes one."""
    permit(actor)
    if once and (known := session.scalar(sa.select(TallyType).where(TallyType.idempotency_key == once))):
        return known
    _check(session, words, None)
    last = session.scalar(sa.select(sa.func.max(TallyType.position)))
    row = TallyType(
        name=words.name,
        category_id=category_by_code(session, words.category).id,
        position=(last if last is not None else -1) + 1,
        idempotency_key=once,
    )
    session.add(row)
    session.flush()
    _words(session, row, words)
    _note(session, actor, row, "add", now, {"name": words.name})
    return row


def change_type(
    session: Session, actor: Actor, row: TallyType, words: TypeWords, *, now: dt.datetime
) -> None:
    """Give a type other names, another category, or other services that count it."""
    permit(actor)
    _check(session, words, row)
    before, row.name = row.name, words.name
    row.category_id = category_by_code(session, words.category).id
    session.flush()
    _words(session, row, words)
    values = {"from": before, "to": words.name, **words.labels, "services": sorted(words.services)}
    _note(session, actor, row, "change", now, values)


def retire_type(session: Session, actor: Actor, row: TallyType, retired: bool, *, now: dt.datetime) -> None:
    """Stop counting a type, or count it again. What is counted stays."""
    permit(actor)
    if not retired:
        _check(session, TypeWords(row.name, ""), row)
    row.retired_on = local_date(now) if retired else None
    session.flush()
    _note(session, actor, row, "retire" if retired else "return", now, {})


def _check(session: Session, words: TypeWords, row: TallyType | None) -> None:
    if not words.name:
        raise RefusedError(N_("Skriv hva som skal telles."), field="name")
    query = sa.select(TallyType.name).where(TallyType.retired_on.is_(None))
    others = session.scalars(query.where(TallyType.id != row.id) if row else query)
    if words.name.lower() in {name.lower() for name in others}:
        raise RefusedError(N_("Dette telles allerede. Bruk et annet navn."), field="name")


def _words(session: Session, row: TallyType, words: TypeWords) -> None:
    session.execute(sa.delete(TallyTypeLabel).where(TallyTypeLabel.type_id == row.id))
    session.execute(sa.delete(TallyTypeService).where(TallyTypeService.type_id == row.id))
    session.add_all(
        TallyTypeLabel(type_id=row.id, language=language, name=name)
        for language, name in words.labels.items()
        if name
    )
    session.add_all(TallyTypeService(type_id=row.id, service=service) for service in sorted(words.services))
    session.flush()


def _note(
    session: Session, actor: Actor, row: TallyType, act: str, now: dt.datetime, values: dict[str, Any]
) -> None:
    record(session, Happening("tally_type", row.id, act, now, actor.id, values=values))
