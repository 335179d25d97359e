"""
What one reader reads of a consultation: which version, which languages, which article, and what they may do there.

The parts of the page that are the same for all who may see them are kept for a while under keys that name everything they
depend on; above all the revision of the consultation, which grows with every step that changes it. What differs by reader
(their own marks, buttons, forms) is never kept.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.cache import caches
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.entrance.doors import actor_of
from civikos.kernel.languages import of_text
from civikos.programs.consultations import permissions
from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.queries import room as queries
from civikos.programs.consultations.querysets import WITH_THE_INSTITUTION
from civikos.programs.consultations.templatetags import law
from civikos.registers.legislation import queries as legislation
from civikos.registers.legislation.models import Version
from civikos.registers.legislation.queries import Document, Source
from civikos.registers.organizations import queries as organizations

READING_COOKIE = "reading"
WHOLE_DRAFT = "draft"
# Names of people and organizations, rules and the calendar do not count as steps of a consultation: they show after this.
KEEP_SECONDS = 300


@dataclass
class Reading:
    """One request for a page of the room."""

    request: HttpRequest
    row: queries.Row
    at: datetime

    @classmethod
    def of(cls, request: HttpRequest, pk: int, *, exact: bool = True) -> "Reading":
        """
        What is read at an address; without `exact` it may be a step behind, for a form that an action will judge.

        Raises Http404 for a consultation that is absent or hidden from whoever asks.
        """
        row = queries.get_row(pk, actor_of(request), exact=exact)
        if row is None:
            raise Http404
        return cls(request, row, timezone.now())

    @property
    def consultation(self) -> Consultation:
        """The consultation itself."""
        return self.row.consultation

    # --- Who -------------------------------------------------------------------------------------------------------
    @cached_property
    def actor(self) -> Actor:
        """Who reads."""
        return actor_of(self.request)

    @cached_property
    def is_open(self) -> bool:
        """Whether members may contribute now."""
        return self.consultation.is_open_at(self.at)

    @cached_property
    def person(self) -> organizations.Standing:
        """What the reader is in the network today."""
        return organizations.standing_of(self.actor, timezone.localdate(self.at))

    @cached_property
    def may_contribute(self) -> bool:
        """Whether the reader may say something now."""
        if self.actor.person is None or not (self.is_commented_version and self.is_open):
            return False
        # A member's person who reads what members said has been asked about already.
        known = (
            "person" in self.__dict__
            and self.person.is_member
            and self.actor.reaches("consultation", self.consultation.pk)
        )
        return known or permissions.is_concerned(self.actor, self.consultation)

    @property
    def answers_here(self) -> bool:
        """Whether the reader answers for the institution and sees the matrix."""
        return (
            self.consultation.status in WITH_THE_INSTITUTION
            and self.consultation.draft.institution_id in self.person.answers_for
            and self.actor.reaches("consultation", self.consultation.pk)
        )

    @cached_property
    def reads_answers(self) -> bool:
        """Whether the reader sees what the institution answered."""
        if self.consultation.status not in WITH_THE_INSTITUTION:
            return False
        return queries.reads_answers(
            self.consultation, self.actor, is_member=self.person.is_member, answers_for=self.person.answers_for
        )

    @cached_property
    def scope(self) -> str:
        """
        What of the contributions the reader may read: `all`, `none`, `officer` (with the words of hidden ones), or `own`,
        which is never kept for others.
        """
        if self.actor.is_secretariat:
            return "officer"
        if self.consultation.contributions_published_at is not None:
            return "all"
        if self.actor.person is None:
            return "none"
        return "all" if queries.reads_all(self.consultation, self.actor, is_member=self.person.is_member) else "own"

    # --- What ------------------------------------------------------------------------------------------------------
    @cached_property
    def papers(self) -> tuple[list[Source], list[Document]]:
        """All texts of the draft, and its documents."""
        key = f"papers:{self.consultation.pk}:{self.consultation.revision}:{get_language()}"
        found: tuple[list[Source], list[Document]] | None = caches["kept"].get(key)
        if found is None:
            found = legislation.papers_of(self.consultation.draft)
            caches["kept"].set(key, found, KEEP_SECONDS)
        return found

    @property
    def sources(self) -> list[Source]:
        """All texts of the draft."""
        return self.papers[0]

    @cached_property
    def version(self) -> Version:
        """The version asked for by number, else the one being commented."""
        commented = self.consultation.version
        asked = self.request.GET.get("version", "")
        if not asked or asked == str(commented.number):
            return commented
        source = next((each for each in self.sources if str(each.number) == asked), None)
        if source is None:
            raise Http404
        return Version(
            pk=source.version,
            draft=self.consultation.draft,
            number=source.number,
            edition=source.edition,
            label=source.label,
            received_on=source.received_on,
        )

    @cached_property
    def is_commented_version(self) -> bool:
        """Whether this is the text on which members comment."""
        return self.version.pk == self.consultation.version_id

    @cached_property
    def available(self) -> list[str]:
        """Languages of the version."""
        return [each.language for each in self.sources if each.version == self.version.pk]

    @cached_property
    def languages(self) -> list[str]:
        """One language, or two to read side by side: as asked, as read last, or that of the interface."""
        asked = [self.request.GET.get("lang", ""), self.request.GET.get("with", "")]
        if not asked[0]:
            asked = self.request.COOKIES.get(READING_COOKIE, of_text()).split(".")
        chosen = [each for each in dict.fromkeys(asked) if each in self.available][:2]
        own = of_text()
        return chosen or ([own] if own in self.available else self.available[:1]) or ["sq"]

    @property
    def language(self) -> str:
        """The first language read."""
        return self.languages[0]

    @cached_property
    def base(self) -> str:
        """The address of the consultation, as every link of the room begins."""
        return self.consultation.get_absolute_url()

    @cached_property
    def query(self) -> str:
        """What links of the room carry behind them: the version, unless it is the one being commented."""
        return "" if self.is_commented_version else f"?version={self.version.number}"

    @cached_property
    def outline(self) -> law.Outline:
        """Chapters and articles."""
        return law.outline_of(self.version, self.language, self.base, self.query)

    @cached_property
    def counted(self) -> queries.Counts:
        """How much was said where; whose is left out."""
        return self._counted_and_lines[0]

    @cached_property
    def _counted_and_lines(self) -> tuple[queries.Counts, dict[str, str]]:
        key = f"counts:{self._kept}:{self.language}:{self.base}{self.query}"
        kept: tuple[queries.Counts, dict[str, str]] | None = caches["kept"].get(key) if self.scope != "own" else None
        if kept is None:
            counted = queries.counts(self.consultation, self.version, self.actor)
            # Asked together while the counts are asked anyway; what is kept names nobody.
            self.__dict__["mine"] = counted.mine
            kept = replace(counted, mine=frozenset()), law.outline_lines(self.outline, counted.standing)
            if self.scope != "own":
                caches["kept"].set(key, kept, KEEP_SECONDS)
        return kept

    @cached_property
    def _kept(self) -> str:
        answers = "+" if self.reads_answers else ""
        return f"{self.consultation.pk}:{self.consultation.revision}:{self.version.pk}:{self.version.edition}:{self.scope}{answers}"

    @cached_property
    def mine(self) -> frozenset[str]:
        """Articles on which the reader said something."""
        return queries.own_places(self.consultation, self.version, self.actor)

    def outline_html(self, current: str) -> SafeString:
        """The lines of the outline as this reader sees them."""
        return law.outline_html(self._counted_and_lines[1], self.mine, current)

    def article(self, eid: str) -> str:
        """The unit in which a provision lies. Raises Http404 where the version has no such provision."""
        if eid in self.outline.labels:
            return eid
        # The id of a provision begins with that of the unit it lies in, but where ids had to be made unique.
        unit, found = "", None
        for step in eid.split("__"):
            unit = f"{unit}__{step}" if unit else step
            if unit in self.outline.labels:
                found = unit
        if found is not None and eid in self.text(found).places:
            return found
        found = queries.article_of(self.version, eid)
        if found is None:
            raise Http404
        return found

    def window(self, article: str) -> Sequence[str]:
        """The units shown together with one."""
        return queries.window(self.outline.units, article)

    def text(self, article: str) -> law.Law:
        """The window of the text in which a unit lies."""
        return law.law_of(self.version, self.window(article), self.languages, self.base, self.query)

    # --- What was said -----------------------------------------------------------------------------------------------
    def panel(self, article: str) -> dict[str, object]:
        """What the panel of comments shows."""
        asked = self.request.GET.get("page", "1")
        cards, said = self._cards(article, int(asked) if asked.isdecimal() and len(asked) < 6 else 1)
        tail = f"{self.query}&" if self.query else "?"
        return {
            "consultation": self.consultation,
            "article": article,
            "said": said,
            "has_cards": bool(cards),
            "own_elsewhere": article in self.mine and all(card.author != self.actor.person_id for card in cards),
            "comments": self._comments(article, cards),
            "article_label": self.outline.labels.get(article) or law.whole_draft(of_text()),
            "label_language": self.language if article else of_text(),
            "may_contribute": self.may_contribute,
            "is_private": self.is_private,
            "is_open": self.is_open,
            "reads_private": self.scope != "none",
            "contribute_address": f"{self.base}contribute/?provision={article}",
            "panel_address": f"{self.base}at/{article or WHOLE_DRAFT}/comments/{tail}",
            "article_address": f"{self.base}{article}/{tail}" if article else f"{self.base}{tail}",
        }

    @property
    def is_private(self) -> bool:
        """The public does not see yet what was said."""
        return self.consultation.contributions_published_at is None

    @property
    def voice(self) -> law.Voice:
        """What the reader may do with comments."""
        return law.Voice(self.actor.person_id, self.may_contribute)

    def _comments(self, article: str, cards: Sequence[law.Card]) -> SafeString:
        person = self.actor.person_id
        if person is not None and any(card.author == person or person in card.backers for card in cards):
            return law.cards_html(sorted(cards, key=lambda card: card.author != person), self.voice)
        # Nothing of their own is among them: they read what everybody reads who may do the same.
        return self.part(
            f"comments:{article}:{self.request.GET.get('page', '')[:6]}:{self.may_contribute}",
            lambda: law.cards_html(cards, law.Voice(may_contribute=self.may_contribute)),
            by_minute=False,
        )

    def _cards(self, article: str, page: int) -> tuple[tuple[law.Card, ...], queries.Said]:
        key = f"cards:{self._kept}:{article}:{page}:{self.language}:{get_language()}"
        kept: tuple[tuple[law.Card, ...], queries.Said] | None = (
            caches["kept"].get(key) if self.scope != "own" else None
        )
        if kept is None:
            said = queries.said_on(
                self.consultation,
                self.version,
                article,
                self.actor,
                self.counted,
                page,
                with_answers=self.reads_answers,
            )
            cards = tuple(self.card(row) for row in said.rows)
            kept = cards, queries.Said([], said.total, said.number, said.pages)
            if self.scope != "own":
                caches["kept"].set(key, kept, KEEP_SECONDS)
        return kept

    def card(self, row: Any) -> law.Card:
        """A contribution as it stands in the panel. Where in the article it is about is told in the text it was made on."""
        place = ""
        if row.provision is not None and row.provision.eid != row.article and self.is_commented_version:
            place = self.text(row.article).places.get(row.provision.eid, "")
        return law.card_of(
            row, place, self.language, private=self.is_private, with_hidden_words=self.scope == "officer"
        )

    # --- Parts of the page that are kept ------------------------------------------------------------------------------
    def part(self, name: str, make: Callable[[], SafeString], *, by_minute: bool = True) -> SafeString:
        """A part of the page that depends on the consultation, on how it is read, and on the minute, but not on who reads."""
        if self.scope == "own":
            return make()
        minute = int(self.at.timestamp()) // 60 if by_minute else ""
        key = f"part:{name}:{self._kept}:{'.'.join(self.languages)}:{get_language()}:{minute}"
        html: SafeString | None = caches["kept"].get(key)
        if html is None:
            html = make()
            caches["kept"].set(key, html, 90 if by_minute else KEEP_SECONDS)
        return html
