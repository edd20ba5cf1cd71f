"""What the pages of numbers are made of: a sentence, a picture and its table, and the cases behind each number."""

from __future__ import annotations

from dataclasses import dataclass, field

from quality.accounts.roles import Actor
from quality.core.figures import Figure
from quality.insights.compose.asked import Asked
from quality.insights.queries import Ground


@dataclass(frozen=True)
class Cell:
    """A number or a word of a table, with the cases behind it."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Line:
    """A row of a table: its name, where that leads, and what stands in it."""

    name: str
    cells: tuple[Cell, ...]
    url: str = ""


@dataclass(frozen=True)
class Block:
    """One point: what it is, what it says, how it looks and the numbers behind it.

    What is `folded` has no picture and numbers that say little, or too many to look through: they lie behind a name.
    """

    name: str
    title: str
    sentence: str
    figure: Figure | None = None
    columns: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    note: str = ""
    questions: tuple[str, ...] = field(default=())
    folded: bool = False


@dataclass(frozen=True)
class Reader:
    """Who asks, for what, and what the filters choose from."""

    actor: Actor
    asked: Asked
    where: Ground
