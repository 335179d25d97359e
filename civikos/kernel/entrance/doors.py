"""What every page does at its door: who asks, who may come in, and how the rule that said no is told."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.workflow.refusals import NotFound, Refused

View = Callable[..., HttpResponse]
Done = TypeVar("Done")


def actor_of(request: HttpRequest) -> Actor:
    """Who asks; set by the entrance's middleware."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def only_for(may_enter: Callable[[Actor], bool]) -> Callable[[View], View]:
    """
    Only those see a page who may enter. Nobody in particular is asked to sign in, whether or not what they ask for
    exists; everybody else is told that there is no such page.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor = actor_of(request)
            if actor.is_anonymous:
                return redirect_to_login(request.get_full_path())
            if not may_enter(actor):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return guard


for_secretariat = only_for(lambda actor: actor.is_secretariat)
"""Only the secretariat sees this page."""

for_people = only_for(lambda actor: True)
"""Whoever is known sees this page, also by the personal link of a mail; the page asks what they may see."""


def attempt(act: Callable[[], Done]) -> tuple[Done | None, str]:
    """What an action returned and "", or None and the sentence of the rule that said no. Raises Http404 for what is hidden."""
    try:
        return act(), ""
    except NotFound:
        raise Http404 from None
    except Refused as refusal:
        return None, str(refusal)


def told(request: HttpRequest, act: Callable[[], Done], say: str | Callable[[Done], str]) -> bool:
    """Take a step and tell the person on the next page what came of it; whether it was taken."""
    done, refusal = attempt(act)
    if refusal:
        messages.error(request, refusal)
        return False
    messages.success(request, say if isinstance(say, str) else say(done))  # type: ignore[arg-type]
    return True
