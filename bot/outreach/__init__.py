"""Outreach: every message that Povezani begins, and the bot of the staff.

    delivery rows ──▶ sender (claim, pace) ──▶ courier ──▶ Telegram      residents' and staff's bot
    Telegram ──▶ intake (commit) ──▶ inbound rows ──▶ coordinators (PTB)  staff's bot

python-telegram-bot is spoken to here and nowhere else.
"""

import os

# PTB gives retry_after as a timedelta from its next major version on; until then only when told
# so, and warns otherwise (docs.python-telegram-bot.org, «Time periods»)
os.environ.setdefault("PTB_TIMEDELTA", "true")
