"""Pages of the patterns."""

from quality.patterns.views import decisions, gather, hand, made, measures, pages, raised, register
from quality.patterns.views.doors import bp

__all__ = ["bp", "decisions", "gather", "hand", "made", "measures", "pages", "raised", "register"]
