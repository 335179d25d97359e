"""
How amending acts order a change: sentences in Albanian, Serbian and English, for the invented acts of the samples.

`KNOWN` is what the reader was made on. `HELD` was written before it, measured once when it was made, and then its
failures were mended. `FRESH` was written after that, harder on purpose. Slots: {A} article,
{P} paragraph, {S} subparagraph, {N} new number, {M} second number, {T} name of the act to repeal, {old}, {new}, {at}
words in quotation marks, {act} the act amended with a blank before it ("" where it is only implied). Albanian has
{i} and {te}, the same with the linking word of its case. Serbian is written in Latin letters and turned into Cyrillic.
"""

from __future__ import annotations

HELD: dict[str, dict[str, tuple[str, ...]]] = {
    "sq": {
        "replace_article": (
            "Neni {A}{i} riformulohet dhe ka këtë përmbajtje:",
            "Teksti i nenit {A}{te} zëvendësohet me tekstin vijues:",
            "Neni {A}{i} fshihet dhe zëvendësohet me tekstin si më poshtë:",
        ),
        "replace_paragraph": (
            "Paragrafi {P} i nenit {A}{te} merr këtë formulim:",
            "Në nenin {A}{te}, paragrafi {P} ndryshohet dhe plotësohet si më poshtë:",
        ),
        "replace_sub": (
            "Nënparagrafi {S} i paragrafit {P} të nenit {A}{te} zëvendësohet me tekstin si në vijim:",
            "Në nenin {A}, paragrafi {P}, nën-paragrafi {S}{i} riformulohet si më poshtë:",
        ),
        "replace_heading": (
            "Emërtimi i nenit {A}{te} riformulohet si vijon: {new}.",
            "Në nenin {A}{te}, titulli i nenit zëvendësohet me titullin {new}.",
        ),
        "replace_inline": (
            "Në nenin {A}{te}, paragrafi {P} bëhet si vijon: {new}.",
            "Paragrafi {P} i nenit {A}{te} do të ketë këtë tekst: {new}.",
        ),
        "insert_article": (
            "Pas nenit {A}{te} shtohet një nen i ri {N}, si më poshtë:",
            "Ligji bazik plotësohet me nenin {N}, i cili vendoset pas nenit {A}, me tekstin si vijon:",
        ),
        "insert_paragraph": (
            "Në nenin {A}{te}, menjëherë pas paragrafit {P}, shtohet paragrafi i ri {N} me këtë tekst:",
            "Neni {A}{i}, pas paragrafit {P} plotësohet me paragrafin {N}, si në vijim:",
        ),
        "insert_sub": (
            "Në nenin {A}, paragrafin {P}{te}, pas nënparagrafit {S} shtohet nënparagrafi i ri {N} me këtë përmbajtje:",
            "Pas nënparagrafit {S} të paragrafit {P} të nenit {A}{te} shtohet nënparagrafi {N}, si më poshtë:",
        ),
        "insert_in": (
            "Në fund të nenit {A}{te} shtohet paragrafi {N} me tekstin vijues:",
            "Neni {A}{i} plotësohet me paragrafin e ri {N} me tekstin si në vijim:",
        ),
        "delete_article": ("Neni {A}{i} hiqet.", "Fshihet neni {A}{i}."),
        "delete_articles": ("Fshihen nenet {A} dhe {M}{te}.", "Nenet {A} dhe {M}{te} hiqen nga teksti."),
        "delete_paragraph": ("Në nenin {A}{te} hiqet paragrafi {P}.", "Fshihet paragrafi {P} i nenit {A}{te}."),
        "delete_sub": (
            "Nga neni {A}, paragrafi {P}{i} hiqet nënparagrafi {S}.",
            "Fshihet nënparagrafi {S} i paragrafit {P} të nenit {A}{te}.",
        ),
        "words_replace": (
            "Në paragrafin {P} të nenit {A}{te} shprehja {old} zëvendësohet me shprehjen {new}.",
            "Në nenin {A}, paragrafi {P}{i}, në vend të fjalëve {old} vendosen fjalët {new}.",
        ),
        "words_everywhere": (
            "Kudo në ligjin bazik ku përmendet termi {old}, ai zëvendësohet me termin {new}.",
            "Në të gjithë tekstin e ligjit bazik togfjalëshi {old} zëvendësohet me togfjalëshin {new}.",
        ),
        "words_insert": (
            "Në paragrafin {P} të nenit {A}{te}, pas togfjalëshit {at} vendoset togfjalëshi {new}.",
            "Paragrafi {P} i nenit {A}{te} plotësohet ashtu që pas fjalës {at} shtohen fjalët {new}.",
        ),
        "words_delete": (
            "Nga paragrafi {P} i nenit {A}{te} hiqen fjalët {old}.",
            "Në nenin {A}, paragrafi {P}{i}, fshihet togfjalëshi {old}.",
        ),
        "renumber_article": ("Neni {A}{i} rinumërohet në nenin {N}.", "Neni aktual {A}{i} bëhet neni {N}."),
        "renumber_paragraph": (
            "Në nenin {A}{te} paragrafi aktual {P} rinumërohet si paragrafi {N}.",
            "Paragrafi {P} i nenit {A}{te} bëhet paragrafi {N}.",
        ),
        "repeal_act": ("Me hyrjen në fuqi të këtij ligji shfuqizohet {T}.", "Shfuqizohet {T}."),
        "repeal_article": ("Shfuqizohet neni {A}{i}.", "Neni {A}{i} pushon së vlejturi."),
        "delete_renumber": (
            "Në nenin {A}{te}, paragrafi {P} hiqet, kurse paragrafi {M} rinumërohet në paragrafin {N}.",
        ),
        "words_twice": (
            "Në nenin {A}, paragrafi {P}{i}, fjala {old} zëvendësohet me fjalën {new}, kurse pas fjalës {at} shtohet fjala {more}.",
        ),
    },
    "sr": {
        "replace_article": (
            "Član {A}{act} preformuliše se i ima sledeći sadržaj:",
            "Tekst člana {A}{act} zamenjuje se sledećim tekstom:",
            "Član {A}{act} briše se i zamenjuje se tekstom kako sledi:",
        ),
        "replace_paragraph": (
            "Stav {P} člana {A}{act} dobija sledeću formulaciju:",
            "U članu {A}{act}, stav {P} menja se i dopunjuje kao što sledi:",
        ),
        "replace_sub": (
            "Tačka {S} stava {P} člana {A}{act} zamenjuje se sledećim tekstom:",
            "U članu {A}, stav {P}, podstav {S}{act} preformuliše se kako sledi:",
        ),
        "replace_heading": (
            "Naziv člana {A}{act} preformuliše se i glasi: {new}.",
            "U članu {A}{act}, naslov člana zamenjuje se naslovom {new}.",
        ),
        "replace_inline": (
            "U članu {A}{act}, stav {P} postaje kako sledi: {new}.",
            "Stav {P} člana {A}{act} treba da glasi: {new}.",
        ),
        "insert_article": (
            "Nakon člana {A}{act} dodaje se jedan novi član {N}, kao što sledi:",
            "Osnovni zakon dopunjuje se članom {N}, koji se stavlja posle člana {A}, sa sledećim tekstom:",
        ),
        "insert_paragraph": (
            "U članu {A}{act}, odmah iza stava {P}, dodaje se novi stav {N} sledeće sadržine:",
            "Član {A}{act}, posle stava {P} dopunjuje se stavom {N}, kako sledi:",
        ),
        "insert_sub": (
            "U članu {A}, stavu {P}{act}, iza tačke {S} dodaje se nova tačka {N} sledeće sadržine:",
            "Nakon podstava {S} stava {P} člana {A}{act} dodaje se podstav {N}, kako sledi:",
        ),
        "insert_in": (
            "Na kraju člana {A}{act} dodaje se stav {N} sa sledećim tekstom:",
            "Član {A}{act} dopunjuje se novim stavom {N} koji glasi:",
        ),
        "delete_article": ("Član {A}{act} izostavlja se.", "Briše se član {A}{act}."),
        "delete_articles": ("Brišu se članovi {A} i {M}{act}.", "Članovi {A} i {M}{act} izostavljaju se iz teksta."),
        "delete_paragraph": ("U članu {A}{act} izostavlja se stav {P}.", "Briše se stav {P} člana {A}{act}."),
        "delete_sub": (
            "Iz člana {A}, stav {P}{act} uklanja se tačka {S}.",
            "Briše se podstav {S} stava {P} člana {A}{act}.",
        ),
        "words_replace": (
            "U stavu {P} člana {A}{act} izraz {old} zamenjuje se izrazom {new}.",
            "U članu {A}, stav {P}{act}, umesto reči {old} stavljaju se reči {new}.",
        ),
        "words_everywhere": (
            "Svuda u osnovnom zakonu gde se pominje termin {old}, isti se zamenjuje terminom {new}.",
            "U celom tekstu osnovnog zakona sintagma {old} zamenjuje se sintagmom {new}.",
        ),
        "words_insert": (
            "U stavu {P} člana {A}{act}, iza izraza {at} stavlja se izraz {new}.",
            "Stav {P} člana {A}{act} dopunjuje se tako što se nakon reči {at} dodaju reči {new}.",
        ),
        "words_delete": (
            "Iz stava {P} člana {A}{act} uklanjaju se reči {old}.",
            "U članu {A}, stav {P}{act}, briše se izraz {old}.",
        ),
        "renumber_article": (
            "Član {A}{act} prenumeriše se u član {N}.",
            "Sadašnji član {A}{act} postaje član {N}.",
        ),
        "renumber_paragraph": (
            "U članu {A}{act} sadašnji stav {P} prenumeriše se kao stav {N}.",
            "Stav {P} člana {A}{act} postaje stav {N}.",
        ),
        "repeal_act": ("Stupanjem na snagu ovog zakona ukida se {T}.", "Stavlja se van snage {T}."),
        "repeal_article": ("Ukida se član {A}{act}.", "Član {A}{act} stavlja se van snage."),
        "delete_renumber": ("U članu {A}{act}, stav {P} izostavlja se, dok se stav {M} prenumeriše u stav {N}.",),
        "words_twice": (
            "U članu {A}, stav {P}{act}, reč {old} zamenjuje se rečju {new}, dok se posle reči {at} dodaje reč {more}.",
        ),
    },
    "en": {
        "replace_article": (
            "Article {A}{act} is reformulated and has the following content:",
            "The text of Article {A}{act} is substituted by the text below:",
            "Article {A}{act} is deleted and replaced with the text as follows:",
        ),
        "replace_paragraph": (
            "Paragraph {P} of Article {A}{act} shall have the following wording:",
            "In Article {A}{act}, paragraph {P} is amended and supplemented as below:",
        ),
        "replace_sub": (
            "Sub-paragraph {S} of paragraph {P} of Article {A}{act} is substituted with the following text:",
            "In Article {A}, paragraph {P}, subparagraph {S}{act} is reformulated as below:",
        ),
        "replace_heading": (
            "The heading of Article {A}{act} is reworded as follows: {new}.",
            "In Article {A}{act}, the title of the article is replaced by the title {new}.",
        ),
        "replace_inline": (
            "In Article {A}{act}, paragraph {P} becomes as follows: {new}.",
            "Paragraph {P} of Article {A}{act} shall now read: {new}.",
        ),
        "insert_article": (
            "Following Article {A}{act}, one new Article {N} is inserted, as below:",
            "The basic law is supplemented by Article {N}, which is placed after Article {A}, with the following text:",
        ),
        "insert_paragraph": (
            "In Article {A}{act}, immediately after paragraph {P}, a new paragraph {N} is added with this text:",
            "Article {A}{act}, after paragraph {P} is supplemented by paragraph {N}, as follows:",
        ),
        "insert_sub": (
            "In Article {A}, paragraph {P}{act}, following sub-paragraph {S} a new sub-paragraph {N} is inserted with this content:",
            "After sub-paragraph {S} of paragraph {P} of Article {A}{act} sub-paragraph {N} is added, as below:",
        ),
        "insert_in": (
            "At the end of Article {A}{act} paragraph {N} is added with the text below:",
            "Article {A}{act} is supplemented with the new paragraph {N} which reads:",
        ),
        "delete_article": ("Article {A}{act} is removed.", "Delete Article {A}{act}."),
        "delete_articles": ("Articles {A} and {M}{act} are omitted.", "Delete Articles {A} and {M}{act}."),
        "delete_paragraph": (
            "In Article {A}{act} paragraph {P} is removed.",
            "Delete paragraph {P} of Article {A}{act}.",
        ),
        "delete_sub": (
            "From Article {A}, paragraph {P}{act}, sub-paragraph {S} is removed.",
            "Sub-paragraph {S} of paragraph {P} of Article {A}{act} is omitted.",
        ),
        "words_replace": (
            "In paragraph {P} of Article {A}{act} the expression {old} is substituted by the expression {new}.",
            "In Article {A}, paragraph {P}{act}, for the words {old} substitute the words {new}.",
        ),
        "words_everywhere": (
            "Wherever in the basic law the term {old} is mentioned, it is replaced with the term {new}.",
            "In the entire text of the basic law the phrase {old} is substituted with the phrase {new}.",
        ),
        "words_insert": (
            "In paragraph {P} of Article {A}{act}, following the phrase {at} the phrase {new} is inserted.",
            "Paragraph {P} of Article {A}{act} is supplemented so that after the word {at} the words {new} are added.",
        ),
        "words_delete": (
            "From paragraph {P} of Article {A}{act} the words {old} are removed.",
            "In Article {A}, paragraph {P}{act}, omit the phrase {old}.",
        ),
        "renumber_article": (
            "Article {A}{act} is renumbered to Article {N}.",
            "The existing Article {A}{act} becomes Article {N}.",
        ),
        "renumber_paragraph": (
            "In Article {A}{act} the current paragraph {P} is renumbered as paragraph {N}.",
            "Paragraph {P} of Article {A}{act} becomes paragraph {N}.",
        ),
        "repeal_act": (
            "Upon entry into force of this law, {T} is abrogated.",
            "With the entry into force of this Law, {T} shall cease to have effect.",
        ),
        "repeal_article": ("Article {A}{act} is hereby repealed.", "Article {A}{act} shall cease to apply."),
        "delete_renumber": (
            "In Article {A}{act}, paragraph {P} is removed, whereas paragraph {M} is renumbered to paragraph {N}.",
        ),
        "words_twice": (
            "In Article {A}, paragraph {P}{act}, the word {old} is substituted by the word {new}, while following the word {at} the word {more} is inserted.",
        ),
    },
}

KNOWN: dict[str, dict[str, tuple[str, ...]]] = {
    "sq": {
        "replace_article": (
            "Neni {A}{i} ndryshohet me tekstin si në vijim:",
            "Neni {A}{i}, ndryshohet si në vijim:",
            "Neni {A}{i} riformulohet me tekstin si vijon:",
            "Neni {A}{i} zëvendësohet me tekstin si në vijim:",
        ),
        "replace_paragraph": (
            "Neni {A}, paragrafi {P}{i}, ndryshohet me tekstin si në vijim:",
            "Në nenin {A}{te}, paragrafi {P} riformulohet si në vijim:",
            "Neni {A}{i}, paragrafi {P} ndryshohet dhe plotësohet me tekstin si në vijim:",
        ),
        "replace_sub": (
            "Neni {A}, paragrafi {P} nën paragrafi {S}{i}, ndryshohet me tekstin si në vijim:",
            "Në nenin {A}{te}, paragrafi {P}, nënparagrafi {S} riformulohet si në vijim:",
        ),
        "replace_heading": (
            "Titulli i nenit {A}{te} ndryshohet si në vijim: {new}.",
            "Titulli i nenit {A}{te} riformulohet me tekstin {new}.",
        ),
        "replace_inline": (
            "Në nenin {A}{te}, paragrafi {P} riformulohet si në vijim: {new}.",
            "Neni {A}, paragrafi {P}{i} ndryshohet me tekstin: {new}.",
        ),
        "insert_article": (
            "Pas nenit {A}{te} shtohet neni {N} me tekstin si në vijim:",
            "Pas nenit {A}{te} shtohet neni i ri {N} si vijon:",
            "Pas nenit {A}{te} shtohet neni {N}:",
        ),
        "insert_paragraph": (
            "Në nenin {A}{te}, pas paragrafit {P} shtohet paragrafi {N} me tekstin si në vijim:",
            "Neni {A}{i}, pas paragrafit {P} shtohet paragrafi i ri {N} si vijon:",
            "Pas paragrafit {P} të nenit {A}{te} shtohet paragrafi {N} me tekstin si vijon:",
        ),
        "insert_sub": (
            "Në nenin {A}{te}, paragrafi {P}, pas nënparagrafit {S} shtohet nënparagrafi {N} me tekstin si në vijim:",
            "Neni {A}, paragrafi {P}{i}, pas nënparagrafit {S} shtohet nënparagrafi i ri {N}, si vijon:",
        ),
        "insert_in": (
            "Në nenin {A}{te} shtohet paragrafi {N} me tekstin si në vijim:",
            "Nenit {A}{te} i shtohet paragrafi i ri {N} si vijon:",
        ),
        "delete_article": ("Neni {A}{i} fshihet.", "Neni {A}{i} fshihet në tërësi."),
        "delete_articles": ("Nenet {A} dhe {M}{te} fshihen.", "Neni {A} dhe neni {M}{i} fshihen."),
        "delete_paragraph": (
            "Neni {A}{i}, paragrafi {P} fshihet.",
            "Në nenin {A}{te}, paragrafi {P} fshihet.",
            "Paragrafi {P} i nenit {A}{te} fshihet.",
        ),
        "delete_sub": (
            "Në nenin {A}{te}, paragrafi {P}, nënparagrafi {S} fshihet.",
            "Neni {A}, paragrafi {P}, nënparagrafi {S}{i} fshihet.",
        ),
        "words_replace": (
            "Në nenin {A}{te}, paragrafi {P} fjalët {old} zëvendësohen me fjalët {new}.",
            "Në nenin {A}, paragrafi {P}{i} fjala {old} zëvendësohet me fjalën {new}.",
            "Neni {A}{i}, paragrafi {P}, fjalët {old} ndryshohen me fjalët {new}.",
        ),
        "words_everywhere": (
            "Në tërë tekstin e ligjit bazik fjala {old} zëvendësohet me fjalën {new}.",
            "Kudo në tekstin e ligjit bazik fjalët {old} zëvendësohen me fjalët {new}.",
        ),
        "words_insert": (
            "Në nenin {A}{te}, paragrafi {P} pas fjalëve {at} shtohen fjalët {new}.",
            "Neni {A}, paragrafi {P}{i}, pas fjalës {at} shtohet fjala {new}.",
            "Në nenin {A}{te}, paragrafi {P}, para fjalëve {at} shtohen fjalët {new}.",
        ),
        "words_delete": (
            "Në nenin {A}{te}, paragrafi {P} fjalët {old} fshihen.",
            "Neni {A}, paragrafi {P}{i}, fshihen fjalët {old}.",
        ),
        "renumber_article": ("Neni {A}{i} bëhet neni {N}.", "Neni {A}{i} riemërtohet në nenin {N}."),
        "renumber_paragraph": (
            "Në nenin {A}{te}, paragrafi {P} bëhet paragrafi {N}.",
            "Në nenin {A}{te}, paragrafi ekzistues {P} rinumërohet në paragrafin {N}.",
        ),
        "repeal_act": (
            "Me hyrjen në fuqi të këtij ligji, shfuqizohet {T}.",
            "Ky ligj shfuqizon {T}.",
        ),
        "repeal_article": ("Neni {A}{i} shfuqizohet.", "Neni {A}{i} shfuqizohet në tërësi."),
        "delete_renumber": (
            "Në nenin {A}{te}, paragrafi {P} fshihet, ndërsa paragrafi {M} bëhet paragrafi {N}.",
            "Në nenin {A}{te} paragrafi {P} fshihet dhe paragrafi {M} bëhet paragrafi {N}.",
        ),
        "words_twice": (
            "Në nenin {A}{te}, paragrafi {P} fjala {old} zëvendësohet me fjalën {new}, ndërsa pas fjalës {at} shtohet fjala {more}.",
        ),
    },
    "sr": {
        "replace_article": (
            "Član {A}{act} menja se i glasi:",
            "Član {A}{act} menja se sledećim tekstom:",
            "Član {A}{act} zamenjuje se i glasi kako sledi:",
            "Član {A}{act} preformuliše se sa sledećim tekstom:",
        ),
        "replace_paragraph": (
            "U članu {A}{act}, stav {P} menja se i glasi:",
            "Član {A}, stav {P}{act} menja se sledećim tekstom:",
            "Stav {P} člana {A}{act} menja se i glasi:",
        ),
        "replace_sub": (
            "U članu {A}{act}, stav {P}, tačka {S} menja se i glasi:",
            "Član {A}, stav {P}, podstav {S}{act} menja se sledećim tekstom:",
        ),
        "replace_heading": (
            "Naslov člana {A}{act} menja se i glasi: {new}.",
            "Naslov člana {A}{act} zamenjuje se tekstom {new}.",
        ),
        "replace_inline": (
            "U članu {A}{act}, stav {P} menja se i glasi: {new}.",
            "Član {A}, stav {P}{act} menja se tekstom: {new}.",
        ),
        "insert_article": (
            "Posle člana {A}{act} dodaje se novi član {N} koji glasi:",
            "Posle člana {A}{act} dodaje se član {N} sa sledećim tekstom:",
            "Iza člana {A}{act} dodaje se član {N}, koji glasi:",
        ),
        "insert_paragraph": (
            "U članu {A}{act}, posle stava {P} dodaje se novi stav {N} koji glasi:",
            "Posle stava {P} člana {A}{act} dodaje se stav {N} sa sledećim tekstom:",
        ),
        "insert_sub": (
            "U članu {A}{act}, stav {P}, posle tačke {S} dodaje se nova tačka {N} koja glasi:",
            "Član {A}, stav {P}{act}, nakon podstava {S} dodaje se podstav {N} sa sledećim tekstom:",
        ),
        "insert_in": (
            "U članu {A}{act} dodaje se novi stav {N} koji glasi:",
            "Članu {A}{act} dodaje se stav {N} sa sledećim tekstom:",
        ),
        "delete_article": ("Član {A}{act} briše se.", "Član {A}{act} se briše."),
        "delete_articles": ("Članovi {A} i {M}{act} brišu se.", "Član {A} i član {M}{act} se brišu."),
        "delete_paragraph": (
            "U članu {A}{act}, stav {P} briše se.",
            "Član {A}{act}, stav {P} se briše.",
            "Stav {P} člana {A}{act} briše se.",
        ),
        "delete_sub": (
            "U članu {A}{act}, stav {P}, tačka {S} briše se.",
            "Član {A}, stav {P}, podstav {S}{act} se briše.",
        ),
        "words_replace": (
            "U članu {A}{act}, stav {P} reči {old} zamenjuju se rečima {new}.",
            "Član {A}, stav {P}{act}, reč {old} zamenjuje se rečju {new}.",
        ),
        "words_everywhere": (
            "U celom tekstu osnovnog zakona reč {old} zamenjuje se rečju {new}.",
            "U čitavom tekstu osnovnog zakona reči {old} zamenjuju se rečima {new}.",
        ),
        "words_insert": (
            "U članu {A}{act}, stav {P}, posle reči {at} dodaju se reči {new}.",
            "Član {A}, stav {P}{act}, iza reči {at} dodaje se reč {new}.",
            "U članu {A}{act}, stav {P}, ispred reči {at} dodaju se reči {new}.",
        ),
        "words_delete": (
            "U članu {A}{act}, stav {P} reči {old} brišu se.",
            "Član {A}, stav {P}{act}, brišu se reči {old}.",
        ),
        "renumber_article": ("Član {A}{act} postaje član {N}.", "Dosadašnji član {A}{act} postaje član {N}."),
        "renumber_paragraph": (
            "U članu {A}{act}, dosadašnji stav {P} postaje stav {N}.",
            "U članu {A}{act}, stav {P} prenumeriše se u stav {N}.",
        ),
        "repeal_act": (
            "Danom stupanja na snagu ovog zakona prestaje da važi {T}.",
            "Ovim zakonom ukida se {T}.",
        ),
        "repeal_article": ("Član {A}{act} ukida se.", "Član {A}{act} prestaje da važi."),
        "delete_renumber": (
            "U članu {A}{act}, stav {P} briše se, a stav {M} postaje stav {N}.",
            "U članu {A}{act} stav {P} briše se, dok stav {M} postaje stav {N}.",
        ),
        "words_twice": (
            "U članu {A}{act}, stav {P} reč {old} zamenjuje se rečju {new}, a posle reči {at} dodaje se reč {more}.",
        ),
    },
    "en": {
        "replace_article": (
            "Article {A}{act} shall be reworded as follows:",
            "Article {A}{act} is amended with the following text:",
            "Article {A}{act} shall be replaced with the following text:",
            "Article {A}{act} shall be amended as follows:",
        ),
        "replace_paragraph": (
            "In Article {A}{act}, paragraph {P} shall be reworded as follows:",
            "Article {A}, paragraph {P}{act} is amended with the following text:",
            "Paragraph {P} of Article {A}{act} shall be replaced with the following:",
        ),
        "replace_sub": (
            "In Article {A}{act}, paragraph {P}, sub-paragraph {S} shall be reworded as follows:",
            "Article {A}, paragraph {P}, subparagraph {S}{act} is amended as follows:",
        ),
        "replace_heading": (
            "The title of Article {A}{act} shall be amended as follows: {new}.",
            "The title of Article {A}{act} is replaced with the text {new}.",
        ),
        "replace_inline": (
            "In Article {A}{act}, paragraph {P} shall be reworded as follows: {new}.",
            "Article {A}, paragraph {P}{act} is replaced with the text: {new}.",
        ),
        "insert_article": (
            "After Article {A}{act}, a new Article {N} shall be added with the following text:",
            "After Article {A}{act} Article {N} is inserted as follows:",
            "A new Article {N} shall be inserted after Article {A}{act} as follows:",
        ),
        "insert_paragraph": (
            "In Article {A}{act}, after paragraph {P} a new paragraph {N} shall be added with the following text:",
            "After paragraph {P} of Article {A}{act}, paragraph {N} is inserted as follows:",
        ),
        "insert_sub": (
            "In Article {A}{act}, paragraph {P}, after sub-paragraph {S} a new sub-paragraph {N} shall be added as follows:",
            "Article {A}, paragraph {P}{act}, after subparagraph {S} subparagraph {N} is inserted with the following text:",
        ),
        "insert_in": (
            "In Article {A}{act}, a new paragraph {N} shall be added with the following text:",
            "To Article {A}{act} paragraph {N} is added as follows:",
        ),
        "delete_article": ("Article {A}{act} shall be deleted.", "Article {A}{act} is deleted."),
        "delete_articles": (
            "Articles {A} and {M}{act} shall be deleted.",
            "Article {A} and Article {M}{act} are deleted.",
        ),
        "delete_paragraph": (
            "In Article {A}{act}, paragraph {P} shall be deleted.",
            "Article {A}{act}, paragraph {P} is deleted.",
            "Paragraph {P} of Article {A}{act} is deleted.",
        ),
        "delete_sub": (
            "In Article {A}{act}, paragraph {P}, sub-paragraph {S} shall be deleted.",
            "Article {A}, paragraph {P}, subparagraph {S}{act} is deleted.",
        ),
        "words_replace": (
            "In Article {A}{act}, paragraph {P} the words {old} shall be replaced with the words {new}.",
            "In Article {A}, paragraph {P}{act} the word {old} is replaced by the word {new}.",
        ),
        "words_everywhere": (
            "Throughout the text of the basic law the word {old} shall be replaced with the word {new}.",
            "In the whole text of the basic law the words {old} are replaced by the words {new}.",
        ),
        "words_insert": (
            "In Article {A}{act}, paragraph {P}, after the words {at} the words {new} shall be added.",
            "Article {A}, paragraph {P}{act}, after the word {at} insert the words {new}.",
            "In Article {A}{act}, paragraph {P}, before the words {at} the words {new} are inserted.",
        ),
        "words_delete": (
            "In Article {A}{act}, paragraph {P} the words {old} shall be deleted.",
            "Article {A}, paragraph {P}{act}, delete the words {old}.",
        ),
        "renumber_article": (
            "Article {A}{act} becomes Article {N}.",
            "Article {A}{act} shall be renumbered as Article {N}.",
        ),
        "renumber_paragraph": (
            "In Article {A}{act}, paragraph {P} becomes paragraph {N}.",
            "In Article {A}{act}, the existing paragraph {P} shall be renumbered as paragraph {N}.",
        ),
        "repeal_act": (
            "Upon the entry into force of this law, {T} shall be repealed.",
            "This law repeals {T}.",
        ),
        "repeal_article": ("Article {A}{act} is repealed.", "Article {A}{act} shall be repealed."),
        "delete_renumber": (
            "In Article {A}{act}, paragraph {P} is deleted, while paragraph {M} becomes paragraph {N}.",
            "In Article {A}{act}, paragraph {P} is deleted and paragraph {M} becomes paragraph {N}.",
        ),
        "words_twice": (
            "In Article {A}{act}, paragraph {P} the word {old} is replaced with the word {new}, and after the word {at} the word {more} is added.",
        ),
    },
}

FRESH: dict[str, dict[str, tuple[str, ...]]] = {
    "sq": {
        "replace_article": (
            "Neni {A}{i} modifikohet dhe do të ketë tekstin si vijon:",
            "Në vend të nenit {A} ekzistues{te} vihet ky tekst:",
        ),
        "replace_paragraph": (
            "Riformulohet paragrafi {P} i nenit {A}{te}, si vijon:",
            "Paragrafi {P} nga neni {A}{i} zëvendësohet me paragrafin si në vijim:",
        ),
        "replace_sub": ("Neni {A}{i}, paragrafi {P}, pika {S} ndryshohet dhe do të lexohet:",),
        "replace_heading": (
            "Neni {A}{i}: titulli ndryshohet në {new}.",
            "Ndryshohet titulli i nenit {A}{te} në {new}.",
        ),
        "replace_inline": ("Paragrafi {P} i nenit {A}{te} lexohet si vijon: {new}.",),
        "insert_article": (
            "Shtohet neni {N}, i cili vjen pas nenit {A}{te}, me këtë përmbajtje:",
            "Ndërmjet nenit {A} dhe nenit pasues{te} futet neni i ri {N} me tekstin:",
        ),
        "insert_paragraph": ("Neni {A}{i} plotësohet me paragrafin {N} pas paragrafit {P}, me tekstin:",),
        "insert_sub": (
            "Në nenin {A}{te}, në paragrafin {P}, nënparagrafit {S} i shtohet nënparagrafi {N} me tekstin:",
        ),
        "insert_in": ("Nenit {A}{te} i bashkëngjitet paragrafi {N} me tekstin si në vijim:",),
        "delete_article": ("Neni {A}{i} largohet nga ligji.", "Neni {A}{i} eliminohet."),
        "delete_articles": ("Largohen nenet {A} dhe {M}{te}.",),
        "delete_paragraph": ("Neni {A}{i}: paragrafi {P} largohet.", "Largohet paragrafi {P} nga neni {A}{i}."),
        "delete_sub": ("Neni {A}{i}, paragrafi {P}: largohet nënparagrafi {S}.",),
        "words_replace": (
            "Fjalët {old} në paragrafin {P} të nenit {A}{te} zëvendësohen me {new}.",
            "Neni {A}{i}, paragrafi {P}: shprehja {old} bëhet {new}.",
        ),
        "words_everywhere": (
            "Termi {old}, në të gjitha rastet ku përdoret në ligjin bazik, zëvendësohet me termin {new}.",
        ),
        "words_insert": (
            "Në nenin {A}{te}, paragrafi {P}, fjalëve {at} u shtohen fjalët {new}.",
            "Fjalët {new} shtohen pas fjalëve {at} në paragrafin {P} të nenit {A}{te}.",
        ),
        "words_delete": ("Fjalët {old} në paragrafin {P} të nenit {A}{te} largohen.",),
        "renumber_article": ("Neni {A}{i} merr numrin {N}.", "Neni {A}{i} riradhitet si neni {N}."),
        "renumber_paragraph": ("Paragrafi {P} i nenit {A}{te} riradhitet si paragrafi {N}.",),
        "repeal_act": ("{T} pushon së zbatuari nga dita e hyrjes në fuqi të këtij ligji.",),
        "repeal_article": ("Abrogohet neni {A}{i}.",),
        "delete_renumber": (
            "Në nenin {A}{te} largohet paragrafi {P}, ndërkaq paragrafi {M} shndërrohet në paragrafin {N}.",
        ),
        "words_twice": (
            "Neni {A}{i}, paragrafi {P}: fjala {old} zëvendësohet me fjalën {new}; pas fjalës {at} shtohet fjala {more}.",
        ),
    },
    "sr": {
        "replace_article": (
            "Umesto postojećeg člana {A}{act} stavlja se sledeći tekst:",
            "Menja se član {A}{act} tako da glasi:",
        ),
        "replace_paragraph": (
            "Menja se stav {P} člana {A}{act} i glasi:",
            "Stav {P} u članu {A}{act} zamenjuje se stavom koji glasi:",
        ),
        "replace_sub": ("Član {A}{act}, stav {P}, tačka {S} menja se i sada glasi:",),
        "replace_heading": ("Menja se naslov člana {A}{act} i glasi {new}.",),
        "replace_inline": ("Stav {P} člana {A}{act} menja se tako da glasi: {new}.",),
        "insert_article": (
            "Dodaje se član {N} iza člana {A}{act}, sledeće sadržine:",
            "Između člana {A} i narednog člana{act} umeće se novi član {N}, koji glasi:",
        ),
        "insert_paragraph": ("Član {A}{act} dopunjuje se stavom {N} posle stava {P}, sa tekstom:",),
        "insert_sub": ("U članu {A}{act}, u stavu {P}, tački {S} sledi nova tačka {N} koja glasi:",),
        "insert_in": ("Članu {A}{act} pridodaje se stav {N} koji glasi:",),
        "delete_article": ("Član {A}{act} uklanja se.", "Član {A}{act} brisan je."),
        "delete_articles": ("Uklanjaju se članovi {A} i {M}{act}.",),
        "delete_paragraph": ("Član {A}{act}: stav {P} uklanja se.", "Uklanja se stav {P} iz člana {A}{act}."),
        "delete_sub": ("Član {A}{act}, stav {P}: uklanja se podstav {S}.",),
        "words_replace": (
            "Reči {old} u stavu {P} člana {A}{act} zamenjuju se sa {new}.",
            "Član {A}{act}, stav {P}: izraz {old} postaje {new}.",
        ),
        "words_everywhere": (
            "Termin {old}, na svim mestima gde se koristi u osnovnom zakonu, zamenjuje se terminom {new}.",
        ),
        "words_insert": ("Reči {new} dodaju se posle reči {at} u stavu {P} člana {A}{act}.",),
        "words_delete": ("Reči {old} u stavu {P} člana {A}{act} uklanjaju se.",),
        "renumber_article": ("Član {A}{act} dobija broj {N}.", "Član {A}{act} označava se kao član {N}."),
        "renumber_paragraph": ("Stav {P} člana {A}{act} označava se kao stav {N}.",),
        "repeal_act": ("{T} prestaje da se primenjuje danom stupanja na snagu ovog zakona.",),
        "repeal_article": ("Prestaje da važi član {A}{act}.",),
        "delete_renumber": ("U članu {A}{act} uklanja se stav {P}, a stav {M} označava se kao stav {N}.",),
        "words_twice": (
            "Član {A}{act}, stav {P}: reč {old} zamenjuje se rečju {new}; posle reči {at} dodaje se reč {more}.",
        ),
    },
    "en": {
        "replace_article": (
            "For Article {A}{act} the following is substituted:",
            "Article {A}{act} is hereby rewritten to read:",
        ),
        "replace_paragraph": (
            "Paragraph {P} in Article {A}{act} is replaced by the paragraph below:",
            "Reword paragraph {P} of Article {A}{act} as follows:",
        ),
        "replace_sub": ("Article {A}{act}, paragraph {P}, point {S} is changed to read:",),
        "replace_heading": ("The title of Article {A}{act} is changed to {new}.",),
        "replace_inline": ("Paragraph {P} of Article {A}{act} now reads: {new}.",),
        "insert_article": (
            "Insert, after Article {A}{act}, the following Article {N}:",
            "Between Article {A} and the next Article{act} a new Article {N} is introduced, reading:",
        ),
        "insert_paragraph": ("Paragraph {N} is inserted after paragraph {P} of Article {A}{act}:",),
        "insert_sub": (
            "In Article {A}{act}, in paragraph {P}, sub-paragraph {S} is followed by a new sub-paragraph {N} with the text:",
        ),
        "insert_in": ("The following paragraph {N} is appended to Article {A}{act}:",),
        "delete_article": ("Article {A}{act} is struck out.", "Remove Article {A}{act}."),
        "delete_articles": ("Remove Articles {A} and {M}{act}.",),
        "delete_paragraph": (
            "Article {A}{act}: paragraph {P} is omitted.",
            "Omit paragraph {P} from Article {A}{act}.",
        ),
        "delete_sub": ("Article {A}{act}, paragraph {P}: omit sub-paragraph {S}.",),
        "words_replace": (
            "The words {old} in paragraph {P} of Article {A}{act} are replaced with {new}.",
            "Article {A}{act}, paragraph {P}: the expression {old} becomes {new}.",
        ),
        "words_everywhere": (
            "The term {old}, in all places where it is used in the basic law, is replaced by the term {new}.",
        ),
        "words_insert": ("The words {new} are inserted after the words {at} in paragraph {P} of Article {A}{act}.",),
        "words_delete": ("The words {old} in paragraph {P} of Article {A}{act} are omitted.",),
        "renumber_article": (
            "Article {A}{act} is given the number {N}.",
            "Article {A}{act} is redesignated as Article {N}.",
        ),
        "renumber_paragraph": ("Paragraph {P} of Article {A}{act} is redesignated as paragraph {N}.",),
        "repeal_act": ("{T} ceases to apply from the day this law enters into force.",),
        "repeal_article": ("Repeal Article {A}{act}.",),
        "delete_renumber": (
            "In Article {A}{act} paragraph {P} is omitted, while paragraph {M} is redesignated as paragraph {N}.",
        ),
        "words_twice": (
            "Article {A}{act}, paragraph {P}: the word {old} is replaced with the word {new}; after the word {at} the word {more} is inserted.",
        ),
    },
}
