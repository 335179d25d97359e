"""What is gathered for a position: members' contributions by article, and points given for it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from civikos.kernel.entrance.doors import attempt, told
from civikos.kernel.languages import of_text
from civikos.programs.positions import actions, forms
from civikos.programs.positions.actions.gathering import Point
from civikos.programs.positions.queries import gathering as gathered
from civikos.programs.positions.views.pages import Asked, load_near, members_only, page
from civikos.registers.legislation import queries as legislation
from civikos.registers.organizations import queries as organizations
from civikos.registers.organizations.models import Mandate, Organization


@members_only
def gathering(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything gathered, with the form for a point of one's own."""
    asked = load_near(request, pk)
    takes = asked.is_member and asked.position.takes_points_at(asked.at)
    if request.method != "POST":
        form = _form(asked, None) if takes else None
        return _page(asked, form)
    form = _form(asked, request.POST)
    if form.is_valid():
        said = form.cleaned_data
        point = Point(
            said["text"].replace("\r\n", "\n"),
            form.organization,
            of_text(),
            said.get("article", ""),
            said["proposed"].replace("\r\n", "\n"),
            said["url"],
            request_key=said["request_key"],
        )
        done, refusal = attempt(lambda: actions.suggest(pk, point, by=asked.actor, at=asked.at))
        if done is not None:
            messages.success(request, _("Your point is among those gathered."))
            return redirect(f"{request.path}#suggestion-{done.pk}")
        form.add_error(None, refusal)
    return _page(asked, form, status=422)


def _form(asked: Asked, data: QueryDict | None) -> forms.Suggestion:
    held: list[Organization] = []
    if asked.actor.person is not None:
        held = organizations.mandates_of(asked.actor.person, Mandate.Scope.SPEAK, timezone.localdate(asked.at))
    consultation = asked.position.consultation
    units = legislation.units_with_headings(consultation.version, of_text()) if consultation else []
    places = [(eid, f"{label} {heading}".strip()) for eid, label, heading in units]
    return forms.Suggestion(data, held=held, units=places)


def _page(asked: Asked, form: forms.Suggestion | None, *, status: int = 200) -> HttpResponse:
    heaps = gathered.heaps(asked.position, of_text())
    context = {
        "form": form,
        "heaps": heaps,
        "count": sum(len(each.items) for each in heaps),
        "person": asked.actor.person_id,
        "takes_points": asked.position.takes_points_at(asked.at),
    }
    return page(asked, "gathering", "positions/gathering.html", context, status=status)


@require_POST
@members_only
def act(request: HttpRequest, pk: int, suggestion: int, verb: str) -> HttpResponse:
    """Take one's own point back, or put it back."""
    asked = load_near(request, pk)
    verbs = {
        "withdraw": (actions.withdraw_suggestion, _("Your point is taken back.")),
        "restore": (actions.restore_suggestion, _("Your point is back.")),
    }
    if verb not in verbs:
        raise Http404
    do, say = verbs[verb]
    done = told(request, lambda: do(pk, suggestion, by=asked.actor, at=asked.at), say)
    if done and verb == "withdraw":
        request.session["withdrawn_suggestion"] = suggestion
    return redirect("positions:gathering", pk)
