"""A received document: covering what must stay private, a second look, publication, and taking back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from civikos.kernel.entrance.doors import actor_of, attempt, told
from civikos.kernel.files import actions as files
from civikos.kernel.files.downloads import as_download
from civikos.programs.information_requests import actions
from civikos.programs.information_requests.actions.documents import boxes_of, counted
from civikos.programs.information_requests.forms import documents as forms
from civikos.programs.information_requests.models import Document
from civikos.programs.information_requests.papers import redaction
from civikos.programs.information_requests.queries import covering, one
from civikos.programs.information_requests.states import DocumentStatus
from civikos.programs.information_requests.views.pages import load_document, signed_in, working
from civikos.programs.information_requests.views.request import SCANS


@signed_in
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a file to a request by hand."""
    row, at, actor = working(request, pk), timezone.now(), actor_of(request)
    form = forms.NewDocument(request.POST, request.FILES) if request.method == "POST" else forms.NewDocument()
    if form.is_valid():
        upload = form.cleaned_data["file"]

        def act() -> Document:
            stored = files.store(upload.read(), name=upload.name or "file", accepted=SCANS, by=actor, at=at)
            return actions.add_document(pk, stored, title=form.cleaned_data["title"], by=actor, at=at)

        done, refusal = attempt(act)
        if done is not None:
            messages.success(request, _("The document is in the file."))
            return redirect("information_requests:document", done.pk)
        form.add_error("file", refusal)
    context = {"form": form, "row": row}
    return render(request, "information_requests/add_document.html", context, status=422 if form.errors else 200)


@require_GET
@signed_in
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbench of one document."""
    return _bench(request, load_document(request, pk))


def _bench(
    request: HttpRequest,
    row: Document,
    *,
    cover: forms.Cover | None = None,
    box: forms.DrawnBox | None = None,
    look: forms.SecondLook | None = None,
    status: int = 200,
) -> HttpResponse:
    asked = request.GET.get("page", "1")
    number = min(max(int(asked) if asked.isdigit() else 1, 1), max(row.pages, 1))
    context = {
        "document": row,
        "row": row.request,
        "number": number,
        "pages": range(1, row.pages + 1),
        "covered": covering.by_kind(row),
        "on_page": covering.on_page(row, number - 1),
        "per_page": covering.per_page(row),
        "cover": cover or forms.Cover(),
        "box": box or forms.DrawnBox(initial={"page": number}),
        "look": look or forms.SecondLook(),
        "title": forms.Title(initial={"title": row.title}),
        "has_pages": row.working is not None,
        "is_prepared": row.status == DocumentStatus.PREPARED,
        "is_published": row.status == DocumentStatus.PUBLISHED,
        "version": f"{row.prepared_at.timestamp():.0f}" if row.prepared_at else "0",
    }
    return render(request, "information_requests/document.html", context, status=status)


@require_POST
@signed_in
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:  # one branch for each button
    """What the buttons of the workbench do."""
    row, actor, at = load_document(request, pk), actor_of(request), timezone.now()
    page = request.POST.get("page", "1")
    back = f"{reverse('information_requests:document', args=[pk])}?page={page if page.isdigit() else 1}"
    if verb == "cover":
        cover = forms.Cover(request.POST)
        if not cover.is_valid():
            return _bench(request, row, cover=cover, status=422)
        done, refusal = attempt(
            lambda: actions.cover_words(
                pk, patterns=cover.cleaned_data["patterns"], words=cover.listed_words(), by=actor, at=at
            )
        )
        if done is None:
            cover.add_error(None, refusal)
            return _bench(request, row, cover=cover, status=422)
        messages.success(request, counted(done))
        _tell_what_was_not_found(request, cover, done)
        return redirect(back)
    if verb == "box":
        box = forms.DrawnBox(request.POST)
        if not box.is_valid():
            return _bench(request, row, box=box, status=422)
        told(request, lambda: actions.add_boxes(pk, [box.box()], by=actor, at=at), _("The place is covered."))
        return redirect(f"{reverse('information_requests:document', args=[pk])}?page={box.cleaned_data['page']}#page")
    if verb == "publish":
        look = forms.SecondLook(request.POST)
        if not look.is_valid():
            return _bench(request, row, look=look, status=422)
        if told(request, lambda: actions.publish(pk, by=actor, at=at), _("The document is public.")):
            return redirect(row.request)
        return redirect(back)
    verbs: dict[str, tuple[Callable[[], Any], str]] = {
        "pages": (
            lambda: actions.make_pages(pk, by=actor, at=at),
            _("The pages are ready. Cover what must stay private."),
        ),
        "prepare": (lambda: actions.prepare(pk, by=actor, at=at), _("The copy is made. Look at every page once more.")),
        "reopen": (lambda: actions.reopen_document(pk, by=actor, at=at), _("You can change what is covered again.")),
        "unpublish": (
            lambda: actions.unpublish(pk, reason=request.POST.get("reason", "")[:500], by=actor, at=at),
            _("The document is not public any more."),
        ),
        "title": (
            lambda: actions.rename_document(pk, title=request.POST.get("title", "")[:200], by=actor, at=at),
            _("The title is saved."),
        ),
    }
    if verb == "uncover":
        keys = [int(key) for key in request.POST.getlist("box") if key.isdigit()]
        why = request.POST.get("why", "")
        if keys or why:
            _uncovered(request, pk, keys if keys else None, why)
        return redirect(back)
    if verb not in verbs:
        raise Http404
    told(request, *verbs[verb])
    return redirect(back)


def _uncovered(request: HttpRequest, pk: int, keys: list[int] | None, why: str) -> None:
    told(
        request,
        lambda: actions.remove_redactions(pk, keys=keys, why=why, by=actor_of(request), at=timezone.now()),
        lambda count: ngettext("%(n)s place was uncovered.", "%(n)s places were uncovered.", count) % {"n": count},
    )


def _tell_what_was_not_found(request: HttpRequest, cover: forms.Cover, counts: list[int]) -> None:
    sought = [*cover.cleaned_data["patterns"], *cover.listed_words()]
    missing = [words for words, count in zip(sought, counts, strict=False) if not count]
    labels = dict(cover.fields["patterns"].choices)  # type: ignore[attr-defined]
    if missing:
        named = ", ".join(str(labels.get(each, each)) for each in missing)
        messages.warning(request, _("Not found: %(words)s.") % {"words": named})


@require_GET
@signed_in
def page_picture(request: HttpRequest, pk: int, page: int) -> HttpResponse:
    """One page as a picture: with what is covered see-through, or of the copy for the public."""
    row = load_document(request, pk)
    is_copy = "copy" in request.GET
    source = row.redacted if is_copy else row.working
    if source is None or not 1 <= page <= row.pages:
        raise Http404
    try:
        boxes = [] if is_copy else boxes_of(row)
        content = redaction.picture(files.content_of(source), page - 1, boxes)
    except redaction.CannotRedact:
        raise Http404 from None
    response = HttpResponse(content, content_type="image/png")
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@signed_in
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it came."""
    return as_download(load_document(request, pk).original)


@require_GET
def published(request: HttpRequest, pk: int) -> HttpResponse:
    """The redacted copy, for everybody who sees the request."""
    row = one.get_document(pk, actor_of(request))
    if row is None or not one.is_public(row) or row.redacted is None:
        raise Http404
    return as_download(row.redacted)
