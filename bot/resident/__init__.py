"""The residents' door: what comes in from Telegram, and what is said in reply.

Telegram ──▶ intake (commit) ──▶ inbound rows ──▶ worker ──▶ dispatcher ──▶ use case
                                                   │                          │ commit
Telegram ◀──────────────── mouth ◀── rendering ◀───┴──────── outcome ◀────────┘
"""
