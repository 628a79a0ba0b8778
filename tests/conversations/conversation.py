"""Read a conversation from its file, strictly: README.md says what a file may say.

A mistake is found before anything is run, and named by file and line.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NoReturn

import yaml
from fluent.syntax import FluentParser, ast

from dialogues.cues import Kind
from dialogues.directives import FORMS, SAYINGS, Deed
from dialogues.locales import LOCALES
from faq.reader import read_content

ROOT = Path(__file__).parents[2]
FOLDERS = (
    "happy",
    "digressions",
    "corrections",
    "misunderstood",
    "survey",
    "languages",
    "protection",
)
SENDS = ("voice", "sticker", "photo")
CONSENTS = ("plain", "question", "report", "human")
DATABASE = ("questions", "urgent", "challenges", "drafts", "replies", "consents", "residents")
KEPT = ("questions", "reports", "replies")
SURVEY_WORDS = ("thanks", "waits")


class BrokenConversation(ValueError):
    """A file that cannot be played; names file and line."""


@dataclass(frozen=True)
class Expected:
    """One screen, or one directive: its name and its value; ``among``: one of these is enough."""

    name: str
    value: str = ""
    among: frozenset[str] = frozenset()

    def holds(self, name: str, value: object) -> bool:
        """Whether what came is what is expected."""
        if name != self.name:
            return False
        if self.among:
            return isinstance(value, tuple) and not self.among.isdisjoint(value)
        return value == self.value

    def __str__(self) -> str:
        return f"{{{self.name}: {' or '.join(sorted(self.among)) or self.value}}}"


@dataclass(frozen=True)
class Step:
    """What the resident does, and what is to come of it; None: not looked at."""

    line: int
    does: str
    """``resident``, ``command``, ``tap`` or ``sends``."""
    value: str
    shows: tuple[Expected, ...]
    later: int = 0
    speaks: str | None = None
    reads: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    proposes: tuple[Expected, ...] | None = None
    database: Mapping[str, int] = field(default_factory=dict)
    kept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Conversation:
    """A file."""

    path: Path
    says: str
    language_code: str
    chosen: str | None
    agreed: bool | None
    survey: bool
    steps: tuple[Step, ...]

    @property
    def name(self) -> str:
        """Folder and name, as tests call it."""
        return f"{self.path.parent.name}/{self.path.stem}"


# what may stand where


@cache
def topics() -> frozenset[str]:
    """Every topic id."""
    return frozenset(read_content(ROOT / "faq" / "content").topics)


@cache
def domains() -> frozenset[str]:
    """Every domain id."""
    return frozenset(each.partition(".")[0] for each in topics())


@cache
def text_ids() -> frozenset[str]:
    """Every text for residents."""
    found: set[str] = set()
    for name in ("resident.ftl", "survey.ftl"):
        source = (ROOT / "dialogues" / "texts" / "en" / name).read_text(encoding="utf-8")
        body = FluentParser().parse(source).body
        found |= {each.id.name for each in body if isinstance(each, ast.Message)}
    return frozenset(found)


@cache
def choices() -> frozenset[str]:
    """Every choice key of the example survey."""
    path = ROOT / "dialogues" / "surveys" / "life_in_idrija.yml"
    questions = yaml.safe_load(path.read_text(encoding="utf-8"))["questions"]
    keys = {choice["key"] for each in questions for choice in each.get("choices", ())}
    scales = {
        str(number)
        for each in questions
        if each["type"] == "range"
        for number in range(each["start"], each["end"] + 1)
    }
    return frozenset(keys | scales)


def _form_questions() -> frozenset[str]:
    return frozenset(f"{form}.{slot}" for form, slots in FORMS.items() for slot in slots)


def _is_number(value: str) -> bool:
    return value.isdecimal() and int(value) >= 1


def is_button(value: str) -> bool:
    """Whether a button can have this name."""
    if value.startswith("button-"):
        return value in text_ids()
    return value in topics() | domains() | choices() | {*LOCALES, "other"}


type Check = Callable[[str], bool]

SCREENS: Mapping[str, Check] = {
    "say": lambda value: value in text_ids(),
    "answer": lambda value: value in topics(),
    "offer": lambda value: value in topics(),
    "form": lambda value: value in _form_questions(),
    "cue": lambda value: value in list(Kind),
    "question": _is_number,
    "again": _is_number,
    "marks": _is_number,
    "survey": lambda value: value in SURVEY_WORDS,
    "consent": lambda value: value in CONSENTS,
    "language": lambda value: value in (*LOCALES, "all"),
    "menu": lambda value: value in domains() | {"all"},
    "delete": lambda value: value == "asked",
    "mydata": lambda value: value == "shown",
}
DIRECTIVES: Mapping[str, Check] = {
    "answer": lambda value: value in topics(),
    "offer": lambda value: value in topics(),
    "say": lambda value: value in SAYINGS,
    "ask": lambda value: value in _form_questions(),
    "do": lambda value: value in list(Deed),
    "protect": lambda value: value in list(Kind),
    "heard": lambda value: value in LOCALES,
}
LISTED = ("offer",)
"""Shown with several values, of which a file names some."""


class _Reader:
    """Walks the nodes of one file; every one of them knows its line."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fail(self, node: yaml.Node | None, what: str) -> NoReturn:
        line = node.start_mark.line + 1 if node else 1
        raise BrokenConversation(f"{self.path.parent.name}/{self.path.name}:{line}: {what}")

    def fields(self, node: yaml.Node, known: tuple[str, ...]) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            self.fail(node, f"names with values are needed here: {', '.join(known)}")
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = self.text(key)
            if name not in known:
                self.fail(key, f"{name!r} is not known here; known are {', '.join(known)}")
            if name in found:
                self.fail(key, f"{name!r} stands here twice")
            found[name] = value
        return found

    def text(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode):
            self.fail(node, "one value is needed here")
        return str(node.value)

    def one_of(self, node: yaml.Node, known: tuple[str, ...]) -> str:
        value = self.text(node)
        if value not in known:
            self.fail(node, f"{value!r} is none of {', '.join(known)}")
        return value

    def yes(self, node: yaml.Node) -> bool:
        return self.one_of(node, ("true", "false")) == "true"

    def number(self, node: yaml.Node) -> int:
        value = self.text(node)
        if not value.isdecimal():
            self.fail(node, f"{value!r} is no number")
        return int(value)

    def listed(self, node: yaml.Node) -> list[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode):
            self.fail(node, "a list is needed here")
        return list(node.value)

    def texts(self, node: yaml.Node) -> tuple[str, ...]:
        return tuple(self.text(each) for each in self.listed(node))

    def expected(self, node: yaml.Node, known: Mapping[str, Check]) -> Expected:
        fields = self.fields(node, tuple(known))
        if len(fields) != 1:
            self.fail(node, "one thing at a time: {name: value}")
        ((name, value),) = fields.items()
        if name in LISTED:
            among = self.listed(self.fields(value, ("among",)).get("among", value))
            return Expected(
                name, among=frozenset(self._checked(each, name, known) for each in among)
            )
        return Expected(name, self._checked(value, name, known))

    def _checked(self, node: yaml.Node, name: str, known: Mapping[str, Check]) -> str:
        value = self.text(node)
        if not known[name](value):
            self.fail(node, f"there is no {name} {value!r}")
        return value

    def button(self, node: yaml.Node) -> str:
        value = self.text(node)
        if not is_button(value):
            self.fail(node, f"there is no button {value!r}")
        return value

    def step(self, node: yaml.Node) -> Step:
        doing = ("resident", "command", "tap", "sends")
        wanted = ("shows", "later", "speaks", "reads", "buttons", "proposes", "database", "kept")
        fields = self.fields(node, (*doing, *wanted))
        done = [name for name in doing if name in fields]
        if len(done) != 1:
            self.fail(node, f"one of {', '.join(doing)} is needed")
        if "shows" not in fields:
            self.fail(node, "what does it show?")
        does, value = done[0], fields[done[0]]
        match does:
            case "tap":
                said = self.button(value)
            case "sends":
                said = self.one_of(value, SENDS)
            case _:
                said = self.text(value)
                if not said.strip() or (does == "command") != said.startswith("/"):
                    self.fail(value, "a command begins with /, and words do not")
        none = yaml.SequenceNode("", [], node.start_mark)
        nothing = yaml.MappingNode("", [], node.start_mark)
        database = self.fields(fields.get("database", nothing), DATABASE)
        kept = self.fields(fields.get("kept", nothing), KEPT)
        return Step(
            line=node.start_mark.line + 1,
            does=does,
            value=said,
            shows=tuple(self.expected(each, SCREENS) for each in self.listed(fields["shows"])),
            later=self.number(fields["later"]) if "later" in fields else 0,
            speaks=self.one_of(fields["speaks"], LOCALES) if "speaks" in fields else None,
            reads=self.texts(fields.get("reads", none)),
            buttons=tuple(self.button(each) for each in self.listed(fields.get("buttons", none))),
            proposes=tuple(
                self.expected(each, DIRECTIVES) for each in self.listed(fields["proposes"])
            )
            if "proposes" in fields
            else None,
            database={name: self.number(each) for name, each in database.items()},
            kept={name: self.texts(each) for name, each in kept.items()},
        )

    def conversation(self) -> Conversation:
        try:
            node = yaml.compose(self.path.read_text(encoding="utf-8"), yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            line = mark.line + 1 if mark else 1
            raise BrokenConversation(
                f"{self.path.parent.name}/{self.path.name}:{line}: {error.problem}"
            ) from error
        if node is None:
            self.fail(node, "there is nothing in it")
        if self.path.parent.name not in FOLDERS:
            self.fail(node, f"the folder is none of {', '.join(FOLDERS)}")
        known = ("says", "language_code", "chosen", "agreed", "survey", "steps")
        fields = self.fields(node, known)
        for name in ("says", "language_code", "steps"):
            if name not in fields:
                self.fail(node, f"{name!r} is missing")
        steps = self.listed(fields["steps"])
        if not steps:
            self.fail(fields["steps"], "there are no steps")
        return Conversation(
            path=self.path,
            says=self.text(fields["says"]),
            language_code=self.text(fields["language_code"]),
            chosen=self.one_of(fields["chosen"], LOCALES) if "chosen" in fields else None,
            agreed=self.yes(fields["agreed"]) if "agreed" in fields else None,
            survey=self.yes(fields["survey"]) if "survey" in fields else False,
            steps=tuple(self.step(each) for each in steps),
        )


def read_conversation(path: Path) -> Conversation:
    """Read one file.

    Raises:
        BrokenConversation: it cannot be played; names file and line.
    """
    return _Reader(path).conversation()
