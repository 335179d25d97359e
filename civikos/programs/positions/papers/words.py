"""The words of the papers in the three languages."""

from civikos.programs.consultations.papers.words import day_in_words

Words = dict[str, str]


def _three(sq: str, sr: str, en: str) -> Words:
    return {"sq": sq, "sr": sr, "en": en}


POSITION = _three("Qëndrim i përbashkët", "Zajednički stav", "Joint position")
ANNEX = _three("Shtojcë: pikat e qëndrimit", "Prilog: tačke stava", "Annex: points of the position")
SUBJECT = _three("Lënda", "Predmet", "Subject")
TO = _three("Për", "Za", "To")
SUBJECT_LINE = _three(
    "Qëndrimi i përbashkët i shoqërisë civile: “{title}”",
    "Zajednički stav civilnog društva: „{title}“",
    "Joint position of civil society: “{title}”",
)
WORDING = _three("Teksti i propozuar", "Predloženi tekst", "Proposed wording")
REASONS = _three("Arsyetimi", "Obrazloženje", "Reasons")
SUPPORTERS = _three("Organizatat që e mbështesin", "Organizacije koje podržavaju", "Supporting organizations")
ORGANIZATION = _three("Organizata", "Organizacija", "Organization")
REPRESENTATIVE = _three("Përfaqësuar nga", "Zastupa", "Represented by")
DECISION = _three("Vendimi", "Odluka", "Decision")
EXCEPT = _three("pa pikën", "osim tačke", "except point")
DISSENT = _three("Mendim i kundërt", "Izdvojeno mišljenje", "Dissent")
OF_POINT = _three("pika", "tačka", "point")
OF_WHOLE = _three("i gjithë qëndrimi", "ceo stav", "the whole position")
DECIDED = _three("Si u vendos", "Kako je odlučeno", "How it was decided")
RULES = _three("Rregullat", "Pravila", "Rules")
TO_CONFIRM = _three("për t'u konfirmuar", "čeka potvrdu", "to be confirmed")
SOURCES = _three("Burimet", "Izvori", "Sources")
MEMBERS_ONLY = _three(
    "edhe {n} burim(e) që i shohin vetëm anëtarët",
    "i još {n} izvor(a) koje vide samo članice",
    "and {n} more seen by members only",
)
NOTICE = _three("Ky qëndrim nuk vlen më", "Ovaj stav više ne važi", "This position does not stand any more")
GENERAL = _three("Në përgjithësi", "Uopšte", "In general")

BODY = {
    "sq": """Të nderuar,

Organizatat anëtare të {network} miratuan më {day} qëndrimin e përbashkët për “{title}”. Ai u ndërtua nga pikat e \
anëtarëve, iu dërgua për përgjigje {entitled} organizatave dhe u miratua {way}.

Qëndrimi ka {points}. E mbështesin shprehimisht {backing}; {silent} organizata nuk u përgjigjën brenda afatit, që sipas \
rregullave të rrjetit është pëlqim. {dissent}

Në shtojcë gjeni secilën pikë me arsyetimin dhe tekstin e propozuar, listën e organizatave që e mbështesin me personat \
që i përfaqësojnë, si dhe rregullat sipas të cilave u vendos. Qëndrimi me burimet e tij gjendet në {address}.

Ju lutemi që t'i shqyrtoni pikat dhe të na njoftoni për vendimin tuaj për secilën, me arsyetim.

Me respekt,
{network}""",
    "sr": """Poštovani,

Organizacije članice mreže {network} usvojile su {day} zajednički stav o „{title}“. Stav je izgrađen od tačaka članica, \
poslat je na odgovor organizacijama (ukupno {entitled}) i usvojen {way}.

Stav ima {points}. Izričito ga podržava {backing}; {silent} organizacija nije odgovorilo u roku, što po pravilima mreže \
znači saglasnost. {dissent}

U prilogu je svaka tačka sa obrazloženjem i predloženim tekstom, spisak organizacija koje podržavaju stav sa osobama \
koje ih zastupaju i pravila po kojima je odlučeno. Stav sa svojim izvorima nalazi se na {address}.

Molimo vas da razmotrite tačke i da nas obavestite o svojoj odluci o svakoj od njih, sa obrazloženjem.

S poštovanjem,
{network}""",
    "en": """Dear Sir or Madam,

On {day} the member organizations of {network} adopted a joint position on “{title}”. It was built from the points of the \
members, put to {entitled} organizations for their answer, and adopted {way}.

The position has {points}. {backing} back it expressly; {silent} organizations did not answer in time, which by the rules of the \
network is consent. {dissent}

The annex has each point with its reasons and the wording proposed, the list of supporting organizations with the people \
who represent them, and the rules by which it was decided. The position with its sources is at {address}.

Please consider the points and let us know your decision on each of them, with reasons.

Yours faithfully,
{network}""",
}
WAYS = {
    "tacit": _three("me pëlqim, pa votim", "saglasnošću, bez glasanja", "by consent, without a vote"),
    "vote": _three(
        "pas votimit për pikat e kontestuara", "posle glasanja o spornim tačkama", "after a vote on what was contested"
    ),
}
NO_DISSENT = _three(
    "Asnjë organizatë nuk kërkoi shënimin e mendimit të kundërt.",
    "Nijedna organizacija nije tražila da se zabeleži izdvojeno mišljenje.",
    "No organization asked for its dissent to be recorded.",
)
SOME_DISSENT = _three(
    "Me kërkesën e tyre, në shtojcë është shënuar mendimi i kundërt i: {names}.",
    "Na njihov zahtev, u prilogu je zabeleženo izdvojeno mišljenje: {names}.",
    "At their request the annex records the dissent of: {names}.",
)
RESULTS = {
    "carried": _three("u miratua", "usvojeno", "carried"),
    "lost": _three("nuk u miratua", "nije usvojeno", "not carried"),
    "no_quorum": _three("pa kuorum", "bez kvoruma", "no quorum"),
}
QUESTIONS = {
    "keep": _three("të mbetet pika", "da tačka ostane", "keep the point"),
    "amendment": _three("të merret amendamenti", "da se prihvati amandman", "take over the amendment"),
    "whole": _three("të miratohet qëndrimi", "da se stav usvoji", "adopt the position"),
}
BALLOTS = _three(
    "për {yes}, kundër {no}, abstenime {abstain}",
    "za {yes}, protiv {no}, uzdržano {abstain}",
    "for {yes}, against {no}, abstaining {abstain}",
)
FIGURES = _three(
    "Organizata me të drejtë përgjigjeje: {entitled}. U përgjigjën: {answered}. E mbështesin shprehimisht: {backing}. Heshtën: {silent}.",
    "Organizacija sa pravom odgovora: {entitled}. Odgovorilo: {answered}. Izričito podržava: {backing}. Ćutalo: {silent}.",
    "Organizations entitled to answer: {entitled}. Answered: {answered}. Back it expressly: {backing}. Silent: {silent}.",
)


def points_in_words(count: int, language: str) -> str:
    """`3 points`."""
    if language == "sr":
        form = (
            "tačku"
            if count % 10 == 1 and count % 100 != 11
            else "tačke"
            if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14)
            else "tačaka"
        )
        return f"{count} {form}"
    if language == "sq":
        return f"{count} pikë"
    return f"{count} {'point' if count == 1 else 'points'}"


def organizations_in_words(count: int, language: str) -> str:
    """`3 organizations`."""
    if language == "sr":
        form = (
            "organizacija"
            if count % 10 == 1 and count % 100 != 11
            else "organizacije"
            if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14)
            else "organizacija"
        )
        return f"{count} {form}"
    return (
        f"{count} {'organizatë' if count == 1 else 'organizata'}"
        if language == "sq"
        else f"{count} {'organization' if count == 1 else 'organizations'}"
    )


__all__ = ["Words", "day_in_words"]
