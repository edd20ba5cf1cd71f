"""The page where everybody without a password is invited at once."""

from __future__ import annotations

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from quality.accounts.forms import InvitationForm, choices
from quality.accounts.login import current_actor, needs
from quality.accounts.queries import invitations as reads
from quality.accounts.roles import Act
from quality.accounts.services import invitations
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.text import N_, RefusedError
from quality.core.web import back_to
from quality.organisation.models import Unit
from quality.organisation.queries import depth, unit_choices

bp = Blueprint("invitations", __name__, url_prefix="/people/invitations")

BAD = 422


@bp.get("")
@needs(Act.PEOPLE_MANAGE)
def index() -> str:
    """Whom a round would write to in the unit that the address names, and how the rounds before it went."""
    form = InvitationForm()
    form.unit.data = web.argument("unit", 22)
    return _page(form)


@bp.post("")
@needs(Act.PEOPLE_MANAGE)
def begin() -> Response | tuple[str, int]:
    """Order a round; a job writes the mails."""
    form, now = InvitationForm(), clock.now()
    unit = {row.public_id: row for row in _units()}.get(form.unit.data or "")
    form.unit.choices = choices([(unit.public_id, unit.name)] if unit else [])
    if not form.validate_on_submit() or unit is None:
        return _page(form), BAD
    try:
        with transaction() as session:
            invitations.begin(session, current_actor(), unit, form.once.data or "", now=now)
    except RefusedError as error:
        form.refuse(error)
        return _page(form), BAD
    web.tell(N_("Invitasjonene blir sendt. Lenkene virker i tre dager."))
    return back_to("invitations.index")


def _units() -> list[Unit]:
    return unit_choices(db.session(), clock.local_date(clock.now()))


def _page(form: InvitationForm) -> str:
    units = _units()
    unit = next((row for row in units if row.public_id == form.unit.data), units[0])
    form.unit.data = unit.public_id
    form.unit.choices = choices((row.public_id, f"{'– ' * depth(row)}{row.name}") for row in units)
    rounds = reads.rounds(db.session())
    return render_template(
        "people/invitations.html",
        form=form,
        unit=unit,
        found=reads.look(db.session(), unit, clock.now()),
        rounds=rounds,
        under_way=any(row.ended_at is None for row in rounds),
    )
