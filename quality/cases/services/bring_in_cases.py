"""Old cases: what rows are compared with, how a file is read, and which of its cases are new."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from typing import Any, BinaryIO

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.cases.imports.mapping import (
    CaseMapping,
    category_words,
    from_plain,
    places_of,
    spelled_out,
    suggest,
)
from quality.cases.imports.reading import Employee, Known, OldCase
from quality.cases.models.case import Case
from quality.cases.models.category import Category
from quality.cases.services.bring_in_again import differs, handled_here, known_cases, write_again
from quality.cases.services.bulk import Run, Tallies, write_new
from quality.core.tabular import Limits, Report, cell, key, open_table
from quality.organisation.queries import unit_names, units_by_code

SAMPLE = 500


def known_for_cases(session: Session, today: dt.date) -> Known:
    """Units, categories and people that rows may point at."""
    return Known(units_by_code(session), unit_names(session), category_ids(session), _people(session), today)


def category_ids(session: Session) -> dict[str, int]:
    """Category ids by code, a merged one as what it was merged into."""
    query = sa.select(Category.code, sa.func.coalesce(Category.merged_into_id, Category.id))
    return {code: number for code, number in session.execute(query)}  # noqa: C416 - rows are not pairs to mypy


def _people(session: Session) -> dict[str, Employee | None]:
    """People by «etternavn, fornavn», those who have left too; None where several share the name."""
    found: dict[str, Employee | None] = {}
    columns = (Person.last_name, Person.first_name, Person.id, Person.unit_id)
    for last, first, number, unit_id in session.execute(sa.select(*columns)):
        name = key(f"{last}, {first}")
        found[name] = None if name in found else Employee(number, unit_id)
    return found


def mapping_for(session: Session, stream: BinaryIO, limits: Limits, given: dict[str, Any]) -> CaseMapping:
    """The mapping given, else the one that the headers and the first rows suggest."""
    if given:
        return from_plain(given, category_ids(session))
    table = open_table(stream, limits)
    sample = [row.values for row in islice(table.rows(), SAMPLE)]
    return suggest(table.columns, sample, units_by_code(session))


def suggested(session: Session, stream: BinaryIO, limits: Limits) -> CaseMapping:
    """The suggestion with every category word of the file, to be edited."""
    mapping = mapping_for(session, stream, limits, {})
    table = open_table(stream, limits)
    places = places_of(mapping, table.columns)
    wanted = [places[name] for name in ("category", "subcategory") if name in places]
    words = {
        category_words(*(cell(row.values[place]) for place in wanted))
        for row in table.rows()
        if not row.finding
    }
    return spelled_out(mapping, sorted(words))


class CaseWriter:
    """Sorts cases into new, changed and unchanged, and writes them when that is wanted."""

    def __init__(self, session: Session, run: Run) -> None:
        self._session = session
        self._run = run
        self._tallies = Tallies()
        before = sa.select(Case.id).where(Case.external_system == run.system).limit(1)
        self._first_time = session.scalar(before) is None

    def take(self, cases: list[OldCase], report: Report, *, write: bool) -> None:
        """One chunk."""
        ids = [case.external_id for case in cases]
        known = {} if self._first_time else known_cases(self._session, self._run.system, ids)
        new = [case for case in cases if case.external_id not in known]
        report.added += len(new)
        if write:
            write_new(self._session, self._run, new, self._tallies)
            if self._tallies.full:
                self._tallies.settle(self._session)
        for case in cases:
            if case.external_id in known:
                self._again(case, known[case.external_id], report, write=write)

    def _again(self, case: OldCase, known: sa.Row[Any], report: Report, *, write: bool) -> None:
        finding = None
        changed = differs(self._run, case, known)
        if changed:
            finding = handled_here(self._session, case, known.id)
        if finding:
            report.say([finding])
        elif changed and write:
            write_again(self._session, self._run, case, known.id)
        report.changed += changed and not finding
        report.same += not changed or finding is not None

    def settle(self) -> None:
        """Write the counts of all chunks."""
        self._tallies.settle(self._session)
