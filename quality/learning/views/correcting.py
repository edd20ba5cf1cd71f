"""Correcting a published note, and approving the correction."""

from __future__ import annotations

from typing import Any

from flask import render_template
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.cases.queries import categories
from quality.core import clock, images, web
from quality.core.db import Session, db, transaction
from quality.core.text import N_, NotAllowedError, RefusedError
from quality.learning import policy, queries
from quality.learning.forms import CorrectForm, SelectChoice
from quality.learning.models import Note, NoteVersion
from quality.learning.queries import versions
from quality.learning.queries.pictures import pictures_changed, pictures_of
from quality.learning.services.correcting import (
    approve_correction,
    drop_correction,
    propose_correction,
)
from quality.learning.services.picturing import PictureChange
from quality.learning.services.writing import Content
from quality.learning.states import NoteState
from quality.learning.views.blueprint import TEXTS, bp, is_sent, picture_sent
from quality.learning.views.writing import content_of, fill_form, main_of, offer_choices


@bp.get("/<public_id>/correct")
@needs(Act.NOTE_WRITE)
def correct(public_id: str) -> str:
    """Change the words of a published note; readers are told once another has approved."""
    note = _correctable(public_id)
    form = _form(note)
    fill_form(form, note)
    return _page(form, note)


@bp.post("/<public_id>/correct")
@needs(Act.NOTE_WRITE)
def send_correction(public_id: str) -> Response | tuple[str, int]:
    """Send the correction to a second person."""
    actor = current_actor()
    note = _correctable(public_id)
    form = _form(note)
    if not form.validate_on_submit():
        return _page(form, note), 422
    try:
        form.check_version(note.version)
        with transaction() as session:
            note = queries.fetch_for(session, actor, public_id, Act.NOTE_WRITE)
            content, once = content_of(form), form.once.data or None
            why, pictures = form.why.data, _pictures(form)
            propose_correction(session, actor, note, content, why, pictures, now=clock.now(), once=once)
    except RefusedError as error:
        if error.field == "files":
            error.field = "picture"
        form.refuse(error)
        return _page(form, note), 409
    web.tell(N_("Rettelsen venter på at en annen leser den. Notatet står som før så lenge."))
    return web.back_to("learning.show", public_id=public_id)


@bp.get("/<public_id>/correct/<version_id>")
@needs(Act.NOTE_READ)
def show_correction(public_id: str, version_id: str) -> str:
    """What stood and what shall stand, side by side, for its writer and those who may approve it."""
    note, made = _correction(db.session(), public_id, version_id)
    actor = current_actor()
    texts = [str(made.content[name]) for name in TEXTS]
    new, out = pictures_changed(db.session(), made)
    return render_template(
        "learning/correction.html",
        note=note,
        made=made,
        content=Content(**made.content),
        new_pictures=new,
        old_pictures=out,
        changed=[name for name in TEXTS if made.content[name] != getattr(note, name)],
        marks=queries.marks(db.session(), texts),
        may_approve=policy.may_approve_version(actor, note, made),
    )


@bp.post("/<public_id>/correct/<version_id>/approve")
@needs(Act.NOTE_APPROVE)
def approve(public_id: str, version_id: str) -> Response:
    """Let the corrected words stand."""
    _decide(public_id, version_id, approve_correction)
    web.tell(N_("Notatet er rettet, og de som har lest det, får vite det."))
    return web.back_to("learning.show", public_id=public_id)


@bp.post("/<public_id>/correct/<version_id>/drop")
@needs(Act.NOTE_READ)
def drop(public_id: str, version_id: str) -> Response:
    """Leave the note as it was; its writer may take the correction back."""
    _decide(public_id, version_id, drop_correction)
    web.tell(N_("Rettelsen er lagt bort. Notatet står som før."))
    return web.back_to("learning.show", public_id=public_id)


def _decide(public_id: str, version_id: str, verb: Any) -> None:
    actor = current_actor()
    with transaction() as session:
        note, made = _correction(session, public_id, version_id)
        own = made.author_id == actor.id and verb is drop_correction
        if not (own or policy.may_approve_version(actor, note, made)):
            raise NotAllowedError(N_("En annen enn den som skrev rettelsen, må godkjenne den."))
        verb(session, actor, note, made, now=clock.now())


def _correction(session: Session, public_id: str, version_id: str) -> tuple[Note, NoteVersion]:
    actor = current_actor()
    note = queries.fetch(session, actor, public_id)
    made = versions.fetch_version(session, note, version_id)
    if made.author_id != actor.id and not policy.may_approve_version(actor, note, made):
        raise NotAllowedError(N_("Bare de som kan godkjenne notatet, ser rettelsen."))
    return note, made


def _correctable(public_id: str) -> Note:
    note = queries.fetch_for(db.session(), current_actor(), public_id, Act.NOTE_WRITE)
    if note.state is not NoteState.PUBLISHED:
        raise NotAllowedError(N_("Bare et publisert notat kan rettes."))
    return note


def _pictures(form: CorrectForm) -> PictureChange:
    sent = form.picture.data
    new = images.picture(picture_sent(sent)) if is_sent(sent) else None
    return PictureChange(new, form.alt.data or "", tuple(form.out.data or ()))


def _form(note: Note) -> CorrectForm:
    form = CorrectForm()
    form.out.choices = [SelectChoice(row.public_id, row.alt) for row in pictures_of(db.session(), note)]
    tree = categories(db.session())
    offer_choices(form, note, tree)
    if not form.is_submitted():
        main = main_of(next((row for row in tree if row.id == note.category_id), None), tree)
        form.category.data = str(main.id) if main else ""
    return form


def _page(form: CorrectForm, note: Note) -> str:
    texts = [form[name].data or "" for name in TEXTS]
    return render_template(
        "learning/correct.html", form=form, note=note, marks=queries.marks(db.session(), texts)
    )
