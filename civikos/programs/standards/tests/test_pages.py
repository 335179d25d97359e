"""The pages of the watch: what they show, to whom, and how many questions they ask."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from civikos.kernel.accounts.actor import Actor
from civikos.programs.standards.models import RecordedCase

PUBLIC = ("home", "years", "map", "yardsticks", "yearly", "cases", "reports")


@pytest.mark.parametrize("name", PUBLIC)
def test_an_empty_watch_says_what_will_appear(client_as: Any, visitor: Actor, jurisdiction: None, name: str) -> None:
    response = client_as(visitor).get(reverse(f"standards:{name}"))
    assert response.status_code == 200


@pytest.mark.parametrize("language", ["sq", "sr-latn", "en"])
@pytest.mark.parametrize("name", PUBLIC)
def test_a_filled_watch_is_read_in_three_languages(
    client_as: Any, visitor: Actor, record: Callable[..., RecordedCase], name: str, language: str, clock: Any
) -> None:
    record()
    record(
        institution="municipality-rahovec", kind="municipal_regulation", title="Rregullorja komunale", report_on=None
    )
    address = reverse(f"standards:{name}").replace("/sq/", f"/{language}/", 1)
    assert client_as(visitor).get(address).status_code == 200


def test_the_case_and_the_institution_show_the_values(
    client_as: Any, visitor: Actor, record: Callable[..., RecordedCase], clock: Any
) -> None:
    row = record(report_on=date(2026, 7, 1))
    browser: Client = client_as(visitor)
    page = browser.get("/en" + row.get_absolute_url().removeprefix("/sq")).content.decode()
    assert "published on 1 July 2026, due on 30 April 2026" in page
    assert "21 working days given, 15 asked for" in page
    page = browser.get(reverse("standards:institution", args=[row.institution_id])).content.decode()
    assert row.title in page
