"""Taking out of old deliveries what nobody needs any more."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.digests.models import Delivery


def forget_reports(session: Session, before: dt.datetime, at_most: int) -> int:
    """Take out which own reports the digests before then told of: that is who reported them. Returns how many."""
    query = sa.select(Delivery).where(
        Delivery.at < before, Delivery.items["answered"].as_string().is_not(None)
    )
    rows = list(session.scalars(query.order_by(Delivery.id).limit(at_most)))
    for row in rows:
        row.items = {kind: ids for kind, ids in row.items.items() if kind != "answered"}
    session.flush()
    return len(rows)
