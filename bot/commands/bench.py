"""``povezani bench``: how fast a turn, intake and delivery are, and how much memory Rasa takes."""

import asyncio
import contextlib
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.common import ROOT, AsJson, Refusal, note, run, settings_here, table, tell_json

if TYPE_CHECKING:
    import httpx

    from bot.adapters.parts import Parts
    from bot.ports import DialogueEngine
    from bot.settings import Settings

LOCALE = "en"
EARLY_TURN = 10
LONG = 1000
SAMPLES = 30
CHATS = 150
COMMITS = 300
AT_ONCE = 8
PATIENCE_SECONDS = 120.0
SURVEY = ROOT / "dialogues" / "surveys" / "life_in_idrija.yml"
STEP = 0.05


class What(StrEnum):
    """What can be measured."""

    TURN = "turn"
    INBOUND = "inbound"
    DELIVERY = "delivery"
    MEMORY = "memory"
    ALL = "all"


def bench(
    what: Annotated[What, typer.Argument(help="What to measure.")] = What.ALL,
    as_json: AsJson = False,
) -> None:
    """Measure speed, each figure beside a baseline of the same run.

    turn: Rasa's turn number 10, and the same after 1,000 turns of one conversation, beside an
    empty HTTP call. inbound: updates committed, and answered end to end through the rehearsal,
    beside plain SQLite commits. delivery: messages that outreach sends, beside plain HTTP calls.
    memory (ten minutes): a Rasa of its own, its start, its memory after 50,000 turns by 10,000
    residents beside that of its start, during a change of the model, and a turn when 50,000
    residents are known beside one when few are.
    """
    result = run(_measure(settings_here(), what))
    if as_json:
        tell_json(result)
        return
    rows = [
        (f"{part}: {name.replace('_', ' ')}", _figure(value))
        for part, figures in result.items()
        for name, value in figures.items()
    ]
    table(("measured", "figure"), rows)


async def _measure(settings: "Settings", what: What) -> dict[str, Any]:
    from bot.commands.engines import engine_to_ask

    texts = _texts()
    result: dict[str, Any] = {}
    if what in (What.TURN, What.ALL):
        async with engine_to_ask(settings) as engine:
            result["turn"] = await bench_turn(engine, texts)
    if what is What.MEMORY:  # ten minutes: not among all
        from bot.commands.bench_memory import bench_memory

        result["memory"] = await bench_memory(settings, texts)
    if what in (What.INBOUND, What.DELIVERY, What.ALL):
        note("starting a house for measuring …")
        async with measuring_house(settings) as house:
            inbound = await bench_inbound(house, texts)
            if what is not What.DELIVERY:
                result["inbound"] = inbound
            if what is not What.INBOUND:
                result["delivery"] = await bench_delivery(house)
    return result


async def bench_turn(engine: "DialogueEngine", texts: Sequence[str]) -> dict[str, Any]:
    """Turns of short conversations and of a long one, in turn, so that both see the same load.

    Times are milliseconds.
    """
    long_one = f"bench-{os.urandom(6).hex()}"
    note(f"one conversation of {LONG} turns …")
    for number in range(LONG):
        await _turn(engine, long_one, texts[number % len(texts)], number)
        if number % 250 == 249:
            note(f"{number + 1} turns")
    early, late, floor = [], [], []
    for sample in range(SAMPLES):
        short = f"bench-{os.urandom(6).hex()}"
        for number in range(EARLY_TURN - 1):
            await _turn(engine, short, texts[(sample + number) % len(texts)], number)
        text = texts[sample % len(texts)]
        early.append(await _turn(engine, short, text, EARLY_TURN))
        late.append(await _turn(engine, long_one, text, LONG + sample))
        floor.append(await _timed(engine.healthy()))
        await engine.forget(short)
    await engine.forget(long_one)
    return {
        f"turn_{EARLY_TURN}_median_ms": _ms(statistics.median(early)),
        f"turn_{EARLY_TURN}_p95_ms": _ms(_p95(early)),
        f"after_{LONG}_median_ms": _ms(statistics.median(late)),
        f"after_{LONG}_p95_ms": _ms(_p95(late)),
        "ratio": round(statistics.median(late) / statistics.median(early), 3),
        "baseline_health_call_median_ms": _ms(statistics.median(floor)),
    }


async def _turn(engine: "DialogueEngine", conversation: str, text: str, number: int) -> float:
    from bot.ports import TurnContext

    context = TurnContext(locale=LOCALE, agreed=True)
    return await _timed(engine.turn(conversation, text, context, turn=str(number)))


@dataclass(frozen=True)
class MeasuredHouse:
    """A house of its own for a measurement, and somebody who writes to it."""

    parts: "Parts"
    client: "httpx.AsyncClient"
    telegram: str
    token: str


@contextlib.asynccontextmanager
async def measuring_house(settings: "Settings") -> AsyncIterator[MeasuredHouse]:
    """Rehearsal, Rasa, door and outreach on free ports, with a data folder that goes at the end.

    Raises:
        Refusal: it does not start.
    """
    import httpx

    from bot.commands.engines import free_port
    from bot.commands.model import ensure_model, model_path
    from bot.commands.processes import Children, procfile
    from bot.commands.up import prepare
    from bot.settings import PREFIX
    from bot.settings import Settings as Fresh
    from bot.wiring import build_parts

    await ensure_model(settings.var, note)
    model = model_path(settings.var).absolute()
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        del os.environ[name]  # a real token or database has no place in a measurement
    ports = {name: free_port() for name in ("desk_port", "rehearsal_port", "rasa_port")}
    with tempfile.TemporaryDirectory(prefix="povezani-bench-") as folder:
        var = Path(folder)
        (var / "rasa").mkdir()
        for name in (model.name, "model.fingerprint"):
            (var / "rasa" / name).symlink_to(model.with_name(name))
        house = Fresh(_env_file=None, var=var, sends_per_second=30, **ports)  # type: ignore[call-arg, arg-type]  # pydantic's own argument
        await prepare(house, lambda _: None)
        environment = {
            "POVEZANI_VAR": folder,
            "POVEZANI_SENDS_PER_SECOND": "30",
            **{f"{PREFIX}{name.upper()}": str(port) for name, port in ports.items()},
        }
        commands = procfile(ROOT / "Procfile")
        async with (
            Children(var / "log", environment, where=var) as children,
            build_parts(house) as parts,
            httpx.AsyncClient(trust_env=False, timeout=30) as client,
        ):
            for name in ("rehearsal", "rasa", "door", "outreach"):
                await children.start(name, commands[name])
            telegram = f"http://127.0.0.1:{house.rehearsal_port}"
            await _until(lambda: _ready(parts, client, telegram), "the house did not start")
            yield MeasuredHouse(parts, client, telegram, house.resident_bot_token)


async def _ready(parts: "Parts", client: "httpx.AsyncClient", telegram: str) -> bool:
    import httpx

    from bot.adapters.heartbeat import fresh, heart

    try:
        answers = (await client.get(f"{telegram}/healthz")).status_code == 200
    except httpx.HTTPError:
        return False
    beating = all(fresh(heart(parts.settings.var, name)) for name in ("door", "outreach"))
    return answers and beating and await parts.engine.healthy()


async def bench_inbound(house: MeasuredHouse, texts: Sequence[str]) -> dict[str, Any]:
    """Updates committed one by one and by the hundred, and answered end to end."""
    from sqlalchemy import func, select

    from db.models import Inbound

    parts = house.parts
    note(f"{CHATS} residents write …")

    async def write(chat: int) -> None:
        body = {"text": texts[chat % len(texts)], "language_code": LOCALE}
        path = f"{house.telegram}/rehearsal/chats/{chat}/messages"
        (await house.client.post(path, json=body)).raise_for_status()

    async def handled() -> bool:
        async with parts.store(read_only=True) as work:
            done = select(func.count()).where(Inbound.state == "handled")
            return (await work.session.scalar(done) or 0) >= CHATS

    began = time.perf_counter()
    await _each(range(1, CHATS + 1), write)
    await _until(handled, "not all residents were answered")
    end_to_end = CHATS / (time.perf_counter() - began)

    return {
        "answered_end_to_end_per_s": round(end_to_end, 1),
        "committed_one_by_one_per_s": round(await _taken_in(parts, 1), 1),
        "committed_by_100_per_s": round(await _taken_in(parts, 100), 1),
        "baseline_sqlite_commits_per_s": round(
            await asyncio.to_thread(plain_commits, parts.settings.var / "baseline.db"), 1
        ),
        "n": CHATS,
    }


async def _taken_in(parts: "Parts", batch: int) -> float:
    """Updates a second that the intake commits; a bot of another name, so nobody answers them."""
    from bot.usecases.take_in import TakeIn

    take_in = TakeIn(parts.store, parts.vault, parts.clock)
    updates = [
        {
            "update_id": number,
            "message": {
                "message_id": number,
                "date": 0,
                "text": "a" * 80,
                "chat": {"id": number, "type": "private"},
                "from": {"id": number, "is_bot": False, "first_name": "a"},
            },
        }
        for number in range(1, COMMITS + 1)
    ]
    began = time.perf_counter()
    for start in range(0, COMMITS, batch):
        await take_in(f"bench{batch}", updates[start : start + batch])
    return COMMITS / (time.perf_counter() - began)


def plain_commits(path: Path) -> float:
    """Commits a second of SQLite alone, as careful as the house: WAL, synchronous FULL."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, payload BLOB)")
        began = time.perf_counter()
        for number in range(COMMITS):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO t VALUES (?, ?)", (number, b"a" * 300))
            connection.execute("COMMIT")
        return COMMITS / (time.perf_counter() - began)
    finally:
        connection.close()


async def bench_delivery(house: MeasuredHouse) -> dict[str, Any]:
    """Invitations that outreach sends, at most 30 a second, beside plain HTTP calls."""
    from sqlalchemy import func, select

    from bot.usecases.import_survey import ImportSurvey
    from bot.usecases.push_survey import PushSurvey
    from db.models import Delivery, Resident

    parts = house.parts

    async def post(chat: int) -> None:
        path = f"{house.telegram}/bot{house.token}/sendMessage"
        body = {"chat_id": chat, "text": "a" * 80}
        (await house.client.post(path, json=body)).raise_for_status()

    began = time.perf_counter()
    await _each(range(1, CHATS + 1), post)
    plain = CHATS / (time.perf_counter() - began)

    async with parts.store() as work:
        for resident_id in (await work.session.scalars(select(Resident.id))).all():
            await work.people.keep_consent(
                resident_id, version="bench", locale=LOCALE, given=True, now=parts.clock.now()
            )
        await work.commit()
    survey = await ImportSurvey(parts.store, parts.clock)(SURVEY)
    note(f"{CHATS} invitations …")
    began = time.perf_counter()
    pushed = await PushSurvey(parts.store, parts.clock)(survey.key)

    async def sent() -> bool:
        async with parts.store(read_only=True) as work:
            done = select(func.count()).where(Delivery.state == "sent")
            return (await work.session.scalar(done) or 0) >= pushed.reached

    await _until(sent, "not all invitations were sent")
    return {
        "sent_per_s": round(pushed.reached / (time.perf_counter() - began), 1),
        "limit_per_s": parts.settings.sends_per_second,
        "baseline_http_calls_per_s": round(plain, 1),
        "n": pushed.reached,
    }


async def _each(numbers: Iterable[int], do: Callable[[int], Awaitable[None]]) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        async with gate:
            await do(number)

    async with asyncio.TaskGroup() as tasks:
        for number in numbers:
            tasks.create_task(one(number))


async def _until(so: Callable[[], Awaitable[bool]], otherwise: str) -> None:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not await so():  # noqa: ASYNC110 - other processes do it, they set no event
                await asyncio.sleep(STEP)
    except TimeoutError:
        raise Refusal(f"{otherwise} within {PATIENCE_SECONDS:.0f} s") from None


async def _timed(job: Awaitable[object]) -> float:
    began = time.perf_counter()
    await job
    return time.perf_counter() - began


def _texts() -> list[str]:
    """Questions as people ask them, one of each topic."""
    from faq.compile import utterances

    first: dict[str, str] = {}
    for said in utterances(ROOT):
        if said.locale == LOCALE and said.label.startswith("faq/"):
            first.setdefault(said.label, said.text)
    return list(first.values())


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def _figure(value: float) -> str:
    return f"{value:,}"
