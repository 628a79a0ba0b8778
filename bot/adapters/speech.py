"""The house's voice: interface texts from Fluent files, strict.

A missing text or variable is a bug and raises; Fluent's own ready-made class would show the id
instead. Every variable is isolated (U+2068 … U+2069), so that a Latin name or a house number keeps
its place in an Arabic sentence.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from babel.dates import format_date, format_datetime
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import ast
from fluent.syntax.visitor import Visitor

from dialogues.locales import LOCALES

TEXTS: Final = Path(__file__).parents[2] / "dialogues" / "texts"
"""Where the texts of this house stand."""

_LONG: Final = 2000  # fluent.runtime refuses a variable above 2,500 characters
_PLACE: Final = "\ue000"  # private use: stands in no text, and is taken out of every variable
_PLACES: Final = re.compile(f"{_PLACE}([0-9]+){_PLACE}")

# English as it is written in Europe: 23 November 2026.
_BABEL: Final = MappingProxyType({"en": "en_GB"})

type Given = str | float | date
"""What a text can be given."""


class SpeechFault(Exception):
    """Something cannot be said; always a mistake of ours, never of a resident.

    SpeechFault
    ├── BrokenTexts      a file cannot be read; names file and line
    ├── UnknownLocale    a language that was not loaded
    ├── MissingText      no text of this name in this language
    └── MissingVariable  the text needs something it was not given
    """


class BrokenTexts(SpeechFault):
    """A file of texts is missing, is not Fluent, or says the same id twice."""


class UnknownLocale(SpeechFault):
    """A language that was not loaded."""


class MissingText(SpeechFault):
    """No text of this name in this language."""


class MissingVariable(SpeechFault):
    """The text needs a variable that was not given, or of another type."""


@dataclass(frozen=True, slots=True)
class TextEntry:
    """What a file says about one text, for the test of completeness."""

    file: str
    variables: frozenset[str]
    """Variables of the text itself and of the texts it refers to."""
    refers_to: frozenset[str]


class Speech:
    """Every text of every language, read once. Safe to share between tasks."""

    def __init__(
        self,
        bundles: Mapping[str, FluentBundle],
        entries: Mapping[str, Mapping[str, TextEntry]],
    ) -> None:
        """Use `Speech.load`."""
        self._bundles = bundles
        self._entries = entries

    @classmethod
    def load(cls, root: Path = TEXTS) -> "Speech":
        """Read `{locale}/*.ftl` of every offered locale.

        Raises:
            BrokenTexts: a language has no file, a line is not Fluent, an id stands twice.
        """
        bundles: dict[str, FluentBundle] = {}
        entries: dict[str, Mapping[str, TextEntry]] = {}
        for locale in LOCALES:
            bundle = FluentBundle([_BABEL.get(locale, locale)], use_isolating=True)
            read: dict[str, TextEntry] = {}
            for path in sorted((root / locale).glob("*.ftl")):
                resource = _resource(path)
                for name, entry in _entries(resource, path.name).items():
                    if name in read:
                        raise BrokenTexts(f"{locale}/{path.name}: {name} stands twice")
                    read[name] = entry
                bundle.add_resource(resource)
            if not read:
                raise BrokenTexts(f"no texts in {locale}")
            bundles[locale] = bundle
            entries[locale] = MappingProxyType(_with_references(read))
        return cls(bundles, entries)

    def say(self, locale: str, text_id: str, **args: Given) -> str:
        """Say a text. A date is written in the language's long form, a number with its marks.

        Raises:
            UnknownLocale, MissingText, MissingVariable: see `SpeechFault`.
        """
        bundle = self._bundle(locale)
        message = bundle.get_message(text_id) if bundle.has_message(text_id) else None
        if message is None or message.value is None:
            raise MissingText(f"{locale}: {text_id}")
        long: list[str] = []
        given = {name: self._given(locale, value, long) for name, value in args.items()}
        said, errors = bundle.format_pattern(message.value, given)
        if errors:
            # The names are ours; a value could be a resident's words and stays out.
            needed = self._entries[locale][text_id].variables
            raise MissingVariable(f"{locale}: {text_id}: needs {sorted(needed)}") from errors[0]
        return _PLACES.sub(lambda place: long[int(place[1])], str(said))

    def date(self, locale: str, day: date) -> str:
        """Write a date as the language writes it in a sentence. Raises UnknownLocale."""
        self._bundle(locale)
        return str(format_date(day, "long", locale=_BABEL.get(locale, locale)))

    def moment(self, locale: str, moment: datetime) -> str:
        """Write a date and the time of day in the moment's own zone. Raises UnknownLocale."""
        self._bundle(locale)
        pattern = "d. M. y, HH:mm" if locale in {"sl", "bs", "mk"} else "d MMM y, HH:mm"
        return str(format_datetime(moment, pattern, locale=_BABEL.get(locale, locale)))

    def catalogue(self, locale: str) -> Mapping[str, TextEntry]:
        """List every text id of a language. Raises UnknownLocale."""
        self._bundle(locale)
        return self._entries[locale]

    def _bundle(self, locale: str) -> FluentBundle:
        try:
            return self._bundles[locale]
        except KeyError:
            raise UnknownLocale(locale) from None

    def _given(self, locale: str, value: Given, long: list[str]) -> str | float:
        match value:
            case datetime():
                return self.moment(locale, value)
            case date():
                return self.date(locale, value)
            case str() if len(value) > _LONG:
                long.append(value)
                return f"{_PLACE}{len(long) - 1}{_PLACE}"
            case str():
                return value.replace(_PLACE, "")
        return value


def _resource(path: Path) -> ast.Resource:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenTexts(f"{path.parent.name}/{path.name}: cannot be read") from error
    resource: ast.Resource = FluentResource(text)
    for entry in resource.body:
        if isinstance(entry, ast.Junk):
            start = entry.span.start if entry.span else 0
            line = text.count("\n", 0, start) + 1
            why = entry.annotations[0].message if entry.annotations else "not Fluent"
            raise BrokenTexts(f"{path.parent.name}/{path.name}:{line}: {why}")
    return resource


class _Names(Visitor):
    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.texts: set[str] = set()

    def visit_VariableReference(self, node: Any) -> None:  # noqa: N802 - named by fluent.syntax
        self.variables.add(node.id.name)

    def visit_MessageReference(self, node: Any) -> None:  # noqa: N802 - named by fluent.syntax
        self.texts.add(node.id.name)


def _entries(resource: ast.Resource, file: str) -> dict[str, TextEntry]:
    entries: dict[str, TextEntry] = {}
    for message in resource.body:
        if isinstance(message, ast.Message):
            if message.id.name in entries:
                raise BrokenTexts(f"{file}: {message.id.name} stands twice")
            names = _Names()
            names.visit(message)
            entries[message.id.name] = TextEntry(
                file, frozenset(names.variables), frozenset(names.texts)
            )
    return entries


def _with_references(entries: dict[str, TextEntry]) -> dict[str, TextEntry]:
    def variables(name: str, seen: frozenset[str]) -> frozenset[str]:
        entry = entries.get(name)
        if entry is None or name in seen:
            return frozenset()
        further = (variables(other, seen | {name}) for other in entry.refers_to)
        return entry.variables.union(*further)

    return {
        name: TextEntry(entry.file, variables(name, frozenset()), entry.refers_to)
        for name, entry in entries.items()
    }
