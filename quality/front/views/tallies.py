"""Pages for the list of what is counted."""

from __future__ import annotations

from typing import TypeVar

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.queries import names
from quality.accounts.roles import Act
from quality.cases.models.tally import TallyType
from quality.cases.queries import CategoryNames, category_names, category_tree
from quality.cases.queries import tally as reads
from quality.cases.services import setup, tally_types
from quality.cases.services.settings import permit
from quality.cases.services.tally_types import TypeWords
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.history import entries_of
from quality.core.text import N_, ConflictError, RefusedError, clean_line
from quality.core.web import back_to
from quality.front.forms.settings import NewTallyTypeForm, TallyTypeForm, pairs
from quality.front.kinds import TALLY_ACT_LABELS
from quality.organisation.kinds import SERVICE_LABELS, Service

bp = Blueprint("tallies", __name__, url_prefix="/settings/tallies")

BAD = 422
AnyForm = TypeVar("AnyForm", bound=TallyTypeForm)


@bp.get("")
@needs(Act.SETTINGS_MANAGE)
def index() -> str:
    """Everything that is counted, by whom and how often."""
    return render_template(
        "settings/tallies.html", rows=reads.all_types(db.session()), services=SERVICE_LABELS
    )


@bp.post("/defaults")
@needs(Act.SETTINGS_MANAGE)
def add_defaults() -> Response:
    """Begin with the list that Løft brings."""
    with transaction() as session:
        permit(current_actor())
        setup.add_tallies(session)
    web.tell(N_("Lagt inn. Ta bort det dere ikke teller."))
    return back_to("tallies.index")


@bp.get("/new")
@needs(Act.SETTINGS_MANAGE)
def new() -> str:
    """What should be counted."""
    return render_template("settings/tally_new.html", form=_with_categories(NewTallyTypeForm()))


@bp.post("/new")
@needs(Act.SETTINGS_MANAGE)
def add() -> Response | tuple[str, int]:
    """Count something new."""
    form = _with_categories(NewTallyTypeForm())
    if form.validate_on_submit():
        try:
            with transaction() as session:
                once = form.once.data or None
                tally_types.add_type(session, current_actor(), _words(form), now=clock.now(), once=once)
        except RefusedError as error:
            form.refuse(error)
        else:
            web.tell(N_("Lagt til."))
            return back_to("tallies.index")
    return render_template("settings/tally_new.html", form=form), BAD


@bp.get("/<public_id>")
@needs(Act.SETTINGS_MANAGE)
def show(public_id: str) -> str:
    """Rename or retire a type."""
    return _page(reads.type_for_settings(db.session(), public_id))


@bp.post("/<public_id>")
@needs(Act.SETTINGS_MANAGE)
def change(public_id: str) -> Response | tuple[str, int]:
    """Store names, category and who counts it."""
    row, form = reads.type_for_settings(db.session(), public_id), _with_categories(TallyTypeForm())
    status, meanwhile = BAD, []
    if form.validate_on_submit():
        try:
            form.check_version(row.version)
            with transaction() as session:
                tally_types.change_type(session, current_actor(), row, _words(form), now=clock.now())
        except ConflictError as error:
            labels, _ = reads.words_of(db.session(), row)
            values = {"name": row.name, "nn": labels.get("nn", ""), "en": labels.get("en", "")}
            meanwhile, status = form.clash(error, row.version, values), 409
        except RefusedError as error:
            form.refuse(error)
        else:
            web.tell(N_("Lagret."))
            return back_to("tallies.show", public_id=public_id)
    return _page(row, form, meanwhile), status


@bp.post("/<public_id>/retire")
@needs(Act.SETTINGS_MANAGE)
def retire(public_id: str) -> Response:
    """Stop counting it, or count it again."""
    retired = request.form.get("retired") == "1"
    with transaction() as session:
        row = reads.type_for_settings(session, public_id)
        tally_types.retire_type(session, current_actor(), row, retired, now=clock.now())
    web.tell(N_("Tatt ut. Det som er talt, står.") if retired else N_("Telles igjen."))
    return back_to("tallies.show", public_id=public_id)


def _with_categories(form: AnyForm) -> AnyForm:
    called: CategoryNames = category_names(db.session(), web.language())
    tree = [row for row in category_tree(db.session()) if row[2] > 1]
    form.category.choices = pairs((code, f"{code} {called[name]}") for code, name, _ in tree)
    return form


def _words(form: TallyTypeForm) -> TypeWords:
    return TypeWords(
        clean_line(form.name.data or "", 40),
        form.category.data,
        {"nn": clean_line(form.nn.data or "", 40), "en": clean_line(form.en.data or "", 40)},
        frozenset(Service(value) for value in form.services.data or []),
    )


def _page(
    row: TallyType, form: TallyTypeForm | None = None, meanwhile: list[tuple[str, str]] | None = None
) -> str:
    session = db.session()
    story = entries_of(session, "tally_type", row.id)
    return render_template(
        "settings/tally.html",
        row=row,
        form=form or _filled(row),
        meanwhile=meanwhile or [],
        story=list(reversed(story)),
        names=names(session, {entry.actor_id for entry, _ in story}),
        acts=TALLY_ACT_LABELS,
    )


def _filled(row: TallyType) -> TallyTypeForm:
    labels, services = reads.words_of(db.session(), row)
    form = _with_categories(
        TallyTypeForm(name=row.name, category=row.category.code, services=services, **labels)
    )
    form.version.data = str(row.version)
    return form
