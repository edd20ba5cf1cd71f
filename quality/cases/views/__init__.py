"""Pages about cases: report, follow, handle, list."""

from quality.cases.views import clock, handle, lists, report, show
from quality.cases.views.blueprint import bp

__all__ = ["bp", "clock", "handle", "lists", "report", "show"]
