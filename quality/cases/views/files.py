"""Photos and documents: each through the door of its case, never shown as anything but what it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

from flask import Response
from werkzeug.datastructures import FileStorage

from quality.accounts.login import current_actor, needs, signed_in
from quality.accounts.roles import Act
from quality.cases.forms.parts import FilesForm
from quality.cases.kinds import FileKind, Level
from quality.cases.models.file import CaseFile
from quality.cases.queries import files as queries
from quality.cases.services import files as services
from quality.cases.views.blueprint import bp, look
from quality.core import clock, files
from quality.core.db import db, transaction
from quality.core.text import Message, RefusedError, clean_line

SANDBOX = "default-src 'none'; sandbox"
TYPES = {
    FileKind.PHOTO: ("image/jpeg", "jpg", "inline"),
    FileKind.PDF: ("application/pdf", "pdf", "attachment"),
}


@bp.get("/cases/<public_id>/files/<file_id>")
@signed_in
def file(public_id: str, file_id: str) -> Response:
    """A photo, or a document to download."""
    seen = look(public_id, "file", Level.TEXT)
    return _answer(queries.file_in(db.session(), current_actor(), seen, file_id), small=False)


@bp.get("/cases/<public_id>/files/<file_id>/small")
@signed_in
def small_file(public_id: str, file_id: str) -> Response:
    """The small copy of a photo."""
    seen = look(public_id, "file", Level.TEXT)
    return _answer(queries.file_in(db.session(), current_actor(), seen, file_id), small=True)


@bp.get("/report/files/<file_id>")
@needs(Act.CASE_REPORT)
def held_file(file_id: str) -> Response:
    """What I have sent with a form that is not finished."""
    return _answer(queries.held_file(db.session(), current_actor(), file_id), small=True)


def _answer(found: CaseFile, *, small: bool) -> Response:
    kind, ending, shown = TYPES[found.kind]
    answer = Response(files.read((small and found.small_key) or found.key), mimetype=kind)
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Content-Disposition"] = f'{shown}; filename="loft-{found.public_id[:8]}.{ending}"'
    return answer


def hold(form: FilesForm) -> bool:
    """Keep what came with the form, or say at its field what is wrong; what could be kept is kept either way."""
    sent = [(each.filename or "", content) for each in _sent(form) if (content := _taken(each))]
    ready = list[services.Ready]()
    try:
        services.check_size([content for _, content in sent])
        ready += _readable(form, sent)
    except RefusedError as error:
        form.refuse(error)
    try:
        if ready:
            with transaction() as session:
                services.hold(session, current_actor(), form.key, ready, now=clock.now())
    except RefusedError as error:
        form.refuse_once(error)
    return not form.files.errors


def _readable(form: FilesForm, sent: Sequence[tuple[str, bytes]]) -> Iterator[services.Ready]:
    """Those of the files that we can take; of several, the others are said by the names that their sender knows."""
    refused = dict[str, list[str]]()
    for name, content in sent:
        try:
            yield services.make_ready(content)
        except RefusedError as error:
            refused.setdefault(error.message.text, []).append(clean_line(name, 60))
    for why, names in refused.items():
        several = {"names": ", ".join(names), "why": Message(why)}
        form.refuse(
            RefusedError(why, field="files")
            if len(sent) == 1
            else RefusedError("%(names)s: %(why)s", field="files", **several)
        )


def _sent(form: FilesForm) -> list[FileStorage]:
    found: list[Any] = [*(form.files.data or ()), form.photo.data]
    return [each for each in found if isinstance(each, FileStorage) and each.filename]


def _taken(sent: FileStorage) -> bytes:
    with closing(sent):
        content: bytes = sent.read()
    return content


def drop(file_id: str) -> None:
    """Remove one file from a form."""
    with transaction() as session:
        services.drop(session, queries.held_file(session, current_actor(), file_id))


def held(form: FilesForm) -> list[CaseFile]:
    """What the form has with it already."""
    return queries.held(db.session(), current_actor(), form.key) if form.once.data else []
