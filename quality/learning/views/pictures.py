"""Pictures of a note: shown to those who read it, put in and taken out by those who write it."""

from __future__ import annotations

from flask import Response
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
from quality.learning.views.blueprint import bp, picture_sent
from quality.learning.views.note import show_page

SANDBOX = "default-src 'none'; sandbox"


@bp.get("/<public_id>/pictures/<picture_id>")
@needs(Act.NOTE_READ)
def picture(public_id: str, picture_id: str) -> Response:
    """A picture of a note that one may read."""
    session = db.session()
    note = queries.fetch(session, current_actor(), public_id)
    found = picture_in(session, current_actor(), note, picture_id)
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
        made = images.picture(picture_sent(form.picture.data))
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
        found = picture_in(session, actor, note, picture_id)
        picturing.drop_picture(session, actor, note, found, now=clock.now())
    web.tell(N_("Bildet er fjernet."))
    return web.back_to("learning.show", public_id=public_id)
