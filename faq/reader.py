"""The content folder, read whole or not at all.

The folder is the source of truth (one place to review, one diff to read); the database gets a copy
by `bot.usecases.load_answers`, Rasa gets its training texts by `faq.compile`. This module reads
what stands there and refuses what it cannot read; the rules of a *good* answer are in `faq.check`.

Layout below the root::

    domains.yml contacts.yml headings.yml wording.yml
    <domain>/<topic>/about.yml
    <domain>/<topic>/facts.yml            what was researched, and where
    <domain>/<topic>/{locale}.md          the answer
    <domain>/<topic>/ask.{locale}.txt     training utterances (read by faq.compile)
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from faq.fields import Fields
from faq.lined import ContentFault, Lined, read_lined, read_text
from faq.topics import (
    LOCALES,
    Answer,
    Contact,
    Content,
    Domain,
    Fact,
    Topic,
    Wording,
)


@dataclass(slots=True)
class Scan:
    """What was read and what was found wrong on the way: for `faq.check` only."""

    content: Content
    faults: list[ContentFault]
    files: dict[str, Lined] = field(default_factory=dict)
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


_ABOUT = frozenset(
    [
        "topic",
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
    ]
)
_FACT = frozenset(["text", "source", "volatile", "conflict", "checked"])


class _Reader:
    """One pass over the folder. Each `_read_*` gives what it could read and notes the rest."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.faults: list[ContentFault] = []

    def read(self) -> Scan:
        headings = self._read_headings()
        domains = self._read_domains()
        contacts = self._read_contacts()
        wording = self._read_wording()
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
            wording=MappingProxyType(wording),
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
            key: MappingProxyType(Fields(lined, self.faults, (key,)).titles(value))
            for key, value in data.items()
        }

    def _read_domains(self) -> tuple[Domain, ...]:
        found = self._mapping(self.root / "domains.yml")
        if found is None:
            return ()
        lined, data = found
        return tuple(
            Domain(key, MappingProxyType(Fields(lined, self.faults, (key,)).titles(value)))
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
            fields = Fields(lined, self.faults, (key,), value)
            fields.only(_CONTACT)
            names = fields.by_locale("name")
            if not names:
                self.faults.append(lined.fault(f"{key} has no name", key))
                continue
            sources, checked_on = fields.by_locale("source"), fields.needed_day("checked_on")
            if not sources:
                self.faults.append(lined.fault(f"{key} has no source", key))
            if not sources or not checked_on:
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
                sources=sources,
                checked_on=checked_on,
                confirmed=fields.flag("confirmed"),
            )
        return contacts

    def _read_wording(self) -> dict[str, Wording]:
        found = self._mapping(self.root / "wording.yml")
        if found is None:
            return {}
        lined, data = found
        wording: dict[str, Wording] = {}
        for locale in LOCALES:
            value = data.get(locale)
            longest = value.get("longest_sentence") if isinstance(value, dict) else None
            instead = (value.get("instead") or {}) if isinstance(value, dict) else {}
            if not isinstance(longest, int) or not isinstance(instead, dict):
                what = f"{locale} needs longest_sentence (words) and instead (word: plainer word)"
                self.faults.append(lined.fault(what, locale))
                continue
            words = {str(word): str(plainer) for word, plainer in instead.items()}
            wording[locale] = Wording(longest, MappingProxyType(words))
        for key in data:
            if key not in LOCALES:
                self.faults.append(lined.fault(f"unknown language {key}", key))
        return wording

    # one topic

    def _read_sheet(self, path: Path) -> tuple[dict[str, Fact], tuple[str, ...]]:
        found = self._mapping(path)
        if found is None:
            return {}, ()
        lined, data = found
        fields = Fields(lined, self.faults, (), data)
        fields.only(frozenset(["facts", "unknown"]))
        rows = data.get("facts")
        if not isinstance(rows, dict) or not rows:
            fields.fault("facts must be letters with a fact each", "facts")
            return {}, ()
        sheet: dict[str, Fact] = {}
        for key, row in rows.items():
            if not isinstance(row, dict) or not re.fullmatch("[a-z]{1,2}", str(key)):
                fields.fault("a fact has a letter, a text and a source", "facts", str(key))
                continue
            fact = Fields(lined, self.faults, ("facts", str(key)), row)
            fact.only(_FACT)
            text, source = fact.text("text"), fact.text("source")
            if not text or not source:
                fact.fault("a fact has a letter, a text and a source")
                continue
            sheet[str(key)] = Fact(
                key=str(key),
                text=text,
                source=source,
                volatile=fact.flag("volatile"),
                conflict=fact.flag("conflict"),
                checked=fact.day("checked"),
            )
        return sheet, fields.texts("unknown")

    def _read_topic(self, lined: Lined, folder: Path) -> Topic | None:
        if not isinstance(lined.data, dict):
            self.faults.append(lined.fault("expected keys with values"))
            return None
        before = len(self.faults)
        fields = Fields(lined, self.faults, (), lined.data)
        fields.only(_ABOUT)
        expected = f"{folder.parent.name}.{folder.name}"
        if fields.text("topic") != expected:
            fields.fault(f"topic must be {expected}, as the folder says", "topic")
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
        facts = fields.texts("facts")
        sheet, unknown = self._read_sheet(folder / "facts.yml")
        if len(self.faults) > before or not (checked_on and check_by and owner):
            return None
        return Topic(
            id=expected,
            domain=folder.parent.name,
            titles=MappingProxyType(titles),
            links=links,
            sources=sources,
            contacts=contacts,
            checked_on=checked_on,
            check_by=check_by,
            owner=owner,
            related=related,
            facts=facts,
            sheet=MappingProxyType(sheet),
            unknown=unknown,
        )

    def _read_answers(
        self, topic: Topic, folder: Path, headings: Mapping[str, Mapping[str, str]]
    ) -> Iterator[Answer]:
        for locale in LOCALES:
            path = folder / f"{locale}.md"
            try:
                text = read_text(path)
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
