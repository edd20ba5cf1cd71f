"""Pages that know nobody: no cookie comes in and none goes out, whatever the rest of the app would do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

WSGI = Callable[..., Iterable[bytes]]
PREFIX = "/anonymous"


class Sessionless:
    """Takes the cookies off every request under the prefix before the app sees it, and off every answer."""

    def __init__(self, app: WSGI) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        path = environ.get("PATH_INFO", "")
        if path != PREFIX and not path.startswith(f"{PREFIX}/"):
            return self.app(environ, start_response)

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            kept = [pair for pair in headers if pair[0].lower() != "set-cookie"]
            return start_response(status, kept, *rest)

        unknown = {name: value for name, value in environ.items() if name != "HTTP_COOKIE"}
        return self.app(unknown, start)
