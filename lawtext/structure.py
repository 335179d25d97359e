"""Lines in, tree out: the structure of a text of law from the labels its lines begin with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter

from lawtext import labels
from lawtext.blocks import Blocks
from lawtext.labels import Label
from lawtext.language import detect_language, to_latin
from lawtext.lines import Ready, as_lines, ends_open, find_noise, is_upper, ready
from lawtext.model import ID_PREFIXES, Doubt, Kind, Line, Node, Text
from lawtext.quoted import QuotedMatter, announces

_RANK = {Kind.BOOK: 0, Kind.PART: 1, Kind.TITLE: 2, Kind.CHAPTER: 3, Kind.SUBCHAPTER: 4, Kind.SECTION: 5}
# A copy of a line with `kept_as` changed, many thousand times a file: `replace` takes four times as long.
_NAMES = [each.name for each in fields(Line)]
_FIELDS = attrgetter(*_NAMES)
_KEPT_AS = _NAMES.index("kept_as")
# Characters that are enough to tell the language of a text.
_ENOUGH = 20_000


def read_lines(lines: Iterable[str | Line], *, language: str = "", paged: bool = True) -> Text:
    """
    Structure the lines of one text in one language. Never fails and never drops a line.

    Strings are physical lines, an empty one ends a paragraph. `language` is detected when empty. `paged` says that
    the lines may hold running headers and page numbers; readers that know better (DOCX) switch it off.
    """
    source = as_lines(lines)
    return _Builder(source, paged).build(language)


@dataclass(slots=True, eq=False)
class _Draft:
    """A node while it grows. `texts` are joined with newlines; `places` are the source lines it took itself."""

    kind: Kind
    number: str = ""
    heading: str = ""
    texts: list[str] = field(default_factory=list)
    children: list[_Draft] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    note: str = ""
    id: str = ""


@dataclass(slots=True)
class _Open:
    """An open list item: its family says which later labels are its siblings."""

    family: tuple[str, str]
    draft: _Draft
    last: str = ""


@dataclass(slots=True, eq=False)
class _Scope:
    """Where provisions are being added: an article, or whatever holds text without one."""

    draft: _Draft
    open: list[_Open] = field(default_factory=list)
    by_parts: dict[tuple[int, ...], _Draft] = field(default_factory=dict)
    last: int = 0
    is_old_style: bool = False
    renumbers: bool = False
    nested_last: int = 0
    last_text: str = ""

    @property
    def top(self) -> _Draft:
        return self.open[-1].draft if self.open else self.draft


class _Builder(Blocks):
    def __init__(self, source: list[Line], paged: bool) -> None:
        self._source = source
        self._kept: dict[int, _Draft | str] = dict(find_noise(source, paged=paged))
        self._doubts: list[tuple[str, str, _Draft | None, int]] = []
        lines = ready(source, {at: str(why) for at, why in self._kept.items()})
        super().__init__(self._mend_numbers(lines), source, paged)

    def _mend_numbers(self, lines: list[Ready]) -> list[Ready]:
        """Numbers that text recognition damaged ("Neni l2") are mended by what can follow, and marked."""
        previous = 0
        made: list[Ready] = []
        for each in lines:
            label = each.label
            if label is not None and label.form == "article":
                if label.mark == "damaged":
                    possible = labels.mended_numbers(label.number)
                    number = next((number for number in possible if _base(number) - previous in (0, 1)), possible[0])
                    message = f"Printed as {label.number}, read as {number}."
                    self._doubts.append(("damaged_number", message, None, each.at))
                    label = replace(label, number=number)
                    each = replace(each, label=label)
                previous = _base(label.number)
            made.append(each)
        return made

    def build(self, language: str) -> Text:
        detected, script = detect_language("\n".join(each.text for each in self._lines[:400])[:_ENOUGH])
        roots: list[_Draft] = []
        begin = self.first_heading()
        if begin is None:
            begin = 0
            if self._lines:
                self._doubt("no_articles", "No article was found in this text.", None, 0)
        elif begin:
            roots.append(self._preamble(begin))
        walk = _Walk(self, roots, quoted=False)
        walk.run(begin, len(self._lines))
        self._check_articles(roots)
        self._tell_unsure()
        _assign_ids(roots, "", {})
        for each in self._lines:
            assert each.at in self._kept, "a source line was dropped"
        return Text(
            language=language or detected,
            script=script,
            title=self._title(begin),
            nodes=tuple(self._freeze(draft) for draft in roots),
            doubts=tuple(self._doubt_of(*doubt) for doubt in self._doubts),
            lines=tuple(self._line(at, line) for at, line in enumerate(self._source)),
        )

    # What the walk uses

    @property
    def body(self) -> list[Ready]:
        """The body's lines."""
        return self._lines

    def take(self, places: Iterable[int], draft: _Draft) -> None:
        """Source lines (by place among the body's lines) belong to this draft."""
        for place in places:
            at = self._lines[place].at
            self._kept[at] = draft
            draft.places.append(at)

    def _doubt(self, code: str, message: str, draft: _Draft | None, place: int) -> None:
        self._doubts.append((code, message, draft, self._lines[place].at if place < len(self._lines) else 0))

    # Beginning and end of the act

    def _preamble(self, end: int) -> _Draft:
        draft = _Draft(Kind.PREAMBLE)
        place = 0
        while place < end:
            after = place + 1
            while after < end and not self._lines[after].line.fresh and self.continues(after, end):
                if is_upper(self._lines[after].text) != is_upper(self._lines[after - 1].text):
                    break
                after += 1
            whole = [self._whole(each) for each in self._lines[place:after]]
            draft.texts.append(self._joiner.join(whole))
            self.take(range(place, after), draft)
            place = after
        return draft

    def _title(self, begin: int) -> str:
        head = self._lines[: max(begin, 0) or 12]
        for at, each in enumerate(head):
            if not labels.is_act_title(each.text) or each.label is not None:
                continue
            if each.line.role or not (is_upper(each.text) or labels.has_act_number(each.text) or len(each.text) < 120):
                continue
            texts = [each.text]
            for following in head[at + 1 : at + 6]:
                named = re.search(r"(?i)\b(për|per|on|o|za|o|за|о)\b", texts[0]) is not None
                begins = re.match(r"(?i)(për|per|on|o|za|о|за)\b", following.text) is not None
                goes_on = not following.line.fresh and is_upper(following.text) and is_upper(texts[-1])
                if labels.is_act_title(following.text) or not (
                    (begins and not named) or goes_on or ends_open(texts[-1])
                ):
                    break
                texts.append(following.text)
            # A footnote's figure sticks to titles: "KOMUNA1".
            return re.sub(r"(?<=[^\W\d_])\d$|[⁰¹²³⁴-⁹]{1,3}$", "", self._joiner.join(texts))
        return ""

    # Checks and the frozen result

    def _check_articles(self, roots: list[_Draft]) -> None:
        previous = 0
        seen: set[str] = set()
        stack = [draft for draft in reversed(roots) if draft.kind is not Kind.ANNEX]
        while stack:
            draft = stack.pop()
            if draft.kind is not Kind.ARTICLE:
                stack.extend(reversed(draft.children))
                continue
            here = draft.places[0] if draft.places else 0
            base = _base(draft.number)
            if draft.number in seen:
                self._doubts.append(("duplicate_article", f"Article {draft.number} occurs twice.", draft, here))
            elif base < previous:
                message = f"Article {draft.number} follows article {previous}."
                self._doubts.append(("article_out_of_order", message, draft, here))
            elif previous and base > previous + 1:
                message = f"Articles between {previous} and {draft.number} are missing."
                self._doubts.append(("article_gap", message, draft, here))
            if not draft.texts and not draft.children:
                self._doubts.append(("empty_article", f"Article {draft.number} has no text.", draft, here))
            seen.add(draft.number)
            previous = max(previous, base)

    def _tell_unsure(self) -> None:
        for place in sorted(self._unsure):
            draft = self._kept.get(self._lines[place].at)
            if isinstance(draft, _Draft) and draft.kind not in (Kind.PREAMBLE, Kind.CONCLUSIONS):
                message = "A new sentence at the start of a line: it may be a paragraph of its own."
                self._doubt("paragraph_unsure", message, draft, place)

    def _freeze(self, draft: _Draft) -> Node:
        children = tuple(self._freeze(child) for child in draft.children)
        places = [self._source[at].index for at in draft.places]
        places += [place for child in children for place in child.source]
        source = (min(places), max(places)) if places else (0, 0)
        text = "\n".join(text for text in draft.texts if text)
        return Node(draft.kind, draft.number, draft.heading, draft.id, text, children, source, draft.note)

    def _doubt_of(self, code: str, message: str, draft: _Draft | None, at: int) -> Doubt:
        index = self._source[at].index if at < len(self._source) else 0
        return Doubt(code, message, draft.id if draft else "", (index, index))

    def _line(self, at: int, line: Line) -> Line:
        kept = self._kept[at]
        held = list(_FIELDS(line))
        held[_KEPT_AS] = kept if isinstance(kept, str) else kept.id
        return Line(*held)


class _Walk:
    """One pass over a range of lines, for the act itself or for matter it quotes."""

    def __init__(self, builder: _Builder, roots: list[_Draft], *, quoted: bool) -> None:
        self._b = builder
        self._lines = builder._lines
        self._roots = roots
        self._quoted = quoted
        self._levels: list[_Draft] = []
        self._annex: _Draft | None = None
        self._article: _Draft | None = None
        self._scope: _Scope | None = None

    def run(self, place: int, end: int) -> None:
        start = place
        while place < end:
            here = self._lines[place]
            label = here.label
            if here.line.cell is not None and (table_end := self._table_end(place, end)):
                place = self._table(place, table_end)
            elif here.line.role in ("footnote", "endnote"):
                place = self._note(place, end)
            elif label is None and place + 1 < end and self._b.title_before(place + 1, start):
                heading = self._lines[place + 1].label
                assert heading is not None
                place = self._begin_article(place + 1, end, heading, title=here.text, title_place=place)
            elif label is None and not self._quoted and self._b.ends_act(place):
                place = self._conclusions(place, end)
            elif label is None and self._b.is_bare_heading(place):
                place = self._bare_heading(place)
            elif label is None:
                place = self._text(place, end)
            elif label.form == "level":
                place = self._level(place, end, label)
            elif label.form == "annex":
                place = self._begin_annex(place, end, label)
            elif label.form == "article":
                place = self._begin_article(place, end, label)
            else:
                place = self._item(place, end, label)

    # Headings

    def _holder(self) -> list[_Draft]:
        if self._levels:
            return self._levels[-1].children
        return self._annex.children if self._annex else self._roots

    def _level(self, place: int, end: int, label: Label) -> int:
        while self._levels and _RANK[self._levels[-1].kind] >= _RANK[label.kind]:
            self._levels.pop()
        title, after = self._b.level_title(place, end, label.rest)
        draft = _Draft(label.kind, label.number, title)
        self._holder().append(draft)
        self._levels.append(draft)
        self._b.take(range(place, after), draft)
        self._article, self._scope = None, None
        return after

    def _bare_heading(self, place: int) -> int:
        """Words in capitals over the next article make a chapter, although nobody numbered it."""
        while self._levels and _RANK[self._levels[-1].kind] >= _RANK[Kind.CHAPTER]:
            self._levels.pop()
        draft = _Draft(Kind.CHAPTER, heading=self._lines[place].text, note="unnumbered_heading")
        self._holder().append(draft)
        self._levels.append(draft)
        self._b.take((place,), draft)
        self._b._doubt("unnumbered_heading", "Read as the heading of a chapter without a number.", draft, place)
        self._article, self._scope = None, None
        return place + 1

    def _begin_annex(self, place: int, end: int, label: Label) -> int:
        self._levels, self._article, self._scope = [], None, None
        title, after = self._b.level_title(place, end, label.rest)
        self._annex = _Draft(Kind.ANNEX, label.number, title)
        self._roots.append(self._annex)
        self._b.take(range(place, after), self._annex)
        return after

    def _begin_article(
        self, place: int, end: int, label: Label, *, title: str = "", title_place: int | None = None
    ) -> int:
        draft = _Draft(Kind.ARTICLE, label.number)
        self._holder().append(draft)
        self._article, self._scope = draft, _Scope(draft)
        if title_place is not None:
            draft.heading = title
            self._b.take((title_place, place), draft)
            return place + 1
        draft.heading, after = self._b.article_title(place, end, label.rest)
        if label.rest and not draft.heading:
            # The heading's own line goes on with the article's first sentence.
            self._b.take((place,), draft)
            text, after = self._b.block(place, end, label.rest)
            return self._paragraph(text, range(place, after), after, end)
        self._b.take(range(place, after), draft)
        return after

    def _conclusions(self, place: int, end: int) -> int:
        draft = _Draft(Kind.CONCLUSIONS)
        self._roots.append(draft)
        self._levels, self._article, self._scope = [], None, None
        while place < end:
            label = self._lines[place].label
            if label is not None and label.form in ("annex", "article", "level"):
                break
            after = place + 1
            while self._b.continues(after, end) and not self._b.ends_act(after):
                after += 1
            draft.texts.append(self._b._joiner.join([self._b._whole(each) for each in self._lines[place:after]]))
            self._b.take(range(place, after), draft)
            place = after
        return place

    # Provisions

    def _here(self) -> _Scope:
        if self._scope is None:
            holder = self._levels[-1] if self._levels else self._annex
            if holder is None:
                holder = _Draft(Kind.TEXT, children=self._roots)
            self._scope = _Scope(holder)
        return self._scope

    def _text(self, place: int, end: int) -> int:
        text, after = self._b.block(place, end)
        return self._paragraph(text, range(place, after), after, end)

    def _paragraph(self, text: str, places: range, after: int, end: int) -> int:
        scope = self._here()
        draft = _Draft(Kind.PARAGRAPH, texts=[text])
        if any(item.family[0] != "plain" for item in scope.open):
            draft.note = "unnumbered_text"
            message = "This text has no number although its neighbours have."
            self._b._doubt("unnumbered_text", message, draft, places[0])
        scope.draft.children.append(draft)
        scope.open = [_Open(("plain", ""), draft)]
        scope.last_text = text
        self._b.take(places, draft)
        return self._after(text, draft, None, after, end)

    def _item(self, place: int, end: int, label: Label) -> int:
        scope = self._here()
        if label.form == "decimal":
            draft = self._decimal(scope, label, place)
        elif label.form == "letter":
            draft = self._letter(scope, label)
        else:
            draft = self._listed(scope, ("dash", label.mark), _Draft(Kind.INDENT), "")
        text, after = self._b.block(place, end, label.rest)
        draft.texts.append(text)
        scope.last_text = text
        self._b.take(range(place, after), draft)
        return self._after(text, draft, label, after, end)

    def _decimal(self, scope: _Scope, label: Label, place: int) -> _Draft:
        parts = label.parts
        if len(parts) == 1 and label.mark != "." and (scope.last or scope.open) and self._is_inner(scope, label):
            return self._listed(scope, ("number", label.mark), _Draft(Kind.POINT, label.number), label.number)
        own = _base(self._article.number) if self._article and len(parts) > 1 else 0
        if len(parts) == 2 and parts[0] == own and not scope.is_old_style and (own,) not in scope.by_parts:
            # Older acts number paragraphs with the article's number before them: 3.1, 3.2 are paragraphs of article 3.
            scope.is_old_style = scope.last == 0
        depth = len(parts) - 1 if scope.is_old_style and len(parts) > 1 and parts[0] == own else len(parts)
        if depth == 1:
            return self._numbered_paragraph(scope, label, place)
        parent = scope.by_parts.get(parts[:-1])
        if parent is None:
            if scope.last or scope.by_parts:
                message = f"{label.number} does not follow from the numbers before it."
                self._b._doubt("number_out_of_place", message, None, place)
            shallower = [item.draft for item in scope.open if item.family[0] == "plain"]
            shallower += [draft for known, draft in scope.by_parts.items() if len(known) < len(parts)]
            parent = shallower[-1] if shallower else scope.draft
        kind = Kind.SUBPARAGRAPH if depth == 2 else Kind.POINT
        draft = _Draft(kind, label.number)
        parent.children.append(draft)
        scope.by_parts[parts] = draft
        scope.open = [_Open(("decimal", str(len(parts))), draft, label.number)]
        return draft

    def _is_inner(self, scope: _Scope, label: Label) -> bool:
        """Whether 1) or (1) is a list inside a paragraph and not the paragraphs themselves."""
        if scope.last == 0 and scope.open:
            return any(item.family == ("number", label.mark) for item in scope.open) or (
                scope.last_text.rstrip().endswith(":")
            )
        return scope.last > 0 and not any(item.family == ("paragraph", label.mark) for item in scope.open)

    def _numbered_paragraph(self, scope: _Scope, label: Label, place: int) -> _Draft:
        number, shown, note = label.parts[-1], label.number, ""
        is_next_inside = scope.nested_last > 0 and number == scope.nested_last + 1
        starts_inside = number == 1 and scope.last > 0 and scope.last_text.rstrip().endswith(":")
        goes_on_inside = is_next_inside and (number != scope.last + 1 or scope.last_text.rstrip().endswith((";", ",")))
        if (starts_inside or goes_on_inside) and len(label.parts) == 1:
            scope.nested_last = number
            draft = _Draft(Kind.POINT, shown)
            return self._listed(scope, ("number", label.mark), draft, shown)
        scope.nested_last = 0
        if number <= scope.last and len(label.parts) == 1:
            if number == 1 or scope.renumbers:
                # Damaged automatic numbers: "1." again and again where 1, 2, 3 is meant.
                scope.renumbers = True
                message = f"Printed as {label.number}, counted as {scope.last + 1}."
                number, note = scope.last + 1, "renumbered"
                shown = str(number)
            else:
                message, note = f"Number {label.number} occurs again.", "duplicate_number"
        elif number > scope.last + 1 and not (self._quoted and scope.last == 0):
            message = f"Number {label.number} follows {scope.last or 'no number'}."
            note = "number_jump"
        draft = _Draft(Kind.PARAGRAPH, shown, note=note)
        if note:
            self._b._doubt(note, message, draft, place)
        scope.draft.children.append(draft)
        scope.last = number
        parts = (*label.parts[:-1], number)
        scope.by_parts[parts] = draft
        scope.open = [_Open(("paragraph", label.mark), draft, shown)]
        return draft

    def _letter(self, scope: _Scope, label: Label) -> _Draft:
        small = label.number.lower()
        form = "letter"
        if labels.is_roman(small):
            lettered = [item for item in scope.open if item.family == ("letter", label.mark)]
            places = labels.letter_places(small)
            follows = bool(lettered) and any(n + 1 in places for n in labels.letter_places(lettered[-1].last))
            known = any(item.family == ("roman", label.mark) for item in scope.open)
            if not follows and (known or len(small) > 1 or small == "i"):
                form = "roman"
        return self._listed(scope, (form, label.mark), _Draft(Kind.POINT, label.number), small)

    def _listed(self, scope: _Scope, family: tuple[str, str], draft: _Draft, last: str) -> _Draft:
        """Add a list item: beside the open items of its family, else below the innermost open item."""
        if any(item.family == family for item in scope.open):
            while scope.open[-1].family != family:
                scope.open.pop()
            scope.open.pop()
        scope.top.children.append(draft)
        scope.open.append(_Open(family, draft, last))
        return draft

    # Tables and notes

    def _table_end(self, place: int, end: int) -> int:
        """The place after a table that is a table; 0 for one that only lays out the text of the act."""
        cell = self._lines[place].line.cell
        assert cell is not None
        after = place
        cells = set()
        while after < end and (here := self._lines[after]).line.cell is not None and here.line.cell[0] == cell[0]:
            if here.label is not None and here.label.form in ("article", "level"):
                return 0
            cells.add(here.line.cell)
            after += 1
        return after if len(cells) > 1 else 0

    def _table(self, place: int, end: int) -> int:
        rows: dict[int, dict[int, list[str]]] = {}
        for each in self._lines[place:end]:
            assert each.line.cell is not None
            _, row, column = each.line.cell
            rows.setdefault(row, {}).setdefault(column, []).append(self._b._whole(each))
        text = "\n".join("\t".join(" ".join(cell) for cell in row.values()) for row in rows.values())
        draft = _Draft(Kind.TABLE, texts=[text])
        self._here().draft.children.append(draft)
        self._b.take(range(place, end), draft)
        return end

    def _note(self, place: int, end: int) -> int:
        text, after = self._b.block(place, end, self._b._whole(self._lines[place]))
        draft = _Draft(Kind.TEXT, note="footnote", texts=[text])
        self._here().top.children.append(draft)
        self._b.take(range(place, after), draft)
        return after

    # Matter quoted by amending acts

    def _after(self, text: str, draft: _Draft, label: Label | None, after: int, end: int) -> int:
        """After a provision that announces new wording, read that wording as quoted matter."""
        if self._quoted or after >= end or not announces(text, self._lines[after].label):
            return after
        own = _base(self._article.number) if self._article else 0
        stop = QuotedMatter(self._b, text, label, own).end(after, end)
        if stop == after:
            return after
        roots: list[_Draft] = []
        _Walk(self._b, roots, quoted=True).run(after, stop)
        draft.children.extend(_as_quoted(roots))
        self._b._doubt("quoted_matter", "Read as the new wording of another act.", draft.children[-1], after)
        return stop


def _as_quoted(roots: list[_Draft]) -> list[_Draft]:
    """Quoted articles become quoted nodes; loose provisions between them share one."""
    made: list[_Draft] = []
    loose: _Draft | None = None
    for draft in roots:
        if draft.kind is Kind.ARTICLE or draft.kind in _RANK or draft.kind is Kind.ANNEX:
            _requote(draft)
            made.append(draft)
            loose = None
            continue
        if loose is None:
            loose = _Draft(Kind.QUOTED)
            made.append(loose)
        loose.children.append(draft)
    return made


def _requote(draft: _Draft) -> None:
    # What it is in the act it changes, so that it can be put there.
    draft.kind, draft.note = Kind.QUOTED, draft.note or draft.kind.value
    for child in draft.children:
        if child.kind is Kind.ARTICLE or child.kind in _RANK:
            _requote(child)


def _base(number: str) -> int:
    """The leading number of an article's number: 108 for "108/A", 0 where there is none."""
    match = re.match(r"\d{1,6}", number)
    return int(match[0]) if match else 0


def _assign_ids(drafts: list[_Draft], parent: str, seen: dict[str, int]) -> None:
    ordinals: dict[Kind, int] = {}
    for draft in drafts:
        ordinals[draft.kind] = ordinals.get(draft.kind, 0) + 1
        number = draft.number
        if not (number.isascii() and number.isalnum()):
            number = re.sub(r"[^\w.\-]+", "-", to_latin(number).strip()).strip("-")
        single = draft.kind in (Kind.PREAMBLE, Kind.CONCLUSIONS)
        own = ID_PREFIXES[draft.kind] if single else f"{ID_PREFIXES[draft.kind]}_{number or ordinals[draft.kind]}"
        # An article's id carries only an annex above it: renumbering a chapter must not change it.
        above = re.match(r"annex_[^_]+", parent) if draft.kind is Kind.ARTICLE else None
        prefix = parent if draft.kind is not Kind.ARTICLE else above[0] if above else ""
        identifier = f"{prefix}__{own}" if prefix else own
        count = seen.get(identifier, 0) + 1
        seen[identifier] = count
        while count > 1 and f"{identifier}-{count}" in seen:
            count += 1
        draft.id = identifier if count == 1 else f"{identifier}-{count}"
        seen.setdefault(draft.id, 1)
        _assign_ids(draft.children, draft.id, seen)
