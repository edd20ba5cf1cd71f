"""Pages of the patterns."""

from quality.patterns.views import decisions, made, measures, pages, raised, register
from quality.patterns.views.doors import bp

__all__ = ["bp", "decisions", "made", "measures", "pages", "raised", "register"]
