"""Who is writing: find the resident of a chat, or welcome a new one."""

from dataclasses import dataclass

from bot.ports import Vault
from bot.usecases.house import House
from bot.usecases.turn import RESIDENT_BOT, Turn, turn_of
from dialogues.locales import locale_of

FALLBACK = "en"
"""For residents whose app speaks a language that we do not."""


@dataclass(frozen=True)
class Enter:
    """Open the door to a chat."""

    house: House
    vault: Vault

    async def __call__(self, update_id: int, chat: int, language_code: str | None) -> Turn:
        """The turn of this chat's resident.

        Until a language is chosen by a tap, the app's language is followed.
        """
        now = self.house.clock.now()
        chat_hash = self.vault.mark(str(chat))
        guessed = locale_of(language_code)
        async with self.house.store() as work:
            resident = await work.people.by_chat(RESIDENT_BOT, chat_hash)
            if resident is None:
                resident = await work.people.welcome(
                    bot=RESIDENT_BOT,
                    chat_hash=chat_hash,
                    chat_cipher=self.vault.seal(str(chat).encode()),
                    locale=guessed,
                    now=now,
                )
            else:
                resident.seen_at = now
                if guessed and not resident.locale_chosen:
                    resident.locale = guessed
            consent = await work.people.consent(resident.id)
            turn = turn_of(
                update_id,
                resident,
                locale=resident.locale or FALLBACK,
                agreed=consent is not None and consent.given,
                asked=consent is not None,
            )
            await work.commit()
        return turn
