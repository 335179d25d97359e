"""The browser of the journeys itself."""

from playwright.sync_api import Page


def test_the_platform_answers_a_real_browser(page: Page) -> None:
    answer = page.goto("/healthz")
    assert answer is not None
    assert answer.status == 200
    assert '"ok"' in page.content()
