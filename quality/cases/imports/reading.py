"""One row of an old system's file as a case of ours, and everything there is to say about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from quality.cases.imports.mapping import CaseMapping, category_words, places_of
from quality.cases.imports.words import ANONYMOUS, HEADERS
from quality.cases.kinds import Factor
from quality.cases.states import CaseState
from quality.core.tabular import (
    BAD_DATE,
    DOUBLE,
    EMPTY,
    Finding,
    Flaw,
    Report,
    Row,
    Table,
    cell,
    day_of,
    key,
    parse_date,
)
from quality.core.text import N_, headline

TITLE = 120
Moment = dt.date | dt.datetime
Found = TypeVar("Found")

UNKNOWN_UNIT = Flaw(N_("ukjent enhet"), N_("Enheten «%(value)s» finnes ikke i organisasjonen."))
UNKNOWN_CATEGORY = Flaw(N_("ukjent kategori"), N_("Kategorien «%(value)s» har ingen kategori hos oss."))
IN_FUTURE = Flaw(N_("dato i fremtiden"), N_("«%(value)s» er fram i tid."))
NO_TITLE = Flaw(N_("tom tittel"), N_("Saken har ingen tittel."))
CLOSED_EARLY = Flaw(N_("lukket før registrert"), N_("Saken er lukket %(value)s, før den ble registrert."))

PADDED = Flaw(N_("blanke foran og bak"), N_("Mellomrom foran eller bak «%(value)s» er tatt bort."), False)
SPELLING = Flaw(
    N_("annen skrivemåte for enhet"), N_("«%(value)s» er lest som enheten med det navnet."), False
)
LINE_BREAK = Flaw(N_("linjeskift i feltet"), N_("Linjeskiftene er beholdt."), False)
SEMICOLON = Flaw(N_("semikolon i teksten"), N_("Semikolonet er lest som tekst."), False)
NOT_EMPLOYED = Flaw(
    N_("ansatt som har sluttet"), N_("«%(value)s» er ikke blant de ansatte. Navnet er beholdt."), False
)
SAME_NAME = Flaw(
    N_("flere med samme navn"), N_("Flere heter «%(value)s». Navnet er beholdt som tekst."), False
)
UNKNOWN_SEVERITY = Flaw(
    N_("ukjent alvorlighet"), N_("Alvorligheten «%(value)s» er ukjent, og lest som ingen."), False
)
UNKNOWN_STATE = Flaw(
    N_("ukjent status"), N_("Statusen «%(value)s» er ukjent, og lest av lukkedatoen."), False
)
UNKNOWN_CAUSE = Flaw(N_("ukjent årsak"), N_("Årsaken «%(value)s» er ukjent, og tatt bort."), False)
REGISTERED_EARLY = Flaw(N_("registrert før hendelsen"), N_("Datoene er beholdt."), False)


class Employee(NamedTuple):
    """A person whom a file may name."""

    id: int
    unit_id: int


@dataclass(frozen=True)
class Known:
    """What the database holds that rows point at. People are by «etternavn, fornavn»; None when several share it."""

    unit_codes: Mapping[str, int]
    unit_names: Mapping[str, int]
    categories: Mapping[str, int]
    people: Mapping[str, Employee | None]
    today: dt.date


class OldCase(NamedTuple):
    """A case as a file tells it."""

    row: int
    external_id: str
    title: str
    text: str
    unit_id: int
    category: str
    severity: int
    place: str
    cause: Factor | None
    reporter: Employee | None
    reporter_name: str
    anonymous: bool
    handler_id: int | None
    state: CaseState
    measure: str
    occurred: Moment
    registered: Moment
    closed: Moment | None


@dataclass
class _Words:
    """Look-ups by the cell's exact text, each worked out once."""

    units: dict[str, tuple[int | None, Flaw | None]] = field(default_factory=dict)
    categories: dict[tuple[str, str], str] = field(default_factory=dict)
    people: dict[str, tuple[Employee | None, Flaw | None]] = field(default_factory=dict)
    dates: dict[str, tuple[Moment | None, Flaw | None]] = field(default_factory=dict)
    others: dict[tuple[str, str], Any] = field(default_factory=dict)


class CaseReader:
    """Reads a table's rows by a mapping."""

    def __init__(self, table: Table, mapping: CaseMapping, known: Known, report: Report) -> None:
        self._table = table
        self._mapping = mapping
        self._known = known
        self._report = report
        self._places = places_of(mapping, table.columns)
        self._memo = _Words()
        self._seen: set[str] = set()
        codes = {key(code): code for code in known.categories}
        self._categories = codes | mapping.all_categories()
        self._severities = mapping.all_severities()
        self._states = mapping.all_states()
        self._causes = mapping.all_causes()
        self._unit_words = self._all_unit_words()
        self._findings: list[Finding] = []
        self._row = Row(0, [])
        self._blank = dict.fromkeys(HEADERS, "")
        self._cells = self._blank

    def _all_unit_words(self) -> dict[str, int]:
        known = self._known
        units = known.unit_codes if self._mapping.units_by == "code" else known.unit_names
        aliases = {
            key(word): known.unit_codes[code]
            for word, code in self._mapping.units.items()
            if code in known.unit_codes
        }
        return {key(name): number for name, number in units.items()} | aliases

    def cases(self) -> Iterator[OldCase]:
        """Every case that can be taken; the rest is in the report."""
        for row in self._table.rows():
            self._report.rows += 1
            self._findings = [row.finding] if row.finding else []
            self._row = row
            case = None if row.finding else self._read()
            if not self._findings or not self._report.say(self._findings):
                assert case
                yield case

    def _say(self, name: str, flaw: Flaw, value: str = "") -> None:
        column = self._table.columns[self._places[name]]
        self._findings.append(Finding(self._row.number, column, flaw, value))

    def _read(self) -> OldCase | None:
        self._cells = self._blank | {name: self._row.values[place] for name, place in self._places.items()}
        external_id = self._id()
        occurred, registered, closed = self._dates()
        title, text = self._texts()
        unit_id = self._unit()
        category = self._category()
        reporter, name, anonymous = self._reporter()
        state = self._state(closed is not None)
        severity = self._word("severity", self._severities, UNKNOWN_SEVERITY) or 0
        cause = self._word("cause", self._causes, UNKNOWN_CAUSE)
        handler = self._person(self._cells["handler"])[0]
        if occurred is None or registered is None or unit_id is None:
            return None
        return OldCase(
            self._row.number,
            external_id,
            title,
            text,
            unit_id,
            category,
            severity,
            cell(self._cells["place"])[:80],
            cause,
            reporter,
            name,
            anonymous,
            handler.id if handler else None,
            state,
            cell(self._cells["measure"]),
            occurred,
            registered,
            closed,
        )

    def _id(self) -> str:
        value = cell(self._cells["id"])[:64]
        if not value:
            self._say("id", EMPTY)
        elif value in self._seen:
            self._say("id", DOUBLE, value)
        self._seen.add(value)
        return value

    def _dates(self) -> tuple[Moment | None, Moment | None, Moment | None]:
        occurred = self._date("occurred")
        registered = self._date("registered") if self._cells["registered"].strip() else occurred
        closed = self._date("closed") if self._cells["closed"].strip() else None
        if occurred and registered and day_of(registered) < day_of(occurred) <= self._known.today:
            self._say("registered", REGISTERED_EARLY)
        if registered and closed and day_of(closed) < day_of(registered) <= self._known.today:
            self._say("closed", CLOSED_EARLY, self._cells["closed"].strip())
        return occurred, registered, closed

    def _date(self, name: str) -> Moment | None:
        raw = self._cells[name]
        if raw not in self._memo.dates:
            self._memo.dates[raw] = self._find_date(raw.strip())
        found, flaw = self._memo.dates[raw]
        if flaw:
            self._say(name, flaw, raw.strip())
        return found

    def _find_date(self, value: str) -> tuple[Moment | None, Flaw | None]:
        found = parse_date(value, self._mapping.date_format)
        if found is None:
            return None, BAD_DATE
        return found, IN_FUTURE if day_of(found) > self._known.today else None

    def _texts(self) -> tuple[str, str]:
        raw = self._cells["text"]
        if "\n" in raw:
            self._say("text", LINE_BREAK)
        if ";" in raw and self._table.separator == ";":
            self._say("text", SEMICOLON)
        text = cell(raw)
        title = " ".join(cell(self._cells["title"]).split()) if "title" in self._places else headline(text)
        if not title:
            self._say("title" if "title" in self._places else "text", NO_TITLE)
        return (title if len(title) <= TITLE else headline(title, TITLE - 2)), text or title

    def _unit(self) -> int | None:
        raw = self._cells["unit"]
        if raw not in self._memo.units:
            self._memo.units[raw] = self._find_unit(raw)
        unit_id, flaw = self._memo.units[raw]
        if flaw:
            self._say("unit", flaw, raw.strip())
        return unit_id

    def _find_unit(self, raw: str) -> tuple[int | None, Flaw | None]:
        name = cell(raw)
        exact = self._known.unit_codes if self._mapping.units_by == "code" else self._known.unit_names
        if name in exact:
            return exact[name], None if raw == name else PADDED
        unit_id = self._unit_words.get(key(name))
        if unit_id is None:
            return None, UNKNOWN_UNIT
        return unit_id, None if name in self._mapping.units else SPELLING

    def _category(self) -> str:
        words = self._cells["category"], self._cells["subcategory"]
        if words not in self._memo.categories:
            self._memo.categories[words] = self._find_category(*map(cell, words))
        code = self._memo.categories[words]
        if not code:
            name = "subcategory" if "subcategory" in self._places else "category"
            self._say(name, UNKNOWN_CATEGORY, category_words(*map(cell, words)))
        return code

    def _find_category(self, main: str, sub: str) -> str:
        words = key(category_words(main, sub))
        code = self._categories.get(words, self._categories.get(key(sub), "") if sub else "")
        return code if code in self._known.categories else ""

    def _word(self, name: str, words: Mapping[str, Found], flaw: Flaw) -> Found | None:
        raw = self._cells[name]
        if (name, raw) not in self._memo.others:
            self._memo.others[name, raw] = words.get(key(cell(raw)))
        found: Found | None = self._memo.others[name, raw]
        if found is None and raw.strip():
            self._say(name, flaw, raw.strip())
        return found

    def _state(self, closed: bool) -> CaseState:
        state = self._word("state", self._states, UNKNOWN_STATE)
        return state or (CaseState.CLOSED if closed else CaseState.HANDLING)

    def _reporter(self) -> tuple[Employee | None, str, bool]:
        raw = self._cells["reporter"]
        if not raw.strip():
            return None, "", False
        if key(raw) in ANONYMOUS:
            return None, "", True
        person, flaw = self._person(raw)
        if flaw:
            self._say("reporter", flaw, raw.strip())
        return person, "" if person else cell(raw)[:120], False

    def _person(self, raw: str) -> tuple[Employee | None, Flaw | None]:
        if raw not in self._memo.people:
            name = key(cell(raw))
            person = self._known.people.get(name)
            flaw = None if person else SAME_NAME if name in self._known.people else NOT_EMPLOYED
            self._memo.people[raw] = (person, flaw)
        return self._memo.people[raw]
