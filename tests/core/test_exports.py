"""CSV that opens in a spreadsheet and runs nothing there."""

from __future__ import annotations

import pytest

from quality.core.exports import csv_bytes, csv_pieces, safe_cell


@pytest.mark.parametrize(
    "text", ["=1+1", "+47", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\u00a0=1", "＝1", "＋1", "－1", "＠a"]
)
def test_a_formula_is_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


def test_plain_words_and_numbers_stay_as_they_are() -> None:
    assert [safe_cell(value) for value in ("Fall", "a=b", "", -3, 2.5)] == ["Fall", "a=b", "", "-3", "2,5"]


def test_norwegian_spreadsheets_read_it() -> None:
    content = csv_bytes(["Enhet", "Antall"], [("Sør; øst", 3)], "Tatt ut av =Kari")
    head, row, blank, mark, end = content.removeprefix(b"\xef\xbb\xbf").decode().split("\r\n")
    assert (head, row, blank, mark, end) == ("Enhet;Antall", '"Sør; øst";3', "", "Tatt ut av =Kari", "")


def test_a_long_table_comes_in_pieces_that_make_up_the_whole() -> None:
    rows = [(f"Sak {number}", number) for number in range(20_000)]
    pieces = list(csv_pieces(["Sak", "Antall"], iter(rows), "Tatt ut"))
    assert len(pieces) > 3
    assert max(map(len, pieces)) < 100_000
    assert b"".join(pieces) == csv_bytes(["Sak", "Antall"], rows, "Tatt ut")
