"""Where a report was taken up, and what was decided there: each decision a measure with an owner and a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.roles import Actor
from quality.cases.kinds import Strength
from quality.cases.models.measure import Measure
from quality.cases.services.measures import Plan, check_effect, checked, named
from quality.cases.states import MEASURE_MOVES, MeasureState
from quality.core import notices
from quality.core.clock import local_date
from quality.core.states import find_move
from quality.core.text import N_, ConflictError, NotAllowedError, RefusedError
from quality.reports import mails, policy
from quality.reports.models import Report, ReportMeasure, ReportMeeting
from quality.reports.services.steps import tell_history

USED = N_("Skjemaet er brukt før. Last siden på nytt og send en gang til.")
OUTCOMES = frozenset({"worked", "partly", "failed"})
EFFECT_AFTER = dt.timedelta(60)


@dataclass(frozen=True)
class Meeting:
    """A meeting that a report was taken up in."""

    forum: str
    held_on: dt.date
    text: str = ""
    once: str | None = None


@dataclass(frozen=True)
class Decision:
    """Something decided there."""

    title: str
    owner: Person
    due_on: dt.date
    strength: Strength
    once: str | None = None


def take_up(
    session: Session, actor: Actor, report: Report, meeting: Meeting, *, now: dt.datetime
) -> ReportMeeting:
    """Write down where an approved report was taken up. Sent twice with the same `once`, it makes one."""
    known = sa.select(ReportMeeting).where(ReportMeeting.idempotency_key == meeting.once)
    if meeting.once and (row := session.scalar(known)):
        if row.by_id != actor.id or row.report_id != report.id:
            raise ConflictError(USED)
        return row
    if report.approved_at is None:
        raise RefusedError(N_("Rapporten må godkjennes før den tas opp."))
    if meeting.held_on > local_date(now):
        raise RefusedError(N_("Møtet har ikke vært ennå."), field="held_on")
    row = ReportMeeting(
        report_id=report.id,
        forum=meeting.forum,
        held_on=meeting.held_on,
        text=meeting.text,
        by_id=actor.id,
        at=now,
        idempotency_key=meeting.once or None,
    )
    session.add(row)
    session.flush()
    values = {"forum": meeting.forum, "held_on": meeting.held_on.isoformat()}
    tell_history(session, actor, report, "take_up", now, values)
    return row


def decide(
    session: Session,
    actor: Actor,
    report: Report,
    meeting: ReportMeeting,
    decision: Decision,
    *,
    now: dt.datetime,
) -> Measure:
    """Make a decision of the meeting a measure, and tell its owner. Sent twice with the same `once`, it makes one."""
    known = sa.select(Measure).where(Measure.idempotency_key == decision.once)
    if decision.once and (measure := session.scalar(known)):
        if measure.created_by_id != actor.id:
            raise ConflictError(USED)
        return measure
    plan = checked(session, Plan(decision.title, decision.owner.id, decision.due_on), now=now)
    kind, strength = named(decision.title, None, decision.strength)
    measure = Measure(
        title=decision.title,
        owner_id=decision.owner.id,
        unit_id=report.unit_id,
        due_on=plan.due_on,
        kind=kind,
        strength=strength,
        created_by_id=actor.id,
        created_at=now,
        idempotency_key=decision.once or None,
    )
    session.add(measure)
    session.flush()
    session.add(ReportMeasure(meeting_id=meeting.id, measure_id=measure.id))
    values = {"measure": measure.public_id, "owner": decision.owner.id, "due": plan.due_on.isoformat()}
    tell_history(session, actor, report, "decide", now, values)
    notices.tell(session, mails.measure_given(report, measure, decision.owner, actor.id), now)
    return measure


def move_measure(
    session: Session,
    actor: Actor,
    report: Report,
    measure: Measure,
    verb: str,
    text: str,
    *,
    now: dt.datetime,
) -> None:
    """Finish a decision, drop it, or judge whether it worked; its own owner may finish it too."""
    writes = policy.may(actor, "take_up", report)
    if not writes and not (verb == "finish" and measure.owner_id == actor.id):
        raise NotAllowedError(N_("Du kan lese rapporten, men ikke gjøre dette med den."))
    measure.state = find_move(MEASURE_MOVES, verb, measure.state).target
    if measure.state is MeasureState.DONE:
        measure.done_at, measure.done_by_id = now, actor.id
        measure.effect_due_on = local_date(now) + EFFECT_AFTER
    if verb in OUTCOMES:
        check_effect(session, actor, measure, text, now=now)
        measure.effect_due_on = None
    session.flush()
    tell_history(session, actor, report, f"measure_{verb}", now, {"measure": measure.public_id, "text": text})


def remind(session: Session, report: Report, measure: Measure, *, now: dt.datetime) -> bool:
    """Remind the owner of a decision whose day has come."""
    measure.reminded_on = local_date(now)
    session.flush()
    return bool(notices.tell(session, mails.measure_due(report, measure), now))
