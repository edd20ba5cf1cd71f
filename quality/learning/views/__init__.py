"""Pages of the learning library, of one note and of its ledger."""

from quality.learning.views import correcting, library, note, uptake, writing
from quality.learning.views.blueprint import bp

__all__ = ["bp", "correcting", "library", "note", "uptake", "writing"]
