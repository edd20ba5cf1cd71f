"""Whom the demo municipality turns to with what does not belong in Løft."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from quality.accounts.roles import SYSTEM
from quality.cases.compose.channels import Channel
from quality.organisation.queries import municipality
from quality.organisation.services.place import change_channels

WHO = {
    Channel.WHISTLE: "Varslingsutvalget, eller kommuneadvokaten",
    Channel.STAFF: "Lederen din. HR-avdelingen hjelper begge parter",
    Channel.PUPIL: "Rektor på skolen",
    Channel.CONCERN: "Barneverntjenesten, på dagtid. Barnevernvakta om kvelden",
    Channel.COMPLAINT: "Tjenestekontoret",
    Channel.FACILITIES: "Vaktmesteren på bygget, eller eiendomsavdelingen",
    Channel.BREACH: "Personvernombudet",
}


def load_channels(session: Session, now: dt.datetime) -> None:
    """Write them as somebody would under settings."""
    place = municipality(session)
    if place is not None:
        told = {channel.value: {"who": who} for channel, who in WHO.items()}
        change_channels(session, SYSTEM.id, place, told, now=now)
