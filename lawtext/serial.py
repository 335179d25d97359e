"""Texts of law as JSON and back, without loss."""

from __future__ import annotations

from typing import Any, overload

from lawtext.model import Call, Doubt, Kind, Line, Node, Reading, Text


@overload
def to_dict(source: Reading, *, lines: bool = True) -> dict[str, Any]: ...
@overload
def to_dict(source: Text, *, lines: bool = True) -> dict[str, Any]: ...
def to_dict(source: Reading | Text, *, lines: bool = True) -> dict[str, Any]:
    """
    A reading or a text as plain values for JSON; `from_dict` gives the same object back when `lines` is on.

    A text is {"language", "nodes", "warnings"} with "script", "title", "lines"; a reading of one text is that text
    with "format" and "reading_warnings", of several {"texts": [...]}.
    """
    if isinstance(source, Text):
        return _text(source, lines)
    own = {"format": source.format, "reading_warnings": [_doubt(doubt) for doubt in source.doubts]}
    texts = [_text(text, lines) for text in source.texts]
    return {**texts[0], **own} if len(texts) == 1 else {"texts": texts, **own}


def brief(reading: Reading, *, lines: bool = False) -> dict[str, Any]:
    """
    The documented shape of `lawtext parse --json`: {"language", "nodes", "warnings"}, or {"texts": [...]} of those.

    Doubts about the file as a whole stand first among the warnings of every text.
    """
    texts = []
    for text in reading.texts:
        shown: dict[str, Any] = {
            "language": text.language,
            "nodes": [brief_node(node) for node in text.nodes],
            "warnings": [_doubt(doubt) for doubt in (*reading.doubts, *text.doubts)],
        }
        if lines:
            shown["lines"] = [_line(line) for line in text.lines]
        texts.append(shown)
    return texts[0] if len(texts) == 1 else {"texts": texts}


def from_dict(values: dict[str, Any]) -> Reading | Text:
    """The reading or text that `to_dict` wrote: a reading when a "format" is given, else a text."""
    if "format" not in values:
        return _text_of(values)
    texts = values.get("texts", [values])
    doubts = tuple(_doubt_of(doubt) for doubt in values["reading_warnings"])
    return Reading(tuple(_text_of(text) for text in texts), values["format"], doubts)


def _text(text: Text, lines: bool) -> dict[str, Any]:
    made: dict[str, Any] = {
        "language": text.language,
        "script": text.script,
        "title": text.title,
        "nodes": [_node(node) for node in text.nodes],
        "warnings": [_doubt(doubt) for doubt in text.doubts],
    }
    if lines:
        made["lines"] = [_line(line) for line in text.lines]
    return made


def brief_node(node: Node) -> dict[str, Any]:
    """A node and all below it as in `lawtext parse --json`."""
    return {
        "kind": node.kind.value,
        "number": node.number,
        "heading": node.heading,
        "id": node.id,
        "text": node.text,
        "children": [brief_node(child) for child in node.children],
    }


def _node(node: Node) -> dict[str, Any]:
    return {
        "kind": node.kind.value,
        "number": node.number,
        "heading": node.heading,
        "id": node.id,
        "text": node.text,
        "children": [_node(child) for child in node.children],
        "source": list(node.source),
        "note": node.note,
    }


def _doubt(doubt: Doubt) -> dict[str, Any]:
    made: dict[str, Any] = {
        "code": doubt.code,
        "message": doubt.message,
        "node": doubt.node_id,
        "source": list(doubt.source),
    }
    if doubt.place is not None:
        made["place"] = list(doubt.place)
    return made


def _line(line: Line) -> dict[str, Any]:
    return {
        "index": line.index,
        "label": line.label,
        "text": line.text,
        "kept_as": line.kept_as,
        "fresh": line.fresh,
        "role": line.role,
        "cell": None if line.cell is None else list(line.cell),
        "page": line.page,
        "column": line.column,
        "other_labels": list(line.other_labels),
        "calls": [[call.at, call.mark, call.line] for call in line.calls],
    }


def _text_of(values: dict[str, Any]) -> Text:
    return Text(
        values["language"],
        values["script"],
        values["title"],
        tuple(_node_of(node) for node in values["nodes"]),
        tuple(_doubt_of(doubt) for doubt in values["warnings"]),
        tuple(_line_of(line) for line in values.get("lines", ())),
    )


def _node_of(values: dict[str, Any]) -> Node:
    children = tuple(_node_of(child) for child in values["children"])
    first, last = values["source"]
    kind = Kind(values["kind"])
    return Node(
        kind, values["number"], values["heading"], values["id"], values["text"], children, (first, last), values["note"]
    )


def _doubt_of(values: dict[str, Any]) -> Doubt:
    first, last = values["source"]
    place = values.get("place")
    if place is not None:
        page, left, top, width, height = place
        place = (page, left, top, width, height)
    return Doubt(values["code"], values["message"], values["node"], (first, last), place)


def _line_of(values: dict[str, Any]) -> Line:
    cell = values["cell"]
    return Line(
        values["index"],
        values["label"],
        values["text"],
        values["kept_as"],
        values["fresh"],
        values["role"],
        None if cell is None else (cell[0], cell[1], cell[2]),
        values["page"],
        values["column"],
        tuple(values.get("other_labels", ())),
        tuple(Call(at, mark, called) for at, mark, called in values.get("calls", ())),
    )
