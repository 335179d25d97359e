"""What `read_returned` found, as JSON and back, without loss."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from lawtext.differences import Op
from lawtext.word_proposals import (
    Evidence,
    Part,
    Returned,
    Unplaced,
    Verdict,
    WordChange,
    WordComment,
    WordProposal,
    WordProposalKind,
    WordReply,
)


def returned_to_dict(returned: Returned) -> dict[str, Any]:
    """Plain values for JSON, named like the fields; `returned_from_dict` gives an equal object back."""
    return asdict(returned)


def returned_from_dict(values: dict[str, Any]) -> Returned:
    """The object that `returned_to_dict` wrote, also after it went through JSON."""
    kept = dict(values)
    kept["verdict"] = Verdict(values["verdict"])
    kept["evidence"] = tuple(Evidence(**each) for each in values["evidence"])
    kept["proposals"] = tuple(map(_proposal, values["proposals"]))
    kept["comments"] = tuple(map(_comment, values["comments"]))
    kept["unplaced"] = tuple(Unplaced(**{**each, "op": Op(each["op"])}) for each in values["unplaced"])
    return Returned(**kept)


def _proposal(values: dict[str, Any]) -> WordProposal:
    kept = dict(values)
    kept["kind"], kept["part"] = WordProposalKind(values["kind"]), Part(values["part"])
    kept["changes"] = tuple(WordChange(**{**each, "op": Op(each["op"])}) for each in values["changes"])
    for name in ("authors", "dates", "node_ids", "places"):
        kept[name] = tuple(values[name])
    return WordProposal(**kept)


def _comment(values: dict[str, Any]) -> WordComment:
    replies = tuple(WordReply(**each) for each in values["replies"])
    return WordComment(**{**values, "node_ids": tuple(values["node_ids"]), "replies": replies})
