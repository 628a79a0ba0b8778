"""The real house for tests: its own folder and ports, the real processes, residents over HTTP."""

import asyncio
import atexit
import fcntl
import html
import itertools
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from bot.adapters.speech import Speech
from bot.commands.common import ROOT
from bot.commands.model import ensure_model, is_current
from bot.commands.up import prepare
from bot.settings import Settings
from dialogues.locales import NATIVE_NAMES

PATIENCE = 30.0
QUIET = 0.4
"""How long a chat must be silent before an outcome counts as told."""
START_PATIENCE = 200.0
STOP_PATIENCE = 25.0
SPEECH = Speech.load()
HTTP = httpx.Client(trust_env=False, timeout=15)
"""One client for all residents: making one takes longer than a turn."""
atexit.register(HTTP.close)
CHATS = itertools.count(7_310_000_001, 10)
"""Chat ids that nothing else in a log can be mistaken for; the chat page takes those between."""
MODELS = ROOT / "var" / "test"
"""Where the tests' model is kept between runs; trained again when content or code changed."""


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def say(locale: str, text_id: str, **args: Any) -> str:
    """A text of the house as it is read: without marks of direction."""
    return plain(SPEECH.say(locale, text_id, **args))


def plain(text: str) -> str:
    """A text without Fluent's isolation marks."""
    return re.sub("[\u2066-\u2069]", "", text)


def until[T](look: Callable[[], T], what: str, seconds: float = PATIENCE) -> T:
    """Look until there is something to see."""
    end = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < end, f"never came: {what}"
        time.sleep(0.1)
    return seen


def lend_model(var: Path) -> None:
    """Put a current model into a data folder: the tests' own, trained once for all of them."""
    MODELS.mkdir(parents=True, exist_ok=True)
    with (MODELS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two runs of the tests at once train once
        if not is_current(MODELS):
            if is_current(ROOT / "var"):
                shutil.copytree(ROOT / "var" / "rasa", MODELS / "rasa", dirs_exist_ok=True)
            else:
                asyncio.run(ensure_model(MODELS, lambda line: print(line, flush=True)))  # noqa: T201 - a minute's work shows itself
        target = var / "rasa"
        target.mkdir(parents=True, exist_ok=True)
        for name in ("model.tar.gz", "model.fingerprint"):
            shutil.copy2(MODELS / "rasa" / name, target / name)


@dataclass
class House:
    """One house, running or not."""

    var: Path
    environment: dict[str, str]
    settings: Settings
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    chats: list[int] = field(default_factory=list)
    """Chats of the residents made by :meth:`stranger`."""
    said: list[str] = field(default_factory=list)
    """Everything that residents wrote: what no log may hold."""
    password: str = ""
    """The one-time password that ``povezani up`` printed."""

    @property
    def telegram(self) -> str:
        """Address of the rehearsal."""
        return f"http://127.0.0.1:{self.settings.rehearsal_port}"

    @property
    def desk(self) -> str:
        """Address of the desk."""
        return f"http://127.0.0.1:{self.settings.desk_port}"

    def start(self, *names: str) -> None:
        """Start processes by their names in the Procfile; logs go to ``var/log``."""
        logs = self.var / "log"
        logs.mkdir(parents=True, exist_ok=True)
        for name in names:
            with (logs / f"{name}.log").open("ab") as log:
                self.processes[name] = subprocess.Popen(  # noqa: S603 - our own command
                    [sys.executable, "-m", "bot.cli", "run", name],
                    cwd=ROOT,
                    env=self.environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )

    def kill(self, name: str) -> None:
        """Kill -9."""
        process = self.processes.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait(10)

    def stop(self, *names: str) -> None:
        """TERM, and wait; all of them where none is named."""
        stopping = [self.processes.pop(name) for name in names or tuple(self.processes)]
        for process in stopping:
            process.terminate()
        for process in stopping:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)

    def health(self) -> Mapping[str, Any]:
        """What /healthz says; empty while the desk does not answer."""
        with suppress(httpx.HTTPError, ValueError):
            answer: dict[str, Any] = HTTP.get(f"{self.desk}/healthz", timeout=10).json()
            return answer
        return {}

    def wait_until_well(self, seconds: float = 90.0) -> None:
        """Wait until all parts answer."""
        until = time.monotonic() + seconds
        while self.health().get("status") != "ok":
            for name, process in self.processes.items():
                assert process.poll() is None, f"{name} ended: {self.log(name)[-2000:]}"
            assert time.monotonic() < until, f"not well: {self.health()}"
            time.sleep(0.3)

    def log(self, name: str) -> str:
        """What a process has logged."""
        return (self.var / "log" / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """``povezani …`` in this house's environment."""
        return subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "bot.cli", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def resident(self, chat: int, language: str = "en") -> "Resident":
        """Somebody who writes to the bot."""
        return Resident(self.telegram, chat, language, self.said)

    def stranger(self, language: str = "en") -> "Resident":
        """Somebody who never wrote before."""
        self.chats.append(next(CHATS))
        return Resident(self.telegram, self.chats[-1], language, self.said, idle=self.idle)

    def idle(self) -> bool:
        """Whether everything that was taken in is done with, or has failed and waits."""
        return not self.rows(
            "select 1 from inbound where state in ('new', 'applied') and tries = 0"
        )

    def rows(self, query: str, *values: object, file: str = "povezani.db") -> list[Any]:
        """What a query finds in a file of this house, read beside its processes."""
        with closing(sqlite3.connect(self.var / file, timeout=10)) as database:
            return database.execute(query, values).fetchall()

    def write(self, query: str, *values: object, file: str = "povezani.db") -> int:
        """Change rows behind the house's back; how many."""
        with closing(sqlite3.connect(self.var / file, timeout=10)) as database, database:
            database.execute("pragma foreign_keys = on")
            return database.execute(query, values).rowcount

    def pids(self) -> dict[int, str]:
        """The processes of this house that run now: what its children were given names it."""
        mine = f"POVEZANI_VAR={self.var}\0".encode()
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if mine in (folder / "environ").read_bytes() + b"\0":
                    command = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
                    if command:  # a zombie has none
                        found[int(folder.name)] = command.decode(errors="replace")
        return found


def surroundings(var: Path, **more: str) -> tuple[dict[str, str], Settings]:
    """Environment and settings of a house with a folder and ports of its own."""
    given = {
        "POVEZANI_VAR": str(var),
        "POVEZANI_DESK_PORT": str(free_port()),
        "POVEZANI_REHEARSAL_PORT": str(free_port()),
        "POVEZANI_RASA_PORT": str(free_port()),
        "POVEZANI_LOG_LEVEL": "INFO",
        **more,
    }
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("POVEZANI_")},
        "PYTHONUNBUFFERED": "1",
        **given,
    }
    fields = {name.removeprefix("POVEZANI_").lower(): value for name, value in given.items()}
    settings = Settings(_env_file=None, **fields)  # type: ignore[call-arg, arg-type]  # as from the environment
    return environment, settings


@contextmanager
def house_at(var: Path, **more: str) -> Iterator[House]:
    """A prepared house (keys, schema, answers, model); ends whatever was started."""
    environment, settings = surroundings(var, **more)
    lend_model(var)
    asyncio.run(prepare(settings))
    house = House(var, environment, settings)
    try:
        yield house
    finally:
        house.stop()


@contextmanager
def standing_house(var: Path, **more: str) -> Iterator[House]:
    """The whole house by its one command, ``povezani up``, ready; TERM ends it."""
    environment, settings = surroundings(var, **more)
    lend_model(var)
    house = House(var, environment, settings)
    said, progress = var / "up.out", var / "up.err"
    with said.open("wb") as out, progress.open("wb") as err:
        up = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "up"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )
    house.processes["up"] = up

    def first_login() -> str | None:
        assert up.poll() is None, progress.read_text(encoding="utf-8")
        found = re.search(r"one-time password: (\S+)", said.read_text(encoding="utf-8"))
        return found and found[1]

    try:
        house.password = until(first_login, "the ready line and a password", START_PATIENCE) or ""
        yield house
    finally:
        if "up" in house.processes:
            close(house)


def close(house: House) -> None:
    """TERM to ``povezani up``: it ends well, and no child of it is left."""
    before = house.pids()
    up = house.processes.pop("up")
    up.terminate()
    try:
        code = up.wait(STOP_PATIENCE)
    except subprocess.TimeoutExpired:
        up.kill()
        up.wait(10)
        raise
    assert code == 0, (house.var / "up.err").read_text(encoding="utf-8")
    assert len(before) >= 6, f"not the whole house: {before}"
    assert house.pids() == {}


@dataclass
class Resident:
    """A chat of the rehearsal, as its resident sees it."""

    telegram: str
    chat: int
    language: str
    said: list[str] = field(default_factory=list)
    bot: str = "resident"
    idle: Callable[[], bool] | None = None
    """Tells that nothing is being answered; without it, a moment of silence does."""

    def messages(self) -> list[dict[str, Any]]:
        """Everything in the chat."""
        answer = HTTP.get(
            f"{self.telegram}/rehearsal/chats/{self.chat}/messages", params={"bot": self.bot}
        )
        if answer.status_code == 404:
            return []
        found: list[dict[str, Any]] = answer.json()
        return found

    def says(self, text: str, *, answers: int = 1) -> list[dict[str, Any]]:
        """Write, and wait for at least so many messages of the bot; all that came."""
        before = len(self.messages())
        self.said.append(text)
        self.post("messages", {"text": text, "language_code": self.language})
        return self.hears(before, answers)

    def sends(self, update: dict[str, Any], *, answers: int = 1) -> list[dict[str, Any]]:
        """A raw update, completed by the rehearsal, and what the bot says to it."""
        before = len(self.messages())
        self.post("updates", update)
        return self.hears(before, answers)

    def taps(self, label: str, *, answers: int = 1) -> list[dict[str, Any]]:
        """Tap the newest button whose text holds this, and wait."""
        return self.presses(*button(self.messages(), label), answers=answers)

    def presses(
        self, message: int, data: str, *, answers: int = 1, forged: bool = False
    ) -> list[dict[str, Any]]:
        """Tap a button by its payload, and wait; ``forged``: no button holds it."""
        before = len(self.messages())
        self.post("taps", {"message_id": message, "data": data, "strict": not forged})
        return self.hears(before, answers)

    def begins(self) -> "Resident":
        """Start, choose a language, agree that words are kept."""
        self.says("/start", answers=2)
        self.taps(NATIVE_NAMES[self.language], answers=3)
        [thanks] = self.taps(say(self.language, "button-agree"))
        assert plain(thanks["text"]) == say(self.language, "consent-given")
        return self

    def post(self, what: str, body: dict[str, Any]) -> Any:
        """Anything the rehearsal takes for this chat."""
        answer = HTTP.post(
            f"{self.telegram}/rehearsal/chats/{self.chat}/{what}",
            params={"bot": self.bot, "fill": "true"},
            content=json.dumps(body),  # ASCII: it may hold half a character, as Telegram's may
            headers={"content-type": "application/json"},
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def hears(self, before: int, answers: int) -> list[dict[str, Any]]:
        """Wait for messages of the bot after the first ``before`` ones, and for their end."""
        end = time.monotonic() + PATIENCE
        new: list[dict[str, Any]] = []
        changed = time.monotonic()
        while True:
            seen = [each for each in self.messages()[before:] if each["from"] == "bot"]
            now = time.monotonic()
            if len(seen) != len(new):
                new, changed = seen, now
            if len(new) >= answers and self._told(now - changed):
                return [each for each in self.messages()[before:] if each["from"] == "bot"]
            assert now < end, f"heard {len(new)} of {answers}: {new}"
            time.sleep(0.03)

    def _told(self, quiet: float) -> bool:
        return self.idle() if self.idle is not None else quiet > QUIET

    def heard(self) -> str:
        """All that the bot said, as one text."""
        return texts(each for each in self.messages() if each["from"] == "bot")


def texts(messages: Iterable[dict[str, Any]]) -> str:
    """What stands in messages, as it is read."""
    return "\n".join(plain(each["text"]) for each in messages)


def labels(messages: Iterable[dict[str, Any]]) -> list[str]:
    """What stands on the buttons of messages."""
    return [
        plain(each["text"]) for message in messages for row in message["buttons"] for each in row
    ]


def button(messages: list[dict[str, Any]], label: str) -> tuple[int, str]:
    """The newest button whose text holds the label: its message and payload."""
    for message in reversed(messages):
        for row in message["buttons"]:
            for each in row:
                if each["data"] and label.casefold() in plain(each["text"]).casefold():
                    return message["message_id"], each["data"]
    raise AssertionError(f"no button {label!r} in {[each['buttons'] for each in messages]}")


class Staff:
    """Somebody of the staff at the desk, without JavaScript: reads pages and sends their forms."""

    def __init__(self, desk: str) -> None:
        self.http = httpx.Client(
            base_url=desk, trust_env=False, timeout=15, headers={"accept-language": "en"}
        )

    def see(self, path: str) -> str:
        """What is read on a page, entities resolved."""
        answer = self.http.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return plain(html.unescape(answer.text))

    def send(
        self, path: str, data: Mapping[str, str], *, form_at: str, hidden: Iterable[str] = ()
    ) -> httpx.Response:
        """Send a form with the hidden fields of the page where it stands, ``csrf`` among them."""
        page = self.see(form_at)
        fields = {name: _hidden(page, name) for name in ("csrf", *hidden)}
        return self.http.post(path, data={**fields, **data})

    def log_in(self, name: str, password: str, new: str) -> "Staff":
        """The first login: the one-time password is replaced at once."""
        into = self.send("/login", {"name": name, "password": password}, form_at="/login")
        assert into.status_code == 303, into.text
        assert self.http.get("/").headers["location"] == "/password"
        done = self.send("/password", {"new": new, "again": new}, form_at="/password")
        assert done.headers["location"] == "/?done=password-set"
        english = self.send("/account/locale", {"locale": "en", "next": "/"}, form_at="/account")
        assert english.status_code == 303
        return self

    def replies(self, question: str, words: str) -> None:
        """Answer a question."""
        page = f"/questions/{question}"
        sent = self.send(f"{page}/reply", {"words": words}, form_at=page, hidden=("token", "seen"))
        assert sent.status_code == 303, sent.text
        assert sent.headers["location"].startswith(f"{page}?done=reply-sent")


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, f"no field {name}"
    return found[1]
