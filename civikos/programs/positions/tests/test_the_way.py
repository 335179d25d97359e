"""X.4 nr 2 and 5 as tests: from members' points to an adopted position in the matrix, one voice for each organization."""

from datetime import timedelta
from typing import Any

from civikos.kernel.accounts.actor import SYSTEM
from civikos.kernel.correspondence.models import Message
from civikos.programs.consultations.models import Contribution
from civikos.programs.positions import actions
from civikos.programs.positions.models import Position
from civikos.programs.positions.states import Status
from civikos.programs.positions.tests.conftest import Network


def test_a_position_without_objection_is_adopted_by_consent(asked: Position, network: Network, clock: Any) -> None:
    at = asked.consent_until - timedelta(hours=3)
    network.answer(asked, network.jelena, at)
    network.answer(asked, network.others[0], at)
    clock.move_to(asked.consent_until)
    position = actions.go_on(asked.pk, by=SYSTEM, at=asked.consent_until)
    assert position.status == Status.ADOPTED
    record = position.adoption
    assert record.figures["entitled"] == 6
    assert record.figures["backing"] == 2
    assert record.figures["silent"] == 4
    own = Contribution.objects.filter(channel="position")
    assert own.count() == 2
    assert {row.organization.kind for row in own} == {"network"}
    assert Message.objects.filter(kind="position_result", about=position.name).count() == 7
