"""Examples at the desk: who decides, what a rewriting must be, and one decision each."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from test_desk import DeskHouse, Visitor, desk_house, plain, say

from bot.adapters.clock import SystemClock
from bot.commands.seed import seed
from bot.usecases.desk.judge_example import AlreadyDecided, judge_example, reject_approved
from db.models import Audit, Example
from db.uow import Store
from dialogues.locales import LOCALES

RENEW, ADDRESS = "residence.renew_permit", "residence.address"
WORDS = "Leja ime <b>mbaron</b> pas tri javësh, çka me bo?"
OURS = "Kur duhet ta rinovoj lejen?"


@pytest.fixture
async def house(sqlite_store: Store, tmp_path: Path) -> AsyncIterator[DeskHouse]:
    await seed(sqlite_store, SystemClock())
    async with desk_house(sqlite_store, tmp_path) as house:
        yield house


@pytest.fixture
async def ana(house: DeskHouse) -> Visitor:
    return await house.staff(role="reviewer")


async def tapped(house: DeskHouse, number: int = 1, words: str = WORDS) -> str:
    """An example that waits; its id."""
    async with house.store() as work:
        resident = await work.people.welcome(
            bot="resident",
            chat_hash=f"{number:064d}",
            chat_cipher=b"sealed",
            locale="sq",
            now=house.clock.now(),
        )
        await work.examples.keep(
            resident.id,
            locale="sq",
            words=words,
            offered=[RENEW, ADDRESS],
            update_id=number,
            now=house.clock.now(),
        )
        row = await work.examples.tap(resident.id, RENEW, since=house.clock.now())
        assert row is not None
        await work.commit()
    return row.id


async def tapped_not_yet(house: DeskHouse) -> str:
    """An example that nobody tapped; its id."""
    example_id = await tapped(house, 9)
    async with house.store() as work:
        row = await work.examples.by_id(example_id)
        assert row is not None
        row.state = "offered"
        await work.commit()
    return example_id


async def row_of(house: DeskHouse, example_id: str) -> Example:
    async with house.store(read_only=True) as work:
        row = await work.examples.by_id(example_id)
    assert row is not None
    return row


async def decide(
    visitor: Visitor,
    example_id: str,
    verdict: str = "approved",
    utterance: str = OURS,
    topic: str = RENEW,
    locale: str = "sq",
) -> httpx.Response:
    data = {"verdict": verdict, "utterance": utterance, "topic": topic, "locale": locale}
    return await visitor.post(f"/examples/{example_id}/judge", data, form_at="/examples")


async def decisions(house: DeskHouse) -> list[Audit]:
    async with house.store(read_only=True) as work:
        return [each for each in await work.staff.audits() if each.deed == "judge_example"]


async def test_what_waits_is_shown_oldest_first(house: DeskHouse, ana: Visitor) -> None:
    first = await tapped(house, 1, "fjalët e para")
    house.clock.pass_(minutes=1)
    second = await tapped(house, 2)
    async with house.store() as work:
        await work.examples.keep(
            (await row_of(house, first)).resident_id,
            locale="sq",
            words="nobody tapped this",
            offered=[RENEW],
            update_id=3,
            now=house.clock.now(),
        )
        await work.commit()
    answer = (await ana.get("/examples")).text
    assert re.findall(r'action="/examples/(\w+)/judge', answer) == [first, second]
    assert "<b>mbaron</b>" not in answer, "words are no markup"
    page = await ana.see("/examples")
    for text in (
        "fjalët e para",
        WORDS,
        say("desk-language-sq"),
        say("desk-examples-others") + ": Registering an address",
        say("desk-examples-none-approved"),
        "23 Nov 2026, 10:00",
    ):
        assert plain(text) in page, text
    assert f'value="{RENEW}" selected' in page
    assert "nobody tapped this" not in page
    assert "read" in await house.audits()
    assert say("desk-nav-examples") in await ana.see("/")
    assert say("desk-examples-title", "sl") in await (await house.staff("bor", "admin", "sl")).see(
        "/examples"
    )


async def test_an_approved_rewriting_takes_the_place_of_the_words(
    house: DeskHouse, ana: Visitor
) -> None:
    example_id = await tapped(house)
    answer = await decide(ana, example_id, utterance=f" {OURS}\r\n", topic=ADDRESS)
    assert answer.headers["location"] == "/examples?done=example-approved"
    row = await row_of(house, example_id)
    assert (row.state, row.words, row.utterance) == ("approved", "", OURS)
    assert (row.topic, row.staff_id, row.decided_at) == (
        ADDRESS,
        ana.staff_id,
        house.clock.now(),
    )
    page = await ana.see("/examples?done=example-approved")
    assert say("desk-done-example-approved") in page
    assert say("desk-examples-none") in page
    assert OURS in page
    assert "mbaron" not in page
    (noted,) = await decisions(house)
    assert (noted.staff_id, noted.subject, noted.subject_id) == (
        ana.staff_id,
        "example",
        example_id,
    )
    assert noted.detail == {
        "to": "approved",
        "topic": ADDRESS,
        "tapped": RENEW,
        "locale": "sq",
        "kept": "sq",
    }


async def test_the_reviewer_puts_another_language_in_the_place_of_the_kept_one(
    house: DeskHouse, ana: Visitor
) -> None:
    example_id = await tapped(house)
    page = (await ana.get("/examples")).text
    (select,) = re.findall(r'<select[^>]* name="locale".*?</select>', page, re.S)
    assert re.findall(r'value="(\w+)"', select) == [*LOCALES]
    assert re.findall(r'value="(\w+)" selected', select) == ["sq"]
    refused = await decide(ana, example_id, utterance="", locale="mk")
    assert re.findall(r'value="(mk|sq)" selected', refused.text) == ["mk"], "what was chosen stays"
    assert (await row_of(house, example_id)).locale == "sq"
    ours = "Кога треба да ја обновам дозволата?"
    assert (await decide(ana, example_id, utterance=ours, locale="mk")).status_code == 303
    row = await row_of(house, example_id)
    assert (row.state, row.locale, row.utterance) == ("approved", "mk", ours)
    (noted,) = await decisions(house)
    assert (noted.detail["locale"], noted.detail["kept"]) == ("mk", "sq")
    other = await decide(ana, example_id, utterance=ours, locale="bs")
    assert other.status_code == 409, "in another language it is another decision"


@pytest.mark.parametrize("locale", ["", "de", "SQ"])
async def test_a_language_that_is_none_of_ours_is_not_taken(
    house: DeskHouse, ana: Visitor, locale: str
) -> None:
    example_id = await tapped(house)
    answer = await decide(ana, example_id, locale=locale)
    assert answer.status_code == 400
    assert plain(answer.text).count(say("desk-example-no-language")) == 1
    assert 'value="sq" selected' in answer.text
    assert (await row_of(house, example_id)).state == "tapped"
    rejected = await decide(ana, example_id, "rejected", "", "", locale)
    assert rejected.status_code == 303, "to reject needs no language"
    assert (await row_of(house, example_id)).locale == "sq"


async def test_a_rejected_example_needs_no_rewriting(house: DeskHouse, ana: Visitor) -> None:
    example_id = await tapped(house)
    answer = await decide(ana, example_id, "rejected", "", "")
    assert answer.headers["location"] == "/examples?done=example-rejected"
    row = await row_of(house, example_id)
    assert (row.state, row.words, row.utterance, row.topic) == ("rejected", "", None, RENEW)
    assert "mbaron" not in await ana.see("/examples")
    assert [each.detail["to"] for each in await decisions(house)] == ["rejected"]


@pytest.mark.parametrize(
    ("utterance", "topic", "error"),
    [
        ("", RENEW, "desk-example-empty"),
        ("një\ndy", RENEW, "desk-example-lines"),
        ("x" * 301, RENEW, "desk-example-long"),
        (WORDS.lower(), RENEW, "desk-example-same"),
        ("Leja b mbaron b pas tri javësh: çka?", RENEW, "desk-example-row"),
        (OURS, "no.topic", "desk-example-no-topic"),
        (OURS, "", "desk-example-no-topic"),
    ],
)
async def test_a_rewriting_that_cannot_be_taken_stays_on_the_page(
    house: DeskHouse, ana: Visitor, utterance: str, topic: str, error: str
) -> None:
    other = await tapped(house, 1, "njëra")
    example_id = await tapped(house, 2)
    topic = ADDRESS if topic == RENEW else topic
    answer = await decide(ana, example_id, utterance=utterance, topic=topic)
    assert answer.status_code == 400
    page = plain(answer.text)
    assert page.count(say(error)) == 1
    assert page.index(f"/examples/{other}/judge") < page.index(say(error))
    assert f"{utterance}</textarea>" in page
    if topic == ADDRESS:
        assert page.count(f'value="{ADDRESS}" selected') == 1
    row = await row_of(house, example_id)
    assert (row.state, row.words, row.utterance, row.topic) == ("tapped", WORDS, None, RENEW)
    assert await decisions(house) == []


async def test_a_coordinator_looks_and_does_not_decide(house: DeskHouse) -> None:
    example_id = await tapped(house)
    carl = await house.staff("carl", "coordinator")
    page = await carl.see("/examples")
    assert say("desk-examples-reviewers") in page
    assert "/judge" not in page
    for verdict in ("approved", "rejected"):
        answer = await decide(carl, example_id, verdict)
        assert answer.status_code == 403
        assert say("desk-error-403") in plain(answer.text)
    assert (await row_of(house, example_id)).state == "tapped"
    dora = await house.staff("dora", "admin")
    assert (await decide(dora, example_id)).status_code == 303


async def test_the_second_of_two_reviewers_is_told(house: DeskHouse, ana: Visitor) -> None:
    example_id = await tapped(house)
    bor = await house.staff("bor", "reviewer")
    await decide(ana, example_id)
    for verdict, words in (("approved", "A jam vonë me lejen?"), ("rejected", "tjetër")):
        answer = await decide(bor, example_id, verdict, words)
        assert answer.status_code == 409
        assert say("desk-example-decided") in plain(answer.text)
        assert words in plain(answer.text), "nothing typed is lost"
    row = await row_of(house, example_id)
    assert (row.state, row.utterance, row.staff_id) == ("approved", OURS, ana.staff_id)
    assert len(await decisions(house)) == 1


async def test_a_form_sent_twice_is_one_decision(house: DeskHouse, ana: Visitor) -> None:
    for number, verdict in ((1, "approved"), (2, "rejected")):
        example_id = await tapped(house, number)
        for _ in range(2):
            answer = await decide(ana, example_id, verdict)
            assert answer.headers["location"] == f"/examples?done=example-{verdict}"
    assert len(await decisions(house)) == 2
    changed = await decide(ana, example_id, "approved")
    assert changed.status_code == 409


async def test_two_at_the_same_moment_make_one_decision(store: Store, tmp_path: Path) -> None:
    await seed(store, SystemClock())
    async with desk_house(store, tmp_path) as house:
        example_id = await tapped(house)
        ids = [(await house.account(name, "reviewer")).staff_id for name in ("ana", "bor")]
        came = await asyncio.gather(
            *(
                judge_example(
                    house.office,
                    example_id,
                    verdict=verdict,
                    topic=RENEW,
                    locale="sq",
                    utterance=OURS,
                    staff_id=staff_id,
                )
                for verdict, staff_id in zip(("approved", "rejected"), ids, strict=True)
            ),
            return_exceptions=True,
        )
        assert sorted(isinstance(each, AlreadyDecided) for each in came) == [False, True], came
        assert len(await decisions(house)) == 1
        row = await row_of(house, example_id)
        assert (row.state, row.words) == (next(e for e in came if isinstance(e, str)), "")


async def test_what_is_not_there_is_not_found(house: DeskHouse, ana: Visitor) -> None:
    example_id = await tapped(house)
    async with house.store() as work:
        await work.people.forget((await row_of(house, example_id)).resident_id)
        await work.commit()
    assert "mbaron" not in await ana.see("/examples")
    for gone in (example_id, await tapped_not_yet(house), "aaaaaaaaaaaa"):
        answer = await ana.http.post(
            f"/examples/{gone}/judge", data={"csrf": await ana.token("/"), "verdict": "approved"}
        )
        assert answer.status_code == 404


async def test_a_forged_decision_does_nothing(house: DeskHouse, ana: Visitor) -> None:
    example_id = await tapped(house)
    data = {"verdict": "approved", "utterance": OURS, "topic": RENEW, "locale": "sq"}
    assert (await ana.http.post(f"/examples/{example_id}/judge", data=data)).status_code == 403
    for verdict in ("", "taken", "offered"):
        assert (await decide(ana, example_id, verdict)).status_code == 400
    stranger = await house.visitor().http.post(f"/examples/{example_id}/judge", data=data)
    assert stranger.headers["location"].startswith("/login")
    assert (await row_of(house, example_id)).state == "tapped"


# what was approved and cannot be learned


async def reject(visitor: Visitor, example_id: str) -> httpx.Response:
    return await visitor.post(f"/examples/{example_id}/reject", {}, form_at="/examples")


async def test_what_was_approved_is_rejected_by_any_reviewer(
    house: DeskHouse, ana: Visitor
) -> None:
    example_id, stays = await tapped(house, 1), await tapped(house, 2, "tjetër")
    await decide(ana, example_id)
    await decide(ana, stays, utterance="Ku banoj?", topic=ADDRESS)
    bor = await house.staff("bor", "reviewer")
    house.clock.pass_(minutes=1)
    page = await bor.see("/examples")
    assert say("desk-examples-approved-hint") in page
    assert f"/examples/{example_id}/reject" in page
    for _ in range(2):  # a form sent twice is one decision
        answer = await reject(bor, example_id)
        assert answer.headers["location"] == "/examples?done=example-rejected"
    row = await row_of(house, example_id)
    assert (row.state, row.utterance, row.topic, row.words) == ("rejected", None, RENEW, "")
    assert (row.staff_id, row.decided_at) == (bor.staff_id, house.clock.now())
    noted = [each for each in await decisions(house) if "from" in each.detail]
    assert [(each.staff_id, each.subject_id, each.detail) for each in noted] == [
        (
            bor.staff_id,
            example_id,
            {"from": "approved", "to": "rejected", "topic": RENEW},
        )
    ]
    page = await bor.see("/examples")
    assert OURS not in page
    assert "Ku banoj?" in page
    assert (await row_of(house, stays)).state == "approved"
    assert (await reject(ana, example_id)).status_code == 409


async def test_what_is_learned_or_not_approved_is_not_rejected_there(
    house: DeskHouse, ana: Visitor
) -> None:
    learned, waits = await tapped(house, 1), await tapped(house, 2)
    await decide(ana, learned)
    async with house.store() as work:
        await work.examples.take([learned])
        await work.commit()
    answer = await reject(ana, learned)
    assert answer.status_code == 409
    assert say("desk-example-learned") in plain(answer.text)
    row = await row_of(house, learned)
    assert (row.state, row.utterance) == ("taken", OURS)
    for gone in (waits, await tapped_not_yet(house), "aaaaaaaaaaaa"):
        assert (await reject(ana, gone)).status_code == 404
    assert (await row_of(house, waits)).state == "tapped"
    assert len(await decisions(house)) == 1


async def test_a_coordinator_and_a_stranger_reject_nothing(house: DeskHouse, ana: Visitor) -> None:
    example_id = await tapped(house)
    await decide(ana, example_id)
    carl = await house.staff("carl", "coordinator")
    assert f"/examples/{example_id}/reject" not in await carl.see("/examples")
    assert (await reject(carl, example_id)).status_code == 403
    assert (await ana.http.post(f"/examples/{example_id}/reject")).status_code == 403, "no token"
    stranger = await house.visitor().http.post(f"/examples/{example_id}/reject")
    assert stranger.headers["location"].startswith("/login")
    assert (await row_of(house, example_id)).state == "approved"


async def test_two_who_reject_at_the_same_moment_make_one_decision(
    store: Store, tmp_path: Path
) -> None:
    await seed(store, SystemClock())
    async with desk_house(store, tmp_path) as house:
        example_id = await tapped(house)
        ids = [(await house.account(name, "reviewer")).staff_id for name in ("ana", "bor")]
        await judge_example(
            house.office,
            example_id,
            verdict="approved",
            topic=RENEW,
            locale="sq",
            utterance=OURS,
            staff_id=ids[0],
        )
        came = await asyncio.gather(
            *(reject_approved(house.office, example_id, staff_id=each) for each in ids),
            return_exceptions=True,
        )
        assert sorted(isinstance(each, AlreadyDecided) for each in came) == [False, True], came
        assert len(await decisions(house)) == 2
        assert (await row_of(house, example_id)).state == "rejected"
