"""An answer as the rules look at it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from faq.lined import ContentFault
from faq.topics import Answer, Content, Topic


@dataclass(frozen=True, slots=True)
class Page:
    """An answer with what its rules need: the file, its lines, its topic and all the others."""

    path: Path
    answer: Answer
    topic: Topic
    content: Content

    @property
    def text(self) -> str:
        """The file as it is, marks included."""
        return self.answer.markdown

    @property
    def locale(self) -> str:
        """Its language."""
        return self.answer.locale

    def parts(self) -> Iterator[tuple[str, str]]:
        """The short answer under `short`, then the parts by their keys."""
        yield "short", self.answer.short
        yield from self.answer.sections

    def fault(self, line: int, what: str) -> ContentFault:
        """Name a fault in this file."""
        return ContentFault(self.path, line, what)

    def line_of(self, part: str) -> int:
        """Give the first line that holds these characters, or 1."""
        before, found, _ = self.text.partition(part)
        return before.count("\n") + 1 if found else 1
