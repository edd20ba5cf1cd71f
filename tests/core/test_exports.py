"""CSV that opens in a spreadsheet and runs nothing there."""

from __future__ import annotations

import pytest

from quality.core.exports import csv_bytes, safe_cell


@pytest.mark.parametrize(
    "text", ["=1+1", "+47", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\u00a0=1", "＝1", "＋1", "－1", "＠a"]
)
def test_a_formula_is_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


def test_plain_words_and_numbers_stay_as_they_are() -> None:
    assert [safe_cell(value) for value in ("Fall", "a=b", "", -3, 2.5)] == ["Fall", "a=b", "", "-3", "2.5"]


def test_norwegian_spreadsheets_read_it() -> None:
    content = csv_bytes(["Enhet", "Antall"], [("Sør; øst", 3)], "Tatt ut av =Kari")
    head, row, blank, mark, end = content.removeprefix(b"\xef\xbb\xbf").decode().split("\r\n")
    assert (head, row, blank, mark, end) == ("Enhet;Antall", '"Sør; øst";3', "", "Tatt ut av =Kari", "")
