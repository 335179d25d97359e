"""Versions of a draft: what changed, where each contribution stands, adding the next one."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from civikos.kernel.entrance.doors import actor_of, attempt, for_secretariat, told
from civikos.kernel.languages import of_text
from civikos.programs.consultations import actions, permissions, states
from civikos.programs.consultations.forms import officer as forms
from civikos.programs.consultations.forms.uploads import Texts, gather_texts
from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.queries import deadlines, takenup
from civikos.programs.consultations.queries import versions as queries
from civikos.programs.consultations.states import Uptake
from civikos.programs.consultations.views.pages import load, tabs_for
from civikos.registers.legislation import queries as legislation
from civikos.registers.legislation.models import Version
from civikos.registers.legislation.reading import most_scanned_pages

PAGE_SIZE = 20
KEPT_WORDS = frozenset({"unchanged", "renumbered"})


def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions side by side or inline: first what became of each article, then the words that changed."""
    consultation, actor = load(request, pk), actor_of(request)
    all_versions = legislation.versions_of(consultation.draft)
    older, newer = _chosen(request, all_versions)
    context: dict[str, Any] = {
        "consultation": consultation,
        "title": legislation.title_in(consultation.draft, of_text()),
        "tabs": tabs_for(consultation, actor, "versions"),
        "versions": all_versions,
        "older": older,
        "newer": newer,
        "may_add": permissions.may(states.ADD_VERSION, actor, consultation),
    }
    if older is not None and newer is not None:
        context |= _compared(request, consultation, older, newer)
    return render(request, "consultations/versions.html", context)


def _chosen(request: HttpRequest, found: list[Version]) -> tuple[Version | None, Version | None]:
    if len(found) < 2:
        return None, None
    by_number = {str(version.number): version for version in found}
    newer = by_number.get(request.GET.get("new", ""), found[-1])
    older = by_number.get(request.GET.get("old", ""), found[max(0, found.index(newer) - 1)])
    if older.number >= newer.number:
        older, newer = (newer, older) if older.number > newer.number else (found[0], found[-1])
    return older, newer


def _compared(request: HttpRequest, consultation: Consultation, older: Version, newer: Version) -> dict[str, Any]:
    actor = actor_of(request)
    spoken = [legislation.languages_of(version) for version in (older, newer)]
    both = [language for language in spoken[0] if language in spoken[1]]
    wishes = [request.GET.get("language", ""), of_text(), *both, *spoken[0]]
    language = next(each for each in wishes if each in (both or spoken[0]))
    only = request.GET.get("only", "")
    every = queries.fate_rows(older, newer, language)
    rows = [row for row in every if row.row.fate == only] if only in queries.FATE_ORDER else every
    # Without a filter what kept its words is in the list alone, unless somebody was promised that they would change.
    promised = takenup.missing_articles(consultation, newer, actor) if older.pk == consultation.version_id else set()
    told_in_full = [
        row for row in rows if only or row.row.fate not in KEPT_WORDS or promised & set(row.row.old_articles)
    ]
    number = request.GET.get("page", "")
    page = Paginator(told_in_full, PAGE_SIZE).get_page(int(number) if number.isdigit() else 1)
    counted = Counter(row.row.fate for row in every)
    may_place = permissions.may(states.ADD_VERSION, actor, consultation)
    may_judge = permissions.may(states.JUDGE, actor, consultation) and newer.number > consultation.version.number
    return {
        "language": language,
        "spoken": both,
        "only": only,
        "rows": rows,
        "page": page,
        "inline": request.GET.get("view") != "side",
        "articles": queries.comparison(
            consultation, older, newer, language, actor, rows=[row.row for row in page.object_list]
        ),
        "counts": [(fate, queries.FATE_LABELS[fate], counted[fate]) for fate in queries.FATE_ORDER if counted[fate]],
        "may_place": may_place,
        "homeless": queries.homeless(consultation, newer, actor, language),
        "may_judge": may_judge,
        "may_overrule": permissions.may(states.OVERRULE, actor, consultation),
        "verdicts": Uptake.choices,
        "back": request.GET.urlencode(),
        "is_judged": takenup.is_judged(consultation, newer) if may_judge else True,
        "units": _places(newer, language) if may_place else [],
    }


def _places(version: Version, language: str) -> list[tuple[str, str]]:
    return [
        (eid, f"{label} {heading}".strip())
        for eid, label, heading in legislation.units_with_headings(version, language)
    ]


@for_secretariat
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Upload the next version; files survive a refusal, as when a draft is registered."""
    consultation, actor, at = load(request, pk), actor_of(request), timezone.now()
    texts = gather_texts(request, actor) if request.method == "POST" else Texts()
    form = forms.NewVersion(request.POST or None, initial=forms.today_and(deadlines.usual_time(timezone.localdate(at))))
    if request.method == "POST" and form.is_valid():
        for refusal in texts.refusals:
            form.add_error(None, refusal)
        if not form.errors and "read" not in request.POST:
            said = form.cleaned_data
            newer, refusal = attempt(
                lambda: actions.add_version(
                    pk,
                    texts.read,
                    received_on=said["received_on"],
                    label=said["label"].strip(),
                    without_articles=said["without_articles"],
                    by=actor,
                    at=at,
                )
            )
            if newer is not None:
                said_of = _("Version %(number)s is compared with the one before. Everybody invited is told.")
                messages.success(request, said_of % {"number": newer.number})
                return redirect(f"{reverse('consultations:versions', args=[pk])}?new={newer.number}")
            form.add_error(None, refusal)
    context = {
        "consultation": consultation,
        "title": legislation.title_in(consultation.draft, of_text()),
        "tabs": tabs_for(consultation, actor, "versions"),
        "form": form,
        "texts": texts,
        "recognizes": most_scanned_pages(),
        "may_add": permissions.may(states.ADD_VERSION, actor, consultation),
    }
    return render(request, "consultations/add_version.html", context, status=422 if form.errors else 200)


@require_POST
@for_secretariat
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Say by hand where a contribution stands in a later version."""
    actor, sent = actor_of(request), request.POST
    consultation = load(request, pk)
    newer = queries.version_of(consultation, _number(sent.get("version")))
    told(
        request,
        lambda: actions.place_contribution(
            pk,
            _number(sent.get("contribution")),
            newer.pk if newer is not None else 0,
            sent.get("eid", ""),
            by=actor,
            at=timezone.now(),
        ),
        _("The contribution has its place in the new version."),
    )
    return redirect(f"{reverse('consultations:versions', args=[pk])}?new={_number(sent.get('version'))}#homeless")


@require_POST
@for_secretariat
def taken_up(request: HttpRequest, pk: int) -> HttpResponse:
    """
    Judge the points of a version again (`judge`), overrule one judgment with a reason, or take that back (`undo`).

    A refusal leads to a page of its own with what was typed.
    """
    actor, sent, at = actor_of(request), request.POST, timezone.now()
    consultation = load(request, pk)
    back = _page_of(pk, sent)
    if "judge" in sent:
        told(
            request,
            lambda: actions.judge_version(pk, _number(sent["judge"]), by=actor, at=at),
            lambda n: ngettext("%(n)s judgment was made.", "%(n)s judgments were made.", n) % {"n": n},
        )
        return redirect(back)
    judgment = _number(sent.get("judgment"))
    if "undo" in sent:
        told(
            request,
            lambda: actions.restore_judgment(pk, judgment, by=actor, at=at),
            _("The judgment of the comparison holds again."),
        )
        return redirect(back)
    verdict, reason = sent.get("verdict", ""), sent.get("reason", "")
    _done, refusal = attempt(
        lambda: actions.overrule_judgment(pk, judgment, verdict=verdict, reason=reason, by=actor, at=at)
    )
    if not refusal:
        messages.success(request, _("Your judgment stands beside that of the comparison. You can take it back."))
        return redirect(back)
    context = {
        "consultation": consultation,
        "title": legislation.title_in(consultation.draft, of_text()),
        "tabs": tabs_for(consultation, actor, "versions"),
        "mark": takenup.judgment(consultation, judgment),
        "verdicts": Uptake.choices,
        "verdict": verdict,
        "reason": reason,
        "refusal": refusal,
        "back": sent.get("back", ""),
        "address": back,
    }
    return render(request, "consultations/taken_up.html", context, status=422)


def _page_of(pk: int, sent: QueryDict) -> str:
    """The page from which a form was sent, with what stood in its address."""
    query = QueryDict(sent.get("back", "")).urlencode()
    return reverse("consultations:versions", args=[pk]) + (f"?{query}" if query else "")


def _number(value: str | None) -> int:
    return int(value) if value and value.isdigit() and len(value) < 18 else 0
