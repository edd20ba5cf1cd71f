"""Ten views drawn at random, each number reckoned anew from the rows of the tables and from nothing else."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections import Counter
from typing import Any

import sqlalchemy as sa

from quality.core.clock import OSLO
from quality.core.db import db
from tests.cast import Cast
from tests.client import Client
from tests.insights.test_trends import fill

# What each reader has numbers of, written out here once more: the units by name, and the kinds of cases that are not.
READERS = {
    "coordinator": (None, {"shielded"}),
    "head": (
        {"Hjemmetjenesten nord", "Hjemmetjenesten sør", "Lia sykehjem", "Helse og omsorg"},
        {"shielded"},
    ),
    "leader": ({"Hjemmetjenesten nord"}, {"shielded"}),
    "colleague": ({"Hjemmetjenesten nord"}, {"shielded", "privacy"}),
}
ROWS = """
SELECT c.id, u.name AS unit, k.code, c.kind, c.severity, c.state, c.access, c.place, c.occurred_at
FROM "case" c JOIN unit u ON u.id = c.unit_id JOIN category k ON k.id = c.category_id
"""


def drawn(turn: int) -> tuple[str, list[str], dict[str, str]]:
    """A reader, some units by name, and the rest of the filter."""
    dice = random.Random(f"month {turn}")
    who = dice.choice(sorted(READERS))
    units = sorted(READERS[who][0] or {"Moen skole", "Lia sykehjem", "Hjemmetjenesten sør"})
    chosen = dice.sample(units, dice.randint(0, min(2, len(units))))
    filters: dict[str, str] = {
        "from": f"2025-{dice.randint(6, 12):02}",
        "to": f"2026-{dice.randint(2, 10):02}",
    }
    for name, values in (
        ("category", ["T", "T2", "H1.1"]),
        ("kind", ["idea", "deviation"]),
        ("severity", ["0", "3"]),
    ):
        if dice.random() < 0.4:
            filters[name] = dice.choice(values)
    if who != "colleague" and dice.random() < 0.3:
        filters["cause"] = "routine"
    return who, chosen, filters


def fits(row: Any, who: str, units: set[str], filters: dict[str, str], apart: dict[str, set[int]]) -> bool:
    within, unseen = READERS[who]
    code, area = filters.get("category", ""), units if "Helse og omsorg" not in units else within
    return all(
        (
            within is None or row.unit in within,
            row.access not in unseen,
            row.state not in {"rejected", "withdrawn", "merged"},
            row.id not in apart["about"],
            not units or row.unit in (area or set()),
            row.code == code or row.code.startswith(f"{code}." if len(code) > 1 else code),
            filters.get("kind", row.kind) == row.kind,
            filters.get("severity", str(row.severity)) == str(row.severity),
            "cause" not in filters or (row.id in apart["routine"] and row.kind == "deviation"),
        )
    )


def month_of(value: dt.datetime | str) -> str:
    at = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{(at if at.tzinfo else at.replace(tzinfo=dt.UTC)).astimezone(OSLO):%Y-%m}"


def test_ten_views_drawn_at_random_count_what_their_rows_say(client: Client, cast: Cast) -> None:
    fill(cast)
    for turn in range(10):
        compare(client, cast, turn)


def compare(client: Client, cast: Cast, turn: int) -> None:
    who, chosen, filters = drawn(turn)
    person, session = cast.everybody()[who], db.session()
    apart = {
        "about": set(
            session.scalars(sa.text(f"SELECT case_id FROM case_concern WHERE person_id = {person.id}"))
        ),
        "routine": set(session.scalars(sa.text("SELECT case_id FROM case_factor WHERE factor = 'routine'"))),
    }
    wanted: Counter[tuple[str, str]] = Counter()
    for row in session.execute(sa.text(ROWS)):
        month = month_of(row.occurred_at)
        if filters["from"] <= month <= filters["to"] and fits(row, who, set(chosen), filters, apart):
            wanted[row.unit, month] += 1
    ids = dict(session.execute(sa.text("SELECT name, public_id FROM unit")).all())
    session.rollback()
    address = "&".join([*(f"unit={ids[name]}" for name in chosen), *(f"{n}={v}" for n, v in filters.items())])
    client.sign_in(person)
    table = client.get(f"/trends.csv?{address}").get_data(as_text=True).removeprefix("\ufeff")
    lines = csv.reader(io.StringIO(table), delimiter=";")
    next(lines)
    found = Counter({(line[0], line[3][:7]): int(line[5]) for line in lines if len(line) == 6})
    assert found == wanted, (who, chosen, filters)
    page = client.get(f"/trends?{address}").get_data(as_text=True)
    total = sum(wanted.values())
    said = "Ingen saker i perioden" if not total else f"Til sammen {total} sak"
    assert said in page, (who, chosen, filters)


def test_the_ten_views_are_not_empty(cast: Cast) -> None:
    """Drawn so that most of them count something and all that can be chosen is."""
    all_drawn = [drawn(turn) for turn in range(10)]
    assert {who for who, _, _ in all_drawn} == set(READERS)
    assert {name for _, _, filters in all_drawn for name in filters} >= {
        "category",
        "kind",
        "severity",
        "cause",
    }
    assert max(len(units) for _, units, _ in all_drawn) == 2
