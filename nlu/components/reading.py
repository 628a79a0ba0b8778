"""The joint linear reader: which topic or intent a text means, in any of our languages.

scikit-learn only, no Rasa: training, calibration and experiments use the same class.
"""

from __future__ import annotations

import unicodedata
from typing import List, Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC


def plain(text: str) -> str:
    """The text as it is compared: compatibility forms joined, no case, no invisible marks."""
    joined = unicodedata.normalize("NFKC", text).casefold()
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cf") else c for c in joined)


class Reader:
    """Character and word n-grams under one linear model for all languages."""

    def __init__(self, temperature: float = 0.25) -> None:
        self.temperature = temperature
        self.labels: List[str] = []

    def _features(self, texts: Sequence[str], fit: bool = False) -> csr_matrix:
        said = [plain(text) for text in texts]
        if fit:
            self._letters = TfidfVectorizer(
                analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2,
                dtype=np.float32,
            )
            self._words = TfidfVectorizer(
                ngram_range=(1, 2), sublinear_tf=True, min_df=2, dtype=np.float32,
                token_pattern=r"(?u)\b\w+\b",
            )
            parts = [self._letters.fit_transform(said), self._words.fit_transform(said)]
        else:
            parts = [self._letters.transform(said), self._words.transform(said)]
        return hstack(parts, format="csr")

    def fit(self, texts: Sequence[str], languages: Sequence[str], labels: Sequence[str]) -> "Reader":
        """Train on texts with their language (a locale or "none") and label."""
        features = self._features(texts, fit=True)
        self._model = LinearSVC(C=0.5)
        self._model.fit(features, np.asarray(labels))
        self.labels = list(self._model.classes_)
        return self

    def shares(self, texts: Sequence[str], languages: Sequence[str]) -> np.ndarray:
        """One row per text, one column per label of `labels`; each row sums to 1."""
        scores = self._model.decision_function(self._features(texts)) / self.temperature
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        return shares / shares.sum(axis=1, keepdims=True)
