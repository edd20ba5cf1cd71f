"""Pages of the patterns."""

from quality.patterns.views import answers, decisions, gather, made, measures, pages, raised, register
from quality.patterns.views.doors import bp

__all__ = ["answers", "bp", "decisions", "gather", "made", "measures", "pages", "raised", "register"]
