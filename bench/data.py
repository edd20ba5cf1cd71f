"""A municipality with many cases, made in bulk and the same every time.

What takes its time is kept away from each row: texts are made of sentences whose stems are known (bench.words), rows go
in by COPY, and indexes, triggers and foreign keys come afterwards (bench.bare).
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bench.bare import bare, unchecked
from bench.words import PLACES, WORDS, Teller
from quality.accounts.models import Person, RoleHeld
from quality.accounts.roles import Role
from quality.cases.jobs.vocabulary import gather
from quality.cases.kinds import CaseKind, Factor, Level, MessageKind, Subtype, access_for
from quality.cases.models.case import Case, CaseFactor, CaseMessage, CaseNumber
from quality.cases.models.category import Category
from quality.cases.models.count import SearchText
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.services import recount
from quality.cases.services.bulk import BLANK, measure_values
from quality.cases.services.setup import add_defaults
from quality.cases.states import CaseState
from quality.core.bulk import insert_rows, roomy
from quality.core.db import new_public_ids, reserve_ids, transaction
from quality.core.history import Entry, EntryValues, Happening, record, record_new
from quality.core.stems import stems
from quality.organisation.kinds import Service, UnitLevel
from quality.organisation.models import Municipality, Unit

AREAS, UNITS, PEOPLE, DAYS, CHUNK = 5, 500, 10, 3 * 365, 10_000
OPEN_SHARE, ASKED_SHARE, MEASURED_SHARE = 0.01, 0.15, 0.2
SERVICES = tuple(Service)
OPEN = (CaseState.REPORTED, CaseState.REPORTED, CaseState.RECEIVED, CaseState.HANDLING, CaseState.MEASURES)
FILLED = (Case, SearchText, CaseFactor, CaseMessage, Measure, CaseMeasure, Entry, EntryValues)


@dataclass(frozen=True)
class Ground:
    """What cases are made of. Some categories and units have many times as many as others."""

    pick: random.Random
    teller: Teller
    leaves: list[Category]
    leaf_weights: list[float]
    units: list[Unit]
    unit_weights: list[float]
    people: list[int]
    now: dt.datetime


def fill(cases: int, now: dt.datetime, many: int = UNITS) -> None:
    """Units, people and categories; `cases` cases with history, search words and counts; one with a long story."""
    pick = random.Random(2026)
    with transaction() as session:
        session.add(Municipality(name="Benken kommune"))
        add_defaults(session)
        units = _units(session, many)
        people = _people(session, units, now)
        leaves = list(session.scalars(sa.select(Category).where(Category.level == 3)))
    ground = Ground(
        pick,
        Teller(pick),
        leaves,
        list(accumulate(1 / (5 + place * 7 % len(leaves)) for place in range(len(leaves)))),
        units,
        list(accumulate(1 + (place + 3) % 7 for place in range(len(units)))),
        [person.id for person in people],
        now,
    )
    with bare(FILLED):
        for start in range(0, cases, CHUNK):
            with transaction() as session, roomy(session):
                _write(session, ground, range(start, min(start + CHUNK, cases)))
    with transaction() as session:
        unchecked(session)
        years = session.execute(sa.select(Case.year, sa.func.max(Case.number)).group_by(Case.year))
        session.add_all(CaseNumber(year=year, last=last) for year, last in years)
        _long_story(session, units[0], people, now)
    with transaction() as session, roomy(session):
        unchecked(session)
        recount.rebuild(session)
    gather(now)
    with transaction() as session:
        unchecked(session)
        session.execute(sa.text("ANALYZE"))


def _units(session: Session, many: int) -> list[Unit]:
    top = _unit(session, "Benken kommune", UnitLevel.MUNICIPALITY, None)
    areas = [_unit(session, f"Område {number}", UnitLevel.AREA, top) for number in range(1, AREAS + 1)]
    return [
        _unit(session, f"Enhet {number}", UnitLevel.UNIT, areas[number % AREAS])
        for number in range(1, many + 1)
    ]


def _unit(session: Session, name: str, level: UnitLevel, above: Unit | None) -> Unit:
    unit = Unit(code=name, name=name, level=level, parent_id=above.id if above else None)
    session.add(unit)
    session.flush()
    if level is UnitLevel.UNIT:
        unit.service, unit.fte = SERVICES[unit.id % len(SERVICES)], Decimal(10 + unit.id % 40)
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
        for number in range(PEOPLE * len(units))
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


def _write(session: Session, ground: Ground, numbers: range) -> None:
    unchecked(session)
    ids = zip(numbers, reserve_ids(session, Case, len(numbers)), new_public_ids(len(numbers)), strict=True)
    told = [ground.teller.tell(number) for number in numbers]
    rows = [
        _case(ground, number, text) | {"id": case_id, "public_id": public_id}
        for (number, case_id, public_id), (text, _) in zip(ids, told, strict=True)
    ]
    insert_rows(session, Case, rows)
    words = [
        {"case_id": row["id"], "level": int(Level.TEXT), "stems": f"{found} {stems(row['place'])}".rstrip()}
        for row, (_, found) in zip(rows, told, strict=True)
    ]
    insert_rows(session, SearchText, words)
    closed = [row for row in rows if row["closed_at"]]
    factors = [factor for factor in Factor if factor is not Factor.UNKNOWN]
    causes = [
        {"case_id": row["id"], "factor": ground.pick.choice(factors), "by_leader": True}
        for row in closed
        if row["kind"] is CaseKind.DEVIATION and row["id"] % 5
    ]
    insert_rows(session, CaseFactor, causes)
    asked = _talk(session, ground, closed)
    _measures(session, ground, closed)
    record_new(session, _entries(rows, asked))


def _case(ground: Ground, number: int, text: str) -> dict[str, Any]:
    pick = ground.pick
    is_open = pick.random() < OPEN_SHARE
    registered = ground.now - dt.timedelta(days=pick.random() * (60 if is_open else DAYS), minutes=5)
    leaf = pick.choices(ground.leaves, cum_weights=ground.leaf_weights)[0]
    unit = pick.choices(ground.units, cum_weights=ground.unit_weights)[0]
    kind = CaseKind.DEVIATION if pick.random() < 0.8 else CaseKind.IDEA
    severity = pick.choice((0, 0, 0, 1, 1, 2, 3)) if kind is CaseKind.DEVIATION else 0
    state = pick.choice(OPEN) if is_open else CaseState.CLOSED
    closed = None if is_open else min(registered + dt.timedelta(days=pick.expovariate(1 / 14)), ground.now)
    return BLANK | {
        "year": registered.year,
        "number": number + 1,
        "kind": kind,
        "subtype": Subtype.EVENT if kind is CaseKind.DEVIATION else None,
        "state": state,
        "access": access_for(kind, leaf.code[:1], pick.random() < 0.15),
        "safety": leaf.code.startswith("H"),
        "title": text[:60].rsplit(" ", 1)[0],
        "description": text,
        "place": pick.choice(PLACES) if pick.random() < 0.5 else "",
        "category_id": leaf.id,
        "severity": severity,
        "priority": severity,
        "unit_id": unit.id,
        "reporter_unit_id": unit.id,
        "happened_unit_id": unit.id,
        "reporter_id": pick.choice(ground.people),
        "occurred_at": registered - dt.timedelta(hours=pick.randrange(48)),
        "registered_at": registered,
        "changed_at": closed or registered,
        "received_at": None if state is CaseState.REPORTED else registered,
        "answered_at": closed,
        "closed_at": closed,
        "next_due_on": registered.date() + dt.timedelta(14) if is_open else None,
    }


def _talk(session: Session, ground: Ground, closed: list[dict[str, Any]]) -> dict[int, int]:
    """A question and its reply in some of the cases; tells the question of each."""
    asked = [row for row in closed if ground.pick.random() < ASKED_SHARE]
    ids = iter(reserve_ids(session, CaseMessage, 2 * len(asked)))
    messages = [
        {
            "id": next(ids),
            "case_id": row["id"],
            "kind": kind,
            "author_id": row["reporter_id"],
            "text": " ".join(ground.pick.choices(WORDS, k=12)),
            "created_at": row["closed_at"],
        }
        for row in asked
        for kind in (MessageKind.QUESTION, MessageKind.REPLY)
    ]
    insert_rows(session, CaseMessage, messages)
    return {message["case_id"]: message["id"] for message in messages[::2]}


def _measures(session: Session, ground: Ground, closed: list[dict[str, Any]]) -> None:
    rows = [row for row in closed if ground.pick.random() < MEASURED_SHARE]
    ids = reserve_ids(session, Measure, len(rows))
    named = zip(rows, ids, new_public_ids(len(ids)), strict=True)
    measures = [
        measure_values(row, " ".join(ground.pick.choices(WORDS, k=6)))
        | {"id": number, "public_id": public_id}
        for row, number, public_id in named
    ]
    insert_rows(session, Measure, measures)
    links = [{"case_id": row["id"], "measure_id": number} for row, number in zip(rows, ids, strict=True)]
    insert_rows(session, CaseMeasure, links)


def _entries(rows: list[dict[str, Any]], asked: dict[int, int]) -> Iterator[Happening]:
    for row in rows:
        case_id, person = row["id"], row["reporter_id"]
        number = {"number": f"{row['year']}-{row['number']:04d}"}
        yield Happening("case", case_id, "register", row["registered_at"], person, values=number)
        if case_id in asked:
            yield Happening(
                "case", case_id, "ask", row["closed_at"], person, values={"message": asked[case_id]}
            )
        if row["closed_at"]:
            moved = {"state": [CaseState.RECEIVED, CaseState.CLOSED]}
            yield Happening("case", case_id, "close", row["closed_at"], person, values=moved)


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
