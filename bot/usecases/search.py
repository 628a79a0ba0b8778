"""Look for a topic by a word: in the titles of every language, and by what Rasa takes it for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.ports import Reading
from bot.usecases.house import House
from bot.usecases.screens import Outcome, ShowFound
from bot.usecases.turn import Turn, settle
from dialogues.folding import words

FOUND_AT_MOST = 6
READ_AT_MOST = 4
"""Of Rasa's ranking; further down it holds guesses."""


@dataclass(frozen=True)
class Search:
    """Answers the word that was asked for below the menu."""

    house: House

    async def __call__(self, turn: Turn, text: str, reading: Reading | None) -> Outcome:
        """Show topics to choose from; nothing of the text is kept."""
        async with self.house.store() as work:
            titles = {row.id: row.titles.values() for row in await work.knowledge.topics()}
            found = by_title(text, titles)
            if reading is not None and reading.decision != "abstain":
                found += [topic for topic in reading.ranking[:READ_AT_MOST] if topic in titles]
            return await settle(work, turn, ShowFound(tuple(dict.fromkeys(found))[:FOUND_AT_MOST]))


def by_title(text: str, titles: Mapping[str, Iterable[str]]) -> list[str]:
    """Find topics in one of whose titles each word of the text begins a word.

    Case and diacritics do not count. A text without a word finds nothing.
    """
    wanted = words(text)
    if not wanted:
        return []

    def fits(title: str) -> bool:
        there = words(title)
        return all(any(word.startswith(each) for word in there) for each in wanted)

    return [topic for topic, said in titles.items() if any(map(fits, said))]
