"""Versions, the report form, the history, hiding and withdrawing: what the pages say and what they cost."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from civikos.kernel.accounts.actor import Actor
from civikos.programs.consultations import actions
from civikos.programs.consultations.models import Consultation, Placement, Report
from civikos.programs.consultations.queries import history
from civikos.programs.consultations.tests import samples
from civikos.registers.legislation.models import Version

ClientAs = Callable[[Actor], Client]
AFTER = datetime.fromisoformat("2026-12-19T09:00:00+01:00")
NEXT = (
    samples.ALBANIAN.replace("pesëmbëdhjetë (15) vjet", "katërmbëdhjetë (14) vjet")
    .replace("Neni 4", "Neni 5")
    .replace(
        "Neni 5\nHyrja", "Neni 4\nRegjistri\nMinistria mban regjistrin publik të punës vullnetare.\n\nNeni 5\nHyrja"
    )
)


def address(consultation: Consultation, page: str = "versions/", query: str = "") -> str:
    return f"/en/consultations/{consultation.pk}/{page}{query}"


@pytest.fixture
def later(answered: Consultation, clock: Any) -> Consultation:
    """The day after the answers."""
    clock.move_to(AFTER)
    return answered


@pytest.fixture
def compared(later: Consultation, secretariat: Actor) -> Consultation:
    """With a second version in Albanian: article 3 changed, a new article 4, the old one is article 5 now."""
    actions.add_version(
        later.pk,
        samples.read_text(NEXT, "versioni-2.txt"),
        received_on=AFTER.date(),
        label="pas konsultimit",
        without_articles=False,
        by=secretariat,
        at=AFTER,
    )
    return later


def test_with_one_version_the_page_says_what_will_come(
    distributed: Consultation, visitor: Actor, client_as: ClientAs
) -> None:
    page = client_as(visitor).get(address(distributed)).content.decode()
    assert "There is one version so far" in page
    assert "Add the next version" not in page


def test_everybody_reads_what_became_of_each_article(
    compared: Consultation, visitor: Actor, client_as: ClientAs, queries: Any
) -> None:
    browser = client_as(visitor)
    browser.get(address(compared))
    with queries(at_most=15):
        page = browser.get(address(compared)).content.decode()
    assert "<del>pesëmbëdhjetë</del><ins>katërmbëdhjetë</ins> (<del>15</del><ins>14</ins>)" in page
    assert "Neni 4</th>" in page
    assert "Neni 5</td>" in page
    assert "Ministria mban regjistrin publik" in page
    assert "Afati duhet të jetë më i gjatë." not in page  # not published yet
    side = browser.get(address(compared, query="?view=side&only=changed")).content.decode()
    assert "<del>pesëmbëdhjetë</del> (<del>15</del>)" in side
    assert "compare--inline" not in side
    assert "Ministria mban regjistrin publik" not in side


def test_an_accepted_point_whose_article_did_not_change_is_told(
    compared: Consultation, secretariat: Actor, client_as: ClientAs
) -> None:
    page = client_as(secretariat).get(address(compared)).content.decode()
    # Article 2 was commented and the point accepted, but its words are as they were; article 3 was changed.
    assert page.count("Accepted, but the article has not changed.") == 1
    assert "Afati duhet të jetë më i gjatë." in page


def test_contributions_without_a_place_are_listed_and_placed_by_hand(
    compared: Consultation, secretariat: Actor, visitor: Actor, client_as: ClientAs
) -> None:
    newer = Version.objects.get(draft=compared.draft, number=2)
    lost = Placement.objects.filter(version=newer).order_by("pk")[0]
    Placement.objects.filter(pk=lost.pk).update(provision=None, article="")
    browser = client_as(secretariat)
    assert "1 contribution has no place in the new version" in browser.get(address(compared)).content.decode()
    assert "no place in the new version" not in client_as(visitor).get(address(compared)).content.decode()
    sent = {"version": "2", "contribution": lost.contribution_id, "eid": "art_2"}
    assert client_as(visitor).post(address(compared, "versions/place/"), sent).status_code == 302
    lost.refresh_from_db()
    assert lost.provision is None
    browser.post(address(compared, "versions/place/"), sent)
    lost.refresh_from_db()
    assert lost.provision is not None
    assert (lost.provision.eid, lost.decided_by_person) == ("art_2", True)
    assert browser.post(address(compared, "versions/place/"), sent | {"eid": "art_99"}).status_code == 404


def test_the_next_version_is_uploaded_and_bad_files_lose_nothing(
    later: Consultation, secretariat: Actor, client_as: ClientAs
) -> None:
    browser, place = client_as(secretariat), address(later, "versions/new/")
    sealed = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    sent = {"received_on": "2026-12-19", "label": "pas konsultimit", "add": "1"}
    refused = browser.post(
        place, sent | {"texts": [SimpleUploadedFile("v2.txt", NEXT.encode()), SimpleUploadedFile("v2-sr.docx", sealed)]}
    )
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "“v2-sr.docx” is protected by a password." in page
    assert 'value="pas konsultimit"' in page
    assert Version.objects.filter(draft=later.draft).count() == 1
    ticket = page.split('name="kept_text" value="')[1].split('"')[0]
    done = browser.post(place, sent | {"kept_text": ticket})
    assert done["Location"].endswith("/versions/?new=2")
    assert Version.objects.filter(draft=later.draft).count() == 2


def test_before_submission_there_is_no_next_version(
    distributed: Consultation, secretariat: Actor, client_as: ClientAs
) -> None:
    browser, place = client_as(secretariat), address(distributed, "versions/new/")
    assert "once the matrix has been submitted" in browser.get(place).content.decode()
    answer = browser.post(place, {"received_on": "2026-11-25", "texts": SimpleUploadedFile("v2.txt", NEXT.encode())})
    assert answer.status_code == 422
    assert Version.objects.filter(draft=distributed.draft).count() == 1


# --- The report -------------------------------------------------------------------------------------------------------
def test_the_report_is_looked_at_and_published(
    later: Consultation, secretariat: Actor, client_as: ClientAs, queries: Any
) -> None:
    browser, place = client_as(secretariat), address(later, "report/new/")
    with queries(at_most=16):
        page = browser.get(place).content.decode()
    assert "The contributions become public with it." in page
    assert "Every comment answered" in page
    assert "to be confirmed" in page
    answer = browser.post(place, {"foreword": "Faleminderit të gjithëve."})
    assert answer["Location"] == address(later, "report/")
    later.refresh_from_db()
    assert (later.status, Report.objects.get(consultation=later).foreword) == ("reported", "Faleminderit të gjithëve.")
    again = browser.post(place, {"foreword": "Edhe një herë, me fjalë që nuk humben."})
    assert again.status_code == 422
    assert "me fjalë që nuk humben" in again.content.decode()


def test_open_points_are_told_before_the_report_is_published(
    submitted: Consultation, secretariat: Actor, client_as: ClientAs, clock: Any
) -> None:
    clock.move_to(datetime.fromisoformat("2026-12-16T09:00:00+01:00"))
    page = client_as(secretariat).get(address(submitted, "report/new/")).content.decode()
    assert "2 points have no answer and are published as unanswered." in page


# --- History, hiding, publishing, withdrawing ---------------------------------------------------------------------------
def test_the_history_is_told_in_sentences(
    compared: Consultation, secretariat: Actor, client_as: ClientAs, queries: Any
) -> None:
    browser = client_as(secretariat)
    with queries(at_most=9):
        page = browser.get(address(compared, "history/")).content.decode()
    for sentence in (
        "The draft was registered.",
        "The draft was sent to 2 people.",
        "The matrix was submitted to the institution with 2 points.",
        "2 points were answered.",
        "Version 2 was added",
        "Version 1 of the text was read (Albanian, Serbian).",
        "Arta Hoxha",
        "on the page, signed in",
    ):
        assert sentence in page
    assert "A contribution was given." not in page
    assert "A contribution was given." in browser.get(address(compared, "history/", "?all=1")).content.decode()


def test_every_verb_of_the_app_has_a_sentence() -> None:
    import re
    from pathlib import Path

    from civikos.kernel.workflow.steps import Step
    from civikos.programs.consultations import states

    code = "".join(path.read_text() for path in Path(actions.__file__).parent.glob("*.py"))
    verbs = set(re.findall(r'audit\.record\(\s*"([a-z_.]+)"', code)) | {
        step.verb for step in vars(states).values() if isinstance(step, Step)
    }
    verbs = {verb for verb in verbs if not verb.startswith("subscription.")}
    missing = sorted(verb for verb in verbs if verb not in history.SENTENCES)
    assert missing == []
    assert len(verbs) > 25


def test_a_contribution_is_hidden_with_a_reason(
    discussed: Consultation, secretariat: Actor, member: Actor, client_as: ClientAs
) -> None:
    said = discussed.contributions.order_by("pk")[0]
    place = f"/en/consultations/contribution/{said.pk}/hide/"
    browser = client_as(secretariat)
    assert "Afati duhet" in browser.get(place).content.decode()
    refused = browser.post(place, {"reason": ""})
    assert refused.status_code == 422
    assert "Write the reason." in refused.content.decode()
    assert client_as(member).post(place, {"reason": "S'më pëlqen."}).status_code == 404
    assert browser.post(place, {"reason": "Fyerje."}).status_code == 302
    said.refresh_from_db()
    assert (said.status, said.hidden_reason) == ("hidden", "Fyerje.")


def test_contributions_are_published_once(discussed: Consultation, secretariat: Actor, client_as: ClientAs) -> None:
    browser = client_as(secretariat)
    assert (
        "Everybody can read the contributions now."
        in browser.post(address(discussed, "publish/"), follow=True).content.decode()
    )
    assert "This has been done already" in browser.post(address(discussed, "publish/"), follow=True).content.decode()


def test_withdrawing_wants_a_reason(distributed: Consultation, secretariat: Actor, client_as: ClientAs) -> None:
    browser, place = client_as(secretariat), address(distributed, "withdraw/")
    assert browser.post(place, {"reason": " "}).status_code == 422
    assert browser.post(place, {"reason": "Qeveria e tërhoqi."}).status_code == 302
    assert "cannot be withdrawn any more" in browser.get(place).content.decode()
    assert "Qeveria e tërhoqi." in browser.get(address(distributed, "history/")).content.decode()
