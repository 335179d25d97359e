"""One text put to several institutions, and what they answer side by side."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from civikos.kernel.entrance.doors import actor_of, attempt
from civikos.programs.information_requests import actions, letters, permissions
from civikos.programs.information_requests.forms import asking as forms
from civikos.programs.information_requests.models import Batch
from civikos.programs.information_requests.queries import one
from civikos.programs.information_requests.queries.several import choosable, hubs
from civikos.programs.information_requests.queries.standing import standings
from civikos.programs.information_requests.states import Status
from civikos.programs.information_requests.views.asking import proposed
from civikos.programs.information_requests.views.pages import for_those_who_may_ask
from civikos.registers.organizations.models import Organization


def _form(
    request: HttpRequest, institutions: list[Organization], *arguments: Any, **more: Any
) -> forms.SeveralRequests:
    actor = actor_of(request)
    return forms.SeveralRequests(
        *arguments,
        institutions=institutions,
        organizations=permissions.capacities(actor),
        for_network=actor.is_secretariat,
        **more,
    )


@for_those_who_may_ask
def new(request: HttpRequest) -> HttpResponse:
    """Choose institutions by kind or hub, write one text."""
    at = timezone.now()
    kind, hub = request.GET.get("kind", ""), request.GET.get("hub", "")
    institutions = choosable(kind=kind, hub=int(hub) if hub.isdigit() else None)
    if request.method != "POST":
        language = "sq"
        drafted = proposed("", language, "", {}, at)
        first: dict[str, Any] = {
            "language": language,
            "subject": drafted.subject,
            "text": drafted.text,
            "institutions": [each.pk for each in institutions] if kind or hub else [],
        }
        return _page(request, _form(request, institutions, initial=first), kind, hub)
    if "propose" in request.POST:
        data = request.POST.copy()
        language = data.get("language", "sq")
        drafted = proposed(data.get("reason", ""), language if language in letters.LANGUAGES else "sq", "", data, at)
        initial: dict[str, Any] = {name: data.get(name) for name in data} | {
            "institutions": data.getlist("institutions")
        }
        initial |= {"subject": drafted.subject, "text": drafted.text}
        return _page(request, _form(request, institutions, initial=initial), kind, hub)
    form = _form(request, institutions, request.POST)
    if form.is_valid():
        chosen = form.chosen()
        done, refusal = attempt(
            lambda: actions.make_batch(
                form.cleaned_data["title"], chosen, form.wanted(chosen[0]), by=actor_of(request), at=at
            )
        )
        if done is not None:
            messages.success(request, _("The drafts are saved. Read one, then send them all."))
            return redirect(done)
        form.add_error(None, refusal)
    return _page(request, form, kind, hub, status=422)


def _page(request: HttpRequest, form: forms.SeveralRequests, kind: str, hub: str, *, status: int = 200) -> HttpResponse:
    kinds = [
        (code, label)
        for code, label in Organization.Kind.choices
        if code in {Organization.Kind.MINISTRY, Organization.Kind.AGENCY, Organization.Kind.MUNICIPALITY}
    ]
    context = {"form": form, "kinds": kinds, "kind": kind, "hubs": hubs(), "hub": hub}
    return render(request, "information_requests/several.html", context, status=status)


def _load(request: HttpRequest, pk: int) -> Batch:
    """The batch, for those in whose name it is. Raises Http404 for everybody else."""
    batch = one.get_batch(pk)
    actor = actor_of(request)
    if batch is None or (not permissions.may_ask_for(actor, batch.organization_id) and not actor.is_secretariat):
        raise Http404
    return batch


@require_GET
@for_those_who_may_ask
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """The comparison: one line for each institution."""
    row, at = _load(request, pk), timezone.now()
    found = one.of_batch(row, actor_of(request))
    stand = standings(found, at)
    context = {
        "batch": row,
        "rows": [(each, stand[each.pk]) for each in found],
        "drafts": sum(each.status == Status.DRAFT for each in found),
    }
    return render(request, "information_requests/batch.html", context)


@require_POST
@for_those_who_may_ask
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send every draft of the round."""
    row = _load(request, pk)
    done, refusal = attempt(lambda: actions.send_batch(pk, by=actor_of(request), at=timezone.now()))
    if done is None:
        messages.error(request, refusal)
        return redirect(row)
    went, refused = done
    if went:
        messages.success(request, ngettext("%(n)s request was sent.", "%(n)s requests were sent.", went) % {"n": went})
    for each in dict.fromkeys(str(one_of_them) for one_of_them in refused):
        messages.error(request, each)
    return redirect(row)
