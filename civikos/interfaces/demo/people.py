"""Who is signed in by one key in the demo. Their addresses are fixed, so that a key means the same person on every machine."""

from django.utils.translation import gettext_lazy as _

from civikos.kernel.catalog.registry import DemoPerson

OFFICER = "blerta.gashi@example.org"
SECOND_OFFICER = "milan.stojkovic@example.org"
# From the invented network: chairs one organization in Prishtina and sits in no other.
MEMBER = "rina.maxhuni@example.org"
# Answers for the Information and Privacy Agency, where half of the points of a submitted draft are open.
OFFICIAL = "zyrtari.aip@example.org"
# Looks after the organizations of the hub of Prizren.
COORDINATOR = "arbnora.hoti@example.org"
NOBODY = "v"

DEMO_PEOPLE = (
    DemoPerson("s", _("Secretariat"), OFFICER),
    DemoPerson("m", _("Member organization"), MEMBER),
    DemoPerson("i", _("Institution"), OFFICIAL),
    DemoPerson("h", _("Hub coordinator"), COORDINATOR),
    DemoPerson(NOBODY, _("Visitor"), ""),
)
