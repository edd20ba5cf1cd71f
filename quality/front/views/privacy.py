"""The page where who takes confidential and shielded cases is chosen."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.cases.queries import intake
from quality.cases.services.privacy import Privacy, change_privacy
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.text import N_, RefusedError
from quality.core.web import back_to
from quality.front.forms.privacy import PrivacyForm
from quality.front.forms.settings import pairs
from quality.organisation.models import Municipality
from quality.organisation.queries import municipality

bp = Blueprint("privacy", __name__)

BAD = 422


@bp.get("/settings/privacy")
@needs(Act.PRIVACY_MANAGE)
def show() -> str:
    """Who is chosen now."""
    chosen = intake.chosen(db.session())
    form = PrivacyForm(
        anonymous=chosen.anonymous,
        confidant=chosen.confidant,
        intake="\n".join(chosen.intake),
        alternates="\n".join(chosen.alternates),
    )
    form.version.data = str(_place().version)
    return _page(form)


@bp.post("/settings/privacy")
@needs(Act.PRIVACY_MANAGE)
def save() -> Response | tuple[str, int]:
    """Store it; cases that are shielded already keep those who are named in them."""
    form, place = PrivacyForm(), _place()
    if not form.validate():
        return _page(form), BAD
    wanted = Privacy(
        bool(form.anonymous.data),
        form.confidant.data or "",
        tuple((form.intake.data or "").split()),
        tuple((form.alternates.data or "").split()),
    )
    try:
        with transaction() as session:
            form.check_version(place.version)
            change_privacy(session, current_actor(), place, wanted, now=clock.now())
    except RefusedError as error:
        form.refuse(error)
        form.version.data = str(_place().version)
        return _page(form), BAD
    web.tell(N_("Lagret."))
    return back_to("privacy.show")


def _place() -> Municipality:
    place = municipality(db.session())
    if place is None:
        abort(404)
    return place


def _page(form: PrivacyForm) -> str:
    people = intake.confidants(db.session(), clock.local_date(clock.now()))
    form.confidant.choices = pairs((person.public_id, person.name) for person in people)
    return render_template("settings/privacy.html", form=form, none=not people)
