"""One update on its way through the house, and how its effects are committed once."""

from dataclasses import dataclass

from bot.usecases.screens import Outcome, Screen
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
    )


async def settle(
    work: UnitOfWork, turn: Turn, *screens: Screen, locale: str | None = None
) -> Outcome:
    """Commit the effects of an update together with what is to be shown.

    Raises:
        AlreadyApplied: they were committed before; this unit of work is to be left uncommitted.
    """
    outcome = Outcome(locale or turn.locale, screens)
    if not await work.intake.apply(RESIDENT_BOT, turn.update_id, outcome.to_plain()):
        raise AlreadyApplied
    await work.commit()
    return outcome
