"""Random automatic numberings built to hurt, as Word files whose every paragraph can be found again by its text."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from lawtext.samples import CONTENT_TYPES, pack

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
FEATURES = (
    "formats",
    "starts",
    "isLgl",
    "lvlRestart",
    "startOverride",
    "lvlOverride",
    "skipped",
    "numStyleLink",
    "pStyle",
    "suff",
    "bullets",
    "odd_text",
    "off",
    "empty",
)
_PLAIN_FORMATS = ("decimal", "upperRoman", "lowerRoman", "upperLetter", "lowerLetter")
_ODD_FORMATS = ("decimalZero", "none", "ordinal", "russianLower", "russianUpper", "numberInDash", "cardinalText")
_WORDS = ("Neni %{n}", "KAPITULLI %{n}", "Člana %{n}.", "(%{n})", "%{n})", "§ %{n}", "%{n}.", "- %{n} -")


@dataclass(slots=True)
class _Draft:
    chance: random.Random
    features: frozenset[str]
    depth: int
    abstracts: list[str] = field(default_factory=list)
    nums: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    style_ids: list[str] = field(default_factory=list)
    bound: dict[int, dict[int, str]] = field(default_factory=dict)

    def has(self, feature: str, share: float = 1.0) -> bool:
        """Whether this place gets a feature of the file, in `share` of the places."""
        return feature in self.features and self.chance.random() < share


def numbering_file(seed: int, features: frozenset[str] | None = None, paragraphs: int = 40) -> bytes:
    """
    A DOCX of `paragraphs` paragraphs with the texts "¶0¶", "¶1¶", … over random lists; the same seed, the same bytes.

    `features` are some of FEATURES; None lets the seed choose a few of them.
    """
    chance = random.Random(f"numbering {seed}")
    if features is None:
        features = frozenset(chance.sample(FEATURES, chance.randint(1, 5)))
    draft = _Draft(chance, features, chance.choice((2, 3, 4, 4, 6, 9)))
    for identifier in range(chance.randint(1, 3)):
        _abstract(draft, identifier)
    _linked(draft)
    numbering = f"<w:numbering {_W}>{''.join(draft.abstracts)}{''.join(draft.nums)}</w:numbering>"
    styles = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    body = "".join(_paragraph(draft, number, state) for number, state in enumerate(_walk(draft, paragraphs)))
    return _package(body, numbering, f"<w:styles {_W}>{styles}{''.join(draft.styles)}</w:styles>")


def _package(body: str, numbering: str, styles: str) -> bytes:
    relations = "".join(
        f'<Relationship Id="r{at}" Type="{_OFFICE}/{kind}" Target="{kind}.xml"/>'
        for at, kind in enumerate(("numbering", "styles"))
    )
    main = f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    return pack(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}">{main}</Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{relations}</Relationships>',
            "word/document.xml": f"<w:document {_W}><w:body>{body}<w:sectPr/></w:body></w:document>",
            "word/numbering.xml": numbering,
            "word/styles.xml": styles,
        }
    )


def _abstract(draft: _Draft, identifier: int) -> None:
    chance = draft.chance
    if draft.has("pStyle", 0.7):
        _bound_styles(draft, identifier)
    levels = "".join(_level(draft, identifier, at) for at in range(draft.depth))
    kind = chance.choice(("multilevel", "hybridMultilevel", "multilevel"))
    draft.abstracts.append(
        f'<w:abstractNum w:abstractNumId="{identifier}"><w:multiLevelType w:val="{kind}"/>{levels}</w:abstractNum>'
    )
    for again in range(chance.randint(1, 3)):
        overrides = ""
        for at in range(draft.depth):
            start = level = ""
            if again and draft.has("startOverride", 0.5 if at == 0 else 0.25):
                start = f'<w:startOverride w:val="{chance.choice((1, 1, 1, 3, 0))}"/>'
            if draft.has("lvlOverride", 0.2):
                level = _level(draft, identifier, at)
            if start or level:
                overrides += f'<w:lvlOverride w:ilvl="{at}">{start}{level}</w:lvlOverride>'
        _num(draft, identifier, overrides)


def _num(draft: _Draft, abstract: int, overrides: str = "") -> int:
    number = len(draft.nums) + 1
    draft.nums.append(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{overrides}</w:num>')
    return number


def _bound_styles(draft: _Draft, identifier: int) -> None:
    """Styles that carry the list: some name the level, some only through the level's own w:pStyle, some are based on others."""
    number = len(draft.nums) + 1
    bound: dict[int, str] = {}
    before = "Normal"
    for at in range(min(3, draft.depth)):
        style = f"L{identifier}x{at}"
        level = f'<w:ilvl w:val="{at}"/>' if at and draft.chance.random() < 0.7 else ""
        draft.styles.append(
            f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{style}"><w:name w:val="List {identifier} {at}"/>'
            f'<w:basedOn w:val="{before}"/><w:pPr><w:numPr>{level}<w:numId w:val="{number}"/></w:numPr></w:pPr></w:style>'
        )
        bound[at] = style
        draft.style_ids.append(style)
        if draft.chance.random() < 0.3:
            child = f"{style}c"
            draft.styles.append(
                f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{child}"><w:name w:val="Child {identifier} {at}"/>'
                f'<w:basedOn w:val="{style}"/></w:style>'
            )
            draft.style_ids.append(child)
    draft.bound[identifier] = bound


def _level(draft: _Draft, identifier: int, at: int) -> str:
    chance = draft.chance
    format, fonts = chance.choice(_PLAIN_FORMATS), ""
    if draft.has("formats", 0.3):
        format = chance.choice(_ODD_FORMATS)
    first = chance.choice((0, at))
    text = "".join(f"%{number + 1}." for number in range(first, at + 1))
    if chance.random() < 0.3:
        text = chance.choice(_WORDS).replace("{n}", str(at + 1))
    if draft.has("odd_text", 0.3):
        text = chance.choice(("", "§", f"%{min(9, at + 2)}.", "%1", f"%{at + 1}%{at + 1}", f"%{at + 1}-%1", "100% %1"))
    if draft.has("bullets", 0.3):
        fonts = chance.choice(
            ("", '<w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings" w:hint="default"/></w:rPr>')
        )
        format, text = "bullet", "l" if fonts else chance.choice(("\uf0b7", "o", "–", "\uf0a7", "•", ""))
    begin = '<w:start w:val="1"/>'
    if draft.has("starts", 0.5):
        begin = chance.choice(("", *(f'<w:start w:val="{start}"/>' for start in (1, 1, 2, 5, 0, 27, 3))))
    extra = ""
    if draft.has("lvlRestart", 0.4) and at:
        extra += f'<w:lvlRestart w:val="{chance.randint(0, at)}"/>'
    if at in draft.bound.get(identifier, {}):
        extra += f'<w:pStyle w:val="{draft.bound[identifier][at]}"/>'
    if draft.has("isLgl", 0.4):
        extra += "<w:isLgl/>"
    if draft.has("suff", 0.6):
        extra += f'<w:suff w:val="{chance.choice(("tab", "space", "nothing"))}"/>'
    return f'<w:lvl w:ilvl="{at}">{begin}<w:numFmt w:val="{format}"/>{extra}<w:lvlText w:val="{text}"/>{fonts}</w:lvl>'


def _linked(draft: _Draft) -> None:
    """A list style with its own definition and a definition that only points to that style."""
    if not draft.has("numStyleLink"):
        return
    held, pointing = len(draft.abstracts), len(draft.abstracts) + 1
    levels = "".join(_level(draft, held, at) for at in range(draft.depth))
    own = len(draft.nums) + 1
    draft.styles.append(
        '<w:style w:type="numbering" w:customStyle="1" w:styleId="LS"><w:name w:val="LS"/>'
        f'<w:pPr><w:numPr><w:numId w:val="{own}"/></w:numPr></w:pPr></w:style>'
    )
    draft.abstracts.append(
        f'<w:abstractNum w:abstractNumId="{held}"><w:multiLevelType w:val="multilevel"/><w:styleLink w:val="LS"/>{levels}</w:abstractNum>'
    )
    draft.abstracts.append(
        f'<w:abstractNum w:abstractNumId="{pointing}"><w:multiLevelType w:val="multilevel"/><w:numStyleLink w:val="LS"/></w:abstractNum>'
    )
    _num(draft, held)
    _num(draft, pointing)


def _walk(draft: _Draft, paragraphs: int) -> list[tuple[int, int]]:
    """List and level of every paragraph; without the feature `skipped` no level is entered before the one above it."""
    chance = draft.chance
    lists = len(draft.nums)
    reached = dict.fromkeys(range(1, lists + 1), -1)
    states = []
    number, level = 1, 0
    for _ in range(paragraphs):
        if chance.random() < 0.25:
            number = chance.randint(1, lists)
        level = max(0, min(draft.depth - 1, chance.choice((level, level, level + 1, level - 1, 0))))
        if "skipped" not in draft.features:
            level = min(level, reached[number] + 1)
        reached[number] = level
        states.append((number, level))
    return states


def _paragraph(draft: _Draft, at: int, state: tuple[int, int]) -> str:
    chance = draft.chance
    number, level = state
    properties = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    if draft.style_ids and draft.has("pStyle", 0.6):
        properties = f'<w:pStyle w:val="{chance.choice(draft.style_ids)}"/>'
        if chance.random() < 0.2:
            properties += f'<w:numPr><w:ilvl w:val="{level}"/></w:numPr>'
    if draft.has("off", 0.2):
        properties = (
            properties.replace("<w:numPr>", "")
            if chance.random() < 0.0
            else ('<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>' if "numPr" in properties else properties)
        )
    elif chance.random() < 0.08:
        properties = ""
    text = "" if draft.has("empty", 0.15) else f"<w:r><w:t>¶{at}¶</w:t></w:r>"
    return f"<w:p><w:pPr>{properties}</w:pPr>{text}</w:p>"
