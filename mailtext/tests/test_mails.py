"""Mails written by hand, each with what a reader would take from it; odd habits that the generator does not make."""

import json
from pathlib import Path

import pytest

from mailtext import Mail, read_mail, sections

FOLDER = Path(__file__).parent / "mails"
MAILS = sorted(FOLDER.glob("*.eml"))


def words(text: str) -> str:
    return " ".join(text.split())


def seen(mail: Mail, name: str) -> object:
    match name:
        case "text" | "signature" | "disclaimer" | "quote":
            return words(getattr(mail, name))
        case "passages":
            return [[words(each.under), words(each.text)] for each in mail.passages]
        case "sections":
            return [[list(each.labels), words(each.text)] for each in sections(mail.text)]
        case "proposed":
            return [words(each.proposed) for each in sections(mail.text) if each.proposed]
        case "files":
            return [each.name for each in mail.attachments]
        case "bounce":
            assert mail.bounce is not None
            return [mail.bounce.message_id, mail.bounce.action, mail.bounce.status, mail.bounce.recipient]
    return getattr(mail, name)


def test_there_are_sixty_of_them() -> None:
    assert len(MAILS) >= 60


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_says_what_a_reader_takes_from_it(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    mail = read_mail(path.read_bytes())
    assert {name: seen(mail, name) for name in expected} == expected
