"""The text beside its source: every line is shown once, and correcting, joining and dividing keep every word."""

import ast
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

import lawtext
from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit.models import Entry
from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.queries import text as queries_of_text
from civikos.programs.consultations.tests import samples
from civikos.registers.legislation import queries as legislation
from civikos.registers.legislation.models import Provision, Wording
from lawtext import read
from lawtext.samples import make_docx

ClientAs = Callable[[Actor], Client]


def address(consultation: Consultation, verb: str = "", query: str = "") -> str:
    return f"/en/consultations/{consultation.pk}/text/{verb + '/' if verb else ''}{query}"


def page_of(browser: Client, consultation: Consultation, query: str = "") -> str:
    return browser.get(address(consultation, query=query)).content.decode()


@pytest.fixture
def long(jurisdiction: None, secretariat: Actor, ministry: Actor, at: datetime, clock: Any) -> Consultation:
    """A draft of sixty articles from a Word file."""
    data = make_docx(60, 120)
    text = [samples.ReadText(samples.Upload("ligji.docx", data), each) for each in read(data, name="ligji.docx").texts]
    return samples.register(secretariat, samples.organization_of(ministry), at, languages=["sq"], texts=text)


def test_over_all_windows_every_line_of_the_source_is_shown_exactly_once(long: Consultation) -> None:
    expression = legislation.doubtful(long.version)[0]
    seen: list[int] = []
    at = ""
    for _window in range(100):
        page = queries_of_text.text_page(long.version, expression, at, "sq")
        seen += [line.index for line in page.lines]
        assert all(line.became for line in page.lines)
        at = page.following
        if not at:
            break
    assert seen == [line["index"] for line in expression.lines]


def test_every_line_of_a_small_draft_says_what_became_of_it(
    registered: Consultation, secretariat: Actor, client_as: ClientAs
) -> None:
    page = page_of(client_as(secretariat), registered, "?language=sr")
    for line in samples.SERBIAN.splitlines():
        assert line in page
    assert 'lang="sr-Latn"' in page
    assert "Član 2" in page


def test_the_page_costs_a_fixed_number_of_queries(
    long: Consultation, secretariat: Actor, client_as: ClientAs, queries: Any
) -> None:
    browser = client_as(secretariat)
    with queries(at_most=14):
        page_of(browser, long)
    with queries(at_most=14):
        page_of(browser, long, "?at=art_40")


def test_articles_that_one_language_lacks_are_listed(
    jurisdiction: None, secretariat: Actor, ministry: Actor, at: datetime, client_as: ClientAs, clock: Any
) -> None:
    shorter = samples.SERBIAN[: samples.SERBIAN.index("Član 4")]
    texts = [*samples.texts(["sq"]), *samples.read_text(shorter, "nacrt.txt")]
    consultation = samples.register(secretariat, samples.organization_of(ministry), at, texts=texts)
    page = page_of(client_as(secretariat), consultation, "?language=sq")
    assert "1 article is not in every language" in page
    assert re.search(r"Neni 4</a>: missing in\s+Serbian", page)
    assert "This article is missing in Serbian" in page_of(client_as(secretariat), consultation, "?language=sr")


def test_a_correction_is_saved_and_shown(registered: Consultation, secretariat: Actor, client_as: ClientAs) -> None:
    browser = client_as(secretariat)
    assert 'name="text"' in page_of(browser, registered, "?language=sq&edit=art_3__para_1")
    answer = browser.post(
        address(registered, "correct"),
        {
            "eid": "art_3__para_1",
            "language": "sq",
            "at": "art_1",
            "number": "1",
            "heading": "",
            "text": "Vullnetar është personi mbi pesëmbëdhjetë (15) vjet.",
        },
    )
    assert answer.status_code == 302
    assert "Vullnetar është personi" in page_of(browser, registered, "?language=sq")
    other = Wording.objects.get(provision__version=registered.version, provision__eid="art_3__para_1", language="sr")
    assert "petnaest (15) godina" in other.text


def test_joining_keeps_every_word(registered: Consultation, secretariat: Actor, client_as: ClientAs) -> None:
    browser = client_as(secretariat)
    browser.post(address(registered, "join"), {"eid": "art_2__para_2__let_b", "language": "sq", "at": "art_1"})
    words = "\n".join(
        Wording.objects.filter(provision__version=registered.version, language="sq")
        .order_by("provision__position")
        .values_list("text", flat=True)
    )
    assert "praktikën profesionale të detyrueshme." in words


def test_there_is_nothing_before_the_first_provision(
    registered: Consultation, secretariat: Actor, client_as: ClientAs
) -> None:
    first = Provision.objects.filter(version=registered.version).order_by("position").first()
    assert first is not None
    answer = client_as(secretariat).post(address(registered, "join"), {"eid": first.eid, "language": "sq", "at": ""})
    assert answer.status_code == 422
    assert "nothing before this provision" in answer.content.decode()


def test_dividing_at_words_that_are_not_there_keeps_what_was_typed(
    registered: Consultation, secretariat: Actor, client_as: ClientAs
) -> None:
    browser = client_as(secretariat)
    sent = {
        "eid": "art_3__para_2",
        "language": "sq",
        "at": "art_1",
        "at_words": "fjalë që nuk janë",
        "kind": "paragraph",
        "number": "3",
        "heading": "",
    }
    answer = browser.post(address(registered, "divide"), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "were not found in this provision" in page
    assert 'value="fjalë që nuk janë"' in page
    assert browser.post(address(registered, "divide"), sent | {"at_words": "kërkohet pëlqimi"}).status_code == 302
    divided = Wording.objects.get(
        provision__version=registered.version,
        provision__number="3",
        provision__kind="paragraph",
        provision__article="art_3",
        language="sq",
    )
    assert divided.text == "kërkohet pëlqimi i prindit."


def test_after_submission_the_text_is_read_only(
    submitted: Consultation, secretariat: Actor, client_as: ClientAs
) -> None:
    browser = client_as(secretariat)
    assert "?language=sq&amp;at=art_1&amp;edit=" not in page_of(browser, submitted, "?language=sq")
    answer = browser.post(
        address(submitted, "correct"),
        {"eid": "art_1", "language": "sq", "at": "art_1", "number": "1", "heading": "X", "text": ""},
    )
    assert answer.status_code == 422
    assert (
        Wording.objects.get(provision__version=submitted.version, provision__eid="art_1", language="sq").heading
        == "Qëllimi"
    )


def test_an_unknown_verb_or_provision_is_absent(
    registered: Consultation, secretariat: Actor, client_as: ClientAs
) -> None:
    browser = client_as(secretariat)
    assert browser.post(address(registered, "burn"), {}).status_code == 404
    assert browser.post(address(registered, "join"), {"eid": "art_99", "language": "sq"}).status_code == 404


def test_every_code_of_a_doubtful_place_has_a_sentence() -> None:
    described = f"{lawtext.Doubt.__doc__} {lawtext.DoubtfulPlace.__doc__}"
    codes = set(re.findall(r"`([a-z]+(?:_[a-z]+)*)`", described)) - {"place", "weight", "code", "source"}
    for file in Path(lawtext.__file__).parent.glob("*.py"):
        for call in ast.walk(ast.parse(file.read_text())):
            made = getattr(call.func, "id", getattr(call.func, "attr", "")) if isinstance(call, ast.Call) else ""
            if made in {"Doubt", "_place"} and call.args and isinstance(call.args[0], ast.Constant):
                codes.add(call.args[0].value)
    assert len(codes) > 30
    assert sorted(codes - set(queries_of_text.DOUBTS) - {"article_id", "node_id"}) == []


DOUBTFUL = samples.ALBANIAN.replace("2. Për personin", "4. Për personin").replace("b) praktikën", "d) praktikën")


@pytest.fixture
def doubtful(jurisdiction: None, secretariat: Actor, ministry: Actor, at: datetime, clock: Any) -> Consultation:
    """A draft with a paragraph and a letter left out."""
    texts = samples.read_text(DOUBTFUL, "projekti.txt")
    return samples.register(secretariat, samples.organization_of(ministry), at, languages=["sq"], texts=texts)


def test_the_doubtful_places_stand_first_the_worst_on_top(
    doubtful: Consultation, secretariat: Actor, client_as: ClientAs
) -> None:
    expression = legislation.doubtful(doubtful.version)[0]
    weights = [doubt["weight"] for doubt in expression.doubts]
    assert len(weights) > 1
    assert weights == sorted(weights, reverse=True)
    page = page_of(client_as(secretariat), doubtful, "?language=sq")
    assert f"{len(weights)} places to look at; the reading is" in page
    assert page.index('id="places"') < page.index('id="art_1"')
    shown = queries_of_text.doubts_of(doubtful.version, expression)
    assert 0 < shown.sureness < 100
    for row in shown.left:
        assert row.sentence in page
        if row.line >= 0:
            assert f"#line-{row.line}" in page
            assert f'id="line-{row.line}"' in page


def test_what_was_looked_at_leaves_the_list_and_comes_back(
    doubtful: Consultation, secretariat: Actor, client_as: ClientAs
) -> None:
    browser = client_as(secretariat)
    expression = legislation.doubtful(doubtful.version)[0]
    with override("en"):
        before = queries_of_text.doubts_of(doubtful.version, expression)
    sent = {"language": "sq", "at": "art_1", "place": "0"}
    for _twice in range(2):
        assert browser.post(address(doubtful, "right"), sent).status_code == 302
    expression.refresh_from_db()
    after = queries_of_text.doubts_of(doubtful.version, expression)
    assert (len(after.left), len(after.right)) == (len(before.left) - 1, 1)
    assert after.sureness > before.sureness
    assert "1 place looked at and found right" in page_of(browser, doubtful, "?language=sq")
    assert "found right (Albanian" in browser.get(f"/en/consultations/{doubtful.pk}/history/?all=1").content.decode()
    assert Entry.objects.filter(verb="place.looked_at").count() == 1
    browser.post(address(doubtful, "doubtful"), sent)
    expression.refresh_from_db()
    with override("en"):
        assert queries_of_text.doubts_of(doubtful.version, expression) == before
    assert Entry.objects.filter(verb="place.reopened").count() == 1


def test_a_place_that_is_not_there_is_refused(doubtful: Consultation, secretariat: Actor, client_as: ClientAs) -> None:
    browser = client_as(secretariat)
    for number in ("999", "-1", "x", ""):
        sent = {"language": "sq", "at": "art_1", "place": number}
        page = browser.post(address(doubtful, "right"), sent, follow=True).content.decode()
        assert "not in the list of places to look at" in page
    sent = {"language": "en", "at": "art_1", "place": "0"}
    assert (
        "does not exist in this language"
        in browser.post(address(doubtful, "right"), sent, follow=True).content.decode()
    )
    assert not Entry.objects.filter(verb="place.looked_at").exists()


def test_after_submission_no_place_is_ticked_off(
    submitted: Consultation, secretariat: Actor, client_as: ClientAs
) -> None:
    client_as(secretariat).post(address(submitted, "right"), {"language": "sq", "at": "art_1", "place": "0"})
    assert not Entry.objects.filter(verb="place.looked_at").exists()


def test_when_all_is_looked_at_nothing_is_left(doubtful: Consultation, secretariat: Actor, client_as: ClientAs) -> None:
    browser = client_as(secretariat)
    for number in range(len(legislation.doubtful(doubtful.version)[0].doubts)):
        browser.post(address(doubtful, "right"), {"language": "sq", "at": "art_1", "place": str(number)})
    page = page_of(browser, doubtful, "?language=sq")
    assert "Every doubtful place has been looked at." in page


def test_numbers_that_programs_disagree_about_and_footnotes_are_told(
    jurisdiction: None, secretariat: Actor, ministry: Actor, at: datetime, client_as: ClientAs, clock: Any
) -> None:
    read_text = samples.read_text(samples.ALBANIAN, "projekti.txt")[0]
    first = next(line for line in read_text.text.lines if line.text.startswith("1. Vullnetar"))
    lines = tuple(
        replace(line, label="1", other_labels=("2",), calls=(lawtext.Call(3, "7", -1),), page=5)
        if line is first
        else line
        for line in read_text.text.lines
    )
    doubt = lawtext.Doubt("numbering_uncertain", "Read as “1”.", "art_3__para_1", (first.index, first.index))
    text = replace(read_text.text, lines=lines, doubts=(*read_text.text.doubts, doubt))
    consultation = samples.register(
        secretariat,
        samples.organization_of(ministry),
        at,
        languages=["sq"],
        texts=[replace(read_text, text=text)],
    )
    page = page_of(client_as(secretariat), consultation, "?language=sq")
    assert "The readings: 1 · 2." in page
    assert "elsewhere shown as 2" in page
    assert "footnote 7" in page
    assert "page 5" in page
