"""What nobody answers for, and handing over what somebody had."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from quality.accounts.forms import grouped
from quality.accounts.login import current_actor, needs
from quality.accounts.models import Person
from quality.accounts.queries import person_by_public_id
from quality.accounts.queries.manage import near_and_others, person_for_admin
from quality.accounts.roles import Act
from quality.cases.services import handover as of_cases
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.text import N_, RefusedError
from quality.front.forms.settings import HandoverForm
from quality.front.queries.settings import leaderless
from quality.front.queries.unowned import SHOWN, Unowned, unowned
from quality.organisation.queries import open_units
from quality.patterns.services import handover as of_patterns

bp = Blueprint("unowned", __name__)

BAD = 422
PUBLIC = "<string(maxlength=22):public_id>"


@bp.get("/unowned")
@needs(Act.PEOPLE_MANAGE, Act.PATTERN_REVIEW)
def index() -> str:
    """Units without a leader, and open cases that nobody answers for."""
    session, day = db.session(), clock.local_date(clock.now())
    rows = unowned(session, current_actor(), day)
    by_reason: dict[str, list[Unowned]] = {}
    for row in rows:
        by_reason.setdefault(row.why, []).append(row)
    return render_template(
        "settings/unowned.html",
        by_reason=by_reason,
        shown=SHOWN if len(rows) == SHOWN else 0,
        units=leaderless(session, open_units(session, day), day),
        appoints=current_actor().may(Act.PEOPLE_MANAGE),
        today=day,
    )


@bp.get(f"/people/{PUBLIC}/handover")
@needs(Act.PEOPLE_MANAGE)
def handover(public_id: str) -> str:
    """What the person has, and who is to take it."""
    return _page(person_for_admin(db.session(), public_id), HandoverForm())


@bp.post(f"/people/{PUBLIC}/handover")
@needs(Act.PEOPLE_MANAGE)
def send_handover(public_id: str) -> Response | tuple[str, int]:
    """Give it to another."""
    person, actor = person_for_admin(db.session(), public_id), current_actor()
    form = _offered(HandoverForm(), person)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                receiver, now = person_by_public_id(session, form.receiver.data), clock.now()
                found = of_cases.hand_over(session, actor, person, receiver, now=now)
                found += of_patterns.hand_over(session, actor, person, receiver, now=now)
        except RefusedError as error:
            form.refuse(error)
        else:
            web.tell(N_("%(count)s er overført til %(name)s."), count=found.given, name=receiver.name)
            if found.left:
                web.tell(
                    N_("%(count)s kan %(name)s ikke ha. Velg en annen for dem."),
                    "warning",
                    count=found.left,
                    name=receiver.name,
                )
            return web.back_to("unowned.handover", public_id=public_id)
    return _page(person, form), BAD


def _offered(form: HandoverForm, person: Person) -> HandoverForm:
    near, others = near_and_others(db.session(), person, {current_actor().id})
    groups = {person.unit.name: near, gettext("Andre enheter"): others}
    form.receiver.choices = grouped(gettext("Velg"), groups)
    return form


def _page(person: Person, form: HandoverForm) -> str:
    session = db.session()
    count = of_cases.count_work(session, person) + of_patterns.count_work(session, person)
    return render_template("people/handover.html", person=person, form=_offered(form, person), count=count)
