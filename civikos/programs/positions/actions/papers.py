"""Making the papers of an adopted position, by the worker: what is slow happens outside transactions."""

from datetime import datetime


def make_papers(pk: int, *, at: datetime) -> None:
    """Letter, annex and data."""


def make_what_is_missing(before: datetime, *, at: datetime) -> None:
    """Papers of positions adopted before a moment that have none."""
