"""Backups of the SQLite database; PostgreSQL brings its own, and the exact line is said.

A backup holds no key: chat ids and raw updates in it stay sealed. Restoring carries out the
deletions that were made since it was taken.
"""

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL

from db.engine import build_engine
from db.migrate import plain_url, refuse_newer, upgrade
from db.uow import UnitOfWork

_BUSY_SECONDS = 5


class BackupRefused(Exception):
    """It cannot be done; the message says in one line why, and what to do."""


@dataclass(frozen=True)
class Restored:
    """What a restore came to."""

    deleted: int
    """Residents in the backup who have been deleted since."""
    replaced: Path | None
    """Where the database that stood there before is now."""


def backup(url: str, target: Path) -> None:
    """Write the whole database into a new file, readable by its owner only, while others work.

    Raises:
        BackupRefused: PostgreSQL; the target exists; nothing to back up; the disk is full.
    """
    parsed = plain_url(url)
    if parsed.drivername != "sqlite":
        raise BackupRefused(
            "PostgreSQL is backed up with its own tool: "
            f"pg_dump --format=custom --no-owner --file={target} '{_pg(parsed)}'"
        )
    source = _path(parsed)
    if not source.exists():
        raise BackupRefused(f"there is no database at {source}")
    if target.exists():
        raise BackupRefused(f"{target} exists already: name a new file")
    part = target.with_name(target.name + ".part")
    try:
        _write_copy(source, part)
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise BackupRefused(f"the backup could not be written: {error}") from error


async def restore(url: str, source: Path, *, deleted: Iterable[str]) -> Restored:
    """Put a backup in the place of the database. Nothing else may run meanwhile.

    ``deleted`` are the ids in the deletion log.

    1. The backup is copied beside the database, checked and brought up to this version.
    2. Residents who have been deleted since it was taken are deleted from it.
    3. What has been sent, taken in, or taken back (consent) since is carried over from the
       database that stands there, as far as it can be read; where it cannot, what was still to
       be sent is *unknown*. Nobody is written to twice.
    4. Logins end. The files change places in one step; the old one is kept beside it.

    Raises:
        BackupRefused: PostgreSQL; no such file or no backup of ours; the house still runs.
        NewerSchema: the backup is of a later version of the house.
    """
    parsed = plain_url(url)
    if parsed.drivername != "sqlite":
        raise BackupRefused(
            "PostgreSQL is restored with its own tool: pg_restore --clean --if-exists "
            f"--no-owner --dbname='{_pg(parsed)}' {source}; then `povezani db upgrade`"
        )
    here = _path(parsed)
    _refuse_unfit(source)
    _refuse_running(here)
    fresh = here.with_name(here.name + ".restoring")
    try:
        _remove(fresh)
        _write_copy(source, fresh)
        upgrade(f"sqlite:///{fresh}")
        number = await _delete(fresh, deleted)
        _carry_over(fresh, here)
        replaced = _swap(fresh, here)
    except (OSError, sqlite3.Error) as error:
        _remove(fresh)
        raise BackupRefused(f"the backup could not be restored: {error}") from error
    return Restored(number, replaced)


def _path(url: URL) -> Path:
    if not url.database or url.database == ":memory:":
        raise BackupRefused("a database in memory has no backup")
    return Path(url.database)


def _pg(url: URL) -> str:
    """The address without its password, which these tools ask for or find in ~/.pgpass."""
    return URL.create(
        "postgresql", url.username, None, url.host, url.port, url.database, url.query
    ).render_as_string()


def _write_copy(source: Path, target: Path) -> None:
    """One consistent moment of the database, without what was erased (VACUUM INTO)."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(source, timeout=60, isolation_level=None)) as connection:
        connection.execute("VACUUM INTO ?", [str(target)])
    with closing(sqlite3.connect(target)) as connection:
        (verdict,) = connection.execute("PRAGMA quick_check").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def _refuse_unfit(source: Path) -> None:
    if not source.is_file():
        raise BackupRefused(f"there is no file {source}")
    if not _is_ours(source):
        raise BackupRefused(f"{source} is not a backup of Povezani")
    refuse_newer(f"sqlite:///{source}")


def _is_ours(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            connection.execute("SELECT version_num FROM alembic_version").fetchone()
            connection.execute("SELECT count(*) FROM resident").fetchone()
    except sqlite3.Error:
        return False
    return True


def _refuse_running(here: Path) -> None:
    """Leaving WAL needs the file for oneself alone: with any other connection it is refused."""
    if not here.exists():
        return
    try:
        with closing(sqlite3.connect(here, timeout=_BUSY_SECONDS)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise BackupRefused("the house is running: stop it first (Ctrl-C or TERM)") from error
    except sqlite3.DatabaseError:
        return  # broken: that may be why a backup is restored


async def _delete(fresh: Path, deleted: Iterable[str]) -> int:
    engine = build_engine(f"sqlite+aiosqlite:///{fresh}")
    number = 0
    try:
        async with UnitOfWork(engine) as work:
            for resident_id in dict.fromkeys(deleted):
                if await work.people.by_id(resident_id) is not None:
                    await work.people.forget(resident_id)
                    number += 1
            await work.commit()
    finally:
        await engine.dispose()
    return number


_CARRIED = """
UPDATE delivery SET state = n.state, sent_at = n.sent_at, message_id = n.message_id,
    left_at = n.left_at, claimed_at = n.claimed_at, error = n.error
  FROM here.delivery AS n
  WHERE n.id = delivery.id AND delivery.state IN ('queued', 'sending') AND n.state <> 'queued';
UPDATE inbound SET state = n.state, payload = NULL, chat_hash = NULL, outcome = NULL,
    handled_at = n.handled_at
  FROM here.inbound AS n
  WHERE n.bot = inbound.bot AND n.update_id = inbound.update_id
    AND n.state IN ('handled', 'failed');
INSERT OR IGNORE INTO consent (id, resident_id, version, locale, given, at)
  SELECT id, resident_id, version, locale, given, at FROM here.consent
  WHERE resident_id IN (SELECT id FROM main.resident);
UPDATE resident SET stopped_at = n.stopped_at, locale = n.locale
  FROM here.resident AS n WHERE n.id = resident.id;
UPDATE contact SET unreachable_since = n.unreachable_since
  FROM here.contact AS n WHERE n.resident_id = contact.resident_id;
"""
_NOTHING_KNOWN = """
UPDATE delivery SET state = 'unknown', error = 'restored from a backup'
  WHERE state IN ('queued', 'sending');
"""


def _carry_over(fresh: Path, here: Path) -> None:
    with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
        connection.execute("DELETE FROM staff_session")
        if not here.exists():
            return  # another machine: the house goes on there from where the backup stands
        try:
            connection.execute("ATTACH ? AS here", [str(here)])
            connection.executescript("BEGIN;" + _CARRIED + "COMMIT;")
        except sqlite3.DatabaseError:
            with suppress(sqlite3.OperationalError):
                connection.execute("ROLLBACK")
            connection.executescript("BEGIN;" + _NOTHING_KNOWN + "COMMIT;")


def _swap(fresh: Path, here: Path) -> Path | None:
    """Change the files; at every moment one of them stands under the right name."""
    with closing(sqlite3.connect(fresh)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")  # no log beside it to be left behind
    kept = None
    if here.exists():
        kept = here.with_name(here.name + ".replaced")
        kept.unlink(missing_ok=True)
        os.link(here, kept)
    for beside in ("-wal", "-shm"):
        here.with_name(here.name + beside).unlink(missing_ok=True)
    fresh.replace(here)
    return kept


def _remove(path: Path) -> None:
    for beside in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            path.with_name(path.name + beside).unlink(missing_ok=True)
