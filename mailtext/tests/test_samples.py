"""The generator tells the truth, and the reader finds it: a small part of what the benchmark measures."""

from mailtext import read_mail
from mailtext.samples import make_mail, make_mails


def test_the_same_seed_makes_the_same_mails() -> None:
    assert [each.raw for each in make_mails(20, seed=5)] == [each.raw for each in make_mails(20, seed=5)]
    assert [each.raw for each in make_mails(5, seed=5)] != [each.raw for each in make_mails(5, seed=6)]


def test_asked_for_is_made() -> None:
    truth = make_mail(
        1, 1, situation="bottom", program="thunderbird", language="sr", standing="forged", damage=""
    ).truth
    assert (truth.situation, truth.program, truth.language, truth.standing) == ("bottom", "thunderbird", "sr", "forged")


def test_four_hundred_mails_are_read_as_they_were_meant() -> None:
    wrong = []
    for number, (raw, truth) in enumerate((each.raw, each.truth) for each in make_mails(400, seed=21)):
        mail = read_mail(raw)
        if mail.kind != truth.kind or mail.sender != truth.sender or truth.token not in mail.recipients:
            wrong.append((number, truth.kind, mail.kind))
        elif not truth.bounced and " ".join(mail.text.split()) != " ".join(truth.text.replace("\u00a0", " ").split()):
            wrong.append((number, truth.text, mail.text))
    assert len(wrong) <= 2, wrong
