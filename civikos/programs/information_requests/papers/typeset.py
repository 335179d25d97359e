"""Typesetting a letter, in a process of its own: a job as JSON on standard input, a PDF on standard output."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import typst

TEMPLATES = Path(__file__).parent / "typst"


def main() -> int:
    """Set the letter with the job's data."""
    job = json.load(sys.stdin.buffer)
    compiler = typst.Compiler(
        str(TEMPLATES / "letter.typ"),
        root=str(TEMPLATES),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(job["data"], ensure_ascii=False)},
    )
    made_at = datetime.fromtimestamp(job["made_at"], UTC)
    try:
        pdf = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=made_at)
    except typst.TypstError as error:
        # PDF/UA wants a glyph for every character; where somebody wrote one that no font here has, an empty box is better than nothing.
        print(error.message, file=sys.stderr)  # noqa: T201
        pdf = compiler.compile(format="pdf", timestamp=made_at)
    assert isinstance(pdf, bytes)  # noqa: S101 - one PDF for one document
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
