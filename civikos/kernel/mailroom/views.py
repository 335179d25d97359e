"""Pages of the mailroom for the secretariat, and the door through which a provider hands in mail."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.catalog import registry
from civikos.kernel.entrance.doors import actor_of, for_secretariat
from civikos.kernel.files.actions import content_of
from civikos.kernel.files.downloads import as_download, bytes_as_download
from civikos.kernel.mailroom import actions, fetching, forms, handlers, queries, tasks, webhook
from civikos.kernel.mailroom.models import Incoming
from civikos.kernel.mailroom.states import DISCARD, RELEASE, RESTORE
from civikos.kernel.workflow.refusals import Refused

logger = logging.getLogger(__name__)
View = Callable[..., HttpResponse]
MOST_HEADER = 4096


@for_secretariat
@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    """Mail that came in, by what is to be done about it."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in queries.TABS else "quarantine"
    form = forms.Search(request.GET)
    number = request.GET.get("page", "")
    found = queries.listing(actor_of(request), tab=tab, page=int(number) if number.isdigit() else 1, **form.wanted())
    labels = {
        "quarantine": _("To look at"),
        "waiting": _("Waiting for confirmation"),
        "handled": _("Taken in"),
        "ignored": _("Left aside"),
    }
    page = {
        "tab": tab,
        "tabs": [(name, labels[name], found.counts[name]) for name in queries.TABS],
        "form": form,
        "page": found.page,
        "is_filtered": any(form.wanted().values()),
        "sources": queries.sources(),
        "may_discard": tab == "quarantine",
    }
    return render(request, "mailroom/list.html", page)


@for_secretariat
@require_safe
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail: what it says, what was understood, why it stands where it stands, and what can be done."""
    return _mail_page(request, pk)


def _mail_page(request: HttpRequest, pk: int, form: forms.Release | None = None) -> HttpResponse:
    actor = actor_of(request)
    opened = queries.opened(pk, actor)
    if opened is None:
        raise Http404
    row = opened.row
    may_release = row.status in RELEASE.sources and bool(row.reading)
    if may_release and form is None:
        known = row.person.email if row.person is not None else row.sender_address
        form = forms.Release(initial={"email": known, "audience": row.audience}, choices=_choices(row, actor))
    page = {
        "opened": opened,
        "row": row,
        "kind": forms.KINDS.get(opened.mail.kind) if opened.mail is not None else "",
        "form": form if may_release else None,
        "may_discard": row.status in DISCARD.sources,
        "may_restore": row.status in RESTORE.sources,
    }
    return render(request, "mailroom/mail.html", page, status=422 if form is not None and form.errors else 200)


def _choices(row: Incoming, actor: Actor) -> list[tuple[str, str]]:
    choices = handlers.choices_for(actor)
    if row.audience and handlers.reply_handler(row.audience) is not None and row.audience not in dict(choices):
        try:
            title = registry.title_of(row.audience.partition("/")[0])
        except (KeyError, ValueError):
            title = row.audience
        choices.insert(0, (row.audience, title))
    return choices


@for_secretariat
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a mail on, on the officer's word."""
    actor = actor_of(request)
    row = queries.visible(pk, actor)
    if row is None:
        raise Http404
    form = forms.Release(request.POST, choices=_choices(row, actor))
    if form.is_valid():
        try:
            actions.release(pk, **form.cleaned_data, by=actor, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The mail was handed on. Below it says what became of it."))
            return redirect("mailroom:mail", pk)
    return _mail_page(request, pk, form)


@for_secretariat
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing is to be done about a mail."""
    return _decided(request, pk, actions.discard, _("The mail is discarded. You can bring it back."))


@for_secretariat
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a discarded mail back."""
    return _decided(request, pk, actions.restore, _("The mail is back among those to look at."))


def _decided(request: HttpRequest, pk: int, act: Callable[..., Incoming], say: str) -> HttpResponse:
    try:
        act(pk, by=actor_of(request), at=timezone.now())
    except Incoming.DoesNotExist:
        raise Http404
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, say)
    return redirect("mailroom:mail", pk)


@for_secretariat
@require_POST
def discard_several(request: HttpRequest) -> HttpResponse:
    """Discard all that were ticked, or none."""
    keys = [int(key) for key in request.POST.getlist("mail") if key.isdigit()]
    if not keys:
        messages.warning(request, _("Nothing was ticked. Tick the mails that you want to discard."))
        return redirect("mailroom:list")
    try:
        n = actions.discard_several(keys, by=actor_of(request), at=timezone.now())
    except Incoming.DoesNotExist:
        raise Http404
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            ngettext(
                "%(n)s mail is discarded. It is under “Left aside”, from where it can be brought back.",
                "%(n)s mails are discarded. They are under “Left aside”, from where they can be brought back.",
                n,
            )
            % {"n": n},
        )
    return redirect("mailroom:list")


@for_secretariat
@require_safe
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The mail as it came, as plain text that no browser opens as a page."""
    file = queries.file_of(pk, actor_of(request))
    if file is None:
        raise Http404
    return bytes_as_download(content_of(file), f"{file.name}.txt", "text/plain; charset=utf-8")


@for_secretariat
@require_safe
def attachment(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One attachment, as it came."""
    file = queries.file_of(pk, actor_of(request), key)
    if file is None:
        raise Http404
    return as_download(file)


@csrf_exempt
@require_POST
def hand_in(request: HttpRequest, provider: str) -> HttpResponse:
    """
    Take one mail from a provider: the body is the mail as it came, the seal says that somebody with our key sends it.

    404 while no key is set, 400 without a fresh seal's parts, 401 for a wrong one, 413 for too much, 503 where it could not
    be kept; 200 after it was kept, the second time too.
    """
    key, at = settings.MAIL_WEBHOOK_KEY, timezone.now()
    if not key:
        raise Http404
    moment, recipients = request.headers.get("X-CiviKos-Time", ""), request.headers.get("X-CiviKos-Recipients", "")
    given, length = request.headers.get("X-CiviKos-Seal", ""), request.headers.get("Content-Length", "")
    if not webhook.is_fresh(moment, at) or len(recipients) > MOST_HEADER:
        return JsonResponse({"error": "time"}, status=400)
    if not length.isdigit() or int(length) > actions.LARGEST:
        return JsonResponse({"error": "size"}, status=413)
    raw = request.read(actions.LARGEST + 1)
    if not webhook.is_sealed(key, moment, recipients, raw, given):
        return JsonResponse({"error": "seal"}, status=401)
    if not raw or len(raw) > actions.LARGEST:
        return JsonResponse({"error": "size"}, status=413)
    source = f"http:{provider}"
    try:
        _row, is_new = actions.lay_down(
            raw, source=source, at=at, recipients=[each.strip() for each in recipients.split(",") if each.strip()]
        )
        fetching.note_arrival(source, at=at)
    except (DatabaseError, OSError):
        logger.exception("A mail handed in by HTTP could not be kept.")
        return JsonResponse({"error": "not kept"}, status=503)
    if is_new:
        try:
            tasks.read.enqueue()
        except Exception:  # it has been kept: the clock's next round finds it
            logger.exception("The worker could not be woken.")
    return JsonResponse({"kept": True, "new": is_new})
