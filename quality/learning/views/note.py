"""One note, its ledger, and the steps of its life."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from functools import partial

from flask import render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act, Actor
from quality.core import clock, web
from quality.core.db import Session, db, transaction
from quality.core.text import N_, NotAllowedError, RefusedError
from quality.learning import figures, policy, queries
from quality.learning.forms import AnswerForm, OutdateForm, PictureForm, QuestionForm, SelectChoice, WordsForm
from quality.learning.models import Note, NoteVersion
from quality.learning.queries import versions
from quality.learning.queries.effects import repeating
from quality.learning.queries.gains import gains_of_note, subject_of_uptake, won_by_note
from quality.learning.queries.ledger import answers_by_week, ledger, uptakes_in
from quality.learning.queries.origins import sources
from quality.learning.queries.pictures import MOST, pictures_of
from quality.learning.queries.talk import answers_questions, questions, reach
from quality.learning.services.answering import see_note
from quality.learning.services.publishing import outdate_note, publish_note, withdraw_note
from quality.learning.services.writing import return_note, submit_note
from quality.learning.states import NOTE_STATE_LABELS, UPTAKE_LABELS, NoteState
from quality.learning.views.blueprint import EDITABLE, TEXTS, bp
from quality.organisation.queries import open_units
from quality.patterns.compose.verdicts import VERDICTS


@bp.get("/<public_id>")
@needs(Act.NOTE_READ)
def show(public_id: str) -> str:
    """One note on one screen, and who has taken it up."""
    note = queries.fetch(db.session(), current_actor(), public_id)
    _remember(note)
    return show_page(note)


@bp.post("/<public_id>/submit")
@needs(Act.NOTE_WRITE)
def submit(public_id: str) -> Response | tuple[str, int]:
    """Send to approval."""
    return _move(
        public_id,
        Act.NOTE_WRITE,
        submit_note,
        N_("Sendt til godkjenning. En annen enn deg leser det først."),
    )


@bp.post("/<public_id>/publish")
@needs(Act.NOTE_APPROVE)
def publish(public_id: str) -> Response | tuple[str, int]:
    """Approve and publish."""
    return _move(public_id, Act.NOTE_APPROVE, _publish_read, N_("Publisert. Lederne i enhetene er spurt."))


def _publish_read(session: Session, actor: Actor, note: Note, *, now: dt.datetime) -> None:
    """Publish what the approver read: not what its author made of it afterwards."""
    form = WordsForm()
    if form.version.data:
        form.check_version(note.version)
    publish_note(session, actor, note, now=now)


@bp.post("/<public_id>/return")
@needs(Act.NOTE_APPROVE)
def send_back(public_id: str) -> Response | tuple[str, int]:
    """Send back to the author with a reason."""
    return _move(
        public_id,
        Act.NOTE_APPROVE,
        partial(return_note, words=_words()),
        N_("Sendt tilbake til forfatteren."),
    )


@bp.post("/<public_id>/outdate")
@needs(Act.NOTE_WRITE)
def outdate(public_id: str) -> Response | tuple[str, int]:
    """Mark as outdated, and tell what to follow instead."""
    actor, session = current_actor(), db.session()
    chosen = OutdateForm().replaced_by.data
    replaced_by = queries.fetch(session, actor, chosen) if chosen else None
    return _move(
        public_id,
        Act.NOTE_WRITE,
        partial(outdate_note, replaced_by=replaced_by),
        N_("Notatet er merket som utdatert."),
    )


@bp.post("/<public_id>/withdraw")
@needs(Act.NOTE_WRITE)
def withdraw(public_id: str) -> Response | tuple[str, int]:
    """Take it away."""
    return _move(
        public_id,
        Act.NOTE_WRITE,
        partial(withdraw_note, words=_words()),
        N_("Notatet er trukket tilbake."),
    )


def _words() -> str:
    return WordsForm().words.data or ""


def _move(public_id: str, act: Act, do: Callable[..., None], receipt: str) -> Response | tuple[str, int]:
    """One step in the note's life; a refusal is shown on its page."""
    actor = current_actor()
    try:
        with transaction() as session:
            note = queries.fetch_for(session, actor, public_id, act)
            do(session, actor, note, now=clock.now())
    except NotAllowedError:
        raise
    except RefusedError as error:
        form = WordsForm()
        form.refuse(error)
        return show_page(queries.fetch(db.session(), actor, public_id), form), 422
    web.tell(receipt)
    if not policy.sees(actor, note):
        return web.back_to("learning.index")
    return web.back_to("learning.show", public_id=public_id)


def _remember(note: Note) -> None:
    """Note that it was read: a receipt, not a change, and written once."""
    actor = current_actor()
    if note.state is NoteState.PUBLISHED and queries.unseen(db.session(), actor, note):
        with transaction() as session:
            see_note(session, actor, note, now=clock.now())


def show_page(
    note: Note,
    words: WordsForm | None = None,
    asking: QuestionForm | None = None,
    picturing: PictureForm | None = None,
) -> str:
    """The note as this reader may see it, with what was typed when something was refused."""
    actor, session = current_actor(), db.session()
    unpublished = note.state in EDITABLE
    correction = versions.proposed(session, note)
    may_write = policy.may(actor, Act.NOTE_WRITE, note)
    found = ledger(session, actor, note)
    own = found.of_reader
    return render_template(
        "learning/note.html",
        note=note,
        state=NOTE_STATE_LABELS[note.state],
        words=words or WordsForm(),
        ledger=found.rows,
        mine=found.mine,
        curve=_curve(note),
        repeats=repeating(session, actor, note) if note.state in policy.PUBLIC else None,
        verdicts=VERDICTS,
        won=won_by_note(session, note) if note.state in policy.PUBLIC else None,
        gains=gains_of_note(session, note) if own else {},
        owned=[
            (row, uptake, subject_of_uptake(actor, uptake, note))
            for row, uptake in zip(own, uptakes_in(session, own), strict=True)
        ],
        counts=Counter(row.state for row in found.rows),
        reach=reach(session, actor, note) if note.state in policy.PUBLIC else None,
        questions=questions(session, actor, note),
        answers=answers_questions(actor, note),
        asking=asking or QuestionForm(formdata=None, prefix="ask-"),
        answering=AnswerForm(formdata=None, prefix="answer-"),
        earlier=versions.earlier(session, note),
        correction=correction if correction and _judges(actor, note, correction) else None,
        replaced_by=queries.successor(session, actor, note),
        outdate=_outdate_form(note) if may_write and note.state is NoteState.PUBLISHED else None,
        sources=sources(session, actor, note),
        pictures=pictures_of(session, note),
        picturing=picturing or PictureForm(formdata=None, prefix="picture-"),
        most_pictures=MOST,
        marks=queries.marks(session, [getattr(note, name) for name in TEXTS]) if unpublished else [],
        chosen=queries.chosen_units(session, note) if unpublished else set(),
        units=open_units(session, clock.local_date(clock.now())) if unpublished else [],
        may_write=may_write,
        may_approve=policy.may(actor, Act.NOTE_APPROVE, note),
        labels={state: gettext(label) for state, label in UPTAKE_LABELS.items()},
    )


def _judges(actor: Actor, note: Note, made: NoteVersion) -> bool:
    """Whether the person has to do with a correction that waits: its writer, or one who may approve it."""
    return made.author_id == actor.id or policy.may_approve_version(actor, note, made)


def _curve(note: Note) -> figures.Curve | None:
    """How the answers came in, week by week."""
    if note.published_at is None:
        return None
    answered = [clock.local_date(at) for at in answers_by_week(db.session(), note)]
    return figures.curve(clock.local_date(note.published_at), clock.local_date(clock.now()), answered)


def _outdate_form(note: Note) -> OutdateForm:
    form = OutdateForm(formdata=None)
    others = queries.others(db.session(), current_actor(), note)
    form.replaced_by.choices = [
        SelectChoice("", gettext("Ingenting")),
        *(SelectChoice(other.public_id, other.title) for other in others),
    ]
    return form
