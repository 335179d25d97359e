"""A member takes the draft home as a Word file, sends it back changed, and sees it in the reading room."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from civikos.kernel.accounts.actor import Actor
from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.tests import samples
from civikos.programs.consultations.tests.conftest import *  # noqa: F403  # the consultations of the pages' own tests
from civikos.programs.consultations.tests.word import Word

pytestmark = pytest.mark.django_db(transaction=True)


def shoot(page: Page, name: str) -> None:
    """A picture of the page, where somebody wants to look at it."""
    folder = os.environ.get("CIVIKOS_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def test_a_word_file_goes_home_and_comes_back(
    distributed: Consultation,
    member: Actor,
    secretariat: Actor,
    page: Page,
    sign_in: Callable[[Actor], None],
    check_accessible: Callable[[Page], None],
    tmp_path: Path,
) -> None:
    sign_in(member)
    page.goto(f"/en/consultations/{distributed.pk}/")
    page.get_by_role("link", name="Send a Word file back").click()
    check_accessible(page)
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download as Word, to change and send back").first.click()
    word = Word(Path(coming.value.path()).read_bytes())
    word.replace("pesëmbëdhjetë (15)", "katërmbëdhjetë (14)")
    word.insert_behind("kërkohet pëlqimi i prindit", "Vullnetari ka të drejtë në sigurim gjatë punës vullnetare.")
    word.retype("shtatë (7) ditë", "pesëmbëdhjetë (15) ditë")
    word.comment("organizatat e shoqërisë civile", "A hyjnë këtu edhe sindikatat?")
    changed = tmp_path / "projekti im.docx"
    changed.write_bytes(word.saved())

    page.get_by_label("The Word file with your changes").set_input_files(changed)
    page.get_by_label(samples.organization_of(member).name).check()
    shoot(page, "return")
    page.get_by_role("button", name="Read the file").click()
    page.get_by_text("This file was made from the text that is being commented").wait_for()
    check_accessible(page)
    shoot(page, "returned")
    page.set_viewport_size({"width": 390, "height": 844})
    check_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shoot(page, "returned-390")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("#take-p2").uncheck()
    page.get_by_role("button", name="Make these my contributions (4)").click()
    page.get_by_text("3 contributions are recorded.").wait_for()
    check_accessible(page)
    shoot(page, "taken")

    sign_in(secretariat)
    page.goto(f"/en/consultations/{distributed.pk}/")
    page.get_by_role("link", name="Word file received by mail").click()
    assert member.person is not None
    page.get_by_label("Name, organization or whole e-mail address").fill(member.person.name.split()[0])
    page.get_by_role("button", name="Find").click()
    check_accessible(page)
    page.get_by_role("link", name=member.person.name).click()
    page.get_by_text(f"The file speaks for {member.person.name}.").wait_for()
    check_accessible(page)
    shoot(page, "for")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1280, "height": 900})

    sign_in(member)
    page.goto(f"/en/consultations/{distributed.pk}/art_3/")
    comments = page.locator("#comments")
    comments.get_by_text("katërmbëdhjetë").first.wait_for()
    assert comments.get_by_text("in a Word file").count() == 2
    check_accessible(page)
    shoot(page, "room")
