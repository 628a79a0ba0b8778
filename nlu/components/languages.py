"""Which of our languages a text is written in: naive Bayes over letters and words.

Trained on the project's own utterances, so it knows how people here really type: without
diacritics, in the other script, with Slovene office words in between. A stored language counts
as one more piece of evidence, worth a few words of text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import HashingVectorizer

LONGEST_LOOK = 400
"""Characters looked at; the language of a text shows at its beginning."""
BUCKETS = 2**18
"""Places for n-grams; two that share one do little harm."""
BACKGROUND = 0.05
"""Share of any language in each language: what was never seen counts alike for all."""
STORED = 30.0
"""What a stored language weighs, in the scores' unit: two to four words of text."""
SHARPNESS = 10.0
"""N-grams overlap, so that scores are too sure by about this factor."""


_WORDS = {"token_pattern": r"\w+"}


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text[:LONGEST_LOOK]).casefold()


_SHARED = dict(zip("абвгдезијклмнопрстуфхц", "abvgdezijklmnoprstufhc", strict=True))
_SERBIAN = {
    **{"dž": "џ", "lj": "љ", "nj": "њ", "č": "ч", "ć": "ћ", "š": "ш", "ž": "ж", "đ": "ђ"},
    **{latin: cyrillic for cyrillic, latin in _SHARED.items()},
}
_MACEDONIAN = ("ж ш ч џ љ њ ѓ ќ ѕ", "z s c dz lj nj g k dz", "zh sh ch dj lj nj gj kj dz")
_EASTERN = (
    "ж ш щ ч х ц й ю я ё ы э ъ ь і ї є ґ",
    "zh sh sch ch h ts y yu ya yo y e _ _ i yi ye g",
    "z s sc c h c j ju ja jo i e _ _ i ji je g",
)


def _letters_of(row: tuple[str, ...], which: int) -> dict[str, str]:
    pairs = zip(row[0].split(), row[which].replace("_", "").split(" "), strict=True)
    return {**_SHARED, "и": "i", **dict(pairs)}


def in_other_script(text: str, locale: str) -> list[str]:
    """How the same text is typed on a phone that has the other alphabet; empty for others.

    Bosnian, Croatian and Serbian in Cyrillic letters; Macedonian, Ukrainian and Russian in Latin
    ones, the English and the Slavic way.
    """
    plain = _plain(text)
    if locale == "bs":
        for latin, cyrillic in _SERBIAN.items():
            plain = plain.replace(latin, cyrillic)
        return [plain]
    row = {"mk": _MACEDONIAN, "uk": _EASTERN, "ru": _EASTERN}.get(locale)
    if row is None:
        return []
    found = []
    for which in (1, 2):
        letters = _letters_of(row, which)
        if locale == "uk":
            letters |= {"г": "h", "и": "y"}
        found.append("".join(letters.get(mark, mark) for mark in plain))
    return found


def script_of(text: str) -> str:
    """Which alphabet most letters of a text belong to: `latin`, `cyrillic`, `arabic`."""
    counted = {"latin": 0, "cyrillic": 0, "arabic": 0}
    for mark in text[:LONGEST_LOOK]:
        if mark.isalpha():
            name = "arabic" if "\u0600" <= mark <= "\u06ff" else "latin"
            counted["cyrillic" if "\u0400" <= mark <= "\u04ff" else name] += 1
    return max(counted, key=lambda script: counted[script])


class Languages:
    """Scores of the languages of a text.

    A language that is typed in two scripts is two classes inside, and the better one counts.
    """

    def __init__(self) -> None:
        common = {
            "n_features": BUCKETS,
            "alternate_sign": False,
            "norm": None,
            "lowercase": False,
            "preprocessor": _plain,
            "dtype": np.float32,
        }
        self._letters = HashingVectorizer(analyzer="char_wb", ngram_range=(1, 5), **common)
        self._words = HashingVectorizer(ngram_range=(1, 2), **_WORDS, **common)
        self.locales: list[str] = []

    def fit(self, texts: Sequence[str], locales: Sequence[str]) -> Languages:
        """Train on texts and the language that each is written in."""
        typed, written = [], []
        for text, locale in zip(texts, locales, strict=True):
            for each in (text, *in_other_script(text, locale)):
                typed.append(each)
                written.append(f"{locale} {script_of(each)}")
        variants = sorted(set(written))
        which = np.searchsorted(variants, written)
        members = csr_matrix(
            (np.ones(len(written), np.float32), (which, np.arange(len(written)))),
            shape=(len(variants), len(written)),
        )
        counts = np.asarray((members @ self._features(typed)).todense(), dtype=np.float64)
        everywhere = (counts.sum(axis=0) + 1) / (counts.sum() + counts.shape[1])
        within = counts / counts.sum(axis=1, keepdims=True)
        # How much likelier than anywhere; a variant with little text does not gain by it.
        weights = np.log((1 - BACKGROUND) * within / everywhere + BACKGROUND).T
        self._weights = weights.astype(np.float16)
        self.locales = sorted(set(locales))
        self._columns = [
            [place for place, name in enumerate(variants) if name.split()[0] == locale]
            for locale in self.locales
        ]
        return self

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """One row per text, one column per language; zeros where there are no letters."""
        features = self._features(texts)
        scores = np.zeros((len(texts), len(self.locales)), dtype=np.float32)
        for row in range(len(texts)):
            seen = slice(features.indptr[row], features.indptr[row + 1])
            known = self._weights[features.indices[seen]].astype(np.float32)
            each = features.data[seen] @ known
            scores[row] = [each[columns].max() for columns in self._columns]
        return scores

    def shares(self, texts: Sequence[str], stored: str) -> np.ndarray:
        """Shares that sum to 1 in each row, with the stored language as evidence."""
        known = np.array([STORED if locale == stored else 0.0 for locale in self.locales])
        scores = self.scores(texts) + known
        raised = np.exp((scores - scores.max(axis=1, keepdims=True)) / SHARPNESS)
        return np.asarray(raised / raised.sum(axis=1, keepdims=True))

    def _features(self, texts: Sequence[str]) -> csr_matrix:
        return hstack([self._letters.transform(texts), self._words.transform(texts)], format="csr")
