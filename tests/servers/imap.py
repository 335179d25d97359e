"""
A small IMAP4rev1 server (RFC 3501) with one mailbox, on asyncio in a thread of its own, over TLS.

It knows CAPABILITY, NOOP, LOGIN, LIST, SELECT, EXAMINE, SEARCH, FETCH, STORE and EXPUNGE, each with UID where that exists, CLOSE
and LOGOUT; search keys ALL, UID, SEEN, UNSEEN, DELETED, KEYWORD, UNKEYWORD, SINCE and NOT. `imaplib`, which nobody here wrote, is
the judge of it (test_imap.py).
"""

from __future__ import annotations

import asyncio
import re
import ssl
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\([^()]*\)|[^\s]+')
_BODY = re.compile(r"BODY(?P<peek>\.PEEK)?\[\](?:<(?P<start>\d+)\.(?P<length>\d+)>)?", re.IGNORECASE)


class Refused(Exception):
    """A command that the server answers with NO or BAD."""

    def __init__(self, answer: str, why: str) -> None:
        super().__init__(why)
        self.answer = answer


@dataclass
class Stored:
    """One mail of the mailbox."""

    uid: int
    raw: bytes
    flags: set[str] = field(default_factory=set)
    arrived_on: date = date(2026, 11, 24)


@dataclass
class ImapServer:
    """
    `deliver` lays a mail into the mailbox, `flags_of` and `uids` look into it, `commands` is what clients said.

    `keeps_keywords` false makes it one of those servers that forget flags which are not their own.
    """

    certificate: Path
    key: Path
    user: str
    password: str
    keeps_keywords: bool = True
    uid_validity: int = 1
    mails: list[Stored] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    port: int = 0
    _next_uid: int = 1
    _ready: threading.Event = field(default_factory=threading.Event)
    _loop: asyncio.AbstractEventLoop | None = None
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _thread: threading.Thread | None = None
    _clients: set[asyncio.StreamWriter] = field(default_factory=set)

    # --- For tests ---
    @property
    def url(self) -> str:
        """As `CIVIKOS_IMAP_URL` names it."""
        return f"imaps://{quote(self.user, safe='')}:{quote(self.password, safe='')}@127.0.0.1:{self.port}/INBOX"

    @property
    def uids(self) -> list[int]:
        """The mails that are there."""
        return [mail.uid for mail in self.mails]

    def deliver(self, raw: bytes) -> int:
        """Lay a mail into the mailbox; its UID."""
        mail = Stored(self._next_uid, re.sub(rb"\r?\n", b"\r\n", raw))
        self._next_uid += 1
        self.mails.append(mail)
        return mail.uid

    def flags_of(self, uid: int) -> set[str]:
        """The flags of a mail."""
        return set(next(mail for mail in self.mails if mail.uid == uid).flags)

    def start(self) -> None:
        """Listen."""
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        if not self._ready.wait(10):
            raise TimeoutError("the IMAP server did not start")

    def stop(self) -> None:
        """Stop listening."""
        if self._loop is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(10)

    def _run(self) -> None:
        asyncio.run(self._listen())

    async def _listen(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=context)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        for writer in list(self._clients):
            writer.transport.abort()
        await asyncio.sleep(0)

    # --- The protocol ---
    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = _Client(self, writer)
        self._clients.add(writer)
        try:
            client.say("* OK [CAPABILITY IMAP4rev1] ready")
            while line := await reader.readline():
                text = line.decode("utf-8", "replace").rstrip("\r\n")
                self.commands.append(re.sub(r"(?i)(LOGIN \S+).*", r"\1 …", text))
                if not client.answer(text):
                    break
                await writer.drain()
            await writer.drain()
        except (ConnectionError, ssl.SSLError):
            pass
        finally:
            self._clients.discard(writer)
            writer.close()


@dataclass
class _Client:
    server: ImapServer
    writer: asyncio.StreamWriter
    signed_in: bool = False
    selected: bool = False
    readonly: bool = False

    def say(self, line: str) -> None:
        self.writer.write(line.encode() + b"\r\n")

    def answer(self, line: str) -> bool:
        """Answer one command; False when the client has said goodbye."""
        tag, _space, rest = line.partition(" ")
        name, _space, said = rest.partition(" ")
        with_uid = name.upper() == "UID"
        if with_uid:
            name, _space, said = said.partition(" ")
        try:
            command = self._command(name.upper())
            command([_unquoted(each) for each in _TOKEN.findall(said)], with_uid)
        except Refused as refused:
            self.say(f"{tag} {refused.answer} {refused}")
            return True
        except (IndexError, ValueError):
            self.say(f"{tag} BAD arguments")
            return True
        code = "[READ-ONLY] " if name.upper() == "EXAMINE" else "[READ-WRITE] " if name.upper() == "SELECT" else ""
        self.say(f"{tag} OK {code}{name.upper()} completed")
        return name.upper() != "LOGOUT"

    def _command(self, name: str) -> Callable[[Sequence[str], bool], None]:
        anybody = {"CAPABILITY": self._capability, "NOOP": self._noop, "LOGIN": self._login, "LOGOUT": self._logout}
        signed_in = {"LIST": self._list, "SELECT": self._select, "EXAMINE": self._examine}
        selected = {
            "SEARCH": self._search,
            "FETCH": self._fetch,
            "STORE": self._store,
            "EXPUNGE": self._expunge,
            "CLOSE": self._close,
        }
        if name in anybody:
            return anybody[name]
        if name in signed_in and self.signed_in:
            return signed_in[name]
        if name in selected and self.selected:
            return selected[name]
        raise Refused("BAD", "not now" if name in {**signed_in, **selected} else "unknown command")

    def _capability(self, said: Sequence[str], with_uid: bool) -> None:
        self.say("* CAPABILITY IMAP4rev1")

    def _noop(self, said: Sequence[str], with_uid: bool) -> None:
        if self.selected:
            self.say(f"* {len(self.server.mails)} EXISTS")

    def _login(self, said: Sequence[str], with_uid: bool) -> None:
        if list(said[:2]) != [self.server.user, self.server.password]:
            raise Refused("NO", "[AUTHENTICATIONFAILED] wrong name or password")
        self.signed_in = True

    def _logout(self, said: Sequence[str], with_uid: bool) -> None:
        self.say("* BYE")

    def _list(self, said: Sequence[str], with_uid: bool) -> None:
        self.say('* LIST () "/" INBOX')

    def _select(self, said: Sequence[str], with_uid: bool) -> None:
        if said[0].upper() != "INBOX":
            raise Refused("NO", "[NONEXISTENT] no such mailbox")
        self.selected, self.readonly = True, False
        own = r"\Answered \Flagged \Deleted \Seen \Draft"
        keywords = r" \*" if self.server.keeps_keywords else ""
        self.say(f"* {len(self.server.mails)} EXISTS")
        self.say("* 0 RECENT")
        self.say(f"* FLAGS ({own})")
        self.say(f"* OK [PERMANENTFLAGS ({own}{keywords})] flags")
        self.say(f"* OK [UIDVALIDITY {self.server.uid_validity}] numbers")
        self.say(f"* OK [UIDNEXT {self.server._next_uid}] next")

    def _examine(self, said: Sequence[str], with_uid: bool) -> None:
        self._select(said, with_uid)
        self.readonly = True

    def _search(self, said: Sequence[str], with_uid: bool) -> None:
        keys = list(said)
        tests: list[Callable[[Stored], bool]] = []
        while keys:
            tests.append(self._key(keys))
        found = [
            str(mail.uid if with_uid else number)
            for number, mail in enumerate(self.server.mails, 1)
            if all(test(mail) for test in tests)
        ]
        self.say(" ".join(["* SEARCH", *found]))

    def _key(self, keys: list[str]) -> Callable[[Stored], bool]:
        match keys.pop(0).upper():
            case "ALL":
                return lambda mail: True
            case "NOT":
                inner = self._key(keys)
                return lambda mail: not inner(mail)
            case "UID":
                chosen = self._chosen(keys.pop(0), with_uid=True)
                return lambda mail: mail in chosen
            case "KEYWORD":
                flag = keys.pop(0)
                return lambda mail: flag in mail.flags
            case "SINCE":
                first = datetime.strptime(keys.pop(0), "%d-%b-%Y").date()  # noqa: DTZ007  # IMAP knows days only
                return lambda mail: mail.arrived_on >= first
            case "UNKEYWORD":
                absent = keys.pop(0)
                return lambda mail: absent not in mail.flags
            case "SEEN" | "DELETED" as word:
                return lambda mail: f"\\{word.capitalize()}" in mail.flags
            case "UNSEEN":
                return lambda mail: "\\Seen" not in mail.flags
        raise Refused("BAD", "unknown search key")

    def _chosen(self, numbers: str, *, with_uid: bool) -> list[Stored]:
        mails = self.server.mails
        last = (mails[-1].uid if with_uid else len(mails)) if mails else 0
        chosen: list[Stored] = []
        for part in numbers.split(","):
            first, colon, end = part.partition(":")
            bounds = [last if each == "*" else int(each) for each in ([first, end] if colon else [first, first])]
            for number, mail in enumerate(mails, 1):
                if min(bounds) <= (mail.uid if with_uid else number) <= max(bounds) and mail not in chosen:
                    chosen.append(mail)
        return chosen

    def _fetch(self, said: Sequence[str], with_uid: bool) -> None:
        chosen, items = self._chosen(said[0], with_uid=with_uid), " ".join(said[1:]).strip("()")
        for mail in chosen:
            parts: list[bytes] = []
            body = _BODY.search(items)
            if body and not body["peek"] and not self.readonly:
                mail.flags.add("\\Seen")
            if with_uid or re.search(r"\bUID\b", items, re.IGNORECASE):
                parts.append(f"UID {mail.uid}".encode())
            if re.search(r"\bFLAGS\b", items, re.IGNORECASE):
                parts.append(f"FLAGS ({' '.join(sorted(mail.flags))})".encode())
            if re.search(r"RFC822\.SIZE", items, re.IGNORECASE):
                parts.append(f"RFC822.SIZE {len(mail.raw)}".encode())
            if body:
                start = int(body["start"] or 0)
                content = mail.raw[start : start + int(body["length"])] if body["length"] else mail.raw
                origin = f"<{start}>" if body["length"] else ""
                parts.append(f"BODY[]{origin} {{{len(content)}}}\r\n".encode() + content)
            number = self.server.mails.index(mail) + 1
            self.writer.write(f"* {number} FETCH (".encode() + b" ".join(parts) + b")\r\n")

    def _store(self, said: Sequence[str], with_uid: bool) -> None:
        if self.readonly:
            raise Refused("NO", "[READ-ONLY] opened for reading")
        action, flags = said[1].upper(), set(" ".join(said[2:]).strip("()").split())
        if not self.server.keeps_keywords:
            flags = {flag for flag in flags if flag.startswith("\\")}
        for mail in self._chosen(said[0], with_uid=with_uid):
            if action.startswith("+"):
                mail.flags |= flags
            elif action.startswith("-"):
                mail.flags -= flags
            else:
                mail.flags = set(flags)
            if not action.endswith(".SILENT"):
                number = self.server.mails.index(mail) + 1
                self.say(f"* {number} FETCH (UID {mail.uid} FLAGS ({' '.join(sorted(mail.flags))}))")

    def _expunge(self, said: Sequence[str], with_uid: bool) -> None:
        if self.readonly:
            raise Refused("NO", "[READ-ONLY] opened for reading")
        for number in range(len(self.server.mails), 0, -1):
            if "\\Deleted" in self.server.mails[number - 1].flags:
                del self.server.mails[number - 1]
                self.say(f"* {number} EXPUNGE")

    def _close(self, said: Sequence[str], with_uid: bool) -> None:
        self.selected = False


def _unquoted(word: str) -> str:
    if len(word) > 1 and word.startswith('"') and word.endswith('"'):
        return re.sub(r"\\(.)", r"\1", word[1:-1])
    return word
