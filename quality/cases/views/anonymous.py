"""Reporting without a name. These pages get no cookie and set none (see core/sessionless.py).

Their addresses say the language: no cookie can, and a stranger's browser does not know what a person has chosen.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence

from flask import Blueprint, abort, current_app, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, signed_in
from quality.accounts.services import passwords
from quality.cases.compose import codes
from quality.cases.compose.channels import Channel, told_of
from quality.cases.compose.masking import hide_id_numbers
from quality.cases.compose.people import hide_people
from quality.cases.compose.progress import asks_verdict, stands_still, steps_done
from quality.cases.forms.anonymous import AnonymousForm, CodeForm, HolderForm
from quality.cases.forms.parts import offer
from quality.cases.kinds import CaseKind, Harm, Precision, Verdict
from quality.cases.models.case import Case
from quality.cases.queries import anonymous as reads
from quality.cases.queries import mine
from quality.cases.queries.intake import lets_in_anonymous
from quality.cases.queries.telling import people_told
from quality.cases.services import anonymous as service
from quality.cases.services import close, talk
from quality.cases.services.register import Report
from quality.cases.views import channels
from quality.cases.views.blueprint import WORDS, tried
from quality.cases.views.blueprint import bp as cases
from quality.core import clock
from quality.core.db import Session, db, transaction
from quality.core.text import N_, RefusedError
from quality.core.web import argument, back_to, open_to_all, outside

bp = Blueprint("anonymous", __name__, url_prefix="/anonymous")

Answer = str | Response | tuple[str, int]
TALK = frozenset({"ask", "reply", "answer"})
WRONG = N_("Koden stemmer ikke. Se etter om alle tjue tegn er med.")


@bp.get("")
@open_to_all
def report() -> str:
    """Ask what happened, and nothing about who tells it."""
    _must_be_open()
    form = AnonymousForm()
    form.unit.data, form.place.data = argument("unit") or None, argument("place")
    return _ask(form)


@bp.post("")
@open_to_all
def send() -> Answer:
    """Register it, and show the code this once."""
    _must_be_open()
    form = AnonymousForm()
    for name in ("text", "place"):
        form[name].data = hide_id_numbers(form[name].data or "")
    if found := _elsewhere(form):
        if request.form.get("discard"):
            return _ask(AnonymousForm(None), found=found, deleted=True)
        return _ask(form, found=found), 400
    if not form.validate() or not _harm_is_told(form):
        return _ask(form), 400
    if reads.too_many_reports(db.session(), clock.now()):
        abort(429)
    small, warn = _must_warn(form), _people(form)
    if small or warn:
        return _ask(form, warn, small=small), 400
    made = list[tuple[Case, str]]()
    status = tried(form, lambda session: made.append(_register(session, form)))
    if status != 303:
        return _ask(form), status
    case, code = made[0]
    address = outside(url_for("anonymous.ask_code"))
    return render_template("anonymous/receipt.html", case=case, code=codes.shown(code), address=address)


@bp.get("/answer")
@open_to_all
def ask_code() -> str:
    """Ask for the code."""
    return render_template("anonymous/code.html", form=CodeForm(), action="", claims=False)


@bp.post("/answer")
@open_to_all
def answer() -> Answer:
    """The case of a code: what was answered, and what its reporter wants to say."""
    form = HolderForm()
    case_id = _case_id(form.code.data or "")
    if case_id is None:
        return render_template("anonymous/code.html", form=_refused(), action="", claims=False), 400
    status, sent = 200, False
    if request.form.get("act") in ("reply", "judge"):
        status = tried(form, lambda session: _write(session, case_id, form))
        if status == 303:
            form.text.data, form.once.data, status, sent = "", secrets.token_urlsafe(16), 200, True
    case = reads.anonymous_case(db.session(), case_id)
    page = reads.answer_page(db.session(), case)
    judgeable = asks_verdict(case.kind, case.state, case.closed_at, case.verdict, clock.now())
    context = {
        "page": page,
        "case": case,
        "form": form,
        "judgeable": judgeable,
        "sent": sent,
        "done": _steps(case),
        "asked": [event.act for event in page.story if event.act in TALK][-1:] == ["ask"],
        "words": WORDS,
    }
    return render_template("anonymous/case.html", **context), status


def _refused() -> CodeForm:
    form = CodeForm()
    form.refuse(RefusedError(WRONG, field="code"))
    return form


def _steps(case: Case) -> int:
    """How many of the five steps are behind; none are shown of a case that goes nowhere from here."""
    if stands_still(case.state):
        return 0
    return steps_done(case.state, case.answered_at is not None, case.verdict is not None)


@cases.get("/mine/claim")
@signed_in
def ask_claim() -> str:
    """Ask for the code of a report that its reporter wants to sign."""
    return render_template("anonymous/claim.html", form=CodeForm())


@cases.post("/mine/claim")
@signed_in
def claim() -> Answer:
    """Give one's name to an anonymous report; it cannot be taken back."""
    form, actor = CodeForm(), current_actor()
    case_id = _case_id(form.code.data or "")
    if case_id is None:
        return render_template("anonymous/claim.html", form=_refused()), 400
    with transaction() as session:
        case = reads.anonymous_case(session, case_id, lock=True)
        service.claim(session, actor, case, now=clock.now())
    return back_to("cases.show", public_id=case.public_id)


def _must_be_open() -> None:
    if not lets_in_anonymous(db.session()):
        abort(404)


def _key() -> str:
    return str(current_app.extensions["loft"].secret_key)


def _register(session: Session, form: AnonymousForm) -> tuple[Case, str]:
    """The case and its code: the same for a form sent twice, another where the words are others."""
    day = clock.local_date(clock.now())
    unit = mine.open_unit(session, form.unit.data or "", day)
    seed = form.once.data or secrets.token_urlsafe(16)
    words = hashlib.sha256((form.text.data or "").encode()).hexdigest()
    seed = f"{seed}:{unit.id}:{words}"
    told = Report(
        kind=CaseKind.DEVIATION,
        description=form.text.data,
        unit_id=unit.id,
        harm=Harm(form.harm.data),
        severity=int(form.severity.data or 0),
        place=" ".join((form.place.data or "").split()),
        precision=Precision.DAY,
        about_leader=form.about_leader.data,
        once=codes.once_of(_key(), seed),
    )
    case = service.register(session, told, now=clock.now())
    code = codes.make_code(_key(), seed)
    hashed = passwords.hash_password(codes.peppered(_key(), code[codes.SELECTOR :]))
    if not service.keep_code(session, case, code[: codes.SELECTOR], hashed):
        form.once.data = secrets.token_urlsafe(16)
        raise RefusedError(N_("Det gikk ikke denne gangen. Trykk Send en gang til."))
    return case, code


def _case_id(text: str) -> int | None:
    """The case of the code, or None. Every try is counted first, and takes as long when there is no such code."""
    address = hmac.new(_key().encode(), (request.remote_addr or "").encode(), hashlib.sha256).hexdigest()
    with transaction() as session:
        try_id = service.count_try(session, address, now=clock.now())
    if try_id is None:
        abort(429)
    read = codes.read_code(text)
    row = reads.code_row(db.session(), read[0]) if read else None
    right = passwords.matches(row[1] if row else "", codes.peppered(_key(), read[1] if read else ""))
    if row is None or not right:
        return None
    with transaction() as session:
        service.forget_try(session, try_id)
    return row[0]


def _write(session: Session, case_id: int, form: HolderForm) -> None:
    case, now = reads.anonymous_case(session, case_id, lock=True), service.coarse(clock.now())
    if request.form.get("act") == "reply":
        talk.reply(session, None, case, form.text.data or "", now=now, once=form.once.data or None)
        return
    if form.verdict.data not in set(Verdict):
        raise RefusedError(N_("Velg et svar."), field="verdict")
    close.judge(session, None, case, Verdict(form.verdict.data), now=now, words=form.text.data or "")


def _harm_is_told(form: AnonymousForm) -> bool:
    if form.harm.data == Harm.YES and not form.severity.data:
        form.refuse(RefusedError(N_("Velg hvor alvorlig det var."), field="severity"))
    return not form.errors


def _elsewhere(form: AnonymousForm) -> list[Channel]:
    """The channels that the words make think of, asked about once: what belongs there is not to be stored here."""
    if form.belongs.data:
        return []
    service = mine.service_of(db.session(), form.unit.data or "", reads.HOLDER.unit_id)
    return told_of("\n".join((form.text.data or "", form.place.data or "")), service)


def _people(form: AnonymousForm) -> list[str]:
    """What points at a person and is asked about once; hidden first where that was the answer."""
    if form.numbers.data == "keep":
        return []
    found = people_told(db.session(), form.text.data or "", form.place.data or "", by_staff=False)
    if form.numbers.data != "hide":
        return found
    for name in ("text", "place"):
        form[name].data = hide_people(form[name].data or "", found)
    return []


def _must_warn(form: AnonymousForm) -> bool:
    """Whether to say once that few work in the unit."""
    unit_id = mine.unit_id_of(db.session(), form.unit.data or "")
    return bool(unit_id) and form.small.data != form.unit.data and reads.is_small(db.session(), unit_id or 0)


def _ask(
    form: AnonymousForm,
    warn: Sequence[str] = (),
    found: Sequence[Channel] = (),
    *,
    small: bool = False,
    deleted: bool = False,
) -> str:
    units = mine.report_units(db.session(), clock.local_date(clock.now()))
    form.unit.choices = offer([("", gettext("Velg")), *((unit.public_id, unit.name) for unit in units)])
    if small:
        form.small.data = form.unit.data
    context = {"form": form, "warn": warn, "small": small, "found": found, "deleted": deleted, "words": WORDS}
    return render_template("anonymous/report.html", **context, **channels.ways())
