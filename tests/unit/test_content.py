"""The content folder: read whole or not at all; every planted fault is named with its line."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from faq.check import check_content
from faq.topics import LOCALES, ContentFault, State, read_content

HOUSE = Path(__file__).parents[2] / "faq" / "content"

ABOUT = """\
topic: residence.address
state: whole
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
contacts: [unit]
checked_on: 2026-11-23
check_by: 2027-02-23
owner: integration-office
related: [residence.lost_card]
facts: [1, 3]
"""
LINK_ABOUT = (
    ABOUT.replace("topic: residence.address", "topic: residence.lost_card")
    .replace("state: whole", "state: link")
    .replace("[residence.lost_card]", "[residence.address]")
    .replace("[unit]", "[]")
    .replace("  sl: Prijava naslova", "  sl: Izgubljena izkaznica")
    .replace("  en: Registering an address", "  en: Lost card")
    .replace("  bs: Prijava adrese", "  bs: Izgubljena kartica")
    .replace("  mk: Пријава на адреса", "  mk: Изгубена картичка")
    .replace("  sq: Regjistrimi i adresës", "  sq: Kartë e humbur")
    .replace("  uk: Реєстрація адреси", "  uk: Втрачена картка")
    .replace("  ru: Регистрация адреса", "  ru: Потеря карты")
    .replace("  ar: تسجيل عنوان السكن", "  ar: فقدان البطاقة")
)
CONTACTS = """\
unit:
  name: {sl: Upravna enota, en: Administrative unit}
  address: Glavna ulica 2
  phone: 05 000 00 00
  hours: null
  source: https://example.si
  checked_on: 2026-11-23
  confirmed: false
  topics: [residence.address]
"""
WORDS = {"ar": "كلمة ", "mk": "збор ", "uk": "слово ", "ru": "слово "}


def answer(locale: str, headings: dict[str, str]) -> str:
    """Write an answer without a fault: the sentences are empty, the form is not."""
    word = WORDS.get(locale, "beseda ")
    page = "⁨example.si⁩" if locale == "ar" else "example.si"
    amount = {"en": "1,482.45"}.get(locale, "1.482,45")
    clock = {"en": "8:00", "sl": "8.00"}.get(locale, "8")
    return "\n".join(
        [
            f"{word * 10}8.",
            "",
            f"## {headings['steps']}",
            f"1. {word * 30}",
            f"2. **{word * 10}**".replace(" **", "**"),
            "",
            f"## {headings['papers']}",
            f"- {word * 50}",
            "",
            f"## {headings['where']}",
            f"[{page}](https://example.si/naslov) {word * 20}{clock}",
            "",
            f"## {headings['cost']}",
            f"{word * 3}{amount}",
            "",
            f"## {headings['trouble']}",
            word * 90,
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
    for name, about in (("address", ABOUT), ("lost_card", LINK_ABOUT)):
        folder = tmp_path / "residence" / name
        folder.mkdir(parents=True)
        (folder / "about.yml").write_text(about, encoding="utf-8")
    for locale in LOCALES:
        own = {key: titles[locale] for key, titles in headings.items()}
        path = tmp_path / "residence" / "address" / f"{locale}.md"
        path.write_text(answer(locale, own), encoding="utf-8")
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
    assert topic.state is State.WHOLE
    assert topic.check_by == date(2027, 2, 23)
    assert topic.link("en") == "https://example.si/en/address"
    assert topic.link("ar") == "https://example.si/naslov"
    assert topic.facts == (1, 3)
    assert [topic.id for topic in content.topics_of("residence")] == [
        "residence.address",
        "residence.lost_card",
    ]
    assert content.contacts["unit"].name("en") == "Administrative unit"
    assert content.contacts["unit"].name("ar") == "Upravna enota"
    english = content.answers["residence.address", "en"]
    assert english.short.endswith("8.")
    assert [key for key, _ in english.sections] == ["steps", "papers", "where", "cost", "trouble"]
    assert english.sections[1][1].startswith("- ")
    assert ("residence.lost_card", "sl") not in content.answers


A = "residence/address"


@pytest.mark.parametrize(
    ("name", "edit", "line", "what"),
    [
        # about.yml
        (
            f"{A}/about.yml",
            swap("state: whole", "state: half"),
            2,
            "state must be whole or link",
        ),
        (
            f"{A}/about.yml",
            swap("topic: residence.address", "topic: residence.adress"),
            1,
            "topic must be residence.address, as the folder says",
        ),
        (f"{A}/about.yml", swap("  uk: Реєстрація адреси\n", ""), 3, "not said in uk"),
        (f"{A}/about.yml", swap("  uk: ", "  ua: "), 9, "unknown language ua"),
        (
            f"{A}/about.yml",
            swap("Registering an address", "Registering an address " + "x" * 20),
            5,
            "title of 43 characters, at most 40",
        ),
        (
            f"{A}/about.yml",
            swap("ar: تسجيل عنوان السكن", "ar: تسجيل العنوان Idrija"),
            11,
            "Latin letters outside an isolate: Idrija",
        ),
        (
            "contacts.yml",
            swap("en: Administrative unit", "ar: الوحدة Idrija"),
            2,
            "Latin letters outside an isolate: Idrija",
        ),
        (
            f"{A}/about.yml",
            swap("sl: https://example.si/naslov", "sl: http://example.si/naslov"),
            13,
            "the link must begin with https://: http://example.si/naslov",
        ),
        (
            f"{A}/about.yml",
            swap("check_by: 2027-02-23", "check_by: 2026-02-23"),
            20,
            "check_by is before checked_on",
        ),
        (
            f"{A}/about.yml",
            swap("check_by: 2027-02-23", "check_by: soon"),
            20,
            "check_by must be a date like 2026-11-23",
        ),
        (
            f"{A}/about.yml",
            swap("page_date: 2026-02-14", "page_date: 2026-12-24"),
            16,
            "the page is younger than checked_on: check it again",
        ),
        (f"{A}/about.yml", swap("owner: i", "owned_by: i"), 21, "unknown key owned_by"),
        (
            f"{A}/about.yml",
            swap("related: [residence.lost_card]", "related: [residence.lost]"),
            22,
            "related topic residence.lost is not there",
        ),
        (
            f"{A}/about.yml",
            swap("contacts: [unit]", "contacts: [unit, office]"),
            18,
            "contact office is not in contacts.yml",
        ),
        (f"{A}/about.yml", swap("[1, 3]", "[0]"), 23, "facts must be a list of numbers from 1"),
        (f"{A}/about.yml", swap("topic:", "topic: ["), 2, "not YAML"),
        (
            f"{A}/about.yml",
            swap("owner: integration-office", "owner: a\nowner: b"),
            22,
            "owner is there twice",
        ),
        (
            "residence/lost_card/about.yml",
            swap("en: Lost card", "en: registering an address"),
            5,
            "the same title as residence.address",
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
            swap("topics: [residence.address]", "topics: [residence.nowhere]"),
            9,
            "topic residence.nowhere is not there",
        ),
        (
            "contacts.yml",
            swap("topics: [residence.address]", "topics: []"),
            9,
            "residence.address names this contact, add it",
        ),
        (
            "contacts.yml",
            swap("phone: 05 000 00 00", "phone: 112"),
            4,
            "phone must be a text (in quotes, when it is a number)",
        ),
        # one answer
        (f"{A}/en.md", swap("## steps en", "## Steps"), 3, "not a heading of headings.yml: Steps"),
        (
            f"{A}/en.md",
            swap("## steps en", "### steps en"),
            3,
            "not a heading of headings.yml: # steps en",
        ),
        (f"{A}/en.md", swap("## papers en", ""), 1, "the part “papers en” (papers) is missing"),
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
            swap("beseda 8.", "beseda " * 60 + "8."),
            1,
            "short answer of 485 characters, at most 350",
        ),
        (
            f"{A}/en.md",
            swap("beseda 8.", "beseda 8.\n\nbeseda"),
            1,
            "the short answer is one paragraph",
        ),
        (f"{A}/en.md", lambda text: text + "beseda " * 100, 1, "answer of "),
        (f"{A}/en.md", swap("- beseda", "- beseda\n  - beseda"), 9, "a list within a list"),
        (f"{A}/en.md", swap("- beseda", "* beseda"), 8, "lists begin with a hyphen or a number"),
        (f"{A}/en.md", swap("- beseda", "- *beseda*"), 8, "not allowed in an answer: em_open"),
        (
            f"{A}/en.md",
            swap("- beseda", "- beseda\n  <b>beseda</b>"),
            9,
            "not allowed in an answer: html_inline",
        ),
        (f"{A}/en.md", swap("- beseda", "- `beseda`"), 8, "not allowed in an answer: code_inline"),
        (
            f"{A}/en.md",
            swap("- beseda", "> beseda"),
            8,
            "not allowed in an answer: blockquote_open",
        ),
        (
            f"{A}/en.md",
            swap("- beseda", "| beseda | beseda |"),
            8,
            "not allowed in an answer: table",
        ),
        (
            f"{A}/en.md",
            swap("- beseda", "- **beseda"),
            8,
            "bold that is not closed, or with a space at its edge",
        ),
        (f"{A}/en.md", swap("- beseda", "- 🙂 beseda"), 8, "no emoji in an answer: U+1F642"),
        (
            f"{A}/en.md",
            swap("- beseda", "- https://example.si"),
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
            swap("- beseda", "- \u2068beseda\u2069"),
            8,
            "isolates belong in right-to-left texts only",
        ),
        (
            f"{A}/en.md",
            swap("- beseda", "- \u202ebeseda"),
            8,
            "a direction mark other than U+2068 and U+2069",
        ),
        (f"{A}/ar.md", swap("\u2069", ""), 11, "isolates (U+2068, U+2069) are not balanced"),
        (f"{A}/ar.md", swap("- كلمة", "- Idrija"), 8, "Latin letters outside an isolate: Idrija"),
        (f"{A}/ar.md", swap("- كلمة", "- ٣"), 8, "digits are written 1 2 3"),
        # one language beside another
        (f"{A}/ru.md", swap("## cost ru", "## time ru"), 1, "the part cost stands only in sl"),
        (f"{A}/ru.md", swap("1.482,45", "1.482,55"), 14, "a number that sl does not have: 55"),
        (f"{A}/ru.md", swap("1.482,45", "1.482"), 1, "a number of sl is missing: 45"),
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
    plant(root, f"{A}/en.md", swap("https://example.si/naslov", "https://example.si/en/address"))
    assert named(root) == []


def test_a_whole_topic_has_all_answers(root: Path) -> None:
    plant(root, "residence/lost_card/about.yml", swap("state: link", "state: whole"))
    missing = [f"residence/lost_card/{locale}.md:1: the file is missing" for locale in LOCALES]
    assert named(root) == sorted(missing)


def test_a_topic_with_a_link_only_has_no_answers(root: Path) -> None:
    plant(root, f"{A}/about.yml", swap("state: whole", "state: link"))
    assert len(named(root)) == len(LOCALES)
    what = "an answer stands here, but about.yml says state: link"
    assert f"{A}/ar.md:1: {what}" in named(root)


def test_files_that_nobody_reads_are_named(root: Path) -> None:
    (root / A / "de.md").write_text("Hallo", encoding="utf-8")
    (root / A / "ask.sq.txt").write_text("si ta regjistroj adresën", encoding="utf-8")
    (root / "weather" / "rain").mkdir(parents=True)
    assert named(root) == [
        f"{A}/de.md:1: nobody reads a file of this name",
        "weather:1: the domain weather is not in domains.yml",
        "weather/rain/about.yml:1: the file is missing",
    ]


@pytest.mark.parametrize("name", ["domains.yml", "contacts.yml", "headings.yml", f"{A}/about.yml"])
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
    plant(root, f"{A}/about.yml", swap("state: whole", "state: half"))
    plant(root, f"{A}/about.yml", swap("owner: integration-office\n", ""))
    with pytest.raises(ContentFault) as refused:
        read_content(root)
    assert refused.value.path == root / A / "about.yml"
    assert refused.value.line == 2
    assert any("more: see `povezani faq check`" in note for note in refused.value.__notes__)


def test_the_answers_of_the_house_keep_the_rules() -> None:
    assert [str(fault) for fault in check_content(HOUSE)] == []


def test_the_house_knows_all_its_topics() -> None:
    content = read_content(HOUSE)
    assert len(content.domains) == 11
    assert len(content.topics) == 69
    whole = [topic for topic in content.topics.values() if topic.state is State.WHOLE]
    assert len(whole) == 12
    assert len(content.answers) == 12 * len(LOCALES)
