"""Many rows at once, past SQLAlchemy's work for each: COPY on PostgreSQL, the driver's executemany on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from quality.core.db import Model

CACHE_KB = 49_152


def table_of(model: type[Model]) -> sa.Table:
    """The table behind a model."""
    table = model.__table__
    assert isinstance(table, sa.Table)
    return table


@contextmanager
def roomy(session: Session) -> Iterator[None]:
    """More page cache for SQLite while much is written: its indexes no longer fit in the usual two megabytes."""
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        yield
        return
    before = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KB}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size = {before}")


def insert_rows(session: Session, model: type[Model], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that name every column they need; a column that is empty in all of them is left out."""
    if not rows:
        return
    table, connection = table_of(model), session.connection()
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    columns = {name: values for name, values in columns.items() if any(value is not None for value in values)}
    ready = zip(
        *(_as_stored(connection, table.c[name], values) for name, values in columns.items()), strict=True
    )
    names = _names(connection, table, columns)
    if connection.dialect.name == "postgresql":
        _copy(connection, f"COPY {names} FROM STDIN", ready)
    else:
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {names} VALUES ({marks})", list(ready))


def add_up(
    session: Session,
    model: type[Model],
    names: Sequence[str],
    cells: Sequence[tuple[Any, ...]],
    counts: Sequence[int],
) -> None:
    """Add each count to its cell, which `names` is the unique key of; cells are told once each."""
    if not cells:
        return
    table, connection = table_of(model), session.connection()
    keys = list(zip(*cells, strict=True))
    columns = [_as_stored(connection, table.c[name], keys[place]) for place, name in enumerate(names)]
    ready = list(zip(*columns, counts, strict=True))
    quoted = connection.dialect.identifier_preparer.quote
    count, name = quoted("count"), quoted(table.name)
    into = f"INSERT INTO {_names(connection, table, [*names, 'count'])}"
    ending = f"ON CONFLICT ({', '.join(map(quoted, names))}) DO UPDATE SET {count} = {name}.{count} + excluded.{count}"
    if connection.dialect.name == "postgresql":
        columns_list = ", ".join(map(quoted, [*names, "count"]))
        connection.exec_driver_sql(
            f"CREATE TEMP TABLE added ON COMMIT DROP AS SELECT {columns_list} FROM {name} LIMIT 0"
        )
        _copy(connection, f"COPY added ({columns_list}) FROM STDIN", ready)
        connection.exec_driver_sql(f"{into} SELECT {columns_list} FROM added {ending}")
        connection.exec_driver_sql("DROP TABLE added")
    else:
        marks = ", ".join("?" * (len(names) + 1))
        connection.exec_driver_sql(f"{into} VALUES ({marks}) {ending}", ready)


def _names(connection: Connection, table: sa.Table, columns: Iterable[str]) -> str:
    quoted = connection.dialect.identifier_preparer.quote
    return f"{quoted(table.name)} ({', '.join(map(quoted, columns))})"


def _as_stored(connection: Connection, column: sa.Column[Any], values: Sequence[Any]) -> Sequence[Any]:
    """The values as the driver takes them; each different one is converted once."""
    kind = column.type.dialect_impl(connection.dialect)
    convert: Callable[[Any], Any] | None = kind.bind_processor(connection.dialect)
    if convert is None:
        return values
    known = {value: convert(value) for value in set(values)}
    return [known[value] for value in values]


def _copy(connection: Connection, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
