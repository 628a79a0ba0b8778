"""``povezani up``: the whole house with one command."""

import asyncio
import contextlib
import fcntl
import os
import shutil
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.common import ROOT, Refusal, note, run, settings_here, tell
from bot.commands.model import ensure_model, need_nlu
from bot.commands.processes import Children, procfile
from bot.commands.status import desk_address

if TYPE_CHECKING:
    from bot.settings import Settings

FREE_MEGABYTES = 200
"""Room for database, model and logs of a first run."""
PORT_SECONDS = 6.0
"""How long a port may stay taken by a run that is just ending."""
READY_SECONDS = 180.0
FIRST_LOGIN = "admin"


def up() -> None:
    """Start the whole house and stay: migrate, load answers, train if needed, run all processes.

    Ctrl-C or TERM stops everything. A process that ends by itself ends the others too.
    """
    settings = settings_here()
    with alone(settings.var):
        run(stay_until_told(settings))
    note("stopped")


async def stay_until_told(settings: "Settings") -> None:
    """Run the house until INT, TERM or HUP, and leave nothing behind.

    Raises:
        ExceptionGroup: what ended the house by itself.
    """
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, told.set)

    async def leave_when_told() -> None:
        await told.wait()
        note("stopping …")
        raise _Told

    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(leave_when_told())
            tasks.create_task(_house(settings))
    except* _Told:
        pass


async def _house(settings: "Settings") -> None:
    """Everything in order: check, prepare, start, wait until it answers, say so, watch."""
    from bot.adapters.heartbeat import heart

    processes = procfile(ROOT / "Procfile")
    if not settings.rehearsing:
        del processes["rehearsal"]
    need_nlu()
    enough_room(settings.var)
    await free_ports(settings)
    await prepare(settings)
    began = time.monotonic()
    absolute = {"POVEZANI_VAR": str(settings.var.absolute())}
    async with (
        Children(settings.var / "log", absolute) as children,
        asyncio.TaskGroup() as watching,
    ):
        note(f"starting {', '.join(processes)} …")
        for name in processes:  # a killed house leaves its last signs of life behind
            heart(settings.var, name).unlink(missing_ok=True)
        for name, command in processes.items():
            child = await children.start(name, command)
            watching.create_task(child.watch())
        await until_ready(settings, note)
        note(f"all parts answer after {time.monotonic() - began:.0f} s")
        password = await first_password(settings)
        tell(ready_line(settings))
        if password:
            tell(f"First login at the desk: {FIRST_LOGIN} · one-time password: {password}")


def ready_line(settings: "Settings") -> str:
    """The line that says that the house is open."""
    line = f"Povezani is ready: desk {settings.desk_url}"
    if settings.rehearsing:
        line += f" · rehearsal http://127.0.0.1:{settings.rehearsal_port}"
    return line


@contextlib.contextmanager
def alone(var: Path) -> Iterator[None]:
    """Keep a second ``up`` out of the same data folder; the lock ends with the process.

    Raises:
        Refusal: another one runs.
    """
    path = var / "run" / "up.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Refusal(f"Povezani already runs here (process {file.read().strip()})") from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def enough_room(var: Path) -> None:
    """Look at the disk before it is too late.

    Raises:
        Refusal: it is nearly full.
    """
    free = shutil.disk_usage(var).free // 1_000_000
    if free < FREE_MEGABYTES:
        raise Refusal(f"the disk is full: {free} MB free at {var}, {FREE_MEGABYTES} MB are needed")


async def free_ports(settings: "Settings") -> None:
    """Make sure that nobody else listens where we are going to.

    Raises:
        Refusal: a port is taken, or named twice; the line says which setting moves it.
    """
    wanted = {"POVEZANI_DESK_PORT": (settings.host, settings.desk_port)}
    if not settings.rasa_url:
        wanted["POVEZANI_RASA_PORT"] = ("127.0.0.1", settings.rasa_port)
    if settings.rehearsing:
        wanted["POVEZANI_REHEARSAL_PORT"] = ("127.0.0.1", settings.rehearsal_port)
    seen: dict[int, str] = {}
    for setting, (_, port) in wanted.items():
        if port in seen:
            raise Refusal(f"{setting} and {seen[port]} are both {port}")
        seen[port] = setting
    until = time.monotonic() + PORT_SECONDS
    for setting, (host, port) in wanted.items():
        while not _is_free(host, port):
            if time.monotonic() > until:
                raise Refusal(f"port {port} is in use; set {setting} to another one")
            await asyncio.sleep(0.2)


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise Refusal(
                f"port {port} may be opened by root only; choose one above 1023"
            ) from None
        except OSError:
            return False
    return True


async def prepare(settings: "Settings", say: Callable[[str], None] = note) -> None:
    """All that stands before the first process: keys, schema, answers, model."""
    from bot.commands.keys import make_keys
    from bot.commands.seed import seed
    from bot.wiring import build_parts
    from db.migrate import upgrade

    make_keys(settings)
    say("bringing the database to this version …")
    await asyncio.to_thread(upgrade, settings.store_url)
    async with build_parts(settings) as parts:
        loaded = await seed(parts.store, parts.clock)
    say(f"answers: {loaded.topics} topics, {loaded.published} texts new or changed")
    await ensure_model(settings.var, say)


async def until_ready(settings: "Settings", say: Callable[[str], None]) -> None:
    """Wait until the desk says that every part answers; tell each part as it comes.

    Raises:
        Refusal: not within ``READY_SECONDS``.
    """
    import httpx

    address = f"{desk_address(settings)}/healthz"
    told: set[str] = set()
    parts: dict[str, str] = {}
    try:
        async with asyncio.timeout(READY_SECONDS), httpx.AsyncClient(trust_env=False) as client:
            while True:
                with contextlib.suppress(httpx.HTTPError, ValueError):
                    answer = (await client.get(address)).json()
                    parts = answer["components"]
                    for name, state in parts.items():
                        if state == "ok" and name not in told:
                            told.add(name)
                            say(f"{name} answers")
                    if answer["status"] == "ok":
                        return
                await asyncio.sleep(0.3)
    except TimeoutError:
        missing = [name for name, state in parts.items() if state == "down"] or ["desk"]
        raise Refusal(
            f"not ready after {READY_SECONDS:.0f} s: {', '.join(missing)} does not answer; "
            f"see {settings.var / 'log'}"
        ) from None


async def first_password(settings: "Settings") -> str | None:
    """Make the first account of the desk; its one-time password, or None where staff exist."""
    from bot.commands.staff import office_of
    from bot.usecases.desk.add_staff import add_staff

    async with office_of(settings) as office:
        async with office.store(read_only=True) as work:
            if await work.staff.all():
                return None
        return (await add_staff(office, login=FIRST_LOGIN, role="admin")).password


class _Told(Exception):
    """The process was told to stop."""
