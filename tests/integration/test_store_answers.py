"""Answers on their way from the content folder into the database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

from bot.usecases.load_answers import LoadAnswers
from db.uow import Store
from faq.reader import read_content
from faq.topics import LOCALES, Content

CONTENT = Path(__file__).parents[2] / "faq" / "content"
TOPIC = "residence.address"


class Clock:
    """Moves on by a second with every look."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 8, tzinfo=UTC)

    def now(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


@pytest.fixture(scope="module")
def content() -> Content:
    return read_content(CONTENT)


def with_text(content: Content, markdown: str, locale: str = "sl") -> Content:
    answer = replace(content.answers[TOPIC, locale], markdown=markdown)
    return replace(content, answers=MappingProxyType({**content.answers, (TOPIC, locale): answer}))


async def test_everything_is_loaded_and_twice_is_once(store: Store, content: Content) -> None:
    load = LoadAnswers(store, Clock())
    first = await load(content)
    assert first.topics == first.changed == len(content.topics) > 0
    assert first.published == len(content.answers) >= len(LOCALES)
    second = await load(content)
    assert (second.changed, second.published, second.withdrawn, second.dropped) == (0, 0, 0, 0)
    assert second.unchanged == len(content.answers)
    async with store(read_only=True) as work:
        assert [d.id for d in await work.knowledge.domains()] == [d.id for d in content.domains]
        topic = await work.knowledge.topic(TOPIC)
        assert topic is not None
        assert topic.titles["sq"] == content.topics[TOPIC].titles["sq"]
        assert topic.checked_on == content.topics[TOPIC].checked_on
        assert [each["key"] for each in topic.contacts] == list(content.topics[TOPIC].contacts)
        assert [each["source"]["sl"] for each in topic.contacts]
        sheet = content.topics[TOPIC].sheet.values()
        assert topic.volatile == [fact.key for fact in sheet if fact.volatile]
        for locale in LOCALES:
            shown = await work.knowledge.published(TOPIC, locale)
            assert shown is not None
            assert shown.markdown == content.answers[TOPIC, locale].markdown


async def test_a_changed_text_is_published_and_the_old_one_is_history(
    store: Store, content: Content
) -> None:
    load = LoadAnswers(store, Clock())
    await load(content)
    assert (await load(with_text(content, "Novo."))).published == 1
    async with store(read_only=True) as work:
        shown = await work.knowledge.published(TOPIC, "sl")
        assert shown is not None
        assert shown.markdown == "Novo."


async def test_the_seed_never_goes_over_what_the_desk_wrote(
    store: Store, content: Content
) -> None:
    clock = Clock()
    load = LoadAnswers(store, clock)
    await load(content)
    async with store() as work:
        await work.knowledge.publish(
            TOPIC, "sl", markdown="Z mize.", digest="d", origin="desk", now=clock.now()
        )
        await work.commit()
    loaded = await load(with_text(content, "Novo."))
    assert (loaded.edited, loaded.published) == (1, 0)
    async with store(read_only=True) as work:
        shown = await work.knowledge.published(TOPIC, "sl")
        assert shown is not None
        assert shown.markdown == "Z mize."


async def test_what_the_content_has_no_longer_is_withdrawn(store: Store, content: Content) -> None:
    load = LoadAnswers(store, Clock())
    await load(content)
    rest = {key: answer for key, answer in content.answers.items() if key[0] != TOPIC}
    unanswered = replace(content, answers=MappingProxyType(rest))
    loaded = await load(unanswered)
    assert (loaded.changed, loaded.withdrawn, loaded.dropped) == (0, len(LOCALES), 0)
    without = {key: topic for key, topic in content.topics.items() if key != TOPIC}
    loaded = await load(replace(unanswered, topics=MappingProxyType(without)))
    assert loaded.dropped == 1
    async with store(read_only=True) as work:
        assert await work.knowledge.topic(TOPIC) is None
    assert (await load(content)).published == len(LOCALES)
