"""The migrations make exactly the tables that the models describe, and every step can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import check, downgrade, upgrade

from config import Config
from quality.app import create_app
from quality.cases.kinds import CaseKind, Harm
from quality.cases.models.case import Case
from quality.cases.services import recount
from quality.cases.services.measures import Plan, add_measure
from quality.cases.services.register import Report, register_case
from quality.core.db import db, transaction
from quality.learning.services.publishing import publish_note
from quality.learning.services.writing import Content, Source, submit_note, write_note
from tests.cast import make_cast
from tests.conftest import NOW
from tests.servers.plugin import NewDatabase

STEPS = str(Path(__file__).parents[2] / "migrations")


@pytest.fixture
def empty_app(new_database: NewDatabase, tmp_path: Path) -> Iterator[Flask]:
    """An app whose database has no tables yet."""
    app = create_app(Config(secret_key="k" * 40, instance_path=tmp_path, database_url=new_database()))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def tables() -> set[str]:
    return set(sa.inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_the_last_step_is_what_the_models_say(empty_app: Flask) -> None:
    upgrade(STEPS)
    check(STEPS)
    assert set(db.metadata.tables) <= tables()


def test_every_step_goes_with_data_in_the_tables(empty_app: Flask) -> None:
    upgrade(STEPS)
    with transaction() as session:
        cast = make_cast(session, NOW)
        leader = cast.actor(cast.leader)
        case = register_case(
            session, leader, Report(CaseKind.DEVIATION, "Døra gikk i lås.", cast.north.id, Harm.NO), now=NOW
        )
        add_measure(session, leader, case, Plan("Ny nøkkel", cast.colleague.id, NOW.date()), now=NOW)
        content = Content("Nøkler", "Låst ute.", "Én nøkkel hos naboen.")
        note = write_note(session, leader, content, [cast.north.id], Source(), now=NOW)
        submit_note(session, leader, note, now=NOW)
        publish_note(session, cast.actor(cast.coordinator), note, now=NOW)
    db.session.remove()
    downgrade(STEPS, "0001")
    upgrade(STEPS)
    with db.engine.connect() as connection:
        kept = connection.execute(sa.text("SELECT title FROM note")).scalars().all()
    assert kept == ["Nøkler"]
    assert db.session().scalar(sa.select(sa.func.count(Case.id))) == 1
    assert recount.differences(db.session()) == []


def test_every_step_can_be_taken_back(empty_app: Flask) -> None:
    upgrade(STEPS)
    made = tables()
    downgrade(STEPS, "base")
    assert tables() == set()
    upgrade(STEPS)
    assert tables() == made
