"""A state machine is a table of moves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from quality.core.text import N_, RefusedError


@dataclass(frozen=True)
class Move:
    """One thing that can be done to something in one of the states `origin`, leaving it in `target`."""

    verb: str
    origin: frozenset[Any]
    target: Any
    act: StrEnum
    label: str
    tone: str = "secondary"


def move(
    verb: str, origin: Iterable[Any], target: Any, act: StrEnum, label: str, tone: str = "secondary"
) -> Move:
    """Write a move with any collection of origins."""
    return Move(verb, frozenset(origin), target, act, label, tone)


def find_move(moves: Iterable[Move], verb: str, state: Any) -> Move:
    """The row for `verb` from `state`; RefusedError when there is none."""
    for row in moves:
        if row.verb == verb and state in row.origin:
            return row
    raise RefusedError(N_("Dette kan ikke gjøres nå. Noen kan ha kommet deg i forkjøpet."))


def open_moves(moves: Iterable[Move], state: Any) -> list[Move]:
    """What can be done from `state`, in the table's order."""
    return [row for row in moves if state in row.origin]
