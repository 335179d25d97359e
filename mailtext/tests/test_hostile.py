"""Mails that only an attacker sends: read in a child process with limits, within 10 seconds of processor and 512 MiB."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from mailtext import sections

MEBIBYTE = 1024 * 1024
HEAD = b"From: a@b.example\nTo: k+a@in.example\nSubject: x\n"


def plain(body: bytes) -> bytes:
    return HEAD + b"Content-Type: text/plain; charset=utf-8\n\n" + body


def html(body: bytes) -> bytes:
    return HEAD + b"Content-Type: text/html; charset=utf-8\n\n" + body


def nested(depth: int) -> bytes:
    made = b"Content-Type: text/plain\n\nx\n"
    for number in range(depth):
        mark = b"b%d" % number
        made = (
            b"Content-Type: multipart/mixed; boundary="
            + mark
            + b"\n\n--"
            + mark
            + b"\n"
            + made
            + b"\n--"
            + mark
            + b"--\n"
        )
    return HEAD + made


def nested_mails(depth: int) -> bytes:
    return HEAD + b"Content-Type: message/rfc822\n\n" * depth + b"x"


MAILS: dict[str, tuple[Callable[[], bytes], str]] = {
    "too large": (lambda: plain(b"a" * (25 * MEBIBYTE)), "too_large"),
    "a flood of headers": (lambda: b"X: y\n" * 20_000 + plain(b"x"), "headers_too_large"),
    "one endless header": (lambda: b"X: " + b"y" * 9000 + b"\n" + plain(b"x"), "header_too_long"),
    "one endless folded header": (lambda: b"X: y\n" + b" y\n" * 5000 + plain(b"x"), "header_too_long"),
    "headers without an end": (lambda: b"a" * (20 * MEBIBYTE), "headers_too_large"),
    "many parts": (lambda: HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 500_000, "too_many_parts"),
    "many empty parts": (lambda: HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n" * 4_000_000, "too_many_parts"),
    "deep": (lambda: nested(400), "nested_too_deep"),
    "deep and long": (lambda: nested(21).replace(b"\n\nx\n", b"\n\n" + b"x\n" * 5_000_000), "nested_too_deep"),
    "mail in mail in mail": (lambda: nested_mails(1000), "nested_too_deep"),
    "only line ends": (lambda: plain(b"\n" * (24 * MEBIBYTE)), "too_much_text"),
    "only marks": (lambda: plain(b">\n" * (12 * MEBIBYTE)), "too_much_text"),
    "one line of text": (lambda: plain(b"a" * (24 * MEBIBYTE)), "too_much_text"),
    "html: tags": (lambda: html(b"<b>" * (3 * MEBIBYTE)), "too_complex"),
    "html: deep quotes": (lambda: html(b"<blockquote>" * 300_000 + b"x"), ""),
    "html: deep quotes that end": (lambda: html(b"<blockquote><div>" * 90_000 + b"x" + b"</p></span></div></blockquote>" * 40_000), ""),
    "html: open marks": (lambda: html(b"<a \"" * 500_000), ""),
    "html: open comments": (lambda: html(b"<!--" * 900_000), "too_complex"),
    "html: open tags": (lambda: html(b"<" * 399_000), ""),
    "html: attributes": (lambda: html((b"<div " + b"class=a " * 400 + b">") * 2000), ""),
    "html: one long attribute": (lambda: html(b"<div style=\"" + b"display : " * 500_000 + b"\">x"), ""),
    "html: styles": (lambda: html(b"<style>" * 300_000), ""),
    "html: entities": (lambda: html(b"&amp" * 900_000 + b"&#99999999999;" * 100_000), ""),
    "html: lines": (lambda: html(b"<p>x" * 200_000), "too_much_text"),
    "html: lists": (lambda: html(b"<ol>" * 1000 + b"<li>x" * 40_000), ""),
    "marks in one line": (lambda: plain(b"> " * 900_000), ""),
    "base64 of lines": (lambda: HEAD + b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + b"Cg==\n" + b"CgoK" * (5 * MEBIBYTE), ""),
    "a huge attachment": (lambda: HEAD + b"Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n" + b"QUJD" * (6 * MEBIBYTE), ""),
    "attribution lines": (lambda: plain(b"On Fri, Nov 20, 2026 at 9:11 AM X <x@y.example> wrote\n" * 35_000), ""),
    "nearly attributions": (lambda: plain((b"On " + b"2026 at 9:11 " * 30 + b"\n") * 4000), ""),
    "header names": (lambda: plain(b"From: a\nFrom: b\n" * 24_000), ""),
    "signature marks": (lambda: plain(b"--\nArben\n\n" * 15_000), ""),
    "closings": (lambda: plain(b"Me respekt,\n" * 45_000), ""),
    "nearly closings": (lambda: plain(b"Xyz,\n\n" * 24_000), ""),
    "names between": (lambda: plain(b"x\n\nA\n\nThis e-mail is confidential, addressee.\n\n" * 8_000), ""),
    "notices": (lambda: plain(b"This e-mail is confidential\n" * 45_000), ""),
    "notices apart": (lambda: plain(b"This e-mail is confidential\n\n" * 24_000), ""),
    "names": (lambda: plain(b"Arben Gashi\n\n" * 24_000), ""),
    "long lines": (lambda: plain((b"neni 5 " * 8000 + b"\n") * 30), ""),
    "blanks": (lambda: plain(b" " * 1_900_000 + b"x"), ""),
    "dashes": (lambda: plain((b"-" * 3000 + b"\n") * 600), ""),
    "parameters": (lambda: HEAD + b"Content-Type: multipart/mixed" + b'; x="' * 1600 + b"\n\nx", ""),
    "continued parameters": (lambda: HEAD + b"Content-Type: text/plain" + b"".join(b"; a*%d*=%%41" % number for number in range(600)) + b"\n\nx", ""),
    "encoded words": (lambda: b"From: a@b.example\nSubject: " + b"=?utf-8?q?=41?= " * 480 + b"\n\nx", ""),
    "nearly encoded words": (lambda: b"From: a@b.example\nSubject: " + b"=?u?q?" * 1300 + b"\n\nx", ""),
    "addresses": (lambda: b"From: a@b.example\nTo: " + b'"(<' * 2600 + b"\n\nx", ""),
    "strange charset": (lambda: HEAD + b"Content-Type: text/plain; charset=unicode_escape\n\n\\x41\xff\n", ""),
    "flowed": (lambda: HEAD + b"Content-Type: text/plain; format=flowed\n\n" + b"x \n" * 49_000, ""),
    "flowed, long": (lambda: HEAD + b"Content-Type: text/plain; format=flowed\n\n" + (b"x" * 40 + b" \n") * 49_000, ""),
    "bounce": (lambda: HEAD.replace(b"a@b", b"mailer-daemon@b") + b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n" + b"Action: failed\nX: y\n\n" * 900_000, ""),
    "pgp": (lambda: plain(b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: x\n\n" * 16_000), ""),
}  # fmt: skip


def limits() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (10, 11))
    resource.setrlimit(resource.RLIMIT_AS, (512 * MEBIBYTE, 512 * MEBIBYTE))


@pytest.mark.parametrize("name", MAILS)
def test_is_read_or_refused_within_the_limits(name: str) -> None:
    make, code = MAILS[name]
    done = subprocess.run(
        [sys.executable, "-m", "mailtext"],
        input=make(),
        capture_output=True,
        preexec_fn=limits,
        timeout=60,
        check=False,
    )
    assert done.returncode in (0, 2), done.stderr.decode()[-2000:]
    answer = json.loads(done.stdout)
    assert answer.get("error", {}).get("code", "") == code


@pytest.mark.parametrize(
    "text",
    ["neni 5 " * 100_000, '"a ' * 300_000, "neni 5: a\n" * 50_000, "mendoj nenin 5\n\n" * 30_000, "a. neni 5 " * 50_000,
     "nenet 1-30, 1-30, 1-30 " * 20_000, "te jete:" * 100_000, "neni" + " " * 1_000_000, "(" * 500_000, "neni 5 \"" * 50_000],
)  # fmt: skip
def test_sections_of_long_text_take_seconds_at_most(text: str) -> None:
    started = time.process_time()
    sections(text[:299_000])
    assert time.process_time() - started < 5
