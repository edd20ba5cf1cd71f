"""Innsyn: all that is written of one person, redacted, approved by another, and taken out as a file."""

from __future__ import annotations

import datetime as dt

from flask import Response, render_template, request

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.cases.compose.redact import redacted
from quality.cases.forms.innsyn import FindForm, ProposeForm
from quality.cases.models.case import Case
from quality.cases.models.innsyn import Innsyn, InnsynState
from quality.cases.queries import fetch_for
from quality.cases.queries import innsyn as reads
from quality.cases.queries.innsyn import Hit
from quality.cases.queries.page import staff_names
from quality.cases.services import innsyn as service
from quality.cases.services.reads import SENSITIVE
from quality.cases.views.blueprint import bp, tried
from quality.cases.views.handle import Answer
from quality.cases.views.lists import note_found, note_taken
from quality.core import clock, web
from quality.core.db import Session, db, transaction
from quality.core.downloads import csv_file
from quality.core.speech import word
from quality.core.text import N_, ConflictError, NotAllowedError, NotVisibleError, clean, clean_line
from quality.core.web import back_to

COLUMNS = (N_("Sak"), N_("Enhet"), N_("Meldt"), N_("Tekst"))
STATES = {
    InnsynState.WAITING: N_("Venter på godkjenning"),
    InnsynState.APPROVED: N_("Godkjent"),
    InnsynState.RETURNED: N_("Sendt tilbake"),
}
LONGEST = 20_000


@bp.get("/innsyn")
@needs(Act.INNSYN_PROPOSE, Act.INNSYN_APPROVE)
def innsyn() -> str:
    """Where to search, and the answers that the reader has to do with."""
    return _page(FindForm(), None)


@bp.post("/innsyn/find")
@needs(Act.INNSYN_PROPOSE)
def find_person() -> Answer:
    """What is written of somebody, as far as the reader reads it; a name does not belong in an address."""
    form = FindForm()
    if not form.validate():
        return _page(form, None), 422
    hits = reads.find(db.session(), current_actor(), form.asked.data or "")
    more, hits = len(hits) > reads.HITS_AT_MOST, hits[: reads.HITS_AT_MOST]
    note_found([hit.case.id for hit in hits if hit.case.access in SENSITIVE])
    return _page(form, hits, more)


def _page(form: FindForm, hits: list[Hit] | None, more: bool = False) -> str:
    rows = reads.listed(db.session(), current_actor())
    may = current_actor().may(Act.INNSYN_PROPOSE)
    return render_template(
        "cases/innsyn.html", form=form, hits=hits, more=more, rows=rows, states=STATES, may=may
    )


@bp.post("/innsyn/redact")
@needs(Act.INNSYN_PROPOSE)
def redact() -> Answer:
    """The chosen cases with everybody else's name and long numbers hidden, to be read over."""
    asked = clean_line(request.form.get("asked", ""), 80)
    hits = _chosen()
    names = staff_names(db.session(), *(text for hit in hits for text in hit.texts))
    texts = {hit.case.public_id: redacted("\n\n".join(hit.texts), names, asked) for hit in hits}
    if not hits:
        web.tell(N_("Velg minst én sak."), "warning")
        return back_to("cases.innsyn")
    _note_read([hit.case for hit in hits])
    return _redact_page(ProposeForm(formdata=None), hits, texts)


def _chosen() -> list[Hit]:
    return reads.chosen(db.session(), current_actor(), request.form.getlist("case")[: reads.HITS_AT_MOST])


def _note_read(cases: list[Case]) -> None:
    """Whose words these are that are shown next."""
    note_found([case.id for case in cases if case.access in SENSITIVE], "innsyn")


def _redact_page(form: ProposeForm, hits: list[Hit], texts: dict[str, str]) -> str:
    return render_template("cases/innsyn_redact.html", form=form, hits=hits, texts=texts)


@bp.post("/innsyn/propose")
@needs(Act.INNSYN_PROPOSE)
def propose() -> Answer:
    """Put the texts before a second person."""
    form, actor, hits = ProposeForm(), current_actor(), _chosen()
    texts = {
        hit.case.public_id: clean(request.form.get(f"text-{hit.case.public_id}", ""), LONGEST) for hit in hits
    }

    made: list[str] = []

    def work(session: Session) -> None:
        reference = form.reference.data or ""
        row = service.propose(session, actor, hits, texts, reference, now=clock.now(), once=form.once.data)
        made.append(row.public_id)

    status = tried(form, work) if form.validate() else 422
    if status != 303:
        return _redact_page(form, hits, texts), status
    web.tell(N_("Lagret. En annen må godkjenne det før det kan tas ut."))
    return back_to("cases.innsyn_answer", public_id=made[0])


@bp.get("/innsyn/<public_id>")
@needs(Act.INNSYN_PROPOSE, Act.INNSYN_APPROVE)
def innsyn_answer(public_id: str) -> str:
    """One answer, with its redacted texts."""
    session, actor = db.session(), current_actor()
    shown = reads.fetch(session, actor, public_id)
    row, decides = shown.row, shown.decides
    day = clock.local_date(clock.now())
    stuck = row.state is InnsynState.WAITING and not decides and not reads.approvers(session, row, day)
    could = reads.could_approve(session, row, day) if stuck else []
    if row.content:
        _note_read(reads.cases_in(session, row))
    return render_template(
        "cases/innsyn_answer.html", row=row, decides=decides, stuck=stuck, could=could, states=STATES
    )


@bp.post("/innsyn/<public_id>/lend")
@needs(Act.INNSYN_PROPOSE)
def lend_innsyn(public_id: str) -> Answer:
    """Let somebody with the right to approve read what only the proposer and few others read."""
    actor, now = current_actor(), clock.now()
    with transaction() as session:
        row = reads.fetch(session, actor, public_id, lock=True).row
        if row.proposed_by_id != actor.id:
            raise NotAllowedError(N_("Bare den som laget svaret kan gi noen saken å lese."))
        day = clock.local_date(now)
        people = {person.public_id: person for person in reads.could_approve(session, row, day)}
        person = people.get(request.form.get("person", ""))
        if person is None:
            raise ConflictError(N_("Den du valgte kan ikke godkjenne dette lenger. Velg en annen."))
        unread = reads.unread_by(session, person, row, day)
        cases = [fetch_for(session, actor, each, Act.CASE_HANDLE, lock=True).case for each in unread]
        what = f"{word(N_('Les saken, og godkjenn svaret på innsyn:'))} {row.reference}"
        service.lend(session, actor, row, person, cases, what, now=now)
    web.tell(N_("Sendt til godkjenning. Den du valgte kan lese sakene til svaret er avgjort."))
    return back_to("cases.innsyn_answer", public_id=public_id)


@bp.post("/innsyn/<public_id>/decide")
@needs(Act.INNSYN_APPROVE)
def decide_innsyn(public_id: str) -> Answer:
    """Approve it, or send it back."""
    approved = request.form.get("decision") == "approve"
    with transaction() as session:
        shown = reads.fetch(session, current_actor(), public_id, lock=True)
        if shown.row.proposed_by_id == current_actor().id:
            raise NotAllowedError(N_("Innsynet må godkjennes av noen andre."))
        service.decide(session, current_actor(), shown.row, approved, now=clock.now())
    web.tell(N_("Godkjent.") if approved else N_("Sendt tilbake."))
    try:
        reads.fetch(db.session(), current_actor(), public_id)
    except NotVisibleError:  # who was lent the cases reads them no longer
        return back_to("cases.innsyn")
    return back_to("cases.innsyn_answer", public_id=public_id)


@bp.get("/innsyn/<public_id>/answer.csv")
@needs(Act.INNSYN_PROPOSE, Act.INNSYN_APPROVE)
def innsyn_file(public_id: str) -> Response:
    """An approved answer as a file; that it was taken out stands in the logs."""
    actor, now = current_actor(), clock.now()
    row = reads.fetch(db.session(), actor, public_id).row
    _note_given(row)
    rows = [
        [each["case"], each["unit"], dt.datetime.fromisoformat(each["registered"]).date(), each["text"]]
        for each in row.content
    ]
    columns = [word(column) for column in COLUMNS]
    return csv_file(f"innsyn-{clock.local_date(now)}", columns, rows, actor.name, now=now)


def _note_given(row: Innsyn) -> None:
    """Write that an approved answer was taken out, and which cases it tells of; one that is not, is refused."""
    with transaction() as session:
        service.take_out(session, current_actor(), row, now=clock.now())
    note_taken(reads.cases_in(db.session(), row))
