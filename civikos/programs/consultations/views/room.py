"""The list of consultations, the reading room and its report."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.catalog.templatetags.civikos import language_name
from civikos.kernel.languages import TEXT_LANGUAGES, of_text
from civikos.kernel.workdays import queries as workdays
from civikos.programs.consultations import permissions, states
from civikos.programs.consultations.forms.listing import Listing
from civikos.programs.consultations.models import Consultation, Paper
from civikos.programs.consultations.queries import figures, listing, matrix
from civikos.programs.consultations.queries import room as queries
from civikos.programs.consultations.queries.standing import standing, way
from civikos.programs.consultations.states import Status
from civikos.programs.consultations.templatetags import law
from civikos.programs.consultations.views.pages import actor_of, load, tabs_for
from civikos.registers.legislation import queries as legislation
from civikos.registers.legislation.models import Version
from civikos.registers.legislation.queries import Source
from civikos.registers.organizations import queries as organizations
from civikos.registers.organizations.models import Mandate

READING_COOKIE = "reading"
WHOLE_DRAFT = "draft"


@require_safe
def list_page(request: HttpRequest) -> HttpResponse:
    """All consultations that the reader may see, filtered, what closes first on top."""
    actor, at = actor_of(request), timezone.now()
    choices = listing.choices(actor)
    form = Listing(request.GET, choices=choices, with_preparation=actor.is_secretariat)
    wanted = form.wanted()
    page, rows = listing.page_of(actor, wanted, request.GET.get("page"), at, workdays.days_off())
    context = {
        "form": form, "page": page, "rows": rows, "chips": form.chips(), "may_register": actor.is_secretariat,
        "found": page.paginator.count,
    }
    return render(request, "consultations/list.html", context)


# --- Reading room ----------------------------------------------------------------------------------------------------
@dataclass
class Reading:
    """What one reader reads of a consultation: which version, which languages, which article, and what they may do there."""

    request: HttpRequest
    consultation: Consultation
    at: datetime

    @cached_property
    def actor(self) -> Actor:
        """Who reads."""
        return actor_of(self.request)

    @cached_property
    def sources(self) -> list[Source]:
        """All texts of the draft."""
        return legislation.sources_of(self.consultation.draft)

    @cached_property
    def version(self) -> Version:
        """The version asked for by number, else the one being commented."""
        commented = self.consultation.version
        asked = self.request.GET.get("version", "")
        if not asked or asked == str(commented.number):
            return commented
        source = next((each for each in self.sources if str(each.number) == asked), None)
        if source is None:
            raise Http404
        return Version(
            pk=source.version, draft=self.consultation.draft, number=source.number, edition=source.edition, label=source.label,
            received_on=source.received_on,
        )

    @property
    def is_commented_version(self) -> bool:
        """Whether this is the text on which members comment."""
        return self.version.pk == self.consultation.version_id

    @cached_property
    def available(self) -> list[str]:
        """Languages of the version."""
        return [each.language for each in self.sources if each.version == self.version.pk]

    @cached_property
    def languages(self) -> list[str]:
        """One language, or two to read side by side: as asked, as read last, or that of the interface."""
        asked = [self.request.GET.get("lang", ""), self.request.GET.get("with", "")]
        if not asked[0]:
            asked = self.request.COOKIES.get(READING_COOKIE, "").split(".") if READING_COOKIE in self.request.COOKIES else [of_text(), ""]
        chosen = [each for each in dict.fromkeys(asked) if each in self.available][:2]
        own = of_text()
        return chosen or ([own] if own in self.available else self.available[:1]) or ["sq"]

    @property
    def language(self) -> str:
        """The first language read."""
        return self.languages[0]

    @cached_property
    def base(self) -> str:
        """The address of the consultation, as every link of the room begins."""
        return self.consultation.get_absolute_url()

    @cached_property
    def query(self) -> str:
        """What links of the room carry behind them: the version, unless it is the one being commented."""
        return "" if self.is_commented_version else f"?version={self.version.number}"

    @cached_property
    def outline(self) -> law.Outline:
        """Chapters and articles."""
        return law.outline_of(self.version, self.language, self.base, self.query)

    @cached_property
    def counted(self) -> queries.Counts:
        """How much was said where."""
        return queries.counts(self.consultation, self.version, self.actor)

    @cached_property
    def may_contribute(self) -> bool:
        """Whether the reader may say something now."""
        return (
            self.actor.person is not None and self.is_commented_version and self.consultation.is_open_at(self.at)
            and permissions.may(states.CONTRIBUTE, self.actor, self.consultation)
        )

    def article(self, eid: str) -> str:
        """The unit in which a provision lies; 404 where the version has no such provision."""
        if eid in self.outline.labels:
            return eid
        found = queries.article_of(self.version, eid)
        if found is None:
            raise Http404
        return found

    def said(self, article: str) -> queries.Said:
        """The page of comments asked for."""
        asked = self.request.GET.get("page", "1")
        number = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
        return queries.said_on(self.consultation, self.version, article, self.actor, self.counted, number)

    def panel(self, article: str) -> dict[str, object]:
        """What the panel of comments shows."""
        said = self.said(article)
        private = self.consultation.contributions_published_at is None
        voice = voice_of(self.request, self.may_contribute, said)
        places = law.place_labels(self.version, said.rows, self.language)
        label = self.outline.labels.get(article) or law.whole_draft(self.language)
        return {
            "article": article, "article_label": label, "said": said, "may_contribute": self.may_contribute, "is_private": private,
            "comments": law.comments_html(said.rows, voice, law.Addresses.of(reverse), places, private=private and bool(said.rows)),
            "contribute_address": f"{self.base}contribute/?provision={article}", "panel_address": f"{self.base}at/{article or WHOLE_DRAFT}/comments/{self.query or '?'}",
            "article_address": f"{self.base}{article}/{self.query or '?'}" if article else f"{self.base}{self.query or '?'}", "consultation": self.consultation,
            "is_open": self.consultation.is_open_at(self.at),
            "reads_private": self.actor.person is not None or not private,
        }


def voice_of(request: HttpRequest, may_contribute: bool, said: queries.Said) -> law.Voice:
    """What the reader may do with comments. A query for the organizations they speak for, only where there is something to support."""
    actor = actor_of(request)
    if actor.person is None:
        return law.Voice(language=get_language() or "sq")
    capacities: tuple[tuple[int, str], ...] = ()
    if may_contribute and any(row.author_id != actor.person_id for row in said.rows):
        held = organizations.mandates_of(actor.person, Mandate.Scope.SPEAK, timezone.localdate())
        capacities = tuple((each.pk, each.name) for each in held)
    return law.Voice(
        person=actor.person_id, language=get_language() or "sq", may_contribute=may_contribute, may_moderate=actor.is_secretariat,
        csrf=get_token(request) if may_contribute else "", capacities=capacities,
    )


@require_safe
def room(request: HttpRequest, pk: int) -> HttpResponse:
    """The reading room at its beginning, or at `?article=`."""
    eid = request.GET.get("article", "")
    return _room(request, pk, eid)


@require_safe
def article(request: HttpRequest, pk: int, eid: str) -> HttpResponse:
    """The reading room at one article or paragraph: each has an address of its own."""
    return _room(request, pk, eid)


def _room(request: HttpRequest, pk: int, eid: str) -> HttpResponse:
    reading = Reading(request, load(request, pk), timezone.now())
    consultation = reading.consultation
    shown = reading.article(eid) if eid else ""
    eids = queries.window(reading.outline.units, shown)
    text = law.law_of(reading.version, eids, reading.languages, reading.base, reading.query)
    tools = law.unit_tools(
        eids, reading.outline.labels, reading.counted.standing, base=reading.base, query=reading.query,
        may_contribute=reading.may_contribute, current=shown,
    )
    index = reading.outline.units.index(eids[0]) if eids else 0
    units = reading.outline.units
    off = workdays.days_off()
    documents = legislation.documents_of(consultation.draft)
    context = {
        "consultation": consultation, "title": legislation.title_in(consultation.draft, of_text()), "reading": reading,
        "standing": standing(consultation, reading.at, off), "way": way(consultation, reading.at),
        "ticks": _ticks(consultation, documents, reading.at), "documents": documents,
        "texts": [each for each in reading.sources if each.version == reading.version.pk and each.key],
        "versions": _versions(reading), "outline": law.outline_html(reading.outline, reading.counted.standing, reading.counted.mine, shown),
        "law": text.html(tools), "is_two": len(reading.languages) > 1,
        "before": units[max(0, index - queries.WINDOW)] if index else "", "after": units[index + len(eids)] if index + len(eids) < len(units) else "",
        "language_choices": _language_choices(reading), "articles": len(units), "all_said": sum(reading.counted.standing.values()),
        "contribute_base": f"{reading.base}contribute/" if reading.may_contribute else "",
        "tabs": tabs_for(consultation, reading.actor, "room") if reading.actor.person is not None else [],
        "whole_said": reading.counted.standing.get("", 0), "has_report": consultation.status == Status.REPORTED, **reading.panel(shown),
    }
    response = render(request, "consultations/room.html", context)
    return _remember(response, request, reading)


def _ticks(consultation: Consultation, documents: list[object], at: datetime) -> list[figures.Standard]:
    if consultation.status in {Status.REGISTERED, Status.WITHDRAWN}:
        return []
    counted = figures.point_figures(consultation) if consultation.submitted_at else figures.Figures()
    present = {each.kind.code for each in documents}  # type: ignore[attr-defined]
    return figures.score_card(consultation, counted, at=at, present=present)


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
        Choice(language_name(each), f"?lang={each}{version}", reading.languages == [each], each) for each in reading.available
    ]
    pairs = [
        Choice(
            _("%(first)s and %(second)s side by side") % {"first": language_name(reading.language), "second": language_name(each)},
            f"?lang={reading.language}&with={each}{version}", reading.languages == [reading.language, each],
        )
        for each in reading.available if each != reading.language
    ]
    return [*alone, *pairs]


def _versions(reading: Reading) -> list[Choice]:
    numbers = {each.number: each for each in reading.sources}
    if len(numbers) < 2:
        return []
    return [
        Choice(
            _("Version %(number)s") % {"number": number}, reading.base if each.version == reading.consultation.version_id else f"{reading.base}?version={number}",
            each.version == reading.version.pk,
        )
        for number, each in numbers.items()
    ]


def _remember(response: HttpResponse, request: HttpRequest, reading: Reading) -> HttpResponse:
    if request.GET.get("lang") in TEXT_LANGUAGES:
        response.set_cookie(
            READING_COOKIE, ".".join(reading.languages), max_age=180 * 24 * 3600, samesite="Lax", secure=settings.PRODUCTION, httponly=True
        )
    return response


@require_safe
def comments(request: HttpRequest, pk: int, eid: str) -> HttpResponse:
    """The panel of comments of one article, for htmx; anybody else is sent to the article's page."""
    if not request.htmx:  # type: ignore[attr-defined]
        target = reverse("consultations:room", args=[pk]) if eid == WHOLE_DRAFT else reverse("consultations:article", args=[pk, eid])
        number = request.GET.get("page", "")
        return redirect(f"{target}{f'?page={number}' if number.isdecimal() else ''}#comments")
    reading = Reading(request, load(request, pk), timezone.now())
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
    wanted = matrix.Filter(outcome=asked if asked in {*states.Outcome.values, "open"} else "", words=request.GET.get("words", "")[:100])
    page, rows = matrix.matrix_page(consultation, actor, wanted, request.GET.get("page"), language)  # type: ignore[arg-type]
    counted = figures.Figures(**published.figures)
    context = {
        "consultation": consultation, "title": legislation.title_in(consultation.draft, language), "report": published, "counted": counted,
        "standards": published.standards[language], "organizations": figures.participants(consultation), "page": page, "rows": rows,
        "tabs": tabs_for(consultation, actor, "report"), "papers": figures.papers_of(consultation, [Paper.Kind.REPORT]), "bars": _bars(counted), "wanted": wanted,
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
    labels = {**{outcome.value: outcome.label for outcome in states.Outcome}, "unanswered": _("no answer")}
    for kind, label in labels.items():
        count = getattr(counted, kind)
        width = 100 * count / counted.points if counted.points else 0.0
        bars.append(Bar("queued" if kind == "unanswered" else kind, label, count, f"{start:.2f}", f"{width:.2f}"))
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
        "BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{settings.NETWORK_NAME}//{get_language()}", "BEGIN:VEVENT",
        f"UID:consultation-{consultation.pk}@{settings.MAIL_DOMAIN}", f"DTSTAMP:{_utc(timezone.now())}",
        f"DTSTART:{_utc(consultation.members_until)}", f"DTEND:{_utc(consultation.members_until)}", f"SUMMARY:{_escaped(summary)}",
        f"DESCRIPTION:{_escaped(address)}", f"URL:{address}", "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P1D",
        f"DESCRIPTION:{_escaped(summary)}", "END:VALARM", "END:VEVENT", "END:VCALENDAR",
    ]
    response = HttpResponse("".join(f"{_folded(line)}\r\n" for line in lines), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="consultation-{consultation.pk}.ics"'
    return response


def _utc(moment: datetime) -> str:
    return moment.astimezone(timezone.get_fixed_timezone(0)).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    # At most 75 octets a line, never in the middle of a letter (RFC 5545, 3.1).
    parts, part = [], ""
    for letter in line:
        if len((part + letter).encode()) > (75 if not parts else 74):
            parts.append(part)
            part = ""
        part += letter
    return "\r\n ".join([*parts, part])
