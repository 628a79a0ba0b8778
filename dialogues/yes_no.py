"""A plain yes or no, typed instead of tapped."""

import re
from typing import Final

from dialogues.folding import fold

_YES: Final = frozenset(
    fold(word)
    for word in [
        "strinjam se",
        "yes",
        "y",
        "ok",
        "okay",
        "sure",
        "da",
        "ja",
        "seveda",
        "v redu",
        "naravno",
        "može",
        "moze",
        "naravno",
        "u redu",
        "да",
        "може",
        "секако",
        "во ред",
        "po",
        "mirë",
        "patjetër",
        "так",
        "добре",
        "згода",
        "гаразд",
        "да",
        "хорошо",
        "конечно",
        "ладно",
        "نعم",
        "اي",
        "ايوه",
        "أيوا",
        "موافق",
        "طبعا",
        "حسنا",
    ]
)
_NO: Final = frozenset(
    fold(word)
    for word in [
        "ne",
        "nikakor",
        "no",
        "n",
        "nope",
        "ne hvala",
        "ne treba",
        "не",
        "не благодарам",
        "jo",
        "jo faleminderit",
        "ні",
        "ні дякую",
        "нет",
        "не надо",
        "нет спасибо",
        "لا",
        "لا شكرا",
        "كلا",
    ]
)

_MARKS: Final = re.compile(r"[.!,،;:)(]+")


def yes_or_no(text: str) -> bool | None:
    """True, False, or None where the whole text is neither."""
    said = " ".join(_MARKS.sub(" ", fold(text)).split())
    if said in _YES:
        return True
    return False if said in _NO else None
