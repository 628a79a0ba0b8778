"""The languages Povezani speaks, and how a Telegram language code leads to one of them."""

from types import MappingProxyType
from typing import Final

LOCALES: Final = ("sl", "en", "bs", "mk", "sq", "uk", "ru", "ar")
"""Every offered locale, in the order in which they are shown everywhere."""

NATIVE_NAMES: Final = MappingProxyType(
    {
        "sl": "Slovenščina",
        "en": "English",
        "bs": "Bosanski / hrvatski / srpski",
        "mk": "Македонски",
        "sq": "Shqip",
        "uk": "Українська",
        "ru": "Русский",
        "ar": "العربية",
    }
)
"""The name of each language in itself, for the buttons of the language choice."""

RTL: Final = frozenset({"ar"})
"""Locales written from right to left."""

_BY_LANGUAGE: Final = MappingProxyType(
    {locale: locale for locale in LOCALES}
    # One written standard serves them all; our texts are in its Latin script.
    | {"hr": "bs", "sr": "bs", "sh": "bs", "cnr": "bs"}
)


def locale_of(language_code: str | None) -> str | None:
    """Name the locale for an IETF language tag, or None where we cannot be sure.

    Telegram sends the language of the person's app as such a tag
    (https://core.telegram.org/bots/api#user, `language_code`), which may be absent.
    Only the language itself counts: "sr-Cyrl" and "hr_HR" are both "bs". A language that is
    merely close to an offered one (Belarusian, Bulgarian) is not taken for it: we ask instead.
    """
    language = (language_code or "").strip().replace("_", "-").partition("-")[0].lower()
    return _BY_LANGUAGE.get(language)
