"""What holds for every mail, however it was made."""

import re
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailtext import Mail, Unreadable, from_json, read_mail, sections, to_json
from mailtext.markup import markup_lines
from mailtext.samples import make_mail

QUIET = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
HEAD = b"From: Arben Gashi <arben@lumi.example>\nTo: k+a@in.example\nSubject: Re: x\nIn-Reply-To: <a@b>\nContent-Type: text/plain; charset=utf-8\n\n"
LINES = st.lists(
    st.sampled_from(
        [
            "Përshëndetje,", "Neni 5: pajtohem.", "> Neni 7", ">> thellë", "", "", "-- ", "Arben Gashi", "Me respekt,",
            "On Fri, Nov 20, 2026 at 9:11 AM X <x@y.example> wrote:", "Më 20.11.2026 09:11, X shkroi:", "From: X <x@y.example>",
            "Sent: Friday", "To: Y", "Subject: Z", "-----Original Message-----", "________________________________",
            "Dërguar nga iPhone-i im", "Tel: 044 123 456", "This e-mail is confidential and intended only for the addressee. Delete it.",
            "Virus-free. www.avast.com", "| Neni 8", "| Neni 9", "***", "a" * 300, "S poštovanjem", "Дана 20.11.2026. у 09:11, X је написао(ла):",
            "---------- Forwarded message ---------", "-----BEGIN PGP SIGNED MESSAGE-----", "Hash: SHA256", "-----END PGP SIGNATURE-----",
            "Unsubscribe: x mailing list", "KUJDES: Ky email ka ardhur nga jashtë organizatës.", "Faleminderit",
        ]
    ),
    max_size=25,
)  # fmt: skip


def words(text: str) -> list[str]:
    return sorted(re.findall(r"[^\W_]+", text))


def kept(mail: Mail) -> list[str]:
    return words("\n".join((mail.text, mail.signature, mail.disclaimer, mail.quote)))


@QUIET
@given(st.binary(max_size=3000))
def test_random_bytes_raise_nothing_but_unreadable(data: bytes) -> None:
    for raw in (
        data,
        HEAD + data,
        HEAD.replace(b"text/plain", b"text/html") + data,
        HEAD.replace(b"text/plain", b"multipart/mixed; boundary=a") + data,
    ):
        with suppress(Unreadable):
            assert read_mail(raw).kind


@QUIET
@given(st.text(max_size=2000))
def test_random_text_in_every_place_raises_nothing_but_unreadable(text: str) -> None:
    data = text.encode("utf-8", "replace")
    for raw in (
        HEAD + data,
        b"From: " + data + b"\nSubject: " + data + b"\nContent-Type: " + data + b"\nDate: " + data + b"\n\n" + data,
        b"From: a@b.c\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n"
        + data
        + b"\n--x--",
    ):
        with suppress(Unreadable):
            read_mail(raw)
    assert sections(text) is not None


@QUIET
@given(LINES)
def test_no_word_of_a_plain_body_is_lost_or_made_up(lines: list[str]) -> None:
    body = "\n".join(lines)
    mail = read_mail(HEAD + body.encode())
    if "subject_only" not in mail.doubts:
        assert kept(mail) == words(body)


@QUIET
@given(LINES)
def test_no_word_of_html_is_lost_or_made_up(lines: list[str]) -> None:
    body = "".join(
        f"<div>{line.replace('>', '&gt;').replace('<', '&lt;')}</div>"
        if number % 3
        else f"<blockquote type=cite><p>{line.replace('>', '&gt;').replace('<', '&lt;')}</p></blockquote>"
        for number, line in enumerate(lines)
    )
    mail = read_mail(HEAD.replace(b"text/plain", b"text/html") + body.encode())
    if "subject_only" not in mail.doubts:
        assert kept(mail) == words("\n".join(lines))


@QUIET
@given(LINES)
def test_words_marked_as_quoted_are_never_the_writers(lines: list[str]) -> None:
    quoted = "\n".join(f"> {line.lstrip('>')} quotedword" for line in lines)
    mail = read_mail(HEAD + b"Pajtohem.\n\n" + quoted.encode() + b"\n\nFund.\n")
    assert "quotedword" not in mail.text
    assert mail.text == "Pajtohem.\n\nFund." or not lines


@QUIET
@given(st.integers(min_value=0, max_value=10**6))
def test_a_mail_comes_back_from_json_as_it_was(number: int) -> None:
    mail = read_mail(make_mail(3, number).raw)
    assert from_json(to_json(mail)) == mail


@QUIET
@given(
    st.integers(min_value=0, max_value=10**6),
    st.integers(min_value=0, max_value=4000),
    st.integers(min_value=0, max_value=255),
)
def test_damage_raises_nothing_but_unreadable(number: int, at: int, byte: int) -> None:
    raw = make_mail(4, number).raw
    for damaged in (raw[:at], raw[:at] + bytes([byte]) + raw[at + 1 :], raw[at:]):
        with suppress(Unreadable):
            read_mail(damaged)


@QUIET
@given(
    st.lists(
        st.sampled_from(
            [
                "<div>",
                "</div>",
                "<p>",
                "</p>",
                "<blockquote>",
                "</blockquote>",
                "<br>",
                "<b",
                ">",
                '"',
                "'",
                "word",
                " ",
                "&nbsp;",
                "<!--",
                "-->",
                "<style>",
                "</style>",
                "<li>",
                "<pre>",
                "</pre>",
                "<td>",
                "<div class=gmail_quote>",
                "<hr>",
            ]
        ),
        max_size=60,
    )
)
def test_broken_html_is_read(pieces: list[str]) -> None:
    assert markup_lines("".join(pieces)) is not None


@QUIET
@given(LINES)
def test_sections_hold_only_words_of_the_text(lines: list[str]) -> None:
    text = "\n".join(lines)
    given_words = words(text)
    for section in sections(text):
        for word in words(section.text):
            assert word in given_words
