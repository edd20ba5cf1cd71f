"""The photos and documents of a case, and those held for a form that is not sent yet."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Act, Actor
from quality.cases import policy
from quality.cases.kinds import FileKind, MessageKind
from quality.cases.models.case import CaseMessage
from quality.cases.models.file import CaseFile
from quality.cases.queries import Seen
from quality.core.text import NotVisibleError


@dataclass(frozen=True)
class FileLine:
    """A file as a page shows it."""

    public_id: str
    kind: FileKind
    size: int
    message_id: int | None


def held(session: Session, actor: Actor, form: str) -> list[CaseFile]:
    """What the person has sent with a form that is not finished, in the order it came."""
    query = sa.select(CaseFile).where(CaseFile.held_for == form, CaseFile.held_by_id == actor.id)
    return list(session.scalars(query.order_by(CaseFile.id)))


def held_file(session: Session, actor: Actor, public_id: str) -> CaseFile:
    """One of them."""
    query = sa.select(CaseFile).where(CaseFile.public_id == public_id, CaseFile.held_by_id == actor.id)
    found = session.scalar(query)
    if found is None:
        raise NotVisibleError(public_id)
    return found


_FILES = (
    sa.select(CaseFile, CaseMessage.kind)
    .outerjoin(CaseMessage, CaseMessage.id == CaseFile.message_id)
    .where(CaseFile.case_id == sa.bindparam("case_id"))
    .order_by(CaseFile.id)
)


def files_of(session: Session, actor: Actor, seen: Seen) -> list[FileLine]:
    """The files of a case that this reader may see."""
    if not policy.sees_files(actor, seen.case, seen.ties):
        return []
    notes = policy.may(actor, Act.CASE_NOTE, seen.case, seen.ties)
    return [
        FileLine(file.public_id, file.kind, file.size, file.message_id)
        for file, kind in session.execute(_FILES, {"case_id": seen.case.id})
        if notes or kind is not MessageKind.NOTE
    ]


def file_in(session: Session, actor: Actor, seen: Seen, public_id: str) -> CaseFile:
    """One file of a case; NotVisibleError for those who may not see it."""
    if any(line.public_id == public_id for line in files_of(session, actor, seen)):
        return session.scalars(sa.select(CaseFile).where(CaseFile.public_id == public_id)).one()
    raise NotVisibleError(public_id)
