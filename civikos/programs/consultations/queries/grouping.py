"""
Contributions that say the same or nearly, found so that an officer may make one point of them.

Groups depend on what was said and on the text only, not on how the matrix is arranged, so they are kept under a mark of
those. They never reach beyond a provision: with very many contributions the page compares those of one article at a time.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.cache import caches
from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, Q, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

import lawtext
from civikos.kernel.languages import TEXT_LANGUAGES
from civikos.programs.consultations.models import Consultation, Contribution, KeptApart, Point
from civikos.programs.consultations.queries.matrix import Voice
from civikos.programs.consultations.queries.versions import Change
from civikos.programs.consultations.states import ContributionStatus
from civikos.registers.legislation import queries as legislation

# Comparing this many costs about half a second of one core.
MOST_AT_ONCE = 4000
# Voices of one group that the list shows; those of organizations are all shown.
MEMBERS_SHOWN = 12
WHOLE_PAGE = 50
KEEP_SECONDS = 3600
KINDS: dict[str, Promise] = {
    "exact": _("equal words"),
    "edited": _("copies with edits"),
    "same_wording": _("the same proposed wording"),
    "proposed": _("they resemble each other; please look"),
}


@dataclass(frozen=True)
class Group:
    """
    Contributions that say the same. `keys` are all of them, `seal` marks who is in it; `typical` is the one most like all
    others. `points` is in how many points they stand now, those in none counted singly.
    """

    kind: str
    typical: int
    keys: tuple[int, ...]
    senders: int
    members: tuple[lawtext.Member, ...]
    stands_for: dict[int, tuple[int, ...]]
    points: int

    @property
    def label(self) -> str:
        """Why they are a group."""
        return str(KINDS[self.kind])

    @property
    def size(self) -> int:
        """How many contributions."""
        return len(self.keys)

    @property
    def seal(self) -> str:
        """A short mark of who is in it."""
        return sha256(",".join(map(str, self.keys)).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Told:
    """
    One contribution of a group as the page shows it: who said it, what it has of its own (`adds`), and how it differs from
    the typical one word by word. `stands_for` is more than 1 where others with the same words stand behind it.
    """

    contribution: Contribution
    voice: Voice
    is_typical: bool
    adds: str
    changes: tuple[Change, ...]
    stands_for: int


@dataclass(frozen=True)
class Shown:
    """A group as the page shows it; `rest` is how many of its contributions are on its own page only."""

    group: Group
    typical: Contribution
    place: str
    told: tuple[Told, ...]
    rest: int
    organizations: tuple[str, ...]

    @property
    def wording(self) -> list[Change]:
        """The wording that the typical one proposes, as a change."""
        return [
            Change(str(each.op), each.text)
            for each in lawtext.word_changes(self.typical.original, self.typical.proposed)
        ]


def standing(consultation: Consultation, article: str | None = None) -> Any:
    """Contributions that stand, of one article or of all."""
    rows = Contribution.objects.filter(consultation=consultation, status=ContributionStatus.ACTIVE)
    return rows if article is None else rows.filter(article=article)


def by_article(consultation: Consultation) -> dict[str, int]:
    """How many contributions stand on each article ("" is the whole draft). One query."""
    rows = standing(consultation).order_by("article").values_list("article").annotate(n=Count("pk"))
    return dict(rows)


def _mark(consultation: Consultation, article: str | None) -> tuple[str, int]:
    said = standing(consultation, article).aggregate(
        n=Count("pk"), keys=Sum("pk"), edited=Max("edited_at"), edits=Count("edited_at")
    )
    about = f"{consultation.pk}:{consultation.version_id}:{consultation.version.edition}:{article}"
    return f"similar:{about}:{said['n']}:{said['keys']}:{said['edits']}:{said['edited']}", said["n"]


def found(
    consultation: Consultation, article: str | None = None, *, most: int | None = None
) -> tuple[lawtext.Group, ...]:
    """
    Groups as they were found among all contributions, or those of one article; none where there are more than `most` and
    nobody has looked yet. One query; the first time also one for the contributions and two for each language of the text.
    """
    key, n = _mark(consultation, article)
    groups: tuple[lawtext.Group, ...] | None = caches["kept"].get(key)
    if groups is None and most is not None and n > most:
        return ()
    if groups is None:
        spoken = legislation.languages_of(consultation.version)
        law = [legislation.text_of(consultation.version, language) for language in spoken if language in TEXT_LANGUAGES]
        rows = standing(consultation, article).order_by("pk")
        groups = lawtext.group_voices([_voice(row) for row in rows.values_list(*_COLUMNS)], law=law)
        caches["kept"].set(key, groups, KEEP_SECONDS)
    return groups


_COLUMNS = (
    "pk",
    "kind",
    "text",
    "language",
    "original",
    "proposed",
    "organization",
    "author",
    "provision__eid",
)


def _voice(row: tuple[Any, ...]) -> lawtext.Voice:
    pk, kind, text, language, original, proposed, organization, author, eid = row
    node = eid or ""
    if kind == Contribution.Kind.PROPOSAL and original and not proposed:
        # Asking for a provision to be left out is another thing than a comment in the same words.
        node = f"{node}#out"
    return lawtext.Voice(
        key=str(pk),
        text=text,
        language=language,
        proposed=proposed if kind == Contribution.Kind.PROPOSAL else "",
        organization=str(organization) if organization else None,
        node=node,
        sender=f"o{organization}" if organization else f"p{author}" if author else str(pk),
    )


def groups(consultation: Consultation, article: str | None = None) -> list[Group]:
    """
    Groups that an officer may make one point of, the largest first, those to be confirmed last: what is one point already
    and what is kept apart is left out. Two queries more than `found`.
    """
    links = Point.contributions.through.objects.filter(point__consultation=consultation)
    point_of = {contribution: point for point, contribution in links.values_list("point_id", "contribution_id")}
    apart = [frozenset(row.contributions) for row in kept_apart(consultation)]
    all_found = found(consultation, article)
    behind = {
        int(each.typical): tuple(sorted(int(member.key) for member in each.members))
        for each in all_found
        if not each.proposed
    }
    made = []
    for each in all_found:
        stands_for = {
            int(member.key): behind.get(int(member.key), (int(member.key),)) if each.proposed else (int(member.key),)
            for member in each.members
        }
        keys = tuple(sorted({key for others in stands_for.values() for key in others}))
        points = len({point_of.get(key, -key) for key in keys})
        if points < 2 or any(set(keys) <= kept for kept in apart):
            continue
        kind = "proposed" if each.proposed else str(each.kind)
        made.append(Group(kind, int(each.typical), keys, each.senders, each.members, stands_for, points))
    return made


def group_of(consultation: Consultation, typical: int, article: str | None = None) -> list[Group]:
    """The groups around one contribution: at most one that is found and one to be confirmed."""
    return [each for each in groups(consultation, article) if each.typical == typical]


def members_page(group: Group, page: int | str | None) -> Page[lawtext.Member]:
    """Everybody of one group, page by page, in the order in which the list shows them."""
    return Paginator(_ordered(group), WHOLE_PAGE).get_page(page)


def shown(
    consultation: Consultation,
    wanted: Sequence[Group],
    language: str,
    *,
    members: Sequence[lawtext.Member] | None = None,
) -> list[Shown]:
    """
    Groups with their voices: all organizations, then those with words of their own, then others up to `MEMBERS_SHOWN`; or the
    `members` named, of one group. Two queries.
    """
    picked = [list(members) if members is not None else _picked(group) for group in wanted]
    keys = {int(member.key) for of_group in picked for member in of_group} | {group.typical for group in wanted}
    rows: dict[int, Contribution] = {
        row.pk: row
        for row in Contribution.objects.filter(pk__in=keys).select_related("author", "organization", "provision")
    }
    places = legislation.full_labels(
        consultation.version, {row.provision.eid for row in rows.values() if row.provision}, language
    )
    made = []
    for group, of_group in zip(wanted, picked, strict=True):
        typical = rows[group.typical]
        told = tuple(_told(rows[int(member.key)], member, group, typical) for member in of_group)
        made.append(
            Shown(
                group,
                typical,
                places.get(typical.provision.eid, "") if typical.provision else legislation.unit_label(None, language),
                told,
                0 if members is not None else len(group.members) - len(of_group),
                tuple(sorted({each.voice.organization for each in told if each.voice.organization})),
            )
        )
    return made


def _ordered(group: Group) -> list[lawtext.Member]:
    return sorted(
        group.members,
        key=lambda member: (
            int(member.key) != group.typical,
            member.organization is None,
            not member.own,
            int(member.key),
        ),
    )


def _picked(group: Group) -> list[lawtext.Member]:
    named = sum(member.organization is not None for member in group.members) + 1
    return _ordered(group)[: max(MEMBERS_SHOWN, named)]


def filtered(wanted: Iterable[Group], consultation: Consultation, kind: str, words: str) -> list[Group]:
    """Those of a kind, and those in whose typical text words occur. One query for words, none without."""
    rows = [group for group in wanted if not kind or group.kind == kind]
    if not words:
        return rows
    typical = Contribution.objects.filter(
        Q(text__icontains=words) | Q(proposed__icontains=words), pk__in=[group.typical for group in rows]
    )
    keys = set(typical.values_list("pk", flat=True))
    return [group for group in rows if group.typical in keys]


def _told(row: Contribution, member: lawtext.Member, group: Group, typical: Contribution) -> Told:
    changes: Iterable[lawtext.Change] = ()
    if row.pk != typical.pk and row.text != typical.text:
        changes = lawtext.word_changes(typical.text, row.text)
    return Told(
        row,
        Voice(row.organization.name if row.organization else "", row.author.name if row.author else "", row.pk, 0),
        row.pk == typical.pk,
        member.adds,
        tuple(Change(str(each.op), each.text) for each in changes),
        len(group.stands_for[row.pk]),
    )


def kept_apart(consultation: Consultation) -> list[KeptApart]:
    """What an officer keeps apart, the newest first. One query."""
    return list(KeptApart.objects.filter(consultation=consultation).select_related("by").order_by("-at", "-pk"))


@dataclass(frozen=True)
class Apart:
    """Something kept apart, as the page shows it: the words of one of them, and how many they are."""

    pk: int
    size: int
    text: str
    language: str
    who: str


def apart_in_words(kept: Sequence[KeptApart]) -> list[Apart]:
    """The same with the words of the first of each that still stands. One query."""
    firsts = {row.pk: row.contributions[0] for row in kept if row.contributions}
    rows = {
        row.pk: row
        for row in Contribution.objects.filter(pk__in=firsts.values(), status=ContributionStatus.ACTIVE).only(
            "text", "proposed", "language"
        )
    }
    made = []
    for row in kept:
        said = rows.get(firsts.get(row.pk, 0))
        made.append(
            Apart(
                row.pk,
                len(row.contributions),
                (said.text or said.proposed) if said else "",
                said.language if said else "",
                row.by.name if row.by else "",
            )
        )
    return made


def kinds(wanted: Iterable[Group]) -> Counter[str]:
    """Groups by kind."""
    return Counter(each.kind for each in wanted)
