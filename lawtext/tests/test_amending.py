"""Articles quoted by an amending act are never taken for its own, whatever the habit of quoting."""

from __future__ import annotations

import re

import pytest

from lawtext import Kind, Text, read_lines

UNQUOTED_SQ = """
LIGJI NR. 08/L-001 PËR NDRYSHIMIN DHE PLOTËSIMIN E LIGJIT NR. 04/L-057

Neni 1
Qëllimi
Qëllimi i këtij ligji është ndryshimi dhe plotësimi i Ligjit Nr. 04/L-057.

Neni 2
Neni 3 i ligjit bazik riformulohet me tekstin si në vijim:
Neni 3
Përkufizimet
1. Shprehjet e përdorura në këtë ligj kanë këtë kuptim:
1.1. Ministria - Ministria përkatëse;
1.2. Organi - organi kompetent.

Neni 3
Pas nenit 5 të ligjit bazik shtohet neni 5A me tekstin si në vijim:
Neni 5A
Regjistri
1. Regjistri është publik.
2. Regjistri mbahet në formë elektronike.

Neni 4
Neni 9 i ligjit bazik, paragrafi 2 fshihet.

Neni 5
Hyrja në fuqi
Ky ligj hyn në fuqi ditën e publikimit në Gazetën Zyrtare.
"""

MARKED_SQ = """
Neni 1
Ndryshimi i nenit 4
1. Neni 4 i ligjit bazik ndryshohet me tekstin si në vijim:
“Neni 4
Parimet
1. Veprimi është i lirë.
2. Askush nuk detyrohet.”
2. Pas nenit 4 shtohet neni 4A me tekstin si vijon:
“Neni 4A
Regjistri
1. Regjistri është publik.”
3. Në nenin 7, paragrafi 1 fjalët “dhjetë ditë” zëvendësohen me fjalët “pesëmbëdhjetë ditë”.
Neni 2
Neni 2 i ligjit bazik riformulohet si në vijim:
“Neni 2
Fushëveprimi
Ky ligj zbatohet për të gjithë.”
Neni 3
Hyrja në fuqi
Ky ligj hyn në fuqi sot.
"""

SERBIAN = """
ZAKON BR. 08/L-001 O IZMENAMA I DOPUNAMA ZAKONA BR. 04/L-057

Član 1
Član 3 osnovnog zakona menja se i glasi:
„Član 3
Definicije
1. Izrazi imaju sledeće značenje.“
Član 2
Posle člana 5 osnovnog zakona dodaje se novi član 5A koji glasi:
„Član 5A
Registar
Registar je javan.“
Član 3
Stupanje na snagu
Ovaj zakon stupa na snagu danom objavljivanja.
"""

ENGLISH = """
LAW NO. 08/L-001 ON AMENDING AND SUPPLEMENTING LAW NO. 04/L-057

Article 1
Article 2 of the basic law shall be reworded as follows:
Article 2
Scope
1. This law applies to all.
2. This law does not apply to parties.
Article 2
After Article 5 of the basic law a new Article 5A shall be added with the following text:
Article 5A
Register
The register is public.
Article 3
Entry into force
This law shall enter into force on the day of publication.
"""

CYRILLIC = """
Члан 1
Члан 2 основног закона мења се и гласи:
Члан 2
Примена
1. Овај закон се примењује на све.
Члан 2
После члана 5 додаје се нови члан 5А који гласи:
Члан 5А
Регистар
Регистар је јаван.
Члан 3
Ступање на снагу
Овај закон ступа на снагу даном објављивања.
"""


def numbers(text: Text) -> list[str]:
    return [article.number for article in text.articles()]


def quoted(text: Text) -> list[str]:
    return [node.number for node in text.walk() if node.kind is Kind.QUOTED and node.number]


@pytest.mark.parametrize("paged", [True, False])
@pytest.mark.parametrize(
    ("act", "own", "others"),
    [
        (UNQUOTED_SQ, "1 2 3 4 5", "3 5A"),
        (MARKED_SQ, "1 2 3", "4 4A 2"),
        (SERBIAN, "1 2 3", "3 5A"),
        (ENGLISH, "1 2 3", "2 5A"),
        (CYRILLIC, "1 2 3", "2 5А"),
    ],
)
def test_own_and_quoted_articles_are_told_apart(act: str, own: str, others: str, paged: bool) -> None:
    text = read_lines(act.splitlines(), paged=paged)
    assert numbers(text) == own.split()
    assert quoted(text) == others.split()


def test_numbered_instructions_go_on_after_quoted_matter() -> None:
    text = read_lines(MARKED_SQ.splitlines())
    first = text.find("art_1")
    assert first is not None
    assert [child.number for child in first.children] == ["1", "2", "3"]
    assert [node.number for node in first.children[0].children[0].children] == ["1", "2"]


def test_ordinary_lists_and_references_are_not_quotations() -> None:
    text = read_lines(
        """
Neni 1
Shkallët
1. Tatimi ngarkohet sipas shkallëve në vijim:
1.1. dhjetë për qind;
1.2. njëzet për qind.
2. Dispozitat e nenit 6 zbatohen si në vijim:
2.1. për të gjithë;
Neni 2
Tarifat
Teksti i nenit.
Neni 3
Fundi
Teksti.
""".splitlines()
    )
    assert numbers(text) == ["1", "2", "3"]
    assert quoted(text) == []


@pytest.mark.parametrize(
    ("first", "order"),
    [
        ("Neni", "Neni 3 i ligjit bazik ndryshohet në mënyrë adekuate."),
        ("Član", "Član 3. osnovnog zakona menja se na odgovarajući način."),
        ("Article", "Article 3 of the basic law shall be amended accordingly."),
    ],
)
def test_what_is_changed_accordingly_brings_no_wording(first: str, order: str) -> None:
    lines = [f"{first} 2", order, f"{first} 3", "1. Fjalë të vetat.", f"{first} 4", "Të tjera."]
    articles = [node.number for node in read_lines(lines).walk() if node.kind is Kind.ARTICLE]
    assert articles == ["2", "3", "4"]
    # The same sentence without the manner announces what follows.
    announcing = re.sub(r" në mënyrë adekuate\.| accordingly\.", "", order).replace("na odgovarajući način.", "i glasi")
    quoted = [
        node.number for node in read_lines([*lines[:1], announcing, *lines[2:]]).walk() if node.kind is Kind.QUOTED
    ]
    assert "3" in quoted
