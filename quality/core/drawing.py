"""What the templates draw with: their world of names, and the addresses that are the same on every page."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from functools import lru_cache
from typing import Any

from flask import Flask, request
from flask.templating import Environment

Address = Callable[..., str]

ADDRESSES_KEPT = 1000


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
    return address


def kept(find: Address) -> Address:
    """`find`, with the addresses that nothing goes into worked out once: a page asks for some fifty of them."""

    @lru_cache(maxsize=ADDRESSES_KEPT)
    def known(_below: str, endpoint: str, file: str | None) -> str:
        return find(endpoint, filename=file) if file else find(endpoint)

    def address(endpoint: str, **values: Any) -> str:
        file = values.get("filename")
        alone = not values or (len(values) == 1 and isinstance(file, str))
        if alone and not endpoint.startswith(".") and request:
            return known(request.root_path, endpoint, file)
        return find(endpoint, **values)

    return address
