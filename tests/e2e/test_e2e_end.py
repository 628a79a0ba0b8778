"""The end of the run: TERM stops every part, and no log holds words, chats or tokens."""

import json
import re

from running import House, close

from bot.settings import REHEARSAL_COORDINATOR_TOKEN, REHEARSAL_RESIDENT_TOKEN

WINDOW = 3
"""So many words of a resident in a row are theirs; fewer may stand in a log line of ours."""


def shapes(text: str) -> set[str]:
    """A text as a log could show it: plain, as JSON, as Python writes it."""
    return {text, json.dumps(text)[1:-1], repr(text)[1:-1], ascii(text)[1:-1]}


def pieces(text: str) -> list[str]:
    """What a log line must not hold of a text: each run of words, or the whole of a short one."""
    words = text.split()
    if len(words) < WINDOW:
        return [text.strip()] if len(text.strip()) > 7 and not text.startswith("/") else []
    return [" ".join(words[at : at + WINDOW]) for at in range(len(words) - WINDOW + 1)]


def test_term_ends_every_part(house: House) -> None:
    close(house)


def test_no_log_holds_words_chats_or_tokens(house: House) -> None:
    logs = {
        file.name: " ".join(file.read_text(encoding="utf-8", errors="replace").split())
        for file in (*(house.var / "log").glob("*"), house.var / "up.err", house.var / "up.out")
    }
    assert {"door.log", "outreach.log", "desk.log", "rasa.log", "rehearsal.log"} <= set(logs)
    secret = house.var / "secret"
    tokens = {
        REHEARSAL_RESIDENT_TOKEN,
        REHEARSAL_COORDINATOR_TOKEN,
        *(file.read_text(encoding="latin-1").strip() for file in secret.iterdir()),
    }
    # a run of one test alone says little; the whole run says much
    needles = {each for each in tokens if each}
    needles |= {str(chat) for chat in house.chats}
    needles |= {shape for said in house.said for piece in pieces(said) for shape in shapes(piece)}
    for name, log in logs.items():
        assert [needle for needle in needles if needle in log] == [], name
        assert re.findall(r"\bbot\d+:", log) == [], name
