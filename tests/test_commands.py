"""The command line when the database is not ready."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade

from config import Config
from quality.accounts.services import sso
from quality.app import create_app
from quality.core.db import db, transaction
from tests.cast import Cast
from tests.conftest import Clock

ROOT = Path(__file__).parents[1]


@pytest.fixture
def bare(tmp_path: Path) -> Flask:
    """An installation without a database."""
    return create_app(Config(secret_key="x" * 40, instance_path=tmp_path))


@pytest.mark.parametrize("words", [["history", "verify"], ["patterns", "scan"], ["worker"]])
def test_an_empty_database_is_said_in_one_sentence(bare: Flask, words: list[str]) -> None:
    answer = bare.test_cli_runner().invoke(args=words)
    assert answer.exit_code == 1
    assert answer.output == "Error: The database is empty. Run: flask db upgrade\n"


def test_a_job_of_the_worker_keeps_to_one_core(bare: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "")
    monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    bare.test_cli_runner().invoke(args=["worker"])
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"


def test_an_old_database_is_said_in_one_sentence(bare: Flask) -> None:
    with bare.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        with db.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
        db.engine.dispose()
    answer = bare.test_cli_runner().invoke(args=["history", "verify"])
    assert "at step 0000" in answer.output
    assert "flask db upgrade" in answer.output


def test_a_ready_database_is_used(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["history", "verify"])
    assert answer.output == "The history is whole.\n"


def test_who_is_bound_to_single_sign_on_is_named_and_loosened(app: Flask, cast: Cast, time: Clock) -> None:
    def run(*words: str) -> str:
        return app.test_cli_runner().invoke(args=["sso", *words]).output

    with transaction() as session:
        sso.bind(session, cast.employee, sso.Account("https://logg-inn.invalid", "s"), now=time.now)
    assert "SSO_ISSUER is not set" in run("check")
    assert cast.employee.name in run("people")
    assert "bound to nothing" in run("loosen", str(cast.employee.email))
    assert run("people") == ""
    assert "Nobody" in run("loosen", "ingen@bjorkli.invalid")
