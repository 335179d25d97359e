"""A writer's words, split by the articles they name."""

from __future__ import annotations

from mailtext.model import Section


def sections(text: str) -> list[Section]:
    """The parts of a text by the articles named at their beginning."""
    return [Section((), text.strip())] if text.strip() else []
