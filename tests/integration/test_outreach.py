"""Outreach against the stand-in Telegram over loopback HTTP, with its bad days on order."""

import asyncio
import hashlib
import logging
import re
import socket
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
import uvicorn

from bot.adapters.rendering import Rendering
from bot.adapters.speech import Speech
from bot.adapters.vault import FileVault
from bot.hours import StaffHours
from bot.outreach import serve as serving
from bot.outreach.courier import Courier
from bot.outreach.heartbeat import Heartbeat
from bot.outreach.pace import Pace
from bot.outreach.sender import AT_ONCE, Sender
from bot.outreach.writing import Writing
from bot.rehearsal.app import build
from bot.rehearsal.serve import Server
from bot.settings import Settings
from bot.usecases.deliver import Deliver
from bot.usecases.import_survey import ImportSurvey
from bot.usecases.push_survey import PushSurvey
from bot.usecases.settle_in import CONSENT_VERSION
from bot.usecases.turn import COORDINATOR_BOT, RESIDENT_BOT
from db.models import Delivery, Resident
from db.uow import Store

SURVEY = Path(__file__).parents[2] / "dialogues" / "surveys" / "life_in_idrija.yml"
RESIDENT_TOKEN = "1001:rehearsal-resident"
COORDINATOR_TOKEN = "1002:rehearsal-coordinator"
WORDS = "Zelo zasebne besede stanovalke"


class Clock:
    """The machine's clock, that a test can move."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Telegram:
    """The running stand-in, seen from the residents' side."""

    url: str
    http: httpx.AsyncClient

    async def open_chat(self, chat: int, bot: str = "resident") -> None:
        await self._post(f"chats/{chat}?bot={bot}", {"language_code": "sl"})

    async def fault(self, **order: Any) -> None:
        await self._post("faults", {"method": "sendMessage", **order})

    async def block(self, chat: int) -> None:
        await self._post(f"chats/{chat}/block", {})

    async def says(self, chat: int, text: str, bot: str) -> None:
        await self._post(f"chats/{chat}/messages?bot={bot}", {"text": text})

    async def heard_by(self, chat: int, bot: str = "resident") -> list[dict[str, Any]]:
        answer = await self.http.get(f"/rehearsal/chats/{chat}/messages", params={"bot": bot})
        return [each for each in answer.json() if each["from"] == "bot"]

    async def _post(self, path: str, body: dict[str, Any]) -> None:
        answer = await self.http.post(f"/rehearsal/{path}", json=body)
        assert answer.status_code == 200, answer.text


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    app = build()
    with socket.socket(proto=socket.IPPROTO_TCP) as ear:
        ear.bind(("127.0.0.1", 0))
        server = Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="on"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [ear]}, daemon=True)
        thread.start()
        while not server.started:
            await asyncio.sleep(0.01)
        url = f"http://127.0.0.1:{ear.getsockname()[1]}"
        async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
            yield Telegram(url, http)
        server.should_exit = True
        await asyncio.to_thread(thread.join, 10)


@dataclass
class Parts:
    settings: Settings
    store: Store
    clock: Clock
    vault: FileVault
    speech: Speech
    rendering: Rendering


@pytest.fixture(scope="module")
def speech() -> Speech:
    return Speech.load()


@pytest.fixture
def parts(sqlite_store: Store, speech: Speech, telegram: Telegram, tmp_path: Path) -> Parts:
    clock = Clock()
    return Parts(
        settings=Settings(_env_file=None, var=tmp_path, telegram_url=telegram.url),
        store=sqlite_store,
        clock=clock,
        vault=FileVault(bytes(range(32))),
        speech=speech,
        rendering=Rendering(sqlite_store, speech, clock, StaffHours.read("Mon-Fri 08:00-15:00")),
    )


async def settle_resident(parts: Parts, telegram: Telegram, chat: int, locale: str = "sl") -> str:
    """A resident who agreed to be asked."""
    await telegram.open_chat(chat)
    now = parts.clock.now()
    async with parts.store() as work:
        resident = await work.people.welcome(
            bot=RESIDENT_BOT,
            chat_hash=parts.vault.mark(str(chat)),
            chat_cipher=parts.vault.seal(str(chat).encode()),
            locale=locale,
            now=now,
        )
        await work.people.keep_consent(
            resident.id, version=CONSENT_VERSION, locale=locale, given=True, now=now
        )
        await work.commit()
    return resident.id


async def push(parts: Parts) -> None:
    await ImportSurvey(parts.store, parts.clock)(SURVEY)
    await PushSurvey(parts.store, parts.clock)("life_in_idrija")


async def ask(parts: Parts, resident_id: str, *, cue: str | None = None) -> str:
    """An open question of a resident; its message is queued as a notice for linked staff."""
    async with parts.store() as work:
        question = await work.questions.ask(
            resident_id,
            reason="cue" if cue else "unknown",
            cue=cue,
            locale="sq",
            words=WORDS,
            update_id=None,
            now=parts.clock.now(),
        )
        await work.commit()
    return question.id


async def reply_to(parts: Parts, question_id: str, words: str) -> str:
    """What the desk does when staff reply."""
    async with parts.store() as work:
        question = await work.questions.by_id(question_id)
        assert question is not None
        staff = (await work.staff.all())[0]
        message = await work.questions.add(
            question, words=words, now=parts.clock.now(), staff_id=staff.id
        )
        work.sending.queue(
            bot=RESIDENT_BOT,
            kind="staff_reply",
            ref=message.id,
            resident_id=question.resident_id,
            priority=1,
            now=parts.clock.now(),
        )
        await work.commit()
    return message.id


async def add_staff(parts: Parts, chat: int | None = None) -> str:
    async with parts.store() as work:
        staff = await work.staff.add(
            login="ana", password_hash="x", role="reviewer", locale="sl", now=parts.clock.now()
        )
        await work.staff.offer_link(
            staff.id, code_hash="-", until=parts.clock.now() + timedelta(minutes=5)
        )
        if chat is not None:
            sealed = parts.vault.seal(str(chat).encode())
            await work.staff.link("-", chat_cipher=sealed, now=parts.clock.now())
        await work.commit()
    return staff.id


def sender_of(
    parts: Parts,
    *,
    per_second: float = 200,
    seconds: float = 5,
    url: str | None = None,
    bot: str = RESIDENT_BOT,
    chat_seconds: float = 0.05,
) -> Sender:
    token = RESIDENT_TOKEN if bot == RESIDENT_BOT else COORDINATOR_TOKEN
    return Sender(
        Deliver(parts.store, parts.vault, parts.clock, bot),
        Courier(
            api=url or parts.settings.bot_api,
            token=token,
            at_once=AT_ONCE,
            seconds=seconds,
            connect=1,
        ),
        Writing(
            parts.rendering, parts.speech, "http://127.0.0.1:8080", ZoneInfo("Europe/Ljubljana")
        ),
        Pace(per_second, chat_seconds=chat_seconds),
        idle_seconds=0.05,
    )


@asynccontextmanager
async def sending(sender: Sender) -> AsyncIterator[None]:
    """The sender at work."""
    assert isinstance(sender.courier, Courier)
    async with sender.courier, asyncio.TaskGroup() as tasks:
        task = tasks.create_task(sender.run())
        yield
        task.cancel()


async def until(holds: Callable[[], Awaitable[bool]], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not await holds():
            await asyncio.sleep(0.02)


async def deliveries(parts: Parts, *resident_ids: str) -> list[Delivery]:
    async with parts.store(read_only=True) as work:
        return [row for each in resident_ids for row in await work.sending.of_resident(each)]


async def in_state(parts: Parts, state: str, *resident_ids: str) -> bool:
    rows = await deliveries(parts, *resident_ids)
    return bool(rows) and all(row.state == state for row in rows)


# what arrives


async def test_an_invitation_arrives_in_the_residents_language(
    parts: Parts, telegram: Telegram
) -> None:
    resident = await settle_resident(parts, telegram, 7, "sq")
    await push(parts)
    async with sending(sender_of(parts)):
        await until(lambda: in_state(parts, "sent", resident))
    (heard,) = await telegram.heard_by(7)
    async with parts.store(read_only=True) as work:
        (row,) = await work.sending.of_resident(resident)
        version = await work.surveys.newest("life_in_idrija")
    assert version is not None
    assert version.definition["title"]["sq"] in heard["text"]
    assert len(heard["buttons"]) == 2
    assert heard["message_id"] == row.message_id
    assert (row.tries, row.error) == (1, None)


async def test_each_willing_resident_gets_one_and_those_who_stopped_none(
    parts: Parts, telegram: Telegram
) -> None:
    residents = [await settle_resident(parts, telegram, chat) for chat in range(1, 31)]
    await push(parts)
    async with parts.store() as work:
        stopped = await work.people.by_id(residents[0])
        assert stopped is not None
        stopped.stopped_at = parts.clock.now()  # between the push and the sending
        await work.commit()
    async with sending(sender_of(parts)):
        await until(lambda: in_state(parts, "sent", *residents[1:]))
        await until(lambda: in_state(parts, "dropped", residents[0]))
    for chat in range(2, 31):
        assert len(await telegram.heard_by(chat)) == 1
    assert await telegram.heard_by(1) == []


async def test_a_staff_reply_goes_before_the_survey(parts: Parts, telegram: Telegram) -> None:
    residents = [await settle_resident(parts, telegram, chat) for chat in range(1, 61)]
    await add_staff(parts)
    await push(parts)
    sender = sender_of(parts, per_second=40)
    async with sending(sender):
        await until(lambda: _some_sent(parts, residents))
        question = await ask(parts, residents[-1])
        await reply_to(parts, question, "Odgovor <človeka> & več")
        sent_before = sum(row.state != "queued" for row in await deliveries(parts, *residents))
        await until(lambda: _heard(telegram, 60, "Odgovor <človeka> & več"))
        rows = await deliveries(parts, *residents)
    done = sum(row.state == "sent" and row.kind == "survey_invitation" for row in rows)
    assert done <= sent_before + 2 * AT_ONCE < 60


async def _some_sent(parts: Parts, residents: list[str]) -> bool:
    return any(row.state == "sent" for row in await deliveries(parts, *residents))


async def _heard(telegram: Telegram, chat: int, text: str, bot: str = "resident") -> bool:
    return any(text in each["text"] for each in await telegram.heard_by(chat, bot))


async def test_staff_are_told_without_any_of_the_words(parts: Parts, telegram: Telegram) -> None:
    resident = await settle_resident(parts, telegram, 7)
    await telegram.open_chat(900, "coordinator")
    staff = await add_staff(parts, chat=900)
    question = await ask(parts, resident, cue="violence")
    async with parts.store() as work:
        (message,) = await work.questions.thread(question)
        work.sending.queue(
            bot=COORDINATOR_BOT,
            kind="staff_notice",
            ref=message.id,
            staff_id=staff,
            priority=0,
            now=parts.clock.now(),
        )
        await work.commit()
    async with sending(sender_of(parts, bot=COORDINATOR_BOT)):
        await until(lambda: _heard(telegram, 900, "NUJNO", "coordinator"))
    (heard,) = await telegram.heard_by(900, "coordinator")
    assert "Nasilje" in heard["text"]
    assert "albanščina" in heard["text"]
    assert f"http://127.0.0.1:8080/questions/{question}" in heard["text"]
    assert not any(word in heard["text"] for word in WORDS.split())


async def test_a_question_that_was_answered_meanwhile_is_not_announced(
    parts: Parts, telegram: Telegram
) -> None:
    resident = await settle_resident(parts, telegram, 7)
    await telegram.open_chat(900, "coordinator")
    staff = await add_staff(parts, chat=900)
    question = await ask(parts, resident)
    async with parts.store() as work:
        (message,) = await work.questions.thread(question)
        row = work.sending.queue(
            bot=COORDINATOR_BOT,
            kind="staff_notice",
            ref=message.id,
            staff_id=staff,
            now=parts.clock.now(),
        )
        await work.commit()
    await reply_to(parts, question, "Že odgovorjeno")

    async def dropped() -> bool:
        async with parts.store(read_only=True) as work:
            now = await work.sending.by_id(row.id)
        return now is not None and now.state == "dropped"

    async with sending(sender_of(parts, bot=COORDINATOR_BOT)):
        await until(dropped)
    assert await telegram.heard_by(900, "coordinator") == []


# Telegram's bad days


async def test_429_pauses_everything_and_nothing_is_lost(parts: Parts, telegram: Telegram) -> None:
    residents = [await settle_resident(parts, telegram, chat) for chat in range(1, 21)]
    await push(parts)
    await telegram.fault(error_code=429, retry_after=2, times=1)
    begun = time.monotonic()
    async with sending(sender_of(parts)):
        await until(lambda: in_state(parts, "sent", *residents))
    assert time.monotonic() - begun >= 2
    for chat in range(1, 21):
        assert len(await telegram.heard_by(chat)) == 1
    assert {row.tries for row in await deliveries(parts, *residents)} == {1}


async def test_a_pause_of_the_door_holds_outreach_too(parts: Parts, telegram: Telegram) -> None:
    resident = await settle_resident(parts, telegram, 7)
    await push(parts)
    async with parts.store() as work:
        await work.sending.pause(RESIDENT_BOT, parts.clock.now() + timedelta(hours=1))
        await work.commit()
    async with sending(sender_of(parts)):
        await asyncio.sleep(0.5)
        assert await telegram.heard_by(7) == []
        parts.clock.ahead = timedelta(hours=2)
        await until(lambda: in_state(parts, "sent", resident))


async def test_who_blocked_us_is_never_written_to_again(parts: Parts, telegram: Telegram) -> None:
    resident = await settle_resident(parts, telegram, 7)
    await push(parts)
    await telegram.block(7)
    async with sending(sender_of(parts)):
        await until(lambda: in_state(parts, "unreachable", resident))
    async with parts.store(read_only=True) as work:
        contact = await work.people.contact(resident)
        assert contact is not None
        assert contact.unreachable_since is not None
        assert await work.people.willing() == []


async def test_a_chat_that_is_gone_is_unreachable_and_another_400_is_failed(
    parts: Parts, telegram: Telegram
) -> None:
    gone = await settle_resident(parts, telegram, 7)
    refused = await settle_resident(parts, telegram, 8)
    await push(parts)
    await telegram.fault(chat=7, error_code=400)
    await telegram.fault(
        chat=8, error_code=400, description='Bad Request: can\'t parse entities: tag "skrivnost"'
    )
    async with sending(sender_of(parts)):
        await until(lambda: in_state(parts, "unreachable", gone))
        await until(lambda: in_state(parts, "failed", refused))
    (row,) = await deliveries(parts, refused)
    assert row.error is not None
    assert "skrivnost" not in row.error


async def test_5xx_is_tried_again(parts: Parts, telegram: Telegram) -> None:
    resident = await settle_resident(parts, telegram, 7)
    await push(parts)
    await telegram.fault(error_code=502, times=2)
    async with sending(sender_of(parts)):
        await until(lambda: in_state(parts, "queued", resident))

        async def sent() -> bool:
            parts.clock.ahead += timedelta(seconds=1)
            return await in_state(parts, "sent", resident)

        await until(sent, 20)
    assert len(await telegram.heard_by(7)) == 1
    (row,) = await deliveries(parts, resident)
    assert row.tries == 3


async def test_a_time_out_after_the_request_left_is_unknown_and_not_repeated(
    parts: Parts, telegram: Telegram
) -> None:
    resident = await settle_resident(parts, telegram, 7)
    await push(parts)
    await telegram.fault(error_code="hang", times=1)
    async with sending(sender_of(parts, seconds=0.5)):
        await until(lambda: in_state(parts, "unknown", resident))
        await asyncio.sleep(0.5)
    assert len(await telegram.heard_by(7)) == 1
    push_again = PushSurvey(parts.store, parts.clock)
    assert (await push_again("life_in_idrija")).unknown == 1
    async with parts.store() as work:  # the resident taps: it did arrive
        (response,) = await work.surveys.of(resident)
        response.state = "started"
        await work.commit()
    await Deliver(parts.store, parts.vault, parts.clock, RESIDENT_BOT).free_stranded()
    assert await in_state(parts, "sent", resident)


async def test_what_is_unknown_is_sent_again_when_a_person_says_so(
    parts: Parts, telegram: Telegram
) -> None:
    resident = await settle_resident(parts, telegram, 7)
    await push(parts)
    await telegram.fault(kind="hang_before", times=1)
    async with sending(sender_of(parts, seconds=0.5)):
        await until(lambda: in_state(parts, "unknown", resident))
        assert await telegram.heard_by(7) == []
        await PushSurvey(parts.store, parts.clock)("life_in_idrija", again=True)
        await until(lambda: in_state(parts, "sent", resident))
    assert len(await telegram.heard_by(7)) == 1


async def test_without_a_connection_everything_waits(parts: Parts, telegram: Telegram) -> None:
    resident = await settle_resident(parts, telegram, 7)
    await push(parts)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound and deaf: connections are refused
        async with sending(sender_of(parts, url=f"http://127.0.0.1:{closed.getsockname()[1]}")):
            await asyncio.sleep(1)
    (row,) = await deliveries(parts, resident)
    assert (row.state, row.tries, row.error) == ("queued", 0, "ConnectError")
    parts.clock.ahead = timedelta(minutes=1)
    async with sending(sender_of(parts)):
        await until(lambda: in_state(parts, "sent", resident))


# stops


async def test_what_a_killed_sender_had_in_hand(parts: Parts, telegram: Telegram) -> None:
    """Never left: sent. Had left: unknown, and sent by nobody."""
    here, away = [await settle_resident(parts, telegram, chat) for chat in (7, 8)]
    await push(parts)
    dead = Deliver(parts.store, parts.vault, parts.clock, RESIDENT_BOT)
    claims = {claim.id: claim for claim in await dead.claim(10)}
    (left,) = await deliveries(parts, away)
    assert await dead.depart(claims[left.id])
    async with sending(sender_of(parts)):
        await until(lambda: in_state(parts, "sent", here))
        assert await in_state(parts, "unknown", away)
    assert len(await telegram.heard_by(7)) == 1
    assert await telegram.heard_by(8) == []


async def test_a_sender_given_up_for_dead_changes_nothing(
    parts: Parts, telegram: Telegram
) -> None:
    resident = await settle_resident(parts, telegram, 7)
    await push(parts)
    slow = Deliver(parts.store, parts.vault, parts.clock, RESIDENT_BOT)
    (claim,) = await slow.claim(10)
    async with sending(sender_of(parts)):
        await until(lambda: in_state(parts, "sent", resident))
    assert not await slow.depart(claim)
    await slow.give_back(claim)
    assert await in_state(parts, "sent", resident)


async def test_a_stop_brings_begun_calls_to_their_end_and_gives_the_rest_back(
    parts: Parts, telegram: Telegram
) -> None:
    residents = [await settle_resident(parts, telegram, chat) for chat in range(1, 31)]
    await push(parts)
    async with sending(sender_of(parts, per_second=30)):
        await until(lambda: _some_sent(parts, residents))
    rows = await deliveries(parts, *residents)
    assert {row.state for row in rows} == {"sent", "queued"}
    for chat, resident in enumerate(residents, 1):
        (row,) = await deliveries(parts, resident)
        assert len(await telegram.heard_by(chat)) == (row.state == "sent")


async def test_never_two_to_one_chat_within_a_second(parts: Parts, telegram: Telegram) -> None:
    resident = await settle_resident(parts, telegram, 7)
    await add_staff(parts)
    question = await ask(parts, resident)
    for number in range(3):
        await reply_to(parts, question, f"Odgovor {number}")
    async with sending(sender_of(parts, chat_seconds=1)):
        await until(lambda: in_state(parts, "sent", resident))
    moments = sorted(row.sent_at for row in await deliveries(parts, resident) if row.sent_at)
    assert len(moments) == 3
    assert all(b - a >= timedelta(seconds=0.95) for a, b in pairwise(moments))


async def test_the_rate_is_kept(parts: Parts, telegram: Telegram) -> None:
    residents = [await settle_resident(parts, telegram, chat) for chat in range(1, 41)]
    await push(parts)
    async with sending(sender_of(parts, per_second=20)):
        await until(lambda: in_state(parts, "sent", *residents))
    left = sorted(row.left_at for row in await deliveries(parts, *residents) if row.left_at)
    in_a_second = max(
        sum(begin <= each < begin + timedelta(seconds=1) for each in left) for begin in left
    )
    assert in_a_second <= 22


# the process


async def test_staff_link_their_chat_and_strangers_get_one_line(
    parts: Parts, telegram: Telegram
) -> None:
    staff = await add_staff(parts)
    async with parts.store() as work:
        digest = hashlib.sha256(b"k9m2p4").hexdigest()
        until_ = parts.clock.now() + timedelta(minutes=5)
        await work.staff.offer_link(staff, code_hash=digest, until=until_)
        await work.commit()
    async with asyncio.TaskGroup() as tasks:
        process = tasks.create_task(serving.serve(parts))
        await telegram.says(901, "Povejte mi kaj", "coordinator")
        await until(lambda: _heard(telegram, 901, "This bot is for the staff", "coordinator"))
        await telegram.says(901, "/start", "coordinator")
        await until(lambda: _heard(telegram, 901, "you need a code", "coordinator"))
        await telegram.says(900, "/start napacna", "coordinator")
        await until(lambda: _heard(telegram, 900, "not valid", "coordinator"))
        await telegram.says(900, "/start k9m2p4", "coordinator")
        await until(lambda: _heard(telegram, 900, "Povezano z računom", "coordinator"))
        await telegram.says(900, "/help", "coordinator")
        await until(lambda: _heard(telegram, 900, "Tu dobivate obvestila", "coordinator"))
        await telegram.says(902, "/start k9m2p4", "coordinator")
        await until(lambda: _heard(telegram, 902, "not valid", "coordinator"))
        process.cancel()
    async with parts.store(read_only=True) as work:
        contact = await work.staff.contact(staff)
    assert contact is not None
    assert contact.chat_cipher is not None
    assert b"900" not in contact.chat_cipher
    assert parts.vault.unseal(contact.chat_cipher) == b"900"


async def test_no_log_line_holds_a_token_a_chat_or_words(
    parts: Parts, telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    chats = [7_000_000_001, 7_000_000_002, 7_000_000_003]
    residents = [await settle_resident(parts, telegram, chat) for chat in chats]
    await add_staff(parts)
    await push(parts)
    question = await ask(parts, residents[0])
    await reply_to(parts, question, WORDS)
    await telegram.fault(chat=chats[1], error_code=400, description=f"Bad Request: {WORDS}")
    await telegram.fault(chat=chats[2], error_code=502)
    await telegram.fault(chat=chats[0], error_code=429, retry_after=1)
    caplog.set_level(logging.DEBUG)
    async with asyncio.TaskGroup() as tasks:
        process = tasks.create_task(serving.serve(parts))
        await telegram.says(901, WORDS, "coordinator")
        await until(lambda: _heard(telegram, chats[0], WORDS), 15)
        await until(lambda: _heard(telegram, 901, "staff", "coordinator"))
        process.cancel()
    # the stand-in runs in this process too, and pytest listens where nobody else does
    ours = [each for each in caplog.records if not each.name.startswith("uvicorn")]
    logged = "\n".join(f"{each.name} {each.getMessage()}" for each in ours)
    assert "Telegram" in logged
    for secret in (RESIDENT_TOKEN, COORDINATOR_TOKEN, "rehearsal-resident", WORDS):
        assert secret not in logged
    assert not re.search("70000000|" + "|".join(WORDS.split()), logged)


# the heartbeat


async def test_forms_that_were_left_become_drafts_and_old_payloads_go(
    parts: Parts, telegram: Telegram
) -> None:
    resident = await settle_resident(parts, telegram, 7)
    async with parts.store() as work:
        draft = await work.intake.begin_draft(resident, "report", "problem", parts.clock.now())
        await work.intake.keep_words(draft, words="x", update_id=1, now=parts.clock.now())
        await work.commit()
    from bot.usecases.take_in import TakeIn

    message = {"message_id": 1, "chat": {"id": 7, "type": "private"}, "date": 0, "text": WORDS}
    stranger = message | {"chat": {"id": 8, "type": "private"}}
    await TakeIn(parts.store, parts.vault, parts.clock)(
        RESIDENT_BOT,
        [{"update_id": 5, "message": message}, {"update_id": 6, "message": stranger}],
    )
    heartbeat = Heartbeat(
        store=parts.store,
        clock=parts.clock,
        senders=[Deliver(parts.store, parts.vault, parts.clock, RESIDENT_BOT)],
        session_minutes=60,
        keep_questions_days=365,
        keep_replies_days=1095,
    )
    await heartbeat.beat()
    async with parts.store(read_only=True) as work:
        assert await work.intake.open_draft(resident) is not None
    parts.clock.ahead = timedelta(minutes=61)
    await heartbeat.beat()
    async with parts.store(read_only=True) as work:
        (left,) = await work.intake.drafts_of(resident)
        assert left.state == "broken"
        row = await work.intake.row(RESIDENT_BOT, 5)
        assert row is not None
        assert row.payload is not None
        assert await work.questions.open_of(resident) is None
    parts.clock.ahead = timedelta(hours=25)
    await heartbeat.beat()
    async with parts.store(read_only=True) as work:
        row = await work.intake.row(RESIDENT_BOT, 5)
        assert row is not None
        assert (row.payload, row.chat_hash, row.state) == (None, None, "failed")
        # nobody had worked on it: it ends before staff, not in silence
        question = await work.questions.open_of(resident)
        assert question is not None
        assert question.reason == "failed"
        assert [each.words for each in await work.questions.thread(question.id)] == [WORDS]
        audits = [each for each in await work.staff.audits() if each.deed == "update_failed"]
        assert [each.subject_id for each in audits] == ["6"]
    parts.clock.ahead = timedelta(hours=26)
    await heartbeat.beat()
    async with parts.store(read_only=True) as work:
        assert len(await work.questions.thread(question.id)) == 1
    parts.clock.ahead = timedelta(days=9)
    await heartbeat.beat()
    async with parts.store(read_only=True) as work:
        assert await work.intake.row(RESIDENT_BOT, 5) is None
        assert await work.session.get(Resident, resident) is not None
