"""The nightly look for what keeps happening."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import chain
from typing import Any

from sqlalchemy.orm import Session

from quality.core.clock import at_local, is_working_day, local_date
from quality.core.db import db, transaction
from quality.organisation.queries import municipality
from quality.patterns.detect.again import Again, recompute
from quality.patterns.detect.ahead import seasons_ahead
from quality.patterns.detect.check import check_quiet
from quality.patterns.detect.effect import Question, Verdict, judge
from quality.patterns.detect.engine import find_patterns, inputs_hash
from quality.patterns.detect.history import History, lay_out, settings_text
from quality.patterns.detect.quiet import quiet_units
from quality.patterns.detect.text import like
from quality.patterns.detect.text.corpus import Corpus
from quality.patterns.detect.text.groups import PAST_WEEKS, WINDOW_WEEKS, alike, gathered, regroup
from quality.patterns.detect.text.label import label
from quality.patterns.detect.values import METHOD, Count, Findings, Kind, Settings, Unit
from quality.patterns.detect.weeks import monday
from quality.patterns.detect.young import not_yet
from quality.patterns.queries import counts, texts
from quality.patterns.queries.desk import chosen_dial
from quality.patterns.queries.measured import (
    newest_findings,
    newest_verdicts,
    questions,
    story_questions,
)
from quality.patterns.queries.texts import people_names, told_texts
from quality.patterns.queries.told import LEAST_OF_A_STORY
from quality.patterns.services import returning
from quality.patterns.services.followed import record_ahead, record_check, record_quiet, record_verdicts
from quality.patterns.services.found import Look, newest_scan, record_findings
from quality.patterns.services.stored import drawn_on, members_of, open_files, scope_of, taken_out
from quality.patterns.services.texts import BATCH, forget_texts, keep_likeness, keep_stories, read_texts
from quality.patterns.states import PatternState

VERDICTS = 500  # written at a time, so that others can write meanwhile


def read(now: dt.datetime) -> int:
    """Read the texts of new and changed cases, a batch in each transaction; gives how many there were."""
    since = local_date(now) - dt.timedelta(weeks=WINDOW_WEEKS + PAST_WEEKS)
    number, batch = 0, BATCH
    while batch == BATCH:
        with transaction() as session:
            batch = read_texts(session, since, now=now)
            number += batch
    with transaction() as session:
        forget_texts(session, since)
    return number


def scan(now: dt.datetime) -> int:
    """Look at the whole weeks before today; gives how many findings are new. A second run the same night adds none.

    Everything found is written in one transaction: a scan that is stopped half-way leaves nothing.
    """
    read(now)
    seen = look_at(db.session(), local_date(now))
    with transaction() as session:
        if seen is None:
            return 0
        keep_stories(session, seen.stories, seen.stories_before)
        keep_likeness(session, seen.likeness)
        return record_findings(session, seen.look, now=now)


@dataclass(frozen=True)
class Seen:
    """A night's findings, and which story each case of the open window tells, as it is and as it was.

    While the counts cannot tell all yet, also how alike the cases of each story are.
    """

    look: Look
    stories: dict[str, str]
    stories_before: dict[str, str]
    likeness: dict[str, float]


def look_at(session: Session, day: dt.date) -> Seen | None:
    """What the detector says of the cases as they stand; None when today's scan has seen just these."""
    settings = Settings(false_files_a_month=chosen_dial(municipality(session)))
    categories = counts.category_tree(session)
    units = counts.unit_tree(session)
    history = lay_out(units, categories.leaves, counts.weekly_counts(session, categories), day)
    told, before = texts.corpus(session, categories, day - dt.timedelta(weeks=WINDOW_WEEKS + PAST_WEEKS + 1))
    stamp = inputs_hash(history, settings, told)
    last = newest_scan(session)
    if last and last.day == day and last.inputs_hash == stamp:
        return None
    since = monday(day) - dt.timedelta(weeks=max(settings.windows) + 1)
    index = counts.CaseIndex(session, categories, since)
    on_desk, drawn = open_files(session, day, settings), drawn_on(session, at_local(day))
    findings = find_patterns(history, day, index.members, on_desk, settings, told, drawn)
    themes = [file.members for file in findings.files if file.signal.kind is Kind.THEME]
    said = texts.ties(session)
    stories = gathered(regroup(told, day, before, said), themes, said)
    words = _words(session, findings, told, before | stories)
    look = Look(findings, len(units), METHOD, json.loads(settings_text(settings)), stamp, words)
    young = not_yet(findings.weeks, findings.cases, day, settings)
    return Seen(look, stories, before, alike(told, day, before | stories) if young else {})


def _words(
    session: Session, findings: Findings, told: Corpus, stories: dict[str, str]
) -> dict[str, dict[str, Any]]:
    """What each finding's cases tell: the label of a theme, and for a count the story that most of them share."""
    names = people_names(session) if findings.files else frozenset()
    apart = taken_out(session, [file.series_id for file in findings.files])
    found: dict[str, dict[str, Any]] = {}
    for file in findings.files:
        members = [case for case in file.members if case not in apart.get(file.series_id, ())]
        if file.signal.kind is Kind.THEME:
            said = label(told_texts(session, members), told, names)
            found[file.series_id] = {"label": list(said)}
            continue
        shared = Counter(stories[case] for case in members if case in stories).most_common(1)
        if shared and shared[0][1] >= max(LEAST_OF_A_STORY, len(members) / 4):
            story = shared[0][0]
            cases = [case for case in members if stories.get(case) == story]
            said = label(told_texts(session, cases), told, names)
            kept = {"label": list(said), "cases": len(cases), "told": int(story)}
            found[file.series_id] = {"story": kept} if said else {}
    return found


def follow(now: dt.datetime) -> int:
    """See whether measures worked, which units have gone quiet and what comes soon; gives how many answers are new."""
    reading, day = db.session(), local_date(now)
    categories = counts.category_tree(reading)
    units = counts.unit_tree(reading)
    history = lay_out(units, categories.leaves, counts.weekly_counts(reading, categories), day)
    asked = questions(reading, categories, units, day)
    history, stories = _with_stories(reading, categories, units, history, day)
    asked |= stories
    said = {number: Verdict(row.verdict) for number, row in newest_verdicts(reading, asked).items()}
    effects = {number: judge(history, asked[number], day, said.get(number)) for number in asked}
    quiet = quiet_units(history, day)
    ahead = seasons_ahead(history, day)
    stamp, new = history.digest(Settings()), 0
    said_now = list(effects.items())
    for at in range(0, len(said_now), VERDICTS):
        with transaction() as session:
            new += record_verdicts(session, dict(said_now[at : at + VERDICTS]), stamp, day=day)
    with transaction() as session:
        new += record_quiet(session, quiet, day=day)
        return new + record_ahead(session, ahead, day=day)


def _with_stories(
    session: Session, categories: counts.Categories, units: list[Unit], history: History, day: dt.date
) -> tuple[History, dict[int, Question]]:
    """The history with what is told like cases that share nothing else, where a measure was to prevent it.

    Cases that do not tell the same either cannot be counted, and nothing is asked about them.
    """
    since = day - dt.timedelta(weeks=WINDOW_WEEKS + PAST_WEEKS)
    asked = story_questions(session, units, day, since)
    if not asked:
        return history, {}
    told, _ = texts.corpus(session, categories, since)
    counted: dict[str, list[Count]] = {}
    for pattern_id, cases in members_of(session, [int(q.story or 0) for q in asked.values()]).items():
        rows = like.told_like(told, {str(case) for case in cases})
        if rows is not None:
            counted[str(pattern_id)] = list(like.counted(told, rows, str(pattern_id)))
    known = {number: question for number, question in asked.items() if question.story in counted}
    return history.with_stories(chain.from_iterable(counted.values())), known


def remind(now: dt.datetime) -> int:
    """Open what came back after it was finished, wake what is followed, and remind of what waits, one at a time."""
    with transaction() as session:
        waiting, waking = returning.finished_ids(session), returning.watched_ids(session)
    opened = 0
    for number in waiting:
        with transaction() as session:
            pattern = returning.held(session, number, PatternState.FINISHED)
            opened += bool(pattern and returning.take_up_returned(session, pattern, now=now))
    for number in waking:
        with transaction() as session:
            pattern = returning.held(session, number, PatternState.WATCHED)
            opened += bool(pattern and returning.wake(session, pattern, now=now))
    if not is_working_day(local_date(now)):
        return opened
    with transaction() as session:
        return opened + returning.remind(session, now=now)


def check(now: dt.datetime) -> int:
    """Walk a quarter in which nothing is going on, and note how many files the detector makes of it; gives how many."""
    reading, day = db.session(), local_date(now)
    settings = Settings(false_files_a_month=chosen_dial(municipality(reading)))
    categories = counts.category_tree(reading)
    units = counts.unit_tree(reading)
    history = lay_out(units, categories.leaves, counts.weekly_counts(reading, categories), day)
    told, _ = texts.corpus(reading, categories, day - dt.timedelta(weeks=WINDOW_WEEKS + PAST_WEEKS + 1))
    found = check_quiet(history, day, settings, told, seed=day.toordinal())
    if found is None:
        return 0
    with transaction() as session:
        record_check(session, found, settings.false_files(len(units)), day=day, now=now)
    return found.false_files


@dataclass(frozen=True)
class Recomputed:
    """A stored finding beside the same computed once more."""

    series: str
    observed: int
    expected: float
    again: Again | None
    same_inputs: bool

    @property
    def verdict(self) -> str:
        """What to make of it; what was registered or moved since changes the inputs, and may change the answer."""
        if self.again is None:
            return "not from counts"
        if self.again.agrees(self.observed, self.expected):
            return "same"
        return "different" if self.same_inputs else "the counts have changed since"


def recomputed(now: dt.datetime, most: int) -> Iterator[Recomputed]:
    """The newest findings of the detector, computed again from the counts as they stand."""
    session, day = db.session(), local_date(now)
    categories = counts.category_tree(session)
    units = counts.unit_tree(session)
    history = lay_out(units, categories.leaves, counts.weekly_counts(session, categories), day)
    told, _ = texts.corpus(session, categories, day - dt.timedelta(weeks=WINDOW_WEEKS + PAST_WEEKS + 1))
    for row in newest_findings(session, most):
        scope, settings = scope_of(row), Settings(**_as_set(row.evidence["settings"]))
        again = recompute(history, scope, settings)
        then = scope.end + dt.timedelta(days=1)
        stamp = inputs_hash(history.until(then), settings, told.until(then, WINDOW_WEEKS + PAST_WEEKS))
        yield Recomputed(row.series, row.observed, row.expected, again, stamp == row.inputs_hash)


def _as_set(stored: str) -> dict[str, Any]:
    """Settings as they were stored; what was found before there was a cap on the effort is computed without one."""
    known = {field.name for field in fields(Settings)}
    values = {"effort_cap": 0.0} | {
        name: value for name, value in json.loads(stored).items() if name in known
    }
    return values | {"windows": tuple(values["windows"])} if "windows" in values else values
