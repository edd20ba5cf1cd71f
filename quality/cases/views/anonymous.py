"""Reporting without a name. These pages get no cookie and set none (see core/sessionless.py)."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from flask import Blueprint, abort, current_app, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, signed_in
from quality.accounts.services import passwords
from quality.cases.compose import codes
from quality.cases.compose.masking import hide_id_numbers
from quality.cases.compose.progress import asks_verdict
from quality.cases.forms.anonymous import AnonymousForm, CodeForm, HolderForm
from quality.cases.forms.parts import offer
from quality.cases.kinds import CaseKind, Harm, Precision, Verdict
from quality.cases.models.case import Case
from quality.cases.queries import anonymous as reads
from quality.cases.queries import mine
from quality.cases.queries.intake import ways
from quality.cases.services import anonymous as service
from quality.cases.services import close, talk
from quality.cases.services.register import Report
from quality.cases.views.blueprint import WORDS, tried
from quality.cases.views.blueprint import bp as cases
from quality.core import clock
from quality.core.db import Session, db, transaction
from quality.core.text import N_, RefusedError
from quality.core.web import back_to, open_to_all, say

bp = Blueprint("anonymous", __name__, url_prefix="/anonymous")

Answer = str | Response | tuple[str, int]
WRONG = N_("Koden stemmer ikke. Se etter om alle tjue tegn er med.")


@bp.get("")
@open_to_all
def report() -> str:
    """Ask what happened, and nothing about who tells it."""
    _must_be_open()
    return _ask(AnonymousForm())


@bp.post("")
@open_to_all
def send() -> Answer:
    """Register it, and show the code this once."""
    _must_be_open()
    form = AnonymousForm()
    for name in ("text", "place"):
        form[name].data = hide_id_numbers(form[name].data or "")
    if not form.validate() or not _harm_is_told(form):
        return _ask(form), 400
    if reads.too_many_reports(db.session(), clock.now()):
        abort(429)
    if _must_warn(form):
        return _ask(form, warn=True), 400
    made = list[tuple[Case, str]]()
    status = tried(form, lambda session: made.append(_register(session, form)))
    if status != 303:
        return _ask(form), status
    case, code = made[0]
    return render_template("anonymous/receipt.html", case=case, code=codes.shown(code))


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
        asked = CodeForm()
        asked.top_error = gettext(WRONG)
        return render_template("anonymous/code.html", form=asked, action="", claims=False), 400
    status = 200
    if request.form.get("act") in ("reply", "judge"):
        status = tried(form, lambda session: _write(session, case_id, form))
        if status == 303:
            form.text.data, form.once.data, status = "", secrets.token_urlsafe(16), 200
    case = reads.anonymous_case(db.session(), case_id)
    page = reads.answer_page(db.session(), case)
    judgeable = asks_verdict(case.kind, case.state, case.closed_at, case.verdict, clock.now())
    context = {"page": page, "case": case, "form": form, "judgeable": judgeable, "words": WORDS}
    return render_template("anonymous/case.html", **context), status


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
        form.top_error = gettext(WRONG)
        return render_template("anonymous/claim.html", form=form), 400
    with transaction() as session:
        case = reads.anonymous_case(session, case_id, lock=True)
        service.claim(session, actor, case, now=clock.now())
    return back_to("cases.show", public_id=case.public_id)


def _must_be_open() -> None:
    if not ways(db.session(), 0, clock.local_date(clock.now())).anonymous:
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


def _must_warn(form: AnonymousForm) -> bool:
    """Whether to say once that few work in the unit."""
    unit_id = mine.unit_id_of(db.session(), form.unit.data or "")
    return bool(unit_id) and form.small.data != form.unit.data and reads.is_small(db.session(), unit_id or 0)


def _ask(form: AnonymousForm, warn: bool = False) -> str:
    units = mine.report_units(db.session(), clock.local_date(clock.now()))
    form.unit.choices = offer([("", gettext("Velg")), *((unit.public_id, unit.name) for unit in units)])
    form.small.data = form.unit.data if warn else ""
    return render_template("anonymous/report.html", form=form, warn=warn, words=WORDS, error=say)
