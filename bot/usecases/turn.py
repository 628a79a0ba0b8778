"""One update on its way through the house, and how its effects are committed once."""

from dataclasses import dataclass

from bot.usecases.screens import OfferLanguage, Outcome, Say, Screen
from db.models import Resident
from db.uow import UnitOfWork

RESIDENT_BOT = "resident"
COORDINATOR_BOT = "coordinator"


class AlreadyApplied(Exception):
    """The effects of this update were committed before; what is to be shown stands in its row."""


@dataclass(frozen=True)
class Turn:
    """What a use case knows of the update it answers."""

    update_id: int
    resident_id: str
    locale: str
    """The language to speak; never empty."""
    locale_known: bool
    """Chosen by the resident or taken from their app; False: our guess."""
    agreed: bool
    """Whether the resident lets us keep words."""
    consent_asked: bool
    """Whether they were asked and said yes or no."""
    conversation: str
    """Sender id in Rasa."""
    locale_chosen: bool = False
    """Chosen by a tap or by writing; nothing else may change it."""
    heard: str | None = None
    """The language of the message where it is not the resident's: to follow, or to ask about."""


def turn_of(update_id: int, resident: Resident, *, locale: str, agreed: bool, asked: bool) -> Turn:
    """The turn of a resident's update."""
    return Turn(
        update_id=update_id,
        resident_id=resident.id,
        locale=locale,
        locale_known=resident.locale is not None,
        agreed=agreed,
        consent_asked=asked,
        conversation=resident.conversation,
        locale_chosen=resident.locale_chosen,
    )


async def settle(
    work: UnitOfWork, turn: Turn, *screens: Screen, locale: str | None = None
) -> Outcome:
    """Commit the effects of an update together with what is to be shown.

    With them goes the language that was written in, where it is not the resident's.

    Raises:
        AlreadyApplied: they were committed before; this unit of work is to be left uncommitted.
    """
    beside = await _follow_language(work, turn)
    outcome = Outcome(locale or turn.locale, (*screens, *beside))
    if not await work.intake.apply(RESIDENT_BOT, turn.update_id, outcome.to_plain()):
        raise AlreadyApplied
    await work.commit()
    return outcome


async def _follow_language(work: UnitOfWork, turn: Turn) -> tuple[Screen, ...]:
    """Speak the language that was written in, or offer to.

    Who has chosen no language is answered in the one they write. Who has chosen another is
    asked, once for each language: somebody who practises Slovene wants Slovene answers.
    """
    if turn.heard is None:
        return ()
    resident = await work.people.by_id(turn.resident_id)
    if resident is None or resident.offered_locale == turn.heard:
        return ()
    resident.offered_locale = turn.heard
    if resident.locale_chosen:
        return (OfferLanguage(turn.heard),)
    resident.locale, resident.locale_chosen = turn.heard, True
    return (Say("language-heard"),)
