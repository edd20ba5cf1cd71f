"""Pages about cases: report, follow, handle, list."""

from quality.cases.views import (
    channels,
    clock,
    closing,
    files,
    handle,
    hints,
    lists,
    measures,
    offline,
    posters,
    report,
    safety,
    show,
    sight,
    tally,
    thanks,
)
from quality.cases.views.blueprint import bp

__all__ = [
    "bp",
    "channels",
    "clock",
    "closing",
    "files",
    "handle",
    "hints",
    "lists",
    "measures",
    "offline",
    "posters",
    "report",
    "safety",
    "show",
    "sight",
    "tally",
    "thanks",
]
