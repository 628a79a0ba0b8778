"""What a reviewer writes in place of a resident's words."""

import pytest

from bot.usecases.desk.judge_example import LONGEST_UTTERANCE, check_rewriting
from bot.usecases.desk.office import BadInput

WORDS = "Mi skadon leja pas tri javësh, çka me bo?"


@pytest.mark.parametrize(
    ("utterance", "text_id"),
    [
        ("", "desk-example-empty"),
        (" \u200f \n", "desk-example-empty"),
        ("Kur duhet\nta rinovoj lejen?", "desk-example-lines"),
        ("Kur duhet\r\nta rinovoj lejen?", "desk-example-lines"),
        ("Kur duhet\u2028ta rinovoj lejen?", "desk-example-lines"),
        ("a" * (LONGEST_UTTERANCE + 1), "desk-example-long"),
        (WORDS, "desk-example-same"),
        (f"  {WORDS.upper()}!! ", "desk-example-same"),
        ("mi skadon leja pas tri javesh cka me bo", "desk-example-same"),
        ("Po mua: MI SKADON LEJA - pas, tri muajsh", "desk-example-row"),
        ("Nje leje qe skadon leja pas tri javesh", "desk-example-row"),
    ],
)
def test_what_cannot_be_taken(utterance: str, text_id: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_rewriting(utterance, WORDS)
    assert refused.value.text_id == text_id


@pytest.mark.parametrize(
    "utterance",
    [
        "Kur duhet ta rinovoj lejen e qëndrimit?",
        "Nëse skadon leja pas tri muajsh, a jam vonë?",  # four words in a row
        "a" * LONGEST_UTTERANCE,
        "[brackets] and {braces}",
    ],
)
def test_what_is_taken(utterance: str) -> None:
    assert check_rewriting(f" {utterance}\n", WORDS) == utterance


def test_short_words_have_no_five_in_a_row() -> None:
    assert check_rewriting("leja skadon, po tani?", "leja skadon") == "leja skadon, po tani?"
    assert check_rewriting("kur?", "???") == "kur?"
    with pytest.raises(BadInput, match="desk-example-same"):
        check_rewriting("👍", "👍!")
