"""What a chart shows, as plain values: its key, its text alternative and its table. Nothing is drawn here."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from quality.core.text import N_, Message, clean_line

LABEL_LIMIT = 40
STYLE_VERSION = 1  # part of every key: raise it when charts are drawn differently


class Size(StrEnum):
    """What a picture is drawn for: the phone, a wide page, or a mail."""

    NARROW = "narrow"
    WIDE = "wide"
    MAIL = "mail"


def label(text: str) -> str:
    """A label as drawn: one line without control characters, at most 40 characters."""
    line = clean_line(text)
    return line if len(line) <= LABEL_LIMIT else line[: LABEL_LIMIT - 1].rstrip() + "…"


@dataclass(frozen=True)
class Mark:
    """A dated remark: which point it stands at, and the sign that leads to its words under the chart."""

    at: int
    sign: str


@dataclass(frozen=True)
class RunChart:
    """Counts over time with their median. `unfinished`: the last point may still grow.

    The words are in the reader's language already, so that the picture needs no translation.
    """

    labels: tuple[str, ...]
    values: tuple[int | None, ...]
    median: float | None
    median_word: str
    unfinished: bool
    unfinished_word: str
    marks: tuple[Mark, ...] = ()

    def alternative(self) -> Message:
        """What the picture shows, for those who do not see it."""
        known = [value for value in self.values if value is not None]
        if not known:
            return Message(N_("Linje uten tall i perioden."))
        values = {
            "first": self.labels[0],
            "last": self.labels[-1],
            "low": min(known),
            "high": max(known),
        }
        if self.median is None:
            return Message(
                N_("Linje fra %(first)s til %(last)s. Lavest %(low)s, høyest %(high)s."),
                values,
            )
        text = N_("Linje fra %(first)s til %(last)s. Lavest %(low)s, høyest %(high)s. %(median)s.")
        return Message(text, values | {"median": self.median_word})

    def rows(self) -> list[tuple[str, int | None]]:
        """The numbers behind the picture."""
        return list(zip(self.labels, self.values, strict=True))


@dataclass(frozen=True)
class Bars:
    """Horizontal bars, in the order given."""

    labels: tuple[str, ...]
    values: tuple[int, ...]

    def alternative(self) -> Message:
        """What the picture shows, for those who do not see it."""
        if not self.values:
            return Message(N_("Søyler uten tall i perioden."))
        top = max(self.values)
        values = {"count": len(self.values), "top": self.labels[self.values.index(top)], "high": top}
        return Message(N_("%(count)s søyler. Den lengste er %(top)s med %(high)s."), values)

    def rows(self) -> list[tuple[str, int | None]]:
        """The numbers behind the picture."""
        return list(zip(self.labels, self.values, strict=True))


Figure = RunChart | Bars
KINDS: dict[str, type[RunChart] | type[Bars]] = {"run": RunChart, "bars": Bars}


def to_json(figure: Figure, size: Size) -> str:
    """All that goes into a picture, as one line that is the same for the same picture."""
    kind = next(name for name, cls in KINDS.items() if isinstance(figure, cls))
    content = {"kind": kind, "size": size, "style": STYLE_VERSION, "figure": asdict(figure)}
    return json.dumps(content, sort_keys=True)


def from_json(text: str) -> tuple[Figure, Size]:
    """The twin of to_json()."""
    content = json.loads(text)
    fields: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in content["figure"].items()
    }
    if "marks" in fields:
        fields["marks"] = tuple(Mark(**mark) for mark in fields["marks"])
    return KINDS[content["kind"]](**fields), Size(content["size"])


def key(figure: Figure, size: Size) -> str:
    """The hash of all that goes into the picture; the same picture has the same key."""
    return hashlib.sha256(to_json(figure, size).encode()).hexdigest()
