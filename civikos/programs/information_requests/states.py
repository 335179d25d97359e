"""The states of a request for documents, what can happen to it, and the steps that people take, with their legal basis."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from civikos.kernel.workflow.steps import Step

# Written into the trail as they stand here, said in the language of whoever reads it.
LAW = "Law 06/L-081"
NETWORK_RULES = "Rules of Procedure of the network"


class Status(models.TextChoices):
    """What the requester has decided. Where the institution stands is not a status: events and the calendar say it."""

    DRAFT = "draft", _("draft")
    SENT = "sent", _("with the institution")
    WITHDRAWN = "withdrawn", _("withdrawn")
    CLOSED = "closed", _("closed")


class DocumentStatus(models.TextChoices):
    """How far a received document has come on its way to the public."""

    RECEIVED = "received", _("received, not public")
    PREPARED = "prepared", _("redacted, to be looked at once more")
    PUBLISHED = "published", _("public")


class LetterStatus(models.TextChoices):
    """Whether a further letter has gone out."""

    DRAFT = "draft", _("draft")
    SENT = "sent", _("sent")


class Urgency(models.TextChoices):
    """Why a request is urgent: what is at stake."""

    NONE = "", _("not urgent")
    LIFE = "life", _("life or liberty of a person")
    HEALTH = "health", _("public health")
    ENVIRONMENT = "environment", _("environment")


class Way(models.TextChoices):
    """How something reached the other side."""

    MAIL = "mail", _("by e-mail")
    PAPER = "paper", _("on paper")
    PERSON = "person", _("in person or orally")
    PAGE = "page", _("entered on this page")


class Happening(models.TextChoices):
    """What can happen to a request. Silence is not among them: the calendar says it."""

    SENT = "sent", _("request sent")
    REGISTERED = "registered", _("registered by the institution")
    CLARIFICATION_ASKED = "clarification_asked", _("institution asks for clarification")
    CLARIFICATION_GIVEN = "clarification_given", _("clarification given")
    EXTENDED = "extended", _("institution takes more time")
    FORWARDED = "forwarded", _("forwarded to another institution")
    REFERRED = "referred", _("referred to the Agency, the holder is not known")
    RECEIVED = "received", _("message received")
    FULL = "full", _("full access")
    PARTIAL = "partial", _("partial access")
    REFUSED = "refused", _("refused")
    ALREADY_PUBLIC = "already_public", _("said to be public already")
    COMPLAINED = "complained", _("complaint sent")
    AGENCY_ASKED = "agency_asked", _("the Agency asked the institution")
    INSTITUTION_REPLIED = "institution_replied", _("the institution replied to the Agency")
    AGENCY_DECIDED = "agency_decided", _("the Agency decided")
    COMPLIED = "complied", _("the decision was carried out")
    COURT_FILED = "court_filed", _("brought to court")
    COURT_DECIDED = "court_decided", _("the court decided")
    LETTER_SENT = "letter_sent", _("letter sent")
    NOTED = "noted", _("note")
    WITHDRAWN = "withdrawn", _("withdrawn")
    CLOSED = "closed", _("closed")
    REOPENED = "reopened", _("opened again")
    ANNULLED = "annulled", _("entry taken back")


ANSWERS = frozenset({Happening.FULL, Happening.PARTIAL, Happening.REFUSED, Happening.ALREADY_PUBLIC})
"""What ends the institution's period."""

COMPLAINABLE = frozenset({Happening.PARTIAL, Happening.REFUSED, Happening.ALREADY_PUBLIC})
"""Answers against which a complaint can be made."""

ENTERED = (
    Happening.REGISTERED,
    Happening.CLARIFICATION_ASKED,
    Happening.CLARIFICATION_GIVEN,
    Happening.EXTENDED,
    Happening.FORWARDED,
    Happening.REFERRED,
    Happening.FULL,
    Happening.PARTIAL,
    Happening.REFUSED,
    Happening.ALREADY_PUBLIC,
    Happening.COMPLAINED,
    Happening.AGENCY_ASKED,
    Happening.INSTITUTION_REPLIED,
    Happening.AGENCY_DECIDED,
    Happening.COMPLIED,
    Happening.COURT_FILED,
    Happening.COURT_DECIDED,
    Happening.NOTED,
)
"""What a person may enter by hand."""


class Decision(models.TextChoices):
    """What the Agency, or the court, says of the complaint."""

    UPHELD = "upheld", _("the requester is right")
    PARTLY = "partly", _("the requester is partly right")
    REJECTED = "rejected", _("the institution is right")


class Stage(models.TextChoices):
    """Where a request stands at a moment: computed from what happened and the calendar, never stored as a decision."""

    DRAFT = "draft", _("draft")
    WAITING = "waiting", _("waiting for the institution")
    CLARIFICATION = "clarification", _("the institution asks for clarification")
    EXTENDED = "extended", _("the institution took more time")
    HOLDER_UNKNOWN = "holder_unknown", _("the Agency looks for the holder")
    SILENT = "silent", _("silence: counts as refusal")
    ANSWERED = "answered", _("answered in full")
    CONTESTABLE = "contestable", _("answered, complaint possible")
    LAPSED = "lapsed", _("time for a complaint has passed")
    WITH_AGENCY = "with_agency", _("complaint with the Agency")
    AGENCY_SILENT = "agency_silent", _("the Agency is late")
    COMPLIANCE = "compliance", _("the decision is to be carried out")
    NOT_COMPLIED = "not_complied", _("the decision was not carried out")
    AGENCY_REJECTED = "agency_rejected", _("the Agency rejected the complaint")
    COMPLIED = "complied", _("the decision was carried out")
    IN_COURT = "in_court", _("in court")
    COURT_DECIDED = "court_decided", _("the court decided")
    WITHDRAWN = "withdrawn", _("withdrawn")
    CLOSED = "closed", _("closed")


def _from(*sources: str) -> frozenset[str]:
    return frozenset(sources)


_OUT = (Status.SENT, Status.CLOSED)
EDIT = Step("information_request.edited", _from(Status.DRAFT), None, NETWORK_RULES)
DISCARD = Step("information_request.discarded", _from(Status.DRAFT), None, NETWORK_RULES)
SEND = Step("information_request.sent", _from(Status.DRAFT), Status.SENT, LAW)
ENTER = Step("information_request.event_entered", _from(Status.SENT), None, LAW)
ANNUL = Step("information_request.event_annulled", _from(*_OUT), None, NETWORK_RULES)
WRITE = Step("information_request.letter_written", _from(Status.SENT), None, LAW)
COMPLAIN = Step("information_request.complaint_sent", _from(Status.SENT), None, LAW)
SHOW = Step("information_request.visibility_changed", _from(Status.DRAFT, *_OUT), None, NETWORK_RULES)
WITHDRAW = Step("information_request.withdrawn", _from(Status.SENT), Status.WITHDRAWN, LAW)
CLOSE = Step("information_request.closed", _from(Status.SENT), Status.CLOSED, NETWORK_RULES)
REOPEN = Step("information_request.reopened", _from(Status.CLOSED, Status.WITHDRAWN), Status.SENT, NETWORK_RULES)
REDACT = Step("information_request.redacted", _from(*_OUT), None, NETWORK_RULES)
PUBLISH_DOCUMENT = Step(
    "request_document.published", _from(DocumentStatus.PREPARED), DocumentStatus.PUBLISHED, NETWORK_RULES
)
PREPARE_DOCUMENT = Step(
    "request_document.prepared",
    _from(DocumentStatus.RECEIVED, DocumentStatus.PREPARED),
    DocumentStatus.PREPARED,
    NETWORK_RULES,
)
CHANGE_DOCUMENT = Step(
    "request_document.changed", _from(DocumentStatus.PREPARED), DocumentStatus.RECEIVED, NETWORK_RULES
)
UNPUBLISH_DOCUMENT = Step(
    "request_document.unpublished", _from(DocumentStatus.PUBLISHED), DocumentStatus.RECEIVED, NETWORK_RULES
)
SEND_LETTER = Step("request_letter.sent", _from(LetterStatus.DRAFT), LetterStatus.SENT, LAW)
