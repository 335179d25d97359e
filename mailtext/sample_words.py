"""Words of invented mails in the three languages, both scripts of Serbian, and German: people, comments, greetings, notices."""

from __future__ import annotations

from dataclasses import dataclass

LANGUAGES = ("sq", "sr", "sr-cyrl", "en", "de")

_CYRILLIC_PAIRS = [("lj", "љ"), ("nj", "њ"), ("dž", "џ"), ("Lj", "Љ"), ("Nj", "Њ"), ("Dž", "Џ")]
_CYRILLIC_LETTERS = dict(zip("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш", strict=True))


def to_cyrillic(text: str) -> str:
    """Serbian Latin in Cyrillic letters; addresses and other words with @ or / stay as they are."""
    return " ".join(
        word if any(mark in word for mark in "@/<>=") else _word_to_cyrillic(word) for word in text.split(" ")
    )


def _word_to_cyrillic(word: str) -> str:
    for latin, cyrillic in _CYRILLIC_PAIRS:
        word = word.replace(latin, cyrillic)
    return "".join(
        _CYRILLIC_LETTERS.get(letter)
        or (_CYRILLIC_LETTERS[letter.lower()].upper() if letter.lower() in _CYRILLIC_LETTERS else letter)
        for letter in word
    )


FIRST_NAMES = {
    "sq": "Arben Blerta Driton Fjolla Gëzim Hana Ilir Jeta Kushtrim Liridona Mentor Njomza Përparim Rina Shpend Teuta Valon Zana Ëndërr Çlirim".split(),
    "sr": "Dragan Milica Nenad Jelena Goran Snežana Žarko Ljiljana Đorđe Tijana Miloš Gordana Stefan Svetlana Igor Biljana".split(),
    "en": "Emma James Olivia Henry Sarah Thomas Claire Peter Fiona Martin".split(),
    "de": "Anna Jürgen Katrin Stefan Heike Matthias Björn Sabine".split(),
}
LAST_NAMES = {
    "sq": "Gashi Krasniqi Berisha Hoxha Shala Morina Kelmendi Bytyqi Rexhepi Zeqiri Çela Mëhilli Thaçi Limani".split(),
    "sr": "Petrović Stojanović Živković Marković Đorđević Simić Trajković Nikolić Šćepanović Jovanović".split(),
    "en": "Smith Taylor Walker Hughes Campbell Bennett Collins Ward".split(),
    "de": "Müller Schäfer Weiß Krüger Becker Hoffmann Köhler".split(),
}
ORGANIZATIONS = {
    "sq": [
        "OJQ Lumi",
        "Shoqata e Grave Agimi",
        "Instituti për Politika Vendore",
        "Qendra për Edukim Qytetar",
        "Rrjeti i Fermerëve të Anamoravës",
        "Fondacioni Ura",
    ],
    "sr": [
        "NVO Most",
        "Udruženje žena Zora",
        "Centar za građansku inicijativu",
        "Mreža seoskih udruženja",
        "Fondacija Staza",
    ],
    "en": ["Bridge Foundation", "Open Council Initiative", "Institute for Local Policy", "Valley Farmers Association"],
    "de": ["Brücke e.V.", "Stiftung Bürgerbeteiligung", "Verein Lebendiges Dorf"],
}
TITLES = {
    "sq": ["Drejtoreshë ekzekutive", "Koordinator i projektit", "Zyrtar ligjor", "Kryetar"],
    "sr": ["Izvršna direktorka", "Koordinator projekta", "Pravna savetnica", "Predsednik"],
    "en": ["Executive Director", "Project Coordinator", "Legal Officer", "Policy Adviser"],
    "de": ["Geschäftsführerin", "Projektleiter", "Referentin für Recht"],
}
STREETS = {
    "sq": "Rr. Nëna Terezë 12, 10000 Prishtinë",
    "sr": "Ul. Kralja Petra 5, 38220 Mitrovica",
    "en": "14 Bridge Street, Pristina",
    "de": "Lindenstraße 8, 10969 Berlin",
}

GREETINGS = {
    "sq": [
        "Përshëndetje,",
        "I nderuar,",
        "Të nderuar,",
        "E nderuara znj. Krasniqi,",
        "Pershendetje te gjitheve,",
        "Mirëdita,",
        "Të nderuar kolegë,",
    ],
    "sr": ["Poštovani,", "Poštovane kolege,", "Dobar dan,", "Zdravo,", "Poštovana gospođo Krasniqi,", "Postovani,"],
    "en": ["Dear all,", "Hello,", "Dear colleagues,", "Good morning,", "Dear Ms Krasniqi,", "Hi,"],
    "de": ["Sehr geehrte Damen und Herren,", "Guten Tag,", "Liebe Kolleginnen und Kollegen,", "Hallo,"],
}
ANNOUNCEMENTS = {
    "sq": [
        "Më poshtë gjeni komentet e organizatës sonë:",
        "Këto janë vërejtjet tona për projektligjin:",
        "Ja propozimet tona:",
    ],
    "sr": ["U nastavku su naši komentari:", "Šaljemo vam primedbe naše organizacije:", "Ovo su naši predlozi:"],
    "en": ["Please find our comments here:", "These are our remarks on the draft:", "Our proposals:"],
    "de": ["Hier unsere Anmerkungen:", "Unsere Vorschläge zum Entwurf:"],
}
CLOSINGS = {
    "sq": [
        "Me respekt,",
        "Përshëndetje,",
        "Me nderime,",
        "Faleminderit,",
        "Ju faleminderit",
        "Gjithë të mirat,",
        "Me respekt",
        "Sinqerisht,",
    ],
    "sr": [
        "S poštovanjem,",
        "Srdačan pozdrav,",
        "Pozdrav,",
        "Hvala,",
        "Sa poštovanjem",
        "Unapred hvala,",
        "Lep pozdrav,",
    ],
    "en": ["Kind regards,", "Best regards,", "Sincerely,", "Thanks,", "Best,", "With kind regards", "Many thanks,"],
    "de": ["Mit freundlichen Grüßen", "Viele Grüße", "Beste Grüße,", "Freundliche Grüße", "MfG"],
}
POLITE_ENDS = {
    "sq": [
        "Faleminderit për mundësinë që na dhatë.",
        "Mbetemi në dispozicion për çdo pyetje.",
        "Shpresojmë se komentet tona do të merren parasysh.",
    ],
    "sr": [
        "Hvala na prilici da se izjasnimo.",
        "Ostajemo na raspolaganju za sva pitanja.",
        "Nadamo se da će predlozi biti prihvaćeni.",
    ],
    "en": [
        "Thank you for the opportunity to comment.",
        "Please do not hesitate to contact us.",
        "We look forward to your answer.",
    ],
    "de": ["Vielen Dank für die Gelegenheit zur Stellungnahme.", "Für Rückfragen stehen wir gern zur Verfügung."],
}
# Words about a place; none names another.
REMARKS = {
    "sq": [
        "pajtohem plotësisht me tekstin.",
        "afati prej 15 ditësh është tepër i shkurtër për organizatat e vogla.",
        "nuk është e qartë kush e bën vlerësimin dhe brenda çfarë afati.",
        "mungon detyrimi për ta publikuar vendimin me arsyetim.",
        "propozojmë që organizatat të njoftohen me shkrim.",
        "kjo e dyfishon barrën administrative pa ndonjë dobi të dukshme.",
        'duhet të precizohet se çka nënkuptohet me "aktivitet publik".',
        "e kundërshtojmë: bie ndesh me parimin e proporcionalitetit.",
        "formulimi është i paqartë. Kush vendos nëse kushti është plotësuar? A ka ankesë?",
        'fjala "mund" duhet të hiqet, sepse e bën detyrimin vullnetar.',
        "ky kusht do t'i godasë më së shumti organizatat e grave në zonat rurale.",
        "jemi dakord, por kërkojmë që Ministria të raportojë çdo vit në Kuvend.",
    ],
    "sr": [
        "slažemo se sa tekstom u potpunosti.",
        "rok od 15 dana je prekratak za male organizacije.",
        "nije jasno ko vrši procenu i u kom roku.",
        "nedostaje obaveza da se odluka objavi sa obrazloženjem.",
        "predlažemo da se organizacije obaveštavaju pismeno.",
        "ovo udvostručuje administrativni teret bez vidljive koristi.",
        'treba precizirati šta znači "javna aktivnost".',
        "protivimo se: suprotno je načelu srazmernosti.",
        "formulacija je nejasna. Ko odlučuje da li je uslov ispunjen? Postoji li žalba?",
        'reč "može" treba brisati, jer obavezu čini dobrovoljnom.',
        "ovaj uslov će najviše pogoditi ženske organizacije na selu.",
        "saglasni smo, ali tražimo da ministarstvo svake godine podnosi izveštaj Skupštini.",
    ],
    "en": [
        "we fully agree with the text.",
        "the period of 15 days is too short for small organizations.",
        "it is not clear who assesses this and by when.",
        "there is no duty to publish the decision with its reasons.",
        "we suggest that organizations be informed in writing.",
        "this doubles the administrative burden without any visible benefit.",
        'it should be made clear what "public activity" means.',
        "we object: this is contrary to proportionality.",
        "the wording is vague. Who decides whether the condition is met? Is there an appeal?",
        'the word "may" should go, because it makes the duty voluntary.',
        "this condition will hit women's organizations in rural areas hardest.",
        "agreed, but the Ministry should report to the Assembly every year.",
    ],
    "de": [
        "wir stimmen dem Text voll zu.",
        "die Frist von 15 Tagen ist für kleine Vereine zu kurz.",
        "es ist nicht klar, wer das beurteilt und bis wann.",
        "es fehlt die Pflicht, die Entscheidung mit Gründen zu veröffentlichen.",
        'das Wort "kann" sollte gestrichen werden, weil die Pflicht sonst freiwillig ist.',
        "wir lehnen das ab, weil es unverhältnismäßig ist.",
    ],
}
# Whole remarks about no place.
GENERAL = {
    "sq": [
        "Në përgjithësi e mbështesim projektligjin, por kërkojmë më shumë kohë për konsultim.",
        "Nuk kemi komente shtesë.",
        "Ok, pajtohem.",
        "E mbështesim qëndrimin e rrjetit.",
        "Organizata jonë nuk ka vërejtje në këtë fazë, por do të donte të ftohej në takimin e radhës me Ministrinë.",
    ],
    "sr": [
        "Uopšteno podržavamo nacrt, ali tražimo više vremena za konsultacije.",
        "Nemamo dodatnih komentara.",
        "U redu, slažem se.",
        "Podržavamo stav mreže.",
        "Naša organizacija nema primedbi u ovoj fazi, ali želi da bude pozvana na sledeći sastanak sa ministarstvom.",
    ],
    "en": [
        "In general we support the draft, but we ask for more time to consult.",
        "We have no further comments.",
        "Fine with me.",
        "We support the network's position.",
        "Our organization has no objection at this stage but would like to be invited to the next meeting with the Ministry.",
    ],
    "de": [
        "Insgesamt unterstützen wir den Entwurf, bitten aber um mehr Zeit.",
        "Wir haben keine weiteren Anmerkungen.",
        "Einverstanden.",
    ],
}
# {place} is "nenin 5", "članu 7", … in the form that the sentence asks for.
NAMED = {
    "sq": [
        "Neni {n}: {remark}",
        "Neni {n} - {remark}",
        "Lidhur me nenin {n}, {remark}",
        "Sa i përket nenit {n}: {remark}",
        "- Neni {n}: {remark}",
        "Neni {n}\n{Remark}",
        "Për nenin {n}: {remark}",
        "Koment për nenin {n}: {remark}",
        "Nuk pajtohem me nenin {n}. {Remark}",
        "neni {n}. {Remark}",
        "NENI {n}: {remark}",
    ],
    "sr": [
        "Član {n}: {remark}",
        "Član {n}. – {remark}",
        "U vezi sa članom {n}: {remark}",
        "Što se tiče člana {n}, {remark}",
        "- Član {n}: {remark}",
        "Član {n}\n{Remark}",
        "Komentar na član {n}: {remark}",
        "U članu {n} {remark}",
        "Ne slažem se sa članom {n}. {Remark}",
        "ČLAN {n}: {remark}",
        "Clan {n}: {remark}",
    ],
    "en": [
        "Article {n}: {remark}",
        "Art. {n}: {remark}",
        "Regarding Article {n}, {remark}",
        "On Article {n}: {remark}",
        "- Article {n}: {remark}",
        "Article {n}\n{Remark}",
        "As for article {n}, {remark}",
        "I do not agree with Article {n}. {Remark}",
        "ARTICLE {n} – {remark}",
    ],
    "de": ["Artikel {n}: {remark}", "Zu Artikel {n}: {remark}", "Art. {n} – {remark}", "Artikel {n}\n{Remark}"],
}
NAMED_DEEP = {
    "sq": [
        "Neni {n}, paragrafi {p}: {remark}",
        "Neni {n} ({p}): {remark}",
        "Paragrafi {p} i nenit {n}: {remark}",
        "Lidhur me nenin {n}, paragrafin {p}, {remark}",
        "Neni {n}.{p}: {remark}",
    ],
    "sr": [
        "Član {n}, stav {p}: {remark}",
        "Član {n}. stav {p}. – {remark}",
        "Stav {p} člana {n}: {remark}",
        "U članu {n}, stav {p}, {remark}",
    ],
    "en": [
        "Article {n} ({p}): {remark}",
        "Article {n}, paragraph {p}: {remark}",
        "Paragraph {p} of Article {n}: {remark}",
        "Art. {n}.{p}: {remark}",
    ],
    "de": ["Artikel {n} Absatz {p}: {remark}", "Zu Art. {n} Abs. {p}: {remark}"],
}
NAMED_TWO = {
    "sq": ["Nenet {n} dhe {m}: {remark}", "Lidhur me nenet {n} dhe {m}, {remark}"],
    "sr": ["Članovi {n} i {m}: {remark}", "U vezi sa članovima {n} i {m}: {remark}"],
    "en": ["Articles {n} and {m}: {remark}", "On articles {n} and {m}: {remark}"],
    "de": ["Artikel {n} und {m}: {remark}"],
}
NAMED_WORDING = {
    "sq": [
        'Propozoj që neni {n} të jetë: "{wording}"',
        ("Neni {n}: teksti të zëvendësohet me „{wording}“."),
        ('Neni {n} të formulohet si vijon: "{wording}"'),
    ],
    "sr": [
        ("Predlažem da član {n} glasi: „{wording}“"),
        ('Član {n}: predlažemo da se tekst zameni sa "{wording}".'),
        ("Član {n} treba da glasi: „{wording}“"),
    ],
    "en": [
        ('Article {n} should read: "{wording}"'),
        ("We propose that Article {n} be replaced by “{wording}”."),
        ('Article {n} - proposed wording: "{wording}"'),
    ],
    "de": [("Artikel {n} sollte lauten: „{wording}“")],
}
WORDINGS = {
    "sq": [
        "Organizata njoftohet me shkrim brenda 30 ditëve.",
        "Vendimi publikohet me arsyetim në faqen e Ministrisë.",
        "Afati është njëzet ditë pune.",
    ],
    "sr": [
        "Organizacija se obaveštava pismeno u roku od 30 dana.",
        "Odluka se objavljuje sa obrazloženjem na stranici ministarstva.",
        "Rok je dvadeset radnih dana.",
    ],
    "en": [
        "The organization is informed in writing within 30 days.",
        "The decision is published with its reasons.",
        "The period is twenty working days.",
    ],
    "de": ["Die Organisation wird binnen 30 Tagen schriftlich unterrichtet.", "Die Frist beträgt zwanzig Werktage."],
}
# In the middle of a sentence: counts as the label when it is the only one.
MENTIONED = {
    "sq": "Mendojmë se zgjidhja e dhënë në nenin {n} të projektligjit nuk e arrin qëllimin e vet.",
    "sr": "Smatramo da rešenje koje daje član {n} nacrta zakona ne postiže svoj cilj.",
    "en": "In our view the solution chosen in Article {n} of the draft law does not reach its aim.",
    "de": "Unserer Meinung nach erreicht die Lösung in Artikel {n} des Entwurfs ihr Ziel nicht.",
}
# Names another act's place, which is no label.
ELSEWHERE = {
    "sq": "Kjo bie ndesh me nenin 44 të Kushtetutës dhe me nenin 5 të Ligjit nr. 06/L-043.",
    "sr": "To je suprotno članu 44 Ustava i članu 5 Zakona br. 06/L-043.",
    "en": "This conflicts with Article 44 of the Constitution and with Article 5 of Law No. 06/L-043.",
    "de": "Das widerspricht Artikel 44 der Verfassung.",
}

DISCLAIMERS = {
    "sq": [
        "Ky email dhe çdo dokument i bashkëngjitur janë konfidencialë dhe i dedikohen vetëm personit të cilit i drejtohen. Nëse e keni pranuar gabimisht, ju lutemi njoftoni dërguesin dhe fshijeni menjëherë.",
        "NJOFTIM KONFIDENCIALITETI: Ky mesazh është i destinuar vetëm për marrësin e caktuar. Çdo shpërndarje e paautorizuar është e ndaluar.",
        "Mendoni për mjedisin para se ta shtypni këtë email.",
    ],
    "sr": [
        "Ova poruka i svi prilozi su poverljivi i namenjeni isključivo primaocu. Ako ste je primili greškom, molimo obavestite pošiljaoca i obrišite je.",
        "NAPOMENA O POVERLJIVOSTI: Sadržaj ove poruke namenjen je samo naznačenom primaocu. Svako neovlašćeno kopiranje je zabranjeno.",
        "Molimo razmislite o životnoj sredini pre nego što odštampate ovaj mejl.",
    ],
    "en": [
        "This e-mail and any attachments are confidential and intended solely for the addressee. If you have received it in error, please notify the sender and delete it.",
        "DISCLAIMER: The views expressed in this message are those of the sender. Any unauthorized disclosure, copying or distribution is prohibited.",
        "Please consider the environment before printing this e-mail.",
    ],
    "de": [
        "Diese E-Mail enthält vertrauliche Informationen und ist nur für den genannten Empfänger bestimmt. Wenn Sie nicht der richtige Empfänger sind, informieren Sie bitte den Absender und löschen Sie diese Mail.",
        "Bitte denken Sie an die Umwelt, bevor Sie diese E-Mail ausdrucken.",
    ],
}
VIRUS_FOOTERS = [
    "Virus-free.www.avast.com",
    "This email has been checked for viruses by Avast antivirus software.\nwww.avast.com",
    "Ky email është kontrolluar për viruse nga Avast.",
    "Diese E-Mail wurde von Avast Antivirus-Software auf Viren geprüft.",
]
LIST_FOOTER = "_______________________________________________\nRrjeti mailing list\nRrjeti@lists.example.org\nhttps://lists.example.org/mailman/listinfo/rrjeti"
GROUP_FOOTER = '-- \nYou received this message because you are subscribed to the Google Groups "rrjeti" group.\nTo unsubscribe from this group and stop receiving emails from it, send an email to rrjeti+unsubscribe@groups.example.org.'
BANNERS = [
    "CAUTION: This email originated from outside of the organization. Do not click links unless you recognize the sender.",
    "KUJDES: Ky email ka ardhur nga jashtë organizatës.",
    "OPREZ: Ova poruka dolazi spolja. Ne otvarajte priloge.",
]

DEVICES = {
    "iphone": {
        "sq": "Dërguar nga iPhone-i im",
        "sr": "Poslato sa mog iPhone-a",
        "sr-cyrl": "Послато са мог iPhone-а",
        "en": "Sent from my iPhone",
        "de": "Von meinem iPhone gesendet",
    },
    "samsung": {
        "sq": "Dërguar nga pajisja ime Samsung Galaxy",
        "sr": "Poslato sa mog Samsung Galaxy uređaja",
        "sr-cyrl": "Послато са мог Samsung Galaxy уређаја",
        "en": "Sent from my Galaxy",
        "de": "Von meinem Samsung Galaxy Smartphone gesendet.",
    },
    "outlook": {
        "sq": "Merre Outlook për Android",
        "sr": "Preuzmite Outlook za Android",
        "sr-cyrl": "Преузмите Outlook за Android",
        "en": "Get Outlook for iOS",
        "de": "Outlook für iOS beziehen",
    },
    "k9": {
        "sq": "Dërguar nga pajisja ime Android me K-9 Mail.",
        "sr": "Poslato sa mog Android uređaja pomoću aplikacije K-9 Mail.",
        "sr-cyrl": "Послато са мог Android уређаја помоћу апликације K-9 Mail.",
        "en": "Sent from my Android device with K-9 Mail. Please excuse my brevity.",
        "de": "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
    },
    "yahoo": {
        "sq": "Dërguar nga Yahoo Mail në Android",
        "sr": "Poslato sa Yahoo Mail-a na Androidu",
        "sr-cyrl": "Послато са Yahoo Mail-а на Android-у",
        "en": "Sent from Yahoo Mail on Android",
        "de": "Von Yahoo Mail auf Android gesendet",
    },
    "proton": {
        "sq": "Sent with Proton Mail secure email.",
        "sr": "Sent with Proton Mail secure email.",
        "sr-cyrl": "Sent with Proton Mail secure email.",
        "en": "Sent with Proton Mail secure email.",
        "de": "Gesendet mit Proton Mail sichere E-Mail.",
    },
}

AUTO_SUBJECTS = {
    "sq": ["Përgjigje automatike: {subject}", "Jashtë zyrës: {subject}", "Përgjigje automatike"],
    "sr": ["Automatski odgovor: {subject}", "Odsutan: {subject}", "Automatski odgovor"],
    "en": ["Automatic reply: {subject}", "Out of Office: {subject}", "Auto: {subject}", "Out of office"],
    "de": ["Automatische Antwort: {subject}", "Abwesenheitsnotiz: {subject}"],
}
AUTO_WORDS = {
    "sq": [
        "Faleminderit për mesazhin. Jam në pushim deri më 5 dhjetor. Për çështje urgjente kontaktoni zyrën.",
        "Jam jashtë zyrës dhe kam qasje të kufizuar në email.",
    ],
    "sr": [
        "Hvala na poruci. Na godišnjem sam odmoru do 5. decembra. Za hitne slučajeve obratite se kancelariji.",
        "Nisam u kancelariji i imam ograničen pristup pošti.",
    ],
    "en": [
        "Thank you for your message. I am out of the office until 5 December with limited access to e-mail.",
        "I am currently out of the office. For urgent matters please contact our secretariat.",
    ],
    "de": [
        "Vielen Dank für Ihre Nachricht. Ich bin bis 5. Dezember nicht im Büro.",
        "Ich bin derzeit nicht im Büro und habe nur begrenzt Zugriff auf meine E-Mails.",
    ],
}


@dataclass(frozen=True, slots=True)
class Draft:
    """What our own mail tells in one language: the heads of its lines, so that quotes look like it."""

    subject: str
    opening: str
    article: str
    articles: tuple[str, ...]
    ending: str
    secretariat: str


DRAFTS = {
    "sq": Draft(
        "Projektligji për lirinë e asociimit: konsultim deri më 11 dhjetor",
        "Të nderuar anëtarë,\n\nMinistria ka hapur konsultimin për projektligjin për lirinë e asociimit. Mund të përgjigjeni në këtë email; përgjigjja juaj regjistrohet si koment i organizatës suaj.",
        "Neni",
        (
            "Organizata themelohet nga së paku tre persona.",
            "Ministria vendos për regjistrimin brenda 15 ditëve.",
            "Organizata paraqet raport vjetor deri më 31 mars.",
            "Vendimi për refuzim mund të ankimohet brenda 30 ditëve.",
            "Organizata mund të ushtrojë aktivitet publik.",
            "Mjetet publike ndahen me thirrje të hapur.",
            "Inspektimi bëhet me njoftim paraprak.",
        ),
        "Ky email ju erdhi sepse organizata juaj është anëtare e rrjetit.\nPër ta ndalur: https://rrjeti.example/sq/mails",
        "Sekretariati i rrjetit",
    ),
    "sr": Draft(
        "Nacrt zakona o slobodi udruživanja: konsultacije do 11. decembra",
        "Poštovani članovi,\n\nministarstvo je otvorilo konsultacije o nacrtu zakona o slobodi udruživanja. Možete odgovoriti na ovaj mejl; vaš odgovor se beleži kao komentar vaše organizacije.",
        "Član",
        (
            "Organizaciju osnivaju najmanje tri lica.",
            "Ministarstvo odlučuje o upisu u roku od 15 dana.",
            "Organizacija podnosi godišnji izveštaj do 31. marta.",
            "Protiv odluke o odbijanju može se izjaviti žalba u roku od 30 dana.",
            "Organizacija može obavljati javnu aktivnost.",
            "Javna sredstva dodeljuju se javnim pozivom.",
            "Inspekcija se vrši uz prethodnu najavu.",
        ),
        "Ovu poruku dobijate jer je vaša organizacija članica mreže.\nDa je zaustavite: https://rrjeti.example/sr/mails",
        "Sekretarijat mreže",
    ),
    "en": Draft(
        "Draft law on freedom of association: consultation until 11 December",
        "Dear members,\n\nthe Ministry has opened the consultation on the draft law on freedom of association. You may answer this mail; your answer is recorded as a comment of your organization.",
        "Article",
        (
            "An organization is founded by at least three persons.",
            "The Ministry decides on registration within 15 days.",
            "An organization submits an annual report by 31 March.",
            "A refusal may be appealed within 30 days.",
            "An organization may carry out public activity.",
            "Public funds are awarded by open call.",
            "Inspections are announced in advance.",
        ),
        "You get this mail because your organization is a member of the network.\nTo stop it: https://rrjeti.example/en/mails",
        "Secretariat of the network",
    ),
}
