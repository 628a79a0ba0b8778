"""Keep a text that was answered with an offer, until the tap says what was meant by it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.usecases.screens import Screen, ShowOffer
from bot.usecases.turn import Turn
from db.uow import UnitOfWork
from dialogues.folding import clean, is_blank
from dialogues.locales import LOCALES

TAP_COUNTS = timedelta(hours=1)
"""A later tap may mean something else than the text did."""


async def keep_offer(
    work: UnitOfWork,
    turn: Turn,
    text: str,
    screens: Iterable[Screen],
    now: datetime,
    *,
    locale: str | None = None,
) -> None:
    """Keep the text with the topics that are offered for it, within the caller's unit of work.

    Nothing is kept without consent. ``locale`` is the language that the text is surely written
    in; a guess is worth less than the language that is spoken, which is taken without it.
    """
    offer = next((screen for screen in screens if isinstance(screen, ShowOffer)), None)
    words = clean(text)
    if offer is None or not turn.agreed or is_blank(words):
        return
    await work.examples.keep(
        turn.resident_id,
        locale=locale if locale in LOCALES else turn.locale,
        words=words,
        offered=offer.topics,
        update_id=turn.update_id,
        now=now,
    )
