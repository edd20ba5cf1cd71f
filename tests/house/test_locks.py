"""The locks: every package at one version, with its hashes, naming no host."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

from tests.house.source import ROOT, document

LOCKS = ["requirements.txt", "requirements-dev.txt"]
NPM_LOCK = "tests/tools/package-lock.json"


def requirements(name: str) -> list[str]:
    """One logical line a package: its version, marker and hashes."""
    text = re.sub(r"^\s*#.*$", "", document(name), flags=re.MULTILINE).replace("\\\n", " ")
    return [line.strip() for line in text.splitlines() if line.strip()]


def versions(name: str) -> set[str]:
    return {re.split(r"\s+--hash", line)[0].strip() for line in requirements(name)}


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_pinned_and_hashed(name: str) -> None:
    pinned = re.compile(r"[a-z0-9.-]+==[\w.]+( ; .+?)?( +--hash=sha256:[0-9a-f]{64})+")
    assert [line for line in requirements(name) if not pinned.fullmatch(line)] == []


@pytest.mark.parametrize("name", [*LOCKS, NPM_LOCK])
def test_no_lock_names_a_host(name: str) -> None:
    assert re.findall(r"\w+://|--(?:index|extra-index|find-links|trusted-host)\S*", document(name)) == []


def test_the_tests_lock_holds_the_whole_app() -> None:
    assert sorted(versions("requirements.txt") - versions("requirements-dev.txt")) == []


def test_everything_asked_for_is_locked() -> None:
    project = tomllib.loads(document("pyproject.toml"))["project"]
    dev = project["optional-dependencies"]["dev"]
    for wanted, name in ((project["dependencies"], "requirements.txt"), (dev, "requirements-dev.txt")):
        locked = {re.split(r"==", line)[0] for line in versions(name)}
        assert sorted({re.split(r"[<>=\[ ]", package)[0] for package in wanted} - locked) == []


def test_the_page_checkers_are_locked_by_content() -> None:
    lock = json.loads(document(NPM_LOCK))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert [name for name, entry in packages.items() if "resolved" in entry or "integrity" not in entry] == []


def test_nothing_installed_is_kept_in_the_repository() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert {"node_modules", ".venv", "instance/"} <= set(ignored)
