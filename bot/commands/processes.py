"""Child processes that live and die together: started, watched, stopped by group."""

import asyncio
import contextlib
import ctypes
import os
import shlex
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from honcho.environ import parse_procfile

from bot.commands.common import Refusal

GRACE_SECONDS = 8.0
"""How long a child may take to end by itself before it is killed."""
PARENT = "POVEZANI_PARENT"
"""Tells a child whose child it is, so that it ends when its parent is gone."""
_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


class ChildDied(Refusal):
    """A child ended by itself; the message names it and its log."""


@dataclass(frozen=True)
class Child:
    """A running process with a group of its own, and where its output goes."""

    name: str
    process: asyncio.subprocess.Process
    log: Path

    async def watch(self) -> None:
        """Wait for the end that should not come.

        Raises:
            ChildDied: it came.
        """
        code = await self.process.wait()
        how = f"exit code {code}" if code >= 0 else signal.Signals(-code).name
        raise ChildDied(f"{self.name} stopped ({how}); see {self.log}")


@dataclass
class Children:
    """``async with Children(logs) as children``: at the end none of them runs any more."""

    logs: Path
    environment: Mapping[str, str]
    where: Path | None = None
    """Working folder of the children; elsewhere than here no ``.env`` is read."""
    _started: list[Child] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def start(self, name: str, command: str) -> Child:
        """Start a command without a shell; its output goes to ``<logs>/<name>.log``.

        The log of the run before is kept as ``<name>.log.1``.

        Raises:
            Refusal: there is no such command.
        """
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.logs / f"{name}.log"
        if log.exists():
            log.replace(self.logs / f"{name}.log.1")
        here = Path(sys.executable).parent
        path = f"{here}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        with log.open("wb") as output:
            try:
                process = await asyncio.create_subprocess_exec(
                    *shlex.split(command),
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=output,
                    stderr=asyncio.subprocess.STDOUT,
                    start_new_session=True,
                    cwd=self.where,
                    env={**os.environ, **self.environment, "PATH": path, PARENT: str(os.getpid())},
                )
            except FileNotFoundError:
                raise Refusal(f"{name} cannot be started: no command {command!r}") from None
        child = Child(name, process, log)
        self._started.append(child)
        return child

    async def stop(self) -> None:
        """Stop all, asking first: TERM to each group, KILL after :data:`GRACE_SECONDS`."""
        for child in self._started:
            _signal(child, signal.SIGTERM)
        ends = [child.process.wait() for child in self._started]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE_SECONDS):
                await asyncio.gather(*ends)
        for child in self._started:
            _signal(child, signal.SIGKILL)  # also what a child left behind in its group
        await asyncio.gather(*(child.process.wait() for child in self._started))
        self._started.clear()


def procfile(path: Path) -> dict[str, str]:
    """The processes of a Procfile: name → command."""
    return dict(parse_procfile(path.read_text(encoding="utf-8")).processes)


def end_with_parent() -> None:
    """Ask for TERM when the parent dies, however it dies; without one, do nothing.

    The request outlives ``exec`` (prctl(2), PR_SET_PDEATHSIG), so that Rasa keeps it too.
    """
    parent = os.environ.pop(PARENT, None)
    if parent is None or sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(parent):  # it died before we asked
        raise SystemExit(1)


def _signal(child: Child, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.process.pid, number)
