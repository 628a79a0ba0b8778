"""``povezani report``: how well questions are understood, written down in ``nlu/REPORT.md``."""

import asyncio
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.common import NLU_PYTHON, ROOT, Refusal, note, run, settings_here, tell
from bot.commands.evaluate import (
    Asked,
    Stored,
    confusions,
    measure,
    read_all,
    read_questions,
    tell_languages,
)

if TYPE_CHECKING:
    from bot.ports import DialogueEngine, Reading

type Figures = Mapping[str, Any]

SPEECH = ROOT / "tests" / "speech"
FIGURES = SPEECH / "figures.json"
REPORT = ROOT / "nlu" / "REPORT.md"
DANGER_TOPICS = ROOT / "nlu" / "data" / "danger" / "topics.txt"
COMPARE = ROOT / "nlu" / "compare"
COMPARED = ("en", "sq")
"""The two languages on which Rasa as it comes is trained beside ours."""
EPOCHS = 20
MOST_CONFUSED = 25
A_PART = 7
"""Every seventh line is enough for what hardly hangs on the line; all languages are in it."""


def report(
    stock: Annotated[
        bool,
        typer.Option(help="Compare with Rasa as it comes: about an hour on two processors."),
    ] = True,
    epochs: Annotated[int, typer.Option(min=1, help="Epochs of stock Rasa's DIET.")] = EPOCHS,
) -> None:
    """Measure on the project's own held-out questions, and write nlu/REPORT.md.

    Also written: tests/speech/figures.json, below which no later commit may fall.
    """
    if stock and not (COMPARE / ".venv").is_dir():
        raise Refusal("Rasa as it comes is not installed; type: make report")
    measured = run(_measure())
    compared = run(_compare(epochs)) if stock else None
    FIGURES.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
    REPORT.write_text(write(measured, compared), encoding="utf-8")
    tell(f"written: {REPORT.relative_to(ROOT)}, {FIGURES.relative_to(ROOT)}")


def held_out() -> list[Asked]:
    """The project's own questions, of all languages."""
    from dialogues.locales import LOCALES

    return [each for locale in LOCALES for each in read_questions(SPEECH / f"{locale}.tsv")]


def cues() -> list[Asked]:
    """What people in danger might write; the kind of danger stands as topic."""
    from dialogues.locales import LOCALES

    found = []
    for locale in LOCALES:
        lines = (SPEECH / "cues" / f"{locale}.tsv").read_text(encoding="utf-8").split("\n")
        for line in filter(None, lines[1:]):
            kind, text = line.split("\t")
            found.append(Asked(locale, kind, None, text))
    return found


async def _measure() -> dict[str, Any]:
    from bot.commands.engines import engine_to_ask

    async with engine_to_ask(settings_here(), own=True) as engine:
        return await measure_all(engine)


async def measure_all(engine: "DialogueEngine") -> dict[str, Any]:
    """Everything that the report tells, of one model.

    Raises:
        EngineSilent: the engine gave no usable reply.
    """
    asked = held_out()
    note(f"reading {len(asked)} questions …")
    readings = await read_all(engine, asked)
    pairs = list(zip(asked, readings, strict=True))
    figures = measure(pairs)
    for locale in figures["by_language"]:
        own = measure([pair for pair in pairs if pair[0].locale == locale])
        figures["by_language"][locale]["outside"] = own["out_of_scope"]
        figures["by_language"][locale]["intents"] = own["intents"]["right"]
    some = asked[::A_PART]
    abroad = await read_all(engine, some, Stored.WRONG)
    figures["wrong_language_stored"] = measure(zip(some, abroad, strict=True))["questions"]
    note("telling languages …")
    figures["languages"] = await tell_languages(engine, some)
    note("listening for danger …")
    figures["danger"] = await _danger(engine, pairs)
    figures["confused"] = [list(each) for each in confusions(pairs)[:MOST_CONFUSED]]
    return figures


async def _danger(
    engine: "DialogueEngine", pairs: "Sequence[tuple[Asked, Reading]]"
) -> dict[str, Any]:
    """How many words of danger are heard, and how often calm ones ring falsely."""
    from dialogues.cues import read_cues

    phrases = read_cues(ROOT / "dialogues" / "cues")
    alarming = cues()
    readings = await read_all(engine, alarming)
    heard = [
        (each.locale, reading.danger is not None or phrases.find(each.text) is not None)
        for each, reading in zip(alarming, readings, strict=True)
    ]
    about = danger_topics()
    calm = [
        reading.danger is not None or phrases.find(asked.text) is not None
        for asked, reading in pairs
        if asked.topic not in about
    ]
    by_language = {
        locale: share(found for its, found in heard if its == locale)
        for locale in dict.fromkeys(locale for locale, _ in heard)
    }
    return {
        "n": len(heard),
        "heard": share(found for _, found in heard),
        "by_language": by_language,
        "calm": len(calm),
        "false_alarms": share(calm),
    }


def danger_topics() -> frozenset[str]:
    """The topics that danger is about: a cue heard there is no false alarm."""
    lines = DANGER_TOPICS.read_text(encoding="utf-8").split("\n")
    return frozenset(filter(None, (line.partition("#")[0].strip() for line in lines)))


def share(hits: Iterable[bool]) -> float:
    """Which part of them, 0 to 1, to four digits."""
    found = list(hits)
    return round(sum(found) / len(found), 4) if found else 0.0


# Rasa as it comes


async def _compare(epochs: int) -> dict[str, Any]:
    """Ours and stock Rasa, trained on the same utterances of two languages, on their questions."""
    from bot.ports import Reading
    from faq.compile import compile_content

    asked = [each for each in held_out() if each.locale in COMPARED]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build = await asyncio.to_thread(lambda: compile_content(ROOT, folder / "build").build)
        questions = folder / "questions.json"
        plain = [{"lang": each.locale, "text": each.text} for each in asked]
        questions.write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")
        result: dict[str, Any] = {"languages": list(COMPARED), "epochs": epochs}
        for side, python, more in (
            ("ours", NLU_PYTHON, ()),
            ("stock", COMPARE / ".venv" / "bin" / "python", ("--epochs", str(epochs))),
        ):
            note(f"{side}: training on {' and '.join(COMPARED)} …")
            out = folder / f"{side}.json"
            command = (python, COMPARE / f"{side}.py", "--build", build, "--questions", questions)
            process = await asyncio.create_subprocess_exec(
                *map(str, command), "--out", str(out), *more, stdout=asyncio.subprocess.DEVNULL
            )
            if await process.wait():
                raise Refusal(f"{side} could not be compared: see above")
            done = json.loads(out.read_text(encoding="utf-8"))
            readings = [
                Reading(
                    decision=each["decision"],
                    intent=each["intent"],
                    confidence=0.0,
                    offers=tuple(each["offers"]),
                    ranking=tuple(each["ranking"]),
                )
                for each in done["readings"]
            ]
            figures = measure(zip(asked, readings, strict=True))
            result[side] = {"seconds": done["seconds"], **figures}
        return result


# writing it down


def write(measured: Figures, compared: Figures | None) -> str:
    """The page."""
    questions, outside = measured["questions"], measured["out_of_scope"]
    languages, danger = measured["languages"], measured["danger"]
    stored_wrongly = measured["wrong_language_stored"]
    parts = [
        "# How well questions are understood",
        f"Written by `make report` on {date.today().isoformat()}"  # noqa: DTZ011 - a date to read
        " from the held-out questions of `tests/speech`, which nobody trains on and which share"
        " no five words in a row with the training text. Shares are percentages. *Answered*: one"
        " topic at once; *offered*: up to three as buttons, the right one among them; *wrong*:"
        " another topic was answered at once; *neither*: offered only others, or handed to a"
        " person.",
        "## By language",
        _table(
            ("language", "n", "answered", "offered", "wrong", "neither", "first", "in three"),
            [
                _row("all", questions),
                *(_row(name, each) for name, each in measured["by_language"].items()),
            ],
        ),
        f"With a wrong language stored: answered {_percent(stored_wrongly['answered_right'])},"
        f" wrong {_percent(stored_wrongly['answered_wrong'])}.",
        "## By kind of question",
        _table(
            ("kind", "n", "answered", "offered", "wrong", "neither", "first", "in three"),
            [_row(name, each) for name, each in measured["by_kind"].items()],
        ),
        "## What is no question of ours",
        f"Of {outside['n']} texts beyond our topics {_percent(outside['answered'])} were answered"
        f" as if they were one, {_percent(outside['offered'])} were offered topics.",
        _table(
            ("language", "answered", "offered", "intents right"),
            [
                (
                    name,
                    _percent(each["outside"]["answered"]),
                    _percent(each["outside"]["offered"]),
                    _percent(each["intents"]),
                )
                for name, each in measured["by_language"].items()
            ],
        ),
        _table(
            ("intent", "n", "right"),
            [
                (name, each["n"], _percent(each["right"]))
                for name, each in (
                    ("all", measured["intents"]),
                    *measured["intents"]["by_intent"].items(),
                )
            ],
        ),
        "## Language told",
        f"Of {languages['n']} lines: one to three words cut from each, with the language stored"
        f" {_percent(languages['short_stored'])}, with none"
        f" {_percent(languages['short_unknown'])};"
        f" the whole line with none {_percent(languages['whole_unknown'])}, with a wrong one"
        f" {_percent(languages['whole_wrong'])}.",
        "## Danger heard",
        f"Of {danger['n']} texts of people in danger, by another hand than detector and phrases:"
        f" {_percent(danger['heard'])} heard. Of {danger['calm']} calm ones"
        f" {_percent(danger['false_alarms'])} rang falsely.",
        _table(
            ("language", "heard"),
            [(name, _percent(each)) for name, each in danger["by_language"].items()],
        ),
        *_comparison(compared),
        "## By topic",
        _table(
            ("topic", "n", "answered", "offered", "wrong", "neither", "first", "in three"),
            [_row(name, each) for name, each in measured["by_topic"].items()],
        ),
        "## Taken for something else, most often first",
        _table(("meant", "taken for", "times"), measured["confused"]),
    ]
    return "\n\n".join(parts) + "\n"


def _comparison(compared: Figures | None) -> list[str]:
    if compared is None:
        return []
    sides = [("ours", compared["ours"]), ("stock DIET", compared["stock"])]
    names = " and ".join(compared["languages"])
    head = ("", "n", "answered", "offered", "wrong", "neither", "first", "in three")
    rows = [_row(name, each["questions"]) for name, each in sides]
    for locale in compared["languages"]:
        rows += [_row(f"{name}, {locale}", each["by_language"][locale]) for name, each in sides]
    return [
        "## Beside Rasa as it comes",
        f"Both trained in this run on the same utterances of {names} only: ours in"
        f" {compared['ours']['seconds']} s, stock Rasa 3.6 (`rasa init`'s pipeline with DIET,"
        f" {compared['epochs']} epochs, fallback below 0.3) in {compared['stock']['seconds']} s."
        " Stock Rasa offers nothing: what it does not answer goes to a person.",
        _table(head, rows),
        _table(
            ("", "outside answered", "outside offered", "intents right"),
            [
                (
                    name,
                    _percent(each["out_of_scope"]["answered"]),
                    _percent(each["out_of_scope"]["offered"]),
                    _percent(each["intents"]["right"]),
                )
                for name, each in sides
            ],
        ),
        _table(
            ("topic", "ours answered", "ours wrong", "stock answered", "stock wrong"),
            [
                (
                    topic,
                    _percent(own["answered_right"]),
                    _percent(own["answered_wrong"]),
                    _percent(compared["stock"]["by_topic"][topic]["answered_right"]),
                    _percent(compared["stock"]["by_topic"][topic]["answered_wrong"]),
                )
                for topic, own in compared["ours"]["by_topic"].items()
            ],
        ),
    ]


def _row(name: str, figures: Figures) -> tuple[object, ...]:
    neither = figures["missed"] - figures["answered_wrong"]
    shown = ("answered_right", "offered_right", "answered_wrong")
    return (
        name,
        figures["n"],
        *(_percent(figures[each]) for each in shown),
        _percent(neither),
        _percent(figures["top1"]),
        _percent(figures["top3"]),
    )


def _percent(part: float) -> str:
    return f"{100 * part:.1f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    marks = ["---"] + ["---:"] * (len(head) - 1)
    lines = [head, marks, *(tuple(map(str, row)) for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
