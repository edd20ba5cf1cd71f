"""Answers to begin from: written for a unit or for all, changed and taken out of use."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Act, Actor
from quality.cases.compose.answers import unknown_placeholders
from quality.cases.models.closing import AnswerTemplate
from quality.core.clock import local_date
from quality.core.history import Happening, record
from quality.core.text import N_, NotAllowedError, RefusedError


def permit(actor: Actor, unit_id: int | None) -> None:
    """Raise NotAllowedError for who may not change the answers of this unit, or of all."""
    allowed = actor.may(Act.ANSWER_SHARE) if unit_id is None else unit_id in actor.reach(Act.CASE_HANDLE)
    if not allowed:
        raise NotAllowedError(N_("Du kan bare endre maler for enheter du leder."))


def write_template(
    session: Session,
    actor: Actor,
    unit_id: int | None,
    name: str,
    text: str,
    *,
    now: dt.datetime,
    once: str | None = None,
) -> AnswerTemplate:
    """A new answer to begin from. Sent twice with the same `once`, it makes one."""
    permit(actor, unit_id)
    known = sa.select(AnswerTemplate).where(AnswerTemplate.idempotency_key == once)
    if once and (found := session.scalar(known)):
        return found
    _check(text)
    row = AnswerTemplate(unit_id=unit_id, name=name, text=text, idempotency_key=once)
    session.add(row)
    session.flush()
    _note(session, actor, row, "add", now)
    return row


def change_template(
    session: Session,
    actor: Actor,
    row: AnswerTemplate,
    unit_id: int | None,
    name: str,
    text: str,
    *,
    now: dt.datetime,
) -> None:
    """Other words, or for somebody else."""
    permit(actor, row.unit_id)
    permit(actor, unit_id)
    _check(text)
    row.unit_id, row.name, row.text = unit_id, name, text
    session.flush()
    _note(session, actor, row, "change", now)


def retire_template(session: Session, actor: Actor, row: AnswerTemplate, *, now: dt.datetime) -> None:
    """Offer it no more."""
    permit(actor, row.unit_id)
    row.retired_on = local_date(now)
    session.flush()
    _note(session, actor, row, "retire", now)


def _check(text: str) -> None:
    if unknown := unknown_placeholders(text):
        raise RefusedError(N_("Løft kjenner ikke {%(word)s}."), field="text", word=unknown[0])


def _note(session: Session, actor: Actor, row: AnswerTemplate, act: str, now: dt.datetime) -> None:
    record(session, Happening("template", row.id, act, now, actor.id, values={"name": row.name}))
