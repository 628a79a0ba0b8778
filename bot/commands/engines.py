"""A Rasa to ask: the one that runs, or one of our own for as long as it is needed."""

import asyncio
import contextlib
import secrets
import shlex
import socket
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.common import NLU_PYTHON, ROOT, Refusal, note
from bot.commands.model import ensure_model, model_path, need_nlu
from bot.commands.processes import Children

if TYPE_CHECKING:
    from bot.adapters.rasa_http import RasaEngine
    from bot.settings import Settings

START_SECONDS = 90.0
PATIENCE_SECONDS = 30.0
"""A measurement waits longer than a resident would."""


@contextlib.asynccontextmanager
async def engine_to_ask(settings: "Settings", *, own: bool = False) -> "AsyncIterator[RasaEngine]":
    """The running Rasa where there is one, unless ``own``; otherwise one is started.

    Ours listens on a free port, keeps its conversations in a folder that goes with it, and is
    trained first where no model is current.

    Raises:
        Refusal: it cannot be started.
    """
    from bot.adapters.rasa_http import RasaEngine
    from bot.wiring import rasa_token

    if not own:
        running = RasaEngine(settings.rasa, token=rasa_token(settings), patience=PATIENCE_SECONDS)
        try:
            if await running.healthy():
                yield running
                return
        finally:
            await running.aclose()
    async with engine_of_our_own(settings) as own_one:
        yield own_one.engine


@dataclass(frozen=True)
class OwnEngine:
    """A Rasa started for one purpose, and what only its starter knows of it."""

    engine: "RasaEngine"
    address: str
    token: str
    model: Path
    process: int
    var: Path
    """Where its conversations are; gone with it."""
    start_seconds: float


@contextlib.asynccontextmanager
async def engine_of_our_own(settings: "Settings") -> AsyncIterator[OwnEngine]:
    """Start a Rasa on a free port, whether one runs or not; it ends with the block.

    Raises:
        Refusal: it cannot be started.
    """
    from bot.adapters.rasa_http import RasaEngine

    need_nlu()
    await ensure_model(settings.var, note)
    token, port = secrets.token_urlsafe(16), free_port()
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="povezani-rasa-") as folder:
        environment = {
            "POVEZANI_VAR": folder,
            "POVEZANI_RASA_PORT": str(port),
            "POVEZANI_RASA_TOKEN": token,
        }
        model = model_path(settings.var).absolute()
        async with Children(Path(folder) / "log", environment) as children:
            serve = shlex.join(map(str, (NLU_PYTHON, ROOT / "nlu/serve.py", "--model", model)))
            began = time.monotonic()
            child = await children.start("rasa", serve)
            engine = RasaEngine(address, token=token, patience=PATIENCE_SECONDS)
            try:
                while not await engine.healthy():
                    if time.monotonic() > began + START_SECONDS:
                        raise Refusal(f"Rasa did not start within {START_SECONDS:.0f} s")
                    await asyncio.sleep(0.3)
                yield OwnEngine(
                    engine,
                    address=address,
                    token=token,
                    model=model,
                    process=child.process.pid,
                    var=Path(folder),
                    start_seconds=time.monotonic() - began,
                )
            finally:
                await engine.aclose()


def free_port() -> int:
    """A port on loopback that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
