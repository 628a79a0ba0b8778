"""Outreach as a process: two senders, the staff's bot, the heartbeat."""

import asyncio
import logging
from contextlib import AsyncExitStack
from zoneinfo import ZoneInfo

from bot.adapters.intake import Intake
from bot.adapters.parts import Parts
from bot.outreach.app import Reception, build_app
from bot.outreach.courier import Courier, Wire
from bot.outreach.heartbeat import Heartbeat
from bot.outreach.pace import Pace
from bot.outreach.sender import AT_ONCE, Sender
from bot.outreach.worker import CoordinatorWorker, Faults
from bot.outreach.writing import Writing
from bot.usecases.deliver import Deliver
from bot.usecases.link_staff import LinkStaff
from bot.usecases.take_in import TakeIn
from bot.usecases.turn import COORDINATOR_BOT, RESIDENT_BOT

log = logging.getLogger(__name__)

STAFF_PER_SECOND = 5.0
"""The staff's bot has its own token and few chats."""


async def serve(parts: Parts) -> None:
    """Send until cancelled; calls that have begun are brought to their end.

    Without a token for the staff's bot its notices stay queued: the desk says so.
    """
    quiet()
    settings = parts.settings
    writing = Writing(
        parts.rendering, parts.speech, settings.desk_url, ZoneInfo(settings.time_zone)
    )
    async with AsyncExitStack() as stack:

        async def sender(bot: str, token: str, per_second: float) -> Sender:
            courier = await stack.enter_async_context(
                Courier(api=settings.bot_api, token=token, at_once=AT_ONCE)
            )
            deliver = Deliver(parts.store, parts.vault, parts.clock, bot)
            return Sender(deliver, courier, writing, Pace(per_second))

        senders = [
            await sender(RESIDENT_BOT, settings.resident_bot_token, settings.sends_per_second)
        ]
        staff_token = settings.coordinator_bot_token
        if staff_token is not None:
            senders.append(await sender(COORDINATOR_BOT, staff_token, STAFF_PER_SECOND))
        else:
            log.warning("no token of the staff's bot: staff are told at the desk only")
        heartbeat = Heartbeat(
            store=parts.store,
            clock=parts.clock,
            senders=[each.deliver for each in senders],
            session_minutes=settings.session_minutes,
            keep_questions_days=settings.keep_questions_days,
            keep_replies_days=settings.keep_replies_days,
        )
        async with asyncio.TaskGroup() as tasks:
            for each in senders:
                tasks.create_task(each.run())
            tasks.create_task(heartbeat.run())
            if staff_token is not None:
                wire = Wire(connection_pool_size=4, httpx_kwargs={"trust_env": False})
                stack.push_async_callback(wire.shutdown)
                intake, worker = _coordinators(parts, staff_token, wire)
                tasks.create_task(intake.run())
                tasks.create_task(worker.run())


def _coordinators(parts: Parts, token: str, wire: Wire) -> tuple[Intake, CoordinatorWorker]:
    api = parts.settings.bot_api
    faults = Faults()
    taken = asyncio.Event()
    app = build_app(
        Reception(
            LinkStaff(parts.store, parts.vault, parts.clock),
            parts.speech,
            parts.settings.desk_url,
        ),
        api=api,
        token=token,
        request=wire,
        failed=faults.note,
    )
    take_in = TakeIn(parts.store, parts.vault, parts.clock)
    intake = Intake(
        bot=COORDINATOR_BOT,
        api=api,
        token=token,
        wanted=("message",),
        take_in=take_in,
        taken=taken.set,
    )
    return intake, CoordinatorWorker(app, faults, parts.store, parts.vault, parts.clock, taken)


def quiet() -> None:
    """httpx logs each address at INFO, and with it the token; PTB logs what it could not read."""
    for chatty in ("httpx", "httpcore", "telegram", "apscheduler"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # an answer of Telegram that is no JSON would be written whole, with what it quotes
    logging.getLogger("telegram.request").setLevel(logging.CRITICAL)
