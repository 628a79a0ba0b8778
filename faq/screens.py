"""An answer cut into screens: what a phone shows at once, the rest behind «more»."""

import re
from collections.abc import Callable, Iterable
from itertools import pairwise

SCREEN_LIMIT = 900
"""Characters that are read on one screen, without title, source and buttons."""

_LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")
_HEADING = re.compile(r"(?m)^## ")
_TAG = re.compile(r"<[^>]+>")
_ISOLATES = re.compile("[\u2068\u2069]")


def parts(markdown: str) -> list[str]:
    """Cut an answer before each heading: the short answer first, then part by part."""
    starts = [0, *(match.start() for match in _HEADING.finditer(markdown)), len(markdown)]
    cut = [markdown[at:end].strip() for at, end in pairwise(starts)]
    return [part for part in cut if part]


def seen(text: str) -> str:
    """Reduce Markdown or Telegram's HTML to what a reader sees, as far as lengths go."""
    text = _LINK.sub(r"\1", text).replace("**", "")
    text = _TAG.sub("", _HEADING.sub("", text))
    return _ISOLATES.sub("", text).strip()


def paginate[T](
    pieces: Iterable[T], size: Callable[[T], int], limit: int = SCREEN_LIMIT
) -> list[list[T]]:
    """Fill screens with whole pieces, in order; what is too long by itself stands alone."""
    pages: list[list[T]] = []
    room = 0
    for piece in pieces:
        needs = size(piece)
        if not pages or needs > room:
            pages.append([])
            room = limit
        pages[-1].append(piece)
        room -= needs
    return pages
