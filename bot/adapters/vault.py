"""Encryption of chat ids and raw updates, under one key in a file."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.ports import CannotOpen

_NONCE = 12


class KeyMissing(Exception):
    """There is no key where one should be, or it is not one of ours."""


class FileVault:
    """AES-256-GCM for what is opened again, HMAC-SHA256 for what is only found again."""

    def __init__(self, key: bytes) -> None:
        if len(key) != 32:
            raise KeyMissing("the key has 32 bytes, written as 64 hex digits")
        self._sealer = AESGCM(hashlib.sha256(b"seal" + key).digest())
        self._marker = hashlib.sha256(b"mark" + key).digest()

    def seal(self, plain: bytes) -> bytes:
        """Encrypt; the nonce stands in front."""
        nonce = os.urandom(_NONCE)
        return nonce + self._sealer.encrypt(nonce, plain, None)

    def unseal(self, sealed: bytes) -> bytes:
        """Decrypt.

        Raises:
            CannotOpen: another key, or changed data.
        """
        try:
            return self._sealer.decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
        except (InvalidTag, ValueError) as error:
            raise CannotOpen from error

    def mark(self, text: str) -> str:
        """A keyed hash, 64 hex digits."""
        return hmac.new(self._marker, text.encode(), hashlib.sha256).hexdigest()


def open_vault(path: Path, *, make: bool) -> FileVault:
    """The vault whose key stands in this file; ``make`` writes a new key where there is none.

    Raises:
        KeyMissing: no key and none to be made, or not a key.
    """
    if not path.exists():
        if not make:
            raise KeyMissing(f"no key at {path}: run `povezani db upgrade` or restore the key")
        write_secret(path, secrets.token_hex(32))
    try:
        return FileVault(bytes.fromhex(path.read_text(encoding="ascii").strip()))
    except ValueError:
        raise KeyMissing(f"{path} does not hold a key") from None


def write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner reads; an existing one is left alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return  # another process was first: its key counts
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
