"""A position as data, for programs of others. `docs/papers.md` describes every member."""

import json
from dataclasses import asdict
from typing import Any

from civikos.programs.positions.papers.rows import Whole

FORMAT, VERSION = "civikos.position", 1


def position_json(whole: Whole) -> bytes:
    """The position as one JSON object in UTF-8. Texts are as people wrote them; instants carry their offset."""
    head = whole.head
    made: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "position": {
            "id": head.position_id,
            "title": head.title,
            "subject": head.subject,
            "summary": head.summary,
            "network": head.network,
            "addressee": head.addressee,
            "language": head.language,
            "edition": head.edition,
            "status": head.status,
            "adopted_at": head.adopted_at.isoformat(),
            "ended_at": head.ended_at.isoformat() if head.ended_at else None,
            "end_reason": head.end_reason,
            "corrects": head.corrects,
            "consultation": head.consultation,
            "address": head.address,
            "checkpoint": head.checkpoint,
        },
        "decision": {
            "way": head.way,
            "entitled": head.entitled,
            "answered": head.answered,
            "backing": head.backing,
            "silent": head.silent,
            "questions": [asdict(each) for each in whole.questions],
            "rules": [asdict(each) for each in whole.rules],
        },
        "points": [asdict(each) | {"text": each.text} for each in whole.passages],
        "supporters": [asdict(each) for each in whole.supporters],
        "dissents": [asdict(each) for each in whole.dissents],
    }
    # A lone half of a character would make the whole file invalid; it is written as its escape.
    return json.dumps(made, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace") + b"\n"
