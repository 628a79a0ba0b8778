"""The linear reader: what a text means, in any of our languages.

scikit-learn only, no Rasa: training, calibration and measuring use the same class. One look at a
text counts its n-grams; three heads over them answer three questions: what the writer does (asks,
greets, complains …), which topic they ask about, and whether they may be in danger. A head is two
linear models added up, a support vector machine and naive Bayes: the first is the better on texts
like those it was trained on, the second on questions put differently.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import MultinomialNB
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from components.decision import TOPIC_PREFIX, Calibration
from components.spelling import VIEWS, views

_LETTERS = {"analyzer": "char_wb", "ngram_range": (2, 4)}
_WORDS = {"ngram_range": (1, 2), "token_pattern": r"(?u)\b\w+\b"}
SEEN_AT_LEAST = 2
"""Texts that hold an n-gram, for it to count: a third of all n-grams, and no figure moved."""

ASKING = "faq"
"""What the writer does who asks about a topic."""
DANGER_PREFIX = "danger/"
CALM = "danger/calm"
"""Label of training text that only sounds like danger."""


class NGrams:
    """Counted n-grams of one view, damped (1 + log n), weighted by rarity, of length one.

    Learned by scikit-learn, which is slow on a single text (half a millisecond a view), and
    looked up by ourselves.
    """

    def __init__(self, view: str) -> None:
        counts = _LETTERS if view == "letters" else _WORDS
        self._counted = CountVectorizer(
            dtype=np.float32, lowercase=False, min_df=SEEN_AT_LEAST, **counts
        )

    def fit(self, texts: Sequence[str]) -> csr_matrix:
        """Learn the n-grams of the texts and how rare each is; returns their features."""
        counts = self._counted.fit_transform(texts)
        self._counted.stop_words_ = None  # kept by scikit-learn for looking at only
        self._split = self._counted.build_analyzer()
        within = np.bincount(counts.indices, minlength=counts.shape[1])
        rarity = np.log((1 + counts.shape[0]) / (1 + within)) + 1
        self._rarity = rarity.astype(np.float32)
        self.width = counts.shape[1]
        counts.data = (1 + np.log(counts.data)) * self._rarity[counts.indices]
        return normalize(counts, copy=False)

    def look(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Places and weights of the n-grams of a text; those never seen are left out."""
        known = self._counted.vocabulary_
        counted = Counter(known[gram] for gram in self._split(text) if gram in known)
        places = np.fromiter(counted.keys(), np.int32, len(counted))
        weights = 1 + np.log(np.fromiter(counted.values(), np.float32, len(counted)))
        weights *= self._rarity[places]
        return places, weights / (np.sqrt(weights @ weights) or 1)


class Features:
    """The n-grams of all views side by side."""

    def fit(self, texts: Sequence[str]) -> csr_matrix:
        """Learn the n-grams of the texts; returns one row per text."""
        seen = [views(text) for text in texts]
        self._views = {name: NGrams(name) for name in VIEWS}
        return hstack(
            [grams.fit([each[name] for each in seen]) for name, grams in self._views.items()],
            format="csr",
        )

    def read(self, texts: Sequence[str]) -> csr_matrix:
        """One row per text."""
        places: list[np.ndarray] = []
        weights: list[np.ndarray] = []
        ends = [0]
        for text in texts:
            seen = views(text)
            offset = end = 0
            for name, grams in self._views.items():
                where, what = grams.look(seen[name])
                places.append(where + offset)
                weights.append(what)
                offset += grams.width
                end += len(where)
            ends.append(ends[-1] + end)
        width = sum(grams.width for grams in self._views.values())
        found = (np.concatenate(weights), np.concatenate(places), ends)
        return csr_matrix(found, shape=(len(texts), width))


class Head:
    """One linear model over the features: a score for each of its labels.

    Zeros in a row: none of the text was ever seen.
    """

    def __init__(self, *, balanced: bool, bayes: float) -> None:
        """`balanced`: a label with little text counts as much; `bayes`: naive Bayes' weight."""
        self._balanced = balanced
        self._bayes = bayes
        self.labels: list[str] = []

    def fit(self, features: csr_matrix, labels: Sequence[str]) -> Head:
        """Train on one row and one label per text."""
        known = np.asarray(labels)
        margin = LinearSVC(
            C=0.3, tol=0.1, random_state=0, class_weight="balanced" if self._balanced else None
        ).fit(features, known)
        bayes = MultinomialNB(alpha=0.02, fit_prior=False).fit(features, known)
        self.labels = [str(label) for label in margin.classes_]

        weights = np.zeros((features.shape[1], len(self.labels)))
        bias = np.zeros(len(self.labels))
        sample = features[:: max(1, features.shape[0] // 2000)]
        for matrix, offset, share in (
            (margin.coef_.T, margin.intercept_, 1.0),
            (bayes.feature_log_prob_.T, bayes.class_log_prior_, self._bayes),
        ):
            scale = float((sample @ matrix + offset).std(axis=1).mean()) / share
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


class Scores(NamedTuple):
    """One row per text in each: acts, topics and kinds of danger, as the heads name them."""

    acts: np.ndarray
    topics: np.ndarray
    dangers: np.ndarray


class Reader:
    """What a text means, and whether its writer may be in danger: three heads over one look."""

    def fit(
        self, texts: Sequence[str], labels: Sequence[str], concerned: frozenset[str]
    ) -> Reader:
        """Train on texts of all languages together, one label each.

        Texts labelled `danger/<kind>` teach the last head only. To it everything else is calm,
        but for the topics that danger is about (`concerned`), which teach it neither.
        """
        self._features = Features()
        rows = self._features.fit(texts)

        def head(chosen: Sequence[str | None], **how: Any) -> Future[Head]:
            places = [place for place, label in enumerate(chosen) if label is not None]
            named = [label for label in chosen if label is not None]
            return workers.submit(Head(**how).fit, rows[places], named)

        asks = [label.startswith(TOPIC_PREFIX) for label in labels]
        dangers = [label.startswith(DANGER_PREFIX) for label in labels]
        kinds = list(zip(labels, asks, dangers, strict=True))
        # scikit-learn's solver works outside Python's lock: two processors halve the time
        with ThreadPoolExecutor(max_workers=2) as workers:
            topics = head(
                [label if asking else None for label, asking, _ in kinds],
                balanced=False,
                bayes=2.0,
            )
            acts = head(
                [
                    None if alarming else ASKING if asking else label
                    for label, asking, alarming in kinds
                ],
                balanced=True,
                bayes=1.0,
            )
            danger = head(
                [
                    label if alarming else None if label in concerned else CALM
                    for label, _, alarming in kinds
                ],
                balanced=True,
                bayes=1.0,
            )
            self.topics, self.acts, self.dangers = (
                each.result() for each in (topics, acts, danger)
            )
        return self

    def scores(self, texts: Sequence[str]) -> Scores:
        """The scores of all three heads."""
        rows = self._features.read(texts)
        return Scores(*(head.scores(rows) for head in (self.acts, self.topics, self.dangers)))

    def shares(self, scores: Scores, fitted: Calibration) -> tuple[list[str], np.ndarray]:
        """Labels of topics and intents together, and their shares: rows that sum to 1.

        A topic's share is the share of asking at all, times its share among the topics.
        """
        offsets = np.array([fitted.acts[act] for act in self.acts.labels])
        acts = shares(scores.acts + offsets, fitted.act_temperature)
        topics = shares(scores.topics, fitted.topic_temperature)
        asking = self.acts.labels.index(ASKING)
        others = [place for place in range(len(self.acts.labels)) if place != asking]
        labels = self.topics.labels + [self.acts.labels[place] for place in others]
        return labels, np.hstack([topics * acts[:, [asking]], acts[:, others]])

    def risks(self, scores: Scores) -> tuple[np.ndarray, list[str]]:
        """By how much danger outweighs calm in each text, and of which kind it would be.

        Zero where nothing of a text is known.
        """
        calm = self.dangers.labels.index(CALM)
        alarming = scores.dangers.copy()
        alarming[:, calm] = -np.inf
        kinds = [self.dangers.labels[place] for place in alarming.argmax(axis=1)]
        risks = alarming.max(axis=1) - scores.dangers[:, calm]
        return risks, [kind.removeprefix(DANGER_PREFIX) for kind in kinds]


def shares(scores: np.ndarray, temperature: float) -> np.ndarray:
    """Turn scores into shares that sum to 1 in each row; a low temperature sharpens them."""
    sharpened = scores / temperature
    sharpened = np.exp(sharpened - sharpened.max(axis=1, keepdims=True))
    return np.asarray(sharpened / sharpened.sum(axis=1, keepdims=True))
