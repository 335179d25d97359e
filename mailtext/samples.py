"""
Real-looking mails with the truth about them, from a seed: for benchmarks and tests of whatever reads mail.

Sixteen mail programs, Albanian, Serbian in both scripts, English, German; answers to a distribution and to the mail about
one article, answers between quoted lines and below them, new mails, forwards, automatic answers, notices of non-delivery,
complaints; with signatures, notices of confidentiality, footers, attachments, and damage. What programs write is from
memory (`sample_programs`), the words are invented (`sample_words`); people and addresses are nobody's.

    for sample in make_mails(1000, seed=1):
        mail = read_mail(sample.raw)
        assert mail.kind == sample.truth.kind
"""

from __future__ import annotations

import binascii
import quopri
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from random import Random

from mailtext import sample_habits as habits
from mailtext import sample_words as words
from mailtext.letters import fold
from mailtext.sample_programs import PROGRAMS, Layout, Program, Quoted, Segment, Written, device_line

SITUATIONS = {
    "distribution": 34,
    "article": 18,
    "inline": 10,
    "bottom": 6,
    "new": 8,
    "forward": 6,
    "only_file": 2,
    "auto_reply": 7,
    "bounce": 7,
    "complaint": 2,
}
DAMAGES = (
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "wrong_label",
    "no_label",
    "twice_encoded",
    "torn_quote",
    "list_footer",
    "virus_footer",
    "banner",
    "hard_blanks",
    "trailing_blanks",
    "open_end",
    "many_blank_lines",
    "bare_lines",
)

# Ways of people; each changes what is written and, where it must, the truth.
HABITS = (
    *[""] * 14,
    "thread",  # a colleague answered first, so the quote holds a quote
    "no_marks",  # ë, ç, š, đ without marks
    "greeting_in_line",
    "closing_in_line",
    "numbered",
    "bullets",
    "long_winded",  # sentences that look like headings of quotes, dates, other people's words
    "initials",
    "logo",  # pictures and links of a signature as plain text shows them
    "slogan",
    "piped",  # a signature in one line
    "blank_top",
    "two_disclaimers",
    "marked_subject",
    "typed_quickly",  # no capital letters, no blanks after commas
    "bold_labels",
    "late_disclaimer",  # the organization's server puts it below the quote
    "double_closing",
    "no_signature_gap",
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who writes."""

    name: str
    address: str
    organization: str
    title: str
    language: str


@dataclass(frozen=True, slots=True)
class Answered:
    """Our mail that is answered; `article` is its article where it is about one, "" for a distribution."""

    message_id: str
    reply_to: str
    subject: str
    text: str
    language: str
    name: str
    address: str
    article: str = ""
    at: datetime = datetime(2026, 11, 20, 9, 11, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Truth:
    """
    What a mail is and says.

    `sections` are (labels, words) in order; `under` are, for answers between quoted lines, the lines above each.
    `standing` is known, forged (From is a known person, our server says fail) or unknown. `token` is the address that
    the mail goes to. `bounced` is (message identifier, action, recipient).
    """

    kind: str
    situation: str
    program: str
    language: str
    damage: str
    text: str = ""
    sections: tuple[tuple[tuple[str, ...], str], ...] = ()
    proposed: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    token: str = ""
    sender: str = ""
    standing: str = "known"
    files: tuple[str, ...] = ()
    bounced: tuple[str, str, str] | None = None
    article: str = ""
    habit: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """A mail and the truth about it."""

    raw: bytes
    truth: Truth


@dataclass(slots=True)
class _Said:
    """What a writer says: its text, and the sections with their labels and wordings."""

    text: str = ""
    sections: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    proposed: list[str] = field(default_factory=list)


def make_mails(count: int, seed: int = 1) -> Iterator[Sample]:
    """`count` mails of all situations, programs and languages; the same for the same seed."""
    for number in range(count):
        yield make_mail(seed, number)


def make_mail(
    seed: int,
    number: int,
    *,
    situation: str = "",
    program: str = "",
    language: str = "",
    person: Person | None = None,
    answered: Answered | None = None,
    article_numbers: tuple[int, ...] = (),
    standing: str = "",
    damage: str | None = None,
    habit: str | None = None,
) -> Sample:
    """
    One mail; what is not given is drawn from the seed and the number.

    Give `person`, `answered` and `article_numbers` to write mails to a thing that is really there.
    """
    random = Random(f"{seed}/{number}")
    situation = situation or random.choices(list(SITUATIONS), list(SITUATIONS.values()))[0]
    chosen = PROGRAMS[program] if program else random.choice(_able(situation, language))
    language = language or random.choice(
        [each for each in (*chosen.languages, "sq", "sq", "sr", "en") if each in chosen.languages]
    )
    person = person or make_person(random, language)
    damage = random.choice(DAMAGES) if damage is None else damage
    answered = answered or make_answered(random, language, is_article=situation == "article")
    writer = _Writer(random, chosen, language, person, answered, situation, damage)
    writer.numbers = list(article_numbers) or list(range(1, 8))
    writer.habit = random.choice(HABITS) if habit is None else habit
    writer.standing = standing or random.choices(["known", "forged", "unknown"], [88, 6, 6])[0]
    return writer.write()


def _able(situation: str, language: str) -> list[Program]:
    marks = situation in {"inline", "bottom"}
    return [
        each
        for each in PROGRAMS.values()
        if (each.marks_quotes or not marks) and (not language or language in each.languages)
    ]


def make_person(random: Random, language: str) -> Person:
    """Somebody with an organization; the address is written without marks."""
    base = words_language(language)
    first, last = random.choice(words.FIRST_NAMES[base]), random.choice(words.LAST_NAMES[base])
    plain = fold(f"{first}.{last}").replace("'", "")
    host = fold(random.choice(words.ORGANIZATIONS[base])).split()[-1].strip(".")
    address = f"{plain if random.random() < 0.6 else plain.split('.')[0]}@{host}.example"
    name = f"{first} {last}"
    return Person(
        words.to_cyrillic(name) if language == "sr-cyrl" and random.random() < 0.5 else name,
        address,
        random.choice(words.ORGANIZATIONS[base]),
        random.choice(words.TITLES[base]),
        language,
    )


def words_language(language: str) -> str:
    """The language in which the words are kept: Serbian in Latin letters for both scripts."""
    return "sr" if language == "sr-cyrl" else language


def make_answered(random: Random, language: str, *, is_article: bool = False) -> Answered:
    """A mail of ours, as the network sends it: a distribution with the articles, or the mail about one article."""
    base = words_language(language)
    base = base if base in words.DRAFTS else "en"
    draft = words.DRAFTS[base]
    number = random.randrange(len(draft.articles)) + 1
    if is_article:
        body = f"{draft.article} {number}\n\n{draft.articles[number - 1]}"
    else:
        body = "\n\n".join(f"{draft.article} {place}\n{text}" for place, text in enumerate(draft.articles, 1))
    text = f"{draft.opening}\n\n{body}\n\n-- \n{draft.secretariat}\n{draft.ending}"
    token = "".join(random.choice("abcdefghijklmnopqrstuvwxyz234567") for _ in range(16))
    return Answered(
        f"<{random.getrandbits(64):x}@rrjeti.example>",
        f"k+{token}@in.rrjeti.example",
        draft.subject,
        text,
        base,
        draft.secretariat,
        "konsultime@rrjeti.example",
        str(number) if is_article else "",
    )


_SIGNING = frozenset("closing_in_line initials piped double_closing logo slogan no_signature_gap".split())


class _Writer:
    def __init__(
        self,
        random: Random,
        program: Program,
        language: str,
        person: Person,
        answered: Answered,
        situation: str,
        damage: str,
    ) -> None:
        self.random, self.program, self.language, self.person = random, program, language, person
        self.answered, self.situation, self.damage = answered, situation, damage
        self.base = words_language(language)
        self.numbers: list[int] = []
        self.habit = ""
        self.standing = "known"
        self.at = answered.at + timedelta(hours=random.randrange(1, 150), minutes=random.randrange(60))

    def pick(self, table: dict[str, list[str]]) -> str:
        """A phrase of the writer's language, in the writer's script."""
        return self.script(self.random.choice(table[self.base]))

    def script(self, text: str) -> str:
        return words.to_cyrillic(text) if self.language == "sr-cyrl" else text

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    # What is said

    def part(self, number: int) -> tuple[tuple[str, ...], str, str]:
        """Labels, words and wording of one remark."""
        kind = self.random.choices(["plain", "deep", "two", "wording"], [70, 14, 6, 10])[0]
        remark = self.random.choice(words.REMARKS[self.base])
        both = {"n": number, "remark": remark, "Remark": remark[0].upper() + remark[1:]}
        if kind == "deep":
            deep = self.random.randrange(1, 5)
            text = self.random.choice(words.NAMED_DEEP[self.base]).format(p=deep, **both)
            labels: tuple[str, ...] = (f"art_{number}__para_{deep}",)
        elif kind == "two" and number < 90:
            text = self.random.choice(words.NAMED_TWO[self.base]).format(m=number + 1, **both)
            labels = (f"art_{number}", f"art_{number + 1}")
        elif kind == "wording":
            wording = self.random.choice(words.WORDINGS[self.base])
            text = self.random.choice(words.NAMED_WORDING[self.base]).format(wording=wording, **both)
            return (f"art_{number}",), self.script(text), self.script(wording)
        else:
            text = self.random.choice(words.NAMED[self.base]).format(**both)
            labels = (f"art_{number}",)
        if self.chance(0.06):
            text += " " + words.ELSEWHERE[self.base]
        return labels, self.script(text), ""

    def say(self) -> _Said:
        """A whole answer with greeting, remarks, polite end."""
        said = _Said()
        pieces: list[str] = []
        greeting = self.pick(words.GREETINGS) if self.chance(0.6) or self.habit == "greeting_in_line" else ""
        if greeting and self.habit != "greeting_in_line":
            pieces.append(greeting)
        style = self.random.choices(["places", "mention", "general"], [70, 10, 20])[0]
        if self.situation == "article":
            style = self.random.choices(["places", "bare", "general"], [15, 70, 15])[0]
        if style == "places":
            if self.chance(0.3) and self.habit != "greeting_in_line":
                pieces.append(self.pick(words.ANNOUNCEMENTS))
            self.say_places(said)
        elif style == "mention":
            number = self.random.choice(self.numbers)
            self.add(said, (f"art_{number}",), self.script(words.MENTIONED[self.base].format(n=number)))
        else:
            text = self.pick(words.GENERAL)
            if style == "bare":
                remark = self.pick(words.REMARKS)
                text = remark[0].upper() + remark[1:]
            self.add(said, (), text)
        if self.habit == "long_winded":
            labels, text = said.sections[0]
            said.sections[0] = labels, text + "\n\n" + self.pick(habits.LONG_WINDED)
        if self.habit == "greeting_in_line":
            labels, text = said.sections[0]
            said.sections[0] = labels, f"{greeting} {text}"
        joint = "\n\n" if self.chance(0.6) and self.habit not in {"numbered", "bullets"} else "\n"
        pieces.append(joint.join(text for _, text in said.sections))
        if self.chance(0.25):
            pieces.append(self.pick(words.POLITE_ENDS))
        said.text = "\n\n".join(pieces)
        self.wear(said)
        return said

    def say_places(self, said: _Said) -> None:
        chosen = sorted(
            self.random.sample(self.numbers, min(len(self.numbers), self.random.choice([1, 1, 2, 2, 3, 4])))
        )
        for number in chosen:
            labels, text, wording = self.part(number)
            if said.sections and labels == said.sections[-1][0]:
                continue
            if self.habit in {"numbered", "bullets"}:
                mark = f"{len(said.sections) + 1}." if self.habit == "numbered" else "•"
                text = f"{mark} {text.removeprefix('- ')}"
            self.add(said, labels, text, wording)

    def add(self, said: _Said, labels: tuple[str, ...], text: str, wording: str = "") -> None:
        said.sections.append((labels, text))
        said.proposed.append(wording)

    def wear(self, said: _Said) -> None:
        """Change what is said as the writer's habit does."""
        change = {"no_marks": habits.without_marks, "typed_quickly": habits.typed_quickly}.get(self.habit)
        if change:
            said.text = change(said.text)
            said.sections = [(labels, change(text)) for labels, text in said.sections]
            said.proposed = [change(text) for text in said.proposed]

    def signature(self) -> str:
        """Closing, name, sometimes title, organization, telephone, address."""
        person, random = self.person, self.random
        name = person.name if self.chance(0.8) else person.name.split()[0]
        phone = random.choice(["Tel: +383 44 {} {}", "T: 038 {} {}", "Mob. 044/{}-{}", "+383 49 {} {}", "Tel. +49 30 {} {}"]).format(random.randrange(100, 999), random.randrange(100, 999))  # fmt: skip
        host = person.address.partition("@")[2]
        closing = self.pick(words.CLOSINGS)
        match self.habit:
            case "closing_in_line":
                return f"{self.pick(habits.SHORT_CLOSINGS)}, {name.split()[0]}"
            case "initials":
                return f"{closing}\n{habits.initials(name, random)}"
            case "piped":
                return f"{closing}\n\n{name} | {self.script(person.title)} | {self.script(person.organization)} | {phone} | www.{host}"
            case "double_closing":
                return f"{self.pick(habits.DOUBLE_CLOSINGS)}\n{name}"
            case "logo":
                return f"{closing}\n\n{name}\n{self.script(person.title)}\n[cid:image001.png@01DB3C5A.7F2E1A40]\n{phone}\n{person.address}<mailto:{person.address}>\nwww.{host}<http://www.{host}/>"
        lines = [closing] if self.chance(0.8) else []
        lines.append(name)
        if self.chance(0.5) or self.habit == "slogan":
            lines += (
                [self.script(person.title), self.script(person.organization)]
                if self.chance(0.7)
                else [self.script(person.organization)]
            )
            if self.chance(0.6):
                lines.append(phone)
            if self.chance(0.3):
                lines.append(words.STREETS[self.base])
            if self.chance(0.4):
                lines.append(random.choice([f"www.{host}", "Email: " + person.address, person.address]))
        if self.habit == "slogan":
            lines += ["", self.script(habits.SLOGANS[self.base])]
        text = "\n".join(lines)
        return habits.without_marks(text) if self.habit == "no_marks" else text

    def endings(self) -> list[Segment]:
        made: list[Segment] = []
        if self.chance(0.72) or self.habit in _SIGNING:
            text = self.signature()
            kind = "signature" if self.program.delimiter and self.chance(0.5) else "own"
            if kind == "signature" and text.split("\n")[0] != self.person.name and "\n" in text:
                # The closing is written by hand above the delimiter, the rest by the program.
                closing, _, rest = text.partition("\n")
                if self.chance(0.5) and rest:
                    made.append(Segment("closing", closing))
                    text = rest
            made.append(Segment(kind if kind == "signature" else "closing", text))
        device = device_line(self.program, self.language)
        if device and self.chance(0.7):
            made.append(Segment("signature" if self.program.delimiter else "device", device))
        if self.chance(0.14) or self.habit == "two_disclaimers":
            made.append(Segment("disclaimer", self.pick(words.DISCLAIMERS)))
        if self.habit == "two_disclaimers":
            made.append(Segment("disclaimer", self.random.choice(words.DISCLAIMERS["en"])))
        return made

    def notices(self) -> list[Segment]:
        if self.habit == "late_disclaimer":
            return [Segment("notice", self.pick(words.DISCLAIMERS))]
        match self.damage:
            case "list_footer":
                return [Segment("notice", self.random.choice([words.LIST_FOOTER, words.GROUP_FOOTER]))]
            case "virus_footer":
                return [Segment("notice", self.random.choice(words.VIRUS_FOOTERS))]
        return []

    # What is written

    def write(self) -> Sample:
        match self.situation:
            case "auto_reply":
                return self.auto_reply()
            case "bounce":
                return self.bounce()
            case "complaint":
                return self.complaint()
            case "inline":
                return self.inline()
            case "forward":
                return self.forward()
            case "only_file":
                return self.only_file()
        said = self.say()
        endings = self.endings()
        if self.habit == "no_signature_gap" and endings and endings[0].kind == "closing":
            own = [Segment("own", f"{said.text}\n{endings[0].text}"), *endings[1:]]
        else:
            own = [Segment("own", "\n\n\n" * (self.habit == "blank_top") + said.text), *endings]
        banner = [Segment("banner", self.random.choice(words.BANNERS))] if self.damage == "banner" else []
        if self.situation == "new":
            return self.sample("new", [*banner, *own, *self.notices()], said, quoted=False)
        if self.habit == "thread":
            self.thread()
        quote = [Segment("quote", self.answered.text)]
        if self.situation == "bottom":
            return self.sample("reply", [*quote, *own, *self.notices()], said)
        if self.chance(0.12):
            quote = []
        return self.sample("reply", [*banner, *own, *quote, *self.notices()], said, quoted=bool(quote))

    def thread(self) -> None:
        """A colleague answered first; the writer answers the colleague."""
        a = self.answered
        name, address, text = habits.COLLEAGUES[self.base]
        line = {"sq": f"Më {a.at:%d.%m.%Y} {a.at:%H:%M}, {a.name} shkroi:", "sr": f"Dana {a.at:%d.%m.%Y.} u {a.at:%H:%M}, {a.name} je napisao(la):"}.get(self.base, f"On {a.at:%Y-%m-%d %H:%M}, {a.name} wrote:")  # fmt: skip
        quoted = "\n".join(f"> {each}" for each in a.text.split("\n"))
        self.answered = replace(
            a, name=name, address=address, text=f"{text}\n\n{name}\n\n{line}\n{quoted}", at=a.at + timedelta(minutes=40)
        )

    def inline(self) -> Sample:
        """Answers between the quoted lines of our mail."""
        blocks = self.answered.text.split("\n\n")
        places = [
            at
            for at, block in enumerate(blocks)
            if block[:6].split(" ")[0] in {"Neni", "Član", "Artic"} or block.startswith("Article")
        ]
        chosen = sorted(self.random.sample(places, min(len(places), self.random.choice([1, 2, 3]))))
        segments: list[Segment] = []
        said = _Said()
        under: list[str] = []
        if self.chance(0.5):
            opening = self.pick(words.GREETINGS)
            segments.append(Segment("own", opening))
            said.text = opening
        start = 0
        for at in chosen:
            segments.append(Segment("quote", "\n\n".join(blocks[start : at + 1])))
            remark = self.pick(words.REMARKS)
            text = remark[0].upper() + remark[1:]
            segments.append(Segment("own", text))
            under.append(blocks[at].split("\n")[-1])
            said.text += ("\n\n" if said.text else "") + text
            said.sections.append((("art_" + blocks[at].split("\n")[0].split()[-1],), text))
            said.proposed.append("")
            start = at + 1
        if self.chance(0.5):
            segments.append(Segment("quote", "\n\n".join(blocks[start:])))
        segments += self.endings()
        return self.sample("reply", [*segments, *self.notices()], said, under=tuple(under))

    def forward(self) -> Sample:
        said = _Said()
        own: list[Segment] = []
        if self.chance(0.6):
            text = self.pick(words.GENERAL)
            said.text = text
            said.sections.append(((), text))
            said.proposed.append("")
            own = [Segment("own", text), *self.endings()]
        return self.sample("forward", [*own, Segment("quote", self.answered.text)], said, forwards=True)

    def only_file(self) -> Sample:
        said = _Said()
        return self.sample("reply", [Segment("own", "")], said, quoted=False, files=True)

    def layout(self, segments: list[Segment], *, quoted: bool, forwards: bool) -> Layout:
        a = self.answered
        ui = (
            self.language
            if self.chance(0.7)
            else self.random.choice([each for each in ("en", "de", "sq", "sr") if each in self.program.languages])
        )
        shown = [
            Segment(
                {"closing": "own", "disclaimer": "own", "banner": "own"}.get(segment.kind, segment.kind), segment.text
            )
            for segment in segments
        ]
        q = (
            Quoted(
                a.name, a.address, self.person.address, a.subject, a.at.astimezone(timezone(timedelta(hours=1))), a.text
            )
            if quoted or forwards
            else None
        )
        return Layout(ui, tuple(shown), q, forwards, self.random.randrange(10_000))

    def sample(
        self,
        kind: str,
        segments: list[Segment],
        said: _Said,
        *,
        quoted: bool = True,
        forwards: bool = False,
        under: tuple[str, ...] = (),
        files: bool = False,
    ) -> Sample:
        written = self.program.write(self.layout(segments, quoted=quoted, forwards=forwards))
        names = self.file_names() if files or self.chance(0.12) else ()
        subject = self.answered.subject
        if kind == "reply":
            subject = (
                self.random.choice(
                    [
                        "Re: ",
                        "Re: ",
                        "Re: ",
                        "RE: ",
                        "AW: " if self.language == "de" else "Re: ",
                        "Odg: " if self.base == "sr" else "Re: ",
                    ]
                )
                + subject
            )
        elif kind == "forward":
            subject = self.random.choice(["Fwd: ", "FW: ", "WG: " if self.language == "de" else "Fwd: "]) + subject
        else:
            subject = {
                "sq": "Komente për projektligjin",
                "sr": "Komentari na nacrt zakona",
                "en": "Comments on the draft law",
                "de": "Anmerkungen zum Entwurf",
            }[self.base]
        if self.habit == "marked_subject" and kind == "reply":
            subject = habits.marked_subject(subject, self.random)
        if self.habit == "bold_labels":
            written = replace(written, html=habits.in_bold(written.html))
        headers = self.headers(subject, answers=kind == "reply")
        raw = headers + self.body(written, names)
        return Sample(
            self.line_ends(raw),
            Truth(
                kind,
                self.situation,
                self.program.name,
                self.language,
                self.damage,
                said.text,
                tuple(said.sections),
                tuple(said.proposed),
                under,
                self.answered.reply_to,
                self.sender(),
                self.standing,
                names,
                None,
                self.answered.article,
                self.habit,
            ),
        )

    def line_ends(self, raw: bytes) -> bytes:
        raw = raw.replace(b"\r\n", b"\n")
        return raw if self.damage == "bare_lines" else raw.replace(b"\n", b"\r\n")

    def file_names(self) -> tuple[str, ...]:
        return (
            self.random.choice(
                [
                    "Komentet e OJQ-së.docx",
                    "Predlozi članova.docx",
                    "comments.docx",
                    "Stellungnahme für das Netzwerk.pdf",
                    "Коментари.docx",
                ]
            ),
        )

    def sender(self) -> str:
        return (
            self.person.address
            if self.standing != "unknown"
            else f"dikush.{self.person.address.partition('@')[0]}@foreign.example"
        )

    def headers(
        self, subject: str, *, answers: bool, sender: str = "", extra: tuple[tuple[str, str], ...] = (), name: str = ""
    ) -> bytes:
        sender = sender or self.sender()
        name = name or self.person.name
        passed = "fail" if self.standing == "forged" else "pass"
        domain = sender.partition("@")[2]
        made = [
            ("Return-Path", f"<{sender}>"),
            ("Delivered-To", self.answered.reply_to),
            (
                "Authentication-Results",
                f"mx.rrjeti.example; dkim={passed} header.d={domain}; spf={passed} smtp.mailfrom={domain}; dmarc={passed} header.from={domain}",
            ),
            (
                "Received",
                f"from mail.{domain} ([192.0.2.{self.random.randrange(1, 250)}]) by mx.rrjeti.example with ESMTPS; {self.date()}",
            ),
            ("From", f"{encoded(name, self.random)} <{sender}>"),
            ("To", f"{encoded(self.answered.name, self.random)} <{self.answered.reply_to}>"),
            ("Subject", encoded(subject, self.random)),
            ("Date", self.date()),
            ("Message-ID", f"<{self.random.getrandbits(80):x}@{domain}>"),
            ("MIME-Version", "1.0"),
        ]
        if answers:
            made += [("In-Reply-To", self.answered.message_id), ("References", self.answered.message_id)]
        if self.program.agent[0]:
            made.append(self.program.agent)
        made += extra
        return "".join(f"{key}: {value}\r\n" for key, value in made).encode("utf-8")

    def date(self) -> str:
        days, months = "Mon Tue Wed Thu Fri Sat Sun".split(), "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
        return f"{days[self.at.weekday()]}, {self.at.day} {months[self.at.month - 1]} {self.at.year} {self.at:%H:%M:%S} +0100"

    # Parts

    def body(self, written: Written, names: tuple[str, ...]) -> bytes:
        plain, html = written.plain, written.html
        form = self.random.choices(["both", "plain", "html"], [80, 10, 10])[0]
        unsure = not self.program.marks_quotes and "list_footer virus_footer".find(self.damage or "-") >= 0
        if plain and html and form != "both" and not (unsure and form == "plain"):
            plain, html = (plain, "") if form == "plain" else ("", html)
        parts: list[bytes] = []
        if plain or not html:
            parts.append(self.text_part(self.harm(plain), "plain", written.parameters))
        if html:
            parts.append(self.text_part(html, "html", ""))
        content = parts[0] if len(parts) == 1 else self.multi("alternative", parts)
        if html and self.chance(0.06):
            content = self.multi(
                "related",
                [
                    content,
                    b'Content-Type: image/png; name="image001.png"\r\nContent-ID: <image001>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n',
                ],
            )
        if names:
            content = self.multi("mixed", [content, *(self.file_part(name) for name in names)])
        return content

    def harm(self, plain: str) -> str:
        match self.damage:
            case "hard_blanks":
                return plain.replace(", ", ",\u00a0")
            case "trailing_blanks":
                return (
                    plain
                    if "format=flowed" in self.program.name
                    or self.program.name in {"apple_mail", "iphone", "thunderbird"}
                    else "\n".join(f"{line}  " if line and line != "-- " else line for line in plain.split("\n"))
                )
            case "many_blank_lines":
                return plain.replace("\n\n", "\n\n\n")
            case "torn_quote":
                return (
                    "\n".join(_torn(line) for line in plain.split("\n"))
                    if self.program.name in {"roundcube", "horde", "proton"} and self.situation != "forward"
                    else plain
                )
        return plain

    def text_part(self, text: str, subtype: str, parameters: str) -> bytes:
        charset = self.random.choice(self.program.charsets)
        try:
            data = text.encode(charset)
        except UnicodeEncodeError:
            charset = "utf-8"
            data = text.encode()
        label = charset
        if self.damage == "wrong_label" and charset == "utf-8":
            label = "iso-8859-1"
            if self.base == "sr" and self.language != "sr-cyrl" and self.chance(0.5):
                try:
                    data = text.encode("windows-1250")
                except UnicodeEncodeError:
                    data = text.encode()
        if self.damage == "twice_encoded":
            try:
                data = text.encode().decode("windows-1252").encode()
                label = "utf-8"
            except UnicodeDecodeError:
                pass
        encoding = self.random.choice(self.program.encodings)
        label_text = "" if self.damage == "no_label" else f"; charset={label}"
        head = f"Content-Type: text/{subtype}{label_text}{parameters}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode()
        if encoding == "base64":
            return head + wrapped_base64(data)
        if encoding == "quoted-printable":
            return head + quopri.encodestring(data.replace(b"\r\n", b"\n"))
        return head + data

    def multi(self, subtype: str, parts: list[bytes]) -> bytes:
        boundary = f"--=_{self.random.getrandbits(48):x}"
        made = f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n'.encode()
        if self.chance(0.2):
            made += b"This is a multi-part message in MIME format.\r\n"
        for part in parts:
            made += f"\r\n--{boundary}\r\n".encode() + part
        return made if self.damage == "open_end" else made + f"\r\n--{boundary}--\r\n".encode()

    def file_part(self, name: str) -> bytes:
        data = b"PK\x03\x04" + self.random.randbytes(300)
        if name.isascii():
            given = f'filename="{name}"'
        elif self.chance(0.5):
            given = "filename*=utf-8''" + "".join(f"%{byte:02X}" for byte in name.encode())
        else:
            given = f'filename="{encoded(name, self.random)}"'
        return (
            f"Content-Type: application/octet-stream\r\nContent-Disposition: attachment; {given}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
            + wrapped_base64(data)
        )

    # Machines

    def auto_reply(self) -> Sample:
        subject = self.script(self.random.choice(words.AUTO_SUBJECTS[self.base]).split("{")[0]) + (
            self.answered.subject if self.chance(0.7) else ""
        )
        text = self.pick(words.AUTO_WORDS)
        said = _Said(text)
        marks = self.random.choice(
            [
                (("Auto-Submitted", "auto-replied"),),
                (("X-Autoreply", "yes"), ("Precedence", "bulk")),
                (("X-Auto-Response-Suppress", "All"), ("Auto-Submitted", "auto-generated")),
                (("Precedence", "auto_reply"),),
                (),
            ]
        )
        segments = [Segment("own", text)] + ([Segment("closing", self.person.name)] if self.chance(0.6) else [])
        if not marks and "{" not in subject:
            subject = (
                self.script(self.random.choice(words.AUTO_SUBJECTS[self.base][:2]).split("{")[0])
                + self.answered.subject
            )
        written = self.program.write(self.layout(segments, quoted=False, forwards=False))
        raw = self.headers(subject, answers=self.chance(0.6), extra=marks) + self.body(written, ())
        return Sample(
            self.line_ends(raw),
            Truth(
                "auto_reply",
                "auto_reply",
                self.program.name,
                self.language,
                self.damage,
                said.text,
                token=self.answered.reply_to,
                sender=self.sender(),
                standing=self.standing,
            ),
        )

    def bounce(self) -> Sample:
        a = self.answered
        gone = self.person.address
        form = self.random.choice(
            ["postfix", "postfix_delayed", "exchange", "gmail", "exim", "qmail", "exchange_local"]
        )
        returned = f"From: {a.address}\r\nTo: {gone}\r\nSubject: {encoded(a.subject, self.random)}\r\nMessage-ID: {a.message_id}\r\n\r\n"
        action, status, diagnostic = "failed", "5.1.1", "550 5.1.1 User unknown"
        if form == "postfix_delayed":
            action, status, diagnostic = "delayed", "4.4.1", "connect to mx.example: Connection timed out"
        host = gone.partition("@")[2]
        delivery = f"Reporting-MTA: dns; mx.{host}\r\n\r\nFinal-Recipient: rfc822; {gone}\r\nAction: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; {diagnostic}\r\n"
        subjects = {
            "postfix": "Undelivered Mail Returned to Sender",
            "postfix_delayed": "Delayed Mail (still being retried)",
            "exchange": f"Undeliverable: {a.subject}",
            "exchange_local": {
                "sq": "I padorëzueshëm: ",
                "sr": "Neisporučivo: ",
                "en": "Undeliverable: ",
                "de": "Unzustellbar: ",
            }[self.base]
            + a.subject,
            "gmail": "Delivery Status Notification (Failure)",
            "exim": "Mail delivery failed: returning message to sender",
            "qmail": "failure notice",
        }
        names = {
            "exchange": ("Microsoft Outlook", "postmaster@"),
            "exchange_local": ("Microsoft Outlook", "postmaster@"),
            "gmail": ("Mail Delivery Subsystem", "mailer-daemon@"),
            "exim": ("Mail Delivery System", "Mailer-Daemon@"),
        }
        name, local = names.get(form, ("Mail Delivery System", "MAILER-DAEMON@"))
        extra: tuple[tuple[str, str], ...] = ()
        if form in {"exim", "qmail"}:
            if form == "exim":
                extra = (("X-Failed-Recipients", gone), ("Auto-Submitted", "auto-replied"))
                text = f"This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  {gone}\n    host mx.{host} [192.0.2.5]\n    SMTP error from remote mail server after RCPT TO:<{gone}>:\n    550 5.1.1 User unknown\n\n------ This is a copy of the message, including all the headers. ------\n\n"
            else:
                text = f"Hi. This is the qmail-send program at mx.{host}.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<{gone}>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\n"
            content = b"Content-Type: text/plain; charset=us-ascii\r\n\r\n" + (text + returned).encode()
        else:
            notice = {
                "gmail": f"Address not found\n\nYour message wasn't delivered to {gone} because the address couldn't be found."
            }.get(
                form,
                f"This is the mail system at host mx.{host}.\n\nYour message could not be delivered.\n\n<{gone}>: {diagnostic}",
            )
            parts = [
                f"Content-Type: text/plain; charset=utf-8\r\n\r\n{notice}\r\n".encode(),
                b"Content-Type: message/delivery-status\r\n\r\n" + delivery.encode(),
                (
                    b"Content-Type: message/rfc822\r\n\r\n"
                    if self.chance(0.6)
                    else b"Content-Type: text/rfc822-headers\r\n\r\n"
                )
                + returned.encode(),
            ]
            content = self.multi("report", parts).replace(
                b"multipart/report;", b"multipart/report; report-type=delivery-status;", 1
            )
        raw = (
            self.headers(subjects[form], answers=False, sender=local + host, name=name, extra=extra).replace(
                f"Return-Path: <{local}{host}>".encode(), b"Return-Path: <>"
            )
            + content
        )
        return Sample(
            self.line_ends(raw),
            Truth(
                "bounce",
                "bounce",
                form,
                self.language,
                self.damage,
                token=a.reply_to,
                sender=(local + host).lower(),
                standing=self.standing,
                bounced=(a.message_id, action, gone),
            ),
        )

    def complaint(self) -> Sample:
        a = self.answered
        parts = [
            b"Content-Type: text/plain; charset=us-ascii\r\n\r\nThis is an email abuse report for an email message received from IP 192.0.2.9.\r\n",
            f"Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: ReportGenerator/1.0\r\nVersion: 1\r\nOriginal-Rcpt-To: <{self.person.address}>\r\n".encode(),
            f"Content-Type: message/rfc822\r\n\r\nFrom: {a.address}\r\nMessage-ID: {a.message_id}\r\nSubject: x\r\n\r\ntext\r\n".encode(),
        ]
        content = self.multi("report", parts).replace(
            b"multipart/report;", b"multipart/report; report-type=feedback-report;", 1
        )
        raw = (
            self.headers("FW: complaint", answers=False, sender="feedback@provider.example", name="Feedback Loop")
            + content
        )
        return Sample(
            self.line_ends(raw),
            Truth(
                "complaint",
                "complaint",
                "feedback_loop",
                self.language,
                self.damage,
                token=a.reply_to,
                sender="feedback@provider.example",
                standing=self.standing,
                bounced=(a.message_id, "complained", self.person.address),
            ),
        )


def _torn(line: str) -> str:
    """A quoted line broken by a program underway that did not mark the rest."""
    if line.startswith("> ") and len(line) > 70 and line[66:72].replace(" ", "").isalpha():
        cut = line.rfind(" ", 0, len(line) - 4)
        if cut > 66 and line[cut + 1 :][:1].islower():
            return line[:cut] + "\n" + line[cut + 1 :]
    return line


def encoded(text: str, random: Random) -> str:
    """A header text as encoded words, in one of the two ways, or as it is."""
    if text.isascii():
        return f'"{text}"' if ":" not in text and random.random() < 0.3 else text
    pieces = [text[at : at + 18] for at in range(0, len(text), 18)]
    if random.random() < 0.5:
        return "\r\n ".join(f"=?UTF-8?B?{b64encode(piece.encode()).decode()}?=" for piece in pieces)
    return "\r\n ".join(
        "=?utf-8?q?"
        + binascii.b2a_qp(piece.encode(), header=True).decode().replace("?", "=3F").replace("=\n", "")
        + "?="
        for piece in pieces
    )


def wrapped_base64(data: bytes) -> bytes:
    """Base64 in lines of 76."""
    text = b64encode(data)
    return b"\r\n".join(text[at : at + 76] for at in range(0, len(text), 76)) + b"\r\n"
