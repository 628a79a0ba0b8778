"""What waits: the first page of the desk."""

from dataclasses import dataclass

from bot.usecases.desk.office import Office
from bot.usecases.desk.read_survey import SurveyRow, list_surveys
from db.models import Delivery, Question

FIRST = 6


@dataclass(frozen=True)
class Overview:
    """Counts, and the first of each kind."""

    urgent: tuple[Question, ...]
    """Cues of danger; all of them."""
    waiting: tuple[Question, ...]
    """Other open questions, the longest wait first; the first few."""
    open_questions: int
    drafts: int
    new_challenges: int
    surveys: tuple[SurveyRow, ...]
    lost: tuple[tuple[Delivery, Question], ...]
    """Replies that did not arrive."""


async def overview(office: Office) -> Overview:
    """Look."""
    surveys = await list_surveys(office)
    async with office.store(read_only=True) as work:
        queue = await work.questions.queue()
        counts = await work.questions.counts()
        challenges = await work.plan.all()
        return Overview(
            urgent=tuple(each for each in queue if each.urgent),
            waiting=tuple(each for each in queue if not each.urgent)[:FIRST],
            open_questions=counts.get("open", 0),
            drafts=len(await work.intake.broken_drafts()),
            new_challenges=sum(challenge.state == "new" for challenge, _ in challenges),
            surveys=tuple(surveys),
            lost=tuple(await work.sending.lost_replies()),
        )
