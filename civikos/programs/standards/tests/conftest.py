"""What tests of the watch begin with: institutions of the profile, and cases recorded through the real actions."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from civikos.kernel.accounts.actor import Actor
from civikos.programs.standards import actions
from civikos.programs.standards.models import RecordedCase
from civikos.programs.standards.queries.contents import CaseContent
from civikos.registers.legislation.models import ActKind
from civikos.registers.organizations.models import Organization

LOOKED_ON = date(2026, 11, 20)


@pytest.fixture
def content(jurisdiction: None) -> Callable[..., CaseContent]:
    """What is said of a consultation of the Ministry of Justice that kept everything asked for, with changes."""

    def make(institution: str = "ministry-justice", kind: str = "draft_regulation", **changes: Any) -> CaseContent:
        said: dict[str, Any] = {
            "title": "Projektrregullorja për provën",
            "looked_on": LOOKED_ON,
            "planned": True,
            "early": True,
            "early_on": date(2026, 1, 12),
            "notice_on": date(2026, 3, 2),
            "channels": ["platform", "website", "villages"],
            "opened_on": date(2026, 3, 2),
            "closes_on": date(2026, 3, 31),
            "documents": ["explanatory_memorandum", "financial_impact", "consultation_questions"],
            "languages": ["sq", "sr"],
            "has_meetings": False,
            "commenters": 4,
            "comments": 10,
            "accepted": 3,
            "partly": 2,
            "rejected": 5,
            "unanswered": 0,
            "unreasoned": 0,
            "report_on": date(2026, 4, 20),
            "adopted_on": date(2026, 6, 1),
            "final_text_on": date(2026, 6, 3),
        } | changes
        return CaseContent(
            institution=Organization.objects.get(code=institution), kind=ActKind.objects.get(code=kind), **said
        )

    return make


@pytest.fixture
def record(content: Callable[..., CaseContent], secretariat: Actor, at: datetime) -> Callable[..., RecordedCase]:
    """Record such a consultation through the real action."""

    def make(**changes: Any) -> RecordedCase:
        return actions.record_case(content(**changes), by=secretariat, at=at)

    return make
