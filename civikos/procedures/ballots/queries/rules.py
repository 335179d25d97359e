"""The rules of an election as the library counts by them."""

from collections.abc import Sequence

from modeltranslation.utils import build_localized_fieldname

from ballotbox import Candidate, Method, Rules
from civikos.kernel.languages import TEXT_LANGUAGES, of_interface
from civikos.procedures.ballots.models import Election


def column(field: str, language: str) -> str:
    """The name of the column of a translated field, for a language of texts."""
    name: str = build_localized_fieldname(field, of_interface(language))
    return name


def texts_of(election: Election, field: str) -> dict[str, str]:
    """A translated field in the three languages; empty where it is not translated."""
    return {language: getattr(election, column(field, language)) or "" for language in TEXT_LANGUAGES}


def rules_of(election: Election, *, roll: Sequence[str]) -> Rules:
    """What would be fixed if voting opened now, with this roll. One query."""
    # Not in the reader's language: the digest is the same for everybody.
    titles = texts_of(election, "title")
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
