"""Settings: where to turn with what does not belong in Løft."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.cases.compose.channels import WAYS, Channel
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.forms import VersionedForm
from quality.core.text import N_, ConflictError
from quality.core.web import back_to
from quality.front.forms.channels import ChannelsForm
from quality.organisation.models import Municipality
from quality.organisation.queries import municipality
from quality.organisation.services.place import change_channels

bp = Blueprint("channels", __name__)

PARTS = ("who", "phone", "url")


@bp.get("/settings/channels")
@needs(Act.SETTINGS_MANAGE)
def show() -> str:
    """Who takes what."""
    place = _place()
    form = ChannelsForm(data=_values(place))
    form.version.data = str(place.version)
    return _page(form)


@bp.post("/settings/channels")
@needs(Act.SETTINGS_MANAGE)
def save() -> Response | tuple[str, int]:
    """Store it."""
    place, form = _place(), ChannelsForm()
    if not form.validate():
        return _page(form), 422
    told = {
        channel.value: {
            part: form[f"{channel}_{part}"].data for part in PARTS if form[f"{channel}_{part}"].data
        }
        for channel in Channel
    }
    try:
        form.check_version(place.version)
        with transaction() as session:
            wanted = {name: parts for name, parts in told.items() if parts}
            change_channels(session, current_actor().id, place, wanted, now=clock.now())
    except ConflictError as error:
        form.clash(error, place.version, {})
        return _page(form), 409
    web.tell(N_("Lagret."))
    return back_to("channels.show")


def _values(place: Municipality) -> dict[str, str]:
    stored = place.settings.get("channels", {})
    return {f"{name}_{part}": value for name, parts in stored.items() for part, value in parts.items()}


def _page(form: VersionedForm) -> str:
    return render_template("settings/channels.html", form=form, ways=WAYS)


def _place() -> Municipality:
    place = municipality(db.session())
    if place is None:
        abort(404)
    return place
