"""What Rasa takes of memory over many turns, and whether many residents make it slower."""

import asyncio
import contextlib
import sqlite3
import statistics
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.commands.common import Refusal, note
from bot.commands.engines import OwnEngine, engine_of_our_own

if TYPE_CHECKING:
    from bot.settings import Settings

TURNS = 50_000
RESIDENTS = 10_000
KNOWN = 50_000
"""Residents with a conversation, when a turn is timed for the second time."""
SAMPLES = 300
LOOK_SECONDS = 0.05
SWAP_SECONDS = 90.0
MEBIBYTE = 1024 * 1024


async def bench_memory(settings: "Settings", texts: Sequence[str]) -> dict[str, Any]:
    """Turns of many residents through a Rasa of its own.

    Memory is the resident set in MiB, as the kernel counts it (proc(5), VmRSS); times are
    milliseconds.

    Raises:
        Refusal: Rasa does not start, or does not change its model.
    """
    note("starting a Rasa for measuring …")
    async with engine_of_our_own(settings) as own:
        figures: dict[str, Any] = {"start_s": round(own.start_seconds, 1)}
        await _turns(
            own, texts, range(SAMPLES)
        )  # what is loaded on first use belongs to the start
        figures["baseline_after_start_mib"] = resident_mib(own.process)
        few = await _turns(own, texts, range(SAMPLES), who="early")
        for done in range(RESIDENTS, TURNS + 1, RESIDENTS):
            await _turns(own, texts, range(done - RESIDENTS, done))
            figures[f"after_{done}_turns_mib"] = resident_mib(own.process)
            note(f"{done} turns, {figures[f'after_{done}_turns_mib']} MiB")
        figures["known_residents"] = fill(own.var / "rasa" / "trackers.db", KNOWN)
        many = await _turns(own, texts, range(SAMPLES), who="late")
        figures |= {
            "turn_few_known_median_ms": _median_ms(few),
            "turn_many_known_median_ms": _median_ms(many),
        }
        note("changing the model …")
        async with highest(own.process) as seen:
            await _swap(own)
        figures["during_model_change_mib"] = max(seen)
        await _turns(own, texts, range(SAMPLES))
        figures["after_model_change_mib"] = resident_mib(own.process)
        return figures


async def _turns(
    own: OwnEngine, texts: Sequence[str], numbers: Sequence[int], who: str = "resident"
) -> list[float]:
    """Take these turns one after the other; the seconds that each took.

    ``who`` begins the residents' names: a conversation that has gone on, into a form perhaps, is
    not to be compared with one that begins.
    """
    from bot.ports import TurnContext

    took = []
    for number in numbers:
        began = time.perf_counter()
        await own.engine.turn(
            f"{who}-{number % RESIDENTS}",
            texts[number % len(texts)],
            TurnContext(locale="en", agreed=True),
            turn=f"{time.monotonic_ns()}",
        )
        took.append(time.perf_counter() - began)
    return took


def resident_mib(process: int) -> int:
    """Memory that a process holds just now, in MiB.

    Raises:
        Refusal: there is no such process, or no Linux.
    """
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        raise Refusal(f"the memory of process {process} cannot be read") from None
    kibibytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(kibibytes) * 1024 // MEBIBYTE


@contextlib.asynccontextmanager
async def highest(process: int) -> AsyncIterator[list[int]]:
    """Look at a process's memory all the time within the block; the list holds what was seen."""
    seen = [resident_mib(process)]

    over = asyncio.Event()

    async def look() -> None:
        while not over.is_set():
            seen.append(resident_mib(process))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), LOOK_SECONDS)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(look())
        try:
            yield seen
        finally:
            over.set()


def fill(conversations: Path, wanted: int) -> int:
    """Copy conversations until so many are known; how many there are then."""
    with contextlib.closing(sqlite3.connect(conversations, timeout=30)) as db, db:
        [(known,)] = db.execute("SELECT count(*) FROM conversation")
        rows = db.execute("SELECT events, touched FROM conversation").fetchall()
        db.executemany(
            "INSERT INTO conversation VALUES (?, ?, ?)",
            ((f"known-{each}", *rows[each % len(rows)]) for each in range(wanted - known)),
        )
        [(known,)] = db.execute("SELECT count(*) FROM conversation")
        return int(known)


async def _swap(own: OwnEngine) -> None:
    """Let Rasa load its model once more, as at the change to a new one, and go on answering."""
    import httpx

    async with httpx.AsyncClient(trust_env=False, timeout=SWAP_SECONDS) as client:
        changed = await client.put(
            f"{own.address}/model",
            params={"token": own.token},
            json={"model_file": str(own.model)},
        )
    if changed.status_code != 204:
        raise Refusal(f"Rasa did not change its model: {changed.status_code}")


def _median_ms(seconds: Sequence[float]) -> float:
    return round(statistics.median(seconds) * 1000, 2)
