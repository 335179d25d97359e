"""Old messages lose their words; that they were sent, to whom and when, stays as the record of the distribution."""

from datetime import datetime, timedelta

from django.utils import timezone

from civikos.kernel.correspondence.models import Message, Notice
from civikos.kernel.rulebook.queries import NoSuchRule, rule

RULE = "retention.message_body"
DEFAULT_DAYS = 180
AT_ONCE = 2000


def forget_bodies(*, at: datetime) -> int:
    """
    Empty subject, body and headers of messages that are over and older than the rule `retention.message_body` says; how many.
    Notices that digests have told lose their words with them.

    Without such a rule it is 180 days, the network's own choice. Messages that are held or failed keep their words, because
    somebody may still send them.
    """
    try:
        days = rule(RULE, timezone.localdate(at)).number
    except NoSuchRule:
        days = DEFAULT_DAYS
    over = [Message.State.SENT, Message.State.BOUNCED, Message.State.CANCELLED]
    old = Message.objects.filter(state__in=over, date__lt=at - timedelta(days=days)).exclude(body="")
    keys = list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    told = Notice.objects.filter(at__lt=at - timedelta(days=days)).exclude(words={})
    told = told.exclude(digest=None, left_out_at=None)
    Notice.objects.filter(pk__in=list(told.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])).update(
        words={}, page={}
    )
    return Message.objects.filter(pk__in=keys).update(subject="", body="", headers={}, secrets=[])
