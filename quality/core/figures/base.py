"""What all figures share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from quality.core.text import clean_line

LABEL_LIMIT = 40

Number = int | float | None


class Size(StrEnum):
    """What a picture is drawn for: the phone, a wide page, a mail, or to be pasted elsewhere."""

    NARROW = "narrow"
    WIDE = "wide"
    MAIL = "mail"
    PASTE = "paste"


def label(text: str) -> str:
    """A label as drawn: one line without control characters, at most 40 characters."""
    line = clean_line(text)
    return line if len(line) <= LABEL_LIMIT else line[: LABEL_LIMIT - 1].rstrip() + "…"


@dataclass(frozen=True)
class Table:
    """The numbers behind a picture: a name to each row, a word to each column; None is not known or not shown."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Number, ...]], ...]
