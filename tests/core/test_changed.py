"""Every change of what is counted, and of units and categories, draws a new token, whoever makes it."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.core.changed import MOST, WHOLE, Store, tokens
from quality.core.db import transaction
from tests.cast import Cast
from tests.conftest import NOW
from tests.insights.test_trends import fill

NAMES = ("month", "week", "unit", "category")
COUNTS = ("case_count", "unit_count", "category_count")
LONG_AGO = dt.date(2000, 1, 1)


def drawn_anew(session: Session, statement: str) -> set[tuple[str, dt.date]]:
    """What has another token after somebody wrote this in the database."""
    with transaction() as writing:
        before = tokens(writing, LONG_AGO, *NAMES).found
        writing.execute(sa.text(statement))
        after = tokens(writing, LONG_AGO, *NAMES).found
    return {each for each in before.keys() | after.keys() if before.get(each) != after.get(each)}


@pytest.mark.parametrize("table", COUNTS)
def test_a_count_that_is_changed_by_hand_draws_the_token_of_its_step_alone(
    session: Session, cast: Cast, table: str
) -> None:
    fill(cast)
    grain, start = session.execute(sa.text(f"SELECT grain, starts_on FROM {table} ORDER BY id")).first() or (
        "",
        "",
    )
    step = {(grain, start if isinstance(start, dt.date) else dt.date.fromisoformat(start))}
    first = f"WHERE id = (SELECT min(id) FROM {table})"
    assert drawn_anew(session, f"UPDATE {table} SET count = count + 1 {first}") == step
    assert drawn_anew(session, f"UPDATE {table} SET starts_on = '1999-01-01' {first}") == step
    assert drawn_anew(session, f"UPDATE {table} SET starts_on = '{next(iter(step))[1]}' {first}") == step
    names = {
        "case_count": "grain, starts_on, unit_id, category_id, kind, severity, access, closed",
        "unit_count": "grain, starts_on, unit_id, kind, severity, access",
        "category_count": "grain, starts_on, category_id, kind, severity, access",
    }[table]
    other = names.replace("severity", "severity + 100")
    added = f"INSERT INTO {table} ({names}, count) SELECT {other}, count FROM {table} {first}"
    assert drawn_anew(session, added) == step
    assert drawn_anew(session, f"DELETE FROM {table} WHERE severity >= 100") == step


@pytest.mark.parametrize("table", ["unit", "category"])
def test_a_name_that_is_changed_by_hand_draws_the_token_of_its_table(
    session: Session, cast: Cast, table: str
) -> None:
    changed = f"UPDATE {table} SET name = 'Et annet navn' WHERE id = (SELECT min(id) FROM {table})"
    assert drawn_anew(session, changed) == {(table, WHOLE)}


def test_what_is_undone_has_its_old_token_and_done_again_another(session: Session, cast: Cast) -> None:
    changed = sa.text("UPDATE unit SET name = 'Et annet navn' WHERE id = (SELECT min(id) FROM unit)")
    seen = []
    with transaction() as writing:
        for _ in range(2):
            seen.append(tokens(writing, LONG_AGO, "unit").of("unit"))
            undone = writing.begin_nested()
            writing.execute(changed)
            seen.append(tokens(writing, LONG_AGO, "unit").of("unit"))
            undone.rollback()
    first, once, again, twice = seen
    assert first == again
    assert len({first, once, twice}) == 3


def test_what_was_not_asked_for_has_no_token(session: Session, cast: Cast) -> None:
    fill(cast)
    asked = tokens(session, NOW.date(), "month")
    assert asked.of("month", dt.date(2027, 1, 1)) == 0
    assert asked.of("month", LONG_AGO) is None
    assert asked.of("week", dt.date(2027, 1, 4)) is None
    assert asked.of("unit") is None


def test_a_store_lets_go_of_what_was_asked_for_longest_ago() -> None:
    store = Store()
    for name in "abc":
        store.put(name, name, MOST // 3)
    assert store.take("a") == "a"
    store.put("d", "d", MOST // 3)
    assert [store.take(name) for name in "abcd"] == ["a", None, "c", "d"]
    store.put("a", "another", MOST)
    assert [store.take(name) for name in "acd"] == ["another", None, None]
    store.put("too large", "x", MOST + 1)
    assert store.take("too large") is None
