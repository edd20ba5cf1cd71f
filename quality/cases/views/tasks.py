"""Parts of cases that somebody was given: giving them, the own list, and ending them."""

from __future__ import annotations

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs, signed_in
from quality.accounts.queries import person_by_public_id
from quality.accounts.roles import Act
from quality.cases import queries
from quality.cases.forms.tasks import TaskEndForm, TaskForm
from quality.cases.kinds import Level
from quality.cases.models.case import Case
from quality.cases.models.flow import CaseTask
from quality.cases.queries import flow
from quality.cases.queries.page import form_view
from quality.cases.services import tasks as giving
from quality.cases.views.blueprint import bp, for_handling, look, note_listed, offer_undo, tried
from quality.cases.views.names import can_have, owner_choices
from quality.core import clock, web
from quality.core.db import Session, db, transaction
from quality.core.text import N_, ConflictError, NotVisibleError, RefusedError
from quality.core.web import back_to

Answer = str | Response | tuple[str, int]


@bp.get("/cases/<public_id>/tasks/new")
@needs(Act.CASE_HANDLE)
def task(public_id: str) -> str:
    """Ask what, who and when."""
    return _task_page(public_id, TaskForm())


@bp.post("/cases/<public_id>/tasks/new")
@needs(Act.CASE_HANDLE)
def send_task(public_id: str) -> Answer:
    """Give a part of the case to somebody."""
    form, actor = TaskForm(), current_actor()

    def work(session: Session) -> None:
        seen = queries.fetch_for(session, actor, public_id, Act.CASE_HANDLE, lock=True)
        if not can_have(seen.case, form.owner.data):
            raise RefusedError(N_("Velg hvem som skal gjøre det."), field="owner")
        owner = person_by_public_id(session, form.owner.data)
        errand = giving.Errand(form.what.data or "", owner.id, form.due_on.data)
        giving.give(session, actor, seen.case, errand, now=clock.now(), once=form.once.data or None)

    status = tried(form, work) if form.validate() else 400
    if status != 303:
        return _task_page(public_id, form), status
    web.tell(N_("Oppgaven er gitt, og den som fikk den har fått beskjed."))
    offer_undo([public_id])
    return redirect(web.safe_next(f"/cases/{public_id}"), 303)


def _task_page(public_id: str, form: TaskForm) -> str:
    seen = for_handling(public_id)
    form.owner.choices = owner_choices(seen.case)
    view = form_view(db.session(), current_actor(), seen)
    return render_template("cases/task.html", form=form, view=view, next=web.safe_next(""))


@bp.post("/cases/<public_id>/tasks/<task_id>/cancel")
@needs(Act.CASE_HANDLE)
def cancel_task(public_id: str, task_id: str) -> Response:
    """Take a task back."""
    actor = current_actor()
    with transaction() as session:
        seen = queries.fetch_for(session, actor, public_id, Act.CASE_HANDLE, lock=True)
        giving.cancel(session, actor, seen.case, flow.task_in(session, seen.case, task_id), now=clock.now())
    web.tell(N_("Oppgaven er trukket tilbake."))
    return back_to("cases.show", public_id=public_id)


@bp.get("/tasks")
@signed_in
def tasks() -> str:
    """What I have been given to do in cases."""
    rows = flow.my_tasks(db.session(), current_actor())
    note_listed(rows, "tasks")
    return render_template("cases/tasks.html", tasks=rows)


@bp.get("/cases/<public_id>/tasks/<task_id>")
@signed_in
def my_task(public_id: str, task_id: str) -> str:
    """One task with the case it is part of."""
    return _end_page(public_id, task_id, TaskEndForm())


@bp.post("/cases/<public_id>/tasks/<task_id>")
@signed_in
def end_task(public_id: str, task_id: str) -> Answer:
    """Say that it is done, or give it back."""
    form, actor = TaskEndForm(), current_actor()
    back = request.form.get("end", "") == "back"
    if ended := flow.ended_task(db.session(), actor, task_id):
        raise ConflictError(giving.ENDED[ended.state])

    def work(session: Session) -> None:
        case, found = _mine(session, public_id, task_id, lock=True)
        verb = giving.hand_back if back else giving.finish
        verb(session, actor, case, found, form.text.data or "", now=clock.now())

    status = tried(form, work) if form.validate() else 400
    if status != 303:
        return _end_page(public_id, task_id, form), status
    web.tell(N_("Oppgaven er gitt tilbake.") if back else N_("Oppgaven er gjort. Lederen har fått beskjed."))
    return back_to("cases.tasks")


def _mine(session: Session, public_id: str, task_id: str, lock: bool = False) -> tuple[Case, CaseTask]:
    """A task of the person's own; NotVisibleError for everybody else."""
    seen = queries.fetch(session, current_actor(), public_id, Level.TEXT, lock=lock)
    found = flow.task_in(session, seen.case, task_id)
    if found.owner_id != current_actor().id:
        raise NotVisibleError(task_id)
    return seen.case, found


def _end_page(public_id: str, task_id: str, form: TaskEndForm) -> str:
    seen = look(public_id, "task", Level.TEXT)
    _, found = _mine(db.session(), public_id, task_id)
    return render_template(
        "cases/my_task.html", form=form, view=form_view(db.session(), current_actor(), seen), task=found
    )
