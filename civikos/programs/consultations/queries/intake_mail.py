"""Drafts that came by mail: from which institution, what the mail says of them, which wait."""

import re
from datetime import date, datetime, timedelta

from django.utils import timezone

import lawtext
from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.accounts.queries import find_by_email
from civikos.kernel.files.models import StoredFile
from civikos.programs.consultations.models import ReceivedDraft
from civikos.programs.consultations.states import DraftStatus
from civikos.registers.organizations.models import Mandate, Organization
from civikos.registers.organizations.querysets import in_force

INSTITUTIONS = (Organization.Kind.MINISTRY, Organization.Kind.AGENCY, Organization.Kind.MUNICIPALITY)
# Of these many have an address; nothing tells who they are.
PUBLIC_PROVIDERS = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com icloud.com proton.me protonmail.com gmx.de gmx.net web.de mail.com".split()
)
LONGEST_AHEAD = timedelta(days=366)


def institution_of_sender(address: str, at: datetime) -> tuple[Person | None, Organization | None]:
    """
    Who sent a mail, if we know them, and for which institution it may be: the one they answer for; else the one, and only
    one, whose own address or site has the domain of theirs. Four queries at most.
    """
    person = find_by_email(address)
    if person is not None and person.is_active:
        held = Mandate.objects.filter(in_force(timezone.localdate(at)), person=person, scope=Mandate.Scope.ANSWER)
        row = held.select_related("organization").order_by("-since", "-pk").first()
        if row is not None:
            return person, row.organization
    domain = address.rpartition("@")[2].strip().lower()
    if not domain or domain in PUBLIC_PROVIDERS:
        return person, None
    exact = list(Organization.objects.filter(kind__in=INSTITUTIONS, email__iexact=address).order_by("pk")[:2])
    if len(exact) == 1:
        return person, exact[0]
    named = [
        row
        for row in Organization.objects.filter(kind__in=INSTITUTIONS).exclude(email="", website="").order_by("pk")
        if domain in _domains_of(row)
    ]
    # A domain that several institutions share, such as that of the whole government, does not tell which of them it is.
    return person, named[0] if len(named) == 1 else None


def _domains_of(row: Organization) -> set[str]:
    site = re.sub(r"^https?://(www\.)?", "", row.website.lower()).split("/")[0]
    return {row.email.rpartition("@")[2].lower(), site} - {""}


_PREFIX = re.compile(
    r"^\s*(?:(?:re|fw|fwd|pergj|përgj|pr|odg|tr|aw|wg|sv)\s*(?:\[\d+\])?\s*:\s*|\[[^\]]{1,40}\]\s*)+", re.IGNORECASE
)
_LEADING = re.compile(
    r"^\s*(?:p[eë]r\s+konsultim(?:\s+publik)?|konsultim\s+publik|konsultime|d[eë]rgim(?:i)?|za\s+konsultacije|javne\s+konsultacije|dostavljanje"
    r"|for\s+(?:public\s+)?consultation|public\s+consultation|submission)\s*[:\-–—]\s*",
    re.IGNORECASE,
)


def title_in(subject: str) -> str:
    """What a subject says without what mail programs and offices put in front of it."""
    bare = _PREFIX.sub("", " ".join(subject.split()))
    return _LEADING.sub("", bare).strip(" :–—-")


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janar januar januara january",
            "shkurt februar februara february",
            "mars mart marta march",
            "prill april aprila april",
            "maj maja may",
            "qershor jun juna june",
            "korrik jul jula july",
            "gusht avgust avgusta august",
            "shtator septembar septembra september",
            "tetor oktobar oktobra october",
            "nentor novembar novembra november",
            "dhjetor decembar decembra december",
        ),
        1,
    )
    for name in names.split()
}
_UNTIL = r"(?:deri|afati?|me\s+date?n?|jo\s+me\s+vone|rok|do|najkasnije|zakljucno|until|till|by|deadline|no\s+later|before|bis)"
_NUMERIC = re.compile(r"\b(\d{1,2})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{4})\b|\b(\d{4})-(\d{2})-(\d{2})\b")
_SPOKEN = re.compile(
    rf"\b(\d{{1,2}})\.?\s+({'|'.join(sorted(_MONTHS, key=len, reverse=True))})\w{{0,2}}\.?\s*,?\s*(\d{{4}})?\b"
)
_AMERICAN = re.compile(
    rf"\b({'|'.join(sorted(_MONTHS, key=len, reverse=True))})\s+(\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s*(\d{{4}})?\b"
)


def dates_in(text: str, after: date) -> list[tuple[int, date]]:
    """Days that a text names from `after` on, at most a year ahead, with where they stand in the folded text."""
    flat = lawtext.fold(text)
    found: list[tuple[int, date]] = []

    def take(at: int, day: int, month: int, year: int | None) -> None:
        try:
            made = date(year or after.year, month, day)
            if year is None and made < after:
                made = date(after.year + 1, month, day)
        except ValueError:
            return
        if after <= made <= after + LONGEST_AHEAD:
            found.append((at, made))

    for match in _NUMERIC.finditer(flat):
        if match[4]:
            take(match.start(), int(match[6]), int(match[5]), int(match[4]))
        else:
            take(match.start(), int(match[1]), int(match[2]), int(match[3]))
    for match in _SPOKEN.finditer(flat):
        take(match.start(), int(match[1]), _MONTHS[match[2]], int(match[3]) if match[3] else None)
    for match in _AMERICAN.finditer(flat):
        take(match.start(), int(match[2]), _MONTHS[match[1]], int(match[3]) if match[3] else None)
    return sorted(found)


def deadline_in(text: str, at: datetime) -> date | None:
    """The day until which a mail asks for comments; None where it does not say one."""
    flat = lawtext.fold(text)
    for start, day in dates_in(text, timezone.localdate(at) + timedelta(days=1)):
        if re.search(rf"\b{_UNTIL}\b[^.!?\n]{{0,60}}$", flat[max(0, start - 90) : start]):
            return day
    return None


def absent_until(text: str, at: datetime) -> date | None:
    """The last day that a note of absence names, which is when its person is back; None where it names none."""
    days = [day for _at, day in dates_in(text, timezone.localdate(at))]
    return max(days) if days else None


# --- Rows -------------------------------------------------------------------------------------------------------------------
def draft_of(pk: int, actor: Actor) -> ReceivedDraft | None:
    """A draft that came by mail, for the secretariat. One query."""
    if not actor.is_secretariat:
        return None
    return ReceivedDraft.objects.select_related("institution", "sender", "consultation").filter(pk=pk).first()


def files_of(row: ReceivedDraft) -> list[StoredFile]:
    """What came with a draft, in order. One query."""
    return list(row.files.order_by("pk"))


def waiting_drafts(actor: Actor, most: int = 50) -> list[ReceivedDraft]:
    """Drafts that wait to be registered, the oldest first; none but for the secretariat. One query."""
    if not actor.is_secretariat:
        return []
    rows = ReceivedDraft.objects.filter(status=DraftStatus.WAITING).select_related("institution")
    return list(rows.order_by("arrived_at", "pk")[:most])
