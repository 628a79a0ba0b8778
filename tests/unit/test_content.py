"""The content folder: read whole or not at all; every planted fault is named with its line."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from faq.check import check_content
from faq.lined import ContentFault
from faq.reader import read_content
from faq.topics import LOCALES

HOUSE = Path(__file__).parents[2] / "faq" / "content"

ABOUT = """\
topic: residence.address
title:
  sl: Prijava naslova
  en: Registering an address
  bs: Prijava adrese
  mk: Пријава на адреса
  sq: Regjistrimi i adresës
  uk: Реєстрація адреси
  ru: Регистрация адреса
  ar: تسجيل عنوان السكن
link:
  sl: https://example.si/naslov
  en: https://example.si/en/address
sources:
  - url: https://example.si/naslov
    page_date: 2026-02-14
  - url: https://example.si/en/address
    page_date: "2025-07"
contacts: [unit]
checked_on: 2026-11-23
check_by: 2027-02-23
owner: integration-office
related: [residence.lost_card]
facts: [a, b, c]
"""
OTHER_ABOUT = (
    ABOUT.replace("topic: residence.address", "topic: residence.lost_card")
    .replace("[residence.lost_card]", "[residence.address]")
    .replace("  sl: Prijava naslova", "  sl: Izgubljena izkaznica")
    .replace("  en: Registering an address", "  en: Lost card")
    .replace("  bs: Prijava adrese", "  bs: Izgubljena kartica")
    .replace("  mk: Пријава на адреса", "  mk: Изгубена картичка")
    .replace("  sq: Regjistrimi i adresës", "  sq: Kartë e humbur")
    .replace("  uk: Реєстрація адреси", "  uk: Втрачена картка")
    .replace("  ru: Регистрация адреса", "  ru: Потеря карты")
    .replace("  ar: تسجيل عنوان السكن", "  ar: فقدان البطاقة")
)
FACTS = """\
facts:
  a:
    text: "Register within eight days of moving in, from 8:00. Call 080 11 55."
    source: https://example.si/naslov
    volatile: false
    checked: 2026-11-23
  b:
    text: "It costs 1,482.45 EUR since 1 March 2026."
    source: https://example.si/en/address
    volatile: true
  c:
    text: "CONFLICT is not said; the page is example.si."
    source: https://example.si/naslov
    volatile: false
    conflict: true
  d:
    text: "Nobody uses this."
    source: https://example.si/naslov
    volatile: false
unknown:
  - "the fine in 2027"
"""
CONTACTS = """\
unit:
  name: {sl: Upravna enota, en: Administrative unit}
  address: Glavna ulica 2
  phone: 05 000 00 00
  hours: null
  source: https://example.si
  checked_on: 2026-11-23
  confirmed: false
"""
WORDING = "".join(
    f"{locale}:\n  longest_sentence: 12\n  instead:\n    officialnes*: plain words\n"
    for locale in LOCALES
)
WORDS = {"ar": "كلمة", "mk": "Збор", "uk": "Слово", "ru": "Слово"}
MONTHS = {
    "sl": "marca", "en": "March", "bs": "marta", "mk": "март", "sq": "mars", "uk": "березня",
    "ru": "марта", "ar": "مارس",
}  # fmt: skip


def answer(locale: str, headings: dict[str, str]) -> str:
    """Write an answer without a fault: the sentences are empty, the form is not."""
    word = WORDS.get(locale, "Beseda")
    sentence = " ".join([word, *[word.lower()] * 7]) + "."
    page = "\u2068example.si\u2069" if locale == "ar" else "example.si"
    phone = "\u2068080 11 55\u2069" if locale == "ar" else "080 11 55"
    amount = {"en": "1,482.45"}.get(locale, "1.482,45")
    return "\n".join(
        [
            f"{sentence} {word} 8.[^a] {sentence}[^advice]",
            "",
            f"## {headings['steps']}",
            f"1. {sentence}[^a][^b]",
            f"2. **{word}** {phone}.[^a]",
            "",
            f"## {headings['papers']}",
            f"- {sentence} {sentence}[^a]",
            "",
            f"## {headings['where']}",
            f"[{page}](https://example.si/naslov) {sentence}[^c]",
            "",
            f"## {headings['cost']}",
            f"{word} {amount}, 1 {MONTHS[locale]}.[^b] {word}.[^unknown]",
            "",
            f"## {headings['trouble']}",
            f"{sentence} {sentence}[^contact]",
            "",
        ]
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A content folder of two topics in which nothing is wrong."""
    keys = ("steps", "papers", "where", "cost", "time", "trouble")
    headings = {key: {locale: f"{key} {locale}" for locale in LOCALES} for key in keys}
    for number, titles in enumerate(headings.values(), start=1):
        titles["ar"] = " ".join(["قسم"] * number)
    rows = [
        f"{key}:\n" + "".join(f"  {locale}: {title}\n" for locale, title in titles.items())
        for key, titles in headings.items()
    ]
    (tmp_path / "headings.yml").write_text("".join(rows), encoding="utf-8")
    labels = "".join(f"  {locale}: Prebivanje\n" for locale in LOCALES)
    (tmp_path / "domains.yml").write_text(f"residence:\n{labels}", encoding="utf-8")
    (tmp_path / "contacts.yml").write_text(CONTACTS, encoding="utf-8")
    (tmp_path / "wording.yml").write_text(WORDING, encoding="utf-8")
    for name, about in (("address", ABOUT), ("lost_card", OTHER_ABOUT)):
        folder = tmp_path / "residence" / name
        folder.mkdir(parents=True)
        (folder / "about.yml").write_text(about, encoding="utf-8")
        (folder / "facts.yml").write_text(FACTS, encoding="utf-8")
        for locale in LOCALES:
            own = {key: titles[locale] for key, titles in headings.items()}
            (folder / f"{locale}.md").write_text(answer(locale, own), encoding="utf-8")
    return tmp_path


type Edit = Callable[[str], str]


def swap(old: str, new: str) -> Edit:
    """Plant a fault by replacing words, which must be there."""

    def edit(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return edit


def plant(root: Path, name: str, edit: Edit) -> None:
    path = root / name
    path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")


def named(root: Path) -> list[str]:
    """List the faults as `file:line: what`, with the file named from the root."""
    return [
        f"{fault.path.relative_to(root)}:{fault.line}: {fault.what}"
        for fault in check_content(root)
    ]


def test_a_sound_folder_is_read_whole(root: Path) -> None:
    assert named(root) == []
    content = read_content(root)
    topic = content.topics["residence.address"]
    assert topic.check_by == date(2027, 2, 23)
    assert topic.link("en") == "https://example.si/en/address"
    assert topic.link("ar") == "https://example.si/naslov"
    assert [source.page_date for source in topic.sources] == ["2026-02-14", "2025-07"]
    assert topic.facts == ("a", "b", "c")
    assert [fact.key for fact in topic.sheet.values() if fact.volatile] == ["b"]
    assert topic.sheet["c"].conflict
    assert topic.sheet["a"].checked == date(2026, 11, 23)
    assert topic.unknown == ("the fine in 2027",)
    assert [topic.id for topic in content.topics_of("residence")] == [
        "residence.address",
        "residence.lost_card",
    ]
    assert content.contacts["unit"].name("en") == "Administrative unit"
    assert content.contacts["unit"].name("ar") == "Upravna enota"
    english = content.answers["residence.address", "en"]
    assert english.short.endswith("[^advice]")
    assert [key for key, _ in english.sections] == ["steps", "papers", "where", "cost", "trouble"]
    assert english.sections[1][1].startswith("- ")


A = "residence/address"
LONG = "beseda " * 4 + "beseda. "


@pytest.mark.parametrize(
    ("name", "edit", "line", "what"),
    [
        # about.yml
        (
            f"{A}/about.yml",
            swap("topic: residence.address", "topic: residence.adress"),
            1,
            "topic must be residence.address, as the folder says",
        ),
        (f"{A}/about.yml", swap("  uk: Реєстрація адреси\n", ""), 2, "not said in uk"),
        (f"{A}/about.yml", swap("  uk: ", "  ua: "), 8, "unknown language ua"),
        (f"{A}/about.yml", swap("owner: i", "state: whole\nowner: i"), 22, "unknown key state"),
        (
            f"{A}/about.yml",
            swap("Registering an address", "Registering an address " + "x" * 20),
            4,
            "title of 43 characters, at most 40",
        ),
        (
            f"{A}/about.yml",
            swap("ar: تسجيل عنوان السكن", "ar: تسجيل العنوان Idrija"),
            10,
            "Latin letters outside an isolate: Idrija",
        ),
        (
            f"{A}/about.yml",
            swap("sl: https://example.si/naslov", "sl: http://example.si/naslov"),
            12,
            "the link must begin with https://: http://example.si/naslov",
        ),
        (
            f"{A}/about.yml",
            swap("sl: https://example.si/naslov", "sl: https://example.si/nekje"),
            12,
            "the link is neither a source nor the page of a contact: https://example.si/nekje",
        ),
        (
            f"{A}/about.yml",
            swap("check_by: 2027-02-23", "check_by: 2026-02-23"),
            21,
            "check_by is before checked_on",
        ),
        (
            f"{A}/about.yml",
            swap("check_by: 2027-02-23", "check_by: 2027-05-23"),
            21,
            "the answer rests on what changes, check it within 100 days",
        ),
        (
            f"{A}/about.yml",
            swap("check_by: 2027-02-23", "check_by: soon"),
            21,
            "check_by must be a date like 2026-11-23",
        ),
        (
            f"{A}/about.yml",
            swap("page_date: 2026-02-14", "page_date: 2026-12"),
            15,
            "the page is younger than checked_on: check it again",
        ),
        (
            f"{A}/about.yml",
            swap("page_date: 2026-02-14", "page_date: February"),
            16,
            "page_date must be a year, a month or a day like 2026-11-23",
        ),
        (
            f"{A}/about.yml",
            swap("url: https://example.si/naslov", "url: https://example.si/nekje"),
            15,
            "no fact comes from https://example.si/nekje",
        ),
        (
            f"{A}/about.yml",
            swap("url: https://example.si/naslov", "url: https://example.si/nekje"),
            14,
            "a page of facts.yml is missing: https://example.si/naslov",
        ),
        (f"{A}/about.yml", swap("owner: i", "owned_by: i"), 22, "unknown key owned_by"),
        (
            f"{A}/about.yml",
            swap("related: [residence.lost_card]", "related: [residence.lost]"),
            23,
            "related topic residence.lost is not there",
        ),
        (
            f"{A}/about.yml",
            swap("contacts: [unit]", "contacts: [unit, office]"),
            19,
            "contact office is not in contacts.yml",
        ),
        (f"{A}/about.yml", swap("[a, b, c]", "[1, 3]"), 24, "facts must be a list of texts"),
        (f"{A}/about.yml", swap("[a, b, c]", "[a, b]"), 24, "the answer uses fact c, add it"),
        (
            f"{A}/about.yml",
            swap("[a, b, c]", "[a, b, c, d]"),
            24,
            "the answer does not use fact d",
        ),
        (
            f"{A}/about.yml",
            swap("[a, b, c]", "[a, b, c, x]"),
            24,
            "there is no fact x in facts.yml",
        ),
        (f"{A}/about.yml", swap("topic:", "topic: ["), 2, "not YAML"),
        (
            f"{A}/about.yml",
            swap("owner: integration-office", "owner: a\nowner: b"),
            23,
            "owner is there twice",
        ),
        (
            "residence/lost_card/about.yml",
            swap("en: Lost card", "en: registering an address"),
            4,
            "the same title as residence.address",
        ),
        # facts.yml
        (f"{A}/facts.yml", swap("facts:", "fakten:"), 1, "unknown key fakten"),
        (f"{A}/facts.yml", swap("  a:", "  1:"), 2, "a fact has a letter, a text and a source"),
        (
            f"{A}/facts.yml",
            swap("    source: https://example.si/naslov\n", ""),
            2,
            "a fact has a letter, a text and a source",
        ),
        (
            f"{A}/facts.yml",
            swap("volatile: true", "volatile: often"),
            10,
            "volatile must be true or false",
        ),
        # the files at the root
        ("domains.yml", swap("  ar: Prebivanje\n", ""), 1, "not said in ar"),
        (
            "domains.yml",
            swap("en: Prebivanje", "en: " + "x" * 31),
            3,
            "title of 31 characters, at most 30",
        ),
        (
            "domains.yml",
            lambda text: text + text.replace("residence", "work"),
            10,
            "no topic stands under work",
        ),
        (
            "contacts.yml",
            swap("en: Administrative unit", "ar: الوحدة Idrija"),
            2,
            "Latin letters outside an isolate: Idrija",
        ),
        ("contacts.yml", swap("confirmed: false", "topics: []"), 8, "unknown key topics"),
        (
            "contacts.yml",
            lambda text: text + text.replace("unit:", "office:"),
            9,
            "no topic names office",
        ),
        (
            "contacts.yml",
            swap("source: https://example.si", "source: seznam"),
            6,
            "a source in words is said in every language, not in en, bs, mk, sq, uk, ru, ar",
        ),
        ("contacts.yml", swap("  source: https://example.si\n", ""), 1, "unit has no source"),
        (
            "contacts.yml",
            swap("phone: 05 000 00 00", "phone: 112"),
            4,
            "phone must be a text (in quotes, when it is a number)",
        ),
        (
            "wording.yml",
            swap("longest_sentence: 12", "longest_sentence: short"),
            1,
            "sl needs longest_sentence (words) and instead (word: plainer word)",
        ),
        ("wording.yml", swap("en:\n", "us:\n"), 5, "unknown language us"),
        # the form of an answer
        (f"{A}/en.md", swap("## steps en", "## Steps"), 3, "not a heading of headings.yml: Steps"),
        (
            f"{A}/en.md",
            swap("## steps en", "### steps en"),
            3,
            "not a heading of headings.yml: # steps en",
        ),
        (
            f"{A}/en.md",
            swap("## trouble en", "## time en"),
            1,
            "the part “trouble en” (trouble) is missing",
        ),
        (
            f"{A}/en.md",
            lambda text: (
                text.replace("## papers en", "## X")
                .replace("## where en", "## papers en")
                .replace("## X", "## where en")
            ),
            10,
            "the part papers stands before where",
        ),
        (f"{A}/en.md", swap("## cost en", "## steps en"), 3, "the part steps is there 2 times"),
        (
            f"{A}/en.md",
            swap("Beseda 8.", LONG * 10 + "8."),
            1,
            "short answer of 476 characters, at most 350",
        ),
        (
            f"{A}/en.md",
            swap("1. Beseda", f"1. {LONG * 20} Beseda"),
            3,
            "short answer and first part of 933 characters, at most 900",
        ),
        (
            f"{A}/en.md",
            swap("- Beseda", f"- {LONG * 22} Beseda"),
            7,
            "part of 918 characters, at most 850",
        ),
        (
            f"{A}/en.md",
            swap("Beseda 8.", "Beseda 8.\n\nBeseda."),
            1,
            "the short answer is one paragraph",
        ),
        (f"{A}/en.md", lambda text: text + LONG * 70, 1, "answer of "),
        (f"{A}/en.md", swap("- Beseda", "- Beseda\n  - Beseda"), 9, "a list within a list"),
        (f"{A}/en.md", swap("- Beseda", "* Beseda"), 8, "lists begin with a hyphen or a number"),
        (f"{A}/en.md", swap("- Beseda", "- *Beseda*"), 8, "not allowed in an answer: em_open"),
        (
            f"{A}/en.md",
            swap("- Beseda", "- Beseda\n  <b>Beseda</b>"),
            9,
            "not allowed in an answer: html_inline",
        ),
        (
            f"{A}/en.md",
            swap("- Beseda", "<script>alert(1)</script>\n\n- Beseda"),
            8,
            "not allowed in an answer: html_block",
        ),
        (f"{A}/en.md", swap("- Beseda", "- `Beseda`"), 8, "not allowed in an answer: code_inline"),
        (
            f"{A}/en.md",
            swap("- Beseda", "> Beseda"),
            8,
            "not allowed in an answer: blockquote_open",
        ),
        (
            f"{A}/en.md",
            swap("- Beseda", "| Beseda | Beseda |"),
            8,
            "not allowed in an answer: table",
        ),
        (
            f"{A}/en.md",
            swap("- Beseda", "- **Beseda"),
            8,
            "bold that is not closed, or with a space at its edge",
        ),
        (f"{A}/en.md", swap("- Beseda", "- [Beseda"), 8, "a mark of Markdown is left over: ["),
        (f"{A}/en.md", swap("- Beseda", "- Be`seda"), 8, "a mark of Markdown is left over: `"),
        (f"{A}/en.md", swap("- Beseda", "- 🙂 Beseda"), 8, "no emoji in an answer: U+1F642"),
        (
            f"{A}/en.md",
            swap("- Beseda", "- https://example.si"),
            8,
            "write an address as a link: https://example.si",
        ),
        (
            f"{A}/en.md",
            swap("(https://example.si/naslov)", "(http://example.si/naslov)"),
            11,
            "the link must begin with https://: http://example.si/naslov",
        ),
        (
            f"{A}/en.md",
            swap("- Beseda", "- \u2068Beseda\u2069"),
            8,
            "isolates belong in right-to-left texts only",
        ),
        (
            f"{A}/en.md",
            swap("- Beseda", "- \u202eBeseda"),
            8,
            "a direction mark other than U+2068 and U+2069",
        ),
        (f"{A}/ar.md", swap("\u2069", ""), 5, "isolates (U+2068, U+2069) are not balanced"),
        (f"{A}/ar.md", swap("- كلمة", "- Idrija"), 8, "Latin letters outside an isolate: Idrija"),
        (
            f"{A}/ar.md",
            swap("\u2068080 11 55\u2069", "080 11 55"),
            5,
            "a number in groups outside an isolate: 080 11 55",
        ),
        (f"{A}/ar.md", swap("- كلمة", "- ٣"), 8, "digits are written 1 2 3"),
        # plain words
        (
            f"{A}/en.md",
            swap("- Beseda", "- Beseda" + " beseda" * 60),
            8,
            "a sentence of 68 words, at most 12: Beseda beseda",
        ),
        (
            f"{A}/ru.md",
            swap("- Слово", "- Officialness слово"),
            8,
            "«officialnes*» is officialese, say: plain words",
        ),
        # what a sentence rests on
        (
            f"{A}/en.md",
            swap("beseda.[^a][^b]", "beseda."),
            4,
            "nothing says what this rests on: Beseda beseda",
        ),
        (f"{A}/en.md", swap("[^a][^b]", "[^a][^x]"), 4, "there is no fact x in facts.yml"),
        (f"{A}/en.md", swap("Beseda 8.[^a]", "Beseda 9.[^a]"), 1, "9 does not stand in [a]"),
        (f"{A}/en.md", swap("Beseda 8.[^a]", "Beseda 8.[^b]"), 1, "8 does not stand in [b]"),
        (f"{A}/en.md", swap("1 March", "2 March"), 14, "2 does not stand in [b]"),
        (f"{A}/en.md", swap("1 March", "1 May"), 14, "May does not stand in [b]"),
        (f"{A}/en.md", swap("080 11 55", "080 11 56"), 5, "080 11 56 does not stand in [a]"),
        (
            f"{A}/en.md",
            swap("beseda.[^contact]", "beseda 05 000 00 01.[^contact]"),
            17,
            "05 000 00 01 does not stand in [contact]",
        ),
        (
            f"{A}/en.md",
            swap("beseda.[^advice]", "beseda 112.[^advice]"),
            1,
            "112 does not stand in [advice]",
        ),
        (
            f"{A}/en.md",
            swap("beseda.[^c]", "beseda, Mestni trg 2.[^c]"),
            11,
            "Mestni trg 2 does not stand in [c]",
        ),
        (
            f"{A}/en.md",
            swap("beseda.[^c]", "beseda a@example.org.[^c]"),
            11,
            "a@example.org does not stand in [c]",
        ),
        (
            f"{A}/en.md",
            swap("(https://example.si/naslov)", "(https://example.si/nowhere)"),
            11,
            "https://example.si/nowhere does not stand in [c]",
        ),
        (f"{A}/en.md", swap("Beseda.[^unknown]", "2028.[^unknown]"), 14, "2028 does not stand in"),
        # one language beside another
        (f"{A}/ru.md", swap("## cost ru", "## time ru"), 1, "the part cost stands only in sl"),
        (f"{A}/ru.md", swap("1.482,45", "1.482,55"), 14, "55 does not stand in this part of sl"),
        (f"{A}/ru.md", swap("1.482,45", "1.482"), 14, "45 of sl is missing in this part"),
        (f"{A}/ru.md", swap("марта", "мая"), 14, "мая does not stand in this part of sl"),
        (f"{A}/ru.md", swap("080 11 55", "8"), 4, "080 11 55 of sl is missing in this part"),
        (
            f"{A}/ru.md",
            swap("1.482,45, 1 марта.[^b]", "1.482,45.[^b] 1 марта 1.482.[^b]"),
            14,
            "1482 stands 2 times in this part, 1 in sl",
        ),
        (
            f"{A}/ru.md",
            swap("слово.[^a][^b]", "слово.[^a]"),
            3,
            "fact b of sl is missing in this part",
        ),
        (
            f"{A}/ru.md",
            swap("слово.[^a]\n", "слово.[^a][^c]\n"),
            7,
            "fact c does not stand in this part of sl",
        ),
        (
            f"{A}/ru.md",
            swap("example.si/naslov", "example.si/adres"),
            11,
            "a link that sl does not have: https://example.si/adres",
        ),
        (
            f"{A}/ru.md",
            swap("[example.si](https://example.si/naslov)", ""),
            1,
            "a link of sl is missing: the topic's page",
        ),
    ],
)
def test_a_planted_fault_is_named(root: Path, name: str, edit: Edit, line: int, what: str) -> None:
    plant(root, name, edit)
    found = named(root)
    assert any(fault.startswith(f"{name}:{line}: {what}") for fault in found), found


def test_the_topics_page_may_be_linked_in_the_readers_language(root: Path) -> None:
    where = swap("naslov) Beseda", "en/address) Beseda")
    plant(root, f"{A}/en.md", where)
    plant(root, f"{A}/en.md", swap("beseda.[^c]", "beseda.[^b][^c]"))
    assert [fault for fault in named(root) if "link" in fault] == []


def test_an_old_page_may_be_named_by_its_year(root: Path) -> None:
    plant(root, f"{A}/en.md", swap("1 March.[^b]", "1 March, July 2025.[^b]"))
    assert [fault for fault in named(root) if "/en.md" in fault] == [
        f"{A}/en.md:14: 2025 does not stand in this part of sl",
        f"{A}/en.md:14: July does not stand in this part of sl",
    ]


def test_a_topic_is_answered_in_every_language(root: Path) -> None:
    for locale in ("sl", "uk"):
        (root / A / f"{locale}.md").unlink()
    assert named(root) == [
        f"{A}/sl.md:1: the file is missing",
        f"{A}/uk.md:1: the file is missing",
    ]


def test_files_that_nobody_reads_are_named(root: Path) -> None:
    (root / A / "de.md").write_text("Hallo", encoding="utf-8")
    (root / A / "ask.sq.txt").write_text("si ta regjistroj adresën", encoding="utf-8")
    (root / "weather" / "rain").mkdir(parents=True)
    assert named(root) == [
        f"{A}/de.md:1: nobody reads a file of this name",
        "weather:1: the domain weather is not in domains.yml",
        "weather/rain/about.yml:1: the file is missing",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "domains.yml",
        "contacts.yml",
        "headings.yml",
        "wording.yml",
        f"{A}/about.yml",
        f"{A}/facts.yml",
    ],
)
def test_a_missing_file_is_named(root: Path, name: str) -> None:
    (root / name).unlink()
    assert f"{name}:1: the file is missing" in named(root)


def test_a_file_that_is_not_utf_8_is_named(root: Path) -> None:
    (root / A / "sl.md").write_bytes("čša".encode("cp1250"))
    assert f"{A}/sl.md:1: the file is not UTF-8" in named(root)


def test_a_folder_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ContentFault, match=r"domains\.yml:1|headings\.yml:1"):
        read_content(tmp_path / "nowhere")


def test_nothing_is_half_loaded(root: Path) -> None:
    plant(root, f"{A}/about.yml", swap("checked_on: 2026-11-23", "checked_on: never"))
    plant(root, f"{A}/about.yml", swap("owner: integration-office\n", ""))
    with pytest.raises(ContentFault) as refused:
        read_content(root)
    assert refused.value.path == root / A / "about.yml"
    assert refused.value.line == 20
    assert any("more: see `povezani faq check`" in note for note in refused.value.__notes__)


def test_the_answers_of_the_house_keep_the_rules() -> None:
    assert [str(fault) for fault in check_content(HOUSE)] == []


def test_the_house_answers_all_its_topics_in_every_language() -> None:
    content = read_content(HOUSE)
    assert len(content.domains) == 11
    assert len(content.topics) == 69
    assert len(content.answers) == 69 * len(LOCALES)
