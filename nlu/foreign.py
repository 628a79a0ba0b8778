"""Find training files that are written in another language than the one they stand under.

People mix languages, and so do the utterances; a whole file in the wrong language is a slip that
would teach the model to hear Albanian as Slovene. So files are judged, not lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from components.languages import Languages

TAUGHT = 10
"""Utterances of each file that teach; more would make training longer, not surer."""
JUDGED = 12
"""Utterances of each file that are judged at first; of a suspicious one all are."""
JUDGED_WORDS = 3
"""Words of an utterance from which its language is asked at all."""
DISTANCE = 15.0
"""Of scores, from which an utterance counts as foreign."""
MOST_FOREIGN = 0.5
"""Share of a file's judged utterances."""
EXEMPT = ("change_language",)
"""Intents whose utterances name, and use, other languages."""


def foreign_files(examples: Iterable[Mapping[str, Any]]) -> list[str]:
    """One line for each file in a wrong language: `file:line: …`, the first foreign utterance.

    `examples` are those of the build's `utterances.json`. The files of one half of the labels
    are judged by what the other half teaches, so that a wrong file cannot teach that it is right.
    """
    files: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for example in examples:
        if example["label"] not in EXEMPT:
            files[example["place"].rpartition(":")[0]].append(example)
    labels = sorted({own[0]["label"] for own in files.values()})
    faults = []
    for half in (0, 1):
        teaching = [
            example
            for own in files.values()
            if labels.index(own[0]["label"]) % 2 != half
            for example in own[:TAUGHT]
        ]
        if not teaching:
            continue
        languages = Languages().fit(
            [example["text"] for example in teaching],
            [example["language"] for example in teaching],
        )
        for own in files.values():
            if labels.index(own[0]["label"]) % 2 == half:
                faults += _fault(own, languages)
    return sorted(faults)


def _fault(own: list[Mapping[str, Any]], languages: Languages) -> list[str]:
    locale = own[0]["language"]
    judged = [example for example in own if len(example["text"].split()) >= JUDGED_WORDS]
    if not judged or locale not in languages.locales:
        return []
    some = judged[:: max(1, len(judged) // JUDGED)]
    if some != judged and not _fault(some, languages):
        return []
    scores = languages.scores([example["text"] for example in judged])
    behind = scores.max(axis=1) - scores[:, languages.locales.index(locale)]
    wrong = [n for n, distance in enumerate(behind) if distance > DISTANCE]
    if len(wrong) <= MOST_FOREIGN * len(judged):
        return []
    first = wrong[0]
    seems = languages.locales[int(scores[first].argmax())]
    return [f"{judged[first]['place']}: the file seems to be written in {seems}, not in {locale}"]
