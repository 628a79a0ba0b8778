"""Take in before you think: commit raw updates, encrypted and without names."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.ports import Clock, Vault
from db.intake import NewUpdate
from db.uow import Store

_NAMES = frozenset(
    {
        "first_name",
        "last_name",
        "username",
        "phone_number",
        "title",
        "bio",
        "author_signature",
        "sender_name",
        "forward_sender_name",
        "forward_signature",
        "sender_user_name",
        "vcard",
    }
)
"""Telegram's fields that name a person or a group; none of them is kept."""

_DEMANDED = frozenset({"first_name", "phone_number", "sender_name", "title", "sender_user_name"})
"""Of these, the ones without which an update does not fit Telegram's schema."""


@dataclass(frozen=True)
class TakeIn:
    """Commit updates before their offset is confirmed or their webhook answered."""

    store: Store
    vault: Vault
    clock: Clock

    async def __call__(self, bot: str, updates: Iterable[Mapping[str, Any]]) -> int:
        """Keep updates once each; the number that were new.

        An update without a usable ``update_id`` cannot be kept or confirmed and is passed over.
        """
        rows = [
            NewUpdate(
                update["update_id"],
                self._mark(update),
                self.vault.seal(json.dumps(_nameless(update)).encode()),
            )
            for update in updates
            if type(update.get("update_id")) is int
        ]
        if not rows:
            return 0
        async with self.store() as work:
            taken = await work.intake.take_in(bot, rows, self.clock.now())
            await work.commit()
        return taken

    def _mark(self, update: Mapping[str, Any]) -> str | None:
        chat = _chat(update)
        return self.vault.mark(str(chat)) if chat is not None else None


def _chat(value: object) -> int | None:
    """The first chat id in an update, whatever its kind; a tap's is inside its message."""
    if isinstance(value, Mapping):
        chat = value.get("chat")
        if isinstance(chat, Mapping) and type(chat.get("id")) is int:
            return int(chat["id"])
        for each in value.values():
            found = _chat(each)
            if found is not None:
                return found
    return None


def _nameless(value: Any) -> Any:
    """The update without names; where Telegram's schema demands one, a dash stands."""
    if isinstance(value, Mapping):
        kept = {name: _nameless(each) for name, each in value.items() if name not in _NAMES}
        kept |= dict.fromkeys(_DEMANDED & value.keys(), "-")
        return kept
    if isinstance(value, list):
        return [_nameless(each) for each in value]
    return value
