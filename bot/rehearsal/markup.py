"""Keyboards: what Telegram takes and what it refuses.

https://core.telegram.org/bots/api#inlinekeyboardmarkup, #replykeyboardmarkup
"""

import json
from typing import Any

from bot.rehearsal.entities import checked_url
from bot.rehearsal.errors import bad

Json = dict[str, Any]

DATA_BYTES = 64
"""Longest `callback_data`, in bytes of UTF-8."""
MOST_BUTTONS = 100

_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
_BUTTON_KEYS = {"text", "icon_custom_emoji_id", "style", "disabled", *_ACTIONS}
_REPLY_KEYS = {
    "text", "icon_custom_emoji_id", "style",
    "request_users", "request_chat", "request_contact", "request_location", "request_poll",
    "request_managed_bot", "web_app",
}  # fmt: skip
_KEYBOARD_KEYS = {
    "keyboard", "is_persistent", "resize_keyboard", "one_time_keyboard",
    "input_field_placeholder", "selective",
}  # fmt: skip


def read_object(value: str, what: str) -> Json:
    """A parameter that holds a JSON object.

    Raises:
        Refused: 400, it is no JSON or no object.
    """
    try:
        read = json.loads(value)
    except (ValueError, RecursionError):
        raise bad(f"can't parse {what} JSON object") from None
    if not isinstance(read, dict):
        raise bad(f"object expected as {what}")
    return {k: v for k, v in read.items() if v is not None}


def read_markup(value: str) -> Json:
    """A `reply_markup`, checked.

    Raises:
        Refused: 400 in Telegram's words.
    """
    markup = read_object(value, "reply markup")
    if "inline_keyboard" in markup:
        _only(markup, {"inline_keyboard"}, "InlineKeyboardMarkup")
        rows = _rows(markup["inline_keyboard"], "inline keyboard")
        return {"inline_keyboard": [[_inline(b) for b in row] for row in rows if row]}
    if "keyboard" in markup:
        _only(markup, _KEYBOARD_KEYS, "ReplyKeyboardMarkup")
        rows = _rows(markup["keyboard"], "keyboard")
        return {**markup, "keyboard": [[_reply(b) for b in row] for row in rows if row]}
    if markup.get("remove_keyboard") is True:
        _only(markup, {"remove_keyboard", "selective"}, "ReplyKeyboardRemove")
        return markup
    if markup.get("force_reply") is True:
        _only(markup, {"force_reply", "input_field_placeholder", "selective"}, "ForceReply")
        return markup
    if not markup:
        return {"inline_keyboard": []}
    raise bad("can't parse reply keyboard markup JSON object")


def _only(found: Json, known: set[str], what: str) -> None:
    if unknown := sorted(set(found) - known):
        raise bad(f'unknown field "{unknown[0]}" in {what}')


def _rows(value: Any, what: str) -> list[list[Any]]:
    if not isinstance(value, list):
        raise bad(f'field "{what}" of the reply markup must be of the type Array')
    if any(not isinstance(row, list) for row in value):
        raise bad(f'field "{what}" of the reply markup must be an Array of Arrays')
    if sum(len(row) for row in value) > MOST_BUTTONS:
        raise bad("reply markup is too long")
    return value


def _inline(given: Any) -> Json:
    if not isinstance(given, dict):
        raise bad("can't parse inline keyboard button: expected an Object")
    button: Json = {k: v for k, v in given.items() if v is not None}
    _only(button, _BUTTON_KEYS, "InlineKeyboardButton")
    text = button.get("text")
    if not isinstance(text, str):
        raise bad('can\'t parse inline keyboard button: field "text" must be of type String')
    if not text.strip():
        raise bad("inline keyboard button text must be non-empty")
    actions = [name for name in _ACTIONS if name in button]
    if not actions:
        raise bad(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad("inline keyboard button must have exactly one of the optional fields")
    match actions[0]:
        case "callback_data":
            data = button["callback_data"]
            if not isinstance(data, str) or not 1 <= len(data.encode()) <= DATA_BYTES:
                raise bad("BUTTON_DATA_INVALID")
        case "url":
            url = button["url"]
            if not isinstance(url, str) or checked_url(url) is None:
                raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
            button["url"] = checked_url(url)
    return button


def _reply(given: Any) -> Json:
    if isinstance(given, str):
        given = {"text": given}
    if not isinstance(given, dict):
        raise bad("can't parse keyboard button: expected an Object or a String")
    button: Json = {k: v for k, v in given.items() if v is not None}
    _only(button, _REPLY_KEYS, "KeyboardButton")
    if not isinstance(button.get("text"), str) or not button["text"].strip():
        raise bad("keyboard button text must be non-empty")
    return button
