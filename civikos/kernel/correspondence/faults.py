"""
What a mail that came back tells of its address: gone, refused for good, full for now, or nothing at all.

The enhanced status of RFC 3463 is read first, then the words, because many servers say 5.0.0 or 5.7.1 for everything.
Only what is certain counts against an address: a member of the network must not lose mail by a filter's mood.
"""

import re

from civikos.kernel.correspondence.models import Message

Fault = Message.Fault

_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_CODE = re.compile(r"\b([45]\d\d)\b")
_NO_SUCH_USER = re.compile(
    r"(?i)no such (?:user|recipient|mailbox|account|person)|(?:user|recipient|mailbox|account|address|utente)(?: \S+){0,3}? "
    r"(?:unknown|not found|does(?:n't| not) exist|is not valid|not known)|unknown (?:user|recipient|mailbox|local.part)|"
    r"invalid (?:recipient|mailbox)|recipientnotfound|unrouteable address|not our customer|no mailbox here|"
    r"account (?:that you tried to reach does not exist|has been (?:disabled|deleted|closed))"
)
_FULL = re.compile(
    r"(?i)(?:mailbox|quota|storage|inbox).{0,20}(?:full|exceeded|over)|over ?quota|out of storage|insufficient"
)
_FILTERED = re.compile(
    r"(?i)\bspam|black ?list|block ?list|blocked|banned|reputation|policy|\bdmarc|\bspf\b|\bdkim|rbl\b|dnsbl|spamhaus|greylist|"
    r"virus|too large|message size|rate limit|too many|not authorized|relay(?:ing)? (?:access )?denied|content rejected"
)
# RFC 3463: the subject (second number) and detail (third) of a permanent failure that is not about the mailbox.
_NOT_THE_MAILBOX = {"5", "6", "7"}
_DETAILS = {
    ("1", "1"): Fault.GONE,
    ("1", "6"): Fault.GONE,
    ("1", "10"): Fault.GONE,
    ("1", "8"): Fault.POLICY,
    ("1", "7"): Fault.POLICY,
    ("2", "2"): Fault.SOFT,
    ("2", "3"): Fault.POLICY,
    ("3", "4"): Fault.POLICY,
    ("4", "1"): Fault.HARD,
    ("4", "4"): Fault.HARD,
}


def fault_of(status: str, words: str) -> str:
    """
    What a failure says of the address; `status` as in RFC 3463 or empty, `words` what the other server said.

    A failure that is for the time being (4.x.x) counts only when it is the end: the caller does not ask while it is tried.
    """
    whole = f"{status} {words}"
    found = _ENHANCED.search(status) or _ENHANCED.search(words)
    code = _CODE.search(whole)
    kind = found[1] if found else (code[1][0] if code else "5")
    if kind == "4":
        return Fault.POLICY if _FILTERED.search(words) else Fault.SOFT
    # Words of the filter go before words of the mailbox: "mailbox not found in allow list" is a filter's.
    if _NO_SUCH_USER.search(words) and not _FILTERED.search(words):
        return Fault.GONE
    if _FULL.search(words):
        return Fault.SOFT
    if found and (fault := _DETAILS.get((found[2], found[3]))):
        return fault
    if _FILTERED.search(words) or (found and found[2] in _NOT_THE_MAILBOX):
        return Fault.POLICY
    if found and found[2] in {"3", "4"}:
        return Fault.SOFT
    if code and code[1] == "552":
        return Fault.SOFT
    return Fault.HARD
