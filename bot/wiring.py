"""The only place where things are built and joined."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any

import httpx

from bot.adapters.clock import SystemClock
from bot.adapters.deletions import FileDeletionLog
from bot.adapters.heartbeat import beat, heart
from bot.adapters.parts import Parts
from bot.adapters.rasa_http import RasaEngine
from bot.adapters.rendering import Rendering
from bot.adapters.speech import Speech
from bot.adapters.vault import open_vault
from bot.hours import StaffHours
from bot.ports import Clock, DialogueEngine
from bot.settings import Settings
from bot.usecases.house import House
from db.engine import build_engine
from db.uow import store_over
from dialogues.cues import read_cues
from dialogues.stopwords import read_stop_words

CUES = Path(__file__).parents[1] / "dialogues" / "cues"


def rasa_token(settings: Settings) -> str | None:
    """The secret that house and Rasa share: by setting, or as made under ``var/secret``."""
    if settings.rasa_token is not None:
        return settings.rasa_token.get_secret_value()
    path = settings.var / "secret" / "rasa-token"
    return path.read_text(encoding="ascii").strip() if path.exists() else None


@contextlib.asynccontextmanager
async def build_parts(
    settings: Settings, *, clock: Clock | None = None, engine: DialogueEngine | None = None
) -> AsyncIterator[Parts]:
    """Build the shared parts; connections are closed at the end.

    Raises:
        KeyMissing: there is no key yet, or it is not one.
    """
    clock = clock or SystemClock()
    database = build_engine(settings.store_url)
    store = store_over(database)
    speech = Speech.load()
    rasa = RasaEngine(settings.rasa, token=rasa_token(settings), patience=settings.rasa_seconds)
    try:
        yield Parts(
            settings=settings,
            store=store,
            clock=clock,
            vault=open_vault(settings.key_path, make=False),
            speech=speech,
            engine=engine or rasa,
            rendering=Rendering(store, speech, clock, StaffHours.read(settings.staff_hours)),
        )
    finally:
        await rasa.aclose()
        await database.dispose()


def build_house(parts: Parts) -> House:
    """What the residents' use cases work with."""
    return House(
        store=parts.store,
        engine=parts.engine,
        clock=parts.clock,
        cues=read_cues(CUES),
        stop_words=read_stop_words(),
        deletions=FileDeletionLog(parts.settings.var / "deletions.log"),
        session_minutes=parts.settings.session_minutes,
    )


async def run_door(settings: Settings) -> None:
    """The residents' door, until the process is told to stop."""
    from bot.resident.serve import serve

    async with build_parts(settings) as parts:
        house = build_house(parts)
        await until_told(serve(parts, house), beat(heart(settings.var, "door")))


async def run_outreach(settings: Settings) -> None:
    """What we begin, until the process is told to stop."""
    from bot.outreach.serve import serve

    async with build_parts(settings) as parts:
        await until_told(serve(parts), beat(heart(settings.var, "outreach")))


async def run_desk(settings: Settings) -> None:
    """The staff's desk, until the process is told to stop."""
    from bot.adapters.health import HealthProbe
    from bot.adapters.passwords import Argon2Passwords
    from bot.desk.parts import DeskParts
    from bot.desk.serve import serve
    from bot.usecases.export_survey import export_survey

    rehearsal = f"http://127.0.0.1:{settings.rehearsal_port}" if settings.rehearsing else None
    async with build_parts(settings) as parts, httpx.AsyncClient(trust_env=False) as http:
        await serve(
            DeskParts(
                store=parts.store,
                clock=parts.clock,
                speech=parts.speech,
                settings=settings,
                passwords=Argon2Passwords(),
                probe=HealthProbe(parts.store, parts.engine, http, settings.var, rehearsal),
                export_survey=export_survey,
                http=http,
            )
        )


async def run_rehearsal(settings: Settings) -> None:
    """The stand-in Telegram, until the process is told to stop."""
    from bot.rehearsal.serve import serve

    bots = {"resident": settings.resident_bot_token}
    if settings.coordinator_bot_token:
        bots["coordinator"] = settings.coordinator_bot_token
    await serve(
        port=settings.rehearsal_port,
        store=settings.var / "rehearsal.db",
        enforce_limits=False,
        bots=bots,
    )


async def until_told(*jobs: Coroutine[Any, Any, None]) -> None:
    """Run jobs side by side until INT or TERM; one that breaks ends the others."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, told.set)

    async def stop_when_told() -> None:
        await told.wait()
        raise _Told

    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(stop_when_told())
            for job in jobs:
                tasks.create_task(job)
    except* _Told:
        pass


class _Told(Exception):
    """The process was told to stop."""
