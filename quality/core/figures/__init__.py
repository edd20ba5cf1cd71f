"""What a chart shows, as plain values: its key, its text alternative and its table. Nothing is drawn here."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from quality.core.figures.base import LABEL_LIMIT, Number, Size, Table, label
from quality.core.figures.parts import Bars, Funnel, Grid, Pareto, Stack
from quality.core.figures.series import Curves, Mark, RunChart, Spread
from quality.core.figures.slide import Slide

__all__ = [
    "LABEL_LIMIT",
    "Bars",
    "Curves",
    "Figure",
    "Funnel",
    "Grid",
    "Mark",
    "Number",
    "Pareto",
    "RunChart",
    "Size",
    "Slide",
    "Spread",
    "Stack",
    "Table",
    "from_json",
    "key",
    "label",
    "to_json",
]

STYLE_VERSION = 7  # part of every key: raise it when charts are drawn differently

Figure = RunChart | Bars | Pareto | Grid | Stack | Funnel | Spread | Curves | Slide
KINDS: dict[str, type[Figure]] = {
    "run": RunChart,
    "bars": Bars,
    "pareto": Pareto,
    "grid": Grid,
    "stack": Stack,
    "funnel": Funnel,
    "spread": Spread,
    "curves": Curves,
    "slide": Slide,
}


def to_json(figure: Figure, size: Size) -> str:
    """All that goes into a picture, as one line that is the same for the same picture."""
    kind = next(name for name, cls in KINDS.items() if isinstance(figure, cls))
    content = {"kind": kind, "size": size, "style": STYLE_VERSION, "figure": asdict(figure)}
    return json.dumps(content, sort_keys=True)


def from_json(text: str) -> tuple[Figure, Size]:
    """The twin of to_json()."""
    content = json.loads(text)
    fields: dict[str, Any] = {name: _frozen(value) for name, value in content["figure"].items()}
    if "marks" in fields:
        fields["marks"] = tuple(Mark(**mark) for mark in fields["marks"])
    return KINDS[content["kind"]](**fields), Size(content["size"])


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def key(figure: Figure, size: Size) -> str:
    """The hash of all that goes into the picture; the same picture has the same key."""
    return hashlib.sha256(to_json(figure, size).encode()).hexdigest()
