"""Times the import of old cases beside a bare Core insert of the same case rows, in one run.

    python -m bench.import_cases [--rows 100000] [--database sqlite|postgresql]

Each part runs in a process of its own with an empty database: `bare` inserts rows that are ready made, with nothing
else; `import` reads the file, checks every row, and writes case, cause, measure, counts, search words and history.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import io
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_migrate import upgrade

from config import Config
from quality.app import create_app
from quality.cases.imports.reading import CaseReader
from quality.cases.imports.words import CATEGORIES
from quality.cases.models.case import Case
from quality.cases.services.bring_in import CHUNK, Source, bring_in
from quality.cases.services.bring_in_cases import known_for_cases, mapping_for
from quality.cases.services.bulk import Run, case_values
from quality.core.db import db, new_public_id, transaction
from quality.core.history import verify
from quality.core.tabular import COMMAND_LIMITS, Report, open_table
from tests.servers.postgres import Cluster

NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
HEADER = (
    "Saksnr;Hendelsesdato;Registrert;Enhet;Hovedkategori;Underkategori;Alvorlighet;Sted;Årsak;Tittel;Beskrivelse;"
    "Meldt av;Saksbehandler;Status;Tiltak;Frist;Lukket"
)
PARTS = ("bare", "import")
WORDS = (
    "bruker beboer fikk ikke medisin kveld natt morgen falt gulvet bad seng alarm virket besøk uteble bil dør låst "
    "nøkkel mangler rutine ukjent vikar alene skole elev slo truet personale pårørende ringte lege journal feil dose "
    "tablett glemt liste oppdatert glatt inngang snø strødd heis stanset lys brann øvelse utstyr ødelagt bestilt"
)


def make_file(path: Path, rows: int) -> None:
    """An export as another system would write it, the same every time."""
    pick = random.Random(2026)
    words, pairs = WORDS.split(), [found.split(" > ") for found in CATEGORIES]
    with path.open("w", encoding="cp1252", newline="") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(HEADER.split(";"))
        for number in range(rows):
            day = dt.date(2020, 1, 1) + dt.timedelta(pick.randrange(2400))
            closed = pick.random() < 0.9
            main, sub = pick.choice(pairs)
            text = " ".join(pick.choices(words, k=pick.randint(10, 40))).capitalize() + "."
            out.writerow(
                [
                    90_000 + number,
                    f"{day:%d.%m.%Y}",
                    f"{day + dt.timedelta(1):%d.%m.%Y}",
                    f"Enhet {pick.randrange(100)}",
                    main,
                    sub,
                    pick.choice(["Lav", "Middels", "Høy", "Kritisk"]),
                    pick.choice(["Bad", "Stue", "Kjøkken", "Ute"]),
                    pick.choice(["Tidspress", "Rutine mangler", "Ukjent"]),
                    text[:50],
                    f"{text} Sak {number}.",
                    f"Etternavn{pick.randrange(800)}, Fornavn",
                    "Etternavn1, Fornavn",
                    "Lukket" if closed else "Under behandling",
                    "Rutinen er gjennomgått" if closed else "",
                    "",
                    f"{day + dt.timedelta(20):%d.%m.%Y}" if closed else "",
                ]
            )


def _organisation() -> Iterator[tuple[str, str]]:
    units = [f"{number};2;Enhet {number - 10};enhet;skole" for number in range(10, 110)]
    head = ["kode;overordnet;navn;nivå;tjeneste", "1;;Kommune;kommune;", "2;1;Område;kommunalområde;"]
    yield "organisation", "\n".join([*head, *units])
    people = [f"{number};Fornavn;Etternavn{number};{10 + number % 100}" for number in range(800)]
    yield "people", "\n".join(["ansattnr;fornavn;etternavn;enhetskode", *people])


def _measure(part: str, url: str, file: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Config(secret_key="bench" * 10, instance_path=Path(folder), database_url=url))
        with app.app_context():
            upgrade(directory=str(Path(__file__).parent.parent / "migrations"))
            for kind, content in _organisation():
                with transaction() as session:
                    bring_in(session, None, Source(kind, io.BytesIO(content.encode()), kind), now=NOW)
            rows, seconds, cpu = (_bare if part == "bare" else _import)(file)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            faults = len(list(verify(db.session()))) if part == "import" else 0
            db.engine.dispose()
    return {"part": part, "rows": rows, "seconds": seconds, "cpu": cpu, "peak_mb": peak, "faults": faults}


def _bare(file: Path) -> tuple[int, float, float]:
    """Insert the same case rows, made before the clock starts."""
    with file.open("rb") as stream:
        session = db.session()
        known = known_for_cases(session, NOW.date())
        mapping = mapping_for(session, stream, COMMAND_LIMITS, {})
        reader = CaseReader(open_table(stream, COMMAND_LIMITS), mapping, known, Report())
        run = Run(mapping.system, None, None, dict(known.categories), NOW)
        rows = [
            case_values(run, case)
            | {"id": number, "public_id": new_public_id(), "year": 2026, "number": number}
            for number, case in enumerate(reader.cases(), start=1)
        ]
    started, cpu = time.perf_counter(), time.process_time()
    with transaction() as session:
        for first in range(0, len(rows), CHUNK):
            session.execute(sa.insert(Case.__table__), rows[first : first + CHUNK])
    return len(rows), time.perf_counter() - started, time.process_time() - cpu


def _import(file: Path) -> tuple[int, float, float]:
    started, cpu = time.perf_counter(), time.process_time()
    with file.open("rb") as stream, transaction() as session:
        report = bring_in(session, None, Source("cases", stream, file.name), now=NOW)
    return report.added, time.perf_counter() - started, time.process_time() - cpu


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[Iterator[str]]:
    """An empty database for each part."""
    if kind == "sqlite":
        yield (f"sqlite:///{folder / part}.db" for part in PARTS)
        return
    cluster = Cluster()
    try:
        yield (cluster.create(part) for part in PARTS)
    finally:
        cluster.stop()


def main() -> None:
    """Run both parts and print what they took."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--rows", type=int, default=100_000)
    words.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    words.add_argument("--part", nargs=3, help=argparse.SUPPRESS)
    chosen = words.parse_args()
    if chosen.part:
        part, url, file = chosen.part
        print(json.dumps(_measure(part, url, Path(file))))
        return
    found = {}
    with tempfile.TemporaryDirectory() as name, _database(chosen.database, Path(name)) as urls:
        file = Path(name) / "old.csv"
        make_file(file, chosen.rows)
        for part, url in zip(PARTS, urls, strict=True):
            command = [sys.executable, "-m", "bench.import_cases", "--part", part, url, str(file)]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            found[part] = json.loads(done.stdout.splitlines()[-1])
    _print(chosen.database, found)


def _print(database: str, found: dict[str, dict[str, Any]]) -> None:
    for part, result in found.items():
        print(
            f"{database:10} {part:6} {result['rows']:7} rows {result['seconds']:6.1f} s "
            f"{result['rows'] / result['seconds']:8.0f} rows/s  {result['cpu']:6.1f} s of CPU  "
            f"peak {result['peak_mb']} MB"
        )
    bare, ours = found["bare"], found["import"]
    print(
        f"{database:10} ratio  {bare['seconds'] / ours['seconds']:.2f} of a bare Core insert by the clock, "
        f"{bare['cpu'] / ours['cpu']:.2f} by our own CPU (goal 0.25); history faults {ours['faults']}"
    )


if __name__ == "__main__":
    main()
