"""The joint linear reader: what a text means, in any of our languages.

scikit-learn only, no Rasa: training, calibration and measuring use the same class. Two linear
models over the same n-grams are added up, a support vector machine and naive Bayes: the first is
the better on texts like those it was trained on, the second on questions put differently. The sum
is one matrix.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import MultinomialNB
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from components.spelling import VIEWS

_LETTERS = {"analyzer": "char_wb", "ngram_range": (2, 4)}
_WORDS = {"ngram_range": (1, 2), "token_pattern": r"(?u)\b\w+\b"}


class NGrams:
    """Counted n-grams of one view, damped (1 + log n), weighted by rarity, of length one.

    What scikit-learn's own weighting does, without its copy of a diagonal matrix at each call
    (7 ms a text).
    """

    def __init__(self, view: str) -> None:
        self._view = view
        counts = _LETTERS if view == "letters" else _WORDS
        self._counted = CountVectorizer(dtype=np.float32, lowercase=False, **counts)

    def fit(self, texts: Sequence[str]) -> csr_matrix:
        """Learn the n-grams of the texts and how rare each is; returns their features."""
        counts = self._counted.fit_transform([VIEWS[self._view](text) for text in texts])
        self._counted.stop_words_ = None  # kept by scikit-learn for looking at only
        within = np.bincount(counts.indices, minlength=counts.shape[1])
        rarity = np.log((1 + counts.shape[0]) / (1 + within)) + 1
        self._rarity = rarity.astype(np.float32)
        return self._weighed(counts)

    def read(self, texts: Sequence[str]) -> csr_matrix:
        """The features of texts: one row each; n-grams never seen are left out."""
        return self._weighed(self._counted.transform([VIEWS[self._view](text) for text in texts]))

    def _weighed(self, counts: csr_matrix) -> csr_matrix:
        counts.data = (1 + np.log(counts.data)) * self._rarity[counts.indices]
        return normalize(counts, copy=False)


class Features:
    """The n-grams of all views side by side."""

    def fit(self, texts: Sequence[str]) -> csr_matrix:
        """Learn the n-grams of the texts; returns one row per text."""
        self._views = [NGrams(name) for name in VIEWS]
        return hstack([view.fit(texts) for view in self._views], format="csr")

    def read(self, texts: Sequence[str]) -> csr_matrix:
        """One row per text."""
        return hstack([view.read(texts) for view in self._views], format="csr")


class Head:
    """One linear model over the features: a score for each of its labels.

    Zeros in a row: none of the text was ever seen.
    """

    def __init__(self) -> None:
        self.labels: list[str] = []

    def fit(self, features: csr_matrix, labels: Sequence[str]) -> Head:
        """Train on one row and one label per text."""
        margin = LinearSVC(C=0.3, tol=0.1, random_state=0).fit(features, np.asarray(labels))
        bayes = MultinomialNB(alpha=0.02, fit_prior=False).fit(features, np.asarray(labels))
        self.labels = [str(label) for label in margin.classes_]

        weights = np.zeros((features.shape[1], len(self.labels)))
        bias = np.zeros(len(self.labels))
        sample = features[:: max(1, features.shape[0] // 2000)]
        for matrix, offset in (
            (margin.coef_.T, margin.intercept_),
            (bayes.feature_log_prob_.T, bayes.class_log_prior_),
        ):
            scale = float((sample @ matrix + offset).std(axis=1).mean())
            weights += matrix / scale
            bias += offset / scale
        # What moves all labels alike decides nothing; without it half the digits are enough.
        self._weights = (weights - weights.mean(axis=1, keepdims=True)).astype(np.float16)
        self._bias = (bias - bias.mean()).astype(np.float32)
        return self

    def scores(self, features: csr_matrix) -> np.ndarray:
        """One row per text, one column per label: greater is likelier."""
        scores = np.zeros((features.shape[0], len(self.labels)), dtype=np.float32)
        for row in range(features.shape[0]):
            seen = slice(features.indptr[row], features.indptr[row + 1])
            if seen.start < seen.stop:
                known = self._weights[features.indices[seen]].astype(np.float32)
                scores[row] = features.data[seen] @ known + self._bias
        return scores


DANGER_PREFIX = "danger/"
CALM = "danger/calm"
"""Label of training text that only sounds like danger."""


class Reader:
    """What a text means, and whether its writer may be in danger: two heads over one look."""

    def fit(
        self, texts: Sequence[str], labels: Sequence[str], concerned: frozenset[str]
    ) -> Reader:
        """Train on texts of all languages together, one label each.

        Texts labelled `danger/<kind>` teach the second head only. To it everything else is calm,
        but for the topics that danger is about (`concerned`), which teach it neither.
        """
        asked = [n for n, label in enumerate(labels) if not label.startswith(DANGER_PREFIX)]
        heard = [n for n, label in enumerate(labels) if label not in concerned]
        self._features = Features()
        rows = self._features.fit(texts)
        self.meaning = Head().fit(rows[asked], [labels[n] for n in asked])
        kinds = [labels[n] if labels[n].startswith(DANGER_PREFIX) else CALM for n in heard]
        self.danger = Head().fit(rows[heard], kinds)
        return self

    def scores(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Scores of `meaning.labels` and of `danger.labels`, one row per text."""
        rows = self._features.read(texts)
        return self.meaning.scores(rows), self.danger.scores(rows)


def shares(scores: np.ndarray, temperature: float) -> np.ndarray:
    """Turn scores into shares that sum to 1 in each row; a low temperature sharpens them."""
    sharpened = scores / temperature
    sharpened = np.exp(sharpened - sharpened.max(axis=1, keepdims=True))
    return np.asarray(sharpened / sharpened.sum(axis=1, keepdims=True))
