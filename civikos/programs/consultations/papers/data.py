"""The matrix as data, for programs of other institutions. `docs/papers.md` describes every member."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from civikos.programs.consultations.papers import words
from civikos.programs.consultations.papers.rows import Head, Row

FORMAT, VERSION = "civikos.matrix", 1


def matrix_json(head: Head, rows: Iterable[Row]) -> bytes:
    """The matrix as one JSON object in UTF-8. Texts are as people wrote them; instants carry their offset."""
    matrix: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "consultation": consultation(head),
        "labels": {"columns": words.COLUMNS, "outcomes": words.OUTCOMES},
        "points": [asdict(row) for row in rows],
    }
    # A lone half of a character would make the whole file invalid; it is written as its escape.
    return json.dumps(matrix, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace") + b"\n"


def consultation(head: Head) -> dict[str, Any]:
    """What stands above the points."""
    return {
        "id": head.consultation_id,
        "title": head.title,
        "institution": head.institution,
        "network": head.network,
        "reference": head.reference,
        "draft_version": head.version,
        "received_on": head.received_on.isoformat(),
        "members_until": head.members_until.isoformat(),
        "government_until": head.government_until.isoformat(),
        "submitted_at": head.submitted_at.isoformat() if head.submitted_at else None,
        "contributors": list(head.contributors),
        "figures": asdict(head.figures),
        "checkpoint": head.checkpoint,
    }
