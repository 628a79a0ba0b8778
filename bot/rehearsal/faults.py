"""Faults on order: what Telegram does on its bad days, so that the house can be tried on them."""

from dataclasses import dataclass
from typing import Any

from bot.rehearsal.errors import Refused, bad, too_many

KINDS = ("error", "hang", "hang_before", "duplicate_update", "reorder")
"""`error`: refused with `error_code`. `hang`: carried out, never answered. `hang_before`: neither
carried out nor answered. `duplicate_update`: delivered once more under its id. `reorder`: the
newest first."""

_WORDS = {
    400: "Bad Request: chat not found",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


@dataclass
class Fault:
    """One order; `times` falls with each use and the fault is gone at nought."""

    id: int
    kind: str
    method: str | None
    chat: int | None
    bot: str | None
    error_code: int
    retry_after: int
    description: str | None
    delivered: bool
    times: int

    def as_json(self) -> dict[str, Any]:
        """As `GET /rehearsal/faults` shows it."""
        return dict(vars(self))

    def refusal(self) -> Refused:
        """The error that stands for this fault."""
        if self.error_code == 429:
            return too_many(self.retry_after)
        words = self.description or _WORDS.get(self.error_code, f"Error {self.error_code}")
        return Refused(self.error_code, words)


def _whole(body: dict[str, Any], name: str, default: int, low: int, high: int) -> int:
    value = body.get(name)
    value = default if value is None else value
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise bad(f"{name} must be a whole number from {low} to {high}")
    return value


class Faults:
    """The orders that stand, oldest first."""

    def __init__(self) -> None:
        self._orders: list[Fault] = []
        self._last = 0

    def add(self, body: dict[str, Any]) -> Fault:
        """Take an order as the HTTP contract words it.

        Raises:
            Refused: 400, an unknown key, kind or code.
        """
        known = {
            "kind", "method", "chat", "bot", "error_code",
            "retry_after", "description", "delivered", "times",
        }  # fmt: skip
        if unknown := sorted(set(body) - known):
            raise bad(f"unknown key {unknown[0]}")
        code = body.get("error_code")
        kind = body.get("kind") or (code if isinstance(code, str) else "error")
        if kind not in KINDS:
            raise bad(f"kind must be one of {', '.join(KINDS)}")
        number = 0
        if kind == "error":
            number = _whole(body, "error_code", 0, 400, 599)
        for name in ("method", "bot", "description"):
            if not isinstance(body.get(name), str | None):
                raise bad(f"{name} must be a string or null")
        chat = body.get("chat")
        if chat is not None and (isinstance(chat, bool) or not isinstance(chat, int)):
            raise bad("chat must be a whole number or null")
        self._last += 1
        fault = Fault(
            id=self._last,
            kind=kind,
            method=body.get("method"),
            chat=chat,
            bot=body.get("bot"),
            error_code=number,
            retry_after=_whole(body, "retry_after", 1, 1, 86400),
            description=body.get("description"),
            delivered=body.get("delivered") is True,
            times=_whole(body, "times", 1, 1, 1_000_000),
        )
        self._orders.append(fault)
        return fault

    def call(self, method: str, chat: int | None, bot: str) -> Fault | None:
        """Use up one fault meant for this call, if there is one."""
        for fault in self._orders:
            if fault.kind not in ("error", "hang", "hang_before"):
                continue
            if fault.method is not None and fault.method.lower() != method.lower():
                continue
            if fault.chat is not None and fault.chat != chat:
                continue
            if fault.bot is not None and fault.bot != bot:
                continue
            self.use(fault)
            return fault
        return None

    def update(self, kind: str, chat: int | None, bot: str) -> Fault | None:
        """The standing fault of `kind` for an update from `chat`, not yet used up.

        `chat` None stands for any update.
        """
        for fault in self._orders:
            if fault.kind != kind or (fault.bot is not None and fault.bot != bot):
                continue
            if fault.chat is None or chat is None or fault.chat == chat:
                return fault
        return None

    def use(self, fault: Fault) -> None:
        """Count one use."""
        fault.times -= 1
        if fault.times <= 0:
            self._orders.remove(fault)

    def clear(self) -> None:
        """Forget all orders."""
        self._orders.clear()

    def standing(self) -> list[Fault]:
        """All orders not used up."""
        return list(self._orders)
