"""One pattern as one person may see it: its figures, its cases, and what has been decided."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.roles import Act, Actor
from quality.cases import policy as case_policy
from quality.cases.compose.masking import mask
from quality.cases.kinds import Access, Level
from quality.cases.mails import link as case_link
from quality.cases.models.case import Case
from quality.cases.models.measure import Measure
from quality.cases.queries.page import staff_names
from quality.cases.services.reads import SENSITIVE
from quality.core.clock import local_date
from quality.core.history import Entry, entries_of
from quality.core.text import N_, Message, NotAllowedError, NotVisibleError
from quality.organisation.models import Unit
from quality.patterns import compose, figures, policy
from quality.patterns.compose import Told
from quality.patterns.figures import UnitCell, Week
from quality.patterns.models import Pattern, PatternCase, PatternMeasure, PatternUnit
from quality.patterns.queries.desk import weekly_seen
from quality.patterns.queries.members import Members, hidden_of_count, members_of
from quality.patterns.queries.merged import merged_into
from quality.patterns.queries.similar import Similar, similar
from quality.patterns.queries.told import Names, names, same_story, title, told
from quality.patterns.queries.vanished import LIVE, NOTHING, Vanished, vanished
from quality.patterns.queries.woken import BESIDE
from quality.patterns.states import Origin, PatternState

PAGE = 50
YEAR = range(51, -1, -1)


def fetch(session: Session, actor: Actor, public_id: str, *, to_change: bool = False) -> Pattern:
    """The pattern with this id; NotVisibleError for those who may not see it. `to_change` holds it for writing."""
    query = sa.select(Pattern).where(Pattern.public_id == public_id, policy.visible(actor))
    if to_change:
        query = query.with_for_update().execution_options(populate_existing=True)
    else:
        query = query.options(joinedload(Pattern.owner))
    pattern = session.scalar(query)
    if pattern is None:
        raise NotVisibleError(public_id)
    return pattern


def fetch_for(session: Session, actor: Actor, public_id: str, act: Act) -> Pattern:
    """The pattern, held for somebody who wants to do `act`; refused for a reader who may not."""
    pattern = fetch(session, actor, public_id, to_change=True)
    if not policy.may(actor, act, pattern):
        raise NotAllowedError(N_("Du kan se mønsteret, men ikke gjøre dette med det."))
    return pattern


@dataclass(frozen=True)
class CaseCell:
    """A case that the reader may see; the title only where its text may be read, masked where it holds persons."""

    label: str
    title: str
    unit: str
    day: dt.datetime
    link: str
    public_id: str
    logged: int | None = None


@dataclass(frozen=True)
class UnitRow:
    """A unit in the table; `observed` is None where the number is too small to show this reader."""

    name: str
    observed: int | None
    expected: float


@dataclass(frozen=True)
class Happened:
    """A line in the timeline."""

    act: str
    who: str
    at: dt.datetime
    values: dict[str, Any]


@dataclass(frozen=True)
class File:
    """Everything on a pattern's page for one reader; `places` has where each measure is carried out, by its id."""

    pattern: Pattern
    title: str | Message
    told: Told
    exact: bool
    total: int | None
    weeks: list[Week]
    units: list[UnitRow]
    unaffected: list[UnitRow]
    cases: list[CaseCell]
    readable: int
    rest: int | None
    pages: int
    measures: list[Measure]
    places: dict[int, str]
    timeline: list[Happened]
    similar: list[Similar]
    story: Message | None
    not_counted: int
    merged: tuple[str, str | Message] | None
    whole: bool

    @property
    def withdrawn(self) -> bool:
        """Whether whoever suggested it took it back."""
        acts = [step.act for step in self.timeline if step.act not in BESIDE]
        return self.pattern.state is PatternState.DISMISSED and acts[-1:] == ["withdraw"]

    @property
    def season(self) -> Message | None:
        """Whether the time of year explains it; small numbers of others are not told."""
        small = any(0 < year.observed < figures.LEAST for year in self.told.earlier)
        return compose.season(self.told) if self.exact or not small else None


def file(session: Session, actor: Actor, public_id: str, page: int, language: str) -> File:
    """The pattern's page for this reader."""
    pattern = fetch(session, actor, public_id)
    known = names(session, language, public_id)
    lost = vanished(session, actor, [pattern.id]).get(pattern.id, NOTHING)
    about = told(pattern, known, lost)
    members = members_of(session, actor, pattern.id)
    engine = pattern.origin is Origin.ENGINE
    number, readable = sum(members.number.values()), sum(members.readable.values())
    hidden = number - readable
    if engine and about.observed and not members.exact:
        hidden = hidden_of_count(session, actor, pattern)
    rows = measures(session, pattern.id)
    return File(
        pattern=pattern,
        title=title(pattern, known, lost),
        told=about,
        exact=members.exact,
        total=figures.shown_total(about.observed or number, hidden, members.exact),
        weeks=_weeks(session, actor, pattern, lost) if members.exact else [],
        units=_unit_rows(session, pattern, members, lost),
        unaffected=_unaffected(pattern, known, members.exact),
        cases=_cases(session, actor, pattern, page) if readable else [],
        readable=readable,
        rest=figures.shown_rest(number - readable, members.exact),
        pages=-(-readable // PAGE),
        measures=rows,
        places={row.id: known.units.get(row.unit_id, "") for row in rows},
        timeline=_timeline(session, actor, pattern, known),
        similar=similar(session, actor, pattern, known),
        story=same_story(pattern, lost) if members.exact else None,
        not_counted=max(0, number - about.observed) if members.exact and engine else 0,
        merged=_merged(session, actor, pattern, known),
        whole=not lost.days,
    )


def _merged(
    session: Session, actor: Actor, pattern: Pattern, known: Names
) -> tuple[str, str | Message] | None:
    if pattern.state is not PatternState.DISMISSED or not actor.everywhere(Act.PATTERN_REVIEW):
        return None
    return merged_into(session, [pattern.id], known).get(pattern.id)


def _weeks(session: Session, actor: Actor, pattern: Pattern, lost: Vanished) -> list[Week]:
    if pattern.origin is not Origin.ENGINE:
        return _weeks_of_members(session, actor, pattern.id)
    rows = pattern.evidence.get("weekly", ())
    return [
        Week(dt.date.fromisoformat(monday), seen, due)
        for (monday, _, due), seen in zip(rows, weekly_seen(pattern, lost), strict=True)
    ]


def _weeks_of_members(session: Session, actor: Actor, pattern_id: int) -> list[Week]:
    """The cases of what people have put together, week by week over the year that ends with the last of them."""
    query = (
        sa.select(Case.occurred_at)
        .join(PatternCase, PatternCase.case_id == Case.id)
        .where(PatternCase.pattern_id == pattern_id, LIVE, sa.not_(case_policy.kept_away(actor)))
    )
    days = [local_date(at) for at in session.scalars(query)]
    seen = Counter(day - dt.timedelta(days=day.weekday()) for day in days)
    if not seen:
        return []
    last = max(seen)
    return [Week(monday, seen[monday], 0.0) for monday in (last - dt.timedelta(weeks=n) for n in YEAR)]


def _unit_rows(session: Session, pattern: Pattern, members: Members, lost: Vanished) -> list[UnitRow]:
    gone = lost.by_unit(pattern)
    query = (
        sa.select(Unit.id, Unit.name, PatternUnit.observed, PatternUnit.expected)
        .join(PatternUnit, PatternUnit.unit_id == Unit.id)
        .where(PatternUnit.pattern_id == pattern.id)
        .order_by(Unit.position, Unit.id)
    )
    cells = [
        UnitCell(
            number,
            name,
            max(0, observed - gone[number]),
            expected,
            members.exact or 0 < members.number.get(number, 0) == members.countable.get(number),
        )
        for number, name, observed, expected in session.execute(query)
        if number not in lost.emptied
    ]
    shown = figures.shown_cells(cells)
    return [UnitRow(cell.name, shown[cell.unit_id], cell.expected) for cell in cells]


def _unaffected(pattern: Pattern, known: Names, exact: bool) -> list[UnitRow]:
    return [
        UnitRow(known.units[number], seen if exact else None, due)
        for number, seen, due in pattern.evidence.get("unaffected", ())
        if number in known.units
    ]


def newest_cases(session: Session, actor: Actor, public_id: str, most: int) -> list[CaseCell]:
    """The newest of a pattern's cases that the person may see, to choose among."""
    return _cases(session, actor, fetch(session, actor, public_id), 1, most)


def _cases(session: Session, actor: Actor, pattern: Pattern, page: int, each: int = PAGE) -> list[CaseCell]:
    plain = case_policy.readable_plain(actor)
    text = sa.and_(case_policy.visible(actor, Level.TEXT), Case.access != Access.SHIELDED)
    query = (
        sa.select(Case, plain, text)
        .options(joinedload(Case.unit))
        .join(PatternCase, PatternCase.case_id == Case.id)
        .where(PatternCase.pattern_id == pattern.id, LIVE, case_policy.visible(actor, Level.META))
        .order_by(Case.occurred_at.desc(), Case.id.desc())
        .limit(each)
        .offset((page - 1) * each)
    )
    rows = session.execute(query).all()
    hidden = [case.title for case, open_, text in rows if text and not open_]
    names = staff_names(session, *hidden) if hidden else set()
    return [_cell(case, _shown_title(case.title, open_, text, names)) for case, open_, text in rows]


def _shown_title(title: str, plain: bool, text: bool, names: set[str]) -> str:
    if plain:
        return title
    return mask(title, names) if text else ""


def _cell(case: Case, title: str) -> CaseCell:
    logged = case.id if title and case.access in SENSITIVE else None
    return CaseCell(
        case.label, title, case.unit.name, case.occurred_at, case_link(case), case.public_id, logged
    )


def measures(session: Session, pattern_id: int) -> list[Measure]:
    """The pattern's measures, in the order they were decided."""
    query = (
        sa.select(Measure)
        .options(joinedload(Measure.owner))
        .join(PatternMeasure, PatternMeasure.measure_id == Measure.id)
        .where(PatternMeasure.pattern_id == pattern_id)
    )
    return list(session.scalars(query.order_by(Measure.id)))


def _timeline(session: Session, actor: Actor, pattern: Pattern, known: Names) -> list[Happened]:
    """What was decided; readers who do not review see it from the day it was raised, or handed to them."""
    rows = entries_of(session, "pattern", pattern.id)
    if not actor.everywhere(Act.PATTERN_REVIEW):
        raised = [place for place, (entry, _) in enumerate(rows) if entry.act in ("raise", "hand")]
        rows = rows[raised[-1] :] if raised else []
    return [_happened(entry, values, known.people) for entry, values in rows]


def _happened(entry: Entry, values: dict[str, Any], people: dict[int, str]) -> Happened:
    return Happened(entry.act, people.get(entry.actor_id or 0, ""), entry.at, values)
