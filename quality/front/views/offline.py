"""What a browser keeps for times without a network: the worker, pages about nobody, and the token to send with."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, current_app, g, jsonify, render_template, request, url_for
from flask_babel import force_locale
from flask_wtf.csrf import generate_csrf

from quality.accounts.login import optional_actor, owner_mark
from quality.accounts.login.sessions import asleep
from quality.core import web
from quality.core.text import LANGUAGES
from quality.core.web import open_to_all

bp = Blueprint("offline", __name__)

LANGUAGE = "<any(nb,nn,en):language>"
FILES = (
    "vendor/designsystemet-css/1.22.0/designsystemet.css",
    "vendor/designsystemet-theme/1.15.0/loft-theme.css",
    "vendor/inter/5.3.0/inter-latin.woff2",
    "css/loft.css",
    "js/loft.js",
    "js/kept.js",
    "js/outbox.js",
    "js/drafts.js",
    "js/unsent.js",
    "js/press.js",
    "js/report.js",
    "js/photos.js",
    "img/icons.svg",
    "img/loft.svg",
    "img/favicon.svg",
)
TEMPLATES = (
    "base_plain.html",
    "parts/frame_head.html",
    "parts/frame_waits.html",
    "offline/away.html",
    "offline/unsent.html",
    "offline/report.html",
    "cases/_parts.html",
)


@bp.get("/sw.js")
@open_to_all
def worker() -> Response:
    """The service worker, with the names of what it keeps; another text when any of that changes."""
    asked = request.args.get("lang", "")
    language = asked if asked in LANGUAGES else "nb"
    pages = [url_for(f"offline.{name}", language=language) for name in ("away", "unsent")]
    pages += [url_for(f"cases.offline_{name}", language=language) for name in ("report", "improvement")]
    kept = [*pages, *(url_for("static", filename=name) for name in FILES)]
    root = Path(current_app.root_path)
    names = {"VERSION": _version(root), "LANG": language, "KEPT": kept}
    first = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in names.items())
    text = first + (root / "static/js/worker.js").read_text(encoding="utf-8")
    return Response(text, mimetype="text/javascript")


@lru_cache(maxsize=1)
def _version(root: Path) -> str:
    """Changes with every file that a browser keeps."""
    files = [root / "static" / name for name in (*FILES, "js/worker.js")]
    files += [root / "templates" / name for name in TEMPLATES]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


@bp.get(f"/offline/{LANGUAGE}/away")
@open_to_all
def away(language: str) -> str:
    """There is no network; reporting works all the same."""
    return _page("offline/away.html", language)


@bp.get(f"/offline/{LANGUAGE}/unsent")
@open_to_all
def unsent(language: str) -> str:
    """What waits in this browser; the browser fills it in, the server knows nothing of it."""
    return _page("offline/unsent.html", language)


def _page(template: str, language: str) -> str:
    g.bare = True  # about nobody: whoever is signed in is not looked at
    with force_locale(language):
        return render_template(template, language=language)


@bp.get("/offline/token")
@open_to_all
def token() -> Response | tuple[Response, int]:
    """Who is here, as a mark, and a fresh token for what waited without a network."""
    actor = optional_actor()
    if actor is None:
        return jsonify(owner=None, locked=asleep() is not None), 401
    return jsonify(owner=owner_mark(actor), token=generate_csrf(), language=web.language())
