"""Rules of plain language: short sentences, and no words of an office where there are others.

The words and the length are by language, in wording.yml.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from faq.lined import ContentFault
from faq.marks import runs
from faq.page import Page
from faq.screens import seen

_END = re.compile(r"(?<=[.!?؟…])[\"”«»)\u2069]*\s+(?=[\"„«(\u2068]*([^\W\d_]))")
_WORD = re.compile(r"\w[\w'’.,:/@-]*")


def sentences(text: str) -> list[str]:
    """Cut a paragraph into sentences.

    A sentence begins with a capital (in Arabic, which has none, with any letter): so neither
    «1. marca» nor an abbreviation in the middle ends one.
    """
    cut = [0]
    for match in _END.finditer(text):
        if not match[1].islower():
            cut.append(match.end())
    return [text[at:end].strip() for at, end in zip(cut, [*cut[1:], len(text)], strict=True)]


def _short_sentences(page: Page) -> Iterator[ContentFault]:
    wording = page.content.wording.get(page.locale)
    if wording is None:
        return
    for run in runs(page.text):
        for sentence in sentences(seen(run.text)):
            words = len(_WORD.findall(sentence))
            if words > wording.longest_sentence:
                what = f"a sentence of {words} words, at most {wording.longest_sentence}"
                yield page.fault(run.line, f"{what}: {sentence[:60]}")


def _plain_words(page: Page) -> Iterator[ContentFault]:
    wording = page.content.wording.get(page.locale)
    if wording is None:
        return
    for run in runs(page.text):
        for unwanted, plainer in wording.instead.items():
            if _pattern(unwanted).search(run.text):
                yield page.fault(run.line, f"«{unwanted}» is officialese, say: {plainer}")


@lru_cache(maxsize=512)
def _pattern(words: str) -> re.Pattern[str]:
    """A word or words of wording.yml; a star stands for any ending."""
    return re.compile(rf"\b{re.escape(words).replace(r'\*', r'\w*')}\b", re.IGNORECASE)


RULES = (_short_sentences, _plain_words)
