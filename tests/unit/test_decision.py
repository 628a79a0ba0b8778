"""The rule that chooses what is proposed for a text, from the shares of its labels."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def rule() -> ModuleType:
    """`nlu/components/decision.py`: pure, so that the house's Python reads it too."""
    path = ROOT / "nlu" / "components" / "decision.py"
    spec = importlib.util.spec_from_file_location("povezani_decision", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


RULE = rule()
LONG = 8


def made(words: int = LONG, **shares: float) -> tuple[str, str, tuple[str, ...]]:
    named = {
        name.replace("__", "/").replace("_topic", ".topic"): part for name, part in shares.items()
    }
    rest = 1 - sum(named.values())
    spread = {f"faq/rest.{n}": rest / 60 for n in range(60)}
    decision = RULE.decide({**spread, **named}, words)
    return decision.kind, decision.intent, decision.offers


def test_a_sure_topic_is_answered() -> None:
    assert made(faq__a_topic=0.95, out_of_scope=0.01) == ("answer", "faq", ())


def test_two_likely_topics_are_offered_the_likelier_first() -> None:
    kind, intent, offers = made(faq__a_topic=0.5, faq__b_topic=0.45)
    assert (kind, intent, offers[:2]) == ("offer", "unsure", ("a.topic", "b.topic"))


def test_never_more_than_three_are_offered() -> None:
    _, _, offers = made(**{f"faq__{name}_topic": 0.16 for name in "abcdef"})
    assert len(offers) == 3


def test_an_intent_is_followed() -> None:
    assert made(greet=0.9, faq__a_topic=0.05) == ("intent", "greet", ())


def test_a_complaint_that_may_be_a_question_is_not_put_into_a_form() -> None:
    kind, _, offers = made(report_challenge=0.3, faq__a_topic=0.68)
    assert (kind, offers[:1]) == ("offer", ("a.topic",))


def test_what_nobody_said_is_no_way_out_of_doubt() -> None:
    # sixty topics alike: a person, and no menu or form only because it costs little
    assert made(greet=0.01, report_challenge=0.02)[:2] == ("abstain", "out_of_scope")


def test_what_is_beyond_us_goes_to_a_person() -> None:
    assert made(out_of_scope=0.9, faq__a_topic=0.05) == ("abstain", "out_of_scope", ())


@pytest.mark.parametrize("words", [0, 1, 2])
def test_a_word_or_two_that_could_be_anything_are_asked_about(words: int) -> None:
    assert made(words, out_of_scope=0.8)[0] == "ask"


def test_one_clear_word_is_answered() -> None:
    assert made(1, faq__a_topic=0.95)[0] == "answer"


def test_a_wrong_answer_costs_most() -> None:
    costs = RULE.COSTS
    others = (costs.offer, costs.no_offer_fits, costs.handed, costs.asked_back)
    assert max(others) < costs.answered_wrong
    # ever surer, ever bolder, and never back
    kinds = [made(faq__a_topic=share / 100)[0] for share in range(10, 100, 5)]
    assert kinds == sorted(kinds, key=["abstain", "offer", "answer"].index)


def test_the_answer_of_the_parse_route_is_short() -> None:
    shares = {f"faq/t.{n}": 0.01 for n in range(90)} | {"greet": 0.1}
    plain = RULE.decide(shares, LONG).as_dict()
    assert len(plain["topics"]) == 10
    assert plain["intents"] == [{"intent": "greet", "confidence": 0.1}]


def test_the_calibration_is_whole_or_refused() -> None:
    given = {"act_temperature": 1.0, "topic_temperature": 1.0, "acts": {}, "danger": 0.5}
    assert RULE.Calibration.read(given).danger == 0.5
    with pytest.raises(ValueError, match="must hold exactly"):
        RULE.Calibration.read({**given, "answer": 0.4})
    with pytest.raises(ValueError, match="must hold exactly"):
        RULE.Calibration.read({"danger": 0.5})
