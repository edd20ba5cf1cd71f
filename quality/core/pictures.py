"""Answering with a chart: not at all when the reader has it, kept when it was drawn before, else drawn now."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from flask import Response, current_app, request
from itsdangerous import BadSignature, Signer

from quality.core import kept
from quality.core.artist import NotDrawnError
from quality.core.db import db
from quality.core.figures import Figure, Size, key

POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def ticket(figure: Figure, size: Size, reader: str) -> str:
    """What an address may carry so that `reader` gets this very picture without its numbers being counted again."""
    return _signer(reader).sign(key(figure, size)).decode()


def kept_answer(reader: str) -> Response | None:
    """The kept picture of the ticket in the address; None without one, with somebody else's, and when none is kept."""
    try:
        name = _signer(reader).unsign(request.args.get("seen", "")).decode()
    except BadSignature:
        return None
    answer = _named(name, "image/svg+xml")
    answer.headers["Content-Security-Policy"] = POLICY
    if answer.status_code != 304:
        content = kept.content(db.session(), name)
        if content is None:
            return None
        answer.set_data(content)
    return answer


def _signer(reader: str) -> Signer:
    secret = current_app.extensions["loft"].secret_key
    return Signer(secret, salt=f"picture {reader}", digest_method=hashlib.sha256)


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
    answer = _named(key(figure, size), media_type)
    if answer.status_code == 304:
        return answer
    try:
        answer.set_data(drawn())
    except NotDrawnError as error:
        current_app.logger.error("a chart was not drawn: %s", error)
        return Response("", 503, {"Retry-After": "5", "Cache-Control": "no-store"}, mimetype="text/plain")
    return answer


def _named(name: str, media_type: str) -> Response:
    """An answer without its picture, and the whole of it when the reader has that."""
    answer = Response(mimetype=media_type)
    answer.set_etag(name)
    answer.headers["Cache-Control"] = "private, no-cache"
    if request.if_none_match.contains(name):
        answer.status_code = 304
    return answer
