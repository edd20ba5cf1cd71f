"""Settings: what the leader of a unit is called in each kind of service."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.text import N_, ConflictError
from quality.core.web import back_to
from quality.front.forms.settings import TitlesForm
from quality.organisation.kinds import Service
from quality.organisation.models import Municipality
from quality.organisation.queries import municipality
from quality.organisation.services.place import change_titles

bp = Blueprint("titles", __name__)


@bp.get("/settings/titles")
@needs(Act.SETTINGS_MANAGE)
def show() -> str:
    """A word for each kind of service; empty is «enhetsleder»."""
    place = _place()
    form = TitlesForm(data=place.settings.get("leader_titles", {}))
    form.version.data = str(place.version)
    return render_template("settings/titles.html", form=form, meanwhile=[])


@bp.post("/settings/titles")
@needs(Act.SETTINGS_MANAGE)
def save() -> Response | tuple[str, int]:
    """Store them."""
    place, form = _place(), TitlesForm()
    if not form.validate_on_submit():
        return render_template("settings/titles.html", form=form, meanwhile=[]), 422
    titles = {service.value: form[service.value].data or "" for service in Service}
    try:
        form.check_version(place.version)
        with transaction() as session:
            change_titles(session, current_actor().id, place, titles, now=clock.now())
    except ConflictError as error:
        there = place.settings.get("leader_titles", {})
        meanwhile = form.clash(error, place.version, {name: there.get(name, "") for name in titles})
        return render_template("settings/titles.html", form=form, meanwhile=meanwhile), 409
    web.tell(N_("Lagret."))
    return back_to("titles.show")


def _place() -> Municipality:
    place = municipality(db.session())
    if place is None:
        abort(404)
    return place
