"""What more than one process is built from; filled in ``bot.wiring``."""

from dataclasses import dataclass

from bot.adapters.rendering import Rendering
from bot.adapters.speech import Speech
from bot.ports import Clock, DialogueEngine, Vault
from bot.settings import Settings
from db.uow import Store


@dataclass(frozen=True)
class Parts:
    """The shared parts of one process."""

    settings: Settings
    store: Store
    clock: Clock
    vault: Vault
    speech: Speech
    engine: DialogueEngine
    rendering: Rendering
