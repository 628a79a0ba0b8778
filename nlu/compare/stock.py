"""Train Rasa as `rasa init` sets it up, and read questions with it.

    nlu/compare/.venv/bin/python nlu/compare/stock.py --build … --questions … --out …

The same utterances as ours, of the languages that the questions are in; every topic is an intent
of its own. Written: one reading per question, in the shape of the parse route, as JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

TOPIC = "faq/"
FALLBACK = "nlu_fallback"


def config(epochs: int) -> dict[str, Any]:
    """What `rasa init` of 3.6 writes, but for the number of epochs."""
    return {
        "recipe": "default.v1",
        "language": "sl",
        "pipeline": [
            {"name": "WhitespaceTokenizer"},
            {"name": "RegexFeaturizer"},
            {"name": "LexicalSyntacticFeaturizer"},
            {"name": "CountVectorsFeaturizer"},
            {
                "name": "CountVectorsFeaturizer",
                "analyzer": "char_wb",
                "min_ngram": 1,
                "max_ngram": 4,
            },
            {
                "name": "DIETClassifier",
                "epochs": epochs,
                "constrain_similarities": True,
                "random_seed": 1,
            },
            {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
        ],
    }


def train(build: Path, languages: set[str], epochs: int, folder: Path) -> str:
    """Train on the build's utterances in these languages; returns the model's path."""
    from rasa.model_training import train_nlu

    everything = json.loads((build / "utterances.json").read_text(encoding="utf-8"))
    examples = [
        {"text": each["text"], "intent": each["label"].replace("/", "__")}
        for each in everything
        if each["language"] in languages and not each["label"].startswith("danger/")
    ]
    sys.stderr.write(f"stock: training on {len(examples)} utterances, {epochs} epochs …\n")
    (folder / "config.yml").write_text(json.dumps(config(epochs)), encoding="utf-8")
    (folder / "nlu.json").write_text(
        json.dumps({"rasa_nlu_data": {"common_examples": examples}}, ensure_ascii=False),
        encoding="utf-8",
    )
    model = train_nlu(
        str(folder / "config.yml"), str(folder / "nlu.json"), str(folder), fixed_model_name="stock"
    )
    if model is None:
        raise SystemExit("stock: Rasa did not train")
    return str(model)


async def read(model: str, texts: list[str]) -> list[dict[str, Any]]:
    """What stock Rasa takes each text for."""
    from rasa.core.agent import Agent

    agent = Agent.load(model)
    found = []
    for text in texts:
        parsed = await agent.parse_message(text)
        ranked = [each["name"].replace("__", "/") for each in parsed["intent_ranking"]]
        best = parsed["intent"]["name"].replace("__", "/")
        topics = [name[len(TOPIC) :] for name in ranked if name.startswith(TOPIC)]
        if best.startswith(TOPIC):
            decision, offers = "answer", topics[:1]
        elif best in (FALLBACK, "out_of_scope"):
            decision, offers = "abstain", []
        else:
            decision, offers = "intent", []
        found.append({"decision": decision, "intent": best, "ranking": topics, "offers": offers})
    return found


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True, help="JSON: [{lang, text}, …]")
    parser.add_argument("--epochs", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    questions = json.loads(given.questions.read_text(encoding="utf-8"))
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["RASA_CACHE_DIRECTORY"] = folder  # else Rasa leaves one where it was called
        languages = {each["lang"] for each in questions}
        model = train(given.build, languages, given.epochs, Path(folder))
        trained = time.monotonic() - began
        readings = asyncio.run(read(model, [each["text"] for each in questions]))
    result = {"seconds": round(trained), "readings": readings}
    given.out.write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
