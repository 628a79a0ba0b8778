"""The residents' door: what comes in from Telegram, and what is said in reply.

Telegram ──▶ intake (commit) ──▶ inbound rows ──▶ worker ──▶ dispatcher ──▶ use case
                                                   │                          │ commit
Telegram ◀──────────────── mouth ◀── rendering ◀───┴──────── outcome ◀────────┘
"""

from bot.resident.quick import import_aiogram

import_aiogram()  # before any module of this package does, and slowly
