"""Every answer, screen by screen, in the rehearsal chat; and what stands below an answer."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from doors import Doorstep, doorstep_at
from sqlalchemy import text

from bot.adapters.speech import Speech
from bot.adapters.telegram_html import escape
from bot.ports import Reading
from bot.resident.mouth import Mouth, Place
from bot.resident.serve import build_bot
from bot.usecases.screens import ShowAnswer
from dialogues.callbacks import More, pack
from dialogues.directives import Answer
from faq.reader import read_content
from faq.screens import SCREEN_LIMIT, parts, seen
from faq.topics import LOCALES

CONTENT = Path(__file__).parents[2] / "faq" / "content"
CHAT = 7
SPEECH = Speech.load()


@pytest.fixture
async def door(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Doorstep]:
    async with doorstep_at(tmp_path, sqlite_url) as doorstep:
        yield doorstep


def plain(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")


def say(text_id: str, locale: str = "en", **args: Any) -> str:
    return plain(SPEECH.say(locale, text_id, **args))


MORE = say("button-more", next="").strip()


async def labels(door: Doorstep) -> list[str]:
    """The buttons below the last message."""
    message = (await door.town.sees(CHAT))[-1]
    return [plain(button["text"]) for row in message["buttons"] for button in row]


async def test_every_answer_is_shown_whole_in_every_language(door: Doorstep) -> None:
    """Telegram's rules for marks and lengths are kept by the rehearsal, which refuses the rest."""
    content = read_content(CONTENT)
    await door.says(CHAT, "/help")
    bot = build_bot(door.parts.settings)
    mouth, shown = Mouth(bot), 0
    try:
        for (topic, locale), answer in content.answers.items():
            page, screens = 0, []
            while True:
                messages = await door.parts.rendering(ShowAnswer(topic, page), locale, None)
                for message in messages:
                    await mouth.say(Place(CHAT), message)
                    shown += 1
                screens += messages
                further = pack(More(topic, page + 1))
                if further not in [b.data for row in messages[-1].buttons for b in row]:
                    break
                page += 1
            whole = "\n".join(seen(message.html) for message in screens)
            for contact in content.topics[topic].contacts:
                assert plain(content.contacts[contact].name(locale)) in whole
            assert "[^" not in whole
            assert escape(content.topics[topic].link(locale)) in screens[0].html
            day = say("checked-on", locale, date=content.topics[topic].checked_on)
            assert all(day in plain(message.html) for message in screens)
            assert len(screens) >= len(seen(answer.markdown)) // (2 * SCREEN_LIMIT)
    finally:
        await bot.session.close()
    assert len(await door.town.sees(CHAT)) >= shown > len(content.answers)


async def test_more_shows_the_rest_and_related_topics_lead_on(door: Doorstep) -> None:
    content = read_content(CONTENT)
    topic = content.topics["residence.renew_permit"]
    door.engine.knows["my permit"] = (Answer(topic.id),)
    [first] = await door.says(CHAT, "my permit")
    below = await labels(door)
    assert [content.topics[each].titles["en"] for each in topic.related] == [
        label for label in below if label in [t.titles["en"] for t in content.topics.values()]
    ]
    assert {say("button-yes"), say("button-no"), say("button-person")} <= set(below)
    _, *others = parts(content.answers[topic.id, "en"].markdown)
    heading = next(label for label in below if label.startswith(MORE))
    [second] = await door.taps(CHAT, heading)
    assert topic.titles["en"] in first
    assert f"{topic.titles['en']} (2/" in second
    middle = await labels(door)
    assert {say("button-yes"), say("button-no"), say("button-person")} <= set(middle)
    assert topic.titles["en"] not in middle
    assert any(part.splitlines()[0].removeprefix("## ") in second for part in others)
    while any(label.startswith(MORE) for label in await labels(door)):
        await door.taps(CHAT, MORE)
    [other] = await door.taps(CHAT, content.topics[topic.related[0]].titles["en"])
    assert content.topics[topic.related[0]].titles["en"] in other


async def test_what_changes_has_a_star_and_a_contact_says_where_it_was_found(
    door: Doorstep,
) -> None:
    content = read_content(CONTENT)
    topic = content.topics["residence.address"]
    door.engine.knows["my address"] = (Answer(topic.id),)
    said = list(await door.says(CHAT, "my address"))
    while more := [each for each in await labels(door) if each.startswith(MORE)]:
        said += await door.taps(CHAT, more[0])
    everything = "\n".join(said)
    assert say("volatile-note") in everything
    assert ".*" in everything
    office = content.contacts["administrative_unit"]
    assert not office.confirmed
    assert office.address is not None
    assert office.address in everything
    assert f"{say('contact-unconfirmed')} {office.sources['en']}" in everything


async def test_an_old_button_for_more_shows_the_beginning(door: Doorstep) -> None:
    await door.says(CHAT, "/topics")
    before = len(await door.town.sees(CHAT))
    for page in (99, 1):
        data = pack(More("health.dentist", page))
        await door.town.post(f"chats/{CHAT}/taps", {"message_id": 1, "data": data})
    first, second = await door.hears(CHAT, before, 2)
    assert "(2/" not in first
    assert second
    gone = pack(More("weather.rain", 1))
    await door.town.post(f"chats/{CHAT}/taps", {"message_id": 1, "data": gone})
    assert (await door.hears(CHAT, before, 3))[-1] == say("old-button")


# search below the menu


async def test_a_word_finds_topics_in_every_language(door: Doorstep) -> None:
    content = read_content(CONTENT)
    await door.says(CHAT, "/topics")
    assert say("button-search") in await labels(door)
    assert await door.taps(CHAT, say("button-search")) == [say("search-ask")]
    assert await door.says(CHAT, "Dentist") == [say("search-found")]
    assert content.topics["health.dentist"].titles["en"] in await labels(door)
    await door.taps(CHAT, say("button-search"))
    await door.says(CHAT, "zobozdravnik")
    assert content.topics["health.dentist"].titles["en"] in await labels(door)
    [answer] = await door.taps(CHAT, content.topics["health.dentist"].titles["en"])
    assert content.topics["health.dentist"].titles["en"] in answer


async def test_what_no_title_has_is_read_by_the_engine(door: Doorstep) -> None:
    door.engine.reads["my tooth hurts"] = Reading(
        "answer", "faq", 0.9, ("health.dentist",), ("health.dentist", "health.emergency")
    )
    await door.says(CHAT, "/topics")
    await door.taps(CHAT, say("button-search"))
    assert await door.says(CHAT, "my tooth hurts") == [say("search-found")]
    assert len(await labels(door)) == 2 + 3


async def test_nothing_found_says_so_and_offers_a_person(door: Doorstep) -> None:
    await door.says(CHAT, "/topics")
    await door.taps(CHAT, say("button-search"))
    door.engine.silent = True
    assert await door.says(CHAT, "qwertz") == [say("search-nothing")]
    assert say("button-person") in await labels(door)
    async with door.parts.store(read_only=True) as work:
        kept = await work.session.execute(text("select count(*) from thread_message"))
        assert kept.scalar() == 0, "a word to look for is no question for staff"


async def test_danger_is_seen_in_a_search_too(door: Doorstep) -> None:
    await door.says(CHAT, "/topics")
    await door.taps(CHAT, say("button-search"))
    heard = await door.says(CHAT, "my husband beats me", answers=2)
    assert "113" in heard[0]


async def test_only_the_reply_to_the_question_is_a_search(door: Doorstep) -> None:
    door.engine.knows["dentist"] = (Answer("health.dentist"),)
    await door.says(CHAT, "/topics")
    await door.taps(CHAT, say("button-search"))
    await door.says(CHAT, "doctor")
    [answer] = await door.says(CHAT, "dentist")
    assert answer != say("search-found")


# did this help?


async def test_a_no_asks_what_was_missing_and_a_person_reads_it(door: Doorstep) -> None:
    door.engine.knows["tooth"] = (Answer("health.dentist"),)
    await door.says(CHAT, "tooth")
    first, consent = await door.taps(CHAT, say("button-no"), answers=2)
    assert first == say("not-helped")
    assert consent == say("consent")
    [asked] = await door.taps(CHAT, say("button-agree"))
    assert asked == say("form-human-missing")
    await door.says(CHAT, "the price of a crown")
    async with door.parts.store(read_only=True) as work:
        found = await work.session.execute(
            text(
                "select reason, topic_id, words from question"
                " join thread_message on question_id = question.id"
            )
        )
        assert found.all() == [("missing", "health.dentist", "the price of a crown")]
        counted = await work.knowledge.feedback()
    assert counted == {"health.dentist": (0, 1)}


async def test_what_was_missing_joins_an_open_thread_with_its_topic(door: Doorstep) -> None:
    door.engine.knows["tooth"] = (Answer("health.dentist"),)
    await door.says(CHAT, "/person")
    await door.taps(CHAT, say("button-agree"))
    await door.says(CHAT, "who may help me")
    await door.says(CHAT, "tooth")
    await door.taps(CHAT, say("button-no"))
    await door.says(CHAT, "the price of a crown")
    async with door.parts.store(read_only=True) as work:
        threads = await work.session.execute(text("select reason, topic_id from question"))
        assert threads.all() == [("person", "health.dentist")]
        said = await work.session.execute(text("select words from thread_message order by at"))
        assert [words for (words,) in said] == ["who may help me", "the price of a crown"]


async def test_a_yes_is_thanked_for(door: Doorstep) -> None:
    door.engine.knows["tooth"] = (Answer("health.dentist"),)
    await door.says(CHAT, "tooth")
    assert await door.taps(CHAT, say("button-yes")) == [say("helped-thanks")]


@pytest.mark.parametrize("locale", LOCALES)
async def test_did_this_help_stands_below_answers_only(door: Doorstep, locale: str) -> None:
    [menu] = await door.says(CHAT, "/topics", lang=locale)
    assert say("did-this-help", locale) not in menu
    assert say("button-yes", locale) not in await labels(door)
