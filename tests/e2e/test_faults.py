"""A survey there and back while the house is killed fifty times: no reply lost, none twice.

A town of two hundred answers by script (``townspeople``). Beside it one process at a time is
killed with -9 and started again at once, at moments that come from a seed; the moments are counted
in what the town has done, so that they fall into work and not into waiting. Then rows and messages
are compared.

``POVEZANI_TEST_SEED`` chooses other moments.
"""

import asyncio
import csv
import json
import os
import random
import resource
import socket
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from running import MODELS, House, house_at, plain, say
from townspeople import Message, Person, Stuck, Survey, Town, payloads, transcript

from bot.commands.common import ROOT

pytestmark = pytest.mark.e2e

SEED = os.environ.get("POVEZANI_TEST_SEED", "idrija")
RESIDENTS = 200
KEY = "life_in_idrija"
SURVEY = ROOT / "dialogues" / "surveys" / f"{KEY}.yml"
BYSTANDER = 7_420_000_001
"""A chat in which nobody ever said anything."""

KILLS = {"door": 17, "outreach": 13, "rasa": 6, "desk": 14}
AT_START = 0.12
"""Share of the kills that hit a process which is only starting."""
DOOR_MOMENTS = ("fetched", "hang", "hang_before") * 3
PUSHES = {
    0.10: ("hang", "plain", "claimed", "plain"),
    0.26: ("hang_before", "plain", "plain"),
    0.42: ("hang", "claimed", "plain"),
    0.58: ("hang_before", "plain", "plain"),
}
"""At which share of the work the survey is pushed, and how outreach is killed while it sends."""
MUST_HAPPEN = {
    "door: between fetch and commit",
    "door: between commit and send (hang)",
    "door: between commit and send (hang_before)",
    "outreach: between claim and call",
    "outreach: between call and note (hang)",
    "outreach: between call and note (hang_before)",
    "full disk",
}
"""Moments that a run without them would not be worth much."""
FULL_DISK_AT = 0.45
FULL_DISK_SECONDS = 3.0
QUIET = 8.0
"""So long nothing may happen before the next moment comes anyway."""
READY_SECONDS = 90.0

UNREADABLE: tuple[Callable[[int], Message], ...] = (
    lambda chat: {"message": {"chat": {"id": chat, "type": "private"}, "text": 17}},
    lambda chat: {"message": {"message_id": "x", "chat": {"id": chat}, "date": "yesterday"}},
    lambda chat: {"callback_query": {"message": {"chat": {"id": chat}}, "data": ["1:c:y:"]}},
    lambda chat: {"my_chat_member": {"chat": {"id": chat}, "new_chat_member": None}},
    lambda _: {"message": "nothing of the kind"},
    lambda _: {"callback_query": {"id": 5}},
    lambda _: {"message": {"chat": {"id": None}, "entities": {"not": "a list"}}},
)
"""Updates that do not fit Telegram's schema; the first four are of a chat."""


@dataclass
class Toll:
    """What was done to the house, for the comparison and the summary."""

    began: float = field(default_factory=time.monotonic)
    kills: Counter[str] = field(default_factory=Counter)
    moments: Counter[str] = field(default_factory=Counter)
    in_the_air: set[str] = field(default_factory=set)
    """Responses whose invitation had left and was not noted when outreach was killed."""
    only_claimed: int = 0
    unreadable: dict[int, int | None] = field(default_factory=dict)
    """update_id → chat, where it is one of the town."""
    seen: list[int] = field(default_factory=list)
    """Updates sent while the store was locked."""
    unknown: list[str] = field(default_factory=list)
    repeats: int = 0


@dataclass
class Wrecker:
    """Kills, restarts, and does worse."""

    house: House
    town: Town
    rng: random.Random
    toll: Toll = field(default_factory=Toll)
    _since: dict[str, float] = field(default_factory=dict)
    _asked: set[int] = field(default_factory=set)
    """Chats whose invitation was queued by a push; a few of them never see it."""

    @property
    def database(self) -> Path:
        """The house's rows."""
        return self.house.var / "povezani.db"

    def start(self, *names: str) -> None:
        """Start processes, and remember when."""
        for name in names:
            self._since[name] = time.time()
            self.house.start(name)

    async def ready(self, name: str) -> None:
        """Wait until a process does its work; one that ended by itself is a fault."""
        end = time.monotonic() + READY_SECONDS
        while not self._works(name):
            self.alive()
            assert time.monotonic() < end, f"{name} never came up: {self.house.log(name)[-2000:]}"
            await asyncio.sleep(0.1)

    def alive(self) -> None:
        """Nobody ends by himself."""
        for name, process in self.house.processes.items():
            code = process.poll()
            assert code is None, f"{name} ended with {code}: {self.house.log(name)[-3000:]}"

    def _works(self, name: str) -> bool:
        if name in ("door", "outreach"):
            heart = self.house.var / "run" / f"{name}.alive"
            return heart.exists() and heart.stat().st_mtime > self._since[name]
        ports = {
            "desk": self.house.settings.desk_port,
            "rasa": self.house.settings.rasa_port,
            "rehearsal": self.house.settings.rehearsal_port,
        }
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", ports[name])) == 0

    def kill(self, name: str, moment: str) -> None:
        """Kill -9, look at what was in hand, and start again at once."""
        self.alive()
        self.house.kill(name)
        self.toll.kills[name] += 1
        self.toll.moments[f"{name}: {moment}"] += 1
        if name == "outreach":
            rows = self.rows("select ref, left_at from delivery where state = 'sending'")
            self.toll.in_the_air |= {ref for ref, left_at in rows if left_at is not None}
            self.toll.only_claimed += sum(left_at is None for _, left_at in rows)
        self.start(name)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What stands in the database, read beside the house."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as base:
            return base.execute(query, values).fetchall()

    @contextmanager
    def locked(self) -> Iterator[sqlite3.Connection]:
        """Nobody else can write: whoever has taken something in cannot commit it."""
        with closing(sqlite3.connect(self.database, isolation_level=None, timeout=10)) as base:
            base.execute("begin immediate")
            try:
                yield base
            finally:
                base.execute("rollback")

    # moments

    async def plain(self, name: str) -> None:
        """Whenever it is."""
        moment = "starting"
        if self.rng.random() > AT_START:
            await self.ready(name)
            moment = "any"
        await asyncio.sleep(self.rng.uniform(0, 0.25))
        self.kill(name, moment)

    async def fetched(self) -> None:
        """The door has an update, and cannot commit it."""
        await self.ready("door")
        with self.locked() as base:
            number = await self.town.raw(BYSTANDER, {"something_new": {"at": time.time()}})
            await asyncio.sleep(0.5)
            found = base.execute("select 1 from inbound where update_id = ?", [number]).fetchall()
            assert not found
            self.kill("door", "between fetch and commit")
        self.toll.seen.append(number)

    async def unsent(self, kind: str) -> None:
        """The door has committed, and what it says hangs: delivered (`hang`) or not."""
        await self.ready("door")
        for _ in range(5):
            busy = [each for each in self.town.in_state("answering") if each.left > 3]
            if not busy:
                await asyncio.sleep(0.5)
                continue
            person = self.rng.choice(busy)
            order = await self.town.order(
                error_code=kind, method="sendMessage", chat=person.chat, bot="resident"
            )
            if await self._used_up(order, 4.0):
                self.kill("door", f"between commit and send ({kind})")
                return
            await self.town.withdraw()
        await self.plain("door")

    async def _used_up(self, order: int, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while order in await self.town.standing():
            if time.monotonic() > end:
                return False
            await asyncio.sleep(0.05)
        return True

    # outreach while it sends

    async def push(self, moments: Sequence[str]) -> None:
        """Push the survey, and kill outreach while it sends the invitations."""
        end = time.monotonic() + READY_SECONDS
        while not (
            waiting := [p for p in self.town.in_state("settled") if p.chat not in self._asked]
        ):
            assert time.monotonic() < end, "nobody settles in"
            await asyncio.sleep(0.2)
        # who has waited longest: the door has nothing more to say there
        order = await self.town.order(
            error_code=moments[0], method="sendMessage", chat=waiting[0].chat, bot="resident"
        )
        await self.command("survey", "push", KEY)
        self._asked |= {each.chat for each in self.town.in_state("settled")}
        assert await self._used_up(order, READY_SECONDS), "nothing was sent"
        self.kill("outreach", f"between call and note ({moments[0]})")
        for moment in moments[1:]:
            if moment == "claimed":
                await self._claimed()
            else:
                await self._sending()
                await self.plain("outreach")

    async def _sending(self) -> None:
        """Wait until something is sent, or nothing waits to be."""
        await self.ready("outreach")
        query = "select count(*) filter (where left_at is not null), "
        query += "count(*) filter (where state in ('queued', 'sending')) from delivery"
        [(before, _)] = self.rows(query)
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end:
            [(left, waiting)] = self.rows(query)
            if left > before or not waiting:
                return
            await asyncio.sleep(0.05)

    async def _claimed(self) -> None:
        """Rows are claimed, and the commit that they leave cannot be made."""
        await self.ready("outreach")
        query = "select count(*) from delivery where state = 'sending' and left_at is null"
        end = time.monotonic() + 15
        while time.monotonic() < end:
            if self.rows(query)[0][0]:
                with self.locked() as base:
                    if base.execute(query).fetchone()[0]:
                        self.kill("outreach", "between claim and call")
                        return
            await asyncio.sleep(0.02)
        await self.plain("outreach")

    async def command(self, *arguments: str) -> str:
        """``povezani …``, which must go well."""
        done = await asyncio.to_thread(self.house.run, *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    # worse than a kill

    async def full_disk(self) -> None:
        """Door and outreach cannot write to any file for a while, and nobody restarts them."""
        await self.ready("door")
        await self.ready("outreach")
        processes = [self.house.processes[name] for name in ("door", "outreach")]
        pids = [each.pid for each in processes]
        before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in pids}
        for pid, (_, hard) in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
        newest = "select max(update_id) from inbound where bot = 'resident'"
        await asyncio.sleep(0.2)
        [(taken,)] = self.rows(newest)
        number = await self.town.raw(BYSTANDER, {"something_new": {"at": time.time()}})
        await asyncio.sleep(FULL_DISK_SECONDS)
        assert self.rows(newest) == [(taken,)], "the disk was not full"
        for pid, limits in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)
        done = self.town.actions
        await self.town.moved(done + 10, quiet=60)
        assert self.town.actions >= done + 10, "the door did not recover from a full disk"
        self.alive()
        assert [self.house.processes[name] for name in ("door", "outreach")] == processes
        self.toll.seen.append(number)
        self.toll.moments["full disk"] += 1

    async def unreadable(self, at: int) -> None:
        """An update that nobody can read; of somebody who is answering, where it has a chat."""
        make = UNREADABLE[at % len(UNREADABLE)]
        busy = self.town.in_state("answering", "invited")
        chat = self.rng.choice(busy).chat if busy else None
        update = make(chat if chat is not None else BYSTANDER)
        number = await self.town.raw(chat if chat is not None else BYSTANDER, update)
        self.toll.unreadable[number] = chat if str(chat) in json.dumps(update) else None

    async def fault(self, **order: Any) -> None:
        """A bad moment of Telegram."""
        await self.town.order(**order)
        self.toll.moments[f"Telegram: {order['error_code']}"] += 1


type Moment = tuple[float, Callable[[], Awaitable[None]]]


def timeline(wrecker: Wrecker) -> list[Moment]:
    """All moments in order, each at a share of the town's work."""
    rng = wrecker.rng
    moments: list[Moment] = []

    def kill(name: str) -> Callable[[], Awaitable[None]]:
        return lambda: wrecker.plain(name)

    def push(how: Sequence[str]) -> Callable[[], Awaitable[None]]:
        return lambda: wrecker.push(how)

    def unsent(kind: str) -> Callable[[], Awaitable[None]]:
        return lambda: wrecker.unsent(kind)

    def unreadable(at: int) -> Callable[[], Awaitable[None]]:
        return lambda: wrecker.unreadable(at)

    def fault(order: dict[str, Any]) -> Callable[[], Awaitable[None]]:
        return lambda: wrecker.fault(**order)

    assert KILLS["outreach"] == sum(map(len, PUSHES.values()))
    moments += [(at, push(how)) for at, how in PUSHES.items()]
    for name in ("rasa", "desk"):
        moments += [(rng.uniform(0.02, 0.95), kill(name)) for _ in range(KILLS[name])]
    doors = [kill("door") for _ in range(KILLS["door"] - len(DOOR_MOMENTS))]
    moments += [(rng.uniform(0.02, 0.97), each) for each in doors]
    for moment in DOOR_MOMENTS:
        how = wrecker.fetched if moment == "fetched" else unsent(moment)
        moments.append((rng.uniform(0.16, 0.92), how))
    moments.append((FULL_DISK_AT, wrecker.full_disk))
    moments += [(rng.uniform(0.15, 0.6), unreadable(at)) for at in range(2 * len(UNREADABLE))]
    orders: list[dict[str, Any]] = [
        *({"error_code": "duplicate_update", "times": 8} for _ in range(4)),
        *({"error_code": "reorder", "times": 3} for _ in range(4)),
        *({"error_code": 429, "retry_after": 1, "method": "sendMessage"} for _ in range(3)),
        {"error_code": 429, "retry_after": 1, "method": "editMessageText"},
        {"error_code": 429, "retry_after": 1, "method": "getUpdates"},
        {"error_code": 500, "method": "sendMessage"},
        {"error_code": 502, "method": "getUpdates"},
    ]
    moments += [(rng.uniform(0.05, 0.9), fault(each)) for each in orders]
    return sorted(moments, key=lambda moment: moment[0])


@asynccontextmanager
async def town_of(house: House, survey: Survey) -> AsyncIterator[Wrecker]:
    """The house, running, and its town, living."""
    town = Town.of(house.telegram, survey, RESIDENTS, SEED)
    wrecker = Wrecker(house, town, random.Random(f"{SEED} kills"))  # noqa: S311 - moments, no secret
    wrecker.start("rehearsal", "rasa", "door", "outreach", "desk")
    await asyncio.to_thread(house.wait_until_well, READY_SECONDS)
    await wrecker.command("survey", "import", str(SURVEY))
    wrecker.toll.began = time.monotonic()
    async with town.living():
        yield wrecker


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house of its own."""
    with house_at(tmp_path) as house:
        if house.environment.pop("PYTHONDONTWRITEBYTECODE", ""):
            # fifty starts: each would compile everything anew
            house.environment["PYTHONPYCACHEPREFIX"] = str(MODELS / "pycache")
        yield house


@pytest.mark.timeout(900)  # a busy machine; four minutes on two cores of its own
async def test_the_survey_comes_back_whole_from_a_house_that_is_killed_fifty_times(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """Push, kill, answer, compare."""
    survey = Survey.read(SURVEY)
    try:
        async with town_of(house, survey) as wrecker:
            whole = wrecker.town.whole
            for share, moment in timeline(wrecker):
                await wrecker.town.moved(int(share * whole), quiet=QUIET)
                await moment()
            await to_the_end(wrecker)
    except* Stuck as stuck:
        raise AssertionError(_first(stuck)) from None
    compare(wrecker, survey)
    with capsys.disabled():
        _summary(wrecker)


def _first(group: BaseExceptionGroup[BaseException]) -> str:
    found: BaseException = group
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    return f"seed {SEED}: {found}"


async def to_the_end(wrecker: Wrecker) -> None:
    """Let everything be brought to its end, by the means that staff have for it."""
    town, toll = wrecker.town, wrecker.toll
    for name in KILLS:
        await wrecker.ready(name)
    while town.in_state("away", "settling"):
        await asyncio.sleep(0.2)
    await wrecker.command("survey", "push", KEY)  # whoever settled in since the last one

    def sent() -> bool:
        waiting = "select 1 from delivery where state in ('queued', 'sending')"
        return not wrecker.rows(waiting)

    await _until(sent, "the invitations", 120)
    lost = {ref for (ref,) in wrecker.rows("select ref from delivery where state = 'unknown'")}
    stray = lost - toll.in_the_air
    assert not stray, f"unknown, and were not in the air at any kill: {stray}"

    def only_lost_wait() -> bool:
        return not town.in_state("invited", "answering")

    await _until(only_lost_wait, "the replies of whoever was invited", 180)
    unopened = wrecker.rows(
        "select delivery.ref, delivery.state from delivery join response on"
        " response.id = delivery.ref where response.state = 'invited'"
    )
    assert {state for _, state in unopened} <= {"unknown"}, unopened
    toll.unknown = [ref for ref, _ in unopened]
    assert len(unopened) == len(town.in_state("settled"))
    if unopened:  # a person decides that they are sent once more
        await wrecker.command("survey", "push", KEY, "--again")
    await _until(lambda: len(town.in_state("done")) == RESIDENTS, "the last replies", 120)

    def handled() -> bool:
        return not wrecker.rows("select 1 from inbound where state in ('new', 'applied')")

    await _until(handled, "the last updates", 90)
    await asyncio.to_thread(wrecker.house.wait_until_well, READY_SECONDS)


async def _until(look: Callable[[], bool], what: str, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < end, f"never came: {what}"
        await asyncio.sleep(0.2)


# The comparison ---------------------------------------------------------------------------------


def compare(wrecker: Wrecker, survey: Survey) -> None:
    """Hold rows and messages against what the town did and saw."""
    toll, people = wrecker.toll, wrecker.town.people
    chats = {each.chat: wrecker.house.resident(each.chat).messages() for each in people}
    replies_stand(wrecker, survey, chats)
    updates_are_done(wrecker)
    invitations_came_once(wrecker, chats)
    said = _noted(wrecker)
    for each in people:
        told = sum(chat == each.chat for chat in toll.unreadable.values())
        extra = repeats(each, chats[each.chat], said, survey, failures=told)
        toll.repeats += extra
    assert toll.repeats <= 16 * toll.kills["door"], "more repeats than the door had chats in hand"
    assert toll.kills == Counter(KILLS)
    assert set(toll.moments) >= MUST_HAPPEN, f"never came: {MUST_HAPPEN - set(toll.moments)}"
    nothing_in_logs(wrecker)
    exported_whole(wrecker, survey)


def replies_stand(wrecker: Wrecker, survey: Survey, chats: dict[int, list[Message]]) -> None:
    """One finished response each; every reply once, in its very words, the last one current."""
    people = wrecker.town.people
    responses = {
        row[0]: row[1:]
        for row in wrecker.rows("select id, resident_id, state, locale from response")
    }
    assert len(responses) == RESIDENTS
    assert len({resident for resident, *_ in responses.values()}) == RESIDENTS
    assert set(responses) == {each.response for each in people}
    [(residents,)] = wrecker.rows("select count(*) from resident")
    [(contacts,)] = wrecker.rows("select count(*) from contact")
    assert (residents, contacts) == (RESIDENTS, RESIDENTS)
    given = wrecker.rows("select resident_id, given from consent")
    assert sorted(given) == sorted((resident, 1) for resident, *_ in responses.values())
    for each in people:
        _, state, locale = responses[each.response]
        rows = wrecker.rows(
            "select question, value, words, replaced_at is null from reply"
            " where response_id = ? order by update_id",
            each.response,
        )
        found: dict[str, list[tuple[Any, bool]]] = {}
        for question, value, words, current in rows:
            content = words if words is not None else json.loads(value)
            found.setdefault(question, []).append((content, bool(current)))
        expected = {
            survey.names[question]: [
                (value, at == len(values) - 1) for at, value in enumerate(values)
            ]
            for question, values in each.given.items()
        }
        if (found, state, locale) != (expected, "finished", each.language):
            raise AssertionError(
                f"seed {SEED}: rows differ from what was said\n"
                f"said {expected}\nrows {found}, {state}, {locale}\n"
                + transcript(each, chats[each.chat])
            )


def updates_are_done(wrecker: Wrecker) -> None:
    """Every update is handled, but for those that nobody can read: staff have them."""
    toll = wrecker.toll
    states = dict(wrecker.rows("select update_id, state from inbound where bot = 'resident'"))
    failed = {number for number, state in states.items() if state == "failed"}
    assert failed <= set(toll.unreadable), "readable updates were given up"
    assert all(states[number] == "handled" for number in toll.seen)
    assert set(states.values()) <= {"handled", "failed"}
    [(words,)] = wrecker.rows("select count(*) from inbound where state = 'handled' and "
                              "(payload is not null or chat_hash is not null)")  # fmt: skip
    assert words == 0, "a handled update keeps its words"
    reasons = wrecker.rows("select m.update_id, q.reason from thread_message m "
                           "join question q on q.id = m.question_id")  # fmt: skip
    mine = {number for number, chat in toll.unreadable.items() if chat and number in failed}
    assert mine == {number for number, _ in reasons} & set(toll.unreadable), (
        "each unreadable update of a resident is one message before staff"
    )
    # besides, only what was asked while Rasa was dead, or was added to such a thread
    asked = {reason for number, reason in reasons if number not in mine}
    assert asked <= {"silent", "failed"}, asked


def invitations_came_once(wrecker: Wrecker, chats: dict[int, list[Message]]) -> None:
    """Everybody saw one invitation, and each row says what became of its own."""
    for each in wrecker.town.people:
        seen = [m for m in chats[each.chat] if f"1:ss:{each.response}" in payloads(m)]
        if len(seen) != 1:
            raise AssertionError(
                f"seed {SEED}: {len(seen)} invitations\n{transcript(each, chats[each.chat])}"
            )
    rows = wrecker.rows("select ref, state from delivery where kind = 'survey_invitation'")
    assert len(rows) == RESIDENTS
    odd = {ref: state for ref, state in rows if state != "sent"}
    assert set(odd.values()) <= {"unknown"}, odd
    assert set(odd) <= wrecker.toll.in_the_air, odd


def _noted(wrecker: Wrecker) -> set[int]:
    """Messages that a row says it sent."""
    shown = wrecker.rows("select shown from inbound where bot = 'resident'")
    noted = {number for (row,) in shown for number in json.loads(row)}
    sent = wrecker.rows("select message_id from delivery where message_id is not null")
    return noted | {number for (number,) in sent}


def repeats(
    person: Person, chat: list[Message], noted: set[int], survey: Survey, *, failures: int
) -> int:
    """How many messages are in this chat twice; each stands right before its like.

    A message that no row notes was sent before a kill and is said again: the same, at once.
    """
    bot = [each for each in chat if each["from"] == "bot"]
    sorry = say(person.language, "failed", hours="")[:20]
    extra = told = 0
    for at, each in enumerate(bot):
        if each["message_id"] in noted or _is_invitation(each):
            continue
        if plain(each["text"])[:20] == sorry:
            told += 1
            continue
        # an invitation comes from another process and may fall in between
        later = (m for m in bot[at + 1 :] if not _is_invitation(m))
        following = next((m for m in later if plain(m["text"])[:20] != sorry), None)
        if following is None or _face(following) != _face(each):
            raise AssertionError(
                f"seed {SEED}: message {each['message_id']} is noted nowhere and not repeated\n"
                + transcript(person, chat)
            )
        extra += 1
    assert told <= failures, transcript(person, chat)
    return extra


def _is_invitation(message: Message) -> bool:
    return any(each.startswith("1:ss:") for each in payloads(message))


def _face(message: Message) -> tuple[str, list[str]]:
    """What a message says, whatever is ticked on it since."""
    return plain(message["text"]), payloads(message)


def nothing_in_logs(wrecker: Wrecker) -> None:
    """A killed house still says nothing of what it heard."""
    text = "\n".join(
        path.read_text(encoding="utf-8", errors="replace")
        for path in (wrecker.house.var / "log").iterdir()
    )
    for each in wrecker.town.people:
        for word in (*each.canaries, str(each.chat)):
            assert word not in text, f"a log holds {word}"


def exported_whole(wrecker: Wrecker, survey: Survey) -> None:
    """The export holds every current reply once, and no replaced one."""
    target = wrecker.house.var / "replies.csv"
    done = wrecker.house.run("survey", "export", KEY, "--format", "csv", "--out", str(target))
    assert done.returncode == 0, done.stderr
    with target.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    cells = Counter(cell.lstrip("'") for line in lines for cell in line)
    for each in wrecker.town.people:
        for question, values in each.given.items():
            for value in values if question > 2 else ():
                times = cells[str(value)]
                assert times == (value == values[-1]), (each.chat, survey.names[question])


def _summary(wrecker: Wrecker) -> None:
    toll = wrecker.toll
    seconds = time.monotonic() - toll.began
    lines = [
        f"faults: seed {SEED}, {RESIDENTS} residents, {wrecker.town.actions} actions,"
        f" {seconds:.0f} s, {_processor_seconds(wrecker.house):.0f} s of processors",
        f"  {sum(toll.kills.values())} kills: {_counted(toll.kills)}",
        *(f"    {number:3} × {moment}" for moment, number in sorted(toll.moments.items())),
        f"  {len(toll.unreadable)} unreadable updates; {toll.repeats} repeated messages;"
        f" {toll.only_claimed} deliveries freed, {len(toll.in_the_air)} in the air",
        f"  invitations that did not arrive and were sent once more by hand:"
        f" {len(toll.unknown)} {toll.unknown}",
    ]
    print("\n" + "\n".join(lines), flush=True)  # noqa: T201 - the summary of the run


def _processor_seconds(house: House) -> float:
    """What the whole run has cost: this process, the killed ones, and those that still run."""
    ended, own = (
        resource.getrusage(resource.RUSAGE_CHILDREN),
        resource.getrusage(resource.RUSAGE_SELF),
    )
    ticks = 0
    for each in house.processes.values():
        fields = (
            Path(f"/proc/{each.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        )
        ticks += int(fields[11]) + int(fields[12])  # utime, stime: proc_pid_stat(5)
    spent = ended.ru_utime + ended.ru_stime + own.ru_utime + own.ru_stime
    return spent + ticks / os.sysconf("SC_CLK_TCK")


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(counter.items()))
