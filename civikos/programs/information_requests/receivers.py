"""Mail that comes to a request's address: it lands on the request and waits for a person to say what it is."""

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.mailroom.handlers import Arrived, Handled
from civikos.programs.information_requests import actions
from civikos.programs.information_requests.actions import reminding
from civikos.programs.information_requests.actions.sending import address_of
from civikos.programs.information_requests.models import InformationRequest, Letter
from civikos.programs.information_requests.queries.suggesting import suggestions


def take_answer(arrived: Arrived) -> Handled:
    """
    Write the mail down as an event of the request, with its attachments as received documents, and tell its people.

    The address itself is the proof: it was given to the institution alone. A sender of another domain is marked.
    """
    request = InformationRequest.objects.select_related("holder", "organization", "requester").get(pk=arrived.key)
    mail = arrived.mail
    event = actions.receive_message(
        request.pk,
        words="\n\n".join(part for part in (mail.text, mail.signature) if part),
        sender=mail.sender,
        subject=mail.subject,
        is_foreign=is_foreign(mail.sender, _known_domains(request)),
        mail_kind=mail.kind.value,
        attachments=arrived.attachments,
        left_out=[each.name for each in arrived.left_out],
        incoming=arrived.incoming,
        at=arrived.at,
    )
    reminding.tell(request, "information_request_news", "message", None, key=f"message:{event.pk}", at=arrived.at)
    return Handled(about=request.name)


def note_automatic(arrived: Arrived) -> None:
    """
    Write down what the institution's machine answered, where it says that the request was received or registered; notes of
    absence are left aside. Nobody is written to: it waits on the desk with its proposal.
    """
    mail = arrived.mail
    if not suggestions(f"{mail.subject}\n{mail.text}", is_automatic=True):
        return
    request = InformationRequest.objects.select_related("holder").get(pk=arrived.key)
    actions.receive_message(
        request.pk,
        words=mail.text,
        sender=mail.sender,
        subject=mail.subject,
        is_foreign=is_foreign(mail.sender, _known_domains(request)),
        mail_kind=mail.kind.value,
        attachments=(),
        incoming=arrived.incoming,
        at=arrived.at,
    )


def _known_domains(request: InformationRequest) -> set[str]:
    addresses = [request.address, request.holder.email, address_of(request.holder)]
    addresses += list(Letter.objects.filter(request=request).values_list("address", flat=True))
    return {each.rpartition("@")[2].lower() for each in addresses if "@" in each}


def is_foreign(sender: str, domains: set[str]) -> bool:
    """Whether an address lies in none of the domains, nor under one of them."""
    domain = sender.rpartition("@")[2].strip("> ").lower()
    return not any(domain == known or domain.endswith(f".{known}") for known in domains)


def choices(actor: Actor) -> list[tuple[str, str]]:
    """Requests to which an officer may hand a mail, the newest first."""
    rows = InformationRequest.objects.visible_to(actor).sent().order_by("-sent_at", "-pk")  # type: ignore[attr-defined]
    return [(row.name, f"{row.number} {row.subject}") for row in rows[:50]]
