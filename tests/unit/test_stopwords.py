import pytest

from dialogues.stopwords import StopWords, read_stop_words


@pytest.fixture(scope="module")
def stop_words() -> StopWords:
    return read_stop_words()


@pytest.mark.parametrize(
    "text",
    [
        "stop",
        "STOP!",
        " Stop. \n",
        "dovolj",
        "Končaj",
        "koncaj",
        "prekini",
        "прекини",
        "ndalo",
        "зупинити",
        "Хватит!!!",
        "توقف",
        "إيقاف",
        "ايقاف",
    ],
)
def test_a_stop_word_alone_stops(stop_words: StopWords, text: str) -> None:
    assert text in stop_words


@pytest.mark.parametrize(
    "text",
    ["", " ", "!", "stop?", "don't stop", "bus stop", "stop stop", "dovolj je", "no", "/stop"],
)
def test_nothing_else_does(stop_words: StopWords, text: str) -> None:
    assert text not in stop_words
