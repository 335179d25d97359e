"""The components hold what design.md promises: readable in both schemes, on any width, light to load."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from .conftest import ROOT, Site

STATIC = ROOT / "static"
STYLES = [STATIC / "civikos/tokens.css", STATIC / "civikos/civikos.css"]
SCRIPTS = [STATIC / "civikos/civikos.js", STATIC / "vendor/htmx/2.0.10/htmx.min.js"]
AXE = ROOT / "tests/vendor/axe-core/4.14.1/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.journey
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_and_nothing_runs_out_of_the_page(
    site: Site, browser: Browser, scheme: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(site.address + "/docs/styleguide.html")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("tags => axe.run({runOnly: tags})", RULES)
    found = [(v["id"], node["html"][:200]) for v in result["violations"] for node in v["nodes"]]
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    context.close()
    assert found == []
    assert overflow <= 0
    assert len(result["passes"]) > 30, "axe looked at almost nothing"


@pytest.mark.journey
def test_axe_finds_a_contrast_that_is_too_low(site: Site, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(site.address + "/docs/styleguide.html")
    page.evaluate("document.documentElement.style.setProperty('--ink-soft', '#c8c8c8')")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("axe.run({runOnly: ['wcag2aa']})")
    page.close()
    assert "color-contrast" in {v["id"] for v in result["violations"]}


def test_style_and_script_stay_under_forty_kilobytes_compressed() -> None:
    size = sum(len(gzip.compress(path.read_bytes(), 6)) for path in [*STYLES, *SCRIPTS])
    assert size < 40_000


def test_every_class_and_icon_in_the_vocabulary_exists() -> None:
    text = (ROOT / "docs/design.md").read_text(encoding="utf-8")
    css = "".join(path.read_text(encoding="utf-8") for path in STYLES)
    named = {name for value in re.findall(r'class="([^"{}]+)"', text) for name in value.split()}
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", css))
    # Handles for script and screen structure that need no rule of their own.
    assert named - known - {"timeline-step", "label", "capacity", "is-now"} == set()
    icons = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "civikos/icons.svg").read_text(encoding="utf-8")))
    assert set(re.findall(r'<c-icon name="([^"]+)"', text)) <= icons


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_load_nothing_from_elsewhere_and_no_missing_file(path: Path) -> None:
    css = path.read_text(encoding="utf-8")
    assert "@import" not in css
    for target in re.findall(r'url\("([^"]+)"\)', css):
        assert (path.parent / target).resolve().is_file(), target


def test_the_style_guide_needs_no_inline_style_or_script() -> None:
    html = (ROOT / "docs/styleguide.html").read_text(encoding="utf-8")
    assert re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", html) == []
