"""Bring a delivery from the queue to one named end; no framework, no HTTP.

    queued ──claim──▶ sending ──depart──▶ sending, left_at ──settle──▶ sent · unreachable ·
      ▲                  │                        │                     failed · unknown
      └──── release ─────┴── (certainly not) ◀────┘

A sender claims few rows at once. ``open`` says what to send and to whom; ``depart`` is committed
right before the call to Telegram; ``settle`` writes what came of it. A sender that dies before
``depart`` leaves a row that is sent again; after it, one that is *unknown*: perhaps delivered, and
never sent again blindly (``sendMessage`` knows no repetition).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.ports import CannotOpen, Clock, Vault
from bot.usecases.push_survey import INVITATION
from db.models import Delivery
from db.uow import Store, UnitOfWork

STAFF_REPLY = "staff_reply"
STAFF_NOTICE = "staff_notice"

MOST_TRIES = 50
"""Of a message that Telegram answers with 5xx; with the waits between them some four hours."""
LONGEST_WAIT = timedelta(minutes=5)
LINE_WAIT = timedelta(seconds=2)
"""When Telegram cannot be reached at all: the sender itself holds back, not the row."""
STRANDED_AFTER = timedelta(minutes=2)
"""Longer than any call to Telegram may take: its sender is dead."""


class Fate(StrEnum):
    """What came of one call to Telegram."""

    SENT = "sent"
    UNREACHABLE = "unreachable"
    """Blocked us or is gone: nothing we begin goes there."""
    FAILED = "failed"
    """Telegram refuses this message: it never will be delivered."""
    LATER = "later"
    """Certainly not delivered: again, after a while."""
    PAUSED = "paused"
    """Certainly not delivered, and Telegram says how long to wait."""
    UNKNOWN = "unknown"
    """Perhaps delivered: a person decides."""


@dataclass(frozen=True)
class Result:
    """What came of one call to Telegram, without a word of what was sent."""

    fate: Fate
    message_id: int | None = None
    wait: timedelta = timedelta()
    """With ``PAUSED``: what Telegram asked for."""
    error: str | None = None
    """A class of fault, or Telegram's own phrase."""
    counts: bool = True
    """With ``LATER``: a try of this message in vain. False: the line itself is down."""


@dataclass(frozen=True)
class Claim:
    """A row in this sender's hands; ``since`` is its right to it."""

    id: str
    since: datetime
    priority: int
    tries: int


@dataclass(frozen=True)
class Invitation:
    """Ask a resident to a survey."""

    response_id: str


@dataclass(frozen=True)
class StaffReply:
    """What a person answered."""

    locale: str
    words: str


@dataclass(frozen=True)
class StaffNotice:
    """Tell staff that somebody waits; holds none of the resident's words."""

    locale: str
    reason: str
    cue: str | None
    language: str
    """Of the resident."""
    waiting_since: datetime
    question_id: str


type Content = Invitation | StaffReply | StaffNotice


@dataclass(frozen=True)
class Parcel:
    """What is to be sent, and where."""

    claim: Claim
    chat: int
    content: Content


@dataclass(frozen=True)
class Deliver:
    """The steps of a delivery; each is committed before the next begins."""

    store: Store
    vault: Vault
    clock: Clock
    bot: str

    async def claim(self, limit: int) -> Sequence[Claim]:
        """Take due rows, persons before bulk; none while Telegram asks us to wait."""
        now = self.clock.now()
        async with self.store(read_only=True) as work:
            until = await work.sending.paused_until(self.bot)
            if (until and until > now) or not await work.sending.any_due(self.bot, now):
                return ()
        async with self.store() as work:
            rows = await work.sending.claim(self.bot, now, limit)
            await work.commit()
        return [Claim(row.id, now, row.priority, row.tries) for row in rows]

    async def open(self, claim: Claim) -> Parcel | None:
        """What a row stands for; None where there is nothing to be sent any more (and so noted).

        A resident may have stopped, answered or deleted themselves since it was queued.
        """
        async with self.store(read_only=True) as work:
            row = await work.sending.by_id(claim.id)
            if row is None:  # its resident has been deleted
                return None
            try:
                chat = await self._chat(work, row)
            except CannotOpen:
                await self._end(claim, "failed", "sealed with another key")
                return None
            if chat is None:
                await self._end(claim, "unreachable", "no chat")
                return None
            content = await self._content(work, row)
        if content is None:
            await self._end(claim, "dropped", None)
            return None
        return Parcel(claim, chat, content)

    async def _end(self, claim: Claim, state: str, error: str | None) -> None:
        async with self.store() as work:
            await work.sending.settle(
                claim.id, claimed_at=claim.since, state=state, now=self.clock.now(), error=error
            )
            await work.commit()

    async def _chat(self, work: UnitOfWork, row: Delivery) -> int | None:
        if row.resident_id is not None:
            contact = await work.people.contact(row.resident_id)
            if contact is None or (contact.unreachable_since and row.kind == INVITATION):
                return None
            sealed: bytes | None = contact.chat_cipher
        else:
            staff = await work.staff.contact(row.staff_id or "")
            sealed = staff.chat_cipher if staff else None
        return int(self.vault.unseal(sealed)) if sealed else None

    async def _content(self, work: UnitOfWork, row: Delivery) -> Content | None:
        match row.kind:
            case "survey_invitation":
                return await self._invitation(work, row)
            case "staff_reply":
                return await self._reply(work, row)
            case "staff_notice":
                return await self._notice(work, row)
        return None

    async def _invitation(self, work: UnitOfWork, row: Delivery) -> Content | None:
        resident = await work.people.by_id(row.resident_id or "")
        response = await work.surveys.response(row.ref)
        if resident is None or response is None or response.state != "invited":
            return None
        if resident.stopped_at is not None or not await work.people.agreed(resident.id):
            return None
        if resident.locale and resident.locale != response.locale:
            await self._follow(response.id, resident.locale)
        return Invitation(response.id)

    async def _follow(self, response_id: str, locale: str) -> None:
        """Another language was chosen since the push."""
        async with self.store() as work:
            response = await work.surveys.response(response_id)
            if response is not None and response.state == "invited":
                response.locale = locale
                await work.commit()

    async def _reply(self, work: UnitOfWork, row: Delivery) -> Content | None:
        message = await work.questions.message(row.ref)
        resident = await work.people.by_id(row.resident_id or "")
        if message is None or resident is None:
            return None
        question = await work.questions.by_id(message.question_id)
        locale = resident.locale or (question.locale if question else None)
        return StaffReply(locale, message.words) if locale else None

    async def _notice(self, work: UnitOfWork, row: Delivery) -> Content | None:
        message = await work.questions.message(row.ref)
        question = await work.questions.by_id(message.question_id) if message else None
        staff = await work.staff.by_id(row.staff_id or "")
        if question is None or staff is None or not staff.active:
            return None
        if question.state != "open":  # somebody was quicker
            return None
        return StaffNotice(
            locale=staff.locale,
            reason=question.reason,
            cue=question.cue,
            language=question.locale,
            waiting_since=question.waiting_since,
            question_id=question.id,
        )

    async def depart(self, claim: Claim) -> bool:
        """Commit that the call to Telegram begins now; False: do not call.

        False where Telegram has asked for a pause meanwhile (the row is queued again), or the row
        is no longer this sender's.
        """
        now = self.clock.now()
        async with self.store() as work:
            until = await work.sending.paused_until(self.bot)
            if until is not None and until > now:
                await work.sending.release(
                    claim.id, claimed_at=claim.since, due=until, counts=False
                )
                leaves = False
            else:
                leaves = await work.sending.depart(claim.id, claimed_at=claim.since, now=now)
            await work.commit()
        return leaves

    async def give_back(self, claim: Claim) -> None:
        """Queue a row again that never left: the house is closing."""
        async with self.store() as work:
            await work.sending.release(
                claim.id,
                claimed_at=claim.since,
                due=self.clock.now(),
                counts=False,
                unless_left=True,
            )
            await work.commit()

    async def settle(self, claim: Claim, result: Result) -> None:
        """Give a row its outcome, and mark what Telegram said of the chat or of our pace."""
        now = self.clock.now()
        async with self.store() as work:
            row = await work.sending.by_id(claim.id)
            match result.fate:
                case Fate.PAUSED:
                    until = now + result.wait
                    await work.sending.pause(self.bot, until)
                    await work.sending.release(
                        claim.id,
                        claimed_at=claim.since,
                        due=until,
                        error=result.error,
                        counts=False,
                    )
                case Fate.LATER if claim.tries < MOST_TRIES or not result.counts:
                    await work.sending.release(
                        claim.id,
                        claimed_at=claim.since,
                        due=now + (wait_after(claim.tries) if result.counts else LINE_WAIT),
                        error=result.error,
                        counts=result.counts,
                    )
                case _:
                    state = "failed" if result.fate is Fate.LATER else str(result.fate)
                    await work.sending.settle(
                        claim.id,
                        claimed_at=claim.since,
                        state=state,
                        now=now,
                        message_id=result.message_id,
                        error=result.error,
                    )
                    if row is not None:
                        await self._mark(work, row, result.fate, now)
            await work.commit()

    async def _mark(self, work: UnitOfWork, row: Delivery, fate: Fate, now: datetime) -> None:
        """A chat that is closed to us, or open again."""
        if fate is Fate.UNREACHABLE and row.staff_id is not None:
            await work.staff.unlink(row.staff_id)
        elif fate is Fate.UNREACHABLE and row.resident_id is not None:
            await work.people.mark_reachable(row.resident_id, now)
            await work.sending.drop_waiting(row.resident_id)
        elif fate is Fate.SENT and row.resident_id is not None:
            contact = await work.people.contact(row.resident_id)
            if contact is not None and contact.unreachable_since is not None:
                await work.people.mark_reachable(row.resident_id, None)

    async def free_stranded(self, *, all_of_them: bool = False) -> tuple[int, int]:
        """Rows whose sender died: (queued again, unknown).

        ``all_of_them`` when this sender starts: nobody else has this token's rows, and a living
        one would find its right to the row gone and leave it.
        """
        now = self.clock.now()
        before = now if all_of_them else now - STRANDED_AFTER
        async with self.store() as work:
            freed = await work.sending.free_stranded(self.bot, claimed_before=before, now=now)
            await work.sending.confirm_answered()
            await work.commit()
        return freed


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries in vain: 2, 4, 8 … seconds, five minutes at most."""
    return min(LONGEST_WAIT, timedelta(seconds=2 ** min(tries, 12)))
