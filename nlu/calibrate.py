"""Fit how far scores can be trusted, on separately written questions: `nlu/thresholds.yml`.

    python nlu/calibrate.py --build var/rasa/build [--write]

Reads `nlu/data/calibration/{locale}.tsv` (label, tab, text). The reader is trained on the build's
utterances only. Temperatures and offsets are where the right labels get the greatest shares, with
questions, intents and the rest in the mixture of a chat (`MIXTURE`); the bar of danger is the
lowest that rings falsely on few questions that speak of none. How far the choice carries is shown
by fitting on seven languages and counting on the eighth.
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
import yaml
from components.decision import OUT_OF_SCOPE, TOPIC_PREFIX, Calibration, Decision, decide
from components.reading import ASKING, Reader, Scores
from scipy.optimize import minimize

HERE = Path(__file__).resolve().parent
FALSE_ALARMS = 0.012
"""Share of calm questions that may show help in danger: a moment's surprise, no harm. Of these
questions some do speak of danger; on others the share is half as great."""


MIXTURE = {"question": 0.55, "intent": 0.35, "outside": 0.10}
"""Of what people write to such a bot about half are questions; greetings, thanks, complaints and
wishes are a third. The calibration files hold more questions than that."""
SIDES = {ASKING: "question", OUT_OF_SCOPE: "outside"}


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
    if made.intent == label or (side == "outside" and made.kind == "ask"):
        return f"{side} right"
    if made.kind in ("answer", "offer"):
        return f"{side} {'answered' if made.kind == 'answer' else 'offered'}"
    return f"{side} otherwise"


def _act(label: str) -> str:
    return ASKING if label.startswith(TOPIC_PREFIX) else label


def _surprise(scores: np.ndarray, right: Sequence[int], weights: np.ndarray) -> float:
    """Mean negative log share of the right labels."""
    peaks = scores.max(axis=1)
    total = np.log(np.exp(scores - peaks[:, None]).sum(axis=1)) + peaks
    return float(np.average(total - scores[np.arange(len(right)), right], weights=weights))


def fit(reader: Reader, scores: Scores, questions: Sequence[Question]) -> Calibration:
    """Temperatures and offsets at which the right labels are least surprising."""
    acts, topics = reader.acts.labels, reader.topics.labels
    sides = [SIDES.get(_act(each.label), "intent") for each in questions]
    many = Counter(sides)
    weights = np.array([MIXTURE[side] / many[side] for side in sides])
    meant = [acts.index(_act(each.label)) for each in questions]

    def acting(point: np.ndarray) -> float:
        raised = (scores.acts + point[1:]) / np.exp(point[0])
        # a light pull to zero: an offset must earn its place
        return _surprise(raised, meant, weights) + 0.002 * float((point[1:] ** 2).sum())

    found = minimize(acting, np.zeros(1 + len(acts)), method="L-BFGS-B").x
    asked = [place for place, side in enumerate(sides) if side == "question"]
    right = [topics.index(questions[place].label) for place in asked]

    def asking(point: np.ndarray) -> float:
        return _surprise(scores.topics[asked] / np.exp(point[0]), right, weights[asked])

    warmth = minimize(asking, np.zeros(1), method="Nelder-Mead").x
    return Calibration(
        act_temperature=round(float(np.exp(found[0])), 3),
        topic_temperature=round(float(np.exp(warmth[0])), 3),
        acts={act: round(float(value), 3) for act, value in zip(acts, found[1:], strict=True)},
        danger=1.0,
    )


def bar_of_danger(risks: np.ndarray) -> float:
    """The lowest bar at which few of these calm questions ring; never a text of no known word."""
    return round(max(0.05, float(np.quantile(risks, 1 - FALSE_ALARMS)) + 0.005), 3)


def count(
    reader: Reader, scores: Scores, questions: Sequence[Question], fitted: Calibration
) -> Counter:
    """How many questions met which outcome."""
    labels, weighed = reader.shares(scores, fitted)
    counted: Counter = Counter()
    for question, row in zip(questions, weighed, strict=True):
        weighing = dict(zip(labels, map(float, row), strict=True))
        counted[outcome(question.label, decide(weighing, len(question.text.split())))] += 1
    return counted


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


def _of(scores: Scores, places: Sequence[int]) -> Scores:
    return Scores(*(each[places] for each in scores))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--write", action="store_true", help="write nlu/thresholds.yml")
    given = parser.parse_args()
    config = yaml.safe_load((given.build / "config.yml").read_text(encoding="utf-8"))
    concerned = frozenset(config["pipeline"][-1]["danger_topics"])
    examples = json.loads((given.build / "utterances.json").read_text(encoding="utf-8"))
    questions = read_questions(HERE / "data" / "calibration")
    say(f"training on {len(examples)} utterances …")
    reader = Reader().fit(
        [each["text"] for each in examples], [each["label"] for each in examples], concerned
    )
    scores = reader.scores([each.text for each in questions])

    say("fitting …")
    apart: Counter = Counter()
    for locale in sorted({each.locale for each in questions}):
        own = [place for place, each in enumerate(questions) if each.locale == locale]
        rest = [place for place, each in enumerate(questions) if each.locale != locale]
        fitted = fit(reader, _of(scores, rest), [questions[place] for place in rest])
        apart += count(reader, _of(scores, own), [questions[place] for place in own], fitted)
    chosen = fit(reader, scores, questions)
    risks, _ = reader.risks(scores)
    calm = np.array([each.label not in concerned for each in questions])
    chosen = replace(chosen, danger=bar_of_danger(risks[calm]))
    say(f"fitted on the other seven languages:\n{table(apart)}")
    say(f"fitted on all:\n{table(count(reader, scores, questions, chosen))}\n{asdict(chosen)}")
    if given.write:
        head = "# Fitted by `python nlu/calibrate.py --write` on nlu/data/calibration.\n"
        body = yaml.safe_dump(asdict(chosen), sort_keys=False)
        (HERE / "thresholds.yml").write_text(head + body, encoding="utf-8")
        say(f"written to {HERE.name}/thresholds.yml")


if __name__ == "__main__":
    main()
