"""One article for a mail: its words, who follows it, who may read what was said on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from civikos.kernel.accounts.models import Person
from civikos.programs.consultations.models import Consultation, FollowedArticle
from civikos.registers.legislation import citation
from civikos.registers.legislation import queries as legislation
from civikos.registers.legislation.models import Provision, Version
from civikos.registers.organizations import queries as organizations
from civikos.registers.organizations.models import Affiliation


@dataclass(frozen=True)
class ArticleText:
    """How an article is cited, and its words as lines of plain text, each provision a paragraph of its own."""

    label: str
    words: str


def is_article(version: Version, eid: str) -> bool:
    """Whether a version has this unit. One query."""
    return Provision.objects.filter(version=version, eid=eid, article=F("eid")).exists()


def article_text(version: Version, eid: str, language: str) -> ArticleText | None:
    """An article in one language, or None where the version does not have it in that language. One query."""
    if not eid:
        return None
    found = legislation.units(version, [eid], [language])
    unit = next((each for each in found if each.eid == eid), None)
    if unit is None or not any(language in block.words for block in unit.blocks):
        return None
    lines = []
    own = unit.words.get(language)
    label = unit.labels[language]
    lines.append(f"{label}\n{own.heading}".strip() if own is not None else label)
    for block in unit.blocks:
        said = block.words.get(language)
        if said is None or (block.eid == eid and not said.text):
            continue
        number = "" if block.eid == eid else numbered(block.kind, block.number)
        words = "\n".join(part for part in ("" if block.eid == eid else said.heading, said.text) if part)
        lines.append(f"{number} {words}".strip())
    return ArticleText(label, "\n\n".join(lines))


def numbered(kind: str, number: str) -> str:
    """The number of a provision as a text of law prints it: `1.`, `1.2.`, `a)`."""
    if not number:
        return ""
    return f"{number}." if kind in {"paragraph", "subparagraph"} else f"{number})"


def label_of(version: Version, eid: str, language: str) -> str:
    """How a unit is cited in a language; "" for one that is not there. One query."""
    row = Provision.objects.filter(version=version, eid=eid).values_list("kind", "number").first()
    return citation.label(*row, language) if row is not None else ""


def follows(consultation: Consultation, article: str, person: Person | None) -> bool:
    """Whether a person follows an article. One query."""
    return (
        person is not None
        and FollowedArticle.objects.filter(consultation=consultation, article=article, person=person).exists()
    )


def may_read_words(consultation: Consultation, people: Iterable[int], at: datetime) -> frozenset[int]:
    """
    Which of some people may read what others said: all of them once it is published, else those who belong to a member. One
    query at most.
    """
    wanted = frozenset(people)
    if consultation.contributions_published_at is not None:
        return wanted
    belongs = Affiliation.objects.filter(organizations.people_of_members(timezone.localdate(at)), person=OuterRef("pk"))
    return frozenset(Person.objects.filter(Exists(belongs), pk__in=wanted).values_list("pk", flat=True))
