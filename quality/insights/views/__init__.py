"""Doors of the trend page, one file for each verb."""

from quality.insights.views import brief, marks, meeting, part, saved, take, trends
from quality.insights.views.blueprint import bp

__all__ = ["bp", "brief", "marks", "meeting", "part", "saved", "take", "trends"]
