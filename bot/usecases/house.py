"""What every use case works with; built once, in ``bot.wiring``."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.ports import Clock, DeletionLog, DialogueEngine
from db.uow import Store
from dialogues.cues import Cues
from dialogues.stopwords import StopWords


@dataclass(frozen=True)
class House:
    """The store, the engine and the clock."""

    store: Store
    engine: DialogueEngine
    clock: Clock
    cues: Cues
    stop_words: StopWords
    deletions: DeletionLog
    session_minutes: int

    def forms_end_before(self, now: datetime) -> datetime:
        """A form untouched since then was left by its resident."""
        return now - timedelta(minutes=self.session_minutes)
