"""
What our own mail server has proved about a sender (RFC 8601).

The address in From says nothing by itself. Our server writes `Authentication-Results` on top of what it takes in, under
its own name; whatever a sender writes there himself stands below, or has been taken away by our server. So only the
topmost is looked at, and only if it bears our server's name (`CIVIKOS_AUTHSERV_ID`).
"""

import re
from collections.abc import Sequence

from django.conf import settings

_RESULT = re.compile(r"dmarc\s*=\s*([a-z]+)", re.IGNORECASE)
_HEADER_FROM = re.compile(r"\bheader\.from\s*=\s*([^\s;]+)", re.IGNORECASE)


def is_genuine(authentication: Sequence[str], sender: str) -> bool:
    """
    Whether our server has proved that the domain of `sender` sent the mail: DMARC passed, for just that domain.

    `authentication` are the headers, topmost first. False wherever anything is missing, doubled or not understood.
    """
    server = settings.AUTHSERV_ID
    _local, _at, domain = sender.strip().lower().rpartition("@")
    if not server or not domain or not authentication:
        return False
    first, *results = _split(_without_comments(authentication[0]))
    if first.split()[:1] != [server]:
        return False
    found = [result for result in results if _RESULT.match(result)]
    if len(found) != 1 or _RESULT.match(found[0]).group(1).lower() != "pass":  # type: ignore[union-attr]
        return False
    named = _HEADER_FROM.findall(found[0])
    return len(named) == 1 and _domain_of(named[0]) == domain


def _domain_of(value: str) -> str:
    return value.strip('"').lower().rpartition("@")[2].rstrip(".")


def _without_comments(text: str) -> str:
    # Comments nest, and may hold anything that a sender has chosen; so may quoted strings, which are left whole.
    kept, depth, quoted, skip = [], 0, False, False
    for character in text:
        if skip:
            skip = False
            kept.append("" if depth else character)
        elif character == "\\" and (depth or quoted):
            skip = True
        elif quoted:
            quoted = character != '"'
            # Within quotes nothing divides and nothing assigns.
            kept.append("_" if character in ";=" else character)
        elif character == "(":
            depth += 1
        elif character == ")" and depth:
            depth -= 1
        elif not depth:
            quoted = character == '"'
            kept.append(character)
    # What is left open hides what follows: nothing of it may be believed.
    return "" if depth or quoted else "".join(kept)


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.lower().split(";")]
