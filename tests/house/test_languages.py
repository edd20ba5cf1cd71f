"""Languages: nothing that a person reads is left in bokmål in nynorsk or English."""

from __future__ import annotations

from enum import Enum
from importlib import import_module
from pathlib import Path

import pytest
import wtforms
from babel.messages.pofile import read_po

from quality.cases.defaults import CATEGORIES, CATEGORY_LABELS
from quality.core.form_words import FORM_WORDS
from tests.house.source import modules
from tools import translations

LANGUAGES = ("nn", "en")


@pytest.fixture(scope="module")
def used() -> set[str]:
    """Every sentence in code and templates."""
    return translations.used_messages()


def untranslated(language: str, sentences: set[str]) -> list[str]:
    catalog, _ = translations.merge(translations.FOLDER / language)
    return sorted(sentence for sentence in sentences if catalog.get(sentence) is None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_lacks_its_translation(language: str, used: set[str]) -> None:
    assert untranslated(language, used) == []


def label_tables() -> dict[str, dict[Enum, str]]:
    """Every table from the values of an enum to what a person reads."""
    found = {}
    for module in modules():
        if module.shelf in {"kinds", "states", "roles"} or module.name.endswith((".kinds", ".states")):
            for name, value in vars(import_module(module.name)).items():
                if name.endswith("_LABELS") and isinstance(value, dict):
                    found[f"{module.name}.{name}"] = value
    return found


def test_every_value_of_an_enum_that_has_labels_has_one() -> None:
    lacking = [
        f"{where}: {value}"
        for where, table in label_tables().items()
        if isinstance(first := next(iter(table)), Enum)
        for value in type(first)
        if not table.get(value)
    ]
    assert lacking == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_is_translated(language: str) -> None:
    labels = [label for table in label_tables().values() for label in table.values()]
    words = {
        label[0] if isinstance(label, tuple) else label for label in labels
    }  # some have a tone beside them
    assert len(words) > 50
    assert untranslated(language, words) == []


@pytest.mark.parametrize("number", [0, 1])
def test_every_default_category_has_a_name_in_each_language(number: int) -> None:
    assert {code for code, _ in CATEGORIES} == set(CATEGORY_LABELS)
    assert [code for code, names in CATEGORY_LABELS.items() if not names[number].strip()] == []


def test_the_form_library_says_nothing_of_its_own() -> None:
    path = Path(wtforms.__file__).parent / "locale" / "wtforms.pot"
    with path.open("rb") as file:
        ids = [message.id for message in read_po(file) if message.id]
    said = {one if isinstance(one, str) else one[0] for one in ids}
    assert said - set(FORM_WORDS) == set()


def test_the_glossary_has_the_words_of_the_pages() -> None:
    glossary = (translations.ROOT / "docs" / "words.md").read_text().lower()
    tables = ("CASE_STATE", "MEASURE_STATE", "PATTERN_STATE", "NOTE_STATE", "UPTAKE", "VERDICT", "ROLE")
    lacking = [
        f"{where}: {label}"
        for where, table in label_tables().items()
        if where.rsplit(".", 1)[1].removesuffix("_LABELS") in tables
        for label in table.values()
        if f"| {label.lower()} |" not in glossary
    ]
    assert lacking == []
