"""The municipality itself: its beginning, its name and what it has chosen."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.core.history import Happening, record
from quality.organisation.kinds import UnitLevel
from quality.organisation.models import Municipality, Unit
from quality.organisation.queries import municipality


def start_municipality(session: Session, name: str, code: str, *, now: dt.datetime) -> Unit:
    """Make the municipality and the top of its tree."""
    if municipality(session) is None:
        session.add(Municipality(name=name))
    top = Unit(code=code, name=name, level=UnitLevel.MUNICIPALITY, opened_on=None)
    session.add(top)
    session.flush()
    top.path = f"/{top.id}/"
    session.flush()
    record(session, Happening("unit", top.id, "add", now, values={"name": name}))
    return top


def change_titles(
    session: Session, actor_id: int, place: Municipality, titles: dict[str, str], *, now: dt.datetime
) -> None:
    """Store what the leader is called in each kind of service; an empty title is the ordinary one."""
    chosen = {service: title for service, title in titles.items() if title}
    before = place.settings.get("leader_titles", {})
    if chosen == before:
        return
    place.settings = place.settings | {"leader_titles": chosen}
    session.flush()
    values = {"before": before, "after": chosen}
    record(session, Happening("place", place.id, "titles", now, actor_id, values=values))


def change_channels(
    session: Session,
    actor_id: int,
    place: Municipality,
    channels: dict[str, dict[str, str]],
    *,
    now: dt.datetime,
) -> None:
    """Store whom to turn to with what does not belong here."""
    before = place.settings.get("channels", {})
    if channels == before:
        return
    place.settings = place.settings | {"channels": channels}
    session.flush()
    record(session, Happening("place", place.id, "channels", now, actor_id, values={"channels": channels}))


@dataclass(frozen=True)
class Choices:
    """What a municipality chooses about itself. `arms_svg` is None when it stays as it is."""

    name: str
    language: str
    on_call_phone: str
    arms_svg: str | None = None


def change_place(
    session: Session, actor_id: int, place: Municipality, choices: Choices, *, now: dt.datetime
) -> None:
    """Store name, language, on-call phone and arms."""
    wanted = {name: value for name, value in asdict(choices).items() if value is not None}
    changes = {name: value for name, value in wanted.items() if getattr(place, name) != value}
    if not changes:
        return
    for name, value in changes.items():
        setattr(place, name, value)
    if "name" in changes:
        session.execute(
            sa.update(Unit)
            .where(Unit.level == UnitLevel.MUNICIPALITY)
            .values(name=choices.name, version=Unit.version + 1)
        )
    session.flush()
    told = {name: "…" if name == "arms_svg" else value for name, value in changes.items()}
    record(session, Happening("place", place.id, "change", now, actor_id, values=told))
