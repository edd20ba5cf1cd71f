"""Pictures of a note: shown to those who read it, put in and taken out by those who write it."""

from __future__ import annotations

from contextlib import closing

from flask import Response
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.core import clock, files, images, web
from quality.core.db import db, transaction
from quality.core.text import N_, NotAllowedError, RefusedError
from quality.learning import queries
from quality.learning.forms import PictureForm
from quality.learning.queries.pictures import picture_in
from quality.learning.services import picturing
from quality.learning.views.blueprint import bp
from quality.learning.views.note import show_page

SANDBOX = "default-src 'none'; sandbox"
MOST_BYTES = 10 * 1024 * 1024


@bp.get("/<public_id>/pictures/<picture_id>")
@needs(Act.NOTE_READ)
def picture(public_id: str, picture_id: str) -> Response:
    """A picture of a note that one may read."""
    session = db.session()
    note = queries.fetch(session, current_actor(), public_id)
    found = picture_in(session, note, picture_id)
    answer = Response(files.read(found.key, picturing.FOLDER), mimetype="image/jpeg")
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Content-Disposition"] = f'inline; filename="loft-{found.public_id[:8]}.jpg"'
    return answer


@bp.post("/<public_id>/pictures")
@needs(Act.NOTE_WRITE)
def add_picture(public_id: str) -> BaseResponse | tuple[str, int]:
    """Put a picture in."""
    actor, form = current_actor(), PictureForm(prefix="picture-")
    note = queries.fetch_for(db.session(), actor, public_id, Act.NOTE_WRITE)
    try:
        if not form.validate():
            return show_page(note, picturing=form), 422
        made = images.picture(_content(form.picture.data))
        with transaction() as session:
            note = queries.fetch_for(session, actor, public_id, Act.NOTE_WRITE)
            picturing.add_picture(session, actor, note, made, form.alt.data or "", now=clock.now())
    except NotAllowedError:
        raise
    except RefusedError as error:
        if error.field == "files":
            error.field = "picture"
        form.refuse(error)
        return show_page(queries.fetch(db.session(), actor, public_id), picturing=form), 422
    web.tell(N_("Bildet er lagt til."))
    return web.back_to("learning.show", public_id=public_id)


@bp.post("/<public_id>/pictures/<picture_id>/drop")
@needs(Act.NOTE_WRITE)
def drop_picture(public_id: str, picture_id: str) -> BaseResponse:
    """Take a picture out."""
    actor = current_actor()
    with transaction() as session:
        note = queries.fetch_for(session, actor, public_id, Act.NOTE_WRITE)
        found = picture_in(session, note, picture_id)
        picturing.drop_picture(session, actor, note, found, now=clock.now())
    web.tell(N_("Bildet er fjernet."))
    return web.back_to("learning.show", public_id=public_id)


def _content(sent: object) -> bytes:
    if not isinstance(sent, FileStorage) or not sent.filename:
        raise RefusedError(N_("Velg et bilde først."), field="picture")
    with closing(sent):
        content: bytes = sent.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise RefusedError(N_("Bildet er for stort. Det kan være høyst 10 MB."), field="picture")
    return content
