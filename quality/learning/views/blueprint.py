"""The blueprint of the learning pages, and what several of them need."""

from __future__ import annotations

from flask import Blueprint

from quality.learning.states import NoteState

bp = Blueprint("learning", __name__, url_prefix="/learning")

TEXTS = ("title", "problem", "action", "effect", "needs", "adapting")
EDITABLE = {NoteState.DRAFT, NoteState.SUBMITTED}
