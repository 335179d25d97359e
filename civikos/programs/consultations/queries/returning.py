"""Word files that came back: what was understood of one, as contributions to choose from; who may be spoken for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

import lawtext
from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.files.models import StoredFile
from civikos.kernel.languages import of_interface
from civikos.kernel.workflow.refusals import Refused
from civikos.programs.consultations.models import Consultation, Contribution, ReturnedFile
from civikos.programs.consultations.states import ReturnedStatus
from civikos.registers.legislation import queries as legislation
from civikos.registers.legislation.models import Version
from civikos.registers.legislation.reading import Upload, read_returned
from civikos.registers.organizations import queries as organizations
from civikos.registers.organizations.models import Affiliation
from civikos.registers.organizations.querysets import in_force

# What `lawtext.Returned.verdict` may be and pages tell apart.
OTHER_LAW, NOT_SURE = "other_law", "not_sure"
LONGEST = 20_000
WHOLE_DRAFT = ""


class AnotherLaw(Refused):
    """The words of the file are those of another act."""

    code = "returned_file.another_law"
    message = gettext_lazy(
        "“%(name)s” is the text of another act, not of this draft. Nothing was taken from it. Check that it is the right file."
    )


class NothingChanged(Refused):
    """No change and no comment."""

    code = "returned_file.nothing_changed"
    message = gettext_lazy(
        "No change and no comment was found in “%(name)s”: it reads as the draft does. Check that it is the file you worked in, and that it was saved."
    )


# --- Reading -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Understood:
    """
    What a file says and about which text: version `number` in `language`. `places` are the provisions of that version
    in the one being commented, by their ids, where the two differ; "" for one that has none.
    """

    returned: lawtext.Returned
    number: int
    language: str
    is_commented_version: bool
    places: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        """For `ReturnedFile.reading`."""
        return {
            "returned": lawtext.returned_to_dict(self.returned),
            "number": self.number,
            "language": self.language,
            "is_commented_version": self.is_commented_version,
            "places": self.places,
        }

    @classmethod
    def of(cls, values: dict[str, Any]) -> "Understood":
        """What `as_json` wrote."""
        return cls(**{**values, "returned": lawtext.returned_from_dict(values["returned"])})

    def place(self, node_id: str) -> str:
        """A provision of the text the file was made from, in the version being commented; "" for none."""
        return node_id if self.is_commented_version else self.places.get(node_id, "")


def understand(consultation: Consultation, upload: Upload) -> Understood:
    """
    Read a file against every version and language of the draft, in a limited child process. Call it before the transaction.

    Three queries for each version and language, and one. Raises: FileNotAccepted, FileUnsafe, AnotherLaw, NothingChanged.
    """
    commented = consultation.version
    editions = legislation.editions_of(consultation.draft)
    # The text being commented comes first; of the others the newest.
    editions.sort(key=lambda each: each[0].pk != commented.pk)
    known: dict[str, tuple[Version, str, lawtext.Text]] = {}
    for version, language in editions:
        text = legislation.printed_text(version, language)
        if text is not None:
            known[legislation.identity_of(version, language)] = version, language, text
    base, *others = known
    returned = read_returned(upload, known[base][2], [(name, known[name][2]) for name in others], base)
    if returned.verdict == OTHER_LAW:
        raise AnotherLaw(name=upload.name)
    if not (returned.proposals or returned.comments or returned.unplaced):
        raise NothingChanged(name=upload.name)
    version, language, text = known[_made_from(returned, base, others)]
    places: dict[str, str] = {}
    if version.pk != commented.pk:
        # In a language that the text being commented does not have, words have no place in it.
        now = known.get(legislation.identity_of(commented, language))
        places = _carried(returned, text, now[2]) if now is not None else {}
    return Understood(returned, version.number, language, version.pk == commented.pk, places)


def _made_from(returned: lawtext.Returned, base: str, others: Sequence[str]) -> str:
    # `version` is named only where the verdict is sure. In doubt, the text it was laid beside is the one that the evidence
    # does not compare with it.
    told = {each.about for each in returned.evidence if each.code == "other_same_paragraphs"}
    return returned.version or next((name for name in others if name not in told), base)


def _carried(returned: lawtext.Returned, old: lawtext.Text, new: lawtext.Text) -> dict[str, str]:
    anchors = [
        lawtext.Anchor(f"p{number}", each.node_id, each.original.split("\n")[0])
        for number, each in enumerate(returned.proposals)
    ]
    anchors += [each.anchor() for each in returned.comments if each.node_id]
    return {
        anchor.node_id: placed.node_id or ""
        for anchor, placed in zip(anchors, lawtext.carry(anchors, old, new), strict=True)
        if anchor.node_id and placed.confidence >= lawtext.SURE
    }


# --- What can be taken over ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Item:
    """
    One contribution that a file would make. `eid` is its provision in the version being commented, "" for the whole draft;
    `names` and `moment` are claims of the file. `is_ticked`: whether it is offered ticked.
    """

    key: str
    eid: str
    article: str
    position: int
    label: str
    language: str
    text: str
    original: str
    proposed: str
    quote: str
    prefix: str
    suffix: str
    is_proposal: bool
    names: tuple[str, ...]
    is_comment: bool
    is_tracked: bool
    is_typography_only: bool
    has_place: bool
    is_too_long: bool
    is_ticked: bool
    why: str = ""

    @property
    def sign(self) -> tuple[object, ...]:
        """What makes two contributions of one author the same."""
        return (self.eid, self.text, self.original if self.is_proposal else "", self.proposed, self.quote[:2000])


def sign_of(row: Contribution) -> tuple[object, ...]:
    """The same of a contribution; its provision has to be at hand."""
    return (row.provision.eid if row.provision else "", row.text, row.original, row.proposed, row.quote)


@dataclass(frozen=True)
class Group:
    """The items on one article, or on the whole draft."""

    eid: str
    label: str
    items: tuple[Item, ...]


WHY: dict[str, Any] = {
    "header": gettext_lazy("in the header of the page"),
    "footer": gettext_lazy("in the footer of the page"),
    "comment": gettext_lazy("in words outside the text of the act"),
    "withdrawn": gettext_lazy("written and taken out again"),
    "other_language": gettext_lazy("in another language edition inside the file"),
    "gone": gettext_lazy("on a provision that the present version does not have"),
}


def items_of(row: ReturnedFile) -> list[Item]:
    """Everything that a file would make, in the order of the text; what has no place comes last. At most three queries."""
    if not row.reading:
        return []
    understood = Understood.of(row.reading)
    known = legislation.places_in(row.version)
    labels = legislation.full_labels(row.version, _named(understood) & set(known), understood.language)
    make = _Making(understood, known, labels)
    with translation.override(of_interface(understood.language)):
        items = [make.proposal(f"p{number}", each) for number, each in enumerate(understood.returned.proposals)]
        by_key = {each.key: item for each, item in zip(understood.returned.proposals, items, strict=True)}
        items += [
            make.comment(f"c{number}", each, by_key.get(each.proposal))
            for number, each in enumerate(understood.returned.comments)
        ]
        items += [make.unplaced(f"u{number}", each) for number, each in enumerate(understood.returned.unplaced)]
    return sorted(items, key=lambda each: (not each.has_place, each.position))


def groups_of(items: Iterable[Item], version: Version, language: str) -> list[Group]:
    """Items with a place, article by article. One query."""
    placed: dict[str, list[Item]] = {}
    for item in items:
        if item.has_place:
            placed.setdefault(item.article, []).append(item)
    labels = legislation.full_labels(version, set(placed), language)
    return [Group(article, labels.get(article, ""), tuple(of)) for article, of in placed.items()]


def _named(understood: Understood) -> set[str]:
    named: set[str] = set()
    for each in understood.returned.proposals:
        named |= {understood.place(id) for id in (each.node_id, each.after_id, *each.node_ids)}
    for comment in understood.returned.comments:
        named |= {understood.place(comment.node_id)}
    return named - {""}


class _Making:
    # Makes items in the language of the text; what the file did to a provision beyond its words is said in a sentence.
    def __init__(self, understood: Understood, known: dict[str, tuple[str, int]], labels: dict[str, str]) -> None:
        self.understood, self.known, self.labels = understood, known, labels

    def _item(self, key: str, node_id: str, *, whole_draft: bool = False, **more: Any) -> Item:
        eid = self.understood.place(node_id)
        has_place = eid in self.known or whole_draft
        eid = eid if eid in self.known else WHOLE_DRAFT
        article, position = self.known.get(eid, ("", -1))
        values: dict[str, Any] = {
            "text": "",
            "original": "",
            "proposed": "",
            "quote": "",
            "prefix": "",
            "suffix": "",
            "names": (),
            "is_comment": False,
            "is_tracked": True,
            "is_typography_only": False,
            # In doubt whether it is this draft at all, nothing is taken over that nobody looked at.
            "is_ticked": self.understood.returned.verdict != NOT_SURE,
            "why": "" if has_place else "gone",
        } | more
        values["text"] = values["text"].strip()
        values["proposed"] = values["proposed"].strip()
        return Item(
            key=key,
            eid=eid,
            article=article or eid,
            position=position,
            label=self.labels.get(eid, ""),
            language=self.understood.language,
            has_place=has_place,
            is_proposal=values["original"].strip() != values["proposed"],
            is_too_long=max(len(values["text"]), len(values["proposed"])) > LONGEST,
            **values,
        )

    def proposal(self, key: str, each: lawtext.WordProposal) -> Item:
        same = each.original.strip() == each.proposed.strip()
        return self._item(
            key,
            each.node_id,
            whole_draft=not each.node_id,
            text=self._said(each),
            original="" if same else each.original,
            proposed="" if same else each.proposed,
            quote=each.original if same else "",
            names=each.authors,
            is_tracked=each.is_tracked,
            is_typography_only=each.is_typography_only,
        )

    def _said(self, each: lawtext.WordProposal) -> str:
        kinds = lawtext.WordProposalKind
        after = self.labels.get(self.understood.place(each.after_id), "")
        said = []
        match each.kind:
            case kinds.INSERT:
                said.append(_("New text after this provision.") if each.node_id else _("New text at the beginning."))
            case kinds.MOVE:
                said.append(_("To be moved behind: %(place)s.") % {"place": after} if after else _("To be moved."))
            case kinds.MERGE:
                others = [self.labels.get(self.understood.place(id), "") for id in each.node_ids if id != each.node_id]
                named = ", ".join(filter(None, others))
                said.append(
                    _("To be joined with: %(places)s.") % {"places": named}
                    if named
                    else _("To be joined with what stands beside it.")
                )
            case kinds.SPLIT:
                count = len(each.proposed.split("\n"))
                said.append(
                    ngettext("To be divided into %(n)s paragraph.", "To be divided into %(n)s paragraphs.", count)
                    % {"n": count}
                )
            case kinds.RENUMBER:
                said.append(
                    _("The number %(old)s becomes %(new)s.")
                    % {"old": each.number or "–", "new": each.proposed_number or "–"}
                )
            case kinds.DELETE:
                said.append(_("To be left out."))
        match each.part:
            case "heading":
                said.append(_("About the heading."))
            case "note":
                said.append(_("About the footnote."))
            case "cell":
                said.append(_("About a cell of the table."))
        return " ".join(said)

    def comment(self, key: str, each: lawtext.WordComment, on: Item | None) -> Item:
        said = "\n\n".join(part for part in (each.text, *(reply.text for reply in each.replies)) if part.strip())
        names = tuple(dict.fromkeys(name for name in (each.author, *(reply.author for reply in each.replies)) if name))
        node_id = each.node_id
        made = self._item(
            key,
            node_id,
            text=said or "…",
            quote=each.quote or each.new_quote,
            prefix=each.prefix,
            suffix=each.suffix,
            names=names,
            is_comment=True,
            why="" if self.understood.place(node_id) in self.known else "gone" if node_id else "comment",
        )
        if on is None or made.has_place:
            return made
        values = {name: getattr(on, name) for name in ("eid", "article", "position", "label", "has_place", "why")}
        return Item(**{**{name: getattr(made, name) for name in made.__dataclass_fields__}, **values})

    def unplaced(self, key: str, each: lawtext.Unplaced) -> Item:
        sentence = (
            _("Words to be added: “%(words)s”")
            if each.op is lawtext.Op.INSERT
            else _("Words to be left out: “%(words)s”")
        )
        return self._item(
            key,
            each.node_id,
            text=sentence % {"words": each.text.strip()},
            names=(each.author,) if each.author else (),
            is_ticked=False,
            why=each.why,
        )


# --- Whom it is for --------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Speaker:
    """Somebody who may be spoken for, and the organizations for which they hold a mandate today."""

    person: Person
    organizations: tuple[str, ...]


def speakers(consultation: Consultation, words: str, on: date, most: int = 20) -> list[Speaker]:
    """
    People of member organizations and those on the list of a consultation, found by their name, address or organization.
    Two queries.
    """
    wanted = words.strip()
    if len(wanted) < 2:
        return []
    named = Affiliation.objects.filter(in_force(on), person=OuterRef("pk"), organization__name__icontains=wanted)
    people = list(
        Person.objects.filter(_concerned(consultation, on), is_active=True)
        .filter(Q(name__icontains=wanted) | Q(email__iexact=wanted) | Exists(named))
        .order_by("name", "pk")[:most]
    )
    held: dict[int, list[str]] = {}
    rows = Affiliation.objects.filter(in_force(on), person__in=[each.pk for each in people]).order_by(
        "organization__name", "pk"
    )
    for person, name in rows.values_list("person_id", "organization__name"):
        held.setdefault(person, []).append(name)
    return [Speaker(each, tuple(dict.fromkeys(held.get(each.pk, ())))) for each in people]


def speaker(consultation: Consultation, pk: int, on: date) -> Person | None:
    """An active person of a member organization, or on the list of the consultation. One query."""
    return Person.objects.filter(_concerned(consultation, on), is_active=True, pk=pk).first()


def _concerned(consultation: Consultation, on: date) -> Q:
    # The rule of `permissions.is_concerned`, asked of many.
    asked = consultation.recipients.filter(person=OuterRef("pk"), is_removed=False)
    belongs = Affiliation.objects.filter(organizations.people_of_members(on), person=OuterRef("pk"))
    return Q(Exists(belongs)) | Q(Exists(asked))


# --- Files -----------------------------------------------------------------------------------------------------------
def file_of(consultation: Consultation, pk: int, actor: Actor) -> ReturnedFile | None:
    """A file of a consultation that the actor may see, with whom it speaks for. One query."""
    return (
        ReturnedFile.objects.visible_to(actor)
        .filter(consultation=consultation, pk=pk)
        .select_related("author", "organization", "uploader", "version", "file")
        .first()
    )


FILES = 25


def files_of(
    consultation: Consultation, actor: Actor, page: int | str | None = None, status: str = "", words: str = ""
) -> Page[ReturnedFile]:
    """
    A page of the files of a consultation that the actor may see, the newest first; of one status, or with words in the name of
    the file, of its author or of the organization. Two queries.
    """
    rows = ReturnedFile.objects.visible_to(actor).filter(consultation=consultation)
    if status in ReturnedStatus.values:
        rows = rows.filter(status=status)
    if words:
        rows = rows.filter(
            Q(name__icontains=words) | Q(author__name__icontains=words) | Q(organization__name__icontains=words)
        )
    found = rows.select_related("author", "organization").defer("reading").order_by("-received_at", "-pk")
    return Paginator(found, FILES).get_page(page)


def content_of(consultation: Consultation, key: UUID, actor: Actor) -> tuple[StoredFile, str] | None:
    """The stored file behind a returned file that the actor may see; shaped as `papers.file_of`. One query."""
    row = (
        ReturnedFile.objects.visible_to(actor)
        .filter(consultation=consultation, file__key=key)
        .select_related("file")
        .first()
    )
    return (row.file, "") if row is not None and row.file is not None else None


def taken_keys(row: ReturnedFile) -> frozenset[str]:
    """The keys of the items of which contributions were made, whatever became of those. One query."""
    given = Contribution.objects.filter(returned_file=row).values_list("request_key", flat=True)
    return frozenset(key.rpartition("-")[2] for key in given)


def standing_of(row: ReturnedFile) -> int:
    """How many contributions made from a file stand. One query."""
    return Contribution.objects.standing().filter(returned_file=row).count()
