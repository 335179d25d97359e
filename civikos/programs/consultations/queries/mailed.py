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
from civikos.programs.consultations.queries.naming import Ground, Named, after_heading, ground_of, heading_of, named_in
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
_GREETING = re.compile(
    r"(?:te nderuar\w*|i nderuar|e nderuar|i dashur|e dashur|te dashur|pershendetje\w*|tungjatjeta|tung|miredita|miremengjes\w*|mirembrema|ckemi"
    r"|postovan\w*|draga|dragi|drage|dobar dan|dobro jutro|dobro vece|zdravo|cao|dear|hello|hi|hey|good (?:morning|afternoon|evening|day)|to whom it may concern"
    r"|sehr geehrte\w*|guten (?:tag|morgen|abend)|hallo|liebe\w*|moin)\b"
)
_CLOSING = re.compile(
    r"(?:me (?:respekt|nderime|konsiderate|te mira\w*)|pershendetje|gjithe te mirat|ju faleminderit\w*|faleminderit\w*|flm|sinqerisht|dite te mbare"
    r"|s(?:a)? postovanjem|srdac\w*|srdacan pozdrav|lep(?:o)? pozdrav|pozdrav\w*|lp|hvala\w*|unapred hvala|sve najbolje"
    r"|(?:kind|best|warm)?\s*regards|best wishes|best|sincerely( yours)?|yours (?:sincerely|faithfully)|respectfully|thank(?:s| you)\w*|many thanks|cheers"
    r"|mit freundlichen gru\w+|freundliche gru\w+|viele gru\w+|beste gru\w+|mfg|danke\w*)\b[\s\w]{0,30}[,.!]?"
)
_THANKS = re.compile(
    r"(?:shume\s+)?(?:ju\s+)?faleminderit|flm|e (?:pranova|morem|pranuam|lexova)|u pranua|ne rregull|pajtohemi plotesisht$|ok"
    r"|hvala|primljeno|primio|primila|u redu|thank|thanks|received|noted|well received|danke|erhalten"
)
_WORDS = re.compile(r"\w+")
_TO_READ = re.compile(
    r"(?:te\s+(?:zevendesohet|ndryshohet|riformulohet|lexohet|thuhet|jete|kete)\w*|propozo\w*|formulim\w*|me\s+tekstin|tekst\w*\s+i?\s*(?:propozuar|ri)"
    r"|da\s+glasi|glasi\w*|predlaze\w*|predlozen\w*|formulacij\w*|zameni\w*"
    r"|(?:should|to|shall)\s+read|be\s+replaced|replace\w*\s+(?:with|by)|proposed\s+(?:text|wording)|wording|reworded)\b[^\"“”„«»]{0,160}$"
)
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{12,4000})[\"”“»]")


def understand(
    mail: "mailtext.Mail", consultation: Consultation, place: str, *, language: str, titles: Iterable[str] = ()
) -> list[Item]:
    """
    What a mail says, on provisions of the version being commented.

    A place is found, the surest way first: the words it was written under; the article a passage begins with; the article of
    the mail that was answered (`place`); the one article that is mentioned; the article of the subject; else it is about the
    whole draft. `language` is that of the reader; each item tells its own. Two queries, none while the ground is kept.
    """
    ground = ground_of(consultation.version)
    default = _default(mail, ground, place, titles)
    parts = _Parts(ground, default)
    for passage in mail.passages or ():
        parts.passage(passage.under, passage.text)
    if not mail.passages:
        parts.passage("", mail.text)
    fallback = mail.language if mail.language in {"sq", "sr", "en"} else language
    items = [_item(number, part, ground, fallback) for number, part in enumerate(parts.closed())]
    return _without_introduction(items)[:MOST_ITEMS]


def _default(mail: "mailtext.Mail", ground: Ground, place: str, titles: Iterable[str]) -> tuple[str, str]:
    if place in ground.units:
        return place, "answered"
    if place:
        return WHOLE_DRAFT, "gone"
    subject = mail.subject
    for title in titles:
        subject = subject.replace(title, " ")
    named = {ground.place_of(each) for each in named_in(subject)} - {None, ""}
    if len(named) == 1:
        return str(named.pop()), "subject"
    return WHOLE_DRAFT, "whole"


@dataclass
class _Part:
    eid: str
    why: str
    lines: list[str]
    quote: str = ""


class _Parts:
    # What a mail says, cut where another place begins.
    def __init__(self, ground: Ground, default: tuple[str, str]) -> None:
        self.ground, self.default = ground, default
        self.made: list[_Part] = []

    def passage(self, under: str, text: str) -> None:
        lines = _without_courtesies(text.splitlines(), is_first=not self.made)
        if not any(line.strip() for line in lines):
            return
        found = self.ground.quoted(under) if under.strip() else None
        if found is not None:
            eid, quote, _language = found
            self.made.append(_Part(eid, "quoted", [], quote))
        elif under.strip() or not self.made:
            self.made.append(_Part(*self.default, []))
        for paragraph in _paragraphs(lines):
            self._paragraph(paragraph)

    def _paragraph(self, paragraph: list[str]) -> None:
        current = self.made[-1]
        for number, line in enumerate(paragraph):
            named = heading_of(line)
            # In the middle of a paragraph only a label begins something new: a line may be broken before "neni 5" too.
            if named is not None and (number == 0 or _is_label(line, named)):
                eid = self.ground.place_of(named)
                said, _was_label = after_heading(line, named, self._heading(eid))
                if eid is None:
                    # An article that this text does not have: nothing of what was written may be lost with its label.
                    current = _Part(WHOLE_DRAFT, "gone", [line.strip()])
                else:
                    current = _Part(eid, "named" if eid else "whole", [said] if said else [])
                self.made.append(current)
            else:
                current.lines.append(line)
        current.lines.append("")

    def _heading(self, eid: str | None) -> str:
        if not eid:
            return ""
        return self.ground.heading(self.ground.units.get(eid, (eid, 0))[0])

    def closed(self) -> list[_Part]:
        """Parts that say something; those on the whole draft go to the one article they mention."""
        closed: list[_Part] = []
        for part in self.made:
            text = "\n".join(part.lines).strip()
            if not _WORDS.search(text):
                continue
            if part.eid == WHOLE_DRAFT and part.why == "whole":
                named = list(dict.fromkeys(self.ground.place_of(each) for each in named_in(text)))
                articles = {self.ground.units[each][0] for each in named if each}
                if len(articles) == 1 and None not in named:
                    part = replace(part, eid=next(each for each in named if each), why="mentioned")
            if (
                closed
                and closed[-1].eid == part.eid
                and not part.quote
                and (part.why == closed[-1].why or part.why in {"whole", "answered", "subject"})
            ):
                # The next passage on the same place goes on with it.
                closed[-1] = replace(closed[-1], lines=[*closed[-1].lines, "", *part.lines])
            else:
                closed.append(part)
        return closed


def _is_label(line: str, named: Named) -> bool:
    rest = line[named.end :]
    return not rest.strip() or re.match(r"\s*[*_]{0,2}\s*(?::|–\s|—\s|-\s)", rest) is not None


def _without_courtesies(lines: Sequence[str], *, is_first: bool) -> list[str]:
    kept = list(lines)
    while kept and not kept[0].strip():
        kept.pop(0)
    if is_first:
        for _times in range(2):
            if kept and len(kept[0]) <= 90 and _GREETING.match(lawtext.fold(kept[0]).strip()):
                first = re.sub(r"^[^,!:]*[,!:]\s*", "", kept[0]) if re.search(r"[,!:]\s*\S", kept[0]) else ""
                kept[0] = "" if _GREETING.match(lawtext.fold(first).strip()) or len(first.split()) < 4 else first
                while kept and not kept[0].strip():
                    kept.pop(0)
    while kept and (
        not kept[-1].strip() or (len(kept[-1]) <= 60 and _CLOSING.fullmatch(lawtext.fold(kept[-1]).strip()))
    ):
        kept.pop()
    return kept


def _paragraphs(lines: Iterable[str]) -> list[list[str]]:
    made: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            made[-1].append(line.rstrip())
        elif made[-1]:
            made.append([])
    return [each for each in made if each]


def _item(number: int, part: _Part, ground: Ground, language: str) -> Item:
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(part.lines)).strip()
    spoken = legislation.spoken_in(text, language)
    text, proposed = _wording(text, part.eid, spoken, ground)
    return Item(
        key=f"m{number}",
        eid=part.eid,
        text=text,
        language=spoken,
        why=part.why,
        quote=part.quote[:2000],
        proposed=proposed,
    )


def _wording(text: str, eid: str, language: str, ground: Ground) -> tuple[str, str]:
    """Words and the exact wording they propose, where they say so and the provision has words of its own in that language."""
    if not ground.texts.get((eid, language)):
        return text, ""
    found = list(_QUOTED.finditer(text))
    if len(found) != 1 or not _TO_READ.search(lawtext.fold(text[: found[0].start()])):
        return text, ""
    proposed = " ".join(found[0][1].split())
    if len(proposed.split()) < 4:
        return text, ""
    around = f"{text[: found[0].start()].rstrip(' :')}{text[found[0].end() :]}".strip()
    return around, proposed


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
        is_thanks = len(flat.split()) <= 12 and _THANKS.match(flat) is not None and not each.proposed and not each.quote
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


def mails_of(consultation: Consultation, actor: Actor) -> list[MailedReply]:
    """The mails of a consultation that the actor may see, the newest first. One query."""
    rows = MailedReply.objects.visible_to(actor).filter(consultation=consultation)
    return list(rows.select_related("author", "organization").defer("items").order_by("-arrived_at", "-pk"))


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
