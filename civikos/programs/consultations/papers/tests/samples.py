"""A consultation for the tests of papers: seeded, in three languages, with what people really type."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from civikos.programs.consultations.papers.rows import Figures, Head, Row

SUMMER, WINTER = timezone(timedelta(hours=2), "CEST"), timezone(timedelta(hours=1), "CET")
SENTENCES = {
    "sq": (
        "Neni duhet të përcaktojë qartë afatin brenda të cilit ministria i përgjigjet organizatës.",
        "Propozojmë që vullnetarët nën moshën 18 vjeç të kenë pëlqimin me shkrim të prindit ose kujdestarit.",
        "Termi “vullnetar afatgjatë” nuk përkufizohet askund tjetër dhe krijon pasiguri juridike.",
        "Çdo rimbursim i shpenzimeve duhet të dëshmohet me faturë, por jo në vlera nën 10 €.",
    ),
    "sr": (
        "Član treba jasno da odredi rok u kojem ministarstvo odgovara organizaciji.",
        "Predlažemo da volonteri mlađi od 18 godina imaju pisanu saglasnost roditelja ili staratelja.",
        "Pojam „dugoročni volonter“ nije nigde drugde određen i stvara pravnu nesigurnost.",
        "Обавеза пријаве не би смела да важи за удружења која немају запослених.",
    ),
    "en": (
        "The article should state the period within which the ministry answers the organization.",
        "We propose that volunteers under 18 have the written consent of a parent or guardian.",
        "The term “long-term volunteer” is not defined anywhere else and leaves legal uncertainty.",
        "Reimbursement below 10 € should not need a receipt.",
    ),
}
ARTICLE = {"sq": "Neni", "sr": "Član", "en": "Article"}
HEADINGS = {"sq": "Të drejtat e vullnetarit", "sr": "Prava volontera", "en": "Rights of the volunteer"}
WHO = ("Qendra për Gratë “Drita” (Arta Krasniqi)", "Udruženje „Most“ (Milica Jovanović)", "Besnik Gashi, individual")

FIGURES = Figures(
    contributions=214,
    proposals=61,
    organizations=38,
    individuals=9,
    points=63,
    accepted=18,
    partly=9,
    rejected=11,
    noted=4,
    unanswered=21,
    articles_commented=22,
    invited=912,
    opened=640,
)
HEAD = Head(
    consultation_id=42,
    title={
        "sq": "Projektligji për vullnetarizmin",
        "sr": "Nacrt zakona o volonterstvu",
        "en": "Draft Law on Volunteering",
    },
    institution={
        "sq": "Ministria e Kulturës, Rinisë dhe Sportit",
        "sr": "Ministarstvo kulture, omladine i sporta",
        "en": "Ministry of Culture, Youth and Sports",
    },
    network="Platforma CiviKos",
    reference="KONS-2026-118",
    version="1",
    received_on=date(2026, 11, 9),
    members_until=datetime(2026, 11, 24, 16, 0, tzinfo=WINTER),
    government_until=datetime(2026, 12, 1, 16, 0, tzinfo=WINTER),
    submitted_at=datetime(2026, 11, 30, 11, 20, tzinfo=WINTER),
    contributors=WHO,
    figures=FIGURES,
    checkpoint="civikos.example/log\n1482\nq0Hn3v1yE0r8Z5mJw2cT6uYkA9bLxPdfSgRi4oVnEsM=",
)
ROW = Row(
    number=1,
    key="P-42-1",
    article="Neni 12",
    article_heading="Të drejtat e vullnetarit",
    quote="brenda një afati të arsyeshëm",
    comment=SENTENCES["sq"][0],
    original="Ministria i përgjigjet organizatës brenda një afati të arsyeshëm.",
    proposed="Ministria i përgjigjet organizatës brenda pesëmbëdhjetë (15) ditëve pune.",
    who=WHO,
    reason="Afati i paqartë e bën të pamundur ankesën.",
    language="sq",
    outcome="",
    answer="",
    count=3,
)


def rows(count: int, seed: int = 7, words: int = 60) -> list[Row]:
    """That many points; two in three carry exact wording, one in four an answer. Always the same for one seed."""
    choose = random.Random(seed)
    made = []
    for number in range(1, count + 1):
        language = choose.choice(("sq", "sq", "sr", "en"))
        text = " ".join(choose.choice(SENTENCES[language]) for _sentence in range(max(1, words // 14)))
        original = choose.choice(SENTENCES[language]) if choose.random() < 0.67 else ""
        outcome = choose.choice(("accepted", "partly", "rejected", "noted")) if choose.random() < 0.25 else ""
        made.append(
            replace(
                ROW,
                number=number,
                key=f"P-42-{number}",
                article=f"{ARTICLE[language]} {1 + number // 4}",
                article_heading=HEADINGS[language],
                quote="" if original else text[:40],
                comment=text,
                original=original,
                proposed=original.replace("ministri", "institucioni").replace("18", "16") + " …" if original else "",
                who=tuple(choose.sample(WHO, choose.randint(1, 3))),
                reason=choose.choice(SENTENCES[language]),
                language=language,
                outcome=outcome,
                answer=choose.choice(SENTENCES["sq"]) if outcome else "",
                count=choose.randint(1, 9),
            )
        )
    return made


def expected(points: list[Row]) -> dict[str, int]:
    """Key to number, as the reader of a returned sheet wants it."""
    return {row.key: row.number for row in points}
