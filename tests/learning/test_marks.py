"""What may tell who a note is about is marked, for its author and approver to judge."""

from __future__ import annotations

import pytest

from quality.learning.compose import identifying

UNITS = {"Solsiden sykehjem, avd. 1", "Hjemmetjenesten nord", "NAV"}


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Ring 998 87 766.", ["998 87 766"]),
        ("Det var 14. oktober.", ["14. oktober"]),
        ("Hun bor i leilegheit 12.", ["leilegheit 12"]),
        ("En gutt på 9 år.", ["9 år"]),
        ("Kari Vang falt.", ["Kari Vang"]),
        ("Brevet til Ødegårds mor.", ["Ødegårds"]),
        ("Vi på Solsiden gjorde det.", ["Solsiden"]),
        ("Hos Solsiden sykehjem, avd. 1.", ["Solsiden sykehjem, avd. 1"]),
        ("Hjemmetjenesten leser meldingene selv.", []),
        ("Den eneste med epilepsi hos oss.", ["Den eneste"]),
        ("Det hende for fyrste gong.", ["fyrste gong"]),
        ("Politiet kom.", ["Politiet"]),
        ("To skriver under sammen. Bare en tavle trengs.", []),
    ],
)
def test_what_may_identify_is_marked_and_no_more(text: str, marked: list[str]) -> None:
    assert [mark.text for mark in identifying(text, {"Ødegård"}, UNITS)] == marked


def test_each_is_marked_once() -> None:
    marks = identifying("Kari og Kari, og kari 14. oktober og 14. Oktober.", {"Kari"}, UNITS)
    assert [mark.text.lower() for mark in marks] == ["14. oktober", "kari"]
