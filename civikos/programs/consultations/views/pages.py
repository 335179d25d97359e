"""What the pages of the secretariat and the institution share: who may see them, how a refusal is told, the tabs."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.workflow.refusals import Refused
from civikos.programs.consultations import permissions
from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.queries import room
from civikos.programs.consultations.querysets import WITH_THE_INSTITUTION
from civikos.programs.consultations.states import Status

View = Callable[..., HttpResponse]
Done = TypeVar("Done")


def actor_of(request: HttpRequest) -> Actor:
    """Who asks; set by the entrance's middleware."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def load(request: HttpRequest, pk: int) -> Consultation:
    """The consultation of a page. Raises Http404 for one that is absent or hidden from the actor."""
    consultation = room.get_visible(pk, actor_of(request))
    if consultation is None:
        raise Http404
    return consultation


def for_secretariat(view: View) -> View:
    """
    Only the secretariat sees this page. Nobody in particular is asked to sign in, whether or not what they ask for
    exists; everybody else is told that there is no such page.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = actor_of(request)
        if actor.is_anonymous:
            return redirect_to_login(request.get_full_path())
        if not actor.is_secretariat:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def attempt(act: Callable[[], Done]) -> tuple[Done | None, str]:
    """What an action returned and "", or None and the sentence of the rule that said no. Raises Http404 for what is hidden."""
    try:
        return act(), ""
    except permissions.NotFound:
        raise Http404 from None
    except Refused as refusal:
        return None, str(refusal)


def told(request: HttpRequest, act: Callable[[], Done], say: str | Callable[[Done], str]) -> bool:
    """Take a step and tell the person on the next page what came of it; whether it was taken."""
    done, refusal = attempt(act)
    if refusal:
        messages.error(request, refusal)
        return False
    messages.success(request, say if isinstance(say, str) else say(done))  # type: ignore[arg-type]
    return True


@dataclass(frozen=True)
class Tab:
    """One page of a consultation."""

    label: str
    address: str
    is_current: bool


def tabs_for(consultation: Consultation, actor: Actor, current: str, *, works_here: bool | None = None) -> list[Tab]:
    """
    The pages of a consultation that an actor works in, for `consultations/_tabs.html`; none for somebody who only reads.

    `current` is the name of the page's address; `works_here` says whether the actor answers for the institution where that
    is known already. Else one query, none for the secretariat.
    """
    names = {
        "room": _("Reading room"),
        "text": _("Text"),
        "distribution": _("Distribution"),
        "matrix": _("Matrix"),
        "versions": _("Versions"),
        "publish_report": _("Report"),
        "report": _("Report"),
        "standards": _("Standards"),
        "history": _("History"),
    }
    if actor.is_secretariat:
        report = "report" if consultation.status == Status.REPORTED else "publish_report"
        shown = ["room", "text", "distribution", "matrix", "versions", report, "standards", "history"]
    elif works_here or (
        works_here is None
        and consultation.status in WITH_THE_INSTITUTION
        and permissions.answers_for_institution(actor, consultation)
    ):
        shown = ["room", "matrix", "versions"] + (["report"] if consultation.status == Status.REPORTED else [])
    else:
        return []
    return [
        Tab(names[name], reverse(f"consultations:{name}", args=[consultation.pk]), name == current) for name in shown
    ]
