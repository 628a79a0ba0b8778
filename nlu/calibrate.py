"""Fit how far scores can be trusted, on separately written questions: `nlu/thresholds.yml`.

    python nlu/calibrate.py --build var/rasa/build [--write]

Reads `nlu/data/calibration/{locale}.tsv` (label, tab, text). The reader is trained on the build's
utterances only. Temperature and offsets are where the right labels get the greatest shares; the
bar of danger is the lowest that rings falsely on few questions that speak of none. How far the
choice carries is shown by fitting on seven languages and counting on the eighth.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml
from components.decision import OUT_OF_SCOPE, TOPIC_PREFIX, Calibration, Decision, decide
from components.reading import CALM, Reader, shares
from scipy.optimize import minimize

HERE = Path(__file__).resolve().parent
FALSE_ALARMS = 0.004
"""Share of calm questions that may show help in danger: a moment's surprise, no harm."""


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
    """What became of a question."""
    if label.startswith(TOPIC_PREFIX):
        topic = label[len(TOPIC_PREFIX) :]
        if made.kind == "answer":
            return "answered right" if made.topics[0][0] == topic else "answered wrong"
        return "offered right" if made.kind == "offer" and topic in made.offers else "missed"
    side = "outside" if label == OUT_OF_SCOPE else "intent"
    if made.intent == label:
        return f"{side} right"
    if made.kind in ("answer", "offer"):
        return f"{side} {'answered' if made.kind == 'answer' else 'offered'}"
    return f"{side} otherwise"


def _groups(labels: Sequence[str]) -> np.ndarray:
    """Which offset each label takes: 0 none (topics), 1 intents, 2 out of scope."""
    side = {True: 0, False: 1}
    return np.array([2 if n == OUT_OF_SCOPE else side[n.startswith(TOPIC_PREFIX)] for n in labels])


def weigh(scores: np.ndarray, groups: np.ndarray, fitted: Calibration) -> np.ndarray:
    """Scores as shares under a calibration."""
    offsets = np.array([0.0, fitted.intent, fitted.out_of_scope])
    return shares(scores + offsets[groups], fitted.temperature)


def fit(scores: np.ndarray, right: Sequence[int], groups: np.ndarray) -> Calibration:
    """Temperature and offsets at which the right labels are least surprising."""
    rows = np.arange(len(right))

    def calibration(point: np.ndarray) -> Calibration:
        temperature, intent, outside = (float(value) for value in point)
        return Calibration(
            round(float(np.exp(temperature)), 3), round(intent, 3), round(outside, 3)
        )

    def surprise(point: np.ndarray) -> float:
        given = weigh(scores, groups, calibration(point))[rows, right]
        return float(-np.log(given + 1e-9).mean())

    start = np.array([-0.2, 0.0, 0.0])
    simplex = start + np.vstack([np.zeros(3), 0.5 * np.eye(3)])
    options = {"initial_simplex": simplex, "xatol": 0.01, "fatol": 1e-5}
    return calibration(minimize(surprise, start, method="Nelder-Mead", options=options).x)


def bar_of_danger(risks: np.ndarray) -> float:
    """The lowest share of danger at which few of these calm questions ring."""
    return round(float(np.quantile(risks, 1 - FALSE_ALARMS)) + 0.005, 3)


def count(questions: Sequence[Question], weighed: np.ndarray, labels: Sequence[str]) -> Counter:
    """How many questions met which outcome."""
    made = (decide(dict(zip(labels, map(float, row), strict=True))) for row in weighed)
    return Counter(outcome(q.label, each) for q, each in zip(questions, made, strict=True))


def table(counted: Counter) -> str:
    """The outcomes as shares of their kind."""
    kinds = {
        "questions": ("answered right", "offered right", "answered wrong", "missed"),
        "intents": ("intent right", "intent offered", "intent answered", "intent otherwise"),
        "outside": ("outside right", "outside offered", "outside answered", "outside otherwise"),
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
    config = yaml.safe_load((given.build / "config.yml").read_text(encoding="utf-8"))
    concerned = frozenset(config["pipeline"][-1]["danger_topics"])
    examples = data["rasa_nlu_data"]["common_examples"]
    questions = read_questions(HERE / "data" / "calibration")
    say(f"training on {len(examples)} utterances …")
    reader = Reader().fit(
        [each["text"] for each in examples], [each["intent"] for each in examples], concerned
    )
    meant, heard = reader.scores([each.text for each in questions])
    labels = reader.meaning.labels
    groups = _groups(labels)
    right = [labels.index(each.label) for each in questions]

    say("fitting …")
    apart: Counter = Counter()
    locales = np.array([each.locale for each in questions])
    for locale in sorted(set(locales)):
        own = np.flatnonzero(locales == locale)
        rest = np.flatnonzero(locales != locale)
        fitted = fit(meant[rest], [right[n] for n in rest], groups)
        apart += count([questions[n] for n in own], weigh(meant[own], groups, fitted), labels)
    chosen = fit(meant, right, groups)
    risks = 1 - shares(heard, 1.0)[:, reader.danger.labels.index(CALM)]
    calm = np.array([each.label not in concerned for each in questions])
    chosen = Calibration(**{**asdict(chosen), "danger": bar_of_danger(risks[calm])})
    say(f"fitted on the other seven languages:\n{table(apart)}")
    together = count(questions, weigh(meant, groups, chosen), labels)
    say(f"fitted on all:\n{table(together)}\n{asdict(chosen)}")
    if given.write:
        head = "# Fitted by `python nlu/calibrate.py --write` on nlu/data/calibration.\n"
        body = "".join(f"{name}: {value}\n" for name, value in asdict(chosen).items())
        (HERE / "thresholds.yml").write_text(head + body, encoding="utf-8")
        say(f"written to {HERE.name}/thresholds.yml")


if __name__ == "__main__":
    main()
