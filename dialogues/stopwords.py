"""Exact stop words: a message that is nothing but one of them ends what is open.

They stand in `stop/{locale}.txt`, one a line; `#` begins a comment.
"""

from pathlib import Path
from typing import Final

from dialogues.folding import fold
from dialogues.locales import LOCALES

_FOLDER: Final = Path(__file__).parent / "stop"
_AROUND: Final = " \t\r\n.!…"


class StopWords:
    """The stop words of every language, since people mix them."""

    def __init__(self, stop_words: frozenset[str]) -> None:
        self._folded = frozenset(map(_trimmed, stop_words))

    def __contains__(self, text: str) -> bool:
        """Tell whether the text is a stop word, by any case and with or without diacritics.

        Only white space, full stops and exclamation marks around it are let pass: "stop?" may be
        a question, and "do not stop" is not a stop.
        """
        return _trimmed(text) in self._folded


def _trimmed(text: str) -> str:
    return fold(text).strip(_AROUND)


def read_stop_words(folder: Path = _FOLDER) -> StopWords:
    """Load `{locale}.txt` of every locale. Raises OSError where one is missing."""
    lines = (
        line.partition("#")[0].strip()
        for locale in LOCALES
        for line in (folder / f"{locale}.txt").read_text(encoding="utf-8").splitlines()
    )
    return StopWords(frozenset(filter(None, lines)))
