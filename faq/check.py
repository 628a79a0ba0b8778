"""The rules an answer keeps before a resident may read it.

`povezani faq check` prints what `check_content` finds. A rule looks at one thing and names the
file and the line; that what is written is *true* is the work of the person who approves it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from faq.topics import (
    LOCALES,
    REFERENCE,
    Answer,
    Content,
    ContentFault,
    Lined,
    Topic,
    read_lined,
    scan_content,
)

TITLE_LIMIT = 40
"""Characters of a topic's title: it is the label of a button on a narrow phone."""
DOMAIN_TITLE_LIMIT = 30
SHORT_LIMIT = 350
"""Characters of the short answer: what is read without scrolling."""
ANSWER_LIMITS = (900, 1900)
"""Characters a reader sees: link addresses and invisible marks are not counted."""
NEEDED = ("steps", "papers", "where", "trouble")

_FIRST_STRONG_ISOLATE = "\u2068"
_POP_ISOLATE = "\u2069"
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066\u2067]")
_ISOLATED = re.compile("\u2068[^\u2068\u2069]*\u2069")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_EASTERN_DIGITS = re.compile("[\u0660-\u0669\u06f0-\u06f9]")
_EMOJI = re.compile("[\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff\U0001f1e6-\U0001f1ff]")
_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)\)")
_LIST_MARK = re.compile(r"(?m)^\s*(?:\d+\.|-)\s+")
_THOUSANDS = re.compile(r"(?<!\d)(\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+)(?!\d)")
_NUMBER = re.compile(r"\d+")
_FILE = re.compile(r"about\.yml|(?:%s)\.md|ask\.(?:%s)\.txt" % (("|".join(LOCALES),) * 2))

_ALLOWED_BLOCKS = {
    "paragraph_open", "paragraph_close", "heading_open", "heading_close", "inline",
    "bullet_list_open", "bullet_list_close", "ordered_list_open", "ordered_list_close",
    "list_item_open", "list_item_close",
}  # fmt: skip
_ALLOWED_INLINE = {
    "text", "softbreak", "strong_open", "strong_close", "link_open", "link_close",
}  # fmt: skip


def check_content(root: Path) -> list[ContentFault]:
    """Find every fault of the content folder, ordered by file and line."""
    scan = scan_content(root)
    faults = list(scan.faults)
    faults += _domains(scan.content, root)
    faults += _strangers(root)
    faults += _contacts(scan.content, root)
    for topic in scan.content.topics.values():
        faults += _about(topic, scan.files[topic.id])
        faults += _answers(topic, scan.content, scan.files[topic.id].path.parent)
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
    """A contact and its topics name each other, so that neither is forgotten when one changes."""
    if not content.contacts:
        return
    lined = read_lined(root / "contacts.yml")
    for contact in content.contacts.values():
        for locale, name in contact.names.items():
            for what in _direction_of(name, locale):
                yield lined.fault(what, contact.key, "name", locale)
        for topic in content.topics.values():
            if contact.key in topic.contacts and topic.id not in contact.topics:
                yield lined.fault(f"{topic.id} names this contact, add it", contact.key, "topics")
            if topic.id in contact.topics and contact.key not in topic.contacts:
                what = f"{topic.id} does not name this contact"
                yield lined.fault(what, contact.key, "topics")
        if contact.url and not re.match(r"https?://\S+$", contact.url):
            yield lined.fault(f"not an address: {contact.url}", contact.key, "url")


def _strangers(root: Path) -> Iterator[ContentFault]:
    """A file that nobody reads is a mistake in its name."""
    for path in sorted(root.glob("*/*/*")):
        if not _FILE.fullmatch(path.name):
            yield ContentFault(path, 1, "nobody reads a file of this name")


def _about(topic: Topic, about: Lined) -> Iterator[ContentFault]:
    for locale, title in topic.titles.items():
        if len(title) > TITLE_LIMIT:
            what = f"title of {len(title)} characters, at most {TITLE_LIMIT}"
            yield about.fault(what, "title", locale)
        for what in _direction_of(title, locale):
            yield about.fault(what, "title", locale)
    for locale, link in topic.links.items():
        if not link.startswith("https://"):
            yield about.fault(f"the link must begin with https://: {link}", "link", locale)
    for number, source in enumerate(topic.sources):
        if not re.match(r"https?://\S+$", source.url):
            yield about.fault(f"not an address: {source.url}", "sources", number)
        if source.page_date and source.page_date > topic.checked_on:
            what = "the page is younger than checked_on: check it again"
            yield about.fault(what, "sources", number)
    if topic.checked_on > topic.check_by:
        yield about.fault("check_by is before checked_on", "check_by")
    for key, values in (("related", topic.related), ("contacts", topic.contacts)):
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


# one answer


@dataclass(frozen=True, slots=True)
class _Page:
    """An answer with what its rules need: the file, its lines and its neighbours."""

    path: Path
    answer: Answer
    content: Content

    @property
    def text(self) -> str:
        return self.answer.markdown

    @property
    def locale(self) -> str:
        return self.answer.locale

    def fault(self, line: int, what: str) -> ContentFault:
        return ContentFault(self.path, line, what)

    def line_of(self, part: str) -> int:
        """Give the first line that holds these characters, or 1."""
        before, found, _ = self.text.partition(part)
        return before.count("\n") + 1 if found else 1


def _answers(topic: Topic, content: Content, folder: Path) -> Iterator[ContentFault]:
    pages = {
        locale: _Page(folder / f"{locale}.md", content.answers[topic.id, locale], content)
        for locale in LOCALES
        if (topic.id, locale) in content.answers
    }
    for page in pages.values():
        for rule in RULES:
            yield from rule(page)
    reference = pages.get(REFERENCE)
    if reference is None:
        return
    for page in pages.values():
        if page is not reference:
            yield from _same_sections(reference, page)
            yield from _same_links(topic, reference, page)
            yield from _same_numbers(reference, page)


def _sections(page: _Page) -> Iterator[ContentFault]:
    """The needed parts are there, once, in the order of headings.yml, and none is empty."""
    order = list(page.content.headings)
    keys = [key for key, _ in page.answer.sections]

    def line(key: str) -> int:
        return page.line_of(f"## {page.content.headings[key][page.locale]}")

    for key in NEEDED:
        if key not in keys:
            heading = page.content.headings.get(key, {}).get(page.locale, key)
            yield page.fault(1, f"the part “{heading}” ({key}) is missing")
    for key, times in Counter(keys).items():
        if times > 1:
            yield page.fault(line(key), f"the part {key} is there {times} times")
    for first, second in pairwise(keys):
        if order.index(second) < order.index(first):
            yield page.fault(line(second), f"the part {second} stands before {first}")
    for key, text in page.answer.sections:
        if not text:
            yield page.fault(line(key), f"the part {key} is empty")


def _lengths(page: _Page) -> Iterator[ContentFault]:
    short, whole = len(_seen(page.answer.short)), len(_seen(page.text))
    if short > SHORT_LIMIT:
        yield page.fault(1, f"short answer of {short} characters, at most {SHORT_LIMIT}")
    if "\n\n" in page.answer.short:
        yield page.fault(1, "the short answer is one paragraph")
    least, most = ANSWER_LIMITS
    if not least <= whole <= most:
        yield page.fault(1, f"answer of {whole} characters, {least} to {most} are wanted")


def _markdown(page: _Page) -> Iterator[ContentFault]:
    """Paragraphs, headings of the second level, plain lists, bold and links; nothing else."""
    depth = 0
    for token in _parse(page.text):
        line = (token.map[0] if token.map else 0) + 1
        if token.type not in _ALLOWED_BLOCKS:
            yield page.fault(line, f"not allowed in an answer: {token.type}")
        elif token.type == "heading_open" and token.markup != "##":
            yield page.fault(line, "headings begin with ##")
        elif token.type == "bullet_list_open" and token.markup != "-":
            yield page.fault(line, "lists begin with a hyphen or a number")
        elif token.type == "inline":
            for child in token.children or ():
                if child.type not in _ALLOWED_INLINE:
                    at = line + _offset(token, child)
                    yield page.fault(at, f"not allowed in an answer: {child.type}")
        if token.type.endswith("_list_open"):
            depth += 1
            if depth > 1:
                yield page.fault(line, "a list within a list")
        elif token.type.endswith("_list_close"):
            depth -= 1
    for number, text in enumerate(page.text.splitlines(), start=1):
        if text.lstrip().startswith("|"):
            yield page.fault(number, "not allowed in an answer: table")
        if mark := re.search(r"https?://", _LINK.sub("", text)):
            yield page.fault(number, f"write an address as a link: {text[mark.start() :][:60]}")
        if emoji := _EMOJI.search(text):
            yield page.fault(number, f"no emoji in an answer: U+{ord(emoji[0]):04X}")
        if "**" in _parse_text(text):
            yield page.fault(number, "bold that is not closed, or with a space at its edge")


def _links(page: _Page) -> Iterator[ContentFault]:
    for number, text in enumerate(page.text.splitlines(), start=1):
        for title, address in _LINK.findall(text):
            if not address.startswith("https://"):
                yield page.fault(number, f"the link must begin with https://: {address}")
            if not title.strip():
                yield page.fault(number, f"the link has no text: {address}")


def _direction(page: _Page) -> Iterator[ContentFault]:
    """Latin words in Arabic stand in isolates, so that they do not jump; elsewhere none is wanted.

    Unicode Bidirectional Algorithm (UAX #9): an isolate left open reaches to the end of its
    paragraph and turns the rest of the line round.
    """
    for number, text in enumerate(page.text.splitlines(), start=1):
        for what in _direction_of(text, page.locale):
            yield page.fault(number, what)


def _direction_of(text: str, locale: str) -> Iterator[str]:
    if _BIDI.search(text):
        yield "a direction mark other than U+2068 and U+2069"
    bare = _ISOLATED.sub("", text)
    if _FIRST_STRONG_ISOLATE in bare or _POP_ISOLATE in bare:
        yield "isolates (U+2068, U+2069) are not balanced"
    elif locale != "ar":
        if bare != text:
            yield "isolates belong in right-to-left texts only"
    else:
        for latin in _LATIN.findall(_LINK.sub(r"\1", bare)):
            yield f"Latin letters outside an isolate: {latin}"
        if _EASTERN_DIGITS.search(text):
            yield "digits are written 1 2 3"


RULES: tuple[Callable[[_Page], Iterator[ContentFault]], ...] = (
    _sections,
    _lengths,
    _markdown,
    _links,
    _direction,
)
"""The rules for one answer by itself."""


# one language beside another


def _same_sections(reference: _Page, page: _Page) -> Iterator[ContentFault]:
    wanted = {key for key, _ in reference.answer.sections}
    given = {key for key, _ in page.answer.sections}
    for key in sorted(wanted ^ given):
        where = REFERENCE if key in wanted else page.locale
        yield page.fault(1, f"the part {key} stands only in {where}")


def _same_links(topic: Topic, reference: _Page, page: _Page) -> Iterator[ContentFault]:
    """The topic's own page may be linked in the reader's language; other links are the same."""
    own = set(topic.links.values())

    def addresses(text: str) -> set[str]:
        found = {address for _, address in _LINK.findall(text)}
        return {"the topic's page" if address in own else address for address in found}

    wanted, given = addresses(reference.text), addresses(page.text)
    for address in sorted(wanted - given):
        yield page.fault(1, f"a link of {REFERENCE} is missing: {address}")
    for address in sorted(given - wanted):
        yield page.fault(
            page.line_of(address), f"a link that {REFERENCE} does not have: {address}"
        )


def _same_numbers(reference: _Page, page: _Page) -> Iterator[ContentFault]:
    wanted, given = _numbers(reference.text), _numbers(page.text)
    for number in sorted(wanted.keys() - given.keys()):
        yield page.fault(1, f"a number of {REFERENCE} is missing: {number}")
    for number in sorted(given.keys() - wanted.keys()):
        what = f"a number that {REFERENCE} does not have: {number}"
        yield page.fault(given[number], what)


def _numbers(text: str) -> dict[str, int]:
    """Find the numbers a reader sees, with the first line of each.

    1.482,45 in Slovene and 1,482.45 in English are the same; so are 8.00, 8:00 and 8.
    """
    found: dict[str, int] = {}
    for line, row in enumerate(text.splitlines(), start=1):
        seen = _seen(_LIST_MARK.sub("", row))
        seen = _THOUSANDS.sub(lambda group: re.sub(r"\D", "", group[1]), seen)
        for number in _NUMBER.findall(seen):
            if number != "00":
                found.setdefault(number.lstrip("0") or "0", line)
    return found


# reading Markdown


def _parse(text: str) -> list[Token]:
    return MarkdownIt("commonmark").parse(text)


def _parse_text(line: str) -> str:
    """Give what stays as plain text when one line is read as Markdown."""
    inline = MarkdownIt("commonmark").parseInline(line)
    children = inline[0].children if inline else None
    return "".join(child.content for child in children or () if child.type == "text")


def _offset(inline: Token, child: Token) -> int:
    """Count the lines of a block before one of its parts."""
    breaks = 0
    for other in inline.children or ():
        if other is child:
            break
        breaks += other.type in {"softbreak", "hardbreak"}
    return breaks


def _seen(text: str) -> str:
    """Reduce Markdown to what a reader sees, as far as lengths and numbers go."""
    text = _LINK.sub(r"\1", text).replace("**", "")
    text = re.sub(r"(?m)^## ", "", text)
    return re.sub("[\u2068\u2069]", "", text).strip()
