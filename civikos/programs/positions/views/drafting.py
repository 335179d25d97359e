"""Writing the draft: sources on the left, passages on the right; conflicts of two editors are told, nothing is overwritten."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from civikos.kernel.entrance.doors import attempt, told
from civikos.kernel.languages import of_text
from civikos.programs.positions import actions, forms, permissions, states
from civikos.programs.positions.actions.drafting import Basis, Words
from civikos.programs.positions.queries import gathering as gathered
from civikos.programs.positions.queries import tally, text
from civikos.programs.positions.queries.text import PassageView
from civikos.programs.positions.views.pages import Asked, load, members_only, page
from civikos.registers.legislation import queries as legislation


def _load(request: HttpRequest, pk: int) -> Asked:
    asked = load(request, pk)
    if not asked.is_drafter:
        raise Http404
    return asked


def _units(asked: Asked) -> list[tuple[str, str]]:
    consultation = asked.position.consultation
    if consultation is None:
        return []
    return [
        (eid, f"{label} {heading}".strip())
        for eid, label, heading in legislation.units_with_headings(consultation.version, of_text())
    ]


@members_only
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """All passages beside everything that was gathered."""
    asked = _load(request, pk)
    row = asked.position
    context = {
        "heaps": gathered.heaps(row, of_text()),
        "passages": text.passages_of(row, tally.standing_passages(row), asked.actor, of_text(), near=True),
        "removed": gathered.removed_passages(row),
        "may_draft": permissions.may(states.DRAFT, asked.actor, row),
        "may_ask": row.status in states.BEFORE_MEMBERS and asked.at >= row.gather_until,
    }
    return page(asked, "draft", "positions/draft.html", context)


@members_only
def new_passage(request: HttpRequest, pk: int) -> HttpResponse:
    """A new passage, from the sources ticked beside it."""
    asked = _load(request, pk)
    if request.method != "POST":
        picked = request.GET.getlist("source")
        initial = _from_sources(asked, picked) | {"language": asked.position.language}
        if request.GET.get("eid"):
            initial["eid"] = request.GET["eid"]
        form = _form(asked, None, initial=initial, eid=str(initial.get("eid", "")))
        return _passage_page(asked, form, None, picked=picked)
    form = _form(asked, request.POST, eid=request.POST.get("eid", ""))
    picked = request.POST.getlist("source")
    if form.is_valid():
        done, refusal = attempt(lambda: actions.write_passage(pk, _words(form, picked), by=asked.actor, at=asked.at))
        if done is not None:
            messages.success(request, _("The passage is saved."))
            return redirect("positions:passage", pk, done.number)
        form.add_error(None, refusal)
    return _passage_page(asked, form, None, picked=picked, status=422)


@members_only
def passage(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One passage: its words, and what each sentence stands on."""
    asked = _load(request, pk)
    view = gathered.passage_view(asked.position, number, asked.actor, of_text())
    if view is None:
        raise Http404
    row = view.passage
    if request.method != "POST":
        initial = {
            "eid": row.article if row.provision is None else row.provision.eid,
            "heading": row.heading,
            "text": view.text,
            "proposed": row.proposed or row.original,
            "language": row.language,
            "revision": row.revision,
        }
        form = _form(asked, None, initial=initial, eid=str(initial["eid"]), language=row.language)
        return _passage_page(asked, form, view)
    form = _form(asked, request.POST, eid=request.POST.get("eid", ""), language=row.language)
    if form.is_valid():
        words = _words(form, [])
        revision = form.cleaned_data["revision"] or 0
        done, refusal = attempt(
            lambda: actions.edit_passage(pk, number, words, revision=revision, by=asked.actor, at=asked.at)
        )
        if done is not None:
            messages.success(request, _("The passage is saved."))
            return redirect("positions:passage", pk, number)
        form.add_error(None, refusal)
        if row.revision != revision:
            # What stands now is shown beside what was typed; the next press saves over it knowingly.
            data = request.POST.copy()
            data["revision"] = str(row.revision)
            form.data = data
            return _passage_page(asked, form, view, conflict=True, status=409)
    return _passage_page(asked, form, view, status=422)


def _form(
    asked: Asked, data: Any, *, eid: str, initial: dict[str, Any] | None = None, language: str = ""
) -> forms.Passage:
    units = _units(asked)
    if eid and eid not in dict(units) and units:
        units.append((eid, eid))
    original = ""
    if eid and asked.position.consultation is not None:
        words = legislation.wording_of(asked.position.consultation.version, eid, language or asked.position.language)
        original = words.text or words.heading if words is not None else ""
    form = forms.Passage(data, initial=initial or {}, units=units, original=original)
    if initial is not None and not initial.get("proposed") and original:
        form.initial["proposed"] = original
    return form


def _words(form: forms.Passage, picked: list[str]) -> Words:
    said = form.cleaned_data
    original = str(form.fields["proposed"].widget.attrs.get("data-original", ""))
    proposed = said["proposed"] if said["proposed"].strip() != original.strip() else ""
    named = forms.named_sources(said["named"])
    basis = _basis(picked, named) if picked or named else None
    return Words(said["text"], proposed, said["heading"], said.get("eid", ""), said["language"], basis)


def _basis(picked: list[str], named: list[tuple[str, str]]) -> Basis:
    numbers = {kind: [int(each[1:]) for each in picked if each[:1] == kind and each[1:].isdecimal()] for kind in "cs"}
    return Basis(numbers["c"], numbers["s"], named)


def _from_sources(asked: Asked, picked: list[str]) -> dict[str, Any]:
    # Taking over: the words of what was ticked, to be worked on.
    rows = [each for heap in gathered.heaps(asked.position, of_text()) for each in heap.items if each.value in picked]
    if not rows:
        return {}
    first = rows[0].row
    proposed = next((each.row.proposed for each in rows if each.row.proposed), "")
    provision = getattr(next((each.row for each in rows if each.row.proposed), first), "provision", None)
    return {
        "text": "\n\n".join(each.row.text for each in rows if each.row.text),
        "proposed": proposed,
        "eid": provision.eid if provision is not None else first.article,
    }


def _passage_page(
    asked: Asked,
    form: forms.Passage,
    view: PassageView | None,
    *,
    picked: list[str] | None = None,
    conflict: bool = False,
    status: int = 200,
) -> HttpResponse:
    article = view.passage.article if view is not None else None
    heaps = gathered.heaps(asked.position, of_text())
    context = {
        "form": form,
        "view": view,
        "heaps": sorted(heaps, key=lambda heap: heap.article != article) if article else heaps,
        "picked": picked or [],
        "conflict": conflict,
        "may_draft": permissions.may(states.DRAFT, asked.actor, asked.position),
    }
    return page(asked, "draft", "positions/passage.html", context, status=status)


@require_POST
@members_only
def sources(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Say what one sentence, or the wording, stands on."""
    asked = _load(request, pk)
    said = request.POST.get("sentence", "")
    key = int(said) if said.isdecimal() else None
    basis = _basis(request.POST.getlist("source"), forms.named_sources(request.POST.get("named", "")))
    told(
        request,
        lambda: actions.tie_sources(pk, number, key, basis, by=asked.actor, at=asked.at),
        _("The sources are saved."),
    )
    return redirect(f"{_address(pk, number)}#sentence-{key}" if key is not None else _address(pk, number))


def _address(pk: int, number: int) -> str:
    return reverse("positions:passage", args=[pk, number])


@require_POST
@members_only
def act(request: HttpRequest, pk: int, number: int, verb: str) -> HttpResponse:
    """Take a passage out, put it back, move it."""
    asked = _load(request, pk)
    by, at = asked.actor, asked.at
    verbs = {
        "remove": (
            lambda: actions.remove_passage(pk, number, by=by, at=at),
            _("The passage is taken out; you can put it back below."),
        ),
        "restore": (lambda: actions.restore_passage(pk, number, by=by, at=at), _("The passage is back.")),
        "up": (lambda: actions.move_passage(pk, number, up=True, by=by, at=at), _("The passage is moved.")),
        "down": (lambda: actions.move_passage(pk, number, up=False, by=by, at=at), _("The passage is moved.")),
    }
    if verb not in verbs:
        raise Http404
    do, say = verbs[verb]
    told(request, do, say)
    return redirect("positions:draft", pk)


@require_POST
@members_only
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the draft to the members."""
    asked = _load(request, pk)
    if told(
        request,
        lambda: actions.ask_members(pk, by=asked.actor, at=asked.at),
        _("The draft is with the members; whoever may speak for one has been written to."),
    ):
        return redirect(asked.position)
    return redirect("positions:draft", pk)
