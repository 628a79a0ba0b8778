"""``povezani evaluate``: how well questions are understood, on files of labelled questions."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.common import (
    CONTENT,
    ROOT,
    AsJson,
    Refusal,
    note,
    run,
    settings_here,
    table,
    tell,
    tell_json,
)

if TYPE_CHECKING:
    from bot.ports import DialogueEngine, Reading

AT_ONCE = 4
INTENT = "intent."
OUT_OF_SCOPE = "out_of_scope"
SHARES = ("top1", "top3", "answered_right", "offered_right", "answered_wrong", "missed")
CONFUSIONS = 15
"""Most pairs shown in the table for people."""


@dataclass(frozen=True)
class Asked:
    """One line of the file."""

    locale: str
    topic: str
    """A topic, ``intent.<name>`` or ``out_of_scope``."""
    kind: str | None
    text: str


class Stored(StrEnum):
    """What is given to the model as the resident's stored language."""

    GIVEN = "given"
    NONE = "none"
    WRONG = "wrong"


def evaluate(
    files: Annotated[
        list[Path], typer.Argument(help="TSV files with a header: lang topic [kind] text.")
    ],
    as_json: AsJson = False,
    stored: Annotated[
        Stored, typer.Option(help="The stored language: that of the line, none, or another one.")
    ] = Stored.GIVEN,
    languages: Annotated[
        bool, typer.Option("--languages", help="Measure as well whether languages are told.")
    ] = False,
) -> None:
    """Measure how well questions are understood.

    ``topic`` is a topic id, ``intent.<name>`` or ``out_of_scope``; ``lang`` is given to the model
    as the resident's stored language. Shares are 0 to 1. top1, top3: the right topic is the
    first, or among the first three, of the ranking. answered_right, answered_wrong: one topic was
    answered at once. offered_right: the right one is among up to three offers. missed: neither
    held the right topic. languages: of one to three words cut from each line, and of the whole
    line, with its language stored, none, or a wrong one.
    """
    asked = [each for file in files for each in read_questions(file)]
    readings, told = run(_read_all(asked, stored, languages))
    pairs = list(zip(asked, readings, strict=True))
    result = measure(pairs)
    if languages:
        result["languages"] = told
    if as_json:
        tell_json(result)
    else:
        _show(result, confusions(pairs))


def read_questions(path: Path) -> list[Asked]:
    """Read the file, whole or not at all.

    Raises:
        Refusal: it cannot be used; names file and line.
    """
    from dialogues.locales import LOCALES
    from faq.reader import read_content

    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise Refusal(f"{path}:1: the file is not UTF-8") from None
    except (FileNotFoundError, IsADirectoryError):
        raise Refusal(f"there is no file {path}") from None
    head = [name.strip().lower() for name in lines[0].rstrip("\r").split("\t")]
    if not {"lang", "topic", "text"} <= set(head):
        raise Refusal(f"{path}:1: the header must be: lang topic [kind] text, with tabs between")
    topics = set(read_content(CONTENT).topics)
    intents = {name.name.split(".")[0] for name in (ROOT / "nlu/data/intents").glob("*.txt")}
    known = topics | {INTENT + name for name in intents - {OUT_OF_SCOPE}} | {OUT_OF_SCOPE}
    found = []
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in line.rstrip("\r").split("\t")]
        if len(cells) != len(head):
            raise Refusal(f"{path}:{number}: {len(cells)} columns, {len(head)} are wanted")
        row = dict(zip(head, cells, strict=True))
        if row["lang"] not in LOCALES:
            raise Refusal(f"{path}:{number}: unknown language {row['lang']!r}")
        if row["topic"] not in known:
            raise Refusal(f"{path}:{number}: unknown topic {row['topic']!r}")
        if not row["text"]:
            raise Refusal(f"{path}:{number}: there is no text")
        found.append(Asked(row["lang"], row["topic"], row.get("kind") or None, row["text"]))
    if not found:
        raise Refusal(f"{path}: there are no questions")
    return found


async def _read_all(
    asked: Sequence[Asked], stored: Stored, languages: bool
) -> "tuple[list[Reading], dict[str, Any]]":
    from bot.commands.engines import engine_to_ask

    async with engine_to_ask(settings_here()) as engine:
        note(f"reading {len(asked)} questions …")
        readings = await read_all(engine, asked, stored)
        return readings, await tell_languages(engine, asked) if languages else {}


def cut(asked: Asked, number: int) -> str:
    """One to three words in a row from a text; which ones hangs on the line's number only."""
    words = asked.text.split()
    length = min(len(words), 1 + number % 3)
    start = (number // 3) % (len(words) - length + 1)
    return " ".join(words[start : start + length])


async def tell_languages(engine: "DialogueEngine", asked: Sequence[Asked]) -> dict[str, Any]:
    """How often the language of a text is told, by what is stored about its writer.

    Raises:
        EngineSilent: the engine gave no usable reply.
    """
    short = [replace(each, text=cut(each, number)) for number, each in enumerate(asked)]
    told: dict[str, Any] = {"n": len(asked)}
    for name, texts, stored in (
        ("short_stored", short, Stored.GIVEN),
        ("short_unknown", short, Stored.NONE),
        ("whole_unknown", asked, Stored.NONE),
        ("whole_wrong", asked, Stored.WRONG),
    ):
        readings = await read_all(engine, texts, stored)
        told[name] = _share(
            reading.locale == each.locale for each, reading in zip(texts, readings, strict=True)
        )
    return told


def stored_locale(locale: str, stored: Stored) -> str | None:
    """The language that the model is told, for a line in ``locale``."""
    from dialogues.locales import LOCALES

    if stored is Stored.WRONG:
        return LOCALES[(LOCALES.index(locale) + 3) % len(LOCALES)]
    return locale if stored is Stored.GIVEN else None


async def read_all(
    engine: "DialogueEngine", asked: Sequence[Asked], stored: Stored = Stored.GIVEN
) -> "list[Reading]":
    """Have the engine read every question, a few at a time, in the order of the file.

    Raises:
        EngineSilent: it gave no usable reply.
    """
    from bot.ports import TurnContext

    gate = asyncio.Semaphore(AT_ONCE)

    async def read(each: Asked) -> "Reading":
        async with gate:
            locale = stored_locale(each.locale, stored)
            return await engine.read(each.text, TurnContext(locale=locale, agreed=True))

    async with asyncio.TaskGroup() as tasks:
        jobs = [tasks.create_task(read(each)) for each in asked]
    return [job.result() for job in jobs]


def measure(pairs: "Iterable[tuple[Asked, Reading]]") -> dict[str, Any]:
    """The figures, in the shape that others build on."""
    pairs = list(pairs)
    questions = [
        pair
        for pair in pairs
        if pair[0].topic != OUT_OF_SCOPE and not pair[0].topic.startswith(INTENT)
    ]
    outside = [reading for asked, reading in pairs if asked.topic == OUT_OF_SCOPE]
    intents = [
        (asked.topic.removeprefix(INTENT), reading)
        for asked, reading in pairs
        if asked.topic.startswith(INTENT)
    ]
    kinds = [pair for pair in questions if pair[0].kind]
    return {
        "questions": _questions(questions),
        "by_language": _grouped(questions, lambda asked: asked.locale),
        "by_kind": _grouped(kinds, lambda asked: asked.kind or ""),
        "by_topic": _grouped(questions, lambda asked: asked.topic),
        "out_of_scope": {
            "n": len(outside),
            "answered": _share(reading.decision == "answer" for reading in outside),
            "offered": _share(reading.decision == "offer" for reading in outside),
        },
        "intents": {**_intents(intents), "by_intent": _by_intent(intents)},
    }


def _questions(pairs: "Sequence[tuple[Asked, Reading]]") -> dict[str, Any]:
    rows = []
    for asked, reading in pairs:
        answered = reading.decision == "answer"
        held = asked.topic in reading.offers
        right = answered and held
        offered = reading.decision == "offer" and held
        rows.append(
            {
                "top1": reading.ranking[:1] == (asked.topic,),
                "top3": asked.topic in reading.ranking[:3],
                "answered_right": right,
                "offered_right": offered,
                "answered_wrong": answered and not held,
                "missed": not (right or offered),
            }
        )
    return {"n": len(rows), **{name: _share(row[name] for row in rows) for name in SHARES}}


def _grouped(
    pairs: "Sequence[tuple[Asked, Reading]]", key: Callable[[Asked], str]
) -> dict[str, Any]:
    groups: dict[str, list[tuple[Asked, Reading]]] = defaultdict(list)
    for pair in pairs:
        groups[key(pair[0])].append(pair)
    return {name: _questions(groups[name]) for name in sorted(groups)}


def _intents(pairs: "Sequence[tuple[str, Reading]]") -> dict[str, Any]:
    right = _share(
        reading.decision == "intent" and reading.intent == name for name, reading in pairs
    )
    return {"n": len(pairs), "right": right}


def _by_intent(pairs: "Sequence[tuple[str, Reading]]") -> dict[str, Any]:
    groups: dict[str, list[tuple[str, Reading]]] = defaultdict(list)
    for pair in pairs:
        groups[pair[0]].append(pair)
    return {name: _intents(groups[name]) for name in sorted(groups)}


def _share(hits: Iterable[bool]) -> float:
    found = list(hits)
    return round(sum(found) / len(found), 4) if found else 0.0


def confusions(pairs: "Iterable[tuple[Asked, Reading]]") -> list[tuple[str, str, int]]:
    """What was taken for what at once, most often first: (meant, taken for, how often)."""
    counted = Counter(
        (asked.topic, _taken(reading))
        for asked, reading in pairs
        if reading.decision in ("answer", "intent") and _taken(reading) != asked.topic
    )
    return [(meant, taken, times) for (meant, taken), times in counted.most_common()]


def _taken(reading: "Reading") -> str:
    return reading.offers[0] if reading.decision == "answer" else INTENT + reading.intent


def _show(result: Mapping[str, Any], mistaken: Sequence[tuple[str, str, int]]) -> None:
    def row(name: str, figures: Mapping[str, Any]) -> list[object]:
        return [name, figures["n"], *(f"{figures[share]:.3f}" for share in SHARES)]

    head = ("questions", "n", *(share.replace("_", " ") for share in SHARES))
    rows = [row("all", result["questions"])]
    rows += [row(f"· {name}", figures) for name, figures in result["by_language"].items()]
    rows += [row(f"· {name}", figures) for name, figures in result["by_kind"].items()]
    table(head, rows)
    weakest = sorted(result["by_topic"].items(), key=lambda item: item[1]["top1"])[:10]
    if weakest:
        tell()
        table(("weakest topics", *head[1:]), [row(*item) for item in weakest])
    tell()
    outside, intents = result["out_of_scope"], result["intents"]
    table(
        ("out of scope", "n", "answered", "offered"),
        [("all", outside["n"], f"{outside['answered']:.3f}", f"{outside['offered']:.3f}")],
    )
    tell()
    table(
        ("intents", "n", "right"),
        [
            (name, figures["n"], f"{figures['right']:.3f}")
            for name, figures in (("all", intents), *intents["by_intent"].items())
        ],
    )
    if told := result.get("languages"):
        tell()
        names = ("short_stored", "short_unknown", "whole_unknown", "whole_wrong")
        shown = [(name.replace("_", ", "), told["n"], f"{told[name]:.3f}") for name in names]
        table(("languages told", "n", "right"), shown)
    if mistaken:
        tell()
        table(("meant", "taken for", "times"), mistaken[:CONFUSIONS])
