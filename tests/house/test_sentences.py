"""No sentence for a resident stands in Python, and the languages are the same everywhere."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tree import PACKAGES, ROOT, files

import dialogues.locales
import faq.compile
import faq.topics

ALLOWED = {
    "dialogues/asking.py": "words by which a question is known; read, never said",
    "dialogues/locales.py": "names of the languages, each in itself",
    "dialogues/yes_no.py": "words that are read, never said",
    "faq/figures.py": "names of the months; read, never said",
    "nlu/components/languages.py": "alphabets, one against the other",
    "nlu/components/spelling.py": "beginnings and ends of words, taken off before reading",
}
_WORD = re.compile(r"[^\W\d_]{3,}")
"""Three letters in a row; single letters are how spellings are brought together."""


def foreign(path: Path) -> Iterator[tuple[int, str]]:
    """Literals with a word beyond ASCII, docstrings apart."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if id(node) not in said and any(not w.isascii() for w in _WORD.findall(node.value)):
            yield node.lineno, node.value


def test_no_sentence_for_residents_stands_in_python() -> None:
    found = {
        f"{name}:{line}": literal
        for path in files(*PACKAGES, "nlu", suffix=".py")
        if (name := path.relative_to(ROOT).as_posix()) not in ALLOWED
        for line, literal in foreign(path)
    }
    assert found == {}


def test_the_exceptions_are_still_needed() -> None:
    assert [name for name in ALLOWED if not any(foreign(ROOT / name))] == []


def test_the_languages_are_the_same_everywhere() -> None:
    locales = ("sl", "en", "bs", "mk", "sq", "uk", "ru", "ar")
    assert locales == dialogues.locales.LOCALES
    assert locales == faq.topics.LOCALES
    assert locales == faq.compile.LOCALES
    assert tuple(dialogues.locales.NATIVE_NAMES) == locales
    for folder, form in (
        ("dialogues/texts", "{}/resident.ftl"),
        ("dialogues/cues", "{}.txt"),
        ("dialogues/stop", "{}.txt"),
        ("nlu/data/calibration", "{}.tsv"),
    ):
        missing = [each for each in locales if not (ROOT / folder / form.format(each)).is_file()]
        assert missing == [], folder


def test_nothing_of_a_machine_stands_in_the_project() -> None:
    hosts = re.findall(r'(?:url|registry) = "https://([^/"]+)', _locks())
    assert set(hosts) == {"pypi.org", "files.pythonhosted.org"}
    # spelt apart, so that this test does not find itself
    place = re.compile("|".join(("/wo" + "rk/", "/ro" + "ot/", "/home/" + "[a-z]+/")))
    found = [
        path.relative_to(ROOT).as_posix()
        for path in files()
        if path.suffix in (".py", ".md", ".yml", ".toml", ".lock", ".cfg", ".html", "")
        and place.search(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert found == []


def _locks() -> str:
    return "".join(
        (ROOT / name).read_text(encoding="utf-8") for name in ("uv.lock", "nlu/uv.lock")
    )
