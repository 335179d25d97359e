"""The states of a joint position and the steps between them; what rules of the network each stands on."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from civikos.kernel.workflow.steps import Step

# Written into the trail as it stands here, said in the language of whoever reads it.
NETWORK_RULES = "Rules of Procedure of the network"


class Status(models.TextChoices):
    """What has been decided. Whether a phase still takes answers is not a status: its deadline says it."""

    GATHERING = "gathering", _("points are being gathered")
    DRAFTING = "drafting", _("being drafted")
    CONSENT = "consent", _("with the members")
    VOTING = "voting", _("being voted on")
    ADOPTED = "adopted", _("adopted")
    NOT_ADOPTED = "not_adopted", _("not adopted")
    WITHDRAWN = "withdrawn", _("withdrawn")
    CORRECTED = "corrected", _("replaced by a corrected edition")


class Answer(models.TextChoices):
    """What an organization says of a passage, or of the whole. Who says nothing is silent; that is computed."""

    BACK = "back", _("backs it")
    AMEND = "amend", _("asks for other words")
    OBJECT = "object", _("objects")


class Handling(models.TextChoices):
    """What the rapporteur did with an amendment."""

    TAKEN = "taken", _("taken over")
    PARTLY = "partly", _("taken over in part")
    REJECTED = "rejected", _("not taken over")
    TO_VOTE = "to_vote", _("put to the vote")


class Choice(models.TextChoices):
    """A ballot. Votes here are open: a secret ballot is another procedure."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    ABSTAIN = "abstain", _("abstains")


class Result(models.TextChoices):
    """How a question ended."""

    CARRIED = "carried", _("carried")
    LOST = "lost", _("not carried")
    NO_QUORUM = "no_quorum", _("no quorum")


def _from(*sources: Status) -> frozenset[str]:
    return frozenset(sources)


BEFORE_MEMBERS = (Status.GATHERING, Status.DRAFTING)
UNDER_WAY = (Status.GATHERING, Status.DRAFTING, Status.CONSENT, Status.VOTING)
# Once adopted, also what was taken back or replaced later stays readable, with a notice.
OUT = (Status.ADOPTED, Status.WITHDRAWN, Status.CORRECTED)

OPEN = Step("position.opened", frozenset(), Status.GATHERING, NETWORK_RULES)
PLAN = Step("position.plan_changed", _from(*BEFORE_MEMBERS), None, NETWORK_RULES)
SUGGEST = Step("position.suggestion_given", _from(*BEFORE_MEMBERS), None, NETWORK_RULES)
BEGIN_DRAFTING = Step("position.drafting_began", _from(Status.GATHERING), Status.DRAFTING, NETWORK_RULES)
DRAFT = Step("position.passage_written", _from(*BEFORE_MEMBERS), None, NETWORK_RULES)
ASK = Step("position.members_asked", _from(Status.DRAFTING), Status.CONSENT, NETWORK_RULES)
RESPOND = Step("position.response_given", _from(Status.CONSENT), None, NETWORK_RULES)
HANDLE = Step("position.amendment_handled", _from(Status.CONSENT), None, NETWORK_RULES)
ASK_AGAIN = Step("position.members_asked_again", _from(Status.CONSENT), None, NETWORK_RULES)
OPEN_VOTE = Step("position.vote_opened", _from(Status.CONSENT), Status.VOTING, NETWORK_RULES)
CAST = Step("position.ballot_cast", _from(Status.VOTING), None, NETWORK_RULES)
GO_ON = Step("position.went_on", _from(Status.GATHERING, Status.CONSENT, Status.VOTING), None, NETWORK_RULES)
ADOPT = Step("position.adopted", _from(Status.CONSENT, Status.VOTING), Status.ADOPTED, NETWORK_RULES)
REFUSE = Step("position.not_adopted", _from(Status.CONSENT, Status.VOTING), Status.NOT_ADOPTED, NETWORK_RULES)
DISSENT = Step("position.dissent_recorded", _from(Status.CONSENT, Status.VOTING, Status.ADOPTED), None, NETWORK_RULES)
REMIND = Step("position.reminded", _from(Status.CONSENT, Status.VOTING), None, NETWORK_RULES)
SEND = Step("position.sent", _from(Status.ADOPTED), None, NETWORK_RULES)
WITHDRAW = Step("position.withdrawn", _from(*UNDER_WAY, Status.ADOPTED), Status.WITHDRAWN, NETWORK_RULES)
CORRECT = Step("position.correction_opened", _from(Status.ADOPTED), None, NETWORK_RULES)
REPLACE = Step("position.corrected", _from(Status.ADOPTED), Status.CORRECTED, NETWORK_RULES)
