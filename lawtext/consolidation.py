"""
The amended act with the changes applied, every changed provision saying which instruction made it.

What cannot be applied is listed with the reason; nothing else of the act is touched. The result is a working text to
read beside the acts themselves, not an official consolidation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from lawtext.citations import RANK, clean_number, normal_number
from lawtext.instructions import Instruction
from lawtext.language import to_latin
from lawtext.model import ID_PREFIXES, Kind, Node, Text
from lawtext.orders import InstructionKind


@dataclass(frozen=True, slots=True)
class Done:
    """
    An instruction that was applied.

    `ids` name what it changed or made in the consolidated text; what is gone is named as it was in the base.
    `remark` is "" or "number_taken": two provisions now carry one number, as the act orders.
    """

    instruction: Instruction
    ids: tuple[str, ...]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """
    An instruction that was not applied, and why.

    Reasons: `unknown` (not understood), `other_act` (it changes another act), `no_place` (the act has no such
    provision), `many_places`, `words_not_found`, `no_new_text`, `whole_act` (the act as a whole is repealed).
    """

    instruction: Instruction
    reason: str


@dataclass(frozen=True, slots=True)
class Consolidated:
    """The amended text, what was applied, what was not; `text` has no source lines of its own."""

    text: Text
    done: tuple[Done, ...]
    failed: tuple[Failed, ...]

    def made_by(self, id: str) -> tuple[Instruction, ...]:
        """The instructions that changed or made the provision with this id, in the order they were applied."""
        return tuple(each.instruction for each in self.done if id in each.ids)


class _Impossible(Exception):
    """An instruction cannot be applied; the reason is its only argument."""


@dataclass(slots=True, eq=False)
class _Unit:
    """A provision while it changes. `origin` is its id in the base, "" for one that is new."""

    kind: Kind
    number: str
    heading: str
    text: str
    note: str = ""
    origin: str = ""
    source: tuple[int, int] = (0, 0)
    children: list[_Unit] = field(default_factory=list)
    parent: _Unit | None = None
    is_moved: bool = False
    id: str = ""

    def walk(self) -> Iterator[_Unit]:
        yield self
        for child in self.children:
            yield from child.walk()


def consolidate(base: Text, instructions: Iterable[Instruction], *, number: str = "") -> Consolidated:
    """
    Apply instructions to the act they change, in their order.

    `number` is the number of the base, found in its title when empty; instructions for acts with other numbers fail
    with `other_act`. An act without any known number takes all of them.
    """
    return _Consolidator(base, number or _own_number(base)).run(list(instructions))


def _own_number(base: Text) -> str:
    found = normal_number(base.title)
    if found:
        return found
    opening = next((node.text for node in base.nodes if node.kind is Kind.PREAMBLE), "")
    return normal_number(opening)


class _Consolidator:
    def __init__(self, base: Text, number: str) -> None:
        self._base = base
        self._number = normal_number(number) or number
        self._root = _Unit(Kind.TEXT, "", "", "")
        self._root.children = [_unit(node, self._root) for node in base.nodes]

    def run(self, instructions: list[Instruction]) -> Consolidated:
        applied: list[tuple[Instruction, list[_Unit], list[str], str]] = []
        failed: list[Failed] = []
        for instruction in instructions:
            try:
                units, gone, remark = self._apply(instruction)
            except _Impossible as error:
                failed.append(Failed(instruction, str(error)))
            else:
                applied.append((instruction, units, gone, remark))
        self._name_all()
        alive = set(map(id, self._root.walk()))
        done = []
        for instruction, units, gone, remark in applied:
            ids = [unit.id for unit in units if id(unit) in alive]
            done.append(Done(instruction, tuple(dict.fromkeys([*ids, *gone])), remark))
        nodes = tuple(_node(unit) for unit in self._root.children)
        kept = {unit.id for unit in self._root.walk()}
        doubts = tuple(doubt for doubt in self._base.doubts if not doubt.node_id or doubt.node_id in kept)
        return Consolidated(replace(self._base, nodes=nodes, doubts=doubts, lines=()), tuple(done), tuple(failed))

    def _apply(self, instruction: Instruction) -> tuple[list[_Unit], list[str], str]:
        """Apply one instruction: the units it changed, the ids it removed, a remark."""
        kind, place = instruction.kind, instruction.place
        if kind is InstructionKind.UNKNOWN:
            raise _Impossible("unknown")
        if instruction.act.number and self._number and instruction.act.number != self._number:
            raise _Impossible("other_act")
        if kind in (InstructionKind.DELETED, InstructionKind.REPEALED) and not place.steps:
            raise _Impossible("whole_act")
        if kind in (InstructionKind.WORDS_REPLACED, InstructionKind.WORDS_INSERTED, InstructionKind.WORDS_DELETED):
            return self._change_words(instruction), [], ""
        if kind is InstructionKind.INSERTED and not place.part:
            units, remark = self._insert(instruction)
            return units, [], remark
        if not place.steps:
            raise _Impossible("no_place")
        unit = self._find(place.steps)
        if place.part:
            return [self._change_part(unit, instruction)], [], ""
        if kind is InstructionKind.RENUMBERED:
            return self._renumber(unit, instruction), [], ""
        if kind is InstructionKind.REPLACED:
            return self._replace(unit, instruction), [], ""
        gone = [each.origin for each in unit.walk() if each.origin]
        assert unit.parent is not None
        unit.parent.children.remove(unit)
        return [], gone, ""

    # Places

    def _find(self, steps: Sequence[tuple[Kind, str]]) -> _Unit:
        unit = self._root
        for kind, number in steps:
            unit = _step(unit, kind, number)
        return unit

    # Provisions

    def _insert(self, instruction: Instruction) -> tuple[list[_Unit], str]:
        nodes = instruction.new_nodes
        if not nodes:
            raise _Impossible("no_new_text")
        place = instruction.place
        anchor = self._find(place.steps) if place.steps else self._root
        nodes = _out_of_frame(nodes, anchor, instruction.numbers)
        rank = RANK.get(nodes[0].kind, RANK[Kind.INDENT])
        while place.position in ("after", "before") and anchor.parent and RANK.get(anchor.kind, 99) > rank:
            if anchor.parent is self._root:
                break
            anchor = anchor.parent
        if place.position in ("after", "before") and RANK.get(anchor.kind, 99) < rank:
            holder, at = anchor, len(anchor.children)
        elif place.position in ("after", "before") and anchor.parent is not None:
            holder = anchor.parent
            at = holder.children.index(anchor) + (place.position == "after")
        elif place.position == "end":
            holder, at = anchor, len(anchor.children)
        else:
            holder, at = _by_number(anchor, nodes[0])
        taken = {each.number for each in holder.children} & {node.number for node in nodes if node.number}
        made = [_unit(node, holder, is_new=True) for node in nodes]
        holder.children[at:at] = made
        return [each for unit in made for each in unit.walk()], "number_taken" if taken else ""

    def _replace(self, unit: _Unit, instruction: Instruction) -> list[_Unit]:
        nodes = _out_of_frame(instruction.new_nodes, unit, (unit.number,))
        if not nodes:
            raise _Impossible("no_new_text")
        first = nodes[0]
        if unit.kind is Kind.ARTICLE and first.kind is not Kind.ARTICLE:
            unit.children = [_unit(node, unit, is_new=True) for node in nodes]
            unit.text = ""
            return list(unit.walk())
        assert unit.parent is not None
        if first.number and clean_number(first.number) != clean_number(unit.number):
            unit.number, unit.is_moved = first.number, True
        unit.text, unit.note = first.text, first.note
        unit.heading = first.heading or (unit.heading if unit.kind is not Kind.ARTICLE else "")
        unit.children = [_unit(child, unit, is_new=True) for child in first.children]
        at = unit.parent.children.index(unit) + 1
        more = [_unit(node, unit.parent, is_new=True) for node in nodes[1:]]
        unit.parent.children[at:at] = more
        return [*unit.walk(), *(each for other in more for each in other.walk())]

    def _renumber(self, unit: _Unit, instruction: Instruction) -> list[_Unit]:
        (number,) = instruction.numbers or ("",)
        old = unit.number
        if not number:
            raise _Impossible("no_new_text")
        unit.number = number
        for each in unit.walk():
            each.is_moved = True
            if each is not unit and each.number.startswith(f"{old}.") and unit.kind is not Kind.ARTICLE:
                each.number = number + each.number[len(old) :]
        return list(unit.walk())

    def _change_part(self, unit: _Unit, instruction: Instruction) -> _Unit:
        deletes = instruction.kind in (InstructionKind.DELETED, InstructionKind.REPEALED)
        if not deletes and not instruction.new_text:
            raise _Impossible("no_new_text")
        if instruction.place.part == "heading":
            unit.heading = "" if deletes else instruction.new_text
            return unit
        holder = unit if unit.text or not unit.children else unit.children[0]
        sentences = re.split(r"(?<=[.!?;])\s+(?=[^\W\d_a-z])", holder.text)
        which = int(instruction.place.part.removeprefix("sentence "))
        if not (-len(sentences) <= (which if which < 0 else which - 1) < len(sentences)):
            raise _Impossible("no_place")
        sentences[which if which < 0 else which - 1] = "" if deletes else instruction.new_text
        holder.text = " ".join(sentence for sentence in sentences if sentence)
        return holder

    # Words

    def _change_words(self, instruction: Instruction) -> list[_Unit]:
        place = instruction.place
        top = self._find(place.steps) if place.steps else self._root
        scope = [top] if place.part == "heading" else list(top.walk())
        if instruction.kind is InstructionKind.WORDS_INSERTED and not instruction.old_words:
            if place.position != "end":
                raise _Impossible("no_place")
            last = next((each for each in reversed(scope) if each.text), None)
            if last is None:
                raise _Impossible("no_place")
            last.text = _at_end(last.text, instruction.new_text)
            return [last]
        # Words "in paragraph 2" are those of its own text; only where they are not there, of what stands below it.
        scopes = [scope] if top.kind in (Kind.TEXT, Kind.ARTICLE) or len(scope) == 1 else [[top], scope[1:]]
        for exact in (True, False):
            for units in scopes:
                changed = [each for each in units if _change(each, instruction, place.part, exact)]
                if changed:
                    return changed
        raise _Impossible("words_not_found")

    # Ids

    def _name_all(self) -> None:
        """Provisions that stay where they were keep their ids; new and renumbered ones get the ids they would have."""
        fresh = [unit for unit in self._root.walk() if unit is not self._root and (not unit.origin or unit.is_moved)]
        is_fresh = set(map(id, fresh))
        used = set()
        for unit in self._root.walk():
            if unit is not self._root and id(unit) not in is_fresh:
                unit.id = unit.origin
                used.add(unit.id)
        for unit in fresh:
            assert unit.parent is not None
            wanted = _wanted_id(unit, unit.parent)
            unit.id, count = wanted, 1
            while unit.id in used:
                count += 1
                unit.id = f"{wanted}-{count}"
            used.add(unit.id)


def _wanted_id(unit: _Unit, parent: _Unit) -> str:
    number = re.sub(r"[^\w.\-]+", "-", to_latin(unit.number).strip()).strip("-")
    beside = [each for each in parent.children if each.kind is unit.kind]
    own = f"{ID_PREFIXES[unit.kind]}_{number or beside.index(unit) + 1}"
    return own if unit.kind is Kind.ARTICLE or not parent.id else f"{parent.id}__{own}"


def _unit(node: Node, parent: _Unit, *, is_new: bool = False) -> _Unit:
    source = (0, 0) if is_new else node.source
    unit = _Unit(
        node.kind, node.number, node.heading, node.text, node.note, "" if is_new else node.id, source, parent=parent
    )
    unit.children = [_unit(child, unit, is_new=is_new) for child in node.children]
    return unit


def _node(unit: _Unit) -> Node:
    children = tuple(_node(child) for child in unit.children)
    return Node(unit.kind, unit.number, unit.heading, unit.id, unit.text, children, unit.source, unit.note)


# Finding

_LIKE = {
    Kind.PARAGRAPH: (Kind.PARAGRAPH,),
    Kind.SUBPARAGRAPH: (Kind.SUBPARAGRAPH, Kind.POINT, Kind.PARAGRAPH),
    Kind.POINT: (Kind.POINT, Kind.LETTER, Kind.SUBPARAGRAPH, Kind.INDENT),
    Kind.LETTER: (Kind.POINT, Kind.LETTER, Kind.SUBPARAGRAPH),
}


def _step(unit: _Unit, kind: Kind, number: str) -> _Unit:
    """The provision below `unit` that a step names; the act's own article before one that this act put in."""
    below = [each for each in unit.walk() if each is not unit and each.kind in _LIKE.get(kind, (kind,))]
    wanted = _number_key(number)
    found = [each for each in below if _number_key(each.number) == wanted]
    if not found and kind in (Kind.SUBPARAGRAPH, Kind.POINT, Kind.PARAGRAPH) and unit.number:
        # "pika 1" of paragraph 2 is printed 2.1; in old acts paragraph 1 of article 3 is printed 3.1.
        found = [each for each in below if _number_key(each.number) == f"{_number_key(unit.number)}.{wanted}"]
    if not found and wanted.isdigit() and kind in (Kind.PARAGRAPH, Kind.INDENT):
        plain = [each for each in unit.children if each.kind is kind]
        if plain and not any(each.number for each in plain) and int(wanted) <= len(plain):
            found = [plain[int(wanted) - 1]]
    if not found:
        raise _Impossible("no_place")
    own = [each for each in found if each.origin and not each.is_moved] or found
    near = [each for each in own if each.parent is unit] or own
    kinds = [each for each in near if each.kind is kind] or near
    if len(kinds) > 1:
        raise _Impossible("many_places")
    return kinds[0]


def _number_key(number: str) -> str:
    plain = clean_number(number).lower()
    return str(_ROMAN[plain]) if plain in _ROMAN else plain


# I, V and X alone may be letters of a list.
_ROMAN = {
    word: value
    for value, word in enumerate("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split(), 1)
    if len(word) > 1
}


def _by_number(holder: _Unit, node: Node) -> tuple[_Unit, int]:
    """Where a provision belongs by its number: after the last one of its kind that comes before it."""
    key = _order_key(node.number)
    before = [each for each in holder.walk() if each.kind is node.kind and _order_key(each.number) <= key]
    if node.kind is not Kind.ARTICLE:
        before = [each for each in before if each.parent is holder]
    if before and before[-1].parent is not None:
        parent = before[-1].parent
        return parent, parent.children.index(before[-1]) + 1
    return holder, len(holder.children)


def _order_key(number: str) -> tuple[tuple[int, str], ...]:
    parts = re.findall(r"(\d+)|([^\W\d_]+)", number.lower())
    return tuple((int(digits), "") if digits else (0, letters) for digits, letters in parts)


def _out_of_frame(nodes: Sequence[Node], unit: _Unit, numbers: Sequence[str]) -> tuple[Node, ...]:
    """
    New wording often repeats the article around the provision it is about: then only what is meant counts.

    08/L-142 Art. 6 changes "Neni 57, paragrafi 1" and quotes the number and title of Article 57 over it.
    """
    if unit.kind is Kind.ARTICLE and (
        len(nodes) != 1 or (nodes[0].kind is Kind.ARTICLE and nodes[0].number in numbers)
    ):
        return tuple(nodes)
    if len(nodes) == 1 and nodes[0].kind is Kind.ARTICLE and unit.kind is not Kind.TEXT:
        wanted = {_number_key(number) for number in numbers if number}
        inner = [each for each in nodes[0].walk() if each is not nodes[0] and _number_key(each.number) in wanted]
        if inner:
            return tuple(inner[: max(1, len(wanted))])
    return tuple(nodes)


# Words


def _pattern(words: str, exact: bool) -> re.Pattern[str]:
    parts = [re.escape(part) for part in words.split()]
    body = r"\s+".join(parts)
    left = r"(?<!\w)" if words[:1].isalnum() else ""
    right = r"(?!\w)" if words[-1:].isalnum() else ""
    return re.compile(f"{left}{body}{right}", 0 if exact else re.IGNORECASE)


def _change(unit: _Unit, instruction: Instruction, part: str, exact: bool) -> bool:
    pattern = _pattern(instruction.old_words, exact)
    before = (unit.heading, unit.text)
    if part != "heading":
        unit.text = pattern.sub(lambda match: _new_words(match, instruction), unit.text)
    if part == "heading" or instruction.place.position == "throughout":
        unit.heading = pattern.sub(lambda match: _new_words(match, instruction), unit.heading)
    if before == (unit.heading, unit.text):
        return False
    if instruction.kind is InstructionKind.WORDS_DELETED:
        unit.heading, unit.text = _closed_up(unit.heading), _closed_up(unit.text)
    return True


def _new_words(match: re.Match[str], instruction: Instruction) -> str:
    old, new = match[0], instruction.new_text
    if instruction.kind is InstructionKind.WORDS_DELETED:
        return ""
    if instruction.kind is InstructionKind.WORDS_REPLACED:
        is_raised = old[:1].isupper() and instruction.old_words[:1].islower() and new[:1].islower()
        return new[:1].upper() + new[1:] if is_raised else new
    if instruction.place.position == "before":
        return f"{new} {old}"
    return f"{old}{new}" if new[:1] in ",;.:" else f"{old} {new}"


def _closed_up(text: str) -> str:
    return re.sub(r"\s+([,.;:)])", r"\1", re.sub(r" {2,}", " ", text)).strip()


def _at_end(text: str, words: str) -> str:
    match = re.search(r"[.;:]\s*$", text)
    if match is None:
        return f"{text} {words}"
    return f"{text[: match.start()]} {words}{text[match.start() :]}"
