"""Akoma Ntoso of other makers to a text of law, by the names of its elements."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from lawtext.akn import CODES, TAGS, bare_number, unused
from lawtext.language import detect_language, to_latin
from lawtext.model import ID_PREFIXES, Doubt, Kind, Line, Node, Text, Unreadable

DOCUMENTS = frozenset(
    "act bill doc statement amendment amendmentList debate debateReport judgment officialGazette portion".split()
)
_BODIES = frozenset("body mainBody amendmentBody collectionBody debateBody judgmentBody portionBody".split())
FRONT = frozenset("coverPage preface preamble".split())
KINDS: dict[str, Kind] = {tag: kind for kind, tag in TAGS.items()}
_FOREIGN = {
    **KINDS,
    "tome": Kind.BOOK,
    "subpart": Kind.CHAPTER,
    "subtitle": Kind.CHAPTER,
    "division": Kind.SECTION,
    "subdivision": Kind.SECTION,
    "rule": Kind.ARTICLE,
    "subrule": Kind.PARAGRAPH,
    "subclause": Kind.PARAGRAPH,
    "alinea": Kind.PARAGRAPH,
    "clause": Kind.SECTION,
    "subsection": Kind.PARAGRAPH,
    "list": Kind.TEXT,
    "sublist": Kind.TEXT,
    "level": Kind.TEXT,
    "transitional": Kind.TEXT,
    "proviso": Kind.TEXT,
    "hcontainer": Kind.TEXT,
    "container": Kind.TEXT,
    "attachment": Kind.ANNEX,
    "component": Kind.ANNEX,
}
_SKIPPED = frozenset("meta toc img".split())
_BLOCKS = frozenset(
    "p block blockList item listIntroduction listWrapUp ul ol li table tblock content intro wrapUp crossHeading "
    "recitals recital citations citation formula longTitle preamble preface coverPage conclusions interstitial "
    "heading subheading num tr td th caption embeddedStructure quotedStructure".split()
)
_LANGUAGE_SHOWS = 100_000


def element_name(element: etree._Element) -> str:
    """An element's name without its namespace; "" for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


@dataclass(slots=True, eq=False)
class _Draft:
    """A node while it grows; `after` says that blocks come after its children, so text can no longer be its own."""

    kind: Kind
    number: str = ""
    heading: str = ""
    texts: list[str] = field(default_factory=list)
    children: list[_Draft] = field(default_factory=list)
    note: str = ""
    printed: str = ""
    id: str = ""

    def say(self, words: str) -> None:
        """Add a block of text in its place."""
        if not words:
            return
        if self.children:
            self.children.append(_Draft(Kind.PARAGRAPH, texts=[words]))
        else:
            self.texts.append(words)


class ForeignReader:
    """Reads any other Akoma Ntoso, also of version 2: by the names of its elements, blanks as in print."""

    def __init__(self, document: etree._Element) -> None:
        self._document = document
        self._deleted = False
        names = {element_name(element) for element in document.iter(etree.Element)}
        # Where there are no articles, a section or clause is what others call an article.
        self._kinds = dict(_FOREIGN)
        if "article" not in names:
            unit = "section" if "section" in names else "clause"
            self._kinds[unit] = Kind.ARTICLE

    def text(self) -> Text:
        roots: list[_Draft] = []
        self._parts(self._document, roots)
        title = self._title()
        if not any(each.texts or each.heading or each.children for each in roots):
            raise Unreadable("no_text", {"format": "akn"})
        _assign_ids(roots, "", {})
        lines: list[Line] = []
        nodes = tuple(_frozen(draft, lines) for draft in roots)
        language, script = self._language(lines)
        doubts = []
        if not any(node.kind is Kind.ARTICLE for root in nodes for node in root.walk()):
            doubts.append(Doubt("no_articles", "No article was found in this text."))
        if self._deleted:
            doubts.append(Doubt("tracked_changes", "The document holds deleted words; they were left out."))
        return Text(language, script, title, nodes, tuple(doubts), tuple(lines))

    def _parts(self, document: etree._Element, roots: list[_Draft]) -> None:
        front = [words for part in document if element_name(part) in FRONT for words in self._plain(part)]
        if front:
            roots.append(_Draft(Kind.PREAMBLE, texts=front))
        for part in document:
            name = element_name(part)
            if name in _BODIES:
                holder = _Draft(Kind.TEXT)
                self._into(part, holder)
                roots += [_Draft(Kind.PARAGRAPH, texts=[words]) for words in holder.texts]
                roots += holder.children
            elif name == "conclusions":
                if words := self._plain(part):
                    roots.append(_Draft(Kind.CONCLUSIONS, texts=words))
            elif name in ("attachments", "components"):
                roots += [self._attachment(each) for each in part if element_name(each)]

    def _attachment(self, element: etree._Element) -> _Draft:
        draft = _Draft(Kind.ANNEX)
        inner: list[_Draft] = []
        for part in element:
            if element_name(part) in ("num", "heading", "subheading"):
                self._part(part, draft)
            elif element_name(part) in DOCUMENTS:
                self._parts(part, inner)
            elif element_name(part):
                self._part(part, draft)
        for each in inner:
            # The annex's own preamble is text of the annex.
            if each.kind is Kind.PREAMBLE and not draft.children:
                draft.texts += each.texts
            else:
                draft.children.append(each)
        return draft

    def _title(self) -> str:
        for path in ("preface//{*}docTitle", "coverPage//{*}docTitle"):
            found = self._document.find("{*}" + path)
            if found is not None and (words := self._inline(found, _Draft(Kind.TEXT))):
                return words
        alias = self._document.find("{*}meta/{*}identification/{*}FRBRWork/{*}FRBRalias")
        value = "" if alias is None else " ".join(alias.get("value", "").split())
        return "" if value == "Untitled" else value

    def _language(self, lines: list[Line]) -> tuple[str, str]:
        found = self._document.find("{*}meta/{*}identification/{*}FRBRExpression/{*}FRBRlanguage")
        code = "" if found is None else found.get("language", "").lower()[:3]
        known = {**{three: two for two, three in CODES.items()}, **{two: two for two in CODES}}
        known.update({"alb": "sq", "scc": "sr", "scr": "sr"})
        detected, script = detect_language("\n".join(line.text for line in lines[:400])[:_LANGUAGE_SHOWS])
        return known.get(code, detected), script

    # Elements

    def _into(self, element: etree._Element, draft: _Draft) -> None:
        for part in element:
            self._part(part, draft)

    def _part(self, part: etree._Element, draft: _Draft) -> None:
        name = element_name(part)
        if not name or name in _SKIPPED:
            return
        if name == "num" and not draft.printed and not draft.texts:
            draft.printed = self._inline(part, draft)
            draft.number = bare_number(draft.printed)
        elif name == "heading" and not draft.heading:
            draft.heading = self._inline(part, draft)
        elif name in self._kinds:
            child = _Draft(self._kinds[name])
            draft.children.append(child)
            self._into(part, child)
        elif name in ("blockList", "ul", "ol", "tblock"):
            self._into(part, draft)
        elif name in ("item", "li"):
            child = _Draft(Kind.POINT if part.find("{*}num") is not None else Kind.INDENT)
            draft.children.append(child)
            if any(element_name(each) in _BLOCKS for each in part):
                self._into(part, child)
            else:
                child.say(self._inline(part, child))
        elif name == "table":
            draft.children.append(_Draft(Kind.TABLE, texts=[self._table(part)]))
        elif name in ("quotedStructure", "embeddedStructure"):
            draft.children.append(self._quoted(part))
        elif name == "crossHeading":
            draft.children.append(_Draft(Kind.TEXT, texts=[self._inline(part, draft)]))
        elif any(element_name(each) in _BLOCKS or element_name(each) in self._kinds for each in part):
            self._into(part, draft)
        else:
            place = len(draft.children)
            words = self._inline(part, draft)
            hung = draft.children[place:]
            del draft.children[place:]
            draft.say(words)
            # Notes and quoted matter hang on the words they were found in.
            holder = draft.children[-1] if draft.children and words else draft
            holder.children += hung

    def _quoted(self, part: etree._Element) -> _Draft:
        holder = _Draft(Kind.QUOTED)
        self._into(part, holder)
        if len(holder.children) == 1 and not (holder.texts or holder.number or holder.heading):
            only = holder.children[0]
            if only.kind in (Kind.ARTICLE, Kind.CHAPTER, Kind.SECTION, Kind.PART, Kind.TITLE, Kind.BOOK):
                holder.number, holder.heading, holder.texts = only.number, only.heading, only.texts
                holder.children, holder.printed = only.children, only.printed
        for each in _all(holder.children):
            # What another act says has no articles of this one.
            if each.kind is Kind.ARTICLE:
                each.kind = Kind.QUOTED
        return holder

    def _table(self, table: etree._Element) -> str:
        rows = []
        for row in table.iter("{*}tr"):
            cells = [" ".join(self._plain(cell)) for cell in row if element_name(cell) in ("td", "th")]
            rows.append("\t".join(" ".join(cell.split()) for cell in cells))
        return "\n".join(rows)

    def _plain(self, element: etree._Element) -> list[str]:
        """The blocks of an element as lines, a number before the words that follow it."""
        if not any(element_name(each) in _BLOCKS or element_name(each) == "container" for each in element):
            holder = _Draft(Kind.TEXT)
            words = self._inline(element, holder)
            return [line for line in (words, *_texts(holder.children)) if line]
        made: list[str] = []
        number = ""
        for each in element:
            if not element_name(each) or element_name(each) in _SKIPPED:
                continue
            if element_name(each) == "num":
                number = self._inline(each, _Draft(Kind.TEXT))
                continue
            lines = self._plain(each)
            if number and lines:
                lines[0] = f"{number} {lines[0]}"
                number = ""
            made += lines
        return [*made, number] if number else made

    def _inline(self, element: etree._Element, draft: _Draft) -> str:
        """The words of an element, blanks as in print; footnotes and quoted matter become children of the draft."""
        pieces: list[str] = []
        self._pieces(element, draft, pieces)
        lines = "".join(pieces).split("\n")
        return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)

    def _pieces(self, element: etree._Element, draft: _Draft, pieces: list[str]) -> None:
        pieces.append((element.text or "").replace("\n", " "))
        for child in element:
            name = element_name(child)
            if name in ("br", "eol"):
                pieces.append("\n")
            elif name == "del":
                self._deleted = self._deleted or bool("".join(child.itertext()).strip())
            elif name == "authorialNote":
                note = _Draft(Kind.TEXT, note="footnote", texts=[" ".join(self._plain(child))])
                draft.children.append(note)
            elif name in ("quotedStructure", "embeddedStructure"):
                draft.children.append(self._quoted(child))
            elif name == "quotedText":
                pieces.append(child.get("startQuote", ""))
                self._pieces(child, draft, pieces)
                pieces.append(child.get("endQuote", ""))
            elif name and name not in _SKIPPED:
                self._pieces(child, draft, pieces)
            pieces.append((child.tail or "").replace("\n", " "))


def _all(drafts: list[_Draft]) -> list[_Draft]:
    made = list(drafts)
    for draft in made:
        made += draft.children
    return made


def _texts(drafts: list[_Draft]) -> list[str]:
    made: list[str] = []
    for draft in drafts:
        head = " ".join(part for part in (draft.printed, draft.heading) if part)
        made += [part for part in (head, *draft.texts) if part] + _texts(draft.children)
    return made


def _frozen(draft: _Draft, lines: list[Line]) -> Node:
    """The node, its own words added to the lines."""
    first = len(lines)
    if draft.printed or draft.heading:
        # A number with the text of its provision is one line, as on the page; a heading has its own.
        joined = draft.texts[0] if draft.texts and not draft.heading and "\n" not in draft.texts[0] else ""
        lines.append(Line(first, draft.printed, draft.heading or joined, draft.id))
    texts = draft.texts[1:] if lines[first:] and lines[first].text != draft.heading else draft.texts
    for block in "\n".join(texts).split("\n"):
        if block:
            cell = (1, 0, 0) if draft.kind is Kind.TABLE else None
            lines.append(Line(len(lines), "", block, draft.id, cell=cell))
    children = tuple(_frozen(child, lines) for child in draft.children)
    source = (first, max(first, len(lines) - 1)) if len(lines) > first else (first and first - 1,) * 2
    return Node(draft.kind, draft.number, draft.heading, draft.id, "\n".join(draft.texts), children, source, draft.note)


def _assign_ids(drafts: list[_Draft], parent: str, seen: dict[str, int]) -> None:
    """Ids by the convention of this library: an article's does not carry its chapter."""
    ordinals: dict[Kind, int] = {}
    for draft in drafts:
        ordinals[draft.kind] = ordinals.get(draft.kind, 0) + 1
        number = re.sub(r"[^\w.\-]+", "-", to_latin(draft.number)).strip("-")
        single = draft.kind in (Kind.PREAMBLE, Kind.CONCLUSIONS)
        own = ID_PREFIXES[draft.kind] if single else f"{ID_PREFIXES[draft.kind]}_{number or ordinals[draft.kind]}"
        above = re.match(r"annex_[^_]+", parent) if draft.kind is Kind.ARTICLE else None
        prefix = parent if draft.kind is not Kind.ARTICLE else above[0] if above else ""
        identifier = f"{prefix}__{own}" if prefix else own
        draft.id = unused(identifier, seen)
        _assign_ids(draft.children, draft.id, seen)
