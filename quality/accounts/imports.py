"""Reading a file of people: rows, units and known people in, what would change and what is wrong out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from quality.accounts.roles import GUARDED, IMPORT_ROLES, ROLE_LABELS, Role
from quality.core.tabular import DOUBLE, Cells, Flaw, Report, Table, find_columns, key
from quality.core.text import N_

COLUMNS = {
    "employee_number": ("ansattnr", "ansattnummer", "employee_number"),
    "first_name": ("fornavn", "first_name"),
    "last_name": ("etternavn", "last_name"),
    "email": ("epost", "e-post", "email"),
    "unit": ("enhetskode", "enhet", "unit_code"),
    "title": ("stilling", "title"),
    "role": ("rolle", "role"),
}
REQUIRED = ("employee_number", "first_name", "last_name", "unit")
_EMAIL = re.compile(r"[^@\s,;:<>\"]+@[^@\s,;:<>\"]+\.[^@\s,;:<>\"]+")

UNKNOWN_UNIT = Flaw(N_("ukjent enhet"), N_("Enheten «%(value)s» finnes ikke i organisasjonen."))
UNKNOWN_ROLE = Flaw(N_("ukjent rolle"), N_("Rollen «%(value)s» finnes ikke i Løft."))
BAD_EMAIL = Flaw(N_("umulig e-postadresse"), N_("«%(value)s» er ikke en e-postadresse."))
TAKEN_EMAIL = Flaw(N_("e-postadressen er i bruk"), N_("«%(value)s» er en annens e-postadresse."))
HAS_LEFT = Flaw(
    N_("registrert som sluttet"),
    N_("«%(value)s» er registrert som sluttet, og får ikke tilgang igjen av dette."),
    False,
)
NOT_YOURS = Flaw(
    N_("rolle du ikke kan gi"), N_("«%(value)s» må settes av den som styrer personer, ikke av en fil.")
)
LOOSE_UNIT = Flaw(
    N_("enhet skrevet annerledes"), N_("«%(value)s» er lest som enheten med det navnet."), False
)


@dataclass(frozen=True)
class PersonFields:
    """A person as a file tells it; `role` is held in the unit."""

    employee_number: str
    first_name: str
    last_name: str
    email: str | None
    unit_id: int
    title: str
    role: Role | None = None


@dataclass
class PersonPlan:
    """What a file would do."""

    add: list[PersonFields] = field(default_factory=list)
    change: list[PersonFields] = field(default_factory=list)
    report: Report = field(default_factory=Report)


@dataclass(frozen=True)
class KnownPeople:
    """What the database holds. People and what they hold are by employee number, people without their role."""

    people: Mapping[str, PersonFields]
    held: Mapping[str, frozenset[tuple[Role, int]]]
    left: frozenset[str]
    emails: Mapping[str, str]
    units: Mapping[str, int]
    unit_names: Mapping[str, int]
    sender: str | None = None
    """The employee number of a sender who may not manage people; None for one who may."""


def plan_people(table: Table, known: KnownPeople) -> PersonPlan:
    """Compare a file with what is known. A person whom the file leaves out stays as he or she is."""
    plan = PersonPlan()
    emails: dict[str, str] = {}
    numbers: set[str] = set()
    places = find_columns(table.columns, COLUMNS, REQUIRED)
    for row in table.rows():
        plan.report.rows += 1
        cells = Cells(row, table.columns, places)
        person = _read(cells, known) if row.finding is None else None
        if row.finding:
            cells.findings.append(row.finding)
        if person:
            _check_alone(cells, person, numbers, emails, known)
            numbers.add(person.employee_number)
        if not plan.report.say(cells.findings) and person:
            emails[person.email or ""] = person.employee_number
            _place(plan, person, known)
    plan.report.added, plan.report.changed = len(plan.add), len(plan.change)
    return plan


def _place(plan: PersonPlan, person: PersonFields, known: KnownPeople) -> None:
    before = known.people.get(person.employee_number)
    held = known.held.get(person.employee_number, frozenset())
    if before is None:
        plan.add.append(person)
    elif before != replace(person, role=None) or (person.role and (person.role, person.unit_id) not in held):
        plan.change.append(person)
    else:
        plan.report.same += 1


def _read(cells: Cells, known: KnownPeople) -> PersonFields | None:
    number = cells.line("employee_number", 32, required=True)
    first = cells.line("first_name", 60, required=True)
    last = cells.line("last_name", 60, required=True)
    email = cells.line("email", 254).lower()
    if email and not _EMAIL.fullmatch(email):
        cells.say("email", BAD_EMAIL, email)
    word = cells.line("role", 40)
    if key(word) not in IMPORT_ROLES:
        cells.say("role", UNKNOWN_ROLE, word)
    unit_id, title = _unit(cells, known), cells.line("title", 80)
    if unit_id is None or not number:
        return None
    return PersonFields(number, first, last, email or None, unit_id, title, IMPORT_ROLES.get(key(word)))


def _unit(cells: Cells, known: KnownPeople) -> int | None:
    word = cells.line("unit", 120, required=True)
    if word in known.units:
        return known.units[word]
    by_name = known.unit_names.get(key(word))
    if word:
        cells.say("unit", LOOSE_UNIT if by_name else UNKNOWN_UNIT, word)
    return by_name


def _check_alone(
    cells: Cells, person: PersonFields, numbers: set[str], emails: Mapping[str, str], known: KnownPeople
) -> None:
    if person.employee_number in numbers:
        cells.say("employee_number", DOUBLE, person.employee_number)
    if person.employee_number in known.left:
        cells.say("employee_number", HAS_LEFT, person.employee_number)
    if known.sender is not None:
        _check_guarded(cells, person, known)
    if person.email:
        owner = emails.get(person.email, known.emails.get(person.email, person.employee_number))
        if owner != person.employee_number:
            cells.say("email", TAKEN_EMAIL, person.email)


def _check_guarded(cells: Cells, person: PersonFields, known: KnownPeople) -> None:
    """Who may not manage people gets no role by an own file, gives no guarded one, and opens no way in to one."""
    before = known.people.get(person.employee_number)
    held = known.held.get(person.employee_number, frozenset())
    is_new = person.role is not None and (person.role, person.unit_id) not in held
    if is_new and (person.role in GUARDED or person.employee_number == known.sender):
        cells.say("role", NOT_YOURS, ROLE_LABELS[person.role or Role.EMPLOYEE])
    if before and before.email != person.email and GUARDED & {role for role, _ in held}:
        cells.say("email", NOT_YOURS, person.email or "")
