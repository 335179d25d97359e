"""What the watch tells the rest of the house: its file in the profile, its place in the menu, its noun."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.catalog import registry
from civikos.kernel.privacy.registry import Holder, add_holder
from civikos.kernel.rulebook.profile import add_loader
from civikos.programs.standards import imports


def register() -> None:
    """Called once, when the app is ready."""
    add_loader(imports.load)
    registry.add_noun(
        registry.Noun("recorded_case", _address, _title, institution=_institution, is_visible=_is_visible)
    )
    registry.add_menu(registry.MenuEntry(_("Standards watch"), lambda: reverse("standards:home"), _everybody, 30))
    from civikos.programs.standards.actions import erasing

    add_holder(Holder("standards", erasing.copy_of_person, erasing.forget_person))


def _everybody(actor: Actor) -> bool:
    return True


def _address(pk: int) -> str:
    return reverse("standards:case", args=[pk])


def _title(pk: int) -> str:
    from civikos.programs.standards.models import RecordedCase

    return RecordedCase.objects.filter(pk=pk).values_list("title", flat=True).first() or ""


def _institution(pk: int) -> int | None:
    from civikos.programs.standards.models import RecordedCase

    return RecordedCase.objects.filter(pk=pk).values_list("institution", flat=True).first()


def _is_visible(pk: int, actor: Actor) -> bool:
    from civikos.programs.standards.models import RecordedCase

    return RecordedCase.objects.visible_to(actor).filter(pk=pk).exists()
