"""Texts made comparable: folding for matching, and cleaning for keeping. Two different things.

What is folded is only ever compared and thrown away. What is kept is cleaned, and says what was
written.
"""

import re
import unicodedata
from typing import Final

_WORD: Final = re.compile(r"\w+")

# Letters that Unicode does not take apart, and Arabic letters that are written either way.
_ALIKE: Final = str.maketrans(
    {
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ø": "o",
        "ı": "i",
        "ґ": "г",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
        "ـ": None,  # tatweel, which only stretches a word
        # Apostrophes stand inside words (don't, м'яч); they are often left out on a phone.
        "'": None,
        "’": None,
        "‘": None,
        "ʼ": None,
        "`": None,
        "´": None,
    }
)

# Embeddings, overrides and isolates: they can turn the text around them, and a person who types
# has no key for them. The marks LRM, RLM and ALM and the joiners stay: Arabic needs them.
_BIDI: Final = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))


def fold(text: str) -> str:
    """Lower the case, take off diacritics and apostrophes, make look-alike letters one.

    Cyrillic stays Cyrillic (ё becomes е); digits of any script become 0–9.
    """
    parted = unicodedata.normalize("NFKD", text.casefold().translate(_ALIKE))
    return "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
        for letter in parted.translate(_ALIKE)
        if unicodedata.category(letter) not in {"Mn", "Cf"}
    )


def words(text: str) -> list[str]:
    """Cut a text into its folded words, without punctuation."""
    return _WORD.findall(fold(text))


def clean(text: str) -> str:
    """Make a text safe to keep, and change nothing else in it.

    Goes: control characters (a tab becomes a space, a line break stays), bidirectional overrides
    and isolates, halves of broken emoji (a database cannot write them), white space around it.
    Stays: everything else as written, brackets and braces too.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(
        letter
        for letter in lines
        if letter == "\n"
        or (letter not in _BIDI and unicodedata.category(letter) not in {"Cc", "Cs"})
    ).strip()


def is_blank(text: str) -> bool:
    """Tell whether nothing in the text can be seen (only spaces, joiners, marks)."""
    return all(unicodedata.category(letter)[0] in "ZC" for letter in text)


def looks_like_a_command(text: str) -> bool:
    """Tell whether the first thing that can be seen in the text is a slash."""
    seen = (letter for letter in text if not is_blank(letter))
    return next(seen, "") == "/"
