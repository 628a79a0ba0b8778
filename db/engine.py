"""The engine: SQLite with ``BEGIN IMMEDIATE`` by default, PostgreSQL by address."""

import logging
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

READ_ONLY = "povezani_read_only"
BUSY_SECONDS = 15


def build_engine(url: str) -> AsyncEngine:
    """Build the engine of one process.

    A transaction on SQLite begins IMMEDIATE: with several writing processes a deferred one
    fails when it upgrades its lock (sqlite.org/lang_transaction, "database is locked"),
    however long it would wait. Reads that say so (execution option ``READ_ONLY``) begin
    deferred and never wait for a writer (WAL).
    """
    # at DEBUG it would write every value of every statement, and with it residents' words
    logging.getLogger("aiosqlite").setLevel(logging.WARNING)
    if not url.startswith("sqlite"):
        return create_async_engine(url, pool_pre_ping=True)
    engine = create_async_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # the driver would begin transactions by itself, and deferred; we begin them below
    raw: SqliteConnection = connection
    raw.isolation_level = None
    cursor = raw.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")  # an acknowledged reply survives a power cut
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA secure_delete = ON")  # what was erased is overwritten, not only freed
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    read_only = connection.get_execution_options().get(READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
