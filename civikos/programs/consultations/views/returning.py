"""The draft as a file to work in, the Word file that comes back, and what was understood of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

import lawtext
from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.entrance.doors import actor_of, attempt
from civikos.kernel.files.downloads import bytes_as_download
from civikos.kernel.files.kinds import Kind
from civikos.kernel.languages import of_text
from civikos.kernel.workflow.refusals import Refused
from civikos.programs.consultations import actions, permissions, states
from civikos.programs.consultations.forms.returning import ReturnFile
from civikos.programs.consultations.models import Consultation, ReturnedFile
from civikos.programs.consultations.queries import returning as queries
from civikos.programs.consultations.states import ReturnedStatus
from civikos.programs.consultations.views.pages import load, tabs_for
from civikos.registers.legislation import queries as legislation
from civikos.registers.legislation.reading import Upload
from civikos.registers.organizations import queries as organizations
from civikos.registers.organizations.models import Mandate, Organization


# --- Handing out -----------------------------------------------------------------------------------------------------
@require_safe
def draft_docx(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The text being commented as a Word file to change and send back, for whoever may read it."""
    consultation, text = _text(request, pk, language)
    made = lawtext.to_docx(
        text,
        version_id=legislation.identity_of(consultation.version, language),
        title=legislation.title_in(consultation.draft, language),
        track_changes=True,
    )
    return _handed_out(made, f"{_name(consultation, language)}.docx", Kind.DOCX.media_type)


@require_safe
def draft_akn(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The text being commented as Akoma Ntoso 3, for programs; for whoever may read it."""
    consultation, text = _text(request, pk, language)
    draft, version = consultation.draft, consultation.version
    about = lawtext.About(
        on=timezone.localdate(consultation.received_at),
        kind="bill",
        number=draft.reference,
        name=f"draft-{draft.pk}",
        author=draft.institution.name,
        title=legislation.title_in(draft, language),
        version_on=version.received_on,
    )
    return _handed_out(lawtext.to_akn(text, about), f"{_name(consultation, language)}.akn.xml", "application/xml")


def _text(request: HttpRequest, pk: int, language: str) -> tuple[Consultation, lawtext.Text]:
    consultation = load(request, pk)
    text = legislation.printed_text(consultation.version, language)
    if text is None:
        raise Http404
    return consultation, text


def _name(consultation: Consultation, language: str) -> str:
    title = slugify(legislation.title_in(consultation.draft, language))[:80].strip("-")
    return f"{title or f'draft-{consultation.pk}'}-v{consultation.version.number}-{language}"


def _handed_out(content: bytes, name: str, media_type: str) -> HttpResponse:
    response = bytes_as_download(content, name, media_type)
    response["Cache-Control"] = "private, no-store"
    return response


# --- Sending back ----------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def return_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the Word file back: the member for themselves, the secretariat for somebody (`for`, found with `find`)."""
    consultation, actor, at = load(request, pk), actor_of(request), timezone.now()
    if actor.person is None:
        return redirect_to_login(request.get_full_path())
    is_post = request.method == "POST"
    author = _author(request, consultation, actor)
    may_return = consultation.is_open_at(at) and (actor.is_secretariat or permissions.is_concerned(actor, consultation))
    form = None
    if author is not None or is_post:
        given = (request.POST, request.FILES) if is_post else ()
        initial = {"author": author.pk if author is not None else None}
        form = ReturnFile(*given, organizations=_mandates(author), by=actor, initial=initial)
    if form is not None and is_post and form.is_valid() and form.kept is not None:
        row = _kept(form, consultation, author, actor) if may_return else None
        if row is not None:
            return redirect(row)
        if not may_return:
            form.add_error(None, _closed(consultation, actor))
    found = request.GET.get("find", "").strip()
    context = {
        "consultation": consultation,
        "title": legislation.title_in(consultation.draft, of_text()),
        "tabs": tabs_for(consultation, actor, "return_file"),
        "form": form,
        "author": author,
        "is_officer": actor.is_secretariat,
        "may_return": may_return,
        "closed_sentence": _closed(consultation, actor),
        "text_languages": legislation.languages_of(consultation.version),
        "find": found,
        "found": queries.speakers(consultation, found, timezone.localdate(at))
        if found and actor.is_secretariat
        else [],
        **_files(request, consultation, actor),
    }
    return render(request, "consultations/return_file.html", context, status=422 if form and form.errors else 200)


def _files(request: HttpRequest, consultation: Consultation, actor: Actor) -> dict[str, Any]:
    status, words = request.GET.get("status", ""), request.GET.get("words", "").strip()[:100]
    page = queries.files_of(consultation, actor, request.GET.get("page"), status, words)
    return {
        "page": page,
        "status": status,
        "words": words,
        "statuses": ReturnedStatus.choices,
        "may_filter": bool(status or words) or page.paginator.count > 5,
    }


def _author(request: HttpRequest, consultation: Consultation, actor: Actor) -> Person | None:
    if not actor.is_secretariat:
        return actor.person
    asked = request.POST.get("author", "") if request.method == "POST" else request.GET.get("for", "")
    return (
        queries.speaker(consultation, int(asked), timezone.localdate())
        if asked.isdecimal() and len(asked) < 18
        else None
    )


def _mandates(author: Person | None) -> list[Organization]:
    return organizations.mandates_of(author, Mandate.Scope.SPEAK, timezone.localdate()) if author is not None else []


def _closed(consultation: Consultation, actor: Actor) -> str:
    if not consultation.is_open_at(timezone.now()):
        if consultation.status == states.Status.DISTRIBUTED:
            return _(
                "The deadline has passed; no Word file can be sent back any more. Write to the secretariat if you still have something to say."
            )
        return _("Word files cannot be sent back at this stage of the consultation.")
    return _(
        "Members of the network and those invited can send a Word file back here. You are signed in, but neither applies to you in this consultation."
    )


def _kept(form: ReturnFile, consultation: Consultation, author: Person | None, actor: Actor) -> ReturnedFile | None:
    # The row; None after a refusal, which then stands in the form.
    assert form.kept is not None  # noqa: S101  # the caller has asked
    upload = Upload(form.kept.name, form.kept.data)
    try:
        understood = queries.understand(consultation, upload)
    except Refused as refusal:
        form.drop(str(refusal))
        return None
    row, refusal_ = attempt(
        lambda: actions.keep_returned_file(
            consultation.pk,
            upload,
            understood,
            author=author,
            organization=form.organization,
            by=actor,
            at=timezone.now(),
        )
    )
    if refusal_:
        form.add_error(None, refusal_)
    return row


# --- What was understood -----------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def returned_file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """
    What was understood of a file, article by article, to choose from. POST: `take` what is ticked (`item`), `discard` or
    `restore` the file, `withdraw` everything that was made of it.
    """
    consultation, actor = load(request, pk), actor_of(request)
    if actor.person is None:
        return redirect_to_login(request.get_full_path())
    row = queries.file_of(consultation, file, actor)
    if row is None:
        raise Http404
    if request.method == "POST":
        verbs = _verbs(request, row, actor)
        verb = next((each for each in verbs if each in request.POST), "")
        if not verb:
            raise Http404
        said, refusal = attempt(verbs[verb])
        if not refusal:
            messages.success(request, said or "")
            return redirect(row)
        messages.error(request, refusal)
    ticked = set(request.POST.getlist("item")) if request.method == "POST" else None
    context = _preview(consultation, row, actor, ticked)
    return render(request, "consultations/returned_file.html", context, status=422 if request.method == "POST" else 200)


def _verbs(request: HttpRequest, row: ReturnedFile, actor: Actor) -> dict[str, Callable[[], str]]:
    at = timezone.now()

    def take() -> str:
        made = actions.take_returned(row.pk, frozenset(request.POST.getlist("item")), by=actor, at=at)
        return ngettext(
            "%(n)s contribution is recorded. A receipt comes by e-mail.",
            "%(n)s contributions are recorded. One receipt for all comes by e-mail.",
            len(made),
        ) % {"n": len(made)}

    def discard() -> str:
        actions.discard_returned(row.pk, by=actor, at=at)
        return _("The file was thrown away. You can take it out again for 14 days.")

    def restore() -> str:
        actions.restore_returned(row.pk, by=actor, at=at)
        return _("The file is here again.")

    def withdraw() -> str:
        n = actions.withdraw_returned(row.pk, by=actor, at=at)
        return ngettext("%(n)s contribution is withdrawn.", "%(n)s contributions are withdrawn.", n) % {"n": n}

    return {"take": take, "discard": discard, "restore": restore, "withdraw": withdraw}


def _preview(consultation: Consultation, row: ReturnedFile, actor: Actor, ticked: set[str] | None) -> dict[str, Any]:
    items = queries.items_of(row)
    is_open = consultation.is_open_at(timezone.now())
    status = ReturnedStatus(row.status)
    standing = queries.standing_of(row) if status == ReturnedStatus.TAKEN else 0
    chosen = {each.key for each in items if (each.is_ticked if ticked is None else each.key in ticked)}
    return {
        "consultation": consultation,
        "title": legislation.title_in(consultation.draft, of_text()),
        "tabs": tabs_for(consultation, actor, "return_file"),
        "row": row,
        "is_own": row.author_id == actor.person_id,
        "verdict": _verdict(consultation, row) if row.reading else None,
        "groups": queries.groups_of(items, row.version, row.language),
        "homeless": [(each, queries.WHY.get(each.why, each.why)) for each in items if not each.has_place],
        "chosen": chosen,
        "left_out": {each.key for each in items} - queries.taken_keys(row) if status == ReturnedStatus.TAKEN else set(),
        "n_chosen": len(chosen),
        "n_items": len(items),
        "standing": standing,
        "may_choose": status == ReturnedStatus.READ,
        "is_discarded": status == ReturnedStatus.DISCARDED,
        "is_taken": status == ReturnedStatus.TAKEN,
        "is_open": is_open,
        "may_withdraw": bool(standing) and is_open,
        "closed_sentence": "" if is_open else _closed(consultation, actor),
    }


def _verdict(consultation: Consultation, row: ReturnedFile) -> tuple[str, str]:
    """The style of the notice and the sentence: which text the file was made from."""
    understood = queries.Understood.of(row.reading)
    language = dict(legislation.LANGUAGE_NAMES)[understood.language]
    if understood.returned.verdict == queries.NOT_SURE:
        return "warning", _(
            "We are not sure that this file was made from this draft: too few of its words are those of the text. Look at each change before you take it over."
        )
    if not understood.is_commented_version:
        return "warning", _(
            "This file was made from version %(number)s (%(language)s), not from version %(now)s, which is being commented. What could be placed in the present text stands below; the rest is listed at the end."
        ) % {"number": understood.number, "language": language, "now": consultation.version.number}
    return "success", _(
        "This file was made from the text that is being commented (version %(number)s, %(language)s)."
    ) % {
        "number": understood.number,
        "language": language,
    }
