"""Backups: whole, sealed, without the deleted; restoring writes to nobody twice."""

import sqlite3
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot.adapters.deletions import FileDeletionLog
from db.backup import BackupRefused, backup, restore
from db.engine import build_engine
from db.migrate import NewerSchema
from db.uow import UnitOfWork

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def path_of(url: str) -> Path:
    return Path(make_url(url).database or "")


async def settle_resident(url: str, chat: str, *, words: str = "besede") -> str:
    """A resident with a question and an invitation that waits."""
    engine = build_engine(url)
    async with UnitOfWork(engine) as work:
        resident = await work.people.welcome(
            bot="resident", chat_hash=chat, chat_cipher=b"sealed", locale="sl", now=NOW
        )
        await work.questions.ask(
            resident.id, reason="unknown", locale="sl", words=words, update_id=None, now=NOW
        )
        work.sending.queue(
            bot="resident",
            kind="survey_invitation",
            ref=resident.id,
            resident_id=resident.id,
            now=NOW,
        )
        await work.commit()
    await engine.dispose()
    return resident.id


def rows(path: Path, query: str, *given: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    found = connection.execute(query, given).fetchall()
    connection.close()
    return found


async def test_a_backup_while_the_house_works_is_whole_and_its_owners(
    sqlite_url: str, tmp_path: Path
) -> None:
    engine = build_engine(sqlite_url)
    resident = await settle_resident(sqlite_url, "a")
    target = tmp_path / "backups" / "monday.db"
    async with UnitOfWork(engine, read_only=True) as work:
        assert await work.people.by_id(resident) is not None
        backup(sqlite_url, target)
    await engine.dispose()
    assert rows(target, "SELECT id FROM resident") == [(resident,)]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with pytest.raises(BackupRefused, match="exists already"):
        backup(sqlite_url, target)


async def test_what_was_deleted_since_stays_deleted(sqlite_url: str, tmp_path: Path) -> None:
    gone = await settle_resident(sqlite_url, "a", words="zasebno povedano")
    stays = await settle_resident(sqlite_url, "b")
    target = tmp_path / "monday.db"
    backup(sqlite_url, target)
    log = FileDeletionLog(tmp_path / "deletions.log")
    log.note(gone)
    engine = build_engine(sqlite_url)
    async with UnitOfWork(engine) as work:
        await work.people.forget(gone)
        await work.commit()
    await engine.dispose()
    restored = await restore(sqlite_url, target, deleted=log.all())
    assert restored.deleted == 1
    here = path_of(sqlite_url)
    assert rows(here, "SELECT id FROM resident") == [(stays,)]
    assert b"zasebno povedano" not in here.read_bytes()
    assert not here.with_name(here.name + "-wal").exists()


async def test_nobody_is_written_to_twice_after_a_restore(sqlite_url: str, tmp_path: Path) -> None:
    resident = await settle_resident(sqlite_url, "a")
    target = tmp_path / "monday.db"
    backup(sqlite_url, target)
    engine = build_engine(sqlite_url)
    async with UnitOfWork(engine) as work:
        (claimed,) = await work.sending.claim("resident", NOW, 10)
        await work.sending.settle(claimed.id, claimed_at=NOW, state="sent", now=NOW, message_id=7)
        await work.people.keep_consent(resident, version="1", locale="sl", given=False, now=NOW)
        await work.commit()
    await engine.dispose()
    await restore(sqlite_url, target, deleted=[])
    here = path_of(sqlite_url)
    assert rows(here, "SELECT state, message_id FROM delivery") == [("sent", 7)]
    assert rows(here, "SELECT given FROM consent") == [(0,)]


async def test_beside_a_broken_database_what_waited_is_unknown(
    sqlite_url: str, tmp_path: Path
) -> None:
    await settle_resident(sqlite_url, "a")
    target = tmp_path / "monday.db"
    backup(sqlite_url, target)
    here = path_of(sqlite_url)
    here.write_bytes(b"broken by a bad disk" * 1000)
    restored = await restore(sqlite_url, target, deleted=[])
    assert rows(here, "SELECT state FROM delivery") == [("unknown",)]
    assert restored.replaced is not None
    assert restored.replaced.read_bytes().startswith(b"broken")


async def test_on_another_machine_the_house_goes_on(sqlite_url: str, tmp_path: Path) -> None:
    resident = await settle_resident(sqlite_url, "a")
    target = tmp_path / "monday.db"
    backup(sqlite_url, target)
    elsewhere = f"sqlite+aiosqlite:///{tmp_path / 'new' / 'povezani.db'}"
    restored = await restore(elsewhere, target, deleted=[])
    assert (restored.deleted, restored.replaced) == (0, None)
    assert rows(path_of(elsewhere), "SELECT state, resident_id FROM delivery") == [
        ("queued", resident)
    ]


async def test_not_while_the_house_runs(sqlite_url: str, tmp_path: Path) -> None:
    resident = await settle_resident(sqlite_url, "a")
    target = tmp_path / "monday.db"
    backup(sqlite_url, target)
    engine = build_engine(sqlite_url)
    async with UnitOfWork(engine, read_only=True) as work:
        await work.people.by_id(resident)
    with pytest.raises(BackupRefused, match="the house is running"):
        await restore(sqlite_url, target, deleted=[])
    await engine.dispose()
    await restore(sqlite_url, target, deleted=[])


async def test_what_is_no_backup_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="there is no file"):
        await restore(sqlite_url, tmp_path / "none.db", deleted=[])
    other = tmp_path / "other.db"
    other.write_text("a letter")
    with pytest.raises(BackupRefused, match="not a backup of Povezani"):
        await restore(sqlite_url, other, deleted=[])
    newer = tmp_path / "newer.db"
    backup(sqlite_url, newer)
    connection = sqlite3.connect(newer)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    with pytest.raises(NewerSchema, match="newer version"):
        await restore(sqlite_url, newer, deleted=[])


async def test_postgresql_is_left_to_its_own_tool(tmp_path: Path) -> None:
    url = "postgresql+psycopg://povezani:secret@db.example/povezani"
    with pytest.raises(BackupRefused, match="pg_dump --format=custom") as caught:
        backup(url, tmp_path / "x")
    assert "secret" not in str(caught.value)
    assert "postgresql://povezani@db.example/povezani" in str(caught.value)
    with pytest.raises(BackupRefused, match="pg_restore"):
        await restore(url, tmp_path / "x", deleted=[])
