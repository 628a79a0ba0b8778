"""How well questions are understood, on what nobody trains on; see README.md here."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from rasa_server import TOKEN, RasaServer, trained_model

from bot.adapters.rasa_http import RasaEngine
from bot.commands.evaluate import INTENT, OUT_OF_SCOPE
from bot.commands.report import FIGURES, SPEECH, cues, held_out, measure_all
from dialogues.cues import Kind
from dialogues.locales import LOCALES
from faq.compile import utterances
from faq.reader import read_content

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS_AT_LEAST = 10
CUES_AT_LEAST = 40
SHARED_AT_MOST = 4
"""Consecutive words that a question may share with the training text of its language."""
MARGIN = 0.01
"""How far a figure over all languages may fall before it counts as a loss."""
MARGIN_OF_ONE = 0.02
"""The same for one language, which has an eighth of the questions."""


def words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """All runs of five words of a text."""
    said = words(text)
    for start in range(len(said) - SHARED_AT_MOST):
        yield said[start : start + SHARED_AT_MOST + 1]


def test_every_topic_has_its_questions_in_every_language() -> None:
    many = Counter((each.locale, each.topic) for each in held_out())
    topics = read_content(ROOT / "faq" / "content").topics
    short = [
        f"{locale} {topic}: {many[locale, topic]}"
        for locale in LOCALES
        for topic in topics
        if many[locale, topic] < QUESTIONS_AT_LEAST
    ]
    assert short == []


def test_every_kind_of_danger_has_its_texts_in_every_language() -> None:
    many = Counter(each.locale for each in cues())
    assert [locale for locale in LOCALES if many[locale] < CUES_AT_LEAST] == []
    kinds = {(each.locale, each.topic) for each in cues()}
    assert kinds == {(locale, str(kind)) for locale in LOCALES for kind in Kind}


def test_no_question_shares_five_words_in_a_row_with_the_training_text() -> None:
    taught = {locale: set[tuple[str, ...]]() for locale in LOCALES}
    whole = {locale: set[tuple[str, ...]]() for locale in LOCALES}
    for each in utterances(ROOT):
        taught[each.locale].update(runs(each.text))
        whole[each.locale].add(words(each.text))
    shared = [
        f"{each.locale}.tsv: {each.text}"
        for each in held_out()
        if any(run in taught[each.locale] for run in runs(each.text))
        or (len(words(each.text)) > 2 and words(each.text) in whole[each.locale])
    ]
    assert shared == []


def test_no_text_of_danger_stands_in_the_training_text() -> None:
    taught = {words(each.text) for each in utterances(ROOT)}
    assert [each.text for each in cues() if words(each.text) in taught] == []


# The figures


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def figures(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[str, Any]]:
    server = RasaServer(trained_model(), tmp_path_factory.mktemp("speech"))
    try:
        server.start()
        engine = RasaEngine(str(server.client.base_url), token=TOKEN, patience=30)
        try:
            yield await measure_all(engine)
        finally:
            await engine.aclose()
    finally:
        server.close()


@pytest.fixture(scope="module")
def floor() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8"))
    return found


def fell(now: float, before: float, margin: float, *, more_is_better: bool = True) -> bool:
    return (before - now if more_is_better else now - before) > margin


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.timeout(900)  # trains where no model of the present content is kept
async def test_no_figure_falls(figures: dict[str, Any], floor: dict[str, Any]) -> None:
    lost = []

    def hold(name: str, now: float, before: float, margin: float, *, better: bool = True) -> None:
        if fell(now, before, margin, more_is_better=better):
            lost.append(f"{name}: {now} after {before}")

    def questions(name: str, now: dict[str, Any], before: dict[str, Any], margin: float) -> None:
        for figure in ("top1", "top3", "answered_right"):
            hold(f"{name} {figure}", now[figure], before[figure], margin)
        for figure in ("answered_wrong", "missed"):
            hold(f"{name} {figure}", now[figure], before[figure], margin, better=False)

    questions("all", figures["questions"], floor["questions"], MARGIN)
    for locale in LOCALES:
        now, before = figures["by_language"][locale], floor["by_language"][locale]
        questions(locale, now, before, MARGIN_OF_ONE)
    hold("intents", figures["intents"]["right"], floor["intents"]["right"], MARGIN)
    for figure in ("answered", "offered"):
        now, before = figures["out_of_scope"][figure], floor["out_of_scope"][figure]
        hold(f"out of scope {figure}", now, before, MARGIN_OF_ONE, better=False)
    for figure in ("short_stored", "short_unknown", "whole_unknown", "whole_wrong"):
        hold(figure, figures["languages"][figure], floor["languages"][figure], MARGIN)
    hold("danger heard", figures["danger"]["heard"], floor["danger"]["heard"], MARGIN)
    false, before = figures["danger"]["false_alarms"], floor["danger"]["false_alarms"]
    hold("false alarms", false, before, 0.002, better=False)
    assert lost == []


def test_a_loss_is_seen() -> None:
    assert fell(0.90, 0.92, MARGIN)
    assert not fell(0.915, 0.92, MARGIN)
    assert fell(0.05, 0.03, MARGIN, more_is_better=False)
    assert not fell(0.0, 0.03, MARGIN, more_is_better=False)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.timeout(900)
async def test_the_stored_language_does_not_decide_what_is_meant(figures: dict[str, Any]) -> None:
    stored, wrongly = figures["questions"], figures["wrong_language_stored"]
    assert wrongly["answered_right"] >= stored["answered_right"] - 0.02


def test_the_labels_are_known() -> None:
    topics = set(read_content(ROOT / "faq" / "content").topics)
    foreign = {
        each.topic
        for each in held_out()
        if each.topic not in topics
        and each.topic != OUT_OF_SCOPE
        and not each.topic.startswith(INTENT)
    }
    assert foreign == set()
    assert {path.stem for path in SPEECH.glob("*.tsv")} == set(LOCALES)
