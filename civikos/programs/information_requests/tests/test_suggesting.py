"""What a mail of an institution may be, by words of three languages."""

import pytest

from civikos.programs.information_requests.queries.suggesting import reference_in, suggestions
from civikos.programs.information_requests.states import Happening

CASES = [
    ("Të nderuar, bashkëngjitur gjeni raportin e kërkuar.", True, Happening.FULL),
    ("Poštovani, u prilogu vam dostavljamo traženi izveštaj.", True, Happening.FULL),
    ("Please find attached the report you requested.", True, Happening.FULL),
    ("Kërkesa juaj refuzohet në bazë të nenit 17.", False, Happening.REFUSED),
    ("Nuk mund t'ju lejojmë qasje në këtë dokument.", False, Happening.REFUSED),
    ("Vaš zahtev se odbija.", False, Happening.REFUSED),
    ("We have to refuse your request.", False, Happening.REFUSED),
    ("Ju lejohet qasje e pjesshme; pjesa tjetër refuzohet.", True, Happening.PARTIAL),
    ("Odobrava se delimičan pristup, a ostatak se odbija.", True, Happening.PARTIAL),
    ("You are given partial access.", True, Happening.PARTIAL),
    ("Ju njoftojmë se zgjatet afati edhe për 15 ditë.", False, Happening.EXTENDED),
    ("Obaveštavamo vas o produženju roka.", False, Happening.EXTENDED),
    ("We need an extension of the deadline.", False, Happening.EXTENDED),
    ("Kërkesën tuaj e kemi përcjellë te institucioni përkatës.", False, Happening.FORWARDED),
    ("Prosledili smo vaš zahtev ministarstvu.", False, Happening.FORWARDED),
    ("Your request has been forwarded.", False, Happening.FORWARDED),
    ("Ju lutemi të saktësoni kërkesën.", False, Happening.CLARIFICATION_ASKED),
    ("Molimo vas da precizirate zahtev.", False, Happening.CLARIFICATION_ASKED),
    ("Could you clarify which report?", False, Happening.CLARIFICATION_ASKED),
    ("Raporti është i publikuar në faqen tonë.", False, Happening.ALREADY_PUBLIC),
    ("Izveštaj je već objavljen na sajtu.", False, Happening.ALREADY_PUBLIC),
    ("The report is publicly available.", False, Happening.ALREADY_PUBLIC),
    ("Kërkesa juaj u regjistrua me nr. prot. 123/2026.", False, Happening.REGISTERED),
    ("Vaš zahtev je zaveden pod brojem 45-12.", False, Happening.REGISTERED),
    ("Your request was registered under No. 778/2026.", False, Happening.REGISTERED),
    ("Raporti.", True, Happening.FULL),
]


@pytest.mark.parametrize(("text", "has_documents", "kind"), CASES)
def test_the_first_proposal_fits(text: str, has_documents: bool, kind: Happening) -> None:
    found = suggestions(text, has_documents=has_documents)
    assert found and found[0].kind is kind


def test_where_no_word_says_anything_nothing_is_proposed() -> None:
    assert suggestions("Faleminderit, do t'ju shkruajmë.") == []


def test_an_automatic_answer_proposes_a_registration_only() -> None:
    words = "Përgjigje automatike: kërkesa u pranua... u pranuar me nr. 4521. Nuk lejohet përgjigja në këtë adresë."
    found = suggestions(words, is_automatic=True)
    assert [each.kind for each in found] == [Happening.REGISTERED]


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("nr. prot. 123/2026", "123/2026"),
        ("Nr. i protokollit: 02-1190", "02-1190"),
        ("zaveden pod brojem 45-12", "45-12"),
        ("No. 4521", "4521"),
        ("Re: QDP-2026-0007", ""),
        ("asgjë", ""),
    ],
)
def test_the_institutions_number_is_found(text: str, reference: str) -> None:
    assert reference_in(text) == reference
