"""The main pages of the platform on the demo's data, as each person sees them: for pictures, and for looking round."""

from django.urls import reverse
from django.utils import timezone

from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.states import Status
from civikos.registers.legislation import queries as legislation

SECRETARIAT, MEMBER, INSTITUTION, COORDINATOR, VISITOR = "s", "m", "i", "h", "v"


def main_pages() -> list[tuple[str, str, str]]:
    """
    Name, key of the person of the demo, and path in the active language, of each main page.

    Raises LookupError while the demo network is not loaded.
    """
    of = _consultations()
    registered, open_, closing = of["registered"], of["open"], of["closing"]
    submitted, answered, reported = of["submitted"], of["answered"], of["reported"]
    article = next(
        row.eid
        for row in legislation.outline(open_.version, "sq")
        if row.is_unit and row.kind == "article" and row.position > 90
    )

    def at(name: str, consultation: Consultation, *more: str) -> str:
        return reverse(f"consultations:{name}", args=[consultation.pk, *more])

    return [
        ("home", VISITOR, reverse("portal:home")),
        ("about", VISITOR, reverse("portal:about")),
        ("search", VISITOR, reverse("portal:search") + "?q=afat"),
        ("list", VISITOR, reverse("consultations:list")),
        ("room", VISITOR, at("room", open_)),
        ("report", VISITOR, at("report", reported)),
        ("versions", VISITOR, at("versions", reported)),
        ("sign-in", VISITOR, reverse("entrance:sign_in")),
        ("check-receipt", VISITOR, reverse("audit:check")),
        ("guide", VISITOR, reverse("demo:guide")),
        ("mailbox", VISITOR, reverse("demo:mailbox")),
        ("desk", MEMBER, reverse("desk:desk")),
        ("account", MEMBER, reverse("desk:account")),
        ("room", MEMBER, at("room", open_)),
        ("room-two-languages", MEMBER, at("room", open_) + "?lang=sq&with=sr"),
        ("article", MEMBER, at("article", open_, article)),
        ("contribute", MEMBER, at("contribute", open_) + f"?provision={article}"),
        ("own", MEMBER, at("own", reported)),
        ("room-closing", MEMBER, at("room", closing)),
        ("letters", MEMBER, reverse("desk:letters")),
        ("mails", MEMBER, reverse("desk:mails")),
        ("news", COORDINATOR, reverse("desk:news")),
        ("desk", COORDINATOR, reverse("desk:desk")),
        ("addresses", COORDINATOR, reverse("desk:addresses")),
        ("addresses", SECRETARIAT, reverse("desk:addresses")),
        ("desk", INSTITUTION, reverse("desk:desk")),
        ("answers", INSTITUTION, at("matrix", submitted)),
        ("room-submitted", INSTITUTION, at("room", submitted)),
        ("desk", SECRETARIAT, reverse("desk:desk")),
        ("register", SECRETARIAT, reverse("consultations:register")),
        ("text", SECRETARIAT, at("text", registered)),
        ("distribution-before", SECRETARIAT, at("distribution", registered)),
        ("distribution", SECRETARIAT, at("distribution", open_)),
        ("deadline", SECRETARIAT, at("deadline", closing)),
        ("matrix", SECRETARIAT, at("matrix", closing)),
        ("matrix-submitted", SECRETARIAT, at("matrix", submitted)),
        ("add-version", SECRETARIAT, at("add_version", submitted)),
        ("publish-report", SECRETARIAT, at("publish_report", answered)),
        ("history", SECRETARIAT, at("history", reported)),
    ]


def _consultations() -> dict[str, Consultation]:
    rows = list(Consultation.objects.select_related("version").order_by("received_at", "pk"))
    found = {row.status: row for row in rows}
    by_deadline = sorted(
        Consultation.objects.open_at(timezone.now()).select_related("version"), key=lambda row: row.members_until
    )
    if not by_deadline or not {Status.REGISTERED, Status.SUBMITTED, Status.ANSWERED, Status.REPORTED} <= set(found):
        raise LookupError(
            "The demo network is not loaded, or it has moved on: there is not one consultation in every state."
        )
    return {**{str(status): row for status, row in found.items()}, "closing": by_deadline[0], "open": by_deadline[-1]}
