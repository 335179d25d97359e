"""The public log: its newest checkpoint, its entries, and the page where anybody checks a receipt."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from civikos.kernel.audit import forms, notes, queries

PAGE = 1000
TEXT = "text/plain; charset=utf-8"


def _open_to_all(response: HttpResponse) -> HttpResponse:
    # Nothing here depends on who asks; a witness may fetch it from anywhere.
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint as a signed note; 404 before the first one."""
    newest = queries.latest_checkpoint()
    if newest is None:
        raise Http404
    return _open_to_all(HttpResponse(newest.note, content_type=TEXT))


@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    """The public key of the log."""
    return _open_to_all(HttpResponse(f"{notes.verifier()}\n", content_type=TEXT))


@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """A thousand lines of the log following the number `after`; empty at its end."""
    after = request.GET.get("after", "0")
    if not after.isascii() or not after.isdigit() or len(after) > 18:
        raise Http404
    lines = queries.entries(int(after), PAGE)
    return _open_to_all(
        HttpResponse("".join(f"{line}\n" for line in lines), content_type="application/jsonl; charset=utf-8")
    )


def check(request: HttpRequest) -> HttpResponse:
    """Check a receipt by its number, or by the text of its file. Nothing that is brought here is kept."""
    data = request.POST if request.method == "POST" else request.GET if "number" in request.GET else None
    form = forms.CheckReceipt(data)
    verdict, asked = None, form.is_valid()
    if asked:
        brought = form.cleaned_data["receipt"]
        verdict = queries.check_receipt(brought) if brought else queries.check_number(form.cleaned_data["number"])
    return render(
        request,
        "audit/check.html",
        {
            "form": form,
            "asked": asked,
            "verdict": verdict,
            "newest": queries.latest_checkpoint(),
            "verifier": notes.verifier(),
        },
        status=422 if form.errors else 200,
    )
