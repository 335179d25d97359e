"""The covering letter with which a matrix is handed to an institution."""

from civikos.programs.consultations.papers import words
from civikos.programs.consultations.papers.marks import breakable, printable
from civikos.programs.consultations.papers.pdf import furniture, spoken, typeset
from civikos.programs.consultations.papers.rows import Head, in_language
from civikos.programs.consultations.papers.word import BOLD, SOFT, Paper, paragraph, run

SUBJECT = {
    "sq": "Komentet e shoqërisë civile për dokumentin “{title}”",
    "sr": "Komentari civilnog društva na dokument „{title}“",
    "en": "Comments of civil society on the document “{title}”",
}
SUBJECT_LABEL = {"sq": "Lënda", "sr": "Predmet", "en": "Subject"}
TO = {"sq": "Për", "sr": "Za", "en": "To"}
BODY = {
    "sq": """Të nderuar,

Në kuadër të konsultimit publik për dokumentin e cekur më lart, në emër të organizatave anëtare të {network}, ju \
dorëzojmë matricën e komenteve.

Pika në matricë: {points}
Kontribute: {contributions}, prej tyre me tekst të propozuar: {proposals}
Organizata: {organizations}; individë: {individuals}
Nene të komentuara: {articles}

Ju lutemi që secilës pikë t'i përgjigjeni me njërin nga vlerësimet: pranuar, pjesërisht pranuar, refuzuar ose shënuar. \
Pikat e refuzuara kërkojnë arsyetim. Mund të përgjigjeni drejtpërdrejt në faqe ose duke e plotësuar tabelën e \
bashkëngjitur dhe duke e kthyer në adresën nga e cila e keni pranuar.

Matrica dhe përgjigjet do të publikohen në raportin e konsultimit.

Me respekt,
Sekretariati i {network}""",
    "sr": """Poštovani,

U okviru javne rasprave o gore navedenom dokumentu, u ime organizacija članica mreže {network}, dostavljamo vam \
matricu komentara.

Broj tačaka u matrici: {points}
Broj doprinosa: {contributions}, od toga sa predloženim tekstom: {proposals}
Organizacije: {organizations}; pojedinci: {individuals}
Komentarisani članovi: {articles}

Molimo vas da na svaku tačku odgovorite jednom od ocena: usvojeno, delimično usvojeno, odbijeno ili primljeno k \
znanju. Za odbijene tačke potrebno je obrazloženje. Možete odgovoriti neposredno na stranici ili popunjavanjem \
priložene tabele i njenim vraćanjem na adresu sa koje ste je primili.

Matrica i odgovori biće objavljeni u izveštaju o raspravi.

S poštovanjem,
Sekretarijat mreže {network}""",
    "en": """Dear Sir or Madam,

Within the public consultation on the document named above, we submit to you the matrix of comments on behalf of the \
member organizations of {network}.

Points in the matrix: {points}
Contributions: {contributions}, of these with proposed wording: {proposals}
Organizations: {organizations}; individuals: {individuals}
Articles commented on: {articles}

Please answer each point with one of: accepted, partly accepted, rejected, or noted. Rejected points need a reason. \
You can answer directly on the page, or fill in the attached table and return it to the address from which \
you received it.

The matrix and the answers will be published in the consultation report.

Yours faithfully,
The Secretariat of {network}""",
}


def draft_body(head: Head, language: str) -> str:
    """The letter as the secretariat finds it before it writes its own: paragraphs separated by an empty line."""
    figures = head.figures
    return BODY[language].format(
        network=head.network,
        points=figures.points,
        contributions=figures.contributions,
        proposals=figures.proposals,
        organizations=figures.organizations,
        individuals=figures.individuals,
        articles=figures.articles_commented,
    )


def letter_docx(head: Head, body: str, language: str) -> bytes:
    """The letter as DOCX. `body` is plain text, paragraphs separated by an empty line."""
    paper = Paper(head, SUBJECT_LABEL[language], language)
    paper.letterhead(head)
    paper.add(paragraph(run(_dated(head, language), language, SOFT)))
    institution, its_language = in_language(head.institution, language)
    paper.add(paragraph(run(f"{TO[language]}: ", language, SOFT), run(institution, its_language, BOLD)))
    paper.add(paragraph(run(f"{SUBJECT_LABEL[language]}: {_subject(head, language)}", language), style="Heading1"))
    for text in _paragraphs(body):
        paper.add(paragraph(run(text, language)))
    return paper.data()


def letter_pdf(head: Head, body: str, language: str) -> bytes:
    """
    The letter as PDF (PDF/UA-1). `body` is plain text, paragraphs separated by an empty line.

    Raises:
        ChildFailed: the typesetter used up its limits or fell.
    """
    institution, its_language = in_language(head.institution, language)
    data = furniture(head, SUBJECT_LABEL[language], language) | {
        "dated": printable(_dated(head, language)),
        "to_label": TO[language],
        "to": spoken(institution, its_language),
        "subject_label": SUBJECT_LABEL[language],
        "subject": printable(_subject(head, language)),
        "paragraphs": [breakable(text) for text in _paragraphs(body)],
    }
    return typeset("letter", data, head)


def _dated(head: Head, language: str) -> str:
    day = words.day_in_words(head.made_at.date(), language)
    return f"{words.FACTS['reference'][language]}: {head.reference}\n{day}" if head.reference else day


def _subject(head: Head, language: str) -> str:
    title, _language = in_language(head.title, language)
    return SUBJECT[language].format(title=title)


def _paragraphs(body: str) -> list[str]:
    return [text.strip() for text in printable(body).split("\n\n") if text.strip()]
