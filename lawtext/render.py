"""Provisions and whole texts as clean HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

from lawtext.model import Kind, Node, Text
from lawtext.printed import Printed

_LEVELS = {
    Kind.BOOK: 0,
    Kind.PART: 0,
    Kind.TITLE: 0,
    Kind.CHAPTER: 1,
    Kind.SUBCHAPTER: 2,
    Kind.SECTION: 2,
    Kind.ANNEX: 0,
    Kind.ARTICLE: 3,
}
_ELEMENTS = {Kind.QUOTED: "blockquote", Kind.PREAMBLE: "header", Kind.CONCLUSIONS: "footer"}
_STYLE = (
    "body{font:1.05rem/1.5 Georgia,serif;max-width:44rem;margin:2rem auto;padding:0 1rem}"
    "h1,h2,h3,h4,h5,h6,.act{text-align:center}.act{font-weight:bold}h1 span,h2 span,h3 span,h4 span,h5 span{display:block}"
    ".paragraph,.subparagraph,.point,.letter,.indent{margin-left:1.5rem}.number{font-weight:bold}"
    ".paragraph>.number+p,.subparagraph>.number+p,.point>.number+p,.letter>.number+p,.indent>.number+p{display:inline}"
    "table{border-collapse:collapse}td{border:1px solid #888;padding:.2rem .5rem}aside{font-size:.85rem}"
)


def to_html(source: Node | Text, *, heading_level: int = 2, id_prefix: str = "") -> str:
    """
    A node and all below it, or a whole text, as HTML: nothing but escaped text, `id` attributes, a class per kind.

    `heading_level` is the level (1 to 6) of the outermost headings; articles are three below, never more than 6.
    `id_prefix` keeps ids apart when two texts share a page. Of a node, words before numbers ("Neni", "Article") are
    not written: numbers stand in `<span class="number">`, for the page to label in its own language. Of a text, they
    stand as printed, and the whole is an `<article>` with its language; headings are as deep as the text's levels.
    """
    if isinstance(source, Node):
        return _html(source, heading_level, id_prefix, _LEVELS, lambda node: node.number)
    inner = _inner(source, heading_level, id_prefix)
    return f'<article class="law" lang="{_language(source)}">{inner}</article>'


def to_page(texts: Iterable[Text]) -> str:
    """Texts as a page of HTML that stands alone: without scripts, without anything from elsewhere."""
    held = list(texts)
    several = len(held) > 1
    language = _language(held[0]) if held else "und"
    title = next((text.title for text in held if text.title), "")
    body = "".join(to_html(text, heading_level=1, id_prefix=f"{_language(text)}-" if several else "") for text in held)
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body><main>{body}</main></body>\n</html>\n"
    )


def _language(text: Text) -> str:
    if text.language == "sr":
        return "sr-Cyrl" if text.script == "Cyrl" else "sr-Latn"
    return text.language if text.language in ("sq", "en") else "und"


def _inner(text: Text, heading_level: int, id_prefix: str) -> str:
    used = sorted({_LEVELS[node.kind] for node in text.walk() if node.kind in _LEVELS})
    levels = {kind: used.index(level) for kind, level in _LEVELS.items() if level in used}
    printed = Printed(text)

    def make(node: Node) -> str:
        made = _html(node, heading_level, id_prefix, levels, printed.label)
        if node.kind is Kind.PREAMBLE and text.title:
            title = escape(text.title)
            made = made.replace(f"<p>{title}</p>", f'<p class="act">{title}</p>', 1)
        return made

    return "".join(map(make, text.nodes))


def _html(node: Node, heading_level: int, id_prefix: str, levels: dict[Kind, int], label: Callable[[Node], str]) -> str:
    identifier = escape(id_prefix + node.id, quote=True)
    inner = _heading(node, heading_level, levels, label(node))
    inner += _table(node) if node.kind is Kind.TABLE else _text(node)
    inner += "".join(_html(child, heading_level, id_prefix, levels, label) for child in node.children)
    if node.note == "footnote":
        return f'<aside class="{node.kind.value} footnote" id="{identifier}" role="note">{inner}</aside>'
    tag = _ELEMENTS.get(node.kind, "section" if node.kind in _LEVELS else "div")
    return f'<{tag} class="{node.kind.value}" id="{identifier}">{inner}</{tag}>'


def _heading(node: Node, heading_level: int, levels: dict[Kind, int], label: str) -> str:
    if node.kind not in _LEVELS and not node.heading:
        return f'<span class="number">{escape(label)}</span> ' if label else ""
    level = min(6, max(1, heading_level) + levels.get(node.kind, 3))
    number = f'<span class="number">{escape(label)}</span>' if label else ""
    title = f'<span class="heading">{escape(node.heading)}</span>' if node.heading else ""
    between = " " if number and title else ""
    return f"<h{level}>{number}{between}{title}</h{level}>" if number or title else ""


def _text(node: Node) -> str:
    return "".join(f"<p>{escape(block)}</p>" for block in node.text.split("\n") if block)


def _table(node: Node) -> str:
    rows = (
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row.split("\t")) + "</tr>"
        for row in node.text.split("\n")
    )
    return f"<table><tbody>{''.join(rows)}</tbody></table>"
