"""The list of consultations, the reading room and its report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from civikos.kernel.catalog import registry
from civikos.kernel.catalog.templatetags.civikos import language_name
from civikos.kernel.entrance.doors import actor_of
from civikos.kernel.languages import TEXT_LANGUAGES, of_text
from civikos.kernel.workdays import queries as workdays
from civikos.programs.consultations import permissions, states
from civikos.programs.consultations.forms.listing import Listing
from civikos.programs.consultations.models import Paper
from civikos.programs.consultations.queries import (
    amending,
    contradictions,
    figures,
    listing,
    matrix,
    measuring,
    satisfaction,
    takenup,
)
from civikos.programs.consultations.queries import room as queries
from civikos.programs.consultations.queries.standing import standing, way
from civikos.programs.consultations.states import Outcome, Status
from civikos.programs.consultations.templatetags import law
from civikos.programs.consultations.views.pages import load, tabs_for
from civikos.programs.consultations.views.reading import READING_COOKIE, WHOLE_DRAFT, Reading
from civikos.programs.standards.measures import Finding
from civikos.registers.legislation import queries as legislation
from lawtext import detect_language


@require_safe
def list_page(request: HttpRequest) -> HttpResponse:
    """All consultations that the reader may see, filtered, what closes first on top."""
    actor, at = actor_of(request), timezone.now()
    choices = listing.choices(actor)
    form = Listing(request.GET, choices=choices, with_preparation=actor.is_secretariat)
    wanted = form.wanted()
    page, rows = listing.page_of(actor, wanted, request.GET.get("page"), at, workdays.days_off())
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "chips": form.chips(),
        "may_register": actor.is_secretariat,
        "found": page.paginator.count,
    }
    return render(request, "consultations/list.html", context)


# --- Reading room ----------------------------------------------------------------------------------------------------
@require_safe
def room(request: HttpRequest, pk: int) -> HttpResponse:
    """The reading room at its beginning, or at `?article=`."""
    return _room(request, pk, request.GET.get("article", ""))


@require_safe
def article(request: HttpRequest, pk: int, eid: str) -> HttpResponse:
    """The reading room at one article or paragraph: each has an address of its own."""
    return _room(request, pk, eid)


def _room(request: HttpRequest, pk: int, eid: str) -> HttpResponse:
    reading = Reading.of(request, pk)
    shown = reading.article(eid) if eid else ""
    if reading.actor.person is None:
        main = reading.part(f"main:{shown}:{request.GET.get('page', '')[:6]}", lambda: _main(reading, shown))
    else:
        main = _main(reading, shown)
    title = legislation.title_in(reading.consultation.draft, of_text())
    response = render(request, "consultations/room.html", {"title": title, "main": main})
    if request.GET.get("lang") in TEXT_LANGUAGES:
        response.set_cookie(
            READING_COOKIE,
            ".".join(reading.languages),
            max_age=180 * 24 * 3600,
            samesite="Lax",
            secure=settings.PRODUCTION,
            httponly=True,
        )
    return response


def _main(reading: Reading, shown: str) -> SafeString:
    panel = reading.panel(shown)
    tabs = (
        tabs_for(reading.consultation, reading.actor, "room", works_here=reading.answers_here)
        if reading.actor.person is not None
        else []
    )
    if reading.actor.person is None or reading.scope == "own":
        return _whole(reading, shown, {**panel, "tabs": tabs, "outline": reading.outline_html(shown)})
    # All who may do the same share a page, into which each gets what is theirs alone.
    own = {
        "outline": reading.outline_html(shown),
        "comments": str(panel["comments"]),
        "csrf_token": get_token(reading.request),
    }
    places = law.places_for(own)
    may = f"{reading.may_contribute}:{reading.actor.has_signed_in}:{panel['own_elsewhere']}:{[tab.address for tab in tabs]}"
    shared = reading.part(
        f"shared:{reading.request.path}:{reading.request.GET.get('page', '')[:6]}:{may}",
        lambda: _whole(reading, shown, {**panel, "tabs": tabs, **places}),
    )
    return law.filled(shared, own)


def _whole(reading: Reading, shown: str, of_reader: dict[str, Any]) -> SafeString:
    units = reading.outline.units
    eids = reading.window(shown)
    index = units.index(eids[0]) if eids else 0
    first = eids[0] if eids else ""
    pk = reading.consultation.pk
    context = {
        "title": legislation.title_in(reading.consultation.draft, of_text()),
        "base": reading.base,
        "query": reading.query,
        "head": reading.part("head", lambda: _head(reading)),
        "choices": reading.part("choices", lambda: _choices(reading)),
        "has_text": bool(units),
        "is_two": len(reading.languages) > 1,
        "law": reading.part(
            f"law:{first}:{shown}:{reading.may_contribute}", lambda: _law(reading, eids, shown), by_minute=False
        ),
        "before": units[max(0, index - queries.WINDOW)] if index else "",
        "after": units[index + len(eids)] if index + len(eids) < len(units) else "",
        "contribute_base": f"{reading.base}contribute/" if reading.may_contribute else "",
        "may_return": reading.may_contribute,
        # The secretariat has pages of its own (`scope`), so this is never shown to others.
        "may_enter_file": reading.is_open and permissions.may(states.ENTER_FILE, reading.actor, reading.consultation),
        "whole_said": reading.counted.standing.get("", 0),
        # Nobody in particular is shown what there is; everybody else a way to it, which asks nothing here.
        "related": registry.related_to("consultation", [pk], reading.actor)[pk] if reading.actor.person is None else [],
        "next_steps": registry.next_steps(reading.consultation.name, reading.actor, ()),
        **of_reader,
    }
    return render_to_string("consultations/_room.html", context, reading.request)


def _law(reading: Reading, eids: Sequence[str], shown: str) -> SafeString:
    tools = law.unit_tools(
        eids,
        reading.outline.labels,
        reading.counted.standing,
        base=reading.base,
        query=reading.query,
        may_contribute=reading.may_contribute,
        current=shown,
    )
    return reading.text(shown).html(tools)


def _head(reading: Reading) -> SafeString:
    consultation = reading.consultation
    off = workdays.days_off()
    context = {
        "consultation": consultation,
        "title": legislation.title_in(consultation.draft, of_text()),
        "standing": standing(consultation, reading.at, off),
        "way": way(consultation, reading.at),
        "ticks": _ticks(reading, off),
        "articles": reading.outline.articles,
        "summary_language": detect_language(consultation.summary)[0] or of_text(),
        "reads_private": reading.scope != "none",
        "all_said": sum(reading.counted.standing.values()),
        "documents": reading.papers[1],
        "texts": [each for each in reading.sources if each.version == reading.version.pk and each.key],
        "handed_out": [each for each in reading.sources if each.version == consultation.version_id],
        "has_report": consultation.status == Status.REPORTED,
        "amends": amending.looks_amending(consultation.draft),
    }
    return render_to_string("consultations/_room_head.html", context)


def _choices(reading: Reading) -> SafeString:
    context = {
        "versions": _versions(reading),
        "language_choices": _language_choices(reading),
        "consultation": reading.consultation,
    }
    return render_to_string("consultations/_room_choices.html", context)


def _ticks(reading: Reading, off: frozenset[date]) -> list[Finding]:
    if reading.consultation.status in {Status.REGISTERED, Status.WITHDRAWN}:
        return []
    points = reading.row.points
    counted = {
        "comments": sum(points.values()),
        "unanswered": points[""],
        "unreasoned": reading.row.unreasoned,
        **{outcome.value: points[outcome] for outcome in Outcome},
    }
    card = measuring.score_card(
        reading.consultation,
        at=reading.at,
        counted=counted,
        documents={each.code for each in reading.papers[1]},
        languages={each.language for each in reading.sources if each.number == 1},
        off=off,
    )
    # Here only what can be said, and what has a day; the page of standards has the rest.
    return [each for each in card.findings if each.met is not None or "day" in (each.words.values or {})]


@dataclass(frozen=True)
class Choice:
    """A link that changes how the text is read."""

    label: str
    address: str
    is_current: bool
    language: str = ""


def _language_choices(reading: Reading) -> list[Choice]:
    # Each language alone, then pairs that begin with the one being read.
    if len(reading.available) < 2:
        return []
    version = "" if reading.is_commented_version else f"&version={reading.version.number}"
    alone = [
        Choice(language_name(each), f"?lang={each}{version}", reading.languages == [each], each)
        for each in reading.available
    ]
    pairs = [
        Choice(
            _("%(first)s and %(second)s side by side")
            % {"first": language_name(reading.language), "second": language_name(each)},
            f"?lang={reading.language}&with={each}{version}",
            reading.languages == [reading.language, each],
        )
        for each in reading.available
        if each != reading.language
    ]
    return [*alone, *pairs]


def _versions(reading: Reading) -> list[Choice]:
    numbers = {each.number: each for each in reading.sources}
    if len(numbers) < 2:
        return []
    return [
        Choice(
            _("Version %(number)s") % {"number": number},
            reading.base if each.version == reading.consultation.version_id else f"{reading.base}?version={number}",
            each.version == reading.version.pk,
        )
        for number, each in numbers.items()
    ]


@require_safe
def comments(request: HttpRequest, pk: int, eid: str) -> HttpResponse:
    """The panel of comments of one article, for htmx; anybody else is sent to the article's page."""
    if not request.htmx:  # type: ignore[attr-defined]
        target = (
            reverse("consultations:room", args=[pk])
            if eid == WHOLE_DRAFT
            else reverse("consultations:article", args=[pk, eid])
        )
        number = request.GET.get("page", "")
        return redirect(f"{target}{f'?page={number}' if number.isdecimal() else ''}#comments")
    reading = Reading.of(request, pk)
    shown = "" if eid == WHOLE_DRAFT else reading.article(eid)
    return render(request, "consultations/_comments.html", reading.panel(shown))


# --- Report, calendar ------------------------------------------------------------------------------------------------
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The public report: figures, standards, who took part, what was answered."""
    consultation = load(request, pk)
    actor = actor_of(request)
    published = figures.report_of(consultation)
    if published is None:
        if permissions.may(states.REPORT, actor, consultation):
            return redirect("consultations:publish_report", pk=pk)
        raise Http404
    language = of_text()
    asked = request.GET.get("outcome", "")
    wanted = matrix.Filter(
        outcome=asked if asked in {*states.Outcome.values, "open"} else "", words=request.GET.get("words", "")[:100]
    )
    found = matrix.matrix_page(consultation, actor, wanted, request.GET.get("page"), language)
    counted = figures.Figures(**published.figures)
    taken_up = takenup.counted(consultation)
    views = satisfaction.of_consultation(consultation)
    context = {
        "consultation": consultation,
        "title": legislation.title_in(consultation.draft, language),
        "report": published,
        "counted": counted,
        "taken_up": taken_up,
        "contradictions": contradictions.counted(consultation) if taken_up.version else contradictions.Counts(),
        "views": views,
        "views_of_institution": satisfaction.of_institution(consultation.draft.institution_id)
        if views.given
        else views,
        "standards": published.standards[language],
        "organizations": figures.participants(consultation),
        "page": found.page,
        "rows": found.rows,
        "tabs": tabs_for(consultation, actor, "report"),
        "papers": figures.papers_of(consultation, [Paper.Kind.REPORT]),
        "bars": _bars(counted),
        "wanted": wanted,
        "outcomes": [("", _("All")), *states.Outcome.choices, ("open", _("no answer"))],
    }
    return render(request, "consultations/report.html", context)


@dataclass(frozen=True)
class Bar:
    """One stretch of the bar of answers: where it begins and how wide it is, in percent."""

    kind: str
    label: str
    count: int
    start: str
    width: str


def _bars(counted: figures.Figures) -> list[Bar]:
    bars, start = [], 0.0
    labels = {**{outcome.value: str(outcome.label) for outcome in states.Outcome}, "unanswered": _("no answer")}
    for kind, label in labels.items():
        count = getattr(counted, kind)
        width = 100 * count / counted.points if counted.points else 0.0
        bars.append(Bar("queued" if kind == "unanswered" else kind, str(label), count, f"{start:.2f}", f"{width:.2f}"))
        start += width
    return bars


@require_GET
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The members' deadline for a calendar program (RFC 5545)."""
    consultation = load(request, pk)
    title = legislation.title_in(consultation.draft, of_text())
    summary = _("Deadline for comments: %(title)s") % {"title": title}
    address = request.build_absolute_uri(consultation.get_absolute_url())
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{settings.NETWORK_NAME}//{get_language()}",
        "BEGIN:VEVENT",
        f"UID:consultation-{consultation.pk}@{settings.MAIL_DOMAIN}",
        f"DTSTAMP:{_utc(timezone.now())}",
        f"DTSTART:{_utc(consultation.members_until)}",
        f"DTEND:{_utc(consultation.members_until)}",
        f"SUMMARY:{_escaped(summary)}",
        f"DESCRIPTION:{_escaped(address)}",
        f"URL:{address}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:-P1D",
        f"DESCRIPTION:{_escaped(summary)}",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    response = HttpResponse(
        "".join(f"{_folded(line)}\r\n" for line in lines), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="consultation-{consultation.pk}.ics"'
    return response


def _utc(moment: datetime) -> str:
    return moment.astimezone(timezone.get_fixed_timezone(0)).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    # At most 75 octets a line, never in the middle of a letter (RFC 5545, 3.1).
    parts: list[str] = []
    part = ""
    for letter in line:
        if len((part + letter).encode()) > (75 if not parts else 74):
            parts.append(part)
            part = ""
        part += letter
    return "\r\n ".join([*parts, part])
