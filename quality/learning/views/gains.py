"""Saying what was won by taking a note up, or by an improvement, and confirming it."""

from __future__ import annotations

from collections.abc import Callable

from flask import render_template
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act, Actor
from quality.core import clock, web
from quality.core.db import Session, db, transaction
from quality.core.text import N_, NotAllowedError, RefusedError
from quality.learning.forms import GainForm
from quality.learning.queries import gains
from quality.learning.queries.gains import Subject, claimable
from quality.learning.services.gaining import Claim, claim_gain, confirm_gain
from quality.learning.views.blueprint import bp

Find = Callable[[Session, Actor, str], Subject]
Answered = Response | tuple[str, int]


@bp.get("/uptake/<public_id>/gain")
@needs(Act.NOTE_READ)
def uptake_gain(public_id: str) -> str:
    """What the unit has won by taking a note up."""
    return _ask(gains.of_uptake, public_id)


@bp.post("/uptake/<public_id>/gain")
@needs(Act.NOTE_READ)
def claim_uptake_gain(public_id: str) -> Answered:
    """Say it."""
    return _claim(gains.of_uptake, public_id)


@bp.post("/uptake/<public_id>/gain/confirm")
@needs(Act.UPTAKE_ANSWER)
def confirm_uptake_gain(public_id: str) -> Response:
    """The leader agrees."""
    return _confirm(gains.of_uptake, public_id)


@bp.get("/cases/<public_id>/gain")
@needs(Act.CASE_REPORT)
def case_gain(public_id: str) -> str:
    """What was won by an improvement."""
    return _ask(gains.of_case, public_id)


@bp.post("/cases/<public_id>/gain")
@needs(Act.CASE_REPORT)
def claim_case_gain(public_id: str) -> Answered:
    """Say it."""
    return _claim(gains.of_case, public_id)


@bp.post("/cases/<public_id>/gain/confirm")
@needs(Act.CASE_HANDLE)
def confirm_case_gain(public_id: str) -> Response:
    """The leader agrees."""
    return _confirm(gains.of_case, public_id)


def _ask(find: Find, public_id: str) -> str:
    session, actor = db.session(), current_actor()
    subject = claimable(find(session, actor, public_id))
    gain = gains.gain_of(session, subject)
    form = GainForm(formdata=None, obj=gain)
    form.version.data = str(gain.version if gain else 0)
    return render_template("learning/gain.html", form=form, subject=subject)


def _claim(find: Find, public_id: str) -> Answered:
    actor, form = current_actor(), GainForm()
    subject = claimable(find(db.session(), actor, public_id))
    if not form.validate_on_submit():
        return render_template("learning/gain.html", form=form, subject=subject), 422
    try:
        with transaction() as session:
            subject = claimable(find(session, actor, public_id))
            gain = gains.gain_of(session, subject)
            form.check_version(gain.version if gain else 0)
            claim_gain(session, actor, subject, _claim_of(form), now=clock.now())
    except NotAllowedError:
        raise
    except RefusedError as error:
        form.refuse(error)
        return render_template("learning/gain.html", form=form, subject=subject), 422
    web.tell(
        N_("Takk. Det regnes med.") if subject.confirms else N_("Takk. Lederen bekrefter, så regnes det med.")
    )
    return redirect(subject.link, 303)


def _claim_of(form: GainForm) -> Claim:
    return Claim(
        form.hours.data or 0,
        form.kroner.data or 0,
        bool(form.quality.data),
        bool(form.safety.data),
        form.words.data or "",
    )


def _confirm(find: Find, public_id: str) -> Response:
    actor = current_actor()
    with transaction() as session:
        subject = find(session, actor, public_id)
        confirm_gain(session, actor, subject, now=clock.now())
    web.tell(N_("Bekreftet. Nå regnes det med."))
    return redirect(subject.link, 303)
