"""What consultations tell the rest of the house: their name in links, their place in the menu, what waits for whom."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.catalog import registry
from civikos.kernel.languages import of_text
from civikos.kernel.mailroom import handlers
from civikos.kernel.privacy.registry import Holder, add_holder


def register() -> None:
    """Called once, when the app is ready."""
    registry.add_noun(
        registry.Noun(
            "consultation", _address, _title, _link_opened, _address_for, _institution, _is_visible, _address_at
        )
    )
    registry.add_noun(registry.Noun("mailed_reply", _address_of_mail, _title_of_mail))
    registry.add_noun(registry.Noun("received_draft", _address_of_draft, _title_of_draft))
    registry.add_menu(
        registry.MenuEntry(_("Consultations"), lambda: reverse("consultations:list"), lambda actor: True, 10)
    )
    from civikos.programs.consultations.queries.waiting import waiting

    registry.add_waiting(waiting)
    from civikos.programs.consultations.actions import erasing, intake_mail, mailing
    from civikos.programs.consultations.queries.listing import open_to_mail

    handlers.add_reply_handler("consultation", mailing.receive_reply, choices=open_to_mail)
    handlers.add_absence_listener("consultation", mailing.note_absence)
    handlers.add_mailbox_handler(settings.INTAKE_LOCAL, intake_mail.receive_draft)
    add_holder(Holder("consultations", erasing.copy_of_person, erasing.forget_person))


def _address(pk: int) -> str:
    return reverse("consultations:room", args=[pk])


def _address_for(pk: int, person_id: int) -> str:
    # Whoever answers for the institution works in the matrix; everybody else came to read.
    from civikos.programs.consultations.queries.waiting import is_to_answer

    return reverse("consultations:matrix" if is_to_answer(pk, person_id) else "consultations:room", args=[pk])


def _title(pk: int) -> str:
    from civikos.programs.consultations.models import Consultation
    from civikos.registers.legislation.queries import title_in

    row = Consultation.objects.select_related("draft").filter(pk=pk).first()
    return title_in(row.draft, of_text()) if row else ""


def _link_opened(pk: int, person_id: int, at: datetime) -> None:
    from civikos.programs.consultations.actions import note_link_opened

    note_link_opened(pk, person_id, at)


def _institution(pk: int) -> int | None:
    from civikos.programs.consultations.models import Consultation

    return Consultation.objects.filter(pk=pk).values_list("draft__institution", flat=True).first()


def _is_visible(pk: int, actor: Actor) -> bool:
    from civikos.programs.consultations.models import Consultation

    return Consultation.objects.visible_to(actor).filter(pk=pk).exists()


def _address_at(pk: int, place: str) -> str | None:
    # Places that links name: a mail of theirs, a table that came back, an article.
    kind, _underscore, key = place.partition("_")
    if kind == "mail" and key.isdecimal():
        return reverse("consultations:mailed", args=[pk, int(key)])
    if kind == "returned" and key.isdecimal():
        return f"{reverse('consultations:returned', args=[pk])}?paper={key}"
    return reverse("consultations:article", args=[pk, place]) if place else None


def _address_of_mail(pk: int) -> str:
    from civikos.programs.consultations.models import MailedReply

    row = MailedReply.objects.filter(pk=pk).only("pk", "consultation_id").first()
    return row.get_absolute_url() if row is not None else reverse("consultations:list")


def _title_of_mail(pk: int) -> str:
    from civikos.programs.consultations.models import MailedReply

    row = MailedReply.objects.filter(pk=pk).values_list("consultation", flat=True).first()
    return _title(row) if row is not None else ""


def _address_of_draft(pk: int) -> str:
    return reverse("consultations:received_draft", args=[pk])


def _title_of_draft(pk: int) -> str:
    from civikos.programs.consultations.models import ReceivedDraft

    return str(ReceivedDraft.objects.filter(pk=pk).first() or "")
