"""Letters: a folder of templates becomes a mail in its reader's language, outside any request.

A mail lives in templates/emails/<kind>/ as three files: subject.txt (one line), body.txt (extends
emails/_layout.txt) and body.html (extends emails/_layout.html; building blocks in emails/_parts.html). `letter()` fills
all three with the same values, moves the style into the tags and gives a Mail for core.mail.queue():

    queue(session, letter("invitation", to, key=f"invitation:{number}", values={"name": person.first_name}), now)

Texts are plain `{{ _("…") }}` and are translated to the language of the receiver; `lang` is always there.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import css_inline
from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from quality.core import text
from quality.core.mail import Mail

ROOT = Path(__file__).resolve().parents[2]
TRANSLATIONS = ROOT / "quality" / "translations"

_inliner = css_inline.CSSInliner(
    keep_style_tags=True, keep_at_rules=True, load_remote_stylesheets=False, apply_width_attributes=True
)


@dataclass(frozen=True)
class Receiver:
    """Who a letter goes to."""

    person_id: int | None
    address: str
    language: str = "nb"


def letter(kind: str, to: Receiver, *, key: str, values: dict[str, Any], unsubscribe_url: str = "") -> Mail:
    """The mail of a kind, filled with the values; `key` makes it go out once."""
    environment = environment_of(to.language)
    context = {"lang": to.language, **values}
    subject, body, html = (
        environment.get_template(f"emails/{kind}/{name}").render(context)
        for name in ("subject.txt", "body.txt", "body.html")
    )
    return Mail(
        kind=kind,
        to_address=to.address,
        subject=" ".join(subject.split()),
        text=re.sub(r"\n{3,}", "\n\n", body.strip()) + "\n",
        html=_inliner.inline(html),
        key=key,
        person_id=to.person_id,
        unsubscribe_url=unsubscribe_url,
    )


def rendered(template: str, language: str, values: dict[str, Any]) -> str:
    """A template that is no letter, filled outside any request."""
    return environment_of(language).get_template(template).render({"lang": language, **values})


@lru_cache(maxsize=8)
def environment_of(language: str) -> Environment:
    """Templates that speak one language."""
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(
        date=lambda value: text.show_date(value, language),
        weekday=lambda value: text.show_weekday(value, language),
        time=lambda value: text.show_time(value, language),
        number=lambda value, decimals=0: text.show_number(value, language, decimals),
        say=lambda value: translate(value, language),
    )
    return environment


@lru_cache(maxsize=8)
def translations(language: str) -> NullTranslations:
    """The catalogue of a language; bokmål needs none."""
    return Translations.load(TRANSLATIONS, [language], "messages")


def translate(message: str | text.Message, language: str) -> str:
    """A sentence in a language, where there is no request to tell which."""
    sentence, values = (message, {}) if isinstance(message, str) else (message.text, message.values)
    said = translations(language).ugettext(sentence)
    return said % {name: _inside(value, language) for name, value in values.items()} if values else said


def _inside(value: Any, language: str) -> Any:
    """What goes into a sentence: messages, numbers and days in the same language; the twin of core.web.say()."""
    if isinstance(value, text.Message):
        return translate(value, language)
    if isinstance(value, float):
        return text.show_number(value, language, 1)
    return text.show_date(value, language) if isinstance(value, dt.date) else value
