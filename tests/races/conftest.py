"""A committed consultation, seen by several threads and processes at once. The worker does not run here."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.tests.actions import story
from civikos.programs.consultations.tests.actions.story import Cast
from tests import profile_rows


@pytest.fixture
def cast(transactional_db: None, _profile: Any, settings: Any) -> Cast:
    """Everybody, committed. Jobs are only noted: mail and papers are no part of these races."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": []}}
    # Rows of the profile refer to each other in any order; foreign keys are checked at the end of the transaction.
    with transaction.atomic():
        profile_rows.write(_profile)
    return story.make_cast()


@pytest.fixture
def distributed(cast: Cast) -> Consultation:
    """With the members."""
    return story.distributed(cast)
