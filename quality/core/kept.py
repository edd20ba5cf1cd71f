"""The kept pictures: drawn once for a version of the data."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from quality.core import clock
from quality.core.artist import artist
from quality.core.claims import insert_once
from quality.core.db import Key, Model, transaction
from quality.core.figures import Figure, Size, key

KEPT_DAYS = 30


class KeptChart(Model):
    """A drawn figure by the hash of all that went into it."""

    __tablename__ = "kept_chart"

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    media_type: Mapped[str] = mapped_column(sa.String(40))
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    drawn_at: Mapped[dt.datetime]


def svg(session: Session, figure: Figure, size: Size) -> bytes:
    """The figure as SVG: the kept one, or drawn now and kept. NotDrawnError when it cannot be drawn."""
    return _kept(session, figure, size, "image/svg+xml")


def png(session: Session, figure: Figure) -> bytes:
    """The figure to be pasted, as PNG; as svg()."""
    return _kept(session, figure, Size.PASTE, "image/png")


def content(session: Session, name: str) -> bytes | None:
    """The kept picture with this key, if there is one."""
    found: bytes | None = session.scalar(sa.select(KeptChart.content).where(KeptChart.key == name))
    return found


def _kept(session: Session, figure: Figure, size: Size, media_type: str) -> bytes:
    name = key(figure, size)
    if (found := content(session, name)) is not None:
        return found
    session.rollback()  # no transaction stays open while drawing
    drawn = artist.draw(figure, size)
    values = {"key": name, "media_type": media_type, "content": drawn, "drawn_at": clock.now()}
    with transaction() as writing:
        insert_once(writing, KeptChart, values)
    return drawn


def forget_old(now: dt.datetime) -> int:
    """Drop pictures drawn over a month ago; one still wanted is drawn again."""
    with transaction() as session:
        old = sa.delete(KeptChart).where(KeptChart.drawn_at < now - dt.timedelta(KEPT_DAYS))
        return int(session.execute(old).rowcount)  # type: ignore[attr-defined]
