"""Saved views: the list, opening, saving, changing and taking away."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.forms import VersionedForm, tried
from quality.core.text import N_, NotAllowedError, RefusedError
from quality.insights import policy
from quality.insights.compose.saved import kept, pairs_of
from quality.insights.forms import ChangeSavedViewForm, NewSavedViewForm, SavedViewForm, SelectChoice
from quality.insights.kinds import VIEW_PAGE_LABELS, ViewPage
from quality.insights.models.saved import SavedView
from quality.insights.queries import saved as queries
from quality.insights.queries.marks import places_to_mark
from quality.insights.services import saved as services
from quality.insights.services.saved import Named
from quality.insights.views.blueprint import bp
from quality.organisation.queries import unit_by_public_id

Answer = str | Response | tuple[str, int]

PAGES = {
    ViewPage.TRENDS: "insights.trends",
    ViewPage.CASES: "cases.index",
    ViewPage.PATTERNS: "patterns.municipality",
}


def view_url(view: SavedView) -> str:
    """The page of a view with its filter, and which view it is."""
    filters: dict[str, list[str]] = {}
    for name, value in pairs_of(view.address):
        filters.setdefault(name, []).append(value)
    return url_for(PAGES[view.page], **filters, view=view.public_id)  # type: ignore[arg-type]


@bp.get("/trends/views")
@needs(Act.TRENDS_READ)
def views() -> str:
    """Every view the reader has, of all pages."""
    session, actor = db.session(), current_actor()
    default = queries.default_view(session, actor)
    return render_template(
        "insights/views.html",
        rows=[(view, policy.may_keep(actor, view)) for view in queries.saved_views(session, actor)],
        default=default.id if default else None,
        labels=VIEW_PAGE_LABELS,
        deleted=web.argument("deleted", 22),
    )


@bp.get("/trends/views/<public_id>")
@needs(Act.TRENDS_READ)
def open_view(public_id: str) -> Response:
    """Go where the view leads; what stands there is what its reader may see."""
    return redirect(view_url(queries.fetch_view(db.session(), current_actor(), public_id)))


@bp.get("/trends/views/new")
@bp.post("/trends/views/new")
@needs(Act.TRENDS_READ)
def new_view() -> Answer:
    """Save the filter of the address under a name."""
    of = request.args.get("of", "")
    if of not in set(ViewPage):
        abort(404)
    address = kept(request.args.items(multi=True))
    form = NewSavedViewForm()
    _offer(form, None)
    if not form.is_submitted():
        return _form_page(form, None)
    if not form.validate():
        return _form_page(form, None), 422
    try:
        with transaction() as session:
            view = services.save_view(
                session,
                current_actor(),
                ViewPage(of),
                _named(form, address),
                now=clock.now(),
                once=form.once.data,
            )
    except NotAllowedError:
        raise
    except RefusedError as error:
        form.refuse(error)
        return _form_page(form, None), 422
    web.tell(N_("Visningen er lagret."))
    return redirect(view_url(view), 303)


@bp.get("/trends/views/<public_id>/edit")
@bp.post("/trends/views/<public_id>/edit")
@needs(Act.TRENDS_READ)
def edit_view(public_id: str) -> Answer:
    """Another name, or other people."""
    view = queries.fetch_view_to_keep(db.session(), current_actor(), public_id)
    form = ChangeSavedViewForm()
    _offer(form, view)
    if not form.is_submitted():
        form.name.data, form.version.data = view.name, str(view.version)
        form.shared.data = view.shared_in.public_id if view.shared_in else ""
        return _form_page(form, view)
    if not form.validate():
        return _form_page(form, view), 422

    def change() -> None:
        nonlocal view
        with transaction() as session:
            view = queries.fetch_view_to_keep(session, current_actor(), public_id)
            form.check_version(view.version)
            services.change_view(session, current_actor(), view, _named(form, view.address), now=clock.now())

    if code := tried(form, change, lambda: (view.version, {"name": view.name})):
        return _form_page(form, view), code
    web.tell(N_("Visningen er endret."))
    return web.back_to("insights.views")


@bp.post("/trends/views/<public_id>/keep")
@needs(Act.TRENDS_READ)
def keep_view(public_id: str) -> Response:
    """Let the view have the filter that its reader has now."""
    form = VersionedForm()
    with transaction() as session:
        view = queries.fetch_view_to_keep(session, current_actor(), public_id)
        form.check_version(view.version)
        named = Named(view.name, kept(pairs_of(request.form.get("address", ""))), view.shared_in_id)
        services.change_view(session, current_actor(), view, named, now=clock.now())
    web.tell(N_("Visningen er lagret med det du har valgt nå."))
    return redirect(view_url(view), 303)


@bp.post("/trends/views/<public_id>/delete")
@needs(Act.TRENDS_READ)
def delete_view(public_id: str) -> Response:
    """Take one away; the page it leads to offers to bring it back."""
    with transaction() as session:
        view = queries.fetch_view_to_keep(session, current_actor(), public_id)
        services.delete_view(session, current_actor(), view, now=clock.now())
    return web.back_to("insights.views", deleted=public_id)


@bp.post("/trends/views/<public_id>/restore")
@needs(Act.TRENDS_READ)
def restore_view(public_id: str) -> Response:
    """Bring one back."""
    with transaction() as session:
        view = queries.fetch_view_to_keep(session, current_actor(), public_id, deleted=True)
        services.restore_view(session, current_actor(), view, now=clock.now())
    web.tell(N_("Visningen er tilbake."))
    return web.back_to("insights.views")


@bp.post("/trends/views/<public_id>/<any(first, plain):how>")
@needs(Act.TRENDS_READ)
def open_with(public_id: str, how: str) -> Response:
    """Let the figures open with this view, or with the plain page again."""
    with transaction() as session:
        view = queries.fetch_view(session, current_actor(), public_id)
        services.open_with(session, current_actor(), view if how == "first" else None)
    web.tell(
        N_("Tall åpner med denne visningen.") if how == "first" else N_("Tall åpner uten visning igjen.")
    )
    return web.back_to("insights.views")


def _offer(form: SavedViewForm, view: SavedView | None) -> None:
    """Oneself alone, and the units whose people one may share with; where it is shared stays on offer."""
    places = places_to_mark(db.session(), current_actor(), clock.local_date(clock.now()))
    if view and view.shared_in and view.shared_in_id not in {place.id for place in places}:
        places = [view.shared_in, *places]
    top = min((place.path.count("/") for place in places), default=0)
    form.shared.choices = [
        SelectChoice("", gettext("Bare meg")),
        *(
            SelectChoice(
                place.public_id,
                "\u2003" * (place.path.count("/") - top) + gettext("Alle i %(unit)s", unit=place.name),
            )
            for place in places
        ),
    ]


def _named(form: SavedViewForm, address: str) -> Named:
    shared = form.shared.data or ""
    return Named(
        " ".join((form.name.data or "").split()),
        address,
        unit_by_public_id(db.session(), shared).id if shared else None,
    )


def _form_page(form: SavedViewForm, view: SavedView | None) -> str:
    return render_template("insights/view.html", form=form, view=view)
