"""Similar contributions: what resembles each other, made one point or kept apart by an officer."""

from typing import Any

from django.contrib import messages
from django.core.cache import caches
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from civikos.kernel.entrance.doors import actor_of, for_secretariat, told
from civikos.kernel.languages import of_text
from civikos.programs.consultations import actions, permissions, states
from civikos.programs.consultations.actions.grouping import GroupHasChanged
from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.queries import grouping as queries
from civikos.programs.consultations.queries import matrix
from civikos.programs.consultations.views.pages import load, tabs_for
from civikos.registers.legislation import queries as legislation

PAGE_SIZE = 10
KEEP_SECONDS = 3600


@for_secretariat
def similar(request: HttpRequest, pk: int) -> HttpResponse:
    """Groups of similar contributions with their typical text, or (`group`) everybody of one of them."""
    consultation, actor, language = load(request, pk), actor_of(request), of_text()
    context: dict[str, Any] = {
        "consultation": consultation,
        "title": legislation.title_in(consultation.draft, language),
        "tabs": tabs_for(consultation, actor, "matrix"),
        "may_arrange": permissions.may(states.ARRANGE, actor, consultation),
    }
    if not context["may_arrange"]:
        return render(request, "consultations/similar.html", context)
    counted = queries.by_article(consultation)
    article = _article(request.GET, counted)
    groups = queries.groups(consultation, article)
    whole = _number(request.GET.get("group"))
    if not whole and article is None:
        # The page of the matrix tells the number without comparing anything.
        caches["kept"].set(_known(consultation), len(groups), KEEP_SECONDS)
    kind, words = request.GET.get("kind", ""), request.GET.get("words", "").strip()[:100]
    number = _number(request.GET.get("page")) or 1
    page: Page[Any]
    if whole:
        wanted = [group for group in groups if group.typical == whole][:1]
        page = queries.members_page(wanted[0], number) if wanted else Paginator([], 1).get_page(1)
        shown = queries.shown(consultation, wanted, language, members=list(page.object_list))
    else:
        page = Paginator(queries.filtered(groups, consultation, kind, words), PAGE_SIZE).get_page(number)
        shown = queries.shown(consultation, list(page.object_list), language)
    kept = Paginator(queries.kept_apart(consultation), PAGE_SIZE).get_page(_number(request.GET.get("kept_page")) or 1)
    merged = _number(request.GET.get("merged"))
    context |= {
        "article": article,
        "articles": _articles(consultation, counted, language),
        "is_much": sum(counted.values()) > queries.MOST_AT_ONCE,
        "groups": groups,
        "page": page,
        "shown": shown,
        "kind": kind,
        "words": words,
        "kinds": [(code, label, sum(each.kind == code for each in groups)) for code, label in queries.KINDS.items()],
        "whole": whole,
        "kept": queries.apart_in_words(list(kept.object_list)) if kept.object_list else [],
        "kept_page": kept,
        "merged": merged,
        "not_arranged": matrix.not_arranged(consultation),
        "back": request.GET.urlencode(),
    }
    return render(request, "consultations/similar.html", context)


def _articles(consultation: Consultation, counted: dict[str, int], language: str) -> list[tuple[str, str, int]]:
    """Articles on which something was said, the whole draft first, each with how much."""
    units = [
        ("", legislation.unit_label(None, language), ""),
        *legislation.units_with_headings(consultation.version, language),
    ]
    return [(eid, f"{label} {heading}".strip(), counted[eid]) for eid, label, heading in units if counted.get(eid)]


def _article(query: QueryDict, counted: dict[str, int]) -> str | None:
    """The article asked for; None for all. Where there is too much to compare at once, the one on which most was said."""
    asked = query.get("article")
    if asked is not None and asked in counted:
        return asked
    if sum(counted.values()) <= queries.MOST_AT_ONCE:
        return None
    return max(counted, key=lambda eid: (counted[eid], eid))


def _known(consultation: Consultation) -> str:
    return f"similar-known:{consultation.pk}:{consultation.revision}"


def known_number(consultation: Consultation) -> int | None:
    """How many groups the page of similar contributions showed last, None if nobody has looked since the last step. No query."""
    number: int | None = caches["kept"].get(_known(consultation))
    return number


@require_POST
@for_secretariat
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Make one point of a group (`merge`) or of those chosen (`merge_chosen`), keep it apart (`apart`), and undo both."""
    consultation, by, at, sent = load(request, pk), actor_of(request), timezone.now(), request.POST
    back = QueryDict(sent.get("back", ""), mutable=True)
    back.pop("merged", None)
    back.pop("group", None)
    if verb in ("merge", "merge_chosen", "apart"):
        if not permissions.may(states.ARRANGE, by, consultation):
            told(request, lambda: actions.merge_similar(pk, [], words_of=0, by=by, at=at), "")
            return redirect(_address(pk, back))
        keys, typical = _group(consultation, sent)
        if not keys:
            messages.error(request, str(GroupHasChanged()))
        elif verb == "apart":
            told(
                request,
                lambda: actions.keep_apart(pk, keys, by=by, at=at),
                _("They stay points of their own and are not proposed again. You can take that back below."),
            )
        else:
            chosen = keys if verb == "merge" else [key for key in keys if str(key) in _chosen(consultation, sent)]
            _merge(request, pk, chosen, typical, back)
    elif verb == "undo":
        told(
            request,
            lambda: actions.undo_merge(pk, _number(sent.get("point")), by=by, at=at),
            lambda made: (
                ngettext("The merging is undone: %(n)s point.", "The merging is undone: %(n)s points.", len(made))
                % {"n": len(made)}
            ),
        )
    elif verb == "again":
        told(
            request,
            lambda: actions.propose_again(pk, _number(sent.get("kept")), by=by, at=at),
            _("They are proposed as similar again."),
        )
    else:
        raise Http404
    return redirect(_address(pk, back))


def _merge(request: HttpRequest, pk: int, chosen: list[int], typical: int, back: QueryDict) -> None:
    by, at = actor_of(request), timezone.now()
    words_of = typical if typical in chosen else min(chosen, default=0)

    def say(point: Any) -> str:
        back["merged"] = str(point.pk)
        return ngettext(
            "%(n)s contribution is one point now. Everybody stays named behind it.",
            "%(n)s contributions are one point now. Everybody stays named behind it.",
            len(chosen),
        ) % {"n": len(chosen)}

    told(request, lambda: actions.merge_similar(pk, chosen, words_of=words_of, by=by, at=at), say)


def _group(consultation: Consultation, sent: QueryDict) -> tuple[list[int], int]:
    """All contributions of the group that was shown, and the typical one; none if somebody joined or left it since."""
    counted = queries.by_article(consultation)
    article = _article(QueryDict(sent.get("back", "")), counted)
    typical = _number(sent.get("group"))
    for group in queries.group_of(consultation, typical, article):
        if group.seal == sent.get("seal"):
            return list(group.keys), typical
    return [], 0


def _chosen(consultation: Consultation, sent: QueryDict) -> set[str]:
    """What was ticked, with those that stand behind a ticked one in the same words."""
    ticked = set(sent.getlist("row"))
    article = _article(QueryDict(sent.get("back", "")), queries.by_article(consultation))
    for group in queries.group_of(consultation, _number(sent.get("group")), article):
        for key, others in group.stands_for.items():
            if str(key) in ticked:
                ticked |= {str(other) for other in others}
    return ticked


def _address(pk: int, back: QueryDict) -> str:
    query = back.urlencode()
    return reverse("consultations:similar", args=[pk]) + (f"?{query}" if query else "")


def _number(value: str | None) -> int:
    return int(value) if value and value.isdigit() and len(value) < 18 else 0
