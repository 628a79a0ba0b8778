"""Runs the rehearsal as a process of its own, on loopback."""

import logging
from pathlib import Path
from typing import Any

import uvicorn

from bot.rehearsal.app import build

HOST = "127.0.0.1"


class Server(uvicorn.Server):
    """Ends long polls and hanging calls first, so that a stop takes no longer than a moment."""

    async def shutdown(self, sockets: Any = None) -> None:
        self.config.app.state.world.close()  # type: ignore[union-attr]  # uvicorn types any app
        await super().shutdown(sockets)


async def serve(
    *,
    port: int,
    store: Path | None,
    enforce_limits: bool,
    bots: dict[str, str] | None = None,
) -> None:
    """Serve until the process is told to stop (INT or TERM).

    Nothing of a request is logged: its address holds a token, its body a resident's words.

    Raises:
        SystemExit: the port is in use.
    """
    for chatty in ("httpx", "httpcore"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    app = build(enforce_limits=enforce_limits, store=store, bots=bots)
    config = uvicorn.Config(
        app,
        host=HOST,
        port=port,
        access_log=False,
        log_level="warning",
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=3,
        lifespan="on",
    )
    await Server(config).serve()
