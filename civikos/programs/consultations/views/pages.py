"""What the pages of the secretariat and the institution share: who may see them, how a refusal is told, the tabs."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.entrance.doors import actor_of
from civikos.programs.consultations import permissions
from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.queries import room
from civikos.programs.consultations.querysets import WITH_THE_INSTITUTION
from civikos.programs.consultations.states import Status


def load(request: HttpRequest, pk: int) -> Consultation:
    """The consultation of a page. Raises Http404 for one that is absent or hidden from the actor."""
    consultation = room.get_visible(pk, actor_of(request))
    if consultation is None:
        raise Http404
    return consultation


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
        "contradictions": _("Answer and text"),
        "versions": _("Versions"),
        "publish_report": _("Report"),
        "report": _("Report"),
        "standards": _("Standards"),
        "history": _("History"),
    }
    if actor.is_secretariat:
        report = "report" if consultation.status == Status.REPORTED else "publish_report"
        later = ["contradictions"] if consultation.status in WITH_THE_INSTITUTION else []
        shown = ["room", "text", "distribution", "matrix", "versions", *later, report, "standards", "history"]
    elif works_here or (
        works_here is None
        and consultation.status in WITH_THE_INSTITUTION
        and permissions.answers_for_institution(actor, consultation)
    ):
        reported = ["report"] if consultation.status == Status.REPORTED else []
        shown = ["room", "matrix", "versions", "contradictions", *reported]
    else:
        return []
    return [
        Tab(names[name], reverse(f"consultations:{name}", args=[consultation.pk]), name == current) for name in shown
    ]
