"""The draft of the tests: invented, short, in Albanian and Serbian, and its second version, made for every fate of an article."""

SQ = """PROJEKTLIGJ PËR PJESËMARRJEN E QYTETARËVE (TEKST I SHPIKUR)

KREU I
DISPOZITAT E PËRGJITHSHME

Neni 1
Qëllimi
1. Ky ligj rregullon pjesëmarrjen e qytetarëve në hartimin e akteve.
2. Institucionet publikojnë çdo projekt në faqen e tyre zyrtare.

Neni 2
Afatet
1. Afati për komente është pesëmbëdhjetë (15) ditë pune.
2. Institucioni mund ta zgjasë afatin vetëm me vendim të arsyetuar.

KREU II
PËRGJIGJET

Neni 3
Përgjigjja e institucionit
1. Institucioni i përgjigjet çdo komenti me shkrim.
2. Refuzimi i një komenti arsyetohet në raport.

Neni 4
Regjistri publik
1. Komentet dhe përgjigjet mbahen në një regjistër publik.

Neni 5
Dënimet
1. Për shkeljen e këtij ligji shqiptohet gjobë prej njëqind (100) euro.

Neni 6
Hyrja në fuqi
1. Ky ligj hyn në fuqi pesëmbëdhjetë (15) ditë pas publikimit në Gazetën Zyrtare.
"""

SR = """NACRT ZAKONA O UČEŠĆU GRAĐANA (IZMIŠLJEN TEKST)

POGLAVLJE I
OPŠTE ODREDBE

Član 1
Svrha
1. Ovaj zakon uređuje učešće građana u izradi akata.
2. Institucije objavljuju svaki nacrt na svojoj zvaničnoj stranici.

Član 2
Rokovi
1. Rok za komentare je petnaest (15) radnih dana.
2. Institucija može produžiti rok samo obrazloženom odlukom.

POGLAVLJE II
ODGOVORI

Član 3
Odgovor institucije
1. Institucija odgovara na svaki komentar u pisanom obliku.
2. Odbijanje komentara obrazlaže se u izveštaju.

Član 4
Javni registar
1. Komentari i odgovori vode se u javnom registru.

Član 5
Kazne
1. Za kršenje ovog zakona izriče se novčana kazna od sto (100) evra.

Član 6
Stupanje na snagu
1. Ovaj zakon stupa na snagu petnaest (15) dana nakon objavljivanja u Službenom listu.
"""

# Article 5 is gone, articles 2 has other words, a new article stands between 3 and 4, and so 4 is now 5.
SQ_SECOND = """PROJEKTLIGJ PËR PJESËMARRJEN E QYTETARËVE (TEKST I SHPIKUR)

KREU I
DISPOZITAT E PËRGJITHSHME

Neni 1
Qëllimi
1. Ky ligj rregullon pjesëmarrjen e qytetarëve në hartimin e akteve.
2. Institucionet publikojnë çdo projekt në faqen e tyre zyrtare.

Neni 2
Afatet
1. Afati për komente është njëzet (20) ditë pune.
2. Institucioni mund ta zgjasë afatin vetëm me vendim të arsyetuar.

KREU II
PËRGJIGJET

Neni 3
Përgjigjja e institucionit
1. Institucioni i përgjigjet çdo komenti me shkrim.
2. Refuzimi i një komenti arsyetohet në raport.

Neni 4
Dëgjimet publike
1. Dëgjimi publik mbahet së paku një herë në secilën komunë të prekur nga projekti.
2. Procesverbali i dëgjimit publikohet brenda tri (3) ditësh.

Neni 5
Regjistri publik
1. Komentet dhe përgjigjet mbahen në një regjistër publik.

Neni 6
Hyrja në fuqi
1. Ky ligj hyn në fuqi pesëmbëdhjetë (15) ditë pas publikimit në Gazetën Zyrtare.
"""
