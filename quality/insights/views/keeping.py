"""Answering with a page of numbers that its reader has seen, as long as nothing at all has happened since.

Kept are finished pages and not their numbers: what was permitted to a person in a session, with the rights of that
moment, on that day, at that address, in that language, at that end of the history. Nothing of it is anybody else's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from flask import current_app, render_template, request
from flask import session as cookie
from flask_wtf.csrf import generate_csrf

from quality.core import clock, history
from quality.core.db import db
from quality.core.shelf import Shelf
from quality.core.web import fragment, language
from quality.insights.views.links import reader_today


def kept_page(title: str, template: str, make: Callable[[], dict[str, Any]]) -> str:
    """The page as it was kept when nothing has changed, else made now.

    What it is made of is read after the state that it is kept under, so it is never older than that.
    """
    key, now = _key(), clock.now()
    body = _shelf().take(key, now) if key else None
    if body is None:
        body = fragment(template, **make())
        if key:
            _shelf().put(key, body, now)
    return render_template("insights/kept.html", title=title, body=body)


def _shelf() -> Shelf:
    found: Shelf = current_app.extensions.setdefault("shelf", Shelf())
    return found


def _key() -> str:
    """All that a page is made of; "" when nothing can be kept now."""
    state = history.newest(db.session())
    if not state:
        return ""
    generate_csrf()  # the forms of a page are this session's own
    parts = (state, reader_today(), cookie["csrf_token"], language(), request.full_path)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
