"""Topics, contacts and answers, read from the content folder.

The folder is the source of truth (one place to review, one diff to read); the database gets a copy
by `faq.load`, Rasa gets its training texts by `faq.compile`. This module reads what stands there
and refuses what it cannot read; the house rules of a *good* answer are in `faq.check`.

Layout below the root::

    domains.yml contacts.yml headings.yml
    <domain>/<topic>/about.yml
    <domain>/<topic>/{locale}.md          the answer, when about.yml says `state: whole`
    <domain>/<topic>/ask.{locale}.txt     training utterances (read by faq.compile)
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

import yaml

LOCALES = ("sl", "en", "bs", "mk", "sq", "uk", "ru", "ar")
"""The offered languages in the order in which they are shown; `sl` is the text of reference."""

REFERENCE = "sl"


class ContentFault(Exception):
    """Something in the content folder cannot be accepted.

    `path` is the file, `line` counts from 1, `what` says in one sentence what is wrong.
    """

    def __init__(self, path: Path, line: int, what: str) -> None:
        super().__init__(path, line, what)
        self.path = path
        self.line = line
        self.what = what

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


class State(StrEnum):
    """How much of a topic is written."""

    WHOLE = "whole"
    """Answers in all languages stand beside about.yml."""
    LINK = "link"
    """Only the official source is known: it is shown, and a person is offered."""


@dataclass(frozen=True, slots=True)
class Domain:
    """A field of life; also a challenge category of the plan's database."""

    id: str
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Contact:
    """An office or service one can go to, write to or call.

    `names`, `hours` and `notes` are by locale, with `sl` always there when there is anything;
    `confirmed` is false while nobody has checked the entry with the office itself.
    """

    key: str
    names: Mapping[str, str]
    address: str | None
    phone: str | None
    email: str | None
    url: str | None
    hours: Mapping[str, str]
    notes: Mapping[str, str]
    source: str | None
    checked_on: date | None
    confirmed: bool
    topics: tuple[str, ...]

    def name(self, locale: str) -> str:
        """Give the name in a language, in Slovene where the office has no other."""
        return self.names.get(locale) or self.names[REFERENCE]


@dataclass(frozen=True, slots=True)
class Source:
    """A page an answer rests on; `page_date` is what the page says of itself."""

    url: str
    page_date: date | None


@dataclass(frozen=True, slots=True)
class Topic:
    """What residents ask about; `id` is `domain.topic`, stable and never reused.

    `facts` are the numbers (from 1) of the facts in the research sheet which the answer uses.
    """

    id: str
    domain: str
    state: State
    titles: Mapping[str, str]
    links: Mapping[str, str]
    sources: tuple[Source, ...]
    contacts: tuple[str, ...]
    checked_on: date
    check_by: date
    owner: str
    related: tuple[str, ...]
    facts: tuple[int, ...]

    def link(self, locale: str) -> str:
        """Give the official page in a language, the Slovene one where there is no other."""
        return self.links.get(locale) or self.links[REFERENCE]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in one language.

    `short` is what stands before the first heading; `sections` are (key of headings.yml, Markdown
    below the heading) in the order of the file; `markdown` is the file as it is.
    """

    topic: str
    locale: str
    short: str
    sections: tuple[tuple[str, str], ...]
    markdown: str


@dataclass(frozen=True, slots=True)
class Content:
    """All that is known, read and consistent."""

    domains: tuple[Domain, ...]
    topics: Mapping[str, Topic]
    contacts: Mapping[str, Contact]
    answers: Mapping[tuple[str, str], Answer]
    headings: Mapping[str, Mapping[str, str]]
    """Section key → heading by locale, in the order in which sections stand in an answer."""

    def topics_of(self, domain: str) -> tuple[Topic, ...]:
        """List the topics of a domain by id."""
        return tuple(topic for topic in self.topics.values() if topic.domain == domain)


@dataclass(slots=True)
class Scan:
    """What was read and what was found wrong on the way: for `faq.check` only."""

    content: Content
    faults: list[ContentFault]
    files: dict[str, "Lined"] = field(default_factory=dict)
    """The about.yml of each topic, for the line numbers of rules that look at it later."""


def read_content(root: Path) -> Content:
    """Read the content folder, whole or not at all.

    Raises the first `ContentFault`; the others are in `faq.check.check_content`.
    """
    scan = scan_content(root)
    if scan.faults:
        first = scan.faults[0]
        if len(scan.faults) > 1:
            first.add_note(f"and {len(scan.faults) - 1} more: see `povezani faq check`")
        raise first
    return scan.content


def scan_content(root: Path) -> Scan:
    """Read all that can be read and collect every fault of reading, in the order of the files."""
    return _Reader(root).read()


_YAML: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Six times as fast where PyYAML was built with libyaml, as the wheels on PyPI are."""


class Lined:
    """A YAML file with the line of each of its values.

    `yaml.safe_load` forgets where a value stood and lets a doubled key win in silence.
    """

    def __init__(self, path: Path, data: object, lines: Mapping[tuple[object, ...], int]) -> None:
        self.path = path
        self.data = data
        self._lines = lines

    def line(self, *where: object) -> int:
        """Give the line of a value, or of the nearest thing around it."""
        steps = where
        while steps:
            if steps in self._lines:
                return self._lines[steps]
            steps = steps[:-1]
        return 1

    def fault(self, what: str, *where: object) -> ContentFault:
        """Name a fault at a value."""
        return ContentFault(self.path, self.line(*where), what)


def read_lined(path: Path) -> Lined:
    """Read one YAML file. Raises `ContentFault` when it is missing, not UTF-8 or not YAML."""
    text = _text(path)
    try:
        node = yaml.compose(text, Loader=_YAML)
        data: object = yaml.load(text, Loader=_YAML)  # noqa: S506 - both loaders are the safe one
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise ContentFault(
            path, mark.line + 1 if mark else 1, f"not YAML: {error.problem}"
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        raise ContentFault(path, 1, f"not YAML: {error}") from error
    lines: dict[tuple[object, ...], int] = {}
    if node is not None:
        _note_lines(path, node, (), lines)
    return Lined(path, data, lines)


def _note_lines(
    path: Path, node: yaml.Node, where: tuple[object, ...], lines: dict[tuple[object, ...], int]
) -> None:
    lines.setdefault(where, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            step = (*where, str(key.value))
            if step in lines:
                raise ContentFault(path, key.start_mark.line + 1, f"{key.value} is there twice")
            lines[step] = key.start_mark.line + 1
            _note_lines(path, value, step, lines)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            _note_lines(path, value, (*where, number), lines)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ContentFault(path, 1, "the file is missing") from None
    except UnicodeDecodeError:
        raise ContentFault(path, 1, "the file is not UTF-8") from None


_ABOUT = frozenset(
    [
        "topic",
        "state",
        "title",
        "link",
        "sources",
        "contacts",
        "checked_on",
        "check_by",
        "owner",
        "related",
        "facts",
    ]
)
_CONTACT = frozenset(
    [
        "name",
        "address",
        "phone",
        "email",
        "url",
        "hours",
        "notes",
        "source",
        "checked_on",
        "confirmed",
        "topics",
    ]
)


class _Reader:
    """One pass over the folder. Each `_read_*` gives what it could read and notes the rest."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.faults: list[ContentFault] = []

    def read(self) -> Scan:
        headings = self._read_headings()
        domains = self._read_domains()
        contacts = self._read_contacts()
        topics: dict[str, Topic] = {}
        answers: dict[tuple[str, str], Answer] = {}
        files: dict[str, Lined] = {}
        for folder in self._topic_folders({domain.id for domain in domains}):
            lined = self._yaml(folder / "about.yml")
            topic = self._read_topic(lined, folder) if lined else None
            if lined is None or topic is None:
                continue
            topics[topic.id] = topic
            files[topic.id] = lined
            for answer in self._read_answers(topic, folder, headings):
                answers[topic.id, answer.locale] = answer
        content = Content(
            domains=domains,
            topics=MappingProxyType(topics),
            contacts=MappingProxyType(contacts),
            answers=MappingProxyType(answers),
            headings=MappingProxyType(headings),
        )
        self._check_references(content, files)
        return Scan(content, self.faults, files)

    # folders and files

    def _topic_folders(self, domains: set[str]) -> Iterator[Path]:
        for domain in sorted(self.root.iterdir() if self.root.is_dir() else ()):
            if not domain.is_dir():
                continue
            if domain.name not in domains:
                self._note(domain, 1, f"the domain {domain.name} is not in domains.yml")
            yield from sorted(topic for topic in domain.iterdir() if topic.is_dir())

    def _note(self, path: Path, line: int, what: str) -> None:
        self.faults.append(ContentFault(path, line, what))

    def _yaml(self, path: Path) -> Lined | None:
        try:
            return read_lined(path)
        except ContentFault as fault:
            self.faults.append(fault)
            return None

    def _mapping(self, path: Path) -> tuple[Lined, dict[str, object]] | None:
        lined = self._yaml(path)
        if lined is None:
            return None
        if not isinstance(lined.data, dict):
            self.faults.append(lined.fault("expected keys with values"))
            return None
        return lined, {str(key): value for key, value in lined.data.items()}

    # the three files at the root

    def _read_headings(self) -> dict[str, Mapping[str, str]]:
        found = self._mapping(self.root / "headings.yml")
        if found is None:
            return {}
        lined, data = found
        return {
            key: MappingProxyType(_Fields(lined, self.faults, (key,)).titles(value))
            for key, value in data.items()
        }

    def _read_domains(self) -> tuple[Domain, ...]:
        found = self._mapping(self.root / "domains.yml")
        if found is None:
            return ()
        lined, data = found
        return tuple(
            Domain(key, MappingProxyType(_Fields(lined, self.faults, (key,)).titles(value)))
            for key, value in data.items()
        )

    def _read_contacts(self) -> dict[str, Contact]:
        found = self._mapping(self.root / "contacts.yml")
        if found is None:
            return {}
        lined, data = found
        contacts: dict[str, Contact] = {}
        for key, value in data.items():
            if not isinstance(value, dict):
                self.faults.append(lined.fault(f"{key}: expected keys with values", key))
                continue
            fields = _Fields(lined, self.faults, (key,), value)
            fields.only(_CONTACT)
            names = fields.by_locale("name")
            if not names:
                self.faults.append(lined.fault(f"{key} has no name", key))
                continue
            contacts[key] = Contact(
                key=key,
                names=names,
                address=fields.text("address"),
                phone=fields.text("phone"),
                email=fields.text("email"),
                url=fields.text("url"),
                hours=fields.by_locale("hours"),
                notes=fields.by_locale("notes"),
                source=fields.text("source"),
                checked_on=fields.day("checked_on"),
                confirmed=fields.flag("confirmed"),
                topics=fields.texts("topics"),
            )
        return contacts

    # one topic

    def _read_topic(self, lined: Lined, folder: Path) -> Topic | None:
        if not isinstance(lined.data, dict):
            self.faults.append(lined.fault("expected keys with values"))
            return None
        before = len(self.faults)
        fields = _Fields(lined, self.faults, (), lined.data)
        fields.only(_ABOUT)
        expected = f"{folder.parent.name}.{folder.name}"
        if fields.text("topic") != expected:
            fields.fault(f"topic must be {expected}, as the folder says", "topic")
        state = fields.text("state")
        if state not in tuple(State):
            fields.fault("state must be whole or link", "state")
        titles = fields.titles(lined.data.get("title"), "title")
        links = fields.by_locale("link")
        if not links:
            fields.fault("link is missing", "link")
        checked_on = fields.needed_day("checked_on")
        check_by = fields.needed_day("check_by")
        owner = fields.text("owner")
        if owner is None:
            fields.fault("owner is missing", "owner")
        sources = fields.sources()
        contacts, related = fields.texts("contacts"), fields.texts("related")
        facts = fields.numbers("facts")
        if len(self.faults) > before or not (state and checked_on and check_by and owner):
            return None
        return Topic(
            id=expected,
            domain=folder.parent.name,
            state=State(state),
            titles=MappingProxyType(titles),
            links=links,
            sources=sources,
            contacts=contacts,
            checked_on=checked_on,
            check_by=check_by,
            owner=owner,
            related=related,
            facts=facts,
        )

    def _read_answers(
        self, topic: Topic, folder: Path, headings: Mapping[str, Mapping[str, str]]
    ) -> Iterator[Answer]:
        for locale in LOCALES:
            path = folder / f"{locale}.md"
            if topic.state is State.LINK:
                if path.exists():
                    self._note(path, 1, "an answer stands here, but about.yml says state: link")
                continue
            try:
                text = _text(path)
                yield read_answer(path, topic.id, locale, text, headings)
            except ContentFault as fault:
                self.faults.append(fault)

    # what one file says of another

    def _check_references(self, content: Content, files: Mapping[str, Lined]) -> None:
        for topic in content.topics.values():
            lined = files[topic.id]
            for number, other in enumerate(topic.related):
                if other == topic.id:
                    self.faults.append(lined.fault("related to itself", "related", number))
                elif other not in content.topics:
                    what = f"related topic {other} is not there"
                    self.faults.append(lined.fault(what, "related", number))
            for number, contact in enumerate(topic.contacts):
                if contact not in content.contacts:
                    what = f"contact {contact} is not in contacts.yml"
                    self.faults.append(lined.fault(what, "contacts", number))
        path = self.root / "contacts.yml"
        lined_contacts = read_lined(path) if content.contacts else None
        for contact_ in content.contacts.values():
            for number, topic_id in enumerate(contact_.topics):
                if topic_id not in content.topics and lined_contacts:
                    what = f"topic {topic_id} is not there"
                    self.faults.append(lined_contacts.fault(what, contact_.key, "topics", number))


def read_answer(
    path: Path, topic: str, locale: str, text: str, headings: Mapping[str, Mapping[str, str]]
) -> Answer:
    """Split an answer at its headings.

    Raises `ContentFault` at a heading that is not in headings.yml and when nothing stands before
    the first heading.
    """
    keys = {titles.get(locale, ""): key for key, titles in headings.items()}
    short: list[str] = []
    sections: list[tuple[str, list[str]]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#"):
            title = line.removeprefix("##").strip()
            if not line.startswith("## ") or title not in keys:
                raise ContentFault(path, number, f"not a heading of headings.yml: {title}")
            sections.append((keys[title], []))
        elif sections:
            sections[-1][1].append(line)
        else:
            short.append(line)
    if not "".join(short).strip():
        raise ContentFault(path, 1, "the short answer before the first heading is missing")
    return Answer(
        topic=topic,
        locale=locale,
        short="\n".join(short).strip(),
        sections=tuple((key, "\n".join(lines).strip()) for key, lines in sections),
        markdown=text,
    )


class _Fields:
    """Typed reading of one mapping; every surprise is noted at its line and read as absent."""

    def __init__(
        self,
        lined: Lined,
        faults: list[ContentFault],
        where: tuple[object, ...],
        data: Mapping[object, object] | None = None,
    ) -> None:
        self._lined = lined
        self._faults = faults
        self._where = where
        self._data: Mapping[object, object] = data or {}

    def fault(self, what: str, *where: object) -> None:
        self._faults.append(self._lined.fault(what, *self._where, *where))

    def only(self, known: frozenset[str]) -> None:
        for key in self._data:
            if key not in known:
                self.fault(f"unknown key {key}", str(key))

    def text(self, key: str) -> str | None:
        value = self._data.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            self.fault(f"{key} must be a text (in quotes, when it is a number)", key)
            return None
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        return self._list(key, lambda value: isinstance(value, str), "texts")

    def numbers(self, key: str) -> tuple[int, ...]:
        def is_number(value: object) -> bool:
            return isinstance(value, int) and not isinstance(value, bool) and value > 0

        return self._list(key, is_number, "numbers from 1")

    def _list[T](self, key: str, fits: Callable[[object], bool], what: str) -> tuple[T, ...]:
        value = self._data.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(fits(item) for item in value):
            self.fault(f"{key} must be a list of {what}", key)
            return ()
        return tuple(value)

    def flag(self, key: str) -> bool:
        value = self._data.get(key, False)
        if not isinstance(value, bool):
            self.fault(f"{key} must be true or false", key)
            return False
        return value

    def day(self, key: str, data: Mapping[object, object] | None = None) -> date | None:
        return self._day((self._data if data is None else data).get(key), key)

    def needed_day(self, key: str) -> date | None:
        if self._data.get(key) is None:
            self.fault(f"{key} is missing", key)
        return self.day(key)

    def _day(self, value: object, *where: object) -> date | None:
        if value is None:
            return None
        if isinstance(value, date):
            return date(value.year, value.month, value.day)
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fault(f"{where[-1]} must be a date like 2026-11-23", *where)
            return None

    def by_locale(self, key: str) -> Mapping[str, str]:
        """Read one text for all languages, or texts by locale with `sl` among them."""
        value = self._data.get(key)
        if value is None:
            return MappingProxyType({})
        if isinstance(value, str) and value.strip():
            return MappingProxyType({REFERENCE: value.strip()})
        if not isinstance(value, dict) or REFERENCE not in value:
            self.fault(f"{key} must be one text, or texts by language with sl among them", key)
            return MappingProxyType({})
        return MappingProxyType(self._locale_texts(value, key))

    def titles(self, value: object, *where: object) -> dict[str, str]:
        """Read a text that must be there in every language."""
        if not isinstance(value, dict):
            self.fault("expected a text in each language", *where)
            return {}
        missing = [locale for locale in LOCALES if not value.get(locale)]
        if missing:
            self.fault(f"not said in {', '.join(missing)}", *where)
        return self._locale_texts(value, *where)

    def _locale_texts(self, value: Mapping[object, object], *where: object) -> dict[str, str]:
        texts: dict[str, str] = {}
        for locale, text in value.items():
            if locale not in LOCALES:
                self.fault(f"unknown language {locale}", *where, str(locale))
            elif not isinstance(text, str):
                self.fault("expected a text", *where, str(locale))
            else:
                texts[str(locale)] = text.strip()
        return {locale: texts[locale] for locale in LOCALES if locale in texts}

    def sources(self) -> tuple[Source, ...]:
        value = self._data.get("sources")
        if not isinstance(value, list) or not value:
            self.fault("sources must be a list with at least one page", "sources")
            return ()
        read: list[Source] = []
        for number, item in enumerate(value):
            url = item.get("url") if isinstance(item, dict) else None
            if not isinstance(url, str) or set(item) - {"url", "page_date"}:
                self.fault("a source is a url and a page_date", "sources", number)
                continue
            day = self._day(item.get("page_date"), "sources", number, "page_date")
            read.append(Source(url, day))
        return tuple(read)
