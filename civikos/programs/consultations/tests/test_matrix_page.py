"""The matrix on the page: arranging, answering, the returned table; what is refused stays typed."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from civikos.kernel.accounts.actor import Actor
from civikos.programs.consultations import actions
from civikos.programs.consultations.actions import papers
from civikos.programs.consultations.models import Answer, Consultation, Paper, Point
from civikos.programs.consultations.queries import matrix as queries_of_matrix
from civikos.programs.consultations.tests import samples
from civikos.registers.organizations.models import Mandate

ClientAs = Callable[[Actor], Client]
AFTER = datetime.fromisoformat("2026-12-16T09:00:00+01:00")


def address(consultation: Consultation, verb: str = "", query: str = "") -> str:
    return f"/en/consultations/{consultation.pk}/matrix/{verb + '/' if verb else ''}{query}"


def page_of(browser: Client, consultation: Consultation, query: str = "") -> str:
    return str(browser.get(address(consultation, query=query)).content.decode())


@pytest.fixture
def arranged(discussed: Consultation, secretariat: Actor, at: datetime) -> Consultation:
    """Two points, the comment on article 2 and the proposal on article 3."""
    actions.arrange_matrix(discussed.pk, by=secretariat, at=at + timedelta(hours=1))
    return discussed


@pytest.fixture
def handed_in(submitted: Consultation, clock: Any) -> Consultation:
    """Submitted, the morning after."""
    clock.move_to(AFTER)
    return submitted


@pytest.fixture
def points(handed_in: Consultation) -> list[Point]:
    return list(handed_in.points.order_by("number"))


def seals(page: str) -> dict[str, str]:
    """The marks that a browser sends back with every row."""
    return dict(re.findall(r'name="(seal-\d+)" value="([0-9a-f]+)"', page))


# --- Who sees what ----------------------------------------------------------------------------------------------------
def test_before_submission_only_the_secretariat_reads_it(
    arranged: Consultation, secretariat: Actor, member: Actor, ministry: Actor, visitor: Actor, client_as: ClientAs
) -> None:
    assert "Afati duhet të jetë më i gjatë." in page_of(client_as(secretariat), arranged)
    for actor in (member, visitor, ministry):
        answer = client_as(actor).get(address(arranged))
        assert "Afati duhet" not in answer.content.decode()
        assert "The matrix is not here yet" in answer.content.decode()
        for form in ("xlsx", "docx", "pdf", "json"):
            assert client_as(actor).get(f"/en/consultations/{arranged.pk}/matrix.{form}").status_code == 404


def test_after_submission_members_read_and_the_institution_answers(
    handed_in: Consultation, member: Actor, ministry: Actor, visitor: Actor, client_as: ClientAs, link_of: Any
) -> None:
    for actor in (ministry, link_of(ministry, handed_in)):
        assert 'type="radio"' in page_of(client_as(actor), handed_in)
    read = page_of(client_as(member), handed_in)
    assert "Afati duhet të jetë më i gjatë." in read
    assert 'type="radio"' not in read
    assert "The matrix is not here yet" in page_of(client_as(visitor), handed_in)


def test_a_link_to_another_consultation_opens_nothing(
    handed_in: Consultation, ministry: Actor, client_as: ClientAs
) -> None:
    astray = Actor(ministry.person, audience="consultation:999999")
    page = page_of(client_as(astray), handed_in)
    assert "The matrix is not here yet" in page


# --- Arranging --------------------------------------------------------------------------------------------------------
def test_contributions_become_points_at_the_press_of_a_button(
    discussed: Consultation, secretariat: Actor, client_as: ClientAs
) -> None:
    browser = client_as(secretariat)
    assert "2 contributions are in no point yet." in page_of(browser, discussed)
    page = browser.post(address(discussed, "arrange"), follow=True).content.decode()
    assert "The matrix has 2 points." in page
    assert "<ins>" in page


def test_points_of_one_article_are_merged_and_split_again(
    discussed: Consultation, member: Actor, other_member: Actor, secretariat: Actor, at: datetime, client_as: ClientAs
) -> None:
    samples.comment(discussed, other_member, at, "Rok treba da bude duži.", language="sr")
    actions.arrange_matrix(discussed.pk, by=secretariat, at=at)
    browser = client_as(secretariat)
    same = list(discussed.points.filter(article="art_2").order_by("position"))
    refused = browser.post(
        address(discussed, "merge"), {"row": [each.pk for each in discussed.points.all()]}, follow=True
    ).content.decode()
    assert "Choose two or more points on the same article." in refused
    assert (
        "Merged into point 1."
        in browser.post(address(discussed, "merge"), {"row": [each.pk for each in same]}, follow=True).content.decode()
    )
    assert discussed.points.filter(article="art_2").count() == 1
    assert (
        "Split into 2 points."
        in browser.post(address(discussed, "split"), {"split": same[0].pk}, follow=True).content.decode()
    )
    history = browser.get(f"/en/consultations/{discussed.pk}/history/").content.decode()
    assert "2 points were merged into one." in history


def test_a_point_is_moved_up_down_and_before_a_number(
    discussed: Consultation, member: Actor, secretariat: Actor, at: datetime, client_as: ClientAs
) -> None:
    samples.comment(discussed, member, at, "Një tjetër.", eid="art_4")
    actions.arrange_matrix(discussed.pk, by=secretariat, at=at)
    browser = client_as(secretariat)

    def order() -> list[str]:
        return list(discussed.points.order_by("position").values_list("article", flat=True))

    first, _second, third = discussed.points.order_by("position")
    assert order() == ["art_2", "art_3", "art_4"]
    browser.post(address(discussed, "move"), {"up": third.pk})
    assert order() == ["art_2", "art_4", "art_3"]
    browser.post(address(discussed, "move"), {"up": first.pk})
    assert order() == ["art_2", "art_4", "art_3"]
    browser.post(address(discussed, "move"), {"down": first.pk})
    assert order() == ["art_4", "art_2", "art_3"]
    browser.post(address(discussed, "move"), {"place": first.pk, f"before-{first.pk}": "1"})
    assert order() == ["art_2", "art_4", "art_3"]


def test_the_wording_of_a_point_is_edited_and_what_was_said_stays(
    arranged: Consultation, secretariat: Actor, client_as: ClientAs
) -> None:
    browser = client_as(secretariat)
    point = arranged.points.get(article="art_2")
    assert f'name="point" value="{point.pk}"' in page_of(browser, arranged, f"?edit={point.pk}")
    browser.post(address(arranged, "edit"), {"point": point.pk, "text": "Afati të zgjatet.", "proposed": ""})
    point.refresh_from_db()
    assert point.text == "Afati të zgjatet."
    assert point.contributions.get().text == "Afati duhet të jetë më i gjatë."


def test_submitting_before_the_deadline_wants_a_tick(
    arranged: Consultation, secretariat: Actor, client_as: ClientAs
) -> None:
    browser = client_as(secretariat)
    page = page_of(browser, arranged, "?submit=1")
    assert "Driton Berisha" in page
    # The letter speaks the official's language, so only what is the same in each of them is looked for.
    assert re.search(r'letter-body">[^<]*\b2\b', page)
    assert (
        "Members may comment until the deadline."
        in browser.post(address(arranged, "submit"), follow=True).content.decode()
    )
    assert (
        "The matrix is submitted."
        in browser.post(address(arranged, "submit"), {"close_now": "on"}, follow=True).content.decode()
    )
    arranged.refresh_from_db()
    assert arranged.status == "submitted"


def test_without_a_contact_nothing_is_submitted(
    arranged: Consultation, secretariat: Actor, client_as: ClientAs
) -> None:
    Mandate.objects.filter(scope="answer").delete()
    browser = client_as(secretariat)
    assert "Nobody is recorded who answers" in page_of(browser, arranged, "?submit=1")
    assert (
        "Nobody is recorded who answers"
        in browser.post(address(arranged, "submit"), {"close_now": "on"}, follow=True).content.decode()
    )


@pytest.mark.parametrize("verb", ["arrange", "merge", "split", "move", "edit", "submit"])
def test_members_and_the_institution_do_not_arrange(
    verb: str, arranged: Consultation, member: Actor, ministry: Actor, client_as: ClientAs
) -> None:
    point = arranged.points.order_by("position")[0]
    for actor in (member, ministry):
        client_as(actor).post(
            address(arranged, verb),
            {"row": [point.pk], "split": point.pk, "up": point.pk, "point": point.pk, "text": "X", "close_now": "on"},
        )
    point.refresh_from_db()
    arranged.refresh_from_db()
    assert (point.text, arranged.status) == ("Afati duhet të jetë më i gjatë.", "distributed")


# --- Answering --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("by_link", [False, True])
def test_the_institution_answers_on_the_page(
    by_link: bool, handed_in: Consultation, points: list[Point], ministry: Actor, client_as: ClientAs, link_of: Any
) -> None:
    browser = client_as(link_of(ministry, handed_in) if by_link else ministry)
    page = page_of(browser, handed_in)
    assert "<b>0</b> of <b>2</b> answered, 5 working days left" in page
    first = points[0]
    answer = browser.post(
        address(handed_in, "answer"),
        seals(page) | {f"a-{first.pk}": "partly", f"r-{first.pk}": "Afati zgjatet në dhjetë ditë."},
        follow=True,
    )
    assert "1 answer is saved." in answer.content.decode()
    assert "<b>1</b> of <b>2</b> answered" in answer.content.decode()
    first.refresh_from_db()
    assert (first.outcome, first.answer) == ("partly", "Afati zgjatet në dhjetë ditë.")


def test_a_rejection_without_a_reason_is_refused_and_everything_typed_stays(
    handed_in: Consultation, points: list[Point], ministry: Actor, client_as: ClientAs
) -> None:
    browser = client_as(ministry)
    sent = seals(page_of(browser, handed_in)) | {
        f"a-{points[0].pk}": "accepted",
        f"r-{points[0].pk}": "Po, pranohet.",
        f"a-{points[1].pk}": "rejected",
        f"r-{points[1].pk}": "",
    }
    answer = browser.post(address(handed_in, "answer"), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "A rejection needs a reason. Write it for point 2; nothing has been saved yet." in page
    assert "Po, pranohet.</textarea>" in page
    assert f'name="a-{points[1].pk}" value="rejected" checked' in page
    assert page.count('aria-invalid="true"') == 1
    assert not Answer.objects.exists()


def test_a_reason_without_an_answer_is_not_lost(
    handed_in: Consultation, points: list[Point], ministry: Actor, client_as: ClientAs
) -> None:
    browser = client_as(ministry)
    answer = browser.post(
        address(handed_in, "answer"),
        seals(page_of(browser, handed_in)) | {f"r-{points[0].pk}": "E shkruar pa zgjedhur."},
    )
    assert "Choose one of: accepted, partly accepted, rejected, noted." in answer.content.decode()
    assert "E shkruar pa zgjedhur.</textarea>" in answer.content.decode()


def test_rows_that_were_not_touched_do_not_undo_a_newer_answer(
    handed_in: Consultation, points: list[Point], ministry: Actor, client_as: ClientAs, at: datetime
) -> None:
    browser = client_as(ministry)
    old = page_of(browser, handed_in)
    actions.answer_point(handed_in.pk, points[0].pk, outcome="accepted", text="Nga kolegu.", by=ministry, at=AFTER)
    browser.post(
        address(handed_in, "answer"),
        seals(old) | {f"r-{points[0].pk}": "", f"a-{points[1].pk}": "noted", f"r-{points[1].pk}": ""},
    )
    points[0].refresh_from_db()
    assert (points[0].outcome, points[0].answer) == ("accepted", "Nga kolegu.")


def test_one_row_is_saved_by_itself_with_the_line_above(
    handed_in: Consultation, points: list[Point], ministry: Actor, client_as: ClientAs
) -> None:
    browser = client_as(ministry)
    key = points[0].pk
    sent = {
        "one": key,
        f"a-{key}": "accepted",
        f"r-{key}": "",
        f"seal-{key}": seals(page_of(browser, handed_in))[f"seal-{key}"],
    }
    page = browser.post(address(handed_in, "answer"), sent, headers={"HX-Request": "true"}).content.decode()
    assert re.search(r"<tr data-row", page)
    assert 'hx-swap-oob="true"' in page
    assert "<b>1</b> of <b>2</b>" in page
    refused = browser.post(
        address(handed_in, "answer"),
        {"one": points[1].pk, f"a-{points[1].pk}": "rejected", f"r-{points[1].pk}": "", f"seal-{points[1].pk}": "x"},
        headers={"HX-Request": "true"},
    ).content.decode()
    assert "A rejection needs a reason." in refused
    assert "checked" in refused


def test_several_points_get_the_same_answer(
    handed_in: Consultation, points: list[Point], ministry: Actor, client_as: ClientAs
) -> None:
    browser = client_as(ministry)
    none = browser.post(address(handed_in, "answer_many"), {"bulk_outcome": "noted", "bulk_text": "Shënohet."})
    assert "Choose at least one point." in none.content.decode()
    assert "Shënohet.</textarea>" in none.content.decode()
    refused = browser.post(
        address(handed_in, "answer_many"),
        {"row": [each.pk for each in points], "bulk_outcome": "rejected", "bulk_text": ""},
    ).content.decode()
    assert "A rejection needs a reason." in refused
    assert refused.count(f'value="{points[1].pk}" checked') == 1
    done = browser.post(
        address(handed_in, "answer_many"),
        {"row": [each.pk for each in points], "bulk_outcome": "noted", "bulk_text": "Shënohet."},
        follow=True,
    )
    assert "2 answers are saved." in done.content.decode()
    handed_in.refresh_from_db()
    assert handed_in.status == "answered"


def test_every_answer_stays_in_the_history_of_the_point(
    handed_in: Consultation, points: list[Point], ministry: Actor, visitor: Actor, client_as: ClientAs
) -> None:
    for outcome, text in (("noted", "Së pari."), ("rejected", "Pastaj.")):
        actions.answer_point(handed_in.pk, points[0].pk, outcome=outcome, text=text, by=ministry, at=AFTER)
    assert "2 answers so far" in page_of(client_as(ministry), handed_in)
    history = page_of(client_as(ministry), handed_in, f"?history={points[0].pk}")
    assert "Së pari." in history
    assert "Pastaj." in history
    assert client_as(visitor).get(address(handed_in, query=f"?history={points[0].pk}")).status_code == 404


def test_members_do_not_answer(
    handed_in: Consultation, points: list[Point], member: Actor, client_as: ClientAs
) -> None:
    answer = client_as(member).post(
        address(handed_in, "answer"),
        {f"seal-{points[0].pk}": "x", f"a-{points[0].pk}": "accepted", f"r-{points[0].pk}": ""},
    )
    assert answer.status_code == 422
    assert "You may not do this here." in answer.content.decode()
    assert not Answer.objects.exists()


def test_points_of_another_consultation_are_absent(
    handed_in: Consultation, ministry: Actor, client_as: ClientAs
) -> None:
    answer = client_as(ministry).post(
        address(handed_in, "answer"), {"seal-999999": "x", "a-999999": "accepted", "r-999999": ""}
    )
    assert answer.status_code == 404


def test_closing_leaves_the_open_points_unanswered(
    handed_in: Consultation, ministry: Actor, client_as: ClientAs
) -> None:
    browser = client_as(ministry)
    assert "Close with 2 points unanswered" in page_of(browser, handed_in)
    browser.post(address(handed_in, "conclude"))
    handed_in.refresh_from_db()
    assert handed_in.status == "answered"


def test_filters(handed_in: Consultation, points: list[Point], ministry: Actor, client_as: ClientAs) -> None:
    actions.answer_point(handed_in.pk, points[0].pk, outcome="accepted", text="", by=ministry, at=AFTER)
    browser = client_as(ministry)
    for query, shown in (
        ("?outcome=open", [1]),
        ("?outcome=accepted", [0]),
        ("?article=art_3", [1]),
        ("?words=Afati", [0]),
        ("?words=mungon", []),
    ):
        page = page_of(browser, handed_in, query)
        assert [number for number in (0, 1) if f'id="p-{points[number].pk}"' in page] == shown


# --- What it costs ----------------------------------------------------------------------------------------------------
def many(consultation: Consultation, count: int) -> None:
    some = consultation.contributions.first()
    assert some is not None
    Point.objects.bulk_create(
        [
            Point(
                consultation=consultation,
                number=number,
                position=number,
                provision=some.provision,
                article=some.article,
                language="sq",
                text=f"Pika {number}",
            )
            for number in range(100, 100 + count)
        ],
        batch_size=500,
    )
    through = Point.contributions.through
    through.objects.bulk_create(
        [
            through(point_id=pk, contribution_id=some.pk)
            for pk in consultation.points.filter(number__gte=100).values_list("pk", flat=True)
        ],
        batch_size=800,
    )


def test_ten_thousand_points_cost_thirteen_queries(
    handed_in: Consultation, ministry: Actor, secretariat: Actor, client_as: ClientAs, queries: Any
) -> None:
    many(handed_in, 10_000)
    for actor in (ministry, secretariat):
        browser = client_as(actor)
        for query in ("", "?page=150", "?outcome=open"):
            with queries(at_most=13):
                assert browser.get(address(handed_in, query=query)).status_code == 200


def test_arranging_ten_thousand_points_costs_twelve_queries(
    arranged: Consultation, secretariat: Actor, client_as: ClientAs, queries: Any
) -> None:
    browser = client_as(secretariat)
    with queries(at_most=12):
        browser.get(address(arranged))


# --- The table that comes back ----------------------------------------------------------------------------------------
@dataclass
class Table:
    """The rows of the matrix as somebody has them open: by point, `outcome`, `answer`, `key` by their columns."""

    lines: list[list[Any]]
    columns: dict[str, int]

    def put(self, number: int, outcome: str, reason: str = "", key: str = "") -> None:
        line = self.lines[number]
        line[self.columns["outcome"]], line[self.columns["answer"]] = outcome, reason
        if key:
            line[self.columns["key"]] = key


Change = Callable[[Table], None]


def filled(consultation: Consultation, change: Change) -> bytes:
    """The matrix as Excel, opened, changed and saved again."""
    with CalamineWorkbook.from_filelike(io.BytesIO(papers.matrix_as(consultation, "xlsx"))) as book:
        lines = [list(line) for line in book.get_sheet_by_index(0).to_python(skip_empty_area=False)]
    head = next(
        number for number, line in enumerate(lines) if any("Reason of the institution" in str(cell) for cell in line)
    )
    names = {"outcome": "\nAnswer", "answer": "Reason of the institution", "key": "Key of the point"}
    columns = {
        name: next(at for at, cell in enumerate(lines[head]) if words in str(cell)) for name, words in names.items()
    }
    table = Table(lines[head:], columns)
    change(table)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Matrica")
        for number, line in enumerate([*lines[:head], *table.lines]):
            sheet.write_row(number, 0, line)
    return out.getvalue()


def send(browser: Client, consultation: Consultation, data: bytes, name: str = "matrica.xlsx") -> Any:
    return browser.post(address(consultation, "returned"), {"sheet": SimpleUploadedFile(name, data)}, follow=True)


def _both(table: Table) -> None:
    table.put(1, "Pranuar")
    table.put(2, "Refuzuar", "Nuk mundet.")


def test_a_filled_table_is_shown_first_and_taken_over_by_one_press(
    handed_in: Consultation, points: list[Point], ministry: Actor, client_as: ClientAs, link_of: Any
) -> None:
    browser = client_as(link_of(ministry, handed_in))
    data = filled(handed_in, _both)
    page = send(browser, handed_in, data).content.decode()
    assert "2 answers can be taken over." in page
    assert "Nothing is wrong with this table." in page
    assert not Answer.objects.exists()
    paper = Paper.objects.get(kind="returned")
    done = browser.post(address(handed_in, "returned"), {"take": paper.pk}, follow=True).content.decode()
    assert "2 answers were taken over from the table." in done
    assert list(handed_in.points.order_by("number").values_list("outcome", "answer")) == [
        ("accepted", ""),
        ("rejected", "Nuk mundet."),
    ]
    assert set(Answer.objects.values_list("by_sheet", flat=True)) == {True}


def _accept_all(table: Table) -> None:
    table.put(1, "Accepted")
    table.put(2, "Accepted")


def _missing(table: Table) -> None:
    table.put(1, "Accepted")
    del table.lines[2]


def _foreign(table: Table) -> None:
    table.lines.append(list(table.lines[2]))
    _accept_all(table)
    table.put(3, "Noted", key="P-77-1")


def _then(outcome: str, reason: str = "") -> Change:
    """The first point accepted, the second as told."""

    def change(table: Table) -> None:
        table.put(1, "Accepted")
        table.put(2, outcome, reason)

    return change


PROBLEMS: dict[str, tuple[Change, str, int]] = {
    "missing rows": (_missing, "1 row is missing from the table: point 2.", 1),
    "foreign rows": (_foreign, "(“P-77-1”) is not a point of this consultation", 2),
    "an unknown answer": (_then("Ndoshta"), "“Ndoshta” is none of the four answers", 1),
    "a rejection without a reason": (_then("Rejected"), "is rejected without a reason", 1),
    "a reason without an answer": (_then("", "Pse?"), "has a reason and no answer", 1),
    "nothing": (lambda table: None, "Nothing has been filled in", 0),
}


@pytest.mark.parametrize("case", PROBLEMS)
def test_what_is_wrong_with_a_table_is_said_and_the_rest_can_be_taken(
    case: str, handed_in: Consultation, points: list[Point], ministry: Actor, client_as: ClientAs
) -> None:
    change, sentence, good = PROBLEMS[case]
    browser = client_as(ministry)
    page = send(browser, handed_in, filled(handed_in, change)).content.decode()
    assert sentence in page
    assert (f"Take over {good} answer" in page) == bool(good)
    if good:
        browser.post(address(handed_in, "returned"), {"take": Paper.objects.get(kind="returned").pk})
    assert Answer.objects.count() == good


def test_what_is_no_table_gets_its_sentence_and_a_sheet_without_the_table_is_kept(
    handed_in: Consultation, ministry: Actor, client_as: ClientAs, member: Actor
) -> None:
    browser = client_as(ministry)
    assert "Choose the filled table first." in browser.post(address(handed_in, "returned"), {}).content.decode()
    assert (
        "This kind of file cannot be taken here"
        in send(browser, handed_in, b"Pershendetje", "letra.txt").content.decode()
    )
    sealed = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    assert "protected by a password" in send(browser, handed_in, sealed).content.decode()
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("Tjetër").write(0, 0, "Pershendetje")
    assert (
        "The table of the matrix was not found in this file"
        in send(browser, handed_in, out.getvalue()).content.decode()
    )
    assert Paper.objects.filter(kind="returned").count() == 1
    assert client_as(member).get(address(handed_in, "returned")).status_code == 404


def test_a_table_of_another_consultation_is_not_taken(
    handed_in: Consultation, ministry: Actor, secretariat: Actor, client_as: ClientAs, at: datetime
) -> None:
    def elsewhere(table: Table) -> None:
        for number in (1, 2):
            table.put(number, "Accepted", key=f"P-77-{number}")

    page = send(client_as(ministry), handed_in, filled(handed_in, elsewhere)).content.decode()
    assert "This table belongs to another consultation." in page
    assert "Take over" not in page


# --- Files ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("form", "start"), [("xlsx", b"PK"), ("docx", b"PK"), ("pdf", b"%PDF"), ("json", b"{")])
def test_the_matrix_is_downloaded_in_four_forms(
    form: str, start: bytes, handed_in: Consultation, ministry: Actor, client_as: ClientAs
) -> None:
    answer = client_as(ministry).get(f"/en/consultations/{handed_in.pk}/matrix.{form}")
    assert answer.status_code == 200
    assert answer.content.startswith(start)
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]


def test_files_are_read_by_whom_they_concern(
    handed_in: Consultation, secretariat: Actor, member: Actor, ministry: Actor, visitor: Actor, client_as: ClientAs
) -> None:
    text = handed_in.version.expressions.get(language="sq").file
    send(client_as(ministry), handed_in, filled(handed_in, _accept_all))
    sheet = Paper.objects.get(kind="returned").file

    def status(actor: Actor, key: Any, pk: int | None = None) -> int:
        return int(client_as(actor).get(f"/en/consultations/{pk or handed_in.pk}/file/{key}/").status_code)

    assert text is not None
    assert [status(actor, text.key) for actor in (secretariat, member, ministry, visitor)] == [200, 200, 200, 200]
    assert [status(actor, sheet.key) for actor in (secretariat, member, ministry, visitor)] == [200, 404, 200, 404]
    assert status(secretariat, text.key, 999999) == 404
    assert status(secretariat, "00000000-0000-0000-0000-000000000000") == 404


def test_seals_forgive_what_browsers_change() -> None:
    from civikos.programs.consultations.views.matrix import seal_of

    assert seal_of("noted", "një\r\ndy ") == seal_of("noted", "një\ndy")
    assert seal_of("noted", "një") != seal_of("partly", "një")


def test_the_order_of_neighbors(arranged: Consultation) -> None:
    first, second = arranged.points.order_by("position")
    assert queries_of_matrix.neighbors(arranged, first.pk) == (None, second.pk, None)
    assert queries_of_matrix.neighbors(arranged, 999999) == (None, None, None)
