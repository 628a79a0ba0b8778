"""Bring a database to the schema of this version; no ini file, no command line of Alembic.

From a coroutine: ``await asyncio.to_thread(upgrade, settings.store_url)``.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event, make_url, text
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 7_068_651  # PostgreSQL's advisory locks are numbers; any that nobody else uses
_BUSY_SECONDS = 60


class MigrationFault(Exception):
    """The schema cannot be brought up to date; one line says why.

    MigrationFault
    ├── NewerSchema     the database was written by a later version of the house
    └── DatabaseSilent  it cannot be opened or reached
    """


class NewerSchema(MigrationFault):
    """The database was written by a later version of the house."""


class DatabaseSilent(MigrationFault):
    """The database cannot be opened or reached."""


def upgrade(url: str, revision: str = "head") -> None:
    """Run the migrations that are missing; two processes at once wait for each other.

    ``url`` is a SQLAlchemy address, with the async driver or without. A SQLite file and its
    folder are made where they are missing, readable by their owner only.

    Raises:
        NewerSchema: the database knows a revision that this version does not.
        DatabaseSilent: it cannot be opened or reached.
    """
    with _connected(url) as connection:
        _refuse_newer(connection)
        command.upgrade(_config(connection), revision)
        connection.commit()


def downgrade(url: str, revision: str) -> None:
    """Take migrations back down to a revision; ``base`` leaves an empty database.

    Raises:
        NewerSchema, DatabaseSilent: as in :func:`upgrade`.
    """
    with _connected(url) as connection:
        _refuse_newer(connection)
        command.downgrade(_config(connection), revision)
        connection.commit()


def current(url: str) -> str | None:
    """The revision of a database; None where it is empty.

    Raises:
        DatabaseSilent: it cannot be opened or reached.
    """
    with _connected(url) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """The newest revision that this version knows."""
    found = _scripts().get_current_head()
    if found is None:
        raise LookupError("there are no migrations")
    return found


def revisions() -> list[str]:
    """All revisions, oldest first."""
    return [script.revision for script in reversed(list(_scripts().walk_revisions()))]


def refuse_newer(url: str) -> None:
    """Do nothing, unless the database is of a later version.

    Raises:
        NewerSchema: it is.
        DatabaseSilent: it cannot be opened or reached.
    """
    with _connected(url) as connection:
        _refuse_newer(connection)


def plain_url(url: str) -> URL:
    """The same address with a driver that needs no event loop."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return parsed.set(drivername="sqlite")
    return parsed.set(drivername="postgresql+psycopg")


def _refuse_newer(connection: Connection) -> None:
    found = MigrationContext.configure(connection).get_current_revision()
    if found is not None and found not in revisions():
        raise NewerSchema(
            f"the database was written by a newer version of Povezani (revision {found}): "
            "upgrade the house, or restore an older backup"
        )


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    """One connection in one transaction that keeps other migrations out."""
    parsed = plain_url(url)
    engine = _sqlite(parsed) if parsed.drivername == "sqlite" else create_engine(parsed)
    try:
        with engine.connect() as connection:
            if parsed.drivername != "sqlite":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            yield connection
    except SQLAlchemyError as error:
        raise DatabaseSilent(_one_line(parsed, error)) from error
    finally:
        engine.dispose()


def _sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        path = Path(url.database)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise DatabaseSilent(f"the database {path} cannot be opened: {error}") from error
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS})

    def connect(raw: SqliteConnection, _record: object) -> None:
        # without this the driver commits before each CREATE; foreign keys stay off, since
        # a table that is made anew would take its children along
        raw.isolation_level = None

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", begin)
    return engine


def _one_line(url: URL, error: SQLAlchemyError) -> str:
    cause: Any = getattr(error, "orig", None) or error
    said = str(cause).strip().splitlines()
    return f"the database {url.render_as_string()} refuses: {said[0] if said else cause!r}"
