"""Markdown as people wrote it → the HTML that Telegram shows.

Telegram knows no headings and no lists (core.telegram.org/bots/api#html-style): a heading becomes
bold, a list keeps its marks as text. Everything else is escaped.
"""

import html
from collections.abc import Iterable

from markdown_it import MarkdownIt
from markdown_it.token import Token

MOST_CHARACTERS = 4096
"""Of one message, after the marks are taken out (Bot API, sendMessage)."""

_PARSER = MarkdownIt("commonmark", {"html": False})
_MARKS = {"strong_open": "<b>", "strong_close": "</b>", "em_open": "<i>", "em_close": "</i>"}


def escape(text: str) -> str:
    """Make any text safe between tags."""
    return html.escape(text, quote=False)


def blocks(markdown: str) -> list[str]:
    """One piece of HTML for each paragraph, heading and list item, in order."""
    found: list[str] = []
    numbers: list[int | None] = []
    mark = ""
    heading = False
    for token in _PARSER.parse(markdown):
        match token.type:
            case "ordered_list_open":
                numbers.append(int(token.attrGet("start") or 1))
            case "bullet_list_open":
                numbers.append(None)
            case "ordered_list_close" | "bullet_list_close":
                numbers.pop()
            case "list_item_open":
                number = numbers[-1]
                mark = "• " if number is None else f"{number}. "
                if number is not None:
                    numbers[-1] = number + 1
            case "heading_open":
                heading = True
            case "heading_close":
                heading = False
            case "inline":
                text = _inline(token.children or [])
                found.append(f"<b>{text}</b>" if heading else mark + text)
                mark = ""
            case "fence" | "code_block":
                found.append(escape(token.content.rstrip()))
    return found


def _inline(tokens: Iterable[Token]) -> str:
    said: list[str] = []
    for token in tokens:
        match token.type:
            case "text" | "code_inline":
                said.append(escape(token.content))
            case "softbreak" | "hardbreak":
                said.append("\n")
            case "link_open":
                said.append(f'<a href="{html.escape(str(token.attrGet("href")))}">')
            case "link_close":
                said.append("</a>")
            case kind:
                said.append(_MARKS.get(kind, ""))
    return "".join(said)


def join(pieces: Iterable[str]) -> str:
    """Put blocks below each other: list items close together, a gap before everything else."""
    text = ""
    before = ""
    for piece in pieces:
        close = _is_item(piece) and (_is_item(before) or before.startswith("<b>"))
        close = close or (before.startswith("<b>") and before.endswith("</b>"))
        text += (("\n" if close else "\n\n") if text else "") + piece
        before = piece
    return text


def _is_item(piece: str) -> bool:
    head = piece.split(" ", 1)[0]
    return head == "•" or (head.endswith(".") and head[:-1].isdigit())


def pack(pieces: Iterable[str], limit: int = MOST_CHARACTERS - 96) -> list[str]:
    """Fill messages with whole blocks; a block that is too long by itself is cut at a space.

    ``limit`` counts the HTML, which is never shorter than what Telegram counts.
    """
    messages: list[str] = []
    held: list[str] = []
    for piece in (part for each in pieces for part in _cut(each, limit)):
        if held and len(join([*held, piece])) > limit:
            messages.append(join(held))
            held = []
        held.append(piece)
    return [*messages, join(held)] if held else messages


def _cut(piece: str, limit: int) -> list[str]:
    if len(piece) <= limit:
        return [piece]
    # a block with tags is never that long in our answers; words of residents have no tags
    parts: list[str] = []
    rest = piece
    while len(rest) > limit:
        at = max(rest.rfind(" ", 0, limit), rest.rfind("\n", 0, limit))
        at = at if at > limit // 2 else limit
        if (entity := rest.rfind("&", 0, at)) >= 0 and ";" not in rest[entity:at]:
            at = entity
        parts.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*parts, rest] if rest else parts
