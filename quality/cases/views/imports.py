"""Pages for bringing in the organisation, the people and old cases."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.cases.forms.imports import UploadForm, categories_form
from quality.cases.queries import categories
from quality.cases.services import import_files
from quality.cases.views.names import category_name
from quality.core import clock
from quality.core.db import db, transaction
from quality.core.forms import Form
from quality.core.tabular import PAGE_LIMITS
from quality.core.text import N_, RefusedError
from quality.core.web import back_to
from quality.organisation.kinds import IMPORT_KIND_LABELS, IMPORT_STATE_LABELS, ImportState
from quality.organisation.models import Import

bp = Blueprint("imports", __name__, url_prefix="/import")

REFRESH_SECONDS = 2
UNDER_WAY = {ImportState.WAITING, ImportState.RUNNING}
WORDS = {"kinds": IMPORT_KIND_LABELS, "states": IMPORT_STATE_LABELS, "under_way": UNDER_WAY}


@bp.get("")
@needs(Act.IMPORT_ORGANISATION, Act.IMPORT_CASES)
def index() -> str:
    """Choose a file; what was brought in before."""
    return _index(_upload_form(), 200)[0]


def _index(form: UploadForm, status: int) -> tuple[str, int]:
    latest = import_files.latest(db.session(), current_actor())
    return render_template("imports/index.html", form=form, latest=latest, **WORDS), status


def _upload_form() -> UploadForm:
    form = UploadForm()
    form.kind.choices = list(import_files.kinds_for(current_actor()).items())
    saved = import_files.saved_mappings(db.session())
    form.mapping.choices = [
        ("", gettext("La Løft finne det ut")),
        *((str(row.id), row.name) for row in saved),
    ]
    return form


@bp.post("")
@needs(Act.IMPORT_ORGANISATION, Act.IMPORT_CASES)
def upload() -> BaseResponse | tuple[str, int]:
    """Check a file and show what it would do."""
    form, actor = _upload_form(), current_actor()
    if not form.validate():
        return _index(form, 400)
    with closing(form.file.data) as sent:
        content = sent.read(PAGE_LIMITS.size + 1)
    try:
        with transaction() as session:
            row = import_files.upload(
                session,
                actor,
                form.kind.data,
                form.file.data.filename or "",
                content,
                form.mapping.data or "",
                now=clock.now(),
            )
    except RefusedError as error:
        error.field = error.field or "file"
        form.refuse(error)
        return _index(form, 400)
    return back_to("imports.show", public_id=row.public_id)


@bp.get("/<public_id>")
@needs(Act.IMPORT_ORGANISATION, Act.IMPORT_CASES)
def show(public_id: str) -> Response:
    """What a file would do, how far it has come, or what it did."""
    row = import_files.fetch(db.session(), current_actor(), public_id)
    answer = make_response(_show(row, _categories_form(row)))
    if row.state in UNDER_WAY:
        answer.headers["Refresh"] = str(REFRESH_SECONDS)
    return answer


def _show(row: Import, form: Form | None) -> str:
    return render_template("imports/show.html", row=row, report=row.report, sorting=form, **WORDS)


def _categories_form(row: Import) -> Any:
    words = import_files.unknown_categories(row) if row.state == ImportState.CHECKED else []
    if not words:
        return None
    tree = [found for found in categories(db.session()) if not found.retired_on and not found.merged_into_id]
    choices = [(found.code, f"{found.code} {category_name(found.name)}") for found in tree]
    return categories_form(words, [("", gettext("Ingen – la radene være avvist")), *choices])


@bp.post("/<public_id>/categories")
@needs(Act.IMPORT_CASES)
def sort_categories(public_id: str) -> BaseResponse | tuple[str, int]:
    """Give the unknown words a category, and check again."""
    row = import_files.fetch(db.session(), current_actor(), public_id)
    form = _categories_form(row)
    if form is None:
        raise RefusedError(N_("Filen er allerede behandlet."))
    if not form.validate():
        return _show(row, form), 400
    chosen = {field.label.text: field.data for field in form if field.name.startswith("word_")}
    with transaction() as session:
        found = import_files.fetch(session, current_actor(), public_id)
        import_files.sort_categories(session, found, chosen, form.keep_as.data or "", now=clock.now())
    return back_to("imports.show", public_id=public_id)


@bp.post("/<public_id>/start")
@needs(Act.IMPORT_ORGANISATION, Act.IMPORT_CASES)
def start(public_id: str) -> BaseResponse:
    """Let the worker bring it in."""
    with transaction() as session:
        row = import_files.fetch(session, current_actor(), public_id)
        leave_out = request.form.get("leave_out_bad") == "yes"
        import_files.start(session, row, leave_out_bad=leave_out, now=clock.now())
    return back_to("imports.show", public_id=public_id)


@bp.post("/<public_id>/drop")
@needs(Act.IMPORT_ORGANISATION, Act.IMPORT_CASES)
def drop(public_id: str) -> BaseResponse:
    """Throw the file away."""
    with transaction() as session:
        row = import_files.fetch(session, current_actor(), public_id)
        import_files.drop(session, row, now=clock.now())
    return back_to("imports.index")
