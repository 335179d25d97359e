"""What was understood of a mail, put right by its author; one article by mail; drafts that came by mail."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.entrance.doors import actor_of, attempt, for_secretariat, told
from civikos.kernel.languages import of_text
from civikos.programs.consultations import actions, permissions, states
from civikos.programs.consultations.forms import mailed as forms
from civikos.programs.consultations.forms.contributions import AS_PERSON, Capacity, organization_of
from civikos.programs.consultations.forms.mailed import WHOLE, Part
from civikos.programs.consultations.models import Consultation, MailedReply
from civikos.programs.consultations.queries import articles, intake_mail
from civikos.programs.consultations.queries import mailed as queries
from civikos.programs.consultations.queries import returning as word_queries
from civikos.programs.consultations.states import DraftStatus, MailedStatus
from civikos.programs.consultations.views.pages import load, tabs_for
from civikos.registers.legislation import queries as legislation
from civikos.registers.organizations import queries as organizations
from civikos.registers.organizations.models import Mandate


# --- A mail, part by part --------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def mailed(request: HttpRequest, pk: int, mail: int) -> HttpResponse:
    """
    What was understood of a mail. POST: `confirm` or `correct` what the form says, `divide` a part (shown anew, nothing is
    written), or `discard` the mail.
    """
    consultation, actor = load(request, pk), actor_of(request)
    if actor.person is None:
        return redirect_to_login(request.get_full_path())
    row = queries.mail_of(consultation, mail, actor)
    if row is None:
        raise Http404
    items = queries.items_of(row)
    parts, refusal, capacity = forms.parts_of(items), "", ""
    if request.method == "POST":
        if row.author_id != actor.person_id:
            raise Http404
        parts, capacity = forms.typed(request.POST, items), request.POST.get("capacity", "")
        if "divide" not in request.POST:
            verbs = _verbs(row, parts, capacity, actor)
            verb = next((each for each in verbs if each in request.POST), "")
            if not verb:
                raise Http404
            said, refusal = attempt(verbs[verb])
            if not refusal:
                messages.success(request, said or "")
                return redirect(row)
    context = _page(consultation, row, actor, parts, capacity)
    return render(request, "consultations/mailed.html", {**context, "refusal": refusal}, status=422 if refusal else 200)


def _verbs(row: MailedReply, parts: list[Part], capacity: str, actor: Actor) -> dict[str, Callable[[], str]]:
    at = timezone.now()
    given, organization = [each.given() for each in parts], organization_of(capacity)

    def confirm() -> str:
        made = actions.confirm_mail(row.pk, given, organization=organization, by=actor, at=at)
        return ngettext(
            "Thank you. %(n)s contribution is recorded. A receipt comes by e-mail.",
            "Thank you. %(n)s contributions are recorded. One receipt for all comes by e-mail.",
            len(made),
        ) % {"n": len(made)}

    def correct() -> str:
        n = actions.correct_mail(row.pk, given, organization=organization, by=actor, at=at)
        if not n:
            return _("Nothing was changed.")
        return ngettext(
            "%(n)s contribution was put right. A new receipt comes by e-mail.",
            "%(n)s contributions were put right. A new receipt comes by e-mail.",
            n,
        ) % {"n": n}

    def discard() -> str:
        actions.discard_mail(row.pk, by=actor, at=at)
        return _("Nothing was recorded of this mail.")

    return {"confirm": confirm, "correct": correct, "discard": discard}


def _page(
    consultation: Consultation, row: MailedReply, actor: Actor, parts: list[Part], capacity: str
) -> dict[str, Any]:
    at, language = timezone.now(), of_text()
    status = MailedStatus(row.status)
    is_open = consultation.is_open_at(at)
    is_own = row.author_id == actor.person_id
    in_time = row.arrived_at < consultation.members_until
    may_confirm = is_own and status == MailedStatus.WAITING and in_time and consultation.status == "distributed"
    may_correct = is_own and status == MailedStatus.TAKEN and is_open
    held = (
        organizations.mandates_of(row.author, Mandate.Scope.SPEAK, timezone.localdate(row.arrived_at))
        if row.author is not None and (may_confirm or may_correct)
        else []
    )
    chosen = capacity or (str(row.organization_id) if row.organization_id else AS_PERSON)
    read, others = queries.files_of(row)
    return {
        "consultation": consultation,
        "title": legislation.title_in(consultation.draft, language),
        "tabs": tabs_for(consultation, actor, ""),
        "row": row,
        "original": reverse("mailroom:mail", args=[row.incoming]) if actor.is_secretariat else "",
        "is_own": is_own,
        "parts": parts,
        "made": queries.made_of(row),
        "units": legislation.units_with_headings(row.version, language) if may_confirm or may_correct else [],
        "places": legislation.full_labels(row.version, {each.eid for each in parts if each.eid}, language),
        "whole": WHOLE,
        "capacity": Capacity(organizations=held, initial={"capacity": chosen}) if may_confirm or may_correct else None,
        "capacity_lapsed": row.capacity_note == queries.LAPSED,
        "may_confirm": may_confirm,
        "may_correct": may_correct,
        "words_are_fixed": may_confirm and not is_open,
        "is_waiting": status == MailedStatus.WAITING,
        "is_taken": status == MailedStatus.TAKEN,
        "is_late": status == MailedStatus.LATE,
        "is_discarded": status == MailedStatus.DISCARDED,
        "is_forgotten": not parts and row.subject == "…",
        "files": [(file, len(word_queries.items_of(file))) for file in read],
        "others": others,
        "closed_sentence": "" if is_open or may_confirm else _closed(consultation),
    }


def _closed(consultation: Consultation) -> str:
    if consultation.status == states.Status.DISTRIBUTED:
        return _("The deadline has passed; what stands can no longer be changed.")
    return _("At this stage of the consultation nothing can be changed any more.")


# --- One article by mail ----------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def article_by_mail(request: HttpRequest, pk: int, eid: str) -> HttpResponse:
    """Have an article sent, in the language chosen (`send`), and follow what others say on it (`follow`, `unfollow`)."""
    consultation, actor, at = load(request, pk), actor_of(request), timezone.now()
    if actor.person is None:
        return redirect_to_login(request.get_full_path())
    label = articles.label_of(consultation.version, eid, of_text())
    if not label or not articles.is_article(consultation.version, eid):
        raise Http404
    languages = legislation.languages_of(consultation.version)
    if request.method == "POST" and _mail_verb(request, pk, eid, actor):
        return redirect("consultations:article_by_mail", pk=pk, eid=eid)
    may = permissions.may(states.CONTRIBUTE, actor, consultation) and consultation.is_open_at(at)
    context = {
        "consultation": consultation,
        "title": legislation.title_in(consultation.draft, of_text()),
        "tabs": tabs_for(consultation, actor, ""),
        "article": eid,
        "label": label,
        "text_languages": languages,
        "chosen": actor.person.language if actor.person.language in languages else (languages or ["sq"])[0],
        "follows": articles.follows(consultation, eid, actor.person),
        "may_send": may,
        "person": actor.person,
        "closed_sentence": _closed(consultation) if not consultation.is_open_at(at) else "",
    }
    return render(
        request, "consultations/article_by_mail.html", context, status=422 if request.method == "POST" else 200
    )


def _mail_verb(request: HttpRequest, pk: int, eid: str, actor: Actor) -> bool:
    at = timezone.now()
    if "send" in request.POST:
        language = request.POST.get("language", "")
        return told(
            request,
            lambda: actions.send_article(pk, eid, language, by=actor, at=at),
            _("The article is on its way to your mailbox. Your answer to that mail lands on this article."),
        )
    if "follow" in request.POST:
        return told(
            request,
            lambda: actions.follow_article(pk, eid, by=actor, at=at),
            _("You will hear by mail what others say on this article."),
        )
    if "unfollow" in request.POST:
        return told(
            request,
            lambda: actions.unfollow_article(pk, eid, by=actor, at=at),
            _("You will hear no more of this article."),
        )
    raise Http404


# --- Drafts that came by mail -------------------------------------------------------------------------------------------
@for_secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def received_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft that an institution sent by mail: what came, what was found in it. POST: `discard` or `restore` it."""
    actor, at = actor_of(request), timezone.now()
    row = intake_mail.draft_of(pk, actor)
    if row is None:
        raise Http404
    if request.method == "POST":
        if "discard" in request.POST:
            told(
                request,
                lambda: actions.discard_draft(pk, by=actor, at=at),
                _("The draft was put aside. You can bring it back here."),
            )
        elif "restore" in request.POST:
            told(request, lambda: actions.restore_draft(pk, by=actor, at=at), _("The draft waits again."))
        else:
            raise Http404
        return redirect("consultations:received_draft", pk=pk)
    context = {
        "row": row,
        "files": intake_mail.files_of(row),
        "is_waiting": row.status == DraftStatus.WAITING,
        "is_discarded": row.status == DraftStatus.DISCARDED,
        "registered": row.consultation,
        "original": reverse("mailroom:mail", args=[row.incoming]),
        "waiting": [each for each in intake_mail.waiting_drafts(actor) if each.pk != row.pk],
    }
    return render(request, "consultations/received_draft.html", context)
