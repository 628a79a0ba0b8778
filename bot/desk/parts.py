"""What the desk is built of; filled in ``bot.wiring`` and in tests."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

import httpx

from bot.adapters.speech import Speech
from bot.ports import Clock
from bot.settings import Settings
from bot.usecases.desk.office import Passwords
from db.uow import Store

type Probe = Callable[[], Awaitable[Mapping[str, str]]]
"""State of each part of the house by name: ``ok``, ``down`` or ``off``."""

type ExportFormat = Literal["csv", "xlsx"]


class ExportSurvey(Protocol):
    """Writes a survey's replies as a file."""

    async def __call__(
        self, store: Store, key: str, format: ExportFormat, *, locale: str = "sl"
    ) -> bytes:
        """The file, labels in a language; LookupError where there is no such survey."""
        ...


@dataclass(frozen=True)
class DeskParts:
    """Everything the desk needs from outside."""

    store: Store
    clock: Clock
    speech: Speech
    settings: Settings
    passwords: Passwords
    probe: Probe
    export_survey: ExportSurvey
    http: httpx.AsyncClient
    """For the rehearsal behind the login; only used while ``settings.rehearsing``."""
