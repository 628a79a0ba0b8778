"""`povezani up` without the house: children that live and die together, and every refusal."""

import asyncio
import errno
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import namedtuple
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from bot.commands import common, processes, up
from bot.commands.common import ROOT, Refusal, one_line
from bot.commands.processes import ChildDied, Children
from bot.settings import Settings

SLEEPS = f"{sys.executable} -c 'import time; time.sleep(60)'"
STUBBORN = (
    f"{sys.executable} -uc 'import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    'print("deaf"); time.sleep(60)\''
)


def settings_at(var: Path, **more: object) -> Settings:
    """Settings of a test, with ports that nobody uses."""
    ports = {name: free_port() for name in ("desk_port", "rehearsal_port", "rasa_port")}
    return Settings(_env_file=None, var=var, **{**ports, **more})  # type: ignore[call-arg, arg-type]  # pydantic's own argument


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def runs(pid: int) -> bool:
    """Whether a process is there and not merely waiting to be noticed."""
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


# children


async def test_a_dead_child_is_named_with_its_log_and_the_others_stop(tmp_path: Path) -> None:
    dies = f"{sys.executable} -c 'print(1); raise SystemExit(3)'"
    with pytest.raises(ExceptionGroup) as raised:
        async with Children(tmp_path, {}) as children, asyncio.TaskGroup() as watching:
            other = await children.start("rasa", SLEEPS)
            watching.create_task(other.watch())
            door = await children.start("door", dies)
            watching.create_task(door.watch())
    assert isinstance(raised.value.exceptions[0], ChildDied)
    assert one_line(raised.value) == f"door stopped (exit code 3); see {tmp_path / 'door.log'}"
    assert (tmp_path / "door.log").read_text() == "1\n"
    assert not runs(other.process.pid)


async def test_a_killed_child_is_told_by_its_signal(tmp_path: Path) -> None:
    async with Children(tmp_path, {}) as children:
        door = await children.start("door", SLEEPS)
        os.kill(door.process.pid, signal.SIGKILL)
        with pytest.raises(ChildDied, match="door stopped \\(SIGKILL\\)"):
            await door.watch()


async def test_a_child_that_does_not_listen_is_killed_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "GRACE_SECONDS", 0.5)
    (tmp_path / "stubborn.sh").write_text(f"trap '' TERM; {STUBBORN} & wait; wait\n")
    async with Children(tmp_path, {}) as children:
        child = await children.start("door", f"/bin/sh {tmp_path / 'stubborn.sh'}")
        async with asyncio.timeout(10):
            while "deaf" not in child.log.read_text():
                await asyncio.sleep(0.05)
        family = psutil.Process(child.process.pid).children(recursive=True)
        assert family
    assert not runs(child.process.pid)
    async with asyncio.timeout(5):
        while any(runs(each.pid) for each in family):
            await asyncio.sleep(0.05)


async def test_the_log_of_the_run_before_is_kept(tmp_path: Path) -> None:
    for number in (1, 2):
        async with Children(tmp_path, {}) as children:
            child = await children.start("door", f"{sys.executable} -c 'print({number})'")
            await child.process.wait()
    assert (tmp_path / "door.log").read_text() == "2\n"
    assert (tmp_path / "door.log.1").read_text() == "1\n"


async def test_an_unknown_command_is_a_refusal(tmp_path: Path) -> None:
    async with Children(tmp_path, {}) as children:
        with pytest.raises(Refusal, match="door cannot be started"):
            await children.start("door", "no-such-command")


PARENT = """
import asyncio, sys
from pathlib import Path
from bot.commands.processes import Children
CHILD = "import time; from bot.commands.processes import end_with_parent; end_with_parent(); " \
    "print('up', flush=True); time.sleep(60)"
async def main():
    async with Children(Path(sys.argv[1]), {}) as children:
        child = await children.start("door", f'{sys.executable} -c "{CHILD}"')
        while not child.log.read_text():
            await asyncio.sleep(0.05)
        print(child.process.pid, flush=True)
        await asyncio.sleep(60)
asyncio.run(main())
"""


def test_a_killed_parent_leaves_nobody_behind(tmp_path: Path) -> None:
    with subprocess.Popen(  # noqa: S603 - our own line
        [sys.executable, "-c", PARENT, tmp_path], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert runs(child)
        parent.kill()
    until = time.monotonic() + 10
    while runs(child):
        assert time.monotonic() < until, "an orphan keeps running"
        time.sleep(0.05)


# refusals


async def test_a_port_in_use_names_its_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(up, "PORT_SECONDS", 0.3)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Refusal) as refused:
            await up.free_ports(settings_at(tmp_path, rehearsal_port=port))
    assert str(refused.value) == (
        f"port {port} is in use; set POVEZANI_REHEARSAL_PORT to another one"
    )


async def test_a_port_that_is_just_being_left_is_waited_for(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        asyncio.get_running_loop().call_later(0.3, other.close)
        await up.free_ports(settings_at(tmp_path, desk_port=other.getsockname()[1]))


async def test_two_settings_with_one_port_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="POVEZANI_RASA_PORT and POVEZANI_DESK_PORT are both"):
        await up.free_ports(settings_at(tmp_path, desk_port=9000, rasa_port=9000))


def test_a_second_run_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    here = re.escape(f"already runs here (process {os.getpid()})")
    with up.alone(tmp_path), pytest.raises(Refusal, match=here), up.alone(tmp_path):
        pass
    with up.alone(tmp_path):
        pass


def test_a_full_disk_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(9**9, 9**9, 7_000_000))
    with pytest.raises(Refusal, match=r"the disk is full: 7 MB free at .*, 200 MB are needed"):
        up.enough_room(tmp_path)
    full = OSError(errno.ENOSPC, "No space left on device", "a.db")
    assert one_line(full) == "the disk is full: a.db"


def test_a_missing_interpreter_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.commands import model

    monkeypatch.setattr(model, "NLU_PYTHON", tmp_path / "python")
    with pytest.raises(Refusal, match=r"Rasa's Python 3\.10 environment is missing"):
        model.need_nlu()


def test_a_fault_that_nobody_expected_does_not_repeat_its_message() -> None:
    try:
        raise ValueError("what a resident wrote")  # noqa: TRY301 - a trace is needed
    except ValueError as error:
        said = one_line(error)
    assert said.startswith("unexpected ValueError at test_up.py:")
    assert "resident" not in said


def test_the_ready_line(tmp_path: Path) -> None:
    standing = Settings(_env_file=None, var=tmp_path)  # type: ignore[call-arg]  # pydantic's own argument
    assert up.ready_line(standing) == (
        "Povezani is ready: desk http://127.0.0.1:8080 · rehearsal http://127.0.0.1:8081"
    )
    real = Settings(_env_file=None, var=tmp_path, resident_token="1:a")  # type: ignore[call-arg, arg-type]  # as above
    assert up.ready_line(real) == "Povezani is ready: desk http://127.0.0.1:8080"


async def test_the_first_password_is_given_once(tmp_path: Path) -> None:
    from bot.commands.keys import make_keys
    from db.migrate import upgrade

    settings = settings_at(tmp_path)
    make_keys(settings)
    await asyncio.to_thread(upgrade, settings.store_url)
    first = await up.first_password(settings)
    assert first is not None
    assert len(first) >= 16
    assert await up.first_password(settings) is None
    for name in ("key", "rasa-token"):
        assert (tmp_path / "secret" / name).stat().st_mode & 0o077 == 0


async def test_a_stop_on_the_way_stops_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TERM while the house is still being prepared: no error, nothing left."""
    started = asyncio.Event()

    async def slow(*_: object) -> None:
        started.set()
        await asyncio.sleep(60)

    monkeypatch.setattr(up, "prepare", slow)
    monkeypatch.setattr(up, "need_nlu", lambda: None)
    monkeypatch.setattr(common, "note", lambda _: None)

    async def tell() -> None:
        await started.wait()
        os.kill(os.getpid(), signal.SIGTERM)

    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
        tasks.create_task(up.stay_until_told(settings_at(tmp_path)))
        tasks.create_task(tell())
