"""Numbers of few people are hidden, and nobody can work them out from the rest of the page."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.usecases.desk.small_cells import (
    SMALLEST,
    protect_choices,
    protect_figures,
    protect_parts,
)


@pytest.mark.parametrize(
    ("counts", "rest", "shown"),
    [
        ([20, 15, 9], 0, (20, 15, 9)),
        ([20, 15, 9], 30, (20, 15, 9)),
        # one small part: the smallest other goes too, or it is the whole less the others
        ([20, 15, 3], 0, (20, None, None)),
        ([20, 15, 0], 0, (20, None, None)),
        # several that are no small number together
        ([20, 3, 2], 0, (20, None, None)),
        # several that still are: «these two are nobody», «these two are all one»
        ([20, 8, 1, 0], 0, (20, None, None, None)),
        ([20, 8, 0, 0], 0, (20, None, None, None)),
        # who did not reply is a part as well
        ([20, 15], 2, (20, None)),
        ([20, 3], 2, (20, None)),
        ([20, 3], 1, (None, None)),
        ([3, 2, 1], 0, (None, None, None)),
        ([], 0, ()),
    ],
)
def test_small_parts(counts: list[int], rest: int, shown: tuple[int | None, ...]) -> None:
    assert protect_parts(counts, rest=rest) == shown


@given(st.lists(st.integers(0, 30), min_size=1, max_size=4), st.integers(0, 12))
def test_no_small_part_can_be_worked_out(counts: list[int], rest: int) -> None:
    """Whoever knows the whole and the rule itself is left with more than one possibility."""
    shown = protect_parts(counts, rest=rest)
    assert all(part is None or part >= SMALLEST for part in shown)
    hidden = [at for at, part in enumerate(shown) if part is None]
    small = [at for at in hidden if counts[at] < SMALLEST]
    if not small or sum(counts) < SMALLEST:  # so few replies that the whole itself says little
        return
    left = sum(counts[at] for at in hidden)
    unknown_rest = rest if 0 < rest < SMALLEST else 0
    together = left + unknown_rest
    assert together >= SMALLEST
    ways = {
        guess
        for guess in product(range(together + 1), repeat=len(hidden))
        if (sum(guess) == together if not unknown_rest else 0 < together - sum(guess) < SMALLEST)
    }
    for place in range(len(hidden)):
        assert len({way[place] for way in ways}) > 1


@given(st.lists(st.integers(0, 30), max_size=6), st.integers(0, 30))
def test_choices_hide_both_the_few_and_all_but_a_few(counts: list[int], replied: int) -> None:
    counts = [min(count, replied) for count in counts]
    for count, shown in zip(counts, protect_choices(counts, replied=replied), strict=True):
        if shown is not None:
            assert shown == count >= SMALLEST
            assert replied - shown >= SMALLEST


def test_the_total_does_not_give_a_hidden_figure_away() -> None:
    figures = protect_figures({"finished": 198, "partial": 2, "declined": 0, "waiting": 0})
    assert figures.parts == {"finished": 198, "partial": None, "declined": 0, "waiting": 0}
    assert (figures.total, figures.exact) == (198, False)
    figures = protect_figures({"finished": 200, "partial": 0})
    assert (figures.total, figures.exact) == (200, True)
    figures = protect_figures({"finished": 1, "partial": 2})
    assert (figures.total, figures.exact) == (0, False)
