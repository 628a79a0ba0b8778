"""What a delivery says, in the language of whom it goes to."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.adapters.rendering import Message, Rendering
from bot.adapters.speech import Speech
from bot.adapters.telegram_html import escape
from bot.usecases.deliver import Content, Invitation, StaffNotice, StaffReply


@dataclass(frozen=True)
class Writing:
    """Deliveries → messages; the sentences stand in ``dialogues/texts``."""

    rendering: Rendering
    speech: Speech
    desk_url: str
    zone: ZoneInfo

    async def __call__(self, content: Content) -> Message | None:
        """The message; None where what it is about is gone."""
        match content:
            case Invitation(response_id):
                return await self.rendering.invitation(response_id)
            case StaffReply(locale, words):
                return self.rendering.staff_reply(locale, words)
            case StaffNotice():
                return self._notice(content)

    def _notice(self, notice: StaffNotice) -> Message:
        locale, say = notice.locale, self.speech.say
        kind = say(locale, f"desk-reason-{notice.reason}")
        if notice.cue is not None:
            kind = say(locale, f"desk-cue-{notice.cue}")
        since = self.speech.moment(locale, notice.waiting_since.astimezone(self.zone))
        lines = [
            say(locale, "notice-kind", kind=kind),
            say(
                locale, "notice-language", language=say(locale, f"desk-language-{notice.language}")
            ),
            say(locale, "notice-since", since=since),
            say(locale, "notice-open"),
            # outside the sentence: marks of direction around it would become part of the link
            f"{self.desk_url}/questions/{notice.question_id}",
        ]
        title = say(locale, "notice-title-urgent" if notice.cue else "notice-title")
        return Message(f"<b>{escape(title)}</b>\n\n" + escape("\n".join(lines)))
