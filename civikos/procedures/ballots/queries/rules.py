"""The rules of an election as the library counts by them."""

from collections.abc import Sequence

from ballotbox import Candidate, Method, Rules
from civikos.procedures.ballots.models import Election


def rules_of(election: Election, *, roll: Sequence[str]) -> Rules:
    """What would be fixed if voting opened now, with this roll. One query."""
    # Not in the reader's language: the digest is the same for everybody.
    titles = {language: getattr(election, f"title_{language}") or "" for language in ("sq", "sr", "en")}
    return Rules(
        election=election.name,
        title=next((text for text in titles.values() if text), ""),
        seats=election.seats,
        method=Method(election.method),
        most_marks=election.most_marks,
        candidates=tuple(
            Candidate(row.code, row.name, row.organization.name if row.organization else "")
            for row in election.candidates.select_related("organization").order_by("pk")
        ),
        roll=tuple(roll),
        opens=election.opens_at.isoformat(),
        closes=election.closes_at.isoformat(),
        quorum=election.quorum,
        least_votes=election.least_votes,
        notes={f"title_{language}": text for language, text in titles.items()},
    )


def fixed_rules(election: Election) -> Rules:
    """What was fixed at opening. No query."""
    return Rules.from_json(election.rules)
