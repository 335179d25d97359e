"""
The matrix as a paper: PDF, set by typst in child processes with limits.

A long matrix is set in parts, one process after the other, because the typesetter's memory grows with the table; the
parts are joined with their tags, so that the whole is read aloud like one.
"""

import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pikepdf

from civikos.kernel.files.sandbox import MEBIBYTE, Limits, run_limited
from civikos.programs.consultations.papers import words
from civikos.programs.consultations.papers.facts import facts
from civikos.programs.consultations.papers.marks import breakable, change, printable
from civikos.programs.consultations.papers.rows import LANGUAGES, Head, Row, Titled, each_language, in_language

Progress = Callable[[int, int], object]
PART_ROWS = 500
PART_CHARACTERS = 500_000
_LIMITS = Limits(cpu_seconds=60, memory=2048 * MEBIBYTE)
_ACCESSIBLE = "{http://www.aiim.org/pdfua/ns/id/}part"
_PAGES = "{http://ns.adobe.com/xap/1.0/t/pg/}NPages"
_COLUMNS = ("number", "article", "comment", "proposed", "who", "outcome", "answer")


def typeset(template: str, data: dict[str, Any], head: Titled, of: str = "consultations") -> bytes:
    """
    One paper from a template in the `papers/typst/` of a program, and its data.

    Raises:
        ChildFailed: the typesetter used up its limits or fell.
    """
    job = {"of": of, "template": template, "data": data, "made_at": int(head.made_at.timestamp())}
    stdin = json.dumps(job, ensure_ascii=False).encode("utf-8", "replace")
    return run_limited(["civikos.programs.consultations.papers.typeset"], stdin, _LIMITS)


def furniture(head: Titled, kind: str, language: str) -> dict[str, Any]:
    """What every paper carries around its text: names, running head and foot, facts."""
    title, _language = in_language(head.title, language)
    foot = (head.reference, words.day_in_words(head.made_at.date(), language))
    return {
        "lang": language,
        "name": printable(f"{kind}: {title}"),
        "kind": kind,
        "network": printable(head.network),
        "running": printable(f"{kind} · {title}"),
        "foot": printable(" · ".join(part for part in foot if part)),
        "page": f"{words.PAGE[language]} ",
        "first_page": 1,
        "is_whole": True,
        "titles": titles(head, language),
    }


def titles(head: Titled, language: str) -> list[dict[str, str]]:
    """The title in the language of the paper first, then in the others."""
    first, its_language = in_language(head.title, language)
    others = [(code, text) for code, text in each_language(head.title) if text != first]
    return [spoken(text, code) for code, text in [(its_language, first), *others]]


def spoken(text: str, language: str) -> dict[str, str]:
    """A text with the language it is in."""
    return {"text": printable(text), "lang": language}


def told(head: Head, languages: Sequence[str]) -> list[dict[str, Any]]:
    """The facts above a paper, as the templates want them."""
    return [
        {"label": fact.label, "values": [spoken(text, code) for code, text in fact.values]}
        for fact in facts(head, languages)
    ]


def matrix_pdf(head: Head, rows: Iterable[Row], progress: Progress | None = None) -> bytes:
    """
    The matrix as PDF (PDF/UA-1: titled, tagged, each text in its language), A4 across. `progress` is told how many parts of how
    many are set.

    Raises:
        ChildFailed: the typesetter used up its limits or fell.
    """
    _title, language = in_language(head.title, "sq")
    common = furniture(head, words.in_three(words.MATRIX), language) | {
        "facts": told(head, LANGUAGES),
        "columns": [words.in_three(words.COLUMNS[name], "\n") for name in _COLUMNS],
        "outcomes": {code: [spoken(three[of], of) for of in LANGUAGES] for code, three in words.OUTCOMES.items()},
        "page": "",
        "checkpoint": breakable(head.checkpoint),
        "checkpoint_label": words.in_three(words.FACTS["checkpoint"]),
    }
    return set_in_parts("matrix", common, rows, lambda row: _cells(row, language), head, progress)


def set_in_parts(
    template: str,
    common: dict[str, Any],
    rows: Iterable[Row],
    as_data: Callable[[Row], dict[str, Any]],
    head: Head,
    progress: Progress | None = None,
) -> bytes:
    """
    Set a paper with its rows, in as many parts as its length asks for. Only a paper in one part knows its last page.

    Raises:
        ChildFailed: the typesetter used up its limits or fell.
    """
    parts = list(_parts(rows)) or [[]]
    made: list[bytes] = []
    pages = 0
    for index, part in enumerate(parts, start=1):
        place = {"first_page": pages + 1, "is_whole": len(parts) == 1, "is_last": index == len(parts)}
        made.append(typeset(template, common | place | {"rows": [as_data(row) for row in part]}, head))
        with pikepdf.open(io.BytesIO(made[-1])) as pdf:
            pages += len(pdf.pages)
        if progress is not None:
            progress(index, len(parts))
    return join(made)


def _parts(rows: Iterable[Row]) -> Iterator[list[Row]]:
    part: list[Row] = []
    characters = 0
    for row in rows:
        size = sum(map(len, (row.comment, row.quote, row.original, row.proposed, row.reason, row.answer)))
        if part and (len(part) == PART_ROWS or characters + size > PART_CHARACTERS):
            yield part
            part, characters = [], 0
        part.append(row)
        characters += size
    if part:
        yield part


def _cells(row: Row, language: str) -> dict[str, Any]:
    own = row.language if row.language in LANGUAGES else language
    is_one_of_many = row.count > max(1, len(row.who))
    return {
        "number": row.number,
        "lang": own,
        "article": breakable(row.article) or words.WHOLE_DRAFT[language],
        "heading": breakable(row.article_heading),
        "quote": breakable(row.quote),
        "comment": breakable(row.comment),
        "grounds": words.COLUMNS["reason"][own],
        "reason": breakable(row.reason),
        "change": [{"op": part.op, "text": breakable(part.text)} for part in change(row)],
        "who": [breakable(name) for name in row.who],
        "total": f"({words.SUPPORTED_BY[own]}: {row.count})" if is_one_of_many else "",
        "outcome": row.outcome,
        "answer": breakable(row.answer),
        "answer_lang": language,
    }


# --- Joining ------------------------------------------------------------------------------------------------------
def join(parts: Sequence[bytes]) -> bytes:
    """One document of several, with the title, language and metadata of the first and the tags of all."""
    if len(parts) == 1:
        return parts[0]
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(parts[0])) as whole:
        is_accessible = _claims_accessibility(whole)
        for part in parts[1:]:
            with pikepdf.open(io.BytesIO(part)) as added:
                is_accessible = is_accessible and _claims_accessibility(added)
                _append(whole, added)
        with whole.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as about:
            about[_PAGES] = str(len(whole.pages))
            if not is_accessible and _ACCESSIBLE in about:
                del about[_ACCESSIBLE]
        whole.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()


def _claims_accessibility(pdf: pikepdf.Pdf) -> bool:
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as about:
        return _ACCESSIBLE in about


def _append(whole: pikepdf.Pdf, added: pikepdf.Pdf) -> None:
    """Append pages with their tags: the pages' numbers in the tree of parents move up, the elements join the others."""
    first_page = len(whole.pages)
    whole.pages.extend(added.pages)
    tags = whole.Root.StructTreeRoot
    # Copied after the pages, so that its references to pages become references to the copies.
    more = whole.copy_foreign(added.Root.StructTreeRoot)
    offset = int(tags.ParentTreeNextKey)
    for page in list(whole.pages)[first_page:]:
        page.obj.StructParents = int(page.obj.StructParents) + offset
    numbers = list(more.ParentTree.Nums)
    for key, elements in zip(numbers[::2], numbers[1::2], strict=True):
        tags.ParentTree.Nums.append(int(key) + offset)
        tags.ParentTree.Nums.append(elements)
    tags.ParentTreeNextKey = offset + int(more.ParentTreeNextKey)
    document = tags.K[0]
    for element in more.K[0].K:
        element.P = document
        document.K.append(element)
    _keep_names_unique(tags, more)


def _keep_names_unique(tags: pikepdf.Object, more: pikepdf.Object) -> None:
    """
    Cells name the heads of their columns, and every part has a head with the same names and words.

    The names of a later part are taken off its head, so that its cells refer to the head of the first part.
    """
    if "/IDTree" not in more:
        return
    known = {str(name) for name in list(tags.IDTree.Names)[::2]}
    entries = list(more.IDTree.Names)
    for name, element in zip(entries[::2], entries[1::2], strict=True):
        if str(name) not in known:
            raise ValueError(f"the parts have different columns: {name}")
        del element.ID
