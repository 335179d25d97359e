"""
What mail programs and people write around their words, folded (`letters.fold`): small Latin letters, đ as dj.

From memory of the programs and from their published translations; Albanian, Serbian (and its neighbors), English, German,
some words of Turkish, French and Italian, which are written in Kosovo too.
"""

from __future__ import annotations

import re

# Lines above a quote

_DAYS = "e hene|e marte|e merkure|e enjte|e premte|e shtune|e diel|ponedeljak|utorak|sreda|sredu|cetvrtak|petak|subota|subotu|nedelja|nedelju|ponedjeljak|srijeda|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|mo|di|mi|do|fr|sa|so|pon|uto|sre|cet|pet|sub|ned|hen|mar|mer|enj|pre|sht|die"
_MONTHS = "janar|shkurt|mars|prill|maj|qershor|korrik|gusht|shtator|tetor|nentor|dhjetor|januar|februar|mart|april|jun|jul|avgust|septembar|oktobar|novembar|decembar|january|february|march|may|june|july|august|september|october|november|december|januar|februar|marz|juni|juli|oktober|november|dezember"
WROTE = re.compile(
    r"\b(?:wrote|writes|has written|shkroi|shkruan|shkruajti|ka shkruar|shkruar nga|schrieb|schreibt|geschrieben|napisao|napisala|napisali|pise|je pisao|je pisala|yazdi|sunlari yazdi|a ecrit|ha scritto|escribio|schreef|napisa|zitat von|quoting|citim nga|citiram|citat)\b"
)
ABOVE_QUOTE_STARTS = re.compile(
    rf"(?:on|me|ne|date|dt\.?|dana|dne|u|am|il|le|el|op|quoting|zitat|citim|citiram|citat|\d{{1,4}}[./-]|(?:{_DAYS})\b|\"|'|<|\*)"
)
DATE = re.compile(
    rf"\b\d{{1,2}}[./-] ?\d{{1,2}}[./-] ?(?:20)?\d\d\b|\b20\d\d-\d\d-\d\d|\b\d{{1,2}}\.? (?:{_MONTHS})[a-z]*\.?,? (?:te |vitit )?20\d\d|\b(?:{_MONTHS}|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|okt|nov|dec|dez|dhj|nen|shk|pri|qer|kor|gus|sht|tet)[a-z]*\.? \d{{1,2}}(?:st|nd|rd|th)?,? 20\d\d|\b\d{{1,2}}\.? (?:jan|feb|mar|apr|maj|jun|jul|aug|avg|sep|oct|okt|nov|dec|dez|dhj|nen|nent|shk|pri|qer|kor|gus|sht|tet)[a-z]*\.?,? 20\d\d"
)
TIME = re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?\b|(?<![\d.])\d{1,2}\.\d{2}\b(?![./]?\d)(?!\.\s?\d)")
ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,100}")
QUOTED_BY = re.compile(r"(?:zitat von|quoting|citim nga|citiram|citat|citat od) .{2,150}:$")

SEPARATOR = re.compile(
    r"(?P<before>[-_*=>~ ]{0,60})(?:(?P<forward>forwarded message|mesazh(?:i)? i (?:percjelle|ridrejtuar|derguar me tutje)|mesazhi i ridergu?ar|(?:preusmerena|prosledjena|prosleđena|proslijedjena) poruka|weitergeleitete nachricht|forwarded by .{3,60}|begin forwarded message|anfang der weitergeleiteten nachricht|fillimi i mesazhit te percjelle|pocetak prosledjene poruke)"
    r"|(?:original message|original appointment|reply message|mesazh(?:i)? (?:origjinal|fillestar)|(?:originalna|izvorna|prvobitna) poruka|ursprungliche (?:nachricht|mail|e-mail)|original ?-?nachricht|message d'origine|messaggio originale|orijinal (?:ileti|mesaj)))(?P<after>[-_*=:~ ]{0,60})$"
)
REPLY_ABOVE = re.compile(
    r"^[-#=*> ]{2,20}(?:.{0,40}(?:reply above this line|type your reply above|pergjigjuni mbi kete rresht|shkruani mbi kete rresht|odgovorite iznad ove linije|pisite iznad ove linije|bitte antworten sie oberhalb).{0,40})$"
)

_HEADER_NAMES = {
    "from": "from|nga|od|von|sender|derguesi|posiljalac|absender|kimden|de|da|prej",
    "date": "sent|date|derguar|derguar me|data|poslato|poslano|datum|datum slanja|gesendet|date sent|u dergua|dergimi|tarih|koha",
    "to": "to|per|drejtuar|za|kome|an|prima|primalac|marresi|tek|kime|a|do",
    "cc": "cc|bcc|kopje|kopja|kopija|kop|kopie|kk",
    "subject": "subject|tema|subjekti|lenda|titulli|predmet|naslov|betreff|konu|objet|oggetto|re",
    "other": "reply-to|importance|rendesia|vaznost|wichtigkeit|attachments|bashkengjitje|bashkengjitjet|prilozi|prilog|anlagen|kategorite|message-id|organization",
}
HEADER_NAME = {name: family for family, names in _HEADER_NAMES.items() for name in names.split("|")}
HEADER_LINE = re.compile(r"[*_>| ]{0,4}([a-z][a-z -]{0,20}?) ?[*_]{0,2} ?: ?[*_]{0,2}(.{0,2000})$")
FROM_NAMES = re.compile(rf"[*_>| ]{{0,4}}(?:{_HEADER_NAMES['from']}) ?[*_]{{0,2}} ?:")
NAMES_IN_LINE = re.compile(
    r"(?<![a-z])("
    + "|".join(
        sorted(
            (n for f in ("from", "date", "to", "subject") for n in _HEADER_NAMES[f].split("|") if len(n) > 1),
            key=len,
            reverse=True,
        )
    )
    + r") ?[*_]{0,2} ?:"
)

# Ends

_CLOSINGS = """
me respekt|me shume respekt|me respekt te thelle|me nderime|me nderim|me konsiderate|me konsiderate te larte|me miqesi|me te mira|te gjitha te mirat|gjithe te mirat
|gjitha te mirat|pershendetje|pershendetje te perzemerta|te fala|me pershendetje|perzemersisht|sinqerisht|i juaji|e juaja|juaji|faleminderit|ju faleminderit|shume faleminderit|flm|faleminderit dhe pershendetje
|faleminderit paraprakisht|ju faleminderoj|ju faleminderojme|kalofshi mire|dite te mbare|pune te mbare|ditë te mbare|suksese|me mirenjohje|ju pershendes|ju pershendesim|cdo te mire
|s postovanjem|sa postovanjem|s' postovanjem|uz postovanje|srdacan pozdrav|srdacno|srdacni pozdravi|pozdrav|pozdravi|veliki pozdrav|puno pozdrava|lep pozdrav|lijep pozdrav|lp|lepi pozdravi|hvala|hvala unapred|hvala vam|hvala i pozdrav|mnogo hvala
|unapred hvala|zahvaljujem|zahvaljujem se|svako dobro|sve najbolje|prijatan dan|ugodan dan|s pozdravom|iskreno vas|iskreno|uz pozdrav|toplo vas pozdravljam
|kind regards|best regards|regards|warm regards|with kind regards|with best regards|many regards|sincerely|yours sincerely|sincerely yours|yours faithfully|respectfully|respectfully yours|with respect|best|best wishes|all the best|cheers|br|kr|rgds|thanks|thank you|many thanks|thanks in advance|thank you in advance|thanks and regards|thanks and best regards|thank you and best regards|thanks again|yours truly|yours|cordially
|mit freundlichen grussen|mit freundlichen gruessen|mit besten grussen|mit besten gruessen|mit freundlichem gruss|freundliche grusse|freundliche gruesse|beste grusse|beste gruesse|viele grusse|viele gruesse|herzliche grusse|liebe grusse|schone grusse|mfg|lg|vg|hochachtungsvoll|danke|vielen dank|besten dank|danke und gruss|gruss|grusse|mit kollegialen grussen
|ihr|ihre|euer|eure|dein|deine|vas|vasa|alles gute|bis bald|natën e mire|naten e mire|looking forward|respektivisht|saygilarimla|cordialement|cordiali saluti
"""
CLOSINGS = frozenset(each.strip() for each in _CLOSINGS.replace("\n", "").split("|") if each.strip())
# These stand alone at the end of a mail too, and are then words of the writer.
THANKS = frozenset(each for each in CLOSINGS if re.search(r"faleminder|flm|hvala|zahvaljuj|thank|dank", each))
CLOSING_WORD = re.compile(
    r"\bme (?:shume )?rr?espekt|\bkonsiderat|\bpershendet|\bperzemer|\bte mirat?\b|\bte mbar|\bfaleminder|\bfalenderim|\bme nderim|\bmirenjoh|\bsuksese\b|\bkalofsh|\bshendet$"
    r"|postovanj|\bpozdrav|uvazavanj|\bsrdac|\bzahval|\bhvala|\bprijatan |\bugodan |\bsve najbolje|\bsvako dobro"
    r"|\bregards|\bwishes|\bsincerely|\bfaithfully|\brespectfully|\bwarmly|\bcheers|\bthank|\bappreciation|\bsolidarity|\btake care|\ball the best|\bcordially"
    r"|\bgruss|\bgrusse|\bgruesse|\bherzlich|\bdank\b|\bhochacht|\bschones wochenende"
)
SHORT_ANSWERS = frozenset(
    "po jo da ne yes no ja nein ok okej dakord pajtohem pajtohemi slazem se slazemo se agreed agree einverstanden rregull ne rregull u redu fine".split()
) | {"ne rregull", "u redu", "slazem se", "slazemo se", "jam dakord", "jemi dakord", "i agree", "we agree"}
MESSAGE = re.compile(
    r"\be-?mail|\bmejl|\bimejl|\bmesazh|\bmessage|\bporu[kc]|\bnachricht|\bposte elektronike|\be-?post"
)
LONGEST_CLOSING = max(len(each) for each in CLOSINGS)

DEVICE = re.compile(
    r"(?:derguar (?:nga|prej|me|permes)|u dergua nga|dergu?ar nga (?:iphone|ipad|celulari|telefoni|pajisja)|poslato (?:sa|iz|putem|preko|s)|poslano (?:s|iz|putem)|sent (?:from|via|with|using)|get outlook|yahoo mail: |merr(?:ni|e)? outlook|shkarko(?:ni)? outlook|preuzmite outlook|nabavite outlook|outlook fur (?:ios|android)|holen sie sich outlook|laden sie outlook|von .{2,60} (?:gesendet|aus gesendet)|gesendet (?:von|mit|uber|aus)|diese nachricht wurde von (?:meinem|mir)|ky mesazh u dergua nga|ova poruka je poslata sa|this message was sent from my|please excuse (?:my )?brevity|bitte entschuldigen sie die kurze|me falni per shkurtesine|kerkoj falje per shkurtesine|izvinite zbog kratkoce|izvinite na kratkoci|sendt fra|envoye de|inviato da)\b"
)
DEVICE_NAMES = re.compile(
    r"iphone|ipad|ios|android|samsung|galaxy|huawei|xiaomi|redmi|mobil|celular|telefon|phone|outlook|yahoo|proton|k-9|gmail|mail|thunderbird|smartphone|blackberry|nokia|windows|pajisj|uredjaj|handy|tablet|brevity|shkurt|kratk|kurze|mac\b|webmail|roundcube|zimbra|gmx|web\.de"
)

DELIMITER = re.compile(r"(?:--+|__+|—|––|- - -?|\*\*\*+|=====*) ?$")

ORGANIZATION = re.compile(
    r"\b(?:ojq|ngo|nvo|shoqata|organizata|fondacioni|instituti|qendra|rrjeti|platforma|ministria|komuna|zyra|drejtoria|departamenti|udruzenje|organizacija|fondacija|institut|centar|mreza|platforma|ministarstvo|opstina|kancelarija|direkcija|odeljenje|association|organi[sz]ation|foundation|institute|center|centre|network|platform|ministry|municipality|office|department|verein|stiftung|zentrum|netzwerk|ministerium|gemeinde|buro|abteilung|e\.?v\.?|gmbh|sh\.?p\.?k|llc|ltd|d\.?o\.?o|inc)\b"
)
TITLE = re.compile(
    r"\b(?:drejtor|drejtore|drejtoresh\w*|drejtori|koordinator\w*|menaxher\w*|zyrtar\w*|kryetar\w*|sekretar\w*|hulumtues\w*|avokat\w*|jurist\w*|ekspert\w*|asistent\w*|keshilltar\w*|direktor\w*|koordinatork\w*|menadzer\w*|sluzbeni\w*|predsedni\w*|sekretar\w*|istraziva\w*|advokat\w*|pravni\w*|ekspert\w*|asistent\w*|savetni\w*|director|executive|coordinator|manager|officer|chair\w*|president|secretary|researcher|lawyer|legal|expert|assistant|advisor|adviser|geschaftsfuhrer\w*|leiter\w*|referent\w*|koordinator\w*|vorsitzende\w*|anwalt\w*|mr\.?|dr\.?|msc|ma|phd|ba|prof\.?|llm|dipl\.?)(?!\w)"
)
CONTACT = re.compile(
    r"(?:\b(?:tel|telefon|telefoni|mob|mobil|mobile|cel|celular|phone|fax|faks|email|e-mail|mejl|e-posta|web|www|adresa|address|skype|viber|whatsapp|facebook|twitter|linkedin|m|t|e|w|a|p|f)\b ?[.:/]|https?://|www\.|[\w.+-]{1,64}@[\w-]{1,64}\.|\+?\(?\d{2,4}\)?(?:[ ./-]{0,2}\d{2,4}){2,5}\b)"
)
STREET = re.compile(
    r"\b(?:rr\.|rruga|rr |bulevardi|bul\.|ul\.|ulica|bb\b|street|str\.|strasse|\d{5} prishtin|prishtine|pristina|prizren|peje|pec|gjakove|mitrovice|mitrovica|gjilan|ferizaj|gracanic|strpce|kosov|p\.?o\.? ?box|kati|nr\.)"
)

# Notices

_NOTICE_MESSAGE = r"(?:(?:this|the|ky|kjo|ova|ovaj|diese|dieses|der inhalt|permbajtja|informac\w+|information\w*|podaci|sadrzaj|poruka|mesazhi) [^.!?]{0,40}?(?:e-?mail|mejl|message|communication|transmission|mesazh\w*|email\w*|e-post\w*|komunikim\w*|porosi\w*|poru[kc]\w*|nachricht|mail|bashkengjit\w*|prilog\w*|informac\w*|information\w*)|(?:any |all |the )?(?:opinions?|views|stavovi|misljenja|pikepamjet|mendimet|qendrimet)[^.!?]{0,60}(?:message|e-?mail|poru[kc]\w*|mesazh\w*|nachricht)|if you are not the intended|nese (?:nuk jeni|ju nuk jeni) marres|ako niste (?:primalac|namenjeni)|wenn sie nicht der (?:richtige|beabsichtigte))"
NOTICE_STARTS = re.compile(
    r"[*_=\-# ]{0,30}(?:disclaimer|confidentiality(?: notice| note)?|confidential\b|legal notice|notice:|deklarat[ae] ?:|izjava ?:|njoftim (?:konfidencial\w*|ligjor|mbi konfidencial\w*)|klauzol\w* (?:e )?konfidencial\w*|konfidencialitet\w*[ :]|mohim i? ?pergjegjesi\w*|deklarat\w* (?:e |per )?konfidencial\w*|perjashtim pergjegjesie|napomena o poverljivosti|napomena ?:|izjava o (?:odricanju|poverljivosti)|odricanje (?:od )?odgovornosti|obavestenje o poverljivosti|poverljivost|haftungsausschluss|vertraulichkeitshinweis|hinweis:|wichtiger hinweis)"
)
NOTICE_ABOUT = re.compile(_NOTICE_MESSAGE)
NOTICE_FAMILIES = tuple(
    re.compile(words)
    for words in (
        r"confidential|konfidencial|poverljiv|povjerljiv|vertraulich|privileged|te privilegjuar|privilegova|fshehte|rechtlich geschutzt",
        r"intended (?:only|solely|recipient)|(?:solely|only|exclusively) for|addressee|person named|perdorim te brendshem|internal use|nur dem empfanger|named (?:recipient|person)|dedikuar|destinuar|adressat|(?:ekskluzivisht|vetem) per (?:perdorim|person|marres)|marres\w* te (?:synuar|caktuar)|adresuar|namenjen|naznacen|primaoc|primalac|naznacen|empfanger|bestimmt",
        r"delete|destroy|asgjesoj|fshij\w*|fshini|asgjeso|shkaterro|obrisi\w*|izbrisi\w*|unisti\w*|losch|vernicht",
        r"notify|inform the sender|njofto\w*|lajmero\w*|obavesti\w*|informieren|benachrichtig|inform us",
        r"received (?:it|this|in) .{0,30}error|in error|by mistake|gabim(?:isht)?|greskom|irrtumlich|versehentlich|not the intended|by accident|reached you|slucajno|pa dashje|pa qellim|nuk jeni (?:marres|adresant)|niste primalac",
        r"unauthori[sz]ed|disclos\w+|copying|distribut|te paautorizuar|shperndar|kopjim|zbulim|neovlascen|kopiranj|umnozavanj|distribucij|do not forward|mos e shperndani|ne prosledjuj|weitergabe|unbefugt|unerlaubt|verbreitung",
        r"views|opinions|pikepamj|mendimet e shprehura|qendrimet e shprehura|misljenja|stavovi|does not necessarily|nuk perfaqeson|ne predstavlja|nicht notwendigerweise|liab\w+|pergjegjesi|odgovornost|haftung|virus",
    )
)
NOTICE_ALONE = re.compile(
    r"(?:opinions?|views|stavovi|misljenja|pikepamjet|mendimet|qendrimet)[^.!?]{0,60}(?:message|e-?mail|poru[kc]\w*|mesazh\w*|nachricht)[^.!?]{0,120}(?:not necessarily|ne predstavlja|ne odrazava|nuk (?:e )?perfaqeso|nuk (?:e )?pasqyro|nicht (?:notwendig|unbedingt))|"
    r"(?:please )?(?:consider|think (?:about|of)) (?:the environment|our environment|.{0,10}before printing)|mendo(?:ni|je)? (?:per )?(?:mjedisin|ambientin)|ju lutem(?:i)? (?:mendoni|konsideroni|kini parasysh) .{0,20}(?:mjedis|ambient)|kurseni letren|mos e (?:printoni|shtypni) kete|(?:molimo )?(?:razmislite|mislite) o (?:zivotnoj sredini|okolini|prirodi)|sacuvajte (?:drvo|papir|prirodu)|bitte (?:denken sie|prufen sie).{0,40}(?:umwelt|ausdruck|drucken)|denken sie an die umwelt|save (?:a tree|paper)|think green|go green|(?:ruani|kurseni) (?:natyren|letren|mjedisin)|mos e (?:printoni|shtypni)|cuvajte (?:sume|sumu|papir|drvo|prirodu)|ne stampajte"
    r"|virus-?free|(?:this|the) (?:e-?mail|message) has been (?:checked|scanned) (?:for viruses|by)|ky (?:email|mesazh) (?:eshte|u) (?:kontrolluar|skanuar)|ova(?:j)? (?:poruka|mejl|e-?posta|imejl|e-?mail) (?:je )?(?:proveren\w*|skeniran\w*|pregledan\w*)|diese (?:e-?mail|nachricht) wurde (?:von|auf) .{0,40}(?:viren|gepruft)|scanned by|skanuar nga|skenirano|pa virus(?:e)?\b.{0,20}(?:avast|avg)|bez virusa.{0,20}(?:avast|avg)|virenfrei|nema virusa"
)
LIST_FOOTER = re.compile(
    r"(?:you(?: are|'re| have)? receiv(?:ed|ing) this (?:message|e-?mail|mail) because|you are subscribed to|to unsubscribe (?:from|send|click|,)|unsubscribe from this|to (?:post|view) (?:to )?this (?:group|discussion|message)|to view this discussion|for more options, visit|e merrni kete (?:mesazh|email)|e keni marre kete (?:mesazh|email) (?:sepse|ngaqe)|per t'u (?:cregjistruar|clajmeruar|larguar)|per tu (?:cregjistruar|larguar)|per ta anuluar abonimin|ovu poruku (?:primate|dobijate|ste primili)|primate ovu poruku|da biste se odjavili|za odjavu|sie erhalten diese (?:nachricht|e-?mail|mail)|um sich (?:abzumelden|von dieser)|zum abmelden|[\w.-]+ mailing list\b|mailing list -|lista e postes|mejling lista|.{0,40}/mailman/listinfo/|https?://groups\.google\.com/|https?://lists?\.)"
)
BANNER = re.compile(
    r"[\[*!<> ]{0,6}(?:caution|warning|external(?: e-?mail| sender)?|kujdes|paralajmerim|vemendje|email i jashtem|oprez|upozorenje|paznja|eksterni mejl|achtung|vorsicht|externe e-?mail)\b.{0,20}(?:this (?:e-?mail|message)|ky (?:email|mesazh)|ova(?:j)? (?:poruka|mejl|imejl|e-?mail)|diese (?:e-?mail|nachricht)|originat|external|jasht|spolja|extern|ka ardhur|dolazi).{0,300}"
)
BANNER_GOES_ON = re.compile(
    r"(?:do not (?:click|open|reply)|don't click|never click|please (?:be|exercise|do not)|mos (?:klikoni|hapni|i hapni)|kini kujdes|ne (?:otvarajte|klikajte|klikcite)|budite oprezni|klicken sie|offnen sie|seien sie)\b"
)
YOU_SELDOM = re.compile(
    r"(?:you don't often get email from|some people who received this message don't often get|nuk merrni shpesh (?:email|poste) nga|ne dobijate cesto (?:e-?postu|mejlove|e-?mail) od|sie erhalten nicht oft e-?mails? von).{0,300}"
)
BELOW = re.compile(
    r"\b(?:shih|shihni|shikoni|gjeni|i gjeni|pergjigjet|komentet|pergjigjem|kam shkruar|pogledajte|vidi|videti|odgovori su|odgovaram|komentari|moji|see|find|please find|my (?:answers|comments)|comments|answers|siehe|antworten|anmerkungen|kommentare)\b.{0,60}\b(?:me poshte|ne tekst|brenda tekstit|ne te kuqe|me te kuqe|me ngjyre|ispod|u tekstu|crveno|crvenom|dole|nize|below|inline|in-line|in red|in blue|in the text|unten|weiter unten|im text|in rot)\b"
)

# Kinds

SUBJECT_PREFIX = re.compile(
    r"\s*(?:\[[^\]]{1,40}\]\s*)?(?P<word>re|aw|sv|vs|antw|antwort|odg|odgovor|ynt|rif|res|ri|pergj|pergjigje|p[eë]rgj|fwd|fw|wg|prc|prosl|prosledjeno|proslijedjeno|pd|percjelle|percj|tr|i|ilt|ilet|doorst|vb|rv|enc)\s*(?:\[\d{1,3}\]|\(\d{1,3}\)|\^\d)?\s*:\s*"
)
FORWARD_PREFIXES = frozenset(
    "fwd fw wg prc prosl prosledjeno proslijedjeno percjelle percj tr i ilt ilet doorst rv enc vb pd".split()
)
AUTO_SUBJECT = re.compile(
    r"(?:automatic reply|auto(?:matic|mated)?[ -]?(?:reply|response|responder|antwort)|out of (?:the )?office|out of office|ooo\b|abwesenheit\w*|automatische antwort|automatisch\w* (?:antwort|abwesenheit\w*)|ich bin (?:derzeit )?nicht im buro|pergjigje automatike|pergjigje e automatizuar|pergjigj[ei]?e? auto\b|jashte zyres|jashte zyre|ne pushim|pushim vjetor|mungoj nga zyra|automatski odgovor|automatizovani odgovor|automatska poruka|odsutan\w*|odsustvo|van kancelarije|nisam u kancelariji|na godisnjem odmoru|godisnji odmor|na odmoru|vacation(?: reply| response)?|away from (?:my )?(?:mail|desk|office)|reponse automatique|risposta automatica|otomatik yanit)"
)
AUTO_BODY = re.compile(
    r"\b(?:i am (?:currently )?out of (?:the )?office|i will be out of (?:the )?office|i'm (?:currently )?out of (?:the )?office|this is an auto(?:matic|mated)|jam jashte zyres|jam jashte zyre|jam me pushim|jam ne pushim|do te jem jashte zyres|ky eshte (?:nje )?(?:mesazh|email|pergjigje) automatik\w*|kjo eshte (?:nje )?pergjigje automatike|do te jem ne pushim|nisam u kancelariji|van kancelarije sam|ja sam na godisnjem|na godisnjem sam|nalazim se na godisnjem|na godisnjem odmoru (?:sam|do)|ovo je automatsk\w+|ich bin (?:derzeit |zurzeit |bis .{3,20} )?nicht im (?:buro|haus)|ich bin (?:bis .{3,30} )?(?:abwesend|im urlaub)|dies ist eine automatische)"
)
BOUNCE_FROM = re.compile(
    r"^(?:mailer-daemon|postmaster|mail-daemon|mailerdaemon|mail delivery (?:subsystem|system)|microsoftexchange[0-9a-f]{6,})\b"
)
BOUNCE_SUBJECT = re.compile(
    r"(?:undeliver(?:able|ed)|delivery (?:status notification|failure|has failed|delayed|report)|mail delivery (?:failed|failure|system|subsystem|error)|returned mail|failure notice|message (?:delivery )?(?:not delivered|delayed|could not be delivered)|delayed mail|mail system error|warning: (?:message|could not send)|non ?remis|unzustellbar|nicht zustellbar|zustellung (?:fehlgeschlagen|verzogert)|i pa(?:dorezueshem|derguar|dergueshem)|mesazhi nuk (?:u dorezua|mund te dorezohej)|e pamundur te dorezohet|nuk mund te dorezohet|dorezimi (?:deshtoi|vonohet)|neisporuc\w+|nije isporucen\w*|ne moze (?:se|da se) isporuc\w*|isporuka (?:nije|odlozena|neuspesna))"
)
SMTP_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
SMTP_CODE = re.compile(r"(?<![\d.])([45]\d\d)[ -#]")
BOUNCE_GONE = re.compile(
    r"user unknown|unknown user|no such user|does ?n[o']t exist|mailbox (?:unavailable|not found|disabled)|address (?:not found|rejected|couldn't be found)|recipient (?:unknown|not found|address rejected)|wasn't found|invalid recipient|no mailbox|unrouteable address|account (?:that you tried to reach )?(?:does not exist|is disabled|disabled)|domain (?:not found|couldn't be found)|host (?:or domain name )?not found|unknown local part|not listed|couldn't be delivered|permanent (?:fatal )?(?:error|failure)|nuk u gjet|nuk ekziston|ne postoji|nije pronadjen|wurde nicht gefunden|existiert nicht|unbekannt"
)
BOUNCE_LATER = re.compile(
    r"mailbox (?:is )?full|over ?quota|quota exceeded|temporar\w+|try again later|will (?:be )?retr(?:y|ied)|still (?:trying|being retried)|has been delayed|delayed|greylist|timed? ?out|kutia .{0,20}plot|prepunjen|sanduce .{0,20}pun|postfach .{0,20}voll|vonohet|odlozen|verzogert"
)
BOUNCE_ADDRESS = re.compile(r"<?([\w.+=-]{1,100}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,6})>?")
