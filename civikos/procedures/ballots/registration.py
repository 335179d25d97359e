"""What elections tell the rest of the house."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.catalog import registry


def register() -> None:
    """Called once, when the app is ready."""
    from civikos.procedures.ballots.queries.standing import waiting

    registry.add_noun(registry.Noun("election", _address, _title, address_for=_booth, is_visible=_is_visible))
    registry.add_menu(registry.MenuEntry(_("Elections"), lambda: reverse("ballots:list"), lambda actor: True, 60))
    registry.add_waiting(waiting)


def _address(pk: int) -> str:
    return reverse("ballots:election", args=[pk])


def _booth(pk: int, person_id: int) -> str:
    return reverse("ballots:booth", args=[pk])


def _title(pk: int) -> str:
    from civikos.procedures.ballots.models import Election

    row = Election.objects.filter(pk=pk).first()
    return row.title if row else ""


def _is_visible(pk: int, actor: Actor) -> bool:
    from civikos.procedures.ballots.models import Election

    return Election.objects.visible_to(actor).filter(pk=pk).exists()
