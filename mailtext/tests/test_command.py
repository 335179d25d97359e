"""`python -m mailtext`, as the limited child process runs it."""

import json
import subprocess
import sys

import pytest

from mailtext import Unreadable, from_json, read_mail
from mailtext.samples import make_mail


def run(raw: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "mailtext"], input=raw, capture_output=True, timeout=30, check=False)


def test_prints_the_mail_as_json() -> None:
    raw = make_mail(1, 1).raw
    done = run(raw)
    assert done.returncode == 0, done.stderr
    assert from_json(done.stdout) == read_mail(raw)


@pytest.mark.parametrize("raw", [b"", b"just words", b"\x00" * 100])
def test_what_is_no_mail_is_named(raw: bytes) -> None:
    done = run(raw)
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["code"] == "not_a_mail"
    with pytest.raises(Unreadable, match="not_a_mail"):
        from_json(done.stdout)


def test_imports_neither_django_nor_lawtext() -> None:
    code = "import sys, mailtext; print([name for name in sys.modules if name.split('.')[0] in {'django', 'lawtext', 'civikos', 'lxml'}])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )
