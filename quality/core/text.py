"""Text: marking for translation, cleaning what people type, Norwegian dates and numbers."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol, runtime_checkable

from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import format_decimal

from quality.core.clock import OSLO, local_date

LANGUAGES = ("nb", "nn", "en")


def N_(message: str) -> str:  # noqa: N802 - the name translators' tools know
    """Mark a sentence for translation; the door that shows it translates."""
    return message


@dataclass(frozen=True)
class Message:
    """A sentence to be translated where it is shown, with what goes into it."""

    text: str
    values: dict[str, Any] = field(default_factory=dict)


class RefusedError(Exception):
    """What a person asked for cannot be done; `message` says why and what to do instead."""

    def __init__(self, text: str, field: str = "", **values: Any) -> None:
        super().__init__(text)
        self.message = Message(text, values)
        self.field = field


class ConflictError(RefusedError):
    """Somebody else changed the same thing first."""


class NotAllowedError(RefusedError):
    """The person sees the thing but may not do this with it: answered with 403."""


class NotVisibleError(LookupError):
    """There is no such thing for this person: answered with 404 whether it exists or not."""


_DROPPED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
    r"\u061c\u180e\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"
)
_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x85]")


def clean(value: str, limit: int | None = None) -> str:
    """Text as stored: NFC, no control or direction characters, \\n for every kind of line end, cut at `limit`."""
    value = value.encode("utf-8", "ignore").decode("utf-8")
    value = _BREAKS.sub("\n", value)
    value = unicodedata.normalize("NFC", _DROPPED.sub("", value)).strip()
    return value if limit is None else value[:limit]


def clean_line(value: str, limit: int = 200) -> str:
    """One line of text: as clean(), with every run of white space as one space."""
    return " ".join(clean(value).split())[:limit].strip()


@runtime_checkable
class Repeated(Protocol):
    """What may hold a name more than once, as an address does."""

    def getlist(self, key: str) -> list[str]: ...


def all_of(args: Mapping[str, str], name: str, most: int = 120) -> tuple[str, ...]:
    """Every value that an address has for a name, each once; a plain mapping has one at most."""
    values = args.getlist(name) if isinstance(args, Repeated) else [args.get(name, "")]
    return tuple(dict.fromkeys(value[:40] for value in values if value))[:most]


def headline(text: str, limit: int = 80) -> str:
    """The first sentence, cut at a word, as the title of something written without one."""
    line = " ".join(text.split())
    first = re.split(r"(?<=[.!?])\s", line, maxsplit=1)[0]
    if len(first) <= limit:
        return first.rstrip(".")
    return first[:limit].rsplit(" ", 1)[0].rstrip(",;:") + " …"


NYNORSK_WEEKDAYS = ("mån.", "tys.", "ons.", "tors.", "fre.", "laur.", "sun.")


def _locale(language: str) -> str:
    return {"nb": "nb_NO", "nn": "nn_NO"}.get(language, "en_GB")


def upper_first(value: str) -> str:
    """A word or sentence as it begins a line."""
    return value[:1].upper() + value[1:]


def lower_first(value: str) -> str:
    """A name inside a sentence; NAV and the like stay."""
    return value if value[:2].isupper() else value[:1].lower() + value[1:]


def show_list(values: Sequence[str], language: str = "nb") -> str:
    """Some things in a sentence, such as a, b og c."""
    return format_list(list(values), locale=_locale(language))


def columns(values: Sequence[float], top: float) -> str:
    """Small columns side by side as one SVG path, ten wide and at most forty high."""
    heights = (round(38 * value / (top or 1) + 2, 1) for value in values)
    return "".join(f"M{10 * place + 1} 40v-{height}h8v{height}z" for place, height in enumerate(heights))


def show_date(value: dt.date | dt.datetime, language: str = "nb", form: str = "d. MMM y") -> str:
    """A date in Norway, such as 3. des. 2026."""
    day = local_date(value) if isinstance(value, dt.datetime) else value
    return _day_in_words(day, form if language != "en" else form.replace("d.", "d"), _locale(language))


@lru_cache(4096)
def _day_in_words(day: dt.date, form: str, locale: str) -> str:
    """The same few days stand on most pages. Two letters of a nynorsk weekday read as other words: to., on."""
    if locale == "nn_NO" and form.startswith("EEE d"):
        return (
            f"{NYNORSK_WEEKDAYS[day.weekday()]} {format_date(day, form.removeprefix('EEE '), locale=locale)}"
        )
    return format_date(day, form, locale=locale)


def show_time(value: dt.datetime, language: str = "nb") -> str:
    """Date and time of day in Norway."""
    form = "d. MMM y 'kl.' HH:mm" if language != "en" else "d MMM y HH:mm"
    return format_datetime(value.astimezone(OSLO), form, locale=_locale(language))


def show_weekday(value: dt.date, language: str = "nb") -> str:
    """A near date with its day, such as ons. 2. des."""
    return show_date(value, language, "EEE d. MMM")


def show_number(value: float, language: str = "nb", decimals: int = 0) -> str:
    """A number with Norwegian separators and at most `decimals` decimals."""
    if isinstance(value, int) and -1000 < value < 1000:
        return str(value)  # there is nothing to separate, and most numbers are small
    return format_decimal(
        round(value, decimals),
        locale=_locale(language),
        format="#,##0." + "#" * decimals if decimals else "#,##0",
    )


_BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def show_device(agent: str) -> str:
    """A browser's own name for itself as a person would say it, such as Firefox, Windows."""
    words = [next((word for mark, word in names if mark in agent), "") for names in (_BROWSERS, _MACHINES)]
    return ", ".join(word for word in words if word) or N_("Ukjent nettleser")
