"""The residents' door as a process."""

import asyncio

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.adapters.intake import Intake
from bot.adapters.parts import Parts
from bot.resident.dispatcher import UseCases, build_dispatcher
from bot.resident.menu import show_menu
from bot.resident.worker import Worker
from bot.settings import Settings
from bot.usecases.answer_survey import AnswerSurvey
from bot.usecases.answer_tap import AnswerTap
from bot.usecases.enter import Enter
from bot.usecases.fill_form import FillForm
from bot.usecases.give_up import GiveUp
from bot.usecases.hear import Hear
from bot.usecases.house import House
from bot.usecases.own_data import OwnData
from bot.usecases.say import SayScreens
from bot.usecases.search import Search
from bot.usecases.settle_in import SettleIn
from bot.usecases.stop import Stop
from bot.usecases.take_in import TakeIn
from bot.usecases.turn import RESIDENT_BOT
from dialogues.locales import LOCALES

WANTED = ("message", "edited_message", "callback_query", "my_chat_member")
"""Kinds of updates that the door asks for (Bot API, getUpdates)."""

TELEGRAM_SECONDS = 20
"""How long one call of the Bot API may take; a long poll has its own."""


def build_cases(parts: Parts, house: House) -> UseCases:
    """What the residents' door can ask for."""
    fill_form = FillForm(house)
    answer_survey = AnswerSurvey(house)
    stop = Stop(house)
    return UseCases(
        enter=Enter(house, parts.vault),
        hear=Hear(house, fill_form, answer_survey, stop, Search(house)),
        settle_in=SettleIn(house, fill_form),
        stop=stop,
        own_data=OwnData(house),
        answer_tap=AnswerTap(house, fill_form),
        answer_survey=answer_survey,
        fill_form=fill_form,
        say=SayScreens(house),
        search_prompts=frozenset(parts.speech.say(each, "search-ask") for each in LOCALES),
    )


def build_bot(settings: Settings) -> Bot:
    """aiogram's side of the residents' bot."""
    session = AiohttpSession(
        api=TelegramAPIServer.from_base(settings.bot_api), timeout=TELEGRAM_SECONDS
    )
    return Bot(settings.resident_bot_token, session=session)


def build_door(parts: Parts, house: House, bot: Bot) -> tuple[Intake, Worker]:
    """What fetches, and what answers."""
    worker = Worker(
        bot=bot,
        dispatcher=build_dispatcher(build_cases(parts, house)),
        store=parts.store,
        vault=parts.vault,
        clock=parts.clock,
        rendering=parts.rendering,
        give_up=GiveUp(house),
    )
    intake = Intake(
        bot=RESIDENT_BOT,
        api=parts.settings.bot_api,
        token=parts.settings.resident_bot_token,
        wanted=WANTED,
        take_in=TakeIn(parts.store, parts.vault, parts.clock),
        taken=worker.wake,
    )
    return intake, worker


async def serve(parts: Parts, house: House) -> None:
    """Take in and answer until cancelled; what is half done goes on with the next start."""
    bot = build_bot(parts.settings)
    intake, worker = build_door(parts, house, bot)
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(intake.run())
            tasks.create_task(worker.run())
            tasks.create_task(show_menu(bot, parts.speech))
    finally:
        await bot.session.close()
