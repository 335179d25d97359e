"""What the search finds of a consultation: its articles and, as far as they may be read, what was said."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import translation

from civikos.kernel.catalog import actions as catalog
from civikos.kernel.catalog.models import SearchEntry
from civikos.programs.consultations.models import Consultation, Contribution
from civikos.registers.legislation import queries as legislation

Level = SearchEntry.Level


def _plain(name: str, *arguments: object) -> str:
    # Without the language prefix: the page adds the reader's.
    with translation.override("sq"):
        return reverse(name, args=arguments).removeprefix("/sq")


def _path(consultation_id: int, article: str) -> str:
    name = "consultations:article" if article else "consultations:room"
    return _plain(name, *([consultation_id, article] if article else [consultation_id]))


def _text_level(consultation: Consultation) -> str:
    from civikos.programs.consultations.states import Status

    if consultation.status == Status.REGISTERED:
        return Level.SECRETARIAT
    return Level.PUBLIC if consultation.is_public else Level.MEMBERS


def index_text(consultation: Consultation) -> None:
    """Put the articles of the version being commented into the index, one entry for each language."""
    catalog.forget_scope(consultation.name, "article")
    draft, version = consultation.draft, consultation.version
    titles = legislation.titles_of(draft)
    languages = legislation.languages_of(version)
    level = _text_level(consultation)
    entries = []
    eids = [row.eid for row in legislation.outline(version, languages[0] if languages else "sq") if row.is_unit]
    for unit in legislation.units(version, eids, languages):
        for language in languages:
            words = [block.words[language] for block in unit.blocks if language in block.words]
            if not words:
                continue
            heading = unit.words[language].heading if language in unit.words else ""
            entries.append(
                SearchEntry(
                    kind="article",
                    about=f"provision:{unit.pk}",
                    scope=consultation.name,
                    level=level,
                    language=language,
                    title=f"{unit.labels[language]} {heading}".strip(),
                    context=titles[language],
                    text="\n".join(part for each in words for part in (each.heading, each.text) if part),
                    address=_path(consultation.pk, unit.eid),
                    at=consultation.received_at,
                )
            )
    for language, title in titles.items():
        entries.append(
            SearchEntry(
                kind="consultation",
                about=consultation.name,
                scope=consultation.name,
                level=level,
                language=language,
                title=title,
                context=str(draft.institution),
                text=consultation.summary,
                address=_path(consultation.pk, ""),
                at=consultation.received_at,
            )
        )
    catalog.index(entries)


def publish_text(consultation: Consultation) -> None:
    """The draft has been distributed: whoever may read it may find it."""
    level = _text_level(consultation)
    catalog.set_level(consultation.name, "article", level)
    catalog.set_level(consultation.name, "consultation", level)


def index_contributions(consultation: Consultation, contributions: Iterable[Contribution]) -> None:
    """Put contributions into the index, or change them there."""
    level = Level.PUBLIC if consultation.contributions_published_at and consultation.is_public else Level.MEMBERS
    titles = legislation.titles_of(consultation.draft)
    catalog.index(
        SearchEntry(
            kind="contribution",
            about=row.name,
            scope=consultation.name,
            level=level,
            language=row.language,
            title=" ".join((row.text or row.proposed).split())[:140],
            context=titles[row.language],
            text=f"{row.text}\n{row.proposed}\n{row.quote}",
            # Its own page: among many on an article it may stand on any page of them.
            address=_plain("consultations:contribution", row.pk),
            at=row.edited_at or row.given_at,
        )
        for row in contributions
    )


def forget_contribution(row: Contribution) -> None:
    """Take a withdrawn or hidden contribution out of the index."""
    catalog.forget(row.name)


def publish_contributions(consultation: Consultation) -> None:
    """Everybody may find what was said on a public draft."""
    if consultation.is_public:
        catalog.set_level(consultation.name, "contribution", Level.PUBLIC)
