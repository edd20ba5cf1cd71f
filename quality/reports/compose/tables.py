"""What the chapters build with: rows by place, sums, rates, medians and runs of months."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from quality.cases.kinds import CaseKind
from quality.core.small_numbers import LEAST
from quality.core.text import N_, Message
from quality.insights.figures import words
from quality.insights.figures.judge import judge
from quality.insights.kinds import UNCHANGED, Grain
from quality.reports.compose.facts import Area, Cell, Course, Facts, Noted
from quality.reports.compose.monthly import hidden_months, like_sheets
from quality.reports.compose.periods import Period, add_months
from quality.reports.compose.values import Column, Drawing, Remark, Row, Said, Spot, Table, Value, Word
from quality.reports.kinds import Measured

BACK = 24
TOTAL = N_("Til sammen")
MONTHS = {
    1: N_("januar %(year)s"),
    2: N_("februar %(year)s"),
    3: N_("mars %(year)s"),
    4: N_("april %(year)s"),
    5: N_("mai %(year)s"),
    6: N_("juni %(year)s"),
    7: N_("juli %(year)s"),
    8: N_("august %(year)s"),
    9: N_("september %(year)s"),
    10: N_("oktober %(year)s"),
    11: N_("november %(year)s"),
    12: N_("desember %(year)s"),
}

ADDED = frozenset({Measured.COUNT, Measured.PLAIN})
YEAR = 12

CellTest = Callable[[Cell], bool]


def month_name(day: dt.date) -> Message:
    """A month with its year, in the reader's language when it is shown."""
    return Message(MONTHS[day.month], {"year": str(day.year)})


def main_of(code: str) -> str:
    """The main category that a code lies in."""
    return code.partition(".")[0]


def rate(number: int, fte: float | None) -> float | None:
    """Cases for each hundred staff years."""
    return round(100 * number / fte, 1) if fte else None


def share(part: int, whole: int) -> int | None:
    """Whole per cent."""
    return round(100 * part / whole) if whole else None


def middle(days: Sequence[int]) -> float | None:
    """The median, with half days."""
    return round(float(median(days)), 1) if days else None


def days_to_close(courses: Sequence[Course]) -> list[int]:
    """From registered to closed, in days of the calendar."""
    return [(course.closed - course.registered).days for course in courses if course.closed]


def days_to_answer(courses: Sequence[Course]) -> list[int]:
    """From registered to the first written answer, in days of the calendar."""
    return [(course.answered - course.registered).days for course in courses if course.answered]


def summed(rows: Sequence[Row], columns: Sequence[Column], filters: dict[str, str] | None = None) -> Row:
    """The row below: counts are added, nothing else is."""
    cells: list[Value] = []
    for place, column in enumerate(columns):
        numbers = [row.cells[place] for row in rows]
        if column.measured in ADDED:
            cells.append(sum(number for number in numbers if isinstance(number, int)))
        else:
            cells.append(None)
    return Row(Message(TOTAL), tuple(cells), filters=filters, total=True)


def earlier(facts: Facts, count: int) -> list[tuple[Period, Column]]:
    """The periods before this one, each with its column."""
    found = []
    for back in range(1, count + 1):
        period = facts.period.before(back)
        filters = {"from": period.since.isoformat(), "to": period.until.isoformat()}
        found.append((period, Column(period.name(), filters=filters)))
    return found


def inside(area: Area) -> CellTest:
    """Whether a cell is the area's."""
    return lambda cell: cell.unit_id in area.unit_ids


def closed_in(area: Area) -> CellTest:
    """Whether a cell is the area's and its cases are closed."""
    return lambda cell: cell.closed and cell.unit_id in area.unit_ids


def in_main(code: str) -> CellTest:
    """Whether a cell lies in the main category."""
    return lambda cell: main_of(cell.code) == code


def with_code(code: str) -> CellTest:
    """Whether a cell is of the very category."""
    return lambda cell: cell.code == code


def closed_with(code: str) -> CellTest:
    """Whether a cell is of the very category and its cases are closed."""
    return lambda cell: cell.closed and cell.code == code


def of_severity(level: int) -> CellTest:
    """Whether a cell's cases had this severity."""
    return lambda cell: cell.severity == level


def of_kind(kind: CaseKind) -> CellTest:
    """Whether a cell's cases are of this kind."""
    return lambda cell: cell.kind == kind


def closed_of_severity(level: int) -> CellTest:
    """Whether a cell's cases had this severity and are closed."""
    return lambda cell: cell.closed and cell.severity == level


def within(area: Area, courses: Iterable[Course]) -> list[Course]:
    """The courses of the area's cases."""
    return [course for course in courses if course.unit_id in area.unit_ids]


def shown_areas(facts: Facts) -> list[Area]:
    """The rows by place in the organisation's own order; the root's own row only where it has cases."""
    used = {cell.unit_id for cell in facts.cells}
    areas = [area for area in facts.areas if area.public_id or used & area.unit_ids]
    return areas or facts.areas[-1:]


def guarded(part: int, whole: int) -> bool:
    """Whether a share, or what is made of so many, tells of fewer than five."""
    return whole < LEAST or 0 < part < LEAST or 0 < whole - part < LEAST


def told(facts: Facts, wanted: CellTest) -> tuple[int, ...]:
    """What the tertial reports of a year tell of the same: parts of the year that cannot be taken back."""
    return tuple(facts.count(part, wanted) for part in thirds(facts))


def thirds(facts: Facts) -> list[Period]:
    """The tertials of a year; of anything else no parts."""
    return [facts.period.part(place, 3) for place in range(3)] if facts.period.months == YEAR else []


def late(course: Course, day: dt.date) -> bool:
    """Whether the case is past its next day."""
    return course.open and course.next_due is not None and course.next_due < day


@dataclass(frozen=True)
class Run:
    """A judged series of months: the picture, and what can be said of it, in a sentence or beside a name."""

    drawing: Drawing
    sentence: Message
    short: Message
    changed: bool


def run(
    facts: Facts,
    code: str,
    what: Word,
    wanted: CellTest = lambda cell: True,
    rests: Sequence[Spot] = (),
    about: str = "",
) -> Run:
    """Two years of months up to the end of the period, judged by the run chart rules; `rests` are its sums.

    `about` is the category that it is of and whose marks stand in it, "" for everything.
    """
    months = [add_months(facts.period.until.replace(day=1), step - BACK + 1) for step in range(BACK)]
    alike = like_sheets(facts)
    values = facts.monthly(months, wanted, on_sheets=alike)
    few = hidden_months(facts, months, about)
    judged = judge(values)
    since, until = month_name(months[judged.first]), month_name(months[judged.last])
    limits = judged.limits
    drawing = Drawing(
        code,
        Message(N_("%(what)s, måned for måned"), {"what": what}),
        "run",
        tuple(month.isoformat() for month in months),
        tuple(values),
        tuple(place in few for place in range(len(months))),
        median=judged.median if judged.run else None,
        sentence=words.why(judged, Grain.MONTH) or "",
        rests=tuple(rests),
        low=limits.low if limits and limits.low > 0 else None,
        high=limits.high if limits else None,
        outside=judged.outside,
        marks=tuple(_remarks(facts.marks.get(about, []), months)),
        like_sheets=alike,
    )
    # Names of months are messages of their own, said in the reader's language with the rest.
    sentence = words.sentence(judged, what, facts.place, since, until)  # type: ignore[arg-type]
    short = words.short(judged, since, until)  # type: ignore[arg-type]
    return Run(drawing, sentence, short, judged.finding not in UNCHANGED)


def _remarks(marks: Sequence[Noted], months: Sequence[dt.date]) -> Iterator[Remark]:
    """What happened in these months, each at its month."""
    for mark in marks:
        month = mark.on.replace(day=1)
        if month in months:
            yield Remark(
                months.index(month), mark.on.isoformat(), mark.title, Message(mark.label), mark.place
            )


def bars(code: str, title: Word, table: Table, place: int = 0) -> Drawing:
    """A column of a table as bars, in the table's order."""
    rows = [row for row in table.rows if not row.total]
    return Drawing(
        code,
        title,
        "bars",
        tuple(row.name for row in rows),
        tuple(_number(row.cells[place]) for row in rows),
        rests=((table.code, 0, place),),
    )


def pictured(kind: str, table: Table) -> Drawing:
    """A whole table as a picture of this kind."""
    rows = [row for row in table.rows if not row.total]
    return Drawing(
        f"{table.code}-{kind}",
        table.title,
        kind,
        tuple(row.name for row in rows),
        tuple(_number(row.cells[-1]) for row in rows),
        rests=((table.code, 0, len(table.columns) - 1),),
    )


def _number(value: Value) -> int | float | None:
    return value if isinstance(value, int | float) else None


def said(one: str, many: str, count: float, rests: Sequence[Spot] = (), **values: Value) -> Said:
    """A sentence that has a form of its own for one, and the numbers it is made of."""
    return Said(Message(one if count == 1 else many, {"count": count, **values}), tuple(rests))
