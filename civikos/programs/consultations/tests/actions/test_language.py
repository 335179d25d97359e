"""The language of what somebody says: told from the words where nobody has named it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from civikos.programs.consultations import actions
from civikos.programs.consultations.actions.contributions import Said
from civikos.programs.consultations.models import Consultation, Placement
from civikos.programs.consultations.templatetags import law
from civikos.programs.consultations.tests.actions import story
from civikos.programs.consultations.tests.actions.story import AFTER, AT, Cast

SERBIAN = "Rok je prekratak, organizacije ne mogu da prikupe mišljenje svojih članova za petnaest dana."
SAID = Said(eid="", organization=None, language="sq", text=SERBIAN)


def language_of(row: Consultation, cast: Cast, said: Said) -> str:
    return actions.contribute(row.pk, said, by=cast.member, at=AT + timedelta(hours=1)).language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (SERBIAN, "sr"),
        ("Рок је прекратак за мале организације у унутрашњости.", "sr"),
        ("Afati është shumë i shkurtër për organizatat e vogla që nuk kanë juristë.", "sq"),
        ("The time is too short for small organizations that have no lawyers.", "en"),
        ("Rok je kratak.", "sq"),
    ],
)
def test_a_comment_is_in_the_language_of_its_words(
    distributed: Consultation, cast: Cast, text: str, language: str
) -> None:
    assert language_of(distributed, cast, replace(SAID, text=text)) == language


def test_who_names_the_language_has_chosen(distributed: Consultation, cast: Cast) -> None:
    assert language_of(distributed, cast, replace(SAID, names_language=True)) == "sq"


def test_wording_stays_in_the_language_of_the_text_and_its_grounds_are_marked(
    distributed: Consultation, cast: Cast
) -> None:
    eid = story.eid_of(distributed, "2")
    said = replace(SAID, eid=eid, is_proposal=True, proposed="Afati është njëzet ditë.")
    row = actions.contribute(distributed.pk, said, by=cast.member, at=AT + timedelta(hours=1))
    assert row.language == "sq"
    html = law.said_html(row)
    assert '<p lang="sr-Latn">Rok je prekratak' in html
    assert '<p class="change" lang="sq">' in html


def test_a_changed_comment_is_told_again(distributed: Consultation, cast: Cast) -> None:
    row = actions.contribute(distributed.pk, SAID, by=cast.member, at=AT + timedelta(hours=1))
    words = "Afati është shumë i shkurtër për organizatat e vogla që nuk kanë juristë."
    actions.edit_contribution(
        row.pk, text=words, proposed="", organization=None, by=cast.member, at=AT + timedelta(hours=2)
    )
    row.refresh_from_db()
    assert row.language == "sq"


def test_a_quote_in_another_language_than_the_comment_finds_its_place(distributed: Consultation, cast: Cast) -> None:
    wording = distributed.version.provisions.filter(article=story.eid_of(distributed, "2"), wordings__language="sq")
    provision = next(each for each in wording if each.wordings.get(language="sq").text)
    quote = " ".join(provision.wordings.get(language="sq").text.split()[:4])
    said = replace(SAID, eid=provision.eid, quote=quote)
    row = actions.contribute(distributed.pk, said, by=cast.member, at=AT + timedelta(hours=1))
    assert row.language == "sr"
    assert f'<blockquote lang="{"sq"}">' in law.said_html(row)
    actions.submit(distributed.pk, close_now=False, by=cast.secretariat, at=AFTER)
    newer = actions.add_version(
        distributed.pk,
        story.second_text(),
        received_on=AFTER.date(),
        label="",
        without_articles=False,
        by=cast.secretariat,
        at=AFTER,
    )
    placed = Placement.objects.get(contribution=row, version=newer)
    assert placed.provision is not None
    assert placed.confidence >= 0.9
