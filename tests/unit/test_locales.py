import pytest

from dialogues.locales import LOCALES, NATIVE_NAMES, RTL, locale_of


def test_every_locale_has_its_own_name() -> None:
    assert tuple(NATIVE_NAMES) == LOCALES
    assert len(set(NATIVE_NAMES.values())) == len(LOCALES)
    assert set(LOCALES) >= RTL


@pytest.mark.parametrize(
    ("code", "locale"),
    [
        ("sl", "sl"),
        ("en-US", "en"),
        ("sr", "bs"),
        ("sr-Cyrl", "bs"),
        ("hr_HR", "bs"),
        ("cnr", "bs"),
        ("sh", "bs"),
        ("SQ", "sq"),
        ("ar-EG", "ar"),
        ("be", None),
        ("bg", None),
        ("slk", None),
        ("", None),
        (None, None),
    ],
)
def test_a_language_code_leads_to_a_locale_or_to_a_question(
    code: str | None, locale: str | None
) -> None:
    assert locale_of(code) == locale
