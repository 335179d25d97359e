"""What the layout of every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from civikos.kernel.catalog import registry


def layout(request: HttpRequest) -> dict[str, Any]:
    """The actor, the menu, the network's name and the languages. Costs a query only for people who are signed in."""
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "menu": registry.menu_for(actor) if actor is not None else [],
        "network_name": settings.NETWORK_NAME,
        "languages": settings.LANGUAGES,
        "is_demo": settings.DEMO,
    }
