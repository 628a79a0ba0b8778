"""Surveys at the desk: figures, small cells, words, export, and a challenge in two clicks."""

import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from test_desk import DeskHouse, Visitor, desk_house, plain, say

from db.models import Domain, Response
from db.uow import Store
from dialogues.survey import read_survey, survey_to

SURVEY = read_survey(Path(__file__).parents[2] / "dialogues" / "surveys" / "life_in_idrija.yml")


@pytest.fixture
async def house(sqlite_store: Store, tmp_path: Path) -> AsyncIterator[DeskHouse]:
    async with desk_house(sqlite_store, tmp_path) as house:
        async with house.store() as work:
            work.session.add(Domain(id="housing", place=0, titles={"en": "Housing"}))
            await work.surveys.keep(
                SURVEY.key, definition=survey_to(SURVEY), digest="d", now=house.clock.now()
            )
            await work.commit()
        yield house


@pytest.fixture
async def ana(house: DeskHouse) -> Visitor:
    return await house.staff()


async def respond(
    house: DeskHouse, replies: Sequence[dict[str, object]], state: str = "finished", at: int = 0
) -> list[Response]:
    """One resident for each set of replies; texts are words, all else values."""
    made = []
    async with house.store() as work:
        version = await work.surveys.newest(SURVEY.key)
        assert version is not None
        for number, given in enumerate(replies, at + 1):
            resident = await work.people.welcome(
                bot="resident",
                chat_hash=f"s{number:063d}",
                chat_cipher=b"sealed",
                locale="ar",
                now=house.clock.now(),
            )
            response = await work.surveys.invite(
                version, resident.id, locale="ar", now=house.clock.now()
            )
            response.state = state
            for place, (question, value) in enumerate(given.items()):
                words = str(value) if question in ("hardest", "change") else None
                await work.surveys.keep_reply(
                    response,
                    question,
                    value=None if words else value,
                    words=words,
                    update_id=number * 10 + place,
                    now=house.clock.now(),
                )
            made.append(response)
        await work.commit()
    return made


def bars(page: str, number: int) -> dict[str, str]:
    """Label → number or its mark, of one question."""
    section = page.partition(f'id="q-{number}"')[2].partition("</section>")[0]
    rows = re.findall(r'<th scope="row">(.*?)</th>\s*<td class="num">(.*?)</td>', section)
    return {label: re.sub("<[^>]+>", "", count) for label, count in rows}


async def test_figures_hide_small_cells_and_the_total_that_would_give_them_away(
    house: DeskHouse, ana: Visitor
) -> None:
    await respond(house, [{}] * 12)
    await respond(house, [{}] * 3, "started", at=20)
    await respond(house, [{}] * 6, "declined", at=30)
    for path in ("/", "/surveys"):
        page = await ana.see(path)
        cells = re.findall(r'<td class="num">(.*?)</td>', page)
        assert [re.sub("<[^>]+>", "", cell) for cell in cells] == [
            plain(say("desk-figures-more", count=18)),
            "12",
            say("desk-hidden"),
            "6",
            "0",
        ]


async def test_small_cells_of_a_choice_are_hidden_also_by_subtraction(
    house: DeskHouse, ana: Visitor
) -> None:
    given = [("1", 3), ("2", 6), ("3", 7), ("4", 9), ("5", 8)]
    await respond(house, [{"welcome": value} for value, times in given for _ in range(times)])
    shown = bars(await ana.see(f"/surveys/{SURVEY.key}"), 2)
    hidden = say("desk-hidden-mark")
    assert shown == {"1": hidden, "2": hidden, "3": "7", "4": "9", "5": "8"}


async def test_nothing_is_hidden_where_all_numbers_are_large(
    house: DeskHouse, ana: Visitor
) -> None:
    await respond(house, [{"welcome": str(1 + at % 5)} for at in range(30)])
    page = await ana.see(f"/surveys/{SURVEY.key}")
    assert set(bars(page, 2).values()) == {"6"}


async def test_several_choices_hide_the_few_and_all_but_a_few(
    house: DeskHouse, ana: Visitor
) -> None:
    every, some, few = "course", "bus", "pupils"
    await respond(
        house,
        [{"help": [every] + [some] * (at < 8) + [few] * (at < 3)} for at in range(16)],
    )
    shown = bars(await ana.see(f"/surveys/{SURVEY.key}"), 3)
    labels = {choice.key: choice.label["en"] for choice in SURVEY.questions[2].choices}
    assert shown[labels[some]] == "8"
    assert shown[labels[every]] == say("desk-hidden-mark"), "nobody who did not: all did"
    assert shown[labels[few]] == say("desk-hidden-mark")


async def test_open_replies_stand_with_language_and_the_partial_marked(
    house: DeskHouse, ana: Visitor
) -> None:
    await respond(house, [{"hardest": "السكن <b>غالٍ</b>"}])
    await respond(house, [{"hardest": "المدرسة"}], "started", at=5)
    page = await ana.see(f"/surveys/{SURVEY.key}")
    assert '<blockquote class="words" lang="ar" dir="auto">السكن <b>غالٍ</b></blockquote>' in page
    raw = (await ana.get(f"/surveys/{SURVEY.key}")).text
    assert "<b>غالٍ" not in raw
    assert page.count(say("desk-survey-partial")) == 1
    assert say("desk-language-ar") in page
    assert say("desk-survey-no-replies") in page


async def test_a_reply_becomes_a_challenge_in_two_clicks(house: DeskHouse, ana: Visitor) -> None:
    [response] = await respond(house, [{"area": "housing", "hardest": "السكن غالٍ"}])
    async with house.store(read_only=True) as work:
        reply = (await work.surveys.replies([response.id]))[response.id]["hardest"]
    new = f"/challenges/new/reply/{reply.id}"
    assert f'href="{new}"' in await ana.see(f"/surveys/{SURVEY.key}")
    assert '<option value="housing" selected>Housing' in await ana.see(new)
    answer = await ana.post(new, {"title": "Draga najemnina", "category": "housing"}, form_at=new)
    page = await ana.see(answer.headers["location"])
    assert "السكن غالٍ" in page
    assert f'href="/surveys/{SURVEY.key}#r-{reply.id}"' in page
    assert say("desk-question-is-challenge") in await ana.see(f"/surveys/{SURVEY.key}")


async def test_a_replaced_reply_is_neither_shown_nor_made_a_challenge(
    house: DeskHouse, ana: Visitor
) -> None:
    [response] = await respond(house, [{"hardest": "old words"}])
    async with house.store() as work:
        old = (await work.surveys.replies([response.id]))[response.id]["hardest"].id
        await work.surveys.keep_reply(
            response,
            "hardest",
            value=None,
            words="new words",
            update_id=99,
            now=house.clock.now(),
        )
        await work.commit()
    page = await ana.see(f"/surveys/{SURVEY.key}")
    assert "new words" in page
    assert "old words" not in page
    assert (await ana.get(f"/challenges/new/reply/{old}")).status_code == 404


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
async def test_all_replies_are_downloaded_and_it_is_noted(
    house: DeskHouse, ana: Visitor, format_: str
) -> None:
    await respond(house, [{"hardest": "السكن غالٍ"}])
    answer = await ana.get(f"/surveys/{SURVEY.key}/replies.{format_}")
    assert answer.status_code == 200
    assert answer.content.startswith({"csv": "\ufeffid,".encode(), "xlsx": b"PK"}[format_])
    assert format_ == "xlsx" or "السكن غالٍ" in answer.text
    assert f'filename="{SURVEY.key}.{format_}"' in answer.headers["content-disposition"]
    assert "export_survey" in await house.audits()


async def test_what_is_not_there_is_not_exported(house: DeskHouse, ana: Visitor) -> None:
    for path in (f"/surveys/{SURVEY.key}/replies.pdf", "/surveys/none/replies.csv"):
        assert (await ana.get(path)).status_code == 404
    assert "export_survey" not in await house.audits()


async def test_an_empty_desk_says_what_to_do(sqlite_store: Store, tmp_path: Path) -> None:
    async with desk_house(sqlite_store, tmp_path) as house:
        visitor = await house.staff()
        assert say("desk-surveys-none") in await visitor.see("/surveys")
        assert say("desk-overview-no-surveys") in await visitor.see("/")
        assert say("desk-challenges-none") in await visitor.see("/challenges")
        assert say("desk-questions-none-open") in await visitor.see("/questions")
