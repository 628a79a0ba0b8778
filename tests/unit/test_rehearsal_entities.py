"""Text as Telegram reads it: what becomes an entity, what is refused, and in which words."""

import html
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rehearsal.entities import Formatted, checked_url, cut16, parse_html, utf16
from bot.rehearsal.errors import Refused
from bot.rehearsal.limits import Limits


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("plain", "plain", []),
        ("a <b>b</b> c", "a b c", [("bold", 2, 1)]),
        ("<B>b</B >", "b", [("bold", 0, 1)]),
        ("🏠<i>x</i>", "🏠x", [("italic", 2, 1)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("&lt;b&gt; &amp;&quot;&#39;&#x41;", "<b> &\"'A", []),
        ("a & b &nbsp; &#0;", "a & b &nbsp; &#0;", []),
        ("<b></b>x", "x", []),
        (
            "<pre><code class='language-python'>x</code></pre>",
            "x",
            [("pre", 0, 1)],
        ),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ("<a href='https://x.si/?a=1&amp;b=2'>x</a>", "x", [("text_link", 0, 1)]),
        ("<a>https://x.si</a>", "https://x.si", [("text_link", 0, 12)]),
        ("<a href='nowhere at all'>x</a>", "x", []),
        ("5 > 3", "5 > 3", []),
    ],
)
def test_what_html_means(source: str, text: str, entities: list[Any]) -> None:
    read = parse_html(source)
    assert read.text == text
    assert [(e["type"], e["offset"], e["length"]) for e in read.entities] == entities


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("ž <br>", 'Unsupported start tag "br" at byte offset 3'),
        ("5 < 3", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<a href='x", "Unclosed start tag at byte offset 0"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<a href>x</a>", "Expected equal sign in declaration of an attribute"),
        ("<a href=https://x.si>x</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_what_html_is_refused(source: str, words: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_html(source)
    assert caught.value.code == 400
    assert caught.value.description.startswith("Bad Request: can't parse entities: ")
    assert words in caught.value.description


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_escaped_text_comes_back_whole(text: str) -> None:
    assert parse_html(html.escape(text)) == Formatted(text)


@given(st.text(st.sampled_from("<>/b iaž🏠=\"'& href")))
def test_any_text_is_read_or_refused(source: str) -> None:
    try:
        read = parse_html(source).trimmed().with_found()
    except Refused:
        return
    for entity in read.entities:
        assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= utf16(read.text)
    read.shown()


def test_addresses_stay_readable() -> None:
    read = parse_html("🏠 <a href='https://x.si/a'>form</a>, https://y.si <a href='y.si'>y.si</a>")
    assert read.shown() == "🏠 form (https://x.si/a), https://y.si y.si (http://y.si)"


def test_white_space_around_is_dropped_and_offsets_move() -> None:
    read = parse_html(" \n<b> x</b> y <i> </i>\n").trimmed()
    assert read.text == "x y"
    assert read.entities == [{"type": "bold", "offset": 0, "length": 1}]


def test_addresses_and_commands_are_found() -> None:
    read = Formatted("/start see https://x.si/a. or and/or /help@povezani_bot").with_found()
    found = [cut16(read.text, e["offset"], e["offset"] + e["length"]) for e in read.entities]
    assert found == ["/start", "https://x.si/a", "/help@povezani_bot"]
    assert [e["type"] for e in read.entities] == ["bot_command", "url", "bot_command"]


@pytest.mark.parametrize(
    ("given_url", "kept"),
    [
        ("https://x.si", "https://x.si"),
        ("x.si", "http://x.si"),
        ("mailto:a@x.si", "mailto:a@x.si"),
        ("tg://user?id=1", "tg://user?id=1"),
        ("javascript:alert(1)", None),
        ("ftp://x.si", None),
        ("word", None),
        ("https://x si", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_addresses_telegram_takes(given_url: str, kept: str | None) -> None:
    assert checked_url(given_url) == kept


def test_limits() -> None:
    limits = Limits()
    assert [limits.wait(1, 0.0) for _ in range(4)] == [0, 0, 0, 1]
    assert limits.wait(1, 0.5) == 1
    assert limits.wait(1, 1.0) == 0
    assert limits.wait(2, 1.0) == 0

    crowd = Limits()
    assert [crowd.wait(chat, 5.0) for chat in range(1, 32)] == [0] * 30 + [1]

    group = Limits()
    assert [group.wait(-1, float(second)) for second in range(20)] == [0] * 20
    assert group.wait(-1, 20.0) == 40
    assert group.wait(-1, 60.0) == 0
