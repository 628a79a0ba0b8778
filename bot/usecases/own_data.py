"""What is kept about a resident: shown to them, and deleted by them."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.ports import EngineSilent
from bot.usecases.house import House
from bot.usecases.screens import AskDelete, Outcome, Say, ShowOwnData
from bot.usecases.turn import Turn, settle
from db.uow import UnitOfWork

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class OwnData:
    """``/mydata`` and ``/delete`` (GDPR, articles 15, 17 and 20)."""

    house: House

    async def show(self, turn: Turn) -> Outcome:
        """Show it."""
        async with self.house.store() as work:
            return await settle(work, turn, ShowOwnData())

    async def ask(self, turn: Turn) -> Outcome:
        """Ask before deleting."""
        async with self.house.store() as work:
            return await settle(work, turn, AskDelete())

    async def delete(self, turn: Turn) -> Outcome:
        """Delete the resident and everything that hangs on them.

        1. Rasa forgets the conversation; it holds no words, and what cannot be reached now
           expires by itself.
        2. The random id goes to the deletion log, which no backup holds.
        3. The rows go, together with the note that this update was done.
        """
        try:
            await self.house.engine.forget(turn.conversation)
        except EngineSilent:
            log.warning("Rasa did not confirm a deletion; its conversation expires by itself")
        self.house.deletions.note(turn.resident_id)
        async with self.house.store() as work:
            await work.people.forget(turn.resident_id)
            return await settle(work, turn, Say("deleted"))

    async def keep(self, turn: Turn) -> Outcome:
        """Not deleted after all."""
        async with self.house.store() as work:
            return await settle(work, turn, Say("not-deleted"))


async def collect(work: UnitOfWork, resident_id: str) -> Mapping[str, Any]:
    """Everything kept about one resident, as plain JSON values; the chat id stays sealed."""
    resident = await work.people.by_id(resident_id)
    if resident is None:
        raise LookupError(resident_id)
    consent = await work.people.consent(resident_id)
    contact = await work.people.contact(resident_id)
    responses = await work.surveys.of(resident_id)
    questions = await work.questions.of(resident_id)
    drafts = await work.intake.drafts_of(resident_id)
    return {
        "resident": {
            "id": resident.id,
            "language": resident.locale,
            "first_seen": resident.created_at.isoformat(),
            "last_seen": resident.seen_at.isoformat(),
            "stopped": resident.stopped_at.isoformat() if resident.stopped_at else None,
            "telegram_chat": "kept encrypted" if contact else "not kept",
        },
        "consent": {
            "given": consent.given,
            "version": consent.version,
            "at": consent.at.isoformat(),
        }
        if consent
        else None,
        "questions": [
            {
                "asked": question.created_at.isoformat(),
                "state": question.state,
                "messages": [
                    {
                        "from": "staff" if message.staff_id else "you",
                        "at": message.at.isoformat(),
                        "text": message.words,
                    }
                    for message in await work.questions.thread(question.id)
                ],
            }
            for question in questions
        ],
        "surveys": [
            {
                "survey": response.survey_key,
                "state": response.state,
                "replies": [
                    {
                        "question": reply.question,
                        "reply": reply.words if reply.words is not None else reply.value,
                        "at": reply.at.isoformat(),
                        "replaced": reply.replaced_at is not None,
                    }
                    for reply in await work.surveys.history(response.id)
                ],
            }
            for response in responses
        ],
        "challenges": [
            {"at": each.at.isoformat(), "text": each.words, "what_would_help": each.proposal}
            for each in await work.plan.evidence_of(resident_id)
        ],
        "drafts": [
            {"form": draft.form, "state": draft.state, "words": await work.intake.words(draft.id)}
            for draft in drafts
            if draft.state in ("open", "broken")
        ],
        "examples": [
            {
                "at": each.created_at.isoformat(),
                "text": each.words,
                "language": each.locale,
                "offered": list(each.offered),
                "topic": each.topic,
                "state": each.state,
                "rewritten_by_staff": each.utterance,
            }
            for each in await work.examples.of(resident_id)
        ],
    }
