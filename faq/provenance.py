"""Rules of truth: every sentence rests on facts, and carries no figure that they do not."""

from collections.abc import Iterator, Sequence

from faq.figures import figures, in_words, stated, supported
from faq.lined import ContentFault, Lined
from faq.marks import CONTACT, UNKNOWN, WORDS, marks_by_part, runs
from faq.page import Page
from faq.topics import REFERENCE, Topic


def _marked(page: Page) -> Iterator[ContentFault]:
    """Each paragraph and each item of a list ends with what it rests on."""
    for run in runs(page.text):
        if not run.marks:
            yield page.fault(run.line, f"nothing says what this rests on: {run.text[:60]}")
        for mark in run.marks:
            if mark not in WORDS and mark not in page.topic.sheet:
                yield page.fault(run.line, f"there is no fact {mark} in facts.yml")
        if CONTACT in run.marks and not page.topic.contacts:
            yield page.fault(run.line, "the topic names no contact")
        if UNKNOWN in run.marks and not page.topic.unknown:
            yield page.fault(run.line, "facts.yml says of nothing that it is unknown")


def _stated(page: Page) -> Iterator[ContentFault]:
    """A number, month, telephone, address or link stands in the facts of its sentence."""
    for run in runs(page.text):
        words = _rests_on(page, run.marks)
        known = stated(words)
        for figure, written in figures(run.text, page.locale).items():
            if not supported(figure, known, words):
                marks = "".join(f"[{mark}]" for mark in run.marks) or "nothing"
                yield page.fault(run.line, f"{written} does not stand in {marks}")


def _rests_on(page: Page, marks: Sequence[str]) -> str:
    """Everything that a sentence with these marks may repeat."""
    topic = page.topic
    page_dates = {source.url: in_words(source.page_date or "") for source in topic.sources}
    found: list[str] = []
    for mark in marks:
        if mark == UNKNOWN:
            found += topic.unknown
        elif mark == CONTACT:
            for contact in filter(None, map(page.content.contacts.get, topic.contacts)):
                found += filter(None, (contact.address, contact.phone, contact.email, contact.url))
        elif mark in topic.sheet:
            fact = topic.sheet[mark]
            found += (fact.text, fact.source, page_dates.get(fact.source, ""))
    return "\n".join(found)


RULES = (_marked, _stated)


def declared(topic: Topic, about: Lined, reference: Page | None) -> Iterator[ContentFault]:
    """The facts that about.yml promises are those that the answer uses."""
    for fact in topic.facts:
        if fact not in topic.sheet:
            yield about.fault(f"there is no fact {fact} in facts.yml", "facts")
    if reference is None:
        return
    used = {mark for run in runs(reference.text) for mark in run.marks} - WORDS
    for fact in sorted(used - set(topic.facts)):
        yield about.fault(f"the answer uses fact {fact}, add it", "facts")
    for fact in sorted(set(topic.facts) & topic.sheet.keys() - used):
        yield about.fault(f"the answer does not use fact {fact}", "facts")


# one language beside another


def _same_facts(reference: Page, page: Page) -> Iterator[ContentFault]:
    """Each part rests on the same facts in every language."""
    wanted, given = _facts_of(reference), _facts_of(page)
    for part in wanted.keys() & given.keys():
        heading = page.content.headings.get(part, {}).get(page.locale)
        line = page.line_of(f"## {heading}") if heading else 1
        for fact in sorted(wanted[part] - given[part]):
            yield page.fault(line, f"fact {fact} of {REFERENCE} is missing in this part")
        for fact in sorted(given[part] - wanted[part]):
            yield page.fault(line, f"fact {fact} does not stand in this part of {REFERENCE}")


def _facts_of(page: Page) -> dict[str, frozenset[str]]:
    return marks_by_part(dict(page.parts()))


def _same_figures(reference: Page, page: Page) -> Iterator[ContentFault]:
    """Each part carries the same figures, and as often, in every language.

    So a changed digit shows also where the wrong number stands elsewhere in the answer. Links
    have a rule of their own.
    """
    theirs = {key: _figures_of(text, REFERENCE) for key, text in reference.parts()}
    for key, text in page.parts():
        wanted, given = theirs.get(key, {}), _figures_of(text, page.locale)
        line = page.line_of(text)
        for figure in sorted(wanted.keys() - given.keys()):
            yield page.fault(line, f"{wanted[figure][0]} of {REFERENCE} is missing in this part")
        for figure in sorted(given.keys() - wanted.keys()):
            written = given[figure][0]
            yield page.fault(
                _line_of(page, text, written),
                f"{written} does not stand in this part of {REFERENCE}",
            )
        for figure in sorted(given.keys() & wanted.keys()):
            (written, times), (_, expected) = given[figure], wanted[figure]
            if times != expected:
                what = f"{written} stands {times} times in this part, {expected} in {REFERENCE}"
                yield page.fault(line, what)


def _figures_of(part: str, locale: str) -> dict[str, tuple[str, int]]:
    """The figures of a part: how each is written, and in how many sentences."""
    found: dict[str, tuple[str, int]] = {}
    for run in runs(part):
        for figure, written in figures(run.text, locale).items():
            if not figure.startswith(("link ", "street ")):
                found[figure] = (written, found.get(figure, ("", 0))[1] + 1)
    return found


def _line_of(page: Page, part: str, written: str) -> int:
    """The line within a part that holds these characters."""
    before = part.partition(written)[0] if written in part else ""
    return page.line_of(part) + before.count("\n")


PAIR_RULES = (_same_facts, _same_figures)
