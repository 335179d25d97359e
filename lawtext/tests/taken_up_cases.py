"""
The labelled set of "was it taken up?": proposals on real provisions, what became of them, and the right answer.

    python -m lawtext.tests.taken_up_cases FOLDER     writes tests/data/taken_up.json from the laws in FOLDER

`FOLDER` holds the excerpts of laws (public official texts of the Official Gazette). The Serbian text is the Albanian one
of law 06/L-043 translated for this set, because no Serbian edition was at hand; so are the English and Serbian changes.
The proposals and the next versions are invented; each label was decided by reading both texts before any program saw them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lawtext import Kind, Node, Text, read, read_lines

DATA = Path(__file__).parent / "data" / "taken_up.json"
SOURCES = {
    "labor": ("03-L-212_sq_art-1-9.txt", "sq", ()),
    "youth": ("03-L-145_sq_opening.txt", "sq", ()),
    "ngo": ("06-L-043_sq_opening.txt", "sq", ()),
    "access": ("06-L-081_sq_opening.txt", "sq", ()),
    "documents": ("03-L-215_sq_partial.txt", "sq", ("4", "5", "8", "21", "22", "23", "24", "25", "26", "27")),
    "holidays": ("03-L-064_sq_art-1-5.txt", "sq", ()),
    "ngo-en": ("04-L-057_en_opening.txt", "en", ()),
}
# Spaces that text recognition put into words; mended so that the cases are about wording.
OCR = {
    "registratio n": "registration", "organize d": "organized", "tr ade": "trade", "grandso ns": "grandsons",
    "spouse s": "spouses", "la w": "law", "(“NGO ”)": "(“NGO”)", "Republikën e Kosovës .": "Republikën e Kosovës.",
}  # fmt: skip
SERBIAN = """Član 1
Svrha
1. Ovim zakonom utvrđuju se pravila za osnivanje, registraciju, rad, suspenziju, gašenje, zabranu delovanja i brisanje iz registra nevladinih organizacija u Republici Kosovo.
Član 2
Delokrug
1. Odredbe ovog zakona primenjuju se na pravna lica organizovana i registrovana kao nevladina organizacija u Republici Kosovo.
2. Ovaj zakon se ne primenjuje na:
2.1. političke stranke;
2.2. sindikate i sindikalne organizacije;
2.3. verske zajednice, verske centre ili hramove, i
2.4. druge oblasti koje se uređuju posebnim zakonima.
Član 3
Definicije
1. Izrazi upotrebljeni u ovom zakonu imaju sledeće značenje:
1.1. „Ustav“ – Ustav Republike Kosovo;
1.2. „Nevladina organizacija (NVO)“ – nezavisno i neprofitno pravno lice, osnovano radi ostvarivanja zakonitih ciljeva za javnu korist ili uzajamni interes;
1.3. „Ministarstvo“ – ministarstvo nadležno za registraciju i brisanje NVO iz registra;
1.4. „Ministar“ – nadležni ministar Ministarstva."""
# What else changed in the next version, far from every proposal.
ELSEWHERE = {
    "labor": [("mirëqenia sociale dhe çështjet tjera", "mirëqenia sociale, pensionet dhe çështjet tjera"),
              ("IP - Inspektorati i Punës;", "IP - Inspektorati Qendror i Punës;")],
    "youth": [("udhëzimin për licencimin e qendrave rinore", "procedurën për licencimin e qendrave rinore"),
              ("Ministria e Kulturës, Rinisë dhe e Sportit", "ministria përgjegjëse për rini")],
    "ngo": [("“Kushtetutë” – Kushtetuta", "“Kushtetuta” – Kushtetuta në fuqi"),
            ("nënkupton Ministrin përkatës të Ministrisë", "është ministri i Ministrisë")],
    "access": [("Ky ligj nuk cenon të drejtën për qasje", "Ky ligj nuk prek të drejtën për qasje")],
    "documents": [("Zbatimi i ligjit për procedurën e përgjithshme administrative", "Zbatimi i procedurës administrative"),
                  ("Tarifat e ngarkesave duhet të publikohen.", "Tarifat publikohen në ueb-faqe.")],
    "holidays": [("Dita e Evropës, 9 Maji;", "Dita e Evropës dhe e paqes, 9 Maji;")],
    "ngo-en": [("Ministry – the Ministry of Public Administration;", "Ministry – the ministry responsible for administration;")],
    "ngo-sr": [("„Ministar“ – nadležni ministar Ministarstva.", "„Ministar“ – ministar koji vodi Ministarstvo.")],
}  # fmt: skip


@dataclass(frozen=True)
class Seed:
    """
    A proposal and what the next version may say instead of `original`, each with its label.

    `half` holds part of it, `other` the matter in other words, `against` the opposite or another number.
    """

    text: str
    node: str
    original: str
    proposed: str
    half: str = ""
    other: str = ""
    against: str = ""
    partly_against: str = ""
    gone: bool = False


S = Seed
SEEDS = [
    S("labor", "art_7__para_1", "me çdo person prej moshës tetëmbëdhjetë (18) vjeç",
      "me çdo person prej moshës gjashtëmbëdhjetë (16) vjeç",
      other="me çdo person që ka zotësi të plotë për të vepruar",
      against="me çdo person prej moshës njëzet (20) vjeç"),
    S("labor", "art_7__para_3", "nën moshën pesëmbëdhjetë (15) vjeç",
      "nën moshën pesëmbëdhjetë (15) vjeç, përveç me pëlqimin me shkrim të prindit ose kujdestarit",
      half="nën moshën pesëmbëdhjetë (15) vjeç, përveç me pëlqimin me shkrim të prindit",
      other="nën moshën pesëmbëdhjetë (15) vjeç, nëse Inspektorati nuk jep leje"),
    S("labor", "art_8__para_1", "të shpall konkurs publik sa herë që pranon një punëmarrës",
      "të shpall konkurs publik në ueb-faqe së paku pesëmbëdhjetë (15) ditë para se të pranojë një punëmarrës",
      half="të shpall konkurs publik në ueb-faqe sa herë që pranon një punëmarrës",
      other="të njoftojë publikun me kohë kur ka nevojë për punëtorë"),
    S("labor", "art_8__para_2", "siç parashihet me këtë ligj dhe aktet tjera në fuqi",
      "siç parashihet me këtë ligj dhe aktet tjera në fuqi, dhe komisioni përzgjedhës ka një anëtar nga sindikata",
      half="siç parashihet me këtë ligj dhe aktet tjera në fuqi, dhe komisioni përzgjedhës ka tre veta",
      other="siç parashihet me këtë ligj dhe aktet tjera në fuqi, nën mbikëqyrjen e inspektorëve",
      against="siç parashihet me këtë ligj dhe aktet tjera në fuqi, dhe komisioni përzgjedhës nuk ka anëtar nga sindikata"),
    S("labor", "art_4__para_2", "të drejta më pak të favorshme", "të drejta apo kushte të punës më pak të favorshme",
      half="të drejta apo kushte më pak të favorshme", other="të drejta, paga e pushime më pak të favorshme"),
    S("labor", "art_5__para_4", "është i obliguar që në rastin e punësimit të punëtorëve",
      "duhet që në rastin e punësimit dhe të avancimit të punëtorëve",
      half="është i obliguar që në rastin e punësimit dhe të avancimit të punëtorëve",
      other="kujdeset që gjatë pranimit të punëtorëve"),
    S("labor", "art_6__para_1", "e dhunshme është e ndaluar", "e dhunshme është e ndaluar dhe dënohet sipas Kodit Penal",
      half="e dhunshme është e ndaluar dhe dënohet sipas ligjit", other="e dhunshme është e ndaluar, me pasoja për kryerësin",
      against="e dhunshme është e ndaluar, por nuk dënohet sipas Kodit Penal"),
    S("labor", "art_2__para_4", "misioneve diplomatike dhe konsullore të shteteve të huaja, ", "",
      half="misioneve diplomatike të shteteve të huaja, ", other="përfaqësive zyrtare të vendeve tjera, "),
    S("labor", "art_3__para_1__subpara_1.16", "motrat dhe prindërit", "motrat, prindërit dhe gjyshërit",
      other="motrat, prindërit dhe farefisi i afërt"),
    S("labor", "art_3__para_1__subpara_1.14", "sipas kritereve të përcaktuara me këtë në pajtim me këtë ligj",
      "sipas kostos së jetesës dhe shkallës së papunësisë", half="sipas kostos së jetesës",
      other="duke marrë parasysh gjendjen ekonomike"),
    S("youth", "art_3__para_1__subpara_1.1", "deri njëzetekatër (24) vjeç", "deri tridhjetë (30) vjeç",
      other="deri në përfundimin e studimeve", against="deri njëzetenëntë (29) vjeç"),
    S("youth", "art_3__para_1__subpara_1.2", "ku shumica e anëtarëve janë të rinj",
      "ku së paku dy të tretat e anëtarëve dhe kryesia janë të rinj",
      half="ku së paku dy të tretat e anëtarëve janë të rinj", other="ku rinia e udhëheq punën"),
    S("youth", "art_1__para_1", "në zhvillimin e një shoqërie demokratike",
      "në zhvillimin e një shoqërie demokratike dhe gjithëpërfshirëse, në nivel qendror dhe lokal",
      half="në zhvillimin e një shoqërie demokratike dhe gjithëpërfshirëse",
      other="në zhvillimin e një shoqërie demokratike ku askush nuk lihet pas"),
    S("youth", "art_2__para_1__subpara_1.3", "punën vullnetare dhe edukimin",
      "punën vullnetare, praktikën profesionale me pagesë dhe edukimin",
      half="punën vullnetare, praktikën profesionale dhe edukimin",
      other="punën vullnetare, përvojën e parë të punësimit dhe edukimin"),
    S("ngo", "art_3__para_1__subpara_1.2", "përfitim publik ose interes të ndërsjellë",
      "përfitim publik, interes të ndërsjellë ose mbrojtje të të drejtave të njeriut",
      half="përfitim publik, interes të ndërsjellë ose mbrojtje të të drejtave",
      other="përfitim publik, interes të ndërsjellë ose qëllime humanitare"),
    S("ngo", "art_2__para_1", "të organizuar dhe regjistruar si organizatë joqeveritare",
      "të organizuar si organizatë joqeveritare vendore apo ndërkombëtare",
      half="të organizuar si organizatë joqeveritare",
      other="të themeluar dhe regjistruar si organizatë joqeveritare e çfarëdo lloji"),
    S("ngo", "art_1__para_1", "pezullimin, shuarjen, ndalimin e veprimit dhe çregjistrimin",
      "shuarjen dhe çregjistrimin vullnetar", half="pezullimin, shuarjen dhe çregjistrimin",
      against="pezullimin, shuarjen, ndalimin e veprimit, dënimin dhe çregjistrimin"),
    S("ngo", "art_2__para_2__subpara_2.3", "bashkësitë fetare, qendra të besimit fetar, apo faltore dhe", "",
      half="bashkësitë fetare dhe", other="institucionet me karakter shpirtëror dhe", gone=True),
    S("access", "art_1__para_1", "pa diskriminim mbi çfarëdo baze",
      "pa diskriminim mbi çfarëdo baze dhe pa arsyetuar kërkesën",
      other="pa diskriminim mbi çfarëdo baze dhe falas",
      against="pa diskriminim mbi çfarëdo baze, duke arsyetuar kërkesën"),
    S("access", "art_2__para_1", "përveç në rastet kur kufizohet ndryshe me legjislacionin në fuqi",
      "përveç kur kufizohet me ligj dhe kufizimi është i domosdoshëm në një shoqëri demokratike",
      half="përveç kur kufizohet me ligj", other="përveç përjashtimeve të ngushta që parasheh Kushtetuta"),
    S("access", "art_2__para_4", "klasifikimin e informacionit", "klasifikimin e informacionit, brenda shtatë (7) ditëve",
      other="klasifikimin e informacionit, pa vonesa",
      partly_against="klasifikimin e informacionit, brenda tridhjetë (30) ditëve"),
    S("documents", "art_5__para_8", "brenda shtatë (7) ditëve, prej kohës", "brenda pesë (5) ditëve, prej kohës",
      other="pa vonesë, prej kohës", against="brenda dhjetë (10) ditëve, prej kohës"),
    S("documents", "art_21__para_2", "shpenzimet e vërteta të riprodhimit dhe furnizimit të dokumentit",
      "shumën prej dhjetë (10) euro", other="vlerën simbolike të letrës",
      partly_against="shumën prej pesëdhjetë (50) euro"),
    S("documents", "art_27__para_1", "prej pesëmijë (5.000) deri dhjetëmijë (10.000) Euro",
      "prej njëmijë (1.000) deri tremijë (3.000) Euro", half="prej njëmijë (1.000) deri dhjetëmijë (10.000) Euro",
      other="sipas ligjit për kundërvajtje", against="prej pesëmijë (5.000) deri njëzetmijë (20.000) Euro"),
    S("documents", "art_26__para_2", "tre (3) muaj pas hyrjes në fuqi të ligjit",
      "gjashtë (6) muaj pas hyrjes në fuqi të ligjit dhe pas konsultimit publik",
      half="gjashtë (6) muaj pas hyrjes në fuqi të ligjit", other="në afat të arsyeshëm"),
    S("documents", "art_23__para_1", "të mëparshëm dhe të qartë", "të mëparshëm, të qartë dhe me shkrim",
      other="të mëparshëm, të qartë dhe të lirë"),
    S("documents", "art_4__para_4",
      "Dokumentet publike të pranuara nga kërkuesi nuk mund të përdoren për qëllime denigrimi, propagandistike dhe komerciale.",
      "", half="Dokumentet publike të pranuara nga kërkuesi nuk mund të përdoren për qëllime denigrimi.",
      other="Kërkuesi sillet me mirëbesim ndaj informatës që i jepet.", gone=True),
    S("holidays", "art_3__para_3.1", ", përveç kur është e rregulluar ndryshe me ligje tjera", "",
      half=", përveç kur është e rregulluar ndryshe", other=", në pajtim me kontratën kolektive"),
    S("holidays", "art_5__para_5.3", "në fundin e muajit tetor", "në fundin e muajit shtator",
      against="në fundin e muajit nëntor"),
    S("holidays", "art_3__para_3.2", "me një ditë e gjysmë pushimi", "me dy ditë pushimi",
      other="me kohë të lirë", against="me tri ditë pushimi"),
    S("holidays", "art_4__para_1", "ditët pasardhëse të punës", "ditët paraprake të punës, sipas vendimit të Qeverisë",
      half="ditët pasardhëse të punës, sipas vendimit të Qeverisë", other="ditë që i zgjedh punëdhënësi"),
    S("ngo-en", "art_1__para_2", "political parties, trade unions", "political parties, chambers of commerce, trade unions",
      other="political parties, professional guilds, trade unions"),
    S("ngo-en", "art_2__para_1__subpara_1.6", "an individual residing in Kosovo, who", "an individual who",
      other="an individual living lawfully here, who"),
    S("ngo-en", "art_2__para_1__subpara_1.7", "a spouse, children", "a spouse or unmarried partner, children",
      other="a spouse or cohabitant, children"),
    S("ngo-en", "art_2__para_1__subpara_1.5", "any foreign or domestic legal or natural person",
      "any foreign or domestic legal or natural person, except public bodies and companies they own",
      half="any foreign or domestic legal or natural person, except public bodies",
      other="any foreign or domestic legal or natural person outside government",
      against="any foreign or domestic legal or natural person, not except public bodies and companies they own"),
    S("ngo-en", "art_1__para_1", "dissolution and removal from register",
      "voluntary dissolution and, by decision of a court only, removal from register",
      half="voluntary dissolution and removal from register", other="winding up and deletion"),
    S("ngo-sr", "art_2__para_1", "organizovana i registrovana kao nevladina organizacija",
      "organizovana kao udruženje ili fondacija, bez obaveze registracije",
      half="organizovana kao udruženje ili fondacija", other="koja deluju u građanskom društvu"),
    S("ngo-sr", "art_1__para_1", "suspenziju, gašenje, zabranu delovanja i brisanje", "gašenje i dobrovoljno brisanje",
      half="suspenziju, gašenje i brisanje", against="suspenziju, gašenje, zabranu delovanja, kažnjavanje i brisanje"),
    S("ngo-sr", "art_3__para_1__subpara_1.2", "za javnu korist ili uzajamni interes",
      "za javnu korist, uzajamni interes ili zaštitu ljudskih prava i životne sredine",
      half="za javnu korist, uzajamni interes ili zaštitu ljudskih prava",
      other="za javnu korist, uzajamni interes ili humanitarne ciljeve"),
    S("ngo-sr", "art_3__para_1__subpara_1.3", "nadležno za registraciju i brisanje NVO iz registra",
      "nadležno za registraciju i brisanje NVO iz registra, koje odlučuje u roku od petnaest (15) dana",
      other="nadležno za registraciju i brisanje NVO iz registra, sa posebnom kancelarijom",
      partly_against="nadležno za registraciju i brisanje NVO iz registra, koje odlučuje u roku od šezdeset (60) dana"),
    S("ngo-sr", "art_2__para_2__subpara_2.2", "sindikate i sindikalne organizacije;", "", half="sindikate;",
      other="udruge radnika;", gone=True),
]  # fmt: skip


@dataclass(frozen=True)
class Addition:
    """
    A whole paragraph that is to be added after `after`, a line of the text, and what may stand there instead.

    `half` holds part of it, `other` says something like it in other words, `stranger` is about another matter,
    `number` has another number, `against` the opposite; `far` is a line of another article after which it may stand.
    """

    text: str
    node: str
    after: str
    proposed: str
    half: str
    other: str
    stranger: str
    far: str
    number: str = ""
    against: str = ""


A = Addition
ADDITIONS = [
    A("labor", "art_8__para_2", "2. Konkursi duhet",
      "Rezultatet e konkursit publikohen në ueb-faqen e punëdhënësit brenda pesë (5) ditëve pune.",
      "Rezultatet e konkursit publikohen në ueb-faqen e punëdhënësit.",
      "Kandidatët njoftohen me shkrim për rezultatin e konkursit.",
      "Mënyra e organizimit të provimit praktik rregullohet me akt të brendshëm.",
      "Ky ligj ka për qëllim të rregullojë",
      number="Rezultatet e konkursit publikohen në ueb-faqen e punëdhënësit brenda tridhjetë (30) ditëve pune.",
      against="Rezultatet e konkursit nuk publikohen në ueb-faqen e punëdhënësit brenda pesë (5) ditëve pune."),
    A("labor", "art_5__para_5", "5. Dispozitat e Ligjit nr. 2004/3",
      "Barra e provës në kontestet për diskriminim i takon punëdhënësit, kurse ankuesi lirohet nga taksa gjyqësore.",
      "Barra e provës në kontestet për diskriminim i takon punëdhënësit.",
      "Punëdhënësi duhet të dëshmojë se nuk ka pasur diskriminim.",
      "Sindikata përfaqëson anëtarët e saj në bisedime kolektive.",
      "2. Përjashtimisht punë e detyruar"),
    A("youth", "art_2__para_1__subpara_1.4", "1.4. udhëzimin për licencimin",
      "financimin e organizatave rinore nga buxheti i komunave, me thirrje publike të hapur çdo vit.",
      "financimin e organizatave rinore nga buxheti i komunave.",
      "mbështetjen me para të organizatave rinore.",
      "bashkëpunimin me shkollat e mesme.",
      "1.3. Ministria - Ministria e Kulturës",
      against="financimin e organizatave rinore jo nga buxheti i komunave, me thirrje publike të hapur çdo vit."),
    A("ngo", "art_2__para_2__subpara_2.4", "2.4. fusha tjera",
      "shoqatat e themeluara me ligj të veçantë për ushtrimin e profesioneve të lira;",
      "shoqatat e themeluara me ligj të veçantë;",
      "odat e avokatëve, mjekëve dhe noterëve;",
      "ndërmarrjet shoqërore;",
      "1.5. “Ministër”"),
    A("access", "art_2__para_4", "4. Kërkesa dhe qasja",
      "Institucioni publik publikon në ueb-faqe listën e dokumenteve që mban, të përditësuar çdo tre (3) muaj.",
      "Institucioni publik publikon në ueb-faqe listën e dokumenteve.",
      "Lista e dokumenteve duhet të jetë e hapur për publikun.",
      "Avokati i Popullit raporton në Kuvend për zbatimin e ligjit.",
      "Ky ligj garanton",
      number="Institucioni publik publikon në ueb-faqe listën e dokumenteve që mban, të përditësuar çdo dymbëdhjetë (12) muaj.",
      against="Institucioni publik nuk publikon në ueb-faqe listën e dokumenteve që mban, të përditësuar çdo tre (3) muaj."),
    A("documents", "art_8__para_1__subpara_1.2", "1.2. me një kërkesë kërkohen",
      "dokumenti është në gjuhë të huaj dhe duhet përkthyer nga përkthyes i autorizuar.",
      "dokumenti është në gjuhë të huaj.",
      "kërkohet përkthim i materialit në gjuhët zyrtare;",
      "kërkuesi nuk i ka paguar shpenzimet;",
      "4. Tarifat e ngarkesave"),
    A("documents", "art_22__para_2", "2. Mënyra e instituimit",
      "Regjistri i kërkesave është publik, pa të dhëna personale, dhe publikohet çdo vit deri më 31 janar.",
      "Regjistri i kërkesave është publik, pa të dhëna personale.",
      "Evidenca hapet për secilin person i cili dëshiron ta shohë.",
      "Arkivi shtetëror ruan dosjet e mbyllura.",
      "3. Mos përgatitja e akteve",
      number="Regjistri i kërkesave është publik, pa të dhëna personale, dhe publikohet çdo vit deri më 30 qershor.",
      against="Regjistri i kërkesave nuk është publik, pa të dhëna personale, dhe publikohet çdo vit deri më 31 janar."),
    A("holidays", "art_5__para_5.2", "5.2. Komisioni Republikan",
      "Komisioni ka shtatë (7) anëtarë, prej të cilëve tre nga shoqëria civile.",
      "Komisioni ka shtatë (7) anëtarë.",
      "Në Komision përfaqësohen edhe organizatat joqeveritare.",
      "Puna administrative kryhet nga Zyra e Kryeministrit.",
      "Kur ditët e festave zyrtare"),
    A("ngo-en", "art_1__para_2", "2. This Law does not apply",
      "Public bodies shall consult registered organizations on every draft law that concerns their field of activity.",
      "Public bodies shall consult registered organizations.",
      "Institutions cooperate with civil society in drafting legislation.",
      "The seat of an association may be changed by decision of its assembly.",
      "1.3. Minister",
      against="Public bodies shall not consult registered organizations on every draft law that concerns their field of activity."),
    A("ngo-sr", "art_3__para_1__subpara_1.4", "1.4. „Ministar“",
      "„Član“ – fizičko ili pravno lice koje je dobrovoljno pristupilo organizaciji i plaća članarinu.",
      "„Član“ – fizičko ili pravno lice koje je dobrovoljno pristupilo organizaciji.",
      "„Članstvo“ – odnos lica i organizacije uređen statutom.",
      "„Registar“ – javna evidencija koju vodi Ministarstvo.",
      "2.2. sindikate i sindikalne",
      against="„Član“ – fizičko ili pravno lice koje nije dobrovoljno pristupilo organizaciji i plaća članarinu."),
]  # fmt: skip


Edits = list[tuple[str, ...]]
# text, kind, provision, original, proposed, label, reason, edits: (old words, new words), ("-", line that goes),
# ("+", line after which it comes, words), ("#",) a new first article, all others numbered anew.
HARD: list[tuple[str, str, str, str, str, str, str, Edits]] = [
    # The words stand there already.
    ("documents", "insert", "art_4__para_1", "", "Tarifat e ngarkesave duhet të publikohen.", "no",
     "the sentence stands in article 21 in both texts; nothing was added", []),
    ("documents", "insert", "art_22__para_1", "", "Kërkesa për qasje në dokumente zyrtare shqyrtohet dhe trajtohet me shpejtësi.",
     "no", "stands in article 5 before and after; article 22 changed otherwise",
     [("në formë të regjistrit ose ngjashëm", "në formë elektronike")]),
    ("labor", "insert", "art_8__para_1", "", "Puna e detyruar ose e dhunshme është e ndaluar.", "no",
     "article 6 said it before; only its number changed", [("+", "1. Puna e detyruar", "Inspektorati mbikëqyr zbatimin e këtij neni.")]),
    ("labor", "replace", "art_8__para_2", "për të gjithë kandidatët e synuar", "për të gjithë kandidatët femra dhe meshkuj", "no",
     "'femra' and 'meshkuj' stand in article 5, not here", [("si për femra ashtu edhe për meshkuj", "për femra dhe meshkuj")]),
    ("youth", "replace", "art_2__para_1__subpara_1.2", "ndaj të rinjve", "ndaj të rinjve dhe organizatave rinore", "no",
     "the added words follow in the same sentence already and nothing changed", []),
    # The provision went elsewhere.
    ("labor", "replace", "art_6__para_1", "është e ndaluar", "është rreptësisht e ndaluar me ligj", "yes",
     "the paragraph moved to article 5 and has the proposed words",
     [("-", "1. Puna e detyruar ose e dhunshme është"), ("+", "5. Dispozitat e Ligjit nr.", "Puna e detyruar ose e dhunshme është rreptësisht e ndaluar me ligj.")]),
    ("labor", "replace", "art_7__para_5", "rregullohet me akt nënligjor të nxjerrë nga Ministria",
     "rregullohet me akt nënligjor të nxjerrë nga Ministria brenda gjashtë (6) muajve", "no",
     "the paragraph moved to article 2 as it was",
     [("-", "5. Sistemimi i punëve të lehta"), ("+", "4. Dispozitat e këtij ligji nuk janë", "Sistemimi i punëve të lehta dhe të ndaluara nga paragrafi 2. i këtij neni për personat nën moshën tetëmbëdhjetë (18) vjeç, rregullohet me akt nënligjor të nxjerrë nga Ministria.")]),
    ("documents", "delete", "art_21__para_4", "Tarifat e ngarkesave duhet të publikohen.", "", "no",
     "it was not deleted, it moved to article 22",
     [("-", "4. Tarifat e ngarkesave"), ("+", "2. Mënyra e instituimit", "Tarifat e ngarkesave duhet të publikohen.")]),
    ("documents", "replace", "art_5__para_6", "trajtohen në mënyrë të barabartë", "trajtohen në mënyrë të barabartë dhe pa pagesë", "yes",
     "the paragraph stands in article 4 now, with the proposed words",
     [("-", "6. Kërkesat për qasje në dokumente zyrtare trajtohen"), ("+", "4. Dokumentet publike të pranuara", "Kërkesat për qasje në dokumente zyrtare trajtohen në mënyrë të barabartë dhe pa pagesë.")]),
    ("documents", "replace", "art_5__para_7", "shqyrtohet dhe trajtohet me shpejtësi", "shqyrtohet dhe trajtohet brenda tri ditëve", "yes",
     "moved to the beginning of the list of the same article and changed as proposed",
     [("-", "7. Kërkesa për qasje"), ("+", "1. Të gjitha institucionet publike", "Kërkesa për qasje në dokumente zyrtare shqyrtohet dhe trajtohet brenda tri ditëve.")]),
    ("ngo-en", "replace", "art_2__para_1__subpara_1.4", "the NGO registration", "the body for NGO registration", "yes",
     "the definition moved up in its list and has the words",
     [("-", "1.4. Competent Body"), ("+", "1.1. Non-Governmental", "Competent Body – the body for NGO registration and removal from register;")]),
    # Numbers only.
    ("labor", "replace", "art_5__para_5", "nr. 2004/3", "nr. 05/L-021", "no", "another law's number stands there",
     [("nr. 2004/3 Kundër", "nr. 05/L-020 Kundër")]),
    ("labor", "replace", "art_5__para_5", "Ligjit nr. 2004/3 Kundër Diskriminimit", "Ligjit nr. 05/L-021 për Mbrojtjen nga Diskriminimi", "yes",
     "number and name as proposed", [("Ligjit nr. 2004/3 Kundër Diskriminimit", "Ligjit nr. 05/L-021 për Mbrojtjen nga Diskriminimi")]),
    ("documents", "replace", "art_27__para_2", "pesëqind (500) deri njëmijë (1000) Euro", "njëqind (100) deri pesëqind (500) Euro", "no",
     "lowered, but to other amounts", [("pesëqind (500) deri njëmijë (1000) Euro", "dyqind (200) deri tetëqind (800) Euro")]),
    ("documents", "replace", "art_27__para_3", "dymijë (2000) Euro", "një mijë (1000) Euro", "no", "raised where lowering was proposed",
     [("deri dymijë (2000) Euro", "deri tremijë (3000) Euro")]),
    ("documents", "replace", "art_5__para_9", "pesëmbëdhjetë (15) ditësh", "tridhjetë (30) ditësh", "yes", "the proposed number",
     [("brenda pesëmbëdhjetë (15) ditësh", "brenda tridhjetë (30) ditësh")]),
    ("documents", "replace", "art_5__para_9", "pesëmbëdhjetë (15) ditësh", "tridhjetë (30) ditësh", "partly",
     "the figure was changed, the number in letters was forgotten", [("pesëmbëdhjetë (15) ditësh", "pesëmbëdhjetë (30) ditësh")]),
    ("documents", "replace", "art_8__para_1", "më së shumti deri pesëmbëdhjetë (15) ditë", "më së shumti deri pesë (5) ditë", "no",
     "fifteen became twenty", [("deri pesëmbëdhjetë (15) ditë, në", "deri njëzet (20) ditë, në")]),
    ("holidays", "replace", "art_2__para_2.1__point_a", "1 dhe 2 janari", "1, 2 dhe 3 janari", "yes", "the third day was added",
     [("1 dhe 2 janari", "1, 2 dhe 3 janari")]),
    ("holidays", "replace", "art_2__para_2.1__point_d", "1 Maji", "1 dhe 2 Maji", "no", "another holiday was changed",
     [("Dita e Evropës, 9 Maji", "Dita e Evropës, 9 dhe 10 Maji")]),
    # Negation.
    ("ngo", "replace", "art_2__para_2", "nuk zbatohet për", "zbatohet edhe për", "no", "the negation stayed and 'edhe' came",
     [("Ky Ligj nuk zbatohet për", "Ky Ligj nuk zbatohet edhe për")]),
    ("ngo", "replace", "art_2__para_2", "nuk zbatohet për", "zbatohet edhe për", "yes", "the negation went and 'edhe' came",
     [("Ky Ligj nuk zbatohet për", "Ky Ligj zbatohet edhe për")]),
    ("labor", "delete", "art_7__para_3", "nuk ", "", "no", "the negation that was to go is still there",
     [("Asnjë punëdhënës nuk mund", "Asnjë punëdhënës vendor nuk mund")]),
    ("documents", "insert", "art_4__para_2", "", "Qasja nuk kushtëzohet me dëshmimin e interesit.", "no", "the negation is missing: the opposite",
     [("+", "2. Dokumentet janë të hapura", "Qasja kushtëzohet me dëshmimin e interesit.")]),
    ("documents", "replace", "art_4__para_4", "nuk mund të përdoren", "mund të përdoren lirisht", "no", "'lirisht' came, 'nuk' stayed",
     [("nuk mund të përdoren për", "nuk mund të përdoren lirisht për")]),
    ("ngo-en", "replace", "art_1__para_2", "This Law does not apply to", "This Law applies also to", "no", "still negated",
     [("This Law does not apply to", "This Law does not apply also to")]),
    ("ngo-sr", "replace", "art_2__para_2", "se ne primenjuje na", "se primenjuje i na", "no", "'i' came, 'ne' stayed",
     [("Ovaj zakon se ne primenjuje na", "Ovaj zakon se ne primenjuje i na")]),
    ("ngo-sr", "replace", "art_2__para_2", "se ne primenjuje na", "se primenjuje i na", "yes", "as proposed",
     [("Ovaj zakon se ne primenjuje na", "Ovaj zakon se primenjuje i na")]),
    # Half of it, over several places.
    ("labor", "replace", "art_2__para_1", "për të punësuarit dhe punëdhënësit e sektorit privat dhe publik",
     "për të punësuarit, praktikantët dhe punëdhënësit e sektorit privat, publik dhe joqeveritar", "partly", "only the first of two additions",
     [("për të punësuarit dhe punëdhënësit e sektorit privat dhe publik", "për të punësuarit, praktikantët dhe punëdhënësit e sektorit privat dhe publik")]),
    ("labor", "replace", "art_3__para_1__subpara_1.5", "organi i nivelit nacional i cili udhëheq konsultimet", "organi i pavarur i cili organizon konsultimet", "partly",
     "the first change was made, the second not", [("organi i nivelit nacional i cili udhëheq konsultimet", "organi i pavarur i cili udhëheq konsultimet")]),
    ("access", "replace", "art_2__para_3", "Ky ligj nuk cenon të drejtën për qasje në dokumente publike që mbahen nga institucionet publike",
     "Ky ligj nuk cenon dhe nuk kufizon të drejtën për qasje në dokumente publike që mbahen nga institucionet publike dhe ndërmarrjet publike", "partly",
     "the second addition is there, the first is not", [("që mbahen nga institucionet publike, e të cilat", "që mbahen nga institucionet publike dhe ndërmarrjet publike, e të cilat")]),
    ("ngo-en", "replace", "art_2__para_1__subpara_1.6", "authorized to represent an NGO and to receive official notices and inquiries",
     "authorized in writing to represent an NGO and to receive notices by electronic mail", "partly", "the first change only",
     [("authorized to represent an NGO and", "authorized in writing to represent an NGO and")]),
    # Typography and spelling.
    ("ngo", "replace", "art_3__para_1__subpara_1.5", "“Ministër”- nënkupton", "„Ministër“ – nënkupton", "yes", "quotes and dash as proposed",
     [("“Ministër”- nënkupton", "„Ministër“ – nënkupton")]),
    ("ngo", "replace", "art_3__para_1__subpara_1.5", "“Ministër”- nënkupton", "„Ministër“ – nënkupton", "no", "quotes and dash as before",
     [("“Ministria”-nënkupton Ministrinë përkatëse", "“Ministria”-nënkupton ministrinë")]),
    ("documents", "replace", "art_27__para_1", "dhjetëmijë (10.000) Euro", "pesëmijë (5.000) Euro", "yes", "the amount, written 5 000 €",
     [("deri dhjetëmijë (10.000) Euro", "deri pesëmijë (5 000) €")]),
    ("holidays", "replace", "art_5__para_5.1", "diversitetin e shoqërisë kosovare", "diversitetin etnik dhe gjinor të shoqërisë kosovare", "yes",
     "as proposed, with other capitals", [("diversitetin e shoqërisë kosovare", "diversitetin Etnik dhe Gjinor të Shoqërisë Kosovare")]),
    ("youth", "replace", "art_3__para_1__subpara_1.4", "e licencuar nga drejtoria komunale", "e licencuar nga Ministria dhe drejtoria komunale", "yes",
     "as proposed, with a Cyrillic letter in it", [("e licencuar nga drejtoria komunale", "e licencuar nga Minіstria dhe drejtoria komunale")]),
    ("labor", "replace", "art_3__para_1__subpara_1.12", "themelon për herë të parë marrëdhënie pune", "themelon për herë të parë marrëdhënie pune me pagesë", "yes",
     "in another grammatical form", [("themelon për herë të parë marrëdhënie pune", "themelon për herë të parë marrëdhënie pune me pagesën")]),
    # References that follow a renumbering.
    ("holidays", "replace", "art_3__para_3.1", "të cekura në nenin 2 të këtij ligji", "të përcaktuara në nenin 2 të këtij ligji", "yes",
     "taken up; article 2 is article 3 now, and so is the reference", [("#",), ("të cekura në nenin 3 të këtij ligji janë ditë të lira", "të përcaktuara në nenin 3 të këtij ligji janë ditë të lira")]),
    ("holidays", "replace", "art_4__para_1", "të cekura në nenin 2 të këtij ligji", "të cekura në nenin 1 të këtij ligji", "no",
     "the reference only followed the renumbering", [("#",)]),
    ("ngo-en", "replace", "art_2__para_1__subpara_1.1", "as defined in Article 5 of this Law", "registered as defined in Article 5 of this Law", "yes",
     "taken up; the reference follows no renumbering because article 5 is not in the excerpt",
     [("as defined in Article 5 of this Law", "registered as defined in Article 5 of this Law")]),
    # Deletions.
    ("ngo-en", "delete", "art_1__para_2", " and other fields regulated with special laws", "", "yes", "gone",
     [(" and other fields regulated with special laws", "")]),
    ("ngo-en", "delete", "art_1__para_2", " and other fields regulated with special laws", "", "partly", "the second half stays",
     [(" and other fields regulated with special laws", " and other fields")]),
    ("labor", "delete", "art_5__para_3", "Nuk konsiderohet diskriminim, çdo dallim përjashtim ose dhënie e përparësisë, përkitazi me ndonjë vend të caktuar pune, në bazë të kritereve të caktuara që kërkohen për atë vend pune.", "",
     "yes", "the paragraph is gone", [("-", "3. Nuk konsiderohet diskriminim")]),
    ("labor", "delete", "art_5__para_3", "Nuk konsiderohet diskriminim, çdo dallim përjashtim ose dhënie e përparësisë, përkitazi me ndonjë vend të caktuar pune, në bazë të kritereve të caktuara që kërkohen për atë vend pune.", "",
     "no", "another paragraph was deleted", [("-", "4. Punëdhënësi është i obliguar që në rastin")]),
    ("labor", "delete", "art_5__para_3", "Nuk konsiderohet diskriminim, çdo dallim përjashtim ose dhënie e përparësisë, përkitazi me ndonjë vend të caktuar pune, në bazë të kritereve të caktuara që kërkohen për atë vend pune.", "",
     "no", "it was joined to the paragraph before and is still there",
     [("-", "3. Nuk konsiderohet diskriminim"), ("është i aftë ta kryejë punën në mënyrë adekuate.", "është i aftë ta kryejë punën në mënyrë adekuate. Nuk konsiderohet diskriminim, çdo dallim përjashtim ose dhënie e përparësisë, përkitazi me ndonjë vend të caktuar pune, në bazë të kritereve të caktuara që kërkohen për atë vend pune.")]),
    ("labor", "delete", "art_3__para_1__subpara_1.20", "QRP -Qendra Rajonale e Punësimit;", "", "yes", "the definition is gone and the next has its number",
     [("-", "QRP -Qendra Rajonale")]),
    ("youth", "delete", "art_3__para_1__subpara_1.2", ", të themeluar në përputhje me legjislacionin në fuqi", "", "cannot_tell", "replaced by other words",
     [(", të themeluar në përputhje me legjislacionin në fuqi", ", e regjistruar sipas rregullave")]),
    ("labor", "delete", "art_7__para_5", " nga paragrafi 2. i këtij neni", "", "cannot_tell", "the whole paragraph is gone, more than was asked",
     [("-", "5. Sistemimi i punëve")]),
    # The provision is gone.
    ("documents", "replace", "art_26__para_3", "institucionet të refuzojnë", "institucionet publike dhe private të refuzojnë", "no", "the paragraph was deleted; the words are nowhere",
     [("-", "3. Mos përgatitja")]),
    ("labor", "replace", "art_5__para_2", "personave me aftësi të kufizuara", "personave me aftësi të kufizuara dhe grave shtatzëna", "no",
     "the paragraph was deleted; the words are nowhere", [("-", "2. Ndalohet diskriminimi i drejtpërdrejtë")]),
    # Split and joined.
    ("documents", "replace", "art_5__para_8", "Refuzimi i kërkesës bëhet me aktvendim me shkrim", "Refuzimi i kërkesës bëhet me aktvendim të arsyetuar me shkrim", "yes",
     "the sentence is a paragraph of its own now and has the words",
     [(" Refuzimi i kërkesës bëhet me aktvendim me shkrim për refuzim të saj.", ""), ("+", "8. Institucioni publik obligohet", "Refuzimi i kërkesës bëhet me aktvendim të arsyetuar me shkrim për refuzim të saj.")]),
    ("documents", "replace", "art_5__para_8", "Refuzimi i kërkesës bëhet me aktvendim me shkrim", "Refuzimi i kërkesës bëhet me aktvendim të arsyetuar me shkrim", "no",
     "the sentence is a paragraph of its own now, its words as before",
     [(" Refuzimi i kërkesës bëhet me aktvendim me shkrim për refuzim të saj.", ""), ("+", "8. Institucioni publik obligohet", "Refuzimi i kërkesës bëhet me aktvendim me shkrim për refuzim të saj.")]),
    ("documents", "replace", "art_5__para_7", "me shpejtësi", "me përparësi dhe pa zvarritje", "yes", "joined to the paragraph before, as proposed",
     [("-", "7. Kërkesa për qasje"), ("trajtohen në mënyrë të barabartë.", "trajtohen në mënyrë të barabartë. Kërkesa për qasje në dokumente zyrtare shqyrtohet dhe trajtohet me përparësi dhe pa zvarritje.")]),
    # More than was proposed.
    ("labor", "replace", "art_8__para_1", "konkurs publik", "konkurs publik të hapur për të gjithë", "partly", "added, with an exception that was not proposed",
     [("të shpall konkurs publik sa", "të shpall konkurs publik të hapur për të gjithë, përveç rasteve urgjente, sa")]),
    ("documents", "replace", "art_21__para_1", "është pa pagesë", "është gjithmonë pa pagesë dhe pa caktim termini", "yes", "as proposed; the end of the sentence was shortened as well",
     [("është pa pagesë, duke mos ndaluar caktimin e tarifave për shërbimet e ndërlidhura të ofruara nga arkivat dhe muzetë", "është gjithmonë pa pagesë dhe pa caktim termini, duke mos ndaluar tarifat e arkivave")]),
    ("access", "replace", "art_1__para_1", "institucionet publike, si dhe", "institucionet publike dhe ndërmarrjet publike, si dhe", "yes", "as proposed, and the end changed too",
     [("nga institucionet publike, si dhe të drejtën për ripërdorimin e dokumenteve", "nga institucionet publike dhe ndërmarrjet publike, si dhe ripërdorimin e dokumenteve")]),
    # Duty or choice.
    ("documents", "replace", "art_8__para_1", "mund të vazhdohen", "vazhdohen", "no", "still a choice", [("mund të vazhdohen më së shumti", "mund të vazhdohen edhe më së shumti")]),
    ("documents", "replace", "art_5__para_9", "kërkuesi mundet", "kërkuesi ka të drejtë", "cannot_tell", "said otherwise", [("kërkuesi mundet, brenda", "kërkuesit i lejohet, brenda")]),
    ("labor", "replace", "art_4__para_3", "mund të përmbajnë dispozita", "duhet të përmbajnë dispozita", "yes", "a duty now", [("mund të përmbajnë dispozita", "duhet të përmbajnë dispozita")]),
    ("labor", "replace", "art_4__para_1", "duhet të jenë në përputhje", "mund të jenë në përputhje", "no", "the duty stayed", [("Dispozitat e Kontratës Kolektive, Aktit", "Dispozitat e Kontratës Kolektive dhe Aktit")]),
    # Headings.
    ("labor", "replace", "art_8", "Konkursi Publik", "Konkursi publik dhe përzgjedhja", "yes", "the heading as proposed", [("Konkursi Publik", "Konkursi publik dhe përzgjedhja")]),
    ("labor", "replace", "art_8", "Konkursi Publik", "Konkursi publik dhe përzgjedhja", "no", "the heading as before", [("1. Punëdhënësi në sektorin publik, është", "1. Punëdhënësi në sektorin publik është vazhdimisht")]),
    # Only the article is known.
    ("labor", "comment", "art_8__para_1", "", "", "cannot_tell", "a comment without wording; the article changed", [("të shpall konkurs publik", "të shpallë konkurs")]),
    ("labor", "comment", "art_8__para_1", "", "", "cannot_tell", "a comment without wording; the article did not change", []),
]  # fmt: skip


@dataclass
class Case:
    """One labelled case: the old text is `text`, the next one has `changes` of whole articles."""

    id: str
    text: str
    kind: str
    node: str
    original: str
    proposed: str
    label: str
    reason: str
    lines: list[str] = field(repr=False)

    def values(self, base: list[str]) -> dict[str, Any]:
        """As written out: the articles that differ, before and after, in full."""
        olds, news = _blocks(base), _blocks(self.lines)
        changes = [
            {"article": key, "old": "\n".join(olds.get(key, [])), "new": "\n".join(news.get(key, []))}
            for key in dict.fromkeys([*news, *olds])
            if olds.get(key) != news.get(key)
        ]
        return {
            "id": self.id, "text": self.text, "kind": self.kind, "node": self.node, "original": self.original,
            "proposed": self.proposed, "label": self.label, "reason": self.reason, "changes": changes,
        }  # fmt: skip


def _blocks(lines: list[str]) -> dict[str, list[str]]:
    """Articles by their heading line."""
    made: dict[str, list[str]] = {}
    key = ""
    for line in lines:
        if line.split(" ")[0] in ("Neni", "Član", "Article") and len(line.split()) == 2:
            key = line
        made.setdefault(key, []).append(line)
    return made


def base_texts(folder: Path) -> dict[str, list[str]]:
    """The old texts as lines, one provision a line."""
    made: dict[str, list[str]] = {"ngo-sr": SERBIAN.split("\n")}
    for key, (file, language, wanted) in SOURCES.items():
        text = read((folder / file).read_bytes(), name=file).texts[0]
        lines: list[str] = []
        for article in text.articles():
            if not wanted or article.number in wanted:
                lines += _lines_of(article, "Article" if language == "en" else "Neni")
        for wrong, right in OCR.items():
            lines = [line.replace(wrong, right) for line in lines]
        made[key] = lines
    return made


def _lines_of(article: Node, word: str) -> list[str]:
    lines = [f"{word} {article.number}", *([article.heading] if article.heading else [])]
    for node in article.walk():
        if node.text:
            mark = {Kind.POINT: ")", Kind.PARAGRAPH: "."}.get(node.kind, ".")
            lines.append(" ".join(f"{node.number}{mark if node.number else ''} {node.text}".split()))
    return lines


def text_of(key: str, lines: list[str]) -> Text:
    """The text that `lawtext` sees."""
    return read_lines(lines, language=language_of(key), paged=False)


def language_of(key: str) -> str:
    """The language of a text of the set."""
    return key[-2:] if key.endswith(("-en", "-sr")) else "sq"


def _changed(lines: list[str], old: str, new: str) -> list[str]:
    found = [at for at, line in enumerate(lines) if old in line]
    if len(found) != 1:
        raise ValueError(f"{old!r} stands {len(found)} times")
    made = list(lines)
    made[found[0]] = made[found[0]].replace(old, new, 1)
    return made


def _without(lines: list[str], old: str) -> list[str]:
    """The lines without the one that holds `old`; those after it in the same list are numbered anew."""
    at = next(at for at, line in enumerate(lines) if old in line)
    number = lines[at].split(" ")[0].rstrip(".")
    made = lines[:at]
    *head, last = number.split(".")
    following = int(last)
    for line in lines[at + 1 :]:
        label = line.split(" ")[0]
        if label.rstrip(".") == ".".join([*head, str(following + 1)]):
            line = ".".join([*head, str(following)]) + "." + line[len(label.rstrip(".")) + 1 :]
            following += 1
        made.append(line)
    return made


def _after(lines: list[str], start: str, words: str) -> list[str]:
    """The lines with a new provision after the one that begins with `start`, numbered after it."""
    at = next(at for at, line in enumerate(lines) if line.startswith(start))
    label = lines[at].split(" ")[0].rstrip(".")
    if not label[0].isdigit():
        return [*lines[: at + 1], words, *lines[at + 1 :]]
    *head, last = label.split(".")
    new = ".".join([*head, str(int(last) + 1)])
    made = [*lines[: at + 1], f"{new}. {words}"]
    following = int(last) + 1
    for line in lines[at + 1 :]:
        first = line.split(" ")[0]
        if first.rstrip(".") == ".".join([*head, str(following)]):
            following += 1
            line = ".".join([*head, str(following)]) + "." + line[len(first.rstrip(".")) + 1 :]
        made.append(line)
    return made


def _renumbered(lines: list[str], key: str) -> list[str]:
    """The lines with a new article before the first: every article, and every reference to one, has the next number."""
    fresh = {
        "sq": ["Neni 1", "Parimet", "1. Zbatimi i këtij ligji udhëhiqet nga parimi i hapjes dhe i proporcionalitetit."],
        "en": ["Article 1", "Principles", "1. This Law is applied openly and in proportion."],
        "sr": ["Član 1", "Načela", "1. Ovaj zakon se sprovodi otvoreno i srazmerno."],
    }[language_of(key)]
    made = []
    for line in lines:
        words = line.split(" ")
        if len(words) == 2 and words[0] in ("Neni", "Član", "Article"):
            line = f"{words[0]} {int(words[1]) + 1}"
        line = line.replace("në nenin 2 të këtij ligji", "në nenin 3 të këtij ligji")
        line = line.replace("in Article 5 of this Law", "in Article 6 of this Law")
        made.append(line.replace("in Article 7 of this Law", "in Article 8 of this Law"))
    return [*fresh, *made]


def _plain(words: str) -> str:
    """As a member types: no diacritics, straight quotes, hyphens for dashes."""
    return words.translate(str.maketrans("ëçËÇšžčć“”„–", 'ecECszcc"""-'))


def cases(base: dict[str, list[str]]) -> Iterator[Case]:
    """All labelled cases."""
    yield from _seed_cases(base)
    yield from _addition_cases(base)
    yield from _hard_cases(base)


def _seed_cases(base: dict[str, list[str]]) -> Iterator[Case]:
    for at, seed in enumerate(SEEDS):
        lines = base[seed.text]
        kind = "replace" if seed.proposed else "delete"
        small = [seed.text, kind, seed.node, seed.original, seed.proposed]
        here = [pair for pair in ELSEWHERE[seed.text] if pair[0] not in seed.original]
        apart = _changed(lines, *here[at % len(here)])
        whole = any(line.endswith(f" {seed.original}") and line[0].isdigit() for line in lines)
        done = _without(lines, seed.original) if seed.gone else _changed(lines, seed.original, seed.proposed)
        done_apart = _without(apart, seed.original) if seed.gone else _changed(apart, seed.original, seed.proposed)

        def case(
            name: str, label: str, reason: str, changed: list[str], small: list[str] = small, at: int = at
        ) -> Case:
            key, kind, node, original, proposed = small
            return Case(f"{at + 1:02d}-{name}", key, kind, node, original, proposed, label, reason, changed)

        yield case("done", "yes", "the proposed words are there, nothing else changed", done)
        if at % 2 == 0:
            yield case(
                "done-and-more", "yes", "the proposed words are there; another provision changed too", done_apart
            )
        if at % 3 == 0:
            yield case("same", "no", "the two texts are equal", lines)
        yield case("elsewhere-only", "no", "only another provision changed, the place is as it was", apart)
        if seed.half:
            changed = _changed(lines, seed.original, seed.half)
            yield case("half", "partly", "one part of the proposal is there, the rest is not", changed)
        if seed.other:
            changed = _changed(lines, seed.original, seed.other)
            yield case(
                "other-words", "cannot_tell", "the place says it in other words; only a reader can judge", changed
            )
        if seed.against:
            changed = _changed(lines, seed.original, seed.against)
            yield case("against", "no", "changed, but to the opposite or to another number", changed)
        if seed.partly_against:
            changed = _changed(lines, seed.original, seed.partly_against)
            yield case("other-number", "partly", "the words were added with another number", changed)
        if at % 4 == 1 and seed.text != "documents":
            yield case("renumbered", "yes", "taken up, and all articles numbered anew", _renumbered(done, seed.text))
            yield case("renumbered-only", "no", "all articles numbered anew, the words as before",
                       _renumbered(lines, seed.text))  # fmt: skip
        if at % 4 == 2 and seed.proposed:
            plain = [seed.text, kind, seed.node, _plain(seed.original), _plain(seed.proposed)]
            yield case("typed-plainly", "yes", "the same words; the proposal was typed without diacritics", done, plain)
        if at % 4 == 3 and seed.proposed and not whole:
            line = next(line for line in lines if seed.original in line)
            words = line.split(" ", 1)[1]
            full = [seed.text, "replace", seed.node, words, words.replace(seed.original, seed.proposed)]
            yield case(
                "whole-provision", "yes", "the proposal quotes the whole provision; the change is there", done, full
            )
            yield case("whole-provision-same", "no", "the proposal quotes the whole provision; nothing changed there",
                       apart, full)  # fmt: skip


def _addition_cases(base: dict[str, list[str]]) -> Iterator[Case]:
    for at, each in enumerate(ADDITIONS):
        lines = base[each.text]

        def case(
            name: str,
            label: str,
            reason: str,
            changed: list[str],
            proposed: str = "",
            at: int = at,
            each: Addition = each,
        ) -> Case:
            words = proposed or each.proposed
            return Case(f"A{at + 1:02d}-{name}", each.text, "insert", each.node, "", words, label, reason, changed)

        done = _after(lines, each.after, each.proposed)
        yield case("done", "yes", "the paragraph is there", done)
        yield case(
            "numbered", "yes", "the paragraph is there; the proposal gave it a number", done, f"9. {each.proposed}"
        )
        yield case("same", "no", "nothing was added", _changed(lines, *ELSEWHERE[each.text][0]))
        yield case("half", "partly", "only the first part was added", _after(lines, each.after, each.half))
        yield case("other-words", "cannot_tell", "a paragraph on the same matter was added in other words",
                   _after(lines, each.after, each.other))  # fmt: skip
        yield case("stranger", "no", "another paragraph was added there, on another matter",
                   _after(lines, each.after, each.stranger))  # fmt: skip
        yield case("other-article", "yes", "the very paragraph was added, in another article",
                   _after(lines, each.far, each.proposed))  # fmt: skip
        if each.number:
            yield case("other-number", "partly", "the paragraph was added with another number",
                       _after(lines, each.after, each.number))  # fmt: skip
        if each.against:
            yield case("against", "no", "the paragraph was added with a negation: the opposite",
                       _after(lines, each.after, each.against))  # fmt: skip


def _hard_cases(base: dict[str, list[str]]) -> Iterator[Case]:
    """Cases of their own, each made for one difficulty."""
    for at, (key, kind, node, original, proposed, label, reason, edits) in enumerate(HARD, start=1):
        lines = base[key]
        for edit in edits:
            if edit[0] == "#":
                lines = _renumbered(lines, key)
            elif edit[0] == "-":
                lines = _without(lines, edit[1])
            elif edit[0] == "+":
                lines = _after(lines, edit[1], edit[2])
            else:
                lines = _changed(lines, edit[0], edit[1])
        yield Case(f"H{at:02d}", key, kind, node, original, proposed, label, reason, lines)


if __name__ == "__main__":
    texts = base_texts(Path(sys.argv[1]))
    made = [case.values(texts[case.text]) for case in cases(texts)]
    DATA.write_text(json.dumps({"texts": texts, "cases": made}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    counted = {label: sum(case["label"] == label for case in made) for label in ("yes", "partly", "no", "cannot_tell")}
    print(len(made), counted)
