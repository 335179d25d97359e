"""Taking rows over from a sheet, and taking them back as a whole."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.files import actions as files
from civikos.kernel.files.kinds import Kind
from civikos.kernel.workflow import steps
from civikos.kernel.workflow.refusals import Refused
from civikos.programs.standards import permissions, states
from civikos.programs.standards.actions import cases
from civikos.programs.standards.models import RecordedCase, Sheet, YearlyFigure
from civikos.programs.standards.queries import sheets as reading
from civikos.programs.standards.queries.contents import CaseContent
from civikos.programs.standards.queries.sheets import FigureContent, RowError
from civikos.programs.standards.states import CaseStatus

ACCEPTED = frozenset({Kind.XLSX, Kind.TXT, Kind.OLE})


class NotASheet(Refused):
    """Nothing could be read of the file; `code` ends with the reason."""

    SENTENCES = {
        "encrypted": _("The sheet is protected by a password. Save it without one, and send that."),
        "unsafe": _(
            "The file is not what a spreadsheet program writes. Save it again as .xlsx or .csv, and send that."
        ),
        "not_a_sheet": _("This is no sheet that can be read. Send it as .xlsx or .csv."),
        "empty": _("The sheet is empty."),
    }

    def __init__(self, reason: str) -> None:
        self.code = f"standards_sheet.{reason}"
        super().__init__(self.SENTENCES.get(reason, self.SENTENCES["not_a_sheet"]))


class ColumnsMissing(Refused):
    """Nobody has said which heading holds what every row needs."""

    code = "standards_sheet.columns_missing"
    message = _("Say first which column holds: %(columns)s.")


class NothingToTake(Refused):
    """No row of the sheet can be taken over."""

    code = "standards_sheet.nothing"
    message = _("No row of this sheet can be taken over. Put right what is listed below, and send it again.")


@transaction.atomic
def keep_sheet(data: bytes, *, name: str, kind: str, source: str, by: Actor, at: datetime) -> Sheet:
    """
    Keep a sheet and guess what its headings mean; nothing is taken over yet.

    Raises: NotAllowed, NotASheet, and what `files.store` raises.
    """
    permissions.require_recorder(by)
    rows, refused = reading.table_of(data)
    if refused:
        raise NotASheet(refused)
    stored = files.store(data, name=name, accepted=ACCEPTED, by=by, at=at)
    mapping = reading.guess_mapping(rows, kind)
    sheet = Sheet.objects.create(
        kind=kind,
        name=stored.name,
        file=stored,
        source=source[:300],
        mapping={str(place): code for place, code in mapping.items()},
        rows=len(rows) - 1,
        sent_by=by.person,
        sent_at=at,
    )
    audit.record("standards_sheet.sent", sheet, by=by, at=at, details={"name": stored.name})
    return sheet


@transaction.atomic
def change_mapping(pk: int, *, mapping: Mapping[int, str], by: Actor, at: datetime) -> Sheet:
    """Say which heading holds what. Raises: NotFound, WrongStatus."""
    sheet = permissions.sheet_for(pk, by=by)
    steps.require(states.TAKE_SHEET, sheet)
    sheet.mapping = {str(place): code for place, code in mapping.items() if code}
    sheet.save(update_fields=["mapping"])
    audit.record("standards_sheet.mapped", sheet, by=by, at=at)
    return sheet


@transaction.atomic
def take_sheet(pk: int, *, by: Actor, at: datetime) -> Sheet:
    """
    Take over every row that could be understood; the others stay listed with the reason, and in the kept file.

    Raises: NotFound, WrongStatus, NotASheet, ColumnsMissing, NothingToTake.
    """
    sheet = permissions.sheet_for(pk, by=by)
    steps.require(states.TAKE_SHEET, sheet)
    understood = reading.understand(sheet, at=at)
    if understood.refused:
        raise NotASheet(understood.refused)
    if understood.missing:
        names = {each.code: each for each in reading.columns_of(sheet.kind)}
        raise ColumnsMissing(columns=", ".join(names[code].en for code in understood.missing))
    errors = list(understood.errors)
    taken = 0
    for row in understood.ready:
        content = row.content
        if isinstance(content, CaseContent):
            try:
                with transaction.atomic():
                    cases.add_recorded(content, sheet, row.line, by=by, at=at)
            except Refused as refusal:
                errors.append(RowError(row.line, "", content.title[:120], str(refusal)))
                continue
        elif isinstance(content, FigureContent):
            _figure, is_new = YearlyFigure.objects.update_or_create(
                sheet=sheet,
                year=content.year,
                label=content.label,
                defaults={
                    "metric": content.metric,
                    "number": content.number,
                    "of": content.of,
                    "source": content.source,
                },
            )
            if not is_new:
                errors.append(
                    RowError(row.line, "", content.label, str(_("It stands twice in the sheet; the last one counts.")))
                )
        taken += 1
    if not taken:
        raise NothingToTake
    sheet.errors, sheet.taken, sheet.taken_at = reading.errors_as_rows(errors), taken, at
    steps.take(states.TAKE_SHEET, sheet, by=by, at=at, taken=taken, left=len({each.line for each in errors}))
    audit.publish("standards_sheet.taken", f"standards_sheet:{sheet.pk}", {"name": sheet.name, "rows": taken}, at=at)
    return sheet


@transaction.atomic
def undo_sheet(pk: int, *, by: Actor, at: datetime) -> Sheet:
    """Take everything that came with a sheet out of the watch again, as a whole. Raises: NotFound, WrongStatus."""
    sheet = permissions.sheet_for(pk, by=by)
    steps.require(states.UNDO_SHEET, sheet)
    for row in RecordedCase.objects.filter(sheet=sheet, status=CaseStatus.RECORDED).order_by("pk"):
        cases.discard_case(row.pk, by=by, at=at)
    sheet.undone_at = at
    steps.take(states.UNDO_SHEET, sheet, by=by, at=at)
    return sheet
