#!/usr/bin/env python3
"""
Pictures of the main pages into shots/: each kind of page once, as each person of the demo sees it, on a desk and on a phone.

    python ops/shots.py [sq|sr-latn|en]

It starts the platform on the data in var/ (the demo network), walks the links, and stops it again.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent))
import serve

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "shots"
WIDTHS = {"desk": (1280, 900), "phone": (390, 844)}
MOST_PAGES = 40
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def kind_of(path: str) -> str:
    """The kind of page an address belongs to: numbers, ids of provisions and keys are left out."""
    parts = [part for part in path.strip("/").split("/")[1:] if part]
    shown = ["N" if part.isdigit() else "E" if re.search(r"_\d|__|[0-9a-f]{8}-", part) else part for part in parts]
    return "-".join(shown) or "home"


def shoot(language: str, port: int) -> int:
    """Take the pictures; how many."""
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("CIVIKOS_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        raise serve.CannotStart("There is no Chromium here. As root: apt-get install chromium")
    base = f"http://127.0.0.1:{port}"
    count = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, headless=True, args=FLAGS)
        for key, person in serve.SIGN_INS.items():
            context = browser.new_context(base_url=base, locale=language)
            page = context.new_page()
            page.goto(f"/{language}/demo/as/{key}/")
            waiting, seen = [f"/{language}/", urlsplit(page.url).path], set()
            while waiting and len(seen) < MOST_PAGES:
                path = waiting.pop(0)
                kind = kind_of(path)
                if kind in seen:
                    continue
                answer = page.goto(path)
                is_page = answer is not None and answer.ok and "text/html" in answer.headers.get("content-type", "")
                if not is_page:
                    continue
                seen.add(kind)
                for name, (width, height) in WIDTHS.items():
                    page.set_viewport_size({"width": width, "height": height})
                    page.screenshot(path=TARGET / f"{person}.{kind}.{name}.png", full_page=True)
                    count += 1
                found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
                # Nothing that a link does may change the next picture.
                waiting += [
                    urlsplit(link).path
                    for link in found
                    if link.startswith(f"{base}/{language}/")
                    and not re.search(r"/demo/|/sign-out|\.[a-z]+$|/file/", urlsplit(link).path)
                ]
            context.close()
        browser.close()
    return count


def main() -> int:
    """0 when pictures were taken."""
    language = sys.argv[1] if len(sys.argv) > 1 else "en"
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir()
    children: list[serve.Child] = []
    try:
        serve.prepare()
        port = serve.free_port(None)
        children = serve.start(port)
        serve.wait_until_it_answers(port, children)
        print(f"shots: {shoot(language, port)} pictures in shots/")
    except serve.CannotStart as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        serve.stop(children)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
