"""The matrix: arranged by the secretariat, answered by the institution, read by whoever may."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.entrance.doors import actor_of, attempt, told
from civikos.kernel.files.actions import LARGEST_UPLOAD, FileTooLarge, content_of
from civikos.kernel.files.sandbox import ChildFailed, run_limited
from civikos.kernel.languages import of_interface, of_text
from civikos.kernel.workdays import queries as workdays
from civikos.kernel.workflow.refusals import NotFound, Refused
from civikos.programs.consultations import actions, letters, permissions, states
from civikos.programs.consultations.actions.answers import Said
from civikos.programs.consultations.models import Consultation, Paper
from civikos.programs.consultations.papers.returned import Problem, ProblemCode, Returned, as_request, from_json
from civikos.programs.consultations.queries import matrix as queries
from civikos.programs.consultations.queries import papers as gathered
from civikos.programs.consultations.queries.matrix import Filter, MatrixRow
from civikos.programs.consultations.states import Outcome, Status
from civikos.programs.consultations.views.grouping import known_number
from civikos.programs.consultations.views.pages import load, tabs_for
from civikos.registers.legislation import queries as legislation
from civikos.registers.organizations import queries as organizations

ICONS = {"accepted": "accepted", "partly": "partly", "rejected": "rejected", "noted": "noted", "": "no-answer"}
FORMATS = [("xlsx", "Excel"), ("docx", "Word"), ("pdf", "PDF"), ("csv", "CSV"), ("json", "JSON")]


@dataclass
class Typed:
    """What somebody typed on a page of the matrix, and which rule refused which row."""

    answers: dict[int, Said] = field(default_factory=dict)
    number: int | None = None
    refusal: str = ""
    bulk: Said = field(default_factory=lambda: Said("", ""))
    chosen: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Shown:
    """A row as the page draws it: the stored answer, or what was typed and refused; `seal` tells whether a row was touched."""

    row: MatrixRow
    number: int
    outcome: str
    text: str
    seal: str
    refusal: str = ""
    is_chosen: bool = False

    @property
    def state_class(self) -> str:
        """The class of the answer's label."""
        return f"state--{self.row.point.outcome or 'none'}"

    @property
    def icon(self) -> str:
        """The icon of the answer's label."""
        return ICONS[self.row.point.outcome]


def matrix(request: HttpRequest, pk: int) -> HttpResponse:
    """The matrix: to arrange, to answer or to read, as the person may and the state of the consultation allows."""
    consultation = load(request, pk)
    if "history" in request.GET:
        return _answer_history(request, consultation, _number(request.GET["history"]))
    return _page(request, consultation, Typed())


def _page(request: HttpRequest, consultation: Consultation, typed: Typed, status: int = 200) -> HttpResponse:
    actor, at, language = actor_of(request), timezone.now(), of_text()
    query = request.GET if request.method == "GET" else QueryDict(request.POST.get("back", ""))
    wanted = wanted_of(query)
    may_answer = permissions.may(states.ANSWER, actor, consultation)
    if not (may_answer or _sees_all(consultation, actor) or queries.may_be_read(consultation, actor)):
        return _later(request, consultation)
    is_submitted = consultation.status not in {Status.REGISTERED, Status.DISTRIBUTED}
    counted, taken_up = queries.counts(consultation)
    found = queries.matrix_page(
        consultation,
        actor,
        wanted,
        _number(query.get("page")) or 1,
        language,
        counted,
        is_judged=taken_up.version > 0,
        is_let_in=True,
    )
    may_arrange = permissions.may(states.ARRANGE, actor, consultation)
    # While the institution may answer, whoever may not does not work for it: the mandates are asked once.
    works_here = may_answer if consultation.status in states.ANSWER.sources else None
    context: dict[str, Any] = {
        "consultation": consultation,
        "urls": urls_of(consultation.pk),
        "title": legislation.title_in(consultation.draft, language),
        "tabs": tabs_for(consultation, actor, "matrix", works_here=works_here),
        "page": found.page,
        "units": found.units,
        "wanted": wanted,
        "rows": [_shown(row, typed) for row in found.rows],
        "counted": counted,
        "answered": counted["all"] - counted["open"],
        "may_answer": may_answer,
        "may_arrange": may_arrange,
        "may_submit": permissions.may(states.SUBMIT, actor, consultation),
        # The predicate of concluding is that of answering; asking it again would cost another query.
        "may_conclude": may_answer and consultation.status in states.CONCLUDE.sources,
        "refusal": typed.refusal,
        "outcomes": [(each.value, each.label, ICONS[each.value]) for each in Outcome],
        "formats": FORMATS,
        "bulk": typed.bulk,
        "days_left": workdays.working_days_left(at, consultation.government_until),
        "is_late": at >= consultation.government_until,
        "is_submitted": is_submitted,
        "taken_up": taken_up,
        "not_arranged": queries.not_arranged(consultation) if may_arrange else 0,
        "edit": _number(query.get("edit")) if may_arrange else 0,
        "similar": known_number(consultation) if may_arrange else None,
        "back": query.urlencode(),
    }
    if context["may_submit"] and "submit" in query:
        context |= _submission(consultation, counted, at)
    return render(request, "consultations/matrix.html", context, status=status)


def wanted_of(query: QueryDict) -> Filter:
    """What part of the matrix an address asks for."""
    return Filter(
        query.get("outcome", ""),
        query.get("article", ""),
        query.get("words", "").strip()[:100],
        query.get("text", ""),
        query.get("who", "").strip()[:100],
    )


def urls_of(pk: int) -> dict[str, str]:
    """The addresses of the steps that every row offers."""
    return {
        verb: reverse("consultations:matrix_action", args=[pk, verb]) for verb in ("answer", "edit", "move", "split")
    }


def _later(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    title = legislation.title_in(consultation.draft, of_text())
    context = {
        "consultation": consultation,
        "title": title,
        "tabs": tabs_for(consultation, actor_of(request), "matrix"),
    }
    return render(request, "consultations/matrix_later.html", context)


def _sees_all(consultation: Consultation, actor: Actor) -> bool:
    # Whoever may read one point may read them all, so that the counts can be shown; for others it costs a query to know.
    return actor.is_secretariat or (consultation.reported_at is not None and consultation.is_public)


def _shown(row: MatrixRow, typed: Typed) -> Shown:
    point = row.point
    number = point.number or point.position
    said = typed.answers.get(point.pk)
    seal = seal_of(point.outcome, point.answer)
    is_chosen = point.pk in typed.chosen
    if said is None:
        return Shown(row, number, point.outcome, point.answer, seal, is_chosen=is_chosen)
    return Shown(
        row, number, said.outcome, said.text, seal, typed.refusal if typed.number == point.number else "", is_chosen
    )


def seal_of(outcome: str, text: str) -> str:
    """A short mark of an answer as the page showed it, to tell rows that were touched from rows that were only sent along."""
    return sha256(f"{outcome}\n{_plain(text)}".encode()).hexdigest()[:12]


def _plain(text: str) -> str:
    return "\n".join(text.strip().splitlines())


def _submission(consultation: Consultation, counted: dict[str, int], at: datetime) -> dict[str, Any]:
    contact = organizations.contact_of(consultation.draft.institution, timezone.localdate(at))
    language = contact.language if contact else "sq"
    values = letters.common(consultation, language, at=at, days_left=0)
    values |= {"points": str(counted["all"]), "contributors": str(queries.voices_behind(consultation))}
    with translation.override(of_interface(language)):
        letter = letters.covering_letter(values)
    return {
        "submitting": True,
        "contact": contact,
        "letter": letter,
        "letter_language": language,
        "is_open": at < consultation.members_until,
    }


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One step on the matrix. What is refused in an answer stays typed on the page."""
    consultation = load(request, pk)
    if verb in {"answer", "answer_many"}:
        return _answer(request, consultation, verb)
    steps = {**_arranging(request, consultation), "submit": _submit, "conclude": _conclude}
    if verb not in steps:
        raise Http404
    steps[verb](request, consultation)
    return _back(request, pk)


def _back(request: HttpRequest, pk: int, anchor: str = "") -> HttpResponse:
    query = request.POST.get("back", "")
    address = reverse("consultations:matrix", args=[pk]) + (f"?{query}" if query else "")
    return redirect(address + (f"#{anchor}" if anchor else ""))


Step = Callable[[HttpRequest, Consultation], Any]


def _arranging(request: HttpRequest, consultation: Consultation) -> dict[str, Step]:
    pk, by, at, sent = consultation.pk, actor_of(request), timezone.now(), request.POST

    def arrange(_request: HttpRequest, _consultation: Consultation) -> None:
        told(
            request,
            lambda: actions.arrange_matrix(pk, by=by, at=at),
            lambda n: ngettext("The matrix has %(n)s point.", "The matrix has %(n)s points.", n) % {"n": n},
        )

    def merge(_request: HttpRequest, _consultation: Consultation) -> None:
        chosen = [_number(each) for each in sent.getlist("row")]
        told(
            request,
            lambda: actions.merge_points(pk, chosen, by=by, at=at),
            lambda point: _("Merged into point %(number)s.") % {"number": point.position},
        )

    def split(_request: HttpRequest, _consultation: Consultation) -> None:
        told(
            request,
            lambda: actions.split_point(pk, _number(sent.get("split")), by=by, at=at),
            lambda made: ngettext("Split into %(n)s point.", "Split into %(n)s points.", len(made)) % {"n": len(made)},
        )

    def move(_request: HttpRequest, _consultation: Consultation) -> None:
        point, before = _move_to(sent, consultation)
        told(request, lambda: actions.move_point(pk, point, before=before, by=by, at=at), _("The point was moved."))

    def edit(_request: HttpRequest, _consultation: Consultation) -> None:
        point = _number(sent.get("point"))
        told(
            request,
            lambda: actions.edit_point(
                pk, point, text=sent.get("text", ""), proposed=sent.get("proposed", ""), by=by, at=at
            ),
            _("The wording of the point is saved; what members said stays as they said it."),
        )

    return {"arrange": arrange, "merge": merge, "split": split, "move": move, "edit": edit}


def _move_to(sent: Any, consultation: Consultation) -> tuple[int, int | None]:
    """The point to move and the one before which it goes; None is the end."""
    if "place" in sent:
        point = _number(sent["place"])
        return point, queries.at_position(consultation, _number(sent.get(f"before-{point}")))
    point = _number(sent.get("up") or sent.get("down"))
    previous, after, beyond = queries.neighbors(consultation, point)
    return (point, previous or after) if "up" in sent else (point, beyond)


def _submit(request: HttpRequest, consultation: Consultation) -> None:
    by = actor_of(request)
    told(
        request,
        lambda: actions.submit(consultation.pk, close_now="close_now" in request.POST, by=by, at=timezone.now()),
        _("The matrix is submitted. The papers are being made and go to the institution with a link."),
    )


def _conclude(request: HttpRequest, consultation: Consultation) -> None:
    by = actor_of(request)
    told(
        request,
        lambda: actions.conclude(consultation.pk, by=by, at=timezone.now()),
        _("The answers are closed. Everybody who contributed is told what became of their points."),
    )


def _answer(request: HttpRequest, consultation: Consultation, verb: str) -> HttpResponse:
    by, at, sent = actor_of(request), timezone.now(), request.POST
    one = _number(sent.get("one")) if request.htmx else 0  # type: ignore[attr-defined]
    answers = _touched(sent, only=one)
    typed = Typed(dict(answers))
    if verb == "answer_many":
        typed.bulk = Said(sent.get("bulk_outcome", ""), sent.get("bulk_text", ""))
        typed.chosen = frozenset(_number(each) for each in sent.getlist("row"))
        answers |= dict.fromkeys(typed.chosen, typed.bulk)
    try:
        changed = actions.answer_each(consultation.pk, answers, by=by, at=at)
    except NotFound:
        raise Http404 from None
    except Refused as refusal:
        number = refusal.details.get("number")
        typed.refusal, typed.number = str(refusal), number if isinstance(number, int) else None
        if one:
            return _one_row(request, consultation, one, typed)
        return _page(request, consultation, typed, status=422)
    if one:
        return _one_row(request, load(request, consultation.pk), one, Typed())
    messages.success(request, ngettext("%(n)s answer is saved.", "%(n)s answers are saved.", changed) % {"n": changed})
    return _back(request, consultation.pk)


def _touched(sent: Any, only: int) -> dict[int, Said]:
    answers = {}
    for name in sent:
        key, _dash, number = name.partition("-")
        point = _number(number)
        if key != "seal" or not point or (only and point != only):
            continue
        said = Said(sent.get(f"a-{point}", ""), _plain(sent.get(f"r-{point}", "")))
        if seal_of(said.outcome, said.text) != sent[name]:
            answers[point] = said
    return answers


def _one_row(request: HttpRequest, consultation: Consultation, point: int, typed: Typed) -> HttpResponse:
    row = queries.row_of(consultation, actor_of(request), point, of_text())
    if row is None:
        raise Http404
    counted, at = queries.outcome_counts(consultation), timezone.now()
    context = {
        "consultation": consultation,
        "urls": urls_of(consultation.pk),
        "shown": _shown(row, typed),
        "may_answer": True,
        "counted": counted,
        "saved": not typed.refusal,
        "answered": counted["all"] - counted["open"],
        "days_left": workdays.working_days_left(at, consultation.government_until),
        "outcomes": [(each.value, each.label, ICONS[each.value]) for each in Outcome],
    }
    return render(request, "consultations/_matrix_saved.html", context)


def _answer_history(request: HttpRequest, consultation: Consultation, point: int) -> HttpResponse:
    given = queries.answer_history(consultation, actor_of(request), point)
    if not given:
        raise Http404
    template = "_answer_history" if request.htmx else "answer_history"  # type: ignore[attr-defined]
    context = {
        "answers": given,
        "consultation": consultation,
        "title": legislation.title_in(consultation.draft, of_text()),
    }
    return render(request, f"consultations/{template}.html", context)


# --- The table that comes back --------------------------------------------------------------------------------------
def returned(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in the filled table, show what it says and what is wrong with it, then take its answers over."""
    consultation, actor, at = load(request, pk), actor_of(request), timezone.now()
    if not permissions.may(states.ANSWER, actor, consultation):
        raise Http404
    refusal = ""
    if request.method == "POST" and "take" in request.POST:
        done = _take_over(request, consultation)
        return (
            done
            if done is not None
            else redirect(f"{reverse('consultations:returned', args=[pk])}?paper={_number(request.POST['take'])}")
        )
    sent = request.FILES.get("sheet")
    if sent is not None:
        paper, refusal = attempt(lambda: _keep(sent, request, pk, at))
        if paper is not None:
            return redirect(f"{reverse('consultations:returned', args=[pk])}?paper={paper.pk}")
    elif request.method == "POST":
        refusal = _("Choose the filled table first.")
    sheets = gathered.returned_sheets(consultation)
    number = _number(request.GET.get("paper"))
    chosen = next((sheet for sheet in sheets if sheet.pk == number), None)
    context: dict[str, Any] = {
        "consultation": consultation,
        "title": legislation.title_in(consultation.draft, of_text()),
        "tabs": tabs_for(consultation, actor, "matrix", works_here=True),
        "sheets": sheets,
        "chosen": chosen,
        "refusal": refusal,
    }
    if chosen is not None:
        reading = _read(consultation, content_of(chosen.file))
        context |= {
            "reading": reading,
            "problems": problems_in_words(reading.problems),
            **_compared(consultation, reading),
        }
    return render(request, "consultations/returned.html", context, status=422 if refusal else 200)


def _keep(sent: UploadedFile, request: HttpRequest, pk: int, at: datetime) -> Paper:
    if (sent.size or 0) > LARGEST_UPLOAD:
        raise FileTooLarge
    return actions.keep_returned_sheet(pk, sent.read(), name=sent.name or "", by=actor_of(request), at=at)


def _read(consultation: Consultation, content: bytes) -> Returned:
    expected = {key: number for key, (_point, number) in queries.point_keys(consultation).items()}
    try:
        output = run_limited(
            ["civikos.programs.consultations.papers.returned"], as_request(content, expected, consultation.pk)
        )
    except ChildFailed:
        return Returned(problems=(Problem(ProblemCode.UNSAFE, value="too_complex"),))
    return from_json(output)


def _compared(consultation: Consultation, reading: Returned) -> dict[str, Any]:
    """What taking the sheet over would do: how many answers are new, how many change one, how many say what is there already."""
    keys, now = queries.point_keys(consultation), queries.answers_now(consultation)
    what: Counter[str] = Counter()
    for answer in reading.answers:
        outcome, text = now[keys[answer.key][0]]
        what[
            "same"
            if (outcome, _plain(text)) == (answer.outcome, _plain(answer.text))
            else "changed"
            if outcome
            else "new"
        ] += 1
    by_outcome = Counter(answer.outcome for answer in reading.answers)
    return {
        "what": dict(what),
        "to_take": what["new"] + what["changed"],
        "by_outcome": [(each.label, by_outcome[each.value]) for each in Outcome if by_outcome[each.value]],
    }


def _take_over(request: HttpRequest, consultation: Consultation) -> HttpResponse | None:
    paper = gathered.returned_sheet(consultation, _number(request.POST["take"]))
    if paper is None:
        raise Http404
    reading = _read(consultation, content_of(paper.file))
    keys = queries.point_keys(consultation)
    answers = {keys[answer.key][0]: Said(answer.outcome, answer.text) for answer in reading.answers}
    by = actor_of(request)
    taken = told(
        request,
        lambda: actions.import_answers(consultation.pk, answers, by=by, at=timezone.now()),
        lambda n: (
            ngettext("%(n)s answer was taken over from the table.", "%(n)s answers were taken over from the table.", n)
            % {"n": n}
        ),
    )
    return redirect("consultations:matrix", consultation.pk) if taken else None


def problems_in_words(problems: tuple[Problem, ...]) -> list[str]:
    """A sentence for each thing that is wrong, missing rows together; it says what to do."""
    missing = [problem.value for problem in problems if problem.code is ProblemCode.MISSING_ROWS]
    said = [_in_words(problem) for problem in problems if problem.code is not ProblemCode.MISSING_ROWS]
    if missing:
        shown = ", ".join(missing[:30]) + ("…" if len(missing) > 30 else "")
        said.append(
            ngettext(
                "%(n)s row is missing from the table: point %(points)s. Its answer stays as it is.",
                "%(n)s rows are missing from the table: points %(points)s. Their answers stay as they are.",
                len(missing),
            )
            % {"n": len(missing), "points": shown}
        )
    return said


def _in_words(problem: Problem) -> str:
    values = {"row": problem.row, "value": problem.value}
    return _sentences()[problem.code] % values


def _sentences() -> dict[ProblemCode, str]:
    return {
        ProblemCode.NOT_A_SHEET: _("This file is not a table that can be read. Send the matrix back as Excel (.xlsx)."),
        ProblemCode.ENCRYPTED: _("The file is protected by a password. Save it without one and send it again."),
        ProblemCode.UNSAFE: _(
            "The file has macros, is damaged or unpacks to too much, so it was not opened. Save it as Excel (.xlsx) and send it again."
        ),
        ProblemCode.NO_TABLE: _(
            "The table of the matrix was not found in this file: its heading row with the answers is missing. Fill in the file you got from here."
        ),
        ProblemCode.WRONG_CONSULTATION: _(
            "This table belongs to another consultation. Nothing of it can be taken over here."
        ),
        ProblemCode.EMPTY: _("Nothing has been filled in: the columns for the answers are empty."),
        ProblemCode.FOREIGN_ROWS: _("Row %(row)s (“%(value)s”) is not a point of this consultation and is left out."),
        ProblemCode.UNKNOWN_ANSWER: _(
            "Row %(row)s: “%(value)s” is none of the four answers. Write accepted, partly accepted, rejected or noted."
        ),
        ProblemCode.REJECTED_WITHOUT_REASON: _("Row %(row)s is rejected without a reason. A rejection needs one."),
        ProblemCode.REASON_WITHOUT_ANSWER: _(
            "Row %(row)s has a reason and no answer. Say whether the point is accepted, partly accepted, rejected or noted."
        ),
        ProblemCode.TWICE: _(
            "Row %(row)s answers a point that another row answers differently (“%(value)s”). Keep one of them."
        ),
        ProblemCode.KEY_DISAGREES: _(
            "Row %(row)s: its number (%(value)s) and its hidden key do not belong together. Some columns were sorted and others not."
        ),
        ProblemCode.WITHOUT_KEYS: _(
            "The hidden column with the keys is gone. The rows were recognized by their numbers: look through the answers before you take them over."
        ),
        ProblemCode.MISSING_ROWS: "",
    }


def _number(value: str | None) -> int:
    return int(value) if value and value.isdigit() and len(value) < 18 else 0
