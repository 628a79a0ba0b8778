"""Train our reader on the languages of some questions only, and read these with it.

    nlu/.venv/bin/python nlu/compare/ours.py --build … --questions … --out …

The other side of `stock.py`: the same utterances, the same questions, the same shape of result.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from components.decision import Calibration, decide
from components.reading import Reader


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True, help="JSON: [{lang, text}, …]")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    questions = json.loads(given.questions.read_text(encoding="utf-8"))
    languages = {each["lang"] for each in questions}
    config = yaml.safe_load((given.build / "config.yml").read_text(encoding="utf-8"))
    classifier = config["pipeline"][-1]
    everything = json.loads((given.build / "utterances.json").read_text(encoding="utf-8"))
    examples = [each for each in everything if each["language"] in languages]
    began = time.monotonic()
    reader = Reader().fit(
        [each["text"] for each in examples],
        [each["label"] for each in examples],
        frozenset(classifier["danger_topics"]),
    )
    trained = time.monotonic() - began
    scores = reader.scores([each["text"] for each in questions])
    labels, weighed = reader.shares(scores, Calibration.read(classifier["thresholds"]))
    readings = []
    for each, row in zip(questions, weighed, strict=True):
        shares = dict(zip(labels, map(float, row), strict=True))
        made = decide(shares, len(each["text"].split()))
        ranking = [topic for topic, _ in made.topics[:10]]
        offers = ranking[:1] if made.kind == "answer" else list(made.offers)
        readings.append(
            {"decision": made.kind, "intent": made.intent, "ranking": ranking, "offers": offers}
        )
    result = {"seconds": round(trained), "readings": readings}
    given.out.write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
