"""
A real browser for the journeys: Debian's Chromium, headless, driven over a pipe.

`page` is a fresh browser window on the running platform; `page_of(actor)` one in which an actor is signed in.
`check_accessible(page)` runs the axe rules of WCAG 2.2 AA and fails with what it found.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page

from civikos.kernel.accounts.actor import Actor

# Playwright's synchronous interface runs a loop of its own in this thread; Django would take our queries for asynchronous ones.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

AXE = Path(__file__).parent.parent / "vendor" / "axe-core"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a journey."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture
def context(browser: Browser, live_server: Any) -> Iterator[BrowserContext]:
    """A window of its own on the running platform, which may load nothing from anywhere else."""
    context = browser.new_context(base_url=live_server.url, locale="sq", viewport={"width": 1280, "height": 900})
    foreign: list[str] = []
    context.on(
        "request",
        lambda request: (
            None if request.url.startswith((live_server.url, "data:", "blob:")) else foreign.append(request.url)
        ),
    )
    context.set_default_timeout(15_000)
    yield context
    context.close()
    assert not foreign, f"a page loaded from elsewhere: {foreign}"


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page; an error of its scripts or of our content policy fails the journey."""
    yield from _watched(context)


def _watched(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console", lambda message: errors.append(message.text) if "Content Security Policy" in message.text else None
    )
    yield page
    assert not errors, f"the page's scripts failed: {errors}"


@pytest.fixture
def sign_in(context: BrowserContext, client_as: Callable[[Actor], Any], live_server: Any) -> Callable[[Actor], None]:
    """Sign an actor in in this window, without the walk through the door (which has a journey of its own)."""

    def sign_in(actor: Actor) -> None:
        client = client_as(actor)
        context.clear_cookies()
        context.add_cookies(
            [
                {"name": name, "value": morsel.value, "url": live_server.url}
                for name, morsel in client.cookies.items()
                if name == settings.SESSION_COOKIE_NAME
            ]
        )

    return sign_in


@pytest.fixture(scope="session")
def check_accessible() -> Callable[[Page], None]:
    """Fail if axe finds a breach of WCAG 2.2 AA on the page; each is named with the element and the help text."""
    source = next(AXE.glob("*/axe.min.js")).read_text(encoding="utf-8")

    def check(page: Page) -> None:
        # Through the debugger, not as a script of the page: our content policy would refuse that, rightly.
        page.evaluate(source)
        found = page.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", WCAG)["violations"]
        told = [f"{each['id']}: {each['help']} — {node['html'][:120]}" for each in found for node in each["nodes"]]
        assert not told, f"{page.url} is not accessible:\n" + "\n".join(told)

    return check
