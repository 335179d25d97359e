"""Reading a mail in a child process with limits: `python -m mailtext`. Nothing that a stranger sent is parsed in this one."""

import re
from typing import Any

from civikos.kernel.files.sandbox import MEBIBYTE, ChildFailed, Limits, run_limited
from mailtext import Mail, Unreadable, from_dict, from_json, to_dict

HEAD = 64 * 1024
MOST_QUOTED = 20_000
_TO_MANY = re.compile(rb"(?im)^(?:List-Id[ \t]*:|Precedence[ \t]*:[ \t]*(?:bulk|list|junk)\b)")
_FROM_NOBODY = re.compile(rb"(?im)^Return-Path[ \t]*:[ \t]*<>")
LIMITS = Limits(cpu_seconds=10, memory=512 * MEBIBYTE)


def read(raw: bytes) -> Mail:
    """
    What a mail says.

    Raises: Unreadable, with a code, for what is no mail or was made to hurt; ChildFailed where the reader ran out of
    its limits or said nothing that can be understood.
    """
    try:
        printed = run_limited(["mailtext"], raw, LIMITS)
    except ChildFailed as failed:
        if failed.reason != "exit:2":
            raise
        printed = failed.output
    try:
        return from_json(printed)
    except (ValueError, KeyError, TypeError) as broken:
        raise ChildFailed("output", printed[:200]) from broken


def came_through_a_list(raw: bytes) -> bool:
    """Whether a mail was sent to many, or handed on by a mailing list: nobody waits for an answer of ours there."""
    return bool(_TO_MANY.search(_head(raw)))


def has_no_sender(raw: bytes) -> bool:
    """Whether the envelope of a mail names nobody to whom an answer could go (RFC 5321, 4.5.5)."""
    return bool(_FROM_NOBODY.search(_head(raw)))


def _head(raw: bytes) -> bytes:
    return re.split(rb"\r?\n\r?\n", raw[:HEAD], maxsplit=1)[0]


def kept_reading(mail: Mail) -> dict[str, Any]:
    """What the database keeps of a reading: everything but the attachments, in characters that every database takes."""
    values = to_dict(mail)
    values["attachments"] = []
    # What was quoted is ours, or can be looked up in the original; a row is no place for a whole correspondence.
    for name in ("quote", "disclaimer", "signature"):
        values[name] = values[name][:MOST_QUOTED]
    for passage in values["passages"]:
        passage["under"] = passage["under"][:MOST_QUOTED]
    cleaned: dict[str, Any] = clean(values)
    return cleaned


def mail_of(kept: dict[str, Any]) -> Mail:
    """The reading that was kept. Raises KeyError where none was."""
    return from_dict(kept)


def clean(value: Any) -> Any:
    """The same without characters that PostgreSQL refuses: no zeros, no halves of pairs."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list | tuple):
        return [clean(each) for each in value]
    if isinstance(value, dict):
        return {clean(name): clean(each) for name, each in value.items()}
    return value


__all__ = [
    "ChildFailed",
    "Mail",
    "Unreadable",
    "came_through_a_list",
    "clean",
    "has_no_sender",
    "kept_reading",
    "mail_of",
    "read",
]
