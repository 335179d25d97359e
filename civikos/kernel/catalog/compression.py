"""Pages compressed on their way out."""

import gzip
import re
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

LEVEL = 3
SHORTEST = 200
MOST_PADDING = 100
_ACCEPTS = re.compile(r"\bgzip\b")
_COMPRESSIBLE = ("text/", "application/json", "image/svg+xml")


class QuickGZip:
    """
    Like Django's own middleware, at a level that takes a third of the time for a tenth more bytes, and for text only:
    documents are compressed already. The name of random length in the header hides the true length of a page, against
    attacks that guess a secret by it (BREACH).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Compress the answer where the browser takes it."""
        response = self.get_response(request)
        if (
            not isinstance(response, HttpResponse)
            or response.has_header("Content-Encoding")
            or len(response.content) < SHORTEST
        ):
            return response
        if not response.get("Content-Type", "").startswith(_COMPRESSIBLE):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if not _ACCEPTS.search(request.headers.get("Accept-Encoding", "")):
            return response
        response.content = _compressed(response.content)
        response["Content-Length"] = str(len(response.content))
        response["Content-Encoding"] = "gzip"
        return response


def _compressed(content: bytes) -> bytes:
    # A gzip header of ten bytes; the flag says that a file name follows, ended by a zero byte (RFC 1952).
    plain = gzip.compress(content, compresslevel=LEVEL, mtime=0)
    header = bytearray(plain[:10])
    header[3] = 8
    return bytes(header) + b"a" * secrets.randbelow(MOST_PADDING) + b"\0" + plain[10:]
