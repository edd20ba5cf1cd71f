"""Doors of the trend page, one file for each verb."""

from quality.insights.views import marks, saved, take, trends
from quality.insights.views.blueprint import bp

__all__ = ["bp", "marks", "saved", "take", "trends"]
