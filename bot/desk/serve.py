"""Runs the desk as a process of its own."""

import logging

import uvicorn

from bot.desk.app import build
from bot.desk.parts import DeskParts


async def serve(parts: DeskParts) -> None:
    """Serve on ``settings.host`` and ``settings.desk_port`` until told to stop (INT or TERM).

    No access log: an address may hold what somebody typed. Requests under way are finished,
    for three seconds at most.

    Raises:
        SystemExit: the port is in use.
    """
    for chatty in ("httpx", "httpcore"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    config = uvicorn.Config(
        build(parts),
        host=parts.settings.host,
        port=parts.settings.desk_port,
        access_log=False,
        log_level="warning",
        log_config=None,
        server_header=False,
        # behind a TLS proxy the scheme comes from settings.public_url, never from a header
        proxy_headers=False,
        timeout_graceful_shutdown=3,
        lifespan="off",
    )
    await uvicorn.Server(config).serve()
