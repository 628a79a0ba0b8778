"""Questions at the desk: the queue, the thread, the reply and its delivery."""

import html
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import update
from test_desk import DeskHouse, Visitor, desk_house, plain, say

from bot.usecases.desk.reply import LONGEST
from db.models import Delivery
from db.uow import Store

REPLY = "Po, mund ta rinovoni edhe tani. [shih] {këtu}"


@pytest.fixture
async def house(sqlite_store: Store, tmp_path: Path) -> AsyncIterator[DeskHouse]:
    async with desk_house(sqlite_store, tmp_path) as house:
        yield house


@pytest.fixture
async def ana(house: DeskHouse) -> Visitor:
    return await house.staff()


async def form(visitor: Visitor, question_id: str) -> dict[str, str]:
    """The hidden fields of the reply form."""
    page = (await visitor.get(f"/questions/{question_id}")).text
    reply = page.partition(f'action="/questions/{question_id}/reply')[2].partition("</form>")[0]
    return {
        name: html.unescape(value)
        for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', reply)
    }


async def send(visitor: Visitor, question_id: str, words: str, fields: dict[str, str]) -> str:
    """Send the form; where it leads, or the page that says why not."""
    answer = await visitor.http.post(
        f"/questions/{question_id}/reply", data={**fields, "words": words}
    )
    return answer.headers.get("location") or f"{answer.status_code} {plain(answer.text)}"


async def deliveries(house: DeskHouse) -> list[Delivery]:
    async with house.store(read_only=True) as work:
        return await work.sending.claim("resident", house.clock.now(), 10)


async def test_the_queue_shows_danger_first_then_the_longest_wait(
    house: DeskHouse, ana: Visitor
) -> None:
    first = await house.question("njëra", number=1)
    house.clock.pass_(hours=3)
    second = await house.question("друга", "uk", number=2, reason="person")
    danger = await house.question("", "ar", number=3, reason="cue", cue="child_in_danger")
    house.clock.pass_(minutes=5)
    page = await ana.see("/questions")
    order = re.findall(r'href="/questions/(\w+)"', page)
    assert order == [danger.id, first.id, second.id]
    for text in (
        say("desk-cue-child-in-danger"),
        say("desk-language-ar"),
        say("desk-wait-hours", count=3),
        say("desk-wait-minutes", count=5),
        say("desk-reason-person"),
        danger.resident_id[:6],
    ):
        assert plain(text) in page
    assert danger.resident_id not in page
    overview = await ana.see("/")
    assert overview.index(f"/questions/{danger.id}") < overview.index(f"/questions/{first.id}")


async def test_a_reply_joins_the_thread_and_is_queued(house: DeskHouse, ana: Visitor) -> None:
    question = await house.question()
    fields = await form(ana, question.id)
    house.clock.pass_(seconds=30)
    gone = await send(ana, question.id, f"  {REPLY}\r\n", fields)
    assert gone == f"/questions/{question.id}?done=reply-sent#content"
    async with house.store(read_only=True) as work:
        kept = await work.questions.by_id(question.id)
        thread = await work.questions.thread(question.id)
        delivery = (await work.sending.of_resident(question.resident_id))[0]
    assert kept is not None
    assert kept.state == "answered"
    assert [message.words for message in thread][1:] == [REPLY]
    assert thread[1].staff_id == ana.staff_id
    assert (delivery.kind, delivery.ref, delivery.bot, delivery.priority, delivery.state) == (
        "staff_reply",
        thread[1].id,
        "resident",
        1,
        "queued",
    )
    assert delivery.resident_id == question.resident_id
    assert delivery.staff_id is None
    page = await ana.see(gone)
    assert say("desk-done-reply-sent") in page
    assert REPLY in page
    assert say("desk-delivery-queued") in page
    assert {"reply", "read"} <= {*await house.audits()}
    assert question.id not in await ana.see("/questions")
    assert question.id in await ana.see("/questions?state=answered")


@pytest.mark.parametrize(
    "state", ["queued", "sending", "sent", "unreachable", "unknown", "failed", "dropped"]
)
async def test_what_became_of_a_reply_is_shown(house: DeskHouse, ana: Visitor, state: str) -> None:
    question = await house.question()
    await send(ana, question.id, REPLY, await form(ana, question.id))
    async with house.store() as work:
        await work.session.execute(update(Delivery).values(state=state))
        await work.commit()
    assert say(f"desk-delivery-{state}") in await ana.see(f"/questions/{question.id}")
    lost = state in ("unreachable", "unknown", "failed")
    assert (say("desk-overview-lost") in await ana.see("/")) is lost


async def test_a_form_sent_twice_is_one_reply(house: DeskHouse, ana: Visitor) -> None:
    question = await house.question()
    fields = await form(ana, question.id)
    assert await send(ana, question.id, REPLY, fields) == await send(
        ana, question.id, REPLY, fields
    )
    async with house.store(read_only=True) as work:
        assert len(await work.questions.thread(question.id)) == 2
        assert len(await work.sending.of_resident(question.resident_id)) == 1
    other = await house.question(number=2)
    forged = {**await form(ana, other.id), "token": fields["token"]}
    assert (await send(ana, other.id, "another", forged)).startswith("400")


async def test_the_second_of_two_is_told_and_can_send_anyway(
    house: DeskHouse, ana: Visitor
) -> None:
    question = await house.question()
    bor = await house.staff("bor", "reviewer")
    mine, theirs = await form(ana, question.id), await form(bor, question.id)
    await send(ana, question.id, REPLY, mine)
    house.clock.pass_(seconds=20)
    page = await send(bor, question.id, "my own <b>words</b>", theirs)
    assert page.startswith("409")
    assert say("desk-reply-meanwhile-staff") in page
    assert say("desk-reply-send-anyway") in page
    assert "my own <b>words</b></textarea>" in page
    async with house.store(read_only=True) as work:
        assert len(await work.questions.thread(question.id)) == 2
    assert "done=reply-sent" in await send(
        bor, question.id, "my own words", await form(bor, question.id)
    )
    async with house.store(read_only=True) as work:
        assert len(await work.questions.thread(question.id)) == 3


async def test_whoever_replies_is_told_that_the_resident_wrote_meanwhile(
    house: DeskHouse, ana: Visitor
) -> None:
    question = await house.question()
    fields = await form(ana, question.id)
    house.clock.pass_(seconds=5)
    async with house.store() as work:
        row = await work.questions.by_id(question.id)
        assert row is not None
        await work.questions.add(row, words="më falni", now=house.clock.now(), update_id=7)
        await work.commit()
    page = await send(ana, question.id, REPLY, fields)
    assert say("desk-reply-meanwhile-resident") in page
    assert "më falni" in page


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", "desk-reply-empty"),
        (" \u200b\n ", "desk-reply-empty"),
        ("x" * (LONGEST + 1), "desk-reply-long"),
        ("🌲" * (LONGEST // 2 + 1), "desk-reply-long"),
    ],
)
async def test_a_reply_that_cannot_be_sent_says_why_and_stays(
    house: DeskHouse, ana: Visitor, words: str, why: str
) -> None:
    question = await house.question()
    page = await send(ana, question.id, words, await form(ana, question.id))
    assert page.startswith("400")
    assert say(why) in page
    assert words.strip() in page
    assert await deliveries(house) == []


async def test_the_next_reply_of_a_thread_is_a_new_one(house: DeskHouse, ana: Visitor) -> None:
    question = await house.question()
    for words in ("one", "two"):
        house.clock.pass_(seconds=1)
        await send(ana, question.id, words, await form(ana, question.id))
    async with house.store(read_only=True) as work:
        thread = await work.questions.thread(question.id)
    assert [message.words for message in thread][1:] == ["one", "two"]


async def test_words_of_a_resident_are_text_and_never_markup(
    house: DeskHouse, ana: Visitor
) -> None:
    nasty = "<script>alert('x')</script> <img src=x onerror=y> {{ 7*7 }} \"'><b>"
    question = await house.question(nasty)
    for path in (f"/questions/{question.id}", await _new_challenge(house, question.id)):
        answer = await ana.get(path)
        assert "<script" not in answer.text
        assert "<img src=x" not in answer.text
        assert nasty in plain(answer.text)
        assert "49" not in plain(answer.text).replace(nasty, "")


async def _new_challenge(house: DeskHouse, question_id: str) -> str:
    async with house.store(read_only=True) as work:
        message = (await work.questions.thread(question_id))[0]
    return f"/challenges/new/question/{message.id}"


async def test_arabic_stands_from_right_to_left(house: DeskHouse, ana: Visitor) -> None:
    question = await house.question("كيف أسجّل ابنتي في المدرسة؟", "ar")
    page = await ana.see(f"/questions/{question.id}")
    assert '<blockquote class="words" lang="ar" dir="auto">كيف' in page
    assert re.search(r'<textarea id="words"[^>]* lang="ar" dir="rtl"', page)


async def test_missing_words_are_explained(house: DeskHouse, ana: Visitor) -> None:
    cue = await house.question("", "ru", reason="cue", cue="violence")
    page = await ana.see(f"/questions/{cue.id}")
    assert say("desk-question-no-words-cue") in page
    assert say("desk-question-make-challenge") not in page
    other = await house.question("", "ru", number=2)
    assert say("desk-question-no-words") in await ana.see(f"/questions/{other.id}")
    assert (await ana.get(await _new_challenge(house, other.id))).status_code == 404


async def test_a_resident_who_cannot_be_reached_is_marked(house: DeskHouse, ana: Visitor) -> None:
    question = await house.question()
    async with house.store() as work:
        await work.people.mark_reachable(question.resident_id, house.clock.now())
        resident = await work.people.by_id(question.resident_id)
        assert resident is not None
        resident.stopped_at = house.clock.now()
        await work.commit()
    page = await ana.see(f"/questions/{question.id}")
    assert say("desk-question-unreachable") in page
    assert say("desk-question-stopped") in page
    assert "Mon–Fri, 08:00–15:00" in page


async def test_a_question_is_closed_without_a_reply_and_opened_again(
    house: DeskHouse, ana: Visitor
) -> None:
    question = await house.question()
    here = f"/questions/{question.id}"
    answer = await ana.post(f"{here}/close", {}, form_at=here)
    assert answer.headers["location"] == "/questions?done=question-closed"
    assert await deliveries(house) == []
    assert question.id in await ana.see("/questions?state=closed")
    assert say("desk-reply-closed") in await ana.see(here)
    answer = await ana.post(f"{here}/reopen", {}, form_at=here)
    assert answer.headers["location"] == f"{here}?done=question-reopened"
    assert question.id in await ana.see("/questions")
    assert {"close_question", "reopen_question"} <= {*await house.audits()}


async def test_a_deleted_resident_leaves_a_page_that_says_so(
    house: DeskHouse, ana: Visitor
) -> None:
    question = await house.question()
    fields = await form(ana, question.id)
    async with house.store() as work:
        await work.people.forget(question.resident_id)
        await work.commit()
    assert (await send(ana, question.id, REPLY, fields)).startswith("404")
    assert (await ana.get(f"/questions/{question.id}")).status_code == 404
