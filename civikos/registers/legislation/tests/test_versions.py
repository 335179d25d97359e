"""Texts as rows: every node once, both languages side by side, and back into a text without loss."""

from datetime import datetime
from typing import Any

import pytest

import lawtext
from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit.models import Entry
from civikos.kernel.files.actions import content_of
from civikos.kernel.workflow.refusals import NotAllowed
from civikos.registers.legislation import actions, queries
from civikos.registers.legislation.actions import NoArticles, NoText, SameLanguageTwice, TitleMissing
from civikos.registers.legislation.models import ActKind, ArticleFate, Draft, Provision, Version, Wording
from civikos.registers.legislation.reading import ReadText, TextUnreadable, Upload, read_upload
from civikos.registers.organizations.models import Organization
from lawtext.samples import make_docx
from tests import personas

SQ = """LIGJ I SHPIKUR

KREU I
DISPOZITAT

Neni 1
Qëllimi
1. Ky ligj rregullon diçka në Republikën e Kosovës.
2. Organi përgjegjës:
a) mban regjistrin;
b) publikon vendimet.

Neni 2
Hyrja në fuqi
Ky ligj hyn në fuqi menjëherë pas publikimit.
"""
SR = """IZMIŠLJEN ZAKON

POGLAVLJE I
ODREDBE

Član 1
Svrha
1. Ovaj zakon uređuje nešto u Republici Kosovo.
2. Nadležni organ:
a) vodi registar;
b) objavljuje odluke.

Član 2
Stupanje na snagu
Ovaj zakon stupa na snagu odmah nakon objavljivanja.
"""


def read(name: str, text: str) -> ReadText:
    """As the child process hands it over."""
    return read_bytes(name, text.encode())


def read_bytes(name: str, content: bytes) -> ReadText:
    """The one text of a file."""
    reading = lawtext.read(content, name=name)
    (each,) = reading.texts if isinstance(reading, lawtext.Reading) else (reading,)
    return ReadText(Upload(name, content), each)


@pytest.fixture
def draft(secretariat: Actor, at: datetime, media: Any) -> Draft:
    kind = ActKind.objects.create(code="law", name="Ligj")
    ministry = personas.organization("ministria", "Ministria", Organization.Kind.MINISTRY)
    return actions.create_draft(
        titles={"sq": "Ligj i shpikur"},
        kind=kind,
        institution=ministry,
        reference="",
        place=None,
        topics=[],
        note={},
        by=secretariat,
        at=at,
    )


def store(draft: Draft, by: Actor, at: datetime, *texts: ReadText) -> Version:
    return actions.store_version(
        draft, actions.checked_texts(texts, without_articles=False), received_on=at.date(), label="", by=by, at=at
    )


def test_every_node_of_every_language_has_one_row(draft: Draft, secretariat: Actor, at: datetime) -> None:
    texts = [read("a.txt", SQ), read("b.txt", SR)]
    version = store(draft, secretariat, at, *texts)
    for each in texts:
        nodes = [(node.heading, node.text) for node in each.text.walk()]
        rows = Wording.objects.filter(provision__version=version, language=each.text.language).order_by(
            "provision__position"
        )
        assert list(rows.values_list("heading", "text")) == nodes
    assert Provision.objects.filter(version=version).count() == len(list(texts[0].text.walk())), (
        "both languages share the rows"
    )
    positions = list(Provision.objects.filter(version=version).order_by("position").values_list("position", flat=True))
    assert positions == list(range(len(positions)))


def test_rows_know_their_article_and_their_parent(draft: Draft, secretariat: Actor, at: datetime) -> None:
    version = store(draft, secretariat, at, read("a.txt", SQ))
    article = Provision.objects.get(version=version, kind="article", number="1")
    inside = Provision.objects.filter(version=version, article=article.eid)
    assert inside.count() == 5
    for row in inside.exclude(pk=article.pk).select_related("parent"):
        assert row.parent is not None
        assert row.depth == row.parent.depth + 1
        assert row.parent.article == article.eid
    chapter = Provision.objects.get(version=version, kind="chapter")
    assert (article.parent, chapter.article) == (chapter, "")
    point = inside.order_by("-position")[0]
    assert queries.container_of(point) == chapter
    assert queries.unit_of(version, article.eid) == article


def test_the_rows_make_the_text_again(draft: Draft, secretariat: Actor, at: datetime) -> None:
    given = read("a.txt", SQ).text
    version = store(draft, secretariat, at, read("a.txt", SQ), read("b.txt", SR))
    made = queries.text_of(version, "sq")
    assert [(node.kind, node.number, node.heading, node.text) for node in made.walk()] == [
        (node.kind, node.number, node.heading, node.text) for node in given.walk()
    ]
    fates = {fate.kind for fate in lawtext.compare(made, given).fates}
    assert fates == {"unchanged"}


def test_the_file_as_it_came_is_kept(draft: Draft, secretariat: Actor, at: datetime) -> None:
    version = store(draft, secretariat, at, read("b.txt", SR), read("a.txt", SQ))
    assert queries.languages_of(version) == ["sq", "sr"], "in the order of the house, not of the upload"
    for row, source in zip(queries.doubtful(version), (SQ, SR), strict=True):
        assert row.file is not None
        assert content_of(row.file).decode() == source
    assert Entry.objects.get(verb="version.stored").details == {"number": 1, "languages": ["sq", "sr"]}
    assert store(draft, secretariat, at, read("a.txt", SQ)).number == 2


def test_a_common_language_is_found_or_the_older_ones_first(draft: Draft, secretariat: Actor, at: datetime) -> None:
    both, albanian, serbian = (
        store(draft, secretariat, at, read("a.txt", SQ), read("b.txt", SR)),
        store(draft, secretariat, at, read("a.txt", SQ)),
        store(draft, secretariat, at, read("b.txt", SR)),
    )
    assert queries.common_language(both, serbian) == "sr"
    assert queries.common_language(serbian, both) == "sr"
    assert queries.common_language(both, albanian) == "sq"
    assert queries.common_language(albanian, serbian) == "sq"


def test_what_a_person_decided_about_an_article_stays(draft: Draft, secretariat: Actor, at: datetime) -> None:
    older = store(draft, secretariat, at, read("a.txt", SQ))
    newer = store(draft, secretariat, at, read("a.txt", SQ.replace("mban regjistrin", "mbyll regjistrin")))
    actions.compare(older, newer, by=secretariat, at=at)
    assert set(ArticleFate.objects.values_list("fate", flat=True)) == {"changed", "unchanged"}
    mine = ArticleFate.objects.create(older=older, newer=newer, fate="moved", decided_by_person=True)
    count = ArticleFate.objects.count()
    actions.compare(older, newer, by=secretariat, at=at)
    assert (ArticleFate.objects.count(), ArticleFate.objects.filter(pk=mine.pk).exists()) == (count, True)


def test_a_law_of_two_hundred_articles_takes_a_bounded_number_of_queries(
    draft: Draft, secretariat: Actor, at: datetime, queries: Any
) -> None:
    def stored(articles: int) -> int:
        text = read_bytes("ligji.docx", make_docx(articles, words=120))
        with queries() as seen:
            store(draft, secretariat, at, text)
        return len(seen)

    few, many = stored(20), stored(200)
    # One more for each batch of rows; a query for each row would be thousands more.
    assert many - few < 120, (few, many)


def test_texts_are_checked_before_anything_is_stored(draft: Draft) -> None:
    with pytest.raises(NoText):
        actions.checked_texts([], without_articles=False)
    with pytest.raises(SameLanguageTwice):
        actions.checked_texts([read("a.txt", SQ), read("c.txt", SQ)], without_articles=False)
    letter = read("x.txt", "Një letër e shkurtër për ministrinë, pa asnjë nen dhe pa ndonjë dispozitë.\n")
    with pytest.raises(NoArticles):
        actions.checked_texts([letter], without_articles=False)
    assert actions.checked_texts([letter], without_articles=True) == [letter]


def test_storing_is_for_the_secretariat(
    draft: Draft, member: Actor, ministry: Actor, visitor: Actor, at: datetime
) -> None:
    texts = [read("a.txt", SQ)]
    for by in (member, ministry, visitor):
        with pytest.raises(NotAllowed):
            actions.store_version(draft, texts, received_on=at.date(), label="", by=by, at=at)
        with pytest.raises(NotAllowed):
            actions.create_draft(
                titles={"sq": "x"},
                kind=draft.kind,
                institution=draft.institution,
                reference="",
                place=None,
                topics=[],
                note={},
                by=by,
                at=at,
            )
    assert not Version.objects.exists()
    assert Draft.objects.count() == 1


@pytest.mark.parametrize("titles", [{}, {"sq": ""}, {"sq": " ", "en": "\n"}])
def test_a_draft_needs_a_title(draft: Draft, secretariat: Actor, at: datetime, titles: dict[str, str]) -> None:
    with pytest.raises(TitleMissing):
        actions.create_draft(
            titles=titles,
            kind=draft.kind,
            institution=draft.institution,
            reference="",
            place=None,
            topics=[],
            note={},
            by=secretariat,
            at=at,
        )
    assert Draft.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("ligji.docx", b"PK\x03\x04" + bytes(40), "legislation.truncated"),
        ("ligji.docx", b"\x7fELF" + bytes(400), "legislation.unsupported"),
        ("ligji.pdf", b"%PDF-1.7\n" + bytes(40), "legislation.truncated"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_name(name: str, content: bytes, code: str) -> None:
    with pytest.raises(TextUnreadable) as caught:
        read_upload(Upload(name, content))
    assert caught.value.code.startswith("legislation.")
    assert name in str(caught.value)
    assert caught.value.code in {code, "legislation.not_this_format"}
