"""Answering with a chart: not at all when the reader has it, kept when it was drawn before, else drawn now."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, current_app, request

from quality.core import kept
from quality.core.artist import NotDrawnError
from quality.core.db import db
from quality.core.figures import Figure, Size, key

POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def chart_answer(figure: Figure, size: Size) -> Response:
    """The picture for a route that has permitted its numbers to the reader.

    Keeping it writes to the database from a GET: it changes nothing that anybody has said or decided.
    """
    answer = _answer(figure, size, "image/svg+xml", lambda: kept.svg(db.session(), figure, size))
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


def paste_answer(figure: Figure, name: str) -> Response:
    """The same as a PNG to be pasted, under a file name."""
    answer = _answer(figure, Size.PASTE, "image/png", lambda: kept.png(db.session(), figure))
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.png"'
    return answer


def _answer(figure: Figure, size: Size, media_type: str, drawn: Callable[[], bytes]) -> Response:
    answer = Response(mimetype=media_type)
    answer.set_etag(key(figure, size))
    answer.headers["Cache-Control"] = "private, no-cache"
    if request.if_none_match.contains(key(figure, size)):
        answer.status_code = 304
        return answer
    try:
        answer.set_data(drawn())
    except NotDrawnError as error:
        current_app.logger.error("a chart was not drawn: %s", error)
        return Response("", 503, {"Retry-After": "5", "Cache-Control": "no-store"}, mimetype="text/plain")
    return answer
