"""The rehearsal's own memory on disk, so that a second `make up` still shows the chats.

One SQLite table of JSON values. It is not the challenge database and holds rehearsal chats only;
the file is readable by its owner alone.
"""

import json
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

Key = tuple[str, int, int, int]
"""Kind, bot, chat, number."""


class Store:
    """Keeps what the world hands it; a full disk costs the copy, never the conversation."""

    def __init__(self, path: Path | None) -> None:
        self._changed: dict[Key, Any] = {}
        self._failing = False
        self._base: sqlite3.Connection | None = None
        if path is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        # Built in one thread, served in another by tests; never used by two at once.
        self._base = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._base.execute("PRAGMA journal_mode = WAL")
        self._base.execute("PRAGMA synchronous = NORMAL")
        self._base.execute(
            "CREATE TABLE IF NOT EXISTS kept"
            " (kind TEXT, bot INTEGER, chat INTEGER, number INTEGER,"
            " value TEXT NOT NULL, PRIMARY KEY (kind, bot, chat, number)) WITHOUT ROWID"
        )

    def keep(self, kind: str, bot: int, chat: int, number: int, value: Any) -> None:
        """Remember a JSON value under its key; None forgets it. Written by `flush`."""
        if self._base is not None:
            self._changed[kind, bot, chat, number] = value

    def flush(self) -> None:
        """Write all that changed, in one transaction.

        What cannot be written (disk full) is kept in memory and tried again with the next flush.
        """
        if self._base is None or not self._changed:
            return
        gone = [key for key, value in self._changed.items() if value is None]
        kept = [
            (*key, json.dumps(value)) for key, value in self._changed.items() if value is not None
        ]
        try:
            self._base.execute("BEGIN IMMEDIATE")
            self._base.executemany(
                "DELETE FROM kept WHERE kind = ? AND bot = ? AND chat = ? AND number = ?", gone
            )
            self._base.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?)", kept)
            self._base.execute("COMMIT")
        except sqlite3.Error as error:
            if self._base.in_transaction:
                self._base.execute("ROLLBACK")
            if not self._failing:
                log.warning("rehearsal store cannot be written: %s", type(error).__name__)
            self._failing = True
            return
        self._changed.clear()
        self._failing = False

    def read(self, kind: str) -> Iterator[tuple[int, int, int, Any]]:
        """All kept values of a kind: bot, chat, number, value, in the order of their numbers."""
        if self._base is None:
            return
        rows = self._base.execute(
            "SELECT bot, chat, number, value FROM kept WHERE kind = ? ORDER BY bot, chat, number",
            (kind,),
        )
        for bot, chat, number, value in rows:
            yield bot, chat, number, json.loads(value)

    def clear(self) -> None:
        """Forget everything."""
        self._changed.clear()
        if self._base is not None:
            self._base.execute("DELETE FROM kept")

    def close(self) -> None:
        """Write what is left and close the file."""
        self.flush()
        if self._base is not None:
            self._base.close()
            self._base = None
