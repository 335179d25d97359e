"""What the search finds of a request: its subject and text, for whoever may read it."""

from django.urls import reverse
from django.utils import translation

from civikos.kernel.catalog import actions as catalog
from civikos.kernel.catalog.models import SearchEntry
from civikos.programs.information_requests.models import InformationRequest
from civikos.programs.information_requests.states import Status


def is_for_everybody(request: InformationRequest) -> bool:
    """The rule of `querysets.FOR_EVERYBODY`, asked of one row."""
    return request.status != Status.DRAFT and (
        not request.is_private or request.answered_at is not None or request.status == Status.CLOSED
    )


def index(request: InformationRequest) -> None:
    """Put a request into the index, or change it there. What is private is not in it at all: other members may not find it."""
    if not is_for_everybody(request):
        catalog.forget(request.name)
        return
    with translation.override("sq"):
        address = reverse("information_requests:request", args=[request.pk]).removeprefix("/sq")
    catalog.index(
        [
            SearchEntry(
                kind="request",
                about=request.name,
                scope=request.name,
                level=SearchEntry.Level.PUBLIC,
                language=request.language,
                title=f"{request.number} {request.subject}",
                context=str(request.holder),
                text=request.text,
                address=address,
                at=request.sent_at or request.created_at,
            )
        ]
    )
