"""Taking in photos and documents: held for a form while it is filled in, then part of a case."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases.kinds import FileKind
from quality.cases.models.case import Case, CaseMessage
from quality.cases.models.draft import CaseDraft
from quality.cases.models.file import CaseFile
from quality.cases.queries.files import held
from quality.core import files, images
from quality.core.text import N_, RefusedError

MOST = 10
MOST_BYTES = 10 * 1024 * 1024
KEPT = dt.timedelta(days=1)


@dataclass(frozen=True)
class Ready:
    """A file as it will be stored, read before the database is asked to wait for us."""

    kind: FileKind
    digest: str
    content: bytes
    small: bytes | None = None


def make_ready(content: bytes) -> Ready:
    """What a file is follows from what it holds, not from its name; RefusedError for what we do not take."""
    digest = hashlib.sha256(content).hexdigest()
    if content.startswith(b"%PDF-"):
        return Ready(FileKind.PDF, digest, content)
    picture = images.picture(content)
    return Ready(FileKind.PHOTO, digest, picture.content, picture.small)


def check_size(contents: Sequence[bytes]) -> None:
    """RefusedError when the files of one send are too large together."""
    if sum(map(len, contents)) > MOST_BYTES:
        raise RefusedError(N_("Filene er for store. De kan være høyst 10 MB til sammen."), field="files")


def hold(session: Session, actor: Actor, form: str, ready: Sequence[Ready], *, now: dt.datetime) -> None:
    """Keep what came with a form until the form is sent; the same file twice is kept once."""
    known = {file.digest for file in held(session, actor, form)}
    for each in ready:
        if each.digest in known:
            continue
        if len(known) >= MOST:
            raise RefusedError(N_("Du kan sende høyst 10 filer."), field="files")
        known.add(each.digest)
        session.add(
            CaseFile(
                held_by_id=actor.id,
                held_for=form,
                held_at=now,
                kind=each.kind,
                digest=each.digest,
                size=len(each.content),
                key=files.keep(each.content),
                small_key=files.keep(each.small) if each.small else None,
            )
        )
    session.flush()


def attach(session: Session, actor: Actor, form: str, case: Case, message: CaseMessage | None = None) -> None:
    """Make what was held for the form part of the case, and forget who sent it; what is there already is dropped."""
    there = set(session.scalars(sa.select(CaseFile.digest).where(CaseFile.case_id == case.id)))
    for file in held(session, actor, form):
        if file.digest in there:
            drop(session, file)
            continue
        file.case_id, file.message_id = case.id, message.id if message else None
        file.held_by_id = file.held_for = file.held_at = None
    session.flush()


def attach_to_message(session: Session, actor: Actor, form: str, case: Case) -> None:
    """The same for the message that this form has made."""
    made = sa.select(CaseMessage).where(CaseMessage.idempotency_key == form, CaseMessage.case_id == case.id)
    attach(session, actor, form, case, session.scalars(made).one())


def drop(session: Session, file: CaseFile) -> None:
    """Remove a file that is in no case."""
    for key in (file.key, file.small_key):
        if key:
            files.drop(key)
    session.delete(file)
    session.flush()


def drop_held(session: Session, actor: Actor, form: str) -> None:
    """Remove everything held for a form that will not be sent."""
    for file in held(session, actor, form):
        drop(session, file)


def sweep(session: Session, now: dt.datetime) -> int:
    """Remove what was held for forms that were never sent nor kept as drafts, and files that no row knows."""
    kept = sa.select(CaseDraft.form)
    query = sa.select(CaseFile).where(
        CaseFile.case_id.is_(None), CaseFile.held_at < now - KEPT, CaseFile.held_for.not_in(kept)
    )
    old = list(session.scalars(query))
    for file in old:
        drop(session, file)
    known = set(session.scalars(sa.select(CaseFile.key)))
    known |= {key for key in session.scalars(sa.select(CaseFile.small_key)) if key}
    strays = [key for key in files.stored((now - KEPT).timestamp()) if key not in known]
    for key in strays:
        files.drop(key)
    return len(old) + len(strays)
