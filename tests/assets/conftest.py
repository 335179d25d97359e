"""A browser and a server of plain files, so that the look and the script are tested without the application."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
POLICY = "default-src 'self'"


class Site(ThreadingHTTPServer):
    """Serves the repository under the policy of the real site, and pages that a test puts into `pages`."""

    daemon_threads = True

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        super().__init__(("127.0.0.1", 0), partial(_Handler, directory=str(ROOT)))
        self.address = f"http://127.0.0.1:{self.server_port}"


class _Handler(SimpleHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        page = self.server.pages.get(urlsplit(self.path).path)
        if page is None:
            return super().do_GET()
        body = page.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None

    do_POST = do_GET

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep the output of the tests readable."""


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    server = Site()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


BODY = (
    '<body class="page" data-say-comment="Komento" data-say-propose="Propozo" data-say-restored="U ruajt këtu"'
    ' data-say-discard="Fillo rishtas" data-say-close="Mbyll">'
)


@pytest.fixture
def open_page(site: Site, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a path, or a body given as text, in one fresh context; any script or policy error fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    faults: list[str] = []

    def start(path: str = "/page.html", body: str | None = None, width: int | None = None) -> Page:
        if body is not None:
            site.pages[path] = (
                '<!doctype html><html lang="sq"><head><meta charset="utf-8"><title>t</title>'
                '<meta name="htmx-config" content=\'{"includeIndicatorStyles": false, "allowEval": false}\'>'
                '<link rel="icon" href="/static/civikos/favicon.svg" type="image/svg+xml">'
                '<link rel="stylesheet" href="/static/civikos/tokens.css">'
                '<link rel="stylesheet" href="/static/civikos/civikos.css">'
                '<script defer src="/static/vendor/htmx/2.0.10/htmx.min.js"></script>'
                f'<script defer src="/static/civikos/civikos.js"></script></head>{BODY}{body}</body></html>'
            )
        page = context.new_page()
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        if width:
            page.set_viewport_size({"width": width, "height": 800})
        page.goto(site.address + path)
        return page

    yield start
    context.close()
    site.pages.clear()
    assert faults == []
