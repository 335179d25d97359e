"""The desk of a signed-in person: what waits, what they follow, their organizations; and their account."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from civikos.interfaces.desk import exports, forms, queries
from civikos.kernel.accounts.models import Person
from civikos.kernel.correspondence import queries as correspondence_queries
from civikos.kernel.entrance import actions as entrance
from civikos.kernel.entrance.views import letters_page
from civikos.kernel.files.downloads import bytes_as_download
from civikos.kernel.workflow.refusals import NotAllowed, NotFound, Refused
from civikos.programs.consultations.actions import subscriptions
from civikos.registers.organizations import actions as organization_actions
from civikos.registers.organizations import queries as organizations
from civikos.registers.organizations.queries import Asked

View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """For people who have signed in; whoever came by one personal link is asked to."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.actor.has_signed_in:  # type: ignore[attr-defined]  # set by name_the_actor
            return redirect(f"{reverse('entrance:sign_in')}?{urlencode({'next': request.get_full_path()})}")
        return view(request, *args, **kwargs)

    return guarded


def _person(request: HttpRequest) -> Person:
    person: Person = request.actor.person  # type: ignore[attr-defined]
    return person


@signed_in
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for me, by date."""
    actor = request.actor  # type: ignore[attr-defined]
    mandates = queries.mandates_of(_person(request))
    context = {
        "days": queries.days_of(actor, timezone.now()),
        "belongs": queries.organizations_of(_person(request)),
        "mandates": mandates,
        "follows": queries.subscriptions_of(_person(request)),
        "may_register": actor.is_secretariat,
        "may_see_addresses": actor.is_secretariat or queries.coordinates_a_hub(mandates),
    }
    return render(request, "desk/desk.html", context)


@signed_in
def letters(request: HttpRequest) -> HttpResponse:
    """Which mails come and how often: the page that the link at the end of every mail opens too."""
    return letters_page(request, request.actor, reverse("desk:letters"))  # type: ignore[attr-defined]


@signed_in
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """Everything that was sent to me, and what became of it."""
    return _mails(request, _person(request))


@signed_in
@require_safe
def mails_file(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    return _mails_file(request, _person(request))


@signed_in
@require_safe
def mails_of(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that was sent to somebody; for the secretariat."""
    return _mails(request, _somebody(request, pk))


@signed_in
@require_safe
def mails_of_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a file."""
    return _mails_file(request, _somebody(request, pk))


def _somebody(request: HttpRequest, pk: int) -> Person:
    person = queries.person_for(request.actor, pk)  # type: ignore[attr-defined]
    if person is None:
        raise Http404
    return person


def _mails(request: HttpRequest, person: Person) -> HttpResponse:
    form = forms.Mails(request.GET or None, kinds=correspondence_queries.kinds_sent_to(person.pk))
    is_own = person.pk == _person(request).pk
    page, rows = queries.mails_page(person, form.sought(), _page(request))
    context = {
        "person": person,
        "is_own": is_own,
        "form": form,
        "page": page,
        "rows": rows,
        "is_filtered": form.is_set,
        "holds": correspondence_queries.holds_of(person.pk),
        "file": reverse("desk:mails_file") if is_own else reverse("desk:mails_of_file", args=[person.pk]),
        "query": request.GET.urlencode(),
    }
    return render(request, "desk/mails.html", context, status=422 if form.is_bound and not form.is_valid() else 200)


def _mails_file(request: HttpRequest, person: Person) -> HttpResponse:
    form = forms.Mails(request.GET or None, kinds=correspondence_queries.kinds_sent_to(person.pk))
    content = exports.mails_csv(correspondence_queries.all_mails_to(person.pk, form.sought()))
    return bytes_as_download(content, f"{slugify(_('mails'))}-{person.pk}.csv", exports.CSV)


@signed_in
@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """What my digests told, and what waits for the next one."""
    page = correspondence_queries.news_of(_person(request).pk, _page(request))
    return render(request, "desk/news.html", {"page": page, "rows": queries.told_rows(page.object_list)})


def _sees_addresses(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not queries.may_see_addresses(request.actor, timezone.localdate()):  # type: ignore[attr-defined]
            raise Http404
        return view(request, *args, **kwargs)

    return signed_in(guarded)


@_sees_addresses
@require_safe
def addresses(request: HttpRequest) -> HttpResponse:
    """Addresses that do not work, and what to do: for the secretariat all, for a hub those it looks after."""
    return _addresses(request)


def _addresses(request: HttpRequest, **failed: Any) -> HttpResponse:
    actor, today = request.actor, timezone.localdate()  # type: ignore[attr-defined]
    hubs = queries.hubs_for(actor, today)
    form = forms.Addresses(request.GET or None, hubs=hubs)
    # What was refused is shown where it was typed, on whatever page that was.
    asked = Asked(person=failed["failed_of"]) if failed else form.asked()
    page, rows = queries.addresses_page(actor, asked, today, _page(request))
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "is_filtered": form.is_set,
        "is_over": form.asked().is_over,
        "is_secretariat": actor.is_secretariat,
        "hub_names": ", ".join(place.name for place in hubs),
        "released": _released(request),
        "is_open": not actor.is_secretariat,
        "query": request.GET.urlencode(),
        "back": request.GET.urlencode(),
        **failed,
    }
    return render(request, "desk/addresses.html", context, status=422 if failed else 200)


@_sees_addresses
@require_safe
def addresses_file(request: HttpRequest) -> HttpResponse:
    """The list as a file."""
    actor, today = request.actor, timezone.localdate()  # type: ignore[attr-defined]
    form = forms.Addresses(request.GET or None, hubs=queries.hubs_for(actor, today))
    rows = organizations.with_surroundings(list(organizations.broken_addresses(actor, form.asked(), today)), today)
    return bytes_as_download(exports.addresses_csv(rows), f"{slugify(_('addresses'))}.csv", exports.CSV)


@_sees_addresses
@require_POST
def change_address(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One change: release, hold (take a release back), propose another address, withdraw a proposal."""
    by, at = request.actor, timezone.now()  # type: ignore[attr-defined]
    try:
        if verb == "release" and organization_actions.release_address(pk, by=by, at=at):
            messages.success(request, _("Mail is sent to this address again, and what could not be sent meanwhile."))
            return _back_to_addresses(request, {"released": pk})
        if verb == "hold" and organization_actions.hold_again(pk, by=by, at=at):
            messages.success(request, _("Nothing more is sent to this address."))
        elif verb == "withdraw" and organization_actions.withdraw_address(pk, by=by, at=at):
            messages.success(request, _("The proposed address was taken back."))
        elif verb == "propose":
            return _propose_address(request, pk, by, at)
        elif verb not in {"release", "hold", "withdraw"}:
            raise Http404
    except NotAllowed:
        raise Http404 from None
    return _back_to_addresses(request)


def _propose_address(request: HttpRequest, pk: int, by: Any, at: Any) -> HttpResponse:
    form = forms.NewAddress(request.POST)
    if form.is_valid():
        try:
            change = organization_actions.propose_address(pk, form.cleaned_data["email"], by=by, at=at)
        except NotAllowed:
            raise Http404 from None
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(
                request,
                _("A mail was sent to %(address)s. The address is used once it is confirmed there.")
                % {"address": change.new},
            )
            return _back_to_addresses(request)
    return _addresses(request, failed=form, failed_of=pk)


def _released(request: HttpRequest) -> int:
    value = request.GET.get("released", "")
    return int(value) if value.isdigit() and len(value) < 18 else 0


def _back_to_addresses(request: HttpRequest, more: dict[str, Any] | None = None) -> HttpResponse:
    query = "&".join(part for part in (request.POST.get("back", ""), urlencode(more or {})) if part)
    return redirect(f"{reverse('desk:addresses')}{'?' if query else ''}{query}")


def _page(request: HttpRequest) -> int:
    value = request.GET.get("page", "1")
    return int(value) if value.isdigit() and len(value) < 10 else 1


def _account(request: HttpRequest, **own: Any) -> HttpResponse:
    person = _person(request)
    context = {
        "language": forms.Language(initial={"language": person.language}),
        "follow": forms.Follow(**queries.choices()),
        "follows": queries.subscriptions_of(person),
        "mandates": queries.mandates_of(person),
        **own,
    }
    failed = any(getattr(form, "errors", None) for form in own.values())
    return render(request, "desk/account.html", context, status=422 if failed else 200)


@signed_in
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """What we keep of me and how you write to me."""
    return _account(request)


@signed_in
@require_POST
def change_account(request: HttpRequest, verb: str) -> HttpResponse:
    """One change: language, follow, unfollow, sign_out_everywhere."""
    change = CHANGES.get(verb)
    if change is None:
        raise Http404
    try:
        return change(request)
    except NotFound:
        raise Http404


def _language(request: HttpRequest) -> HttpResponse:
    form = forms.Language(request.POST)
    if not form.is_valid():
        return _account(request, language=form)
    entrance.choose_language(_person(request).pk, form.cleaned_data["language"], by=request.actor, at=timezone.now())  # type: ignore[attr-defined]
    messages.success(request, _("Your mails will come in this language."))
    return redirect("desk:account")


def _follow(request: HttpRequest) -> HttpResponse:
    form = forms.Follow(request.POST, **queries.choices())
    if form.is_valid():
        try:
            subscriptions.subscribe(**form.cleaned_data, by=request.actor, at=timezone.now())  # type: ignore[attr-defined]
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("You will hear of the next draft."))
            return redirect("desk:account")
    return _account(request, follow=form)


def _unfollow(request: HttpRequest) -> HttpResponse:
    subscriptions.unsubscribe(_number(request, "subscription"), by=request.actor, at=timezone.now())  # type: ignore[attr-defined]
    messages.success(request, _("You no longer follow this."))
    return redirect("desk:account")


def _sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    person = entrance.end_other_sessions(_person(request).pk, by=request.actor, at=timezone.now())  # type: ignore[attr-defined]
    update_session_auth_hash(request, person)
    messages.success(request, _("Every other device has been signed out."))
    return redirect("desk:account")


def _number(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    if not value.isdigit():
        raise Http404
    return int(value)


CHANGES: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "language": _language,
    "follow": _follow,
    "unfollow": _unfollow,
    "sign-out-everywhere": _sign_out_everywhere,
}
