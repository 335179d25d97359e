"""The draft handed out as a Word file, changed, sent back, looked at and made into contributions."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import translation

import lawtext
from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit.models import Entry
from civikos.kernel.correspondence.models import Message
from civikos.kernel.privacy import actions as privacy
from civikos.programs.consultations import actions
from civikos.programs.consultations.actions.erasing import copy_of_person
from civikos.programs.consultations.models import Consultation, Contribution, ReturnedFile
from civikos.programs.consultations.queries import returning
from civikos.programs.consultations.templatetags.law import marked_change
from civikos.programs.consultations.tests import samples
from civikos.programs.consultations.tests.word import Word
from civikos.registers.legislation.actions import store_version
from civikos.registers.legislation.reading import ReadText, Upload
from lawtext import embedded_identity, from_akn, read, to_docx
from lawtext.returned_samples import handed_out as law_handed_out
from lawtext.returned_samples import make_returned

pytestmark = pytest.mark.django_db
As = Callable[[Actor], Client]
FOREIGN = Path(lawtext.__file__).parent / "tests" / "data" / "QRK-05-2016_trilingual_opening.txt"


def address(name: str, *arguments: object, language: str = "en") -> str:
    """The address of a page."""
    with translation.override(language):
        return reverse(f"consultations:{name}", args=arguments)


def handed_out(client: Client, consultation: Consultation, language: str = "sq") -> bytes:
    """The draft as everybody gets it."""
    answer = client.get(address("draft_docx", consultation.pk, language))
    assert answer.status_code == 200
    return bytes(answer.content)


def worked_in(data: bytes) -> bytes:
    """Two tracked changes, a new paragraph, an edit without tracking, two comments."""
    word = Word(data)
    word.replace("pesëmbëdhjetë (15)", "katërmbëdhjetë (14)")
    word.replace("praktikën profesionale të detyrueshme", "")
    word.insert_behind("kërkohet pëlqimi i prindit", "Vullnetari ka të drejtë në sigurim gjatë punës vullnetare.")
    word.retype("shtatë (7) ditë", "pesëmbëdhjetë (15) ditë")
    word.comment("organizatat e shoqërisë civile", "A hyjnë këtu edhe sindikatat?")
    return word.saved()


def sent(member: Actor, data: bytes, name: str = "projekti im.docx", **more: object) -> dict[str, object]:
    """The form as a member fills it in."""
    return {"file": SimpleUploadedFile(name, data), "capacity": str(samples.organization_of(member).pk), **more}


def send(client: Client, consultation: Consultation, form: dict[str, object], language: str = "en") -> Any:
    """What the page answers."""
    return client.post(address("return_file", consultation.pk, language=language), form)


def keys(page: str) -> list[str]:
    """The boxes on the page that are ticked."""
    return re.findall(r'name="item" value="(\w+)" checked', page)


@pytest.fixture
def file(distributed: Consultation, member: Actor, client_as: As) -> ReturnedFile:
    """Blerim's file, read and not taken over yet."""
    client = client_as(member)
    answer = send(client, distributed, sent(member, worked_in(handed_out(client, distributed))))
    row = ReturnedFile.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, address("returned_file", distributed.pk, row.pk))
    return row


# --- Handing out -----------------------------------------------------------------------------------------------------
def test_the_draft_is_handed_out_as_word_with_its_identity(distributed: Consultation, queries: Any) -> None:
    client = Client()
    with queries(at_most=6):
        answer = client.get(address("draft_docx", distributed.pk, "sr"))
    assert answer["Content-Disposition"] == 'attachment; filename="nacrt-uredbe-o-volonterskom-radu-v1-sr.docx"'
    assert answer["Cache-Control"] == "private, no-store"
    draft = distributed.draft_id
    assert embedded_identity(answer.content).version_id == f"draft-{draft}-version-1-sr"
    assert client.get(address("draft_docx", distributed.pk, "en")).status_code == 404


def test_the_draft_is_handed_out_as_akoma_ntoso(distributed: Consultation) -> None:
    answer = Client().get(address("draft_akn", distributed.pk, "sq"))
    assert answer["Content-Disposition"].endswith('v1-sq.akn.xml"')
    text = from_akn(answer.content)
    assert [each.number for each in text.articles()] == ["1", "2", "3", "4"]


def test_the_room_offers_both_ways(distributed: Consultation, member: Actor, secretariat: Actor, client_as: As) -> None:
    path = address("room", distributed.pk)
    for actor, words in ((member, "Send a Word file back"), (secretariat, "Word file received by mail")):
        page = client_as(actor).get(path).content.decode()
        assert page.count("Download as Word, to change and send back") == 2
        assert words in page
        assert f'href="{path}return/"' in page
    page = Client().get(path).content.decode()
    assert "Download as Word, to change and send back" in page
    assert "return/" not in page


# --- What was understood -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "This file was made from the text that is being commented"),
        ("sq", "Ky skedar është bërë nga teksti që është në koment"),
        ("sr-latn", "Ova datoteka je nastala iz teksta koji se komentariše"),
    ],
)
def test_the_page_says_what_was_understood(
    file: ReturnedFile, distributed: Consultation, member: Actor, client_as: As, queries: Any, language: str, words: str
) -> None:
    client = client_as(member)
    path = address("returned_file", distributed.pk, file.pk, language=language)
    client.get(path)
    with queries(at_most=14):
        page = client.get(path).content.decode()
    assert words in page
    changed = ("ka mbushur pesëmbëdhjetë (15) vjet.", "ka mbushur katërmbëdhjetë (14) vjet.")
    assert marked_change(*("Vullnetar mund të jetë personi që " + each for each in changed)) in page
    assert "A hyjnë këtu edhe sindikatat?" in page
    assert '<blockquote lang="sq">organizatat e shoqërisë civile</blockquote>' in page
    assert "Vullnetari ka të drejtë në sigurim" in page
    assert "B. Gashi (zyra)" in page
    assert len(keys(page)) == 5
    assert Contribution.objects.count() == 0


def test_taking_it_over_makes_contributions_once(
    file: ReturnedFile, distributed: Consultation, member: Actor, client_as: As
) -> None:
    client, path = client_as(member), address("returned_file", distributed.pk, file.pk)
    ticked = keys(client.get(path).content.decode())
    for _press in range(2):
        answer = client.post(path, {"take": "1", "item": ticked}, follow=_press == 0)
    rows = {row.article + (row.provision.eid if row.provision else ""): row for row in distributed.contributions.all()}
    assert len(rows) == distributed.contributions.count() == 5
    changed = next(row for row in rows.values() if "katërmbëdhjetë" in row.proposed)
    assert (changed.provision.eid, changed.kind, changed.channel) == ("art_3__para_1", "proposal", "word")  # type: ignore[union-attr]
    assert changed.original == "Vullnetar mund të jetë personi që ka mbushur pesëmbëdhjetë (15) vjet."
    assert (changed.organization, changed.author, changed.entered_by) == (
        samples.organization_of(member),
        member.person,
        None,
    )
    comment = next(row for row in rows.values() if row.kind == "comment")
    assert (comment.quote, comment.text) == ("organizatat e shoqërisë civile", "A hyjnë këtu edhe sindikatat?")
    retyped = next(row for row in rows.values() if row.article == "art_4")
    assert "pesëmbëdhjetë (15) ditë" in retyped.proposed
    file.refresh_from_db()
    assert (file.status, answer.status_code) == ("taken", 422)
    room = client.get(address("article", distributed.pk, "art_3")).content.decode()
    assert "in a Word file" in room
    assert "entered by the secretariat" not in room
    (taken,) = Entry.objects.filter(verb="returned_file.taken")
    assert (taken.details["made"], Entry.objects.filter(verb="contribution.given").count()) == (5, 5)


def test_only_what_is_ticked_is_taken_and_nothing_twice(
    file: ReturnedFile, distributed: Consultation, member: Actor, client_as: As
) -> None:
    client, path = client_as(member), address("returned_file", distributed.pk, file.pk)
    ticked = keys(client.get(path).content.decode())
    page = client.post(path, {"take": "1", "item": ticked[:2]}, follow=True).content.decode()
    assert distributed.contributions.count() == 2
    assert page.count("not taken over") == 3
    data = worked_in(handed_out(client, distributed))
    send(client, distributed, sent(member, data, "again.docx"))
    again = ReturnedFile.objects.latest("pk")
    client.post(address("returned_file", distributed.pk, again.pk), {"take": "1", "item": ticked})
    assert distributed.contributions.count() == 5
    send(client, distributed, sent(member, data, "third.docx"))
    third = ReturnedFile.objects.latest("pk")
    page = client.post(address("returned_file", distributed.pk, third.pk), {"take": "1", "item": ticked})
    assert "among the contributions already" in page.content.decode()
    assert distributed.contributions.count() == 5


def test_nothing_ticked_is_said(file: ReturnedFile, distributed: Consultation, member: Actor, client_as: As) -> None:
    answer = client_as(member).post(address("returned_file", distributed.pk, file.pk), {"take": "1"})
    assert (answer.status_code, Contribution.objects.count()) == (422, 0)
    assert "Tick at least one" in answer.content.decode()


def test_after_the_deadline_nothing_is_lost(
    file: ReturnedFile, distributed: Consultation, member: Actor, client_as: As, clock: Any
) -> None:
    client, path = client_as(member), address("returned_file", distributed.pk, file.pk)
    ticked = keys(client.get(path).content.decode())
    clock.move_to(distributed.members_until + timedelta(minutes=1))
    client = client_as(member)
    answer = client.post(path, {"take": "1", "item": ticked[1:]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The deadline" in page
    assert keys(page) == ticked[1:]
    file.refresh_from_db()
    assert (file.status, Contribution.objects.count()) == ("read", 0)


def test_a_mandate_that_ended_is_said_and_nothing_is_lost(
    file: ReturnedFile, distributed: Consultation, member: Actor, client_as: As, at: datetime
) -> None:
    client, path = client_as(member), address("returned_file", distributed.pk, file.pk)
    ticked = keys(client.get(path).content.decode())
    assert member.person is not None
    member.person.mandates.update(until=date(2026, 11, 1))
    answer = client.post(path, {"take": "1", "item": ticked})
    assert "You hold no mandate for this organization today" in answer.content.decode()
    assert (answer.status_code, Contribution.objects.count()) == (422, 0)


def test_all_of_a_file_can_be_withdrawn_and_thrown_away_files_come_back(
    file: ReturnedFile, distributed: Consultation, member: Actor, client_as: As
) -> None:
    client, path = client_as(member), address("returned_file", distributed.pk, file.pk)
    ticked = keys(client.get(path).content.decode())
    client.post(path, {"discard": "1"})
    assert "This file was thrown away." in client.get(path).content.decode()
    client.post(path, {"restore": "1"})
    client.post(path, {"take": "1", "item": ticked})
    page = client.post(path, {"withdraw": "1"}, follow=True).content.decode()
    assert "5 contributions are withdrawn." in page
    assert set(Contribution.objects.values_list("status", flat=True)) == {"withdrawn"}


def test_what_came_by_word_is_edited_and_arranged_like_everything_else(
    file: ReturnedFile, distributed: Consultation, member: Actor, secretariat: Actor, client_as: As, at: datetime
) -> None:
    actions.take_returned(file.pk, {item.key for item in returning.items_of(file)}, by=member, at=at)
    fresh = distributed.contributions.get(original="", kind="proposal")
    form = {"text": "", "proposed": "Vullnetari sigurohet.", "capacity": "individual"}
    answer = client_as(member).post(address("edit_contribution", fresh.pk), form)
    fresh.refresh_from_db()
    assert (answer.status_code, fresh.proposed, fresh.text) == (302, "Vullnetari sigurohet.", "")
    actions.arrange_matrix(distributed.pk, by=secretariat, at=at)
    assert distributed.points.count() == 5
    page = client_as(secretariat).get(address("matrix", distributed.pk)).content.decode()
    assert "Vullnetari sigurohet." in page


# --- Made from another text -----------------------------------------------------------------------------------------------
def test_a_file_of_the_other_language_is_taken_in_that_language(
    distributed: Consultation, member: Actor, client_as: As
) -> None:
    client = client_as(member)
    word = Word(handed_out(client, distributed, "sr")).replace("petnaest (15)", "četrnaest (14)")
    send(client, distributed, sent(member, word.saved()))
    row = ReturnedFile.objects.get()
    path = address("returned_file", distributed.pk, row.pk)
    page = client.get(path).content.decode()
    assert "is being commented (version 1, Serbian)" in page
    client.post(path, {"take": "1", "item": keys(page)})
    (said,) = distributed.contributions.select_related("provision")
    assert said.provision is not None
    assert (said.language, said.provision.eid) == ("sr", "art_3__para_1")
    assert said.proposed == "Volonter može biti lice koje je navršilo četrnaest (14) godina."


def test_a_file_of_an_earlier_version_is_said_and_placed_as_far_as_it_can_be(
    distributed: Consultation, member: Actor, secretariat: Actor, client_as: As, at: datetime
) -> None:
    client = client_as(member)
    data = worked_in(handed_out(client, distributed))
    # An article before the others, and article 2, paragraph 2 gone with its points.
    newer = (
        samples.ALBANIAN.replace("Neni 4\n", "Neni 5\n").replace("Neni 3\n", "Neni 4\n").replace("Neni 2\n", "Neni 3\n")
    )
    newer = newer.replace("Neni 3\nF", "Neni 2\nPërkufizimet\nVullnetar është personi që punon pa pagesë.\n\nNeni 3\nF")
    gone = newer.index("2. Kjo rregullore nuk zbatohet"), newer.index("KAPITULLI II")
    newer = newer[: gone[0]] + newer[gone[1] :]
    texts = samples.read_text(newer, "projekti-2.txt")
    version = store_version(distributed.draft, texts, received_on=at.date(), label="", by=secretariat, at=at)
    Consultation.objects.filter(pk=distributed.pk).update(version=version, revision=F("revision") + 1)
    send(client, distributed, sent(member, data))
    row = ReturnedFile.objects.get()
    path = address("returned_file", distributed.pk, row.pk)
    page = client.get(path).content.decode()
    assert "was made from version 1 (Albanian), not from version 2" in page
    assert "What has no place in the text" in page
    assert "on a provision that the present version does not have" in page
    client.post(path, {"take": "1", "item": keys(page)})
    said = {
        row.provision.eid if row.provision else "": row for row in distributed.contributions.select_related("provision")
    }
    assert "katërmbëdhjetë" in said["art_4__para_1"].proposed
    assert "profesionale" in said[""].original
    assert {each.version for each in said.values()} == {version}


# --- The secretariat -----------------------------------------------------------------------------------------------------
def test_the_secretariat_enters_a_file_in_the_name_of_a_member(
    distributed: Consultation, member: Actor, secretariat: Actor, client_as: As
) -> None:
    client, path = client_as(secretariat), address("return_file", distributed.pk)
    assert member.person is not None
    page = client.get(path, {"find": member.person.name.split()[0]}).content.decode()
    assert f'href="?for={member.person.pk}"' in page
    page = client.get(path, {"for": member.person.pk}).content.decode()
    assert f"The file speaks for {member.person.name}." in page
    data = worked_in(handed_out(client, distributed))
    send(client, distributed, sent(member, data, author=member.person.pk))
    row = ReturnedFile.objects.get()
    assert (row.author, row.uploader) == (member.person, secretariat.person)
    path = address("returned_file", distributed.pk, row.pk)
    page = client.get(path).content.decode()
    assert f"Record as contributions of {member.person.name} (5)" in page
    client.post(path, {"take": "1", "item": keys(page)})
    said = Contribution.objects.first()
    assert said is not None
    assert (said.author, said.entered_by, said.channel) == (member.person, secretariat.person, "word")
    own = client_as(member)
    assert "in a Word file, entered by the secretariat" in own.get(address("own", distributed.pk)).content.decode()
    assert "in a Word file, entered by the secretariat" in own.get(address("contribution", said.pk)).content.decode()
    assert own.get(path).status_code == 200
    history = client.get(address("history", distributed.pk), {"all": "1"}).content.decode()
    assert "in the name of its author, from a Word file" in history


def test_somebody_elses_file_is_not_there(
    file: ReturnedFile, distributed: Consultation, other_member: Actor, ministry: Actor, client_as: As
) -> None:
    assert file.file is not None
    for actor in (other_member, ministry):
        client = client_as(actor)
        assert client.get(address("returned_file", distributed.pk, file.pk)).status_code == 404
        assert client.get(address("file", distributed.pk, file.file.key)).status_code == 404


# --- Refusals ------------------------------------------------------------------------------------------------------------
def test_bad_files_are_refused_with_a_sentence(distributed: Consultation, member: Actor, client_as: As) -> None:
    client = client_as(member)
    data = handed_out(client, distributed)
    cases = {
        "No change and no comment was found": data,
        "is the text of another act": to_docx(read(FOREIGN.read_bytes(), name=FOREIGN.name).texts[0]),
        "cannot be taken here": b"%PDF-1.7 nothing",
        "is damaged or incomplete": data[:900],
        "The file is empty": b"",
    }
    for words, content in cases.items():
        answer = send(client, distributed, sent(member, content))
        assert answer.status_code == 422, words
        assert words in answer.content.decode()
    answer = client.post(address("return_file", distributed.pk), {"capacity": "individual"})
    assert "Choose the Word file." in answer.content.decode()
    assert ReturnedFile.objects.count() == 0


def test_a_refused_form_keeps_the_file(distributed: Consultation, member: Actor, client_as: As) -> None:
    client = client_as(member)
    data = worked_in(handed_out(client, distributed))
    page = send(client, distributed, sent(member, data, capacity="")).content.decode()
    assert "Choose for whom you speak." in page
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)
    assert ticket is not None
    answer = client.post(address("return_file", distributed.pk), {"ticket": ticket[1], "capacity": "individual"})
    assert answer.status_code == 302
    assert ReturnedFile.objects.get().organization is None


def test_nobody_returns_after_the_deadline(
    distributed: Consultation, member: Actor, ministry: Actor, client_as: As, clock: Any
) -> None:
    data = worked_in(handed_out(client_as(member), distributed))
    assert "neither applies to you" in client_as(ministry).get(address("return_file", distributed.pk)).content.decode()
    clock.move_to(distributed.members_until + timedelta(minutes=1))
    answer = send(client_as(member), distributed, sent(member, data))
    assert (answer.status_code, ReturnedFile.objects.count()) == (422, 0)
    assert "The deadline has passed" in answer.content.decode()
    assert Client().get(address("return_file", distributed.pk)).status_code == 302


def test_the_page_asks_few_questions(distributed: Consultation, member: Actor, client_as: As, queries: Any) -> None:
    client = client_as(member)
    client.get(address("return_file", distributed.pk))
    with queries(at_most=12):
        assert client.get(address("return_file", distributed.pk)).status_code == 200


# --- Forgetting ------------------------------------------------------------------------------------------------------------
def test_files_are_forgotten_in_time(
    file: ReturnedFile, distributed: Consultation, member: Actor, at: datetime, client_as: As
) -> None:
    actions.discard_returned(file.pk, by=member, at=at)
    assert actions.forget_old_files(at=at + timedelta(days=13)) == 0
    assert actions.forget_old_files(at=at + timedelta(days=15)) == 1
    file.refresh_from_db()
    assert (file.file, file.reading) == (None, {})
    page = client_as(member).get(address("returned_file", distributed.pk, file.pk)).content.decode()
    assert "is not kept any more" in page


def test_a_person_gets_a_copy_of_it_and_can_be_erased(
    file: ReturnedFile, distributed: Consultation, member: Actor, secretariat: Actor, at: datetime
) -> None:
    actions.take_returned(file.pk, {"p0"}, by=member, at=at)
    assert member.person is not None
    (copy,) = copy_of_person(member.person.pk)["returned_files"]
    assert (copy["name"], copy["status"]) == ("projekti im.docx", "taken")
    assert "B. Gashi (zyra)" in str(copy["understood"])
    privacy.erase_person(member.person.pk, by=secretariat, at=at)
    file.refresh_from_db()
    assert (file.file, file.reading, file.name) == (None, {}, "…")
    assert distributed.contributions.standing().count() == 1  # type: ignore[attr-defined]


def test_one_receipt_and_one_mail_of_withdrawal_for_all_of_a_file(
    file: ReturnedFile, distributed: Consultation, member: Actor, at: datetime
) -> None:
    made = actions.take_returned(file.pk, {item.key for item in returning.items_of(file)}, by=member, at=at)
    assert len(made) == 5
    assert actions.send_receipts(at + timedelta(minutes=3)) == 1
    before = Message.objects.count()
    assert actions.withdraw_returned(file.pk, by=member, at=at + timedelta(minutes=5)) == 5
    assert Message.objects.count() == before + 1


# --- A long law with all that people do in Word ------------------------------------------------------------------------------
@pytest.fixture
def long_law(
    jurisdiction: None, secretariat: Actor, ministry: Actor, member: Actor, at: datetime, clock: Any
) -> Consultation:
    """A draft of twenty articles, read from a Word file, with a table and footnotes."""
    upload = Upload("ligji.docx", law_handed_out(20, 60))
    texts = [ReadText(upload, each) for each in read(upload.data, name=upload.name).texts]
    titles = {"sq": "Projektligji i gjatë"}
    consultation = samples.register(
        secretariat, samples.organization_of(ministry), at, languages=["sq"], titles=titles, texts=texts
    )
    return samples.distribute(consultation, secretariat, [member], at)


def test_every_operation_of_a_real_file_has_its_box_and_can_be_taken(
    long_law: Consultation, member: Actor, client_as: As, queries: Any
) -> None:
    sample = make_returned(20, 60, operations=40, seed=7)
    client = client_as(member)
    assert send(client, long_law, sent(member, sample.data)).status_code == 302
    row = ReturnedFile.objects.get()
    path = address("returned_file", long_law.pk, row.pk)
    with queries(at_most=14):
        page = client.get(path).content.decode()
    boxes = re.findall(r'name="item" value="(\w+)"', page)
    assert len(boxes) >= len([each for each in sample.operations if each.kind not in {"format", "thread"}]) * 0.9
    client.post(path, {"take": "1", "item": boxes})
    row.refresh_from_db()
    assert row.status == "taken"
    said = long_law.contributions.count()
    assert said >= 0.9 * len(boxes)
    for contribution in long_law.contributions.exclude(provision=None).select_related("provision"):
        assert contribution.article == contribution.provision.article  # type: ignore[union-attr]
    assert client.get(address("own", long_law.pk)).status_code == 200
