"""Ways of people that make mails hard to read: marks left out, signatures in one line, sentences like headings of quotes."""

from __future__ import annotations

import re
from random import Random

from mailtext.letters import fold

LONG_WINDED = {
    "sq": [
        "Ministria na shkroi më 12 tetor 2026 se afati nuk ndryshon. Nga ana jonë kërkuam takim; data: 15.10.2026, ora 10:30, por nuk morëm përgjigje.",
        "Në takim zyrtari tha: \"Për ne çështja është e mbyllur\". Tema u hoq nga rendi i ditës më 3 nëntor 2026 në 14:00.",
        "Kjo u diskutua edhe më 2024, kur grupi punues (sekretariati@qeveria.example) shkroi: pa ndryshime.",
    ],
    "sr": [
        "Ministarstvo nam je pisalo 12. oktobra 2026. da se rok ne menja. Od nas je zatražen sastanak; datum: 15.10.2026, u 10:30, ali odgovora nema.",
        "Na sastanku je službenik rekao: \"Za nas je pitanje zatvoreno\". Predmet je skinut s dnevnog reda 3. novembra 2026. u 14:00.",
        "O tome se raspravljalo i 2024, kada je radna grupa (sekretarijat@vlada.example) napisala: bez izmena.",
    ],
    "en": [
        "The Ministry wrote to us on 12 October 2026 that the deadline stays. From our side we asked for a meeting; date: 15/10/2026, 10:30, but got no answer.",
        "At the meeting the official said: \"To us the subject is closed\". It was taken off the agenda on 3 November 2026 at 14:00.",
        "This was discussed in 2024 too, when the working group (secretariat@government.example) wrote: no changes.",
    ],
    "de": [
        "Das Ministerium schrieb uns am 12. Oktober 2026, dass die Frist bleibt. Von uns aus baten wir um ein Gespräch; Datum: 15.10.2026, 10:30 Uhr.",
        "Im Gespräch hieß es: \"An uns liegt es nicht\". Der Punkt wurde am 3. November 2026 um 14:00 abgesetzt.",
    ],
}  # fmt: skip
SLOGANS = {
    "sq": '"Bashkë për komunitetin"',
    "sr": '"Zajedno za zajednicu"',
    "en": '"Together for the community"',
    "de": '"Gemeinsam vor Ort"',
}
DOUBLE_CLOSINGS = {
    "sq": ["Faleminderit paraprakisht,\nMe respekt,", "Ju faleminderit dhe ju përshëndes,", "Faleminderit,\n\nPërshëndetje,"],
    "sr": ["Hvala unapred,\nS poštovanjem,", "Hvala i pozdrav,", "Unapred hvala,\n\nSrdačan pozdrav,"],
    "en": ["Thanks in advance,\nKind regards,", "Thanks and best regards,", "Many thanks,\n\nBest,"],
    "de": ["Vielen Dank\nMit freundlichen Grüßen", "Danke und Gruß", "Besten Dank,\n\nViele Grüße"],
}  # fmt: skip
SHORT_CLOSINGS = {"sq": ["Flm", "Faleminderit", "Përshëndetje", "Me respekt"], "sr": ["Hvala", "Pozdrav", "Srdačno", "S poštovanjem"], "en": ["Thanks", "Best", "Regards"], "de": ["Gruß", "Danke", "LG"]}  # fmt: skip
COLLEAGUES = {
    "sq": ("Rina Shala", "rina@tjeter.example", "Edhe ne pajtohemi me këtë, por presim komentet tuaja."),
    "sr": ("Jelena Simić", "jelena@druga.example", "I mi se slažemo, ali čekamo vaše komentare."),
    "en": ("Fiona Ward", "fiona@other.example", "We agree too, but wait for your comments."),
    "de": ("Heike Weiß", "heike@andere.example", "Wir stimmen zu, warten aber auf Ihre Anmerkungen."),
}


def without_marks(text: str) -> str:
    """ë as e, š as s, đ as dj: what people type on a keyboard of another language. Capital letters stay."""
    made: list[str] = []
    for letter in text:
        plain = (
            fold(letter) if letter.isalpha() and not letter.isascii() and not "\u0400" <= letter <= "\u04ff" else letter
        )
        made.append(plain.upper() if letter.isupper() and len(plain) == 1 else plain)
    return "".join(made)


def typed_quickly(text: str) -> str:
    """No capital letters, no blanks after commas."""
    return text.lower().replace(", ", ",")


def in_bold(html: str) -> str:
    """Article names in bold letters."""
    return re.sub(
        r"((?:Neni|NENI|Član|ČLAN|Clan|Члан|ЧЛАН|Article|ARTICLE|Art\.|Artikel) \d+)(?![^<]*</b>)", r"<b>\1</b>", html
    )


def initials(name: str, random: Random) -> str:
    """A.G. or AG."""
    letters = [word[0] for word in name.split()]
    return random.choice([".".join(letters) + ".", "".join(letters)])


def marked_subject(subject: str, random: Random) -> str:
    """What gateways and lists put before and into subjects."""
    return random.choice(
        [
            f"[EXTERNAL] {subject}",
            f"[rrjeti] {subject}",
            f"RE: {subject}",
            f"Re[2]: {subject.partition(': ')[2] or subject}",
        ]
    )
