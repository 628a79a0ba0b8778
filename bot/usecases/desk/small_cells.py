"""Numbers that may be shown: fewer than five people are never told apart, also by subtraction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SMALLEST = 5
"""A number below stands for so few that somebody could be recognised (CONTRIBUTING, Privacy)."""

type Shown = int | None
"""A number, or None where it is hidden."""


def small(number: int) -> bool:
    """Whether a number of people is too small to be shown."""
    return number < SMALLEST


def protect_parts(counts: Sequence[int], *, rest: int = 0) -> tuple[Shown, ...]:
    """Hide small parts of a whole that is known, and what would give them away.

    ``counts`` are the parts, ``rest`` is the part that nobody reads off the page but everybody
    can reckon (no reply); 0 there says only that all replied.

    1. Every part below ``SMALLEST`` is hidden, 0 too: «nobody chose it» can say what everybody
       did.
    2. What is hidden must be two parts at least and together no small number, or the whole less
       the rest of the page would give it away: further parts are hidden, the smallest first.
    """
    hidden = {at for at, count in enumerate(counts) if small(count)}
    rest_hidden = 0 < rest < SMALLEST
    if not hidden and not rest_hidden:
        return tuple(counts)
    open_ = sorted(
        (at for at in range(len(counts)) if at not in hidden), key=lambda at: counts[at]
    )
    if rest_hidden:
        while open_ and not hidden:
            hidden.add(open_.pop(0))
    together = sum(counts[at] for at in hidden) + (rest if rest_hidden else 0)
    while open_ and (len(hidden) + rest_hidden < 2 or small(together)):
        following = open_.pop(0)
        hidden.add(following)
        together += counts[following]
    return tuple(None if at in hidden else count for at, count in enumerate(counts))


def protect_choices(counts: Sequence[int], *, replied: int) -> tuple[Shown, ...]:
    """Hide small numbers among choices of which several may be taken.

    Each choice is a whole of its own: those who took it and those who did not.
    """
    return tuple(None if small(count) or small(replied - count) else count for count in counts)


@dataclass(frozen=True)
class Figures:
    """How far a survey has come, as it may be shown."""

    parts: Mapping[str, Shown]
    """By state; None is fewer than five. 0 is shown: it says nothing of anybody's reply."""
    total: int
    exact: bool
    """False: ``total`` is only the sum of what is shown; the whole is more, and how much more
    would give a hidden part away."""


def protect_figures(parts: Mapping[str, int]) -> Figures:
    """Hide small parts and, where one is hidden, the whole."""
    shown = {name: None if 0 < count < SMALLEST else count for name, count in parts.items()}
    total = sum(count for count in shown.values() if count is not None)
    return Figures(shown, total, exact=None not in shown.values())
