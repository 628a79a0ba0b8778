from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.adapters.speech import (
    BrokenTexts,
    MissingText,
    MissingVariable,
    Speech,
    TextEntry,
    UnknownLocale,
)
from dialogues.locales import LOCALES

TEXTS = """
-bot = Povezani
greeting = Hello from { -bot }
asked = You asked: { $words }
left = { $count ->
    [one] one question left
    [few] { $count } questions left
   *[other] { $count } questions left of { $total }
}
checked = Checked on { $day }
note = { left } { checked }
only-attribute =
    .title = A title
to-nowhere = { nowhere }
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for locale in LOCALES:
        (tmp_path / locale).mkdir()
        (tmp_path / locale / "resident.ftl").write_text(TEXTS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def speech(root: Path) -> Speech:
    return Speech.load(root)


def test_variables_stand_in_isolates(speech: Speech) -> None:
    assert speech.say("ar", "asked", words="Lapajnetova 5") == (
        "You asked: \u2068Lapajnetova 5\u2069"
    )
    assert speech.say("sl", "greeting") == "Hello from \u2068Povezani\u2069"


def test_words_are_said_as_they_are(speech: Speech) -> None:
    assert speech.say("en", "asked", words="{ $x } [a] <b>") == (
        "You asked: \u2068{ $x } [a] <b>\u2069"
    )


def test_a_text_as_long_as_telegram_allows_can_be_said(speech: Speech) -> None:
    words = "\ue0000\ue000" + "x" * 4096
    assert speech.say("en", "asked", words=words) == f"You asked: \u2068{words}\u2069"
    assert speech.say("en", "asked", words="\ue0000\ue000") == "You asked: \u20680\u2069"


def test_numbers_and_their_forms_follow_the_language(speech: Speech) -> None:
    assert speech.say("uk", "left", count=3, total=5) == "\u20683\u2069 questions left"
    assert speech.say("en", "left", count=1234, total=5) == (
        "\u20681,234\u2069 questions left of \u20685\u2069"
    )
    assert "\u20681234" not in speech.say("sl", "left", count=1234, total=5)
    assert "1,234" in speech.say("ar", "left", count=1234, total=5)  # Western digits


@pytest.mark.parametrize(
    ("locale", "written"),
    [
        ("sl", "23. november 2026"),
        ("en", "23 November 2026"),
        ("bs", "23. novembar 2026."),
        ("mk", "23 ноември 2026 г."),
        ("sq", "23 nëntor 2026"),
        ("uk", "23 листопада 2026 р."),
        ("ru", "23 ноября 2026 г."),
        ("ar", "23 نوفمبر 2026"),
    ],
)
def test_dates_follow_the_language(speech: Speech, locale: str, written: str) -> None:
    day = date(2026, 11, 23)
    assert speech.date(locale, day).replace("\u00a0", " ").replace("\u202f", " ") == written
    assert speech.date(locale, day) in speech.say(locale, "checked", day=day)


def test_moments_keep_their_zone_and_24_hours(speech: Speech) -> None:
    moment = datetime(2026, 11, 3, 14, 5, tzinfo=UTC)
    assert speech.moment("sl", moment) == "3. 11. 2026, 14:05"
    assert speech.moment("en", moment) == "3 Nov 2026, 14:05"
    assert "14:05" in speech.say("ar", "checked", day=moment)


def test_what_is_missing_raises(speech: Speech) -> None:
    with pytest.raises(UnknownLocale):
        speech.say("fr", "greeting")
    for missing in ("unknown", "only-attribute", ""):
        with pytest.raises(MissingText):
            speech.say("en", missing)
    with pytest.raises(MissingVariable, match="words"):
        speech.say("en", "asked")
    with pytest.raises(MissingVariable):
        speech.say("en", "left")
    with pytest.raises(MissingVariable):
        speech.say("en", "to-nowhere")
    with pytest.raises(MissingVariable):
        speech.say("en", "asked", words=None)  # type: ignore[arg-type]  # the mistake itself


def test_a_fault_says_nothing_of_what_was_given(speech: Speech) -> None:
    with pytest.raises(MissingVariable) as caught:
        speech.say("en", "note", words="secret")
    assert "secret" not in repr(caught.value) + repr(caught.value.__cause__)


def test_the_catalogue_names_variables_through_references(speech: Speech) -> None:
    assert speech.catalogue("mk")["note"] == TextEntry(
        "resident.ftl", frozenset({"count", "total", "day"}), frozenset({"left", "checked"})
    )


def test_broken_files_name_their_line(root: Path) -> None:
    file = root / "sq" / "survey.ftl"
    file.write_text("good = Fine\n\nthis is not Fluent\n", encoding="utf-8")
    with pytest.raises(BrokenTexts, match=r"sq/survey\.ftl:3"):
        Speech.load(root)
    file.write_text("greeting = Again\n", encoding="utf-8")
    with pytest.raises(BrokenTexts, match=r"sq/survey\.ftl: greeting stands twice"):
        Speech.load(root)
    file.write_text("twice = One\ntwice = Two\n", encoding="utf-8")
    with pytest.raises(BrokenTexts, match=r"survey\.ftl: twice stands twice"):
        Speech.load(root)
    file.unlink()
    (root / "mk" / "resident.ftl").unlink()
    with pytest.raises(BrokenTexts, match="no texts in mk"):
        Speech.load(root)
