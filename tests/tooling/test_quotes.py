"""Quotes of code in documents grow old loudly."""

from pathlib import Path

import pytest

from tests.tooling.ops import script

quotes = script("quotes")
CODE = "import x\n\nLIMIT = 3\n\n\nclass A:\n    @property\n    def b(self):\n        return 1\n\n\ndef c():\n    return 2\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with one file."""
    (tmp_path / "a.py").write_text(CODE)
    return tmp_path


def page(name: str, code: str) -> str:
    """A page with one quote."""
    return f"Text.\n<!-- quote a.py {name} -->\n```python\n{code}```\nMore.\n"


@pytest.mark.parametrize(
    ("name", "code"),
    [("LIMIT", "LIMIT = 3\n"), ("c", "def c():\n    return 2\n"), ("A.b", "@property\ndef b(self):\n    return 1\n")],
)
def test_a_quote_is_filled_and_then_fresh(root: Path, name: str, code: str) -> None:
    filled, faults = quotes.look_at(page(name, ""), "x.md", root)
    assert filled == page(name, code)
    assert "grown old" in faults[0]
    assert quotes.look_at(filled, "x.md", root) == (filled, [])


@pytest.mark.parametrize("name", ["gone", "A.gone"])
def test_a_quote_of_what_is_gone_is_a_fault(root: Path, name: str) -> None:
    text, faults = quotes.look_at(page(name, "old\n"), "x.md", root)
    assert text == page(name, "old\n")
    assert "quote something else" in faults[0]
