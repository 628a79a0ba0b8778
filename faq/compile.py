"""Compile what people wrote into what Rasa trains on.

Read: `faq/content/<domain>/<topic>/ask.{locale}.txt`, `nlu/data/intents/<intent>.{locale}.txt`,
`nlu/data/danger/<kind>.{locale}.txt` with the topics that danger is about (`topics.txt`), and
`dialogues/{domain,rules,stories}`. Written: a build folder for `rasa train`, and a fingerprint
over everything that decides the model, so that training is skipped when nothing of it has
changed.

Our classifier reads the utterances from `utterances.json`. Rasa gets one example of each intent:
it copies and fingerprints its training data several times over, which took a minute and a half of
a training with 85,000 utterances.

    python -m faq.compile --build var/rasa/build
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

LOCALES = ("sl", "en", "bs", "mk", "sq", "uk", "ru", "ar")
SKILL_FOLDERS = ("domain", "rules", "stories")
CLASSIFIER = "components.classifier.JointClassifier"
LONGEST_UTTERANCE = 1000


class BadContent(Exception):
    """Content that must not be trained on; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One way of saying something, and where it stands.

    `label` is `faq/<domain>.<topic>` (a retrieval intent), `danger/<kind>`, an intent's name or
    `out_of_scope`.
    """

    label: str
    locale: str
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Compiled:
    """What was written: the build folder, its fingerprint, and how much is in it."""

    build: Path
    fingerprint: str
    utterances: int
    topics: int
    intents: int


def _lines(path: Path, root: Path) -> Iterator[tuple[str, str]]:
    """Yield each utterance of a file with its place (`file:line`)."""
    shown = path.relative_to(root).as_posix()
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadContent(f"{shown}:1: not UTF-8 ({error.reason})") from error
    found = False
    seen: dict[str, str] = {}
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.strip()
        if not line:
            continue
        place = f"{shown}:{number}"
        if any(unicodedata.category(mark) == "Cc" for mark in line):
            raise BadContent(f"{place}: a control character stands in the text")
        if len(line) > LONGEST_UTTERANCE:
            raise BadContent(f"{place}: longer than {LONGEST_UTTERANCE} characters")
        key = sameness(line)
        if key in seen:
            raise BadContent(f"{place}: the same utterance stands at {seen[key]}")
        seen[key] = place
        found = True
        yield line, place
    if not found:
        raise BadContent(f"{shown}:1: the file holds no utterance")


def sameness(text: str) -> str:
    """The form in which two utterances count as the same: no case, no outer punctuation."""
    folded = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return folded.strip(" .,;:!?¿¡…؟،") or folded


def _locale_files(folder: Path, stem: str, root: Path) -> Iterator[tuple[str, Path]]:
    """The files `<stem>.{locale}.txt` of a folder: all eight, and no others."""
    found = {path.name: path for path in folder.glob(f"{stem}.*.txt")}
    for locale in LOCALES:
        path = found.pop(f"{stem}.{locale}.txt", None)
        if path is None:
            shown = (folder / f"{stem}.{locale}.txt").relative_to(root).as_posix()
            raise BadContent(f"{shown}:1: missing, so {stem} has no utterances in {locale}")
        yield locale, path
    if found:
        shown = sorted(found.values())[0].relative_to(root).as_posix()
        raise BadContent(f"{shown}:1: not one of our languages ({' '.join(LOCALES)})")


def _files(root: Path) -> Iterator[tuple[str, str, Path]]:
    """Every utterance file as (label, locale, path), in a fixed order."""
    content = root / "faq" / "content"
    for topic in sorted(p for p in content.glob("*/*") if p.is_dir()):
        label = f"faq/{topic.parent.name}.{topic.name}"
        for locale, path in _locale_files(topic, "ask", root):
            yield label, locale, path
    intents = root / "nlu" / "data" / "intents"
    for intent in sorted({path.name.split(".")[0] for path in intents.glob("*.txt")}):
        for locale, path in _locale_files(intents, intent, root):
            yield intent, locale, path
    danger = root / "nlu" / "data" / "danger"
    for kind in sorted({path.name.split(".")[0] for path in danger.glob("*.*.txt")}):
        for locale, path in _locale_files(danger, kind, root):
            yield f"danger/{kind}", locale, path


def _danger_topics(root: Path) -> list[str]:
    """The labels of the topics that danger is about: neither danger nor calm to learn from."""
    path = root / "nlu" / "data" / "danger" / "topics.txt"
    shown = path.relative_to(root).as_posix()
    if not path.is_file():
        raise BadContent(f"{shown}:1: missing, so nobody knows what danger is about")
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        topic = line.partition("#")[0].strip()
        if not topic:
            continue
        if not (root / "faq" / "content" / topic.replace(".", "/")).is_dir():
            raise BadContent(f"{shown}:{number}: there is no topic {topic}")
        found.append(f"faq/{topic}")
    return found


def utterances(root: Path) -> list[Utterance]:
    """All utterances of the project, in a fixed order.

    Raises `BadContent` when a topic or intent lacks a language, a file is empty or unreadable,
    or one utterance stands in two places that mean different things.
    """
    found: list[Utterance] = []
    meant: dict[tuple[bool, str], Utterance] = {}
    for label, locale, path in _files(root):
        for text, place in _lines(path, root):
            said = Utterance(label=label, locale=locale, text=text, place=place)
            # What it means and whether it is danger are two questions: one text may teach both.
            other = meant.setdefault((label.startswith("danger/"), sameness(text)), said)
            if other.label != label:
                raise BadContent(
                    f"{place}: stands under {label}, and at {other.place} under {other.label}"
                )
            found.append(said)
    if not found:
        raise BadContent("faq/content:1: there are no utterances at all")
    return found


def _deciding(root: Path) -> Iterator[Path]:
    """The files that decide the model. Calibration questions do not: `thresholds.yml` does."""
    for _, _, path in _files(root):
        yield path
    nlu = root / "nlu"
    yield from sorted((nlu / "components").glob("**/*.py"))
    for name in (
        "config.yml",
        "data/danger/topics.txt",
        "thresholds.yml",
        "slim.py",
        "train.py",
        "uv.lock",
    ):
        if (nlu / name).is_file():
            yield nlu / name
    for folder in SKILL_FOLDERS:
        yield from sorted((root / "dialogues" / folder).glob("**/*.yml"))
    yield Path(__file__)


def fingerprint(root: Path) -> str:
    """Sixteen hex digits over everything that decides the model.

    Raises `BadContent` when a language of a topic or intent is missing.
    """
    digest = hashlib.sha256()
    for path in _deciding(root):
        name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
        digest.update(f"{name}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _config(root: Path) -> str:
    """Rasa's configuration with the measured thresholds written into the classifier's part."""
    config = yaml.safe_load((root / "nlu" / "config.yml").read_text(encoding="utf-8"))
    thresholds = yaml.safe_load((root / "nlu" / "thresholds.yml").read_text(encoding="utf-8"))
    for component in config["pipeline"]:
        if component["name"] == CLASSIFIER:
            component["thresholds"] = thresholds
            component["danger_topics"] = _danger_topics(root)
    return yaml.safe_dump(config, allow_unicode=True, sort_keys=False)


def compile_content(root: Path, build: Path) -> Compiled:
    """Write the build folder anew: `config.yml`, `domain/`, `data/`, `utterances.json`,
    `fingerprint`.

    Raises `BadContent` as `utterances` does; an old build folder is then left as it was.
    """
    said = utterances(root)
    mark = fingerprint(root)
    config = _config(root)
    if build.exists():
        shutil.rmtree(build)
    data = build / "data"
    data.mkdir(parents=True)
    shutil.copytree(root / "dialogues" / "domain", build / "domain")
    for folder in ("rules", "stories"):
        if (root / "dialogues" / folder).is_dir():
            shutil.copytree(root / "dialogues" / folder, data / folder)
    everything = [
        {"text": u.text, "label": u.label, "language": u.locale, "place": u.place} for u in said
    ]
    _write_json(build / "utterances.json", everything)
    one_each = {u.label.partition("/")[0]: u.text for u in reversed(said)}
    examples = [{"text": text, "intent": intent} for intent, text in sorted(one_each.items())]
    _write_json(data / "nlu.json", {"rasa_nlu_data": {"common_examples": examples}})
    (build / "config.yml").write_text(config, encoding="utf-8")
    (build / "fingerprint").write_text(mark + "\n", encoding="utf-8")
    labels = {u.label for u in said}
    topics = sum(label.startswith("faq/") for label in labels)
    intents = sum("/" not in label for label in labels)
    return Compiled(build, mark, len(said), topics, intents)


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """The command line: compile, or print the fingerprint only. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="faq.compile", description=__doc__.split("\n")[0])
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent)
    parser.add_argument("--build", type=Path, help="the folder to write (emptied first)")
    given = parser.parse_args(arguments)
    try:
        if given.build is None:
            sys.stdout.write(fingerprint(given.root) + "\n")
            return 0
        done = compile_content(given.root, given.build)
    except BadContent as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(
        f"{done.utterances} utterances, {done.topics} topics, {done.intents} intents"
        f" -> {done.build} ({done.fingerprint})\n"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
