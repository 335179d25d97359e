"""
How mail programs write: the line above a quote in each language, marks, signatures, HTML, headers.

From memory of what these programs send, in the languages in which they are sold; wordings of a few translations
(Albanian of Samsung and Roundcube, Serbian of Outlook mobile) may differ from the newest versions.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import escape

from mailtext.sample_words import DEVICES, to_cyrillic

_DAYS = {
    "sq": "e hënë,e martë,e mërkurë,e enjte,e premte,e shtunë,e diel".split(","),
    "sr": "ponedeljak,utorak,sreda,četvrtak,petak,subota,nedelja".split(","),
    "en": "Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday".split(","),
    "de": "Montag,Dienstag,Mittwoch,Donnerstag,Freitag,Samstag,Sonntag".split(","),
}
_SHORT_DAYS = {
    "sq": "hën,mar,mër,enj,pre,sht,die".split(","),
    "sr": "pon,uto,sre,čet,pet,sub,ned".split(","),
    "en": "Mon,Tue,Wed,Thu,Fri,Sat,Sun".split(","),
    "de": "Mo,Di,Mi,Do,Fr,Sa,So".split(","),
}
_MONTHS = {
    "sq": "janar,shkurt,mars,prill,maj,qershor,korrik,gusht,shtator,tetor,nëntor,dhjetor".split(","),
    "sr": "januar,februar,mart,april,maj,jun,jul,avgust,septembar,oktobar,novembar,decembar".split(","),
    "en": "January,February,March,April,May,June,July,August,September,October,November,December".split(","),
    "de": "Januar,Februar,März,April,Mai,Juni,Juli,August,September,Oktober,November,Dezember".split(","),
}


@dataclass(frozen=True, slots=True)
class Quoted:
    """The mail that is answered or passed on."""

    name: str
    address: str
    to: str
    subject: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a mail: own, quote, signature, device, notice."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Layout:
    """What is written, in order; `above` and `forwards` ask for the line or the heading above the first quote."""

    language: str
    segments: tuple[Segment, ...]
    quoted: Quoted | None = None
    forwards: bool = False
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """The bodies that a program sends; either may be empty. `parameters` go to the content type of the plain text."""

    plain: str
    html: str
    parameters: str = ""


@dataclass(frozen=True, slots=True)
class Program:
    """A mail program: how it writes, what it calls itself, whether answers between quoted lines can be told."""

    name: str
    write: Callable[[Layout], Written]
    agent: tuple[str, str] = ("", "")
    marks_quotes: bool = True
    delimiter: bool = True
    device: str = ""
    charsets: tuple[str, ...] = ("utf-8",)
    encodings: tuple[str, ...] = ("quoted-printable", "base64", "8bit")
    languages: tuple[str, ...] = ("sq", "sr", "sr-cyrl", "en", "de")


def _base(language: str) -> str:
    return "sr" if language == "sr-cyrl" else language


def _script(language: str, text: str) -> str:
    return to_cyrillic(text) if language == "sr-cyrl" else text


# Lines above a quote


def _long_date(language: str, at: datetime) -> str:
    base = _base(language)
    day, month = _DAYS[base][at.weekday()], _MONTHS[base][at.month - 1]
    return {
        "sq": f"{day}, {at.day} {month} {at.year} {at:%H:%M}",
        "sr": f"{day}, {at.day}. {month} {at.year}. {at:%H:%M}",
        "en": f"{day}, {month} {at.day}, {at.year} {at:%I:%M %p}",
        "de": f"{day}, {at.day}. {month} {at.year} {at:%H:%M}",
    }[base]


def _gmail_line(language: str, q: Quoted) -> str:
    base = _base(language)
    day, month = _SHORT_DAYS[base][q.at.weekday()], _MONTHS[base][q.at.month - 1][:3]
    who = f"{q.name} <{q.address}>"
    if base == "sq":
        return f"Më {day}, {q.at.day} {month} {q.at.year} në {q.at:%H:%M} {who} shkroi:"
    if base == "sr":
        return f"{_script(language, f'{day}, {q.at.day}. {month} {q.at.year}. u {q.at:%H:%M}')} {who} {_script(language, 'je napisao/la:') if language == 'sr' else 'је написао/ла:'}"
    if base == "de":
        return f"Am {day}., {q.at.day}. {month}. {q.at.year} um {q.at:%H:%M} Uhr schrieb {who}:"
    return f"On {day}, {month} {q.at.day}, {q.at.year} at {q.at:%I:%M %p} {who} wrote:"


def _apple_line(language: str, q: Quoted) -> str:
    base = _base(language)
    who, month = f"{q.name} <{q.address}>", _MONTHS[base][q.at.month - 1]
    return {
        "sq": f"Më {q.at.day} {month[:3]} {q.at.year}, në {q.at:%H:%M}, {who} shkroi:",
        "sr": _script(language, f"{q.at.day}. {q.at.month}. {q.at.year}. u {q.at:%H:%M}, ")
        + who
        + _script(language, " je napisao/la:")
        if language == "sr"
        else f"{q.at.day}. {q.at.month}. {q.at.year}. у {q.at:%H:%M}, {who} је написао/ла:",
        "en": f"On {q.at.day} {month[:3]} {q.at.year}, at {q.at:%H:%M}, {who} wrote:",
        "de": f"Am {q.at:%d.%m.%Y} um {q.at:%H:%M} schrieb {who}:",
    }[base]


def _thunderbird_line(language: str, q: Quoted) -> str:
    return {
        "sq": f"Më {q.at:%d.%m.%Y} {q.at:%H:%M}, {q.name} shkroi:",
        "sr": f"Dana {q.at:%d.%m.%Y.} u {q.at:%H:%M}, {q.name} je napisao(la):",
        "sr-cyrl": f"Дана {q.at:%d.%m.%Y.} у {q.at:%H:%M}, {q.name} је написао(ла):",
        "en": f"On {q.at.month}/{q.at.day}/{q.at:%y} {q.at:%I:%M %p}, {q.name} wrote:",
        "de": f"Am {q.at:%d.%m.%y} um {q.at:%H:%M} schrieb {q.name}:",
    }[language]


def _roundcube_line(language: str, q: Quoted) -> str:
    return {
        "sq": f"Më {q.at:%Y-%m-%d %H:%M}, {q.name} shkroi:",
        "sr": f"Dana {q.at:%Y-%m-%d %H:%M}, {q.name} je napisao(la):",
        "sr-cyrl": f"Дана {q.at:%Y-%m-%d %H:%M}, {q.name} је написао(ла):",
        "en": f"On {q.at:%Y-%m-%d %H:%M}, {q.name} wrote:",
        "de": f"Am {q.at:%Y-%m-%d %H:%M}, schrieb {q.name}:",
    }[language]


def _yahoo_line(language: str, q: Quoted) -> str:
    who, base = f"{q.name} <{q.address}>", _base(language)
    day, month = _DAYS[base][q.at.weekday()], _MONTHS[base][q.at.month - 1]
    return {
        "sq": f"Në {day}, {q.at.day} {month} {q.at.year}, në orën {q.at:%H:%M:%S} CET, {who} shkroi:",
        "sr": f"Dana {day}, {q.at.day}. {month} {q.at.year}. {q.at:%H:%M:%S} CET, {who} je napisao/la:",
        "sr-cyrl": f"Дана {to_cyrillic(day)}, {q.at.day}. {to_cyrillic(month)} {q.at.year}. {q.at:%H:%M:%S} CET, {who} је написао/ла:",
        "en": f"On {day}, {month} {q.at.day}, {q.at.year} at {q.at:%I:%M:%S %p} GMT+1, {who} wrote:",
        "de": f"Am {day}, {q.at.day}. {month} {q.at.year}, {q.at:%H:%M:%S} MEZ hat {who} Folgendes geschrieben:",
    }[language]


def _k9_line(language: str, q: Quoted) -> str:
    base = _base(language)
    month = _MONTHS[base][q.at.month - 1]
    return {
        "sq": f"Më {q.at.day} {month} {q.at.year} {q.at:%H:%M:%S} CET, {q.name} <{q.address}> shkroi:",
        "sr": f"{q.at.day}. {month} {q.at.year}. {q.at:%H:%M:%S} CET, {q.name} <{q.address}> je napisao/la:",
        "sr-cyrl": f"{q.at.day}. {to_cyrillic(month)} {q.at.year}. {q.at:%H:%M:%S} CET, {q.name} <{q.address}> је написао/ла:",
        "en": f"On {q.at.day} {month} {q.at.year} {q.at:%H:%M:%S} CET, {q.name} <{q.address}> wrote:",
        "de": f"Am {q.at.day}. {month} {q.at.year} {q.at:%H:%M:%S} MEZ schrieb {q.name} <{q.address}>:",
    }[language]


def _proton_line(language: str, q: Quoted) -> str:
    base = _base(language)
    who, day, month = f"{q.name} <{q.address}>", _DAYS[base][q.at.weekday()], _MONTHS[base][q.at.month - 1]
    return {
        "sq": f"Më {day}, {q.at.day} {month} {q.at.year} në {q.at:%H:%M}, {who} shkroi:",
        "sr": f"Dana {day}, {q.at.day}. {month} {q.at.year}. u {q.at:%H:%M}, {who} je napisao/la:",
        "sr-cyrl": f"Дана {to_cyrillic(day)}, {q.at.day}. {to_cyrillic(month)} {q.at.year}. у {q.at:%H:%M}, {who} је написао/ла:",
        "en": f"On {day}, {month} {q.at.day}th, {q.at.year} at {q.at:%I:%M %p}, {who} wrote:",
        "de": f"{day}, {q.at.day}. {month} {q.at.year} um {q.at:%H:%M}, {who} schrieb:",
    }[language]


def _horde_line(language: str, q: Quoted) -> str:
    return {"de": f"Zitat von {q.name} <{q.address}>:", "en": f"Quoting {q.name} <{q.address}>:"}.get(
        language, f"Quoting {q.name} <{q.address}>:"
    )


_HEADS = {
    "outlook": {
        "sq": ("Nga", "Dërguar", "Për", "Tema"),
        "sr": ("Od", "Poslato", "Za", "Predmet"),
        "sr-cyrl": ("Од", "Послато", "За", "Предмет"),
        "en": ("From", "Sent", "To", "Subject"),
        "de": ("Von", "Gesendet", "An", "Betreff"),
    },
    "samsung": {
        "sq": ("Nga", "Data", "Për", "Tema"),
        "sr": ("Od", "Datum", "Za", "Naslov"),
        "sr-cyrl": ("Од", "Датум", "За", "Наслов"),
        "en": ("From", "Date", "To", "Subject"),
        "de": ("Von", "Datum", "An", "Betreff"),
    },
}
_ORIGINAL = {
    "sq": "Mesazhi origjinal",
    "sr": "Originalna poruka",
    "sr-cyrl": "Оригинална порука",
    "en": "Original message",
    "de": "Ursprüngliche Nachricht",
}
_FORWARDED = {
    "sq": "Mesazh i përcjellë",
    "sr": "Prosleđena poruka",
    "sr-cyrl": "Прослеђена порука",
    "en": "Forwarded message",
    "de": "Weitergeleitete Nachricht",
}


def _heads(style: str, language: str, q: Quoted) -> list[tuple[str, str]]:
    first, date, to, subject = _HEADS[style][language]
    when = (
        _script(language, _long_date(language, q.at)) if style == "outlook" else f"{q.at:%d/%m/%Y  %H:%M}  (GMT+01:00)"
    )
    return [(first, f"{q.name} <{q.address}>"), (date, when), (to, q.to), (subject, q.subject)]


# Plain text


def _marked(text: str, width: int = 0) -> str:
    made: list[str] = []
    for line in text.split("\n"):
        for piece in textwrap.wrap(line, width - 2) if width and len(line) > width - 2 else [line]:
            made.append(f"> {piece}".rstrip() if not piece.startswith(">") else f">{piece}")
    return "\n".join(made)


def _wrapped(text: str, width: int) -> str:
    return "\n".join(
        "\n".join(textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False))
        if len(line) > width
        else line
        for line in text.split("\n")
    )


def _flowed(text: str, width: int = 72) -> str:
    """format=flowed: broken lines end with a blank, lines that begin with a blank or `>` get one."""
    made: list[str] = []
    for line in text.split("\n"):
        if line == "-- ":
            made.append(line)
            continue
        quoted = line[: len(line) - len(line.lstrip(">"))]
        words = line[len(quoted) :].strip(" ")
        pieces = textwrap.wrap(words, width - len(quoted) - 1, break_long_words=False, break_on_hyphens=False) or [""]
        for number, piece in enumerate(pieces):
            end = " " if number + 1 < len(pieces) else ""
            made.append(
                (f"{quoted} {piece}" if quoted else f" {piece}" if piece.startswith((">", "From ")) else piece).rstrip(
                    " "
                )
                + end
            )
    return "\n".join(made)


def _plain(
    layout: Layout,
    line: str,
    *,
    width: int = 0,
    delimiter: str = "-- ",
    gap: str = "\n\n",
    quotes: Callable[[str], str] | None = None,
) -> str:
    made: list[str] = []
    is_first = True
    for segment in layout.segments:
        match segment.kind:
            case "quote":
                quoted = (quotes or (lambda text: _marked(text, width)))(segment.text)
                made.append(f"{line}{gap if gap == chr(10) else chr(10) * 2}{quoted}" if is_first and line else quoted)
                is_first = False
            case "signature":
                made.append((delimiter + "\n" if delimiter else "") + segment.text)
            case _:
                made.append(_wrapped(segment.text, width) if width else segment.text)
    return "\n\n".join(made) + "\n"


def _forward_plain(layout: Layout, heading: list[str], *, width: int = 0) -> str:
    made = [segment.text for segment in layout.segments if segment.kind not in {"quote", "notice"}]
    quoted = "\n".join(segment.text for segment in layout.segments if segment.kind == "quote")
    notices = [segment.text for segment in layout.segments if segment.kind == "notice"]
    return (
        "\n\n".join([*made, "\n".join(heading) + "\n\n" + (_wrapped(quoted, width) if width else quoted), *notices])
        + "\n"
    )


# HTML


def _div(text: str, tag: str = "div") -> str:
    return "".join(f"<{tag}>{escape(line, quote=False) or '<br>'}</{tag}>" for line in text.split("\n"))


def _br(text: str) -> str:
    return "<br>\r\n".join(escape(line, quote=False) for line in text.split("\n"))


def _mso(text: str) -> str:
    return "\r\n".join(
        f"<p class=MsoNormal>{escape(line, quote=False) or '<o:p>&nbsp;</o:p>'}<o:p></o:p></p>"
        for line in text.split("\n")
    )


def _in_page(body: str, head: str = "") -> str:
    return f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">{head}</head><body>{body}</body></html>'


def _gmail(layout: Layout) -> Written:
    q = layout.quoted
    line = _gmail_line(layout.language, q) if q else ""
    if q and layout.forwards:
        head = f"---------- {_FORWARDED['en' if layout.seed % 3 else layout.language]} ---------"
        names = _HEADS["samsung"]["en" if layout.seed % 3 else layout.language]
        heading = [
            head,
            f"{names[0]}: {q.name} <{q.address}>",
            f"{names[1]}: {_long_date('en', q.at)}",
            f"{names[3]}: {q.subject}",
            f"{names[2]}: <{q.to}>",
        ]
        plain = _forward_plain(layout, heading, width=72)
        quoted = "".join(_div(segment.text) for segment in layout.segments if segment.kind == "quote")
        own = "".join(_gmail_piece(segment) for segment in layout.segments if segment.kind != "quote")
        page = f'<div dir="ltr">{own}<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">{_br(chr(10).join(heading))}<br></div><br><br>{quoted}</div></div>'
        return Written(plain, page)
    html: list[str] = []
    plain = _plain(layout, _wrapped(line, 76), width=72)
    first = True
    for segment in layout.segments:
        if segment.kind == "quote":
            head = f'<div dir="ltr" class="gmail_attr">{escape(line, quote=False)}<br></div>' if first else ""
            html.append(
                f'{"<br><div class=gmail_quote>" if first else ""}{head}<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">{_div(segment.text)}</blockquote>'
            )
            first = False
        else:
            html.append(_gmail_piece(segment))
    return Written(plain, f'<div dir="ltr">{"".join(html)}{"" if first else "</div>"}</div>')


def _gmail_piece(segment: Segment) -> str:
    if segment.kind == "signature":
        return f'<br clear="all"><div><br></div><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature">{_div(segment.text)}</div>'
    return _div(segment.text) + "<div><br></div>"


def _gmail_android(layout: Layout) -> Written:
    written = _gmail(layout)
    return Written(
        written.plain, written.html.replace('<div dir="ltr">', '<div dir="auto">', 1).replace("<div><br></div>", "<br>")
    )


def _outlook_desktop(layout: Layout) -> Written:
    q = layout.quoted
    own = "\n\n".join(
        segment.text for segment in layout.segments if segment.kind != "quote" and segment.kind != "notice"
    )
    notices = "\n\n".join(segment.text for segment in layout.segments if segment.kind == "notice")
    quoted = "\n".join(segment.text for segment in layout.segments if segment.kind == "quote")
    html = f"<div class=WordSection1>{_mso(own)}"
    plain = own
    if q:
        heads = _heads("outlook", layout.language, q)
        dashed = layout.seed % 2
        plain += (
            "\n\n"
            + (f"-----{_ORIGINAL[layout.language]}-----\n" if dashed else "")
            + "\n".join(f"{name}: {value}" for name, value in heads)
            + "\n\n"
            + quoted
        )
        html += (
            "<p class=MsoNormal><o:p>&nbsp;</o:p></p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>"
            + "<br>".join(
                f"<b><span lang=EN-US>{name}:</span></b><span> {escape(value, quote=False)}</span>"
                for name, value in heads
            )
            + f"<o:p></o:p></p></div></div>{_mso(quoted)}"
        )
    if notices:
        plain += "\n\n" + notices
        html += _mso(notices)
    head = '<style><!-- p.MsoNormal, li.MsoNormal {margin:0cm; font-size:11.0pt;} a:link {color:#0563C1;} --></style><!--[if gte mso 9]><xml><o:shapedefaults v:ext="edit" spidmax="1026" /></xml><![endif]-->'
    return Written(plain + "\n", _in_page(html + "</div>", head))


def _outlook_web(layout: Layout, *, device: str = "") -> Written:
    q = layout.quoted
    html: list[str] = []
    plain: list[str] = []
    for segment in layout.segments:
        if segment.kind == "quote":
            continue
        plain.append(segment.text)
        if segment.kind == "signature":
            html.append(f'<div id="Signature">{_div(segment.text)}</div>')
        elif segment.kind == "device":
            html.append(f'<div id="ms-outlook-mobile-signature" dir="ltr">{_div(segment.text)}</div>')
        else:
            html.append(
                f'<div style="font-family: Calibri, sans-serif; font-size: 12pt">{_div(segment.text)}<br></div>'
            )
    if q:
        heads = _heads("outlook", layout.language, q)
        quoted = "\n".join(segment.text for segment in layout.segments if segment.kind == "quote")
        plain.append(
            "________________________________\n"
            + "\n".join(f"{name}: {value}" for name, value in heads)
            + "\n\n"
            + quoted
        )
        html.append(
            '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" style="font-size:11pt" color="#000000">'
            + "<br>".join(f"<b>{name}:</b> {escape(value, quote=False)}" for name, value in heads)
            + f"</font><div>&nbsp;</div></div><div>{_div(quoted)}</div>"
        )
    return Written("\n\n".join(plain) + "\n", _in_page("".join(html)))


def _apple(layout: Layout) -> Written:
    q = layout.quoted
    line = _apple_line(layout.language, q) if q else ""
    if q and layout.forwards:
        names = _HEADS["samsung"][layout.language]
        begin = {
            "sq": "Fillimi i mesazhit të përcjellë:",
            "sr": "Početak prosleđene poruke:",
            "sr-cyrl": "Почетак прослеђене поруке:",
            "en": "Begin forwarded message:",
            "de": "Anfang der weitergeleiteten Nachricht:",
        }[layout.language]
        heading = [
            begin,
            "",
            f"{names[0]}: {q.name} <{q.address}>",
            f"{names[3]}: {q.subject}",
            f"{names[1]}: {_long_date('en', q.at)}",
            f"{names[2]}: {q.to}",
        ]
        own = [segment.text for segment in layout.segments if segment.kind not in {"quote"}]
        quoted = "\n".join(segment.text for segment in layout.segments if segment.kind == "quote")
        plain = "\n\n".join([*own, _marked("\n".join(heading) + "\n\n" + quoted)]) + "\n"
        html = (
            "".join(_div(text) for text in own)
            + f'<div><br><blockquote type="cite"><div>{begin}</div><br><div>{_br(chr(10).join(heading[2:]))}</div><br>{_div(quoted)}</blockquote></div>'
        )
        return Written(plain, _in_page(html))
    made: list[str] = []
    html_made: list[str] = []
    first = True
    for segment in layout.segments:
        if segment.kind == "quote":
            text = f"{line}\n\n{segment.text}" if first else segment.text
            made.append(_marked(text))
            html_made.append(f'<div><br><blockquote type="cite">{_div(text)}</blockquote></div>')
            first = False
        else:
            made.append(segment.text)
            html_made.append(_div(segment.text) + "<div><br></div>")
    html = _in_page(
        '<div style="overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space;">'
        + "".join(html_made)
        + "</div>"
    )
    return Written(_flowed("\n\n".join(made)) + "\n", html, "; format=flowed; delsp=no")


def _iphone(layout: Layout) -> Written:
    written = _apple(layout)
    return Written(
        written.plain,
        written.html.replace(
            '<div style="overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space;">',
            '<div dir="ltr">',
        ),
        written.parameters,
    )


def _thunderbird(layout: Layout) -> Written:
    q = layout.quoted
    line = _thunderbird_line(layout.language, q) if q else ""
    if q and layout.forwards:
        title = {
            "sq": "Mesazh i Përcjellë",
            "sr": "Prosleđena poruka",
            "sr-cyrl": "Прослеђена порука",
            "en": "Forwarded Message",
            "de": "Weitergeleitete Nachricht",
        }[layout.language]
        names = _HEADS["samsung"][layout.language]
        heading = [
            f"-------- {title} --------",
            f"{names[3]}: \t{q.subject}",
            f"{names[1]}: \t{q.at:%a, %d %b %Y %H:%M:%S} +0100",
            f"{names[0]}: \t{q.name} <{q.address}>",
            f"{names[2]}: \t{q.to}",
            "",
        ]
        return Written(_forward_plain(layout, heading), "")
    plain = _flowed(_plain(layout, line, gap="\n"))
    html: list[str] = []
    first = True
    for segment in layout.segments:
        if segment.kind == "quote":
            if first:
                html.append(f'<div class="moz-cite-prefix">{escape(line, quote=False)}<br></div>')
            html.append(f'<blockquote type="cite" cite="mid:1@x">{_div(segment.text, "p")}</blockquote>')
            first = False
        elif segment.kind == "signature":
            html.append(f'<pre class="moz-signature" cols="72">-- \n{escape(segment.text, quote=False)}</pre>')
        else:
            html.append(_div(segment.text, "p"))
    return Written(plain, _in_page("".join(html)), "; format=flowed")


def _yahoo(layout: Layout) -> Written:
    q = layout.quoted
    line = _yahoo_line(layout.language, q) if q else ""
    own = [segment for segment in layout.segments if segment.kind != "quote"]
    quoted = "\n".join(segment.text for segment in layout.segments if segment.kind == "quote")
    plain = "\n\n".join(segment.text for segment in own)
    html = (
        '<div class="yahoo-style-wrap" style="font-family:Helvetica Neue, Helvetica, Arial, sans-serif;font-size:13px;">'
        + "".join(_div(segment.text).replace("<div>", '<div dir="ltr" data-setdir="false">') for segment in own)
        + "</div>"
    )
    if q:
        indented = "\n".join(f"  {each}" if each else "" for each in f"{line}\n \n{quoted}".split("\n"))
        plain += f"\n\n  {indented.strip(' ')}"
        html += f'<div id="yahoo_quoted_{layout.seed}" class="yahoo_quoted"><div style="color:#26282a;"><div>{escape(line, quote=False)}</div><div><br></div><div><br></div>{_div(quoted)}</div></div>'
    return Written(plain + "\n", _in_page(html))


def _roundcube(layout: Layout) -> Written:
    q = layout.quoted
    if q and layout.forwards:
        names = _HEADS["samsung"][layout.language]
        heading = [
            f"-------- {_ORIGINAL[layout.language]} --------",
            f"{names[3]}: {q.subject}",
            f"{names[1]}: {q.at:%Y-%m-%d %H:%M}",
            f"{names[0]}: {q.name} <{q.address}>",
            f"{names[2]}: {q.to}",
        ]
        return Written(_forward_plain(layout, heading, width=72), "")
    line = _roundcube_line(layout.language, q) if q else ""
    return Written(_plain(layout, line, width=72, gap="\n"), "")


def _samsung(layout: Layout) -> Written:
    q = layout.quoted
    own = [segment for segment in layout.segments if segment.kind not in {"quote", "notice"}]
    quoted = "\n".join(segment.text for segment in layout.segments if segment.kind == "quote")
    plain = "\n\n".join(segment.text for segment in own)
    html = "".join(
        f'<div id="composer_signature" dir="auto">{_div(segment.text)}</div>'
        if segment.kind == "device"
        else f'<div dir="auto">{_div(segment.text)}</div><div dir="auto"><br></div>'
        for segment in own
    )
    if q:
        heading = [
            f"-------- {_ORIGINAL[layout.language]} --------",
            *(f"{name}: {value} " for name, value in _heads("samsung", layout.language, q)),
        ]
        plain += "\n\n" + "\n".join(heading) + "\n\n" + quoted
        html += f'<div><br></div><div align="left" dir="auto" style="font-size:100%;color:#000000">{_div(chr(10).join(heading))}</div><div><br></div>{_div(quoted)}'
    for segment in layout.segments:
        if segment.kind == "notice":
            plain += "\n\n" + segment.text
            html += _div(segment.text)
    return Written(plain + "\n", _in_page(html))


def _k9(layout: Layout) -> Written:
    line = _k9_line(layout.language, layout.quoted) if layout.quoted else ""
    return Written(_plain(layout, line, width=72, gap="\n"), "")


def _proton(layout: Layout) -> Written:
    q = layout.quoted
    line = _proton_line(layout.language, q) if q else ""
    plain = _plain(layout, line, delimiter="")
    html: list[str] = []
    first = True
    for segment in layout.segments:
        if segment.kind == "quote":
            html.append(
                f'<div class="protonmail_quote">{escape(line, quote=False) + "<br><br>" if first else ""}<blockquote class="protonmail_quote" type="cite">{_div(segment.text)}</blockquote></div>'
            )
            first = False
        elif segment.kind in {"signature", "device"}:
            html.append(
                f'<div class="protonmail_signature_block"><div class="protonmail_signature_block-user">{_div(segment.text)}</div></div>'
            )
        else:
            html.append(
                f'<div style="font-family: Arial, sans-serif; font-size: 14px;">{_br(segment.text)}</div><div><br></div>'
            )
    return Written(plain, "".join(html))


def _zimbra(layout: Layout) -> Written:
    q = layout.quoted
    plain = "\n\n".join(segment.text for segment in layout.segments if segment.kind not in {"quote", "notice"})
    if q:
        names = _HEADS["outlook"][layout.language]
        heading = [
            f"----- {_ORIGINAL[layout.language]} -----",
            f'{names[0]}: "{q.name}" <{q.address}>',
            f"{names[2]}: {q.to}",
            f"{names[1]}: {_script(layout.language, _long_date(layout.language, q.at))}",
            f"{names[3]}: {q.subject}",
        ]
        plain += (
            "\n\n"
            + "\n".join(heading)
            + "\n\n"
            + "\n".join(segment.text for segment in layout.segments if segment.kind == "quote")
        )
    notices = [segment.text for segment in layout.segments if segment.kind == "notice"]
    return Written("\n\n".join([plain, *notices]) + "\n", "")


def _gmx(layout: Layout) -> Written:
    q = layout.quoted
    own = "".join(
        f"<div>{_br(segment.text)}</div><div>&nbsp;</div>" for segment in layout.segments if segment.kind != "quote"
    )
    if q:
        names = {"de": ("Gesendet", "Von", "An", "Betreff"), "en": ("Sent", "From", "To", "Subject")}.get(
            layout.language, ("Sent", "From", "To", "Subject")
        )
        heads = [
            f"<b>{names[0]}:</b>&nbsp;{_long_date('de' if layout.language == 'de' else 'en', q.at)}",
            f"<b>{names[1]}:</b>&nbsp;&quot;{q.name}&quot; &lt;{q.address}&gt;",
            f"<b>{names[2]}:</b>&nbsp;{q.to}",
            f"<b>{names[3]}:</b>&nbsp;{escape(q.subject, quote=False)}",
        ]
        quoted = "\n".join(segment.text for segment in layout.segments if segment.kind == "quote")
        own += f'<div name="quote" style="margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; border-left:2px solid #C3D9E5; word-wrap: break-word;"><div style="margin:0 0 10px 0;">{"<br>".join(heads)}</div><div name="quoted-content">{_div(quoted)}</div></div>'
    return Written(
        "", f'<html><head></head><body><div style="font-family: Verdana;font-size: 12.0px;">{own}</div></body></html>'
    )


def _horde(layout: Layout) -> Written:
    line = _horde_line(layout.language, layout.quoted) if layout.quoted else ""
    return Written(_plain(layout, line, width=74), "")


PROGRAMS = {
    each.name: each
    for each in (
        Program("gmail_web", _gmail),
        Program("gmail_android", _gmail_android, delimiter=False),
        Program(
            "outlook_desktop",
            _outlook_desktop,
            ("X-Mailer", "Microsoft Outlook 16.0"),
            marks_quotes=False,
            delimiter=False,
            charsets=("utf-8", "iso-8859-1", "windows-1250"),
            encodings=("quoted-printable", "base64"),
        ),
        Program(
            "outlook_web",
            _outlook_web,
            ("X-MS-Has-Attach", ""),
            marks_quotes=False,
            delimiter=False,
            charsets=("utf-8", "iso-8859-1", "iso-8859-2"),
            encodings=("quoted-printable", "base64"),
        ),
        Program(
            "outlook_mobile",
            _outlook_web,
            ("X-MS-Exchange-MessageSentRepresentingType", "1"),
            marks_quotes=False,
            delimiter=False,
            device="outlook",
            encodings=("quoted-printable", "base64"),
        ),
        Program("apple_mail", _apple, ("X-Mailer", "Apple Mail (2.3826.300.87.4.3)"), delimiter=False),
        Program("iphone", _iphone, ("X-Mailer", "iPhone Mail (22B83)"), delimiter=False, device="iphone"),
        Program(
            "thunderbird",
            _thunderbird,
            ("User-Agent", "Mozilla Thunderbird"),
            encodings=("8bit", "quoted-printable", "base64"),
        ),
        Program(
            "yahoo",
            _yahoo,
            ("X-Mailer", "WebService/1.1.22876 YMailNorrin"),
            marks_quotes=False,
            delimiter=False,
            device="yahoo",
            encodings=("quoted-printable", "base64"),
        ),
        Program("roundcube", _roundcube, ("User-Agent", "Roundcube Webmail/1.6.9"), charsets=("utf-8", "iso-8859-2")),
        Program(
            "samsung",
            _samsung,
            ("X-Mailer", "Samsung Email"),
            marks_quotes=False,
            delimiter=False,
            device="samsung",
            encodings=("base64",),
        ),
        Program("k9", _k9, ("User-Agent", "K-9 Mail for Android"), device="k9"),
        Program("proton", _proton, ("X-Pm-Message-Id", "x1"), delimiter=False, device="proton"),
        Program(
            "zimbra",
            _zimbra,
            ("X-Mailer", "Zimbra 8.8.15_GA_4545 (ZimbraWebClient)"),
            marks_quotes=False,
            delimiter=False,
        ),
        Program("gmx", _gmx, ("X-Mailer", "GMX Webmail"), marks_quotes=False, delimiter=False, languages=("en", "de")),
        Program("horde", _horde, ("User-Agent", "Horde Application Framework 5"), languages=("en", "de", "sr")),
    )
}


def device_line(program: Program, language: str) -> str:
    """What the program writes under a mail by itself; "" for most."""
    return DEVICES[program.device][language] if program.device else ""
