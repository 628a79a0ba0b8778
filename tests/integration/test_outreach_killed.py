"""Outreach as a process, killed in the middle again and again: nobody is written to twice."""

import asyncio
import contextlib
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from test_outreach import SURVEY, Clock, Parts, Telegram, settle_resident, telegram, until

from bot.adapters.rendering import Rendering
from bot.adapters.speech import Speech
from bot.adapters.vault import open_vault
from bot.hours import StaffHours
from bot.settings import Settings
from bot.usecases.import_survey import ImportSurvey
from bot.usecases.push_survey import PushSurvey
from db.uow import Store

__all__ = ["telegram"]

HOUSE = Path(__file__).parents[2]
RESIDENTS = 40
KILLS = 3
PROCESS = """
import asyncio
from bot.commands.logs import wordless_logs
from bot.settings import read_settings
from bot.wiring import run_outreach

wordless_logs("INFO")
asyncio.run(run_outreach(read_settings()))
"""


@asynccontextmanager
async def outreach(var: Path, url: str) -> AsyncIterator[asyncio.subprocess.Process]:
    environment = {
        **os.environ,
        "POVEZANI_VAR": str(var),
        "POVEZANI_TELEGRAM_URL": url,
        "POVEZANI_DATABASE_URL": f"sqlite:///{var / 'povezani.db'}",
        "PYTHONPATH": str(HOUSE),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PROCESS,
        cwd=var,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


@pytest.fixture
def parts(sqlite_store: Store, telegram: Telegram, tmp_path: Path) -> Parts:
    speech, clock = Speech.load(), Clock()
    hours = StaffHours.read("Mon-Fri 08:00-15:00")
    return Parts(
        settings=Settings(_env_file=None, var=tmp_path, telegram_url=telegram.url),
        store=sqlite_store,
        clock=clock,
        vault=open_vault(tmp_path / "secret" / "key", make=True),
        speech=speech,
        rendering=Rendering(sqlite_store, speech, clock, hours),
    )


async def states(parts: Parts) -> Counter[str]:
    async with parts.store(read_only=True) as work:
        return Counter(await work.sending.states("survey_invitation"))


async def test_killed_again_and_again_nobody_is_lost_or_asked_twice(
    parts: Parts,
    telegram: Telegram,
    tmp_path: Path,
) -> None:
    residents = {
        chat: await settle_resident(parts, telegram, chat) for chat in range(1, RESIDENTS + 1)
    }
    await ImportSurvey(parts.store, parts.clock)(SURVEY)
    await PushSurvey(parts.store, parts.clock)("life_in_idrija")
    seeded = random.Random(20261123)  # noqa: S311 - moments of a test
    for _ in range(KILLS):
        before = (await states(parts))["sent"]

        async def sends(before: int = before) -> bool:
            return (await states(parts))["sent"] > before

        async with outreach(tmp_path, telegram.url) as process:
            await until(sends, 60)
            await asyncio.sleep(seeded.random() / 5)
            process.send_signal(signal.SIGKILL)
            await process.wait()

    async def done() -> bool:
        now = await states(parts)
        return now["queued"] + now["sending"] == 0

    async with outreach(tmp_path, telegram.url) as process:
        await until(done, 90)
        process.send_signal(signal.SIGTERM)
        out, _ = await asyncio.wait_for(process.communicate(), 20)
        assert process.returncode == 0, out
    assert b"rehearsal-resident" not in out
    for chat, resident_id in residents.items():
        async with parts.store(read_only=True) as work:
            (row,) = await work.sending.of_resident(resident_id)
        heard = len(await telegram.heard_by(chat))
        assert (row.state, heard) in {("sent", 1), ("unknown", 1), ("unknown", 0)}
    assert (await states(parts))["unknown"] <= KILLS * 3
    assert not (tmp_path / "run" / "outreach.alive").exists()
