"""The complaint and the clarification: drafted, edited, sent."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from civikos.kernel.entrance.doors import actor_of, attempt, told
from civikos.kernel.files.downloads import bytes_as_download
from civikos.programs.information_requests import actions
from civikos.programs.information_requests.actions import writing
from civikos.programs.information_requests.actions.sending import address_of, papers_as
from civikos.programs.information_requests.forms.asking import HandedIn
from civikos.programs.information_requests.forms.events import FurtherLetter
from civikos.programs.information_requests.models import Letter
from civikos.programs.information_requests.queries import one
from civikos.programs.information_requests.states import LetterStatus
from civikos.programs.information_requests.views.asking import KINDS
from civikos.programs.information_requests.views.pages import signed_in, working


@require_POST
@signed_in
def write(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Open the draft of a complaint or clarification, made from the file where there is none."""
    row = working(request, pk)
    if kind not in Letter.Kind.values:
        raise Http404
    done, refusal = attempt(lambda: actions.draft_letter(pk, kind, by=actor_of(request), at=timezone.now()))
    if done is None:
        messages.error(request, refusal)
        return redirect(row)
    return redirect("information_requests:further", done.pk)


def _load(request: HttpRequest, pk: int) -> Letter:
    row = one.get_letter(pk)
    if row is None:
        raise Http404
    row.request = working(request, row.request_id)
    return row


@signed_in
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Read or change a letter."""
    row = _load(request, pk)
    form = FurtherLetter(request.POST or None, initial={"subject": row.subject, "text": row.text})
    if request.method == "POST" and form.is_valid():
        done, refusal = attempt(
            lambda: actions.edit_letter(pk, **form.cleaned_data, by=actor_of(request), at=timezone.now())
        )
        if done is not None:
            messages.success(request, _("The letter is saved."))
            return redirect("information_requests:further", pk)
        form.add_error(None, refusal)
    return _page(
        request, row, form, HandedIn(initial={"on": timezone.localdate().isoformat()}), 422 if form.errors else 200
    )


def _page(request: HttpRequest, row: Letter, form: FurtherLetter, handed: HandedIn, status: int) -> HttpResponse:
    to = writing.addressee(row)
    context = {
        "letter": row,
        "row": row.request,
        "form": form,
        "handed": handed,
        "to": to,
        "address": row.address or address_of(to),
        "enclosed": writing.enclosures(row.request) if row.kind == Letter.Kind.COMPLAINT else [],
        "is_draft": row.status == LetterStatus.DRAFT,
    }
    return render(request, "information_requests/further.html", context, status=status)


@require_POST
@signed_in
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Send the letter, say that it was handed in, or throw it away."""
    row, actor, at = _load(request, pk), actor_of(request), timezone.now()
    if verb == "send":
        if told(request, lambda: actions.send_letter(pk, by=actor, at=at), _("The letter is sent.")):
            return redirect(row.request)
    elif verb == "discard":
        if told(request, lambda: actions.discard_letter(pk, by=actor, at=at), _("The draft was thrown away.")):
            return redirect(row.request)
    elif verb == "handed-in":
        form = HandedIn(request.POST)
        if not form.is_valid():
            first = FurtherLetter(initial={"subject": row.subject, "text": row.text})
            return _page(request, row, first, form, 422)
        if told(
            request,
            lambda: actions.send_letter(pk, by=actor, at=at, way=form.cleaned_data["way"], handed_in_at=form.at(at)),
            _("It is in the file."),
        ):
            return redirect(row.request)
    else:
        raise Http404
    return redirect("information_requests:further", pk)


@require_GET
@signed_in
def paper(request: HttpRequest, pk: int, format: str) -> HttpResponse:
    """The letter as PDF or Word."""
    row = _load(request, pk)
    if format not in KINDS:
        raise Http404
    content = papers_as(writing.letter_paper(row, timezone.now()), format)
    return bytes_as_download(content, f"{row.request.number}-{row.kind}.{format}", KINDS[format].media_type)
