"""The marks behind the sentences of an answer: what each of them rests on.

A mark is a Markdown footnote without its note (`[^b]`, as in GitHub Flavored Markdown): the letter
of a fact in facts.yml, or one of three words. It stands behind the sentence, several stand side by
side, and it covers all that stands before it in its paragraph or list item::

    Vlogo vložite, preden dovoljenje poteče.[^b] Vprašajte pravočasno.[^advice]
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

ADVICE = "advice"
"""Plain advice that states nothing of laws, offices or prices."""
UNKNOWN = "unknown"
"""Says what nobody could find out; stands under `unknown` in facts.yml."""
CONTACT = "contact"
"""Rests on an entry of contacts.yml that the topic names."""
WORDS = frozenset({ADVICE, UNKNOWN, CONTACT})

VOLATILE = "*"
"""What a reader sees behind a sentence that rests on something that changes."""

_MARK = re.compile(r"\[\^([a-z]+)\]")
_GROUP = re.compile(r"(?:\[\^[a-z]+\])+")
_ITEM = re.compile(r"^\s*(?:\d+\.|-)\s+")


@dataclass(frozen=True, slots=True)
class Run:
    """Words up to the marks that cover them; `marks` is empty where none follows."""

    line: int
    """Line of the file, from 1."""
    text: str
    """Markdown without its marks and without the mark of a list."""
    marks: tuple[str, ...]


def runs(markdown: str) -> Iterator[Run]:
    """Cut an answer into runs, in order; headings and empty lines are none."""
    for number, row in enumerate(markdown.splitlines(), start=1):
        if not row.strip() or row.startswith("#"):
            continue
        row = _ITEM.sub("", row)
        at = 0
        for group in _GROUP.finditer(row):
            yield Run(number, row[at : group.start()].strip(), tuple(_MARK.findall(group[0])))
            at = group.end()
        if rest := row[at:].strip():
            yield Run(number, rest, ())


def without_marks(markdown: str) -> str:
    """Give the Markdown as a reader is to see it, without any mark."""
    return _GROUP.sub("", markdown)


def with_stars(markdown: str, volatile: Callable[[str], bool]) -> str:
    """Take out the marks and put a star in place of those that name a volatile fact.

    `volatile` tells of a mark whether it does.
    """
    return _GROUP.sub(
        lambda group: f"\\{VOLATILE}" if any(map(volatile, _MARK.findall(group[0]))) else "",
        markdown,
    )


def marks_by_part(parts: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Give the facts on which each part of an answer rests, without the three words."""
    return {key: frozenset(_MARK.findall(text)) - WORDS for key, text in parts.items()}
