"""The command line prints what its description promises and says in one sentence why a file cannot be read."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lawtext import Reading, from_dict, read
from lawtext.cli import main
from lawtext.samples import make_docx, make_lines, write_docx

ROOT = Path(__file__).parents[2]
LAW = "Neni 1\nQëllimi\n1. Ky ligj rregullon:\n1.1. një gjë;\n1.2. tjetrën.\n"
LAW += "Neni 2\nHyrja në fuqi\nKy ligj hyn në fuqi.\n"


@pytest.fixture
def law(tmp_path: Path) -> Path:
    path = tmp_path / "law.txt"
    path.write_text(LAW, encoding="utf-8")
    return path


def printed(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> Any:
    assert main(arguments) == status
    return json.loads(capsys.readouterr().out)


def test_parse_prints_exactly_the_promised_shape(law: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = printed(capsys, "parse", str(law), "--json")
    assert set(made) == {"language", "nodes", "warnings"}
    assert made["language"] == "sq"
    assert made["nodes"][0] == {
        "kind": "article",
        "number": "1",
        "heading": "Qëllimi",
        "id": "art_1",
        "text": "",
        "children": [
            {
                "kind": "paragraph",
                "number": "1",
                "heading": "",
                "id": "art_1__para_1",
                "text": "Ky ligj rregullon:",
                "children": [
                    {
                        "kind": "subparagraph",
                        "number": number,
                        "heading": "",
                        "id": f"art_1__para_1__subpara_{number}",
                        "text": text,
                        "children": [],
                    }
                    for number, text in (("1.1", "një gjë;"), ("1.2", "tjetrën."))
                ],
            }
        ],
    }


def test_parse_with_lines_says_where_each_line_went(law: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = printed(capsys, "parse", str(law), "--json", "--lines")
    assert [line["text"] for line in made["lines"]] == LAW.splitlines()
    assert made["lines"][3]["kept_as"] == "art_1__para_1__subpara_1.1"


def test_several_languages_are_printed_as_texts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "three.docx"
    path.write_bytes(
        write_docx([line for language in ("sq", "sr", "en") for line in make_lines(3, 60, language)], "typed")
    )
    made = printed(capsys, "parse", str(path), "--json")
    assert set(made) == {"texts"}
    assert [text["language"] for text in made["texts"]] == ["sq", "sr", "en"]
    assert all(set(text) == {"language", "nodes", "warnings"} for text in made["texts"])


def test_readable_listing(law: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", str(law)]) == 0
    out = capsys.readouterr().out
    assert "article 1 Qëllimi" in out and "    subparagraph 1.2 — tjetrën." in out


def test_unreadable_files_give_one_sentence_and_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "draft.docx"
    path.write_bytes(b"not a document")
    assert main(["parse", str(path), "--json"]) == 2
    out, err = capsys.readouterr()
    assert json.loads(out) == {"error": {"code": "not_this_format", "details": {"expected": "docx"}}}
    assert err.count("\n") == 1 and err.startswith("lawtext: The content of the file")
    assert main(["parse", str(tmp_path / "missing.txt")]) == 2


def test_compare_prints_each_articles_fate(law: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = tmp_path / "new.txt"
    new.write_text(LAW.replace("një gjë", "dy gjëra"), encoding="utf-8")
    made = printed(capsys, "compare", str(law), str(new), "--json")
    assert [(each["fate"], each["old"], each["new"]) for each in made["articles"]] == [
        ("changed", ["art_1"], ["art_1"]), ("unchanged", ["art_2"], ["art_2"])
    ]  # fmt: skip
    changed, same = made["articles"]
    assert (changed["old_number"], changed["new_number"], same["similarity"], same["changes"]) == ("1", "1", 1.0, [])
    assert {"op": "delete", "text": "një gjë"} in changed["changes"]
    assert main(["compare", str(law), str(new)]) == 0
    assert "changed     art_1 → art_1" in capsys.readouterr().out


def test_taken_up_prints_the_verdict_on_each_proposal(
    law: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new, asked = tmp_path / "new.txt", tmp_path / "asked.json"
    new.write_text(LAW.replace("një gjë", "dy gjëra"), encoding="utf-8")
    node = "art_1__para_1__subpara_1.1"
    proposals = [
        {"node": node, "original": "një gjë", "proposed": words} for words in ("dy gjëra", "shtatë", "një gjë")
    ]
    asked.write_text(json.dumps(proposals), encoding="utf-8")
    made = printed(capsys, "taken-up", str(law), str(new), str(asked), "--json")["proposals"]
    assert [each["verdict"] for each in made] == ["yes", "cannot_tell", "cannot_tell"] or made[0]["verdict"] == "yes"
    assert made[0]["node_id"] == node and made[0]["asked"] == proposals[0]
    assert made[0]["evidence"][-1]["done"] is True
    assert main(["taken-up", str(law), str(new), str(asked)]) == 0
    assert f"yes         100%  {node} → {node}" in capsys.readouterr().out
    asked.write_text("{", encoding="utf-8")
    assert main(["taken-up", str(law), str(new), str(asked)]) == 2


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
    resource.setrlimit(resource.RLIMIT_AS, (768 << 20, 768 << 20))


def child(data: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "lawtext", "parse", "-", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"}
    return subprocess.run(
        command, input=data, capture_output=True, check=False, timeout=60, preexec_fn=limited, env=environment
    )


def test_a_limited_child_process_gives_the_same_reading() -> None:
    data = make_docx(200, 300)
    made = child(data, "--name", "law.docx", "--json", "--full")
    assert made.returncode == 0, made.stderr
    reading = from_dict(json.loads(made.stdout))
    assert isinstance(reading, Reading)
    assert reading == read(data, name="law.docx")


def test_a_limited_child_process_tells_errors_as_json() -> None:
    made = child(b"PK\x03\x04 broken", "--name", "law.docx", "--json", "--full")
    assert made.returncode == 2
    assert json.loads(made.stdout)["error"]["code"] == "truncated"


def test_reading_loads_no_heavy_library() -> None:
    heavy = "numpy scipy rapidfuzz pypdfium2"
    script = (
        "import sys, lawtext, lawtext.samples as s; lawtext.read(s.make_docx(2, 40));"
        f"print([name for name in '{heavy}'.split() if name in sys.modules])"
    )
    made = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, cwd=ROOT)
    assert made.stdout.strip() == b"[]"


def test_texts_without_end_are_refused_within_the_limits() -> None:
    made = child(b"Neni 1\nTeksti i nenit\n" * 60_000, "--name", "law.txt", "--json", "--full")
    assert json.loads(made.stdout)["error"]["code"] == "too_complex"
    made = child(b"Neni 1\nTeksti i nenit\n" * 29_000, "--name", "law.txt", "--json", "--full")
    assert made.returncode == 0
