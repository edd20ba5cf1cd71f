"""Files as they come: encodings, separators, and what is not a table at all."""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quality.core.tabular import (
    PAGE_LIMITS,
    TOO_FEW,
    TOO_LONG,
    TOO_MANY,
    FileError,
    cell,
    open_table,
    parse_date,
)
from tests.tables import file_of, table_of


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_every_common_file_is_read(encoding: str, separator: str) -> None:
    table = table_of(f"år{separator}blåbær", f"æ{separator}«ø»", encoding=encoding)
    assert table.columns == ["år", "blåbær"]
    assert [row.values for row in table.rows()] == [["æ", "«ø»"]]


def test_a_cell_may_hold_line_breaks_and_separators() -> None:
    rows = list(table_of("a;b", '"en\r\nto;tre";x', "", "y;z").rows())
    assert [(row.number, row.values) for row in rows] == [(2, ["en\r\nto;tre", "x"]), (4, ["y", "z"])]


def test_a_row_of_another_width_is_named_by_its_column() -> None:
    few, many = table_of("a;b;c", "1;2", "1;2;3;4").rows()
    assert (few.number, few.finding and few.finding.column, few.finding and few.finding.flaw) == (
        2,
        "c",
        TOO_FEW,
    )
    assert (many.number, many.finding and many.finding.flaw) == (3, TOO_MANY)


def test_a_giant_cell_is_named_by_row_and_column() -> None:
    limits = replace(PAGE_LIMITS, size=50_000_000)
    found = list(table_of("a;b", "1;2", f"1;{'x' * 10_000_000}", limits=limits).rows())[1].finding
    assert found
    assert (found.row, found.column, found.flaw) == (3, "b", TOO_LONG)
    assert len(found.plain()["value"]) < 100


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "tom"),
        (b"\n\n", "kolonnenavn"),
        (b"bare en linje", "kolonnenavn"),
        (b"PK\x03\x04....", "regneark"),
        (b"\x7fELF\x00\x00;", "ikke en CSV"),
        (b"a;b\n1;2\n\x81\xc3;3", "Linje 3"),
        (b"a;A\n1;2", "«a» står to ganger"),
        (b"x" * 6_000_000, "større enn 5 MB"),
        (b"a;b\n1;\xff\xfe" + b"\x00", "ikke en CSV"),
        (b"\xef\xbb\xbfa;b\n1;\xc3", "avkortet"),
    ],
)
def test_what_is_not_a_table_gets_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(FileError) as caught:
        open_table(io.BytesIO(content), PAGE_LIMITS)
    message = caught.value.message
    assert sentence in message.text % message.values


def test_an_open_quote_is_named_by_its_row() -> None:
    with pytest.raises(FileError) as caught:
        list(table_of("a;b", "1;2", 'x;"aldri lukket').rows())
    assert caught.value.message.values == {"row": 3}


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(FileError, match="mer enn"):
        list(table_of("a;b", *["1;2"] * 4, limits=replace(PAGE_LIMITS, rows=3)).rows())


@pytest.mark.parametrize(
    "value", ["31.02.2024", "2024-13-01", "00.00.0000", "i går", "", "1.1.24", "1.1.0300", "٣.1.2024"]
)
def test_an_impossible_date_is_none(value: str) -> None:
    assert parse_date(value, "dd.mm.yyyy") is None


def test_a_time_of_day_may_follow_the_date() -> None:
    assert str(parse_date("7.8.2023 kl. 14:30", "dd.mm.yyyy")) == "2023-08-07 14:30:00"
    assert str(parse_date("2023-08-07T14:30:05", "yyyy-mm-dd")) == "2023-08-07 14:30:00"


@settings(max_examples=200)
@given(st.binary(max_size=400))
def test_any_bytes_give_rows_or_one_sentence(content: bytes) -> None:
    with suppress(FileError):
        rows = list(open_table(io.BytesIO(content), PAGE_LIMITS).rows())
        assert all(row.finding or len(row.values) > 1 for row in rows)


@given(st.text(max_size=60))
def test_a_cell_is_cleaned_once_and_for_all(value: str) -> None:
    assert cell(cell(value)) == cell(value)
    assert "\x00" not in cell(value)


def test_a_file_can_be_opened_twice() -> None:
    stream = file_of("a;b", "1;2")
    for _ in range(2):
        assert [row.values for row in open_table(stream, PAGE_LIMITS).rows()] == [["1", "2"]]
