"""Answering with a chart: not at all when the reader has it, kept when it was drawn before, else drawn now."""

from __future__ import annotations

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
    answer = Response(mimetype="image/svg+xml")
    answer.set_etag(key(figure, size))
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Security-Policy"] = POLICY
    if request.if_none_match.contains(key(figure, size)):
        answer.status_code = 304
        return answer
    try:
        answer.set_data(kept.svg(db.session(), figure, size))
    except NotDrawnError as error:
        current_app.logger.error("a chart was not drawn: %s", error)
        return Response("", 503, {"Retry-After": "5", "Cache-Control": "no-store"}, mimetype="text/plain")
    return answer
