"""
The words of amending acts: verbs, objects, and what leads from one part of a sentence to the next.

In Albanian, Serbian and English, as patterns on folded text (`citations.folded`), in which a quotation and an act each
stand as one character. Verbs come in groups: R replace, I insert, P put, D delete, X repeal, N renumber, G read as,
U any other.
"""

from __future__ import annotations

import re

AUX = r"(?:(?:is|are|be|shall(?:\s+(?:now|hereby))?\s+be|will\s+be|should\s+be|must\s+be)\s+(?:hereby\s+|also\s+)?)"
PARTICIPLES = {
    "R": "amended|replaced|substituted|reworded|reformulated|modified|rephrased|changed|rewritten|redrafted",
    "I": "inserted|added|supplemented|introduced|appended|annexed|followed",
    "P": "placed|put",
    "D": "deleted|removed|omitted|erased|struck(?:\\s+out)?",
    "X": "repealed|abrogated|revoked",
    "N": "renumbered|redesignated|relettered",
}
FINITE = {
    "R": (
        r"(?:riformulo|reformulo|ndrysho|zevendeso|modifiko|korrigjo|permireso)h(?:et|en)|merr(?:in)?\s+(?!numrin)(?:kete|formulim)\w*(?:\s+\w+)?"
        r"|do\s+te\s+(?:kete|ken[e]|lexohet)(?:\s+kete)?|behet\s+(?=si\b|me\s+kete)"
        r"|(?:iz)?m(?:ij)?enja(?:ju)?\s+se|se\s+m(?:ij)?enja(?:ju)?|zam(?:j)?enjuj[eu]\s+se|se\s+zam(?:j)?enjuj[eu]"
        r"|preformul\w+\s+se|se\s+preformul\w+|dobija(?:ju)?\s+(?:sledec|novu|novi)\w*|postaj[eu]\s+(?=kako|i\s+glas)"
        r"|replace\b|substitute\b|reword\b|rephrase\b|amend\b|shall\s+(?:now\s+)?(?:read|have)\b|becomes?\s+(?=as\s+follows)"
    ),
    "I": (
        r"shto(?:het|hen|jme|j)|plotesohe[tn]|fute[tn]|inkorporohe[tn]|bashkengjite[tn]|(?:pri)?doda(?:je|ju)\s+se|se\s+prida\w+|sledi\s+(?=nov)"
        r"|doda(?:je|ju)\s+se|se\s+doda(?:je|ju)|dopunj(?:uj[eu]|ava|avaju)\s+se|se\s+dopunj\w+|ubacuj[eu]\s+se|se\s+ubacuj[eu]"
        r"|umec[eu]\s+se|unos[ei]\s+se|insert\b|add\b"
    ),
    "P": r"vendose[tn]|vihe[tn]|stavlja(?:ju)?\s+se(?!\s+van)|se\s+stavlja(?:ju)?(?!\s+van)",
    "D": (
        r"fshihe[tn]|hiqe[tn]|largohe[tn]|eliminohe[tn]|bris[eu]\s+se|se\s+bris[eu]|izostavlja(?:ju)?\s+se"
        r"|se\s+izostavlja(?:ju)?|uklanja(?:ju)?\s+se|se\s+uklanja(?:ju)?|(?:iz)?brisan\w*\s+(?:je|su)|(?:je|su)\s+(?:iz)?brisan\w*|delete\b|omit\b|remove\b|strike\s+out\b"
    ),
    "X": (
        r"shfuqizo(?:het|hen|n|jne)|abrogohe[tn]|pushon(?:jne)?\s+se\s+\w+|ukida(?:ju)?\s+se|se\s+ukida(?:ju)?"
        r"|(?:se\s+)?stavlja(?:ju)?\s+(?:se\s+)?van\s+snage|prestaj[eu]\s+(?:da\s+)?(?:se\s+)?(?:vaz|primenj)\w+"
        r"|repeals?\b|(?:shall\s+)?ceases?\s+to\s+(?:have|apply|be)\b"
    ),
    "N": (
        r"(?:merr(?:in)?\s+numrin|mban\s+numrin|dobija(?:ju)?\s+broj|nosi\s+broj|(?:is|shall\s+be)\s+given\s+the\s+number|takes\s+the\s+number)(?=\s+\d)|rinumer(?:t?o)h(?:et|en)|riemer(?:t?o)h(?:et|en)|rirendite[tn]|riradhite[tn]|shnderrohe[tn]|oznacava(?:ju)?\s+se|behe[tn](?!\s+(?:si\b|me\s+kete))"
        r"|postaj[eu](?!\s+(?:kako|i\s+glas))|prenumer\w+\s+se|se\s+prenumer\w+|becomes?\b(?!\s+as\s+follows)"
    ),
    "G": r"glas[ei]\b|ima(?:ju)?\s+sledec\w+|ka(?:ne)?\s+kete|reads?\b|has\s+the\s+following|lexohet",
}
VERB = re.compile(
    "|".join(
        f"(?P<{group}>\\b(?:{FINITE[group]}"
        + (f"|{AUX}(?:{PARTICIPLES[group]})\\b|(?P<{group}bare>{PARTICIPLES[group]})\\b" if group != "G" else "")
        + "))"
        for group in ("R", "I", "P", "D", "X", "N", "G")
    )
)
# Serbian verbs whose "se" stands further up in the clause: "dok se stav 3 prenumeriše u stav 2".
DETACHED = re.compile(
    r"\b(?:(?P<R>(?:iz)?m(?:ij)?enja(?:ju)?|zam(?:j)?enjuj[eu]|preformulis[eu]|preformulira(?:ju)?)|(?P<I>doda(?:je|ju)|dopunj(?:uj[eu]|ava|avaju)"
    r"|ubacuj[eu]|umec[eu]|unos[ei])|(?P<P>stavlja(?:ju)?(?!\s+(?:se\s+)?van))|(?P<D>bris[eu]|izostavlja(?:ju)?|uklanja(?:ju)?)"
    r"|(?P<X>ukida(?:ju)?|stavlja(?:ju)?\s+van\s+snage)|(?P<N>prenumeris[eu]|prenumerira(?:ju)?|oznacava(?:ju)?))\b(?!\s+se\b)"
)
REFLEXIVE = re.compile(r"\bse\b")
# Finite verbs in general: one that is not in the vocabulary must not be read as another.
ANY_VERB = re.compile(
    r"\b(?P<U>[a-z]{3,}(?:ohe|ihe|ehe|ahe|ite|ose|ise)[tn]|(?:is|are|shall\s+be)\s+(?:hereby\s+)?[a-z]{2,}ed|[a-z]{3,}(?:je|ju|ava|avaju|uje|uju|ira|iraju)\s+se|se\s+[a-z]{3,}(?:uje|uju|ava|avaju|ira|iraju))\b"
)
NO_ORDER = re.compile(
    r"\b(?:ku|kur|gde|kada|where|when|as|nese|ako|if|sipas|qe|koj\w+|which|that|te\s+cil\w+|i\s+cili|e\s+cila)\s+(?:\w+\s+){0,2}$"
)
# "plotësohet ashtu që pas fjalës … shtohen …": what follows is the order.
MANNER = re.compile(
    r"\s*,?\s*(?:ashtu\s+qe|ne\s+(?:kete\s+)?menyre\s+qe|duke\b|tako\s+(?:sto|da)|na\s+nacin|so\s+that|in\s+such\s+a\s+way|by\s+\w+ing)\b"
)
COORDINATED = re.compile(r"^\s*,?\s*(?:(?:dhe|e|i|te|and|edhe|a|hereby|treba\s+da|sada)\s*){0,2}$")
RELATIVE = re.compile(r"\b(?:i\s+cili|e\s+cila|te\s+cil(?:et|at)|qe|koj[aei]|which|that)\s*(?:te\s+)?$")
OBJECT = (
    r"(?:fjal(?:a|e|en|et|es|eve|ve|i)|shprehj\w+|togfjalesh\w*|term\w*|emertim(?:i|in|it)|rec(?:i|ju|ima)?|rijec\w*|izraz\w*|sintagm\w*"
    r"|words?|phrases?|expressions?|terms?|figur\w+|shifr\w*|numr(?:i|in)|cifr\w*|broj(?:em|a)?)"
)
QUOTED = "[\ue000-\ue3ff]"
ACTED = "[\ue800-\uebff]"
OBJECT_BEFORE = re.compile(rf"\b{OBJECT}\s*:?\s*(?:{QUOTED}\s*(?:,|dhe|and|i|e|ose|or)?\s*)*$")
AFTER = re.compile(
    r"\b(?:(?:menjehere\s+)?pas|(?:odmah\s+)?(?:posle|poslije|nakon|iza)|(?:immediately\s+)?after|(?<!the\s)following|ndermjet|midis|izmedju|between)\s+(?:the\s+|of\s+)?$"
)
BEFORE = re.compile(r"\b(?:para|(?:odmah\s+)?(?:pre|prije|ispred)|(?:immediately\s+)?before|preceding)\s+(?:the\s+)?$")
AT_END = re.compile(r"\b(?:ne\s+fund\s+te|ne\s+fund|na\s+kraju|at\s+the\s+end\s+of|at\s+the\s+end)\b")
INSTEAD = re.compile(
    r"\b(?:ne\s+vend\s+te|umesto|umjesto|instead\s+of|in\s+place\s+of|for\s+the)\s*(?:(?:postoje|dosadas|sadas|existing|current)\w*\s+)?$"
)
EVERYWHERE = re.compile(
    r"\b(?:kudo|gjithkund|(?:ne|i)\s+(?:tere|gjithe|te\s+gjith\w*|krejt)\b|ne\s+teresi\s+te|ne\s+tekstin\s+e\s+(?:ketij\s+)?ligj"
    r"|u\s+(?:celom|cijelom|citavom|celokupnom|tekstu\s+(?:osnovnog|zakona))|svuda|svugde|gde\s+god"
    r"|na\s+svim\s+mestima|na\s+svakom\s+mestu|in\s+all\s+places|ne\s+cdo\s+vend|throughout|wherever|everywhere|in\s+the\s+(?:whole|entire|text\s+of\s+the\s+(?:basic\s+)?law))"
)
HEADING = re.compile(r"\b(?:titull(?:i|in|it)|emertim(?:i|in|it)|naslov(?:a|u)?|naziv(?:a|u)?|title|heading)\b")
HEADING_AND_MORE = re.compile(
    r"\b(?:titulli|naslov|title|heading)\s+(?:dhe|i|and)\s+(?:teksti|tekst|text|sadrz|permbajtj|the\s+text)"
)
SENTENCE = re.compile(
    r"\bfjali\w*\s+(?:e\s+)?(?P<sq>pare|dyte|trete|katert|peste|fundit)\b|\b(?P<sr>prv|drug|trec|cetvrt|poslednj|posljednj)\w+\s+recenic\w+"
    r"|\b(?P<en>first|second|third|fourth|last)\s+sentence"
)
ORDINAL = {
    "pare": 1, "dyte": 2, "trete": 3, "katert": 4, "peste": 5, "fundit": -1, "prv": 1, "drug": 2, "trec": 3, "cetvrt": 4,
    "poslednj": -1, "posljednj": -1, "first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1,
}  # fmt: skip
STRONG = re.compile(
    r";|(?<![\s\d][.\d])\.\s+(?=[^\W\d_])|\.\s+(?=(?:ne|u|in|nen\w*|pas|para|clan\w*|article|after|before|posle|nakon|iza|titulli"
    r"|naslov|the|fshih\w*|shto\w*|hiq\w*|bris\w*|dodaj\w*|kudo|svuda|delete|insert)\b)"
    r"|,?\s*\b(?:ndersa|kurse|nderkaq|nderkohe|dok|whereas|while)\b|,\s*(?:dhe|edhe|and|a|te)\s"
)
WEAK = re.compile(r",|\s(?:dhe|edhe|and|a)\s|\si\s(?=(?:u|iza|posle|nakon|stav|clan|tack|rec|bris|dodaj)\w*)")
NEW = re.compile(
    r"\b(?:(?:nje|jedan|jedna|one|a)\s+)?(?:new|nov[aieo]|the\s+following|sledeci|sledeca)\s*$|\b(?:nje|jedan|one)\s*$"
)
GENITIVE = re.compile(rf"^\s*,?\s*(?:{ACTED}|\s|,)*(?:i|te|e|se|of|of\s+the)?\s*$")
LINKED = re.compile(r"^\s*(?:i|te|e|se|of|of\s+the)?\s*$")
# Words with which a sentence goes on after the title of an act.
GOES_ON = re.compile(
    rf"(?:{re.sub(r'[(][?]P<[^>]+>', '(?:', VERB.pattern)})"
    rf"|,\s*(?=(?:ne|u|in|pas|para|posle|nakon|iza|after|before|following|nen\w*|paragraf\w*|stav|clan\w*|article|shto\w+|titull\w*"
    rf"|naslov|{OBJECT}|the\s+(?:words?|title|heading|following|text)|a\s+new|one\s+new|i\s+cili|koji|which)\b)"
    r"|,?\s*\b(?:ne|u|in|pas|posle|nakon|iza|after|before|para)?\s*\b(?:nen(?:i|it|in|et)|paragraf\w*|nenparagraf\w*|clan\w*|stav\w{0,2}|article"
    r"|paragraph|sub-?paragraph|section|chapter|kreu|poglavlje)\s+(?:(?:aktual|ekzistues|i\s+ri|e\s+re)\w*\s+)?\(?\d"
    r"|,?\s*\b(?:the\s+)?(?:(?:dosadasnj|sadasnj|postojec)\w+|existing|current|present|a\s+new|one\s+new)\s+(?:clan|stav|tack|article|paragraph|sub)"
    r"|\s(?:ne|u|in)\s+(?:tere|gjithe|krejt|celom|citavom|the\s+(?:whole|entire))\b|\s(?:kudo|svuda|throughout|wherever)\b"
    r"|\s(?:titull\w+\s+i\s+nenit|emertim\w+\s+i\s+nenit|naslov\s+clana|naziv\s+clana|the\s+(?:title|heading)\s+of\s+article)\b"
    rf"|,\s*[^,]{{0,40}}?\b{OBJECT}\s+{QUOTED}|\s*\b(?:the\s+)?{OBJECT}\s+{QUOTED}"
)
