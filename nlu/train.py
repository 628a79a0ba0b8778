"""Train: a build folder of `faq/compile.py` → a model file.

python nlu/train.py --build var/rasa/build --model var/rasa/model.tar.gz
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from prepare import prepare

UTTERANCES = "utterances.json"


def say(line: str) -> None:
    """Print progress at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def check_languages(build: Path) -> None:
    """Refuse a file that is written in another language than the one it stands under."""
    from foreign import foreign_files

    faults = foreign_files(json.loads((build / UTTERANCES).read_text(encoding="utf-8")))
    if faults:
        raise SystemExit(faults[0])


def train(build: Path, model: Path) -> None:
    """Train from the build folder and put the model in its place in one move.

    Raises `SystemExit` with one line when the content must not be trained on, or Rasa does not
    train.
    """
    prepare()
    check_languages(build)
    os.environ["POVEZANI_UTTERANCES"] = str((build / UTTERANCES).resolve())
    model.parent.mkdir(parents=True, exist_ok=True)
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"  # the fingerprint decides whether to train, not Rasa
    with tempfile.TemporaryDirectory(dir=model.parent) as folder:
        os.environ["RASA_CACHE_DIRECTORY"] = folder
        from rasa.model_training import train as rasa_train

        done = rasa_train(
            domain=str(build / "domain"),
            config=str(build / "config.yml"),
            training_files=[str(build / "data")],
            output=folder,
            force_training=True,
            fixed_model_name="model",
        )
        if done.code != 0 or not done.model:
            raise SystemExit(f"training failed with code {done.code}")
        Path(done.model).replace(model)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True, help="the file to write")
    given = parser.parse_args()
    began = time.monotonic()
    say(f"training from {given.build} …")
    train(given.build, given.model)
    size = given.model.stat().st_size / 1e6
    took = time.monotonic() - began
    say(f"trained in {took:.0f} s: {given.model} ({size:.0f} MB)")


if __name__ == "__main__":
    main()
