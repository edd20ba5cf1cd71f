"""Sessions: what they have read lives until they have let go of it."""

from __future__ import annotations

import gc

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.state import InstanceState

from quality.core.db import db, snapshot
from quality.organisation.models import Unit
from tests.cast import Cast


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
