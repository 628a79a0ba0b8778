"""What the rehearsal refuses, and in whose words."""

from typing import Any


class Refused(Exception):
    """A call that Telegram would refuse; carries Telegram's own error shape.

    ``code`` is both the HTTP status and ``error_code``; ``retry_after`` (seconds) stands under
    ``parameters`` as in https://core.telegram.org/bots/api#responseparameters.
    """

    def __init__(self, code: int, description: str, *, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after

    def shape(self) -> dict[str, Any]:
        """The JSON body of the refusal."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


def bad(description: str) -> Refused:
    """A 400 with Telegram's prefix."""
    return Refused(400, f"Bad Request: {description}")


def too_many(seconds: int) -> Refused:
    """A 429 that asks for `seconds` of silence."""
    return Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
