"""What requests tell the rest of the house: their name, their place in the menu, what waits, what can be asked for about an object."""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.catalog import registry
from civikos.kernel.catalog.registry import Missing, NextStep, Related
from civikos.kernel.mailroom.handlers import add_absence_listener, add_reply_handler
from civikos.kernel.privacy.registry import Holder, add_holder

KIND = "information_request"
RELATED_KINDS = ("consultation", "contribution", "point", "recorded_case", "position")
# What is asked for where several things are missing: the heaviest first.
ORDER = (Missing.REPORT, Missing.DOCUMENT, Missing.ANSWER, Missing.REASON, Missing.TEXT)


def register() -> None:
    """Called once, when the app is ready."""
    from civikos.programs.information_requests import receivers
    from civikos.programs.information_requests.actions import erasing
    from civikos.programs.information_requests.queries.waiting import waiting

    registry.add_noun(
        registry.Noun(KIND, _address, _title, None, None, institution=_institution, is_visible=_is_visible)
    )
    registry.add_menu(
        registry.MenuEntry(
            _("Access to documents"), lambda: reverse("information_requests:list"), lambda actor: True, 40
        )
    )
    registry.add_waiting(waiting)
    registry.add_next_step(next_step)
    for kind in RELATED_KINDS:
        registry.add_related(kind, _related_to(kind))
    add_holder(Holder("information_requests", erasing.copy_of_person, erasing.forget_person))
    add_reply_handler(KIND, receivers.take_answer, choices=receivers.choices)
    add_absence_listener(KIND, receivers.note_automatic, of_nobody=True)


def _address(pk: int) -> str:
    return reverse("information_requests:request", args=[pk])


def _title(pk: int) -> str:
    from civikos.programs.information_requests.models import InformationRequest

    row = InformationRequest.objects.filter(pk=pk).values_list("number", "subject").first()
    return f"{row[0] or ''} {row[1]}".strip() if row else ""


def _institution(pk: int) -> int | None:
    from civikos.programs.information_requests.models import InformationRequest

    return InformationRequest.objects.filter(pk=pk).values_list("holder", flat=True).first()


def _is_visible(pk: int, actor: Actor) -> bool:
    from civikos.programs.information_requests.models import InformationRequest

    return bool(InformationRequest.objects.visible_to(actor).filter(pk=pk).exists())  # type: ignore[attr-defined]


def next_step(name: str, actor: Actor, missing: frozenset[Missing]) -> Iterable[NextStep]:
    """Asking for the document, for somebody who may ask in somebody's name, where an institution would have to give it."""
    from civikos.programs.information_requests import permissions

    reason = next((each for each in ORDER if each in missing), None)
    if reason is None or not actor.has_signed_in or not permissions.may_open(actor):
        return []
    try:
        if registry.institution_of(name) is None:
            return []
    except (KeyError, ValueError):
        return []
    address = f"{reverse('information_requests:new')}?{urlencode({'about': name, 'missing': reason.value})}"
    return [
        NextStep(
            "request_document",
            _("Request the document"),
            address,
            _("Ask the institution for it under the law on access to public documents; the letter is drafted for you."),
        )
    ]


def _related_to(kind: str) -> registry.RelatedSource:
    def related(keys: Sequence[int], actor: Actor) -> Mapping[int, Sequence[Related]]:
        from django.utils import timezone

        from civikos.programs.information_requests.models import InformationRequest
        from civikos.programs.information_requests.queries.standing import standings

        names = {f"{kind}:{key}": key for key in keys}
        rows = list(
            InformationRequest.objects.visible_to(actor)  # type: ignore[attr-defined]
            .sent()
            .filter(about__in=list(names))
            .select_related("holder")
            .order_by("sent_at", "pk")
        )
        found: dict[int, list[Related]] = {}
        stand = standings(rows, timezone.now())
        for row in rows:
            found.setdefault(names[row.about], []).append(
                Related(
                    KIND,
                    _now("Request for documents"),
                    f"{row.number} {row.subject}",
                    row.get_absolute_url(),
                    str(stand[row.pk].stage.label),
                    row.sent_at,
                )
            )
        return found

    return related
