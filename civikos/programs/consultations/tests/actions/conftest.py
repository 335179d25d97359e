"""Fixtures of the proofs: the cast, and a consultation in each state, all at the moment `at` with the clock stopped."""

from __future__ import annotations

from typing import Any

import pytest

from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.tests.actions import story
from civikos.programs.consultations.tests.actions.story import Cast


@pytest.fixture
def cast(jurisdiction: None, clock: Any) -> Cast:
    """Everybody who has to do with the draft."""
    return story.make_cast()


@pytest.fixture
def registered(cast: Cast) -> Consultation:
    """A registered draft, not sent yet."""
    return story.register(cast)


@pytest.fixture
def distributed(cast: Cast, registered: Consultation) -> Consultation:
    """The same, with the members."""
    return story.distribute(cast, registered)


@pytest.fixture
def submitted(cast: Cast) -> Consultation:
    """Three spoke; the matrix is with the institution."""
    return story.submitted(cast)
