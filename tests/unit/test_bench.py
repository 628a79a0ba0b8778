"""What `povezani bench` reckons, with an engine whose turns take as long as we say."""

import asyncio
import os
import sqlite3
from pathlib import Path

import pytest

from bot.commands import bench, bench_memory
from bot.commands.common import Refusal
from bot.ports import Reading, TurnContext
from dialogues.directives import Directive


class SlowingEngine:
    """Each turn takes longer than the one before it, as a store without a cap would make it."""

    def __init__(self, per_turn: float) -> None:
        self.per_turn = per_turn
        self.turns: dict[str, int] = {}
        self.forgotten: set[str] = set()

    async def turn(
        self, conversation: str, text: str, context: TurnContext, *, turn: str
    ) -> tuple[Directive, ...]:
        assert text
        assert context.locale == "en"
        self.turns[conversation] = self.turns.get(conversation, 0) + 1
        await asyncio.sleep(0.01 + self.per_turn * int(turn))
        return ()

    async def read(self, text: str, context: TurnContext) -> Reading:
        raise AssertionError("a turn is measured, not a reading")

    async def forget(self, conversation: str) -> None:
        self.forgotten.add(conversation)

    async def healthy(self) -> bool:
        return True


@pytest.mark.parametrize(("per_turn", "slows"), [(0.0, False), (0.0005, True)])
async def test_a_store_that_grows_is_seen(
    monkeypatch: pytest.MonkeyPatch, per_turn: float, slows: bool
) -> None:
    monkeypatch.setattr(bench, "LONG", 100)
    monkeypatch.setattr(bench, "SAMPLES", 5)
    engine = SlowingEngine(per_turn)
    figures = await bench.bench_turn(engine, ["a", "b"])
    assert (figures["ratio"] > 1.5) is slows
    assert figures["baseline_health_call_median_ms"] < figures["turn_10_median_ms"]
    assert max(engine.turns.values()) == 105
    assert sorted(engine.turns.values())[:-1] == [10] * 5
    assert engine.forgotten == set(engine.turns), "nothing of a measurement is left"


def test_the_baseline_commits_for_real(tmp_path: Path) -> None:
    assert bench.plain_commits(tmp_path / "a.db") > 1
    assert (tmp_path / "a.db").stat().st_size > 0


async def test_the_highest_memory_is_seen_also_when_it_is_given_back() -> None:
    before = bench_memory.resident_mib(os.getpid())
    async with bench_memory.highest(os.getpid()) as seen:
        much = bytearray(b"a" * (64 * bench_memory.MEBIBYTE))
        await asyncio.sleep(0.2)
        del much
    assert max(seen) >= before + 60


def test_memory_of_nobody_is_refused() -> None:
    with pytest.raises(Refusal, match="cannot be read"):
        bench_memory.resident_mib(2**22 + 1)


def test_as_many_conversations_as_wanted_are_known(tmp_path: Path) -> None:
    path = tmp_path / "trackers.db"
    with sqlite3.connect(path) as db:
        db.execute(
            "CREATE TABLE conversation (sender TEXT PRIMARY KEY, events TEXT, touched REAL)"
        )
        db.executemany("INSERT INTO conversation VALUES (?, '[]', 1)", [("a",), ("b",)])
    db.close()
    assert bench_memory.fill(path, 50) == 50
