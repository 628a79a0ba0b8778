"""Utterances that stand in the file of another language.

Each word speaks for the languages in whose files it is common. An utterance is judged by its words
without itself; where they speak far more for another language than for its own, it was probably
put into the wrong file. People here mix languages, and so do the utterances: what is mixed on
purpose stands in `nlu/data/mixed.txt`.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from faq.compile import BadContent, Utterance, sameness
from faq.topics import LOCALES

FEWEST_WORDS = 3
"""Fewer words say too little, unless their letters do."""
SURE = 12.0
"""How much more the words must speak for another language (natural logarithm of the odds).

Measured: of utterances of five words or more that are put into another file, 95 of 100 are found;
between the nearest two languages, Slovene and Bosnian, 57.
"""
_SEEN_BEFORE = 0.3
"""What every word has in every language without having been seen."""

_WORD = re.compile(r"[^\W\d_]+")
_ARABIC = re.compile("[\u0620-\u064a]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_LATIN_ONLY = frozenset({"sl", "en", "sq"})


def misplaced(said: Sequence[Utterance], mixed: frozenset[tuple[str, str]]) -> Iterator[str]:
    """Name each utterance in the wrong language, as `file:line: what`.

    `mixed` are (locale, `sameness`) of what is mixed on purpose.
    """
    words = [_words(utterance.text) for utterance in said]
    seen: dict[str, Counter[str]] = {locale: Counter() for locale in LOCALES}
    lines: Counter[str] = Counter()
    for utterance, found in zip(said, words, strict=True):
        seen[utterance.locale].update(found)
        lines[utterance.locale] += 1

    def speaks_for(locale: str, found: frozenset[str], own: int) -> float:
        counted = seen[locale]
        size = math.log(lines[locale] + 30)
        return sum(math.log(counted[word] - own + _SEEN_BEFORE) - size for word in found)

    for utterance, found in zip(said, words, strict=True):
        if (utterance.locale, sameness(utterance.text)) in mixed:
            continue
        other = _by_letters(utterance)
        if other is None and len(found) >= FEWEST_WORDS:
            own = speaks_for(utterance.locale, found, 1)
            best, other = max(
                (speaks_for(locale, found, 0), locale)
                for locale in LOCALES
                if locale != utterance.locale
            )
            if best - own <= SURE:
                continue
        elif other is None:
            continue
        yield f"{utterance.place}: not {utterance.locale}, it seems to be {other}"


def read_mixed(path: Path) -> frozenset[tuple[str, str]]:
    """Read what is mixed on purpose: lines of a locale, a tab and an utterance.

    Raises `BadContent` at a line that is not so, and when the file is missing.
    """
    if not path.is_file():
        raise BadContent(f"nlu/data/{path.name}:1: the file is missing")
    found = set()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        locale, tab, text = line.partition("\t")
        if locale not in LOCALES or not tab or not text.strip():
            raise BadContent(f"nlu/data/{path.name}:{number}: a locale, a tab and an utterance")
        found.add((locale, sameness(text)))
    return frozenset(found)


def _words(text: str) -> frozenset[str]:
    """The words of a text without diacritics, which are often left out on a phone."""
    parted = unicodedata.normalize("NFKD", text.casefold())
    return frozenset(_WORD.findall("".join(c for c in parted if not unicodedata.combining(c))))


def _by_letters(utterance: Utterance) -> str | None:
    """The language that letters alone give away; None where they do not."""
    if utterance.locale != "ar" and _ARABIC.search(utterance.text):
        return "ar"
    if utterance.locale in _LATIN_ONLY and _CYRILLIC.search(utterance.text):
        return "one in Cyrillic letters"
    return None
