"""Protection cues: words that mean somebody may be in danger, found before anything else is done.

The phrases stand in `cues/{locale}.txt`, one a line, under a `[kind]`; `#` begins a comment and a
`*` at the end of a word stands for any ending. A phrase is found when its words stand in a text in
this order with at most two words between each. All languages are tried on every text, since people
in danger write in whatever language comes first.

A cue is a hint to show help numbers and to tell staff, never a judgement: the text goes on its way
as it would have without one.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from dialogues.folding import words
from dialogues.locales import LOCALES

BETWEEN_AT_MOST: Final = 2
"""Words that may stand between two words of a phrase."""

_BY_SOUND: Final = ("bs", "mk", "uk", "ru")
"""Locales whose phrases are also found when they are written in the other script."""

_LETTERS_AT_LEAST: Final = 6
"""A single word shorter than this is not looked for by sound: it would be another word too."""


class CueError(ValueError):
    """A phrase file cannot be used; the message names file and line."""


class Kind(StrEnum):
    """What kind of danger, the most urgent first."""

    SELF_HARM = "self_harm"
    MEDICAL = "medical"
    CHILD_IN_DANGER = "child_in_danger"
    VIOLENCE = "violence"
    TRAFFICKING = "trafficking"


@dataclass(frozen=True, slots=True)
class Cue:
    """Somebody may be in danger."""

    kind: Kind


type _Phrase = tuple[str, ...]


class _Table:
    """Phrases to look for. What each costs is a look at the set of words of the text."""

    def __init__(self) -> None:
        self._phrases: dict[tuple[_Phrase, Kind], frozenset[str]] = {}

    def add(self, phrase: _Phrase, kind: Kind) -> None:
        self._phrases[phrase, kind] = frozenset(word for word in phrase if not word.endswith("*"))

    def find(self, said: Sequence[str]) -> Iterator[Kind]:
        present = frozenset(said)
        for (phrase, kind), needed in self._phrases.items():
            if needed <= present and _stands(phrase, said):
                yield kind


def _stands(phrase: _Phrase, said: Sequence[str]) -> bool:
    """Follow the phrase through the text, all ways at once, so that no text takes long."""
    reached: set[int] | None = None
    for word in phrase:
        reached = {
            at
            for at, one in enumerate(said)
            if (one.startswith(word[:-1]) if word.endswith("*") else one == word)
            and (
                reached is None
                or any(at - step in reached for step in range(1, BETWEEN_AT_MOST + 2))
            )
        }
        if not reached:
            return False
    return True


class Cues:
    """All phrases, ready to search. Build it once; it holds nothing of what it read."""

    def __init__(self, phrases: Iterable[tuple[str, Kind, str]]) -> None:
        """Take (locale, kind, phrase); raises CueError for a phrase without words."""
        self._as_written = _Table()
        self._by_sound = _Table()
        for locale, kind, phrase in phrases:
            written = _words_of(phrase)
            if not written:
                raise CueError(f"no words in {phrase!r}")
            self._as_written.add(tuple(written), kind)
            if locale in _BY_SOUND:
                for spelling in {phrase, phrase.replace("г", "h").replace("Г", "h")}:
                    heard = tuple(_words_of(spelling, _sounds))
                    if len(heard) > 1 or (heard and len(heard[0]) >= _LETTERS_AT_LEAST):
                        self._by_sound.add(heard, kind)

    def find(self, text: str) -> Cue | None:
        """Find the most urgent cue of a text, or None."""
        found = {*self._as_written.find(words(text))}
        found |= {*self._by_sound.find(_sounds(text))}
        return next((Cue(kind) for kind in Kind if kind in found), None)


def read_cues(folder: Path) -> Cues:
    """Load `{locale}.txt` of every locale. Raises CueError, naming file and line."""
    return Cues(phrase for locale in LOCALES for phrase in read_phrases(folder / f"{locale}.txt"))


def read_phrases(path: Path) -> Iterator[tuple[str, Kind, str]]:
    """Read one phrase file as (locale, kind, phrase). Raises CueError, naming file and line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CueError(f"{path.name}: cannot be read") from error
    kind: Kind | None = None
    for number, line in enumerate(lines, 1):
        phrase = line.partition("#")[0].strip()
        if phrase.startswith("[") and phrase.endswith("]"):
            if phrase[1:-1] not in Kind:
                raise CueError(f"{path.name}:{number}: no such kind: {phrase}")
            kind = Kind(phrase[1:-1])
        elif phrase:
            if kind is None or not _words_of(phrase):
                raise CueError(f"{path.name}:{number}: a phrase under a [kind] is needed")
            yield path.stem, kind, phrase


def _words_of(phrase: str, read: Callable[[str], list[str]] = words) -> list[str]:
    found: list[str] = []
    for written in phrase.split():
        parts = read(written)
        if parts and written.endswith("*"):
            parts[-1] += "*"
        found += parts
    return found


# By sound ---------------------------------------------------------------------------------------
# People write Serbian in both scripts, and Ukrainian, Russian and Macedonian with Latin letters
# where the phone has no others, each in their own way: zh, ž or z; shch or šč; y, j or i. So both
# sides are brought to one plain Latin spelling, which is for comparing only.

_LATIN: Final = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d",
        "е": "e", "ж": "z", "з": "z", "и": "i", "і": "i",
        "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
        "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "c", "ш": "s", "щ": "sc",
        "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia", "ё": "e", "й": "i",
        "є": "ie", "ї": "i", "ђ": "d", "ј": "i", "љ": "li", "њ": "ni", "ћ": "c", "џ": "dz",
        "ѓ": "gi", "ѕ": "dz", "ќ": "ki",
    }
)  # fmt: skip
_SPELT: Final = (
    ("shch", "sc"),
    ("sch", "sc"),
    ("zh", "z"),
    ("kh", "h"),
    ("ch", "c"),
    ("sh", "s"),
    ("ts", "c"),
    ("dj", "d"),
    ("y", "i"),
    ("j", "i"),
    ("w", "v"),
)
_TWICE: Final = re.compile(r"(.)\1+")


def _sounds(text: str) -> list[str]:
    latin = unicodedata.normalize("NFC", text.casefold()).translate(_LATIN)
    return [_sound(word) for word in words(latin)]


def _sound(word: str) -> str:
    for spelt, sound in _SPELT:
        word = word.replace(spelt, sound)
    return _TWICE.sub(r"\1", word)
