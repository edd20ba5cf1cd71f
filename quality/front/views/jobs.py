"""What goes by itself: whether the worker is there, and how each job went."""

from __future__ import annotations

from flask import Blueprint, render_template

from quality.accounts.login import needs
from quality.accounts.roles import Act
from quality.core import clock
from quality.core.db import db
from quality.core.runs import job_states, worker_silent
from quality.front.kinds import HEALTH_LABELS, JOB_LABELS

bp = Blueprint("jobs", __name__)


@bp.get("/settings/jobs")
@needs(Act.SETTINGS_MANAGE)
def index() -> str:
    """Every job with its newest run."""
    now = clock.now()
    return render_template(
        "settings/jobs.html",
        states=job_states(db.session(), JOB_LABELS, now),
        silent=worker_silent(db.session(), now),
        labels=JOB_LABELS,
        health=HEALTH_LABELS,
    )
