"""A rehearsal town: people who settle in, are asked to a survey, and answer it by a seeded script.

Everybody acts on what the rehearsal shows in their own chat, and on nothing else. What they gave
as replies is remembered in their own words, to be held against the rows afterwards.
"""

import asyncio
import random
import re
import string
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import yaml
from running import plain, say

from dialogues.locales import LOCALES

PATIENCE = 100.0
"""How long somebody waits for an answer; the door is down again and again meanwhile."""
LOOK_SECONDS = 0.15
SETTLING = 6
"""People who settle in at once."""
ANSWERING = 18
"""People who answer at once; the door has sixteen chats in hand."""
FIRST_CHAT = 7_410_000_001

AREA, WELCOME, HELP, HARDEST, CHANGE = range(5)
"""Questions of the survey by index."""
_AT = re.compile(r"1:s[pkdb]:[A-Za-z2-7]{12}:(\d+)")

type Message = dict[str, Any]
type Value = str | list[str]

ASKED_BESIDE = {
    "sl": "Kje se lahko učim slovenščino brez plačila?",
    "en": "Where can I learn Slovene for free?",
    "bs": "Gdje mogu besplatno učiti slovenski?",
    "mk": "Каде можам бесплатно да учам словенечки?",
    "sq": "Ku mund të mësoj sllovenisht falas?",
    "uk": "Де можна безкоштовно вчити словенську?",
    "ru": "Где можно бесплатно учить словенский?",
    "ar": "أين يمكنني تعلم اللغة السلوفينية مجانًا؟",
}
SENTENCES = (
    "Streha nad glavo, {canary}, in nič drugega.",
    "{canary}: [to je vse] {{in}} <b>nič</b> & še kaj %s",
    "Zakaj tako dolgo? {canary}",
    "Vrsta na okencu\n{canary}\n\ntri ure.",
    "Автобус уночі, {canary}",
    "الحافلة {canary} في المساء",
    "{canary} 🏔️ “gora” – 3 × na dan",
    "Si mund të gjej punë? {canary}",
)


class Stuck(AssertionError):
    """Somebody waits in vain; the message holds their chat."""


# What somebody waits for ------------------------------------------------------------------------

type Look = Callable[[Sequence[Message]], bool]


@dataclass(frozen=True)
class Step:
    """One thing that somebody does, what it gives to the survey, and what they wait for then."""

    says: str | None = None
    taps: str | None = None
    """Payload of the button; ``{r}`` stands for the response."""
    gives: tuple[int, Value] | None = None
    until: Look | None = None
    marks: tuple[int, frozenset[str]] | None = None
    """Instead of a new message: the choices ticked on the one that was tapped."""
    what: str = ""


def shows(payload: str) -> Look:
    """A new message with a button whose payload begins so."""
    return lambda new: any(each.startswith(payload) for m in new for each in payloads(m))


def asks(question: int) -> Look:
    """A new message with the buttons of this question."""
    return lambda new: any(question_of(each) == question for each in new)


def reads(text: str) -> Look:
    """A new message with just this text."""
    return lambda new: any(plain(each["text"]).strip() == text.strip() for each in new)


def payloads(message: Message) -> list[str]:
    """Payloads of a message's buttons."""
    return [each["data"] for row in message["buttons"] for each in row if each["data"]]


def question_of(message: Message) -> int | None:
    """The survey question that a message asks."""
    for each in payloads(message):
        if found := _AT.match(each):
            return int(found[1])
    return None


def ticked(message: Message) -> frozenset[str]:
    """Keys of the choices that are ticked."""
    return frozenset(
        each["data"].rpartition(":")[2]
        for row in message["buttons"]
        for each in row
        if each["text"].startswith("✓ ")
    )


# The script -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Survey:
    """What the script needs to know of ``dialogues/surveys/life_in_idrija.yml``."""

    names: tuple[str, ...]
    keys: dict[int, tuple[str, ...]]
    labels: dict[str, dict[str, str]]
    """Of the first question: key → locale → label."""
    thanks: dict[str, str]

    @classmethod
    def read(cls, path: Path) -> "Survey":
        """Read the survey as data."""
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        questions = data["questions"]
        types = [each["type"] for each in questions]
        assert types == ["select_one", "range", "select_multiple", "text", "text"], types
        return cls(
            names=tuple(each["name"] for each in questions),
            keys={
                AREA: tuple(each["key"] for each in questions[AREA]["choices"]),
                WELCOME: ("1", "2", "3", "4", "5"),
                HELP: tuple(each["key"] for each in questions[HELP]["choices"]),
            },
            labels={each["key"]: each["label"] for each in questions[AREA]["choices"]},
            thanks=data["thanks"],
        )


def settling(language: str) -> list[Step]:
    """Begin, choose a language, agree."""
    return [
        Step(says="/start", until=shows("1:l:"), what="the languages"),
        Step(taps=f"1:l:{language}", until=shows("1:c:y:"), what="the consent"),
        Step(taps="1:c:y:", until=reads(say(language, "consent-given")), what="a thank-you"),
    ]


@dataclass
class Writer:
    """Makes one person's way through the survey; the same seed makes the same way."""

    survey: Survey
    language: str
    rng: random.Random
    steps: list[Step] = field(default_factory=list)
    canaries: list[str] = field(default_factory=list)

    def write(self) -> list[Step]:
        """The whole way."""
        self._do(Step(taps="1:ss:{r}", until=asks(AREA), what="the first question"))
        if self._now_and_then(0.15):
            self._ask_beside(AREA)
        first = self._choose(AREA)
        if self._now_and_then(0.15):
            self._back(WELCOME)
            first = self._choose(AREA, but=first)
        if self._now_and_then(0.15):
            self._ask_beside(WELCOME)
        self._choose(WELCOME)
        self._choose_some()
        if self._now_and_then(0.12):
            self._change_of_mind(first)
        if self._now_and_then(0.1):
            self._skip(HARDEST)
        else:
            self._tell(HARDEST)
        if self._now_and_then(0.12):
            self._back(CHANGE)
            self._tell(HARDEST)
        self._tell(CHANGE)
        return self.steps

    def _now_and_then(self, share: float) -> bool:
        return self.rng.random() < share

    def _do(self, step: Step) -> None:
        self.steps.append(step)

    def _next(self, question: int) -> tuple[Look, str]:
        if question == CHANGE:
            return reads(self.survey.thanks[self.language]), "the thanks"
        return asks(question + 1), f"question {question + 2}"

    def _choose(self, question: int, *, but: str | None = None) -> str:
        """One choice: mostly tapped, now and then typed as a word or a number."""
        keys = self.survey.keys[question]
        key = self.rng.choice([each for each in keys if each != but])
        until, what = self._next(question)
        how = self.rng.random()
        if how > 0.25:
            tap = f"1:sp:{{r}}:{question}:{key}"
            self._do(Step(taps=tap, gives=(question, key), until=until, what=what))
            return key
        text = str(keys.index(key) + 1)
        if question == AREA and how > 0.1:
            text = self.survey.labels[key][self.language]
        self._do(Step(says=text, gives=(question, key), until=until, what=what))
        return key

    def _choose_some(self) -> None:
        """Some choices, now and then one too many, two at once, or none."""
        if self._now_and_then(0.1):
            self._skip(HELP)
            return
        keys = self.survey.keys[HELP]
        toggled = self.rng.sample(keys, self.rng.randint(1, 3))
        if len(toggled) > 1 and self._now_and_then(0.3):
            toggled.append(toggled[0])  # taken out again
        hasty = self._now_and_then(0.3)
        picked: set[str] = set()
        for at, key in enumerate(toggled):
            picked ^= {key}
            in_order = [each for each in keys if each in picked]
            waits = not hasty or at == len(toggled) - 1
            self._do(
                Step(
                    taps=f"1:sp:{{r}}:{HELP}:{key}",
                    gives=(HELP, in_order),
                    marks=(HELP, frozenset(picked)) if waits else None,
                    what="a tick",
                )
            )
        until, what = self._next(HELP)
        self._do(Step(taps=f"1:sd:{{r}}:{HELP}", until=until, what=what))

    def _change_of_mind(self, before: str) -> None:
        """Another choice on the old message of the first question."""
        key = self.rng.choice([each for each in self.survey.keys[AREA] if each != before])
        self._do(
            Step(
                taps=f"1:sp:{{r}}:{AREA}:{key}",
                gives=(AREA, key),
                marks=(AREA, frozenset({key})),
                what="another tick",
            )
        )

    def _tell(self, question: int) -> None:
        canary = "".join(self.rng.choices(string.ascii_lowercase, k=14))
        self.canaries.append(canary)
        words = self.rng.choice(SENTENCES).format(canary=canary)
        until, what = self._next(question)
        self._do(Step(says=words, gives=(question, words), until=until, what=what))

    def _ask_beside(self, question: int) -> None:
        self._do(
            Step(says=ASKED_BESIDE[self.language], until=asks(question), what="the question again")
        )

    def _back(self, question: int) -> None:
        self._do(
            Step(
                taps=f"1:sb:{{r}}:{question}",
                until=asks(question - 1),
                what="the question before",
            )
        )

    def _skip(self, question: int) -> None:
        until, what = self._next(question)
        self._do(Step(taps=f"1:sk:{{r}}:{question}", until=until, what=what))


# People -----------------------------------------------------------------------------------------


@dataclass
class Person:
    """Somebody in the town, and what they have given so far."""

    chat: int
    language: str
    settling: list[Step]
    answering: list[Step]
    canaries: list[str]
    state: str = "away"
    """away · settling · settled · invited · answering · done."""
    response: str = ""
    """Id of their response, as the buttons of the invitation say it."""
    given: dict[int, list[Value]] = field(default_factory=dict)
    """By question, in order: the last one counts."""
    left: int = 0
    """Steps that are still to be done."""
    waits_for: str = ""
    bell: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Town:
    """All of them, and how much they have done."""

    telegram: str
    people: list[Person]
    actions: int = 0
    http: aiohttp.ClientSession = field(init=False)
    _moved: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    @classmethod
    def of(cls, telegram: str, survey: Survey, number: int, seed: str) -> "Town":
        """A town by its seed."""
        people = []
        for at in range(number):
            language = LOCALES[at % len(LOCALES)]
            writer = Writer(survey, language, random.Random(f"{seed} person {at}"))  # noqa: S311 - a script, no secret
            answering = writer.write()
            people.append(
                Person(FIRST_CHAT + at, language, settling(language), answering, writer.canaries)
            )
        return cls(telegram, people)

    @property
    def whole(self) -> int:
        """All that is to be done."""
        return sum(len(each.settling) + len(each.answering) for each in self.people)

    def in_state(self, *states: str) -> list[Person]:
        """Who stands there."""
        return [each for each in self.people if each.state in states]

    async def moved(self, actions: int, *, quiet: float) -> None:
        """Wait until so much was done, or nothing is done for a while (seconds)."""
        while self.actions < actions:
            self._moved.clear()
            try:
                async with asyncio.timeout(quiet):
                    await self._moved.wait()
            except TimeoutError:
                return

    @asynccontextmanager
    async def living(self) -> AsyncIterator[None]:
        """Everybody lives while the block runs; leaves when they are all done."""
        # a third of httpx's processor time: what the town spends, the house lacks
        async with aiohttp.ClientSession(
            self.telegram, timeout=aiohttp.ClientTimeout(30), raise_for_status=True
        ) as self.http:
            settle, answer = asyncio.Semaphore(SETTLING), asyncio.Semaphore(ANSWERING)
            async with asyncio.TaskGroup() as watching:
                watch = watching.create_task(self._watch())
                async with asyncio.TaskGroup() as lives:
                    for each in self.people:
                        lives.create_task(self._live(each, settle, answer))
                    yield
                watch.cancel()

    async def get(self, path: str, **parameters: int) -> Any:
        """Look at the rehearsal."""
        async with self.http.get(f"/rehearsal/{path}", params=parameters) as answer:
            return await answer.json()

    async def post(self, path: str, body: Message) -> Any:
        """Do something at the rehearsal."""
        async with self.http.post(f"/rehearsal/{path}", json=body) as answer:
            return await answer.json()

    async def order(self, **fault: Any) -> int:
        """Order a fault of the rehearsal; its number."""
        return int((await self.post("faults", fault))["id"])

    async def standing(self) -> set[int]:
        """Faults that were not used up yet."""
        return {each["id"] for each in await self.get("faults")}

    async def withdraw(self) -> None:
        """Take back all orders that stand."""
        async with self.http.delete("/rehearsal/faults"):
            pass

    async def raw(self, chat: int, update: Message) -> int:
        """Send an update as it stands; its number."""
        return int((await self.post(f"chats/{chat}/updates", update))["update_id"])

    async def chat(self, person: Person, after: int = 0) -> list[Message]:
        """What stands in somebody's chat."""
        found: list[Message] = await self.get(f"chats/{person.chat}/messages", after=after)
        return found

    async def _watch(self) -> None:
        """Ring for everybody in whose chat something new stands."""
        counts: dict[int, int] = {}
        people = {each.chat: each for each in self.people}
        while True:
            for each in await self.get("chats"):
                if counts.get(each["chat"]) != each["messages"]:
                    counts[each["chat"]] = each["messages"]
                    if each["chat"] in people:
                        people[each["chat"]].bell.set()
            await asyncio.sleep(LOOK_SECONDS)

    async def _live(
        self, person: Person, settle: asyncio.Semaphore, answer: asyncio.Semaphore
    ) -> None:
        async with settle:
            person.state = "settling"
            for step in person.settling:
                await self._take(person, step)
        person.state = "settled"
        await self._invited(person)
        person.state = "invited"
        async with answer:
            person.state = "answering"
            person.left = len(person.answering)
            for step in person.answering:
                await self._take(person, step)
                person.left -= 1
        person.state = "done"

    async def _invited(self, person: Person) -> None:
        """Wait for the invitation, however long it takes: the test decides when it is sent."""
        while not person.response:
            person.bell.clear()
            for message in await self.chat(person):
                for each in payloads(message):
                    if each.startswith("1:ss:"):
                        person.response = each.removeprefix("1:ss:")
            if not person.response:
                await person.bell.wait()

    async def _take(self, person: Person, step: Step) -> None:
        before = await self.chat(person)
        newest = before[-1]["message_id"] if before else 0
        tapped = 0
        if step.says is not None:
            body: Message = {"text": step.says, "language_code": person.language}
            what = "messages"
        else:
            payload = (step.taps or "").replace("{r}", person.response)
            tapped = _holder(before, payload)
            if not tapped:
                raise Stuck(f"no button {payload}\n{await self.transcript(person)}")
            body, what = {"message_id": tapped, "data": payload}, "taps"
        await self.post(f"chats/{person.chat}/{what}", body)
        if step.gives is not None:
            question, value = step.gives
            person.given.setdefault(question, []).append(value)
        self.actions += 1
        self._moved.set()
        person.waits_for = step.what
        if step.until is not None:
            await self._wait(person, newest, step.until, look_again=5.0)
        elif step.marks is not None:
            _, keys = step.marks
            await self._wait(
                person,
                tapped - 1,
                lambda seen: seen[0]["message_id"] == tapped and ticked(seen[0]) == keys,
                look_again=0.3,  # an edited message rings no bell
            )
        person.waits_for = ""

    async def _wait(self, person: Person, after: int, look: Look, *, look_again: float) -> None:
        end = asyncio.get_running_loop().time() + PATIENCE
        while True:
            person.bell.clear()
            new = [each for each in await self.chat(person, after) if each["from"] == "bot"]
            if new and look(new):
                return
            if asyncio.get_running_loop().time() > end:
                raise Stuck(await self.transcript(person))
            with suppress(TimeoutError):
                async with asyncio.timeout(look_again):
                    await person.bell.wait()

    async def transcript(self, person: Person) -> str:
        """A chat, to be read by whoever looks for a fault."""
        return transcript(person, await self.chat(person))


def transcript(person: Person, messages: Iterable[Message]) -> str:
    """Somebody's chat as text, with what they wait for."""
    lines = [f"chat {person.chat} ({person.language}), response {person.response or 'none'}"]
    if person.waits_for:
        lines.append(f"waits for {person.waits_for}")
    for each in messages:
        mark = " (edited)" if each["edited"] else ""
        lines.append(f"{each['message_id']:>6} {each['at'][11:19]} {each['from']}{mark}:")
        lines += [f"         | {line}" for line in plain(each["text"]).splitlines()[:6]]
        lines += [
            "         " + " ".join(f"[{button['text']} → {button['data']}]" for button in row)
            for row in each["buttons"]
        ]
    return "\n".join(lines)


def _holder(messages: Sequence[Message], payload: str) -> int:
    """The newest message with this button; 0 for none."""
    for message in reversed(messages):
        if payload in payloads(message):
            return int(message["message_id"])
    return 0
