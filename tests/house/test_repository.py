"""What must not be in the repository, and tests that may fail."""

from __future__ import annotations

import re

from tests.house.source import tracked_text

# Written in two halves, so that this file does not hold what it looks for.
REGISTRIES = [
    "py" + "pi.org",
    "python" + "hosted",
    "registry." + "npmjs",
    "deb." + "debian.org",
    "--index" + "-url",
]
MACHINE_PATHS = re.compile(
    r"(?<![\w.~-])/(?:" + "|".join(["wo" + "rk", "ro" + "ot", "ho" + "me/[a-z]"]) + r")(?:/|\b)"
)
NEVER_RUN = re.compile(
    r"pytest\.(?:ski[p]|importorski[p]|xfai[l])|mark\." + r"(?:ski[p]|xfai[l])|unittest\.ski[p]"
)
KEYS = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY" + "-----")


def test_no_registry_is_named() -> None:
    faults = [
        (name, word) for name, text in tracked_text().items() for word in REGISTRIES if word in text.lower()
    ]
    assert faults == []


def test_no_path_of_a_machine_is_written_down() -> None:
    faults = [
        f"{name}: {match.group()}"
        for name, text in tracked_text().items()
        if not name.startswith("static/vendor/")
        for match in MACHINE_PATHS.finditer(text)
    ]
    assert faults == []


def test_no_private_key_is_kept() -> None:
    assert [name for name, text in tracked_text().items() if KEYS.search(text)] == []


def test_no_test_is_left_out() -> None:
    assert [
        name for name, text in tracked_text(".py", under="tests/").items() if NEVER_RUN.search(text)
    ] == []
