"""Doors of the reports, a file for each thing one does."""

from quality.reports.views import meetings, ordering, pages, take, told, writing
from quality.reports.views.blueprint import bp

__all__ = ["bp", "meetings", "ordering", "pages", "take", "told", "writing"]
