"""The templates' `_()`: each sentence is looked up once in a language, not once for every time it is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import Flask, has_request_context, request
from flask_babel import get_locale, get_translations
from jinja2.nodes import EvalContext
from jinja2.utils import pass_eval_context
from markupsafe import Markup


@dataclass(frozen=True)
class Words:
    """What has been looked up in a language, and how it stands in a page when nothing goes into it."""

    plain: dict[str, str] = field(default_factory=dict)
    drawn: dict[str, Markup] = field(default_factory=dict)


_known: dict[str, Words] = {}


def install(app: Flask) -> None:
    """Let the templates of this app use it."""
    app.jinja_env.globals["_"] = spoken


def word(message: str) -> str:
    """A sentence with nothing to go into it, in the reader's language."""
    return _looked_up(_words(), message)


def _looked_up(words: Words, message: str) -> str:
    text = words.plain.get(message)
    if text is None:
        text = words.plain[message] = str(get_translations().ugettext(message))
    return text


def _words() -> Words:
    """What is known of the present language; a request finds its language once."""
    if not has_request_context():
        return _known.setdefault(str(get_locale()), Words())
    words: Words | None = getattr(request, "words", None)
    if words is None:
        words = request.words = _known.setdefault(str(get_locale()), Words())  # type: ignore[attr-defined]
    return words


@pass_eval_context
def spoken(place: EvalContext, message: str, /, **values: Any) -> str:
    """The sentence in the reader's language; what goes into it is escaped where the page escapes."""
    words = _words()
    if not place.autoescape:
        return _looked_up(words, message) % values
    if values:
        return Markup(_looked_up(words, message)) % values
    drawn = words.drawn.get(message)
    if drawn is None:
        drawn = words.drawn[message] = Markup(_looked_up(words, message)) % values
    return drawn
