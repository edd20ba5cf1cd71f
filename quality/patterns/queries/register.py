"""The municipality's patterns as a list: by filter, with owner, day, effect and what is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.models import Person
from quality.accounts.roles import Actor
from quality.cases.models.measure import Measure
from quality.cases.states import MEASURE_OPEN, MeasureState
from quality.core.text import N_, Message, clean_line
from quality.organisation.models import Unit
from quality.patterns import policy
from quality.patterns.models import Pattern, PatternMeasure, PatternMinute, PatternUnit
from quality.patterns.queries.raised import asked_for
from quality.patterns.queries.told import names, title
from quality.patterns.queries.vanished import NOTHING, vanished, vanished_outside
from quality.patterns.states import RAISED, RUNNING, PatternState

SHOWN_AT_MOST = 500
ASKED = ("q", "state", "area", "owner", "late", "asked", "order")
ORDERS = ("raised", "due", "owner", "title")
WORKED = frozenset({MeasureState.WORKED, MeasureState.PARTLY, MeasureState.FAILED})


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; empty fields ask nothing."""

    q: str = ""
    state: str = ""
    area: str = ""
    owner: str = ""
    late: bool = False
    asked: bool = False
    order: str = "raised"

    @property
    def active(self) -> bool:
        """Whether anything is asked for."""
        return any(getattr(self, each.name) for each in fields(self) if each.name != "order")


def read_wanted(args: Mapping[str, str]) -> Wanted:
    """The filter of an address; what makes no sense is left out."""
    state, order = args.get("state", ""), args.get("order", "")
    return Wanted(
        q=clean_line(args.get("q", ""), 80),
        state=state if state in {"running", *map(str, RAISED)} else "",
        area=clean_line(args.get("area", ""), 40),
        owner=clean_line(args.get("owner", ""), 40),
        late=args.get("late", "") == "1",
        asked=args.get("asked", "") == "1",
        order=order if order in ORDERS else "raised",
    )


@dataclass(frozen=True)
class Line:
    """A pattern in the list."""

    pattern: Pattern
    title: str | Message
    units: int
    measures: int
    done: int
    late_measures: int
    late: bool
    effect: Message
    asked: PatternMinute | None

    @property
    def returned(self) -> bool:
        """Whether it runs again after it was finished."""
        return self.pattern.returned_at is not None and self.pattern.state in RUNNING

    @property
    def owner(self) -> str:
        """Who answers for it."""
        return self.pattern.owner.name if self.pattern.owner else ""


def register(
    session: Session,
    actor: Actor,
    wanted: Wanted,
    day: dt.date,
    language: str,
    say: Callable[[Message], str],
    *,
    outward: bool = False,
) -> list[Line]:
    """The raised patterns that the reader may see; the filter is applied to what the reader sees of each.

    A unit whose last member is gone for this reader, or a title that told of it, finds nothing: else the filter would
    tell what the list hides. `outward`: for a sheet, which names each in the same way whoever makes it.
    """
    query = (
        sa.select(Pattern)
        .options(joinedload(Pattern.owner))
        .where(Pattern.state.in_(sorted(RAISED)), policy.visible(actor), *_asked_of(wanted))
        .order_by(Pattern.raised_at.desc(), Pattern.id.desc())
        .limit(SHOWN_AT_MOST)
    )
    rows = list(session.scalars(query))
    ids = [row.id for row in rows]
    known = names(session, language)
    lost = vanished_outside(session, ids) if outward else vanished(session, actor, ids)
    measures, units, asked = _measures(session, ids), _units(session, ids), asked_for(session, ids)
    left = {row.id: units.get(row.id, set()) - lost.get(row.id, NOTHING).emptied for row in rows}
    area = set(session.scalars(_units_of(wanted.area))) if wanted.area else set()
    lines = [
        _line(
            row,
            title(row, known, lost.get(row.id, NOTHING)),
            len(left[row.id]),
            measures.get(row.id, []),
            asked.get(row.id),
            day,
        )
        for row in rows
        if not wanted.area or not area.isdisjoint(left[row.id])
    ]
    return _kept(lines, wanted, known.categories, say)


def _kept(
    lines: list[Line], wanted: Wanted, categories: dict[int, str], say: Callable[[Message], str]
) -> list[Line]:
    """What is asked for of what the reader sees, in the order that is asked for."""

    def called(line: Line) -> str:
        return (say(line.title) if isinstance(line.title, Message) else line.title).casefold()

    def has_words(line: Line) -> bool:
        category = categories.get(line.pattern.category_id or 0, "").casefold()
        return any(wanted.q.casefold() in text for text in (called(line), category))

    kept = [
        line
        for line in lines
        if (not wanted.late or line.late or line.late_measures)
        and (not wanted.asked or line.asked)
        and (not wanted.q or has_words(line))
    ]
    return sorted(kept, key=called) if wanted.order == "title" else _sorted(kept, wanted.order)


def _asked_of(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.state == "running":
        found.append(Pattern.state.in_(sorted(RUNNING)))
    elif wanted.state:
        found.append(Pattern.state == PatternState(wanted.state))
    if wanted.owner:
        owners = sa.select(Person.id).where(Person.public_id == wanted.owner)
        found.append(Pattern.owner_id.in_(owners))
    return found


def _units_of(public_id: str) -> sa.Select[int]:
    """An area and all below it."""
    area = sa.select(Unit.path).where(Unit.public_id == public_id).scalar_subquery()
    return sa.select(Unit.id).where(Unit.path.startswith(area))


def _measures(session: Session, ids: list[int]) -> dict[int, list[Measure]]:
    found: dict[int, list[Measure]] = {}
    query = sa.select(PatternMeasure.pattern_id, Measure).join(
        Measure, Measure.id == PatternMeasure.measure_id
    )
    for number, measure in session.execute(query.where(PatternMeasure.pattern_id.in_(ids))) if ids else ():
        found.setdefault(number, []).append(measure)
    return found


def _units(session: Session, ids: list[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    query = sa.select(PatternUnit.pattern_id, PatternUnit.unit_id).where(PatternUnit.pattern_id.in_(ids))
    for number, unit_id in session.execute(query) if ids else ():
        found.setdefault(number, set()).add(unit_id)
    return found


def _line(
    row: Pattern,
    called: str | Message,
    units: int,
    measures: list[Measure],
    asked: PatternMinute | None,
    day: dt.date,
) -> Line:
    running = row.state in RUNNING
    open_ = [measure for measure in measures if measure.state in MEASURE_OPEN]
    return Line(
        pattern=row,
        title=called,
        units=units,
        measures=len([measure for measure in measures if measure.state is not MeasureState.DROPPED]),
        done=len(measures) - len(open_) - sum(m.state is MeasureState.DROPPED for m in measures),
        late_measures=sum(bool(m.due_on and m.due_on < day) for m in open_) if running else 0,
        late=bool(running and row.due_on and row.due_on < day),
        effect=effect_word(row, measures),
        asked=asked if running else None,
    )


def effect_word(row: Pattern, measures: list[Measure]) -> Message:
    """Whether what was done has worked, in a word or two; what it came back after counts no longer."""
    back = row.returned_at if row.state in RUNNING else None
    if back:
        measures = [measure for measure in measures if measure.created_at > back]
    states = {measure.state for measure in measures}
    if MeasureState.WORKED in states:
        return Message(N_("Virket"))
    if MeasureState.PARTLY in states:
        return Message(N_("Virket delvis"))
    if MeasureState.FAILED in states:
        return Message(N_("Virket ikke"))
    if back and not measures:
        return Message(N_("Kommet tilbake"))
    return Message(N_("Avsluttet uten") if row.state is PatternState.FINISHED else N_("Vet ikke ennå"))


def _sorted(lines: list[Line], order: str) -> list[Line]:
    if order == "due":
        return sorted(
            lines, key=lambda line: (line.pattern.due_on is None, line.pattern.due_on or dt.date.max)
        )
    if order == "owner":
        return sorted(lines, key=lambda line: (not line.owner, line.owner))
    return lines
