"""Lines above quotes, in the languages and manners of programs; and lines of people that only look like them."""

import pytest

from mailtext import Mail, read_mail
from mailtext.mime import addresses, parse_value
from mailtext.sample_programs import PROGRAMS
from mailtext.samples import make_mail

HEAD = "From: Arben Gashi <arben@lumi.example>\nTo: k+a@in.example\nSubject: Re: x\nIn-Reply-To: <a@b>\n"


def read(body: str, content_type: str = "text/plain; charset=utf-8") -> Mail:
    return read_mail(f"{HEAD}Content-Type: {content_type}\n\n{body}".encode())


WITH_MARKS = [
    "Më 22 nëntor 2026, X shkroi:",
    "Më die, 22 nën 2026 në 09:11 Rina Shala <r@x.example> ka shkruar:",
    "Në të premten, 20 nëntor 2026, Rina Shala <r@x.example> shkruan:",
    "Dana 22. 11. 2026. Milica Simić je napisala:",
    "Dana 22.11.2026. u 09:11, Milica je napisao/la:",
    "ned, 22. nov 2026. u 09:11 Milica <m@x.example> je napisao/la:",
    "Дана 22.11.2026. у 09:11, Милица је написао(ла):",
    "нед, 22. нов 2026. у 09:11 Милица <m@x.example> је написао/ла:",
    "On Sun, Nov 22, 2026 at 9:11 AM Emma <e@x.example> wrote:",
    "On 22 Nov 2026, at 09:11, Emma <e@x.example> wrote:",
    "On 2026-11-22 09:11, Emma wrote:",
    "Am 22.11.2026 um 09:11 schrieb Jürgen Müller:",
    "Am So., 22. Nov. 2026 um 09:11 Uhr schrieb Jürgen <j@x.example>:",
    "Am Sonntag, 22. November 2026, 09:11:13 MEZ hat Jürgen <j@x.example> Folgendes geschrieben:",
    "Le dim. 22 nov. 2026 à 09:11, Claire <c@x.example> a écrit :",
    "Quoting Emma <e@x.example>:",
    "Zitat von Jürgen <j@x.example>:",
    "Emma Smith wrote:",
    "On Sun, Nov 22, 2026 at 9:11 AM Emma of the Very Long Organization Name\n<emma.of.the.very.long.organization.name@x.example> wrote:",
]


@pytest.mark.parametrize("line", WITH_MARKS)
def test_a_line_above_a_marked_quote_belongs_to_the_quote(line: str) -> None:
    mail = read(f"Pajtohem.\n\n{line}\n> Neni 5\n> Teksti.\n\nDhe fundi.\n")
    assert mail.text == "Pajtohem.\n\nDhe fundi."
    assert " ".join(line.split()) in " ".join(mail.quote.split())
    assert [each.under for each in mail.passages] == ["", "Neni 5\nTeksti."]


WITHOUT_MARKS = [
    "-----Original Message-----\nFrom: X\nSent: Friday\nTo: Y\nSubject: Z",
    "-----Ursprüngliche Nachricht-----\nVon: X\nGesendet: Freitag\nAn: Y\nBetreff: Z",
    "-----Mesazhi origjinal-----\nNga: X\nDërguar: e premte\nPër: Y\nTema: Z",
    "----- Originalna poruka -----\nOd: X\nPoslato: petak\nZa: Y\nPredmet: Z",
    "-------- Оригинална порука --------\nОд: X\nПослато: петак\nЗа: Y\nПредмет: Z",
    "Nga: X <x@y.example>\nDërguar: e premte, 20 nëntor 2026 09:11\nPër: Y\nTema: Z",
    "Od: X [mailto:x@y.example]\nPoslato: petak, 20. novembar 2026. 09:11\nZa: Y\nCc: W\nPredmet: Z",
    "Von: X <x@y.example>\nGesendet: Freitag, 20. November 2026 09:11\nAn: Y\nBetreff: Z",
    "*From:* X <x@y.example>\n*Sent:* Friday, November 20, 2026 9:11 AM\n*To:* Y\n*Subject:* Z",
    "From: X <x@y.example> Sent: Friday, November 20, 2026 9:11 AM To: Y Subject: Z",
    "________________________________\nFrom: X\nSent: Friday\nTo: Y\nSubject: Z",
    "Nga: X <x@y.example>\n\nDërguar: e premte 09:11\n\nPër: Y\n\nTema: Z",
    "On Sunday, November 22, 2026 at 09:11:13 AM GMT+1, X <x@y.example> wrote:",
    "##- Ju lutemi shkruani mbi këtë rresht -##",
]


@pytest.mark.parametrize("heading", WITHOUT_MARKS)
def test_all_below_a_heading_without_marks_is_the_quote(heading: str) -> None:
    mail = read(f"Pajtohem.\n\n{heading}\n\nNeni 5\nTeksti i të tjerëve.\n")
    assert mail.text == "Pajtohem."
    assert "Teksti i të tjerëve." in mail.quote
    assert "unmarked_quote" in mail.doubts


@pytest.mark.parametrize(
    "text",
    [
        "Ministria na shkroi: afati nuk ndryshon.",
        "Më 5 tetor 2026 ministria shkroi se do ta ndryshojë.",
        "Nga: Prishtina.\nPër: të gjithë.",
        "Tema: buxheti\nData: 22.11.2026\nNga: OJQ Lumi\n\nPajtohemi.",
        "From our side: fine.\nTo be clear: no change.\nSubject: closed.",
        "On Monday we met the Ministry, and the minister wrote: no.",
        "E para - original message - nuk e kuptoj.",
        "Dana 5. oktobra nam je ministar napisao: ne.",
        "a > b dhe c > d",
    ],
)
def test_words_that_only_look_like_headings_stay_the_writers(text: str) -> None:
    assert " ".join(read(text).text.split()) == " ".join(text.split())


def test_what_the_writer_says_that_stands_below_is_told_when_it_cannot_be_found() -> None:
    mail = read(
        "Përgjigjet i gjeni më poshtë me të kuqe.\n\n-----Original Message-----\nFrom: X\nSent: y\nTo: z\nSubject: w\n\nNeni 5\n"
    )
    assert "answers_below" in mail.doubts


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("language", ["sq", "sr", "sr-cyrl", "en", "de"])
def test_every_program_in_every_language_is_read(program: str, language: str) -> None:
    if language not in PROGRAMS[program].languages:
        pytest.skip("not sold in this language")
    for number in range(6):
        sample = make_mail(9, number, program=program, language=language, situation="distribution", damage="", habit="")
        mail = read_mail(sample.raw)
        assert " ".join(mail.text.split()) == " ".join(sample.truth.text.split())


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("Arben <a@x.example>", ["a@x.example"]),
        ('"Gashi, Arben" <A@X.example>', ["a@x.example"]),
        ('"minister@gov.example" <a@x.example>', ["a@x.example"]),
        ("minister@gov.example <a@x.example>", ["a@x.example"]),
        ("(minister@gov.example) a@x.example", ["a@x.example"]),
        ("=?utf-8?q?minister=40gov=2Eexample_=3Cm=40gov=2Eexample=3E?= <a@x.example>", ["a@x.example"]),
        ("<m@gov.example> <a@x.example>", ["m@gov.example", "a@x.example"]),
        ("<m@gov.example> a@x.example", ["m@gov.example", "a@x.example"]),
        ("a@x.example, b@x.example", ["a@x.example", "b@x.example"]),
        ("undisclosed-recipients:;", []),
        ("", []),
    ],
)
def test_addresses_are_never_taken_from_names(header: str, found: list[str]) -> None:
    assert [address for _, address in addresses(header)] == found


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ('attachment; filename="Komentet.docx"', "Komentet.docx"),
        ("attachment; filename*=utf-8''K%C3%ABrkes%C3%AB.docx", "Kërkesë.docx"),
        ("attachment; filename*0*=utf-8''K%C3%ABrk; filename*1*=es%C3%AB.docx", "Kërkesë.docx"),
        ('attachment; filename*0="Kom"; filename*1="entet.docx"', "Komentet.docx"),
        ('attachment; filename="=?utf-8?q?K=C3=ABrkes=C3=AB.docx?="', "Kërkesë.docx"),
        ('attachment; filename="a\\"b.docx"', 'a"b.docx'),
        ("attachment; filename=Komentet e OJQ.docx", "Komentet e OJQ.docx"),
    ],
)
def test_names_of_files(value: str, name: str) -> None:
    assert parse_value(value)[1]["filename"] == name


def test_a_name_has_no_path() -> None:
    raw = (
        HEAD
        + 'Content-Type: application/pdf; name="x"\nContent-Disposition: attachment; filename="..\\..\\/etc/pass\x07wd"\n\nx'
    )
    assert read_mail(raw.encode()).attachments[0].name == "passwd"
