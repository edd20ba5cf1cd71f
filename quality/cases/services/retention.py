"""Taking names and words out of old cases by the municipality's schedule, holding one back, and changing the schedule.

No role takes anything out by hand (security.md 2.3b): the two verbs that do are called by the nightly job alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import ReadLog
from quality.accounts.queries import holders
from quality.accounts.roles import GRANTS, Act, Actor, Role
from quality.cases.compose.retention import WAIT_DAYS, Schedule, cautious, read_schedule
from quality.cases.kinds import MEASURE_KIND_LABELS, Access
from quality.cases.mails import keeping
from quality.cases.models.breach import Breach, BreachDecision
from quality.cases.models.bulk_close import BulkCloseRow
from quality.cases.models.case import Case, CaseConcern, CaseHandler, CaseMessage
from quality.cases.models.closing import CaseClosing
from quality.cases.models.code import CaseCode
from quality.cases.models.count import SearchText, TraitCount
from quality.cases.models.file import CaseFile
from quality.cases.models.flow import CaseFlag, CaseTask, CaseTransfer
from quality.cases.models.follower import CaseFollower
from quality.cases.models.innsyn import Innsyn, InnsynCase
from quality.cases.models.measure import EffectCheck
from quality.cases.models.retention import CaseKeeping, RetentionLine, RetentionRun, Step
from quality.cases.models.safety import SafetyWord
from quality.cases.models.thanks import Thanks
from quality.cases.queries.retention import coming, in_force, is_common_place, measures_left
from quality.cases.queries.story import REPORTERS_ACTS
from quality.cases.services import news
from quality.cases.services.change import change
from quality.cases.states import MEASURE_OPEN, OPEN, MeasureState
from quality.core import history, notices
from quality.core.clock import local_date
from quality.core.history import Happening, record
from quality.core.text import N_, NotAllowedError, RefusedError
from quality.core.tokens import token_hash
from quality.organisation.models import Municipality

STORED = ("retention", "retention_next")
EMPTIED = (
    "description",
    "before",
    "gain",
    "immediate_action",
    "user_reference",
    "answer",
    "no_measure_reason",
)
# What hangs on a case and goes with its words: in this order, for a file points at the message it came with.
DROPPED = (CaseFile, CaseMessage, CaseConcern, CaseHandler, CaseFollower, Thanks, CaseCode, SearchText)
# What stays of the rest as a fact without words.
BLANKED: tuple[tuple[Any, dict[str, Any]], ...] = (
    (CaseTask, {"what": "", "words": ""}),
    (CaseTransfer, {"reason": ""}),
    (CaseFlag, {"reference": ""}),
    (CaseClosing, {"involved": "", "effect_how": "", "weak_reason": "", "content": {}}),
    (BulkCloseRow, {"sentence": "", "words": {}}),
    (SafetyWord, {"text": "", "answer": ""}),
    (Breach, {"why": "", "late_why": "", "told": ""}),
    (BreachDecision, {"why": ""}),
)


def forget_names(session: Session, case: Case, *, now: dt.datetime) -> None:
    """Take out who reported the case: of the case, its messages, its history, its notices and the access log."""
    reporter_id = case.reporter_id
    with _quietly(session, None, case, "forget_names", now) as values:
        if reporter_id is not None:
            values["sealed"] = history.unname(
                session,
                "case",
                case.id,
                lambda entry: entry.actor_id == reporter_id and entry.act in REPORTERS_ACTS,
            )
            written = sa.update(CaseMessage).where(CaseMessage.case_id == case.id)
            session.execute(written.where(CaseMessage.author_id == reporter_id).values(author_id=None))
            session.execute(_looks(case).where(ReadLog.actor_id == reporter_id))
            news.forget(session, case, [reporter_id])
        session.execute(sa.delete(CaseCode).where(CaseCode.case_id == case.id))
        case.reporter_id = case.reporter = case.confidential_to_id = None
        case.reporter_name = ""
        case.names_gone_at = now


@contextmanager
def _quietly(
    session: Session, actor: Actor | None, case: Case, act: str, now: dt.datetime, *, counted: bool = False
) -> Iterator[dict[str, Any]]:
    """A change that is nothing new for anybody to read, and from which no years are counted."""
    changed_at = case.changed_at
    with change(session, actor, case, act, now, counted=counted) as values:
        yield values
    case.changed_at = changed_at
    session.flush()


def _looks(case: Case) -> sa.Delete:
    return sa.delete(ReadLog).where(ReadLog.subject == "case", ReadLog.subject_id == case.id)


def forget_text(session: Session, case: Case, *, now: dt.datetime) -> list[str]:
    """Take out all that is written in the case and everybody's name; what is counted by stays.

    Returns the keys of its files, to be dropped once this is stored. The learning text stays where it was approved and
    shared: it is about nobody.
    """
    if case.names_gone_at is None:
        forget_names(session, case, now=now)
    place = case.place
    keys = [key for file in _files(session, case) for key in (file.key, file.small_key) if key]
    with _quietly(session, None, case, "forget_text", now, counted=True) as values:
        values["sealed"] = history.unname(session, "case", case.id, lambda entry: True)
        history.erase_values(session, "case", case.id, now)
        case.title = case.category.name
        for name in EMPTIED:
            setattr(case, name, "")
        if not case.shared:
            case.learning_text, case.learning_by_id = "", None
        if not is_common_place(session, case):
            case.place = ""
        case.handler_id = case.handler = None
        _remember_that_it_was_about_somebody(session, case)
        news.forget_but(session, case, ())
        for table in DROPPED:
            session.execute(sa.delete(table).where(table.case_id == case.id))
        for blanked, words in BLANKED:
            session.execute(sa.update(blanked).where(blanked.case_id == case.id).values(**words))
        _forget_measures(session, case, now)
        given = sa.select(InnsynCase.innsyn_id).where(InnsynCase.case_id == case.id)
        emptied = {"content": [], "emptied_at": now}
        session.execute(sa.update(Innsyn).where(Innsyn.id.in_(given)).values(**emptied))
        case.text_gone_at = now
    if place != case.place:
        _forget_place(session, case.unit_id, place)
    session.flush()
    return keys


def _remember_that_it_was_about_somebody(session: Session, case: Case) -> None:
    """Not whom: without it the case would come back to the person who was never to see it."""
    about = sa.select(CaseConcern.case_id).where(CaseConcern.case_id == case.id)
    if session.scalar(about.limit(1)) is not None:
        row = session.get(CaseKeeping, case.id) or CaseKeeping(case_id=case.id)
        row.was_about = True
        session.add(row)


def _forget_place(session: Session, unit_id: int, place: str) -> None:
    """A place that nothing is counted at any more is no number, and its name is somebody's words."""
    empty = (TraitCount.trait == "place", TraitCount.value == place, TraitCount.count == 0)
    session.execute(sa.delete(TraitCount).where(TraitCount.unit_id == unit_id, *empty))


def _files(session: Session, case: Case) -> list[CaseFile]:
    return list(session.scalars(sa.select(CaseFile).where(CaseFile.case_id == case.id)))


def _forget_measures(session: Session, case: Case, now: dt.datetime) -> None:
    """A measure that no case with words is left of: its kind stays, and what came of it. One still open is dropped."""
    for measure in measures_left(session, case):
        if measure.state in MEASURE_OPEN:
            measure.state = MeasureState.DROPPED
        measure.title, measure.effect_note = MEASURE_KIND_LABELS[measure.kind], ""
        measure.owner_id = measure.owner = measure.done_by_id = measure.created_by_id = None
        checked = sa.update(EffectCheck).where(EffectCheck.measure_id == measure.id)
        session.execute(checked.values(note=""))
        sealed = history.unname(session, "measure", measure.id, lambda entry: True)
        history.erase_values(session, "measure", measure.id, now)
        record(session, Happening("measure", measure.id, "forget_text", now, values={"sealed": sealed}))


def forget_reads(session: Session, before: dt.datetime) -> int:
    """Take out lines of the access log from before then; returns how many."""
    result = session.execute(sa.delete(ReadLog).where(ReadLog.at < before))
    return int(result.rowcount)  # type: ignore[attr-defined]


def begin(session: Session, terms: Schedule, *, now: dt.datetime) -> RetentionRun:
    """The protocol that a run writes what it takes out in."""
    run = RetentionRun(at=now, schedule=terms.stored(), others={})
    session.add(run)
    session.flush()
    return run


def note(session: Session, run_id: int, step: Step, case: Case) -> None:
    """A line of the protocol: the kind of the case, and a digest in its stead."""
    line = {"step": step, "access": case.access, "case_hash": token_hash(case.public_id)}
    session.add(RetentionLine(run_id=run_id, **line))


def close(session: Session, run: RetentionRun, others: dict[str, int], *, now: dt.datetime) -> None:
    """End the protocol, and put its sums where nobody can change them unseen."""
    run.others = others
    lines = sa.select(RetentionLine.step, sa.func.count()).where(RetentionLine.run_id == run.id)
    counts = {str(step): number for step, number in session.execute(lines.group_by(RetentionLine.step))}
    values = {"schedule": run.schedule, **others, **counts}
    record(session, Happening("retention", run.id, "run", now, values=values))


def hold(session: Session, actor: Actor, case: Case, why: str, *, now: dt.datetime) -> None:
    """Keep everything in the case, such as until it has been handed to the archive."""
    _permit(actor, Act.RETENTION_HOLD)
    if not why:
        raise RefusedError(N_("Skriv hvorfor saken skal beholdes."), field="why")
    if case.text_gone_at:
        raise RefusedError(N_("Teksten i saken er slettet alt."), field="why")
    if case.state in OPEN:
        raise RefusedError(N_("Saken er åpen, og da slettes ingenting i den."), field="why")
    row = session.get(CaseKeeping, case.id) or CaseKeeping(case_id=case.id)
    row.held_why, row.held_by_id, row.held_at = why, actor.id, now
    session.add(row)
    with _quietly(session, actor, case, "hold", now) as values:
        values |= {"why": why}


def release(session: Session, actor: Actor, case: Case, *, now: dt.datetime) -> None:
    """Let the schedule reach the case again."""
    _permit(actor, Act.RETENTION_HOLD)
    row = session.get(CaseKeeping, case.id)
    if row is None or not row.held_why:
        return
    with _quietly(session, actor, case, "let_go", now):
        row.held_why, row.held_by_id, row.held_at = "", None, None


def keep_for(session: Session, case: Case, years: int) -> None:
    """For how many years a shielded case is kept, as decided when it is closed."""
    if case.access is not Access.SHIELDED:
        return
    row = session.get(CaseKeeping, case.id) or CaseKeeping(case_id=case.id)
    row.years = years
    session.add(row)
    session.flush()


def change_schedule(
    session: Session, actor: Actor, place: Municipality, wanted: Schedule, *, now: dt.datetime
) -> None:
    """Store the municipality's schedule. What takes out more than the one before it waits, and others are told."""
    _permit(actor, Act.RETENTION_MANAGE)
    for access, term in wanted.terms.items():
        if term.names > term.text:
            raise RefusedError(
                N_("Navnet kan ikke beholdes lenger enn teksten."), field=f"{access.value}_names"
            )
    day = local_date(now)
    before, waiting = in_force(place, day), coming(place, day)
    known = read_schedule(before) if before else None
    if wanted == (waiting.terms if waiting else known):
        return
    until = cautious(known, wanted) if known else None
    settings = {key: value for key, value in place.settings.items() if key not in STORED}
    if until:
        settings["retention"] = until.stored()
    values: dict[str, Any] = {"before": dict(before), "after": wanted.stored()}
    if until != wanted:
        from_on = day + dt.timedelta(WAIT_DAYS)
        values["from"] = from_on.isoformat()
        settings["retention_next"] = {"schedule": wanted.stored(), "from": values["from"]}
        notices.tell(session, keeping.schedule_changes(_told(session, actor, day), from_on, now), now)
    place.settings = settings
    session.flush()
    record(session, Happening("place", place.id, "retention", now, actor.id, values=values))


def _told(session: Session, actor: Actor, day: dt.date) -> dict[int, bool]:
    """Who is told of a shorter schedule, and whether each sees its page."""
    found: dict[int, bool] = {}
    for role in (Role.COORDINATOR, Role.ARCHIVIST, Role.PRIVACY_OFFICER):
        people = (person for held in holders(session, role, day).values() for person in held)
        found |= {person.id: Act.RETENTION_READ in GRANTS[role] for person in people if person.id != actor.id}
    return found


def _permit(actor: Actor, act: Act) -> None:
    if not actor.held_for(None).may(act):
        raise NotAllowedError(N_("Bare den som styrer oppbevaringen, kan gjøre dette."))
