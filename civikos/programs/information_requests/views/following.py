"""What follows a person: the calendar of last days. And the addresses at which institutions take requests."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.entrance.doors import actor_of, attempt
from civikos.programs.information_requests import actions, letters
from civikos.programs.information_requests.actions.feeds import feed_behind, token_of
from civikos.programs.information_requests.forms.events import Contact
from civikos.programs.information_requests.papers.calendar import Entry, calendar
from civikos.programs.information_requests.queries import following as asked
from civikos.programs.information_requests.views.pages import for_secretariat, for_those_who_may_ask, load


def _as_ics(entries: list[Entry], name: str, file: str) -> HttpResponse:
    from django.conf import settings

    content = calendar(entries, name=name, product=settings.NETWORK_NAME, made_at=timezone.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file}.ics"'
    return response


@for_those_who_may_ask
def calendar_page(request: HttpRequest) -> HttpResponse:
    """The secret address of a person's calendar, and what is in it."""
    actor, at = actor_of(request), timezone.now()
    if request.method == "POST":
        actions.renew_feed(by=actor, at=at)
        messages.success(request, _("The calendar has a new address; the old one is dead."))
        return redirect("information_requests:calendar")
    feed = actions.feed_of(by=actor, at=at)
    address = request.build_absolute_uri(reverse("information_requests:feed", args=[token_of(feed)]))
    context = {"address": address, "days": asked.days_of(actor, at)}
    return render(request, "information_requests/calendar.html", context)


@require_GET
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """A person's calendar, for calendar programs: whoever holds the address reads it."""
    row = feed_behind(token)
    if row is None:
        raise Http404
    actor, at = Actor(row.person), timezone.now()
    entries = [entry for day in asked.days_of(actor, at) for entry in [_entry(request, day)]]
    return _as_ics(entries, _("Requests for documents"), "requests")


@require_GET
def deadlines(request: HttpRequest, pk: int) -> HttpResponse:
    """The last days of one request."""
    row, at = load(request, pk), timezone.now()
    if row.sent_at is None:
        raise Http404
    entries = [_entry(request, day) for day in asked.days_of_one(row, at)]
    return _as_ics(entries, f"{row.number} {row.subject}", str(row.number))


def _entry(request: HttpRequest, day: asked.Day) -> Entry:
    due = day.due
    return Entry(
        day.uid,
        f"{letters.period_label(due.period)}: {day.request.number} {day.request.subject}",
        request.build_absolute_uri(day.request.get_absolute_url()),
        None if due.in_hours else due.last_day,
        due.until if due.in_hours else None,
        str(day.request.holder),
    )


@require_GET
@for_secretariat
def contacts(request: HttpRequest) -> HttpResponse:
    """Where institutions take requests."""
    return render(request, "information_requests/contacts.html", {"rows": asked.contacts()})


@for_secretariat
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter or correct where one institution takes requests."""
    institution, row = asked.contact_of(pk)
    if institution is None:
        raise Http404
    at = timezone.now()
    initial = (
        {"address": row.address, "official": row.official, "source": row.source}
        if row is not None
        else {"address": institution.email}
    )
    form = Contact(request.POST or None, initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        confirmed = timezone.localdate(at) if said["is_confirmed"] else row.confirmed_on if row is not None else None
        done, refusal = attempt(
            lambda: actions.write_contact(
                institution,
                address=said["address"],
                official=said["official"],
                source=said["source"],
                confirmed_on=confirmed,
                by=actor_of(request),
                at=at,
            )
        )
        if done is not None:
            messages.success(request, _("The address is saved."))
            return redirect("information_requests:contacts")
        form.add_error(None, refusal)
    context = {"form": form, "institution": institution, "contact": row}
    return render(request, "information_requests/contact.html", context, status=422 if form.errors else 200)
