"""A municipality with many cases, made in bulk and the same every time."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person, RoleHeld
from quality.accounts.roles import Role
from quality.cases.jobs.vocabulary import gather
from quality.cases.kinds import Access, CaseKind, MessageKind, Subtype
from quality.cases.models.case import Case, CaseMessage, CaseNumber
from quality.cases.models.category import Category
from quality.cases.models.count import SearchText
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.services import recount
from quality.cases.services.setup import add_defaults
from quality.cases.states import CaseState
from quality.core.db import new_public_id, transaction
from quality.core.history import Happening, record, record_new
from quality.core.stems import stems
from quality.organisation.kinds import Service, UnitLevel
from quality.organisation.models import Municipality, Unit

AREAS, UNITS, PEOPLE, DAYS, CHUNK = 5, 25, 800, 3 * 365, 5_000
OPEN_SHARE = 0.01
VOCABULARY = (
    "bruker beboer fikk ikke medisin kveld natt morgen falt gulvet bad seng alarm virket besøk "
    "uteble bil dør låst nøkkel mangler rutine ukjent vikar alene skole elev slo truet personale "
    "pårørende ringte lege journal feil dose tablett glemt liste oppdatert glatt inngang snø strødd "
    "heis stanset lys brann øvelse utstyr ødelagt bestilt"
)
WORDS = VOCABULARY.split()


def fill(cases: int, now: dt.datetime, many: int = UNITS) -> None:
    """Units, people and categories; `cases` cases with history, search words and counts; one with a long story."""
    pick = random.Random(2026)
    with transaction() as session:
        session.add(Municipality(name="Benken kommune"))
        add_defaults(session)
        units = _units(session, many)
        people = _people(session, units, now)
    with transaction() as session:
        leaves = list(session.scalars(sa.select(Category).where(Category.level == 3)))
        for start in range(0, cases, CHUNK):
            rows = [
                _case(pick, number, leaves, units, people, now)
                for number in range(start, min(start + CHUNK, cases))
            ]
            _write(session, rows)
        years = session.execute(sa.select(Case.year, sa.func.max(Case.number)).group_by(Case.year))
        session.add_all(CaseNumber(year=year, last=last) for year, last in years)
        _long_story(session, units[0], people, now)
    with transaction() as session:
        recount.rebuild(session)
    gather(now)
    with transaction() as session:
        if session.get_bind().dialect.name == "sqlite":
            session.execute(sa.text("ANALYZE"))


def _units(session: Session, many: int) -> list[Unit]:
    top = _unit(session, "Benken kommune", UnitLevel.MUNICIPALITY, None)
    areas = [_unit(session, f"Område {number}", UnitLevel.AREA, top) for number in range(1, AREAS + 1)]
    return [
        _unit(session, f"Enhet {number}", UnitLevel.UNIT, areas[number % AREAS])
        for number in range(1, many + 1)
    ]


def _unit(session: Session, name: str, level: UnitLevel, above: Unit | None) -> Unit:
    service = Service.HOME_CARE if level is UnitLevel.UNIT else None
    unit = Unit(code=name, name=name, level=level, service=service, parent_id=above.id if above else None)
    session.add(unit)
    session.flush()
    unit.path = f"{above.path if above else '/'}{unit.id}/"
    unit.position = unit.id
    return unit


def _people(session: Session, units: list[Unit], now: dt.datetime) -> list[Person]:
    people = [
        Person(
            first_name=f"Fornavn{number}",
            last_name=f"Etternavn{number}",
            unit_id=units[number % len(units)].id,
            demo_hint="benk" if number < len(units) + 2 else "",
            created_at=now,
        )
        for number in range(PEOPLE)
    ]
    session.add_all(people)
    session.flush()
    session.add_all(
        RoleHeld(person_id=people[number].id, role=Role.LEADER, unit_id=units[number].id)
        for number in range(len(units))
    )
    top = session.scalars(sa.select(Unit).where(Unit.level == UnitLevel.MUNICIPALITY)).one()
    session.add(RoleHeld(person_id=people[len(units)].id, role=Role.COORDINATOR, unit_id=top.id))
    return people


def _case(
    pick: random.Random,
    number: int,
    leaves: list[Category],
    units: list[Unit],
    people: list[Person],
    now: dt.datetime,
) -> dict[str, Any]:
    is_open = pick.random() < OPEN_SHARE
    registered = now - dt.timedelta(days=pick.random() * (60 if is_open else DAYS), minutes=5)
    text = " ".join(pick.choices(WORDS, k=60)).capitalize() + "."
    # One word in twenty texts, one in a hundred, one in ten thousand, as those who search ask for.
    text += f" Uttrykk{number % 20} emne{number % 100} sjelden{number % 10_000}."
    leaf, unit = pick.choice(leaves), pick.choice(units)
    kind = CaseKind.DEVIATION if pick.random() < 0.8 else CaseKind.IDEA
    severity = pick.choice((0, 0, 0, 1, 1, 2, 3)) if kind is CaseKind.DEVIATION else 0
    return {
        "public_id": new_public_id(),
        "year": registered.year,
        "number": number + 1,
        "kind": kind,
        "subtype": Subtype.EVENT if kind is CaseKind.DEVIATION else None,
        "state": pick.choice((CaseState.REPORTED, CaseState.RECEIVED)) if is_open else CaseState.CLOSED,
        "access": Access.SERVICE if kind is CaseKind.DEVIATION else Access.IMPROVEMENT,
        "title": text[:60],
        "description": text,
        "category_id": leaf.id,
        "severity": severity,
        "priority": severity,
        "unit_id": unit.id,
        "reporter_unit_id": unit.id,
        "happened_unit_id": unit.id,
        "reporter_id": pick.choice(people).id,
        "occurred_at": registered - dt.timedelta(hours=pick.randrange(48)),
        "registered_at": registered,
        "changed_at": registered,
        "received_at": None if is_open else registered,
        "closed_at": None if is_open else registered + dt.timedelta(days=9),
        "next_due_on": registered.date() + dt.timedelta(14) if is_open else None,
    }


def _write(session: Session, rows: list[dict[str, Any]]) -> None:
    last = session.scalar(sa.select(sa.func.max(Case.id))) or 0
    session.execute(sa.insert(Case), rows)
    ids = dict(session.execute(sa.select(Case.public_id, Case.id).where(Case.id > last)).tuples().all())
    session.execute(
        sa.insert(SearchText),
        [{"case_id": ids[row["public_id"]], "level": 4, "stems": stems(row["description"])} for row in rows],
    )
    record_new(session, _firsts(rows, ids))


def _firsts(rows: list[dict[str, Any]], ids: dict[str, int]) -> Iterator[Happening]:
    for row in rows:
        values = {"number": f"{row['year']}-{row['number']:04d}"}
        yield Happening(
            "case", ids[row["public_id"]], "register", row["registered_at"], row["reporter_id"], values=values
        )


def _long_story(session: Session, unit: Unit, people: list[Person], now: dt.datetime) -> None:
    """The newest case of the first unit: six messages, as many entries, two measures."""
    query = sa.select(Case).where(Case.unit_id == unit.id, Case.kind == CaseKind.DEVIATION)
    case = session.scalars(query.order_by(Case.id.desc()).limit(1)).one()
    for turn in range(6):
        kind = (MessageKind.QUESTION, MessageKind.REPLY, MessageKind.NOTE)[turn % 3]
        text = " ".join(WORDS[turn : turn + 20])
        message = CaseMessage(
            case_id=case.id, kind=kind, author_id=people[turn].id, text=text, created_at=now
        )
        session.add(message)
        session.flush()
        happening = Happening("case", case.id, "ask", now, people[turn].id, values={"message": message.id})
        record(session, happening)
    for turn in range(2):
        measure = Measure(
            title=f"Tiltak {turn}",
            owner_id=people[turn].id,
            unit_id=unit.id,
            created_at=now,
            due_on=now.date(),
        )
        session.add(measure)
        session.flush()
        session.add(CaseMeasure(case_id=case.id, measure_id=measure.id))
