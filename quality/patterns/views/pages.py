"""The desk and the page of one pattern."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import abort, render_template, request, url_for

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act, Actor
from quality.cases.kinds import FACTOR_LABELS, STRENGTH_LABELS
from quality.cases.models.measure import Measure
from quality.cases.services import reads
from quality.cases.states import MEASURE_OPEN, MEASURE_STATE_LABELS, MeasureState
from quality.core import clock, notices, web
from quality.core.db import db, transaction, write_if_free
from quality.core.states import Move, open_moves
from quality.core.text import N_, Message
from quality.organisation.queries import municipality
from quality.patterns import compose, figures, forms, mails, policy
from quality.patterns.compose.verdicts import no_verdict, verdict
from quality.patterns.detect.values import WORK, Kind
from quality.patterns.kinds import MINUTE_LABELS
from quality.patterns.models import Pattern, PatternMinute
from quality.patterns.queries import desk as lists
from quality.patterns.queries import file as files
from quality.patterns.queries import raised
from quality.patterns.queries.beside import verdicts
from quality.patterns.queries.common import common_to, counted_by
from quality.patterns.queries.merged import merged_into
from quality.patterns.queries.nominated import withdrawn
from quality.patterns.queries.said import who_said
from quality.patterns.queries.scope import since_then
from quality.patterns.queries.told import names
from quality.patterns.queries.woken import woken
from quality.patterns.services import answer, decide
from quality.patterns.services.gather import may_grow
from quality.patterns.states import (
    HAPPENED,
    PATTERN_STATE_LABELS,
    RAISED,
    RUNNING,
    Origin,
    PatternState,
    moves_of,
)
from quality.patterns.views import beside
from quality.patterns.views.doors import Answer as Page
from quality.patterns.views.doors import bp
from quality.patterns.views.register import municipality as municipality_list

SHOWN = {"dismissed": PatternState.DISMISSED, "finished": PatternState.FINISHED}
PRIMARY = {
    PatternState.CANDIDATE: "raise",
    PatternState.DISMISSED: "reconsider",
    PatternState.WATCHED: "raise",
    PatternState.HANDED: "answer",
    PatternState.RAISED: "own",
    PatternState.OWNED: "act",
    PatternState.MEASURES: "check",
    PatternState.EFFECT: "finish",
}


@bp.get("/patterns")
@needs(Act.PATTERN_READ)
def desk() -> str:
    """What keeps happening: the coordinator's desk, and the municipality's patterns for everybody else."""
    actor, day, session = current_actor(), clock.local_date(clock.now()), db.session()
    shown = request.args.get("show", "")
    place = web.once("municipality", lambda: municipality(session))
    if shown in SHOWN and (shown == "finished" or actor.everywhere(Act.PATTERN_REVIEW)):
        found = lists.entries(session, actor, [SHOWN[shown]], None, day, web.language())
        known = names(session, web.language())
        merged = (
            merged_into(session, [entry.pattern.id for entry in found], known) if shown == "dismissed" else {}
        )
        ids = [entry.pattern.id for entry in found if entry.pattern.origin is Origin.NOMINATED]
        back = withdrawn(session, ids)
        return render_template(
            "patterns/settled.html", entries=found, shown=shown, merged=merged, withdrawn=back
        )
    if not actor.everywhere(Act.PATTERN_REVIEW):
        return municipality_list()
    found_desk = lists.desk(session, actor, place, day, web.language())
    around = beside.gather(actor, day, found_desk.young)
    note_seen(actor, mails.DESK)
    return render_template(
        "patterns/desk.html", desk=found_desk, beside=around, today=day, states=PATTERN_STATE_LABELS
    )


@bp.get("/patterns/dial")
@bp.post("/patterns/dial")
@needs(Act.PATTERN_REVIEW)
def dial() -> Page:
    """How unusual something must be to come up."""
    form, place, day = forms.DialForm(), municipality(db.session()), clock.local_date(clock.now())
    if place is None:
        abort(404)
    if not form.is_submitted():
        form.version.data = str(place.version)
        form.a_month.data = f"{lists.chosen_dial(place):g}"
        return render_template("patterns/dial.html", form=form, choices=lists.dial_choices(db.session(), day))
    if not form.validate():
        return render_template(
            "patterns/dial.html", form=form, choices=lists.dial_choices(db.session(), day)
        ), 400
    with transaction() as session:
        form.check_version(place.version)
        decide.set_dial(session, current_actor(), place, float(form.a_month.data), now=clock.now())
    web.tell(N_("Lagret. Det gjelder fra i natt."))
    return web.back_to("patterns.desk")


@bp.get("/patterns/<public_id>")
@needs(Act.PATTERN_READ)
def file(public_id: str) -> str:
    """One pattern: what, where, how unusual, and what is done about it."""
    actor = current_actor()
    found = files.file(db.session(), actor, public_id, web.page_number(), web.language())
    pattern = found.pattern
    note_titles([cell.logged for cell in found.cases if cell.logged])
    note_seen(actor, mails.link(pattern))
    return render_template(
        "patterns/file.html",
        file=found,
        pattern=pattern,
        chart=_chart(found),
        sentences=sentences(found),
        moves=_moves(actor, found),
        primary=PRIMARY.get(pattern.state, ""),
        writes_notes=actor.may(Act.NOTE_WRITE),
        reviews=policy.may(actor, Act.PATTERN_REVIEW, pattern),
        work=pattern.kind in WORK,
        acts=policy.may(actor, Act.PATTERN_OWN, pattern),
        states=PATTERN_STATE_LABELS,
        happened=HAPPENED,
        strengths=STRENGTH_LABELS,
        measure_states=MEASURE_STATE_LABELS,
        page=web.page_number(),
        answer=_answer(actor, found),
        woken=_woken(actor, found),
        grows=may_grow(pattern),
        came_back=_came_back(found),
        said_by=who_said(db.session(), [pattern]).get(pattern.id),
    )


def _woken(actor: Actor, found: files.File) -> tuple[Message, str, str] | None:
    """Why it is on the desk again, where the new cases are listed and where they are added; for whose desk it is."""
    if not actor.everywhere(Act.PATTERN_REVIEW):
        return None
    up = woken(db.session(), found.pattern)
    if up is None or not up.wanted:
        return (up.text, "", "") if up else None
    grows = url_for("patterns.add_cases", public_id=found.pattern.public_id, **up.wanted)
    return up.text, url_for("cases.index", **up.wanted), grows if may_grow(found.pattern) else ""


def _came_back(found: files.File) -> Message | None:
    """Why it is open again after it was finished, from the last time that happened."""
    pattern = found.pattern
    steps = [step for step in found.timeline if step.act == "returned"]
    if pattern.returned_at is None or pattern.state not in RUNNING or not steps:
        return None
    values = steps[-1].values
    cases = int(values.get("cases", 0)) or None
    day = clock.local_date(pattern.returned_at)
    return compose.came_back(
        day, cases if found.exact and found.whole else None, float(values.get("expected", 0))
    )


@dataclass(frozen=True)
class Answer:
    """What the municipality has found out and decided about a raised pattern."""

    causes: list[raised.CauseRow]
    minutes: list[PatternMinute]
    asked: PatternMinute | None
    lacking: list[str]
    tells: bool
    verdicts: dict[int, list[Message]]
    factors = FACTOR_LABELS
    kinds = MINUTE_LABELS


def _answer(actor: Actor, found: files.File) -> Answer | None:
    pattern = found.pattern
    if pattern.state not in RAISED:
        return None
    session, owns = db.session(), policy.may(actor, Act.PATTERN_OWN, pattern)
    running = pattern.state in RUNNING
    causes, minutes = raised.causes(session, pattern.id), raised.minutes(session, pattern.id)
    return Answer(
        causes,
        minutes,
        raised.open_question(minutes),
        answer.lacking(found.measures, [row.cause for row in causes]) if running and owns else [],
        running and (owns or bool(raised.telling_units(session, actor, pattern, False))),
        _verdicts(actor, found),
    )


def _verdicts(actor: Actor, found: files.File) -> dict[int, list[Message]]:
    """What the counts say of each measure; the numbers for those alone who may have every number.

    What people put together, and a story, is judged by more than its own cases, so that those do not say who may
    have the numbers.
    """
    if not found.measures:
        return {}
    session, pattern = db.session(), found.pattern
    rows = verdicts(session, [measure.id for measure in found.measures])
    said = {
        number: verdict(row.verdict, row.weeks_before, row.weeks_after, row.after, row.due, row.answer_on)
        for number, row in rows.items()
    }
    by_scope = pattern.origin is Origin.ENGINE and pattern.kind != Kind.THEME
    reviews = actor.everywhere(Act.PATTERN_REVIEW)
    if not (found.exact and (by_scope or reviews)):
        said = {number: [messages[0]] for number, messages in said.items()}
    elif said and not by_scope:
        told = counted_by(session, pattern, names(session, web.language()).categories)
        said = {number: [*messages, told] for number, messages in said.items()}
    left = [measure for measure in found.measures if measure.done_at and measure.id not in said]
    return said | (_unjudged(pattern, left) if left else {})


def _unjudged(pattern: Pattern, done: list[Measure]) -> dict[int, list[Message]]:
    """Why the counts say nothing of these yet, or never will."""
    session = db.session()
    scan = lists.last_scan(session, clock.local_date(clock.now()))
    countable = common_to(session, pattern) is not None
    return {
        measure.id: no_verdict(
            countable,
            bool(scan and measure.done_at and scan.at > measure.done_at),
            measure.state is not MeasureState.DONE,
        )
        for measure in done
    }


def note_titles(case_ids: list[int]) -> None:
    """Write which sensitive cases a page of patterns showed the title of."""
    if case_ids:
        with transaction() as session:
            reads.note_found(session, current_actor(), case_ids, now=clock.now(), surface="pattern")


def note_seen(actor: Actor, link: str) -> None:
    """Write that the reader has seen what pointed at this page."""
    if notices.waits(db.session(), actor.id, link):
        write_if_free(notices.marking_read(actor.id, link, clock.now()))


@dataclass(frozen=True)
class Sentences:
    """What the page says about the finding, each in its place."""

    counted: bool
    lead: list[Message]
    strength: Message | None
    adjusted: Message
    unknown: list[Message]
    chart: list[Message]


def sentences(found: files.File) -> Sentences:
    """The sentences for this reader: numbers that may not be shown are left out of them."""
    about = found.told
    counted = found.pattern.origin is Origin.ENGINE
    lead = []
    if counted and found.total is not None:
        lead.append(compose.counted(about))
    elif counted:
        lead.append(compose.more_than_expected(about))
    elif found.total is not None:
        lead.append(compose.gathered(found.total, about.units))
    if counted and about.kind in WORK:
        lead.append(compose.how_rare(about))
    if found.not_counted:
        lead.append(compose.not_counted(found.not_counted))
    if about.kind is Kind.REPORTING:
        lead.append(compose.reporting(about))
    if found.story:
        lead.append(found.story)
    return Sentences(
        counted,
        lead,
        compose.strength(about) if counted and about.kind in WORK else None,
        compose.adjusted(),
        compose.unknown(about),
        [compose.charted(about, found.pattern.window_from, found.pattern.window_to, counted), *_since(found)],
    )


def _chart(found: files.File) -> figures.WeeklyChart | None:
    pattern, weeks = found.pattern, _drawn(found)
    return figures.weekly_chart(weeks, pattern.window_from, pattern.window_to) if weeks else None


def _drawn(found: files.File) -> list[figures.Week]:
    """The weeks of the drawing: to last week for what is raised, whoever made it."""
    if found.pattern.origin is Origin.ENGINE or found.pattern.state not in RAISED:
        return found.weeks
    this_week = clock.week_start(clock.local_date(clock.now()))
    return figures.gone_on(found.weeks, this_week - dt.timedelta(weeks=1))


def _since(found: files.File) -> list[Message]:
    """What has been seen and was due after the weeks that the finding is about, where that is drawn.

    Of what people have put together the oldest may be left out, and what has come since may be counted.
    """
    start, end = found.pattern.window_from, found.pattern.window_to
    if found.pattern.origin is not Origin.ENGINE:
        drawn = _drawn(found)
        whole = not drawn or start is None or start >= drawn[0].monday
        said = [] if whole else [Message(N_("De eldste er ikke med på tegningen."))]
        return said + _came(found.pattern)
    later = [week for week in found.weeks if end and week.monday > end]
    if not later:
        return []
    observed = sum(week.observed for week in later)
    return [compose.charted_since(len(later), observed, sum(week.expected for week in later))]


def _came(pattern: Pattern) -> list[Message]:
    day = clock.local_date(clock.now())
    since = since_then(db.session(), current_actor(), pattern, day)
    if since is None:
        return []
    told = counted_by(db.session(), pattern, names(db.session(), web.language()).categories)
    return [compose.came_since(since.weeks, since.cases), told]


def _moves(actor: Actor, found: files.File) -> list[Move]:
    """What this reader may do with it now; effect comes after the doing."""
    pattern = found.pattern
    left_out: set[str] = set()
    if any(measure.state in MEASURE_OPEN for measure in found.measures):
        left_out.add("check")
    if found.measures or pattern.returned_at:
        left_out.add("lower")
    moves = moves_of(work=pattern.kind in WORK, merged=found.merged is not None)
    return [
        move
        for move in open_moves(moves, pattern.state)
        if move.verb not in left_out and policy.may(actor, Act(move.act), pattern)
    ]
