"""Answers to begin from: fixed placeholders are filled, and what nobody has edited is recognised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from quality.core.text import N_

# What a template may hold in braces; anything else in braces is refused when it is saved.
PLACEHOLDERS = {
    "navn": N_("fornavnet til den som meldte, eller ingenting"),
    "sak": N_("saksnummeret"),
    "enhet": N_("navnet på enheten"),
    "tiltak": N_("tiltakene i saken"),
    "leder": N_("navnet ditt"),
}
_BRACES = re.compile(r"\{([^{}\n]{0,40})\}")


def unknown_placeholders(text: str) -> list[str]:
    """What stands in braces and is no placeholder of ours."""
    return [word for word in _BRACES.findall(text) if word not in PLACEHOLDERS]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The template with its placeholders filled; plain text, and nothing is ever run."""
    done = _BRACES.sub(lambda found: values.get(found[1], found[0]), text)
    return re.sub(r" +([,.!?])", r"\1", done)


def unedited(answer: str, templates: Iterable[str]) -> bool:
    """Whether an answer is one of the filled templates, but for space, or still has a placeholder in it."""
    said = _plain(answer)
    return any(said == _plain(text) for text in templates) or any(
        word in PLACEHOLDERS for word in _BRACES.findall(answer)
    )


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
