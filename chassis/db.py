"""Tables and transactions: the base of every record, and the engine that commits them."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import orjson
from sqlalchemy import Connection, MetaData, String, Table, bindparam, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column

from chassis import metrics, types
from chassis.ids import new_id
from chassis.tables import metadata as mechanism
from chassis.types import (
    HUNGARIAN_COLLATION,
    FixedPoint,
    Id,
    JsonB,
    LongText,
    Money,
    Percent,
    Quantity,
    SortText,
    UTCDateTime,
    plain,
    utc_now,
)

if TYPE_CHECKING:
    from chassis.identity import Identity

__all__ = [
    "HUNGARIAN_COLLATION",
    "Child",
    "Database",
    "FixedPoint",
    "Id",
    "JsonB",
    "LongText",
    "Money",
    "Percent",
    "Projection",
    "Quantity",
    "Record",
    "SortText",
    "UTCDateTime",
    "insert_into",
    "insert_rows",
    "make_base",
    "plain",
    "utc_now",
]


_JSON: dict[str, Any] = {
    "json_serializer": lambda value: orjson.dumps(value).decode(),
    "json_deserializer": orjson.loads,
}

_SHORT_QUESTIONS = "-c jit=off -c max_parallel_workers_per_gather=0"
"""Compiling a plan or calling more processes takes longer than our questions do."""


def make_base() -> Any:
    """Make the declarative base of one service, with a registry and metadata of its own."""

    class Base(DeclarativeBase):
        metadata = MetaData(naming_convention=mechanism.naming_convention)

    return Base


class Record:
    """What every kind of record has. `version` grows with each update: it is the ETag and the event's version."""

    kind: ClassVar[str]

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(nullable=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True, default=utc_now)
    created_by: Mapped[str | None] = mapped_column(String(36))
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True, default=utc_now)
    updated_by: Mapped[str | None] = mapped_column(String(36))
    owner_id: Mapped[str | None] = mapped_column(String(36), index=True)
    owner_name: Mapped[str | None] = mapped_column(SortText(200), index=True)
    owner_path: Mapped[str | None] = mapped_column(String(200), index=True)
    custom: Mapped[dict[str, Any]] = mapped_column(JsonB, default=dict)
    deleted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]  # the mapped class has it


class Child:
    """A row that belongs to one record and lives and dies with it. `root` = (kind, foreign key attribute)."""

    root: ClassVar[tuple[str, str]]

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    position: Mapped[int] = mapped_column(default=0)


class Projection:
    """A local copy of what another service owns, kept by events; `source_version` is the last version seen."""

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    source_version: Mapped[int] = mapped_column(default=0)


class Database:
    """One service's database. Writers on SQLite begin immediately, so that they queue up instead of failing midway."""

    def __init__(self, url: str, *, service: Any = None, settings: Any = None, pool_size: int = 5) -> None:
        self.url = make_url(url)
        self.service, self.settings = service, settings
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = self._make_engine(pool_size)
        self._committed: list[Callable[[], None]] = []

    def _make_engine(self, pool_size: int) -> Engine:
        if not self.sqlite:
            given = {} if "options" in self.url.query else {"options": _SHORT_QUESTIONS}
            pool = {"pool_size": pool_size, "max_overflow": 11, "pool_pre_ping": True}
            return create_engine(self.url, connect_args=given, **pool, **_JSON)
        if self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(self.url, pool_size=10, max_overflow=40, connect_args={"timeout": 60}, **_JSON)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    def on_commit(self, call: Callable[[], None]) -> None:
        """Have `call` made after each commit that put something into the outbox or the job table."""
        self._committed.append(call)

    def _session(self, actor: "Identity | None", info: dict[str, Any], writing: bool) -> Session:
        bind = self.engine.execution_options(kapocs_write=writing) if self.sqlite else self.engine
        session = Session(bind, expire_on_commit=False)
        session.info.update(info, service=self.service, settings=self.settings, actor=actor)
        return session

    @contextmanager
    def transaction(self, actor: "Identity | None" = None, **info: Any) -> Iterator[Session]:
        """A session whose changes are committed together at the end, or not at all."""
        session = self._session(actor, info, writing=True)
        try:
            with session.begin():
                yield session
        finally:
            session.close()
        metrics.count_facts(session.info.get("facts", ()))
        if session.info.get("wake"):
            for call in self._committed:
                call()

    @contextmanager
    def reading(self, actor: "Identity | None" = None, **info: Any) -> Iterator[Session]:
        """A session for questions only; nothing done in it is kept."""
        session = self._session(actor, info, writing=False)
        try:
            yield session
        finally:
            session.close()

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def insert_into(session: Session, table: Any) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that knows ON CONFLICT, in the words of the session's database."""
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return make(table)


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], conflict: str = "") -> None:
    """Insert rows that all have the same columns. On PostgreSQL they go as one JSON text: one statement for all."""
    if not rows:
        return
    names = tuple(rows[0])
    statement = _insert_rows(connection.dialect.name, table, names, conflict)
    if connection.dialect.name == "sqlite":
        connection.execute(statement, [dict(row) for row in rows])
    else:
        connection.execute(statement, {"rows": orjson.dumps(list(rows)).decode()})


@lru_cache(maxsize=200)
def _insert_rows(dialect: str, table: Table, names: tuple[str, ...], conflict: str) -> Any:
    columns = ", ".join(f'"{name}"' for name in names)
    if dialect == "sqlite":
        values = ", ".join(f":{name}" for name in names)
        typed = [bindparam(name, type_=table.c[name].type) for name in names]
        return text(f'INSERT INTO "{table.name}" ({columns}) VALUES ({values}) {conflict}').bindparams(*typed)  # noqa: S608  # names of our own tables
    source = f'json_populate_recordset(CAST(NULL AS "{table.name}"), CAST(:rows AS json))'
    return text(f'INSERT INTO "{table.name}" ({columns}) SELECT {columns} FROM {source} {conflict}')  # noqa: S608  # names of our own tables


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun by _begin_sqlite, not guessed by the driver
    connection.create_collation(types.SQLITE_COLLATION, types.compare)
    connection.create_function("plain", 1, lambda text: None if text is None else plain(text), deterministic=True)
    connection.create_function("scaled", 1, types.scaled, deterministic=True)
    for pragma in (
        "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-32000", "temp_store=MEMORY"
    ):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    immediate = connection.get_execution_options().get("kapocs_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
