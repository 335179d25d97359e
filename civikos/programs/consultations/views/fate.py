"""What became of one contribution, or of one point of the matrix; and what its contributor thinks of the answer."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from civikos.kernel.audit import queries as audit
from civikos.kernel.entrance.doors import actor_of, attempt
from civikos.kernel.languages import of_text
from civikos.programs.consultations import actions, permissions, states
from civikos.programs.consultations.forms import fate as forms
from civikos.programs.consultations.models import Point
from civikos.programs.consultations.queries import fate as queries
from civikos.programs.consultations.queries import matrix, room
from civikos.programs.consultations.queries.fate import Fate
from civikos.programs.consultations.states import Outcome, Uptake
from civikos.programs.consultations.templatetags import law
from civikos.programs.consultations.views.pages import tabs_for
from civikos.programs.consultations.views.reading import Reading
from civikos.registers.legislation import queries as legislation

CHANNELS = {
    "web": gettext_lazy("on the web"),
    "mail": gettext_lazy("by e-mail"),
    "word": gettext_lazy("in a Word file"),
    "officer": gettext_lazy("entered by the secretariat"),
}
SUMMARY = 200


@dataclass(frozen=True)
class Station:
    """A stop on the way of what was said: `state` is `done`, `now`, `missed` or ""."""

    label: str
    state: str = ""
    moment: datetime | date | None = None
    detail: str = ""


@require_safe
def contribution(request: HttpRequest, pk: int) -> HttpResponse:
    """One contribution with its fate: who, for whom, when, by which way, what was answered, what the text became."""
    return _contribution_page(request, pk, None)


def _contribution_page(request: HttpRequest, pk: int, form: forms.View | None, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    row = room.get_contribution(pk, actor, with_answers=False)
    if row is None:
        raise Http404
    reading = Reading.of(request, row.consultation_id)
    row.consultation = consultation = reading.consultation
    language = reading.language
    label = law.place_labels(consultation.version, [row], language).get(row.provision.eid, "") if row.provision else ""
    card = law.card_of(row, with_hidden_words=reading.scope == "officer")
    is_hidden = not card.is_active and reading.scope != "officer"
    fate = None if is_hidden or not card.is_active else queries.of_contribution(row, actor, language)
    on = timezone.localdate(reading.at)
    has_answer = fate is not None and any(each.point.outcome for each in fate.told)
    may_value = has_answer and permissions.speaks_in(row, actor, on)
    if may_value and form is None and fate is not None:
        now = fate.view
        form = forms.View(initial={"view": now.view, "reason": now.reason} if now else None)
    title = legislation.title_in(consultation.draft, of_text())
    place = label or legislation.unit_label(row.provision, language)
    context = {
        "consultation": consultation,
        "title": title,
        "row": row,
        "place_label": place,
        "channel": ", ".join(
            str(CHANNELS[each]) for each in (row.channel, "officer" if row.entered_by_id is not None else "") if each
        ),
        "is_hidden": is_hidden,
        "back": f"{reading.base}{row.article}/#contribution-{row.pk}"
        if row.article
        else f"{reading.base}#contribution-{row.pk}",
        "is_private": consultation.contributions_published_at is None,
        "card": law.cards_html([replace(card, answers="")], reading.voice),
        "revisions": []
        if is_hidden
        else sorted(row.revisions.all(), key=lambda each: (each.until, each.pk), reverse=True),
        "receipt": None if is_hidden else audit.receipt_number(row.name, "contribution.received"),
        "supports": [] if is_hidden else row.supports_,
        "may_contribute": reading.may_contribute,
        "may_hide": card.is_active and permissions.may(states.MODERATE, actor, consultation),
        "fate": fate,
        "way": _way(row.given_at, fate) if fate is not None else [],
        "form": form if may_value else None,
        "own_language": row.language,
        "may_overrule": False,
        "about": "" if is_hidden else _summary(place, title, row.text or row.proposed, fate),
        "permanent": request.build_absolute_uri(row.get_absolute_url()),
    }
    return render(request, "consultations/contribution.html", context, status=status)


def _summary(place: str, title: str, said: str, fate: Fate | None) -> str:
    """What a shared link shows: the place, the words, the answer."""
    short = " ".join(said.split())
    short = short if len(short) <= SUMMARY else f"{short[: SUMMARY - 1]}…"
    outcome = next((Outcome(each.point.outcome).label for each in fate.told if each.point.outcome), "") if fate else ""
    told = _("Answer: %(outcome)s.") % {"outcome": outcome} if outcome else ""
    quoted = _("“%(words)s”") % {"words": short} if short else ""
    return " ".join(part for part in (f"{place}, {title}.", quoted, told) if part)


def _way(given_at: datetime | None, fate: Fate) -> list[Station]:
    """Given, in the matrix, answered, in the text, explained: with dates."""
    stations = [Station(_("Given"), "done", given_at)] if given_at is not None else []
    for each in fate.told[:1]:
        point = each.point
        submitted = point.consultation.submitted_at
        number = _("point %(number)s") % {"number": point.number} if point.number else ""
        stations.append(Station(_("With the institution"), "done" if submitted else "now", submitted, number))
        if point.outcome:
            stations.append(Station(_("Answered"), "done", point.answered_at, str(Outcome(point.outcome).label)))
        else:
            late = point.consultation.status in (states.Status.ANSWERED, states.Status.REPORTED)
            stations.append(Station(_("Answered"), "missed" if late else "now", None, _("no answer")))
    for later in fate.later:
        mark = later.own or later.mark
        if mark is not None and (mark.has_wording or mark.is_overruled):
            detail = mark.label
        else:
            detail = str(later.fate_label) or (_("read it below") if later.is_placed or later.is_whole_draft else "")
        state = "missed" if mark is not None and (mark.is_missing or mark.is_unchanged) else "done"
        stations.append(Station(_("Version %(number)s") % {"number": later.number}, state, later.received_on, detail))
    for each in fate.told[:1]:
        if each.contradiction is not None:
            explained = each.explanation
            stations.append(
                Station(
                    _("Explained"),
                    "done" if explained is not None else "now",
                    explained.given_at if explained is not None else None,
                    "" if explained is not None else _("not yet"),
                )
            )
        reported = each.point.consultation.reported_at
        if reported is not None:
            stations.append(Station(_("Reported"), "done", reported))
        if each.raised is not None and each.raised.status == states.RaisedStatus.RAISED:
            stations.append(Station(_("In the Council"), "done", each.raised.raised_on, each.raised.meeting))
    return stations


@require_POST
def satisfaction(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what one thinks of the answer to one's contribution; `undo` takes the view back."""
    actor, at = actor_of(request), timezone.now()
    row = room.get_contribution(pk, actor, with_answers=False)
    if row is None:
        raise Http404
    if actor.person is None:
        return redirect_to_login(row.get_absolute_url())
    where = f"{row.get_absolute_url()}#view"
    if "undo" in request.POST:
        _done, refusal = attempt(lambda: actions.take_back_view(pk, by=actor, at=at))
        if refusal:
            messages.error(request, refusal)
        else:
            messages.info(request, _("You have no view of this answer any more. What it was stays in the history."))
        return redirect(where)
    form = forms.View(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        _made, refusal = attempt(
            lambda: actions.value_answer(
                pk, view=given["view"], reason=given["reason"], language=of_text(), by=actor, at=at
            )
        )
        if not refusal:
            messages.success(request, _("Your view of the answer is recorded. You can change it at any time."))
            return redirect(where)
        form.add_error(None, refusal)
    return _contribution_page(request, pk, form, status=422)


# --- Points ----------------------------------------------------------------------------------------------------------
@require_safe
def point(request: HttpRequest, pk: int) -> HttpResponse:
    """One point of the matrix with everybody behind it and the same line of fate."""
    return point_page(request, pk, None)


def point_page(request: HttpRequest, pk: int, form: forms.Explanation | None, status: int = 200) -> HttpResponse:
    """The page of a point, with a form that was refused where there is one."""
    actor, language = actor_of(request), of_text()
    row = queries.get_point(pk, actor)
    if row is None:
        raise Http404
    consultation = row.consultation
    fate = queries.of_point(row, actor)
    (shown,) = matrix.rows_of(consultation, [row], language)
    told = fate.told[0]
    may_explain = told.contradiction is not None and permissions.may(states.EXPLAIN, actor, consultation)
    if may_explain and form is None:
        form = forms.Explanation(initial={"text": told.explanation.text if told.explanation is not None else ""})
    title = legislation.title_in(consultation.draft, language)
    page = queries.voices_of(row, actor, request.GET.get("page"))
    context = {
        "consultation": consultation,
        "title": title,
        "tabs": tabs_for(consultation, actor, "matrix"),
        "point": row,
        "shown": shown,
        "fate": fate,
        "told": told,
        "way": _way(None, fate),
        "page": page,
        "may_explain": may_explain,
        "may_correct": may_explain and permissions.may(states.ANSWER, actor, consultation),
        "form": form if may_explain else None,
        "own_language": shown.wording_language,
        "about": _summary(shown.place, title, row.text or row.proposed, fate),
        "permanent": request.build_absolute_uri(row.get_absolute_url()),
        "verdicts": Uptake.choices,
        "neighbors": _neighbors(row),
    }
    return render(request, "consultations/point.html", context, status=status)


def _neighbors(row: Point) -> tuple[int | None, int | None]:
    before, after, _beyond = matrix.neighbors(row.consultation, row.pk)
    return before, after
