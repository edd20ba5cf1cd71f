"""The tallies: what each unit has counted the last weeks, most on weekdays and some of it nearly every day."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

import sqlalchemy as sa

from quality.cases.defaults import SHIFT_HOURS, SHIFT_SERVICES
from quality.cases.kinds import Shift
from quality.cases.models.tally import Tally, TallyType, TallyTypeService
from quality.core.bulk import insert_rows
from quality.core.clock import at_local
from quality.core.db import new_public_id
from quality.demo.load.people import Town
from quality.organisation.models import Unit

DAYS = 62
# How many a day: the first on the list is counted most.
OFTEN = (0.9, 0.5, 0.35, 0.2, 0.15, 0.1)


def load_tallies(town: Town, seed: int, now: dt.datetime) -> None:
    """Count for every unit that has something to count, up to this moment."""
    random = Random(seed)
    used = (
        sa.select(Unit.id, Unit.service, TallyType.id)
        .join(TallyTypeService, TallyTypeService.service == Unit.service)
        .join(TallyType, TallyType.id == TallyTypeService.type_id)
        .order_by(Unit.id, TallyType.position)
    )
    places: dict[int, int] = {}
    rows = []
    for unit_id, service, type_id in town.session.execute(used):
        place = places[unit_id] = places.get(unit_id, -1) + 1
        rate = OFTEN[min(place, len(OFTEN) - 1)]
        for back in range(DAYS):
            day = town.day - dt.timedelta(back)
            rows += [
                _row(random, unit_id, type_id, day, service in SHIFT_SERVICES)
                for _ in range(_how_many(random, rate * (0.6 if day.weekday() > 4 else 1)))
            ]
    insert_rows(town.session, Tally, [row for row in rows if row["counted_at"] <= now])


def _how_many(random: Random, rate: float) -> int:
    return sum(random.random() < rate / 3 for _ in range(3))


def _row(random: Random, unit_id: int, type_id: int, day: dt.date, in_shifts: bool) -> dict[str, Any]:
    hour, shift = random.choice(SHIFT_HOURS)
    return {
        "public_id": new_public_id(),
        "unit_id": unit_id,
        "type_id": type_id,
        "day": day,
        "shift": Shift(shift) if in_shifts else None,
        "place": "",
        "counted_at": at_local(day, hour, random.randrange(60)),
    }
