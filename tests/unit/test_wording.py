"""Where a sentence ends, in languages with and without capitals."""

import pytest

from faq.wording import sentences


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Pridite 1. marca. Prinesite kartico.", ["Pridite 1. marca.", "Prinesite kartico."]),
        ("Pokličite npr. zdravnika.", ["Pokličite npr. zdravnika."]),
        ("Je poteklo? Vprašajte!", ["Je poteklo?", "Vprašajte!"]),
        ("Так. «Ні» теж.", ["Так.", "«Ні» теж."]),
        ("اتصلوا الآن. هل انتهت؟ اسألوا.", ["اتصلوا الآن.", "هل انتهت؟", "اسألوا."]),
        ("Call 112. (Free.) Go.", ["Call 112.", "(Free.)", "Go."]),
    ],
)
def test_a_paragraph_is_cut_into_sentences(text: str, cut: list[str]) -> None:
    assert sentences(text) == cut
