"""Choose the thresholds on separately written questions, and write `nlu/thresholds.yml`.

    python nlu/calibrate.py --build var/rasa/build [--write]

Reads `nlu/data/calibration/{locale}.tsv` (label, tab, text). The reader is trained on the build's
utterances only. The temperature is where the shares fit best (least negative log share of the
right label); the thresholds are where a mistake costs least on average. How far the choice can
be trusted is shown by choosing on seven languages and counting on the eighth.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from components.decision import OUT_OF_SCOPE, TOPIC_PREFIX, Decision, Thresholds, decide
from components.reading import Reader, shares

HERE = Path(__file__).resolve().parent

COSTS = {
    "answered_right": 0.0,
    "offered_right": 0.25,
    "missed": 0.6,
    "answered_wrong": 1.0,
    "intent_right": 0.0,
    "intent_offered": 0.4,
    "intent_other": 0.6,
    "intent_answered": 1.0,
    "outside_right": 0.0,
    "outside_offered": 0.3,
    "outside_intent": 0.5,
    "outside_answered": 1.0,
}
"""What an outcome costs a resident: a wrong direct answer most, an offer a tap."""

GRID = {
    "answer": [n / 100 for n in range(20, 96, 3)],
    "margin": [n / 100 for n in range(0, 61, 5)],
    "offer": [n / 1000 for n in (5, 10, 15, 20, 30, 40, 50, 75, 100, 150, 200)],
    "intent": [n / 100 for n in range(10, 91, 5)],
    "out_of_scope": [n / 100 for n in range(5, 91, 5)],
}


class Question(NamedTuple):
    """One written question and what it is about, as the model's label."""

    locale: str
    label: str
    text: str


def say(line: str) -> None:
    """Print progress at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def read_questions(folder: Path) -> list[Question]:
    """All calibration questions. Raises `ValueError` naming file and line."""
    found = []
    for path in sorted(folder.glob("*.tsv")):
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
            cells = line.split("\t")
            if not line or cells[0] == "label":
                continue
            if len(cells) != 2:
                raise ValueError(f"{path.name}:{number}: not `label<tab>text`")
            label, text = cells
            if label.startswith("intent."):
                label = label[len("intent.") :]
            elif "." in label:
                label = TOPIC_PREFIX + label
            found.append(Question(path.stem, label, text))
    return found


def outcome(label: str, made: Decision) -> str:
    """What became of a question, in the words of `COSTS`."""
    if label.startswith(TOPIC_PREFIX):
        topic = label[len(TOPIC_PREFIX) :]
        if made.kind == "answer":
            return "answered_right" if made.topics[0][0] == topic else "answered_wrong"
        return "offered_right" if made.kind == "offer" and topic in made.offers else "missed"
    side = "outside" if label == OUT_OF_SCOPE else "intent"
    if made.intent == label:
        return f"{side}_right"
    if made.kind in ("answer", "offer"):
        return f"{side}_{'answered' if made.kind == 'answer' else 'offered'}"
    return "outside_intent" if side == "outside" else "intent_other"


Weighed = Sequence[tuple[Question, dict[str, float]]]


def count(weighed: Weighed, limits: Thresholds) -> Counter:
    """How many questions met which outcome."""
    return Counter(outcome(q.label, decide(s, limits)) for q, s in weighed)


def cost(counted: Counter) -> float:
    """The mean cost of a question."""
    return sum(COSTS[name] * n for name, n in counted.items()) / max(1, sum(counted.values()))


def likeliest(labels: Sequence[str], row: np.ndarray) -> dict[str, float]:
    """The shares that a decision can hang on: the greatest dozen and `out_of_scope`."""
    kept = {labels[place]: float(row[place]) for place in np.argsort(row)[-12:]}
    return {OUT_OF_SCOPE: float(row[labels.index(OUT_OF_SCOPE)]), **kept}


def choose(weighed: Weighed, start: Thresholds) -> Thresholds:
    """Go down along one threshold after another until none makes it cheaper."""
    best, least = start, cost(count(weighed, start))
    improved = True
    while improved:
        improved = False
        for name, values in GRID.items():
            for value in values:
                tried = replace(best, **{name: value})
                price = cost(count(weighed, tried))
                if price < least - 1e-9:
                    best, least, improved = tried, price, True
    return best


def fitting_temperature(scores: np.ndarray, right: Sequence[int]) -> float:
    """The temperature at which the right labels get the greatest shares."""

    def surprise(temperature: float) -> float:
        given = shares(scores, temperature)[np.arange(len(right)), right]
        return float(-np.log(given + 1e-9).mean())

    return min((n / 100 for n in range(30, 200, 5)), key=surprise)


def table(counted: Counter) -> str:
    """The outcomes as shares of their kind."""
    kinds = {
        "questions": ("answered_right", "offered_right", "answered_wrong", "missed"),
        "intents": ("intent_right", "intent_offered", "intent_answered", "intent_other"),
        "outside": ("outside_right", "outside_offered", "outside_answered", "outside_intent"),
    }
    lines = []
    for kind, names in kinds.items():
        total = sum(counted[name] for name in names)
        parts = "  ".join(f"{name} {counted[name] / max(1, total):.3f}" for name in names)
        lines.append(f"{kind} ({total}): {parts}")
    return "\n".join(lines)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--write", action="store_true", help="write nlu/thresholds.yml")
    given = parser.parse_args()
    data = json.loads((given.build / "data" / "nlu.json").read_text(encoding="utf-8"))
    examples = data["rasa_nlu_data"]["common_examples"]
    questions = read_questions(HERE / "data" / "calibration")
    say(f"training on {len(examples)} utterances …")
    reader = Reader().fit([e["text"] for e in examples], [e["intent"] for e in examples])
    scores = reader.scores([q.text for q in questions])
    right = [reader.labels.index(q.label) for q in questions]
    start = Thresholds(temperature=fitting_temperature(scores, right))
    weighed = [
        (question, likeliest(reader.labels, row))
        for question, row in zip(questions, shares(scores, start.temperature), strict=True)
    ]
    say("choosing …")
    apart: Counter = Counter()
    for locale in sorted({q.locale for q in questions}):
        others = choose([w for w in weighed if w[0].locale != locale], start)
        apart += count([w for w in weighed if w[0].locale == locale], others)
    chosen = choose(weighed, start)
    say(f"chosen on the other seven languages: cost {cost(apart):.4f}\n{table(apart)}")
    together = count(weighed, chosen)
    say(f"chosen on all: cost {cost(together):.4f}\n{table(together)}\n{asdict(chosen)}")
    if given.write:
        head = "# Chosen by `python nlu/calibrate.py --write` on nlu/data/calibration.\n"
        body = "".join(f"{name}: {value}\n" for name, value in asdict(chosen).items())
        (HERE / "thresholds.yml").write_text(head + body, encoding="utf-8")
        say(f"written to {HERE.name}/thresholds.yml")


if __name__ == "__main__":
    main()
