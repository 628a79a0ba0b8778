"""Challenges at the desk: two clicks from a message or reply, decisions, forms broken off."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from test_desk import DeskHouse, Visitor, desk_house, plain, say

from bot.usecases.fill_form import keep_report
from db.models import Domain, Draft
from db.uow import Store

WORDS = "Nëna ime nuk ka mjek.\nProvuam tri herë. [po] {jo}"


@pytest.fixture
async def house(sqlite_store: Store, tmp_path: Path) -> AsyncIterator[DeskHouse]:
    async with desk_house(sqlite_store, tmp_path) as house:
        async with house.store() as work:
            for place, name in enumerate(("health", "work")):
                titles = {"sl": name.upper(), "en": f"Field of {name}"}
                work.session.add(Domain(id=name, place=place, titles=titles))
            await work.commit()
        yield house


@pytest.fixture
async def ana(house: DeskHouse) -> Visitor:
    return await house.staff()


async def first_message(house: DeskHouse, question_id: str) -> str:
    async with house.store(read_only=True) as work:
        return (await work.questions.thread(question_id))[0].id


async def test_two_clicks_make_a_challenge_of_a_message(house: DeskHouse, ana: Visitor) -> None:
    question = await house.question(WORDS, topic_id="health.choose_doctor")
    message = await first_message(house, question.id)
    new = f"/challenges/new/question/{message}"
    assert f'href="{new}"' in await ana.see(f"/questions/{question.id}")
    form = await ana.see(new)
    assert "Nëna ime nuk ka mjek.</textarea>" in form
    assert '<option value="health" selected>Field of health' in form
    fields = {"title": " Brez\r\nzdravnika ", "category": "health"}
    answer = await ana.post(new, fields, form_at=new)
    assert answer.status_code == 303
    async with house.store(read_only=True) as work:
        [(challenge, number)] = await work.plan.all()
        [evidence] = await work.plan.evidence(challenge.id)
    assert answer.headers["location"] == f"/challenges/{challenge.id}?done=challenge-made"
    assert (challenge.title, challenge.category, challenge.state, number) == (
        "Brez zdravnika",
        "health",
        "accepted",
        1,
    )
    assert challenge.created_by == ana.staff_id
    assert (evidence.kind, evidence.ref, evidence.words, evidence.locale) == (
        "question",
        message,
        WORDS,
        "sq",
    )
    assert evidence.resident_id == question.resident_id
    page = await ana.see(f"/challenges/{challenge.id}")
    assert WORDS in page
    assert f'href="/questions/{question.id}#m-{message}"' in page
    assert f'href="/challenges/{challenge.id}"' in await ana.see(f"/questions/{question.id}")
    assert "make_challenge" in await house.audits()


async def test_the_same_words_become_one_challenge(house: DeskHouse, ana: Visitor) -> None:
    question = await house.question(WORDS)
    new = f"/challenges/new/question/{await first_message(house, question.id)}"
    token = await ana.token(new)
    data = {"csrf": token, "title": "One", "category": "other"}
    first = await ana.http.post(new, data=data)
    second = await ana.http.post(new, data={**data, "title": "Two"})
    assert first.headers["location"] == second.headers["location"]
    assert (await ana.get(new)).headers["location"] in first.headers["location"]
    async with house.store(read_only=True) as work:
        assert len(await work.plan.all()) == 1


@pytest.mark.parametrize(
    ("title", "category", "why"),
    [
        ("", "health", "desk-challenge-no-title"),
        ("\u200b ", "health", "desk-challenge-no-title"),
        ("x" * 201, "health", "desk-challenge-long-title"),
        ("fine", "weather", "desk-challenge-no-category"),
    ],
)
async def test_a_poor_form_says_why_and_keeps_what_was_typed(
    house: DeskHouse, ana: Visitor, title: str, category: str, why: str
) -> None:
    question = await house.question(WORDS)
    new = f"/challenges/new/question/{await first_message(house, question.id)}"
    answer = await ana.post(new, {"title": title, "category": category}, form_at=new)
    assert answer.status_code == 400
    assert say(why) in plain(answer.text)
    assert f"{title}</textarea>" in plain(answer.text)
    async with house.store(read_only=True) as work:
        assert await work.plan.all() == []


async def report(house: DeskHouse, words: dict[str, str], number: int = 1) -> str:
    """A resident's report as the form keeps it; the challenge's id."""
    draft = await broken(house, "report", words, number)
    async with house.store() as work:
        row = await work.intake.draft(draft.id)
        assert row is not None
        await keep_report(work, row.resident_id, "sq", row, words, now=house.clock.now())
        await work.intake.drop_draft(row)
        made = await work.plan.resting_on("report", row.id)
        await work.commit()
    assert made is not None
    return made.id


async def broken(house: DeskHouse, form: str, words: dict[str, str], number: int = 1) -> Draft:
    """A form left in the middle."""
    async with house.store() as work:
        resident = await work.people.welcome(
            bot="resident",
            chat_hash=f"d{number:063d}",
            chat_cipher=b"sealed",
            locale="sq",
            now=house.clock.now(),
        )
        draft = await work.intake.begin_draft(resident.id, form, "problem", house.clock.now())
        for at, (slot, text) in enumerate(words.items()):
            draft.slot = slot
            await work.intake.keep_words(
                draft, words=text, update_id=number * 100 + at, now=house.clock.now()
            )
        draft.state = "broken"
        await work.commit()
    return draft


async def test_a_report_is_read_accepted_rejected_and_edited(
    house: DeskHouse, ana: Visitor
) -> None:
    made = await report(house, {"problem": WORDS, "area": "health", "help": "Një mjek."})
    here = f"/challenges/{made}"
    assert say("desk-overview-new-challenges", count=1) in (await ana.get("/")).text
    page = await ana.see(here)
    for text in (WORDS, "Një mjek.", say("desk-challenge-kind-report"), "Field of health"):
        assert text in page
    for verdict in ("accepted", "rejected", "new"):
        answer = await ana.post(f"{here}/judge", {"verdict": verdict}, form_at=here)
        assert answer.headers["location"] == f"{here}?done=challenge-{verdict}"
        assert say(f"desk-done-challenge-{verdict}") in await ana.see(answer.headers["location"])
        assert made in await ana.see(f"/challenges?state={verdict}")
    answer = await ana.post(f"{here}/judge", {"verdict": "burnt"}, form_at=here)
    assert answer.status_code == 400
    answer = await ana.post(f"{here}/edit", {"title": "", "category": "work"}, form_at=here)
    assert say("desk-challenge-no-title") in plain(answer.text)
    await ana.post(f"{here}/edit", {"title": "Zdravniki", "category": "work"}, form_at=here)
    page = await ana.see("/challenges")
    assert "Zdravniki" in page
    assert "Field of work" in page
    assert say("desk-challenge-from-resident") in page
    assert {"judge_challenge", "edit_challenge"} <= {*await house.audits()}


async def test_a_broken_off_report_is_kept_as_a_challenge(house: DeskHouse, ana: Visitor) -> None:
    draft = await broken(house, "report", {"problem": WORDS, "area": "work"})
    page = await ana.see("/challenges")
    assert say("desk-drafts-title") in page
    assert WORDS in page
    answer = await ana.post(f"/drafts/{draft.id}/keep", {}, form_at="/challenges")
    async with house.store(read_only=True) as work:
        [(challenge, _)] = await work.plan.all()
        [evidence] = await work.plan.evidence(challenge.id)
        assert await work.intake.words(draft.id) == {}, "the words stand in one place only"
    assert answer.headers["location"] == f"/challenges/{challenge.id}?done=draft-kept"
    assert (evidence.words, challenge.category, evidence.locale) == (WORDS, "work", "sq")
    assert say("desk-drafts-title") not in await ana.see("/challenges")
    answer = await ana.post(f"/drafts/{draft.id}/keep", {}, form_at="/challenges")
    assert answer.status_code == 404
    assert say("desk-draft-gone") in plain(answer.text)
    assert "keep_draft" in await house.audits()


async def test_a_broken_off_question_joins_the_queue(house: DeskHouse, ana: Visitor) -> None:
    draft = await broken(house, "human", {"question": WORDS})
    answer = await ana.post(f"/drafts/{draft.id}/keep", {}, form_at="/challenges")
    page = await ana.see(answer.headers["location"])
    assert WORDS in page
    assert say("desk-reason-draft") in page


async def test_a_broken_off_form_is_discarded_with_its_words(
    house: DeskHouse, ana: Visitor
) -> None:
    draft = await broken(house, "report", {"problem": WORDS})
    await ana.post(f"/drafts/{draft.id}/discard", {}, form_at="/challenges")
    async with house.store(read_only=True) as work:
        assert await work.intake.words(draft.id) == {}
        assert await work.plan.all() == []
    assert say("desk-drafts-title") not in await ana.see("/challenges")


async def test_a_form_without_a_problem_cannot_be_kept(house: DeskHouse, ana: Visitor) -> None:
    draft = await broken(house, "report", {"area": "work"})
    answer = await ana.post(f"/drafts/{draft.id}/keep", {}, form_at="/challenges")
    assert answer.status_code == 400
    assert say("desk-draft-no-problem") in plain(answer.text)


async def test_a_challenge_in_staffs_words_outlives_a_deleted_resident(
    house: DeskHouse, ana: Visitor
) -> None:
    for number, title in ((1, "Prehod za pešce"), (2, None)):
        question = await house.question(WORDS, number=number)
        new = f"/challenges/new/question/{await first_message(house, question.id)}"
        proposed = title or WORDS.partition("\n")[0]
        await ana.post(new, {"title": proposed, "category": "other"}, form_at=new)
        async with house.store() as work:
            await work.people.forget(question.resident_id)
            await work.commit()
    async with house.store(read_only=True) as work:
        [(challenge, number)] = await work.plan.all()
    assert (challenge.title, number) == ("Prehod za pešce", 0)
    page = await ana.see(f"/challenges/{challenge.id}")
    assert say("desk-challenge-no-evidence") in page
    assert "Provuam" not in page
