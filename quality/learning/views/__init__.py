"""Pages of the learning library, of one note and of its ledger."""

from quality.learning.views import (
    alerts,
    correcting,
    feed,
    gains,
    library,
    month,
    note,
    pictures,
    talk,
    uptake,
    writing,
)
from quality.learning.views.blueprint import bp

__all__ = [
    "alerts",
    "bp",
    "correcting",
    "feed",
    "gains",
    "library",
    "month",
    "note",
    "pictures",
    "talk",
    "uptake",
    "writing",
]
