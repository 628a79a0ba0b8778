"""Play a conversation: the residents' door in this process, at a rehearsal over HTTP, with the
real Rasa behind it. What is looked at is what was committed, and what the resident then saw."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from conversation import Conversation, Expected, Step, text_ids
from doors import CONTENT, MovableClock, door_open
from rasa_server import RasaServer
from sqlalchemy import Row, text
from test_rehearsal_core import Town, town_of

from bot.adapters.parts import Parts
from bot.adapters.rasa_http import RasaEngine
from bot.adapters.vault import open_vault
from bot.ports import TurnContext
from bot.rehearsal.app import build
from bot.settings import Settings
from bot.usecases import screens
from bot.usecases.answer_survey import definition, progress_of
from bot.usecases.import_survey import ImportSurvey
from bot.usecases.load_answers import LoadAnswers
from bot.usecases.push_survey import PushSurvey
from bot.usecases.screens import Outcome, Screen
from bot.usecases.turn import RESIDENT_BOT
from bot.wiring import build_parts
from db.migrate import upgrade
from dialogues import directives
from dialogues.callbacks import (
    Consent,
    FormReply,
    Language,
    Menu,
    More,
    SurveyPick,
    SurveyStart,
    Topic,
    pack,
    parse,
)
from dialogues.directives import Directive
from dialogues.locales import LOCALES
from faq.reader import read_content

SURVEY = Path(__file__).parents[2] / "dialogues" / "surveys" / "life_in_idrija.yml"
PATIENCE = 20.0
CONTENTS: Mapping[str, Mapping[str, Any]] = {
    "voice": {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 3}},
    "photo": {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]},
    "sticker": {
        "sticker": {
            "file_id": "a",
            "file_unique_id": "b",
            "type": "regular",
            "width": 1,
            "height": 1,
            "is_animated": False,
            "is_video": False,
        }
    },
}
COUNTS = {
    "residents": "select count(*) from resident where id = :id",
    "consents": "select count(*) from consent where resident_id = :id",
    "questions": "select count(*) from question where resident_id = :id",
    "urgent": "select count(*) from question where resident_id = :id and urgent",
    "challenges": "select count(distinct challenge_id) from evidence where resident_id = :id",
    "drafts": "select count(*) from draft where resident_id = :id and state in ('open', 'broken')",
    "replies": "select count(*) from reply r join response s on s.id = r.response_id "
    "where s.resident_id = :id and r.replaced_at is null",
}
WORDS = {
    "questions": "select m.words from thread_message m join question q on q.id = m.question_id "
    "where q.resident_id = :id and m.staff_id is null order by m.at, m.id",
    "reports": "select words from evidence where resident_id = :id order by at, id",
    "replies": "select r.question || ': ' || coalesce(r.words, r.value) from reply r "
    "join response s on s.id = r.response_id "
    "where s.resident_id = :id and r.replaced_at is null order by r.at, r.id",
}

NOTING = (
    "create table committed (update_id bigint primary key, outcome text)",
    "create trigger note after update of outcome on inbound when new.outcome is not null "
    "begin insert or replace into committed values (new.update_id, new.outcome); end",
)
"""What was committed for an update is erased from its row when it has been shown: noted here."""
NEWEST = (
    "select i.update_id, i.state, i.error, c.outcome from inbound i "
    "left join committed c on c.update_id = i.update_id order by i.update_id desc limit 1"
)
"""One resident writes at a time, so the newest row is theirs."""


class Listening(RasaEngine):
    """The real engine; what Rasa proposed in a step can be looked at."""

    proposed: list[Directive]

    async def turn(
        self, conversation: str, text: str, context: TurnContext, *, turn: str
    ) -> tuple[Directive, ...]:
        """As it is; note what came."""
        said = await super().turn(conversation, text, context, turn=turn)
        self.proposed += said
        return said


def plain_directive(directive: Directive) -> tuple[str, Any]:
    """Name and value of a directive, as files write it."""
    match directive:
        case directives.Answer(topic):
            return "answer", topic
        case directives.Offer(topics):
            return "offer", topics
        case directives.Say(text_id):
            return "say", text_id
        case directives.AskForm(form, slot):
            return "ask", f"{form}.{slot}"
        case directives.Do(deed):
            return "do", str(deed)
        case directives.Protect(danger):
            return "protect", danger
        case directives.Heard(locale):
            return "heard", locale


def plain_screen(screen: Screen, question: int | None) -> tuple[str, Any]:
    """Name and value of a screen, as files write it; ``question`` is the open one, from 1."""
    match screen:
        case screens.Say(text_id):
            return "say", text_id
        case screens.ChooseLanguage():
            return "language", "all"
        case screens.OfferLanguage(locale):
            return "language", locale
        case screens.AskConsent(then):
            return "consent", then or "plain"
        case screens.ShowAnswer(topic):
            return "answer", topic
        case screens.ShowOffer(topics):
            return "offer", topics
        case screens.ShowMenu(domain):
            return "menu", domain or "all"
        case screens.ShowForm(form, slot):
            return "form", f"{form}.{slot}"
        case screens.ShowCue(kind):
            return "cue", kind
        case screens.ShowQuestion(_, reason):
            return "again" if reason else "question", str(question)
        case screens.RedrawQuestion(_, at):
            return "marks", str(at + 1)
        case screens.ShowThanks():
            return "survey", "thanks"
        case screens.OfferSurvey():
            return "survey", "waits"
        case screens.AskDelete():
            return "delete", "asked"
        case screens.ShowOwnData():
            return "mydata", "shown"
        case screens.LeaveGroup():
            return "group", "left"


@dataclass
class Stage:
    """The house that all conversations are played in; each is a chat of its own."""

    town: Town
    parts: Parts
    engine: Listening
    clock: MovableClock
    rasa: RasaServer
    chats: Iterator[int] = field(default_factory=lambda: itertools.count(100))

    @cached_property
    def labels(self) -> Mapping[str, frozenset[str]]:
        """What stands on a button of each text id, in all languages.

        ``button-more`` says what comes next, and is known by what it carries.
        """
        say = self.parts.speech.say
        buttons = [
            each for each in text_ids() if each.startswith("button-") and each != "button-more"
        ]
        return {each: frozenset(say(locale, each) for locale in LOCALES) for each in buttons}

    def wait(self, minutes: int) -> None:
        """Let time pass, for the house by its clock and for Rasa by the age of what it keeps."""
        self.clock.ahead += timedelta(minutes=minutes)
        with closing(self.rasa.shelf()) as shelf:
            shelf.execute("update conversation set touched = touched - ?", (minutes * 60,))

    async def play(self, conversation: Conversation) -> None:
        """Play a conversation; fails at the first step that comes to something else."""
        chat = Chat(self, next(self.chats), conversation)
        await chat.prepare()
        for step in conversation.steps:
            await chat.step(step)


@dataclass
class Chat:
    """One resident's chat."""

    stage: Stage
    number: int
    conversation: Conversation

    # before the first step

    async def prepare(self) -> None:
        """What the head of a file says is so: language, consent, survey."""
        wanted = self.conversation
        code = wanted.language_code
        await self.stage.town.post(f"chats/{self.number}", {"language_code": code})
        if wanted.chosen is None and wanted.agreed is None and not wanted.survey:
            return
        await self._does("messages", {"text": "/start", "language_code": code})
        if wanted.chosen:
            await self._tap(pack(Language(wanted.chosen)))
        if wanted.agreed is not None:
            await self._tap(pack(Consent(yes=wanted.agreed)))
        if wanted.survey:
            await PushSurvey(self.stage.parts.store, self.stage.clock)("life_in_idrija")
            response = await self._value(
                "select id from response where resident_id = :id", await self.resident()
            )
            assert response, "only who has agreed is asked"
            await self._tap(pack(SurveyStart(response)))

    # steps

    async def step(self, step: Step) -> None:
        """Do it, wait until it is done, and look at what came of it."""
        stage = self.stage
        stage.engine.proposed = []
        if step.later:
            stage.wait(step.later)
        before = await self._sees()
        outcome = await self._act(step, before)
        resident = await self.resident()
        number = await self._open_question(outcome.screens)
        came = [plain_screen(each, number) for each in outcome.screens]
        self._same("shows", step, step.shows, came, exactly=True)
        if step.speaks:
            self._check(step, outcome.locale == step.speaks, f"speaks {outcome.locale}")
        proposed = [plain_directive(each) for each in stage.engine.proposed]
        if step.proposes is not None:
            exactly = not step.proposes
            self._same("proposes", step, step.proposes, proposed, exactly=exactly)
        after = await self._sees()
        await self._look(step, outcome, before, after)
        for name, number_wanted in step.database.items():
            found = await self._value(COUNTS[name], resident)
            self._check(step, found == number_wanted, f"{name} in the database: {found}")
        for name, words in step.kept.items():
            found = await self._all(WORDS[name], resident)
            self._check(step, found == list(words), f"{name} kept: {found}")

    async def _act(self, step: Step, before: Sequence[Mapping[str, Any]]) -> Outcome:
        match step.does:
            case "tap":
                message, data = self._find(step, before)
                return await self._tap(data, message)
            case "sends":
                return await self._does("updates", {"message": CONTENTS[step.value]}, fill="true")
            case _:
                code = self.conversation.language_code
                return await self._does("messages", {"text": step.value, "language_code": code})

    async def _look(
        self,
        step: Step,
        outcome: Outcome,
        before: Sequence[Mapping[str, Any]],
        after: Sequence[Mapping[str, Any]],
    ) -> None:
        """The resident sees each screen, its words and its buttons."""
        known = {each["message_id"]: each for each in before}
        new = [
            each
            for each in after
            if each["from"] == "bot" and known.get(each["message_id"]) != each
        ]
        enough = len(new) >= len(outcome.screens)
        self._check(step, enough, f"of {len(outcome.screens)} screens, {len(new)} are seen")
        seen = "\n".join(each["text"] for each in new)
        for words in step.reads:
            self._check(step, words in seen, f"the resident reads:\n{seen}")
        names = {name for each in self._buttons(new) for name in self._names(*each[1:])}
        for button in step.buttons:
            self._check(step, button in names, f"{button} is not among {sorted(names)}")

    # buttons

    def _find(self, step: Step, messages: Sequence[Mapping[str, Any]]) -> tuple[int, str]:
        """The newest button of this name."""
        for message, label, data in self._buttons(reversed(messages)):
            if step.value in self._names(label, data):
                return message, data
        labels = [label for _, label, _ in self._buttons(messages)]
        raise AssertionError(self._place(step) + f"no such button; there are {labels}")

    def _buttons(self, messages: Iterable[Mapping[str, Any]]) -> list[tuple[int, str, str]]:
        return [
            (message["message_id"], button["text"], button["data"])
            for message in messages
            for row in message["buttons"]
            for button in row
            if button["data"]
        ]

    def _names(self, label: str, data: str) -> set[str]:
        """What files may call a button: by what it does, or by the id of its text."""
        names: set[str] = set()
        match parse(data):
            case Topic(topic):
                names.add(topic)
            case Menu(domain) if domain:
                names.add(domain)
            case More():
                names.add("button-more")
            case Language(locale):
                names.add(locale)
            case FormReply(key=key) | SurveyPick(choice=key):
                names.add(key)
        return names | {each for each, texts in self.stage.labels.items() if label in texts}

    # rehearsal and rows

    async def _tap(self, data: str, message: int | None = None) -> Outcome:
        if message is None:
            message = (await self._sees())[-1]["message_id"]
        return await self._does("taps", {"message_id": message, "data": data})

    async def _does(self, what: str, body: Mapping[str, Any], **params: str) -> Outcome:
        """Send an update and wait until it is done with; what was committed for it."""
        last = await self._newest()
        await self.stage.town.post(f"chats/{self.number}/{what}", body, **params)
        async with asyncio.timeout(PATIENCE):
            while True:
                row = await self._newest()
                came = row is not None and (last is None or row.update_id != last.update_id)
                if came and row is not None and row.state in ("handled", "failed"):
                    assert row.state == "handled", row.error
                    kept = json.loads(row.outcome) if row.outcome else None
                    return Outcome.from_plain(kept) if kept else Outcome("")
                await asyncio.sleep(0.02)

    async def _newest(self) -> Row[Any] | None:
        async with self.stage.parts.store(read_only=True) as work:
            return (await work.session.execute(text(NEWEST))).first()

    async def _sees(self) -> list[dict[str, Any]]:
        return await self.stage.town.sees(self.number)

    async def resident(self) -> str:
        """The resident's id; empty where nobody is known in this chat."""
        chat_hash = self.stage.parts.vault.mark(str(self.number))
        async with self.stage.parts.store(read_only=True) as work:
            resident = await work.people.by_chat(RESIDENT_BOT, chat_hash)
        return resident.id if resident else ""

    async def _open_question(self, shown: Iterable[Screen]) -> int | None:
        for screen in shown:
            if isinstance(screen, screens.ShowQuestion):
                async with self.stage.parts.store(read_only=True) as work:
                    response = await work.surveys.response(screen.response)
                    assert response is not None
                    return progress_of(await definition(work, response), response).current + 1
        return None

    async def _value(self, query: str, resident: str) -> Any:
        return (await self._all(query, resident) or [None])[0]

    async def _all(self, query: str, resident: str) -> list[Any]:
        async with self.stage.parts.store(read_only=True) as work:
            rows = await work.session.scalars(text(query), {"id": resident})
            return list(rows.all())

    # telling what is wrong

    def _same(
        self,
        what: str,
        step: Step,
        expected: Sequence[Expected],
        came: Sequence[tuple[str, Any]],
        *,
        exactly: bool,
    ) -> None:
        if exactly:
            holds = len(expected) == len(came) and all(
                each.holds(*other) for each, other in zip(expected, came, strict=True)
            )
        else:
            holds = all(any(each.holds(*other) for other in came) for each in expected)
        wanted = ", ".join(map(str, expected)) or "nothing"
        got = ", ".join(f"{{{name}: {value}}}" for name, value in came) or "nothing"
        self._check(step, holds, f"{what}\n   expected  {wanted}\n   came      {got}")

    def _check(self, step: Step, holds: bool, otherwise: str) -> None:
        if not holds:
            raise AssertionError(self._place(step) + otherwise)

    def _place(self, step: Step) -> str:
        path = self.conversation.path
        place = f"{path.parent.name}/{path.name}:{step.line}"
        return f"{place}: {step.does} {step.value!r}\n   "


@asynccontextmanager
async def stage_at(var: Path, rasa: RasaServer) -> AsyncIterator[Stage]:
    """A town, a prepared store, an open door, and Rasa behind it."""
    clock = MovableClock()
    engine = Listening(str(rasa.client.base_url), token=rasa.token, patience=30)
    engine.proposed = []
    async with town_of(build()) as town:
        settings = Settings(
            _env_file=None,
            **{
                "var": var,
                "database_url": f"sqlite+aiosqlite:///{var / 'povezani.db'}",
                "telegram_url": town.url,
            },
        )
        await asyncio.to_thread(upgrade, settings.store_url)
        open_vault(settings.key_path, make=True)
        async with build_parts(settings, clock=clock, engine=engine) as parts:
            await LoadAnswers(parts.store, clock)(read_content(CONTENT))
            await ImportSurvey(parts.store, clock)(SURVEY)
            async with parts.store() as work:
                for statement in NOTING:
                    await work.session.execute(text(statement))
                await work.commit()
            async with door_open(parts):
                yield Stage(town, parts, engine, clock, rasa)
        await engine.aclose()
