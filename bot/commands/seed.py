"""What the project brings into an empty database: its answers and its example surveys."""

from typing import TYPE_CHECKING

from bot.commands.common import CONTENT, ROOT

if TYPE_CHECKING:
    from bot.ports import Clock
    from bot.usecases.load_answers import Loaded
    from db.uow import Store

SURVEYS = ROOT / "dialogues" / "surveys"


async def seed(store: "Store", clock: "Clock") -> "Loaded":
    """Load the answers, and each example survey that the database does not know by its key.

    A survey that is there is left alone: coordinators may have changed it since.

    Raises:
        ContentFault: the answers cannot be read; names file and line.
        SurveyError: a survey cannot be read; names file and place.
    """
    from bot.usecases.import_survey import ImportSurvey
    from bot.usecases.load_answers import LoadAnswers
    from faq.reader import read_content

    loaded = await LoadAnswers(store, clock)(read_content(CONTENT))
    for path in sorted(SURVEYS.glob("*.yml")):
        async with store(read_only=True) as work:
            known = await work.surveys.newest(path.stem)
        if known is None:
            await ImportSurvey(store, clock)(path)
    return loaded
