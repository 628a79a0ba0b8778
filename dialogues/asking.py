"""Does a text look like a question? Only to offer an answer beside what it was taken for."""

from typing import Final

from dialogues.folding import fold

_MARKS: Final = ("?", "؟")

_FIRST_WORDS: Final = """
sl: kje kako kdaj koliko zakaj kdo kaj kam kateri katera ali
en: where how when why who what which can do does is are
bs: gdje gde kako kada koliko zašto ko šta što kamo koji koja da li где како када колико зашто шта
mk: каде како кога колку зошто кој што дали
sq: ku si kur sa pse kush çfarë cila cili
uk: де як коли скільки чому хто що куди який яка чи
ru: где как когда сколько почему кто что куда какой какая можно
ar: أين كيف متى كم لماذا من ماذا هل ما وين شو ليش قديش امتى
"""
"""How questions begin; by language, for the reader only: they are looked for all at once.

The Albanian «a» is left out: English sentences begin with it too, and are no questions.
"""

_FOLDED: Final = frozenset(
    fold(word) for line in _FIRST_WORDS.strip().splitlines() for word in line.split()[1:]
)


def looks_like_a_question(text: str) -> bool:
    """Whether it has a question mark, or begins as questions do in one of our languages."""
    if any(mark in text for mark in _MARKS):
        return True
    first = fold(text).split(maxsplit=1)[:1]
    return bool(first) and first[0].strip(".,!") in _FOLDED
