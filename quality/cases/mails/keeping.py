"""What people are told of access to what is written of somebody, and of how long it is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from quality.core.notices import News
from quality.core.text import N_


def innsyn_asked(public_id: str, person_ids: Iterable[int]) -> list[News]:
    """To those who may approve it: what is written of somebody is to be given out."""
    text = N_("Et svar på innsyn venter på at du ser over det")
    page = f"/innsyn/{public_id}"
    return [News(each, "innsyn", text, page, f"innsyn:{public_id}") for each in person_ids]


def innsyn_decided(public_id: str, person_id: int, approved: bool) -> list[News]:
    """To who proposed it."""
    text = N_("Svaret på innsyn er godkjent") if approved else N_("Svaret på innsyn er sendt tilbake")
    return [News(person_id, "innsyn", text, f"/innsyn/{public_id}", f"innsyn_decided:{public_id}")]


def schedule_changes(people: Mapping[int, bool], from_on: dt.date, now: dt.datetime) -> list[News]:
    """To those who look after what is kept: soon more is taken out. Not all see the schedule."""
    text = N_("Sletteplanen endres %(day)s. Si fra til arkivaren før det om noe må tas vare på")
    key, values = f"schedule:{now.isoformat()}", {"day": f"{from_on:%d.%m.%Y}"}
    return [
        News(number, "schedule", text, "/settings/retention" if sees else "/who-sees-what", key, values)
        for number, sees in people.items()
    ]
