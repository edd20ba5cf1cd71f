"""The kept counts can be verified against the cases, and written anew."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from quality.cases.kinds import CaseKind, Factor, Harm
from quality.cases.models.case import Case
from quality.cases.models.count import CaseCount, TraitCount
from quality.cases.services import recount
from quality.cases.services.register import Report, register_case
from quality.core.db import transaction
from tests.cast import Cast
from tests.conftest import NOW


def fill(cast: Cast) -> None:
    with transaction() as session:
        for turn in range(12):
            told = Report(
                kind=CaseKind.DEVIATION if turn % 3 else CaseKind.IDEA,
                description="Noe skjedde",
                unit_id=(cast.north if turn % 2 else cast.south).id,
                harm=Harm.NO,
                category="T2.1",
                place="Bad",
                factors=(Factor.STAFFING, Factor.ROUTINE) if turn % 2 else (),
            )
            register_case(session, cast.actor(cast.employee), told, now=NOW)


def kept(session: Session) -> list[tuple[object, ...]]:
    rows = [
        *session.execute(sa.select(CaseCount.__table__)),
        *session.execute(sa.select(TraitCount.__table__)),
    ]
    return sorted((row[1:] for row in rows), key=repr)


def test_counts_kept_along_the_way_are_what_a_recount_finds(cast: Cast, session: Session) -> None:
    fill(cast)
    assert recount.differences(session) == []
    before = kept(session)
    assert before
    with transaction() as writing:
        recount.rebuild(writing)
    assert kept(session) == before


def test_a_wrong_count_is_named_and_mended(app: Flask, cast: Cast, session: Session, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(recount, "CHUNK", 5)
    fill(cast)
    with transaction() as writing:
        writing.execute(sa.update(CaseCount).where(CaseCount.grain == "week").values(count=99))
        writing.execute(sa.delete(TraitCount).where(TraitCount.trait == "place"))
        first = sa.select(sa.func.min(Case.id)).scalar_subquery()
        writing.execute(sa.update(Case).where(Case.id == first).values(severity=3))
    runner = app.test_cli_runner()
    checked = runner.invoke(args=["cases", "recount", "--check"])
    assert checked.exit_code == 1
    assert "kept 99" in checked.output
    assert "trait=place" in checked.output
    assert runner.invoke(args=["cases", "recount"]).exit_code == 0
    assert "Every count is right" in runner.invoke(args=["cases", "recount", "--check"]).output
