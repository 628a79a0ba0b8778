"""Tell Telegram which commands there are, in each language, for the menu beside the input."""

import logging

from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import BotCommand

from bot.adapters.speech import Speech
from bot.resident.dispatcher import COMMANDS
from bot.usecases.enter import FALLBACK
from dialogues.locales import LOCALES

log = logging.getLogger(__name__)

_TELEGRAM_CODES = {"bs": ("bs", "hr", "sr")}
"""Language codes of Telegram apps that see the commands of one of our locales."""


async def show_menu(bot: Bot, speech: Speech) -> None:
    """Set the commands (Bot API, setMyCommands); without them the bot works all the same."""
    try:
        for locale in LOCALES:
            commands = [
                BotCommand(command=name, description=speech.say(locale, f"command-{name}"))
                for name in COMMANDS
            ]
            for code in _TELEGRAM_CODES.get(locale, (locale,)):
                await bot.set_my_commands(commands, language_code=code)
            if locale == FALLBACK:
                await bot.set_my_commands(commands)
    except AiogramError as fault:
        log.warning("the command menu could not be set: %s", type(fault).__name__)
