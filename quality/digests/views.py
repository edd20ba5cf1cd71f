"""Pages for those who manage digests, each person's own choices, and the way out of the mails."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs, signed_in
from quality.accounts.roles import Act
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.text import N_, ConflictError, NotVisibleError, RefusedError
from quality.core.web import Page, argument, back_to, open_to_all
from quality.digests.forms import ChoicesForm, IntroductionForm
from quality.digests.queries import pages
from quality.digests.queries.periods import is_period
from quality.digests.services import choices, editions

bp = Blueprint("digests", __name__)
PERIOD = "<string(length=8):period>"
KINDS = ("weekly", "daily")


@bp.get("/digests")
@needs(Act.DIGEST_MANAGE)
def index() -> str:
    """The next edition, and what became of the earlier ones."""
    actor, session, now = current_actor(), db.session(), clock.now()
    return render_template(
        "digests/index.html",
        coming=pages.coming(session, actor, now),
        earlier=pages.earlier(session, actor, now),
    )


@bp.get("/digests/preview")
@needs(Act.DIGEST_MANAGE)
def preview() -> str:
    """The next edition as one person would get it."""
    actor, session, now = current_actor(), db.session(), clock.now()
    words, chosen = argument("q"), argument("person", 22)
    shown = pages.preview(session, actor, chosen, now) if chosen else None
    return render_template(
        "digests/preview.html",
        shown=shown,
        coming=pages.coming(session, actor, now),
        words=words,
        people=[] if shown and not words else pages.find_people(session, actor, words),
    )


@bp.get(f"/digests/{PERIOD}")
@needs(Act.DIGEST_MANAGE)
def log(period: str) -> str:
    """Who got an edition, who did not, and why."""
    actor, session = current_actor(), db.session()
    gone = pages.one(session, actor, period)
    outcome, number = argument("outcome", 20), web.page_number()
    rows, total = pages.log(session, actor, gone.edition, outcome, number)
    return render_template(
        "digests/log.html",
        gone=gone,
        outcome=outcome,
        labels=pages.OUTCOME_LABELS,
        page=Page(rows, number, pages.LOG_PAGE, total),
    )


@bp.post(f"/digests/{PERIOD}/hold")
@needs(Act.DIGEST_MANAGE)
def hold(period: str) -> Response:
    """Keep the edition back."""
    with transaction() as session:
        editions.hold(session, current_actor(), period, now=clock.now())
    web.tell(N_("Utgaven holdes tilbake til du lar den gå."))
    return back_to("digests.index")


@bp.post(f"/digests/{PERIOD}/release")
@needs(Act.DIGEST_MANAGE)
def release(period: str) -> Response:
    """Let the edition go."""
    with transaction() as session:
        editions.release(session, current_actor(), period, now=clock.now())
    web.tell(N_("Utgaven går av seg selv."))
    return back_to("digests.index")


@bp.get(f"/digests/{PERIOD}/introduction")
@needs(Act.DIGEST_MANAGE)
def introduction_page(period: str) -> str:
    """Write what stands first in the mail."""
    actor, session = current_actor(), db.session()
    coming = pages.coming(session, actor, clock.now())
    if not is_period(period) or coming.period != period:
        raise NotVisibleError(period)
    form = IntroductionForm(introduction=coming.introduction, version=coming.version)
    return render_template("digests/introduction.html", form=form, period=period)


@bp.post(f"/digests/{PERIOD}/introduction")
@needs(Act.DIGEST_MANAGE)
def introduce(period: str) -> Response | tuple[str, int]:
    """Keep the introduction."""
    form, code = IntroductionForm(), 400
    if form.validate_on_submit():
        try:
            with transaction() as session:
                edition = editions.open_edition(session, period, clock.now())
                form.check_version(edition.version)
                words = form.introduction.data or ""
                editions.introduce(session, current_actor(), edition, words, now=clock.now())
        except RefusedError as error:
            form.refuse(error)
            code = 409 if isinstance(error, ConflictError) else 400
        else:
            web.tell(N_("Innledningen er lagret."))
            return back_to("digests.index")
    return render_template("digests/introduction.html", form=form, period=period), code


@bp.get("/me/mail")
@signed_in
def choices_page() -> str:
    """What I want to be sent."""
    choice = pages.own_choice(db.session(), current_actor().id)
    form = ChoicesForm(obj=choice) if choice else ChoicesForm(weekly=True, daily=True)
    return render_template("digests/choices.html", form=form)


@bp.post("/me/mail")
@signed_in
def choose() -> Response | tuple[str, int]:
    """Keep what I want to be sent."""
    form = ChoicesForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                choices.choose(
                    session,
                    current_actor(),
                    weekly=form.weekly.data,
                    daily=form.daily.data,
                    paused_until=form.paused_until.data,
                    now=clock.now(),
                )
        except RefusedError as error:
            form.refuse(error)
        else:
            web.tell(N_("Valgene dine er lagret."))
            return back_to("digests.choices_page")
    return render_template("digests/choices.html", form=form), 400


@bp.get("/unsubscribe/<string(maxlength=43):token>")
@open_to_all
def unsubscribe_page(token: str) -> str:
    """Ask before stopping: mail programs open links by themselves."""
    pages.choice_by_token(db.session(), token)
    return render_template("digests/unsubscribe.html", token=token, kind=_kind(), done=False)


@bp.post("/unsubscribe/<string(maxlength=43):token>")
@open_to_all
def unsubscribe(token: str) -> str:
    """Stop the mails, without signing in; a mail program may do it with one click (RFC 8058)."""
    with transaction() as session:
        choices.stop(session, token, _kind())
    return render_template("digests/unsubscribe.html", token=token, kind=_kind(), done=True)


def _kind() -> str:
    asked = request.args.get("kind", "")
    return asked if asked in KINDS else KINDS[0]
