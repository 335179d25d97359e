#!/usr/bin/env python3
"""
Check the public log of a CiviKos installation without any part of CiviKos (standard library and `cryptography` only).

    curl -s 'https://HOST/log/entries?after=0' > log.jsonl        (again with after=1000, 2000, … until nothing comes)
    python3 verify_log.py log.jsonl checkpoint.txt old-mail.txt …  [--key 'HOST/log+…']
    python3 verify_log.py --receipt receipt.json                  [--key 'HOST/log+…']

Checkpoints are signed notes (`/log/checkpoint`) or any text that has the line of a mail's footer in it: size, root, minute.
It prints one line for each thing checked and ends with 0 when everything is right, with 1 when something is not.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
from pathlib import Path

FOOTER = re.compile(r"(?m)^>*\s*(\d{1,15}) ([A-Za-z0-9+/]{43}=)(?: \d{4}-\d\d-\d\dT\d\d:\d\dZ)?\s*$")


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def roots(lines: list[bytes]) -> list[bytes]:
    """The root for each size from 0 on."""
    found, peaks = [hashlib.sha256(b"").digest()], []
    for line in lines:
        size, node = 1, leaf_hash(line)
        while peaks and peaks[-1][0] == size:
            node, size = node_hash(peaks.pop()[1], node), size * 2
        peaks.append((size, node))
        root = peaks[-1][1]
        for _size, peak in reversed(peaks[:-1]):
            root = node_hash(peak, root)
        found.append(root)
    return found


def canonical(value: object) -> bytes:
    """RFC 8785 for what the log holds: objects, lists, texts, whole numbers, true, false, null."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return b"{" + b",".join(canonical(key) + b":" + canonical(value[key]) for key in keys) + b"}"
    if isinstance(value, list):
        return b"[" + b",".join(canonical(item) for item in value) + b"]"
    if isinstance(value, float):
        raise ValueError("a number with a fraction cannot be checked by this program")
    return json.dumps(value, ensure_ascii=False).encode()


def signed_note(text: str, key: str | None) -> tuple[int, bytes] | None:
    """Size and root of a signed note, its signature checked when a key is given; None when the text is not a note."""
    body, blank, signatures = text.partition("\n\n")
    lines = body.split("\n")
    if not blank or len(lines) < 3 or not lines[1].isdigit() or "— " not in signatures:
        return None
    if key is not None:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        name, _key_id, encoded = key.strip().split("+", 2)
        public = base64.b64decode(encoded)
        key_id = hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]
        for line in signatures.splitlines():
            parts = line.split(" ")
            if len(parts) == 3 and parts[1] == name:
                blob = base64.b64decode(parts[2])
                try:
                    Ed25519PublicKey.from_public_bytes(public[1:]).verify(blob[4:], (body + "\n").encode())
                except InvalidSignature:
                    raise ValueError("the signature is false")
                if blob[:4] == key_id and lines[0] == name:
                    break
        else:
            raise ValueError("there is no signature by this key")
    return int(lines[1]), base64.b64decode(lines[2])


def first_wrong(lines: list[bytes]) -> str:
    """The first entry that is not in its place, as a sentence; empty when all are."""
    for number, line in enumerate(lines, 1):
        try:
            entry = json.loads(line)
        except ValueError:
            return f"line {number} is not an entry"
        if entry.get("sequence") != number:
            return f"entry {number} is missing: line {number} has {entry.get('sequence')}"
        if line != json.dumps(entry, sort_keys=True, separators=(",", ":")).encode():
            return f"entry {number} is not in its canonical form"
    return ""


def check_log(dump: Path, statements: list[Path], key: str | None) -> bool:
    """Compare a dump with every checkpoint found in the statements."""
    lines = dump.read_bytes().splitlines()
    fine = True
    wrong = first_wrong(lines)
    if wrong:
        print(f"✗ {dump}: {wrong}")
        fine = False
    computed = roots(lines)
    print(f"  {dump}: {len(lines)} entries, root {base64.b64encode(computed[-1]).decode()}")
    good_until = 0
    for path in statements:
        text = path.read_text(encoding="utf-8", errors="replace")
        try:
            note = signed_note(text, key)
        except ValueError as error:
            print(f"✗ {path}: {error}")
            fine = False
            continue
        claims = [note] if note else [(int(size), base64.b64decode(root)) for size, root in FOOTER.findall(text)]
        if not claims:
            print(f"✗ {path}: no checkpoint in it")
            fine = False
        for size, root in claims:
            if size > len(lines):
                print(f"✗ {path}: says there are {size} entries; entries {len(lines) + 1}–{size} are missing")
                fine = False
            elif computed[size] != root:
                print(f"✗ {path}: the first {size} entries are not what they were (they were right up to {good_until})")
                fine = False
            else:
                good_until = max(good_until, size)
                print(f"✓ {path}: the first {size} entries are what they were")
    return fine


def check_receipt(path: Path, key: str | None) -> bool:
    """Check a receipt by itself: content, way to the root, signature."""
    receipt = json.loads(path.read_text(encoding="utf-8"))
    leaf = json.loads(receipt["leaf"])
    fine = True
    if receipt.get("salt"):
        commit = hashlib.sha256(bytes.fromhex(receipt["salt"]) + canonical(receipt["content"])).hexdigest()
        fine = commit == leaf["commit"]
        print(f"{'✓' if fine else '✗'} the content is {'' if fine else 'not '}what was recorded")
    try:
        claim = signed_note(receipt["checkpoint"], key or receipt["verifier"])
    except ValueError as error:
        print(f"✗ checkpoint: {error}")
        return False
    if claim is None:
        print("✗ the checkpoint is not a signed note")
        return False
    size, root = claim
    position, last, node = int(leaf["sequence"]) - 1, size - 1, leaf_hash(receipt["leaf"].encode())
    if not 0 <= position <= last:
        print("✗ the checkpoint does not cover this entry")
        return False
    for step in receipt["proof"]:
        other = base64.b64decode(step)
        if position % 2 or position == last:
            node = node_hash(other, node)
            while position and position % 2 == 0:
                position, last = position // 2, last // 2
        else:
            node = node_hash(node, other)
        position, last = position // 2, last // 2
    leads = last == 0 and node == root
    print(
        f"{'✓' if leads else '✗'} entry {leaf['sequence']} is {'' if leads else 'not '}under the root of {size} entries"
    )
    return fine and leads


def main() -> int:
    """Run the checks named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dump", nargs="?", type=Path)
    parser.add_argument("checkpoints", nargs="*", type=Path)
    parser.add_argument("--receipt", type=Path)
    parser.add_argument("--key", help="public key of the log (/log/key), got by another way than the log itself")
    given = parser.parse_args()
    if not given.dump and not given.receipt:
        parser.error("name a dump of the log, or a receipt")
    fine = True
    if given.dump:
        fine = check_log(given.dump, given.checkpoints, given.key)
    if given.receipt:
        fine = check_receipt(given.receipt, given.key) and fine
    print("everything is right" if fine else "SOMETHING IS WRONG")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
