"""One picture of a frozen report, as it leaves the house: for a sheet, a pasted picture, a meeting on a screen."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.core.text import NotVisibleError, show_date, show_number
from quality.reports import policy
from quality.reports.compose.periods import Period
from quality.reports.compose.shown import Reader, Say, ShownDrawing, ShownPart, ShownTable, shown
from quality.reports.compose.values import Drawing, read
from quality.reports.models import Report
from quality.reports.queries import listing

# Pictures whose table is the one of the report; of the others the table is in the picture itself.
WHOLE_TABLES = frozenset({"grid", "spread", "curves"})
LOOKED_AT = 3


@dataclass(frozen=True)
class Frozen:
    """A picture with its words and its table. `unit`: whom a unit's own report is for; "" for the municipality's."""

    report_id: str
    drawing: ShownDrawing
    sentence: str
    period: str
    made_on: str
    head: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    unit: str
    titles: bool

    @property
    def title(self) -> str:
        """What it is of, and when."""
        return f"{self.drawing.title}, {self.period}"

    @property
    def heads(self) -> tuple[str, ...]:
        """The words above the table, with the one above the names."""
        return (self.head, *self.columns)


def frozen(session: Session, actor: Actor, public_id: str, code: str, say: Say, language: str) -> Frozen:
    """The picture with this code, for somebody who may see the report; with the numbers that everybody may see."""
    report = listing.fetch(session, actor, public_id)
    found = _picture(report, code, say, language) if policy.shown_in(report) else None
    if found is None:
        raise NotVisibleError(code)
    return found


def newest(session: Session, actor: Actor, code: str, say: Say, language: str) -> Frozen | None:
    """The same of the newest tertial that the person may see and that has something to show; None where none has."""
    for report in listing.tertials(session, actor)[:LOOKED_AT]:
        found = _picture(report, code, say, language)
        if found and found.drawing.figure:
            return found
    return None


def _picture(report: Report, code: str, say: Say, language: str) -> Frozen | None:
    snapshot = read(report.content)
    of_unit = report.kind in policy.OF_UNIT
    drawing = snapshot.drawing(code)
    parts = shown(snapshot, Reader(say, language, of_unit))
    found = next(((part, each) for part in parts for each in part.drawings if each.code == code), None)
    if drawing is None or found is None:
        return None
    part, picture = found
    head, columns, rows = _table(drawing, part, picture, language)
    return Frozen(
        report.public_id,
        picture,
        part.sentences[0] if part.sentences and drawing.kind not in WHOLE_TABLES else picture.alternative,
        say(Period(report.since, report.until).name()),
        show_date(report.made_at, language) if report.made_at else "",
        head,
        columns,
        rows,
        report.unit.name if of_unit else "",
        drawing.kind == "curves",
    )


def _table(
    drawing: Drawing, part: ShownPart, picture: ShownDrawing, language: str
) -> tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The head of the names, the words above the numbers, and the rows."""
    table: ShownTable | None = next((each for each in part.tables if each.code == drawing.rests[0][0]), None)
    if table and drawing.kind in WHOLE_TABLES:
        rows = tuple((row.name, *(cell.text or "–" for cell in row.cells)) for row in table.rows)
        return table.head, tuple(name for name, _ in table.columns), rows
    if picture.figure is None:
        return "", (), ()
    behind = picture.figure.table()
    head = table.head if table and drawing.kind != "run" else ""
    names = (
        behind.columns if drawing.kind != "bars" or not table else (table.columns[drawing.rests[0][2]][0],)
    )
    numbers = tuple(
        (name, *("–" if value is None else show_number(value, language) for value in values))
        for name, values in behind.rows
    )
    return head, names, numbers
