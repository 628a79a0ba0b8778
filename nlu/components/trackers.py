"""Conversations on disk: capped, expiring, deletable, without a resident's words.

A conversation is kept as its last turn, preceded by a short opening that restores what came
before: the slots and an open form. So a turn takes as long after 1,000 turns as after ten.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar
from weakref import WeakValueDictionary

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import (
    ACTION_LISTEN_NAME,
    ACTION_SESSION_START_NAME,
    REQUESTED_SLOT,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from components.turn import CURRENT

logger = logging.getLogger(__name__)

KEPT_TURNS = 1
"""User turns kept as events; older ones are folded into the opening. No rule looks further back,
and Rasa walks over all of them several times a turn: about a millisecond for each."""
KEPT_REPLIES = 20
"""Replies kept per conversation, so that a repeated turn id gets the same reply."""
SWEEP_EVERY = 60.0
"""Seconds between two looks for expired conversations."""

_TABLES = """
CREATE TABLE IF NOT EXISTS conversation (
    sender TEXT PRIMARY KEY, events TEXT NOT NULL, touched REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reply (
    sender TEXT NOT NULL, turn TEXT NOT NULL, messages TEXT NOT NULL, touched REAL NOT NULL,
    PRIMARY KEY (sender, turn)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS conversation_touched ON conversation (touched);
"""


class Shelf:
    """The file that holds all conversations: `$POVEZANI_VAR/rasa/trackers.db`."""

    _open: ClassVar[dict[Path, Shelf]] = {}

    def __init__(self, path: Path, minutes: float) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._seconds = minutes * 60
        self._swept = 0.0
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._db = sqlite3.connect(str(path), isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("PRAGMA busy_timeout = 2000")
        self._db.execute("PRAGMA secure_delete = ON")
        self._db.executescript(_TABLES)

    @classmethod
    def shared(cls) -> Shelf:
        """The shelf of this process, from POVEZANI_VAR and POVEZANI_SESSION_MINUTES.

        Channel and tracker store share it, and it outlives a model swap.
        """
        path = (Path(os.environ.get("POVEZANI_VAR", "var")) / "rasa" / "trackers.db").resolve()
        if path not in cls._open:
            minutes = float(os.environ.get("POVEZANI_SESSION_MINUTES", "60"))
            cls._open[path] = cls(path, minutes)
        return cls._open[path]

    def lock(self, sender: str) -> asyncio.Lock:
        """One conversation, one message at a time, until its outcome is on disk."""
        found = self._locks.get(sender)
        if found is None:
            found = self._locks[sender] = asyncio.Lock()
        return found

    def events(self, sender: str) -> str | None:
        """The conversation as JSON, or None when there is none or it has expired."""
        oldest = time.time() - self._seconds
        row = self._db.execute(
            "SELECT events FROM conversation WHERE sender = ? AND touched > ?", (sender, oldest)
        ).fetchone()
        return row[0] if row else None

    def replied(self, sender: str, turn: str) -> list[dict[str, Any]] | None:
        """The reply already given to this turn, if it is still known."""
        row = self._db.execute(
            "SELECT messages FROM reply WHERE sender = ? AND turn = ? AND touched > ?",
            (sender, turn, time.time() - self._seconds),
        ).fetchone()
        return json.loads(row[0]) if row else None

    def keep(
        self,
        sender: str,
        events: str,
        turn: str | None = None,
        messages: list[dict[str, Any]] | None = None,
    ) -> None:
        """Write a conversation, and the reply to its turn, in one transaction."""
        now = time.time()
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._db.execute(
                "INSERT OR REPLACE INTO conversation VALUES (?, ?, ?)", (sender, events, now)
            )
            if turn is not None:
                self._db.execute(
                    "INSERT OR REPLACE INTO reply VALUES (?, ?, ?, ?)",
                    (sender, turn, json.dumps(messages or []), now),
                )
                self._db.execute(
                    "DELETE FROM reply WHERE sender = ? AND turn NOT IN (SELECT turn FROM reply"
                    " WHERE sender = ? ORDER BY touched DESC LIMIT ?)",
                    (sender, sender, KEPT_REPLIES),
                )
            if now - self._swept > SWEEP_EVERY:
                for table in ("conversation", "reply"):
                    self._db.execute(
                        f"DELETE FROM {table} WHERE touched <= ?",  # noqa: S608 - two constants
                        (now - self._seconds,),
                    )
                self._swept = now
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise

    def forget(self, sender: str) -> None:
        """Delete one conversation, also from the write-ahead file."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("DELETE FROM conversation WHERE sender = ?", (sender,))
        self._db.execute("DELETE FROM reply WHERE sender = ?", (sender,))
        self._db.execute("COMMIT")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def senders(self) -> list[str]:
        """All conversations kept."""
        return [row[0] for row in self._db.execute("SELECT sender FROM conversation")]


def opening(before: DialogueStateTracker) -> list[Event]:
    """The shortest events that lead to the state of a conversation: its slots and open form."""
    events: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    slots = [
        SlotSet(name, slot.value)
        for name, slot in sorted(before.slots.items())
        if slot.value is not None and slot.value != slot.initial_value
    ]
    form = before.active_loop_name
    if form:
        events += [ActionExecuted(ACTION_LISTEN_NAME), ActionExecuted(form), ActiveLoop(form)]
        slots.sort(key=lambda event: event.key == REQUESTED_SLOT)
    return events + slots + [ActionExecuted(ACTION_LISTEN_NAME)]


def capped(tracker: DialogueStateTracker, domain: Domain) -> list[Event]:
    """The events of a conversation since its last restart, the oldest turns folded away."""
    events = tracker.events_after_latest_restart()
    said = [place for place, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(said) <= KEPT_TURNS:
        return events
    cut = said[-KEPT_TURNS]
    before = DialogueStateTracker.from_events(tracker.sender_id, events[:cut], domain.slots)
    return opening(before) + events[cut:]


def wordless(event: Event) -> dict[str, Any]:
    """An event as it is kept: of a message only its intent and entities (keys), no text."""
    kept: dict[str, Any] = event.as_dict()
    if isinstance(event, UserUttered):
        parsed = {
            "text": "",
            "intent": {"name": event.intent_name, "confidence": 1.0},
            "entities": event.entities,
        }
        kept.update(text="", parse_data=parsed, metadata={}, message_id=None)
    return kept


class HouseTrackerStore(TrackerStore):
    """Rasa's door to the shelf. Within a turn nothing is written: the channel does that."""

    def __init__(self, domain: Domain | None, event_broker: Any = None, **_: Any) -> None:
        super().__init__(domain, event_broker)
        self._shelf = Shelf.shared()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep a conversation; a new one that has not begun is not kept."""
        if not tracker.events:
            return
        turn = CURRENT.get()
        try:
            events = json.dumps([wordless(event) for event in capped(tracker, self.domain)])
            if turn is None:
                self._shelf.keep(tracker.sender_id, events)
            else:
                turn.events = events
        except Exception as error:  # Rasa would keep the words in memory instead
            self._failed(error)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation, or None when it is unknown or has expired."""
        turn = CURRENT.get()
        try:
            events = turn.events if turn is not None and turn.events else None
            if events is None and (turn is None or not turn.anew):
                events = self._shelf.events(sender_id)
            return self._restored(sender_id, events) if events is not None else None
        except Exception as error:  # Rasa would go on with an empty conversation
            self._failed(error)
            return None

    async def keys(self) -> Iterable[str]:
        """The senders of all conversations kept."""
        return self._shelf.senders()

    def _restored(self, sender: str, kept: str) -> DialogueStateTracker | None:
        """A conversation under the present domain; None when its open form exists no more."""
        events: list[Event] = []
        for given in json.loads(kept):
            if given["event"] == "slot" and given["name"] not in self._slot_names():
                continue
            event = Event.from_parameters(given)
            if event is None:
                continue
            if isinstance(event, ActiveLoop) and event.name not in (None, *self.domain.form_names):
                return None
            events.append(event)
        return DialogueStateTracker.from_events(sender, events, self.domain.slots)

    def _slot_names(self) -> list[str]:
        return [slot.name for slot in self.domain.slots]

    def _failed(self, error: Exception) -> None:
        turn = CURRENT.get()
        if turn is None:
            raise error
        turn.failed = True
        logger.error("the tracker store failed", exc_info=error)
