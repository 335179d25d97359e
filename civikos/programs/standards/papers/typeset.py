"""
Typesetting, in a process of its own: a job as JSON on standard input, a PDF on standard output.

The typesetter keeps what it has set in memory until its process ends, and what it sets was written by anybody.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import typst

TEMPLATES = Path(__file__).parent / "typst"


def main() -> int:
    """Set the template named by the job with the job's data."""
    job = json.load(sys.stdin.buffer)
    compiler = typst.Compiler(
        str(TEMPLATES / f"{job['template']}.typ"),
        root=str(TEMPLATES),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(job["data"], ensure_ascii=False)},
    )
    made_at = datetime.fromtimestamp(job["made_at"], UTC)
    try:
        pdf = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=made_at)
    except typst.TypstError as error:
        # PDF/UA wants a glyph for every character. Where somebody wrote one that no font here has, a paper with an
        # empty box in its place is better than none; it is still tagged.
        print(error.message, file=sys.stderr)  # noqa: T201
        pdf = compiler.compile(format="pdf", timestamp=made_at)
    assert isinstance(pdf, bytes)  # noqa: S101 - one PDF for one document
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
