"""What a mail of an institution may be, by the words found in it: a proposal that a person confirms or changes. Pure."""

import re
import unicodedata
from dataclasses import dataclass

from civikos.programs.information_requests.states import Happening


@dataclass(frozen=True)
class Suggestion:
    """A proposed kind, the words that speak for it, and the institution's number where one was found."""

    kind: Happening
    words: tuple[str, ...]
    reference: str = ""


# Folded: small letters without diacritics. The order is that of trust: a refusal in part is no refusal.
_SIGNS: tuple[tuple[Happening, tuple[str, ...]], ...] = (
    (
        Happening.PARTIAL,
        (
            r"qasjen? (?:te|e) pjesshme",
            r"pjeserisht (?:e )?(?:pranohet|aprovohet|lejohet|miratohet)",
            r"lejohet pjeserisht",
            r"delimic(?:an|no|ni) (?:pristup|se (?:usvaja|odobrava|dozvoljava))",
            r"partial(?:ly)? (?:access|granted|approved)",
        ),
    ),
    (
        Happening.EXTENDED,
        (
            r"zgjat(?:et|je|jen|ja|im) (?:e |te )?afat\w*",
            r"afati\w* (?:i |ligjor )?\w* ?zgjatet",
            r"shtyhet afati",
            r"edhe (?:15|pesembedhjete) dite",
            r"produz\w+ (?:se )?rok\w*",
            r"rok se produz\w+",
            r"extend\w* (?:of )?(?:the )?(?:time|period|deadline)",
            r"extension of",
        ),
    ),
    (
        Happening.FORWARDED,
        (
            r"(?:kerkesa|lenda) \w* ?(?:eshte|u|iu) (?:percjelle|percoll|derguar) (?:te|ne|tek|ministris)",
            r"e kemi percjelle",
            r"jua? percjell\w+ (?:institucion|ministri)",
            r"prosled\w+ (?:smo )?(?:vas )?(?:zahtev|nadlez|ministarstv|institucij)\w*",
            r"(?:has been|have|was) forwarded",
            r"forwarded (?:your request|it) to",
        ),
    ),
    (
        Happening.CLARIFICATION_ASKED,
        (
            r"(?:ju lutem\w*|kerkojme) (?:te |qe te )?(?:sqaro\w*|saktesoni|preciz\w+|plotesoni)",
            r"kerkojme sqarim",
            r"(?:molimo|potrebno je) (?:vas )?(?:da )?(?:pojasnite|precizirate|dopunite|razjasnite)",
            r"(?:please|could you|kindly) (?:clarify|specify)",
            r"need (?:a )?clarification",
        ),
    ),
    (
        Happening.ALREADY_PUBLIC,
        (
            r"(?:eshte|jane) (?:tashme )?(?:i |te |e )?publikuar\w* (?:ne|tek) (?:faqe|ueb|web)",
            r"mund ta gjeni ne (?:faqe|ueb|web|linkun)",
            r"(?:je|su) (?:vec )?objavljen\w* na (?:\w+ )?(?:sajtu|veb|internet|stranici)",
            r"(?:is|are) (?:already )?(?:publicly available|published (?:on|at))",
        ),
    ),
    (
        Happening.REFUSED,
        (
            r"(?:refuzohet|refuzon|refuzojme|u refuzua)",
            r"nuk (?:lejohet|mund t['’]?(?:ju|u)? ?(?:lejo|jep|ofro)\w*)",
            r"\b(?:odbija|odbijamo|odbijen\w*)\b",
            r"ne moze (?:vam )?se (?:odobriti|dati|omoguciti)",
            r"(?:refuse|reject|deny|denied|cannot be granted|is not granted)",
        ),
    ),
    (
        Happening.REGISTERED,
        (
            r"(?:eshte|u|ka) (?:pranua|regjistrua|protokollua)r?\b",
            r"konfirmojme pranimin",
            r"(?:primljen|zaveden|registrovan)\w*",
            r"potvrdjujemo prijem|potvrdujemo prijem",
            r"(?:has been|was|is) (?:received|registered)",
            r"(?:acknowledge|confirm) (?:the )?receipt",
        ),
    ),
    (
        Happening.FULL,
        (
            r"(?:bashkengjitur|bashkelidhur|ne shtojce) (?:gjeni|i gjeni|ju dergoj\w*|e gjeni|po ju)",
            r"(?:lejohet|aprovohet|miratohet) (?:qasja|kerkesa)",
            r"ju dergojme (?:dokument|raport|kopje)\w*",
            r"u prilogu (?:vam )?(?:dostavljamo|saljemo|se nalaz\w+)",
            r"odobrava se pristup",
            r"(?:please find )?(?:attached|enclosed)",
            r"access is granted",
        ),
    ),
)
_REFERENCE = re.compile(
    r"(?:nr\.?|numr\w*|prot\.?(?:okoll\w*)?|br\.?|broj\w*|no\.?|number|ref\.?)\s*(?:prot\.?|i protokollit|protokola)?\s*[:.]?\s*"
    r"(\d{1,3}(?:[/\-]\d{1,5}){1,3}|\d{3,8})",
    re.IGNORECASE,
)
_OWN = re.compile(r"[a-z]{2,6}-\d{4}-\d{4,}", re.IGNORECASE)


def _folded(text: str) -> str:
    plain = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return " ".join(plain.casefold().replace("đ", "dj").split())


def reference_in(text: str) -> str:
    """The institution's number in a text; "" for none. Our own number is not taken for one."""
    found = _REFERENCE.search(_OWN.sub(" ", text))
    return found.group(1) if found else ""


def suggestions(text: str, *, has_documents: bool = False, is_automatic: bool = False) -> list[Suggestion]:
    """
    What a mail may be, the likeliest first, at most three; none where no word says anything.

    An automatic answer decides nothing: only a registration is proposed for it.
    """
    folded = _folded(text)
    found: list[Suggestion] = []
    for kind, signs in _SIGNS:
        if is_automatic and kind is not Happening.REGISTERED:
            continue
        words = tuple(
            dict.fromkeys(match.group(0).strip() for sign in signs if (match := re.search(sign, folded)) is not None)
        )
        if words:
            found.append(Suggestion(kind, words, reference_in(text) if kind is Happening.REGISTERED else ""))
    kinds = {each.kind for each in found}
    if Happening.PARTIAL in kinds:
        found = [each for each in found if each.kind not in {Happening.FULL, Happening.REFUSED}]
    if Happening.REFUSED in kinds and not has_documents:
        found = [each for each in found if each.kind is not Happening.FULL]
    if has_documents and not found and not is_automatic:
        found.append(Suggestion(Happening.FULL, ()))
    return found[:3]
