"""
What the people who hold the keys run, on a machine of their own, without a network: `python -m ballotbox`.

    keys                               a new key: the secret for paper, the public half for the platform
    open box.json --key FILE ...       the dossier of a closed box; a key for each holder, in the order of sealing
    recount dossier.json               the same as recount.py
"""

from __future__ import annotations

import argparse
import base64
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from ballotbox import recount
from ballotbox.counting import Lot, draw_lot
from ballotbox.dossier import make_dossier
from ballotbox.rules import Rules
from ballotbox.sealing import BrokenSeal, make_identity, open_ballot

BOX = "ballotbox box 1"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0; 1 where a count does not agree or waits for a lot; 2 for a file that cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("keys", help="a new key")
    opening = commands.add_parser("open", help="open a box and write its dossier to standard output")
    opening.add_argument("box", type=Path)
    opening.add_argument("--key", type=Path, action="append", required=True, help="file with a secret key")
    opening.add_argument(
        "--lot", action="append", default=[], metavar="NUMBERS", help="numbers drawn in public, for each tie in turn"
    )
    counting = commands.add_parser("recount", help="count a dossier again")
    counting.add_argument("dossier")
    counting.add_argument("--phrase", action="store_true")
    asked = parser.parse_args(arguments)
    match asked.command:
        case "keys":
            identity, recipient = make_identity()
            print(
                f"# secret: keep it on paper, never on the platform\n{identity}\n# public: give it to the platform\n{recipient}"
            )
            return 0
        case "recount":
            return recount.main([asked.dossier, *(["--phrase"] if asked.phrase else [])])
    try:
        dossier, waits = open_box(asked.box, asked.key, asked.lot)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"The box cannot be opened: {error}", file=sys.stderr)
        return 2
    sys.stdout.buffer.write(dossier)
    return 1 if waits else 0


def open_box(box: Path, keys: Sequence[Path], lots: Sequence[str] = ()) -> tuple[bytes, bool]:
    """
    The dossier of a box as bytes, and whether it waits for a lot. Envelopes that do not open are counted as broken.

    The box is a file of the platform: `{"format", "rules", "voted", "papers", "envelopes": [base64, sorted]}`. Raises
    OSError, ValueError, KeyError, TypeError; ValueError also where no envelope opens, for then the keys are wrong.
    """
    held = json.loads(box.read_text(encoding="utf-8"))
    if held["format"] != BOX:
        raise ValueError("not a box of this program")
    rules = Rules.from_json(held["rules"])
    if rules.digest != held["digest"]:
        raise ValueError("the rules are not those of the digest")
    identities = [_secret_in(path) for path in keys]
    opened, broken = [], 0
    for envelope in held["envelopes"]:
        try:
            opened.append(open_ballot(base64.b64decode(envelope), identities))
        except BrokenSeal:
            broken += 1
    if broken and not opened:
        raise ValueError("these keys open none of the envelopes")
    dossier = make_dossier(rules, held["voted"], opened, papers=held["papers"], broken=broken)
    drawn: list[Lot] = []
    for numbers in lots:
        if not dossier.result.ties:
            break
        drawn.append(draw_lot(dossier.result.ties[0].among, numbers, rules.digest))
        dossier = dossier.with_lots(drawn)
    return dossier.as_bytes(), bool(dossier.result.ties)


def _secret_in(path: Path) -> str:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("AGE-SECRET-KEY-"):
            return line.strip()
    raise ValueError(f"{path.name} holds no secret key")


if __name__ == "__main__":
    sys.exit(main())
