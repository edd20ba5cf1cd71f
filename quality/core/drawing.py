"""What the templates draw with: their world of names, and the addresses that are the same on every page."""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from functools import lru_cache
from typing import Any

from flask import Flask, request
from flask.templating import Environment
from markupsafe import Markup

Address = Callable[..., str]

ADDRESSES_KEPT = 1000
DRAWN_KEPT = 500
# Stands for a public id while the rest of its address is worked out; ids are of letters that nobody need quote.
_HERE = "-here-"
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class OneWorld(Environment):
    """Every template has the same globals, in one dictionary.

    Jinja lays a dictionary of its own over them for each template and goes through both for every import of macros,
    which a page has by the dozen. No template of ours is given globals of its own.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template."""
        return super().make_globals(d) if d else self.globals


def install(app: Flask) -> Address:
    """Let the templates of this app use it; gives the addresses for others who ask for the same on every page."""
    address = kept(app.url_for)
    app.jinja_env.globals["url_for"] = address
    app.jinja_env.filters["remembered"] = remembered
    return address


def remembered(draw: Callable[..., Markup]) -> Callable[..., Markup]:
    """A macro that is given words alone, with what it drew of them; escaped words and plain ones are told apart."""
    return lru_cache(maxsize=DRAWN_KEPT, typed=True)(draw)


def kept(find: Address) -> Address:
    """`find`, with what is the same on every page worked out once: a page asks for some fifty addresses."""

    @lru_cache(maxsize=ADDRESSES_KEPT)
    def known(_below: str, endpoint: str, file: str | None) -> str:
        return find(endpoint, filename=file) if file else find(endpoint)

    @lru_cache(maxsize=ADDRESSES_KEPT)
    def around(_below: str, endpoint: str, name: str) -> tuple[str, str]:
        before, _, after = find(endpoint, **{name: _HERE}).partition(_HERE)
        return before, after

    def address(endpoint: str, **values: Any) -> str:
        if len(values) > 1 or endpoint.startswith(".") or not request:
            return find(endpoint, **values)
        name, value = next(iter(values.items()), ("filename", None))
        if name == "filename":
            return known(request.root_path, endpoint, value)
        if name.endswith("_id") and isinstance(value, str) and _ID.fullmatch(value):
            return value.join(around(request.root_path, endpoint, name))
        return find(endpoint, **values)

    return address
