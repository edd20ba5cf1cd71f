"""Sessions: what they have read lives until they have let go of it, and who reads waits for nobody who writes."""

from __future__ import annotations

import gc

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.state import InstanceState

from quality.accounts.models import SignIn
from quality.core.db import db, snapshot
from quality.organisation.models import Unit
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock


def read_in_circles(session: Session) -> None:
    """Read every unit and leave it as rubbish that only the collector finds."""
    for unit in session.scalars(sa.select(Unit)):
        vars(unit)["itself"] = unit


@pytest.mark.parametrize("let_go", ["close", "rollback"])
def test_nothing_is_collected_while_a_session_lets_go_of_it(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch, let_go: str
) -> None:
    alive: list[bool] = []
    detach, expire = InstanceState._detach_states, InstanceState._expire

    def detached(states: list[InstanceState[Unit]], *words: object, **more: object) -> None:
        gc.collect()
        alive.extend(state.obj() is not None for state in states)
        detach(states, *words, **more)  # type: ignore[arg-type]

    def expired(state: InstanceState[Unit], *words: object) -> None:
        gc.collect()
        alive.append(state.obj() is not None)
        expire(state, *words)  # type: ignore[arg-type]

    db.session.remove()
    with snapshot() as other:
        for reader in (db.session(), other):
            gc.collect()
            gc.disable()
            read_in_circles(reader)
            monkeypatch.setattr(InstanceState, "_detach_states", detached)
            monkeypatch.setattr(InstanceState, "_expire", expired)
            getattr(reader, let_go)()
            monkeypatch.undo()
            gc.enable()
    assert alive
    assert all(alive)


def test_a_page_is_read_while_somebody_else_writes_for_long(
    client: Client, cast: Cast, time: Clock, session: Session
) -> None:
    client.sign_in(cast.leader)
    session.rollback()
    seen = sa.select(SignIn.seen_at)
    before = session.scalar(seen)
    session.rollback()
    time.move(seconds=120)
    with db.engine.connect().execution_options(loft_writes=True) as other:
        other.execute(sa.update(Unit).values(name=Unit.name))
        assert client.get("/help").status_code == 200
    assert client.get("/help").status_code == 200
    assert session.scalar(seen) != before
