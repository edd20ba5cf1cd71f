"""One case as one person may see it: its fields by level, its story and its measures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from quality.accounts.models import Person
from quality.accounts.roles import Act, Actor
from quality.cases import policy
from quality.cases.compose.masking import mask, name_words
from quality.cases.kinds import (
    Access,
    CanLearn,
    CaseKind,
    Factor,
    Level,
    MeasureKind,
    MessageKind,
    Precision,
    Strength,
    Subtype,
    Verdict,
)
from quality.cases.models.case import Case
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.queries import Seen, sees
from quality.cases.queries.files import FileLine, files_of
from quality.cases.queries.flow import Beside, beside
from quality.cases.queries.story import (
    INWARD,
    Event,
    in_order,
    mails_of,
    messages_of,
    shows_reporter,
    story_of,
)
from quality.cases.states import CaseState, MeasureState
from quality.core.text import NotVisibleError

Mask = Callable[[str], str]


@dataclass(frozen=True)
class CaseView:
    """What a page may show of a case. What the level does not open is empty here."""

    public_id: str
    label: str
    version: int
    level: Level
    kind: CaseKind
    subtype: Subtype | None
    state: CaseState
    category: str
    above: str | None
    unit: str
    severity: int
    priority: int
    occurred_at: dt.datetime
    occurred_precision: Precision
    registered_at: dt.datetime
    received_at: dt.datetime | None
    answered_at: dt.datetime | None
    closed_at: dt.datetime | None
    next_due_on: dt.date | None
    paused_until: dt.date | None
    learning_text: str = ""
    title: str = ""
    description: str = ""
    before: str = ""
    gain: str = ""
    immediate_action: str = ""
    place: str = ""
    potential: int | None = None
    recurrence: int | None = None
    reported_severity: int | None = None
    verdict: Verdict | None = None
    no_measure_reason: str = ""
    masked: bool = False
    user_reference: str = ""
    happened_unit: str = ""
    can_learn: bool = False
    reporter: str = ""
    anonymous: bool = False
    shielded: bool = False
    confidential: bool = False
    names_gone_at: dt.datetime | None = None
    text_gone_at: dt.datetime | None = None


SAID = ("potential", "recurrence", "reported_severity", "verdict", "anonymous")


def _same(text: str) -> str:
    return text


def case_view(seen: Seen, actor: Actor, hide: Mask = _same) -> CaseView:
    """The case cut to what the reader's level opens, its texts through `hide`."""
    case, level = seen.case, seen.level
    found: dict[str, Any] = _for_everybody(case, level) | {"above": seen.above}
    if level >= Level.LEARNING and case.shared:
        found["learning_text"] = case.learning_text
    if level >= Level.TEXT:
        found |= {name: hide(getattr(case, name)) for name in TEXTS}
        found |= {name: getattr(case, name) for name in SAID}
        found["learning_text"] = hide(case.learning_text)
        found["shielded"] = case.access is Access.SHIELDED
        found["confidential"] = case.confidential_to_id is not None
        found["masked"] = hide is not _same
        found["happened_unit"] = seen.happened or ""
        found["can_learn"] = case.can_learn is CanLearn.YES or case.shared
    if level >= Level.PERSONS or case.reporter_id == actor.id:
        found["user_reference"] = case.user_reference
    if shows_reporter(seen, actor):
        found["reporter"] = case.reporter.name if case.reporter else case.reporter_name
    return CaseView(**found)


def form_view(session: Session, actor: Actor, seen: Seen) -> CaseView:
    """The case as a form about it shows it: names are hidden from those who read it without them."""
    return case_view(seen, actor, masker(session, actor, seen, []))


def _for_everybody(case: Case, level: Level) -> dict[str, Any]:
    same = (
        "public_id",
        "label",
        "version",
        "kind",
        "subtype",
        "state",
        "severity",
        "priority",
        "occurred_at",
        "occurred_precision",
        "registered_at",
        "received_at",
        "answered_at",
        "closed_at",
        "next_due_on",
        "paused_until",
        "names_gone_at",
        "text_gone_at",
    )
    found: dict[str, Any] = {name: getattr(case, name) for name in same}
    return found | {"level": level, "category": case.category.name, "unit": case.unit.name}


# What only those who handle the case see of its story, and that somebody asks for it to be shielded.
HANDLERS_ACTS = frozenset({"note", "concern", "unconcern"})
ASKS = frozenset({"ask_shield"})
# What the holder of a return code sees of it.
REPORTERS_STORY = frozenset(
    {"register", "receive", "reject", "ask", "reply", "answer", "add_measure", "close", "judge", "reopen"}
)


@dataclass(frozen=True)
class MeasureLine:
    """A measure of the case. `also` are the other cases it stands in that the reader may know of."""

    title: str
    owner: str
    public_id: str
    state: MeasureState
    strength: Strength
    kind: MeasureKind
    done_by_id: int | None
    owner_id: int | None
    due_on: dt.date | None
    effect_due_on: dt.date | None
    effect_note: str
    shared: int = 0
    also: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class CasePage:
    """Everything a page about a case shows."""

    view: CaseView
    story: list[Event]
    measures: list[MeasureLine]
    files: list[FileLine]
    beside: Beside

    @property
    def factors(self) -> dict[bool, list[Factor]]:
        """The factors as the leader (True) and the reporter (False) see them."""
        return self.beside.factors


def case_page(session: Session, actor: Actor, seen: Seen) -> CasePage:
    """The case with its story, measures and what stands beside it; five queries. Where names are hidden, no files."""
    messages = messages_of(session, seen.case.id)
    measures = _shared(session, actor, measures_of(session, seen.case.id), seen.case.id)
    around = beside(session, seen.case.id)
    if seen.case.text_gone_at:
        around.tasks = []
    unknown = {number for public_id, number in around.doubles if not sees(session, actor, public_id)}
    around.doubles = [double for double in around.doubles if double[1] not in unknown]
    if around.into and not sees(session, actor, around.into[0]):
        around.into = ("", "")
    notes = policy.may(actor, Act.CASE_NOTE, seen.case, seen.ties)
    story = story_of(session, seen, actor, [row for row in messages if notes or row.kind != MessageKind.NOTE])
    if notes and not seen.case.anonymous:  # an hour could point at who reported
        story = in_order([*story, *mails_of(session, seen, actor)], seen.case)
    told = [text for line in measures for text in (line.title, line.effect_note)]
    told += [text for line in around.tasks for text in (line.what, line.words)]
    hide = masker(session, actor, seen, [*told, *(event.text for event in story)])
    if not notes or hide is not _same:
        story = [_outward(event) for event in story]
    hidden = set() if notes else HANDLERS_ACTS | INWARD
    if not policy.may_shield(actor, seen.case, seen.ties):
        hidden = hidden | ASKS
    story = [event for event in story if event.mine or event.act not in hidden]
    story = [event for event in story if event.values.get("double") not in unknown]
    if not notes:
        around.tasks = [line for line in around.tasks if line.owner_id == actor.id]
    if hide is not _same:
        story = [replace(event, text=hide(event.text)) for event in story]
        measures = [_hidden(line, hide) for line in measures]
        around.tasks = [replace(line, what=hide(line.what), words=hide(line.words)) for line in around.tasks]
    return CasePage(case_view(seen, actor, hide), story, measures, files_of(session, actor, seen), around)


def _outward(event: Event) -> Event:
    """Without what one leader wrote to another about where the case belongs."""
    if event.act not in ("transfer", "decline"):
        return event
    return replace(event, values={name: value for name, value in event.values.items() if name != "reason"})


def _hidden(line: MeasureLine, hide: Mask) -> MeasureLine:
    return replace(line, title=hide(line.title), effect_note=hide(line.effect_note))


TEXTS = ("title", "description", "before", "gain", "immediate_action", "place", "no_measure_reason")


def masker(session: Session, actor: Actor, seen: Seen, texts: list[str]) -> Mask:
    """Hides names of the staff and common names, and long numbers, in these texts of a case and its own.

    Who reads the case as it was written gets them as they are.
    """
    case = seen.case
    if not policy.masked(actor, case, seen.ties):
        return _same
    own = [getattr(case, name) for name in (*TEXTS, "learning_text")]
    names = staff_names(session, *own, *texts)
    return lambda text: mask(text, names)


def staff_names(session: Session, *texts: str) -> set[str]:
    """First and last names of the staff among the words of these texts."""
    words = name_words(*texts)
    query = sa.select(Person.first_name, Person.last_name)
    query = query.where(sa.or_(Person.first_name.in_(words), Person.last_name.in_(words)))
    return {name for row in session.execute(query) for name in row}


_OTHER = aliased(CaseMeasure)
_MEASURES = (
    sa.select(
        Measure.title,
        Person.first_name,
        Person.last_name,
        Measure.public_id,
        Measure.state,
        Measure.strength,
        Measure.kind,
        Measure.done_by_id,
        Measure.owner_id,
        Measure.due_on,
        Measure.effect_due_on,
        Measure.effect_note,
        sa.select(sa.func.count())
        .where(_OTHER.measure_id == Measure.id, _OTHER.case_id != sa.bindparam("case_id"))
        .scalar_subquery(),
    )
    .join(CaseMeasure, CaseMeasure.measure_id == Measure.id)
    .outerjoin(Person, Person.id == Measure.owner_id)
    .where(CaseMeasure.case_id == sa.bindparam("case_id"))
    .order_by(Measure.id)
)


def measures_of(session: Session, case_id: int) -> list[MeasureLine]:
    """The measures of a case, the first decided first."""
    found = []
    for title, first, last, *rest in session.execute(_MEASURES, {"case_id": case_id}):
        found.append(MeasureLine(title, f"{first} {last}" if first else "", *rest))
    return found


def _shared(session: Session, actor: Actor, measures: list[MeasureLine], case_id: int) -> list[MeasureLine]:
    """The measures with the other cases each stands in, as far as the reader may know of those."""
    wanted = [line.public_id for line in measures if line.shared]
    if not wanted:
        return measures
    query = (
        sa.select(Measure.public_id.label("measure"), Case.public_id, Case.year, Case.number)
        .join(CaseMeasure, CaseMeasure.measure_id == Measure.id)
        .join(Case, Case.id == CaseMeasure.case_id)
        .where(Measure.public_id.in_(wanted), Case.id != case_id, policy.visible(actor))
        .order_by(Case.id)
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for row in session.execute(query):
        found.setdefault(row.measure, []).append((row.public_id, f"{row.year}-{row.number:04d}"))
    return [replace(line, also=tuple(found.get(line.public_id, ()))) for line in measures]


def measure_in(session: Session, case: Case, public_id: str) -> Measure:
    """A measure of this case."""
    query = sa.select(Measure).join(CaseMeasure, CaseMeasure.measure_id == Measure.id)
    query = query.where(CaseMeasure.case_id == case.id, Measure.public_id == public_id)
    query = query.with_for_update(of=Measure).execution_options(populate_existing=True)
    found = session.scalar(query)
    if found is None:
        raise NotVisibleError(public_id)
    return found
