"""Questions to the audit trail and to the public log."""

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import QuerySet

from civikos.kernel.audit import leaves, merkle, notes
from civikos.kernel.audit.models import Checkpoint, Entry, LogLeaf, LogSecret


def history_of(about: models.Model) -> QuerySet[Entry]:
    """Everything that was done to one object, newest first."""
    return Entry.objects.filter(about_type=about._meta.label_lower.split(".")[-1], about_id=about.pk).order_by(
        "-at", "-pk"
    )


def latest_checkpoint() -> Checkpoint | None:
    """The newest signed statement of the log's size and root."""
    return Checkpoint.objects.order_by("-size").first()


def latest_checkpoint_line() -> str:
    """
    The newest checkpoint on one line of at most 76 characters, for the footer of mails: size, root, minute (UTC).

    Before the first checkpoint it is the line of the empty log. Everybody who keeps such a mail can show later that the
    log was changed: `ops/verify_log.py` finds the line in the mail.
    """
    newest = latest_checkpoint()
    if newest is None:
        return checkpoint_line(0, merkle.EMPTY_ROOT)
    return f"{checkpoint_line(newest.size, bytes.fromhex(newest.root))} {newest.at:%Y-%m-%dT%H:%MZ}"


def checkpoint_line(size: int, root: bytes) -> str:
    """Size and root as they stand in mails."""
    return f"{size} {base64.b64encode(root).decode()}"


def receipt_number(subject: str, kind: str) -> int | None:
    """The number under which the newest fact of a kind about a subject stands in the log; None while it has none."""
    return (
        LogLeaf.objects.filter(subject=subject, kind=kind)
        .order_by("-sequence")
        .values_list("sequence", flat=True)
        .first()
    )


@dataclass(frozen=True)
class Receipt:
    """What shows, without this server, that a fact is in the log: the leaf, what was committed to, and the way to the root."""

    leaf: str
    salt: str
    content: dict[str, Any] | None
    size: int
    proof: tuple[str, ...]
    checkpoint: str

    def as_json(self) -> dict[str, Any]:
        """The file that `ops/verify_log.py --receipt` reads."""
        return {
            "leaf": self.leaf,
            "salt": self.salt,
            "content": self.content,
            "size": self.size,
            "proof": list(self.proof),
            "checkpoint": self.checkpoint,
            "verifier": notes.verifier(),
        }


def receipt(sequence: int, *, with_content: bool) -> Receipt | None:
    """
    The receipt of one leaf under the newest checkpoint; None while no checkpoint covers it, or where there is no such leaf.

    `with_content` is for the person whose fact it is: the caller has asked whether they may read it. It reads the leaves
    that the checkpoint covers: about a third of a second of processor time for 100,000.
    """
    newest = latest_checkpoint()
    if newest is None or not 0 < sequence <= newest.size:
        return None
    rows = LogLeaf.objects.filter(sequence__lte=newest.size).order_by("sequence")
    hashes, mine = [], None
    for row in rows.iterator():
        hashes.append(leaves.hash_of(row))
        if row.sequence == sequence:
            mine = row
    if mine is None:
        return None
    kept = LogSecret.objects.filter(leaf=sequence).first() if with_content else None
    proof = tuple(base64.b64encode(node).decode() for node in merkle.inclusion_proof(sequence - 1, hashes))
    return Receipt(
        leaf=leaves.line_of(mine),
        salt=kept.salt if kept else "",
        content=kept.content if kept else None,
        size=newest.size,
        proof=proof,
        checkpoint=newest.note,
    )


def entries(after: int, count: int) -> list[str]:
    """Public lines of the log following a number, in order."""
    return [leaves.line_of(leaf) for leaf in LogLeaf.objects.filter(sequence__gt=after).order_by("sequence")[:count]]


@dataclass(frozen=True)
class Recount:
    """What the log's own tables say when everything is computed again: `first_wrong` is a sequence number, or None."""

    size: int
    root: bytes
    first_wrong: int | None
    why: str = ""


def recount() -> Recount:
    """Compute the log again: numbers without gaps, contents that fit their commits, roots that fit every checkpoint."""
    kept = {row.leaf_id: row for row in LogSecret.objects.all().iterator()}
    signed = dict(Checkpoint.objects.values_list("size", "root"))
    tree = merkle.Growing()
    for expected, leaf in enumerate(LogLeaf.objects.order_by("sequence").iterator(), 1):
        secret = kept.get(leaf.sequence)
        if leaf.sequence != expected:
            return Recount(tree.size, tree.root(), expected, "is missing")
        if secret is not None and not leaves.is_commit_of(leaf.commit, secret.salt, secret.content):
            return Recount(tree.size, tree.root(), expected, "its content is not what was committed to")
        tree.add(leaves.hash_of(leaf))
        if signed.get(expected, tree.root().hex()) != tree.root().hex():
            return Recount(tree.size, tree.root(), expected, "the log up to here is not what its checkpoint says")
    if signed and max(signed) > tree.size:
        return Recount(tree.size, tree.root(), tree.size + 1, "is missing, though a checkpoint covers it")
    return Recount(tree.size, tree.root(), None)


@dataclass(frozen=True)
class Verdict:
    """What became of a receipt: is the fact in the log as the receipt says, and does the newest checkpoint cover it?"""

    leaf: str
    is_there: bool
    content_fits: bool | None
    covered_by: str


def check_number(sequence: int) -> Verdict | None:
    """What the log has under a number; None where it has nothing."""
    leaf = LogLeaf.objects.filter(sequence=sequence).first()
    if leaf is None:
        return None
    newest = latest_checkpoint()
    covered = newest.note if newest is not None and newest.size >= sequence else ""
    return Verdict(leaf=leaves.line_of(leaf), is_there=True, content_fits=None, covered_by=covered)


def check_receipt(brought: dict[str, Any]) -> Verdict:
    """
    Compare a receipt that somebody brought with the log, and its content with what was committed to.

    `is_there` is False when the log has another leaf under that number, or none: then the log was changed, or the receipt.
    """
    try:
        said = json.loads(brought["leaf"])
        sequence, commit = int(said["sequence"]), str(said["commit"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return Verdict(leaf="", is_there=False, content_fits=None, covered_by="")
    found = check_number(sequence) if 0 < sequence < 2**62 else None
    salt, content = brought.get("salt"), brought.get("content")
    fits = (
        leaves.is_commit_of(commit, salt, content)
        if isinstance(salt, str) and salt and isinstance(content, dict)
        else None
    )
    if found is None or found.leaf != brought["leaf"]:
        return Verdict(leaf=found.leaf if found else "", is_there=False, content_fits=fits, covered_by="")
    return Verdict(leaf=found.leaf, is_there=True, content_fits=fits, covered_by=found.covered_by)


@dataclass(frozen=True)
class PublicLine:
    """A leaf as it stands in its table, for programs that read a copy of the table without Django's models."""

    sequence: int
    at_hour: datetime
    kind: str
    subject: str
    commit: str

    def hash(self) -> bytes:
        """The leaf's hash in the tree."""
        return leaves.hash_of(LogLeaf(**asdict(self)))


def root_of_lines(lines: Iterable[PublicLine]) -> tuple[int, bytes]:
    """Size and root of a log read from a copy, its lines in order."""
    tree = merkle.Growing()
    for line in lines:
        tree.add(line.hash())
    return tree.size, tree.root()


def roots_of_lines(lines: Iterable[PublicLine]) -> Iterator[bytes]:
    """The root for each size from 0 on."""
    tree = merkle.Growing()
    yield tree.root()
    for line in lines:
        tree.add(line.hash())
        yield tree.root()
