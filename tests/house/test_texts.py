"""The interface texts are whole in every language, and the code asks for no other."""

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.adapters.speech import Speech
from dialogues.directives import SAYINGS
from dialogues.locales import LOCALES

HOUSE = Path(__file__).parents[2]

FOR_STAFF = {"desk.ftl", "notice.ftl"}
"""Texts for staff, who work in Slovene and English."""
STAFF_LOCALES = ("sl", "en")
REFERENCE = "en"


@pytest.fixture(scope="module")
def speech() -> Speech:
    return Speech.load()


@dataclass
class Asked:
    """Text ids that the code asks for."""

    by_name: dict[str, str] = field(default_factory=dict)
    """Id → where it stands."""
    by_pattern: dict[str, str] = field(default_factory=dict)
    """Regular expression of an id that is put together → where it stands."""
    literals: set[str] = field(default_factory=set)
    """Every text in quotes: an id that is chosen from a table stands among them."""

    def python(self, source: str, place: str) -> None:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                self.literals.add(node.value)
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else None
            name = node.func.id if isinstance(node.func, ast.Name) else name
            if name not in {"say", "_say", "_said", "Say"}:
                continue
            named = [word.value for word in node.keywords if word.arg == "text_id"]
            # Speech.say(locale, id), but Say(id) and helpers that know the locale say(id).
            for text_id in named or node.args[:2][-1:]:
                self._expression(text_id, f"{place}:{node.lineno}")

    def _expression(self, node: ast.expr, place: str) -> None:
        match node:
            case ast.Constant(str(text_id)):
                self.by_name[text_id] = place
            case ast.IfExp(_, body, other):
                self._expression(body, place)
                self._expression(other, place)
            case ast.JoinedStr(parts) if any(isinstance(part, ast.Constant) for part in parts):
                pattern = (
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z0-9-]+"
                    for part in parts
                )
                self.by_pattern["".join(pattern)] = place

    def template(self, source: str, place: str) -> None:
        self.literals |= set(re.findall(r"""["']([a-z0-9-]+)["']""", source))
        for text_id, joined in re.findall(r"""\bsay\(\s*["']([a-z0-9-]+)["']\s*(~?)""", source):
            if joined:
                self.by_pattern[re.escape(text_id) + "[a-z0-9-]+"] = place
            else:
                self.by_name[text_id] = place


@pytest.fixture(scope="module")
def asked() -> Asked:
    asked = Asked()
    for path in sorted((HOUSE / "bot").rglob("*.py")):
        if path.parent.name == "commands":  # the operator's terminal: its say() is plain English
            continue
        asked.python(path.read_text(encoding="utf-8"), str(path.relative_to(HOUSE)))
    for path in sorted((HOUSE / "bot").rglob("templates/**/*.*")):
        asked.template(path.read_text(encoding="utf-8"), str(path.relative_to(HOUSE)))
    for text_id in SAYINGS:
        asked.by_name[text_id] = "dialogues/directives.py"
    return asked


@pytest.mark.parametrize("locale", [locale for locale in LOCALES if locale != REFERENCE])
def test_every_text_and_variable_exists_in_every_language(speech: Speech, locale: str) -> None:
    reference = {
        text_id: (entry.file, entry.variables)
        for text_id, entry in speech.catalogue(REFERENCE).items()
        if entry.file not in FOR_STAFF or locale in STAFF_LOCALES
    }
    here = {
        text_id: (entry.file, entry.variables)
        for text_id, entry in speech.catalogue(locale).items()
    }
    assert sorted(reference.keys() - here.keys()) == [], "missing"
    assert sorted(here.keys() - reference.keys()) == [], "not in the reference"
    assert {text_id: here[text_id] for text_id in here} == reference


@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_can_be_said(speech: Speech, locale: str) -> None:
    for text_id, entry in speech.catalogue(locale).items():
        for count in (0, 1, 2, 3, 5, 11, 21):  # a number of every plural form
            said = speech.say(locale, text_id, **dict.fromkeys(entry.variables, count))
            assert said.strip(), text_id


def test_the_code_asks_only_for_texts_that_exist(speech: Speech, asked: Asked) -> None:
    known = speech.catalogue(REFERENCE).keys()
    missing = {text_id: place for text_id, place in asked.by_name.items() if text_id not in known}
    assert missing == {}
    nothing = {
        pattern: place
        for pattern, place in asked.by_pattern.items()
        if not any(re.fullmatch(pattern, text_id) for text_id in known)
    }
    assert nothing == {}


def test_no_text_is_written_in_vain(speech: Speech, asked: Asked) -> None:
    catalogue = speech.catalogue(REFERENCE)
    referred = {name for entry in catalogue.values() for name in entry.refers_to}
    in_vain = [
        text_id
        for text_id in catalogue
        if text_id not in asked.by_name.keys() | asked.literals | referred
        and not any(re.fullmatch(pattern, text_id) for pattern in asked.by_pattern)
    ]
    assert in_vain == []


def test_the_scan_sees_every_way_of_asking() -> None:
    asked = Asked()
    asked.python(
        'speech.say(locale, "plain", day=x)\n'
        'Say("shown" if here else "hidden")\n'
        'speech.say(locale, f"cue-{kind}")\n'
        'speech.say(locale, text_id="named")\n'
        "speech.say(locale, TABLE[x])\n"
        'TABLE = {"a": "chosen"}\n',
        "a.py",
    )
    asked.template("""{{ say("titled") }} {{ say('state-' ~ row.state) }}""", "a.html")
    assert asked.by_name.keys() == {"plain", "shown", "hidden", "named", "titled"}
    assert asked.by_pattern.keys() == {"cue\\-[a-z0-9-]+", "state\\-[a-z0-9-]+"}
    assert "chosen" in asked.literals
