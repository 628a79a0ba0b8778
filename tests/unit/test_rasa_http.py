"""What is sent to Rasa's channel, and how its replies are read; the wire is played by hand."""

import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from bot.adapters.rasa_http import MOST_CHARACTERS, RasaEngine
from bot.ports import EngineSilent, Reading, TurnContext
from dialogues.directives import TO_STAFF, Answer, Heard, Protect

READ: Mapping[str, Any] = {
    "decision": "offer",
    "intent": "unsure",
    "confidence": 0.9,
    "topics": [
        {"topic": "health.dentist", "confidence": 0.9},
        {"topic": "health.insurance", "confidence": 0.05},
    ],
    "offers": ["health.dentist"],
    "danger": None,
    "language": {"locale": "sq", "confidence": 0.99, "sure": True},
}
KNOWN = TurnContext("sq", agreed=True)


class Wire:
    """Answers every call with the same reply, and remembers what was asked."""

    def __init__(self, reply: object, status: int = 200) -> None:
        self.reply, self.status = reply, status
        self.asked: list[httpx.Request] = []
        self.engine = RasaEngine(
            "http://rasa", token="t", patience=1, transport=httpx.MockTransport(self._answer)
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if isinstance(self.reply, bytes):
            return httpx.Response(self.status, content=self.reply)
        return httpx.Response(self.status, json=self.reply)

    def body(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.asked[-1].content)
        return found


def said(**custom: str) -> dict[str, object]:
    return {"recipient_id": "r", "custom": custom}


async def test_a_reading_is_read_with_danger_and_language() -> None:
    wire = Wire({**READ, "danger": "violence"})
    assert await wire.engine.read("words", KNOWN) == Reading(
        decision="offer",
        intent="unsure",
        confidence=0.9,
        offers=("health.dentist",),
        ranking=("health.dentist", "health.insurance"),
        danger="violence",
        locale="sq",
        heard="sq",
    )


@pytest.mark.parametrize("danger", [None, "hunger", "", 7, "calm"])
async def test_a_danger_that_we_do_not_know_is_none(danger: object) -> None:
    reading = await Wire({**READ, "danger": danger}).engine.read("words", KNOWN)
    assert reading.danger is None


@pytest.mark.parametrize("locale", [None, "de", "", 7, ["sq"]])
async def test_a_language_that_we_do_not_speak_is_none(locale: object) -> None:
    language = {"locale": locale, "confidence": 0.99, "sure": True}
    reading = await Wire({**READ, "language": language}).engine.read("words", KNOWN)
    assert (reading.locale, reading.heard) == (None, None)


@pytest.mark.parametrize("sure", [False, None, 1, "true"])
async def test_a_guessed_language_is_measured_and_not_heard(sure: object) -> None:
    language = {"locale": "bs", "confidence": 0.6, "sure": sure}
    reading = await Wire({**READ, "language": language}).engine.read("words", KNOWN)
    assert (reading.locale, reading.heard) == ("bs", None)


@pytest.mark.parametrize(
    "reply",
    [
        [],
        None,
        {},
        b"<html>",
        *({name: READ[name] for name in READ if name != left} for left in READ),
        {**READ, "language": None},
        {**READ, "language": {}},
        {**READ, "language": "sq"},
        {**READ, "language": {"locale": "sq", "confidence": 0.99}},
        {**READ, "danger": ["violence"]},
        {**READ, "danger": {}},
        {**READ, "decision": "guess"},
        {**READ, "topics": [{}]},
        {**READ, "confidence": "very"},
    ],
)
async def test_a_malformed_reading_is_silence(reply: object) -> None:
    with pytest.raises(EngineSilent):
        await Wire(reply).engine.read("words", KNOWN)


async def test_a_language_is_heard_beside_an_answer() -> None:
    wire = Wire([said(answer="health.dentist"), said(heard="ru")])
    directives = await wire.engine.turn("c", "words", KNOWN, turn="7")
    assert directives == (Answer("health.dentist"), Heard("ru"))


async def test_danger_is_proposed() -> None:
    directives = await Wire([said(protect="medical")]).engine.turn("c", "x", KNOWN, turn="7")
    assert directives == (Protect("medical"),)


async def test_a_language_alone_goes_to_a_person() -> None:
    assert await Wire([said(heard="ru")]).engine.turn("c", "x", KNOWN, turn="7") == TO_STAFF


@pytest.mark.parametrize(("reply", "status"), [([], 200), ([said(say="thanks")], 500), (b"", 200)])
async def test_nothing_usable_is_silence(reply: object, status: int) -> None:
    with pytest.raises(EngineSilent):
        await Wire(reply, status).engine.turn("c", "words", KNOWN, turn="7")


async def test_every_turn_says_all_that_is_known() -> None:
    wire = Wire([said(say="greeting")])
    await wire.engine.turn("c", "words", TurnContext(None, agreed=False), turn="7")
    assert wire.body() == {
        "sender": "c",
        "message": "words",
        "turn": "7",
        "metadata": {
            "lang": "none",
            "consent": "no",
            "open": "none",
            "kind": "none",
            "reply": "none",
            "start": "none",
        },
    }
    form = TurnContext("ar", agreed=True, open="report.consent", reply="yes")
    await wire.engine.turn("c", "words", form, turn="8")
    assert wire.body()["metadata"] == {
        "lang": "ar",
        "consent": "yes",
        "open": "report.consent",
        "kind": "none",
        "reply": "yes",
        "start": "none",
    }
    assert wire.asked[-1].headers["authorization"] == "Bearer t"


async def test_a_long_text_is_cut_and_an_empty_one_is_something() -> None:
    wire = Wire([said(say="greeting")])
    await wire.engine.turn("c", "w" * (MOST_CHARACTERS + 1), KNOWN, turn="7")
    assert len(wire.body()["message"]) == MOST_CHARACTERS
    await wire.engine.turn("c", "", KNOWN, turn="8")
    assert wire.body()["message"] == "-"
