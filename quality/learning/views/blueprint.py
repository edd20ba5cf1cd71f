"""The blueprint of the learning pages, and what several of them need."""

from __future__ import annotations

from contextlib import closing

from flask import Blueprint
from werkzeug.datastructures import FileStorage

from quality.core.text import N_, RefusedError
from quality.learning.states import NoteState

bp = Blueprint("learning", __name__, url_prefix="/learning")

TEXTS = ("title", "problem", "action", "effect", "needs", "adapting")
EDITABLE = {NoteState.DRAFT, NoteState.SUBMITTED}
MOST_BYTES = 10 * 1024 * 1024


def is_sent(sent: object) -> bool:
    """Whether a picture came with the form."""
    return isinstance(sent, FileStorage) and bool(sent.filename)


def picture_sent(sent: object) -> bytes:
    """The picture that came with the form."""
    if not isinstance(sent, FileStorage) or not sent.filename:
        raise RefusedError(N_("Velg et bilde først."), field="picture")
    with closing(sent):
        content: bytes = sent.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise RefusedError(N_("Bildet er for stort. Det kan være høyst 10 MB."), field="picture")
    return content
