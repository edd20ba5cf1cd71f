"""The database: base class, column types, sessions, and the only place that commits."""

from __future__ import annotations

import datetime as dt
import os
import secrets
import sqlite3
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, cast

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, mapped_column, registry
from sqlalchemy.orm import Session as Session

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

SQLITE_BUSY_MS = 15_000


class UTCDateTime(sa.TypeDecorator[dt.datetime]):
    """An instant: aware in Python, UTC in the database."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Refuse a naive time; hand the database UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Give back an aware UTC time."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Base(DeclarativeBase):
    """What every table shares."""

    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMES),
        type_annotation_map={
            dt.datetime: UTCDateTime(),
            dict[str, Any]: sa.JSON(),
            list[Any]: sa.JSON(),
        },
    )


class HeldSession(Session):
    """A session that holds what it has read while it lets go of it, so that Python 3.11 does not crash.

    SQLAlchemy marks the record of each thing that is let go of. Where the thing itself is rubbish by then, Python 3.11
    may collect it in the middle of the marking, its weak reference marks the same record, and memory is freed twice
    (docs/decisions/0002-libraries.md).
    """

    def expunge_all(self) -> None:
        """Let go of everything, when closed for instance."""
        held = self.identity_map.values()
        super().expunge_all()
        del held

    def rollback(self) -> None:
        """Undo, which marks everything as old."""
        held = self.identity_map.values()
        super().rollback()
        del held


class OneDatabase(HeldSession, FlaskSession):
    """The request's session; the engine is looked up once, since every table is in the same database."""

    _engine: Engine | None = None

    def get_bind(
        self, mapper: Any = None, clause: Any = None, bind: Engine | Connection | None = None, **kwargs: Any
    ) -> Engine | Connection:
        """The engine that a statement goes to, whatever it asks of."""
        if bind is not None:
            return bind
        self._engine = self._engine or self._db.engine
        return self._engine


db = SQLAlchemy(
    model_class=Base,
    disable_autonaming=True,
    session_options={"class_": OneDatabase, "expire_on_commit": False},
    engine_options={"pool_pre_ping": True, "pool_recycle": 300},
)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def new_public_id() -> str:
    """128 random bits, safe in an address."""
    return secrets.token_urlsafe(16)


def new_public_ids(count: int) -> list[str]:
    """Many at once."""
    random = os.urandom(16 * count)
    return [urlsafe_b64encode(random[at : at + 16])[:22].decode() for at in range(0, 16 * count, 16)]


Key = Annotated[int, mapped_column(primary_key=True)]
PublicId = Annotated[str, mapped_column(sa.String(22), unique=True, default=new_public_id)]


def Enumerated(enum: Any) -> sa.Enum:  # noqa: N802 - reads as a type
    """A text column that holds the values of an enum, on both databases."""
    return sa.Enum(
        enum,
        native_enum=False,
        length=32,
        values_callable=lambda e: [m.value for m in e],
        create_constraint=False,
    )


def one_of(column: Any, words: Iterable[StrEnum]) -> sa.ColumnElement[bool]:
    """Whether the column holds one of these words, as SQL.

    They are written into the statement: what is the same each time need not be taken apart and sent each time.
    """
    return cast(
        sa.ColumnElement[bool], column.in_([sa.literal_column(f"'{word.value}'") for word in sorted(words)])
    )


def reserve_ids(session: Session, table: Any, count: int) -> list[int]:
    """Ids for `count` rows about to be inserted in bulk, which nobody else gets."""
    key = f"{table.__tablename__}_id_seq"
    if session.get_bind().dialect.name == "postgresql":
        query = sa.text("SELECT nextval(:sequence) FROM generate_series(1, :count)")
        return list(session.scalars(query, {"sequence": f'"{key}"', "count": count}))
    highest = session.scalar(sa.select(sa.func.max(table.id))) or 0
    return list(range(highest + 1, highest + count + 1))


@contextmanager
def transaction(waits: bool = True) -> Iterator[Session]:
    """One piece of work: commits when the block ends well, rolls back when it raises.

    On SQLite the write lock is taken at the start, so that a reader never has to turn writer half-way. Without `waits`
    it raises at once when somebody else has it.
    """
    session: Session = db.session()
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("changes were made outside transaction()")
    session.commit()
    try:
        session.connection(execution_options={"loft_writes": True, "loft_waits": waits})
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise


def write_if_free(statement: sa.Executable) -> bool:
    """Write what may as well be written later, unless SQLite has another writer; tell whether it was written."""
    try:
        with transaction(waits=False) as session:
            session.execute(statement)
    except sa.exc.OperationalError as error:
        if getattr(error.orig, "sqlite_errorcode", None) != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


@contextmanager
def snapshot() -> Iterator[Session]:
    """A session beside the request's own that reads one state of the database for as long as it is open.

    For files too long to hold: what is counted, logged and sent is then the same, whatever others write meanwhile.
    """
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        with HeldSession(connection) as session:
            yield session


def apply_sqlite_rules(engine: Engine) -> None:
    """WAL, foreign keys, waiting for the lock, and our own BEGIN.

    `synchronous` stays FULL: a report that got its receipt must survive a power cut, and a commit costs under a
    millisecond more (docs/decisions/0004-sqlite.md).
    """

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "foreign_keys=ON",
            f"busy_timeout={SQLITE_BUSY_MS}",
            "synchronous=FULL",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if not options.get("loft_writes"):
            connection.exec_driver_sql("BEGIN")
        elif options.get("loft_waits", True):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("PRAGMA busy_timeout=0")
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            finally:
                connection.exec_driver_sql(f"PRAGMA busy_timeout={SQLITE_BUSY_MS}")
