"""Every sentence that an employee meets about cases is there in nynorsk and English."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file

from tests.cases.desk import words
from tests.cast import Cast
from tests.client import Client
from tools import translations

PYTHON = ("quality/cases/states.py",)
TEMPLATES = ("_parts", "_talk", "_verdict", "glance", "improve", "index", "mine", "own", "receipt", "report")


def said() -> set[str]:
    files = [(Path(name), "python") for name in PYTHON]
    for folder in ("compose", "kinds", "mails"):
        files += [(path, "python") for path in Path(f"quality/cases/{folder}").glob("*.py")]
    files += [(Path(f"templates/cases/{name}.html"), "jinja2") for name in TEMPLATES]
    files.append((Path("templates/front/home.html"), "jinja2"))
    found = set()
    for path, method in files:
        options = {"silent": "false"} if method == "jinja2" else {}
        for _, message, *_ in extract_from_file(
            method, str(translations.ROOT / path), options=options, keywords=translations.KEYWORDS
        ):
            found.add(message if isinstance(message, str) else message[0])
    return found


@pytest.mark.parametrize("language", ["nn", "en"])
def test_an_employee_meets_no_bokmaal_in_another_language(language: str) -> None:
    catalog, _ = translations.merge(translations.FOLDER / language)
    assert sorted(message for message in said() if catalog.get(message) is None) == []


def test_the_report_is_asked_for_in_the_chosen_language(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee)
    client.post("/language", {"language": "nn", "next": "/"})
    assert "Vart nokon skadd?" in words(client.get("/report"))
    client.post("/language", {"language": "en", "next": "/"})
    assert "Was anybody hurt?" in words(client.get("/report"))
    assert "Choose whether anybody was hurt." in words(client.post("/report", {"text": "x"}, status=400))
