"""What members did to a Word file becomes one readable proposal per paragraph, on the right provision."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from lawtext import Text, Unreadable, read
from lawtext.cli import main
from lawtext.differences import Op
from lawtext.docx_out import to_docx
from lawtext.returned import (
    Part,
    Returned,
    Verdict,
    WordProposal,
    WordProposalKind,
    apply_proposals,
    merge_returned,
    read_returned,
    returned_from_dict,
    returned_to_dict,
)
from lawtext.returned_samples import KINDS, handed_out, make_returned, make_retyped
from lawtext.samples import make_docx, make_lines, write_docx
from lawtext.tests.returned_truth import missed, missed_edits
from lawtext.tests.test_docx import docx
from lawtext.word_places import split_number, words_key

HAND = 'w:id="7" w:author="Arta" w:date="2026-05-01T10:00:00Z"'
OTHER = 'w:id="8" w:author="Јована" w:date="2026-05-02T11:00:00Z"'
LAW = (
    "Neni 1",
    "Qëllimi",
    "1. Ky ligj rregullon bashkëpunimin me shoqërinë civile në Republikën e Kosovës.",
    "2. Ministria publikon raportin vjetor për zbatimin e këtij ligji.",
    "3. Komuna miraton planin e punës brenda tridhjetë ditëve.",
    "Neni 2",
    "Hyrja në fuqi",
    "Ky ligj hyn në fuqi pesëmbëdhjetë ditë pas publikimit në Gazetën Zyrtare.",
)


def run(text: str, tag: str = "t") -> str:
    return f'<w:r><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def gone(text: str, hand: str = HAND) -> str:
    return f"<w:del {hand}>{run(text, 'delText')}</w:del>"


def new(text: str, hand: str = HAND) -> str:
    return f"<w:ins {hand}>{run(text)}</w:ins>"


def p(*runs: str, mark: str = "") -> str:
    return f"<w:p><w:pPr>{f'<w:rPr>{mark}</w:rPr>' if mark else ''}</w:pPr>{''.join(runs)}</w:p>"


def file(changed: dict[int, str], law: tuple[str, ...] = LAW) -> bytes:
    """The law as a Word file with some paragraphs in other XML."""
    return docx("".join(changed.get(at, p(run(text))) for at, text in enumerate(law)))


@pytest.fixture(scope="module")
def law() -> Text:
    return read(file({})).texts[0]


def told(changed: dict[int, str], law: Text) -> tuple[WordProposal, ...]:
    return read_returned(file(changed), law).proposals


def only(changed: dict[int, str], law: Text) -> WordProposal:
    (proposal,) = told(changed, law)
    return proposal


def test_a_file_that_nobody_touched_proposes_nothing(law: Text) -> None:
    returned = read_returned(file({}), law)
    assert (returned.verdict, returned.proposals, returned.comments, returned.unplaced) == (Verdict.SAME, (), (), ())
    assert (returned.operations, returned.format_changes, returned.language) == (0, 0, "sq")


def test_changed_words_of_two_people_are_one_proposal(law: Text) -> None:
    proposal = only(
        {2: p(run("1. Ky ligj "), gone("rregullon"), new("përcakton", OTHER), run(LAW[2].split("rregullon")[1]))}, law
    )
    assert (proposal.kind, proposal.node_id, proposal.article_id) == (
        WordProposalKind.REPLACE,
        "art_1__para_1",
        "art_1",
    )
    assert proposal.original == LAW[2][3:]
    assert proposal.proposed == LAW[2][3:].replace("rregullon", "përcakton")
    changes = [(each.op, each.text, each.author) for each in proposal.changes if each.op is not Op.EQUAL]
    assert changes == [(Op.DELETE, "rregullon", "Arta"), (Op.INSERT, "përcakton", "Јована")]
    assert (proposal.authors, proposal.is_tracked) == (("Arta", "Јована"), True)
    assert proposal.dates == ("2026-05-01T10:00:00Z", "2026-05-02T11:00:00Z")


def test_changes_inside_a_word_are_told_by_whole_words(law: Text) -> None:
    proposal = only({2: p(run("1. Ky ligj rregull"), gone("on"), new("onte"), run(LAW[2].split("rregullon")[1]))}, law)
    assert [each.text for each in proposal.changes if each.op is not Op.EQUAL] == ["rregullon", "rregullonte"]


@pytest.mark.parametrize("enter_at_the_end", [False, True])
def test_a_new_paragraph_goes_behind_the_one_before_it(law: Text, enter_at_the_end: bool) -> None:
    mark = f"<w:ins {HAND}/>"
    if enter_at_the_end:
        changed = p(run(LAW[3]), mark=mark) + p(new("Paragraf krejt i ri."))
    else:
        changed = p(run(LAW[3])) + p(new("Paragraf krejt i ri."), mark=mark)
    proposal = only({3: changed}, law)
    assert (proposal.kind, proposal.after_id, proposal.original) == (WordProposalKind.INSERT, "art_1__para_2", "")
    assert (proposal.proposed, proposal.authors) == ("Paragraf krejt i ri.", ("Arta",))


def test_a_new_article_is_one_proposal_with_its_numbers(law: Text) -> None:
    mark = f"<w:ins {HAND}/>"
    added = "".join(p(new(text), mark=mark) for text in ("Neni 1A", "Parimet", "1. Çdo organ vepron hapur."))
    proposal = only({4: p(run(LAW[4])) + added}, law)
    assert proposal.proposed == "Neni 1A\nParimet\n1. Çdo organ vepron hapur."
    assert proposal.after_id == "art_1__para_3"
    assert "".join(each.text for each in proposal.changes) == proposal.proposed


@pytest.mark.parametrize("mark", [f"<w:del {HAND}/>", ""])
def test_a_deleted_paragraph_also_when_its_end_was_left(law: Text, mark: str) -> None:
    proposal = only({4: p(gone(LAW[4]), mark=mark)}, law)
    assert (proposal.kind, proposal.node_id, proposal.proposed) == (WordProposalKind.DELETE, "art_1__para_3", "")
    assert (proposal.original, proposal.number) == (LAW[4][3:], "3.")


def test_a_deleted_end_of_paragraph_merges_two(law: Text) -> None:
    proposal = only({3: p(run(LAW[3] + " "), mark=f"<w:del {OTHER}/>")}, law)
    assert (proposal.kind, proposal.node_ids) == (WordProposalKind.MERGE, ("art_1__para_2", "art_1__para_3"))
    assert (proposal.proposed.endswith(LAW[4]), proposal.authors) == (True, ("Јована",))


def test_an_inserted_end_of_paragraph_splits_one(law: Text) -> None:
    proposal = only({3: p(run(LAW[3][:20]), mark=f"<w:ins {HAND}/>") + p(run(LAW[3][20:]))}, law)
    assert (proposal.kind, proposal.node_id) == (WordProposalKind.SPLIT, "art_1__para_2")
    assert proposal.proposed == f"{LAW[3][3:20].strip()}\n{LAW[3][20:].strip()}"
    assert proposal.authors == ("Arta",)


def moved(named: bool) -> dict[int, str]:
    start = '<w:move{end}RangeStart w:id="5" w:name="m1"/>' if named else ""
    stop = '<w:move{end}RangeEnd w:id="5"/>' if named else ""
    source = f"<w:moveFrom {HAND}>{run(LAW[3])}</w:moveFrom>"
    target = f"<w:moveTo {HAND}>{run(LAW[3])}</w:moveTo>"
    return {
        3: start.format(end="From") + p(source, mark=f"<w:moveFrom {HAND}/>") + stop.format(end="From"),
        7: p(run(LAW[7])) + start.format(end="To") + p(target, mark=f"<w:moveTo {HAND}/>") + stop.format(end="To"),
    }


@pytest.mark.parametrize("named", [True, False])
def test_both_ends_of_a_move_are_one_proposal(law: Text, named: bool) -> None:
    proposal = only(moved(named), law)
    assert (proposal.kind, proposal.node_id, proposal.after_id) == (
        WordProposalKind.MOVE,
        "art_1__para_2",
        "art_2__para_1",
    )
    assert (proposal.original, proposal.proposed, proposal.authors) == (LAW[3][3:], LAW[3][3:], ("Arta",))


def test_a_paragraph_cut_and_pasted_with_tracking_is_a_move(law: Text) -> None:
    pasted = p(run(LAW[7])) + p(new(LAW[3]), mark=f"<w:ins {HAND}/>")
    proposal = only({3: p(gone(LAW[3]), mark=f"<w:del {HAND}/>"), 7: pasted}, law)
    assert (proposal.kind, proposal.after_id, proposal.is_tracked) == (WordProposalKind.MOVE, "art_2__para_1", True)


def test_a_typed_number_that_changed_is_told(law: Text) -> None:
    proposal = only({3: p(gone("2."), new("4."), run(LAW[3][2:]))}, law)
    assert (proposal.kind, proposal.number, proposal.proposed_number) == (WordProposalKind.RENUMBER, "2.", "4.")
    assert proposal.authors == ("Arta",)


def test_a_heading_and_a_title_can_change(law: Text) -> None:
    number, title = told({5: p(run("Neni "), gone("2"), new("12")), 6: p(run("Hyrja në fuqi"), new(" e ligjit"))}, law)
    assert (number.kind, number.node_id, number.proposed_number) == (WordProposalKind.RENUMBER, "art_2", "Neni 12")
    assert (title.part, title.original, title.proposed) == (Part.HEADING, "Hyrja në fuqi", "Hyrja në fuqi e ligjit")


def test_words_inserted_and_deleted_again_are_in_no_view_but_kept(law: Text) -> None:
    withdrawn = f"<w:ins {HAND}>{gone(' me vonesë', OTHER)}</w:ins>"
    returned = read_returned(file({3: p(run(LAW[3]), withdrawn)}), law)
    assert returned.proposals == ()
    (kept,) = returned.unplaced
    assert (kept.why, kept.text, kept.author) == ("withdrawn", " me vonesë", "Arta")


def test_changes_of_form_are_counted_and_propose_nothing(law: Text) -> None:
    bold = f"<w:r><w:rPr><w:b/><w:rPrChange {HAND}><w:rPr/></w:rPrChange></w:rPr><w:t>{LAW[3]}</w:t></w:r>"
    returned = read_returned(file({3: p(bold)}), law)
    assert (returned.proposals, returned.format_changes) == ((), 1)


def test_edits_without_tracking_are_found_and_carry_no_author(law: Text) -> None:
    proposal = only({3: p(run(LAW[3].replace("vjetor", "gjashtëmujor")))}, law)
    assert (proposal.is_tracked, proposal.authors) == (False, ())
    assert [each.text for each in proposal.changes if each.op is not Op.EQUAL] == ["vjetor", "gjashtëmujor"]
    assert not any(each.is_tracked for each in proposal.changes if each.op is not Op.EQUAL)


def test_tracked_and_untracked_changes_of_a_paragraph_are_told_apart(law: Text) -> None:
    text = LAW[3].replace("vjetor", "gjashtëmujor")
    proposal = only({3: p(run(text.replace("ligji.", "")), new("ligji dhe akteve.", HAND))}, law)
    hands = {each.text.strip(): each.is_tracked for each in proposal.changes if each.op is Op.INSERT}
    assert hands == {"gjashtëmujor": False, "dhe akteve": True}
    assert (proposal.is_tracked, proposal.authors) == (False, ("Arta",))


def test_quotes_and_blanks_that_a_program_changed_propose_nothing() -> None:
    law = ("Neni 1", '1. Termi "organ" nënkupton organin përgjegjës - me emër.', "2. Fjala tjetër mbetet.")
    base = read(file({}, law)).texts[0]
    retyped = p(run("1.  Termi “organ” nënkupton organin\u00a0përgjegjës – me emër. "))
    assert read_returned(file({1: retyped}, law), base).proposals == ()
    tracked = p(run("1. Termi "), gone('"organ"'), new("„organ”"), run(" nënkupton organin përgjegjës - me emër."))
    (proposal,) = read_returned(file({1: tracked}, law), base).proposals
    assert proposal.is_typography_only


def test_rows_of_tables_and_changes_of_notes() -> None:
    sample = make_returned(61, 120, kinds=("row_inserted", "row_deleted", "cell", "note"), operations=8)
    base = read(handed_out(61, 120)).texts[0]
    returned = read_returned(sample.data, base)
    assert not missed(sample, returned)
    assert {each.part for each in returned.proposals} == {Part.CELL, Part.NOTE}
    inserted = [each for each in returned.proposals if each.kind is WordProposalKind.INSERT]
    assert inserted
    assert all(each.proposed.count("\t") == 1 for each in inserted)


def test_changes_in_running_headers_are_kept_apart(law: Text) -> None:
    header = {"header1.xml": ("header", "")}
    data = docx("".join(p(run(text)) for text in LAW), parts=header)
    head = '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    data = _with_part(data, "word/header1.xml", f"{head}{p(run('Ministria'), new(' e re'))}</w:hdr>")
    returned = read_returned(data, law)
    assert [(each.why, each.text) for each in returned.unplaced] == [("header", " e re")]


def _with_part(data: bytes, name: str, content: str) -> bytes:
    import io
    import zipfile

    from lawtext.samples import pack

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    return pack({**parts, name: content.encode()})


# Everything at once


@pytest.mark.parametrize("numbering", ["typed", "automatic", "mixed"])
@pytest.mark.parametrize("language", ["sq", "sr-cyrl"])
def test_every_kind_of_operation_is_told_with_its_author(numbering: str, language: str) -> None:
    base = read(handed_out(41, 200, language, numbering)).texts[0]
    sample = make_returned(41, 200, language, numbering, operations=150, seed=5)
    returned = read_returned(sample.data, base)
    assert len(sample.operations) >= 150
    assert len({each.kind for each in sample.operations}) >= 14
    assert missed(sample, returned) == []
    assert (returned.verdict, returned.format_changes) == (
        Verdict.SAME,
        sum(each.kind == "format" for each in sample.operations),
    )


def test_the_check_itself_can_fail() -> None:
    base = read(handed_out(21, 120)).texts[0]
    sample = make_returned(21, 120, operations=40)
    returned = read_returned(sample.data, base)
    stolen = replace(
        returned, proposals=tuple(replace(each, authors=("X",)) for each in returned.proposals), comments=()
    )
    shifted = replace(
        returned,
        proposals=tuple(
            replace(each, places=tuple(place + 1 for place in each.places), after_place=each.after_place + 1)
            for each in returned.proposals
        ),
    )
    telling = [each for each in sample.operations if each.kind not in ("format", "withdrawn")]
    assert len(missed(sample, stolen)) == len(telling)
    assert len(missed(sample, shifted)) >= 0.8 * sum(each.kind != "comment" for each in telling)


@pytest.mark.parametrize("seed", range(6))
def test_all_proposals_carried_out_give_the_final_view(seed: int) -> None:
    numbering = ("typed", "automatic")[seed % 2]
    kinds = random.Random(seed).sample(KINDS, 8)
    base = read(handed_out(21, 150, "en", numbering)).texts[0]
    sample = make_returned(21, 150, "en", numbering, operations=60, seed=seed, kinds=kinds)
    returned = read_returned(sample.data, base)
    assert squeezed(apply_proposals(base, returned.proposals)) == squeezed(sample.final)
    if returned.proposals:
        assert squeezed(apply_proposals(base, returned.proposals[1:])) != squeezed(sample.final)


def squeezed(texts: list[str] | tuple[str, ...]) -> list[str]:
    """Paragraphs without numbers, quotes, dashes and blanks that may differ."""
    words = (words_key(split_number("", text)[1]) for text in texts)
    return [text for text in words if text]


@pytest.mark.parametrize("keeps_numbers", [True, False])
def test_a_third_of_the_paragraphs_changed_by_hand(keeps_numbers: bool) -> None:
    base = read(handed_out(41, 200)).texts[0]
    sample = make_retyped(41, 200, share=0.3, keeps_numbers=keeps_numbers)
    returned = read_returned(sample.data, base)
    changed, added = missed_edits(sample, returned)
    assert len(changed) + len(added) <= (0.005 if keeps_numbers else 0.02) * (len(sample.edits) + len(sample.added))
    assert returned.numbering == ("kept" if keeps_numbers else "lost")
    assert not any(each.is_tracked or each.authors for each in returned.proposals)
    assert len(returned.proposals) <= 1.01 * (len(sample.edits) + len(sample.added))


# Comments


def test_comments_stand_on_their_words_with_their_threads() -> None:
    base = read(handed_out(21, 150)).texts[0]
    kinds = ("comment", "thread", "comment_on_new", "comment_on_two")
    sample = make_returned(21, 150, operations=40, kinds=kinds, seed=2)
    returned = read_returned(sample.data, base)
    assert missed(sample, returned) == []
    assert any(each.replies for each in returned.comments)
    assert any(each.is_resolved for each in returned.comments)
    assert any(each.proposal for each in returned.comments)
    assert any(len(each.node_ids) == 2 for each in returned.comments)
    for comment in returned.comments:
        node = base.find(comment.node_id)
        assert node is not None
        quote = comment.quote.split("\n")[0]
        assert quote in node.text
        if quote and "\n" not in comment.quote:
            assert comment.prefix + quote + comment.suffix in node.text
            assert comment.anchor().quote == quote


# Which text it was made from


def version(number: int) -> Text:
    lines = make_lines(30, 150, "sq", seed=1)
    chance = random.Random(number)
    for at in chance.sample(range(6, len(lines)), (number - 1) * len(lines) // 8):
        if lines[at].level in "123":
            lines[at] = replace(lines[at], text=lines[at].text + f" Ndryshim {number}.")
    return read(write_docx(lines, "typed")).texts[0]


def test_a_file_of_another_version_is_recognized() -> None:
    first, second, third = version(1), version(2), version(3)
    returned = read_returned(to_docx(second), third, others=[("v1", first), ("v2", second)])
    assert (returned.verdict, returned.version, returned.proposals) == (Verdict.OTHER_VERSION, "v2", ())
    same = read_returned(to_docx(third), third, others=[("v1", first), ("v2", second)])
    assert (same.verdict, same.version) == (Verdict.SAME, "")


def test_the_identity_inside_is_evidence_and_words_decide() -> None:
    first, third = version(1), version(3)
    honest = read_returned(to_docx(third, version_id="v3"), third, others=[("v1", first)], version_id="v3")
    assert ("identifier", "v3") in [(each.code, each.value) for each in honest.evidence]
    assert ("bookmarks", "1.000") in [(each.code, each.value) for each in honest.evidence]
    lying = read_returned(to_docx(first, version_id="v3"), third, others=[("v1", first)], version_id="v3")
    assert (lying.verdict, lying.version) == (Verdict.OTHER_VERSION, "v1")


def test_a_file_of_another_law_proposes_nothing_and_loses_nothing(law: Text) -> None:
    text = (
        "Poreski obveznik podnosi prijavu u skladu sa posebnim propisom",
        "do kraja meseca",
        "za prethodno razdoblje u celosti i bez odlaganja",
    )
    other = tuple(f"{text[at % 3]} {at} {'abcdefgh'[at] * 9}" for at in range(8))
    returned = read_returned(file({3: p(run(other[3]), new(" i još nešto"))}, other), law)
    assert (returned.verdict, returned.proposals) == (Verdict.OTHER_LAW, ())
    assert [(each.why, each.text) for each in returned.unplaced] == [("other_law", " i još nešto")]


def test_another_language_edition_is_told() -> None:
    albanian, serbian = (read(make_docx(12, 120, language)).texts[0] for language in ("sq", "sr"))
    returned = read_returned(to_docx(serbian), albanian, others=[("sr", serbian)])
    assert (returned.verdict, returned.version, returned.language) == (Verdict.OTHER_VERSION, "sr", "sr")
    alone = read_returned(to_docx(serbian), albanian)
    assert alone.verdict is not Verdict.SAME
    assert alone.language == "sr"


def test_only_the_articles_that_were_sent_back_are_spoken_of() -> None:
    lines = make_lines(30, 150, "sq")
    base = read(write_docx(lines, "typed")).texts[0]
    begin, end = (next(at for at, line in enumerate(lines) if line.label == f"Neni {number}") for number in (11, 16))
    part = lines[begin:end]
    at = next(at for at, line in enumerate(part) if line.level == "1")
    part[at] = replace(part[at], text=part[at].text + " Shtesë e re.")
    returned = read_returned(write_docx(part, "typed"), base)
    assert [each.kind for each in returned.proposals] == [WordProposalKind.REPLACE]
    assert "extract" in {each.code for each in returned.evidence}


def test_a_second_language_inside_the_file_is_left_aside() -> None:
    albanian, english = (make_lines(12, 120, language) for language in ("sq", "en"))
    base = read(write_docx(albanian, "typed")).texts[0]
    returned = read_returned(write_docx([*albanian, *english], "typed"), base)
    assert (returned.verdict, returned.proposals) == (Verdict.SAME, ())


# Several files


def test_the_same_change_of_several_people_counts_once(law: Text) -> None:
    rest = LAW[3].split("vjetor")[1]
    one = file({3: p(run("2. Ministria publikon raportin "), gone("vjetor"), new("mujor"), run(rest))})
    other = file({3: p(run("2. Ministria publikon raportin "), gone("vjetor", OTHER), new("mujor", OTHER), run(rest))})
    third = file({3: p(gone(LAW[3], OTHER), mark=f"<w:del {OTHER}/>")})
    merged = merge_returned(
        [(name, read_returned(data, law)) for name, data in zip("abc", (one, other, third), strict=True)]
    )
    assert [[voice.file for voice in each.voices] for each in merged] == [["c"], ["a", "b"]]
    assert merged[1].names() == ("Arta", "Јована")
    assert [each.rivals for each in merged] == [(1,), (0,)]


def test_merging_files_is_independent_of_the_authors_order(law: Text) -> None:
    mark = f"<w:ins {HAND}/>"
    files = [
        read_returned(file({4: p(run(LAW[4])) + p(new(text), mark=mark)}), law)
        for text in ("Paragraf i ri për komunat.", "Paragraf i ri për komunat.", "Tjetër fjali.")
    ]
    merged = merge_returned([("a", files[0]), ("b", files[1]), ("c", files[2])])
    turned = merge_returned([("c", files[2]), ("b", files[1]), ("a", files[0])])
    assert sorted(len(each.voices) for each in merged) == sorted(len(each.voices) for each in turned) == [1, 2]
    assert all(each.rivals == () for each in merged)


# Other programs


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_file_that_went_through_libreoffice_is_read_the_same(tmp_path: Path) -> None:
    base = read(handed_out(12, 120, "sq", "automatic")).texts[0]
    # What one person inserts and deletes again, LibreOffice 7.4 writes as plain text.
    kinds = tuple(kind for kind in KINDS if kind != "withdrawn")
    sample = make_returned(12, 120, "sq", "automatic", operations=40, kinds=kinds)
    (tmp_path / "law.docx").write_bytes(sample.data)
    for source, kind, target in (("law.docx", "odt", "."), ("law.odt", "docx", "out")):
        subprocess.run(
            [
                "soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", kind,
                "--outdir", str(tmp_path / target), str(tmp_path / source),
            ],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
    returned = read_returned((tmp_path / "out" / "law.docx").read_bytes(), base)
    assert missed(sample, returned) == []
    assert squeezed(apply_proposals(base, returned.proposals)) == squeezed(sample.final)


# JSON, the command line, damage


def test_json_there_and_back() -> None:
    base = read(handed_out(21, 120)).texts[0]
    returned = read_returned(make_returned(21, 120, operations=60).data, base)
    assert returned_from_dict(json.loads(json.dumps(returned_to_dict(returned)))) == returned


def test_the_command_line_takes_everything_on_standard_input(
    law: Text, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    import base64
    import io
    import sys
    from types import SimpleNamespace

    from lawtext.serial import to_dict

    data = file({4: p(gone(LAW[4]), mark=f"<w:del {HAND}/>")})
    given = {
        "base": to_dict(law),
        "files": [{"name": "a.docx", "data": base64.b64encode(data).decode()}],
        "others": [{"name": "v0", "text": to_dict(law)}],
        "version_id": "v1",
    }
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(json.dumps(given).encode())))
    assert main(["returned", "-", "--json", "--full"]) == 0
    (made,) = json.loads(capsys.readouterr().out)["files"]
    assert made["name"] == "a.docx"
    assert returned_from_dict(made["returned"]).proposals == told({4: p(gone(LAW[4]), mark=f"<w:del {HAND}/>")}, law)


def test_the_command_line_refuses_what_is_no_request(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import io
    import sys
    from types import SimpleNamespace

    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b'{"base": 3}')))
    assert main(["returned", "-", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "not_this_format"


def test_damage_raises_nothing_but_unreadable(law: Text) -> None:
    chance = random.Random(11)
    whole = make_returned(3, 60, operations=20).data
    read_in = refused = 0
    for _ in range(120):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            returned = read_returned(bytes(data[: chance.randint(len(data) // 2, len(data))]), law)
            assert isinstance(returned, Returned)
            read_in += 1
        except Unreadable:
            refused += 1
    assert refused > 20


TAGS = ("ins", "del", "moveFrom", "moveTo", "p", "r", "t", "delText", "tbl", "tr", "tc", "sdt", "sdtContent", "br")
MARKS = ("commentRangeStart", "commentRangeEnd", "commentReference", "moveFromRangeStart", "moveToRangeEnd")


def nonsense(chance: random.Random, depth: int = 0) -> str:
    if depth > 6 or chance.random() < 0.2:
        return f'<w:t xml:space="preserve">{chance.choice(LAW)[:12]}</w:t>'
    if chance.random() < 0.2:
        return f'<w:{chance.choice(MARKS)} w:id="{chance.randint(1, 3)}" w:name="m"/>'
    tag = chance.choice(TAGS)
    inner = "".join(nonsense(chance, depth + 1) for _ in range(chance.randint(0, 3)))
    return f'<w:{tag} w:id="1" w:author="A">{inner}</w:{tag}>'


def test_marks_in_places_where_no_program_puts_them_are_survived(law: Text) -> None:
    chance = random.Random(12)
    seen = 0
    for _ in range(150):
        inner = "".join(f"<w:p>{nonsense(chance)}</w:p>{nonsense(chance)}" for _ in range(6))
        returned = read_returned(docx(inner + "".join(p(run(text)) for text in LAW)), law)
        seen += len(returned.proposals)
    assert seen > 50
