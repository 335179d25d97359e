"""
The reading room's long parts, written as text and not by templates: outline, law, comments.

A page has up to two hundred lines of outline, eight articles and twenty comments; a template would take longer over them
than the rest of the page takes. What is the same for everybody (the words of the law, the labels of the outline) is
kept in the cache of the process under a key that names all it depends on; who may see how much is never part of it.
All text goes through `escape`; this is the only module of the app that marks anything as safe.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.core.cache import cache
from django.utils import formats, timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

import lawtext
from civikos.kernel.catalog.templatetags.civikos import icon, lang_tag
from civikos.programs.consultations.states import ContributionStatus, Outcome
from civikos.registers.legislation import citation
from civikos.registers.legislation import queries as legislation
from civikos.registers.legislation.models import Version
from civikos.registers.legislation.queries import Block, OutlineRow, Unit
from lawtext import Kind

register = template.Library()
KEEP_SECONDS = 24 * 3600
OUTCOME_STYLES = {
    Outcome.ACCEPTED: ("accepted", "accepted"), Outcome.PARTLY: ("partly", "partly"), Outcome.REJECTED: ("rejected", "rejected"),
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


def outline_of(version: Version, language: str, base: str, query: str = "") -> Outline:
    """The outline of a version; `base` and `query` begin and end the address of each unit. Two queries, or none."""
    key = f"outline:{version.pk}:{version.edition}:{language}:{base}{query}"
    found = cache.get(key)
    if found is None:
        found = _make_outline(legislation.outline(version, language), base, query)
        cache.set(key, (found.units, found.labels, found.lines), KEEP_SECONDS)
        return found
    return Outline(*found)


def _make_outline(rows: Iterable[OutlineRow], base: str, query: str) -> Outline:
    lines: list[tuple[str, str, str]] = []
    units, labels = [], {}
    for row in rows:
        words = escape(f"{row.label} {row.heading}".strip())
        if not row.is_unit:
            lines.append(("", f'<li class="outline-part">{words}</li>', ""))
            continue
        units.append(row.eid)
        labels[row.eid] = row.label
        lines.append((str(row.eid), f'<a href="{base}{escape(row.eid)}/{query}#{escape(row.eid)}"', f'<span class="outline-line">{words}'))
    return Outline(tuple(units), labels, tuple(lines))


def outline_html(outline: Outline, standing: Mapping[str, int], mine: frozenset[str], current: str) -> SafeString:
    """The lines of the outline with how much was said on each unit, the reader's own marked."""
    most = max((standing.get(eid, 0) for eid in outline.units), default=0) or 1
    said: dict[tuple[int, bool], str] = {}
    parts = []
    for eid, link, words in outline.lines:
        if not eid:
            parts.append(link)
            continue
        number = standing.get(eid, 0)
        own = eid in mine
        told = said.get((number, own))
        if told is None:
            told = said[number, own] = _told(number, own, 100 * number // most)
        now = ' aria-current="true">' if eid == current else ">"
        parts.append(f'{"<li class=is-mine>" if own else "<li>"}{link}{now}{words}{told}</a>')
    return _safe("".join(parts))


def _told(number: int, own: bool, share: int) -> str:
    if not number:
        return "</span>"
    words = ngettext("comment", "comments", number)
    if own:
        words = ngettext("comment, yours", "comments, one of them yours", number)
    return (
        f' <b>{number}<span class="visually-hidden"> {escape(words)}</span></b></span>'
        f'<svg class="tally" viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true"><rect width="{share}" height="3"/></svg>'
    )


# --- The text ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Law:
    """A window of the text; `parts` has the eid of a unit at every odd place, where its tools go."""

    parts: tuple[str, ...]

    def html(self, tools: Mapping[str, str]) -> SafeString:
        """The window with the tools of each unit."""
        return _safe("".join(tools.get(part, "") if index % 2 else part for index, part in enumerate(self.parts)))


def law_of(version: Version, eids: Sequence[str], languages: Sequence[str], base: str, query: str = "") -> Law:
    """Some units in one language, or in two side by side. Four queries, or none."""
    first = eids[0] if eids else ""
    key = f"law:{version.pk}:{version.edition}:{first}:{len(eids)}:{'.'.join(languages)}:{get_language()}:{base}{query}"
    parts = cache.get(key)
    if parts is None:
        parts = _make_law(version, eids, languages, _Address(base, query))
        cache.set(key, parts, KEEP_SECONDS)
    return Law(parts)


@dataclass(frozen=True)
class _Address:
    base: str
    query: str

    def of(self, eid: str) -> str:
        return f"{self.base}{eid}/{self.query}#{eid}"


def _make_law(version: Version, eids: Sequence[str], languages: Sequence[str], address: _Address) -> tuple[str, ...]:
    units = {unit.eid: unit for unit in legislation.units(version, eids, languages)}
    rows = {language: legislation.outline(version, language) for language in languages}
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
            before, after = _pair(unit, languages, address) if len(languages) > 1 else _article(unit, languages[0], address, with_ids=True)
            parts[-1] += before
            parts += [eid, after]
    return tuple(parts)


def _part(rows: Sequence[OutlineRow], languages: Sequence[str]) -> str:
    def heading(row: OutlineRow, language: str, with_id: bool) -> str:
        name = f' id="{escape(row.eid)}"' if with_id else ""
        return (
            f'<h3 class="law-part"{name} lang="{lang_tag(language)}"><span class="law-part-num">{escape(row.label)}</span> {escape(row.heading)}</h3>'
        )

    made = [heading(row, language, number == 0) for number, (row, language) in enumerate(zip(rows, languages, strict=True))]
    return f'<div class="law-pair">{"".join(made)}</div>' if len(made) > 1 else made[0]


def _pair(unit: Unit, languages: Sequence[str], address: _Address) -> tuple[str, str]:
    sides = ["".join(_article(unit, language, address, with_ids=number == 0)) for number, language in enumerate(languages)]
    return f'<div class="law-pair">{"".join(sides)}', "</div>"


def _article(unit: Unit, language: str, address: _Address, *, with_ids: bool) -> tuple[str, str]:
    eid = escape(unit.eid)
    tag = lang_tag(language)
    label = escape(unit.labels[language])
    identity = f' id="{eid}"' if with_ids else ""
    if not any(language in block.words for block in unit.blocks):
        missing = _("%(place)s is missing in this language.") % {"place": unit.labels[language]}
        return f'<section class="law-article"{identity} data-eid="{eid}"><p class="law-empty">{escape(missing)}</p>', "</section>"
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
    eids: Iterable[str], labels: Mapping[str, str], standing: Mapping[str, int], *, base: str, query: str,
    may_contribute: bool, current: str,
) -> dict[str, str]:
    """Beside each unit: how much was said, and the way to say something."""
    comment, propose = icon("comment"), icon("propose")
    say = escape(_("Comment"))
    made = {}
    for eid in eids:
        number, safe = standing.get(eid, 0), escape(eid)
        told = ngettext("comment on %(place)s", "comments on %(place)s", number) % {"place": labels.get(eid, "")}
        now = ' aria-current="true"' if eid == current else ""
        tools = (
            f'<a class="law-count" href="{base}{safe}/{query}#comments" hx-get="{base}at/{safe}/comments/{query}" hx-target="#comments"{now}>{comment} {number}'
            f' <span class="visually-hidden">{escape(told)}</span></a>'
        )
        if may_contribute:
            tools += (
                f'<a class="btn btn--plain" href="{base}contribute/?provision={safe}">{propose} {say}'
                f' <span class="visually-hidden">{escape(labels.get(eid, ""))}</span></a>'
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
    Who reads the comments, and what they may do with them. `csrf` is empty for somebody who may do nothing.

    `capacities`: the organizations for which they may speak today, as (key, name).
    """

    person: int | None = None
    language: str = "sq"
    may_contribute: bool = False
    may_moderate: bool = False
    csrf: str = ""
    capacities: tuple[tuple[int, str], ...] = ()


@lru_cache(maxsize=4096)
def _spoken(moment: datetime, language: str) -> str:
    local = timezone.localtime(moment)
    return _("%(date)s, %(time)s") % {"date": formats.date_format(local, "j F Y"), "time": local.strftime("%H:%M")}


def comments_html(rows: Iterable[Any], voice: Voice, addresses: "Addresses", places: Mapping[str, str], *, private: bool) -> SafeString:
    """Comments one after the other, with what the reader may do with each."""
    return _safe("".join(comment_html(row, voice, addresses, places, private=private) for row in rows))


@dataclass(frozen=True)
class Addresses:
    """The addresses of one contribution, up to and after its key."""

    one: str
    edit: str
    withdraw: str
    support: str
    withdraw_support: str
    hide: str

    @classmethod
    def of(cls, reverse: Any) -> "Addresses":
        """Made once for each page: reversing five names for twenty comments would cost more than the comments."""
        names = ("contribution", "edit_contribution", "withdraw_contribution", "support", "withdraw_support", "hide")
        return cls(*(reverse(f"consultations:{name}", args=[0]).replace("/0/", "/{}/", 1) for name in names))


def comment_html(row: Any, voice: Voice, addresses: Addresses, places: Mapping[str, str], *, private: bool) -> SafeString:
    """One contribution; of a hidden one only that there was one, and why nobody sees it."""
    if row.status == ContributionStatus.HIDDEN and not voice.may_moderate:
        told = _("The secretariat has hidden a contribution here. Reason: %(reason)s") % {"reason": row.hidden_reason}
        return format_html('<article class="comment comment--hidden" id="contribution-{}"><p class="law-empty">{}</p></article>', row.pk, told)
    own = row.author_id is not None and row.author_id == voice.person
    style = "comment" + (" comment--own" if own else "") + (" comment--private" if private else "")
    name = row.author.name if row.author is not None else _("former member")
    capacity = _("for %(organization)s") % {"organization": row.organization.name} if row.organization is not None else _("as an individual")
    place = places.get(row.provision.eid, "") if row.provision is not None and row.provision.eid != row.article else ""
    edited = f" · {escape(_('changed'))}" if row.edited_at else ""
    # Who speaks stands in the reader's language or is a name; only the words are in the language of the comment.
    parts = [
        f'<article class="{style}" id="contribution-{row.pk}"><header class="comment-who"><strong>{escape(name)}</strong>'
        f'<a href="{addresses.one.format(row.pk)}"><time datetime="{row.given_at.isoformat()}">{escape(_spoken(row.given_at, voice.language))}</time>{edited}</a>'
        f'<span class="capacity">{escape(capacity)}</span>'
    ]
    if own:
        parts.append(f' <span class="own-mark">{escape(_("yours"))}</span>')
    parts.append("</header>")
    if row.status == ContributionStatus.HIDDEN:
        parts.append(f'<p class="law-empty">{escape(_("Hidden: %(reason)s") % {"reason": row.hidden_reason})}</p>')
    parts.append(said_html(row, place))
    parts.append(_actions(row, voice, addresses, own))
    parts += [answer_html(point) for point in getattr(row, "outcomes", ()) if point.outcome]
    parts.append("</article>")
    return _safe("".join(parts))


def said_html(row: Any, place: str = "") -> SafeString:
    """The words of a contribution: the place, what it quotes, what it says, the wording it proposes."""
    tag = lang_tag(row.language)
    parts = [f'<p class="eyebrow">{escape(place)}</p>'] if place else []
    if row.quote:
        parts.append(f'<blockquote lang="{tag}">{escape(row.quote)}</blockquote>')
    parts += [f'<p lang="{tag}">{escape(paragraph)}</p>' for paragraph in row.text.split("\n") if paragraph.strip()]
    if row.kind == "proposal":
        parts.append(f'<p class="change" lang="{tag}">{marked_change(row.original, row.proposed)}</p>')
    return _safe("".join(parts))


def answer_html(point: Any) -> SafeString:
    """What the institution answered to a point."""
    style, drawing = OUTCOME_STYLES[Outcome(point.outcome)]
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in point.answer.split("\n") if paragraph.strip())
    return _safe(
        f'<div class="comment-answer"><p><span class="state state--{style}">{icon(drawing)} {escape(Outcome(point.outcome).label.capitalize())}</span></p>{text}</div>'
    )


def _actions(row: Any, voice: Voice, addresses: Addresses, own: bool) -> str:
    number = row.n_supports
    if not voice.may_contribute or row.status != ContributionStatus.ACTIVE:
        return f'<p class="comment-actions"><span>{icon("support")} {escape(_supported_by(number))}</span></p>' if number else ""
    if own:
        back = f'<span>{icon("support")} {escape(_supported_by(number))}</span>' if number else ""
        return (
            f'<div class="comment-actions">{back}<a class="btn btn--plain" href="{addresses.edit.format(row.pk)}">{icon("edit")} {escape(_("Edit"))}</a>'
            f'<form method="post" action="{addresses.withdraw.format(row.pk)}">{_token(voice)}'
            f'<button class="btn btn--plain">{icon("undo")} {escape(_("Withdraw"))}</button></form></div>'
        )
    count = f" ({number})" if number else ""
    if row.is_supported:
        return (
            f'<div class="comment-actions"><form method="post" action="{addresses.withdraw_support.format(row.pk)}">{_token(voice)}'
            f'<button class="btn btn--plain" aria-pressed="true">{icon("support")} {escape(_("Supported by you"))}{count}</button></form></div>'
        )
    label = f'{icon("support")} {escape(_("Support"))}{count}'
    action = f'<form method="post" action="{addresses.support.format(row.pk)}">{_token(voice)}'
    if not voice.capacities:
        return f'<div class="comment-actions">{action}<button class="btn btn--plain" name="capacity" value="individual">{label}</button></form></div>'
    choices = "".join(
        f'<li><button name="capacity" value="{pk}">{escape(_("for %(organization)s") % {"organization": name})}</button></li>'
        for pk, name in voice.capacities
    )
    alone = f'<li><button name="capacity" value="individual">{escape(_("as an individual"))}</button></li>'
    return (
        f'<div class="comment-actions"><details class="menu menu--start"><summary class="btn btn--plain">{label}</summary>{action}'
        f'<ul class="menu-list">{choices}{alone}</ul></form></details></div>'
    )


def _supported_by(number: int) -> str:
    return ngettext("supported by %(n)s", "supported by %(n)s", number) % {"n": number}


def _token(voice: Voice) -> str:
    return f'<input type="hidden" name="csrfmiddlewaretoken" value="{voice.csrf}">'


@register.simple_tag
def said(row: Any, place: str = "") -> SafeString:
    """The words of a contribution, for templates."""
    return said_html(row, place)


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
