"""What pages of positions share: who asks, how a refusal is told, the tabs and the phases at the top."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.entrance.doors import actor_of
from civikos.kernel.languages import of_text
from civikos.kernel.workdays import queries as workdays
from civikos.programs.positions import permissions, states
from civikos.programs.positions.models import Position
from civikos.programs.positions.queries import listing, text, titles
from civikos.programs.positions.states import Status

Done = TypeVar("Done")
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Asked:
    """A position as a page was asked for it: who asks, and whether they are near it (`permissions.is_near`)."""

    request: HttpRequest
    position: Position
    actor: Actor
    is_member: bool
    is_drafter: bool
    at: datetime

    @property
    def is_near(self) -> bool:
        """Members, drafters, the secretariat."""
        return self.is_member or self.is_drafter


def load(request: HttpRequest, pk: int) -> Asked:
    """The position of a page. Raises Http404 for one that is absent or hidden from the actor."""
    actor = actor_of(request)
    position = text.get_visible(pk, actor)
    if position is None:
        raise Http404
    is_drafter = permissions.is_drafter(actor, position)
    is_member = permissions.is_member(actor, position)
    return Asked(request, position, actor, is_member, is_drafter, timezone.now())


def load_near(request: HttpRequest, pk: int) -> Asked:
    """The same for pages that only those near it see: nobody in particular is asked to sign in, others find no such page."""
    asked = load(request, pk)
    if not asked.is_near:
        raise Http404
    return asked


def members_only(view: View) -> View:
    """Nobody in particular is asked to sign in, whether or not what they ask for exists."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if actor_of(request).is_anonymous:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


@dataclass(frozen=True)
class Tab:
    """One page of a position."""

    label: str
    address: str
    is_current: bool


def tabs_for(asked: Asked, current: str) -> list[Tab]:
    """The pages of a position that an actor works in; none for somebody who only reads. No query."""
    if not asked.is_near:
        return []
    position = asked.position
    names = {"position": _("Position"), "gathering": _("Points")}
    before = position.status in states.BEFORE_MEMBERS
    if asked.is_drafter and before:
        names["draft"] = _("Draft")
    if position.asked_at is not None:
        if position.status == Status.CONSENT:
            names["consent"] = _("Answer")
        names["amendments"] = _("Amendments and objections")
        if position.vote_until is not None:
            names["vote"] = _("Vote")
        names["roll"] = _("Who answered")
    names["history"] = _("History")
    return [
        Tab(label, reverse(f"positions:{name}", args=[position.pk]), name == current) for name, label in names.items()
    ]


@dataclass(frozen=True)
class Station:
    """One phase on the timeline; `state` is done, now, missed or empty."""

    label: str
    until: datetime | None
    state: str


_ORDER = [Status.GATHERING, Status.DRAFTING, Status.CONSENT, Status.VOTING, Status.ADOPTED]


def stations(position: Position) -> list[Station]:
    """The way of a position, with the ends of its phases."""
    labels: list[tuple[Status, str, datetime | None]] = [
        (Status.GATHERING, _("points"), position.gather_until),
        (Status.DRAFTING, _("draft"), position.asked_at or position.draft_until),
        (Status.CONSENT, _("members answer"), position.consent_until),
    ]
    if position.vote_until is not None:
        labels.append((Status.VOTING, _("vote"), position.vote_until))
    labels.append((Status.ADOPTED, _("adopted"), position.adopted_at))
    status = Status(position.status)
    now = _ORDER.index(status) if status in _ORDER else len(_ORDER)
    made = []
    for each, label, until in labels:
        index = _ORDER.index(each)
        state = (
            "done" if index < now or (each == Status.ADOPTED and position.adopted_at) else "now" if index == now else ""
        )
        made.append(Station(label, until, state))
    return made


STYLES = {
    Status.GATHERING: ("open", "open"),
    Status.DRAFTING: ("open", "edit"),
    Status.CONSENT: ("open", "open"),
    Status.VOTING: ("closing", "closing"),
    Status.ADOPTED: ("accepted", "accepted"),
    Status.NOT_ADOPTED: ("rejected", "rejected"),
    Status.WITHDRAWN: ("rejected", "undo"),
    Status.CORRECTED: ("partly", "moved"),
}


def page(asked: Asked, current: str, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Render a page of a position, with its head."""
    position, language = asked.position, of_text()
    style, icon = STYLES[Status(position.status)]
    until = listing.until_of(position)
    head = {
        "position": position,
        "title": titles.title_of(position, language),
        "title_language": titles.title_language(position, language),
        "addressee": titles.addressee_of(position, language),
        "tabs": tabs_for(asked, current),
        "stations": stations(position),
        "state_style": style,
        "state_icon": icon,
        "until": until,
        "days_left": workdays.working_days_left(asked.at, until) if until else None,
        "is_near": asked.is_near,
        "language": language,
    }
    return render(asked.request, template, head | context, status=status)
