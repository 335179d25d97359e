"""States of what the watch keeps, the steps between them, and the closed lists its forms offer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from civikos.kernel.workflow.steps import Step

NETWORK_RULES = "Rules of Procedure of the network"


class Level(models.TextChoices):
    """Whose standards hold: the Government's regulation, or the instruction for municipalities."""

    CENTRAL = "central", _("central institutions")
    MUNICIPAL = "municipal", _("municipalities")


class CaseStatus(models.TextChoices):
    """Whether a recorded consultation counts."""

    DRAFT = "draft", _("being recorded")
    RECORDED = "recorded", _("recorded")
    DISCARDED = "discarded", _("taken out")


class SheetStatus(models.TextChoices):
    """What became of a sheet that was sent in."""

    READ = "read", _("read, nothing taken over yet")
    TAKEN = "taken", _("taken over")
    UNDONE = "undone", _("taken back")


class ReportStatus(models.TextChoices):
    """Whether a monitoring report is out."""

    DRAFT = "draft", _("being prepared")
    PUBLISHED = "published", _("published")


class Channel(models.TextChoices):
    """Ways in which people are told of a consultation (practice of municipalities and of the platform)."""

    PLATFORM = "platform", _("government's platform")
    WEBSITE = "website", _("website of the institution")
    SOCIAL = "social", _("social networks")
    NOTICE_BOARD = "notice_board", _("notice board")
    NEWSPAPER = "newspaper", _("newspaper, radio or television")
    VILLAGES = "villages", _("heads of villages and quarters")
    MAIL = "mail", _("e-mail to organizations")


class YesNo(models.TextChoices):
    """A fact that is known, or not."""

    YES = "yes", _("yes")
    NO = "no", _("no")


RECORD = Step("recorded_case.recorded", frozenset({CaseStatus.DRAFT}), CaseStatus.RECORDED, NETWORK_RULES)
DISCARD = Step(
    "recorded_case.taken_out", frozenset({CaseStatus.DRAFT, CaseStatus.RECORDED}), CaseStatus.DISCARDED, NETWORK_RULES
)
RESTORE = Step("recorded_case.put_back", frozenset({CaseStatus.DISCARDED}), CaseStatus.DRAFT, NETWORK_RULES)
TAKE_SHEET = Step("standards_sheet.taken", frozenset({SheetStatus.READ}), SheetStatus.TAKEN, NETWORK_RULES)
UNDO_SHEET = Step("standards_sheet.undone", frozenset({SheetStatus.TAKEN}), SheetStatus.UNDONE, NETWORK_RULES)
PUBLISH_REPORT = Step(
    "monitoring_report.published", frozenset({ReportStatus.DRAFT}), ReportStatus.PUBLISHED, NETWORK_RULES
)
