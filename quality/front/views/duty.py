"""Who is on duty when: the list, adding somebody, ending a duty."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.queries import person_by_public_id
from quality.accounts.queries.manage import active_people
from quality.accounts.roles import Act
from quality.cases.queries.duty import duties, duty_by_id
from quality.cases.services import duty
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.text import N_, RefusedError
from quality.core.web import back_to
from quality.front.forms.settings import DutyForm, pairs
from quality.organisation.queries import depth, unit_by_public_id, unit_choices

bp = Blueprint("duty", __name__, url_prefix="/settings/duty")

BAD = 422


@bp.get("")
@needs(Act.SETTINGS_MANAGE)
def index() -> str:
    """Who is and will be on duty."""
    return _page(DutyForm())


@bp.post("")
@needs(Act.SETTINGS_MANAGE)
def add() -> Response | tuple[str, int]:
    """Put somebody on duty."""
    form = _offered(DutyForm())
    if form.validate_on_submit():
        try:
            with transaction() as session:
                duty.put_on_duty(
                    session,
                    current_actor(),
                    person_by_public_id(session, form.person.data),
                    unit_by_public_id(session, form.unit.data),
                    form.phone.data or "",
                    form.from_on.data,
                    form.to_on.data,
                    now=clock.now(),
                    once=form.once.data or None,
                )
        except RefusedError as error:
            form.refuse(error)
        else:
            web.tell(N_("Vakta er lagt inn."))
            return back_to("duty.index")
    return _page(form), BAD


@bp.post("/<int(max=2147483647):duty_id>/end")
@needs(Act.SETTINGS_MANAGE)
def end(duty_id: int) -> Response:
    """End a duty."""
    with transaction() as session:
        duty.end_duty(session, current_actor(), duty_by_id(session, duty_id), now=clock.now())
    web.tell(N_("Vakta er avsluttet."))
    return back_to("duty.index")


def _offered(form: DutyForm) -> DutyForm:
    session = db.session()
    units = unit_choices(session, clock.local_date(clock.now()))
    form.unit.choices = pairs((unit.public_id, "– " * depth(unit) + unit.name) for unit in units)
    people = active_people(session)
    named = ((row.public_id, f"{row.name}, {row.unit.name}") for row in people)
    form.person.choices = pairs([("", gettext("Velg")), *named])
    return form


def _page(form: DutyForm) -> str:
    day = clock.local_date(clock.now())
    return render_template(
        "settings/duty.html", form=_offered(form), rows=duties(db.session(), day), today=day
    )
