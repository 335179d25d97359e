"""What comes back from an institution: in any order, in any of the three languages, with what people do to sheets."""

import io
import json
import random
import zipfile
from dataclasses import replace
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from civikos.kernel.files.sandbox import ChildFailed, run_limited
from civikos.programs.consultations.papers import returned, words
from civikos.programs.consultations.papers.returned import Problem, ProblemCode, Returned, read_returned
from civikos.programs.consultations.papers.sheet import matrix_xlsx
from civikos.programs.consultations.papers.tests.office import through_libreoffice
from civikos.programs.consultations.papers.tests.samples import HEAD, expected, rows

HEADINGS = ["Nr.", "Shenja", "Vlerësimi", "Arsyetimi"]
KEYS = {"P-42-1": 1, "P-42-2": 2, "P-42-3": 3}


def sheet_of(lines, *, name="Sheet1", merge=(), more=()) -> bytes:
    """A workbook that somebody else's program wrote: cells of the kinds they are given in."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_numbers": False, "strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for title, content in ((name, lines), *more):
            sheet = book.add_worksheet(title)
            for row, line in enumerate(content):
                for column, value in enumerate(line):
                    if isinstance(value, date):
                        sheet.write_datetime(row, column, value, day)
                    elif value != "":
                        sheet.write(row, column, value)
        for first, last, column, value in merge:
            book.worksheets()[0].merge_range(first, column, last, column, value)
    return target.getvalue()


def codes(found: Returned) -> list[str]:
    return [problem.code.value for problem in found.problems]


def answered(found: Returned) -> dict[str, tuple[str, str]]:
    return {answer.key: (answer.outcome, answer.text) for answer in found.answers}


def test_what_was_answered_comes_back() -> None:
    points = rows(200)
    found = read_returned(matrix_xlsx(HEAD, points), expected(points), HEAD.consultation_id)
    assert found.problems == ()
    assert answered(found) == {row.key: (row.outcome, row.answer) for row in points if row.outcome}
    assert {answer.key: answer.number for answer in found.answers} == {
        row.key: row.number for row in points if row.outcome
    }


@pytest.mark.parametrize("target", ["xlsx", "ods"])
def test_what_was_answered_comes_back_through_libreoffice(tmp_path, target) -> None:
    points = rows(60)
    saved = through_libreoffice(matrix_xlsx(HEAD, points), tmp_path, "xlsx", target)
    found = read_returned(saved, expected(points), HEAD.consultation_id)
    assert found.problems == ()
    assert answered(found) == {row.key: (row.outcome, row.answer) for row in points if row.outcome}


def test_rows_and_columns_may_come_in_any_order_with_others_between() -> None:
    choose = random.Random(3)
    points = [replace(row, outcome="noted", answer="ok") for row in rows(30)]
    lines = [
        [
            "Arsyetimi i institucionit / Obrazloženje institucije / Reason of the institution",
            "Vërejtje tona",
            "Answer",
            "No.",
        ]
    ]
    body = [[row.answer, "x", "Shënuar", row.number] for row in points]
    choose.shuffle(body)
    found = read_returned(sheet_of([["Ministria"], [], [], *lines, *body, [], ["Totali", 30]]), expected(points), 42)
    assert answered(found) == {row.key: ("noted", "ok") for row in points}


ALL_WORDS = [(word, code) for code, three in words.OUTCOMES.items() for word in three.values()]


@pytest.mark.parametrize(
    ("word", "code"),
    [
        *ALL_WORDS,
        *[(words.in_three(three), code) for code, three in words.OUTCOMES.items()],
        ("PRANUAR", "accepted"),
        ("  pranuar. ", "accepted"),
        ("E pranuar", "accepted"),
        ("Усвојено", "accepted"),
        ("pjeserisht  pranuar", "partly"),
        ("Delimicno usvojeno", "partly"),
        ("delimično\nusvojeno", "partly"),
        ("Делимично усвојено", "partly"),
        ("Partially accepted", "partly"),
        ("Pjesërisht pranuar/Delimično usvojeno", "partly"),
        ("Nuk pranohet", "rejected"),
        ("Nije usvojeno", "rejected"),
        ("Not accepted", "rejected"),
        ("odbijeno!", "rejected"),
        ("shenuar", "noted"),
        ("Primljeno k\u00a0znanju", "noted"),
        ("ＮＯＴＥＤ", "noted"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_the_words_of_all_three_languages_are_understood(word, code) -> None:
    assert words.outcome_of(word) == code


@pytest.mark.parametrize(
    "word",
    [
        "1",
        "2",
        "3",
        "4",
        "1.0",
        "po",
        "jo",
        "da",
        "ne",
        "yes",
        "no",
        "x",
        "Accepted / Rejected",
        "Pranuar / Odbijeno",
        "?",
        "Accepted, see article 12",
        "pranua",
        "Unaccepted",
        "Nuk ka",
        "-",
        "/",
        "Accepted?",
        "Pranuar Refuzuar",
    ],
)
def test_other_words_and_numbers_are_no_answer(word) -> None:
    assert words.outcome_of(word) is None
    found = read_returned(sheet_of([HEADINGS, [1, "P-42-1", word, "sepse"]]), {"P-42-1": 1}, 42)
    assert found.answers == ()
    assert found.problems == (Problem(ProblemCode.UNKNOWN_ANSWER, 2, word.strip(), "P-42-1", "sepse"),)


@pytest.mark.parametrize("typed", [1, 4, 2.5, True, date(2026, 11, 30)])
def test_cells_that_are_no_text_are_shown_as_typed(typed) -> None:
    found = read_returned(sheet_of([HEADINGS, [1, "P-42-1", typed, "x"]]), {"P-42-1": 1}, 42)
    assert codes(found) == ["unknown_answer"]
    assert found.problems[0].value in {"1", "4", "2.5", "TRUE", "2026-11-30", "2026-11-30T00:00:00"}


def test_a_rejection_without_a_reason_is_a_problem_and_not_an_answer() -> None:
    found = read_returned(
        sheet_of(
            [
                HEADINGS,
                [1, "P-42-1", "Refuzuar", "  "],
                [2, "P-42-2", "Refuzuar", "nuk ka buxhet"],
                [3, "P-42-3", "", ""],
            ]
        ),
        KEYS,
        42,
    )
    assert found.problems == (Problem(ProblemCode.REJECTED_WITHOUT_REASON, 2, "Refuzuar", "P-42-1"),)
    assert answered(found) == {"P-42-2": ("rejected", "nuk ka buxhet")}


def test_a_reason_without_an_answer_is_told() -> None:
    found = read_returned(
        sheet_of([HEADINGS, [1, "P-42-1", "", "E kemi parë."], [2, "P-42-2", "Noted", ""]]),
        {"P-42-1": 1, "P-42-2": 2},
        42,
    )
    assert found.problems == (Problem(ProblemCode.REASON_WITHOUT_ANSWER, 2, "", "P-42-1", "E kemi parë."),)
    assert answered(found) == {"P-42-2": ("noted", "")}


def test_missing_and_foreign_rows_are_listed() -> None:
    found = read_returned(
        sheet_of([HEADINGS, [2, "P-42-2", "Accepted", ""], [9, "P-77-9", "Accepted", ""], ["", "", "Noted", "?"]]),
        KEYS,
        42,
    )
    assert answered(found) == {"P-42-2": ("accepted", "")}
    assert [(p.code, p.row, p.value, p.key) for p in found.problems] == [
        ("foreign_rows", 3, "P-77-9", "P-77-9"),
        ("foreign_rows", 4, "Noted", ""),
        ("missing_rows", 0, "1", "P-42-1"),
        ("missing_rows", 0, "3", "P-42-3"),
    ]


def test_a_point_answered_in_two_ways_is_answered_in_none() -> None:
    found = read_returned(
        sheet_of(
            [
                HEADINGS,
                [1, "P-42-1", "Accepted", ""],
                [1, "P-42-1", "Noted", ""],
                [1, "P-42-1", "Accepted", ""],
                [2, "P-42-2", "Accepted", "po"],
                [2, "P-42-2", "Pranuar", "po"],
                [3, "P-42-3", "Accepted", ""],
                [3, "P-42-3", "hm", ""],
            ]
        ),
        KEYS,
        42,
    )
    assert answered(found) == {"P-42-2": ("accepted", "po")}
    assert sorted((p.row, p.code.value) for p in found.problems) == [
        (2, "twice"),
        (3, "twice"),
        (4, "twice"),
        (7, "twice"),
        (8, "unknown_answer"),
    ]


def test_a_table_sorted_without_its_keys_is_not_believed() -> None:
    found = read_returned(
        sheet_of([HEADINGS, [2, "P-42-1", "Accepted", ""], [1, "P-42-2", "Noted", ""], [3, "P-42-3", "Noted", ""]]),
        KEYS,
        42,
    )
    assert answered(found) == {"P-42-3": ("noted", "")}
    assert codes(found) == ["key_disagrees", "key_disagrees"]


def test_without_keys_the_numbers_say_which_point_and_that_is_told() -> None:
    lines = [["No.", "Answer", "Reason"], ["1.", "Accepted", ""], [2.0, "Noted", ""], ["3", "", ""]]
    found = read_returned(sheet_of(lines), KEYS, 42)
    assert answered(found) == {"P-42-1": ("accepted", ""), "P-42-2": ("noted", "")}
    assert codes(found) == ["without_keys"]
    about = ("About", [[words.in_three(words.CONSULTATION_NUMBER), "42"]])
    assert codes(read_returned(sheet_of(lines, more=[about]), KEYS, 42)) == []
    assert codes(read_returned(sheet_of(lines, more=[about]), KEYS, 43)) == ["wrong_consultation"]


def test_the_matrix_of_another_consultation_is_recognized() -> None:
    other = [replace(row, key=row.key.replace("42", "43"), outcome="noted") for row in rows(3)]
    found = read_returned(matrix_xlsx(replace(HEAD, consultation_id=43), other), KEYS, 42)
    assert found == Returned((), (Problem(ProblemCode.WRONG_CONSULTATION, value="43"),))


def test_a_matrix_that_nobody_filled_in_is_empty() -> None:
    points = [replace(row, outcome="", answer="") for row in rows(3)]
    assert read_returned(matrix_xlsx(HEAD, points), expected(points), 42) == Returned((), (Problem(ProblemCode.EMPTY),))


def test_a_table_split_over_sheets_is_read_whole() -> None:
    found = read_returned(
        sheet_of(
            [HEADINGS, [1, "P-42-1", "Noted", ""]],
            more=[
                ("Two", [["x"], HEADINGS, [2, "P-42-2", "Noted", ""], HEADINGS, [3, "P-42-3", "Noted", ""]]),
                ("Three", [["hello"]]),
            ],
        ),
        KEYS,
        42,
    )
    assert set(answered(found)) == set(KEYS)
    assert found.problems == ()


def test_an_answer_merged_over_several_rows_is_one_for_each() -> None:
    lines = [HEADINGS, [1, "P-42-1", "", ""], [2, "P-42-2", "", ""], [3, "P-42-3", "Accepted", ""]]
    found = read_returned(sheet_of(lines, merge=[(1, 2, 2, "Refuzuar"), (1, 2, 3, "nuk ka buxhet")]), KEYS, 42)
    assert answered(found) == {
        "P-42-1": ("rejected", "nuk ka buxhet"),
        "P-42-2": ("rejected", "nuk ka buxhet"),
        "P-42-3": ("accepted", ""),
    }


def test_two_columns_of_the_same_name_must_agree() -> None:
    found = read_returned(
        sheet_of(
            [
                [*HEADINGS, "Answer"],
                [1, "P-42-1", "Pranuar", "a", "Accepted"],
                [2, "P-42-2", "Pranuar", "a", "Noted"],
                [3, "P-42-3", "", "a", "Noted"],
            ]
        ),
        KEYS,
        42,
    )
    assert answered(found) == {"P-42-1": ("accepted", "a"), "P-42-3": ("noted", "a")}
    assert codes(found) == ["unknown_answer"]


def test_files_that_are_no_matrix_get_a_name() -> None:
    points = rows(3)
    whole = matrix_xlsx(HEAD, points)
    document = io.BytesIO()
    with zipfile.ZipFile(document, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    assert codes(read_returned(b"", KEYS)) == ["not_a_sheet"]
    assert codes(read_returned(b"%PDF-1.7 nothing", KEYS)) == ["not_a_sheet"]
    assert codes(read_returned(whole[: len(whole) // 2], KEYS)) == ["not_a_sheet"]
    # A Word file is read for the table in it, as the matrix is handed out as Word too.
    assert codes(read_returned(document.getvalue(), KEYS)) == ["no_table"]
    assert codes(read_returned(ole, KEYS)) == ["not_a_sheet"]
    assert codes(read_returned(ole + "EncryptedPackage".encode("utf-16-le"), KEYS)) == ["encrypted"]
    assert codes(read_returned(sheet_of([["a", "b"], [1, 2]]), KEYS)) == ["no_table"]
    assert codes(read_returned(sheet_of([]), KEYS)) == ["no_table"]


@pytest.mark.parametrize(
    ("part", "content", "reason"),
    [
        ("xl/vbaProject.bin", b"x", "macro"),
        ("xl/bomb.xml", b"<a>" + b" " * (3 << 20), "expands_too_much"),
        ("xl/entity.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', "external_content"),
    ],
)
def test_a_dangerous_file_is_refused_before_it_is_read(part, content, reason) -> None:
    data = io.BytesIO(matrix_xlsx(HEAD, rows(2)))
    with zipfile.ZipFile(data, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, content)
    assert read_returned(data.getvalue(), KEYS) == Returned((), (Problem(ProblemCode.UNSAFE, value=reason),))


def test_the_process_of_its_own_says_the_same_under_limits() -> None:
    points = [*rows(20), replace(rows(1)[0], number=21, key="P-42-21", outcome="rejected", answer="")]
    data = matrix_xlsx(HEAD, points)
    arguments = ["civikos.programs.consultations.papers.returned"]
    output = run_limited(arguments, returned.as_request(data, expected(points), 42))
    assert returned.from_json(output) == read_returned(data, expected(points), 42)
    assert json.loads(output)["problems"][0]["code"] == "rejected_without_reason"


def test_a_sheet_that_claims_to_be_endless_falls_in_its_own_process() -> None:
    """One cell in the last corner makes a reader ask for room for seventeen thousand million cells."""
    with zipfile.ZipFile(io.BytesIO(sheet_of([HEADINGS, [1, "P-42-1", "Noted", ""]]))) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    name = "xl/worksheets/sheet1.xml"
    corner = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    parts[name] = parts[name].replace(b"</sheetData>", corner)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    with pytest.raises(ChildFailed):
        run_limited(
            ["civikos.programs.consultations.papers.returned"], returned.as_request(target.getvalue(), KEYS, 42)
        )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["P-42-1", "P-42-2", "P-42-3", "P-9-9", ""]),
            st.sampled_from(["1", "2", "3", "7", ""]),
            st.sampled_from(["Pranuar", "Odbijeno", "noted", "hm", ""]),
            st.sampled_from(["", "sepse"]),
        ),
        max_size=8,
    )
)
def test_whatever_comes_back_every_point_is_accounted_for(lines) -> None:
    table = [HEADINGS, *[[number, key, outcome, text] for key, number, outcome, text in lines]]
    found = read_returned(sheet_of(table), KEYS, 42)
    if "wrong_consultation" in codes(found):
        assert not {key for key, *_rest in lines} & set(KEYS)
        return
    sound = {answer.key for answer in found.answers}
    faulty = {problem.key for problem in found.problems}
    assert not sound & faulty
    assert len(sound) == len(found.answers)
    told = {problem.row for problem in found.problems} | {answer.row for answer in found.answers}
    assert told >= {
        row
        for row, (key, _number, outcome, text) in enumerate(lines, start=2)
        if (outcome or text) and key not in sound and key
    }
    is_unfilled = not any(outcome or text for _key, _number, outcome, text in lines)
    assert ("empty" in codes(found)) == (is_unfilled and not any(p.code == "foreign_rows" for p in found.problems))
    missing = {problem.key for problem in found.problems if problem.code == "missing_rows"}
    assert missing.isdisjoint({key for key, *_rest in lines})


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_file_never_raises(data) -> None:
    whole = bytearray(matrix_xlsx(HEAD, rows(4)))
    for _damage in range(data.draw(st.integers(1, 12))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    assert isinstance(read_returned(bytes(whole), KEYS, 42), Returned)
