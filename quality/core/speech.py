"""The templates' `_()`: each sentence is looked up once in a language, not once for every time it is shown."""

from __future__ import annotations

from typing import Any

from flask import Flask, has_request_context, request
from flask_babel import get_locale, get_translations
from jinja2.nodes import EvalContext
from jinja2.utils import pass_eval_context
from markupsafe import Markup

_known: dict[str, dict[str, str]] = {}


def install(app: Flask) -> None:
    """Let the templates of this app use it."""
    app.jinja_env.globals["_"] = spoken


def word(message: str) -> str:
    """A sentence with nothing to go into it, in the reader's language."""
    words = _words()
    text = words.get(message)
    if text is None:
        text = words[message] = str(get_translations().ugettext(message))
    return text


def _words() -> dict[str, str]:
    """What has been looked up in the present language; a request finds its language once."""
    if not has_request_context():
        return _known.setdefault(str(get_locale()), {})
    words: dict[str, str] | None = getattr(request, "words", None)
    if words is None:
        words = request.words = _known.setdefault(str(get_locale()), {})  # type: ignore[attr-defined]
    return words


@pass_eval_context
def spoken(place: EvalContext, message: str, /, **values: Any) -> str:
    """The sentence in the reader's language; what goes into it is escaped where the page escapes."""
    text = word(message)
    if place.autoescape:
        text = Markup(text)
    return text % values
