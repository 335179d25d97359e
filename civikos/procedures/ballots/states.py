"""The states of an election and the steps between them. Bases are the network's own rules until a program names others."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from civikos.kernel.workflow.steps import Step

NETWORK_RULES = "Rules of Procedure of the network"


class Status(models.TextChoices):
    """How far an election is. Whether ballots are taken is also a matter of the clock: `Election.is_open_at`."""

    PREPARED = "prepared", _("being prepared")
    OPEN = "open", _("voting")
    CLOSED = "closed", _("closed, not counted yet")
    COUNTED = "counted", _("counted, a lot is to be drawn")
    SETTLED = "settled", _("result published")
    CANCELLED = "cancelled", _("cancelled")


class Way(models.TextChoices):
    """How an organization has voted."""

    NONE = "", _("has not voted")
    WEB = "web", _("on the platform")
    PAPER = "paper", _("on paper or by e-mail")


def _from(*sources: Status) -> frozenset[str]:
    return frozenset(sources)


PREPARE = Step("election.prepared", frozenset(), Status.PREPARED, NETWORK_RULES)
CHANGE = Step("election.changed", _from(Status.PREPARED), None, NETWORK_RULES)
PROVE_KEYS = Step("election.keys_proved", _from(Status.PREPARED), None, NETWORK_RULES)
OPEN = Step("election.opened", _from(Status.PREPARED), Status.OPEN, NETWORK_RULES)
# No step for a single ballot: nothing is written of it but the mark on the roll.
CAST = Step("election.voted", _from(Status.OPEN), None, NETWORK_RULES)
RECEIVE_PAPER = Step("election.paper_received", _from(Status.OPEN), None, NETWORK_RULES)
REMIND = Step("election.reminded", _from(Status.OPEN), None, NETWORK_RULES)
CLOSE = Step("election.closed", _from(Status.OPEN), Status.CLOSED, NETWORK_RULES)
ENTER_PAPER = Step("election.paper_entered", _from(Status.CLOSED), None, NETWORK_RULES)
HAND_OVER = Step("election.box_handed_over", _from(Status.CLOSED), None, NETWORK_RULES)
COUNT = Step("election.counted", _from(Status.CLOSED), Status.COUNTED, NETWORK_RULES)
PROPOSE_LOT = Step("election.lot_recorded", _from(Status.COUNTED), None, NETWORK_RULES)
DRAW = Step("election.lot_drawn", _from(Status.COUNTED), None, NETWORK_RULES)
SETTLE = Step("election.settled", _from(Status.COUNTED), Status.SETTLED, NETWORK_RULES)
CANCEL = Step(
    "election.cancelled",
    _from(Status.PREPARED, Status.OPEN, Status.CLOSED, Status.COUNTED),
    Status.CANCELLED,
    NETWORK_RULES,
)
