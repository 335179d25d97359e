"""
The reading room's long parts, written as text and not by templates: outline, law, comments.

A page has up to two hundred lines of outline, eight articles and twenty comments; a template would take longer over them
than the rest of the page takes. What is the same for everybody (the words of the law, the labels of the outline) is
kept in the cache of the process under a key that names all it depends on; who may see how much is never part of it.
All text goes through `escape`; this is the only module of the app that marks anything as safe.
"""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

import lawtext
from civikos.kernel.catalog.dates import spoken_date
from civikos.kernel.catalog.templatetags.civikos import icon, lang_tag
from civikos.kernel.languages import TEXT_LANGUAGES, of_text
from civikos.programs.consultations.models import Contribution
from civikos.programs.consultations.states import ContributionStatus, Outcome
from civikos.registers.legislation import citation
from civikos.registers.legislation import queries as legislation
from civikos.registers.legislation.models import Version
from civikos.registers.legislation.queries import Block, OutlineRow, Unit
from lawtext import Kind

register = template.Library()
KEEP_SECONDS = 24 * 3600
OUTCOME_STYLES = {
    Outcome.ACCEPTED: ("accepted", "accepted"),
    Outcome.PARTLY: ("partly", "partly"),
    Outcome.REJECTED: ("rejected", "rejected"),
    Outcome.NOTED: ("noted", "noted"),
}


def _safe(text: str) -> SafeString:
    return mark_safe(text)  # noqa: S308  # put together here from escaped parts


# --- Outline -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Outline:
    """
    The units of a version in one language, and the lines of its outline without what differs by reader.

    `lines`: for a chapter ("", its whole line, ""), for a unit (its eid, the link up to its attributes, the label).
    """

    units: tuple[str, ...]
    labels: dict[str, str]
    lines: tuple[tuple[str, str, str], ...]
    articles: int


def _outlines(version: Version, languages: Iterable[str]) -> dict[str, list[OutlineRow]]:
    key = f"outlines:{version.pk}:{version.edition}"
    found: dict[str, list[OutlineRow]] | None = caches["kept"].get(key)
    if found is None:
        found = legislation.outlines(version, TEXT_LANGUAGES)
        caches["kept"].set(key, found, KEEP_SECONDS)
    return {language: found[language] for language in languages}


def outline_of(version: Version, language: str, base: str, query: str = "") -> Outline:
    """The outline of a version; `base` and `query` begin and end the address of each unit. One query, or none."""
    key = f"outline:{version.pk}:{version.edition}:{language}:{base}{query}"
    found: Outline | None = caches["kept"].get(key)
    if found is None:
        found = _make_outline(
            _outlines(version, [language])[language],
            base,
            query,
            "" if language == of_text() else f' lang="{lang_tag(language)}"',
        )
        caches["kept"].set(key, found, KEEP_SECONDS)
    return found


def _make_outline(rows: Iterable[OutlineRow], base: str, query: str, tag: str) -> Outline:
    lines: list[tuple[str, str, str]] = []
    units, labels, articles = [], {}, 0
    for row in rows:
        articles += row.kind == Kind.ARTICLE
        words = str(escape(f"{row.label} {row.heading}".strip()))
        if not row.is_unit:
            lines.append(("", f'<li class="outline-part"{tag}>{words}</li>', ""))
            continue
        eid = str(escape(row.eid))
        units.append(row.eid)
        labels[row.eid] = row.label
        lines.append(
            (
                row.eid,
                f'<a href="{base}{eid}/{query}#{eid}"',
                f'<span class="outline-line">{f"<span{tag}>{words}</span>" if tag else words}',
            )
        )
    return Outline(tuple(units), labels, tuple(lines), articles)


def outline_lines(outline: Outline, standing: Mapping[str, int]) -> dict[str, str]:
    """Each line with how much was said on its unit, by eid (chapters by their place), as it is for everybody."""
    most = max((standing.get(eid, 0) for eid in outline.units), default=0) or 1
    said: dict[int, str] = {}
    lines = {}
    for place, (eid, link, words) in enumerate(outline.lines):
        if not eid:
            lines[str(place)] = link
            continue
        number = standing.get(eid, 0)
        told = said.get(number)
        if told is None:
            told = said[number] = _told(number, 100 * number // most)
        lines[eid] = f"<li>{link}>{words}{told}</a>"
    return lines


def outline_html(lines: Mapping[str, str], mine: Iterable[str], current: str) -> SafeString:
    """The lines of the outline, the one being read and the reader's own marked."""
    shown = dict(lines)
    if current in shown:
        shown[current] = shown[current].replace('">', '" aria-current="true">', 1)
    yours = escape(_("one of them yours"))
    for eid in mine:
        if eid in shown:
            shown[eid] = (
                shown[eid].replace("<li>", '<li class="is-mine">', 1).replace("</span></b>", f", {yours}</span></b>", 1)
            )
    return _safe("".join(shown.values()))


def _told(number: int, share: int) -> str:
    if not number:
        return "</span>"
    return (
        f' <b>{number}<span class="visually-hidden"> {escape(ngettext("comment", "comments", number))}</span></b></span>'
        f'<svg class="tally" viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true"><rect width="{share}" height="3"/></svg>'
    )


# --- The text ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Law:
    """
    A window of the text; `parts` has the eid of a unit at every odd place, where its tools go. `places` says how each
    provision is cited in the first language.
    """

    parts: tuple[str, ...]
    places: dict[str, str]

    def html(self, tools: Mapping[str, str]) -> SafeString:
        """The window with the tools of each unit."""
        return _safe("".join(tools.get(part, "") if index % 2 else part for index, part in enumerate(self.parts)))


def law_of(version: Version, eids: Sequence[str], languages: Sequence[str], base: str, query: str = "") -> Law:
    """Some units in one language, or in two side by side. Two queries, or none."""
    first = eids[0] if eids else ""
    key = f"law:{version.pk}:{version.edition}:{first}:{len(eids)}:{'.'.join(languages)}:{get_language()}:{base}{query}"
    found: Law | None = caches["kept"].get(key)
    if found is None:
        found = _make_law(version, eids, languages, _Address(base, query))
        caches["kept"].set(key, found, KEEP_SECONDS)
    return found


@dataclass(frozen=True)
class _Address:
    base: str
    query: str

    def of(self, eid: str) -> str:
        return f"{self.base}{eid}/{self.query}#{eid}"


def _make_law(version: Version, eids: Sequence[str], languages: Sequence[str], address: _Address) -> Law:
    units = {unit.eid: unit for unit in legislation.units(version, eids, languages)}
    rows = _outlines(version, languages)
    above: dict[str, list[tuple[OutlineRow, ...]]] = {}
    waiting: list[tuple[OutlineRow, ...]] = []
    for each in zip(*rows.values(), strict=True):
        if each[0].is_unit:
            above[each[0].eid], waiting = waiting, []
        else:
            waiting.append(each)
    parts = [""]
    for eid in eids:
        for part in above.get(eid, []):
            parts[-1] += _part(part, languages)
        unit = units.get(eid)
        if unit is not None:
            before, after = (
                _pair(unit, languages, address)
                if len(languages) > 1
                else _article(unit, languages[0], address, with_ids=True)
            )
            parts[-1] += before
            parts += [eid, after]
    return Law(tuple(parts), {eid: place for unit in units.values() for eid, place in _places_in(unit, languages[0])})


def _places_in(unit: Unit, language: str) -> Iterator[tuple[str, str]]:
    chain: list[tuple[str, str]] = []
    for block in unit.blocks:
        chain = [*chain[: block.level], (block.kind, block.number)]
        yield block.eid, citation.path_label(chain, language)


def _part(rows: Sequence[OutlineRow], languages: Sequence[str]) -> str:
    def heading(row: OutlineRow, language: str, with_id: bool) -> str:
        name = f' id="{escape(row.eid)}"' if with_id else ""
        return f'<h3 class="law-part"{name} lang="{lang_tag(language)}"><span class="law-part-num">{escape(row.label)}</span> {escape(row.heading)}</h3>'

    made = [
        heading(row, language, number == 0) for number, (row, language) in enumerate(zip(rows, languages, strict=True))
    ]
    return f'<div class="law-pair">{"".join(made)}</div>' if len(made) > 1 else made[0]


def _pair(unit: Unit, languages: Sequence[str], address: _Address) -> tuple[str, str]:
    sides = [
        "".join(_article(unit, language, address, with_ids=number == 0)) for number, language in enumerate(languages)
    ]
    return f'<div class="law-pair">{"".join(sides)}', "</div>"


def _article(unit: Unit, language: str, address: _Address, *, with_ids: bool) -> tuple[str, str]:
    eid = escape(unit.eid)
    tag = lang_tag(language)
    label = escape(unit.labels[language])
    identity = f' id="{eid}"' if with_ids else ""
    if not any(language in block.words for block in unit.blocks):
        missing = _("%(place)s is missing in this language.") % {"place": unit.labels[language]}
        return (
            f'<section class="law-article"{identity} data-eid="{eid}"><p class="law-empty">{escape(missing)}</p>',
            "</section>",
        )
    heading = unit.words[language].heading if language in unit.words else ""
    head_id = f"{eid}_h" if with_ids else f"{eid}_h_{tag}"
    before = (
        f'<section class="law-article" lang="{tag}"{identity} data-eid="{eid}" aria-labelledby="{head_id}"><header class="law-head">'
        f'<h4 id="{head_id}"><span class="law-no"><a href="{address.of(eid)}">{label}</a></span> {escape(heading)}</h4>'
    )
    blocks = "".join(_block(unit, block, language, with_ids=with_ids) for block in unit.blocks)
    return before, f"</header>{blocks}</section>"


def _block(unit: Unit, block: Block, language: str, *, with_ids: bool) -> str:
    words = block.words.get(language)
    if words is None:
        return ""
    own = block.eid == unit.eid
    if own and not words.text:
        return ""
    eid = escape(block.eid)
    identity = f' id="{eid}"' if with_ids and not own else ""
    number = "" if own else _number(block)
    level = f' data-level="{min(block.level, 4)}"' if block.level > 1 else ""
    plain = "" if number else " law-unit--plain"
    quoted = " law-quoted" if block.kind == Kind.QUOTED else ""
    heading = f'<p class="law-subhead">{escape(words.heading)}</p>' if words.heading and not own else ""
    shown = f'<span class="law-num">{escape(number)}</span>' if number else ""
    text = f'<p class="law-text">{escape(words.text)}</p>' if words.text else ""
    return f'{heading}<div class="law-unit{plain}{quoted}"{level}{identity} data-eid="{eid}">{shown}{text}</div>'


def _number(block: Block) -> str:
    if not block.number:
        return "–" if block.kind == Kind.INDENT else ""
    return f"{block.number})" if block.kind in {Kind.LETTER, Kind.POINT} else f"{block.number}."


def unit_tools(
    eids: Iterable[str],
    labels: Mapping[str, str],
    standing: Mapping[str, int],
    *,
    base: str,
    query: str,
    may_contribute: bool,
    current: str,
) -> dict[str, str]:
    """Beside each unit: how much was said, and the way to say something."""
    comment, propose = _icon("comment"), _icon("propose")
    say = escape(pgettext("on a button", "Comment"))
    made = {}
    for eid in eids:
        number, safe, label = standing.get(eid, 0), escape(eid), labels.get(eid, "")
        told = ngettext("comment on %(place)s", "comments on %(place)s", number) % {"place": label}
        now = ' aria-current="true"' if eid == current else ""
        tools = (
            f'<a class="law-count" href="{base}{safe}/{query}#comments" hx-get="{base}at/{safe}/comments/{query}" hx-target="#comments"{now}>'
            f'{comment} {number} <span class="visually-hidden">{escape(told)}</span></a>'
        )
        if may_contribute:
            tools += (
                f'<a class="btn btn--plain" href="{base}contribute/?provision={safe}">{propose} {say}'
                f' <span class="visually-hidden">{escape(label)}</span></a>'
            )
        made[eid] = f'<div class="law-tools">{tools}</div>'
    return made


# --- Wording as a marked change ------------------------------------------------------------------------------------
@lru_cache(maxsize=2048)
def marked_change(original: str, proposed: str) -> SafeString:
    """How one wording becomes the other, with what goes and what comes marked."""
    parts = []
    for change in lawtext.word_changes(original, proposed):
        text = escape(change.text)
        match change.op:
            case lawtext.Op.INSERT:
                parts.append(f"<ins>{text}</ins>")
            case lawtext.Op.DELETE:
                parts.append(f"<del>{text}</del>")
            case _:
                parts.append(str(text))
    return _safe("".join(parts))


@register.simple_tag(name="marked_change")
def marked_change_tag(original: str, proposed: str) -> SafeString:
    """A proposal as it will be read."""
    return marked_change(original or "", proposed or "")


# --- What was said -------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Voice:
    """
    Who reads the comments, and whether they may say something. All buttons belong to one form of the page, `#act`, which has
    the token: so the comments themselves are the same for everybody who has nothing of their own among them.
    """

    person: int | None = None
    may_contribute: bool = False


@dataclass(frozen=True)
class Addresses:
    """The addresses of one contribution, with `{}` for its key: made once for a page, for reversing takes its time."""

    one: str
    edit: str
    withdraw: str
    support: str
    withdraw_support: str


@lru_cache(maxsize=8)
def addresses_in(language: str) -> Addresses:
    """The addresses of contributions in an interface language."""
    names = ("contribution", "edit_contribution", "withdraw_contribution", "support", "withdraw_support")
    with translation.override(language):
        return Addresses(*(reverse(f"consultations:{name}", args=[0]).replace("/0/", "/{}/", 1) for name in names))


@dataclass(frozen=True)
class Card:
    """
    One contribution as everybody reads it who may read it, in parts: between them goes what the reader may do.

    `backers` are the keys of the people who back it.
    """

    pk: int
    author: int | None
    is_active: bool
    style: str
    head: str
    body: str
    answers: str
    supports: int
    backers: frozenset[int]


@lru_cache(maxsize=1024)
def _spoken_day(day: date, _language: str) -> str:
    return spoken_date(day)


def _spoken(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return _("%(date)s, %(time)s") % {
        "date": _spoken_day(local.date(), get_language() or "sq"),
        "time": f"{local:%H:%M}",
    }


def card_of(
    row: Any, place: str = "", place_language: str = "", *, private: bool = False, with_hidden_words: bool = False
) -> Card:
    """A row of `queries.room` in the active language; of a hidden one only that there was one, and why nobody sees it."""
    is_active = row.status == ContributionStatus.ACTIVE
    if not is_active and not with_hidden_words:
        told = _("The secretariat has hidden a contribution here. Reason: %(reason)s") % {"reason": row.hidden_reason}
        return Card(row.pk, None, False, "", "", f'<p class="law-empty">{escape(told)}</p>', "", 0, frozenset())
    name = row.author.name if row.author is not None else _("former member")
    capacity = (
        _("for %(organization)s") % {"organization": row.organization.name}
        if row.organization is not None
        else _("as an individual")
    )
    edited = f" · {escape(_('changed'))}" if row.edited_at else ""
    head = (
        f'<strong>{escape(name)}</strong><a href="{addresses_in(get_language() or "sq").one.format(row.pk)}">'
        f'<time datetime="{row.given_at.isoformat()}">{escape(_spoken(row.given_at))}</time>{edited}</a><span class="capacity">{escape(capacity)}{_way(row)}</span>'
    )
    hidden = (
        ""
        if is_active
        else f'<p class="law-empty">{escape(_("Hidden: %(reason)s") % {"reason": row.hidden_reason})}</p>'
    )
    return Card(
        pk=row.pk,
        author=row.author_id,
        is_active=is_active,
        style=" comment--private" if private else "",
        head=head,
        body=hidden + said_html(row, place, place_language),
        answers="".join(answer_html(point) for point in getattr(row, "outcomes", ()) if point.outcome),
        supports=row.n_supports,
        backers=frozenset(person for person in row.backers if person is not None),
    )


def _way(row: Any) -> str:
    # How it came is said only where it is not by this page.
    ways = [_("in a Word file")] if row.channel == Contribution.Channel.WORD else []
    if row.entered_by_id is not None:
        ways.append(_("entered by the secretariat"))
    return f" · {escape(', '.join(ways))}" if ways else ""


# Nobody can write it into a text: it is another one in every process.
_PLACE = f"<!--{secrets.token_hex(8)}-->"


def places_for(names: Iterable[str]) -> dict[str, SafeString]:
    """Marks by name, to render a page that many share around what is each reader's own; see `filled`."""
    return {name: mark_safe(f"{_PLACE}{name}{_PLACE}") for name in names}  # noqa: S308  # no words of anybody


def filled(shared: str, own: Mapping[str, str]) -> SafeString:
    """A shared page with what is one reader's own in the places made by `places_for`. `own` must be escaped already."""
    pieces = enumerate(shared.split(_PLACE))
    return mark_safe("".join(own[piece] if at % 2 else piece for at, piece in pieces))  # noqa: S308  # parts of templates


def card_html(card: Card, voice: Voice) -> str:
    """One contribution for one reader."""
    own = card.author is not None and card.author == voice.person
    mark = f' <span class="own-mark">{escape(_("yours"))}</span>' if own else ""
    head = f'<header class="comment-who">{card.head}{mark}</header>' if card.head else ""
    return (
        f'<article class="comment{" comment--own" if own else ""}{card.style}" id="contribution-{card.pk}">{head}{card.body}'
        f"{_actions(card, voice, own)}{card.answers}</article>"
    )


def cards_html(cards: Iterable[Card], voice: Voice) -> SafeString:
    """Contributions one after the other."""
    return _safe("".join(card_html(card, voice) for card in cards))


def said_html(row: Any, place: str = "", place_language: str = "") -> SafeString:
    """The words of a contribution: the place, what it quotes, what it says, the wording it proposes."""
    tag, told = lang_tag(row.language), lang_tag(row.language)
    quoted = tag
    if row.kind == "proposal":
        # The language of the row is that of the wording; the grounds may be given in another.
        told = lang_tag(legislation.spoken_in(row.text, row.language))
    elif row.quote:
        quoted = lang_tag(legislation.spoken_in(row.quote, row.language))
    parts = [f'<p class="eyebrow" lang="{lang_tag(place_language)}">{escape(place)}</p>'] if place else []
    if row.quote:
        parts.append(f'<blockquote lang="{quoted}">{escape(row.quote)}</blockquote>')
    parts += [f'<p lang="{told}">{escape(paragraph)}</p>' for paragraph in row.text.split("\n") if paragraph.strip()]
    if row.kind == "proposal":
        parts.append(f'<p class="change" lang="{tag}">{marked_change(row.original, row.proposed)}</p>')
    return _safe("".join(parts))


def answer_html(point: Any) -> SafeString:
    """What the institution answered to a point."""
    style, drawing = OUTCOME_STYLES[Outcome(point.outcome)]
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in point.answer.split("\n") if paragraph.strip())
    return _safe(
        f'<div class="comment-answer"><p><span class="state state--{style}">{_icon(drawing)} {escape(Outcome(point.outcome).label.capitalize())}</span></p>{text}</div>'
    )


def _actions(card: Card, voice: Voice, own: bool) -> str:
    number = card.supports
    told = f"<span>{_icon('support')} {escape(_supported_by(number))}</span>" if number else ""
    if not voice.may_contribute or not card.is_active:
        return f'<p class="comment-actions">{told}</p>' if number else ""
    to = addresses_in(get_language() or "sq")
    if own:
        return (
            f'<div class="comment-actions">{told}<a class="btn btn--plain" href="{to.edit.format(card.pk)}">{_icon("edit")} {escape(_("Edit"))}</a>'
            f'<button class="btn btn--plain" form="act" formaction="{to.withdraw.format(card.pk)}">{_icon("undo")} {escape(_("Withdraw"))}</button></div>'
        )
    count = f" ({number})" if number else ""
    if voice.person in card.backers:
        address, pressed, words = to.withdraw_support.format(card.pk), "true", _("Supported by you")
    else:
        address, pressed, words = to.support.format(card.pk), "false", _("Support")
    return (
        f'<div class="comment-actions"><button class="btn btn--plain" aria-pressed="{pressed}" form="act" formaction="{address}" hx-post="{address}"'
        f' hx-include="#act" hx-target="closest .comment" hx-swap="outerHTML">{_icon("support")} {escape(words)}{count}</button></div>'
    )


@lru_cache(maxsize=64)
def _icon(name: str) -> SafeString:
    return icon(name)


def _supported_by(number: int) -> str:
    return ngettext("supported by %(n)s", "supported by %(n)s", number) % {"n": number}


@register.simple_tag
def said(row: Any) -> SafeString:
    """The words of a contribution, for templates."""
    return said_html(row)


@register.simple_tag
def answer(point: Any) -> SafeString:
    """What the institution answered, for templates."""
    return answer_html(point)


def place_labels(version: Version, rows: Iterable[Any], language: str) -> dict[str, str]:
    """How the places below an article are cited, for those contributions that stand on one. As many queries as they are deep, or none."""
    below = {row.provision.eid for row in rows if row.provision is not None and row.provision.eid != row.article}
    return legislation.full_labels(version, below, language) if below else {}


def whole_draft(language: str) -> str:
    """How the whole draft is called in a text language."""
    return citation.WHOLE_DRAFT[language]
