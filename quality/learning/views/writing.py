"""Writing a learning note."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.queries import person_by_public_id, staff_of
from quality.accounts.roles import Act, Role
from quality.cases.models.category import Category
from quality.cases.queries import categories, category_names
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.text import N_, NotAllowedError, RefusedError
from quality.learning import queries
from quality.learning.forms import NoteForm, SelectChoice, TextForm
from quality.learning.models import Note
from quality.learning.queries import origins
from quality.learning.queries.origins import Origin, proposed_units, units_of_pattern
from quality.learning.services.writing import Content, Source, edit_note, write_note
from quality.learning.views.blueprint import EDITABLE, TEXTS, bp
from quality.organisation.kinds import SERVICE_LABELS
from quality.organisation.models import Unit
from quality.organisation.queries import open_units

PROPOSE = "propose"


@bp.get("/new")
@needs(Act.NOTE_WRITE)
def new() -> str:
    """An empty note, or one begun from a raised pattern or a case."""
    actor, session = current_actor(), db.session()
    origin = origins.origin(session, actor, web.argument("pattern"), web.argument("case"))
    form = _note_form(None, origin)
    return _edit_page(form, None)


@bp.post("/new")
@needs(Act.NOTE_WRITE)
def write() -> Response | tuple[str, int]:
    """Store a draft."""
    actor, session = current_actor(), db.session()
    origin = origins.origin(session, actor, web.argument("pattern"), web.argument("case"))
    form = _note_form(None, origin)
    if PROPOSE in request.form:
        return _edit_page(_propose(form), None), 200
    if not form.validate_on_submit():
        return _edit_page(form, None), 422
    with transaction() as writing:
        note = write_note(
            writing,
            actor,
            content_of(form),
            _units(form),
            _source(origin),
            now=clock.now(),
            once=form.once.data,
        )
    web.tell(N_("Utkastet er lagret. Send det til godkjenning når det er klart."))
    return web.back_to("learning.show", public_id=note.public_id)


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
    if PROPOSE in request.form:
        return _edit_page(_propose(form), note), 200
    if not form.validate_on_submit():
        return _edit_page(form, note), 422
    try:
        form.check_version(note.version)
        with transaction() as session:
            note = queries.fetch_for(session, actor, public_id, Act.NOTE_WRITE)
            edit_note(session, actor, note, content_of(form), _units(form), now=clock.now())
    except RefusedError as error:
        form.refuse(error)
        return _edit_page(form, note), 409
    web.tell(N_("Endringene er lagret."))
    return web.back_to("learning.show", public_id=public_id)


def _propose(form: NoteForm) -> NoteForm:
    """Tick off the units that may have use for it, beside those that are chosen; nothing is stored."""
    session = db.session()
    offered = {choice.value for choice in form.category.choices}
    chosen = form.category.data if form.category.data in offered else ""
    category = next((row for row in categories(session) if str(row.id) == chosen), None)
    actor = current_actor()
    led = session.get(Unit, actor.unit_id) if actor.unit_id in actor.units_as(Role.LEADER) else None
    proposed = proposed_units(session, category, led, clock.local_date(clock.now()))
    form.units.data = sorted({*(form.units.data or ()), *map(str, proposed)})
    return form


def _writable(public_id: str) -> Note:
    note = queries.fetch_for(db.session(), current_actor(), public_id, Act.NOTE_WRITE)
    if note.state not in EDITABLE:
        raise NotAllowedError(
            N_("Notatet er publisert. Rett det, så får de som har lest det, vite hva som er endret.")
        )
    return note


def _note_form(note: Note | None, origin: Origin) -> NoteForm:
    session = db.session()
    day = clock.local_date(clock.now())
    units = open_units(session, day)
    tree = categories(session)
    source = note or origin.pattern or origin.case
    category = next((row for row in tree if source and row.id == source.category_id), None)
    form = NoteForm()
    form.units.choices = [SelectChoice(str(unit.id), unit.name) for unit in units]
    offer_choices(form, note, tree)
    if form.is_submitted():
        return form
    if note:
        fill_form(form, note)
        form.units.data = [str(number) for number in queries.chosen_units(session, note)]
    elif source:
        form.title.data = origin.pattern.title if origin.pattern else ""
        case_unit = origin.case.unit if origin.case else None
        proposed = proposed_units(session, category, case_unit, day)
        if origin.pattern:
            named = units_of_pattern(session, current_actor(), origin.pattern)
            proposed |= named & {unit.id for unit in units}
        form.units.data = [str(number) for number in proposed]
    main = main_of(category, tree)
    form.category.data = str(main.id) if main else ""
    return form


def offer_choices(form: TextForm, note: Note | None, tree: list[Category]) -> None:
    """What the category and the contact may be; a category in use stays on offer when it is retired."""
    names = category_names(db.session(), web.language())
    kept = note.category_id if note else None
    form.category.choices = [
        SelectChoice("", gettext("Velg")),
        *(
            SelectChoice(str(row.id), names[row.name])
            for row in tree
            if row.level == 2 and (not row.retired_on or row.id == kept)
        ),
    ]
    form.contact.choices = [SelectChoice("", current_actor().name), *_colleagues(note)]


def _colleagues(note: Note | None) -> list[SelectChoice]:
    actor, session = current_actor(), db.session()
    people = staff_of(
        session, frozenset({actor.unit_id, note.source_unit_id or 0} if note else {actor.unit_id})
    )
    return [SelectChoice(person.public_id, person.name) for person in people if person.id != actor.id]


def main_of(category: Category | None, tree: list[Category]) -> Category | None:
    """The main category of a leaf, or the main category itself."""
    code = category.code.partition(".")[0] if category else ""
    return next((row for row in tree if row.code == code), None)


def fill_form(form: TextForm, note: Note) -> None:
    """Put what the note says into the form."""
    for name in (*TEXTS, "positive"):
        form[name].data = getattr(note, name)
    form.version.data = str(note.version)
    form.contact.data = (
        note.contact.public_id if note.contact and note.contact_id != current_actor().id else ""
    )


def _edit_page(form: NoteForm, note: Note | None) -> str:
    session = db.session()
    units = {str(unit.id): unit for unit in open_units(session, clock.local_date(clock.now()))}
    texts = [form[name].data or "" for name in TEXTS]
    return render_template(
        "learning/edit.html",
        form=form,
        note=note,
        services={
            number: gettext(SERVICE_LABELS[unit.service]) for number, unit in units.items() if unit.service
        },
        marks=queries.marks(session, texts),
        proposed=PROPOSE in request.form,
        cancel=url_for("learning.show", public_id=note.public_id) if note else url_for("learning.index"),
    )


def content_of(form: TextForm) -> Content:
    """What the form says."""
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
