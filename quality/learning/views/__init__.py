"""Pages of the learning library, of one note and of its ledger."""

from quality.learning.views import library, note, uptake, writing
from quality.learning.views.blueprint import bp

__all__ = ["bp", "library", "note", "uptake", "writing"]
