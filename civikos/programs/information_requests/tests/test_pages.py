"""Pages: what is shown to whom, nothing lost, refusals told, a fixed number of queries; figures that open their rows."""

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.catalog import registry
from civikos.kernel.catalog.models import SearchEntry
from civikos.kernel.catalog.registry import Missing
from civikos.programs.consultations.tests import samples
from civikos.programs.information_requests import actions, registration
from civikos.programs.information_requests.actions import Wanted
from civikos.programs.information_requests.actions.erasing import copy_of_person, forget_person
from civikos.programs.information_requests.models import Document, Event, InformationRequest, Letter
from civikos.programs.information_requests.queries.figures import figures
from civikos.programs.information_requests.states import Happening, Status
from civikos.registers.organizations.models import Organization

Happen = Callable[..., InformationRequest]


def url(name: str, *arguments: Any) -> str:
    with translation.override("en"):
        return reverse(f"information_requests:{name}", args=arguments)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def form(row: InformationRequest, **more: Any) -> dict[str, Any]:
    assert row.organization is not None
    return {
        "institution": row.institution_id,
        "capacity": row.organization_id,
        "reason": "report",
        "language": "sq",
        "subject": row.subject,
        "text": row.text,
        **more,
    }


# --- From the place where something is missing ---
def test_the_letter_is_drafted_where_a_report_is_missing(
    registered: Any,
    member: Actor,
    other_member: Actor,
    secretariat: Actor,
    at: datetime,
    client_as: Any,
) -> None:
    draft = samples.distribute(registered, secretariat, [member, other_member], at)
    steps = registry.next_steps(draft.name, member, {Missing.REPORT, Missing.ANSWER})
    step = next(each for each in steps if each.code == "request_document")
    assert step.address.endswith(f"/documents/new/?about=consultation%3A{draft.pk}&missing=report")
    page = text_of(client_as(member).get(step.address))
    assert registry.title_of(draft.name)[:30] in page
    assert "raportin e konsultimit publik" in page and "06/L-081" in page and "7 ditëve" in page
    assert f'value="{draft.draft.institution_id}" selected' in page
    serbian = text_of(client_as(member).get(f"{step.address}&language=sr"))
    assert "Zakona br. 06/L-081" in serbian and "u roku od 7 dana" in serbian


def test_no_step_where_nothing_is_missing_or_nobody_could_ask(
    registered: Any,
    secretariat: Actor,
    visitor: Actor,
    at: datetime,
) -> None:
    assert list(registration.next_step(registered.name, secretariat, frozenset())) == []
    assert list(registration.next_step(registered.name, visitor, frozenset({Missing.REPORT}))) == []
    assert list(registration.next_step("nothing:1", secretariat, frozenset({Missing.REPORT}))) == []


def test_the_outcome_returns_to_where_it_began(
    registered: Any,
    wanted: Wanted,
    member: Actor,
    visitor: Actor,
    at: datetime,
    clock: Any,
) -> None:
    about = Wanted(wanted.institution, "x", wanted.text, "sq", wanted.organization, registered.name, "report")
    row = actions.write_draft(about, by=member, at=at)
    assert registry.related_to("consultation", [registered.pk], member)[registered.pk] == []
    actions.send(row.pk, by=member, at=at)
    found = registry.related_to("consultation", [registered.pk], visitor)[registered.pk]
    assert [(each.kind, each.state) for each in found] == [
        ("information_request", "në pritje të institucionit")
    ] or found


# --- Writing ---
def test_a_text_is_proposed_anew_without_losing_the_rest(
    drafted: InformationRequest, member: Actor, client_as: Any
) -> None:
    answer = client_as(member).post(
        url("new"), form(drafted, propose="1", reason="text", language="en", urgency_note="Bridge", urgency="life")
    )
    page = text_of(answer)
    assert "Request for access to the final text" in page and "48 hours" in page and "Bridge" in page
    assert InformationRequest.objects.count() == 1


def test_nothing_typed_is_lost_when_a_rule_says_no(drafted: InformationRequest, member: Actor, client_as: Any) -> None:
    answer = client_as(member).post(url("new"), form(drafted, subject="Lënda ime", urgency="health", urgency_note=""))
    assert answer.status_code == 422
    assert "Lënda ime" in text_of(answer) and "Say in a sentence what is at stake" in text_of(answer)


def test_written_read_sent(drafted: InformationRequest, member: Actor, client_as: Any) -> None:
    client = client_as(member)
    saved = client.post(url("new"), form(drafted, subject="Lënda ime"))
    row = InformationRequest.objects.get(subject="Lënda ime")
    assert saved["Location"].endswith(f"/{row.pk}/")
    assert "This is a draft" in text_of(client.get(url("request", row.pk)))
    sent = client.post(url("send", row.pk), follow=True)
    assert "QDP-2026-0001" in text_of(sent)
    again = client.post(url("send", row.pk), follow=True)
    assert "has been done already" in text_of(again)


def test_the_letter_as_paper(sent: InformationRequest, member: Actor, client_as: Any) -> None:
    client = client_as(member)
    pdf = client.get(url("paper", sent.pk, "pdf"))
    assert pdf.content.startswith(b"%PDF-") and "QDP-2026-0001.pdf" in pdf["Content-Disposition"]
    import docx

    word = docx.Document(io.BytesIO(client.get(url("paper", sent.pk, "docx")).content))
    words = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "Kërkojmë qasje" in words and "QDP-2026-0001" in words
    assert client.get(url("paper", sent.pk, "exe")).status_code == 404


# --- One request ---
def test_an_answer_on_paper_is_entered_with_its_scan(
    sent: InformationRequest, member: Actor, client_as: Any, clock: Any, at: datetime
) -> None:
    clock.move_to(at + timedelta(days=3))
    client = client_as(member)
    scan = SimpleUploadedFile("pergjigja.txt", b"Refuzohet")
    posted = {"kind": "refused", "on": "2026-11-26", "way": "paper", "grounds": ["privacy"], "scans": scan}
    assert client.post(url("enter", sent.pk), posted).status_code == 302
    sent.refresh_from_db()
    assert (sent.outcome, sent.grounds) == ("refused", ["privacy"])
    assert Document.objects.get().original.name == "pergjigja.txt"
    early = client.post(
        url("enter", sent.pk), {"kind": "full", "on": "2026-11-20", "way": "paper", "words": "Fjalët e mia"}
    )
    assert (
        early.status_code == 422
        and "before the request was sent" in text_of(early)
        and "Fjalët e mia" in text_of(early)
    )


def test_a_message_is_classified_with_what_its_words_propose(
    sent: InformationRequest, member: Actor, client_as: Any, clock: Any, at: datetime
) -> None:
    moment = at + timedelta(days=1)
    clock.move_to(moment)
    event = actions.receive_message(
        sent.pk,
        words="Kërkesa juaj u regjistrua me nr. prot. 123/2026. Tel. 038 200 123 123.",
        sender="zyra@elsewhere.example.net",
        subject="Re",
        is_foreign=True,
        mail_kind="auto_reply",
        attachments=[],
        at=moment,
    )
    client = client_as(member)
    page = text_of(client.get(url("classify", event.pk)))
    assert 'value="registered" selected' in page and 'value="123/2026"' in page
    assert "elsewhere.example.net" in page, "a foreign sender is marked"
    assert "200 123" not in page.partition('name="public_words"')[2].partition("</textarea>")[0]
    client.post(url("classify", event.pk), {"kind": "registered", "on": "2026-11-25", "reference": "123/2026"})
    sent.refresh_from_db()
    assert sent.reference == "123/2026"


def test_a_complaint_from_the_button_to_the_agency(refused: InformationRequest, member: Actor, client_as: Any) -> None:
    client = client_as(member)
    assert "Draft the complaint" in text_of(client.get(url("request", refused.pk)))
    opened = client.post(url("write", refused.pk, "complaint"))
    letter = Letter.objects.get()
    assert opened["Location"].endswith(url("further", letter.pk)[3:])
    page = text_of(client.get(url("further", letter.pk)))
    assert "Agjencia për Informim" in page or "Information and Privacy Agency" in page
    assert client.get(url("further_paper", letter.pk, "pdf")).content.startswith(b"%PDF-")
    client.post(url("further_action", letter.pk, "send"))
    page = text_of(client.get(url("request", refused.pk)))
    assert "complaint with the Agency" in page


def test_everybody_reads_the_public_page_without_what_is_private(
    refused: InformationRequest, visitor: Actor, client_as: Any
) -> None:
    page = text_of(client_as(visitor).get(url("request", refused.pk)))
    assert "refused" in page and "Kërkesa refuzohet" not in page and "Blerim" not in page
    assert "What can be done</h2>" not in page


def test_the_whole_file_and_the_history(refused: InformationRequest, member: Actor, client_as: Any) -> None:
    client = client_as(member)
    file = text_of(client.get(url("case_file", refused.pk)))
    assert "Ligji nr. 06/L-081" in file or "Law 06/L-081" in file
    assert "The request was sent." in text_of(client.get(url("history", refused.pk)))


# --- Lists and figures ---
@pytest.fixture
def several(wanted: Wanted, member: Actor, at: datetime, clock: Any) -> tuple[list[InformationRequest], datetime]:
    """Six requests: in time, late, silent, refused with a ground, withdrawn, waiting."""
    rows = [actions.send(actions.write_draft(wanted, by=member, at=at).pk, by=member, at=at) for _each in range(6)]

    def after(row: InformationRequest, kind: str, days: int, **more: Any) -> None:
        moment = at + timedelta(days=days)
        actions.enter_event(row.pk, kind, happened_at=moment, by=member, at=moment, **more)

    after(rows[0], Happening.FULL, 2)
    after(rows[1], Happening.PARTIAL, 12, grounds=["privacy"])
    after(rows[3], Happening.REFUSED, 4, grounds=["privacy", "classified"])
    actions.withdraw(rows[4].pk, by=member, at=at)
    after(rows[5], Happening.EXTENDED, 3)
    now = at + timedelta(days=13)
    clock.move_to(now)
    return rows, now


def test_each_figure_counts_the_rows_that_the_list_opens(
    several: tuple[list[InformationRequest], datetime], visitor: Actor, client_as: Any
) -> None:
    _rows, now = several
    total = figures(visitor, now).total
    assert {
        name: total.counts[name] for name in ("sent", "in_time", "late", "silent", "waiting", "refused", "withdrawn")
    } == {
        "sent": 6,
        "in_time": 2,
        "late": 1,
        "silent": 1,
        "waiting": 1,
        "refused": 1,
        "withdrawn": 1,
    }
    assert (total.median_days, total.in_time_percent) == (4, 50)
    assert total.grounds == {"privacy": 2, "classified": 1}
    client = client_as(visitor)
    for name in ("in_time", "late", "silent", "waiting", "refused", "partial", "extended", "withdrawn"):
        listed = json.loads(client.get(url("export", "json"), {"result": name}).content)
        assert len(listed) == total.counts[name], name
    by_ground = json.loads(client.get(url("export", "json"), {"ground": "privacy"}).content)
    assert len(by_ground) == 2


def test_what_is_taken_along_is_what_is_shown(
    several: tuple[list[InformationRequest], datetime], visitor: Actor, client_as: Any
) -> None:
    client = client_as(visitor)
    sheet = list(csv.DictReader(io.StringIO(client.get(url("export", "csv")).content.decode("utf-8-sig"))))
    assert len(sheet) == 6 and {row["sent_on"] for row in sheet} == {"2026-11-24"}
    assert {row["due_on"] for row in sheet} == {"2026-12-01", "2026-12-16"}
    figures_of = json.loads(client.get(url("figures_export", "json")).content)
    assert figures_of[-1]["sent"] == sum(row["sent"] for row in figures_of[:-1]) == 6


def test_a_cell_never_begins_like_a_formula(
    wanted: Wanted, member: Actor, at: datetime, client_as: Any, clock: Any
) -> None:
    bad = Wanted(wanted.institution, "=1+1", wanted.text, "sq", wanted.organization)
    actions.send(actions.write_draft(bad, by=member, at=at).pk, by=member, at=at)
    assert "'=1+1" in client_as(member).get(url("export", "csv")).content.decode()


def test_filters_pager_and_empty_states(
    several: tuple[list[InformationRequest], datetime], visitor: Actor, client_as: Any
) -> None:
    client = client_as(visitor)
    assert "Nothing fits these filters" in text_of(client.get(url("list"), {"words": "asgjë"}))
    assert text_of(client.get(url("list"), {"words": "QDP-2026-0003"})).count("QDP-2026-0003 ·") == 1
    assert "All requests" not in text_of(client.get(url("list"), {"result": "nonsense"}))


def test_without_requests_there_is_an_empty_state(jurisdiction: None, visitor: Actor, client_as: Any) -> None:
    assert "No request yet" in text_of(client_as(visitor).get(url("list")))
    assert "No figures yet" in text_of(client_as(visitor).get(url("figures")))


@pytest.mark.parametrize(("name", "most"), [("list", 12), ("figures", 10)])
def test_lists_ask_a_fixed_number_of_queries(
    several: tuple[list[InformationRequest], datetime],
    wanted: Wanted,
    member: Actor,
    visitor: Actor,
    client_as: Any,
    queries: Any,
    name: str,
    most: int,
) -> None:
    client, now = client_as(visitor), several[1]
    with queries(at_most=most) as first:
        client.get(url(name))
    for _each in range(8):
        actions.send(actions.write_draft(wanted, by=member, at=now).pk, by=member, at=now)
    with queries(len(first)):
        client.get(url(name))


def test_the_page_of_a_request_asks_a_fixed_number_of_queries(
    sent: InformationRequest, member: Actor, visitor: Actor, client_as: Any, queries: Any, at: datetime, clock: Any
) -> None:
    for actor, most in ((visitor, 8), (member, 22)):
        client = client_as(actor)
        with queries(at_most=most) as first:
            client.get(url("request", sent.pk))
        for hours in range(1, 5):
            moment = at + timedelta(hours=hours)
            clock.move_to(moment)
            actions.enter_event(sent.pk, Happening.NOTED, happened_at=moment, by=member, at=moment, words="x")
        with queries(len(first)):
            client.get(url("request", sent.pk))
        at = at + timedelta(hours=5)


# --- Several, calendar, search, privacy ---
def test_several_institutions_are_asked_and_compared(
    institution: Organization, member: Actor, forum: Organization, client_as: Any, clock: Any
) -> None:
    client = client_as(member)
    page = text_of(client.get(url("new_batch"), {"kind": "municipality"}))
    assert page.count('name="institutions"') == 38
    keys = list(Organization.objects.filter(kind="municipality").order_by("pk").values_list("pk", flat=True)[:3])
    posted = {
        "title": "Dëgjimet buxhetore",
        "institutions": keys,
        "capacity": forum.pk,
        "reason": "",
        "language": "sq",
        "subject": "Buxheti",
        "text": "Kërkojmë procesverbalet.",
    }
    made = client.post(url("new_batch"), posted)
    assert made.status_code == 302
    sent = client.post(url("send_batch", int(made["Location"].rstrip("/").rpartition("/")[2])), follow=True)
    assert "3 requests were sent." in text_of(sent) and "QDP-2026-0003" in text_of(sent)


def test_the_last_days_of_a_request_for_a_calendar_program(
    sent: InformationRequest, visitor: Actor, client_as: Any
) -> None:
    answer = client_as(visitor).get(url("deadlines", sent.pk))
    lines = answer.content.decode().replace("\r\n ", "").split("\r\n")
    assert answer["Content-Type"].startswith("text/calendar")
    assert "DTSTART;VALUE=DATE:20261201" in lines
    assert all(len(line.encode()) <= 75 for line in answer.content.decode().split("\r\n"))


def test_an_urgent_one_has_its_hour_in_the_calendar(
    wanted: Wanted, member: Actor, at: datetime, client_as: Any, clock: Any
) -> None:
    urgent = Wanted(wanted.institution, "x", wanted.text, "sq", wanted.organization, urgency="life", urgency_note="Ura")
    row = actions.send(actions.write_draft(urgent, by=member, at=at).pk, by=member, at=at)
    assert b"DTSTART:20261126T090000Z" in client_as(member).get(url("deadlines", row.pk)).content


def test_the_search_finds_what_everybody_may_read(
    sent: InformationRequest, own: InformationRequest, member: Actor, at: datetime
) -> None:
    assert list(SearchEntry.objects.filter(kind="request").values_list("about", flat=True)) == [sent.name]
    actions.set_private(sent.pk, True, by=member, at=at)
    assert not SearchEntry.objects.filter(kind="request").exists()


def test_what_waits_is_on_the_desk(
    sent: InformationRequest, member: Actor, other_member: Actor, at: datetime, clock: Any
) -> None:
    assert [item.what for item in registry.waiting_for(member, at) if "QDP" in item.about] == []
    silent = at + timedelta(days=9)
    clock.move_to(silent)
    found = [item for item in registry.waiting_for(member, silent) if "QDP" in item.about]
    assert len(found) == 1 and found[0].until is not None
    assert [item for item in registry.waiting_for(other_member, silent) if "QDP" in item.about] == []


def test_erasing_a_person_leaves_the_organizations_request(
    sent: InformationRequest, member: Actor, at: datetime
) -> None:
    assert member.person_id is not None
    actions.feed_of(by=member, at=at)
    copy = copy_of_person(member.person_id)
    assert [row["number"] for row in copy["requests"]] == ["QDP-2026-0001"] and copy["calendar"]
    assert forget_person(member.person_id, at) >= 3
    sent.refresh_from_db()
    assert (sent.requester, sent.organization is not None, sent.status) == (None, True, Status.SENT)
    assert not Event.objects.filter(entered_by=member.person).exists()
