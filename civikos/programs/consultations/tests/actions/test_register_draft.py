"""Registering a draft."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from civikos.kernel.catalog.models import SearchEntry
from civikos.kernel.files.actions import FileNotAccepted
from civikos.kernel.workflow.refusals import NotAllowed
from civikos.programs.consultations import actions
from civikos.programs.consultations.actions.intake import DeadlinesTheWrongWay
from civikos.programs.consultations.models import Consultation, Recipient
from civikos.programs.consultations.states import REGULATION, Status
from civikos.programs.consultations.tests.actions import story, texts
from civikos.programs.consultations.tests.actions.story import AT, GOVERNMENT_UNTIL, MEMBERS_UNTIL, Cast, refused
from civikos.registers.legislation.actions import (
    Accompanying,
    LanguageUnknown,
    NoArticles,
    NoText,
    SameLanguageTwice,
    TitleMissing,
)
from civikos.registers.legislation.models import DocumentKind, Expression, Provision, Wording
from civikos.registers.legislation.reading import Upload


def test_keeps_the_text_in_both_languages_and_proposes_whom_it_concerns(cast: Cast) -> None:
    kind = DocumentKind.objects.order_by("pk")[0]
    document = Accompanying(kind.code, Upload("memorandum.txt", b"Memorandumi shpjegues i projektligjit."), "sq")
    row = story.register(cast, documents=[document])

    assert row.status == Status.REGISTERED
    assert (row.received_at, row.members_until, row.government_until) == (AT, MEMBERS_UNTIL, GOVERNMENT_UNTIL)
    assert row.officer == cast.secretariat.person
    assert [each.language for each in Expression.objects.order_by("position")] == ["sq", "sr"]
    # Both languages share the rows: six articles and nine paragraphs, each with words in both.
    assert Provision.objects.filter(kind="article").count() == 6
    assert Provision.objects.filter(kind="paragraph").count() == 9
    for article in Provision.objects.filter(kind="article"):
        assert sorted(article.wordings.values_list("language", flat=True)) == ["sq", "sr"]
    assert row.draft.attachments.get().kind == kind
    listed = set(Recipient.objects.values_list("person__name", flat=True))
    assert listed == {"Blerim Krasniqi", "Besa Morina", "Ivana Marković"}


def test_loses_no_word_of_the_text(cast: Cast) -> None:
    story.register(cast)
    for language, source in (("sq", texts.SQ), ("sr", texts.SR)):
        kept = " ".join(
            f"{heading} {text}"
            for heading, text in Wording.objects.filter(language=language).values_list("heading", "text")
        ) + " ".join(line["text"] for line in Expression.objects.get(language=language).lines)
        for line in source.splitlines():
            words = line.split(". ", 1)[-1].strip()
            assert words in kept, words


def test_writes_the_audit_entry_and_sends_nothing(cast: Cast) -> None:
    row = story.register(cast)
    story.sole_entry(row, "consultation.registered", by=cast.secretariat, at=AT, basis=REGULATION)
    story.sole_entry(row.draft, "draft.created", by=cast.secretariat, at=AT)
    story.sole_entry(row.version, "version.stored", by=cast.secretariat, at=AT)
    assert story.mails("consultation_invitation") == []


def test_can_be_found_by_the_secretariat_only(cast: Cast) -> None:
    story.register(cast)
    assert set(SearchEntry.objects.values_list("kind", "level")) == {
        ("article", "secretariat"),
        ("consultation", "secretariat"),
    }
    # Six articles and what stands before the first of them, in two languages.
    assert SearchEntry.objects.filter(kind="article").count() == 14


@pytest.mark.parametrize("who", ["member", "ministry", "visitor", "outsider"])
def test_is_for_the_secretariat(cast: Cast, who: str) -> None:
    with refused(NotAllowed):
        story.register(cast, by=getattr(cast, who))


@pytest.mark.parametrize(
    ("members", "government"),
    [
        (AT, GOVERNMENT_UNTIL),
        (AT - timedelta(days=1), GOVERNMENT_UNTIL),
        (GOVERNMENT_UNTIL + timedelta(microseconds=1), GOVERNMENT_UNTIL),
    ],
)
def test_refuses_deadlines_the_wrong_way(cast: Cast, members: Any, government: Any) -> None:
    with refused(DeadlinesTheWrongWay):
        story.register(cast, members_until=members, government_until=government)


def test_lets_both_deadlines_be_the_same_instant(cast: Cast) -> None:
    assert story.register(cast, members_until=GOVERNMENT_UNTIL).pk


def test_refuses_a_draft_without_a_text(cast: Cast) -> None:
    with refused(NoText):
        story.register(cast, texts=[])


def test_refuses_two_files_in_one_language(cast: Cast) -> None:
    with refused(SameLanguageTwice) as caught:
        story.register(cast, texts=[*story.both_texts(), *story.read("tjetri.txt", texts.SQ)])
    assert "projektligji.txt" in str(caught.value)
    assert "tjetri.txt" in str(caught.value)


CONCEPT = (
    "Koncept dokumenti për pjesëmarrjen e qytetarëve.\n\nProblemi: qytetarët nuk dëgjohen para miratimit të akteve.\n"
)


def test_refuses_a_text_without_articles_unless_told_that_it_has_none(cast: Cast) -> None:
    concept = list(story.read("koncepti.txt", CONCEPT))
    with refused(NoArticles) as caught:
        story.register(cast, texts=concept)
    assert "koncepti.txt" in str(caught.value)
    row = story.register(cast, texts=concept, without_articles=True)
    assert "Problemi: qytetarët nuk dëgjohen" in " ".join(Wording.objects.values_list("text", flat=True))
    assert row.version.provisions.exists()


def test_refuses_a_language_that_is_none_of_the_three(cast: Cast) -> None:
    greek = "Άρθρο 1\nΣκοπός\n1. Ο παρών νόμος ρυθμίζει τη συμμετοχή των πολιτών στη νομοθεσία.\n" * 3
    unknown = [each for each in story.read("nomos.txt", greek) if each.text.language not in {"sq", "sr", "en"}]
    assert unknown, "the reader took Greek for one of our languages"
    with refused(LanguageUnknown):
        story.register(cast, texts=unknown)


@pytest.mark.parametrize("interface", ["sq", "sr-latn", "en"])
def test_stores_the_same_titles_in_whatever_language_the_officer_works(cast: Cast, interface: str) -> None:
    with translation.override(interface):
        row = story.register(cast, titles={"sr": "Nacrt zakona o učešću"})
    draft = row.draft
    assert (draft.title_sr_latn, draft.title_en or "") == ("Nacrt zakona o učešću", "")
    for language in ("sq", "sr-latn", "en"):
        with translation.override(language):
            assert str(story.fresh(draft)) == "Nacrt zakona o učešću"


def test_refuses_a_draft_without_any_title(cast: Cast) -> None:
    with refused(TitleMissing):
        story.register(cast, titles={"sq": "  "})


def test_rolls_back_everything_when_a_document_is_refused(cast: Cast) -> None:
    kind = DocumentKind.objects.order_by("pk")[0]
    program = Accompanying(kind.code, Upload("memorandum.docx", b"\x7fELF" + bytes(200)), "sq")
    with refused(FileNotAccepted):
        story.register(cast, documents=[program])
    assert not Consultation.objects.exists()


def test_takes_a_bounded_number_of_queries(cast: Cast, queries: Any) -> None:
    arguments = story.registration(cast)
    with queries(at_most=90):
        actions.register_draft(**arguments)
