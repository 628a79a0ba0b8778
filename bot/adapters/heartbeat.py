"""Signs of life of processes that answer no HTTP: a file that is touched again and again.

Each of these processes runs ``beat(heart(settings.var, "door"))`` beside its work, in the same
task group; the desk's ``/healthz`` asks ``fresh``.
"""

import asyncio
import logging
import time
from pathlib import Path

BEAT_SECONDS = 5.0
FRESH_SECONDS = 20.0

log = logging.getLogger(__name__)


def heart(var: Path, name: str) -> Path:
    """The file of a process: ``var/run/<name>.alive``."""
    return var / "run" / f"{name}.alive"


async def beat(path: Path) -> None:
    """Touch the file every few seconds until cancelled; then it goes, so that a stop shows."""
    _make_folder(path)
    try:
        while True:
            _touch(path)
            await asyncio.sleep(BEAT_SECONDS)
    finally:
        _remove(path)


def fresh(path: Path, seconds: float = FRESH_SECONDS) -> bool:
    """Whether the file was touched within the last seconds."""
    try:
        return time.time() - path.stat().st_mtime < seconds
    except OSError:
        return False


def _make_folder(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)


def _touch(path: Path) -> None:
    try:
        path.touch()
    except OSError:  # a full disk must not end the process; the stale file says enough
        log.warning("no heartbeat could be written")


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
