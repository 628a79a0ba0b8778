"""Link the Telegram chat of one of the staff by a code from the desk."""

import hashlib
from dataclasses import dataclass

from bot.ports import Clock, Vault
from db.models import Staff
from db.uow import Store


@dataclass(frozen=True)
class LinkStaff:
    """``/start CODE`` at the coordinators' bot."""

    store: Store
    vault: Vault
    clock: Clock

    async def __call__(self, code: str, chat: int) -> Staff | None:
        """Whose chat it is from now on; None where the code is wrong, used or too old."""
        digest = hashlib.sha256(code.strip().encode()).hexdigest()
        now = self.clock.now()
        async with self.store() as work:
            staff = await work.staff.link(
                digest, chat_cipher=self.vault.seal(str(chat).encode()), now=now
            )
            if staff is None or not staff.active:
                return None
            await work.staff.audit(
                "chat_linked", subject="staff", subject_id=staff.id, staff_id=staff.id, now=now
            )
            await work.commit()
        return staff

    async def whose(self, chat: int) -> Staff | None:
        """The member of staff who linked this chat."""
        async with self.store(read_only=True) as work:
            for staff in await work.staff.told():
                contact = await work.staff.contact(staff.id)
                if contact is None or contact.chat_cipher is None:
                    continue
                if self.vault.unseal(contact.chat_cipher) == str(chat).encode():
                    return staff
        return None
