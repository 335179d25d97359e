"""Where institutions take requests."""

from datetime import date, datetime

from django.db import transaction

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.workflow.refusals import NotAllowed
from civikos.programs.information_requests.models import AccessContact
from civikos.registers.organizations.models import Organization


@transaction.atomic
def write_contact(
    institution: Organization,
    *,
    address: str,
    official: str = "",
    source: str = "",
    confirmed_on: date | None = None,
    by: Actor,
    at: datetime,
) -> AccessContact:
    """Write down where an institution takes requests; what was there is replaced. Raises: NotAllowed."""
    if not by.is_secretariat:
        raise NotAllowed
    row, _is_new = AccessContact.objects.update_or_create(
        institution=institution,
        defaults={"address": address, "official": official, "source": source, "confirmed_on": confirmed_on},
    )
    audit.record("access_contact.written", row, by=by, at=at, details={"institution": institution.pk})
    return row
