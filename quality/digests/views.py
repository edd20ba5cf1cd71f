"""Pages for those who manage digests, each person's own choices, and the way out of the mails."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs, signed_in
from quality.accounts.roles import Act
from quality.core import clock, web
from quality.core.clock import local_date
from quality.core.db import db, transaction
from quality.core.text import N_, ConflictError, Message, NotVisibleError, RefusedError, show_time
from quality.core.web import Page, argument, back_to, open_to_all
from quality.digests.compose.audience import listed
from quality.digests.forms import ChoicesForm, EditForm, OwnPlanForm, PlanForm, SelectChoice
from quality.digests.kinds import Plan, Rhythm, label
from quality.digests.queries import pages
from quality.digests.queries.editions import kinds_for, plans_here
from quality.digests.queries.periods import rhythm_of
from quality.digests.services import choices, editions, plans
from quality.organisation.queries import municipality

# Which choice a link out of a mail is about; the last three stand in mails that were sent with the names of editions.
STOPPABLE = {
    "daily": "daily",
    "weekly": "weekly",
    "monthly": "monthly",
    "leaders": "weekly",
    "coordinators": "monthly",
    "tertial": "monthly",
}

bp = Blueprint("digests", __name__)
EDITION = "<string(maxlength=16):kind>/<string(maxlength=8):period>"


@bp.context_processor
def words() -> dict[str, Any]:
    """The names of the editions."""
    return {"edition_label": partial(label, plans_here(db.session())), "rhythm_of": rhythm_of}


@bp.get("/digests")
@needs(Act.DIGEST_MANAGE)
def index() -> str:
    """The next editions, and what became of the earlier ones."""
    actor, session, now = current_actor(), db.session(), clock.now()
    coming = pages.all_coming(session, actor, now)
    return render_template(
        "digests/index.html",
        coming=coming,
        next_of={row.kind: row.period for row in coming},
        earlier=pages.earlier(session, actor, now),
    )


@bp.get("/digests/preview")
@needs(Act.DIGEST_MANAGE)
def preview() -> str:
    """The next edition as one person would get it."""
    actor, session, now = current_actor(), db.session(), clock.now()
    words, chosen, kind = argument("q"), argument("person", 22), argument("kind", 16)
    shown = pages.preview(session, actor, chosen, kind, now) if chosen else None
    return render_template(
        "digests/preview.html",
        shown=shown,
        kind=kind if kind in plans_here(session) else "",
        kinds=plans_here(session),
        coming=pages.coming(session, actor, shown.kind, now) if shown else None,
        words=words,
        people=[] if shown and not words else pages.find_people(session, actor, words),
    )


@bp.get("/digests/plans/new")
@needs(Act.DIGEST_MANAGE)
def new_plan() -> str:
    """Ask what an edition of the municipality's own is called, what it tells, when and to whom."""
    form = OwnPlanForm(formdata=None)
    form.fill(Plan(weekday=1))
    form.version.data = str(_version())
    return render_template("digests/plan.html", form=form, kind=None)


@bp.post("/digests/plans/new")
@needs(Act.DIGEST_MANAGE)
def add_plan() -> Response | tuple[str, int]:
    """Add it, and tell when the first goes."""
    return _save(OwnPlanForm(), None)


@bp.get("/digests/plans/<string(maxlength=16):kind>")
@needs(Act.DIGEST_MANAGE)
def plan_page(kind: str) -> str:
    """When an edition goes, to whom, and what it tells."""
    plan = _plan(kind)
    form = (OwnPlanForm if plan.name else PlanForm)(formdata=None)
    form.fill(plan)
    form.version.data = str(_version())
    return render_template("digests/plan.html", form=form, kind=kind)


@bp.post("/digests/plans/<string(maxlength=16):kind>")
@needs(Act.DIGEST_MANAGE)
def save_plan(kind: str) -> Response | tuple[str, int]:
    """Keep it, and tell what that changes."""
    return _save((OwnPlanForm if _plan(kind).name else PlanForm)(), kind)


def _save(form: PlanForm, kind: str | None) -> Response | tuple[str, int]:
    """Keep the plan of an edition, or of a new one."""
    code = 400
    if form.validate_on_submit():
        try:
            with transaction() as session:
                form.check_version(_version())
                if kind:
                    plans.set_plan(session, current_actor(), kind, form.plan(), now=clock.now())
                saved = kind or plans.add_plan(session, current_actor(), form.plan(), now=clock.now())
        except RefusedError as error:
            form.refuse(error)
            code = 409 if isinstance(error, ConflictError) else 400
        else:
            _tell_what_changed(saved)
            return back_to("digests.index")
    return render_template("digests/plan.html", form=form, kind=kind), code


def _plan(kind: str) -> Plan:
    found = plans_here(db.session()).get(kind)
    if found is None:
        raise NotVisibleError(kind)
    return found


def _version() -> int:
    place = municipality(db.session())
    return place.version if place else 0


def _tell_what_changed(kind: str) -> None:
    """Say to whom the edition goes now, and when the next one does."""
    next_one = pages.coming(db.session(), current_actor(), kind, clock.now())
    why = web.say(next_one.why)
    if not next_one.plan.on:
        web.tell(N_("Lagret. %(edition)s sendes ikke lenger."), edition=web.say(next_one.label))
    elif next_one.due_at <= clock.now():
        web.tell(N_("Lagret. %(why)s Den går i løpet av noen minutter, på dagtid på hverdager."), why=why)
    else:
        day = show_time(next_one.due_at, web.language())
        web.tell(N_("Lagret. %(why)s Den neste går %(day)s."), why=why, day=day)


@bp.get(f"/digests/{EDITION}")
@needs(Act.DIGEST_MANAGE)
def log(kind: str, period: str) -> str:
    """Who got an edition, who did not, and why."""
    actor, session = current_actor(), db.session()
    gone = pages.one(session, actor, kind, period)
    outcome, number = argument("outcome", 20), web.page_number()
    rows, total = pages.log(session, actor, gone.edition, outcome, number)
    return render_template(
        "digests/log.html",
        gone=gone,
        outcome=outcome,
        labels=pages.OUTCOME_LABELS,
        page=Page(rows, number, pages.LOG_PAGE, total),
    )


@bp.post(f"/digests/{EDITION}/hold")
@needs(Act.DIGEST_MANAGE)
def hold(kind: str, period: str) -> Response:
    """Keep the edition back."""
    with transaction() as session:
        known = pages.known_kind(session, kind, period)
        edition = editions.open_edition(session, known, period, clock.now())
        editions.hold(session, current_actor(), edition, now=clock.now())
    web.tell(N_("Utgaven holdes tilbake til du lar den gå."))
    return back_to("digests.index")


@bp.post(f"/digests/{EDITION}/release")
@needs(Act.DIGEST_MANAGE)
def release(kind: str, period: str) -> Response:
    """Let the edition go."""
    with transaction() as session:
        known = pages.known_kind(session, kind, period)
        edition = editions.open_edition(session, known, period, clock.now())
        editions.release(session, current_actor(), edition, now=clock.now())
    web.tell(N_("Utgaven går av seg selv."))
    return back_to("digests.index")


@bp.get(f"/digests/{EDITION}/edit")
@needs(Act.DIGEST_MANAGE)
def edit_page(kind: str, period: str) -> str:
    """Write what stands first, and choose what comes first and what is left out."""
    coming = _coming(kind, period)
    form = _edit_form(coming)
    form.introduction.data, form.version.data = coming.introduction, str(coming.version)
    form.pinned.data = [str(number) for number in sorted(coming.pinned)]
    form.dropped.data = [str(number) for number in sorted(coming.dropped)]
    return render_template("digests/edit.html", form=form, coming=coming)


@bp.post(f"/digests/{EDITION}/edit")
@needs(Act.DIGEST_MANAGE)
def edit(kind: str, period: str) -> Response | tuple[str, int]:
    """Keep what the coordinator wrote and chose."""
    known = pages.known_kind(db.session(), kind, period)
    coming = pages.coming(db.session(), current_actor(), known, clock.now())
    if coming.period != period:
        raise RefusedError(N_("Utgaven har gått ut og kan ikke endres."))
    form, code = _edit_form(coming), 400
    if form.validate_on_submit():
        try:
            with transaction() as session:
                edition = editions.open_edition(session, known, period, clock.now())
                form.check_version(edition.version)
                words, chosen = form.introduction.data or "", form.chosen()
                editions.edit(session, current_actor(), edition, words, *chosen, now=clock.now())
        except RefusedError as error:
            form.refuse(error)
            code = 409 if isinstance(error, ConflictError) else 400
        else:
            web.tell(N_("Utgaven er lagret."))
            return back_to("digests.index")
    return render_template("digests/edit.html", form=form, coming=coming), code


def _coming(kind: str, period: str) -> pages.Coming:
    known = pages.known_kind(db.session(), kind, period)
    coming = pages.coming(db.session(), current_actor(), known, clock.now())
    if coming.period != period:
        raise NotVisibleError(period)
    return coming


def _edit_form(coming: pages.Coming) -> EditForm:
    form = EditForm()
    notes = pages.notes_to_edit(db.session(), current_actor(), coming)
    form.pinned.choices = form.dropped.choices = [SelectChoice(str(note.id), note.title) for note in notes]
    return form


@bp.get("/me/mail")
@signed_in
def choices_page() -> str:
    """What I want to be sent."""
    choice = pages.own_choice(db.session(), current_actor().id)
    form = ChoicesForm(obj=choice) if choice else ChoicesForm(weekly=True, monthly=True, daily=True)
    return render_template("digests/choices.html", form=form, mine=_mine())


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
                    monthly=form.monthly.data,
                    follows=form.follows.data or (),
                    daily=form.daily.data,
                    paused_until=form.paused_until.data,
                    now=clock.now(),
                )
        except RefusedError as error:
            form.refuse(error)
        else:
            web.tell(N_("Valgene dine er lagret."))
            return back_to("digests.choices_page")
    return render_template("digests/choices.html", form=form, mine=_mine()), 400


def _mine() -> dict[str, Message | None]:
    """What the reader gets every week, and less often."""
    session = db.session()
    found = plans_here(session)
    kinds = kinds_for(session, current_actor().id, local_date(clock.now()))
    weekly = [label(found, kind) for kind in kinds if found[kind].rhythm is Rhythm.WEEK]
    others = [label(found, kind) for kind in kinds if found[kind].rhythm is not Rhythm.WEEK]
    return {
        "weekly": listed(weekly) if weekly else None,
        "monthly": listed(others) if others else None,
    }


@bp.get("/unsubscribe/<string(maxlength=43):token>")
@open_to_all
def unsubscribe_page(token: str) -> str:
    """Ask before stopping: mail programs open links by themselves."""
    pages.choice_by_token(db.session(), token)
    return render_template("digests/unsubscribe.html", token=token, kinds=_kinds(), done=False)


@bp.post("/unsubscribe/<string(maxlength=43):token>")
@open_to_all
def unsubscribe(token: str) -> str:
    """Stop the mails, without signing in; a mail program may do it with one click (RFC 8058)."""
    with transaction() as session:
        choices.stop(session, token, _kinds())
    return render_template("digests/unsubscribe.html", token=token, kinds=_kinds(), done=True)


def _kinds() -> list[str]:
    """Which of the receiver's choices the link is about: those of the mail that it stood in, else what goes weekly."""
    asked = request.args.get("kind", "").replace("+", " ").split()
    known = [STOPPABLE[kind] for kind in asked if kind in STOPPABLE]
    return list(dict.fromkeys(known)) or ["weekly"]
