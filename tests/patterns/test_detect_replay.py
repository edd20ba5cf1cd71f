"""Walking past days forward over the contract's files."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from quality.patterns.detect.replay import replay
from tests.patterns.detect_stories import CATEGORIES, CAUSES, START, Story, quiet_story

FIELDS = [
    "case_id",
    "opened",
    "unit_path",
    "category_path",
    "severity",
    "place",
    "cause",
    "title",
    "description",
]


def cases(story: Story) -> Iterator[list[str]]:
    rng = np.random.default_rng(4)
    for number, (row, column, week) in enumerate(np.argwhere(story.counts)):
        for copy in range(story.counts[row, column, week]):
            day = START + timedelta(days=7 * int(week) + int(rng.integers(7)))
            yield [
                f"C{number}-{copy}",
                day.isoformat(),
                story.units[row].key,
                CATEGORIES[column].key,
                "2",
                "",
                str(rng.choice(CAUSES)),
                "",
                "",
            ]


def write(folder: Path, story: Story, rows: list[list[str]]) -> Path:
    folder.mkdir()
    with (folder / "cases.csv").open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows([FIELDS, *rows])
    with (folder / "units.csv").open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(
            [["unit_path", "employees", "opened"], *([u.key, "20", START.isoformat()] for u in story.units)]
        )
    return folder


def alerts(folder: Path) -> list[dict[str, str]]:
    with (folder / "alerts.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    base = tmp_path_factory.mktemp("replay")
    story = quiet_story(21, weeks=150)
    story.counts[[0, 1, 3, 5], 6, 120:140] += np.random.default_rng(2).poisson(0.4, (4, 20))
    rows = list(cases(story))
    replay(write(base / "whole", story, rows), base / "out")
    return base, story, rows


def test_only_cases_opened_before_the_alert_are_listed(walked):
    base, _, rows = walked
    opened = {row[0]: row[1] for row in rows}
    found = alerts(base / "out")
    assert found
    for alert in found:
        days = [opened[case] for case in alert["case_ids"].split(";")]
        assert alert["window_start"] <= min(days)
        assert max(days) <= alert["date"]


def test_cutting_the_end_off_leaves_earlier_alerts_unchanged(walked):
    base, story, rows = walked
    cut = (START + timedelta(weeks=135)).isoformat()
    replay(write(base / "cut", story, [row for row in rows if row[1] < cut]), base / "out-cut")
    before = [alert for alert in alerts(base / "out") if alert["date"] < cut]
    assert before
    assert alerts(base / "out-cut") == before


def test_dates_step_and_progress_are_kept(walked):
    base, _, _ = walked
    seen = []
    start = START + timedelta(weeks=100)
    replay(
        base / "whole",
        base / "some",
        start,
        start + timedelta(days=40),
        14,
        progress=lambda done, of: seen.append((done, of)),
    )
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_an_empty_case_list_gives_an_empty_answer(tmp_path):
    write(tmp_path / "in", quiet_story(1, weeks=2), [])
    assert replay(tmp_path / "in", tmp_path / "out", date(2026, 1, 1)) == 0
    assert alerts(tmp_path / "out") == []
