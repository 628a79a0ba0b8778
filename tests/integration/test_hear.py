"""Beside an open choice question, and in another language: what the house makes of a reading."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from doors import Doorstep, doorstep_at
from sqlalchemy import text

from bot.ports import Reading
from bot.usecases.import_survey import ImportSurvey
from bot.usecases.push_survey import PushSurvey
from dialogues.callbacks import Consent, Language, SurveySkip, SurveyStart, pack
from dialogues.directives import Answer, AskForm, Deed, Directive, Do, Heard, Protect
from dialogues.directives import Say as SayDirective

SURVEY = Path(__file__).parents[2] / "dialogues" / "surveys" / "life_in_idrija.yml"
DENTIST = "health.dentist"
CHAT = 7
FIRST_QUESTION = "1⁩ of"
PHOTO = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]


@pytest.fixture
async def door(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Doorstep]:
    async with doorstep_at(tmp_path, sqlite_url) as doorstep:
        yield doorstep


async def tap(door: Doorstep, data: str, answers: int = 1) -> list[str]:
    """Tap a button whatever stands on the screen."""
    before = len(await door.town.sees(CHAT))
    await door.town.post(f"chats/{CHAT}/taps", {"message_id": 1, "data": data})
    return await door.hears(CHAT, before, answers)


async def agree(door: Doorstep, lang: str = "en") -> None:
    await door.says(CHAT, "/help", lang=lang)
    await tap(door, pack(Consent(yes=True)))


async def begin_survey(door: Doorstep) -> None:
    await agree(door)
    await ImportSurvey(door.parts.store, door.clock)(SURVEY)
    await PushSurvey(door.parts.store, door.clock)("life_in_idrija")
    response = str(await one(door, "select id from response"))
    assert FIRST_QUESTION in (await tap(door, pack(SurveyStart(response))))[0]


async def one(door: Doorstep, query: str) -> Any:
    async with door.parts.store(read_only=True) as work:
        return (await work.session.execute(text(query))).scalar()


def reading(decision: Any, intent: str, *offers: str, danger: str | None = None) -> Reading:
    return Reading(decision, intent, 0.9, offers, offers, danger=danger)


# beside an open choice question


@pytest.mark.parametrize(
    ("read", "heard"),
    [
        (reading("answer", "faq", DENTIST), ["Dentist"]),
        (reading("offer", "unsure", DENTIST), ["Is it one of these?"]),
        (reading("intent", "stop"), ["To leave the survey, write /stop"]),
        (reading("intent", "help"), ["Just write your question"]),
        (reading("intent", "greet"), ["Please tap one of the buttons"]),
        (reading("intent", "thanks"), ["Please tap one of the buttons"]),
        (reading("intent", "delete_data"), ["Please tap one of the buttons"]),
        (reading("ask", "unclear"), ["Please tap one of the buttons"]),
        (reading("offer", "unsure"), ["Please tap one of the buttons"]),
    ],
)
async def test_what_is_no_choice_is_answered_and_the_question_asked_again(
    door: Doorstep, read: Reading, heard: list[str]
) -> None:
    await begin_survey(door)
    door.engine.reads["words"] = read
    again = "Please tap" in heard[0]
    said = await door.says(CHAT, "words", answers=1 if again else 2)
    for one_of_them in heard:
        assert one_of_them in said[0]
    assert FIRST_QUESTION in said[-1]
    assert await one(door, "select count(*) from reply") == 0
    assert await one(door, "select count(*) from question") == 0


@pytest.mark.parametrize(
    ("intent", "question"),
    [("human", "What would you like to ask?"), ("report_challenge", "What is the problem?")],
)
async def test_a_form_begins_beside_a_survey_which_waits(
    door: Doorstep, intent: str, question: str
) -> None:
    await begin_survey(door)
    door.engine.reads["words"] = reading("intent", intent)
    assert question in (await door.says(CHAT, "words"))[0]
    assert await one(door, "select state from response") == "paused"
    assert await one(door, "select count(*) from reply") == 0


@pytest.mark.parametrize(
    ("words", "handed", "silent"),
    [
        ("hmm", False, False),
        ("hmm hmm", False, True),
        ("camels sleep outdoors", True, False),
        ("camels?", True, True),
        ("where camels", True, False),
        ("وين الجمل", True, False),
    ],
)
async def test_what_nobody_understands_goes_to_a_person_unless_it_is_a_slip(
    door: Doorstep, words: str, handed: bool, silent: bool
) -> None:
    await begin_survey(door)
    door.engine.silent = silent
    heard = await door.says(CHAT, words, answers=2 if handed else 1)
    assert FIRST_QUESTION in heard[-1]
    assert await one(door, "select count(*) from question") == int(handed)
    if not handed:
        assert "Please tap one of the buttons" in heard[0]
        return
    assert ("I cannot answer at the moment" in heard[0]) is silent
    assert await one(door, "select reason from question") == ("silent" if silent else "unknown")
    assert await one(door, "select words from thread_message") == words


async def test_danger_beside_a_choice_pauses_the_survey(door: Doorstep) -> None:
    await begin_survey(door)
    door.engine.reads["words"] = reading("abstain", "out_of_scope", danger="medical")
    heard = await door.says(CHAT, "words", answers=2)
    assert "call 112 now" in heard[0]
    assert "The survey waits" in heard[1]
    assert await one(door, "select cue from question") == "medical"
    assert await one(door, "select count(*) from thread_message") == 1
    assert await one(door, "select count(*) from reply") == 0
    assert FIRST_QUESTION in (await door.taps(CHAT, "Go on"))[0]


async def test_what_is_written_after_danger_in_a_survey_is_no_reply_to_it(door: Doorstep) -> None:
    await begin_survey(door)
    response = str(await one(door, "select id from response"))
    for number in range(3):
        await tap(door, pack(SurveySkip(response, number)))
    door.engine.reads["he is at the door"] = reading("abstain", "x", danger="violence")
    heard = await door.says(CHAT, "he is at the door", answers=2)
    assert "113" in heard[0]
    assert "The survey waits" in heard[1]
    assert (
        await one(door, "select words from reply where words is not null") == "he is at the door"
    )
    await door.says(CHAT, "Rudarska street, please come")
    assert await one(door, "select count(*) from reply where words is not null") == 1
    assert await one(door, "select count(*) from thread_message") == 2, "a person has both"
    assert "5⁩ of" in (await door.taps(CHAT, "Go on"))[0]


async def test_danger_in_the_last_reply_ends_the_survey(door: Doorstep) -> None:
    await begin_survey(door)
    response = str(await one(door, "select id from response"))
    for number in range(4):
        await tap(door, pack(SurveySkip(response, number)))
    door.engine.reads["words"] = reading("abstain", "x", danger="self_harm")
    heard = await door.says(CHAT, "words", answers=2)
    assert "116 123" in heard[0]
    assert "Thank you" in heard[1]
    assert await one(door, "select state from response") == "finished"


async def test_danger_in_a_report_is_its_reply_too_and_the_report_goes_on(door: Doorstep) -> None:
    await agree(door)
    await door.says(CHAT, "/report")
    door.engine.reads["words"] = reading("abstain", "x", danger="violence")
    heard = await door.says(CHAT, "words", answers=2)
    assert "113" in heard[0]
    assert "area" in heard[1]
    await door.taps(CHAT, "Health")
    await door.taps(CHAT, "Skip")
    assert "Thank you" in (await door.taps(CHAT, "Yes"))[0]
    assert await one(door, "select words from evidence") == "words"
    assert await one(door, "select count(*) from question") == 1


async def test_danger_in_a_question_for_a_person_is_before_one_and_ends_the_form(
    door: Doorstep,
) -> None:
    await agree(door)
    await door.says(CHAT, "/person")
    door.engine.reads["words"] = reading("abstain", "x", danger="violence")
    assert "113" in (await door.says(CHAT, "words"))[0]
    assert await one(door, "select words from thread_message") == "words"
    assert await one(door, "select count(*) from question where urgent") == 1
    assert await one(door, "select state from draft") == "done"
    assert await one(door, "select count(*) from draft_words") == 0


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("message", {"photo": PHOTO, "caption": "he waits for me"}),
        ("edited_message", {"text": "he waits for me"}),
        ("message", {"text": "/help he waits for me"}),
        ("message", {"text": "/nothing he waits for me"}),
    ],
)
async def test_danger_that_was_learned_counts_in_captions_edits_and_behind_commands(
    door: Doorstep, kind: str, content: dict[str, Any]
) -> None:
    await agree(door)
    door.engine.reads["he waits for me"] = reading("abstain", "x", danger="violence")
    before = len(await door.town.sees(CHAT))
    await door.town.post(f"chats/{CHAT}/updates", {kind: content}, fill="true")
    assert "113" in (await door.hears(CHAT, before, 1))[0]
    assert await one(door, "select count(*) from question where urgent") == 1


async def test_danger_in_the_words_after_a_reply_is_no_part_of_its_thread(door: Doorstep) -> None:
    await agree(door)
    await door.says(CHAT, "where do camels sleep?")
    async with door.parts.store() as work:
        staff = await work.staff.add(
            login="ana", password_hash="-", role="reviewer", locale="sl", now=door.clock.now()
        )
        (question,) = await work.questions.queue()
        await work.questions.add(
            question, words="In the barn.", now=door.clock.now(), staff_id=staff.id
        )
        await work.commit()
    door.engine.reads["words"] = reading("abstain", "out_of_scope", danger="violence")
    assert "113" in (await door.says(CHAT, "words"))[0]
    assert await one(door, "select count(*) from question") == 2
    assert await one(door, "select count(*) from question where urgent") == 1


@pytest.mark.parametrize("agreed", [True, False])
async def test_danger_that_rasa_proposes(door: Doorstep, agreed: bool) -> None:
    if agreed:
        await agree(door)
    door.engine.knows["words"] = (Protect("trafficking"),)
    heard = await door.says(CHAT, "words", answers=1 if agreed else 2)
    assert "Nobody may keep your passport" in heard[0]
    assert await one(door, "select cue from question") == "trafficking"
    assert await one(door, "select words from thread_message") == ("words" if agreed else "")


# the language that is written


async def stands(door: Doorstep) -> tuple[str | None, bool, str | None]:
    """The stored language, whether it was chosen, and which one was offered."""
    async with door.parts.store(read_only=True) as work:
        row = (
            await work.session.execute(
                text("select locale, locale_chosen, offered_locale from resident")
            )
        ).one()
    return row[0], bool(row[1]), row[2]


@pytest.mark.parametrize("app", ["de", "en"])
async def test_who_has_chosen_none_is_answered_in_the_language_they_write(
    door: Doorstep, app: str
) -> None:
    door.engine.knows["x"] = (SayDirective("greeting"), Heard("sq"))
    heard = await door.says(CHAT, "x", lang=app, answers=2)
    assert "Mirë se vini" in heard[0]
    assert "/language" in heard[1]
    assert await stands(door) == ("sq", True, "sq")
    door.engine.knows["y"] = (SayDirective("greeting"),)
    (heard_next,) = await door.says(CHAT, "y", lang=app)
    assert "Mirë se vini" in heard_next
    assert door.engine.told[-1][1].locale == "sq"


async def test_before_a_language_is_known_rasa_is_told_none(door: Doorstep) -> None:
    door.engine.knows["x"] = (SayDirective("greeting"), Heard("en"))
    (heard,) = await door.says(CHAT, "x", lang="de")
    assert "Hello!" in heard
    assert door.engine.told[-1][1].locale is None


async def test_who_has_chosen_another_is_asked_once_for_each_language(door: Doorstep) -> None:
    await door.says(CHAT, "/help")
    await tap(door, pack(Language("sl")), answers=3)
    door.engine.knows["x"] = (Answer(DENTIST), Heard("ru"))
    heard = await door.says(CHAT, "x", answers=2)
    offered = (await door.town.sees(CHAT))[-1]
    assert [[button["data"] for button in row] for row in offered["buttons"]] == [["1:l:ru"]]
    assert "русски" in heard[1].casefold()
    assert await stands(door) == ("sl", True, "ru")
    assert len(await door.says(CHAT, "x")) == 1
    door.engine.knows["y"] = (Answer(DENTIST), Heard("uk"))
    assert len(await door.says(CHAT, "y", answers=2)) == 2
    await tap(door, pack(Language("uk")))
    assert await stands(door) == ("uk", True, None)


async def test_what_is_handed_over_is_told_in_the_language_that_was_written(
    door: Doorstep,
) -> None:
    await agree(door, lang="de")
    door.engine.knows["x"] = (Do(Deed.HAND_TO_STAFF), Heard("bs"))
    heard = await door.says(CHAT, "x", lang="de", answers=2)
    assert "/language" in heard[1]
    assert await one(door, "select locale from question") == "bs"


@pytest.mark.parametrize(
    "directive", [AskForm("report", "problem"), Do(Deed.STOP), Protect("violence")]
)
async def test_forms_stop_and_danger_speak_the_language_too(
    door: Doorstep, directive: Directive
) -> None:
    await agree(door, lang="de")
    door.engine.knows["x"] = (directive, Heard("ru"))
    heard = await door.says(CHAT, "x", lang="de")
    assert not heard[0].isascii()
    assert (await stands(door))[0] == "ru"
