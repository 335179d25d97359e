"""Loading the kinds of acts and of documents of a jurisdiction profile."""

from civikos.kernel.rulebook.profile import MARKS, Line, Loaded, Memory, read
from civikos.registers.legislation.models import ActKind, DocumentKind

ACTS, DOCUMENTS = "act_kinds.csv", "document_kinds.csv"


def load() -> Loaded:
    """Load `document_kinds.csv` and `act_kinds.csv`, in the order of the files. Raises: ProfileError."""
    documents = read(DOCUMENTS, ("code", "name_sq", "name_sr", "name_en", "mark"))
    acts = read(ACTS, ("code", "name_sq", "name_sr", "name_en", "documents_required", "mark", "documents_mark"))
    document_places = {line.values["code"]: place for place, line in enumerate(documents)}
    act_places = {line.values["code"]: place for place, line in enumerate(acts)}

    def write_document(line: Line) -> None:
        code = line.text("code", most=60, required=True)
        DocumentKind.objects.update_or_create(
            code=code, defaults={"position": document_places[code], **line.names("name", most=120)}
        )

    def write_act(line: Line) -> None:
        code = line.text("code", most=60, required=True)
        line.choice("mark", MARKS)
        ActKind.objects.update_or_create(
            code=code,
            defaults={
                "position": act_places[code],
                "documents": line.choices("documents_required", document_places),
                **line.names("name", most=120),
            },
        )

    done = Memory(DOCUMENTS).load(documents, lambda line: line.values["code"], write_document)
    # What remains to be confirmed of a kind of act is the list of its documents, so their mark counts.
    return done + Memory(ACTS).load(
        acts,
        lambda line: line.values["code"],
        write_act,
        mark="documents_mark",
        note=lambda line: line.values["documents_required"].replace("|", ", "),
    )
