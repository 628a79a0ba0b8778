"""The secrets that the house makes for itself on a first run."""

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings


def make_keys(settings: "Settings") -> None:
    """Make the key of what is encrypted and the secret shared with Rasa, where there is none.

    Raises:
        KeyMissing: what stands in the key's file is not a key.
        OSError: the files cannot be written.
    """
    from bot.adapters.vault import open_vault, write_secret

    open_vault(settings.key_path, make=True)
    if settings.rasa_token is None:
        write_secret(settings.var / "secret" / "rasa-token", secrets.token_urlsafe(32))
