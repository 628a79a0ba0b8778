"""What can be right or wrong to the letter has one form in every language."""

import pytest

from faq.figures import figures, in_words, stated, supported


@pytest.mark.parametrize(
    ("locale", "text", "found"),
    [
        ("sl", "1.482,45 EUR ob 8.00", {"1482", "45", "8"}),
        ("en", "1,482.45 EUR at 8:00", {"1482", "45", "8"}),
        ("ru", "1482 EUR", {"1482"}),
        ("uk", "1\u00a0482 EUR", {"1482"}),
        ("sl", "1. marca 2026", {"1", "2026", "month 3"}),
        ("en", "1 March 2026", {"1", "2026", "month 3"}),
        ("bs", "do 1. marta 2026", {"1", "2026", "month 3"}),
        ("mk", "1 март 2026", {"1", "2026", "month 3"}),
        ("sq", "më 1 mars 2026", {"1", "2026", "month 3"}),
        ("uk", "1 березня 2026", {"1", "2026", "month 3"}),
        ("ru", "1 марта 2026", {"1", "2026", "month 3"}),
        ("ar", "1 مارس 2026", {"1", "2026", "month 3"}),
        ("en", "You may march in.", set()),
        ("en", "in May 2026", {"2026", "month 5"}),
        ("sq", "shkurtimisht, majtas", set()),
        ("sl", "majhen, junak, v marketu", set()),
        ("sl", "080 11 55 ali 05/37 34 600", {"phone 0801155", "phone 053734600"}),
        ("ar", "⁨080 11 55⁩", {"phone 0801155"}),
        ("en", "+386 1 478 40 00", {"phone +38614784000"}),
        ("en", "between 800-1,200 EUR", {"800", "1200"}),
        ("sl", "gp.uoim@gov.si in infotujci.si", {"mail gp.uoim@gov.si", "site infotujci.si"}),
        ("sl", "[tu](https://a.si/B?c=1)", {"link https://a.si/B?c=1"}),
        ("en", "see https://a.si/B?c=1.", {"link https://a.si/B?c=1"}),
        ("sl", "Mestni trg 1", {"street mestni trg 1", "1"}),
    ],
)
def test_figures_are_found_in_one_form(locale: str, text: str, found: set[str]) -> None:
    assert figures(text, locale).keys() == found


def test_facts_state_spelt_out_numbers_too() -> None:
    known = stated("within eight working days, in twenty-one ninety-day periods, twice")
    assert {"8", "21", "90", "2"} <= known
    assert {"2", "5"} <= stated("two and a half")
    assert "9" not in known


def test_an_address_stands_word_by_word_in_what_it_rests_on() -> None:
    words = "Municipality: Mestni trg 1, 5280 Idrija"
    assert supported("street mestni trg 1", stated(words), words)
    assert not supported("street mestni trg 2", stated(words), words)
    assert not supported("phone 053734600", stated("call 05 37 34 601"), "call 05 37 34 601")


@pytest.mark.parametrize(
    ("page_date", "said"),
    [("", ""), ("2020", "2020"), ("2025-07", "July 2025"), ("2025-07-03", "03 July 2025")],
)
def test_a_page_date_is_said_like_a_fact(page_date: str, said: str) -> None:
    assert in_words(page_date) == said
