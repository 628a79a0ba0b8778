"""Message text as Telegram reads it: HTML to plain text and entities, measured in UTF-16.

The rules follow https://core.telegram.org/bots/api#html-style and the refusals of Telegram's
own parser (tdlib, ``MessageEntity.cpp``): a message that passes here passes there.
"""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bot.rehearsal.errors import bad

Entity = dict[str, Any]

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
URL_LIMIT = 2048

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]+));?")
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)\]])"
    r"|(?P<bot_command>(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@\w+)?)"
)


def utf16(text: str) -> int:
    """Length in UTF-16 code units, the measure of every Telegram offset and limit."""
    return len(text) + sum(ord(c) > 0xFFFF for c in text)


def cut16(text: str, start: int, stop: int) -> str:
    """The part of `text` between two UTF-16 offsets."""
    return text.encode("utf-16-le", "surrogatepass")[start * 2 : stop * 2].decode(
        "utf-16-le", "replace"
    )


@dataclass
class Formatted:
    """Plain text and its entities."""

    text: str
    entities: list[Entity] = field(default_factory=list)

    def shown(self) -> str:
        """The text with every link's address readable: `label (address)` where it is hidden."""
        shown, done = "", 0
        links = [e for e in self.entities if e["type"] == "text_link"]
        for link in sorted(links, key=lambda e: int(e["offset"])):
            end = link["offset"] + link["length"]
            shown += cut16(self.text, done, end)
            done = end
            if link["url"] not in self.text:
                shown += f" ({link['url']})"
        return shown + cut16(self.text, done, utf16(self.text))

    def trimmed(self) -> "Formatted":
        """Without white space around it, as Telegram keeps it."""
        left = utf16(self.text) - utf16(self.text.lstrip())
        text = self.text.strip()
        end = utf16(text)
        kept = []
        for entity in self.entities:
            start = max(entity["offset"] - left, 0)
            stop = min(entity["offset"] - left + entity["length"], end)
            if stop > start:
                kept.append({**entity, "offset": start, "length": stop - start})
        return Formatted(text, kept)

    def with_found(self) -> "Formatted":
        """With the addresses and commands that Telegram marks by itself."""
        taken = [(e["offset"], e["offset"] + e["length"]) for e in self.entities]
        found = list(self.entities)
        for match in _FOUND.finditer(self.text):
            start = utf16(self.text[: match.start()])
            length = utf16(match.group())
            if all(start + length <= a or start >= b for a, b in taken):
                found.append({"type": match.lastgroup, "offset": start, "length": length})
        found.sort(key=lambda e: (e["offset"], -e["length"]))
        return Formatted(self.text, found)


@dataclass
class _Open:
    tag: str
    at: int
    argument: str


def parse_html(source: str) -> Formatted:
    """Read Telegram's HTML.

    Raises:
        Refused: 400 in Telegram's words, e.g. an unsupported or unclosed tag.
    """
    text: list[str] = []
    entities: list[Entity] = []
    stack: list[_Open] = []
    length = 0
    i = 0
    while i < len(source):
        char = source[i]
        if char == "&":
            decoded, i = _reference(source, i)
            text.append(decoded)
            length += utf16(decoded)
            continue
        if char != "<":
            text.append(char)
            length += utf16(char)
            i += 1
            continue
        begin = i
        offset = len(source[:begin].encode("utf-8", "surrogatepass"))
        if source.startswith("</", i):
            i = _close_tag(source, begin, offset, stack)
            opened = stack.pop()
            if length > opened.at:
                entity = _entity(opened, length, "".join(text))
                if entity is not None:
                    entities.append(entity)
        else:
            tag, argument, i = _open_tag(source, begin, offset)
            stack.append(_Open(tag, length, argument))
    if stack:
        raise _cannot(f'Can\'t find end tag corresponding to start tag "{stack[-1].tag}"')
    entities.reverse()  # of two over the same words, the outer one comes first
    entities.sort(key=lambda e: (e["offset"], -e["length"]))
    return Formatted("".join(text), _joined(entities))


def _cannot(why: str) -> Exception:
    return bad(f"can't parse entities: {why}")


def _reference(source: str, i: int) -> tuple[str, int]:
    match = _REFERENCE.match(source, i)
    if match is None:
        return "&", i + 1
    decimal, hexadecimal, name = match.groups()
    if name is not None:
        return (_NAMED[name], match.end()) if name in _NAMED else ("&", i + 1)
    code = int(decimal) if decimal else int(hexadecimal, 16)
    if code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return "&", i + 1
    return chr(code), match.end()


def _open_tag(source: str, begin: int, offset: int) -> tuple[str, str, int]:
    i = begin + 1
    while i < len(source) and not source[i].isspace() and source[i] != ">":
        i += 1
    if i == len(source):
        raise _cannot(f"Unclosed start tag at byte offset {offset}")
    tag = source[begin + 1 : i].lower()
    if tag not in _TAGS:
        raise _cannot(f'Unsupported start tag "{tag}" at byte offset {offset}')
    argument = ""
    while True:
        while i < len(source) and source[i].isspace():
            i += 1
        if i == len(source):
            raise _cannot(f"Unclosed start tag at byte offset {offset}")
        if source[i] == ">":
            break
        name_at = i
        while i < len(source) and not source[i].isspace() and source[i] not in "=>":
            i += 1
        name = source[name_at:i].lower()
        if not name:
            raise _cannot(f'Empty attribute name in the tag "{tag}" at byte offset {offset}')
        while i < len(source) and source[i].isspace():
            i += 1
        if i == len(source) or source[i] != "=":
            if tag == "blockquote" and name == "expandable":
                argument = "expandable"
                continue
            raise _cannot(
                "Expected equal sign in declaration of an attribute of the tag "
                f'"{tag}" at byte offset {offset}'
            )
        value, i = _value(source, i + 1, offset)
        match tag, name:
            case ("a", "href") | ("tg-emoji", "emoji-id"):
                argument = value
            case ("code", "class") if value.startswith("language-"):
                argument = value.removeprefix("language-")
            case ("span", "class"):
                argument = value
            case ("blockquote", "expandable"):
                argument = "expandable"
            case _:
                pass  # Telegram reads over attributes it does not know
    if tag == "span" and argument != "tg-spoiler":
        raise _cannot(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
    return tag, argument, i + 1


def _value(source: str, i: int, offset: int) -> tuple[str, int]:
    while i < len(source) and source[i].isspace():
        i += 1
    if i == len(source):
        raise _cannot(f"Unclosed start tag at byte offset {offset}")
    if source[i] not in "'\"":
        token = _NAME_TOKEN.match(source, i)
        end = token.end() if token else i
        if end == len(source) or not (source[end].isspace() or source[end] == ">"):
            at = len(source[:i].encode("utf-8", "surrogatepass"))
            raise _cannot(f"Unexpected end of name token at byte offset {at}")
        return source[i:end].lower(), end
    quote, i = source[i], i + 1
    value = ""
    while i < len(source) and source[i] != quote:
        if source[i] == "&":
            decoded, i = _reference(source, i)
            value += decoded
        else:
            value += source[i]
            i += 1
    if i == len(source):
        raise _cannot(f"Unclosed start tag at byte offset {offset}")
    return value, i + 1


def _close_tag(source: str, begin: int, offset: int, stack: list[_Open]) -> int:
    if not stack:
        raise _cannot(f"Unexpected end tag at byte offset {offset}")
    i = begin + 2
    while i < len(source) and not source[i].isspace() and source[i] != ">":
        i += 1
    found = source[begin + 2 : i].lower()
    while i < len(source) and source[i].isspace():
        i += 1
    if i == len(source) or source[i] != ">":
        raise _cannot(f"Unclosed end tag at byte offset {offset}")
    expected = stack[-1].tag
    if found and found != expected:
        raise _cannot(
            f"Unmatched end tag at byte offset {offset}, "
            f'expected "</{expected}>", found "</{found}>"'
        )
    return i + 1


def _entity(opened: _Open, end: int, text: str) -> Entity | None:
    kind = _TAGS[opened.tag]
    entity: Entity = {"type": kind, "offset": opened.at, "length": end - opened.at}
    if kind == "text_link":
        url = checked_url(opened.argument or cut16(text, opened.at, end))
        if url is None:
            return None  # Telegram keeps the words and drops a link it cannot read
        entity["url"] = url
    elif kind == "custom_emoji":
        entity["custom_emoji_id"] = opened.argument
    elif kind == "blockquote" and opened.argument:
        entity["type"] = "expandable_blockquote"
    elif kind == "code" and opened.argument:
        entity["language"] = opened.argument
    return entity


def _joined(entities: list[Entity]) -> list[Entity]:
    # <pre><code class="language-x"> is one entity; <code> alone has no language.
    joined: list[Entity] = []
    for entity in entities:
        language = entity.pop("language", None) if entity["type"] == "code" else None
        last = joined[-1] if joined else {}
        same = all(last.get(k) == entity[k] for k in ("offset", "length"))
        if language and last.get("type") == "pre" and same:
            last["language"] = language
        else:
            joined.append(entity)
    return joined


def checked_url(url: str) -> str | None:
    """The address as Telegram takes it in links and buttons; None when it would not.

    Addresses without a scheme get `http://`; `tg:`, `mailto:` and `tel:` are kept as they are.
    """
    url = url.strip()
    if not url or len(url) > URL_LIMIT or any(c.isspace() for c in url):
        return None
    if url.startswith(("tg://", "mailto:", "tel:")):
        return url
    if "://" not in url:
        url = f"http://{url}"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme not in ("http", "https", "ton") or ("." not in host and host != "localhost"):
        return None
    return url
