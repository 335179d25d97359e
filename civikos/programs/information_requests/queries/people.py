"""Who works on a request: to whom its news go, on whose desk it lies."""

from datetime import date

from django.db.models import Exists, OuterRef

from civikos.kernel.accounts import queries as accounts
from civikos.kernel.accounts.models import Person
from civikos.programs.information_requests.models import InformationRequest
from civikos.registers.organizations.models import Mandate
from civikos.registers.organizations.querysets import in_force


def people_of(request: InformationRequest, on: date) -> list[Person]:
    """
    The requester while they may speak for the organization, else everybody who may; the secretariat for the network's own.

    One or two queries.
    """
    if request.organization_id is None:
        officers = accounts.secretariat()
        return [each for each in officers if each.pk == request.requester_id] or officers
    speaks = Mandate.objects.filter(
        in_force(on), person=OuterRef("pk"), scope=Mandate.Scope.SPEAK, organization=request.organization_id
    )
    people = list(Person.objects.filter(Exists(speaks), is_active=True).order_by("name", "pk"))
    return [each for each in people if each.pk == request.requester_id] or people
