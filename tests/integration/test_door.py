"""The residents' door, at the wire: a real update in, a real request out."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from doors import Doorstep, door_open, doorstep_at
from sqlalchemy import text

from bot.ports import Reading
from bot.resident.serve import build_bot
from bot.settings import Settings
from bot.usecases.import_survey import ImportSurvey
from bot.usecases.push_survey import PushSurvey
from db.engine import build_engine
from db.intake import MOST_TRIES
from db.models import Inbound
from db.uow import Store, UnitOfWork
from dialogues.directives import Answer, Offer
from dialogues.directives import Say as SayDirective

RENEW = "residence.renew_permit"
SURVEY = Path(__file__).parents[2] / "dialogues" / "surveys" / "life_in_idrija.yml"


@pytest.fixture
async def door(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Doorstep]:
    async with doorstep_at(tmp_path, sqlite_url) as doorstep:
        yield doorstep


async def agree(door: Doorstep, chat: int) -> None:
    await door.says(chat, "/start", answers=2)
    await door.taps(chat, "English", answers=3)
    await door.taps(chat, "you may keep it")


async def one(door: Doorstep, query: str) -> Any:
    async with door.parts.store(read_only=True) as work:
        return (await work.session.execute(text(query))).scalar()


async def test_an_answer_shows_its_source_and_its_date(door: Doorstep) -> None:
    door.engine.knows["may I stay?"] = (Answer(RENEW),)
    (heard,) = await door.says(7, "may I stay?")
    assert "Renewing a residence permit" in heard
    assert "https://pisrs.si" in heard
    assert "23 November 2026" in heard
    assert "Did this help?" in heard


async def test_the_language_of_the_app_is_followed_until_one_is_chosen(door: Doorstep) -> None:
    door.engine.knows["x"] = (SayDirective("greeting"),)
    assert "Mirë se vini" in (await door.says(7, "x", lang="sq"))[0]
    assert "Dobar dan" in (await door.says(7, "x", lang="hr"))[0]
    await door.says(7, "/start", lang="hr", answers=2)
    await door.taps(7, "Українська", answers=3)
    assert "Добрий день" in (await door.says(7, "x", lang="hr"))[0]


async def test_a_topic_without_answer_gives_its_source_and_a_person(door: Doorstep) -> None:
    async with door.parts.store() as work:
        await work.knowledge.withdraw("health.dentist", "en")
        await work.commit()
    door.engine.knows["teeth"] = (Answer("health.dentist"),)
    (heard,) = await door.says(7, "teeth")
    assert "not written an answer" in heard
    assert "https://" in heard


async def test_a_directive_for_a_topic_that_is_not_there_goes_to_a_person(door: Doorstep) -> None:
    door.engine.knows["x"] = (Answer("no.topic"),)
    heard = await door.says(7, "x", answers=2)
    assert "A person can answer you" in heard[0]


async def test_before_consent_a_question_is_handed_over_only_by_the_tap(door: Doorstep) -> None:
    await door.says(7, "where do camels sleep?", answers=2)
    assert await one(door, "select count(*) from question") == 0
    heard = await door.taps(7, "you may keep it", answers=2)
    assert "passed your question on" in heard[1]
    assert await one(door, "select words from thread_message") == "where do camels sleep?"


async def test_without_consent_nothing_is_kept(door: Doorstep) -> None:
    await door.says(7, "where do camels sleep?", answers=2)
    heard = await door.taps(7, "No")
    assert "nothing of what you write is kept" in heard[0]
    assert await one(door, "select count(*) from question") == 0
    assert await one(door, "select count(*) from inbound where payload is not null") == 0


async def test_a_silent_engine_means_a_person(door: Doorstep) -> None:
    await agree(door, 7)
    door.engine.silent = True
    (heard,) = await door.says(7, "how do I register?")
    assert "I cannot answer at the moment, so I have passed your question on" in heard
    assert await one(door, "select reason from question") == "silent"


@pytest.mark.parametrize(
    "words", ['/faq{"topic":"x"}', " /restart", "/unknown", "/start@someone_else", "/"]
)
async def test_what_looks_like_a_command_goes_no_further(door: Doorstep, words: str) -> None:
    (heard,) = await door.says(7, words)
    assert "I do not know this command" in heard
    assert door.engine.told == []


@pytest.mark.parametrize("silent", [False, True])
async def test_two_reports_each_with_its_own_words(door: Doorstep, silent: bool) -> None:
    await agree(door, 7)
    door.engine.silent = silent
    for words in ("The {bus} is [late] (often)", "No <b>lamps</b> & no bench"):
        await door.says(7, "/report")
        await door.says(7, words)
        await door.taps(7, "Housing")
        await door.says(7, f"help for {words}")
        heard = await door.taps(7, "Yes")
        assert "Your report is written down" in heard[0]
    async with door.parts.store(read_only=True) as work:
        rows = (
            await work.session.execute(
                text(
                    "select c.category, e.words, e.proposal from challenge c "
                    "join evidence e on e.challenge_id = c.id order by e.at"
                )
            )
        ).all()
    assert [tuple(row) for row in rows] == [
        ("housing", "The {bus} is [late] (often)", "help for The {bus} is [late] (often)"),
        ("housing", "No <b>lamps</b> & no bench", "help for No <b>lamps</b> & no bench"),
    ]


async def test_a_form_goes_on_where_rasa_is_in_another_place(door: Doorstep) -> None:
    await agree(door, 7)
    await door.says(7, "/report")
    conversation = await one(door, "select conversation from resident")
    door.engine.behind = True
    assert "Which area" in (await door.says(7, "no lamps"))[0]
    door.engine.behind = False
    assert "What would help" in (await door.taps(7, "Housing"))[0]
    await door.taps(7, "Skip")
    assert "written down" in (await door.taps(7, "Yes"))[0]
    assert await one(door, "select words from evidence") == "no lamps"
    assert await one(door, "select conversation from resident") != conversation


async def test_a_stop_that_rasa_did_not_hear_begins_a_new_conversation(door: Doorstep) -> None:
    await agree(door, 7)
    await door.says(7, "/report")
    conversation = await one(door, "select conversation from resident")
    door.engine.silent = True
    assert "stopped here" in (await door.says(7, "stop"))[0]
    assert await one(door, "select conversation from resident") != conversation


async def test_rasa_never_gets_the_words_of_a_form(door: Doorstep) -> None:
    await agree(door, 7)
    await door.says(7, "/report")
    await door.says(7, "my secret problem")
    assert all("secret" not in words for words, _ in door.engine.told)


async def test_a_report_that_was_left_is_a_draft_and_the_next_one_starts_anew(
    door: Doorstep,
) -> None:
    await agree(door, 7)
    await door.says(7, "/report")
    await door.says(7, "first, never finished")
    door.clock.ahead = timedelta(minutes=61)
    door.engine.knows["hello"] = (SayDirective("greeting"),)
    assert "Hello!" in (await door.says(7, "hello"))[0]
    assert await one(door, "select state from draft") == "broken"
    await door.says(7, "/report")
    await door.says(7, "second")
    await door.taps(7, "Something else")
    await door.taps(7, "Skip")
    await door.taps(7, "Yes")
    assert await one(door, "select words from evidence") == "second"


async def test_a_report_may_be_withheld_at_the_end(door: Doorstep) -> None:
    await agree(door, 7)
    await door.says(7, "/report")
    await door.says(7, "rather not")
    await door.taps(7, "Something else")
    await door.taps(7, "Skip")
    assert "was not kept" in (await door.says(7, "no"))[0]
    assert await one(door, "select count(*) from challenge") == 0
    assert await one(door, "select count(*) from draft_words") == 0


async def test_stop_in_a_form_ends_the_form_only(door: Doorstep) -> None:
    await agree(door, 7)
    await door.says(7, "/report")
    await door.says(7, "half a problem")
    assert "stopped here" in (await door.says(7, "stop"))[0]
    assert await one(door, "select stopped_at from resident") is None
    assert "no more messages" in (await door.says(7, "stop"))[0]
    assert await one(door, "select stopped_at from resident") is not None


async def test_danger_comes_before_everything(door: Doorstep) -> None:
    await agree(door, 7)
    await door.says(7, "/report")
    heard = await door.says(7, "my husband beats me", answers=2)
    assert "113" in heard[0]
    assert await one(door, "select cue from question") == "violence"
    assert await one(door, "select words from thread_message") == "my husband beats me"
    # it was the reply to the open question as well, and the form goes on
    assert await one(door, "select words from draft_words") == "my husband beats me"
    assert "Which area is it about" in heard[1]


async def test_danger_without_consent_reaches_staff_without_words(door: Doorstep) -> None:
    heard = await door.says(7, "my husband beats me", answers=2)
    assert "113" in heard[0]
    assert await one(door, "select words from thread_message") == ""
    assert await one(door, "select urgent from question")


async def test_an_unsure_engine_offers_topics_and_a_person(door: Doorstep) -> None:
    door.engine.knows["paper"] = (Offer((RENEW, "residence.address")),)
    await door.says(7, "paper")
    buttons = (await door.town.sees(7))[1]["buttons"]
    labels = [row[0]["text"] for row in buttons]
    assert labels[2:] == ["Report a problem", "None of these – ask a person"]


async def test_the_next_words_after_a_reply_join_its_thread(door: Doorstep) -> None:
    await agree(door, 7)
    await door.says(7, "where do camels sleep?")
    async with door.parts.store() as work:
        staff = await work.staff.add(
            login="ana",
            password_hash="-",
            role="reviewer",
            locale="sl",
            now=door.clock.now(),
        )
        (question,) = await work.questions.queue()
        await work.questions.add(
            question, words="In the barn.", now=door.clock.now(), staff_id=staff.id
        )
        await work.commit()
    door.engine.reads["thanks"] = Reading("intent", "thanks", 0.9, (), ())
    door.engine.knows["thanks"] = (SayDirective("thanks"),)
    assert "You are welcome" in (await door.says(7, "thanks"))[0]
    assert "passed this on to the person" in (await door.says(7, "and at night?"))[0]
    assert await one(door, "select count(*) from question") == 1
    assert await one(door, "select state from question") == "open"


async def test_own_data_and_deletion_leave_nothing(door: Doorstep) -> None:
    await agree(door, 7)
    await door.says(7, "where do camels sleep?")
    await door.says(7, "/mydata")
    message = (await door.town.sees(7))[-1]
    file = await door.town.http.get(
        f"/rehearsal/chats/7/documents/{message['document']['file_id']}"
    )
    assert "where do camels sleep?" in file.text
    await door.says(7, "/delete")
    conversation = await one(door, "select conversation from resident")
    assert "is deleted" in (await door.taps(7, "delete everything"))[0]
    assert door.engine.forgotten == [conversation]
    for table in ("resident", "contact", "consent", "question", "thread_message"):
        assert await one(door, f"select count(*) from {table}") == 0  # noqa: S608 - names above
    assert (door.parts.settings.var / "deletions.log").read_text().strip() != ""


@pytest.mark.parametrize(
    ("what", "content"),
    [
        ("voice", {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 1}}),
        (
            "photo",
            {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]},
        ),
        ("contact", {"contact": {"phone_number": "+38640", "first_name": "Ana"}}),
    ],
)
async def test_what_is_no_text_gets_a_polite_word(
    door: Doorstep, what: str, content: dict[str, Any]
) -> None:
    await door.says(7, "/help")
    before = len(await door.town.sees(7))
    await door.town.post("chats/7/updates", {"message": content}, fill="true")
    assert "only read text" in (await door.hears(7, before, 1))[0]


@pytest.mark.parametrize(
    "data", ["", "1:d:y:x", "x" * 64, "1:sp:aaaaaaaaaaaa:0:a", "1:t:no.topic"]
)
async def test_a_forged_button_does_nothing(door: Doorstep, data: str) -> None:
    await door.says(7, "/help")
    messages = await door.town.sees(7)
    body = {"message_id": messages[-1]["message_id"], "data": data}
    await door.town.post("chats/7/taps", body)
    assert "no longer works" in (await door.hears(7, len(messages), 1))[0]


async def test_a_blocked_bot_writes_no_more_until_it_is_unblocked(door: Doorstep) -> None:
    await agree(door, 7)
    await door.town.post("chats/7/block")
    await door.settled()
    assert await one(door, "select unreachable_since from contact") is not None
    await door.town.post("chats/7/unblock")
    await door.settled()
    assert await one(door, "select unreachable_since from contact") is None


# faults


async def test_an_update_that_cannot_be_read_holds_up_nobody(door: Doorstep) -> None:
    await door.says(7, "/help")
    await door.town.post("chats/7/updates", {"message": {"chat": {"id": 7}, "date": "never"}})
    await door.town.says(8, "/help", language_code="en")
    async with asyncio.timeout(5):
        while len(await door.town.sees(8)) < 2:
            await asyncio.sleep(0.02)


async def test_what_fails_five_times_goes_to_staff_and_the_resident_is_told(
    door: Doorstep,
) -> None:
    await agree(door, 7)
    before = len(await door.town.sees(7))
    await door.town.post("chats/7/updates", {"message": {"chat": {"id": 7}, "text": "lost?"}})
    async with asyncio.timeout(20):
        while await one(door, "select count(*) from inbound where state = 'failed'") == 0:
            async with door.parts.store() as work:
                await work.session.execute(
                    text("update inbound set due = '2020-01-01 00:00:00' where state = 'new'")
                )
                await work.commit()
            await asyncio.sleep(0.1)
    assert "A person will look" in (await door.hears(7, before, 1))[0]
    assert await one(door, "select reason from question") == "failed"
    assert await one(door, "select words from thread_message") == "lost?"


async def test_a_row_is_given_up_only_together_with_its_question(door: Doorstep) -> None:
    """Whatever stops the door in between: either staff have it, or it is tried once more."""

    async def run(statement: str) -> None:
        async with door.parts.store() as work:
            await work.session.execute(text(statement))
            await work.commit()

    await agree(door, 7)
    refuse = "create trigger refuse before insert on question begin select raise(abort, ''); end"
    await run(refuse)
    await door.town.post("chats/7/updates", {"message": {"chat": {"id": 7}, "text": "lost?"}})
    async with asyncio.timeout(20):
        while await one(door, "select max(tries) from inbound") != 4:
            await run("update inbound set due = '2020-01-01 00:00:00' where state = 'new'")
            await asyncio.sleep(0.1)
    await run("update inbound set due = '2020-01-01 00:00:00' where state = 'new'")
    await asyncio.sleep(1.5)
    assert await one(door, "select count(*) from inbound where state = 'failed'") == 0
    await run("drop trigger refuse")
    async with asyncio.timeout(10):
        while await one(door, "select count(*) from inbound where state = 'failed'") == 0:
            await asyncio.sleep(0.1)
    assert await one(door, "select words from thread_message") == "lost?"


async def test_telegrams_wait_is_kept_for_both_doors_and_costs_no_try(door: Doorstep) -> None:
    await door.says(7, "/help")
    fault = {"method": "sendMessage", "error_code": 429, "retry_after": 1, "times": 1}
    await door.town.post("faults", fault)
    assert "write your question" in (await door.says(7, "/help"))[0]
    assert await one(door, "select count(*) from pause") == 1
    assert await one(door, "select max(tries) from inbound") == 0


async def test_a_wait_that_cannot_be_noted_does_not_end_the_door(door: Doorstep) -> None:
    await door.says(7, "/help")
    async with door.parts.store() as work:
        await work.session.execute(
            text("create trigger full before insert on pause begin select raise(abort, ''); end")
        )
        await work.commit()
    fault = {"method": "sendMessage", "error_code": 429, "retry_after": 1, "times": 1}
    await door.town.post("faults", fault)
    assert "write your question" in (await door.says(7, "/help"))[0]
    assert "write your question" in (await door.says(8, "/help"))[0]


async def test_no_row_is_given_up_while_telegram_fails(
    door: Doorstep, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.resident.worker.SHORTEST_WAIT", 0.05)
    monkeypatch.setattr("bot.resident.worker.LONGEST_WAIT", 0.05)
    times = MOST_TRIES + 2
    await door.town.post("faults", {"method": "sendMessage", "error_code": 502, "times": times})
    assert "write your question" in (await door.says(7, "/help"))[0]
    assert await one(door, "select tries from inbound") == 0
    assert await one(door, "select state from inbound") == "handled"


@pytest.fixture
def bots(monkeypatch: pytest.MonkeyPatch) -> list[Bot]:
    """aiogram's side of each door that is opened, short of patience."""
    monkeypatch.setattr("bot.resident.worker.SHORTEST_WAIT", 0.05)
    monkeypatch.setattr("bot.resident.worker.LONGEST_WAIT", 0.05)
    built: list[Bot] = []

    def build(settings: Settings) -> Bot:
        built.append(build_bot(settings))
        return built[-1]

    monkeypatch.setattr("doors.build_bot", build)
    return built


async def given_up(door: Doorstep, *, hurried: bool = False) -> None:
    """Wait until a row is given up; ``hurried`` takes out the waits between the tries."""
    async with asyncio.timeout(20):
        while await one(door, "select count(*) from inbound where state = 'failed'") == 0:
            if hurried:
                async with door.parts.store() as work:
                    await work.session.execute(
                        text("update inbound set due = received_at where state = 'applied'")
                    )
                    await work.commit()
            await asyncio.sleep(0.05)


async def test_a_call_that_is_not_answered_is_made_five_times_and_no_more(
    tmp_path: Path, sqlite_url: str, bots: list[Bot]
) -> None:
    """Each of them arrived; the sixth message is the word that a person will look at it."""
    async with doorstep_at(tmp_path, sqlite_url) as door:
        await agree(door, 7)
        before = len(await door.town.sees(7))
        bots[0].session.timeout = 0.3
        await door.town.post("faults", {"method": "sendMessage", "kind": "hang", "times": 99})
        await door.town.says(7, "/help", language_code="en")
        await given_up(door, hurried=True)
        heard = await door.hears(7, before, MOST_TRIES + 1)
        door.clock.ahead += timedelta(hours=5)
        await asyncio.sleep(1.5)
        assert await door.hears(7, before, MOST_TRIES + 1) == heard
        assert ["write your question" in each for each in heard] == [True] * MOST_TRIES + [False]
        assert "A person will look" in heard[-1]
        assert await one(door, "select reason from question") == "failed"
        assert await one(door, "select words from thread_message") == "/help"


async def test_who_waits_an_hour_for_telegram_goes_to_staff_and_is_told_when_it_is_back(
    tmp_path: Path, sqlite_url: str, bots: list[Bot], unused_tcp_port: int
) -> None:
    async with doorstep_at(tmp_path, sqlite_url) as door:
        await agree(door, 7)
        session = bots[0].session
        there = session.api
        session.api = TelegramAPIServer.from_base(f"http://127.0.0.1:{unused_tcp_port}")
        await door.town.says(7, "/help", language_code="en")
        before = len(await door.town.sees(7))
        async with asyncio.timeout(10):
            while await one(door, "select max(error) from inbound") != "TelegramNetworkError":
                await asyncio.sleep(0.02)
        door.clock.ahead += timedelta(minutes=59)
        await asyncio.sleep(1.5)
        assert [state for _, state in await door.waiting()] == ["applied"]
        assert await one(door, "select max(tries) from inbound") == 0
        assert await one(door, "select count(*) from question") == 0

        door.clock.ahead += timedelta(minutes=2)
        await given_up(door)
        assert await one(door, "select reason from question") == "failed"
        assert await one(door, "select words from thread_message") == "/help"
        assert len(await door.town.sees(7)) == before

        door.clock.ahead += timedelta(hours=1)
        await asyncio.sleep(1.5)
        assert [state for _, state in await door.waiting()] == ["failed"]
        session.api = there
        door.clock.ahead += timedelta(hours=1)
        (heard,) = await door.hears(7, before, 1)
        assert "A person will look" in heard
        door.clock.ahead += timedelta(hours=1)
        await asyncio.sleep(1.5)
        assert len(await door.town.sees(7)) == before + 1
        assert await one(door, "select count(*) from thread_message") == 1


async def test_nobody_is_told_of_a_fault_after_they_have_left(
    tmp_path: Path, sqlite_url: str, bots: list[Bot], unused_tcp_port: int
) -> None:
    async with doorstep_at(tmp_path, sqlite_url) as door:
        await agree(door, 7)
        bots[0].session.api = TelegramAPIServer.from_base(f"http://127.0.0.1:{unused_tcp_port}")
        await door.town.says(7, "/help", language_code="en")
        async with asyncio.timeout(10):
            while await one(door, "select max(error) from inbound") != "TelegramNetworkError":
                await asyncio.sleep(0.02)
        door.clock.ahead += timedelta(minutes=61)
        await given_up(door)
        async with door.parts.store() as work:
            await work.people.forget(await one(door, "select id from resident"))
            await work.commit()
        assert await door.waiting() == []


async def test_an_hour_of_faults_at_telegram_goes_to_staff_too(
    tmp_path: Path, sqlite_url: str, bots: list[Bot]
) -> None:
    async with doorstep_at(tmp_path, sqlite_url) as door:
        assert bots
        await agree(door, 7)
        await door.town.post("faults", {"method": "sendMessage", "error_code": 502, "times": 999})
        await door.town.says(7, "/help", language_code="en")
        async with asyncio.timeout(10):
            while await one(door, "select max(error) from inbound") != "TelegramServerError":
                await asyncio.sleep(0.02)
        assert await one(door, "select count(*) from question") == 0
        door.clock.ahead += timedelta(minutes=61)
        await given_up(door)
        assert await one(door, "select words from thread_message") == "/help"
        assert [state for _, state in await door.waiting()] == ["failed"]


async def test_a_second_tap_on_yes_hands_the_question_on_once(door: Doorstep) -> None:
    await door.says(7, "where do camels sleep?", answers=2)
    await door.taps(7, "you may", answers=2)
    await door.taps(7, "you may")
    assert await one(door, "select count(*) from thread_message") == 1


async def test_a_crash_between_commit_and_send_repeats_the_reply_and_nothing_else(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with doorstep_at(tmp_path, sqlite_url) as door:
        await agree(door, 7)
        await door.town.post("faults", {"method": "sendMessage", "kind": "hang_before"})
        await door.town.says(7, "where do camels sleep?", language_code="en")
        async with asyncio.timeout(10):
            while not [row for row in await door.waiting() if row[1] == "applied"]:
                await asyncio.sleep(0.02)
        before = len(await door.town.sees(7))
        # a second door, as after a restart: the first one still hangs in its call
        async with door_open(door.parts):
            heard = await door.hears(7, before, 1)
        assert "passed your question on" in heard[0]
        assert await one(door, "select count(*) from thread_message") == 1


async def test_a_row_that_was_done_while_the_rows_were_read_is_not_done_again(
    tmp_path: Path, sqlite_url: str
) -> None:
    def slow(store: Store) -> Store:
        def begin(*, read_only: bool = False) -> UnitOfWork:
            work = store(read_only=read_only)
            read = work.intake.waiting

            async def late(bot: str, now: datetime, limit: int) -> list[Inbound]:
                rows = await read(bot, now, limit)
                await asyncio.sleep(0.2)
                return rows

            work.intake.waiting = late  # type: ignore[method-assign]  # as on a slow disk
            return work

        return begin

    async with doorstep_at(tmp_path, sqlite_url, dressed=slow) as door:
        for _ in range(3):
            for chat in range(7, 15):
                await door.town.says(chat, "/help", language_code="en")
            await asyncio.sleep(0.15)
        await door.settled()
        assert await one(door, "select count(*) from inbound") == 24
        assert await one(door, "select count(*) from inbound where shown = '[]'") == 0


async def test_a_duplicate_update_is_taken_in_once(door: Doorstep) -> None:
    await agree(door, 7)
    await door.town.post("faults", {"method": "getUpdates", "kind": "duplicate_update"})
    await door.says(7, "where do camels sleep?")
    await door.says(7, "/help")
    assert await one(door, "select count(*) from thread_message") == 1


async def test_a_locked_store_is_waited_for(tmp_path: Path, sqlite_url: str) -> None:
    async with doorstep_at(tmp_path, sqlite_url) as door:
        await door.says(7, "/help")
        engine = build_engine(door.parts.settings.store_url)
        async with engine.connect() as holder:
            await holder.execute(text("update resident set seen_at = seen_at"))
            await door.town.says(7, "/help", language_code="en")
            await asyncio.sleep(1)
            assert await door.waiting() == []  # not even taken in: Telegram still has it
            await holder.rollback()
        await engine.dispose()
        assert "write your question" in (await door.hears(7, 2, 1))[0]


async def test_names_are_not_kept_and_a_handled_row_is_empty(door: Doorstep) -> None:
    await door.town.post(
        "chats/7/updates",
        {
            "message": {
                "text": "/help",
                "from": {
                    "id": 7,
                    "is_bot": False,
                    "first_name": "Ljubodraga",
                    "username": "ljuba",
                    "language_code": "sl",
                },
            }
        },
        fill="true",
    )
    await door.settled()
    async with door.parts.store(read_only=True) as work:
        rows = (await work.session.scalars(Inbound.__table__.select())).all()
    assert rows
    assert await one(door, "select count(*) from inbound where payload is not null") == 0
    assert await one(door, "select count(*) from inbound where shown = '[]'") == 0
    for file in door.parts.settings.var.rglob("*"):
        if file.is_file():
            assert b"Ljubodraga" not in file.read_bytes()


async def test_a_group_is_left_politely(door: Doorstep) -> None:
    await door.town.post(
        "chats/-100/updates",
        {
            "message": {
                "message_id": 1,
                "date": int(datetime.now(UTC).timestamp()),
                "chat": {"id": -100, "type": "group", "title": "Neighbours"},
                "from": {"id": 9, "is_bot": False, "first_name": "A", "language_code": "en"},
                "text": "hello all",
            }
        },
    )
    await door.settled()
    assert await one(door, "select count(*) from resident") == 0


# a survey in the middle of other things


async def begin_survey(door: Doorstep, chat: int) -> str:
    """Agree, be invited, and see the first question; the response."""
    await agree(door, chat)
    await ImportSurvey(door.parts.store, door.clock)(SURVEY)
    await PushSurvey(door.parts.store, door.clock)("life_in_idrija")
    response = str(await one(door, "select id from response"))
    before = len(await door.town.sees(chat))
    body = {"message_id": 1, "data": f"1:ss:{response}"}
    await door.town.post(f"chats/{chat}/taps", body)
    assert "1⁩ of" in (await door.hears(chat, before, 1))[0]
    return response


async def test_a_question_to_a_person_is_no_reply_to_the_open_survey(door: Doorstep) -> None:
    await begin_survey(door, 7)
    await door.says(7, "/person")
    heard = await door.says(7, "who helps me with taxes?", answers=2)
    assert "passed your question on" in heard[0]
    assert "survey waits" in heard[1]
    assert await one(door, "select words from thread_message") == "who helps me with taxes?"
    assert await one(door, "select count(*) from reply") == 0
    assert "1⁩ of" in (await door.taps(7, "Go on"))[0]


async def test_after_a_refusal_nothing_more_is_kept_of_what_was_open(door: Doorstep) -> None:
    response = await begin_survey(door, 7)
    before = len(await door.town.sees(7))
    await door.town.post("chats/7/taps", {"message_id": 1, "data": "1:c:n:"})
    await door.hears(7, before, 1)
    await door.says(7, "my own words", answers=2)
    before = len(await door.town.sees(7))
    await door.town.post("chats/7/taps", {"message_id": 1, "data": f"1:sp:{response}:0:work"})
    assert "May we keep" in (await door.hears(7, before, 1))[0]
    assert await one(door, "select count(*) from reply") == 0


async def test_a_cue_counts_in_a_caption_and_in_an_edit(door: Doorstep) -> None:
    await agree(door, 7)
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    for kind, content in (
        ("message", {"photo": photo, "caption": "my husband beats me"}),
        ("edited_message", {"text": "my husband beats me"}),
    ):
        before = len(await door.town.sees(7))
        await door.town.post("chats/7/updates", {kind: content}, fill="true")
        assert "113" in (await door.hears(7, before, 1))[0]
    assert await one(door, "select count(*) from question where urgent") == 2
