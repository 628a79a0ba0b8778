"""The joint linear reader: which topic or intent a text means, in any of our languages.

scikit-learn only, no Rasa: training, calibration and measuring use the same class. Two linear
models over the same n-grams are added up, a support vector machine and naive Bayes: the first is
the better on texts like those it was trained on, the second on questions put differently
(measured on the calibration questions: top-1 .891 alone, .913 together). The sum is one matrix.
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


class Reader:
    """Letter and word n-grams of five views of a text under one linear model."""

    def __init__(self) -> None:
        self.labels: list[str] = []

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> Reader:
        """Train on texts of all languages together, one label each."""
        self._views = [NGrams(name) for name in VIEWS]
        features = hstack([view.fit(texts) for view in self._views], format="csr")
        margin = LinearSVC(C=0.3, tol=0.1, random_state=0).fit(features, np.asarray(labels))
        bayes = MultinomialNB(alpha=0.02).fit(features, np.asarray(labels))
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

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """One row per text, one column per label: greater is likelier. Zeros: nothing known."""
        features = hstack([view.read(texts) for view in self._views], format="csr")
        scores = np.zeros((len(texts), len(self.labels)), dtype=np.float32)
        for row in range(len(texts)):
            seen = slice(features.indptr[row], features.indptr[row + 1])
            if seen.start < seen.stop:
                known = self._weights[features.indices[seen]].astype(np.float32)
                scores[row] = features.data[seen] @ known + self._bias
        return scores


def shares(scores: np.ndarray, temperature: float) -> np.ndarray:
    """Turn scores into shares that sum to 1 in each row; a low temperature sharpens them."""
    sharpened = scores / temperature
    sharpened = np.exp(sharpened - sharpened.max(axis=1, keepdims=True))
    return np.asarray(sharpened / sharpened.sum(axis=1, keepdims=True))
