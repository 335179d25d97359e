"""The demo's mailbox: the messages that the folder relay has written, for everybody to read, since their readers are invented."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import lru_cache
from pathlib import Path
from typing import overload
from urllib.parse import urlsplit

from django.conf import settings
from django.core.paginator import Page, Paginator

HEAD_BYTES = 8192
NAME = re.compile(r"[A-Za-z0-9_.@+-]{1,160}")
LINK = re.compile(r"https?://[^\s<>“”„\"]+")
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class Mail:
    """One message as the list shows it; `name` is its file without `.eml`."""

    name: str
    at: datetime
    receiver: str
    subject: str


@dataclass(frozen=True)
class Part:
    """A piece of the text: plain words, or words that lead to `href`."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class Enclosure:
    """A file that came with a message; its number asks for it."""

    number: int
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class OpenMail:
    """One message with its text, by paragraphs and lines, and what came with it."""

    mail: Mail
    sender: str
    paragraphs: tuple[tuple[tuple[Part, ...], ...], ...]
    enclosures: tuple[Enclosure, ...]


def mails_page(number: int | str, words: str = "", size: int = 50) -> Page[Mail]:
    """
    One page of the mailbox, newest first; `words` are looked for in receivers and subjects, without regard to case.

    The folder relay gives each file the date of its message, so that without words only the files of one page are read.
    """
    files = sorted(_files(), key=lambda each: (-each[1], each[0]))
    if words:
        wanted = words.casefold()
        heads = [_head(*each) for each in files]
        return Paginator(
            [mail for mail in heads if wanted in f"{mail.receiver} {mail.subject}".casefold()], size
        ).get_page(number)
    return Paginator(_Heads(files), size).get_page(number)


class _Heads(Sequence[Mail]):
    """The heads of files, each read when it is asked for."""

    def __init__(self, files: list[tuple[str, int]]) -> None:
        self._files = files

    def __len__(self) -> int:
        return len(self._files)

    @overload
    def __getitem__(self, index: int) -> Mail: ...
    @overload
    def __getitem__(self, index: slice) -> list[Mail]: ...
    def __getitem__(self, index: int | slice) -> Mail | list[Mail]:
        return [_head(*each) for each in self._files[index]] if isinstance(index, slice) else _head(*self._files[index])


def _files() -> Iterator[tuple[str, int]]:
    if not settings.MAIL_DIR.is_dir():
        return
    for path in settings.MAIL_DIR.iterdir():
        if path.suffix == ".eml" and NAME.fullmatch(path.stem):
            yield path.stem, path.stat().st_mtime_ns


def _path(name: str) -> Path:
    path: Path = settings.MAIL_DIR / f"{name}.eml"
    return path


def _head(name: str, written_ns: int) -> Mail:
    return _read_head(_path(name), written_ns)


@lru_cache(maxsize=20_000)
def _read_head(path: Path, written_ns: int) -> Mail:
    with path.open("rb") as source:
        raw = source.read(HEAD_BYTES)
    message = message_from_bytes(raw, policy=policy.default)
    return Mail(
        name=path.stem,
        at=datetime.fromtimestamp(written_ns / 1e9, UTC),
        receiver=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
    )


def open_mail(name: str) -> OpenMail | None:
    """A message of the mailbox; None where there is none of that name."""
    path = _path(name)
    if not NAME.fullmatch(name) or not path.is_file():
        return None
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101  # what the default policy makes
    body = message.get_body(("plain",))
    text = str(body.get_content()) if body is not None else ""
    enclosures = []
    for number, part in enumerate(message.iter_attachments(), 1):
        content = part.get_content()
        enclosures.append(
            Enclosure(
                number,
                part.get_filename() or str(number),
                part.get_content_type(),
                content.encode() if isinstance(content, str) else content,
            )
        )
    return OpenMail(
        _head(name, path.stat().st_mtime_ns), str(message["From"] or ""), _paragraphs(text), tuple(enclosures)
    )


def _paragraphs(text: str) -> tuple[tuple[tuple[Part, ...], ...], ...]:
    whole = text.replace("\r\n", "\n").strip()
    return tuple(
        tuple(tuple(_parts(line)) for line in paragraph.split("\n")) for paragraph in re.split(r"\n{2,}", whole)
    )


def _parts(text: str) -> Iterator[Part]:
    """Words and links; links to this platform lead to it by whatever name and port it is reached."""
    done = 0
    for match in LINK.finditer(text):
        address = match[0].rstrip(".,;:!?)")
        split = urlsplit(address)
        if split.hostname not in THIS_MACHINE | {settings.SITE_HOST}:
            continue
        yield Part(text[done : match.start()])
        yield Part(address, split._replace(scheme="", netloc="").geturl())
        done = match.start() + len(address)
    yield Part(text[done:])
