"""What somebody said by mail: understood article by article, and shown to whom it belongs."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

import lawtext
import mailtext
from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.files.models import StoredFile
from civikos.programs.consultations.models import Consultation, Contribution, MailedReply, Recipient, ReturnedFile
from civikos.programs.consultations.queries.naming import Ground, begins_with_whole, ground_of, without_label
from civikos.programs.consultations.states import MailedStatus
from civikos.registers.legislation import queries as legislation
from civikos.registers.legislation.models import Version
from civikos.registers.organizations import queries as organizations

LONGEST_ITEM = 20_000
MOST_ITEMS = 200
WHOLE_DRAFT = ""
# An introduction to what follows, before the first article that is named.
LONGEST_INTRODUCTION = 280

WHY: dict[str, Any] = {
    "answered": _("you answered the mail about it"),
    "named": _("you named it"),
    "mentioned": _("you mention it"),
    "quoted": _("you wrote under its words"),
    "subject": _("it stands in the subject"),
    "carried": _("its place in the present text"),
    "gone": _("the place you named is not in the present text"),
    "chosen": _("you chose it"),
    "whole": "",
}


@dataclass(frozen=True)
class Item:
    """
    One thing that a mail says. `eid` is its provision in `MailedReply.version`, "" for the whole draft; `why` tells how it was
    found (`WHY`). `is_out`: kept, shown, and not made a contribution, such as "Please find our comments below:".
    """

    key: str
    eid: str
    text: str
    language: str
    why: str = "whole"
    quote: str = ""
    proposed: str = ""
    is_out: bool = False

    def as_json(self) -> dict[str, Any]:
        """For `MailedReply.items`."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def of(cls, values: dict[str, Any]) -> "Item":
        """What `as_json` wrote."""
        return cls(**values)

    @property
    def is_too_long(self) -> bool:
        """Longer than a contribution may be."""
        return max(len(self.text), len(self.proposed)) > LONGEST_ITEM

    @property
    def why_in_words(self) -> str:
        """How the place was found."""
        return str(WHY.get(self.why, ""))


def items_of(row: MailedReply) -> list[Item]:
    """The items of a mail. No query."""
    return [Item.of(each) for each in row.items]


# --- Understanding ----------------------------------------------------------------------------------------------------
# A mail of nothing but these says thank you, or that ours has arrived.
_COURTESIES = frozenset(
    """
    faleminderit flm shume ju per te gjitha gjithe njoftimin mesazhin mailin emailin ftesen informaten informacionin e pranova pranuam morem lexova u pranua
    hvala vam vama puno na obavestenju poruci pozivu mejlu primljeno primio primila primili sam smo poruku mejl poziv obavestenje
    thank thanks you so very much many for the your this message mail email invitation information received noted well with have i we it
    danke vielen dank fur die nachricht erhalten wir ich haben habe
    """.split()
)
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True)
class _Part:
    eid: str
    why: str
    text: str
    quote: str = ""
    proposed: str = ""


def understand(
    mail: mailtext.Mail, consultation: Consultation, place: str, *, language: str, titles: Iterable[str] = ()
) -> list[Item]:
    """
    What a mail says, on provisions of the version being commented.

    A place is found, the surest way first: the article with which words begin; the words of the text they were written under;
    the article of the mail that was answered (`place`); the one article they mention; the article of the subject; else they
    are about the whole draft. `language` is that of the reader; each item tells its own. Two queries, none while the ground
    is kept.
    """
    ground = ground_of(consultation.version)
    default = _default(mail, ground, place, titles)
    parts: list[_Part] = []
    for passage in mail.passages or (mailtext.Passage("", mail.text),):
        base = default
        quoted = ground.quoted(passage.under) if passage.under.strip() else None
        if quoted is not None:
            base = _Part(quoted[0], "quoted", "", quote=quoted[1])
        for section in mailtext.sections(passage.text):
            parts.append(_part(section, base, ground))
    fallback = mail.language if mail.language in {"sq", "sr", "en"} else language
    short = [piece for part in _joined(parts) for piece in _cut(part)]
    items = [_item(number, part, ground, fallback) for number, part in enumerate(short)]
    return _without_introduction(items)[:MOST_ITEMS]


def _default(mail: mailtext.Mail, ground: Ground, place: str, titles: Iterable[str]) -> _Part:
    if place in ground.units:
        return _Part(place, "answered", "")
    if place:
        return _Part(WHOLE_DRAFT, "gone", "")
    subject = mail.subject
    for title in titles:
        subject = subject.replace(title, " ")
    named = {ground.place_of(each.labels) for each in mailtext.sections(subject) if each.labels} - {None, ""}
    return _Part(str(named.pop()), "subject", "") if len(named) == 1 else _Part(WHOLE_DRAFT, "whole", "")


def _part(section: mailtext.Section, base: _Part, ground: Ground) -> _Part:
    """Where the words of a section belong; `base` is where they belong if they do not say it themselves."""
    eid = ground.place_of(section.labels, base.eid) if section.labels else WHOLE_DRAFT
    is_bound = base.why in {"quoted", "answered"}
    if begins_with_whole(section.text):
        return _Part(WHOLE_DRAFT, "whole", without_label(section, ()), proposed=section.proposed)
    if not section.labels or (section.is_mentioned and (is_bound or not eid)):
        return replace(base, text=section.text, proposed=section.proposed)
    if eid is None:
        # An article that this text does not have: nothing of what was written is lost with its label.
        return _Part(WHOLE_DRAFT, "gone", section.text, proposed=section.proposed)
    text = without_label(section, ground.headings.get(ground.units[eid][0] if eid else "", ()))
    if base.why == "quoted" and eid and ground.units[base.eid][0] == eid:
        # The quoted words tell more exactly where in the article.
        return replace(base, text=text, proposed=section.proposed)
    return _Part(
        eid, ("mentioned" if section.is_mentioned else "named") if eid else "whole", text, "", section.proposed
    )


def _joined(parts: Iterable[_Part]) -> list[_Part]:
    """Parts that say something; what goes on with the same place is one part."""
    joined: list[_Part] = []
    for part in parts:
        if not _WORDS.search(part.text):
            continue
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.eid == part.eid
            and last.quote == part.quote
            and not (last.proposed and part.proposed)
        ):
            joined[-1] = replace(last, text=f"{last.text}\n\n{part.text}", proposed=last.proposed or part.proposed)
        else:
            joined.append(part)
    return joined


def _cut(part: _Part) -> list[_Part]:
    """Words longer than a contribution may be, as several on the same place, cut between paragraphs where there are any."""
    if len(part.text) <= LONGEST_ITEM:
        return [part]
    pieces = [""]
    for paragraph in re.split(r"(?<=\n)\n+", part.text):
        while len(paragraph) > LONGEST_ITEM:
            pieces.append(paragraph[:LONGEST_ITEM])
            paragraph = paragraph[LONGEST_ITEM:]
        if len(pieces[-1]) + len(paragraph) + 2 > LONGEST_ITEM:
            pieces.append(paragraph)
        else:
            pieces[-1] = f"{pieces[-1]}\n\n{paragraph}".strip()
    return [replace(part, text=piece, proposed="") for piece in pieces if piece.strip()]


def _item(number: int, part: _Part, ground: Ground, language: str) -> Item:
    spoken = legislation.spoken_in(part.text, language)
    eid = ground.only_words(part.eid, spoken) if part.proposed and part.eid else part.eid
    has_words = bool(ground.texts.get((eid, spoken)))
    text, proposed = _apart(part.text, part.proposed) if part.proposed and has_words else (part.text, "")
    return Item(
        key=f"m{number}",
        eid=eid if proposed else part.eid,
        text=text,
        language=spoken,
        why=part.why,
        quote=part.quote[:2000],
        proposed=proposed,
    )


def _apart(text: str, proposed: str) -> tuple[str, str]:
    """The words around a wording that is proposed, and that wording."""
    if len(proposed.split()) < 3:
        return text, ""
    start = text.find(proposed)
    if start < 0:
        return text, ""
    before, after = text[:start].rstrip(' \n„“”"«»‟'), text[start + len(proposed) :].lstrip('„“”"«»‟ .\n')
    around = "\n\n".join(each for each in (before.rstrip(" :").strip(), after.strip()) if each)
    return around, " ".join(proposed.split()) if "\n\n" not in proposed else proposed.strip()


def _without_introduction(items: list[Item]) -> list[Item]:
    """What only leads to the items that follow, or says thank you, is kept and left out."""
    has_places = any(each.eid for each in items)
    made = []
    for number, each in enumerate(items):
        flat = " ".join(lawtext.fold(each.text).split())
        is_introduction = (
            number == 0
            and has_places
            and not each.eid
            and len(each.text) <= LONGEST_INTRODUCTION
            and (each.text.rstrip().endswith(":") or _LEADS.search(flat) is not None)
        )
        is_thanks = not each.eid and not each.proposed and _COURTESIES.issuperset(_WORDS.findall(flat))
        made.append(replace(each, is_out=True) if is_introduction or is_thanks else each)
    return made


_LEADS = re.compile(
    r"(?:komentet|verejtjet|propozimet|sugjerimet)\s+(?:tona|e mia|tone|e organizates|jane|gjenden|me poshte)|me poshte|ne vijim|bashkangjitur|bashkengjitur"
    r"|nasi komentari|u nastavku|u prilogu|saljemo|dostavljamo|ispod su|our comments|please find|find (?:below|attached|enclosed)|below (?:are|you)|as follows|attached"
)


def says_something(items: Iterable[Item]) -> bool:
    """Whether a mail says anything that could become a contribution."""
    return any(not each.is_out for each in items)


# --- For whom it counts -------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Capacity:
    """For whom a person speaks: an organization, or (None) themselves; `note` says why not for the organization they were asked for."""

    organization: int | None
    note: str = ""


LAPSED, NOT_ASKED_FOR_ONE = "lapsed", "no_organization"


def capacity_of(consultation: Consultation, person: Person, at: datetime) -> Capacity:
    """
    In which capacity an answer counts: for the organization the person was asked for, if their mandate is in force at the
    moment of arrival; else for themselves alone. Two queries.
    """
    from django.utils import timezone

    asked = Recipient.objects.filter(consultation=consultation, person=person).values_list("organization", flat=True)
    organization = asked.first()
    if organization is None:
        return Capacity(None, NOT_ASKED_FOR_ONE)
    if organizations.may_speak_for(person, organization, timezone.localdate(at)):
        return Capacity(organization)
    return Capacity(None, LAPSED)


# --- Versions -------------------------------------------------------------------------------------------------------------
def carried(items: Sequence[Item], answered: Version, commented: Version) -> list[Item]:
    """
    Items on provisions of the text that the sender had before them, on those of the text being commented: by `lawtext.carry`.

    Up to six queries; none where both are the same.
    """
    if answered.pk == commented.pk:
        return list(items)
    language = legislation.common_language(answered, commented)
    old, new = legislation.text_of(answered, language), legislation.text_of(commented, language)
    anchors = [lawtext.Anchor(each.key, each.eid, each.quote) for each in items if each.eid]
    places = {placed.key: placed for placed in lawtext.carry(anchors, old, new)}
    made = []
    for each in items:
        placed = places.get(each.key)
        if placed is None:
            made.append(each)
        elif placed.is_sure:
            made.append(replace(each, eid=placed.node_id, why="carried"))
        else:
            made.append(replace(each, eid=WHOLE_DRAFT, why="gone"))
    return made


# --- Rows -------------------------------------------------------------------------------------------------------------------
def mail_of(consultation: Consultation, pk: int, actor: Actor) -> MailedReply | None:
    """A mail of a consultation that the actor may see, with whom it speaks for. One query."""
    return (
        MailedReply.objects.visible_to(actor)
        .filter(consultation=consultation, pk=pk)
        .select_related("author", "organization", "version")
        .first()
    )


def own_mails(consultation: Consultation, actor: Actor) -> list[MailedReply]:
    """What the actor themselves said by mail in a consultation, the newest first. One query."""
    rows = MailedReply.objects.visible_to(actor).filter(consultation=consultation, author=actor.person_id)
    return list(rows.defer("items").order_by("-arrived_at", "-pk"))


def files_of(row: MailedReply) -> tuple[list[ReturnedFile], list[StoredFile]]:
    """Attached Word files that were read, and what else came with the mail. Two queries."""
    read = list(row.returned_files.select_related("file").order_by("pk"))
    known = {each.file.sha256 for each in read if each.file is not None}
    return read, [each for each in row.attachments.order_by("pk") if each.sha256 not in known]


def attachment_of(consultation: Consultation, key: UUID, actor: Actor) -> tuple[StoredFile, str] | None:
    """An attachment of a mail that the actor may see; shaped as `papers.file_of`. One query."""
    mails = MailedReply.objects.visible_to(actor).filter(consultation=consultation)
    found = StoredFile.objects.filter(
        key=key, pk__in=MailedReply.attachments.through.objects.filter(mailedreply__in=mails).values("storedfile")
    ).first()
    return (found, "") if found is not None else None


def made_of(row: MailedReply) -> dict[str, Contribution]:
    """What was made of a mail's items, by their keys, whatever became of it. One query."""
    rows = Contribution.objects.filter(mailed_reply=row).select_related("provision").order_by("pk")
    return {each.request_key.rpartition("-")[2]: each for each in rows}


def waiting_replies(actor: Actor, most: int = 50) -> list[MailedReply]:
    """The actor's own mails that wait for their confirmation. One query."""
    if actor.person is None:
        return []
    rows = MailedReply.objects.visible_to(actor).filter(author=actor.person, status=MailedStatus.WAITING)
    return list(rows.select_related("consultation__draft").order_by("-arrived_at", "-pk")[:most])
