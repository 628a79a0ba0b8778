"""The rules an answer keeps before a resident may read it.

`povezani faq check` prints what `check_content` finds. A rule looks at one thing and names the
file and the line. The rules see to it that every sentence names the facts it rests on and carries
no figure that they do not; that it says what they say is the work of the person who approves it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from faq import provenance, wording, writing
from faq.lined import ContentFault, Lined, read_lined
from faq.page import Page
from faq.reader import scan_content
from faq.topics import LOCALES, REFERENCE, Content, Topic
from faq.writing import direction

TITLE_LIMIT = 40
"""Characters of a topic's title: it is the label of a button on a narrow phone."""
DOMAIN_TITLE_LIMIT = 30
VOLATILE_DAYS = 100
"""Days until an answer that rests on a volatile fact is checked again: a quarter of a year."""

_FILE = re.compile(
    r"about\.yml|facts\.yml|(?:%s)\.md|ask\.(?:%s)\.txt" % (("|".join(LOCALES),) * 2)
)
_ADDRESS = re.compile(r"https?://\S+")

RULES = (*writing.RULES, *wording.RULES, *provenance.RULES)
"""The rules for one answer by itself."""
PAIR_RULES = (*writing.PAIR_RULES, *provenance.PAIR_RULES)
"""The rules for one language beside the language of reference."""


def check_content(root: Path) -> list[ContentFault]:
    """Find every fault of the content folder, ordered by file and line."""
    scan = scan_content(root)
    faults = list(scan.faults)
    faults += _domains(scan.content, root)
    faults += _strangers(root)
    faults += _contacts(scan.content, root)
    for topic in scan.content.topics.values():
        faults += _about(topic, scan.content, scan.files[topic.id])
        faults += _answers(topic, scan.content, scan.files[topic.id])
    faults += _same_titles(scan.content, scan.files)
    return sorted(faults, key=lambda fault: (str(fault.path), fault.line, fault.what))


# around the answers


def _domains(content: Content, root: Path) -> Iterator[ContentFault]:
    if not content.domains:
        return
    lined = read_lined(root / "domains.yml")
    for domain in content.domains:
        for locale, title in domain.titles.items():
            if len(title) > DOMAIN_TITLE_LIMIT:
                what = f"title of {len(title)} characters, at most {DOMAIN_TITLE_LIMIT}"
                yield lined.fault(what, domain.id, locale)
        if not content.topics_of(domain.id):
            yield lined.fault(f"no topic stands under {domain.id}", domain.id)


def _contacts(content: Content, root: Path) -> Iterator[ContentFault]:
    if not content.contacts:
        return
    lined = read_lined(root / "contacts.yml")
    named = {key for topic in content.topics.values() for key in topic.contacts}
    for contact in content.contacts.values():
        texts = {"name": contact.names, "hours": contact.hours, "notes": contact.notes}
        for key, by_locale in texts.items():
            for locale, text in by_locale.items():
                for what in direction(text, locale):
                    yield lined.fault(what, contact.key, key, locale)
        if contact.key not in named:
            yield lined.fault(f"no topic names {contact.key}", contact.key)
        if contact.url and not _ADDRESS.fullmatch(contact.url):
            yield lined.fault(f"not an address: {contact.url}", contact.key, "url")
        source = contact.sources[REFERENCE]
        missing = [each for each in LOCALES if each not in contact.sources]
        if not _ADDRESS.fullmatch(source) and missing:
            what = f"a source in words is said in every language, not in {', '.join(missing)}"
            yield lined.fault(what, contact.key, "source")


def _strangers(root: Path) -> Iterator[ContentFault]:
    """A file that nobody reads is a mistake in its name."""
    for path in sorted(root.glob("*/*/*")):
        if not _FILE.fullmatch(path.name):
            yield ContentFault(path, 1, "nobody reads a file of this name")


def _about(topic: Topic, content: Content, about: Lined) -> Iterator[ContentFault]:
    for locale, title in topic.titles.items():
        if len(title) > TITLE_LIMIT:
            what = f"title of {len(title)} characters, at most {TITLE_LIMIT}"
            yield about.fault(what, "title", locale)
        for what in direction(title, locale):
            yield about.fault(what, "title", locale)
    known = {source.url for source in topic.sources}
    named = (content.contacts[key] for key in topic.contacts if key in content.contacts)
    known |= {contact.url for contact in named if contact.url}
    for locale, link in topic.links.items():
        if not link.startswith("https://"):
            yield about.fault(f"the link must begin with https://: {link}", "link", locale)
        elif link not in known:
            what = f"the link is neither a source nor the page of a contact: {link}"
            yield about.fault(what, "link", locale)
    rested_on = {fact.source for fact in topic.sheet.values() if _ADDRESS.match(fact.source)}
    for number, source in enumerate(topic.sources):
        if not _ADDRESS.fullmatch(source.url):
            yield about.fault(f"not an address: {source.url}", "sources", number)
        elif source.url not in rested_on:
            yield about.fault(f"no fact comes from {source.url}", "sources", number)
        page_date = source.page_date or ""
        if page_date > topic.checked_on.isoformat()[: len(page_date)]:
            what = "the page is younger than checked_on: check it again"
            yield about.fault(what, "sources", number)
    for url in sorted(rested_on - {source.url for source in topic.sources}):
        yield about.fault(f"a page of facts.yml is missing: {url}", "sources")
    if topic.checked_on > topic.check_by:
        yield about.fault("check_by is before checked_on", "check_by")
    changes = [fact for fact in topic.facts if fact in topic.sheet and topic.sheet[fact].volatile]
    if changes and (topic.check_by - topic.checked_on).days > VOLATILE_DAYS:
        what = f"the answer rests on what changes, check it within {VOLATILE_DAYS} days"
        yield about.fault(what, "check_by")
    lists = {"related": topic.related, "contacts": topic.contacts, "facts": topic.facts}
    for key, values in lists.items():
        for value, times in Counter(values).items():
            if times > 1:
                yield about.fault(f"{value} is in {key} {times} times", key)


def _same_titles(content: Content, files: Mapping[str, Lined]) -> Iterator[ContentFault]:
    """Two buttons with the same words cannot be told apart."""
    seen: dict[tuple[str, str], str] = {}
    for topic in content.topics.values():
        for locale, title in topic.titles.items():
            first = seen.setdefault((locale, title.casefold()), topic.id)
            if first != topic.id:
                what = f"the same title as {first}"
                yield files[topic.id].fault(what, "title", locale)


# the answers


def _answers(topic: Topic, content: Content, about: Lined) -> Iterator[ContentFault]:
    folder = about.path.parent
    pages = {
        locale: Page(folder / f"{locale}.md", content.answers[topic.id, locale], topic, content)
        for locale in LOCALES
        if (topic.id, locale) in content.answers
    }
    for page in pages.values():
        for rule in RULES:
            yield from rule(page)
    yield from provenance.declared(topic, about, pages.get(REFERENCE))
    reference = pages.get(REFERENCE)
    if reference is None:
        return
    for page in pages.values():
        if page is not reference:
            for pair_rule in PAIR_RULES:
                yield from pair_rule(reference, page)
