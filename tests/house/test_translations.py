"""Translations: each sentence once in a language, with the same blanks to fill as the original."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tools import translations


def words(text: object) -> set[str]:
    return set(re.findall(r"%\(\w+\)\w|%[sd]|\{\w*\}", str(text)))


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def fragments() -> list[Path]:
    return [path for language in translations.languages() for path in translations.fragments(language)]


def test_no_two_rooms_translate_the_same_sentence_differently() -> None:
    assert [
        quarrel for language in translations.languages() for quarrel in translations.merge(language)[1]
    ] == []


def test_translations_fill_the_same_blanks() -> None:
    faults = [
        f"{path.name}: {message.id!r}"
        for path in fragments()
        for message in read(path)
        if message.id and message.string and words(message.id) != words(message.string)
    ]
    assert faults == []
