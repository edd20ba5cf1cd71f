"""Pages of the patterns."""

from quality.patterns.views import decisions, hand, made, measures, pages, raised, register
from quality.patterns.views.doors import bp

__all__ = ["bp", "decisions", "hand", "made", "measures", "pages", "raised", "register"]
