#!/usr/bin/env python3
"""Does this container do its work? The web process answers; a worker has no door, so its rounds are looked at by the doctor."""

from __future__ import annotations

import http.client
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit


def is_web() -> bool:
    """Whether the first process of the container is the web server."""
    return b"gunicorn" in Path("/proc/1/cmdline").read_bytes()


def main() -> int:
    """0 when alive."""
    if not is_web():
        return 0
    connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=4)
    # As the proxy in front would ask: otherwise the answer is a redirect to https.
    host = urlsplit(os.environ.get("CIVIKOS_SITE_URL", "http://localhost")).hostname or "localhost"
    connection.request("GET", "/healthz", headers={"Host": host, "X-Forwarded-Proto": "https"})
    return 0 if connection.getresponse().status == 200 else 1


if __name__ == "__main__":
    sys.exit(main())
