"""Tables of editions, deliveries and what each person has chosen."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from quality.core.db import Enumerated, Key, Model, PublicId
from quality.core.text import N_


class DeliveryState(StrEnum):
    """Whether a person got an edition, and if not, why."""

    QUEUED = "queued"
    NOTHING_NEW = "nothing_new"
    PAUSED = "paused"
    STOPPED = "stopped"
    NO_ADDRESS = "no_address"
    LEFT = "left"
    FAULT = "fault"


DELIVERY_LABELS = {
    DeliveryState.QUEUED: N_("Lagt i utboksen"),
    DeliveryState.NOTHING_NEW: N_("Ingenting nytt"),
    DeliveryState.PAUSED: N_("Har satt på pause"),
    DeliveryState.STOPPED: N_("Har sagt nei takk"),
    DeliveryState.NO_ADDRESS: N_("Mangler e-postadresse"),
    DeliveryState.LEFT: N_("Har sluttet"),
    DeliveryState.FAULT: N_("Kunne ikke lages"),
}


class Edition(Model):
    """One digest of one period, unique by kind and period. A coordinator may hold it, write an introduction, and
    pin or drop notes (by id).
    """

    __tablename__ = "edition"
    __table_args__ = (sa.UniqueConstraint("kind", "period"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[str] = mapped_column(sa.String(32))
    period: Mapped[str] = mapped_column(sa.String(10))
    introduction: Mapped[str] = mapped_column(sa.Text, default="")
    pinned: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    dropped: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    held: Mapped[bool] = mapped_column(default=False)
    due_at: Mapped[dt.datetime]
    composed_at: Mapped[dt.datetime | None]

    __mapper_args__ = {"version_id_col": version}


class Delivery(Model):
    """One edition to one person, written in the same transaction as the mail.

    `items` are what it told, by id, so that nothing is told twice; own reports are taken out when it is old.
    """

    __tablename__ = "delivery"
    __table_args__ = (sa.UniqueConstraint("edition_id", "person_id"),)

    id: Mapped[Key]
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    state: Mapped[DeliveryState] = mapped_column(Enumerated(DeliveryState))
    mail_id: Mapped[int | None] = mapped_column(sa.ForeignKey("outgoing_mail.id"))
    items: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[dt.datetime]


class Subscription(Model):
    """What a person wants in the way of mail; no row means the calm default. `follows`: kinds of service besides the
    own.
    """

    __tablename__ = "subscription"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    weekly: Mapped[bool] = mapped_column(default=True)
    monthly: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    follows: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    daily: Mapped[bool] = mapped_column(default=True)
    paused_until: Mapped[dt.date | None]
    stop_token: Mapped[str] = mapped_column(sa.String(43), unique=True)
