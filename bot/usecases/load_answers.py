"""Bring the answers that people wrote into the database; twice is the same as once."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.ports import Clock
from db.models import Domain, Topic
from db.uow import Store, UnitOfWork
from faq.topics import Contact, Content
from faq.topics import Topic as Written

SEED = "seed"
"""Origin of a text that came with the repository; anything else was written at the desk."""


@dataclass(frozen=True)
class Loaded:
    """What a loading came to."""

    topics: int
    """Topics in the content."""
    changed: int
    """Topics that were new or different."""
    published: int
    """Texts that are shown from now on."""
    unchanged: int
    withdrawn: int
    """Texts that the content no longer has."""
    edited: int
    """Texts that stay as the desk wrote them."""
    dropped: int
    """Topics that the content no longer has."""


@dataclass(frozen=True)
class LoadAnswers:
    """Content → domains, topics and revisions, in one transaction."""

    store: Store
    clock: Clock

    async def __call__(self, content: Content) -> Loaded:
        """Make the database say what the content says.

        1. Domains and topics become as they stand in the content, in its order.
        2. A text is published when its digest is another than that of the text shown now.
        3. Where the text shown now was written at the desk, it stays: the seed never goes over it.
        4. What the content has no longer is withdrawn, and its topic dropped, unless the desk
           wrote for it.
        """
        now = self.clock.now()
        async with self.store() as work:
            changed = await self._topics(work, content)
            counted = await self._texts(work, content, now)
            dropped = await self._drop(work, content)
            await work.commit()
        return Loaded(topics=len(content.topics), changed=changed, dropped=dropped, **counted)

    async def _topics(self, work: UnitOfWork, content: Content) -> int:
        for place, domain in enumerate(content.domains):
            await work.knowledge.put_domain(
                Domain(id=domain.id, place=place, titles=dict(domain.titles))
            )
        here = {topic.id: topic for topic in await work.knowledge.topics()}
        changed = 0
        for place, written in enumerate(_in_order(content)):
            topic = _row(written, place, content)
            known = here.get(topic.id)
            if known is None or (known.digest, known.place) != (topic.digest, place):
                await work.knowledge.put_topic(topic)
                changed += 1
        return changed

    async def _texts(self, work: UnitOfWork, content: Content, now: datetime) -> dict[str, int]:
        shown = await work.knowledge.all_published()
        counted = dict.fromkeys(("published", "unchanged", "withdrawn", "edited"), 0)
        for (topic, locale), answer in content.answers.items():
            current = shown.get((topic, locale))
            digest = hashlib.sha256(answer.markdown.encode()).hexdigest()
            if current is not None and current.digest == digest:
                counted["unchanged"] += 1
            elif current is not None and current.origin != SEED:
                counted["edited"] += 1
            else:
                await work.knowledge.publish(
                    topic,
                    locale,
                    markdown=answer.markdown,
                    digest=digest,
                    origin=SEED,
                    now=now,
                )
                counted["published"] += 1
        for (topic, locale), current in shown.items():
            if (topic, locale) not in content.answers and current.origin == SEED:
                await work.knowledge.withdraw(topic, locale)
                counted["withdrawn"] += 1
        return counted

    async def _drop(self, work: UnitOfWork, content: Content) -> int:
        written = {topic for topic, _ in await work.knowledge.all_published()}
        gone = [
            topic.id
            for topic in await work.knowledge.topics()
            if topic.id not in content.topics and topic.id not in written
        ]
        for topic_id in gone:
            await work.knowledge.drop_topic(topic_id)
        domains = {domain.id for domain in content.domains}
        for domain in await work.knowledge.domains():
            if domain.id not in domains and not await work.knowledge.topics(domain.id):
                await work.knowledge.drop_domain(domain.id)
        return len(gone)


def _in_order(content: Content) -> list[Written]:
    return [topic for domain in content.domains for topic in content.topics_of(domain.id)]


def _row(topic: Written, place: int, content: Content) -> Topic:
    plain: dict[str, Any] = {
        "domain": topic.domain,
        "titles": dict(topic.titles),
        "links": dict(topic.links),
        "sources": [
            {"url": source.url, "page_date": source.page_date} for source in topic.sources
        ],
        "contacts": [_contact(content.contacts[key]) for key in topic.contacts],
        "volatile": [fact.key for fact in topic.sheet.values() if fact.volatile],
        "related": list(topic.related),
        "owner": topic.owner,
    }
    days = [_day(topic.checked_on), _day(topic.check_by)]
    digest = hashlib.sha256(json.dumps([plain, days], sort_keys=True).encode()).hexdigest()
    return Topic(
        id=topic.id,
        place=place,
        checked_on=topic.checked_on,
        check_by=topic.check_by,
        digest=digest,
        **plain,
    )


def _contact(contact: Contact) -> dict[str, Any]:
    return {
        "key": contact.key,
        "name": dict(contact.names),
        "address": contact.address,
        "phone": contact.phone,
        "email": contact.email,
        "url": contact.url,
        "hours": dict(contact.hours),
        "notes": dict(contact.notes),
        "source": dict(contact.sources),
        "checked_on": _day(contact.checked_on),
        "confirmed": contact.confirmed,
    }


def _day(day: date) -> str:
    return day.isoformat()
