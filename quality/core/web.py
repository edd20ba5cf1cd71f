"""What the doors share: headers, paging, safe redirects, and words in the reader's language."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol, TypeVar

from flask import Response, abort, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from quality.core.speech import word
from quality.core.text import (
    Message,
    clean_line,
    show_date,
    show_number,
)

View = TypeVar("View", bound=Callable[..., Any])

MAX_PAGE = 10_000
TEXT_LIMIT = 20_000
UNIT_LISTS_KEPT = 16
# Rows of tables: three megabytes, when they are long.
FRAGMENTS_KEPT = 1024
# Not characters, says Unicode, and text.clean() lets none of them in.
TOKEN, HERE, NAME, UNIT = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"

CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "style-src 'self'",
        "script-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "X-Frame-Options": "DENY",
}


def open_to_all(view: View) -> View:
    """List a route as open: anybody may call it, signed in or not."""
    view.permission = "open"  # type: ignore[attr-defined]
    return view


def once(name: str, make: Callable[[], Any]) -> Any:
    """A value made at most once in a request."""
    if name not in g:
        setattr(g, name, make())
    return getattr(g, name)


def language() -> str:
    """The reader's language: nb, nn or en."""
    return str(get_locale() or "nb")[:2]


def outside(path: str = "") -> str:
    """A path as those write it who are not here: in mails, on paper, in a code or a news reader."""
    return f"{current_app.extensions['loft'].public_url}{path}"


def say(message: Message) -> str:
    """A message in the reader's language; messages, numbers and days inside it too."""
    return str(gettext(message.text, **{name: _said(value) for name, value in message.values.items()}))


def spoken(words: Message | float | str | None) -> str:
    """A name or a word as it is, a message in the reader's language."""
    if isinstance(words, Message):
        return say(words)
    return word(words) if words and isinstance(words, str) else str(words) if words is not None else ""


def _said(value: Any) -> Any:
    if isinstance(value, Message):
        return say(value)
    if isinstance(value, float):
        return show_number(value, language(), 1)
    return show_date(value, language()) if isinstance(value, dt.date) else value


def fragment(template: str, **values: Any) -> Markup:
    """What a template of ours becomes, escaped as it is: to stand in another, now or later."""
    return Markup(render_template(template, **values))


def kept_fragment(template: str, **values: Hashable) -> Markup:
    """As fragment(), for what follows from its values and the language alone: the same row on page after page."""
    return _kept_fragment(template, language(), tuple(values.items()))


@lru_cache(maxsize=FRAGMENTS_KEPT)
def _kept_fragment(template: str, _language: str, values: tuple[tuple[str, Hashable], ...]) -> Markup:
    return fragment(template, **dict(values))


def framed(template: str, actor: Named | None, links: Mapping[str, str], **values: Hashable) -> Markup:
    """As kept_fragment(), for a part of the frame around a page.

    It is drawn with signs where each reader and answer has something of its own, and that is put in afterwards.
    """
    own = {TOKEN: generate_csrf(), HERE: request.full_path}
    if actor:
        own |= {NAME: actor.name, UNIT: actor.unit_name}
    signs = {
        "token": TOKEN,
        "here": HERE,
        "name": NAME if actor else "",
        "unit": UNIT if own.get(UNIT) else "",
    }
    drawn = kept_fragment(template, links=tuple(links.items()), **signs, **values)
    for sign, text in own.items():
        drawn = drawn.replace(sign, text)
    return drawn


def unit_items(options: Iterable[tuple[str, str]], chosen: Iterable[str]) -> Markup:
    """The boxes of a filter's units, ready to stand in it: the same hundreds on page after page."""
    return _unit_items(tuple(options), tuple(chosen))


@lru_cache(maxsize=UNIT_LISTS_KEPT)
def _unit_items(options: tuple[tuple[str, str], ...], chosen: tuple[str, ...]) -> Markup:
    return fragment("parts/unit_items.html", options=options, chosen=chosen)


def tell(text: str, tone: str = "success", **values: Any) -> None:
    """Show a receipt at the top of the next page."""
    flash(gettext(text, **values), tone)


def lead_on(path: str, words: str) -> None:
    """Let the receipt lead on to a page."""
    flash(f"{path} {gettext(words)}", "lead")


class Named(Protocol):
    """Whoever the frame of a page names."""

    @property
    def name(self) -> str:
        """A full name."""

    @property
    def unit_name(self) -> str:
        """Of the unit at work, empty when there is none."""


@dataclass(frozen=True)
class Page:
    """A slice of a list and where it stands in the whole."""

    items: Sequence[Any]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, math.ceil(self.total / self.size))


def argument(name: str, limit: int = 80) -> str:
    """What the address says, cleaned as typed text is: a database takes no NUL."""
    return clean_line(request.args.get(name, ""), limit)


def page_number() -> int:
    """The page asked for in the address; 1 when it makes no sense."""
    value = request.args.get("page", "1")
    return (
        min(int(value), MAX_PAGE)
        if value.isascii() and value.isdigit() and 0 < len(value) < 6 and int(value)
        else 1
    )


_SAFE_PATH = re.compile(r"/(?![/\\])[A-Za-z0-9\-_./?=&%+,:]*")


def safe_next(fallback: str) -> str:
    """The `next` address when it is a path of ours, else `fallback`."""
    target = request.values.get("next", "")
    return target if _SAFE_PATH.fullmatch(target) else fallback


def back_to(endpoint: str, **values: Any) -> BaseResponse:
    """Redirect after a change."""
    return redirect(url_for(endpoint, **values), 303)


FORM_LIMIT = 256 * 1024


def check_request() -> None:
    """Refuse what no person sends: an address with a NUL in it, a form without files larger than anybody writes."""
    if "\x00" in request.path or b"%00" in request.query_string:
        abort(404)
    if request.mimetype != "multipart/form-data":
        request.max_content_length = FORM_LIMIT


def add_headers(response: Response) -> Response:
    """Security headers on everything; no caching but of static files: a page about a missing one names its reader."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static" or response.status_code >= 400:
        response.headers.setdefault("Cache-Control", "no-store, private")
    return response
