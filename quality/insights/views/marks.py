"""What happened on a day: the list of annotations, and writing, changing and taking them away."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.cases.queries import category_by_code, category_tree
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.forms import tried
from quality.core.text import N_, NotAllowedError, RefusedError
from quality.insights import policy
from quality.insights.forms import AnnotationForm, ChangeAnnotationForm, NewAnnotationForm, SelectChoice
from quality.insights.kinds import ANNOTATION_LABELS, AnnotationKind
from quality.insights.models.annotation import Annotation
from quality.insights.queries.marks import fetch_to_change, places_to_mark, written
from quality.insights.services.annotations import (
    Said,
    annotate,
    change_annotation,
    delete_annotation,
    restore_annotation,
)
from quality.insights.views.blueprint import bp
from quality.insights.views.reading import names
from quality.organisation.queries import unit_by_public_id

Answer = str | Response | tuple[str, int]

PAGE = 30


@bp.get("/trends/marks")
@needs(Act.TRENDS_READ)
def marks() -> str:
    """Everything that was written and the reader may read."""
    actor, page = current_actor(), web.page_number()
    rows, total = written(db.session(), actor, page, PAGE)
    return render_template(
        "insights/marks.html",
        rows=[(row, policy.may_annotate(actor, row)) for row in rows],
        page=web.Page(rows, page, PAGE, total),
        labels=ANNOTATION_LABELS,
        names=names(),
        writes=actor.may(Act.TRENDS_ANNOTATE),
        deleted=web.argument("deleted", 22),
    )


@bp.get("/trends/marks/new")
@bp.post("/trends/marks/new")
@needs(Act.TRENDS_ANNOTATE)
def new_mark() -> Answer:
    """Write one; the address it was opened from gives unit and category."""
    form = NewAnnotationForm()
    _offer(form, None)
    if not form.is_submitted():
        form.unit.data = _among(form.unit, web.argument("unit"))
        form.category.data = _among(form.category, web.argument("category"))
        form.from_on.data = clock.local_date(clock.now())
        return _form_page(form, None)
    if not form.validate():
        return _form_page(form, None), 422
    try:
        with transaction() as session:
            annotate(session, current_actor(), _said(form), now=clock.now(), once=form.once.data)
    except NotAllowedError:
        raise
    except RefusedError as error:
        form.refuse(error)
        return _form_page(form, None), 422
    web.tell(N_("Merknaden er lagret og vises i grafene."))
    return web.back_to("insights.marks")


@bp.get("/trends/marks/<public_id>/edit")
@bp.post("/trends/marks/<public_id>/edit")
@needs(Act.TRENDS_ANNOTATE)
def edit_mark(public_id: str) -> Answer:
    """Change one, unless somebody else did meanwhile."""
    row = fetch_to_change(db.session(), current_actor(), public_id)
    form = ChangeAnnotationForm()
    _offer(form, row)
    if not form.is_submitted():
        _fill(form, row)
        return _form_page(form, row)
    if not form.validate():
        return _form_page(form, row), 422

    def change() -> None:
        nonlocal row
        with transaction() as session:
            row = fetch_to_change(session, current_actor(), public_id)
            form.check_version(row.version)
            change_annotation(session, current_actor(), row, _said(form), now=clock.now())

    if code := tried(form, change, lambda: (row.version, {"title": row.title, "words": row.words})):
        return _form_page(form, row), code
    web.tell(N_("Merknaden er endret."))
    return web.back_to("insights.marks")


@bp.post("/trends/marks/<public_id>/delete")
@needs(Act.TRENDS_ANNOTATE)
def delete_mark(public_id: str) -> Response:
    """Take one away; the page it leads to offers to bring it back."""
    with transaction() as session:
        row = fetch_to_change(session, current_actor(), public_id)
        delete_annotation(session, current_actor(), row, now=clock.now())
    return web.back_to("insights.marks", deleted=public_id)


@bp.post("/trends/marks/<public_id>/restore")
@needs(Act.TRENDS_ANNOTATE)
def restore_mark(public_id: str) -> Response:
    """Bring one back."""
    with transaction() as session:
        row = fetch_to_change(session, current_actor(), public_id, deleted=True)
        restore_annotation(session, current_actor(), row, now=clock.now())
    web.tell(N_("Merknaden er tilbake."))
    return web.back_to("insights.marks")


def _offer(form: AnnotationForm, row: Annotation | None) -> None:
    """Units the person may write for, and every category; what stands stays on offer."""
    session = db.session()
    places = places_to_mark(session, current_actor(), clock.local_date(clock.now()))
    if row and row.unit_id not in {place.id for place in places}:
        places = [row.unit, *places]
    top = min((place.path.count("/") for place in places), default=0)
    form.unit.choices = [
        SelectChoice(place.public_id, "\u2003" * (place.path.count("/") - top) + place.name)
        for place in places
    ]
    tree = [
        SelectChoice(code, "\u2003" * (level - 1) + names()[name])
        for code, name, level in category_tree(session)
    ]
    if row and row.category and row.category.code not in {choice.value for choice in tree}:
        tree.append(SelectChoice(row.category.code, names()[row.category.name]))
    form.category.choices = [SelectChoice("", gettext("Alt")), *tree]


def _among(field: Any, value: str) -> str:
    """The value when it is on offer, else the first that is."""
    offered = [choice.value for choice in field.choices or ()]
    return value if value in offered else next(iter(offered), "")


def _fill(form: ChangeAnnotationForm, row: Annotation) -> None:
    for name in ("title", "words", "from_on", "until_on"):
        form[name].data = getattr(row, name)
    form.kind.data, form.unit.data = str(row.kind), row.unit.public_id
    form.category.data = row.category.code if row.category else ""
    form.version.data = str(row.version)


def _said(form: AnnotationForm) -> Said:
    session = db.session()
    code = form.category.data or ""
    return Said(
        kind=AnnotationKind(form.kind.data),
        title=" ".join((form.title.data or "").split()),
        from_on=form.from_on.data,
        unit_id=unit_by_public_id(session, form.unit.data).id,
        until_on=form.until_on.data,
        category_id=category_by_code(session, code).id if code else None,
        words=form.words.data or "",
    )


def _form_page(form: AnnotationForm, row: Annotation | None) -> str:
    return render_template("insights/mark.html", form=form, row=row)
