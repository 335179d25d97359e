"""Saying something, changing it, taking it back, backing what another said."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from civikos.kernel.audit import queries as audit
from civikos.kernel.entrance.doors import actor_of
from civikos.kernel.files.downloads import bytes_as_download
from civikos.kernel.languages import TEXT_LANGUAGES, of_text
from civikos.kernel.workflow.refusals import NotFound, Refused
from civikos.programs.consultations import actions, states
from civikos.programs.consultations.forms import contributions as typed
from civikos.programs.consultations.forms.subscriptions import Subscribing
from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.papers import lists
from civikos.programs.consultations.queries import mailed
from civikos.programs.consultations.queries import room as queries
from civikos.programs.consultations.queries.fate import OwnFate, own_fates
from civikos.programs.consultations.queries.satisfaction import TOLD
from civikos.programs.consultations.templatetags import law
from civikos.programs.consultations.views.reading import Reading
from civikos.registers.legislation import queries as legislation
from civikos.registers.organizations import queries as organizations
from civikos.registers.organizations.models import Mandate, Organization

OWN_PAGE = 20
OWN_CHOICES = [
    ("", gettext_lazy("all")),
    ("answered", gettext_lazy("answered")),
    ("flagged", gettext_lazy("the answer and the text differ")),
    ("waiting", gettext_lazy("waiting for my view")),
]


@dataclass(frozen=True)
class OwnLine:
    """One of the reader's own contributions, with its fate in a line."""

    row: Any
    place: str
    fate: OwnFate

    def is_of(self, shown: str) -> bool:
        """Whether it fits a filter; an unknown one asks for all."""
        match shown:
            case "answered":
                return self.fate.is_answered
            case "flagged":
                return self.fate.contradiction is not None
            case "waiting":
                return self.fate.waits_for_view
        return True

    def cells(self, absolute: Callable[[str], str]) -> list[str]:
        """As a line of a file."""
        row, fate = self.row, self.fate
        point = fate.point
        return [
            self.place,
            timezone.localtime(row.given_at).date().isoformat(),
            row.organization.name if row.organization is not None else _("as an individual"),
            row.text,
            row.proposed,
            str(states.ContributionStatus(row.status).label),
            str(point.number or "") if point is not None else "",
            str(states.Outcome(point.outcome).label) if point is not None and point.outcome else "",
            point.answer if point is not None else "",
            fate.mark.label if fate.mark is not None else "",
            str(fate.contradiction.label) if fate.contradiction is not None else "",
            str(states.Satisfied(fate.view.view).label) if fate.view is not None else "",
            fate.view.reason if fate.view is not None else "",
            absolute(row.get_absolute_url()),
        ]


def own_lines(reading: Reading) -> list[OwnLine]:
    """Everything the reader said in one consultation, in the order of the text. At most six queries."""
    consultation = reading.consultation
    told = reading.reads_answers or consultation.status in TOLD
    rows = queries.own_contributions(consultation, reading.actor, with_answers=told)
    places = legislation.full_labels(
        consultation.version, {row.provision.eid for row in rows if row.provision}, reading.language
    )
    fates = own_fates(consultation, rows) if told else {}
    return [
        OwnLine(
            row,
            places.get(row.provision.eid, "") if row.provision else law.whole_draft(reading.language),
            fates.get(row.pk, OwnFate()),
        )
        for row in rows
    ]


def _speaks_for(request: HttpRequest) -> list[Organization]:
    person = actor_of(request).person
    return organizations.mandates_of(person, Mandate.Scope.SPEAK, timezone.localdate()) if person is not None else []


def _text_language(asked: str, reading: Reading) -> str:
    # Which languages the text has is asked only where none of ours is named; the action knows the rest.
    short = asked.partition("-")[0]
    return short if short in TEXT_LANGUAGES else reading.language


def _place(reading: Reading, eid: str, language: str) -> typed.Place:
    # The wording a proposal starts from is what the action will compare with.
    if not eid:
        return typed.Place("", language, "")
    words = legislation.wording_of(reading.version, eid, language)
    if words is None and queries.article_of(reading.version, eid) is None:
        raise Http404
    return typed.Place(eid, language, words.text or words.heading if words else "")


@require_http_methods(["GET", "HEAD", "POST"])
def contribute(request: HttpRequest, pk: int) -> HttpResponse:
    """
    Comment on the draft, an article, a paragraph or selected words, or propose exact wording for it.

    GET takes `provision`, `quote`, `quote_prefix`, `quote_suffix`, `lang` and `kind`; for htmx it answers with the form alone.
    """
    reading = Reading.of(request, pk, exact=request.method != "POST")
    if reading.actor.person is None:
        return redirect_to_login(request.get_full_path())
    values = request.POST if request.method == "POST" else request.GET
    language = _text_language(values.get("lang", ""), reading)
    eid = values.get("provision", "")
    place = _place(reading, eid, language)
    if request.method == "POST":
        form = typed.Contribution(request.POST, organizations=None, original=place.original)
        if form.is_valid():
            try:
                row = actions.contribute(pk, form.said(place), by=reading.actor, at=reading.at)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            except NotFound:
                raise Http404 from None
            else:
                messages.success(request, _receipt(row.name))
                if queries.is_among_many(row):
                    # On one of several pages: the list of one's own shows it at once.
                    return redirect(f"{reading.base}mine/#contribution-{row.pk}")
                return redirect(_address(reading, row.article, row.pk))
        form.offer(_speaks_for(request))
        reading = Reading.of(request, pk)
    else:
        asked = {
            name: request.GET.get(name, "")[:most]
            for name, most in (("quote", 2000), ("quote_prefix", 200), ("quote_suffix", 200), ("kind", 10))
        }
        form = typed.Contribution(
            organizations=_speaks_for(request),
            original=place.original,
            initial={**asked, "provision": eid, "lang": language},
        )
    is_part = request.htmx and request.method == "GET"  # type: ignore[attr-defined]
    template = "consultations/_contribute.html" if is_part else "consultations/contribute.html"
    return render(request, template, _form_page(reading, form, place), status=422 if form.errors else 200)


def _form_page(reading: Reading, form: Any, place: typed.Place) -> dict[str, Any]:
    article = queries.article_of(reading.version, place.eid) if place.eid else ""
    unit = queries.unit(reading.version, article, [place.language]) if article else None
    labels = (
        legislation.full_labels(reading.version, {block.eid for block in unit.blocks}, place.language) if unit else {}
    )
    values = form.data if form.is_bound else form.initial
    return {
        "consultation": reading.consultation,
        "title": legislation.title_in(reading.consultation.draft, of_text()),
        "form": form,
        "place": place,
        "place_label": labels.get(place.eid) or law.whole_draft(place.language),
        "article": article or "",
        "heading": unit.words[place.language].heading if unit and place.language in unit.words else "",
        "quote": values.get("quote", ""),
        "wants_wording": values.get("kind", "") == "wording" or _differs(form, place),
        "blocks": [
            (block.eid, labels.get(block.eid, ""), " ".join(block.words[place.language].text.split()[:14]))
            for block in (unit.blocks if unit else [])
            if place.language in block.words and block.words[place.language].text
        ],
        "may_contribute": reading.may_contribute,
        "is_open": reading.consultation.is_open_at(reading.at),
        "back": _address(reading, article or "", None),
        "closed_sentence": _closed(reading.consultation),
    }


def _differs(form: Any, place: typed.Place) -> bool:
    return bool(
        form.is_bound and place.original and form.data.get("proposed", place.original).strip() != place.original.strip()
    )


def _closed(consultation: Consultation) -> str:
    if consultation.status == states.Status.DISTRIBUTED:
        return _(
            "The deadline has passed; no more comments can be given here. Write to the secretariat if you still have something to say."
        )
    return _("Comments cannot be given at this stage of the consultation.")


def _address(reading: Reading, article: str, pk: int | None) -> str:
    base = f"{reading.base}{article}/" if article else reading.base
    return f"{base}#contribution-{pk}" if pk is not None else f"{base}#{article}" if article else base


def _receipt(name: str, kind: str = "contribution.received") -> str:
    number = audit.receipt_number(name, kind)
    if number is None:
        return _("Your contribution is recorded. A receipt will come by e-mail.")
    return _("Your contribution is recorded. Receipt no. %(number)s; it will also come by e-mail.") % {"number": number}


def _own_or_404(request: HttpRequest, pk: int) -> Any:
    row = queries.get_contribution(pk, actor_of(request))
    if row is None:
        raise Http404
    return row


@require_safe
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything the reader said in one consultation, each with its fate in a line; withdrawn ones can be put back until the deadline."""
    if actor_of(request).person is None:
        return redirect_to_login(request.get_full_path())
    reading = Reading.of(request, pk)
    every = own_lines(reading)
    shown = request.GET.get("show", "")
    lines = [line for line in every if line.is_of(shown)]
    page = Paginator(lines, OWN_PAGE).get_page(request.GET.get("page"))
    voice = reading.voice
    context = {
        "consultation": reading.consultation,
        "title": legislation.title_in(reading.consultation.draft, of_text()),
        "rows": [
            (line, law.cards_html([law.card_of(line.row, with_hidden_words=True)], voice)) for line in page.object_list
        ],
        "page": page,
        "n_all": len(every),
        "choices": [
            (code, label, sum(line.is_of(code) for line in every), code == shown) for code, label in OWN_CHOICES
        ],
        "mails": mailed.own_mails(reading.consultation, reading.actor),
        "may_contribute": reading.may_contribute,
    }
    return render(request, "consultations/own.html", context)


@require_safe
def own_file(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own contributions with what became of each, as CSV, filtered as the page."""
    if actor_of(request).person is None:
        return redirect_to_login(request.get_full_path())
    reading = Reading.of(request, pk)
    lines = [line for line in own_lines(reading) if line.is_of(request.GET.get("show", ""))]
    columns = [
        _("Place"),
        _("Given"),
        _("In the capacity of"),
        _("Comment"),
        _("Proposed wording"),
        _("State"),
        _("Point"),
        _("Answer"),
        _("Reason"),
        _("In the text"),
        _("How they differ"),
        _("My view"),
        _("Why"),
        _("Address"),
    ]
    content = lists.list_csv(columns, [line.cells(request.build_absolute_uri) for line in lines])
    return bytes_as_download(content, f"{_('my-contributions')}-{pk}.csv", "text/csv; charset=utf-8")


@require_http_methods(["GET", "HEAD", "POST"])
def edit_contribution(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what one said, until the deadline; how it stood before is kept."""
    row = _own_or_404(request, pk)
    actor = actor_of(request)
    if (
        actor.person is None
        or row.author_id != actor.person_id
        or not actor.reaches("consultation", row.consultation_id)
    ):
        raise Http404
    reading = Reading.of(request, row.consultation_id)
    place = typed.Place(row.provision.eid if row.provision else "", row.language, row.original)
    speaks_for = _speaks_for(request)
    if request.method == "POST":
        form = typed.Words(request.POST, organizations=speaks_for, original=row.original)
        # A new paragraph has no wording from which it started.
        form.fields["text"].required = row.kind != "proposal" and not row.original
        if form.is_valid():
            try:
                actions.edit_contribution(
                    pk,
                    text=form.cleaned_data["text"],
                    proposed=form.cleaned_data["proposed"],
                    organization=form.organization,
                    by=actor,
                    at=reading.at,
                )
            except Refused as refusal:
                form.add_error(None, str(refusal))
            except NotFound:
                raise Http404 from None
            else:
                messages.success(request, _("Your change is recorded. A new receipt will come by e-mail."))
                return redirect(_address(reading, row.article, row.pk))
    else:
        capacity = str(row.organization_id) if row.organization_id else typed.AS_PERSON
        form = typed.Words(
            organizations=speaks_for,
            original=row.original,
            initial={"text": row.text, "proposed": row.proposed, "capacity": capacity},
        )
    context = {
        **_form_page(reading, form, place),
        "row": row,
        "quote": row.quote,
        "wants_wording": row.kind == "proposal",
        "has_wording": row.kind == "proposal",
    }
    return render(request, "consultations/edit_contribution.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw_contribution(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what one said; the list of one's own then offers to put it back. `undo` puts it back."""
    at = timezone.now()
    actor = actor_of(request)
    try:
        if "undo" in request.POST:
            row = actions.restore_contribution(pk, by=actor, at=at)
            messages.success(request, _("Your contribution stands again."))
        else:
            row = actions.withdraw_contribution(pk, by=actor, at=at)
            messages.info(request, _("Your contribution is withdrawn. Until the deadline you can put it back here."))
    except NotFound:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("consultations:contribution", pk=pk)
    return redirect(f"{reverse('consultations:own', args=[row.consultation_id])}#contribution-{row.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def support(request: HttpRequest, pk: int) -> HttpResponse:
    """
    Back what another member said. Whoever speaks for an organization says in which capacity, on a page of its own: nothing is
    chosen for them.
    """
    row = _own_or_404(request, pk)
    reading = Reading.of(request, row.consultation_id)
    if reading.actor.person is None:
        return redirect_to_login(request.get_full_path())
    speaks_for = _speaks_for(request)
    form = typed.Capacity(request.POST if "capacity" in request.POST else None, organizations=speaks_for)
    capacity = form.cleaned_data["capacity"] if form.is_valid() else "" if speaks_for else typed.AS_PERSON
    if request.method == "POST" and capacity:
        organization = typed.organization_of(capacity)
        return _back(request, row, lambda by, at: actions.support(pk, organization=organization, by=by, at=at))
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(headers={"HX-Redirect": reverse("consultations:support", args=[pk])})
    context = {
        "consultation": reading.consultation,
        "title": legislation.title_in(reading.consultation.draft, of_text()),
        "row": row,
        "form": form,
        "card": law.cards_html([replace(reading.card(row), answers="")], law.Voice()),
        "back": _address(reading, row.article, row.pk),
        "may_contribute": reading.may_contribute,
        "closed_sentence": _closed(reading.consultation),
    }
    return render(request, "consultations/support.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw_support(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's support back."""
    return _back(request, _own_or_404(request, pk), lambda by, at: actions.withdraw_support(pk, by=by, at=at))


def _back(request: HttpRequest, row: Any, act: Callable[..., object]) -> HttpResponse:
    try:
        act(actor_of(request), timezone.now())
    except NotFound:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal))
    if request.htmx:  # type: ignore[attr-defined]
        reading = Reading.of(request, row.consultation_id)
        return HttpResponse(law.cards_html([reading.card(_own_or_404(request, row.pk))], reading.voice))
    name = "consultations:article" if row.article else "consultations:room"
    where = [row.consultation_id, row.article] if row.article else [row.consultation_id]
    return redirect(f"{reverse(name, args=where)}#contribution-{row.pk}")


@require_POST
def subscribe(request: HttpRequest) -> HttpResponse:
    """Hear of every draft on a topic, of a municipality or from an institution; `end` ends a subscription."""
    actor, at = actor_of(request), timezone.now()
    if not actor.has_signed_in:
        return redirect_to_login(reverse("desk:account"))
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = reverse("desk:account")
    form = Subscribing(request.POST)
    try:
        if form.is_valid() and form.cleaned_data["end"]:
            actions.unsubscribe(form.cleaned_data["end"], by=actor, at=at)
            messages.info(request, _("You will hear no more of it. You can subscribe again at any time."))
        elif form.is_valid():
            actions.subscribe(**form.chosen(), by=actor, at=at)
            messages.success(request, _("You will hear of every new draft that fits."))
        else:
            messages.error(request, _("Choose a field, a municipality or an institution."))
    except NotFound:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(target)
