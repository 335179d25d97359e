"""Provisions as clean HTML."""

from __future__ import annotations

from html import escape

from lawtext.model import Kind, Node

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


def to_html(node: Node, *, heading_level: int = 2, id_prefix: str = "") -> str:
    """
    A node and all below it as HTML: nothing but escaped text, `id` attributes and one class per kind.

    `heading_level` is the level (1 to 6) of the outermost headings; articles are three below, never more than 6.
    `id_prefix` keeps ids apart when two texts share a page. Words before numbers ("Neni", "Article") are not
    written: numbers stand in `<span class="number">`, for the page to label in its own language.
    """
    identifier = escape(id_prefix + node.id, quote=True)
    inner = _heading(node, heading_level)
    inner += _table(node) if node.kind is Kind.TABLE else _text(node)
    inner += "".join(to_html(child, heading_level=heading_level, id_prefix=id_prefix) for child in node.children)
    tag = "blockquote" if node.kind is Kind.QUOTED else "section" if node.kind in _LEVELS else "div"
    return f'<{tag} class="{node.kind.value}" id="{identifier}">{inner}</{tag}>'


def _heading(node: Node, heading_level: int) -> str:
    if node.kind not in _LEVELS and not node.heading:
        return f'<span class="number">{escape(node.number)}</span> ' if node.number else ""
    level = min(6, max(1, heading_level) + _LEVELS.get(node.kind, 3))
    number = f'<span class="number">{escape(node.number)}</span>' if node.number else ""
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
    return f"<table>{''.join(rows)}</table>"
