"""Times the list of all cases as CSV, and the most memory it took: python -m bench.take_out [--cases N N].

Each size in a process of its own, the cases made in another. Ends with 1 when many rows take over a tenth more memory
than few.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from bench.__main__ import ROOT, enter, look_up, prepare
from bench.data import UNITS
from config import Config
from quality.app import create_app

GOAL = 1.1


def main() -> int:
    """Both sizes, one after the other."""
    parser = argparse.ArgumentParser(prog="python -m bench.take_out", description=__doc__)
    parser.add_argument("--cases", type=int, nargs=2, default=[100_000, 1_000_000])
    parser.add_argument("--on", nargs=2, help="the URLs of two databases, empty or filled before")
    parser.add_argument("--part", nargs=3, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.part:
        what, folder, url = wanted.part
        return _fill(Path(folder), url, wanted.cases[0]) if what == "fill" else _take(Path(folder), url)
    peaks = []
    for place, cases in enumerate(wanted.cases):
        with tempfile.TemporaryDirectory(prefix="loft-bench-") as folder:
            url = wanted.on[place] if wanted.on else f"sqlite:///{folder}/bench.sqlite"
            for what in ("fill", "take"):
                run = [sys.executable, "-m", "bench.take_out", "--cases", str(cases), "0"]
                part = [*run, "--part", what, folder, url]
                done = subprocess.run(part, cwd=ROOT, check=True, capture_output=True, text=True)
        print(f"{cases} cases: {done.stdout.strip()}")
        peaks.append(int(done.stdout.rsplit(" ", 2)[1]))
    return peaks[1] > GOAL * peaks[0]


def _app(folder: Path, url: str) -> Flask:
    return create_app(Config(secret_key="bench" * 8, instance_path=folder, database_url=url, demo=True))


def _fill(folder: Path, url: str, cases: int) -> int:
    with _app(folder, url).app_context():
        prepare(cases, UNITS, dt.datetime.now(dt.UTC))
    return 0


def _take(folder: Path, url: str) -> int:
    app = _app(folder, url)
    with app.app_context():
        known = look_up()
    client = FlaskClient(app)
    enter(client, known.coordinator)
    before, started = _megabytes(), time.perf_counter()
    answer = client.get("/cases.csv", buffered=False)
    first = time.perf_counter() - started
    rows, size = 0, 0
    for piece in answer.response:
        rows, size = rows + piece.count(b"\n"), size + len(piece)
    answer.close()
    took = time.perf_counter() - started
    print(
        f"{rows} lines, {size / 1e6:.0f} MB, answered after {first:.1f} s, whole after {took:.0f} s "
        f"({time.process_time():.0f} s of the processor), {before} MB before, most {_megabytes()} MB"
    )
    return 0


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    sys.exit(main())
