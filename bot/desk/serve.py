"""Runs the desk as a process of its own."""

import logging
import socket

import uvicorn

from bot.desk.app import build
from bot.desk.parts import DeskParts


class PortTaken(Exception):
    """The desk cannot listen where it is told to; the message says where and why."""


async def serve(parts: DeskParts) -> None:
    """Serve on ``settings.host`` and ``settings.desk_port`` until told to stop (INT or TERM).

    No access log: an address may hold what somebody typed. Requests under way are finished,
    for three seconds at most.

    Raises:
        PortTaken: something else listens there, or the address is not this machine's.
    """
    for chatty in ("httpx", "httpcore"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    config = uvicorn.Config(
        build(parts),
        access_log=False,
        log_level="warning",
        log_config=None,
        server_header=False,
        # behind a TLS proxy the scheme comes from settings.public_url, never from a header
        proxy_headers=False,
        timeout_graceful_shutdown=3,
        lifespan="off",
    )
    # our own socket: uvicorn would say that the port is taken in a log line, and leave
    with _listen(parts.settings.host, parts.settings.desk_port) as listening:
        await uvicorn.Server(config).serve(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise PortTaken(
            f"the desk cannot listen on {host} port {port}: {error.strerror}; "
            "another one is set by POVEZANI_DESK_PORT"
        ) from None
    return listening
