"""The states of a consultation and the steps between them, with their legal basis."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from civikos.kernel.workflow.steps import Step

# Written into the trail as they stand here, said in the language of whoever reads it.
REGULATION = "Regulation (GRK) 05/2016"
NETWORK_RULES = "Rules of Procedure of the network"
BASIS_LABELS = {
    REGULATION: _("Regulation (GRK) 05/2016"),
    NETWORK_RULES: _("Rules of Procedure of the network"),
    "Law 06/L-082": _("Law 06/L-082"),
}


class Status(models.TextChoices):
    """What has been decided. Whether comments are still taken is not a status: the deadline says it."""

    REGISTERED = "registered", _("being prepared")
    DISTRIBUTED = "distributed", _("with the members")
    SUBMITTED = "submitted", _("with the institution")
    ANSWERED = "answered", _("answered")
    REPORTED = "reported", _("report published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ContributionStatus(models.TextChoices):
    """Whether a contribution stands."""

    ACTIVE = "active", _("given")
    WITHDRAWN = "withdrawn", _("withdrawn by its author")
    HIDDEN = "hidden", _("hidden by the secretariat")


class ReturnedStatus(models.TextChoices):
    """What became of a Word file that somebody sent back."""

    READ = "read", _("read, nothing taken over yet")
    TAKEN = "taken", _("taken over")
    DISCARDED = "discarded", _("thrown away")


class MailedStatus(models.TextChoices):
    """What became of what somebody said by mail."""

    WAITING = "waiting", _("waits for its sender to confirm it")
    READ = "read", _("read, attached files still to be read")
    TAKEN = "taken", _("taken over")
    LATE = "late", _("came after the deadline")
    DISCARDED = "discarded", _("thrown away")


class DraftStatus(models.TextChoices):
    """What became of a draft that an institution sent by mail."""

    WAITING = "waiting", _("waits to be registered")
    REGISTERED = "registered", _("registered")
    DISCARDED = "discarded", _("thrown away")


class Outcome(models.TextChoices):
    """What the institution says of a point (Regulation 05/2016; the three values of the yearly report, and "noted")."""

    ACCEPTED = "accepted", _("accepted")
    PARTLY = "partly", _("partly accepted")
    REJECTED = "rejected", _("rejected")
    NOTED = "noted", _("noted")


class Uptake(models.TextChoices):
    """Whether a later version of the text holds what was asked for."""

    YES = "yes", _("in the text")
    PARTLY = "partly", _("partly in the text")
    NO = "no", _("not in the text")
    CANNOT_TELL = "cannot_tell", _("cannot be told")


class Contradiction(models.TextChoices):
    """How an answer and the newest text say different things."""

    MISSING = "missing", _("accepted, not in the text")
    UNCHANGED = "unchanged", _("accepted, article unchanged")
    CHANGED = "changed", _("rejected, but changed")


class Satisfied(models.TextChoices):
    """What a contributor thinks of the answer."""

    YES = "yes", _("satisfied")
    PARTLY = "partly", _("partly satisfied")
    NO = "no", _("not satisfied")


class RaisedStatus(models.TextChoices):
    """Whether a point has come before the Council."""

    WAITING = "waiting", _("to be raised")
    RAISED = "raised", _("raised")
    DROPPED = "dropped", _("not raised")


def _from(*sources: Status) -> frozenset[str]:
    return frozenset(sources)


REGISTER = Step("consultation.registered", frozenset(), Status.REGISTERED, REGULATION)
CORRECT_TEXT = Step("consultation.text_corrected", _from(Status.REGISTERED, Status.DISTRIBUTED), None, NETWORK_RULES)
CHANGE_AUDIENCE = Step(
    "consultation.audience_changed", _from(Status.REGISTERED, Status.DISTRIBUTED), None, NETWORK_RULES
)
DISTRIBUTE = Step("consultation.distributed", _from(Status.REGISTERED), Status.DISTRIBUTED, NETWORK_RULES)
REMIND = Step("consultation.reminded", _from(Status.DISTRIBUTED), None, NETWORK_RULES)
CHANGE_DEADLINE = Step(
    "consultation.deadline_changed", _from(Status.REGISTERED, Status.DISTRIBUTED), None, NETWORK_RULES
)
CONTRIBUTE = Step("contribution.given", _from(Status.DISTRIBUTED), None, REGULATION)
CONTRIBUTE_POSITION = Step("contribution.given_by_network", _from(Status.DISTRIBUTED), None, NETWORK_RULES)
ENTER_FILE = Step("consultation.file_entered", _from(Status.DISTRIBUTED), None, NETWORK_RULES)
TAKE_FILE = Step("returned_file.taken", frozenset({ReturnedStatus.READ}), ReturnedStatus.TAKEN, REGULATION)
DISCARD_FILE = Step(
    "returned_file.discarded", frozenset({ReturnedStatus.READ}), ReturnedStatus.DISCARDED, NETWORK_RULES
)
RESTORE_FILE = Step("returned_file.restored", frozenset({ReturnedStatus.DISCARDED}), ReturnedStatus.READ, NETWORK_RULES)
TAKE_MAIL = Step(
    "mailed_reply.taken", frozenset({MailedStatus.WAITING, MailedStatus.READ}), MailedStatus.TAKEN, REGULATION
)
DISCARD_MAIL = Step("mailed_reply.discarded", frozenset({MailedStatus.WAITING}), MailedStatus.DISCARDED, NETWORK_RULES)
RESTORE_MAIL = Step("mailed_reply.restored", frozenset({MailedStatus.DISCARDED}), MailedStatus.WAITING, NETWORK_RULES)
CORRECT_MAIL = Step("mailed_reply.corrected", frozenset({MailedStatus.TAKEN}), None, NETWORK_RULES)
TAKE_DRAFT = Step("received_draft.registered", frozenset({DraftStatus.WAITING}), DraftStatus.REGISTERED, REGULATION)
DISCARD_DRAFT = Step("received_draft.discarded", frozenset({DraftStatus.WAITING}), DraftStatus.DISCARDED, NETWORK_RULES)
RESTORE_DRAFT = Step("received_draft.restored", frozenset({DraftStatus.DISCARDED}), DraftStatus.WAITING, NETWORK_RULES)
PUBLISH_CONTRIBUTIONS = Step(
    "consultation.contributions_published",
    _from(Status.DISTRIBUTED, Status.SUBMITTED, Status.ANSWERED, Status.REPORTED),
    None,
    NETWORK_RULES,
)
ARRANGE = Step("consultation.matrix_arranged", _from(Status.DISTRIBUTED), None, NETWORK_RULES)
SUBMIT = Step("consultation.submitted", _from(Status.DISTRIBUTED), Status.SUBMITTED, REGULATION)
ANSWER = Step("consultation.point_answered", _from(Status.SUBMITTED, Status.ANSWERED), None, REGULATION)
CONCLUDE = Step("consultation.answered", _from(Status.SUBMITTED), Status.ANSWERED, REGULATION)
ADD_VERSION = Step(
    "consultation.version_added", _from(Status.SUBMITTED, Status.ANSWERED, Status.REPORTED), None, REGULATION
)
JUDGE = Step("version.taken_up_judged", _from(Status.SUBMITTED, Status.ANSWERED, Status.REPORTED), None, NETWORK_RULES)
OVERRULE = Step(
    "point.taken_up_overruled", _from(Status.SUBMITTED, Status.ANSWERED, Status.REPORTED), None, NETWORK_RULES
)
ASK_EXPLANATIONS = Step(
    "consultation.explanations_asked", _from(Status.SUBMITTED, Status.ANSWERED), None, NETWORK_RULES
)
# The right of reply does not end with the report: a later text may contradict the answer too.
EXPLAIN = Step(
    "point.contradiction_explained", _from(Status.SUBMITTED, Status.ANSWERED, Status.REPORTED), None, NETWORK_RULES
)
VALUE_ANSWER = Step(
    "contribution.answer_valued", _from(Status.SUBMITTED, Status.ANSWERED, Status.REPORTED), None, NETWORK_RULES
)
PROPOSE_RAISING = Step(
    "point.raising_proposed", _from(Status.SUBMITTED, Status.ANSWERED, Status.REPORTED), None, NETWORK_RULES
)
RAISE = Step("raised.raised", frozenset({RaisedStatus.WAITING}), RaisedStatus.RAISED, NETWORK_RULES)
DROP_RAISING = Step("raised.dropped", frozenset({RaisedStatus.WAITING}), RaisedStatus.DROPPED, NETWORK_RULES)
PUT_BACK_RAISING = Step(
    "raised.put_back", frozenset({RaisedStatus.RAISED, RaisedStatus.DROPPED}), RaisedStatus.WAITING, NETWORK_RULES
)
REPORT = Step("consultation.report_published", _from(Status.SUBMITTED, Status.ANSWERED), Status.REPORTED, REGULATION)
NOTE_STANDARDS = Step(
    "consultation.standards_noted",
    _from(Status.REGISTERED, Status.DISTRIBUTED, Status.SUBMITTED, Status.ANSWERED, Status.REPORTED),
    None,
    REGULATION,
)
WITHDRAW = Step(
    "consultation.withdrawn",
    _from(Status.REGISTERED, Status.DISTRIBUTED, Status.SUBMITTED),
    Status.WITHDRAWN,
    REGULATION,
)
WITHDRAW_CONTRIBUTION = Step(
    "contribution.withdrawn", frozenset({ContributionStatus.ACTIVE}), ContributionStatus.WITHDRAWN, NETWORK_RULES
)
RESTORE_CONTRIBUTION = Step(
    "contribution.restored", frozenset({ContributionStatus.WITHDRAWN}), ContributionStatus.ACTIVE, NETWORK_RULES
)
HIDE_CONTRIBUTION = Step(
    "contribution.hidden", frozenset({ContributionStatus.ACTIVE}), ContributionStatus.HIDDEN, NETWORK_RULES
)
MODERATE = Step(
    "consultation.moderated",
    _from(Status.DISTRIBUTED, Status.SUBMITTED, Status.ANSWERED, Status.REPORTED),
    None,
    NETWORK_RULES,
)
