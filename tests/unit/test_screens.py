"""Answers cut into screens: nothing is lost, nothing is cut in the middle."""

from hypothesis import given
from hypothesis import strategies as st

from faq.screens import SCREEN_LIMIT, paginate, parts, seen


def test_an_answer_is_cut_before_its_headings() -> None:
    assert parts("Short.\n\n## One\n1. a\n\n## Two\nb\n") == [
        "Short.",
        "## One\n1. a",
        "## Two\nb",
    ]


def test_what_a_reader_sees_is_counted() -> None:
    assert seen("## **Kje** [tu](https://example.si/very/long)") == "Kje tu"
    assert seen("<b>⁨Kje⁩</b>") == "Kje"


@given(st.lists(st.integers(0, 2 * SCREEN_LIMIT)))
def test_screens_hold_everything_in_order(sizes: list[int]) -> None:
    pages = paginate(sizes, lambda size: size)
    assert [size for page in pages for size in page] == sizes
    assert all(page for page in pages)
    assert all(len(page) == 1 or sum(page) <= SCREEN_LIMIT for page in pages)
