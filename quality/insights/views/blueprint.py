"""The blueprint of the trend pages."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("insights", __name__)
