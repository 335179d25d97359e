"""Files that come with a form: read, judged, and kept so that a refusal does not lose them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

import lawtext
from civikos.kernel.accounts.actor import Actor
from civikos.kernel.files import keeping
from civikos.kernel.files.actions import LARGEST_UPLOAD, FileNotAccepted, FileTooLarge, content_of
from civikos.kernel.files.keeping import Kept
from civikos.kernel.files.kinds import DOCUMENTS, Kind, kind_of
from civikos.kernel.files.models import StoredFile
from civikos.kernel.workflow.refusals import Refused
from civikos.programs.consultations.forms.officer import FIRST_DOCUMENTS, MOST_DOCUMENTS, DocumentRow
from civikos.registers.legislation.actions import Accompanying
from civikos.registers.legislation.models import DocumentKind
from civikos.registers.legislation.reading import ReadText, Upload, check_document, read_upload

MOST_TEXTS = 6


@dataclass(frozen=True)
class TextFile:
    """One file with the texts found in it."""

    kept: Kept
    texts: tuple[ReadText, ...]

    @property
    def found(self) -> list[tuple[str, int, int]]:
        """For each language: its code, how many articles, how many places to look at."""
        return [
            (each.text.language, len(each.text.articles()), len(lawtext.report(each.text).places))
            for each in self.texts
        ]


@dataclass
class Texts:
    """The texts of a draft as they came with a form. What could not be read is told and not kept."""

    files: list[TextFile] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    @property
    def read(self) -> list[ReadText]:
        """All texts of all files."""
        return [text for each in self.files for text in each.texts]

    def titles(self) -> dict[str, str]:
        """The title that each text gives itself, by language."""
        return {
            each.text.language: " ".join(each.text.title.split())[:400]
            for each in reversed(self.read)
            if each.text.title.strip()
        }


def gather_texts(request: HttpRequest, by: Actor) -> Texts:
    """The texts sent now (`texts`) and those kept from before (`kept_text`)."""
    texts = Texts()
    for ticket in request.POST.getlist("kept_text")[:MOST_TEXTS]:
        before = keeping.kept(ticket, by=by)
        if before is None:
            texts.refusals.append(_("A file that you sent earlier is not kept any more. Choose it again."))
        else:
            _take(texts, before)
    for sent in request.FILES.getlist("texts"):
        if len(texts.files) >= MOST_TEXTS:
            texts.refusals.append(
                _("More than %(n)s files: “%(name)s” was left out.") % {"n": MOST_TEXTS, "name": sent.name}
            )
            break
        fresh = _fresh(sent, by, texts.refusals)
        if fresh is not None and fresh.data not in [each.kept.data for each in texts.files]:
            _take(texts, fresh)
    return texts


def _take(texts: Texts, file: Kept) -> None:
    try:
        texts.files.append(TextFile(file, tuple(read_upload(Upload(file.name, file.data)))))
    except Refused as refusal:
        texts.refusals.append(str(refusal))


def _fresh(sent: UploadedFile, by: Actor, refusals: list[str]) -> Kept | None:
    try:
        if (sent.size or 0) > LARGEST_UPLOAD:
            raise FileTooLarge
        return keeping.keep(sent.read(), name=sent.name or "", by=by)
    except Refused as refusal:
        refusals.append(_("“%(name)s”: %(why)s") % {"name": sent.name, "why": refusal})
        return None


@dataclass
class Document:
    """One row of the form of accompanying documents, with the file kept for it."""

    form: DocumentRow
    kept: Kept | None = None


@dataclass
class Documents:
    """All rows; those with a file become documents of the draft."""

    rows: list[Document]
    refusals: list[str] = field(default_factory=list)

    @property
    def accompanying(self) -> list[Accompanying]:
        """What goes into the action; of rows that are valid."""
        return [
            Accompanying(
                row.form.cleaned_data["kind"], Upload(row.kept.name, row.kept.data), row.form.cleaned_data["language"]
            )
            for row in self.rows
            if row.kept is not None
        ]

    @property
    def is_valid(self) -> bool:
        """Whether every row with a file says what it is."""
        return not self.refusals and not any(row.form.errors for row in self.rows)


# What accompanying documents are called, by the code of their kind; everything else that came is taken for the text.
_NAMES = {
    "explanatory_memorandum": r"memorandum|arsyetim|shpjegues|obrazlo|explanat",
    "financial_impact": r"financ|fiskal|buxhet|budzet|ndikim|uticaj|impact|deklarat|izjav",
    "concordance_table": r"konkordanc|krahas|harmoniz|uskla|perput|concordance|correlation",
}


def texts_and_documents_of(
    files: Iterable[StoredFile], by: Actor, kinds: list[DocumentKind]
) -> tuple[Texts, Documents]:
    """Files that came by mail as if they had been chosen in the form: read, and what is not a text as an accompanying document."""
    texts, documents = Texts(), Documents([])
    known = {kind.code for kind in kinds}
    for stored in files:
        kept = keeping.keep(content_of(stored), name=stored.name, by=by)
        folded = lawtext.fold(stored.name)
        code = next((code for code, words in _NAMES.items() if code in known and re.search(words, folded)), "")
        if not code and stored.media_type != Kind.XLSX.media_type and len(texts.files) < MOST_TEXTS:
            before = len(texts.files)
            _take(texts, kept)
            if len(texts.files) > before:
                continue
        prefix = f"doc-{len(documents.rows)}"
        if len(documents.rows) < MOST_DOCUMENTS:
            documents.rows.append(Document(DocumentRow(kinds, prefix=prefix, initial={"kind": code}), kept))
    return texts, documents


def gather_documents(request: HttpRequest, by: Actor, kinds: list[DocumentKind]) -> Documents:
    """The rows of accompanying documents, each with the file sent now or kept from before; one more row if asked for."""
    if request.method != "POST":
        names = [code for code in FIRST_DOCUMENTS if code in {kind.code for kind in kinds}] or [""]
        return Documents(
            [
                Document(DocumentRow(kinds, prefix=f"doc-{number}", initial={"kind": code}))
                for number, code in enumerate(names)
            ]
        )
    count = request.POST.get("rows", "")
    wanted = min(MOST_DOCUMENTS, int(count) if count.isdigit() else 0)
    found = Documents([])
    for number in range(wanted):
        form = DocumentRow(kinds, request.POST, request.FILES, prefix=f"doc-{number}")
        row = Document(form)
        found.rows.append(row)
        valid = form.is_valid()
        sent = form.cleaned_data.get("file") if valid else None
        if sent is not None:
            row.kept = _document(sent, by, found.refusals)
        elif form.ticket:
            row.kept = keeping.kept(form.ticket, by=by)
            if row.kept is None:
                found.refusals.append(_("A file that you sent earlier is not kept any more. Choose it again."))
        if row.kept is not None and valid and not form.cleaned_data["kind"]:
            form.add_error("kind", _("Choose what kind of document “%(name)s” is.") % {"name": row.kept.name})
    if "more" in request.POST and wanted < MOST_DOCUMENTS:
        found.rows.append(Document(DocumentRow(kinds, prefix=f"doc-{wanted}")))
    return found


def _document(sent: UploadedFile, by: Actor, refusals: list[str]) -> Kept | None:
    file = _fresh(sent, by, refusals)
    if file is None:
        return None
    try:
        check_document(Upload(file.name, file.data))
        kind = kind_of(file.data)
        if kind not in DOCUMENTS:
            raise FileNotAccepted(kind=kind.label, accepted=", ".join(sorted(str(each.label) for each in DOCUMENTS)))
    except Refused as refusal:
        words = str(refusal)
        refusals.append(words if file.name in words else _("“%(name)s”: %(why)s") % {"name": file.name, "why": words})
        return None
    return file
