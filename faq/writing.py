"""Rules of form: parts, lengths, the Markdown that Telegram can show, direction."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from faq.lined import ContentFault
from faq.marks import without_marks
from faq.page import Page
from faq.screens import SCREEN_LIMIT, parts, seen
from faq.topics import REFERENCE

SHORT_LIMIT = 350
"""Characters of the short answer: what is read without scrolling."""
PART_LIMIT = 850
"""Characters of one part with its heading: it is never cut, so it fits on a screen."""
ANSWER_LIMITS = (250, 2800)
"""Characters a reader sees: link addresses, marks and invisible signs are not counted."""
NEEDED = ("steps", "trouble")

_PARSER = MarkdownIt("commonmark")
_FIRST_STRONG_ISOLATE = "\u2068"
_POP_ISOLATE = "\u2069"
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066\u2067]")
_ISOLATED = re.compile("\u2068[^\u2068\u2069]*\u2069")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_SPACED_NUMBER = re.compile(r"\d+(?:[ /]\d+)+")
_EASTERN_DIGITS = re.compile("[\u0660-\u0669\u06f0-\u06f9]")
_EMOJI = re.compile("[\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff\U0001f1e6-\U0001f1ff]")
_LEFT_OVER = re.compile(r"[`\[\]<>|\\~]|__")
_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)\)")

_ALLOWED_BLOCKS = {
    "paragraph_open", "paragraph_close", "heading_open", "heading_close", "inline",
    "bullet_list_open", "bullet_list_close", "ordered_list_open", "ordered_list_close",
    "list_item_open", "list_item_close",
}  # fmt: skip
_ALLOWED_INLINE = {
    "text", "softbreak", "strong_open", "strong_close", "link_open", "link_close",
}  # fmt: skip


def _sections(page: Page) -> Iterator[ContentFault]:
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


def _lengths(page: Page) -> Iterator[ContentFault]:
    text = without_marks(page.text)
    whole = len(seen(text))
    least, most = ANSWER_LIMITS
    if not least <= whole <= most:
        yield page.fault(1, f"answer of {whole} characters, {least} to {most} are wanted")
    short, *others = parts(text)
    length = len(seen(short))
    if length > SHORT_LIMIT:
        yield page.fault(1, f"short answer of {length} characters, at most {SHORT_LIMIT}")
    if "\n\n" in short:
        yield page.fault(1, "the short answer is one paragraph")
    if others and length + len(seen(others[0])) > SCREEN_LIMIT:
        first = length + len(seen(others[0]))
        what = f"short answer and first part of {first} characters, at most {SCREEN_LIMIT}"
        yield page.fault(page.line_of(others[0].splitlines()[0]), what)
    for part in others:
        if len(seen(part)) > PART_LIMIT:
            what = f"part of {len(seen(part))} characters, at most {PART_LIMIT}"
            yield page.fault(page.line_of(part.splitlines()[0]), what)


def _markdown(page: Page) -> Iterator[ContentFault]:
    """Paragraphs, headings of the second level, plain lists, bold and links; nothing else."""
    depth = 0
    for token in _parse(without_marks(page.text)):
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
    for number, text in enumerate(without_marks(page.text).splitlines(), start=1):
        if text.lstrip().startswith("|"):
            yield page.fault(number, "not allowed in an answer: table")
        if mark := re.search(r"https?://", _LINK.sub("", text)):
            yield page.fault(number, f"write an address as a link: {text[mark.start() :][:60]}")
        if emoji := _EMOJI.search(text):
            yield page.fault(number, f"no emoji in an answer: U+{ord(emoji[0]):04X}")
        plain = _parse_text(text)
        if "**" in plain:
            yield page.fault(number, "bold that is not closed, or with a space at its edge")
        elif mark := _LEFT_OVER.search(plain):
            yield page.fault(number, f"a mark of Markdown is left over: {mark[0]}")


def _links(page: Page) -> Iterator[ContentFault]:
    for number, text in enumerate(page.text.splitlines(), start=1):
        for title, address in _LINK.findall(text):
            if not address.startswith("https://"):
                yield page.fault(number, f"the link must begin with https://: {address}")
            if not title.strip():
                yield page.fault(number, f"the link has no text: {address}")


def _direction(page: Page) -> Iterator[ContentFault]:
    """Latin words in Arabic stand in isolates, so that they do not jump; elsewhere none is wanted.

    Unicode Bidirectional Algorithm (UAX #9): an isolate left open reaches to the end of its
    paragraph and turns the rest of the line round.
    """
    for number, text in enumerate(without_marks(page.text).splitlines(), start=1):
        for what in direction(text, page.locale):
            yield page.fault(number, what)


def direction(text: str, locale: str) -> Iterator[str]:
    """Name what is wrong with the direction of a line of text."""
    if _BIDI.search(text):
        yield "a direction mark other than U+2068 and U+2069"
    bare = _ISOLATED.sub("", text)
    if _FIRST_STRONG_ISOLATE in bare or _POP_ISOLATE in bare:
        yield "isolates (U+2068, U+2069) are not balanced"
    elif locale != "ar":
        if bare != text:
            yield "isolates belong in right-to-left texts only"
    else:
        bare = _LINK.sub(r"\1", bare)
        for latin in _LATIN.findall(bare):
            yield f"Latin letters outside an isolate: {latin}"
        for number in _SPACED_NUMBER.findall(bare):
            yield f"a number in groups outside an isolate: {number}"
        if _EASTERN_DIGITS.search(text):
            yield "digits are written 1 2 3"


RULES = (_sections, _lengths, _markdown, _links, _direction)


# one language beside another


def _same_sections(reference: Page, page: Page) -> Iterator[ContentFault]:
    wanted = {key for key, _ in reference.answer.sections}
    given = {key for key, _ in page.answer.sections}
    for key in sorted(wanted ^ given):
        where = REFERENCE if key in wanted else page.locale
        yield page.fault(1, f"the part {key} stands only in {where}")


def _same_links(reference: Page, page: Page) -> Iterator[ContentFault]:
    """The topic's own page may be linked in the reader's language; other links are the same."""
    own = set(page.topic.links.values())

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


PAIR_RULES = (_same_sections, _same_links)


# reading Markdown


def _parse(text: str) -> list[Token]:
    return _PARSER.parse(text)


def _parse_text(line: str) -> str:
    """Give what stays as plain text when one line is read as Markdown."""
    inline = _PARSER.parseInline(line)
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
