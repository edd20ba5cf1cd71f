"""Pages for the tree of categories."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.queries import names
from quality.accounts.roles import Act
from quality.cases.models.category import Category
from quality.cases.queries import CategoryNames, category_names
from quality.cases.queries import settings as reads
from quality.cases.services import categories as service
from quality.cases.services import setup
from quality.cases.services.categories import CategoryWords
from quality.cases.services.settings import permit
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.history import entries_of
from quality.core.text import N_, ConflictError, RefusedError, clean_line
from quality.core.web import back_to
from quality.front.forms.settings import CategoryForm, MergeForm, NewCategoryForm, pairs
from quality.front.kinds import CATEGORY_ACT_LABELS
from quality.organisation.kinds import SERVICE_LABELS, Service

bp = Blueprint("categories", __name__, url_prefix="/settings/categories")

BAD = 422
CODE = "<string(maxlength=12):code>"


@bp.get("")
@needs(Act.SETTINGS_MANAGE)
def index() -> str:
    """The whole tree with how many cases each has."""
    return render_template("settings/categories.html", rows=reads.category_tree(db.session()))


@bp.post("/defaults")
@needs(Act.SETTINGS_MANAGE)
def add_defaults() -> Response:
    """Begin with the categories, deadlines and tallies that Løft brings, in a municipality that has none."""
    with transaction() as session:
        permit(current_actor())
        setup.add_defaults(session)
    web.tell(N_("Lagt inn, med vanlige frister. Ta ut det dere ikke bruker."))
    return back_to("categories.index")


@bp.get("/new")
@needs(Act.SETTINGS_MANAGE)
def new() -> str:
    """Add a category, under the one that the address names."""
    form = _with_parents(NewCategoryForm())
    form.under.data = web.argument("under", 12)
    return render_template("settings/category_new.html", form=form)


@bp.post("/new")
@needs(Act.SETTINGS_MANAGE)
def add() -> Response | tuple[str, int]:
    """Store the new category."""
    form = _with_parents(NewCategoryForm())
    if form.validate_on_submit():
        try:
            with transaction() as session:
                parent = reads.category_for_settings(session, form.under.data)
                added = service.add_category(
                    session, current_actor(), parent, _words(form), _services(form), now=clock.now()
                )
        except RefusedError as error:
            form.refuse(error)
        else:
            web.tell(N_("%(name)s er lagt til."), name=added.name)
            return back_to("categories.show", code=added.code)
    return render_template("settings/category_new.html", form=form), BAD


@bp.get(f"/{CODE}")
@needs(Act.SETTINGS_MANAGE)
def show(code: str) -> str:
    """Rename, merge or retire a category."""
    return _page(reads.category_for_settings(db.session(), code))


@bp.post(f"/{CODE}")
@needs(Act.SETTINGS_MANAGE)
def change(code: str) -> Response | tuple[str, int]:
    """Store names and who is shown it."""
    category, form = reads.category_for_settings(db.session(), code), CategoryForm()
    status, meanwhile = BAD, []
    if form.validate_on_submit():
        try:
            form.check_version(category.version)
            with transaction() as session:
                service.rename_category(session, current_actor(), category, _words(form), now=clock.now())
                if category.level == 2:
                    service.use_in(session, current_actor(), category, _services(form), now=clock.now())
        except ConflictError as error:
            labels = reads.labels_of(db.session(), category)
            values = {"name": category.name, "nn": labels.get("nn", ""), "en": labels.get("en", "")}
            meanwhile, status = form.clash(error, category.version, values), 409
        except RefusedError as error:
            form.refuse(error)
        else:
            web.tell(N_("Lagret."))
            return back_to("categories.show", code=code)
    return _page(category, form, meanwhile), status


@bp.post(f"/{CODE}/retire")
@needs(Act.SETTINGS_MANAGE)
def retire(code: str) -> Response:
    """Stop offering it, or offer it again."""
    retired = request.form.get("retired") == "1"
    with transaction() as session:
        category = reads.category_for_settings(session, code)
        service.retire_category(session, current_actor(), category, retired, now=clock.now())
    web.tell(
        N_("Kategorien er tatt ut. Gamle saker beholder den.")
        if retired
        else N_("Kategorien er i bruk igjen.")
    )
    return back_to("categories.show", code=code)


@bp.get(f"/{CODE}/merge")
@needs(Act.SETTINGS_MANAGE)
def merge_page(code: str) -> str:
    """Choose what takes over, and see how many cases move."""
    category = reads.category_for_settings(db.session(), code)
    form = _with_targets(MergeForm(request.args, version=str(category.version)), category)
    chosen = request.args.get("into", "")
    target = chosen if chosen in {choice.value for choice in form.into.choices or []} else ""
    return _merge(category, form, target)


@bp.post(f"/{CODE}/merge")
@needs(Act.SETTINGS_MANAGE)
def merge(code: str) -> Response | tuple[str, int]:
    """Move the cases and retire the category."""
    category = reads.category_for_settings(db.session(), code)
    form = _with_targets(MergeForm(), category)
    status = BAD
    if form.validate_on_submit():
        try:
            form.check_version(category.version)
            with transaction() as session:
                into = reads.category_for_settings(session, form.into.data)
                moved = service.merge_category(session, current_actor(), category, into, now=clock.now())
        except RefusedError as error:
            form.refuse(error)
            status = 409 if isinstance(error, ConflictError) else BAD
        else:
            web.tell(
                N_("Slått sammen. Saker flyttet til %(name)s: %(count)s."),
                count=moved,
                name=_called(into.name),
            )
            return back_to("categories.index")
    return _merge(category, form, ""), status


def _words(form: CategoryForm) -> CategoryWords:
    labels = {"nn": clean_line(form.nn.data or "", 80), "en": clean_line(form.en.data or "", 80)}
    return CategoryWords(clean_line(form.name.data or "", 80), labels)


def _services(form: CategoryForm) -> set[Service]:
    return {Service(value) for value in form.services.data or []}


def _with_parents(form: NewCategoryForm) -> NewCategoryForm:
    rows = reads.parents(db.session())
    form.under.choices = pairs(
        [("", N_("Velg")), *((row.code, f"{row.code} {_called(row.name)}") for row in rows)]
    )
    return form


def _called(name: str) -> str:
    names: CategoryNames = web.once("category_names", lambda: category_names(db.session(), web.language()))
    return names[name]


def _with_targets(form: MergeForm, category: Category) -> MergeForm:
    targets = reads.merge_targets(db.session(), category)
    form.into.choices = pairs((row.code, f"{row.code} {_called(row.name)}") for row in targets)
    return form


def _merge(category: Category, form: MergeForm, target: str) -> str:
    session = db.session()
    return render_template(
        "settings/merge.html",
        category=category,
        form=form,
        cases=reads.cases_in(session, category),
        target=reads.category_for_settings(session, target) if target else None,
    )


def _page(
    category: Category, form: CategoryForm | None = None, meanwhile: list[tuple[str, str]] | None = None
) -> str:
    session = db.session()
    story = entries_of(session, "category", category.id)
    return render_template(
        "settings/category.html",
        category=category,
        takes_more=service.takes_more(category),
        form=form or _filled(category),
        meanwhile=meanwhile or [],
        cases=reads.cases_in(session, category),
        services=SERVICE_LABELS,
        story=list(reversed(story)),
        names=names(session, {entry.actor_id for entry, _ in story}),
        acts=CATEGORY_ACT_LABELS,
    )


def _filled(category: Category) -> CategoryForm:
    session = db.session()
    form = CategoryForm(
        name=category.name,
        services=[service.value for service in reads.services_of(session, category)],
        **reads.labels_of(session, category),
    )
    form.version.data = str(category.version)
    return form
