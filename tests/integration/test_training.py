"""What must not be trained on stops the training, with one line that says where and why."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from rasa_server import NLU_PYTHON, ROOT

from faq.compile import compile_content

WRONG = "faq/content/health/dentist/ask.sl.txt"


@pytest.fixture
def build(tmp_path: Path) -> Path:
    return compile_content(ROOT, tmp_path / "build").build


def change(build: Path, how: Callable[[list[dict[str, str]]], None]) -> None:
    path = build / "utterances.json"
    examples = json.loads(path.read_text(encoding="utf-8"))
    how(examples)
    path.write_text(json.dumps(examples, ensure_ascii=False), encoding="utf-8")


def check(build: Path) -> "subprocess.CompletedProcess[str]":
    """The check that `nlu/train.py` begins with."""
    code = (
        "import sys; from pathlib import Path; sys.path.insert(0, 'nlu');"
        " from train import check_languages; check_languages(Path(sys.argv[1]))"
    )
    return subprocess.run(  # noqa: S603 - the command is written here, nothing of it comes from outside
        [NLU_PYTHON, "-c", code, build], cwd=ROOT, capture_output=True, text=True, timeout=200
    )


@pytest.mark.timeout(600)
def test_a_file_in_a_wrong_language_stops_the_training(build: Path) -> None:
    done = check(build)
    assert (done.returncode, done.stderr) == (0, "")

    def albanian_as_slovene(examples: list[dict[str, str]]) -> None:
        said = [e["text"] for e in examples if "health/dentist/ask.sq" in e["place"]]
        places = [e for e in examples if e["place"].startswith(WRONG)]
        for example, text in zip(places, said, strict=False):
            example["text"] = text

    change(build, albanian_as_slovene)
    done = check(build)
    assert done.returncode == 1
    assert done.stderr.startswith(f"{WRONG}:")
    assert "seems to be written in sq, not in sl" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.timeout(600)
def test_the_training_itself_is_stopped(build: Path, tmp_path: Path) -> None:
    def arabic_as_english(examples: list[dict[str, str]]) -> None:
        for example in examples:
            if "mobility/bus/ask.en" in example["place"]:
                example["text"] = "متى يمر الباص إلى ليوبليانا اليوم من فضلكم"

    change(build, arabic_as_english)
    model = tmp_path / "model.tar.gz"
    done = subprocess.run(  # noqa: S603 - the command is written here, nothing of it comes from outside
        [NLU_PYTHON, ROOT / "nlu" / "train.py", "--build", build, "--model", model],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 1
    assert (
        "mobility/bus/ask.en.txt:1: the file seems to be written in ar, not in en" in done.stderr
    )
    assert not model.exists()


def fit(utterances: Path, thresholds: Path) -> "subprocess.CompletedProcess[str]":
    """The classifier's own training; it would write into the storage that it is not given."""
    code = (
        "import sys, yaml; from pathlib import Path; sys.path.insert(0, 'nlu');"
        " from prepare import prepare; prepare();"
        " from components.classifier import JointClassifier;"
        " fitted = yaml.safe_load(Path(sys.argv[1]).read_text(encoding='utf-8'));"
        " config = {'thresholds': fitted, 'danger_topics': []};"
        " JointClassifier(config, None, None).train(None)"
    )
    return subprocess.run(  # noqa: S603 - the command is written here, nothing of it comes from outside
        [NLU_PYTHON, "-W", "ignore", "-c", code, thresholds],
        cwd=ROOT,
        env={**os.environ, "POVEZANI_UTTERANCES": str(utterances)},
        capture_output=True,
        text=True,
        timeout=200,
    )


@pytest.mark.timeout(300)
def test_an_intent_without_calibration_stops_the_training(tmp_path: Path) -> None:
    """It would train cleanly, and then fail on every text."""
    labels = ("faq/a.b", "faq/a.c", "greet", "out_of_scope", "danger/calm", "danger/violence")
    utterances = tmp_path / "utterances.json"

    def write(*labels: str) -> None:
        examples = [
            {"label": label, "language": locale, "text": f"{label} {locale} {word}", "place": "x"}
            for label in labels
            for locale in ("sl", "en")
            for word in ("one", "two", "two")
        ]
        utterances.write_text(json.dumps(examples), encoding="utf-8")

    thresholds = ROOT / "nlu" / "thresholds.yml"
    write(*labels, "praise", "wave")
    done = fit(utterances, thresholds)
    assert done.returncode == 1
    said, _, advice = done.stderr.partition("; type: python nlu/calibrate.py --build ")
    assert said == "nlu/thresholds.yml knows nothing of praise, wave"
    folder, _, left = advice.rpartition(" --write")
    assert ((ROOT / folder).resolve(), left) == (tmp_path.resolve(), "\n")
    write(*labels)  # what is calibrated and no more there, does no harm
    assert "write_to" in fit(utterances, thresholds).stderr, "it came as far as the storage"
