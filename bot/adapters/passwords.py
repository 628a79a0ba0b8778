"""Passwords of staff: argon2id, worked off the event loop, a few at a time."""

import asyncio
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

AT_ONCE = 2
"""Each check takes 64 MiB: a flood of logins must not take the machine."""


class Argon2Passwords:
    """A :class:`bot.usecases.desk.office.Passwords` with argon2id, RFC 9106's second profile."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._nobody = self._hasher.hash("nobody has this password")

    async def hash(self, password: str) -> str:
        """Hash a password for keeping."""
        async with self._gate:
            return await asyncio.to_thread(self._hasher.hash, _same(password))

    async def matches(self, kept: str | None, password: str) -> bool:
        """Whether the password is the kept one; as slow for an account that does not exist."""
        async with self._gate:
            right = await asyncio.to_thread(self._verify, kept or self._nobody, _same(password))
        return right and kept is not None

    def _verify(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False


def _same(password: str) -> str:
    # two keyboards may write one letter in two ways
    return unicodedata.normalize("NFKC", password)
