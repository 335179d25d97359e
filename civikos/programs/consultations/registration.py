"""What consultations tell the rest of the house: their name in links, their place in the menu, what waits for whom."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.catalog import registry
from civikos.kernel.catalog.dates import spoken_date
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
    registry.add_noun(
        registry.Noun(
            "contribution",
            lambda pk: reverse("consultations:contribution", args=[pk]),
            _contribution_title,
            institution=_contribution_institution,
            is_visible=_contribution_is_visible,
        )
    )
    registry.add_noun(
        registry.Noun(
            "point",
            lambda pk: reverse("consultations:point", args=[pk]),
            _point_title,
            institution=_point_institution,
            is_visible=_point_is_visible,
        )
    )
    registry.add_menu(
        registry.MenuEntry(_("Consultations"), lambda: reverse("consultations:list"), lambda actor: True, 10)
    )
    from civikos.programs.consultations.queries.waiting import waiting

    registry.add_waiting(waiting)
    registry.add_next_step(_council_step)
    from civikos.programs.consultations.queries.measuring import SOURCE
    from civikos.programs.standards.queries import add_source

    add_source(SOURCE)
    from civikos.programs.consultations.actions import erasing, intake_mail, mailing
    from civikos.programs.consultations.queries.listing import open_to_mail

    handlers.add_reply_handler("consultation", mailing.receive_reply, choices=open_to_mail)
    handlers.add_absence_listener("consultation", mailing.note_absence)
    handlers.add_mailbox_handler(settings.INTAKE_LOCAL, intake_mail.receive_draft)
    add_holder(Holder("consultations", erasing.copy_of_person, erasing.forget_person))


def _titled(draft: object, language: str) -> str:
    from civikos.registers.legislation.queries import title_in

    return title_in(draft, language)  # type: ignore[arg-type]


def _address(pk: int) -> str:
    return reverse("consultations:room", args=[pk])


def _address_for(pk: int, person_id: int) -> str:
    # Whoever answers for the institution works in the matrix, or explains; who is asked what they think of the answers reads
    # them; everybody else came to read.
    from civikos.programs.consultations.queries import contradictions, satisfaction
    from civikos.programs.consultations.queries.waiting import is_to_answer

    if is_to_answer(pk, person_id):
        name = "contradictions" if contradictions.is_asked(pk) else "matrix"
    else:
        name = "own" if satisfaction.is_asked(pk, person_id) else "room"
    return reverse(f"consultations:{name}", args=[pk])


def _title(pk: int) -> str:
    from civikos.programs.consultations.models import Consultation

    row = Consultation.objects.select_related("draft").filter(pk=pk).first()
    return _titled(row.draft, of_text()) if row else ""


def _contribution_title(pk: int) -> str:
    from civikos.programs.consultations.models import Contribution

    row = Contribution.objects.select_related("consultation__draft").filter(pk=pk).first()
    if row is None:
        return ""
    title = _titled(row.consultation.draft, of_text())
    return _now("Contribution of %(date)s on “%(title)s”") % {"date": spoken_date(row.given_at), "title": title}


def _contribution_institution(pk: int) -> int | None:
    from civikos.programs.consultations.models import Contribution

    rows = Contribution.objects.filter(pk=pk)
    return rows.values_list("consultation__draft__institution", flat=True).first()


def _contribution_is_visible(pk: int, actor: Actor) -> bool:
    from civikos.programs.consultations.models import Contribution

    return Contribution.objects.visible_to(actor).filter(pk=pk).exists()


def _point_title(pk: int) -> str:
    from civikos.programs.consultations.models import Point

    row = Point.objects.select_related("consultation__draft").filter(pk=pk).first()
    if row is None:
        return ""
    title = _titled(row.consultation.draft, of_text())
    return _now("Point %(number)s on “%(title)s”") % {"number": row.number or row.position, "title": title}


def _point_institution(pk: int) -> int | None:
    from civikos.programs.consultations.models import Point

    return Point.objects.filter(pk=pk).values_list("consultation__draft__institution", flat=True).first()


def _point_is_visible(pk: int, actor: Actor) -> bool:
    from civikos.programs.consultations.models import Point

    return Point.objects.visible_to(actor).filter(pk=pk).exists()


def _council_step(name: str, actor: Actor, missing: frozenset[registry.Missing]) -> Iterable[registry.NextStep]:
    # What the institution owes or did not do can be raised where it sits with civil society.
    from civikos.programs.consultations.permissions import point_to_raise

    kind, _colon, pk = name.partition(":")
    if kind not in ("contribution", "point") or not missing or not pk.isdigit():
        return []
    point = point_to_raise(kind, int(pk), actor)
    if point is None:
        return []
    return [
        registry.NextStep(
            "council",
            _("Propose it for the Council"),
            reverse("consultations:propose_raising", args=[point]),
            _("The secretariat puts it on the list of what civil society raises in the Council with the Government."),
        )
    ]


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
