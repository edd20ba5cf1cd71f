"""What is documented is there, and what is there is documented."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.house.source import ROOT, document, modules, tracked_text

MAIL_FILES = {"subject.txt", "body.txt", "body.html"}


def strings(path: str) -> list[str]:
    file = ROOT / path
    if not file.exists():
        return []
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def missing_from_running(names: set[str]) -> list[str]:
    text = document("docs/running.md")
    return sorted(name for name in names if f"`{name}`" not in text)


def test_every_setting_is_documented() -> None:
    settings = {
        text
        for text in strings("config.py")
        if re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*", text) and len(text) > 3
    }
    assert missing_from_running(settings) == []


def test_every_job_is_documented() -> None:
    jobs = {text for text in strings("quality/schedule.py") if re.fullmatch(r"[a-z_]+\.[a-z_]+", text)}
    assert jobs or not (ROOT / "quality/schedule.py").exists(), "JOBS names its jobs room.verb"
    assert missing_from_running(jobs) == []


def test_every_mail_has_its_three_files() -> None:
    folders = {Path(name).parent for name in tracked_text(under="templates/emails/")} - {
        Path("templates/emails")
    }
    faults = {
        str(folder): sorted(names)
        for folder in folders
        if (names := {path.name for path in (ROOT / folder).iterdir()}) != MAIL_FILES
    }
    assert faults == {}


def make_words(text: str) -> set[str]:
    return set(re.findall(r"^([a-z-]+):", text, flags=re.MULTILINE))


def test_every_make_word_in_the_documents_exists() -> None:
    there = make_words(document("Makefile"))
    said = {
        (name, word)
        for name, text in tracked_text(".md").items()
        for word in re.findall(r"`make ([a-z-]+)", text)
        + re.findall(r"^make ([a-z-]+)", text, flags=re.MULTILINE)
    }
    assert sorted((name, word) for name, word in said if word not in there) == []


def test_every_make_word_is_described() -> None:
    words = make_words(document("Makefile")) - {"app-ready", "tests-ready"}
    described = set(re.findall(r"^([a-z-]+):.*## \w", document("Makefile"), flags=re.MULTILINE))
    assert sorted(words - described) == []


def test_links_between_documents_lead_somewhere() -> None:
    faults = [
        f"{name}: {link}"
        for name, text in tracked_text(".md").items()
        if not name.startswith("static/")
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text)
        if "://" not in link
        and not link.startswith("mailto:")
        and not (ROOT / name).parent.joinpath(link).exists()
    ]
    assert faults == []


def test_the_changelog_opens_with_a_version() -> None:
    first = re.search(r"^## (.+)$", document("CHANGELOG.md"), flags=re.MULTILINE)
    assert first
    assert re.match(r"\d+\.\d+\.\d+( |$)", first.group(1)), "the app reads its version from there"


def test_every_room_is_told_of_in_the_house() -> None:
    rooms = {module.room for module in modules() if module.room}
    text = document("docs/house.md")
    assert sorted(room for room in rooms if f"`{room}`" not in text) == []
