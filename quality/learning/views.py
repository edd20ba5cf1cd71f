"""Pages of the learning library, of one note and of its ledger."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Blueprint, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.queries import person_by_public_id, staff_of
from quality.accounts.roles import Act
from quality.cases.models.category import Category
from quality.cases.queries import categories
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.text import N_, NotAllowedError, RefusedError
from quality.learning import policy, queries, services
from quality.learning.forms import NoteForm, SelectChoice, UptakeForm, WordsForm
from quality.learning.models import Note
from quality.learning.queries import Origin
from quality.learning.services import Answer, Content, Source
from quality.learning.states import ANSWERS, NOTE_STATE_LABELS, UPTAKE_LABELS, NoteState, UptakeState
from quality.organisation.kinds import SERVICE_LABELS, Service
from quality.organisation.queries import open_units

bp = Blueprint("learning", __name__, url_prefix="/learning")

EDITABLE = {NoteState.DRAFT, NoteState.SUBMITTED}


@bp.get("")
@needs(Act.NOTE_READ)
def index() -> str:
    """What waits for an answer, then the library."""
    actor, session = current_actor(), db.session()
    chosen = _service(web.argument("service"))
    category = web.argument("category", 12)
    effect = web.argument("effect")
    return render_template(
        "learning/index.html",
        waiting=queries.waiting(session, actor),
        at_work=queries.at_work(session, actor),
        library=queries.library(session, actor, chosen, category, effect),
        services=SERVICE_LABELS,
        mains=[row for row in categories(session) if row.level == 2],
        chosen={"service": chosen, "category": category, "effect": effect},
        states=NOTE_STATE_LABELS,
    )


def _service(value: str) -> Service | None:
    return Service(value) if value in set(Service) else None


@bp.get("/new")
@needs(Act.NOTE_WRITE)
def new() -> str:
    """An empty note, or one begun from a raised pattern or a case."""
    actor, session = current_actor(), db.session()
    origin = queries.origin(session, actor, web.argument("pattern"), web.argument("case"))
    form = _note_form(None, origin)
    return _edit_page(form, None)


@bp.post("/new")
@needs(Act.NOTE_WRITE)
def write() -> Response | tuple[str, int]:
    """Store a draft."""
    actor, session = current_actor(), db.session()
    origin = queries.origin(session, actor, web.argument("pattern"), web.argument("case"))
    form = _note_form(None, origin)
    if not form.validate_on_submit():
        return _edit_page(form, None), 422
    with transaction() as writing:
        note = services.write_note(
            writing,
            actor,
            _content(form),
            _units(form),
            _source(origin),
            now=clock.now(),
            once=form.once.data,
        )
    web.tell(N_("Utkastet er lagret. Send det til godkjenning når det er klart."))
    return web.back_to("learning.show", public_id=note.public_id)


@bp.get("/<public_id>")
@needs(Act.NOTE_READ)
def show(public_id: str) -> str:
    """One note on one screen, and who has taken it up."""
    note = queries.fetch(db.session(), current_actor(), public_id)
    _remember(note)
    return _show_page(note)


@bp.get("/<public_id>/edit")
@needs(Act.NOTE_WRITE)
def edit(public_id: str) -> str:
    """Change a draft."""
    note = _writable(public_id)
    return _edit_page(_note_form(note, Origin()), note)


@bp.post("/<public_id>/edit")
@needs(Act.NOTE_WRITE)
def save(public_id: str) -> Response | tuple[str, int]:
    """Store a changed draft, unless somebody else changed it meanwhile."""
    actor = current_actor()
    note = _writable(public_id)
    form = _note_form(note, Origin())
    if not form.validate_on_submit():
        return _edit_page(form, note), 422
    try:
        form.check_version(note.version)
        with transaction() as session:
            note = queries.fetch_for(session, actor, public_id, Act.NOTE_WRITE)
            services.edit_note(session, actor, note, _content(form), _units(form), now=clock.now())
    except RefusedError as error:
        form.refuse(error)
        return _edit_page(form, note), 409
    web.tell(N_("Endringene er lagret."))
    return web.back_to("learning.show", public_id=public_id)


@bp.post("/<public_id>/submit")
@needs(Act.NOTE_WRITE)
def submit(public_id: str) -> Response | tuple[str, int]:
    """Send to approval."""
    return _move(
        public_id,
        Act.NOTE_WRITE,
        services.submit_note,
        N_("Sendt til godkjenning. En annen enn deg leser det først."),
    )


@bp.post("/<public_id>/publish")
@needs(Act.NOTE_APPROVE)
def publish(public_id: str) -> Response | tuple[str, int]:
    """Approve and publish."""
    return _move(
        public_id, Act.NOTE_APPROVE, services.publish_note, N_("Publisert. Lederne i enhetene er spurt.")
    )


@bp.post("/<public_id>/return")
@needs(Act.NOTE_APPROVE)
def send_back(public_id: str) -> Response | tuple[str, int]:
    """Send back to the author with a reason."""
    return _move(
        public_id,
        Act.NOTE_APPROVE,
        partial(services.return_note, words=_words()),
        N_("Sendt tilbake til forfatteren."),
    )


@bp.post("/<public_id>/outdate")
@needs(Act.NOTE_WRITE)
def outdate(public_id: str) -> Response | tuple[str, int]:
    """Mark as outdated."""
    return _move(public_id, Act.NOTE_WRITE, services.outdate_note, N_("Notatet er merket som utdatert."))


@bp.post("/<public_id>/withdraw")
@needs(Act.NOTE_WRITE)
def withdraw(public_id: str) -> Response | tuple[str, int]:
    """Take it away."""
    return _move(
        public_id,
        Act.NOTE_WRITE,
        partial(services.withdraw_note, words=_words()),
        N_("Notatet er trukket tilbake."),
    )


@bp.get("/uptake/<public_id>")
@needs(Act.UPTAKE_ANSWER)
def ask(public_id: str) -> str:
    """The unit's answer, as a form of its own."""
    uptake, note = queries.fetch_uptake(db.session(), current_actor(), public_id)
    form = _uptake_form(uptake.unit_id)
    form.version.data = str(uptake.version)
    if uptake.state in ANSWERS:
        form.state.data, form.words.data = uptake.state.value, uptake.words
    return render_template("learning/answer.html", form=form, note=note, uptake=uptake)


@bp.post("/uptake/<public_id>")
@needs(Act.UPTAKE_ANSWER)
def answer(public_id: str) -> Response | tuple[str, int]:
    """Store the unit's answer."""
    actor = current_actor()
    uptake, note = queries.fetch_uptake(db.session(), actor, public_id)
    form = _uptake_form(uptake.unit_id)
    page = {"form": form, "note": note, "uptake": uptake}
    if not form.validate_on_submit():
        return render_template("learning/answer.html", **page), 422
    try:
        form.check_version(uptake.version)
        with transaction() as session:
            uptake, note = queries.fetch_uptake(session, actor, public_id)
            owner = person_by_public_id(session, form.owner.data).id if form.owner.data else None
            given = Answer(UptakeState(form.state.data), form.words.data or "", owner, form.due_on.data)
            services.answer_uptake(session, actor, uptake, note, given, now=clock.now())
    except RefusedError as error:
        form.refuse(error)
        return render_template("learning/answer.html", **page), 422
    web.tell(N_("Takk. Svaret for enheten er lagret."))
    return web.back_to("learning.show", public_id=note.public_id)


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
        return _show_page(queries.fetch(db.session(), actor, public_id), form), 422
    web.tell(receipt)
    if not policy.sees(actor, note):
        return web.back_to("learning.index")
    return web.back_to("learning.show", public_id=public_id)


def _remember(note: Note) -> None:
    """Note that it was read: a receipt, not a change, and written once."""
    actor = current_actor()
    if note.state is NoteState.PUBLISHED and queries.unseen(db.session(), actor, note):
        with transaction() as session:
            services.see_note(session, actor, note, now=clock.now())


def _show_page(note: Note, words: WordsForm | None = None) -> str:
    actor, session = current_actor(), db.session()
    unpublished = note.state in EDITABLE
    return render_template(
        "learning/note.html",
        note=note,
        state=NOTE_STATE_LABELS[note.state],
        words=words or WordsForm(),
        ledger=queries.ledger(session, actor, note),
        sources=queries.sources(session, actor, note),
        marks=queries.marks(session, _texts(note)) if unpublished else [],
        chosen=queries.chosen_units(session, note) if unpublished else set(),
        units=open_units(session, clock.local_date(clock.now())) if unpublished else [],
        may_write=policy.may(actor, Act.NOTE_WRITE, note),
        may_approve=policy.may(actor, Act.NOTE_APPROVE, note),
        labels=UPTAKE_LABELS,
    )


def _texts(note: Note) -> list[str]:
    return [note.title, note.problem, note.action, note.effect, note.needs, note.adapting]


def _writable(public_id: str) -> Note:
    note = queries.fetch_for(db.session(), current_actor(), public_id, Act.NOTE_WRITE)
    if note.state not in EDITABLE:
        raise NotAllowedError(
            N_("Notatet er publisert og kan ikke endres. Merk det som utdatert og skriv et nytt.")
        )
    return note


def _note_form(note: Note | None, origin: Origin) -> NoteForm:
    actor, session = current_actor(), db.session()
    day = clock.local_date(clock.now())
    units = open_units(session, day)
    tree = categories(session)
    source = note or origin.pattern or origin.case
    category = next((row for row in tree if source and row.id == source.category_id), None)
    form = NoteForm()
    form.units.choices = [SelectChoice(str(unit.id), unit.name) for unit in units]
    form.category.choices = [
        SelectChoice("", gettext("Velg")),
        *(SelectChoice(str(row.id), row.name) for row in tree if row.level == 2 and not row.retired_on),
    ]
    form.contact.choices = [SelectChoice("", actor.name), *_colleagues(note)]
    if form.is_submitted():
        return form
    if note:
        _fill_from_note(form, note)
    elif source:
        form.title.data = origin.pattern.title if origin.pattern else ""
        case_unit = origin.case.unit if origin.case else None
        proposed = queries.proposed_units(session, category, case_unit, day)
        form.units.data = [str(number) for number in proposed]
    main = _main_of(category, tree)
    form.category.data = str(main.id) if main else ""
    return form


def _colleagues(note: Note | None) -> list[SelectChoice]:
    actor, session = current_actor(), db.session()
    people = staff_of(
        session, frozenset({actor.unit_id, note.source_unit_id or 0} if note else {actor.unit_id})
    )
    return [SelectChoice(person.public_id, person.name) for person in people if person.id != actor.id]


def _main_of(category: Category | None, tree: list[Category]) -> Category | None:
    code = category.code.partition(".")[0] if category else ""
    return next((row for row in tree if row.code == code), None)


def _fill_from_note(form: NoteForm, note: Note) -> None:
    for name in ("title", "problem", "action", "effect", "needs", "adapting", "positive"):
        form[name].data = getattr(note, name)
    form.version.data = str(note.version)
    form.units.data = [str(number) for number in queries.chosen_units(db.session(), note)]
    form.contact.data = (
        note.contact.public_id if note.contact and note.contact_id != current_actor().id else ""
    )


def _edit_page(form: NoteForm, note: Note | None) -> str:
    session = db.session()
    units = {str(unit.id): unit for unit in open_units(session, clock.local_date(clock.now()))}
    texts = [form[name].data or "" for name in ("title", "problem", "action", "effect", "needs", "adapting")]
    return render_template(
        "learning/edit.html",
        form=form,
        note=note,
        services={
            number: SERVICE_LABELS.get(unit.service, "") for number, unit in units.items() if unit.service
        },
        marks=queries.marks(session, texts),
        cancel=url_for("learning.show", public_id=note.public_id) if note else url_for("learning.index"),
    )


def _content(form: NoteForm) -> Content:
    contact = person_by_public_id(db.session(), form.contact.data).id if form.contact.data else None
    return Content(
        title=" ".join((form.title.data or "").split()),
        problem=form.problem.data or "",
        action=form.action.data or "",
        effect=form.effect.data or "",
        needs=form.needs.data or "",
        adapting=form.adapting.data or "",
        positive=bool(form.positive.data),
        category_id=int(form.category.data) if form.category.data else None,
        contact_id=contact,
    )


def _units(form: NoteForm) -> list[int]:
    return [int(value) for value in form.units.data or []]


def _source(origin: Origin) -> Source:
    if origin.case:
        return Source(origin.case.unit_id, None, origin.case.id)
    return Source(None, origin.pattern.id if origin.pattern else None, None)


def _uptake_form(unit_id: int) -> UptakeForm:
    form = UptakeForm()
    form.state.choices = [SelectChoice(state.value, gettext(UPTAKE_LABELS[state])) for state in ANSWERS]
    people = staff_of(db.session(), frozenset({unit_id}))
    form.owner.choices = [
        SelectChoice("", gettext("Meg")),
        *(SelectChoice(p.public_id, p.name) for p in people),
    ]
    return form
