"""What an amending draft changes: its instructions in words, and the amended act with the change where it may be read."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

import lawtext
from civikos.kernel.accounts.actor import Actor
from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.queries import amending
from civikos.programs.consultations.tests import samples

ClientAs = Callable[[Actor], Client]
DRAFTS = Path(settings.BASE_DIR) / "civikos" / "interfaces" / "demo" / "data" / "drafts"
BASE = """LIGJI NR. 06/L-081 PËR QASJE TË SHPIKUR

Neni 1
Qëllimi
Ky ligj rregullon qasjen.

Neni 2
Afati
1. Institucioni përgjigjet brenda pesëmbëdhjetë (15) ditëve.
2. Afati mund të zgjatet një herë.

Neni 3
Tarifa
Kopjet paguhen sipas tarifës.

Neni 4
Hyrja në fuqi
Ky ligj hyn në fuqi pas publikimit.
"""
CHANGE = """PROJEKTLIGJI PËR NDRYSHIMIN DHE PLOTËSIMIN E LIGJIT NR. 06/L-081 PËR QASJE TË SHPIKUR

Neni 1
Afati
Neni 2 i ligjit bazik, paragrafi 1. ndryshohet me tekstin si në vijim:
1. Institucioni përgjigjet brenda shtatë (7) ditëve.

Neni 2
Tarifa
Neni 3 i ligjit bazik fshihet.

Neni 3
Plotësimi
Pas nenit 90 të ligjit bazik shtohet neni 90A me tekstin si në vijim:
Neni 90A
Regjistri
Institucioni mban regjistrin.

Neni 4
Hyrja në fuqi
Ky ligj hyn në fuqi pas publikimit.
"""
TITLE = "Projektligji për ndryshimin dhe plotësimin e Ligjit Nr. 06/L-081 për Qasje të Shpikur"


def address(consultation: Consultation, query: str = "", language: str = "en") -> str:
    return f"/{language}/consultations/{consultation.pk}/changes/{query}"


@pytest.fixture
def base(jurisdiction: None, secretariat: Actor, ministry: Actor, at: datetime, clock: Any) -> Consultation:
    """The act that is amended, registered and not sent to anybody."""
    return samples.register(
        secretariat,
        samples.organization_of(ministry),
        at,
        titles={"sq": "Ligji për qasje të shpikur"},
        texts=samples.read_text(BASE, "ligji.txt"),
        reference="",
    )


@pytest.fixture
def change(
    jurisdiction: None, secretariat: Actor, ministry: Actor, member: Actor, at: datetime, clock: Any
) -> Consultation:
    """The amending draft, sent to the members."""
    row = samples.register(
        secretariat,
        samples.organization_of(ministry),
        at,
        titles={"sq": TITLE},
        texts=samples.read_text(CHANGE, "ndryshimi.txt"),
        reference="",
    )
    return samples.distribute(row, secretariat, [member], at)


def test_the_instructions_are_told_in_words_with_the_article_that_orders_them(
    change: Consultation, client_as: ClientAs, member: Actor
) -> None:
    page = client_as(member).get(address(change)).content.decode()
    assert "06/L-081" in page
    assert "Article 2, paragraph 1" in page
    assert "new wording" in page
    assert "deleted" in page
    assert "after: Article 90" in page
    assert "<ins>1. Institucioni përgjigjet brenda shtatë (7) ditëve.</ins>" in page
    assert f"/en/consultations/{change.pk}/art_1" in page
    assert "is not in the register here" in page


@pytest.mark.parametrize(("language", "said"), [("sq", "Neni 2, paragrafi 1"), ("sr-latn", "Član 2, stav 1")])
def test_the_words_are_in_the_language_of_the_page(change: Consultation, language: str, said: str) -> None:
    page = Client().get(address(change, language=language)).content.decode()
    assert said in page
    assert "new wording" not in page


def test_what_is_not_understood_is_listed_with_its_words(
    jurisdiction: None, secretariat: Actor, ministry: Actor, at: datetime, clock: Any, client_as: ClientAs
) -> None:
    text = CHANGE.replace("Neni 3 i ligjit bazik fshihet.", "Fjala “taksë” ndryshohet sipas nevojës në gjithë ligjin.")
    row = samples.register(
        secretariat,
        samples.organization_of(ministry),
        at,
        titles={"sq": TITLE},
        texts=samples.read_text(text, "ndryshimi.txt"),
    )
    acts = amending.amended_acts(row, amending.amending(row, "sq"), secretariat)
    (unknown,) = [order for act in acts for order in act.orders if order.is_unknown]
    assert len(unknown.doubts) == 2
    page = client_as(secretariat).get(address(row)).content.decode()
    assert "not understood" in page
    assert "Fjala “taksë” ndryshohet sipas nevojës në gjithë ligjin." in page
    assert "Old and new words could not be matched to each other." in page


def test_an_act_that_may_be_read_is_shown_with_the_change(
    base: Consultation, change: Consultation, secretariat: Actor, client_as: ClientAs, at: datetime
) -> None:
    browser = client_as(secretariat)
    assert "?act=06/L-081" in browser.get(address(change)).content.decode()
    page = browser.get(address(change, "?act=06/L-081")).content.decode()
    assert "<del>" in page
    assert "shtatë" in page
    assert "Kopjet paguhen" in page
    assert f"/en/consultations/{change.pk}/art_1" in page
    assert "Ky ligj rregullon qasjen." not in page, "only what changes"
    assert "1 instruction could not be carried out" in page
    assert "The act has no such provision." in page
    assert "Ky ligj rregullon qasjen." in browser.get(address(change, "?act=06/L-081&all=1")).content.decode()


def test_an_act_that_the_reader_may_not_see_is_not_there(
    base: Consultation, change: Consultation, member: Actor, client_as: ClientAs
) -> None:
    browser = client_as(member)
    assert "is not in the register here" in browser.get(address(change)).content.decode()
    assert browser.get(address(change, "?act=06/L-081")).status_code == 404
    assert browser.get(address(change, "?act=01/L-001")).status_code == 404


def test_an_act_of_its_own_changes_nothing(distributed: Consultation, member: Actor, client_as: ClientAs) -> None:
    page = client_as(member).get(address(distributed)).content.decode()
    assert "does not amend another act" in page
    assert "What this act changes" not in client_as(member).get(f"/en/consultations/{distributed.pk}/").content.decode()


def test_the_reading_room_leads_to_the_page(change: Consultation, member: Actor, client_as: ClientAs) -> None:
    assert address(change) in client_as(member).get(f"/en/consultations/{change.pk}/").content.decode()


def test_the_pages_cost_a_fixed_number_of_queries(
    base: Consultation, change: Consultation, secretariat: Actor, client_as: ClientAs, queries: Any
) -> None:
    browser = client_as(secretariat)
    with queries(at_most=15):
        browser.get(address(change))
    with queries(at_most=12):
        browser.get(address(change))
    with queries(at_most=16):
        browser.get(address(change, "?act=06/L-081"))
    with queries(at_most=12):
        browser.get(address(change, "?act=06/L-081"))


@pytest.mark.parametrize(("name", "acts", "orders"), [("08-L-142.sq.txt", 5, 5), ("access-amendment.sq.txt", 1, 9)])
def test_the_amending_acts_of_the_demonstration(
    jurisdiction: None,
    secretariat: Actor,
    ministry: Actor,
    at: datetime,
    clock: Any,
    client_as: ClientAs,
    name: str,
    acts: int,
    orders: int,
) -> None:
    texts = samples.read_text((DRAFTS / name).read_text(), name)
    title = "Projektligji për ndryshimin dhe plotësimin e ligjeve" if name.startswith("08") else texts[0].text.title
    row = samples.register(secretariat, samples.organization_of(ministry), at, titles={"sq": title}, texts=texts)
    found = amending.amending(row, "sq")
    assert found.instructions == tuple(found.instructions)
    shown = amending.amended_acts(row, found, secretariat)
    assert (len(shown), sum(len(each.orders) for each in shown)) == (acts, orders)
    direct = lawtext.read_instructions(texts[0].text)
    assert [(each.kind, each.place, each.act.number) for each in found.instructions] == [
        (each.kind, each.place, each.act.number) for each in direct
    ], "as read from the file itself"
    assert client_as(secretariat).get(address(row)).status_code == 200


@pytest.mark.parametrize(
    ("number", "printed"), [("04/L-057", "Nr. 04/L – 57"), ("04/L-057", "Nr.04/L -057"), ("2003/11", "Nr. 2003/11")]
)
def test_numbers_are_found_however_they_are_printed(number: str, printed: str) -> None:
    assert re.search(amending._printed(number), printed, re.IGNORECASE)


def test_every_code_of_an_instruction_has_words() -> None:
    assert set(amending.DONE) == set(lawtext.InstructionKind)
    described = (lawtext.Instruction.__doc__ or "").partition("why it is less than 1:")[2]
    codes = set(re.findall(r"`([a-z_]+)`", described))
    assert len(codes) > 8
    assert codes <= set(amending.DOUBTS)
