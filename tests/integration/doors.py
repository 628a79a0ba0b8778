"""The residents' door in this process, at a real stand-in Telegram, with one part silenced on
purpose: the dialogue engine is scripted."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from test_rehearsal_core import Town, town_of

from bot.adapters.parts import Parts
from bot.adapters.vault import open_vault
from bot.ports import EngineSilent, Reading, TurnContext
from bot.rehearsal.app import build
from bot.resident.serve import build_bot, build_door
from bot.settings import Settings
from bot.usecases.load_answers import LoadAnswers
from bot.wiring import build_house, build_parts
from db.migrate import upgrade
from db.uow import Store
from dialogues.directives import FORMS, AskForm, Deed, Directive, Do
from faq.reader import read_content

CONTENT = Path(__file__).parents[2] / "faq" / "content"
PATIENCE = 15.0


@dataclass
class ScriptedEngine:
    """A dialogue engine that knows a few sentences, and forms as Rasa's rules run them."""

    knows: dict[str, tuple[Directive, ...]] = field(default_factory=dict)
    reads: dict[str, Reading] = field(default_factory=dict)
    silent: bool = False
    behind: bool = False
    """It thinks that every form is at its first question."""
    told: list[tuple[str, TurnContext]] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)

    async def turn(
        self, conversation: str, text: str, context: TurnContext, *, turn: str
    ) -> tuple[Directive, ...]:
        if self.silent:
            raise EngineSilent("on purpose")
        self.told.append((text, context))
        if context.start in FORMS:
            return (AskForm(context.start, FORMS[context.start][0]),)
        if context.start == "stop":
            return (Do(Deed.STOP),)
        if context.reply != "none":
            form, _, slot = context.open.partition(".")
            if self.behind:
                return (AskForm(form, FORMS[form][0]),)
            following = FORMS[form].index(slot) + 1
            if following < len(FORMS[form]):
                return (AskForm(form, FORMS[form][following]),)
            if form == "human":
                return (Do(Deed.KEEP_QUESTION),)
            return (Do(Deed.KEEP_REPORT if context.reply == "yes" else Deed.DROP_REPORT),)
        return self.knows.get(text, (Do(Deed.HAND_TO_STAFF),))

    async def read(self, text: str, context: TurnContext) -> Reading:
        if self.silent:
            raise EngineSilent("on purpose")
        return self.reads.get(text, Reading("abstain", "faq", 0.1, (), ()))

    async def forget(self, conversation: str) -> None:
        if self.silent:
            raise EngineSilent("on purpose")
        self.forgotten.append(conversation)

    async def healthy(self) -> bool:
        return not self.silent


class MovableClock:
    """The machine's time, moved by hand."""

    def __init__(self) -> None:
        self.ahead = datetime.now(UTC) - datetime.now(UTC)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Doorstep:
    """A resident in front of the door, and what the test may look at behind it."""

    town: Town
    parts: Parts
    engine: ScriptedEngine
    clock: MovableClock
    restarts: int = 0

    async def says(self, chat: int, text: str, lang: str = "en", answers: int = 1) -> list[str]:
        """Write; the texts that the bot says next."""
        before = len(await self.town.sees(chat)) if await self._known(chat) else 0
        await self.town.says(chat, text, language_code=lang)
        return await self.hears(chat, before, answers)

    async def taps(self, chat: int, label: str, answers: int = 1) -> list[str]:
        """Tap the newest button whose text holds the label."""
        messages = await self.town.sees(chat)
        for message in reversed(messages):
            for button in (each for row in message["buttons"] for each in row):
                text = button["text"].replace("\u2068", "").replace("\u2069", "")
                if button["data"] and label.casefold() in text.casefold():
                    body = {"message_id": message["message_id"], "data": button["data"]}
                    await self.town.post(f"chats/{chat}/taps", body)
                    return await self.hears(chat, len(messages), answers)
        raise AssertionError(f"no button {label!r}")

    async def hears(self, chat: int, before: int, answers: int) -> list[str]:
        """Wait until the bot has said so much more, and the row is done."""
        async with asyncio.timeout(PATIENCE):
            while True:
                heard = [
                    each["text"]
                    for each in (await self.town.sees(chat))[before:]
                    if each["from"] == "bot"
                ]
                if len(heard) >= answers and not await self.waiting():
                    return heard
                await asyncio.sleep(0.02)

    async def waiting(self) -> list[tuple[int, str]]:
        """Rows that are not done."""
        async with self.parts.store(read_only=True) as work:
            rows = await work.intake.waiting("resident", datetime(2100, 1, 1, tzinfo=UTC), 100)
        return [(row.update_id, row.state) for row in rows]

    async def settled(self) -> None:
        """Wait until nothing waits."""
        async with asyncio.timeout(PATIENCE):
            await asyncio.sleep(0.1)
            while await self.waiting():
                await asyncio.sleep(0.02)

    async def _known(self, chat: int) -> bool:
        answer = await self.town.http.get(f"/rehearsal/chats/{chat}/messages")
        return answer.status_code == httpx.codes.OK


@asynccontextmanager
async def door_open(parts: Parts) -> AsyncIterator[None]:
    """Intake and worker at work."""
    bot = build_bot(parts.settings)
    intake, worker = build_door(parts, build_house(parts), bot)
    async with asyncio.TaskGroup() as tasks:
        jobs = [tasks.create_task(intake.run()), tasks.create_task(worker.run())]
        try:
            yield
        finally:
            for job in jobs:
                job.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(*jobs, return_exceptions=True)
            await bot.session.close()


@asynccontextmanager
async def doorstep_at(
    var: Path, url: str, *, dressed: Callable[[Store], Store] | None = None, **more: Any
) -> AsyncIterator[Doorstep]:
    """A town, a prepared store, an open door; ``dressed`` changes the store that the door sees."""
    engine, clock = ScriptedEngine(), MovableClock()
    async with town_of(build()) as town:
        settings = Settings(
            _env_file=None,
            **{"var": var, "database_url": url, "telegram_url": town.url, **more},
        )
        await asyncio.to_thread(upgrade, settings.store_url)
        open_vault(settings.key_path, make=True)
        async with build_parts(settings, clock=clock, engine=engine) as parts:
            await LoadAnswers(parts.store, clock)(read_content(CONTENT))
            seen = replace(parts, store=dressed(parts.store)) if dressed else parts
            async with door_open(seen):
                yield Doorstep(town, parts, engine, clock)
