"""
HTML of mails to lines, keeping which parts are quoted, signed, or headings of a quote.

Own tokenizer: one pass, linear, no tree. What matters of HTML here is little, and what strangers send as HTML is much.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from mailtext.guard import MOST_LINES, MOST_MARKUP, MOST_TAGS
from mailtext.lines import HEADING, RULE, SIGNED, Line
from mailtext.model import Unreadable

_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9:_-]{0,40}")
_ATTRIBUTE = re.compile(
    r"""(?<![\w-])(class|id|style|type|name|color)\s{0,5}=\s{0,5}(?:"([^"]{0,600})|'([^']{0,600})|([^\s"'>]{1,200}))""",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_BLOCKS = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header li main nav ol p pre section table tbody tfoot thead tr ul".split()
)
_SPACED = frozenset("p h1 h2 h3 h4 h5 h6 ul ol blockquote pre".split())
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_SILENT = frozenset("head style script title template noframes object svg math select textarea xml".split())
_RAW = frozenset("style script title textarea xml".split())
_OWN_INDENT = re.compile(
    r"margin[^;]{0,40}40px.{0,80}border:\s{0,3}(?:none|medium none|0)|border:\s{0,3}none.{0,80}padding:\s{0,3}0",
    re.DOTALL,
)
_OUTLOOK_RULE = re.compile(
    r"border-top:\s{0,3}solid\s{1,3}#?\w{3,10}\s{1,3}1(?:\.0)?(?:pt|px)|border-top:\s{0,3}1(?:\.0)?p[tx] solid"
)
_COLOR = re.compile(r"(?<![\w-])color\s{0,3}:\s{0,3}(#[0-9a-f]{3,8}|rgba?\([^)]{1,40}\)|[a-z]{3,20})")
_NEUTRAL = re.compile(
    r"black|windowtext|inherit|initial|currentcolor|auto|gr[ae]y|#([0-9a-f])\1{2}$|#([0-9a-f]{2})\2{2}|rgba?\(\s?(\d+),\s?\3,\s?\3\b"
)
_HIDDEN = re.compile(
    r"display\s{0,3}:\s{0,3}none|mso-hide\s{0,3}:\s{0,3}all|visibility\s{0,3}:\s{0,3}hidden|font-size\s{0,3}:\s{0,3}0(?:px|pt|em)?\s{0,3}(?:;|$)"
)


@dataclass(slots=True)
class _Open:
    tag: str
    quotes: bool = False
    zone: int = 0
    hint: str = ""
    hides: bool = False
    color: str | None = None
    numbers: int = 0


class _Reader:
    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.words: list[str] = []
        self.open: list[_Open] = []
        self.counts: dict[str, int] = {}
        self.depth = 0
        self.hidden = 0
        self.zones = 0
        self.zone = [0]
        self.hints = [""]
        self.colors = [""]
        self.colors_used: set[str] = set()
        self.pre = 0
        self.state = (0, 0, "")

    def line_end(self) -> None:
        """End the line, if anything is on it."""
        if not self.words:
            return
        text = "".join(self.words)
        self.words.clear()
        if self.pre:
            for each in text.split("\n"):
                self.add(each.rstrip())
            return
        text = _BLANKS.sub(" ", text).strip(" ")
        if text:
            self.add(text.replace("\n", " "))

    def add(self, text: str) -> None:
        depth, zone, hint = self.state
        if not text.replace("\u00a0", " ").strip():
            text = ""
        color = next(iter(self.colors_used)) if len(self.colors_used) == 1 else ""
        self.colors_used.clear()
        self.lines.append(Line(text, depth, zone, hint, color))
        if len(self.lines) > MOST_LINES:
            raise Unreadable("too_much_text", {"lines": len(self.lines), "limit": MOST_LINES})

    def blank(self) -> None:
        self.line_end()
        if self.lines and self.lines[-1].text:
            self.add("")

    def break_line(self) -> None:
        if self.words and "".join(self.words).strip():
            self.line_end()
        else:
            self.words.clear()
            self.add("")

    def now(self) -> None:
        self.state = (self.depth, self.zone[-1], self.hints[-1])

    def text(self, raw: str) -> None:
        if self.hidden or not raw:
            return
        words = unescape(raw) if "&" in raw else raw
        if words.strip():
            self.colors_used.add(self.colors[-1])
        self.words.append(words if self.pre else _BLANKS.sub(" ", words))

    def start(self, tag: str, inside: str, *, closes_itself: bool) -> None:
        if tag == "br":
            if not self.hidden:
                if self.pre:
                    self.words.append("\n")
                else:
                    self.break_line()
            return
        if tag == "hr":
            self.line_end()
            self.lines.append(Line("", self.depth, self.zone[-1], RULE))
            return
        if tag in _VOID:
            return
        if tag in _BLOCKS:
            self.line_end()
        elif tag in {"td", "th"} and self.words:
            self.words.append(" ")
        if closes_itself and tag not in _BLOCKS:
            return
        element = self.look_at(tag, inside)
        if tag == "p" and self.counts.get("p"):
            self.end("p")
        if tag == "li" and self.counts.get("li") and self.open and self.open[-1].tag == "li":
            self.end("li")
        self.open.append(element)
        self.counts[tag] = self.counts.get(tag, 0) + 1
        if element.quotes:
            self.depth += 1
        if element.zone:
            self.zone.append(element.zone)
        if element.hint:
            self.hints.append(element.hint)
        if element.hides:
            self.hidden += 1
        if element.color is not None:
            self.colors.append(element.color)
        if tag == "pre":
            self.pre += 1
        self.now()
        if tag == "li" and not self.hidden:
            self.words.append(self.bullet())

    def bullet(self) -> str:
        for each in reversed(self.open[-6:-1]):
            if each.tag == "ol":
                each.numbers += 1
                return f"{each.numbers}. "
            if each.tag == "ul":
                break
        return "- "

    def look_at(self, tag: str, inside: str) -> _Open:
        element = _Open(tag, hides=tag in _SILENT)
        if not inside.strip(" /"):
            element.quotes = tag == "blockquote"
            return element
        given = {
            match[1].lower(): (match[2] or match[3] or match[4] or "").lower()
            for match in _ATTRIBUTE.finditer(inside[:4000])
        }
        classes, name, style = given.get("class", ""), given.get("id", ""), given.get("style", "")
        if _HIDDEN.search(style):
            element.hides = True
        if match := _COLOR.search(style) or (_COLOR.match(f"color:{given['color']}") if "color" in given else None):
            element.color = "" if _NEUTRAL.match(match[1]) else match[1]
        if tag == "blockquote":
            is_own = "cite" not in given.get("type", "") and "quote" not in classes and _OWN_INDENT.search(style)
            element.quotes = not is_own
        elif tag in {"div", "p", "span", "table", "section", "hr"}:
            self.look_at_container(element, given, classes, name, style)
        return element

    def look_at_container(self, element: _Open, given: dict[str, str], classes: str, name: str, style: str) -> None:
        if (
            "yahoo_quoted" in classes
            or name.startswith(("yahoo_quoted", "mail-editor-reference-message-container"))
            or (given.get("name") == "quote" and element.tag == "div")
        ):
            element.quotes = True
        elif (
            "gmail_attr" in classes
            or "moz-cite-prefix" in classes
            or name == "reply-intro"
            or name.endswith("divrplyfwdmsg")
            or (element.tag == "div" and _OUTLOOK_RULE.search(style))
        ):
            element.hint = HEADING
        elif "gmail_quote" in classes or "protonmail_quote" in classes or "moz-forward-container" in classes:
            self.zones += 1
            element.zone = self.zones
        elif (
            "gmail_signature" in classes
            or "moz-signature" in classes
            or "protonmail_signature_block" in classes
            or "k9mail-signature" in classes
            or name in {"signature", "x_signature", "composer_signature", "ms-outlook-mobile-signature"}
        ):
            element.hint = SIGNED

    def end(self, tag: str) -> None:
        if not self.counts.get(tag):
            if tag == "p":
                self.line_end()
            return
        while self.open:
            element = self.open.pop()
            self.counts[element.tag] -= 1
            if element.tag in _BLOCKS:
                self.line_end()
            if element.tag == "pre":
                self.pre -= 1
            if element.quotes:
                self.depth -= 1
            if element.zone:
                self.zone.pop()
            if element.hint:
                self.hints.pop()
            if element.hides:
                self.hidden -= 1
            if element.color is not None:
                self.colors.pop()
            if element.tag in _SPACED and not self.hidden and "msonormal" not in element.hint:
                self.blank()
            if element.tag == tag:
                break
        self.now()


def markup_lines(html: str) -> list[Line]:
    """
    The lines that a reader of the HTML sees.

    Raises `Unreadable`: too_much_text, too_complex.
    """
    if len(html) > MOST_MARKUP:
        raise Unreadable("too_much_text", {"characters": len(html), "limit": MOST_MARKUP})
    reader = _Reader()
    at, tags = 0, 0
    no_more: set[str] = set()
    while at < len(html):
        mark = html.find("<", at)
        if mark < 0:
            reader.text(html[at:])
            break
        reader.text(html[at:mark])
        tags += 1
        if tags > MOST_TAGS:
            raise Unreadable("too_complex", {"tags": tags, "limit": MOST_TAGS})
        at = _markup(reader, html, mark, no_more)
    reader.line_end()
    return reader.lines


def _markup(reader: _Reader, html: str, mark: int, no_more: set[str]) -> int:
    """Read what begins at `<`; return where to go on."""
    following = html[mark + 1 : mark + 2]
    if following == "!":
        closing = "-->" if html.startswith("<!--", mark) else ">"
        if closing in no_more:
            return len(html) if closing == ">" else mark + 4
        end = html.find(closing, mark + 2)
        if end < 0:
            no_more.add(closing)
            return mark + 4
        return end + len(closing)
    if following == "?":
        end = html.find(">", mark)
        return len(html) if end < 0 else end + 1
    is_end = following == "/"
    name = _NAME.match(html, mark + 2 if is_end else mark + 1)
    if not name:
        reader.text("&lt;")
        return mark + 1
    end = _tag_end(html, name.end(), no_more)
    if end < 0:
        # Cut in the middle of a tag: the rest is shown as it stands, for words may be in it.
        reader.text("&lt;" + html[mark + 1 :])
        return len(html)
    tag = name[0].lower()
    if is_end:
        reader.end(tag)
        return end + 1
    closes_itself = html[end - 1] == "/"
    reader.start(tag, html[name.end() : min(end, name.end() + 4000)], closes_itself=closes_itself)
    if tag in _RAW and not closes_itself:
        closing = f"</{tag}"
        if closing in no_more:
            return end + 1
        stop = _find_any_case(html, closing, end + 1)
        if stop < 0:
            no_more.add(closing)
            reader.end(tag)
            return end + 1
        return stop
    return end + 1


def _find_any_case(html: str, closing: str, start: int) -> int:
    match = re.compile(re.escape(closing), re.IGNORECASE).search(html, start)
    return match.start() if match else -1


def _tag_end(html: str, start: int, no_more: set[str]) -> int:
    """Where the tag ends; a `>` between quotation marks does not end it."""
    end = html.find(">", start)
    if end < 0:
        return -1
    if '"' in no_more or html.count('"', start, end) % 2 == 0:
        return end
    closing = html.find('"', end)
    if closing < 0:
        no_more.add('"')
        return end
    after = html.find(">", closing)
    return (
        after if after >= 0 and after - start < 2_000_000 and "<" not in html[end : min(closing, end + 2000)] else end
    )
