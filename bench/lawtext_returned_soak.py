"""
Damaged and hostile returned Word files for a stated time: nothing but `Unreadable` is raised, and what is told holds.

    python bench/lawtext_returned_soak.py SECONDS [SEED]

Made-up returned files are changed element by element (other names, numbers, parts left out or doubled), so that they
stay well-formed and reach the code behind the parser. Of every file that is read: JSON gives the same object back,
and the changes of each proposal joined give its original and its proposed words.
"""

from __future__ import annotations

import io
import json
import random
import re
import sys
import time
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lawtext import Text, Unreadable, read
from lawtext.differences import Op
from lawtext.returned import (
    WordProposalKind,
    apply_proposals,
    read_returned,
    returned_from_dict,
    returned_to_dict,
)
from lawtext.returned_samples import handed_out, make_returned
from lawtext.samples import pack

NAMES = (
    "ins del moveFrom moveTo p r tbl tr tc t delText sdt sdtContent pPr rPr txbxContent br hyperlink "
    "footnoteReference commentRangeStart commentRangeEnd"
).split()
PARTS = ["word/document.xml"] * 6 + [
    f"word/{name}.xml" for name in ("comments", "commentsExtended", "numbering", "styles", "footnotes")
]
VALUES = ('"-1"', '"99999999"', '""', '"x"', '"0"')


def renamed(tokens: list[str], at: int, chance: random.Random) -> None:
    """Give an element another name at both its ends."""
    begins = re.match(r"<(\w+:\w+)", tokens[at])
    if begins is None:
        return
    old, new = begins[1], f"w:{chance.choice(NAMES)}"
    if tokens[at].endswith("/>"):
        tokens[at] = tokens[at].replace(old, new, 1)
        return
    depth = 0
    for place in range(at, len(tokens)):
        found = re.match(r"<(/?)(\w+:\w+)", tokens[place])
        if found and found[2] == old and not tokens[place].endswith("/>"):
            depth += -1 if found[1] else 1
            if depth == 0:
                tokens[at] = tokens[at].replace(old, new, 1)
                tokens[place] = tokens[place].replace(old, new, 1)
                return


def damaged(xml: str, chance: random.Random) -> str:
    """The part with up to a dozen changes, still well-formed."""
    tokens = re.findall(r"<[^>]+>|[^<]+", xml)
    for _ in range(chance.randint(1, 12)):
        at, what = chance.randrange(len(tokens)), chance.random()
        is_whole = tokens[at].endswith("/>") or not tokens[at].startswith("<")
        if what < 0.4:
            renamed(tokens, at, chance)
        elif what < 0.55 and is_whole:
            tokens.insert(at, tokens[at])
        elif what < 0.7 and is_whole and len(tokens) > 1:
            del tokens[at]
        else:
            tokens[at] = re.sub(r'"[^"]*"', lambda match: chance.choice((match[0], *VALUES)), tokens[at])
    return "".join(tokens)


def check(data: bytes, base: Text) -> None:
    """Read a file and hold what is told against itself."""
    returned = read_returned(data, base)
    apply_proposals(base, returned.proposals)
    assert returned_from_dict(json.loads(json.dumps(returned_to_dict(returned)))) == returned
    for proposal in returned.proposals:
        if proposal.kind is WordProposalKind.RENUMBER:
            continue
        assert "".join(each.text for each in proposal.changes if each.op is not Op.INSERT) == proposal.original
        assert "".join(each.text for each in proposal.changes if each.op is not Op.DELETE) == proposal.proposed


def main(seconds: float, seed: int) -> None:
    """Run until the processor seconds are spent."""
    chance = random.Random(seed)
    base = read(handed_out(21, 60)).texts[0]
    sources = []
    for number in range(4):
        data = make_returned(21, 60, numbering=("typed", "automatic")[number % 2], operations=60, seed=number).data
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sources.append({name: archive.read(name) for name in archive.namelist()})
    end = time.process_time() + seconds
    was_read = refused = 0
    longest = 0.0
    while time.process_time() < end:
        parts = dict(chance.choice(sources))
        name = chance.choice(PARTS)
        parts[name] = damaged(parts[name].decode(), chance).encode()
        begin = time.process_time()
        try:
            check(pack(parts), base)
            was_read += 1
        except Unreadable:
            refused += 1
        longest = max(longest, time.process_time() - begin)
    print(
        f"{seconds:.0f} s, seed {seed}: read {was_read}, refused {refused}, longest {longest:.2f} s, nothing else raised"
    )


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
