"""What positions tell the rest of the house: their name in links, their place in the menu, what waits for whom."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.catalog import registry
from civikos.kernel.languages import of_text
from civikos.kernel.privacy.registry import Holder, add_holder


def register() -> None:
    """Called once, when the app is ready."""
    registry.add_noun(registry.Noun("position", _address, _title, institution=_institution, is_visible=_is_visible))
    registry.add_menu(registry.MenuEntry(_("Positions"), lambda: reverse("positions:list"), lambda actor: True, 20))
    from civikos.programs.positions.queries import related
    from civikos.programs.positions.queries.waiting import waiting

    registry.add_waiting(waiting)
    registry.add_related("consultation", related.of_consultations)
    registry.add_related("contribution", related.of_contributions)
    registry.add_next_step(_next_steps)
    from civikos.programs.positions.actions import erasing

    add_holder(Holder("positions", erasing.copy_of_person, erasing.forget_person))


def _address(pk: int) -> str:
    return reverse("positions:position", args=[pk])


def _title(pk: int) -> str:
    from civikos.programs.positions.models import Position
    from civikos.programs.positions.queries import titles

    row = titles.with_titles(Position.objects.filter(pk=pk)).first()
    return titles.title_of(row, of_text()) if row else ""


def _institution(pk: int) -> int | None:
    from civikos.programs.positions.models import Position

    return Position.objects.filter(pk=pk).values_list("addressee", flat=True).first()


def _is_visible(pk: int, actor: Actor) -> bool:
    from civikos.programs.positions.models import Position

    return Position.objects.visible_to(actor).filter(pk=pk).exists()


def _next_steps(name: str, actor: Actor, missing: frozenset[registry.Missing]) -> Iterable[registry.NextStep]:
    # On a draft the network may take a position; where an institution owes something, it may say so in public.
    kind, _colon, pk = name.partition(":")
    if kind not in {"consultation", "contribution", "point"} or not pk.isdigit():
        return []
    if missing:
        address = f"{reverse('positions:open')}?subject=statement&about={name}"
        step = registry.NextStep(
            "statement", _("Statement of the network"), address, _("Opens a joint position for a public statement.")
        )
        return [step] if actor.is_secretariat else []
    if kind != "consultation" or actor.person is None:
        return []
    address = reverse("positions:of_consultation", args=[int(pk)])
    return [registry.NextStep("position", _("Joint position"), address, _("The network's own position on this draft."))]
