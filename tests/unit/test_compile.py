"""From what people wrote to what Rasa trains on."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from faq.compile import (
    CLASSIFIER,
    LOCALES,
    BadContent,
    compile_content,
    fingerprint,
    main,
    sameness,
    utterances,
)

ROOT = Path(__file__).resolve().parents[2]
Project = Callable[..., Path]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one topic and one intent in all languages."""
    root = tmp_path / "project"
    topic = root / "faq" / "content" / "residence" / "address"
    intents = root / "nlu" / "data" / "intents"
    for folder in (topic, intents, root / "nlu" / "components", root / "nlu" / "data" / "x"):
        folder.mkdir(parents=True)
    for locale in LOCALES:
        (topic / f"ask.{locale}.txt").write_text(f"where do I live, {locale}\n", encoding="utf-8")
        (intents / f"greet.{locale}.txt").write_text(f"hello {locale}\n", encoding="utf-8")
    danger = root / "nlu" / "data" / "danger"
    danger.mkdir()
    for locale in LOCALES:
        (danger / f"violence.{locale}.txt").write_text(f"help {locale}\n", encoding="utf-8")
    (danger / "topics.txt").write_text("# about danger\nresidence.address\n", encoding="utf-8")
    config = {"pipeline": [{"name": "components.context.ContextReader"}, {"name": CLASSIFIER}]}
    (root / "nlu" / "config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    (root / "nlu" / "thresholds.yml").write_text("answer: 0.5\n", encoding="utf-8")
    (root / "nlu" / "components" / "reading.py").write_text("C = 1\n", encoding="utf-8")
    for folder_name in ("domain", "rules", "stories"):
        folder = root / "dialogues" / folder_name
        folder.mkdir(parents=True)
        (folder / "greet.yml").write_text("version: '3.1'\n", encoding="utf-8")
    return root


def ask(project: Path, locale: str = "en") -> Path:
    return project / "faq" / "content" / "residence" / "address" / f"ask.{locale}.txt"


def examples(build: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(
        (build / "utterances.json").read_text(encoding="utf-8")
    )
    return found


def test_the_build_folder_is_whole(project: Path, tmp_path: Path) -> None:
    build = tmp_path / "build"
    build.mkdir()
    (build / "old").write_text("of an earlier build", encoding="utf-8")
    done = compile_content(project, build)
    assert (done.utterances, done.topics, done.intents) == (24, 1, 1)
    assert {path.relative_to(build).as_posix() for path in build.rglob("*") if path.is_file()} == {
        "config.yml",
        "fingerprint",
        "data/nlu.json",
        "utterances.json",
        "data/rules/greet.yml",
        "data/stories/greet.yml",
        "domain/greet.yml",
    }
    labels = {(each["label"], each["language"]) for each in examples(build)}
    assert ("faq/residence.address", "sq") in labels
    assert ("greet", "ar") in labels
    rasa = json.loads((build / "data" / "nlu.json").read_text(encoding="utf-8"))
    assert [each["intent"] for each in rasa["rasa_nlu_data"]["common_examples"]] == [
        "danger",
        "faq",
        "greet",
    ]
    assert (build / "fingerprint").read_text(encoding="utf-8").strip() == done.fingerprint


def test_the_measured_thresholds_travel_with_the_model(project: Path, tmp_path: Path) -> None:
    build = compile_content(project, tmp_path / "build").build
    config = yaml.safe_load((build / "config.yml").read_text(encoding="utf-8"))
    assert config["pipeline"][1]["thresholds"] == {"answer": 0.5}
    assert config["pipeline"][1]["danger_topics"] == ["faq/residence.address"]
    assert "thresholds" not in config["pipeline"][0]


@pytest.mark.parametrize(
    "text",
    [
        "/start",
        '/faq{"topic":"x"}',
        "my [permit](topic) ends",
        '[permit]{"entity": "topic"}',
        "- a dash: and a colon # and a hash",
        "quotes \" and ' and \\ and {braces}",
        "الإقامة (2) | جديدة",
    ],
)
def test_a_text_comes_through_literally(project: Path, tmp_path: Path, text: str) -> None:
    ask(project).write_text(f"{text}\n", encoding="utf-8")
    build = compile_content(project, tmp_path / "build").build
    assert text in [each["text"] for each in examples(build)]


def test_blank_lines_and_windows_line_ends_do_not_matter(project: Path) -> None:
    ask(project).write_bytes(b"\r\n  one way  \r\n\r\nanother way\r\n")
    said = [u.text for u in utterances(project) if u.place.startswith("faq/") and u.locale == "en"]
    assert said == ["one way", "another way"]


@pytest.mark.parametrize(
    ("content", "line", "why"),
    [
        (b"", 1, "no utterance"),
        (b"\n \n", 1, "no utterance"),
        (b"one way\nOne  way!\n", 2, "the same utterance"),
        (b"one way\nwith a \x07 bell\n", 2, "control character"),
        (b"one way\nwith a \t tab\n", 2, "control character"),
        (b"fine\nhello en\n", None, "greet"),
        (b"\xff\xfe", 1, "not UTF-8"),
        (b"x" * 1001, 1, "longer than"),
    ],
)
def test_bad_content_is_named_by_file_and_line(
    project: Path, content: bytes, line: int | None, why: str
) -> None:
    ask(project).write_bytes(content)
    with pytest.raises(BadContent) as caught:
        utterances(project)
    if line is not None:
        assert str(caught.value).startswith(f"faq/content/residence/address/ask.en.txt:{line}: ")
    assert why in str(caught.value)


def test_one_utterance_in_two_topics_names_both_places(project: Path) -> None:
    other = project / "faq" / "content" / "residence" / "citizenship"
    other.mkdir()
    for locale in LOCALES:
        (other / f"ask.{locale}.txt").write_text(f"citizen {locale}\n", encoding="utf-8")
    (other / "ask.en.txt").write_text("citizen\nWhere do I live, EN?\n", encoding="utf-8")
    with pytest.raises(BadContent) as caught:
        utterances(project)
    assert "faq/content/residence/citizenship/ask.en.txt:2: " in str(caught.value)
    assert "faq/content/residence/address/ask.en.txt:1" in str(caught.value)


def test_a_text_may_teach_a_topic_and_danger(project: Path) -> None:
    ask(project).write_text("he hits me\n", encoding="utf-8")
    danger = project / "nlu" / "data" / "danger" / "violence.en.txt"
    danger.write_text("He hits me!\n", encoding="utf-8")
    said = [u.label for u in utterances(project) if sameness(u.text) == "he hits me"]
    assert said == ["faq/residence.address", "danger/violence"]


def test_a_topic_of_danger_that_does_not_exist_is_named(project: Path, tmp_path: Path) -> None:
    listed = project / "nlu" / "data" / "danger" / "topics.txt"
    listed.write_text("# topics\nhealth.nothing\n", encoding="utf-8")
    with pytest.raises(BadContent, match=r"danger/topics\.txt:2: there is no topic health\.n"):
        compile_content(project, tmp_path / "build")
    listed.unlink()
    with pytest.raises(BadContent, match=r"danger/topics\.txt:1: missing"):
        compile_content(project, tmp_path / "build")


def test_a_missing_language_is_named(project: Path) -> None:
    ask(project, "mk").unlink()
    with pytest.raises(BadContent, match=r"^faq/content/residence/address/ask\.mk\.txt:1: "):
        fingerprint(project)


def test_a_foreign_language_is_named(project: Path) -> None:
    ask(project, "de").write_text("wo wohne ich\n", encoding="utf-8")
    with pytest.raises(BadContent, match=r"ask\.de\.txt:1: not one of our languages"):
        utterances(project)


def test_bad_content_leaves_the_last_build_alone(project: Path, tmp_path: Path) -> None:
    build = compile_content(project, tmp_path / "build").build
    ask(project).write_text("", encoding="utf-8")
    with pytest.raises(BadContent):
        compile_content(project, build)
    assert len(examples(build)) == 24


@pytest.mark.parametrize(
    "path",
    [
        "faq/content/residence/address/ask.en.txt",
        "nlu/data/intents/greet.ar.txt",
        "nlu/data/danger/violence.sq.txt",
        "nlu/data/danger/topics.txt",
        "nlu/components/reading.py",
        "nlu/config.yml",
        "nlu/thresholds.yml",
        "nlu/uv.lock",
        "dialogues/domain/greet.yml",
        "dialogues/rules/new.yml",
        "dialogues/stories/greet.yml",
    ],
)
def test_whatever_decides_the_model_changes_the_fingerprint(project: Path, path: str) -> None:
    before = fingerprint(project)
    assert fingerprint(project) == before
    with (project / path).open("a", encoding="utf-8") as file:
        file.write("one thing more\n")
    assert fingerprint(project) != before


@pytest.mark.parametrize(
    "path",
    [
        "faq/content/residence/address/about.yml",
        "faq/content/residence/address/en.md",
        "nlu/data/calibration/en.tsv",
        "nlu/calibrate.py",
        "README.md",
    ],
)
def test_what_does_not_decide_the_model_leaves_the_fingerprint(project: Path, path: str) -> None:
    before = fingerprint(project)
    (project / path).parent.mkdir(exist_ok=True)
    (project / path).write_text("something\n", encoding="utf-8")
    assert fingerprint(project) == before


def test_the_command_line(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--root", str(project)]) == 0
    assert capsys.readouterr().out.strip() == fingerprint(project)
    assert main(["--root", str(project), "--build", str(tmp_path / "build")]) == 0
    assert "24 utterances, 1 topics, 1 intents" in capsys.readouterr().out
    ask(project).write_text("", encoding="utf-8")
    assert main(["--root", str(project), "--build", str(tmp_path / "build")]) == 1
    assert capsys.readouterr().err.startswith("faq/content/residence/address/ask.en.txt:1: ")


def test_sameness_forgives_case_blanks_and_outer_marks() -> None:
    assert sameness(" Kje  živim? ") == sameness("kje živim")
    assert sameness("؟أين؟") == sameness("أين")
    assert sameness("???") == "???"


def test_the_project_itself_compiles_with_all_topics(tmp_path: Path) -> None:
    done = compile_content(ROOT, tmp_path / "build")
    assert done.topics == 69
    assert done.intents == 9
    assert done.utterances > 45_000
