"""What was understood of a sheet: rows ready to be taken over, and for every other row why not. Nothing is lost silently."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.files.actions import content_of
from civikos.kernel.files.sandbox import MEBIBYTE, ChildFailed, Limits, run_limited
from civikos.programs.standards.models import RecordedCase, Sheet
from civikos.programs.standards.papers import columns
from civikos.programs.standards.papers.columns import CASES, FIGURES, Column, NotUnderstood, folded
from civikos.programs.standards.queries.contents import CaseContent, MeetingContent
from civikos.programs.standards.queries.gathering import INSTITUTIONS
from civikos.programs.standards.queries.yearly import metric_of
from civikos.programs.standards.states import CaseStatus
from civikos.registers.legislation.models import ActKind, DocumentKind
from civikos.registers.organizations.models import Organization
from lawtext import detect_language

_LIMITS = Limits(cpu_seconds=15, memory=768 * MEBIBYTE)
SHOWN = 12


@dataclass(frozen=True)
class RowError:
    """Why a row is not taken over: its line in the sheet, the heading, what stood there, and the sentence."""

    line: int
    column: str
    value: str
    message: str


@dataclass(frozen=True)
class FigureContent:
    """One figure that the Government reported."""

    year: int
    metric: str
    label: str
    number: Decimal
    of: int | None = None
    source: str = ""


@dataclass(frozen=True)
class ReadRow:
    """One row of the sheet: its cells, and what it says or why it says nothing we can take."""

    line: int
    cells: tuple[str, ...]
    content: CaseContent | FigureContent | None
    errors: tuple[RowError, ...] = ()


@dataclass(frozen=True)
class Understood:
    """A sheet as it was understood: headings as they stand, which of our columns each holds, the rows under them."""

    headings: tuple[str, ...] = ()
    mapping: Mapping[int, str] = field(default_factory=dict)
    rows: tuple[ReadRow, ...] = ()
    refused: str = ""

    @property
    def ready(self) -> list[ReadRow]:
        """Rows that can be taken over."""
        return [row for row in self.rows if row.content is not None]

    @property
    def errors(self) -> list[RowError]:
        """Everything that stands in the way, by line."""
        return [error for row in self.rows for error in row.errors]

    @property
    def missing(self) -> list[str]:
        """Required columns that no heading holds."""
        return [each for each in REQUIRED.get(self.kind, ()) if each not in self.mapping.values()]

    kind: str = Sheet.Kind.CASES


REQUIRED: dict[str, tuple[str, ...]] = {
    Sheet.Kind.CASES: tuple(each.code for each in CASES if each.is_required),
    Sheet.Kind.FIGURES: tuple(each.code for each in FIGURES if each.is_required),
}


def columns_of(kind: str) -> tuple[Column, ...]:
    """Our columns for a kind of sheet."""
    return CASES if kind == Sheet.Kind.CASES else FIGURES


def table_of(data: bytes) -> tuple[list[list[str]], str]:
    """The cells of a file, read in a child process with limits; and "" or why nothing could be read."""
    try:
        answer = json.loads(run_limited(["civikos.programs.standards.papers.table"], data, _LIMITS))
    except ChildFailed:
        return [], "not_a_sheet"
    return answer.get("rows", []), answer.get("refused", "")


def guess_mapping(rows: Sequence[Sequence[str]], kind: str) -> dict[int, str]:
    """Which heading holds what, as far as the words tell."""
    return columns.guess(rows[columns.find_head(rows, columns_of(kind))], columns_of(kind)) if rows else {}


def understand(sheet: Sheet, *, at: datetime, mapping: Mapping[int, str] | None = None) -> Understood:
    """Read a kept sheet again, with its mapping or another one. A fixed number of queries."""
    rows, refused = table_of(content_of(sheet.file))
    if refused or not rows:
        return Understood(refused=refused or "empty", kind=sheet.kind)
    chosen = {int(place): code for place, code in (sheet.mapping if mapping is None else mapping).items()}
    return understand_rows(rows, chosen, kind=sheet.kind, on=timezone.localdate(at), source=sheet.source)


def understand_rows(
    rows: Sequence[Sequence[str]], mapping: Mapping[int, str], *, kind: str, on: date, source: str
) -> Understood:
    """What rows say under a mapping. Six queries for cases, none for figures."""
    head = columns.find_head(rows, columns_of(kind))
    headings = tuple(rows[head])
    reader = _Cases(on, source) if kind == Sheet.Kind.CASES else _Figures(source)
    labels = {code: headings[place] for place, code in mapping.items() if place < len(headings)}
    read = []
    for line, cells in enumerate(rows[head + 1 :], head + 2):
        said = {code: cells[place].strip() for place, code in mapping.items() if place < len(cells)}
        content, errors = reader.read(said)
        told = tuple(RowError(line, labels.get(code, code), said.get(code, "")[:120], why) for code, why in errors)
        read.append(ReadRow(line, tuple(cells), None if told else content, told))
    return Understood(headings, dict(mapping), tuple(read), kind=kind)


def _why(error: NotUnderstood) -> str:
    return {
        "date": _("This is no day. Write it as 24.11.2026 or 2026-11-24."),
        "number": _("This is no whole number."),
        "yes_no": _("Write yes or no, or leave it empty."),
        "list": _("A word of this list is not known. Separate the words with a semicolon."),
    }[str(error)]


class _Names:
    """Things of the register by every name they have, in any language."""

    def __init__(self, rows: Sequence[Any], *names: str) -> None:
        self.rows: dict[str, Any] = {}
        for row in rows:
            for name in names:
                word = folded(str(getattr(row, name, "") or ""))
                if word:
                    self.rows.setdefault(word, row)

    def get(self, text: str) -> Any:
        return self.rows.get(folded(text))


_THREE = ("name_sq", "name_sr_latn", "name_en")
# Kinds as the Government's reports and the samples call them.
_KIND_WORDS = {
    "administrative_instruction": "draft_administrative_instruction",
    "administrative instruction": "draft_administrative_instruction",
    "udhezim administrativ": "draft_administrative_instruction",
    "administrativno uputstvo": "draft_administrative_instruction",
    "law": "draft_law",
    "ligj": "draft_law",
    "zakon": "draft_law",
    "regulation": "draft_regulation",
    "rregullore": "draft_regulation",
    "uredba": "draft_regulation",
    "strategji": "strategy",
    "strategija": "strategy",
    "programme": "program",
    "municipal_act": "municipal_regulation",
    "other": "other_document",
    "tjeter": "other_document",
    "drugo": "other_document",
}


class _Cases:
    def __init__(self, on: date, source: str) -> None:
        self.on, self.source = on, source
        self.institutions = _Names(
            list(Organization.objects.filter(kind__in=INSTITUTIONS).order_by("pk")), "code", "short_name", *_THREE
        )
        kinds = list(ActKind.objects.order_by("position", "pk"))
        self.kinds = _Names(kinds, "code", *_THREE)
        by_code = {row.code: row for row in kinds}
        for word, code in _KIND_WORDS.items():
            if code in by_code:
                self.kinds.rows.setdefault(folded(word), by_code[code])
        documents = list(DocumentKind.objects.order_by("position", "pk"))
        self.documents = {row.code: tuple(str(getattr(row, name) or "") for name in _THREE) for row in documents}
        counted = RecordedCase.objects.exclude(status=CaseStatus.DISCARDED).order_by("pk")
        self.references: dict[str, str] = {}
        self.twins: set[tuple[int, str, date | None]] = set()
        for institution, title, opened, reference in counted.values_list(
            "institution", "title", "opened_on", "reference"
        ):
            self.twins.add((institution, folded(title), opened))
            if reference:
                self.references[reference] = title

    def read(self, said: dict[str, str]) -> tuple[CaseContent | None, list[tuple[str, str]]]:
        errors: list[tuple[str, str]] = []

        def take(code: str, read: Any) -> Any:
            try:
                return read(said.get(code, ""))
            except NotUnderstood as error:
                errors.append((code, _why(error)))
                return None

        institution = self.institutions.get(said.get("institution", ""))
        if institution is None:
            errors.append(("institution", _("No institution of this name is known. Write its official name.")))
        kind = self.kinds.get(said.get("kind", ""))
        if kind is None:
            errors.append(("kind", _("This kind of document is not on the closed list.")))
        title = said.get("title", "")
        if not title:
            errors.append(("title", _("There is no title.")))
        values: dict[str, Any] = {}
        for code in _DAYS:
            values[code] = take(code, columns.as_date)
        for code in _NUMBERS:
            values[code] = take(code, columns.as_number)
        for code in ("planned", "early", "has_meetings"):
            values[code] = take(code, columns.as_truth)
        consulted = take("was_consulted", columns.as_truth)
        year = take("year", columns.as_number)
        was_consulted = consulted if consulted is not None else True
        if was_consulted and not errors and (values["opened_on"] is None or values["closes_on"] is None):
            errors.append(("opened_on", _("First and last day are missing; without them nothing can be measured.")))
        if not was_consulted and year is None:
            errors.append(("year", _("The year is missing.")))
        for first, last in (("opened_on", "closes_on"), ("closes_on", "extended_to")):
            if values[first] and values[last] and values[last] < values[first]:
                errors.append((last, _("This day lies before the one it follows.")))
        for part, whole in (("unanswered", "comments"), ("unreasoned", "rejected")):
            if values[part] is not None and values[whole] is not None and values[part] > values[whole]:
                errors.append((part, _("There cannot be more of these than there are in all.")))
        looked_on = take("looked_on", columns.as_date) or self.on
        if looked_on > self.on:
            errors.append(("looked_on", _("This day lies in the future.")))
        meetings = self._meetings(take, errors)
        channels = take("channels", lambda text: columns.as_list(text, columns.CHANNEL_WORDS))
        documents = take("documents", lambda text: columns.as_list(text, self.documents))
        languages = take("languages", lambda text: columns.as_list(text, columns.LANGUAGE_WORDS))
        urgent = take("is_urgent", columns.as_truth)
        reference = said.get("reference", "")[:60]
        if not errors:
            twin = (institution.pk, folded(title), values["opened_on"])
            if (reference and reference in self.references) or twin in self.twins:
                errors.append(("reference" if reference else "title", _("This consultation is recorded already.")))
            else:
                self.twins.add(twin)
                if reference:
                    self.references[reference] = title
        if errors:
            return None, errors
        return (
            CaseContent(
                institution=institution,
                kind=kind,
                title=title[:400],
                title_language=_language_of(title),
                looked_on=looked_on,
                year=year,
                reference=reference,
                address=said.get("address", "")[:500] if said.get("address", "").startswith("http") else "",
                was_consulted=was_consulted,
                without_reason=said.get("without_reason", "")[:500],
                channels=[str(each) for each in channels] if channels is not None else None,
                is_urgent=bool(urgent),
                short_reason=said.get("short_reason", "")[:500],
                documents=documents,
                languages=languages,
                source=(said.get("source", "") or self.source)[:300],
                meetings=meetings,
                **values,
            ),
            [],
        )

    def _meetings(self, take: Any, errors: list[tuple[str, str]]) -> tuple[MeetingContent, ...]:
        held = take("meeting_on", columns.as_date)
        participants = take("participants", columns.as_number)
        announced = take("meeting_announced_on", columns.as_date)
        place = take("meeting_place", lambda text: text[:120])
        return (MeetingContent(held, announced, place or "", participants),) if held is not None else ()


_DAYS = ("early_on", "notice_on", "opened_on", "closes_on", "extended_to", "report_on", "adopted_on", "final_text_on")
_NUMBERS = ("commenters", "comments", "accepted", "partly", "rejected", "unanswered", "unreasoned")


def _language_of(title: str) -> str:
    found, _script = detect_language(title)
    return found if found in {"sq", "sr", "en"} else "sq"


class _Figures:
    def __init__(self, source: str) -> None:
        self.source = source

    def read(self, said: dict[str, str]) -> tuple[FigureContent | None, list[tuple[str, str]]]:
        errors: list[tuple[str, str]] = []
        year = None
        try:
            year = columns.as_number(said.get("year", ""))
        except NotUnderstood as error:
            errors.append(("year", _why(error)))
        if year is None and not errors:
            errors.append(("year", _("The year is missing.")))
        label = said.get("metric", "")
        if not label:
            errors.append(("metric", _("What is counted is missing.")))
        value, _slash, whole = said.get("value", "").replace("%", "").partition("/")
        try:
            number = Decimal(value.strip().replace(" ", "").replace(",", "."))
            of = int(whole) if whole.strip() else None
        except (InvalidOperation, ValueError):
            errors.append(("value", _("This is no number.")))
        if errors or year is None:
            return None, errors
        source = (said.get("source", "") or self.source)[:300]
        return FigureContent(year, metric_of(label), label[:200], number, of, source), []


def errors_as_rows(errors: Sequence[RowError]) -> list[dict[str, Any]]:
    """Errors as a sheet keeps them."""
    return [asdict(each) for each in errors]


def sheets(actor: Actor) -> list[Sheet]:
    """Sheets that were sent in, the newest first. One query."""
    return list(Sheet.objects.visible_to(actor).select_related("sent_by").order_by("-sent_at", "-pk"))


def sheet(pk: int, actor: Actor) -> Sheet | None:
    """One sheet, or None if it is hidden or absent."""
    return Sheet.objects.visible_to(actor).select_related("file", "sent_by").filter(pk=pk).first()
