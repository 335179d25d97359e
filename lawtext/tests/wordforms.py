"""
Groups of words of law with their forms: what a search for one of them should find, and nothing else.

The nouns are those of the glossary and of the titles in the index of the Official Gazette; their forms follow the
standard declensions (Albanian: definite and indefinite, singular and plural, all cases; Serbian: all cases). Every
second group was looked at when the endings in `lawtext.forms` were written; the others are for measuring.
"""

from __future__ import annotations

from lawtext.language import fold

# Albanian endings by declension; "" is the bare stem.
_SQ = {
    "m1": " i it in e et eve",
    "m2": " i it in ë ët ëve",
    "m3": " i it in a at ave",
    "f1": "ë a ës ën at ave",
    "f2": "ë a ës ën ët ëve",
    "f3": "i ia isë inë itë ive",
    "f4": "je ja jes jen jet jeve",
    "f5": "e ja es en et eve",
}
_SQ_WORDS = """
    m1 ligj projektligj vendim akt nen paragraf afat buxhet konsultim koment raport propozim dokument udhëzim komitet
    m1 institucion objektiv statut mandat kod program rregullim sektor sistem votim komision themelim shërbim
    m1 financim vlerësim interes fond projekt investim ndryshim plotësim arsim ambient tatim regjistrim komunitet
    m2 anëtar qytetar zyrtar kryetar përfitues drejtues donator punëtor shqiptar sekretar pjesëmarrës
    m3 person kandidat pronar student
    f1 komun organizat dispozit shoqat procedur kërkes reform republik taks list form politik gjykat norm
    f1 licenc kompetenc konferenc kuot tem zon ankes pron struktur
    f2 dit gjuh pik pjes an rrug
    f3 qever ministr shoqër polic strategj përgjegjës demokrac agjenc teknologj lir sigur baraz energj
    f4 çësht marrëvesh zgjedh përgjig mbrojt
    f5 rregullor faq
"""
_SQ_MORE = """
    park parku parkut parkun parqe parqet parqeve
    treg tregu tregut tregun tregje tregjet tregjeve
    fshat fshati fshatit fshatin fshatra fshatrat fshatrave
    vit viti vitit vitin vite vitet viteve
    e_drejtë drejta drejtën drejtat drejtave drejtës
    muaj muaji muajit muajin muajt muajve
    mendim mendimi mendimit mendimin mendime mendimet mendimeve
    publik publike publikë
    kushtetutë kushtetuta kushtetutës kushtetutën kushtetutat kushtetutave
    lëvizje lëvizja lëvizjes lëvizjen lëvizjet lëvizjeve
    bashkëpunim bashkëpunimi bashkëpunimit bashkëpunimin bashkëpunime bashkëpunimet
    ministër ministri ministrit ministrin ministra ministrat ministrave
    kuvend kuvendi kuvendit kuvendin kuvende kuvendet kuvendeve
    Kosovë Kosova Kosovës Kosovën
    shtet shteti shtetit shtetin shtete shtetet shteteve
    universitet universiteti universitetit universitetin universitete universitetet universiteteve
    informatë informata informatës informatën informatat informatave
    qasje qasja qasjes qasjen
    fëmijë fëmija fëmijës fëmijën fëmijët fëmijëve
    grua gruaja gruas gruan gra gratë grave
"""
_SR = {
    "m": " a u om i e ima",
    "mo": " a u om ovi ove ova ovima",
    "me": " a u em evi eve eva evima",
    "mj": " a u em i e ima",
    "f": "a e i u om ama",
    "no": "o a u om ima",
    "ne": "e a u em ima",
    "fi": " i ima",
    "ad": "i a o e og om u im ih oj",
}
_SR_WORDS = """
    m zakon propis nacrt komentar dokument paragraf organ budžet izveštaj_ projekt postupak_ ministar_ komitet sporazum
    m interes program sistem nadzor registar_ uslov osnov prigovor ugovor student univerzitet predsednik_ građanin_ standard
    mo rok član stav grad sud fond plan red glas spor
    me broj put
    mj predlagač izveštaj nosilac_ podnosilac_ stanovnik_
    f opština skupština vlada uredba rasprava konsultacija organizacija republika_ odredba primedba tačka_ komisija
    f strategija institucija procedura izmena dopuna žalba kazna dozvola služba zajednica reforma politika_ javnost_ struktura
    no pravo ministarstvo društvo sredstvo pismo mesto lice_ članstvo zakonodavstvo telo
    ne obrazloženje uputstvo_ finansiranje mišljenje rešenje učešće saopštenje obaveštenje lice udruženje pitanje
    fi odgovornost javnost vlast oblast nadležnost mogućnost delatnost
    ad javni minimalni civilni administrativni zakonski opšti vladin_ nevladini_ radni
"""
_SR_MORE = """
    odluka odluke odluci odluku odlukom odlukama
    politika politike politici politiku politikom politikama
    predlog predloga predlogu predlogom predlozi predloge predlozima
    zaključak zaključka zaključku zaključkom zaključci zaključke zaključcima zaključaka
    podatak podatka podatku podatkom podaci podatke podacima podataka
    ministar ministra ministru ministrom ministri ministre ministrima ministara
    registar registra registru registrom registri registre registrima registara
    podnosilac podnosioca podnosiocu podnosiocem podnosioci podnosioce podnosiocima podnosilaca
    zakonodavac zakonodavca zakonodavcu zakonodavcem zakonodavci zakonodavce
    korisnik korisnika korisniku korisnikom korisnici korisnike korisnicima
    predsednik predsednika predsedniku predsednikom predsednici predsednike
    ministarstvo ministarstava ministarstvima ministarstvu
    postupak postupka postupku postupkom postupci postupke postupcima postupaka
    građanin građanina građaninu građaninom građani građane građanima građana
    vlašću vlast vlasti vlastima
    odgovornost odgovornosti odgovornošću
    republika republike republici republiku republikom
    tačka tačke tački tačku tačkom tačkama tačaka
    član članova članovima članovi
    sredstva sredstava sredstvima sredstvo
    rad rada radu radom radovi radova
    Kosovo Kosova Kosovu Kosovom
    udruženje udruženja udruženju udruženjem udruženjima
    dete deteta detetu deca dece deci decu
    stranka stranke stranci stranku strankom strankama
    stranac stranca strancu strancem stranci strance strancima
"""
_EN = """
    law laws
    policy policies
    act acts
    municipality municipalities
    tax taxes
    business businesses
    process processes
    committee committees
    status
    basis
    amendment amendments
    deadline deadlines
    agency agencies
    branch branches
    analysis
    child children
"""


def _declined(words: str, endings: dict[str, str], cut: int) -> list[list[str]]:
    made = []
    for line in words.splitlines():
        kind, _blank, stems = line.strip().partition(" ")
        for stem in stems.split():
            if stem.endswith("_"):
                continue  # declined by hand below
            base = stem[:-1] if cut and kind in ("f", "no", "ne", "ad") else stem
            made.append([base + ending for ending in endings[kind].split(" ")])
    return made


def groups(language: str) -> list[list[str]]:
    """Groups of forms, as written with all marks (Serbian in Latin letters)."""
    if language == "en":
        return [line.split() for line in _EN.strip().splitlines()]
    words, more, endings = (_SQ_WORDS, _SQ_MORE, _SQ) if language == "sq" else (_SR_WORDS, _SR_MORE, _SR)
    made = _declined(words, endings, language == "sr")
    by_hand = [[form.removeprefix("e_") for form in line.split()] for line in more.strip().splitlines()]
    known: dict[str, list[str]] = {}
    for group in [*made, *by_hand]:
        group = list(dict.fromkeys(group))
        if group[0] not in known:
            known[group[0]] = group
    return list(known.values())


def figures(groups: list[list[str]], stem) -> tuple[float, float, list[tuple[str, str]]]:  # type: ignore[no-untyped-def]
    """Share of pairs of forms with one stem; share of forms found by the first form; pairs of groups that meet."""
    pairs = met = found = forms = 0
    of_stem: dict[str, set[int]] = {}
    for number, group in enumerate(groups):
        stems = [stem(form) for form in group]
        for each in stems:
            of_stem.setdefault(each, set()).add(number)
        for at, one in enumerate(stems):
            met += sum(one == other for other in stems[at + 1 :])
            pairs += len(stems) - at - 1
        found += sum(each == stems[0] for each in stems[1:])
        forms += len(stems) - 1
    folded = [{fold(form) for form in group} for group in groups]
    merged = sorted(
        {
            (groups[one][0], groups[other][0])
            for numbers in of_stem.values()
            for one in numbers
            for other in numbers
            if one < other and not folded[one] & folded[other]  # "stranci" is of both stranac and stranka
        }
    )
    return met / pairs, found / max(1, forms), merged
