"""Utterances in the file of another language are named; what is mixed on purpose is not."""

from pathlib import Path

import pytest

from faq.compile import BadContent, Utterance, sameness, utterances
from faq.languages import misplaced, read_mixed
from faq.topics import LOCALES

ROOT = Path(__file__).parents[2]
MIXED = ROOT / "nlu" / "data" / "mixed.txt"
WRONG = {
    "sl": ("en", "how do i renew my residence permit before it expires"),
    "en": ("sq", "si mund ta vazhdoj lejen time të qëndrimit kur më skadon"),
    "bs": ("mk", "како да ја продолжам дозволата за престој пред да истече"),
    "mk": ("ru", "как мне продлить вид на жительство если он скоро закончится"),
    "sq": ("sl", "kako podaljšam dovoljenje za prebivanje preden mi poteče"),
    "uk": ("en", "where can my child go to school this year"),
    "ru": ("uk", "як мені продовжити дозвіл на проживання якщо він скоро закінчується"),
    "ar": ("bs", "kako da produžim boravišnu dozvolu prije nego što istekne"),
}


@pytest.fixture(scope="module")
def said() -> list[Utterance]:
    return utterances(ROOT)


def test_the_utterances_of_the_house_stand_in_their_files(said: list[Utterance]) -> None:
    assert list(misplaced(said, read_mixed(MIXED))) == []


def test_a_misplaced_utterance_is_named_with_file_and_line(said: list[Utterance]) -> None:
    planted = [
        Utterance("faq/residence.renew_permit", locale, text, f"ask.{locale}.txt:7")
        for locale, (_, text) in WRONG.items()
    ]
    found = list(misplaced([*said, *planted], read_mixed(MIXED)))
    assert sorted(found) == sorted(
        f"ask.{locale}.txt:7: not {locale}, it seems to be {written}"
        for locale, (written, _) in WRONG.items()
    )
    assert set(WRONG) == set(LOCALES)


def test_letters_alone_give_a_language_away(said: list[Utterance]) -> None:
    planted = [
        Utterance("faq/health.dentist", "en", "طبيب", "ask.en.txt:1"),
        Utterance("faq/health.dentist", "sq", "зубар", "ask.sq.txt:1"),
        Utterance("faq/health.dentist", "bs", "зубар", "ask.bs.txt:1"),
    ]
    assert list(misplaced([*said, *planted], read_mixed(MIXED))) == [
        "ask.en.txt:1: not en, it seems to be ar",
        "ask.sq.txt:1: not sq, it seems to be one in Cyrillic letters",
    ]


def test_what_is_mixed_on_purpose_still_stands_somewhere(said: list[Utterance]) -> None:
    there = {(each.locale, sameness(each.text)) for each in said}
    assert read_mixed(MIXED) - there == frozenset()


@pytest.mark.parametrize("line", ["sl brez tabulatorja", "de\tHallo", "sl\t "])
def test_a_broken_line_of_mixed_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "mixed.txt").write_text(f"# first\n{line}\n", encoding="utf-8")
    with pytest.raises(BadContent, match=r"mixed\.txt:2: a locale, a tab and an utterance"):
        read_mixed(tmp_path / "mixed.txt")
    with pytest.raises(BadContent, match="the file is missing"):
        read_mixed(tmp_path / "none.txt")
