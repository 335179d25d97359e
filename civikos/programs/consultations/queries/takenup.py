"""What the text took up: the mark beside each point and contribution, counted for the report."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from civikos.kernel.accounts.actor import Actor
from civikos.programs.consultations.models import Consultation, Contribution, Point, TakenUp
from civikos.programs.consultations.states import Contradiction, Outcome, Uptake
from civikos.registers.legislation.models import Version

# What was promised, in full or in part.
PROMISED = (Outcome.ACCEPTED, Outcome.PARTLY)
MISSING, UNCHANGED, CHANGED = Contradiction.MISSING, Contradiction.UNCHANGED, Contradiction.CHANGED
FLAGGED = "flagged"
REASONS: dict[str, Promise] = {
    "as_proposed": _("The words are there as proposed."),
    "in_another_place": _("The words are there, in another place."),
    "in_part": _("Some of the words are there."),
    "unchanged": _("The place is as it was."),
    "already_there": _("The words stood there before; nothing was added."),
    "other_words": _("The place was changed in other words. Only a reader knows whether that is what was meant."),
    "other_number": _("Another number stands there."),
    "negated": _("The text says it with or without a negation, other than proposed."),
    "still_there": _("The words that were to go are still there."),
    "provision_gone": _("The provision is gone."),
    "not_in_old_text": _("The words it started from were not found in the text before."),
    TakenUp.NO_COMMON_LANGUAGE: _("The new version does not exist in the language of the proposal."),
}
STYLES = {
    Uptake.YES: ("accepted", "check"),
    Uptake.PARTLY: ("partly", "partly"),
    Uptake.NO: ("none", "minus"),
    Uptake.CANNOT_TELL: ("none", "info"),
}
_HOLDS = Case(When(overruled="", then=F("verdict")), default=F("overruled"))

_STAYED = Q(why=TakenUp.NO_WORDING, article_changed=False, overruled="")


@dataclass(frozen=True)
class Words:
    """Words of a proposal: to come (`insert`) or to go (`delete`)."""

    op: str
    text: str


@dataclass(frozen=True)
class Mark:
    """
    What became of a point, or of one contribution behind it, in a version. `verdict` holds; `machine` is what was found by
    comparing words; the officer's reason, name and moment are there where it was overruled.
    """

    pk: int
    point: int
    version: int
    outcome: str
    verdict: Uptake
    machine: Uptake
    why: str
    article_changed: bool
    share: int
    found: tuple[Words, ...]
    missing: tuple[Words, ...]
    is_overruled: bool
    reason: str
    who: str
    at: datetime | None

    @property
    def has_wording(self) -> bool:
        """Whether there were exact words to look for."""
        return self.why != TakenUp.NO_WORDING

    @property
    def label(self) -> str:
        """What became of it, in a word."""
        if self.has_wording or self.is_overruled:
            return str(self.verdict.label)
        return self.machine_label

    @property
    def machine_label(self) -> str:
        """What the comparison of words found."""
        if self.has_wording:
            return str(self.machine.label)
        return str(_("the article was changed") if self.article_changed else _("the article has not changed"))

    @property
    def explanation(self) -> str:
        """Why the comparison says so."""
        if not self.has_wording:
            return str(_("It proposes no exact words, so only a reader can tell what became of it."))
        return str(REASONS.get(self.why, ""))

    @property
    def is_missing(self) -> bool:
        """Accepted, in full or in part, but not in the text."""
        return self.outcome in PROMISED and self.verdict == Uptake.NO

    @property
    def is_unchanged(self) -> bool:
        """Accepted without exact words, and the article has not changed; what was asked for may stand elsewhere."""
        return self.outcome in PROMISED and not self.has_wording and not self.article_changed and not self.is_overruled

    @property
    def is_changed_anyway(self) -> bool:
        """Rejected, but the text was changed there."""
        return self.outcome == Outcome.REJECTED and (
            self.verdict in (Uptake.YES, Uptake.PARTLY) or (self.verdict == Uptake.CANNOT_TELL and self.article_changed)
        )

    @property
    def contradiction(self) -> Contradiction | None:
        """How the text and the answer say different things."""
        if self.is_missing:
            return Contradiction.MISSING
        if self.is_unchanged:
            return Contradiction.UNCHANGED
        return Contradiction.CHANGED if self.is_changed_anyway else None

    @property
    def style(self) -> str:
        """The class of the mark; what contradicts the answer is amber or red."""
        if self.is_missing:
            return "missed"
        return "closing" if self.is_changed_anyway or self.is_unchanged else STYLES[self.verdict][0]

    @property
    def icon(self) -> str:
        """The icon of the mark."""
        if self.is_missing:
            return "missed"
        return "warning" if self.is_changed_anyway or self.is_unchanged else STYLES[self.verdict][1]


def _mark(row: Any) -> Mark:
    parts = [(Words(each["op"], each["text"]), each["done"]) for each in row.evidence]
    return Mark(
        pk=row.pk,
        point=row.point_id,
        version=row.version.number,
        outcome=row.point.outcome,
        verdict=Uptake(row.overruled or row.verdict),
        machine=Uptake(row.verdict),
        why=row.why,
        article_changed=row.article_changed,
        share=round(100 * row.share),
        found=tuple(words for words, done in parts if done),
        missing=tuple(words for words, done in parts if not done),
        is_overruled=bool(row.overruled),
        reason=row.overruled_reason,
        who=row.overruled_by.name if row.overruled_by else "",
        at=row.overruled_at,
    )


def marked(rows: Any) -> list[tuple[TakenUp, Mark]]:
    """Judgments with their marks, the oldest version first. One query."""
    return [(row, _mark(row)) for row in _with_all(rows).order_by("version__number", "pk")]


def _rows(**wanted: Any) -> Any:
    return _with_all(TakenUp.objects.filter(**wanted)).order_by("pk")


def _with_all(rows: Any) -> Any:
    return rows.select_related("version", "point", "overruled_by").only(
        "verdict",
        "share",
        "why",
        "article_changed",
        "evidence",
        "overruled",
        "overruled_reason",
        "overruled_at",
        "contribution_id",
        "version__number",
        "point__outcome",
        "overruled_by__name",
    )


def _newest(consultation: Consultation) -> Any:
    return Subquery(Version.objects.filter(draft=consultation.draft_id).order_by("-number").values("pk")[:1])


def of_points(consultation: Consultation, points: Iterable[int], newer: Version | None = None) -> dict[int, Mark]:
    """The mark of each point in a version, the newest one if none is named. One query."""
    rows = _rows(point__in=list(points), contribution=None, version=newer or _newest(consultation))
    return {row.point_id: _mark(row) for row in rows}


@dataclass(frozen=True)
class Behind:
    """
    A contribution with the point in which it went to the institution (with its answer) and the mark of that point; `own` is
    the mark of the contribution where it asked for other words than the point.
    """

    contribution: Contribution
    point: Point | None
    mark: Mark | None
    own: Mark | None = None


@dataclass(frozen=True)
class Asked:
    """Contributions behind one point on one article, with its answer and its mark; without a point each stands alone."""

    point: Point | None
    mark: Mark | None
    said: tuple[Behind, ...]


def by_point(behind: Iterable[Behind]) -> tuple[Asked, ...]:
    """The same contributions under their points, in the order of the first of each."""
    found: dict[tuple[str, int], list[Behind]] = {}
    for each in behind:
        key = ("point", each.point.pk) if each.point is not None else ("contribution", each.contribution.pk)
        found.setdefault(key, []).append(each)
    return tuple(Asked(rows[0].point, rows[0].mark, tuple(rows)) for rows in found.values())


def with_answers(
    consultation: Consultation, said: Iterable[Contribution], actor: Actor, newer: Version | None = None
) -> list[Behind]:
    """
    Contributions (which the actor may read) with the answers that the actor may read too and the marks. Two queries.

    A contribution that asked for words of its own has a mark of its own beside that of its point.
    """
    rows = list(said)
    point_of: dict[int, Point] = {}
    links: Any = (
        Point.contributions.through.objects.filter(
            contribution__in=[row.pk for row in rows], point__in=Point.objects.visible_to(actor)
        )
        .select_related("point")
        .order_by("point__position", "point_id")
    )
    for link in links:
        point_of.setdefault(link.contribution_id, link.point)
    shared: dict[int, Mark] = {}
    own: dict[int, Mark] = {}
    if point_of:
        keys = {point.pk for point in point_of.values()}
        found = _rows(point__in=keys, version=newer or _newest(consultation))
        for row in found.filter(Q(contribution=None) | Q(contribution__in=list(point_of))):
            if row.contribution_id is None:
                shared[row.point_id] = _mark(row)
            else:
                own[row.contribution_id] = _mark(row)
    made = []
    for row in rows:
        point = point_of.get(row.pk)
        made.append(Behind(row, point, shared.get(point.pk) if point else None, own.get(row.pk)))
    return made


def of_contributions(consultation: Consultation, said: Iterable[Contribution], actor: Actor) -> dict[int, list[Mark]]:
    """
    What the newest text took up of contributions whose answers the actor may read: the mark of the words of their own where
    they asked for other words than their point, else that of the point. Two queries.
    """
    return {
        each.contribution.pk: [mark for mark in [each.own or each.mark] if mark is not None and mark.outcome]
        for each in with_answers(consultation, said, actor)
    }


def missing_articles(consultation: Consultation, newer: Version, actor: Actor) -> set[str]:
    """
    Articles of the version that was commented with a point that is accepted and not in a later text (or whose article has
    not changed), as far as the actor may read points. One query.
    """
    judged = TakenUp.objects.filter(point=OuterRef("pk"), contribution=None, version=newer).annotate(holds=_HOLDS)
    points = Point.objects.visible_to(actor).filter(consultation=consultation, outcome__in=PROMISED)
    missing = Q(holds=Uptake.NO) | _STAYED
    return set(points.filter(Exists(judged.filter(missing))).values_list("article", flat=True))


def is_judged(consultation: Consultation, newer: Version) -> bool:
    """Whether a version has been judged; one that came before there were judgments has not. One query."""
    return TakenUp.objects.filter(point__consultation=consultation, version=newer).exists()


def judgment(consultation: Consultation, pk: int) -> Mark | None:
    """One judgment."""
    row = _rows(pk=pk, point__consultation=consultation).first()
    return _mark(row) if row is not None else None


def contradicts(version: Any, kind: Contradiction | None = None) -> Any:
    """
    A condition on points: their answer and a version say different things, in one way or in any. Accepted and not in the
    text; accepted without exact words and the article has not changed; rejected and changed there all the same.
    """
    judged = TakenUp.objects.filter(point=OuterRef("pk"), contribution=None, version=version).annotate(holds=_HOLDS)
    changed = Q(holds__in=[Uptake.YES, Uptake.PARTLY]) | Q(holds=Uptake.CANNOT_TELL, article_changed=True)
    ways = {
        Contradiction.MISSING: Q(Exists(judged.filter(holds=Uptake.NO)), outcome__in=PROMISED),
        Contradiction.UNCHANGED: Q(Exists(judged.filter(_STAYED)), outcome__in=PROMISED),
        Contradiction.CHANGED: Q(Exists(judged.filter(changed)), outcome=Outcome.REJECTED),
    }
    if kind is not None:
        return ways[kind]
    promised = Q(Exists(judged.filter(Q(holds=Uptake.NO) | _STAYED)), outcome__in=PROMISED)
    return promised | ways[Contradiction.CHANGED]


def filtered(points: Any, consultation: Consultation, wanted: str) -> Any:
    """
    Those points whose answer and the newest text say different things: in the way named by `Contradiction`, or FLAGGED for
    any of them.
    """
    return points.filter(contradicts(_newest(consultation), None if wanted == FLAGGED else Contradiction(wanted)))


@dataclass(frozen=True)
class Counted:
    """
    Points by what the newest version took up of them. `yes` to `cannot_tell` count those accepted in full or in part;
    `unchanged` are those of `cannot_tell` without exact words whose article has not changed; `changed` are those rejected
    whose place was changed all the same. `version` is 0 where none has been judged.
    """

    version: int = 0
    yes: int = 0
    partly: int = 0
    no: int = 0
    cannot_tell: int = 0
    changed: int = 0
    unchanged: int = 0

    @property
    def promised(self) -> int:
        """Points accepted in full or in part that were judged."""
        return self.yes + self.partly + self.no + self.cannot_tell

    @property
    def differ(self) -> int:
        """Points whose answer and text say different things, in any way."""
        return self.no + self.unchanged + self.changed

    @property
    def missing_in_words(self) -> str:
        """`3 accepted points are not in the text of version 2.`"""
        return ngettext(
            "%(n)s accepted point is not in the text of version %(version)s.",
            "%(n)s accepted points are not in the text of version %(version)s.",
            self.no,
        ) % {"n": self.no, "version": self.version}

    @property
    def unchanged_in_words(self) -> str:
        """`2 accepted points propose no exact words, and their article has not changed.`"""
        return ngettext(
            "%(n)s accepted point proposes no exact words, and its article has not changed.",
            "%(n)s accepted points propose no exact words, and their articles have not changed.",
            self.unchanged,
        ) % {"n": self.unchanged}

    @property
    def changed_in_words(self) -> str:
        """`1 rejected point: the text was changed there all the same.`"""
        return ngettext(
            "%(n)s rejected point: the text was changed there all the same.",
            "%(n)s rejected points: the text was changed there all the same.",
            self.changed,
        ) % {"n": self.changed}


def counted(consultation: Consultation) -> Counted:
    """What the newest version took up, in numbers. One query."""
    rows = (
        TakenUp.objects.filter(
            point__consultation=consultation,
            contribution=None,
            version=_newest(consultation),
        )
        .annotate(holds=_HOLDS, stayed=Case(When(_STAYED, then=1), default=0))
        .order_by()
        .values_list("version__number", "point__outcome", "holds", "article_changed", "stayed")
        .annotate(n=Count("pk"))
    )
    numbers = {each.value: 0 for each in Uptake}
    newest = changed = unchanged = 0
    for version, outcome, holds, article_changed, stayed, n in rows:
        newest = version
        if outcome in PROMISED:
            numbers[holds] += n
            unchanged += n if stayed else 0
        elif outcome == Outcome.REJECTED and (
            holds in (Uptake.YES, Uptake.PARTLY) or (holds == Uptake.CANNOT_TELL and article_changed)
        ):
            changed += n
    return Counted(version=newest, changed=changed, unchanged=unchanged, **numbers)
