"""
What the headings and words of a sheet mean, in Albanian, Serbian and English; no database.

A sheet may come in any of the languages, with its columns in any order. Words are compared without case, accents and signs.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from civikos.programs.standards.states import Channel


@dataclass(frozen=True)
class Column:
    """One column of ours: its heading in three languages, and what else people call it."""

    code: str
    sq: str
    sr: str
    en: str
    also: tuple[str, ...] = ()
    is_required: bool = False

    def heading(self, language: str) -> str:
        """The heading in a text language."""
        return {"sq": self.sq, "sr": self.sr}.get(language, self.en)


CASES = (
    Column(
        "institution",
        "Institucioni",
        "Institucija",
        "Institution",
        ("proposer", "propozuesi", "predlagač", "ministria", "ministarstvo", "komuna", "opština"),
        True,
    ),
    Column(
        "kind",
        "Lloji i dokumentit",
        "Vrsta dokumenta",
        "Kind of document",
        ("kind", "type", "lloji", "vrsta", "lloji i aktit", "vrsta akta"),
        True,
    ),
    Column("title", "Titulli", "Naslov", "Title", ("emri", "naziv", "name"), True),
    Column(
        "reference",
        "Numri në platformë",
        "Broj na platformi",
        "Number on the platform",
        ("id", "nr", "source_ref", "portal id", "reference", "referenca", "numri", "broj"),
    ),
    Column(
        "address",
        "Adresa e faqes",
        "Adresa stranice",
        "Address of its page",
        ("link", "url", "lidhja", "veza", "address"),
    ),
    Column("year", "Viti", "Godina", "Year"),
    Column("was_consulted", "U vu në konsultim", "Stavljeno na raspravu", "Put to consultation", ("consulted",)),
    Column("without_reason", "Arsyeja pa konsultim", "Razlog bez rasprave", "Reason without consultation"),
    Column(
        "planned", "Në planin vjetor", "U godišnjem planu", "In the plan of the year", ("planned", "announced in plan")
    ),
    Column("early", "Konsultimi i hershëm", "Rana rasprava", "Early consultation"),
    Column("early_on", "Data e konsultimit të hershëm", "Dan rane rasprave", "Day of the early consultation"),
    Column("notice_on", "Data e njoftimit", "Dan obaveštenja", "Day of the notice"),
    Column("channels", "Mënyrat e njoftimit", "Načini obaveštavanja", "Ways of the notice"),
    Column(
        "opened_on",
        "Dita e parë",
        "Prvi dan",
        "First day",
        ("start", "fillimi", "početak", "data e fillimit", "datum početka", "start date", "opened"),
    ),
    Column(
        "closes_on",
        "Dita e fundit",
        "Poslednji dan",
        "Last day",
        ("end", "mbarimi", "kraj", "data e mbylljes", "datum završetka", "end date", "afati", "rok", "closed"),
    ),
    Column("extended_to", "Zgjatur deri më", "Produženo do", "Extended to"),
    Column("is_urgent", "Urgjent", "Hitno", "Urgent"),
    Column(
        "short_reason",
        "Arsyeja e shkurtimit ose urgjencës",
        "Razlog skraćenja ili hitnosti",
        "Reason for shortening or urgency",
        ("reason",),
    ),
    Column(
        "documents",
        "Dokumentet përcjellëse",
        "Prateći dokumenti",
        "Accompanying documents",
        ("documents", "dokumentet", "dokumenti"),
    ),
    Column("languages", "Gjuhët", "Jezici", "Languages"),
    Column("has_meetings", "U mbajtën takime", "Održani sastanci", "Meetings held"),
    Column("meeting_on", "Data e takimit", "Dan sastanka", "Day of the meeting"),
    Column("meeting_announced_on", "Takimi u njoftua më", "Sastanak najavljen", "Meeting announced on"),
    Column("meeting_place", "Vendi i takimit", "Mesto sastanka", "Place of the meeting"),
    Column(
        "participants",
        "Pjesëmarrës në takime",
        "Učesnici sastanaka",
        "Participants in meetings",
        ("participants", "pjesëmarrësit", "učesnici"),
    ),
    Column("commenters", "Komentues me shkrim", "Pisani komentatori", "Written commenters", ("commenters",)),
    Column("comments", "Komente", "Komentari", "Comments"),
    Column("accepted", "Pranuar", "Usvojeno", "Accepted"),
    Column("partly", "Pjesërisht pranuar", "Delimično usvojeno", "Partly accepted"),
    Column("rejected", "Refuzuar", "Odbijeno", "Rejected"),
    Column("unanswered", "Pa përgjigje", "Bez odgovora", "Without an answer", ("unanswered",)),
    Column("unreasoned", "Refuzuar pa arsyetim", "Odbijeno bez obrazloženja", "Rejected without a reason"),
    Column(
        "report_on",
        "Raporti u publikua më",
        "Izveštaj objavljen",
        "Report published on",
        ("final_report", "final report", "raporti", "izveštaj", "report"),
    ),
    Column("adopted_on", "Miratuar më", "Usvojeno dana", "Adopted on"),
    Column("final_text_on", "Teksti përfundimtar u publikua më", "Konačni tekst objavljen", "Final text published on"),
    Column("looked_on", "Parë më", "Pogledano dana", "Looked at on"),
    Column("source", "Burimi", "Izvor", "Source"),
)
FIGURES = (
    Column("year", "Viti", "Godina", "Year", (), True),
    Column("metric", "Treguesi", "Pokazatelj", "Metric", ("figure", "shifra", "brojka", "indicator"), True),
    Column("value", "Vlera", "Vrednost", "Value", ("number", "numri", "broj"), True),
    Column("source", "Burimi", "Izvor", "Source"),
)
YES = {"po", "da", "yes", "1", "true", "x", "e vertete", "tacno"}
NO = {"jo", "ne", "no", "0", "false"}
LANGUAGE_WORDS = {
    "sq": ("sq", "shqip", "albanski", "albanian"),
    "sr": ("sr", "serbisht", "srpski", "serbian"),
    "en": ("en", "anglisht", "engleski", "english"),
    "tr": ("tr", "turqisht", "turski", "turkish"),
    "bs": ("bs", "boshnjakisht", "bosanski", "bosnian"),
    "rom": ("rom", "romisht", "romski", "romani"),
}
CHANNEL_WORDS: dict[str, tuple[str, ...]] = {
    Channel.PLATFORM.value: ("platform", "platforma", "konsultimet"),
    Channel.WEBSITE.value: ("website", "uebfaqja", "veb sajt", "sajt", "web"),
    Channel.SOCIAL.value: ("social networks", "rrjetet sociale", "drustvene mreze", "facebook", "social"),
    Channel.NOTICE_BOARD.value: ("notice board", "tabela e shpalljeve", "oglasna tabla"),
    Channel.NEWSPAPER.value: ("newspaper", "gazeta", "novine", "radio", "tv"),
    Channel.VILLAGES.value: ("heads of villages", "kryetaret e fshatrave", "predstavnici sela", "villages", "viber"),
    Channel.MAIL.value: ("mail", "e mail", "posta elektronike", "e posta", "email"),
}


def folded(text: str) -> str:
    """Small letters without accents, signs as single spaces: how words of sheets are compared."""
    text = text.replace("đ", "d").replace("Đ", "D")
    plain = "".join(each for each in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(each))
    return " ".join(re.sub(r"[^0-9a-z]+", " ", plain).split())


def guess(headings: Sequence[str], columns: Sequence[Column]) -> dict[int, str]:
    """Which column of ours each heading holds, by its place; a column is given to the first heading that names it."""
    known = {
        folded(name): column.code
        for column in reversed(columns)
        for name in (*column.also, column.code, column.en, column.sr, column.sq)
    }
    found: dict[int, str] = {}
    for place, heading in enumerate(headings):
        code = known.get(folded(heading))
        if code is not None and code not in found.values():
            found[place] = code
    return found


def find_head(rows: Sequence[Sequence[str]], columns: Sequence[Column]) -> int:
    """The row that holds the headings: of the first ten, the one in which most are understood."""
    return max(range(min(10, len(rows))), key=lambda place: (len(guess(rows[place], columns)), -place))


class NotUnderstood(ValueError):
    """A cell holds something that its column cannot; the message is a code."""


def as_date(text: str) -> date | None:
    """A day written as 2026-11-24, 24.11.2026 or 24/11/2026. Raises: NotUnderstood."""
    text = text.strip().rstrip(".")
    if not text:
        return None
    match = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?", text)
    if match:
        year, month, day = match.groups()
    else:
        match = re.fullmatch(r"(\d{1,2})[./-]\s*(\d{1,2})[./-]\s*(\d{4})", text)
        if not match:
            raise NotUnderstood("date")
        day, month, year = match.groups()
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise NotUnderstood("date") from error


def as_number(text: str) -> int | None:
    """A whole number, with or without separators of thousands. Raises: NotUnderstood."""
    text = re.sub(r"(?<=\d)[ .,\u00a0](?=\d{3}\b)", "", text.strip())
    if not text:
        return None
    if not re.fullmatch(r"\d{1,9}", text):
        raise NotUnderstood("number")
    return int(text)


def as_truth(text: str) -> bool | None:
    """Yes, no, or empty for not known. Raises: NotUnderstood."""
    word = folded(text)
    if not word:
        return None
    if word in YES:
        return True
    if word in NO:
        return False
    raise NotUnderstood("yes_no")


def as_list(text: str, words: Mapping[str, Sequence[str]]) -> list[str] | None:
    """Codes of a list written with `;`, `|` or commas; None where the cell is empty, [] for "none". Raises: NotUnderstood."""
    if not text.strip():
        return None
    if folded(text) in {*NO, "asnje", "nijedan", "none", "nista"} or not folded(text):
        return []
    by_word = {folded(word): code for code, known in words.items() for word in (code, *known)}
    found = []
    for part in re.split(r"[;|,\n]", text):
        word = folded(part)
        if not word:
            continue
        if word not in by_word:
            raise NotUnderstood("list")
        found.append(by_word[word])
    return sorted(set(found), key=found.index)
