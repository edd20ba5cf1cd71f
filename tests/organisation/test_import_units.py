"""The organisation from a file."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from quality.cases.models.category import Category
from quality.cases.services.bring_in import BadRowsError, Source, bring_in, check
from quality.core.db import transaction
from quality.core.history import Entry, verify
from quality.core.tabular import FileError, Report
from quality.organisation.imports import plan_units
from quality.organisation.kinds import Service, UnitLevel
from quality.organisation.models import Import, Municipality, Unit
from tests.conftest import NOW
from tests.tables import ORGANISATION, file_of, said, table_of


def take(*lines: str, leave_out_bad: bool = False) -> Report:
    with transaction() as session:
        source = Source("organisation", file_of(*lines), "organisasjon.csv", leave_out_bad=leave_out_bad)
        return bring_in(session, None, source, now=NOW)


def test_an_empty_database_becomes_a_municipality(app: Flask, session: Session) -> None:
    assert take(*ORGANISATION).added == 4
    unit = session.scalars(sa.select(Unit).where(Unit.code == "11")).one()
    assert (unit.level, unit.service, unit.fte) == (UnitLevel.UNIT, Service.HOME_CARE, Decimal("12.5"))
    assert unit.parent
    assert unit.path == f"{unit.parent.path}{unit.id}/"
    assert session.scalars(sa.select(Municipality.name)).all() == ["Bjørkli kommune"]
    assert session.scalar(sa.select(sa.func.count(Category.id)))
    assert session.scalar(sa.select(sa.func.count(Entry.id)).where(Entry.act == "import")) == 4
    assert session.scalars(sa.select(Import.state)).all() == ["done"]


def test_the_same_file_again_changes_nothing(app: Flask, session: Session) -> None:
    take(*ORGANISATION)
    report = take(*ORGANISATION)
    assert (report.added, report.changed, report.same) == (0, 0, 4)


def test_a_moved_and_renamed_unit_takes_its_branch_along(app: Flask, session: Session) -> None:
    take(*ORGANISATION, "20;1;Skole;kommunalområde;;;;", "111;11;Natt;avdeling;;;;")
    report = take(ORGANISATION[0], "11;20;Hjemmetjenesten;enhet;hjemmetjeneste;12,5;;")
    assert (report.changed, report.same) == (1, 0)
    unit, below, area = (
        session.scalars(sa.select(Unit).where(Unit.code == code)).one() for code in ("11", "111", "20")
    )
    assert unit.name == "Hjemmetjenesten"
    assert below.path == f"{area.path}{unit.id}/{below.id}/"
    assert list(verify(session)) == []


def test_a_unit_may_stand_before_the_one_above_it(app: Flask) -> None:
    assert take(ORGANISATION[0], *ORGANISATION[:0:-1]).added == 4


@pytest.mark.parametrize(
    ("line", "column", "flaw"),
    [
        ("13;10;;enhet;;;;", "navn", "tom celle"),
        (";10;Skole;enhet;;;;", "kode", "tom celle"),
        ("13;10;Skole;etat;;;;", "nivå", "ukjent nivå"),
        ("13;10;Skole;enhet;trolldom;;;", "tjeneste", "ukjent tjeneste"),
        ("13;10;Skole;enhet;;mange;;", "årsverk", "ikke et tall"),
        ("13;10;Skole;enhet;;NaN;;", "årsverk", "ikke et tall"),
        ("13;10;Skole;enhet;;;31.02.2024;", "fra", "umulig dato"),
        ("13;10;Skole;enhet;;;2024-02-01;2023-01-01", "til", "til før fra"),
        ("13;99;Skole;enhet;;;;", "overordnet", "ukjent overordnet"),
        ("13;13;Skole;enhet;;;;", "overordnet", "enheter i ring"),
        ("13;11;Skole;kommunalområde;;;;", "nivå", "feil nivå"),
        ("13;;Skole;enhet;;;;", "nivå", "feil nivå"),
        ("13;;Andre kommune;kommune;;;;", "overordnet", "to kommuner"),
        ("11;10;Skole;enhet;;;;", "kode", "dobbelt nummer"),
        ("13;10;Skole", "nivå", "for få felt"),
        ("13;10;Skole;enhet;;;;;", "til", "for mange felt"),
        (f"13;10;{'x' * 121};enhet;;;;", "navn", "for lang tekst"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_written(
    app: Flask, session: Session, line: str, column: str, flaw: str
) -> None:
    with pytest.raises(BadRowsError) as caught:
        take(*ORGANISATION, line)
    assert said(caught.value.report) == [(6, column, flaw)]
    assert session.scalar(sa.select(sa.func.count(Unit.id))) == 0


def test_the_rest_is_taken_when_bad_rows_may_be_left_out(app: Flask, session: Session) -> None:
    report = take(*ORGANISATION, "13;99;Skole;enhet;;;;", "14;13;Natt;avdeling;;;;", leave_out_bad=True)
    assert (report.added, report.refused) == (4, 2)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(FileError) as caught:
        plan_units(table_of("kode;navn;nivå", "1;A;kommune"), {})
    assert caught.value.message.values == {"name": "overordnet"}


def test_a_check_writes_nothing(app: Flask, session: Session) -> None:
    report = check(session, Source("organisation", file_of(*ORGANISATION), "o.csv"), now=NOW)
    assert report.added == 4
    assert session.scalar(sa.select(sa.func.count(Unit.id))) == 0
