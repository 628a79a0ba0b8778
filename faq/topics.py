"""Topics, the facts researched on them, the answers people wrote, and the contacts: pure.

An answer states facts and nothing else. Each of its sentences carries the letters of the facts it
rests on as Markdown footnotes (`faq.marks`); residents do not see them, the rules look at them
(`faq.check`), and staff find by them which sentences a changed fact touches, in every language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

LOCALES = ("sl", "en", "bs", "mk", "sq", "uk", "ru", "ar")
"""The offered languages in the order in which they are shown; `sl` is the text of reference."""

REFERENCE = "sl"


@dataclass(frozen=True, slots=True)
class Domain:
    """A field of life; also a challenge category of the plan's database."""

    id: str
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Contact:
    """An office or service one can go to, write to or call.

    `names`, `hours`, `notes` and `sources` are by locale, with `sl` always there when there is
    anything. A source is an address, or says in words where the entry was found. `confirmed` is
    false while nobody has checked the entry with the office itself.
    """

    key: str
    names: Mapping[str, str]
    address: str | None
    phone: str | None
    email: str | None
    url: str | None
    hours: Mapping[str, str]
    notes: Mapping[str, str]
    sources: Mapping[str, str]
    checked_on: date
    confirmed: bool

    def name(self, locale: str) -> str:
        """Give the name in a language, in Slovene where the office has no other."""
        return self.names.get(locale) or self.names[REFERENCE]


@dataclass(frozen=True, slots=True)
class Source:
    """A page that was read; `page_date` is what the page says of itself: a year, month or day."""

    url: str
    page_date: str | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was found out, in English, and where.

    `volatile` facts change (amounts, fees, hours): an answer says so. A fact in `conflict` tells
    that pages contradict each other. `checked` is the day on which a second reader compared it
    with its source.
    """

    key: str
    text: str
    source: str
    volatile: bool
    conflict: bool
    checked: date | None


@dataclass(frozen=True, slots=True)
class Topic:
    """What residents ask about; `id` is `domain.topic`, stable and never reused.

    `facts` are the letters of the facts that the answer uses, `sheet` is all that was researched,
    `unknown` what nobody could find out.
    """

    id: str
    domain: str
    titles: Mapping[str, str]
    links: Mapping[str, str]
    sources: tuple[Source, ...]
    contacts: tuple[str, ...]
    checked_on: date
    check_by: date
    owner: str
    related: tuple[str, ...]
    facts: tuple[str, ...]
    sheet: Mapping[str, Fact]
    unknown: tuple[str, ...]

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
class Wording:
    """How plain a language is to be: see wording.yml.

    `longest_sentence` is in words; `instead` gives a plainer word for each that is not wanted.
    """

    longest_sentence: int
    instead: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Content:
    """All that is known, read and consistent."""

    domains: tuple[Domain, ...]
    topics: Mapping[str, Topic]
    contacts: Mapping[str, Contact]
    answers: Mapping[tuple[str, str], Answer]
    headings: Mapping[str, Mapping[str, str]]
    """Section key → heading by locale, in the order in which sections stand in an answer."""
    wording: Mapping[str, Wording]

    def topics_of(self, domain: str) -> tuple[Topic, ...]:
        """List the topics of a domain by id."""
        return tuple(topic for topic in self.topics.values() if topic.domain == domain)
