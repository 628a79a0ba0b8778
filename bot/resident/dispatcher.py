"""aiogram's dispatcher: which update goes to which use case. Handlers parse, ask, and return."""

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiogram import Bot, Dispatcher, F, Router
from aiogram.exceptions import AiogramError
from aiogram.filters import Command
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, TelegramObject, Update

from bot.usecases.answer_survey import AnswerSurvey
from bot.usecases.answer_tap import AnswerTap
from bot.usecases.enter import FALLBACK, Enter
from bot.usecases.fill_form import FillForm
from bot.usecases.hear import Hear
from bot.usecases.own_data import OwnData
from bot.usecases.say import SayScreens
from bot.usecases.screens import (
    AskSearch,
    ChooseLanguage,
    LeaveGroup,
    Outcome,
    Say,
    ShowForm,
    ShowMenu,
)
from bot.usecases.settle_in import SettleIn
from bot.usecases.stop import Stop
from bot.usecases.turn import Turn
from dialogues.callbacks import (
    Consent,
    Delete,
    FormReply,
    FormStop,
    Helped,
    Language,
    Menu,
    More,
    MyData,
    Person,
    Report,
    Search,
    SurveyBack,
    SurveyDecline,
    SurveyDone,
    SurveyLater,
    SurveyPick,
    SurveySkip,
    SurveyStart,
    Topic,
    parse,
)
from dialogues.folding import looks_like_a_command
from dialogues.locales import locale_of

COMMANDS = ("topics", "person", "report", "language", "mydata", "delete", "stop", "help")
"""In the order of Telegram's menu; each has its text ``command-…``."""

ACK_SECONDS = 5
"""A tap is acknowledged in this time or not at all; its effect does not wait for it."""


@dataclass(frozen=True)
class UseCases:
    """What the door can ask for."""

    enter: Enter
    hear: Hear
    settle_in: SettleIn
    stop: Stop
    own_data: OwnData
    answer_tap: AnswerTap
    answer_survey: AnswerSurvey
    fill_form: FillForm
    say: SayScreens
    search_prompts: frozenset[str]
    """The question for a word to look for, in every language: what replies to it is that word."""


def build_dispatcher(cases: UseCases) -> Dispatcher:
    """A new dispatcher with routers of its own."""
    dispatcher = Dispatcher(cases=cases)
    dispatcher.update.outer_middleware(_enter)
    dispatcher.include_router(_commands())
    dispatcher.include_router(_messages())
    dispatcher.include_router(_taps())
    return dispatcher


async def _enter(
    handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
    event: TelegramObject,
    data: dict[str, Any],
) -> Any:
    """Give every update of a private chat its turn; groups are left."""
    if not isinstance(event, Update):
        return await handler(event, data)
    cases: UseCases = data["cases"]
    chat = data.get("event_chat")
    person = data.get("event_from_user")
    if chat is None:
        return None
    code = person.language_code if person else None
    if chat.type != "private":
        if event.my_chat_member and event.my_chat_member.new_chat_member.status in _OUT:
            return None
        return await cases.say.to_nobody_known(
            event.update_id, locale_of(code) or FALLBACK, LeaveGroup()
        )
    data["turn"] = await cases.enter(event.update_id, chat.id, code)
    return await handler(event, data)


_OUT = frozenset({"left", "kicked"})


def _commands() -> Router:
    router = Router(name="resident.commands")
    router.message.filter(_calm)

    @router.message(Command("start"))
    async def start(_message: Message, cases: UseCases, turn: Turn) -> Outcome:
        return await cases.settle_in.start(turn)

    @router.message(Command("language"))
    async def language(_message: Message, cases: UseCases, turn: Turn) -> Outcome:
        return await cases.say(turn, ChooseLanguage())

    @router.message(Command("help"))
    async def help_(_message: Message, cases: UseCases, turn: Turn) -> Outcome:
        return await cases.say(turn, Say("help"))

    @router.message(Command("topics"))
    async def topics(_message: Message, cases: UseCases, turn: Turn) -> Outcome:
        return await cases.say(turn, ShowMenu())

    @router.message(Command("stop"))
    async def stop(_message: Message, cases: UseCases, turn: Turn) -> Outcome:
        return await cases.stop(turn)

    @router.message(Command("person"))
    async def person(_message: Message, cases: UseCases, turn: Turn) -> Outcome:
        return await cases.fill_form.begin(turn, "human")

    @router.message(Command("report"))
    async def report(_message: Message, cases: UseCases, turn: Turn) -> Outcome:
        return await cases.fill_form.begin(turn, "report")

    @router.message(Command("mydata"))
    async def mydata(_message: Message, cases: UseCases, turn: Turn) -> Outcome:
        return await cases.own_data.show(turn)

    @router.message(Command("delete"))
    async def delete(_message: Message, cases: UseCases, turn: Turn) -> Outcome:
        return await cases.own_data.ask(turn)

    return router


async def _calm(message: Message, cases: UseCases, turn: Turn) -> bool:
    """Danger goes before a command, also where it stands behind one."""
    text = message.text or ""
    return not looks_like_a_command(text) or await cases.hear.danger_in(turn, text) is None


def _messages() -> Router:
    router = Router(name="resident.messages")

    @router.message(F.text)
    async def text(message: Message, cases: UseCases, turn: Turn) -> Outcome:
        asked = message.reply_to_message
        searching = asked is not None and asked.text in cases.search_prompts
        return await cases.hear(turn, message.text or "", searching=searching)

    @router.message()
    async def something_else(message: Message, cases: UseCases, turn: Turn) -> Outcome | None:
        if message.content_type in _SERVICE:
            return None
        danger = await cases.hear.danger_in(turn, message.caption or "")
        if danger is not None:
            return await cases.hear.protect(turn, danger, message.caption or "")
        draft = await cases.fill_form.open_draft(turn)
        asked = (ShowForm(draft.form, draft.slot),) if draft else ()
        return await cases.say(turn, Say("only-text"), *asked)

    @router.edited_message()
    async def edited(message: Message, cases: UseCases, turn: Turn) -> Outcome:
        words = message.text or message.caption or ""
        danger = await cases.hear.danger_in(turn, words)
        if danger is not None:
            return await cases.hear.protect(turn, danger, words)
        return await cases.say(turn, Say("edited"))

    @router.my_chat_member()
    async def member(event: ChatMemberUpdated, cases: UseCases, turn: Turn) -> Outcome:
        return await cases.say.reachable(turn, reachable=event.new_chat_member.status not in _OUT)

    return router


_SERVICE = frozenset(
    {"pinned_message", "message_auto_delete_timer_changed", "chat_background_set", "unknown"}
)
"""Messages that nobody wrote."""


def _taps() -> Router:
    router = Router(name="resident.taps")

    @router.callback_query()
    async def tap(callback: CallbackQuery, bot: Bot, cases: UseCases, turn: Turn) -> Outcome:
        with contextlib.suppress(AiogramError):
            await bot.answer_callback_query(callback.id, request_timeout=ACK_SECONDS)
        return await _tapped(callback, cases, turn)

    return router


async def _tapped(callback: CallbackQuery, cases: UseCases, turn: Turn) -> Outcome:
    match parse(callback.data):
        case Language(locale):
            return await cases.settle_in.language(turn, locale)
        case Consent() as consent:
            return await cases.settle_in.consent(turn, consent, _quoted(callback))
        case Menu() as menu:
            return await cases.answer_tap.menu(turn, menu)
        case Search():
            return await cases.say(turn, AskSearch())
        case More() as more:
            return await cases.answer_tap.more(turn, more)
        case Topic() as topic:
            return await cases.answer_tap.topic(turn, topic)
        case Helped() as helped:
            return await cases.answer_tap.helped(turn, helped)
        case Person():
            return await cases.fill_form.begin(turn, "human")
        case Report():
            return await cases.fill_form.begin(turn, "report")
        case FormReply() as reply:
            return await cases.fill_form.tap(turn, reply)
        case FormStop():
            return await cases.stop.form(turn)
        case Delete(yes):
            return await (cases.own_data.delete(turn) if yes else cases.own_data.keep(turn))
        case MyData():
            return await cases.own_data.show(turn)
        case (
            SurveyStart()
            | SurveyLater()
            | SurveyDecline()
            | SurveyPick()
            | SurveyDone()
            | SurveySkip()
            | SurveyBack()
        ) as step:
            return await cases.answer_survey.tap(turn, step)
        case None:
            return await cases.say(turn, Say("old-button"))


def _quoted(callback: CallbackQuery) -> str | None:
    """The resident's own words to which the tapped message was a reply."""
    if not isinstance(callback.message, Message) or callback.message.reply_to_message is None:
        return None
    return callback.message.reply_to_message.text
