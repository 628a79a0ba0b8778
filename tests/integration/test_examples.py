"""Taps on offers: kept with consent, told from a menu, gone in time and with their resident."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from doors import Doorstep, doorstep_at
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from test_door import agree, begin_survey, one
from test_store import everything, new_resident, new_staff

from bot.ports import Reading
from bot.usecases.keep_offer import keep_offer
from bot.usecases.screens import Say, ShowOffer
from bot.usecases.turn import AlreadyApplied, Turn, settle
from db.intake import NewUpdate
from db.models import Example
from db.retention import remove_old
from db.uow import Store, UnitOfWork
from dialogues.directives import Answer, Heard, Offer

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
RENEW, ADDRESS = "residence.renew_permit", "residence.address"
WORDS = "my paper {ends} [soon] ماذا"
OFFER = Reading("offer", "faq", 0.4, (RENEW, ADDRESS), (RENEW, ADDRESS))


def turn(resident_id: str, update_id: int, *, agreed: bool = True) -> Turn:
    return Turn(update_id, resident_id, "en", True, agreed, True, "conversation")


async def offered(
    work: UnitOfWork, resident_id: str, number: int, *topics: str, at: datetime = NOW
) -> None:
    await work.examples.keep(
        resident_id,
        locale="en",
        words=f"{WORDS} {number}",
        offered=topics or (RENEW, ADDRESS),
        update_id=number,
        now=at,
    )


async def rows(store: Store, resident_id: str) -> list[Example]:
    async with store(read_only=True) as work:
        return await work.examples.of(resident_id)


# the rows, on both databases


async def test_the_newest_offer_that_holds_the_topic_is_tapped(store: Store) -> None:
    mine, other = await new_resident(store, "a"), await new_resident(store, "b")
    async with store() as work:
        await offered(work, mine, 1)
        await offered(work, mine, 2, at=NOW + timedelta(minutes=1))
        await offered(work, mine, 3, "health.insurance", at=NOW + timedelta(minutes=2))
        await offered(work, other, 4, at=NOW + timedelta(minutes=3))
        await work.commit()
    async with store() as work:
        tapped = await work.examples.tap(mine, RENEW, since=NOW)
        await work.commit()
    assert tapped is not None
    assert tapped.update_id == 2
    found = [(row.update_id, row.state, row.topic) for row in await rows(store, mine)]
    assert found == [(1, "offered", None), (2, "tapped", RENEW), (3, "offered", None)]
    assert [row.state for row in await rows(store, other)] == ["offered"]
    assert (await rows(store, mine))[0].words == f"{WORDS} 1"
    assert (await rows(store, mine))[2].offered == ["health.insurance"]
    async with store() as work:
        assert await work.examples.tap(mine, "work.rights", since=NOW) is None
        assert await work.examples.tap(mine, RENEW, since=NOW + timedelta(seconds=1)) is None


async def test_an_update_is_kept_once(store: Store) -> None:
    resident_id = await new_resident(store)
    for number in (1, 1):
        async with store() as work:
            await offered(work, resident_id, number)
            await work.commit()
    assert len(await rows(store, resident_id)) == 1
    async with store() as work:
        work.session.add(
            Example(
                resident_id=resident_id,
                locale="en",
                words="x",
                offered=[RENEW],
                update_id=1,
                created_at=NOW,
            )
        )
        with pytest.raises(IntegrityError):
            await work.session.flush()


async def test_the_same_update_settles_once(store: Store) -> None:
    """The row stands with the outcome of its update, or not at all."""
    resident_id = await new_resident(store)
    screens = (Say("x"), ShowOffer((RENEW, ADDRESS)))
    async with store() as work:
        await work.intake.take_in("resident", [NewUpdate(1, "c", b"s")], NOW)
        await work.commit()

    async def hear(words: str) -> None:
        async with store() as work:
            await keep_offer(work, turn(resident_id, 1), words, screens, NOW, locale="mk")
            await settle(work, turn(resident_id, 1), *screens)

    await hear(WORDS)
    with pytest.raises(AlreadyApplied):
        await hear("other words")
    (row,) = await rows(store, resident_id)
    assert (row.words, row.locale, row.offered) == (WORDS, "mk", [RENEW, ADDRESS])
    # what is not this house's to take in leaves nothing
    async with store() as work:
        await keep_offer(work, turn(resident_id, 2), WORDS, screens, NOW)
        with pytest.raises(AlreadyApplied):
            await settle(work, turn(resident_id, 2), *screens)
    assert len(await rows(store, resident_id)) == 1


@pytest.mark.parametrize(
    ("agreed", "words", "screens"),
    [
        (False, WORDS, (ShowOffer((RENEW,)),)),
        (True, " \u200f ", (ShowOffer((RENEW,)),)),
        (True, WORDS, (Say("x"),)),
    ],
)
async def test_what_is_not_kept(
    sqlite_store: Store, agreed: bool, words: str, screens: Any
) -> None:
    resident_id = await new_resident(sqlite_store)
    async with sqlite_store() as work:
        await keep_offer(work, turn(resident_id, 1, agreed=agreed), words, screens, NOW)
        await work.commit()
    assert await rows(sqlite_store, resident_id) == []


async def test_an_unknown_language_is_the_spoken_one(sqlite_store: Store) -> None:
    resident_id = await new_resident(sqlite_store)
    async with sqlite_store() as work:
        for number, locale in ((1, None), (2, "de"), (3, "ar")):
            screens = (ShowOffer((RENEW,)),)
            await keep_offer(work, turn(resident_id, number), "w", screens, NOW, locale=locale)
        await work.commit()
    kept = {row.update_id: row.locale for row in await rows(sqlite_store, resident_id)}
    assert kept == {1: "en", 2: "en", 3: "ar"}


async def decided(store: Store, resident_id: str, staff_id: str, number: int, state: str) -> str:
    async with store() as work:
        await offered(work, resident_id, number)
        row = await work.examples.tap(resident_id, RENEW, since=NOW)
        assert row is not None
        assert await work.examples.decide(
            row.id, state=state, topic=ADDRESS, utterance="ours", staff_id=staff_id, now=NOW
        )
        await work.commit()
    return row.id


async def test_a_decision_empties_the_words_and_is_taken_once(store: Store) -> None:
    resident_id, staff_id = await new_resident(store), await new_staff(store)
    example_id = await decided(store, resident_id, staff_id, 1, "approved")
    async with store() as work:
        again = await work.examples.decide(
            example_id, state="rejected", topic=None, utterance=None, staff_id=staff_id, now=NOW
        )
        await work.commit()
    assert again is False
    (row,) = await rows(store, resident_id)
    assert (row.state, row.words, row.utterance, row.topic) == ("approved", "", "ours", ADDRESS)
    assert WORDS not in str(await everything(store))
    async with store() as work:
        await work.examples.take([example_id])
        await work.commit()
    assert (await rows(store, resident_id))[0].state == "taken"
    async with store(read_only=True) as work:
        assert (await work.examples.counts(), await work.examples.approved()) == ({"taken": 1}, [])


async def test_a_deleted_resident_takes_their_examples_along(store: Store) -> None:
    staff_id = await new_staff(store)
    stays, gone = await new_resident(store, "a"), await new_resident(store, "b")
    async with store() as work:
        await offered(work, stays, 1)
        await work.commit()
    before = await everything(store)
    await decided(store, gone, staff_id, 2, "approved")
    async with store() as work:
        await offered(work, gone, 3)
        await work.commit()
    async with store() as work:
        await work.people.forget(gone)
        await work.commit()
    assert await rows(store, gone) == []
    assert {text: at for text, at in (await everything(store)).items() if gone in text} == {}
    assert (await everything(store)).keys() <= before.keys() | {gone}
    assert len(await rows(store, stays)) == 1


async def test_a_no_to_keeping_words_removes_what_waits(store: Store) -> None:
    resident_id, staff_id = await new_resident(store), await new_staff(store)
    await decided(store, resident_id, staff_id, 1, "approved")
    async with store() as work:
        await offered(work, resident_id, 2)
        await offered(work, resident_id, 3)
        await work.examples.tap(resident_id, RENEW, since=NOW)
        more = {"version": "1", "locale": "en", "now": NOW}
        await work.people.keep_consent(resident_id, given=True, **more)
        assert len(await work.examples.of(resident_id)) == 3
        await work.people.keep_consent(resident_id, given=False, **more)
        await work.commit()
    assert [row.state for row in await rows(store, resident_id)] == ["approved"]


async def test_examples_go_when_their_time_is_over(store: Store) -> None:
    resident_id, staff_id = await new_resident(store), await new_staff(store)
    for number, state in ((1, "approved"), (2, "rejected"), (3, "approved")):
        example_id = await decided(store, resident_id, staff_id, number, state)
    async with store() as work:
        await work.examples.take([example_id])
        await offered(work, resident_id, 4)
        await work.examples.tap(resident_id, RENEW, since=NOW)
        await offered(work, resident_id, 5)
        await work.commit()

    async def left(**later: float) -> list[int]:
        async with store() as work:
            removed = await remove_old(
                work,
                now=NOW + timedelta(**later),
                keep_questions_days=365,
                keep_replies_days=1095,
            )
            numbers.append(removed.examples)
            await work.commit()
        return sorted(row.update_id for row in await rows(store, resident_id))

    numbers: list[int] = []
    assert await left(hours=23) == [1, 2, 3, 4, 5]
    assert await left(hours=25) == [1, 2, 3, 4]
    assert await left(days=364) == [1, 2, 3, 4]
    assert await left(days=366) == [1, 2, 3]
    assert await left(days=1094) == [1, 2, 3]
    assert await left(days=1096) == [1], "what is approved waits for its file"
    assert numbers == [0, 1, 0, 1, 0, 2]


async def test_the_database_itself_refuses_a_state_that_is_none(store: Store) -> None:
    resident_id = await new_resident(store)
    async with store() as work:
        await offered(work, resident_id, 1)
        (row,) = await work.examples.of(resident_id)
        row.state = "lost"
        with pytest.raises(IntegrityError):
            await work.session.flush()


# at the door


@pytest.fixture
async def door(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Doorstep]:
    async with doorstep_at(tmp_path, sqlite_url) as doorstep:
        doorstep.engine.knows[WORDS] = (Offer((RENEW, ADDRESS)),)
        yield doorstep


async def kept(door: Doorstep) -> list[tuple[str, str | None, str]]:
    """State, topic and words of every example."""
    async with door.parts.store(read_only=True) as work:
        found = await work.session.scalars(select(Example).order_by(Example.created_at))
        return [(row.state, row.topic, row.words) for row in found]


async def test_a_tap_on_an_offer_is_kept(door: Doorstep) -> None:
    await agree(door, 7)
    await door.says(7, WORDS)
    assert await kept(door) == [("offered", None, WORDS)]
    assert await one(door, "select offered from example") == json.dumps([RENEW, ADDRESS])
    await door.taps(7, "Renewing a residence permit")
    assert await kept(door) == [("tapped", RENEW, WORDS)]
    assert await one(door, "select count(*) from inbound where payload is not null") == 0


async def test_without_consent_no_example_is_kept(door: Doorstep) -> None:
    await door.says(7, WORDS)
    await door.taps(7, "Renewing a residence permit")
    assert await kept(door) == []
    assert await one(door, "select count(*) from question") == 0


async def test_what_is_answered_at_once_is_no_example(door: Doorstep) -> None:
    await agree(door, 7)
    door.engine.knows["may I stay?"] = (Answer(RENEW),)
    await door.says(7, "may I stay?")
    assert await kept(door) == []


async def test_only_topics_that_are_there_are_kept(door: Doorstep) -> None:
    await agree(door, 7)
    door.engine.knows["x y"] = (Offer(("no.topic", RENEW)),)
    await door.says(7, "x y")
    assert await one(door, "select offered from example") == json.dumps([RENEW])


async def test_the_words_are_kept_in_the_language_they_are_written_in(door: Doorstep) -> None:
    await agree(door, 7)
    door.engine.knows["ku me shku"] = (Heard("sq"), Offer((RENEW, ADDRESS)))
    await door.says(7, "ku me shku", answers=2)
    assert await one(door, "select locale from resident") == "en"
    assert await one(door, "select locale from example") == "sq"


async def test_a_late_tap_says_nothing(door: Doorstep) -> None:
    await agree(door, 7)
    await door.says(7, WORDS)
    door.clock.ahead = timedelta(minutes=61)
    await door.taps(7, "Renewing a residence permit")
    assert await kept(door) == [("offered", None, WORDS)]
    door.clock.ahead = timedelta(minutes=59)
    await door.taps(7, "Renewing a residence permit")
    assert await kept(door) == [("tapped", RENEW, WORDS)]


async def test_the_button_for_a_person_marks_nothing(door: Doorstep) -> None:
    await agree(door, 7)
    await door.says(7, WORDS)
    await door.taps(7, "None of these")
    assert [state for state, *_ in await kept(door)] == ["offered"]


async def test_a_tap_from_a_menu_marks_nothing(door: Doorstep) -> None:
    await agree(door, 7)
    await door.says(7, WORDS)
    await door.says(7, "/topics")
    await door.taps(7, "Residence")
    (heard, *_) = await door.taps(7, "Renewing a residence permit")
    assert "Renewing a residence permit" in heard
    assert await kept(door) == [("offered", None, WORDS)]
    messages = await door.town.sees(7)
    old = {"message_id": 1, "data": f"1:t:{RENEW}:o"}
    await door.town.post("chats/7/taps", old)
    await door.hears(7, len(messages), 1)
    assert await kept(door) == [("tapped", RENEW, WORDS)]


async def test_a_menu_of_another_domain_leaves_the_offer(door: Doorstep) -> None:
    await agree(door, 7)
    await door.says(7, WORDS)
    await door.says(7, "/topics")
    await door.taps(7, "Health")
    await door.taps(7, "Renewing a residence permit")
    assert await kept(door) == [("tapped", RENEW, WORDS)]


async def test_an_offer_of_another_resident_is_not_tapped(door: Doorstep) -> None:
    for chat in (7, 8):
        await agree(door, chat)
        await door.says(chat, WORDS)
    await door.taps(8, "Renewing a residence permit")
    assert sorted(state for state, *_ in await kept(door)) == ["offered", "tapped"]
    newest = "select state from example order by created_at desc limit 1"
    assert await one(door, newest) == "tapped", "the one of chat 8"


async def test_an_offer_beside_a_choice_question_is_kept(door: Doorstep) -> None:
    await begin_survey(door, 7)
    door.engine.reads["and my permit?"] = OFFER
    await door.says(7, "and my permit?", answers=2)
    assert await kept(door) == [("offered", None, "and my permit?")]


@pytest.mark.parametrize(("heard", "kept_as"), [(None, "en"), ("sq", "sq")])
@pytest.mark.parametrize("place", ["choice", "words", "form", "thread"])
async def test_a_guessed_language_is_not_the_one_of_an_example(
    door: Doorstep, place: str, heard: str | None, kept_as: str
) -> None:
    words = "when does my permit end?"
    door.engine.reads[words] = replace(OFFER, locale="sq", heard=heard)
    if place in ("choice", "words"):
        await begin_survey(door, 7)
        for _ in range(3 if place == "words" else 0):
            await door.taps(7, "Skip")
    else:
        await agree(door, 7)
        await door.says(7, "/report" if place == "form" else "where do camels sleep?")
    if place == "thread":
        staff_id = await new_staff(door.parts.store)
        async with door.parts.store() as work:
            (question,) = await work.questions.queue()
            await work.questions.add(question, words="x", now=door.clock.now(), staff_id=staff_id)
            await work.commit()
    await door.says(7, words, answers=2)
    assert await one(door, "select locale from example") == kept_as


async def test_an_offer_beside_a_form_is_kept_until_the_report_is_withheld(
    door: Doorstep,
) -> None:
    await agree(door, 7)
    words = "why does my permit take a year?"
    door.engine.reads[words] = OFFER
    for withheld in (True, False):
        await door.says(7, "/report")
        await door.says(7, words, answers=2)
        await door.taps(7, "Renewing a residence permit")
        assert await kept(door) == [("tapped", RENEW, words)]
        await door.taps(7, "Housing")
        await door.says(7, "more clerks")
        await door.taps(7, "No" if withheld else "Yes")
        assert len(await kept(door)) == (0 if withheld else 1)


async def test_an_offer_beside_an_open_survey_question_is_kept(door: Doorstep) -> None:
    await begin_survey(door, 7)
    door.engine.reads["when does my permit end?"] = OFFER
    for _ in range(3):
        await door.taps(7, "Skip")
    await door.says(7, "when does my permit end?", answers=2)
    assert await one(door, "select words from reply where words is not null") == (
        "when does my permit end?"
    )
    assert await kept(door) == [("offered", None, "when does my permit end?")]


async def test_an_offer_beside_a_thread_is_kept(door: Doorstep) -> None:
    await agree(door, 7)
    await door.says(7, "where do camels sleep?")
    staff_id = await new_staff(door.parts.store)
    async with door.parts.store() as work:
        (question,) = await work.questions.queue()
        await work.questions.add(question, words="x", now=door.clock.now(), staff_id=staff_id)
        await work.commit()
    door.engine.reads[WORDS] = OFFER
    await door.says(7, WORDS, answers=2)
    assert await kept(door) == [("offered", None, WORDS)]


async def test_own_data_shows_the_examples_and_deletion_removes_them(door: Doorstep) -> None:
    await agree(door, 7)
    await door.says(7, WORDS)
    await door.taps(7, "Renewing a residence permit")
    await door.says(7, "/mydata")
    document = (await door.town.sees(7))[-1]["document"]
    file = await door.town.http.get(f"/rehearsal/chats/7/documents/{document['file_id']}")
    (example,) = file.json()["examples"]
    assert (example["text"], example["topic"], example["state"]) == (WORDS, RENEW, "tapped")
    await door.says(7, "/delete")
    await door.taps(7, "delete everything")
    assert await kept(door) == []


async def test_words_of_danger_are_no_example(door: Doorstep) -> None:
    await agree(door, 7)
    door.engine.reads["my husband beats me"] = OFFER
    door.engine.knows["my husband beats me"] = (Offer((RENEW,)),)
    await door.says(7, "my husband beats me")
    assert await kept(door) == []
