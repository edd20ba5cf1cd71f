"""Reading a file of the organisation: rows and the known units in, what would change and what is wrong out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from quality.core.tabular import BAD_NUMBER, DOUBLE, Cells, Finding, Flaw, Report, Table, find_columns, key
from quality.core.text import N_
from quality.organisation.kinds import LEVEL_LABELS, SERVICE_LABELS, Service, UnitLevel

COLUMNS = {
    "code": ("kode", "code", "enhetskode"),
    "parent": ("overordnet", "parent"),
    "name": ("navn", "name"),
    "level": ("nivå", "level"),
    "service": ("tjeneste", "service"),
    "fte": ("årsverk", "fte"),
    "opened_on": ("fra", "from"),
    "closed_on": ("til", "to"),
}
REQUIRED = ("code", "parent", "name", "level")

LEVELS = {key(label): level for level, label in LEVEL_LABELS.items()} | {
    level.value: level for level in UnitLevel
}
SERVICES = (
    {service.value: service for service in Service}
    | {key(label): service for service, label in SERVICE_LABELS.items()}
    | {
        "hjemmetjenesten": Service.HOME_CARE,
        "hjemmesykepleie": Service.HOME_CARE,
        "bolig": Service.SUPPORTED_HOUSING,
        "vann_avlop": Service.WATER,
        "park_veg": Service.ROADS_PARKS,
        "park og veg": Service.ROADS_PARKS,
        "veg": Service.ROADS_PARKS,
        "barneverntjeneste": Service.CHILD_WELFARE,
        "bibliotek": Service.CULTURE,
    }
)
RANK = {level: rank for rank, level in enumerate(UnitLevel)}

UNKNOWN_LEVEL = Flaw(N_("ukjent nivå"), N_("Nivået «%(value)s» finnes ikke."))
UNKNOWN_SERVICE = Flaw(N_("ukjent tjeneste"), N_("Tjenesten «%(value)s» finnes ikke."))
UNKNOWN_PARENT = Flaw(
    N_("ukjent overordnet"), N_("Overordnet «%(value)s» finnes verken i filen eller fra før.")
)
CIRCLE = Flaw(N_("enheter i ring"), N_("«%(value)s» ligger under seg selv."))
WRONG_LEVEL = Flaw(
    N_("feil nivå"),
    N_("En enhet må ha lavere nivå enn den den ligger under, og bare kommunen kan stå øverst."),
)
SECOND_ROOT = Flaw(N_("to kommuner"), N_("Det finnes en annen kommune øverst fra før."))
CLOSED_BEFORE = Flaw(N_("til før fra"), N_("Til-datoen er før fra-datoen."))


@dataclass(frozen=True)
class UnitFields:
    """A unit as a file tells it; `parent` is a code, empty for the municipality."""

    code: str
    name: str
    level: UnitLevel
    service: Service | None = None
    fte: Decimal | None = None
    parent: str = ""
    opened_on: dt.date | None = None
    closed_on: dt.date | None = None


@dataclass
class UnitPlan:
    """What a file would do: new and changed units, each after the one above it."""

    add: list[UnitFields] = field(default_factory=list)
    change: list[UnitFields] = field(default_factory=list)
    report: Report = field(default_factory=Report)


def plan_units(table: Table, known: Mapping[str, UnitFields]) -> UnitPlan:
    """Compare a file with what is known. A unit that the file leaves out stays as it is."""
    plan = UnitPlan()
    wanted: dict[str, tuple[Cells, UnitFields]] = {}
    places = find_columns(table.columns, COLUMNS, REQUIRED)
    for row in table.rows():
        plan.report.rows += 1
        cells = Cells(row, table.columns, places)
        unit = _read(cells) if row.finding is None else None
        if unit and unit.code in wanted:
            cells.say("code", DOUBLE, unit.code)
        if row.finding:
            cells.findings.append(row.finding)
        if not plan.report.say(cells.findings) and unit:
            wanted[unit.code] = (cells, unit)
    for unit in _placed(wanted, known, plan.report):
        if unit.code not in known:
            plan.add.append(unit)
        elif unit != known[unit.code]:
            plan.change.append(unit)
        else:
            plan.report.same += 1
    plan.report.added, plan.report.changed = len(plan.add), len(plan.change)
    return plan


def _read(cells: Cells) -> UnitFields | None:
    code = cells.line("code", 20, required=True)
    name = cells.line("name", 120, required=True)
    word = cells.line("level", 40, required=True)
    level = LEVELS.get(key(word))
    if word and level is None:
        cells.say("level", UNKNOWN_LEVEL, word)
    service_word = cells.line("service", 40)
    service = SERVICES.get(key(service_word))
    if service_word and service is None:
        cells.say("service", UNKNOWN_SERVICE, service_word)
    opened_on, closed_on = cells.date("opened_on"), cells.date("closed_on")
    if opened_on and closed_on and closed_on < opened_on:
        cells.say("closed_on", CLOSED_BEFORE)
    fte, parent = _fte(cells), cells.line("parent", 20)
    if level is None or not code:
        return None
    return UnitFields(code, name, level, service, fte, parent, opened_on, closed_on)


def _fte(cells: Cells) -> Decimal | None:
    value = cells.line("fte", 20)
    if not value:
        return None
    try:
        number = Decimal(value.replace(" ", "").replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not 0 <= number < 100_000:
        cells.say("fte", BAD_NUMBER, value)
        return None
    return number.quantize(Decimal("0.01"))


def _placed(
    wanted: dict[str, tuple[Cells, UnitFields]], known: Mapping[str, UnitFields], report: Report
) -> Iterator[UnitFields]:
    """The file's units from the top down; those that cannot be placed in the tree are refused."""
    tree = dict(known) | {code: unit for code, (_, unit) in wanted.items()}
    below: dict[str, list[str]] = {}
    for unit in tree.values():
        below.setdefault(unit.parent, []).append(unit.code)
    waiting, reached = list(below.get("", [])), set()
    while waiting:
        code = waiting.pop(0)
        unit = tree[code]
        if code in wanted:
            finding = _misplaced(wanted[code][0], unit, tree, known)
            if finding:
                report.say([finding])
                tree.pop(code)
                reached.add(code)
                continue
            yield unit
        reached.add(code)
        waiting.extend(below.get(code, []))
    for code, (cells, unit) in wanted.items():
        if code not in reached:
            flaw = CIRCLE if _circles(tree, unit) else UNKNOWN_PARENT
            report.say([_finding(cells, "parent", flaw, code if flaw is CIRCLE else unit.parent)])


def _circles(tree: Mapping[str, UnitFields], unit: UnitFields) -> bool:
    seen: set[str] = set()
    while unit.parent in tree and unit.code not in seen:
        seen.add(unit.code)
        unit = tree[unit.parent]
    return unit.code in seen


def _misplaced(
    cells: Cells, unit: UnitFields, tree: Mapping[str, UnitFields], known: Mapping[str, UnitFields]
) -> Finding | None:
    if (unit.level is UnitLevel.MUNICIPALITY) != (not unit.parent):
        return _finding(cells, "level", WRONG_LEVEL)
    if not unit.parent:
        roots = [other.code for other in tree.values() if not other.parent]
        first = next((code for code in roots if code in known), roots[0])
        return _finding(cells, "parent", SECOND_ROOT) if unit.code != first else None
    if RANK[unit.level] <= RANK[tree[unit.parent].level]:
        return _finding(cells, "level", WRONG_LEVEL)
    return None


def _finding(cells: Cells, name: str, flaw: Flaw, value: str = "") -> Finding:
    cells.findings.clear()
    cells.say(name, flaw, value)
    return cells.findings.pop()
