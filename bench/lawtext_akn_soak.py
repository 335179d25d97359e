"""
The properties of the ways out and in, over many more examples than the tests take (about two minutes of one core).

    python bench/lawtext_akn_soak.py            all, with seed 20250601
    python bench/lawtext_akn_soak.py 7          another seed
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from lawtext.tests import test_akn, test_convert, test_docx_out

SOAKS: tuple[tuple[str, Callable[..., None], st.SearchStrategy[Any], int], ...] = (
    ("any tree → akn → tree, valid", test_akn.test_any_tree_is_valid_and_comes_back_character_for_character,
     test_akn.TEXTS, 1500),
    ("akn elements in any order", test_akn.test_elements_in_any_order_are_read_or_refused,
     st.recursive(st.just("y"), test_akn.markup, max_leaves=20), 1500),
    ("ordinary law → docx → tree", test_docx_out.test_ordinary_laws_read_as_the_same_tree, test_docx_out.laws(), 1000),
    ("ordinary law → text → tree", test_convert.test_plain_text_of_ordinary_laws_reads_as_the_same_structure,
     test_docx_out.laws(), 1000),
)  # fmt: skip


def soak(name: str, test: Callable[..., None], strategy: st.SearchStrategy[Any], examples: int, number: int) -> None:
    """Run one property over `examples` examples; the first that fails is raised."""
    ran = 0

    def counted(made: Any) -> None:
        nonlocal ran
        ran += 1
        test.hypothesis.inner_test(made)  # type: ignore[attr-defined]

    begin = time.process_time()
    ready = settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    seed(number)(ready(given(strategy)(counted)))()
    print(f"{name}: {ran} examples, none failed, {time.process_time() - begin:.0f} s", flush=True)


if __name__ == "__main__":
    for each in SOAKS:
        soak(*each, int(sys.argv[1]) if len(sys.argv) > 1 else 20250601)
