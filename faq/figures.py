"""What can be right or wrong to the letter: numbers, months, telephones, addresses, links.

The same figure is written in many ways (1.482,45 and 1,482.45; 8.00, 8:00 and 8; 1 March and
1 березня). Here each has one form, so that a text can be compared with the facts it rests on and
with the same text in another language.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(r"https?://[^\s)\]]+")
_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)\)")
_SITE = re.compile(r"(?<![\w@/.])(?:[a-z0-9-]+\.)+(?:si|eu|com|org|net|info)\b(?![\w.]*@)", re.I)
_PHONE = re.compile(r"(?<![\d.,])(?:\+|0)\d{1,3}(?:[ /-]\d{1,4}){1,5}(?!\d)")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+(?![\d])")
_NUMBER = re.compile(r"\d+")
_STREET = re.compile(
    r"((?:\b[\w.]+ ){0,2}\b(?:ulica|ul\.|cesta|trg|drevored|pot)\b(?: [\w.]+){0,3}?) (\d+\w?)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w.]+")
_ISOLATES = re.compile("[\u2068\u2069]")

_MONTHS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": (
            "January", "February", "March", "April",
            r"(?:(?<=\d )|(?<=[Ii]n )|(?<=of )|(?<=[Bb]y )|(?<=until )|(?<=since ))May|May(?= \d)",
            "June", "July", "August", "September", "October", "November", "December",
        ),
        "sl": (
            r"januar\w*", r"februar\w*", r"mar(?:ec|ca|cu|cem)", r"april\w*", r"maj(?:a|u|em)?",
            r"junij\w*", r"julij\w*", r"avgust\w*", r"septemb\w+", r"oktob\w+", r"novemb\w+",
            r"decemb\w+",
        ),
        "bs": (
            r"januar\w*", r"februar\w*", r"mart(?:a|u|om)?", r"april\w*", r"maj(?:a|u|em)?",
            r"jun(?:i|a|u|om)?", r"jul(?:i|a|u|om)?", r"avgust\w*|august\w*", r"septemb\w+",
            r"oktob\w+", r"novemb\w+", r"decemb\w+",
        ),
        "mk": (
            r"јануари\w*", r"февруари\w*", r"март", r"април", r"мај", r"јуни", r"јули", r"август",
            r"септемвр\w+", r"октомвр\w+", r"ноемвр\w+", r"декемвр\w+",
        ),
        "sq": (
            r"janar\w*", r"(?:(?<=\d )|(?<=në ))shkurt\w*", r"mars(?:i|it|in)?", r"prill\w*",
            r"maj(?:i|it|in)?", r"qershor\w*", r"korrik\w*", r"gusht\w*", r"shtator\w*",
            r"tetor\w*", r"nëntor\w*", r"dhjetor\w*",
        ),
        "uk": (
            r"січ(?:ень|ня|ні)", r"лют(?:ого|ому)", r"берез(?:ень|ня|ні)", r"квіт(?:ень|ня|ні)",
            r"трав(?:ень|ня|ні)", r"черв(?:ень|ня|ні)", r"лип(?:ень|ня|ні)", r"серп(?:ень|ня|ні)",
            r"верес(?:ень|ня|ні)", r"жовт(?:ень|ня|ні)", r"листопад[аі]?", r"груд(?:ень|ня|ні)",
        ),
        "ru": (
            r"январ[ьяею]", r"феврал[ьяею]", r"март(?:а|е|у)?", r"апрел[ьяею]", r"ма[йяе]",
            r"июн[ьяею]", r"июл[ьяею]", r"август[ае]?", r"сентябр[ьяею]", r"октябр[ьяею]",
            r"ноябр[ьяею]", r"декабр[ьяею]",
        ),
        "ar": (
            "يناير", "فبراير", "مارس", "[أإا]بريل", "مايو", "يونيو", "يوليو", "[أا]غسطس", "سبتمبر",
            "[أا]كتوبر", "نوفمبر", "ديسمبر",
        ),
    }
)  # fmt: skip
_MONTH_OF = MappingProxyType(
    {
        locale: tuple(
            # English months have a capital, and «may» and «march» without it are no months
            re.compile(rf"\b(?:{name})\b", 0 if locale == "en" else re.IGNORECASE)
            for name in names
        )
        for locale, names in _MONTHS.items()
    }
)

_ENGLISH = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SPELT: Mapping[str, int] = MappingProxyType(
    {word: number for number, word in enumerate(_UNITS)}
    | {word: 10 * number for number, word in enumerate(_TENS, start=2)}
    | {
        f"{tens}-{unit}": 10 * number + small
        for number, tens in enumerate(_TENS, start=2)
        for small, unit in enumerate(_UNITS[1:10], start=1)
    }
    | {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "once": 1}
    | {"seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "twice": 2, "double": 2, "hundred": 100}
)
_SPELT_WORD = re.compile(r"\b[a-z]+(?:-[a-z]+)?", re.IGNORECASE)


def figures(text: str, locale: str) -> dict[str, str]:
    """Find what a text states to the letter: its one form → how it is written there.

    Forms: `112` a number, `month 3`, `phone 0801155`, `mail …`, `link …`, `site …`,
    `street …`. Marks of facts must be out of the text.
    """
    text = _ISOLATES.sub("", text)
    found: dict[str, str] = {}
    for title, address in _LINK.findall(text):
        found[f"link {address}"] = address
        text = text.replace(f"[{title}]({address})", title)
    for kind, pattern in (("link", _URL), ("mail", _EMAIL), ("site", _SITE)):
        for match in pattern.findall(text):
            bare = match.rstrip(".,;:")
            found[f"{kind} {bare if kind == 'link' else bare.casefold()}"] = match
        text = pattern.sub(" ", text)
    for match in _STREET.finditer(text):
        found[f"street {' '.join(match[0].split()).casefold()}"] = match[0]
    for phone in _PHONE.findall(text):
        found[f"phone {re.sub(r'[^0-9+]', '', phone)}"] = phone
    text = _PHONE.sub(" ", text)
    text = _THOUSANDS.sub(lambda match: re.sub(r"\D", "", match[0]), text)
    for number in _NUMBER.findall(text):
        if number != "00":
            found.setdefault(number.lstrip("0") or "0", number)
    for number_of, month in enumerate(_MONTH_OF[locale], start=1):
        if match := month.search(text):
            found[f"month {number_of}"] = match[0]
    return found


@lru_cache(maxsize=4096)
def stated(text: str) -> frozenset[str]:
    """Give all figures that an English fact states, spelt-out numbers too."""
    found = set(figures(text, "en"))
    for word in _SPELT_WORD.findall(text):
        for part in (word, *word.split("-")):
            if (number := _SPELT.get(part.casefold())) is not None:
                found.add(str(number))
    if "and a half" in text:
        found.add("5")  # 2.5 is written with two numbers
    return frozenset(found)


def in_words(page_date: str) -> str:
    """Say the date of a page in English, like its facts: `2025-07` is «July 2025»."""
    year, _, rest = page_date.partition("-")
    month, _, day = rest.partition("-")
    return " ".join(filter(None, (day, month and _ENGLISH[int(month) - 1], year)))


def supported(figure: str, stated_there: frozenset[str], words: str) -> bool:
    """Tell whether a figure stands among those stated, or, a street or site, in the words.

    `words` is the text of what it rests on.
    """
    if figure in stated_there:
        return True
    kind, _, rest = figure.partition(" ")
    folded = words.casefold()
    if kind == "street":
        return set(rest.split()) <= set(_WORD.findall(folded))
    if kind in {"site", "mail"}:
        return rest in folded
    return False
