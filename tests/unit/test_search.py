"""Search by title: words that begin alike, in any language, without diacritics."""

from bot.usecases.search import by_title

TITLES = {
    "residence.renew_permit": ("Podaljšanje dovoljenja", "Renewing a residence permit"),
    "health.choose_doctor": ("Izbira zdravnika", "Choosing a doctor"),
    "health.child_doctor": ("Zdravnik za otroka", "Doctor for a child"),
}


def test_a_word_finds_every_title_that_has_it() -> None:
    assert by_title("zdravnik", TITLES) == ["health.choose_doctor", "health.child_doctor"]
    assert by_title("DOCTOR", TITLES) == ["health.choose_doctor", "health.child_doctor"]


def test_all_words_must_fit_one_title() -> None:
    assert by_title("doctor child", TITLES) == ["health.child_doctor"]
    assert by_title("permit doctor", TITLES) == []


def test_diacritics_do_not_count() -> None:
    assert by_title("podaljsanje", TITLES) == ["residence.renew_permit"]


def test_no_word_finds_nothing() -> None:
    assert by_title("?!", TITLES) == []
    assert by_title("", TITLES) == []
