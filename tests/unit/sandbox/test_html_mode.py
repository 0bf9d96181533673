from typing import Any

import pytest

from bot.sandbox.errors import BotApiError
from bot.sandbox.html_mode import normal_url, parse_html
from bot.sandbox.text import format_text, recognise, slice_utf16

PREFIX = "🏟 🏟&lt;"  # 13 bytes, 6 UTF-16 code units


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("plain", "plain", []),
        ("a <b>b</b>", "a b", [("bold", 2, 1)]),
        ("<strong>b</strong><em>i</em>", "bi", [("bold", 0, 1), ("italic", 1, 1)]),
        ("<u>u</u><s>s</s>", "us", [("underline", 0, 1), ("strikethrough", 1, 1)]),
        ("<tg-spoiler>x</tg-spoiler>", "x", [("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
        ("<blockquote>q</blockquote>", "q", [("blockquote", 0, 1)]),
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
        ("🏟<i>🏟x</i>", "🏟🏟x", [("italic", 2, 3)]),
        ("会议<b>谁</b>", "会议谁", [("bold", 2, 1)]),
        ("<i>a<b>b</b></i>", "ab", [("italic", 0, 2), ("bold", 1, 1)]),
        ("&lt;&gt;&amp;&quot;&#20013;&#x4e2d;", '<>&"中中', []),
        ("&nbsp; & &laquo;", "&nbsp; & &laquo;", []),
        ("<b></b>", "", []),
        ("<b>x</>", "x", [("bold", 0, 1)]),
        ("<a>no address</a>", "no address", []),
        ("<a href='http://localhost'>x</a>", "x", []),
    ],
)
def test_parses(html: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    parsed, found = parse_html(html)
    assert parsed == text
    assert [(e["type"], e["offset"], e["length"]) for e in found] == entities


@pytest.mark.parametrize(
    ("html", "error"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        (PREFIX + "<abacaba", "Unclosed start tag at byte offset 13"),
        (PREFIX + "<abac aba>", 'Unsupported start tag "abac" at byte offset 13'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("1 < 2 > 0", 'Unsupported start tag "" at byte offset 2'),
        (PREFIX + "<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 13'),
        (PREFIX + "<i    aba  =  ", 'Unclosed start tag "i" at byte offset 13'),
        (PREFIX + "<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27"),
        (PREFIX + '<i aba = "&lt;>', "Unclosed start tag at byte offset 13"),
        (PREFIX + "</b>", "Unexpected end tag at byte offset 13"),
        (PREFIX + "<i>a</i   ", "Unclosed end tag at byte offset 17"),
        (
            PREFIX + "<i>a</em   >",
            'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"',
        ),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified"),
        (
            "&#57311;",
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units",
        ),
    ],
)
def test_refuses_in_telegrams_words(html: str, error: str) -> None:
    with pytest.raises(BotApiError) as caught:
        parse_html(html)
    assert caught.value.description == f"Bad Request: can't parse entities: {error}"


@pytest.mark.parametrize(
    ("html", "fields"),
    [
        ('<a href="example.com">x</a>', {"type": "text_link", "url": "http://example.com/"}),
        ("<a href='https://a.b/c?d=&amp;'>x</a>", {"url": "https://a.b/c?d=&"}),
        ("<a>example.com</a>", {"type": "text_link", "url": "http://example.com/"}),
        ("<a href='tg://user?id=42'>x</a>", {"type": "text_mention"}),
        ('<pre><code class="language-py">x</code></pre>', {"type": "pre", "language": "py"}),
        ('<code class="language-py">x</code>', {"type": "code"}),
        ("<tg-emoji emoji-id='5'>👍</tg-emoji>", {"type": "custom_emoji", "custom_emoji_id": "5"}),
    ],
)
def test_fields_of_an_entity(html: str, fields: dict[str, Any]) -> None:
    (entity,) = parse_html(html)[1]
    assert entity | fields == entity


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("https://example.com/a", "https://example.com/a"),
        ("http://localhost/a", None),
        ("ftp://example.com", None),
        ("tg://resolve?domain=x", "tg://resolve?domain=x"),
        ("http://[", None),
    ],
)
def test_normal_url(url: str, normal: str | None) -> None:
    assert normal_url(url) == normal


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/ask 谁主持", [("bot_command", "/ask")]),
        ("/ask@demo_bot 谁", [("bot_command", "/ask@demo_bot")]),
        ("/ask谁主持", []),
        ("@demo_bot 谁主持", [("mention", "@demo_bot")]),
        ("请问 @demo_bot", [("mention", "@demo_bot")]),
        ("请问@demo_bot", []),
        ("@demo_bot谁", []),
        ("👍 @demo_bot", [("mention", "@demo_bot")]),
        ("see https://example.com/a, ok", [("url", "https://example.com/a,")]),
        ("mail a.b@example.com", [("email", "a.b@example.com")]),
        ("#topic #123", [("hashtag", "#topic")]),
        ("23/24 a/b", []),
    ],
)
def test_recognises(text: str, found: list[tuple[str, str]]) -> None:
    entities = recognise(text)
    assert [(e["type"], slice_utf16(text, e["offset"], e["length"])) for e in entities] == found


def test_trims_and_moves_entities() -> None:
    formatted = format_text("  \n <b>x</b> y \n", "HTML")
    assert formatted.text == "x y"
    assert formatted.entities == [{"type": "bold", "offset": 0, "length": 1}]


def test_recognises_nothing_inside_code() -> None:
    assert [e["type"] for e in format_text("<code>/ask</code> /ask", "html").entities] == [
        "code",
        "bot_command",
    ]


@pytest.mark.parametrize(
    ("entity", "error"),
    [
        ({"type": "bold", "offset": 0, "length": 9}, "entity beginning at UTF-16 offset 0 ends"),
        ({"type": "text_link", "offset": 0, "length": 1, "url": "x"}, "entity URL 'x' is invalid"),
        ({"offset": 0}, "can't parse MessageEntity"),
    ],
)
def test_refuses_entities_that_do_not_fit(entity: dict[str, Any], error: str) -> None:
    with pytest.raises(BotApiError, match=error):
        format_text("x", "", [entity])


def test_takes_stated_entities() -> None:
    stated = {"type": "bold", "offset": 0, "length": 1}
    assert format_text("x y", "", [stated]).entities == [stated]


@pytest.mark.parametrize("mode", ["MarkdownV2", "Markdown", "nonsense"])
def test_reads_html_only(mode: str) -> None:
    with pytest.raises(BotApiError, match="unsupported parse_mode"):
        format_text("x", mode)
