"""
Makes `lawtext/trigrams.py` from the project's own words in three languages: `python bench/lawtext_trigrams.py`.

Every second sentence of `locale/` (sorted, shuffled with seed 5) is counted; the others stay unseen and are what
`lawtext_voices_bench.py language` measures on.
"""

from __future__ import annotations

import math
import random
import re
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lawtext.language import fold

ROOT = Path(__file__).resolve().parents[1]
KEPT = 2200
STEP = 0.7
_NO_WORDS = re.compile(r"%\(\w+\)s|%\w|<[^>]+>|https?://\S+|\{[^}]*\}")
_HEAD = '''"""
Which three letters in a row speak for which language. Made by `bench/lawtext_trigrams.py`; not written by hand.

Each entry is a trigram of a folded word (a blank is its border) and how strongly it speaks for Albanian, Serbian and
English, 0 to 9.
"""

TABLE = (
'''


def sentences(half: int) -> dict[str, list[str]]:
    """Half of the sentences of the project by language: 1 is learned from, 0 is for measuring."""
    import polib

    found: dict[str, list[str]] = {"sq": [], "sr": [], "en": []}
    for folder, language in (("sq", "sq"), ("sr_Latn", "sr")):
        for entry in polib.pofile(str(ROOT / "locale" / folder / "LC_MESSAGES" / "django.po")):
            if entry.msgstr and not entry.obsolete:
                found[language].append(_NO_WORDS.sub(" ", entry.msgstr))
                if language == "sq":
                    found["en"].append(_NO_WORDS.sub(" ", entry.msgid))
    made = {}
    for language, texts in found.items():
        texts = sorted(set(texts))
        random.Random(5).shuffle(texts)
        made[language] = texts[half::2]
    return made


def main() -> None:
    """Count and write."""
    counts: dict[str, Counter[str]] = {}
    for language, texts in sentences(1).items():
        counts[language] = Counter()
        for text in texts:
            for word in re.findall(r"[^\W\d_]+", fold(text)):
                bordered = f" {word} "
                counts[language].update(bordered[at : at + 3] for at in range(len(bordered) - 2))
    total = {language: sum(counted.values()) for language, counted in counts.items()}
    rows = []
    for trigram in set().union(*counts.values()):
        weight = {lang: math.log((counts[lang][trigram] + 0.5) / (total[lang] + 2000)) for lang in counts}
        least = min(weight.values())
        spread = max(weight.values()) - least
        if spread >= STEP and trigram.isascii():
            mass = max(counts[lang][trigram] / total[lang] for lang in counts)
            digits = "".join(str(min(9, round((weight[lang] - least) / STEP))) for lang in ("sq", "sr", "en"))
            rows.append((-mass * spread, trigram, digits))
    rows.sort()
    kept = sorted(trigram + digits for _mass, trigram, digits in rows[:KEPT])
    lines = [f'    "{"".join(kept[at : at + 18])}"\n' for at in range(0, len(kept), 18)]
    (ROOT / "lawtext" / "trigrams.py").write_text(_HEAD + "".join(lines) + ")\n")


if __name__ == "__main__":
    main()
