"""Handing a stored file to a browser, with headers under which it can do no harm there."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from civikos.kernel.files.actions import content_of
from civikos.kernel.files.models import StoredFile


def as_download(row: StoredFile) -> HttpResponse:
    """The file as an attachment. The caller has asked the object it belongs to whether this person may read it."""
    return bytes_as_download(content_of(row), row.name, row.media_type)


def bytes_as_download(content: bytes, name: str, media_type: str) -> HttpResponse:
    """Bytes made on the spot, with the same headers."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response
