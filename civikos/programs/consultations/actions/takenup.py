"""Whether a later version holds what was asked for: judged by its words, overruled by an officer who has read it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

import lawtext
from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.workflow import steps
from civikos.kernel.workflow.refusals import NotFound, Refused
from civikos.programs.consultations import permissions, states
from civikos.programs.consultations.models import Consultation, Contribution, Point, TakenUp
from civikos.programs.consultations.states import ContributionStatus, Uptake
from civikos.registers.legislation import queries as legislation
from civikos.registers.legislation.models import Version

BATCH = 500


class JudgmentNeedsReason(Refused):
    """A judgment of words is overruled with a reason only."""

    code = "taken_up.reason_missing"
    message = _("Write why you judge it otherwise. The reason stands beside the mark.")


class NoSuchJudgment(Refused):
    """Not one of the four judgments."""

    code = "taken_up.unknown"
    message = _("Choose what became of it in the text.")


@dataclass(frozen=True)
class _Asked:
    """What somebody asked for, and where: a point as it stands in the matrix, or a contribution behind it in its own words."""

    point: int
    contribution: int | None
    language: str
    eid: str
    original: str
    proposed: str

    @property
    def has_wording(self) -> bool:
        """Whether exact words were proposed, be it to leave some out."""
        return bool(self.original.strip() or self.proposed.strip())

    def asks_the_same(self, other: "_Asked") -> bool:
        """Whether the same words are proposed in the same place."""
        return (self.eid, self.original, self.proposed) == (other.eid, other.original, other.proposed)

    @property
    def proposal(self) -> lawtext.Proposal:
        """For the judging of words."""
        return lawtext.Proposal.of(self.eid, self.original, self.proposed)


@transaction.atomic
def judge_version(pk: int, number: int, *, by: Actor, at: datetime) -> int:
    """
    Judge a later version again, as after a correction of its text; how many judgments there are now.

    What an officer has said stays. Raises: NotFound, NotAllowed, WrongStatus.
    """
    consultation = permissions.access_for(states.JUDGE, pk, by=by)
    steps.require(states.JUDGE, consultation)
    newer = Version.objects.filter(
        draft=consultation.draft_id, number=number, number__gt=consultation.version.number
    ).first()
    if newer is None:
        raise NotFound
    made = judge(consultation, newer)
    audit.record(states.JUDGE.verb, newer, by=by, at=at, basis=states.JUDGE.basis, details={"judgments": made})
    return made


def judge(consultation: Consultation, newer: Version) -> int:
    """
    Judge every point against a later version, and every contribution behind it that asked for other words; how many.

    Call it in the transaction of the change, the consultation locked. Judgments are made anew, what officers said of them
    stays. A fixed number of queries (and two for each language of the text).
    """
    asked = _asked(consultation)
    rows = [_row(each, found, newer) for each, found in _judged(asked, consultation.version, newer)]
    kept = {(row.point_id, row.contribution_id): row for row in _of(consultation, newer).exclude(overruled="")}
    for row in rows:
        before = kept.get((row.point_id, row.contribution_id))
        if before is not None:
            row.overruled, row.overruled_reason = before.overruled, before.overruled_reason
            row.overruled_by_id, row.overruled_at = before.overruled_by_id, before.overruled_at
    _of(consultation, newer).delete()
    TakenUp.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def _of(consultation: Consultation, newer: Version) -> "QuerySet[TakenUp]":
    return TakenUp.objects.filter(point__consultation=consultation, version=newer)


def _asked(consultation: Consultation) -> list[_Asked]:
    points = list(Point.objects.filter(consultation=consultation).select_related("provision").order_by("pk"))
    behind: dict[int, list[_Asked]] = {}
    for row in (
        Point.contributions.through.objects.filter(
            point__consultation=consultation,
            contribution__kind=Contribution.Kind.PROPOSAL,
            contribution__status=ContributionStatus.ACTIVE,
        )
        .order_by("point_id", "contribution_id")
        .values_list(
            "point_id",
            "contribution_id",
            "contribution__language",
            "contribution__provision__eid",
            "contribution__original",
            "contribution__proposed",
        )
    ):
        point, contribution, language, eid, original, proposed = row
        behind.setdefault(point, []).append(_Asked(point, contribution, language, eid or "", original, proposed))
    asked = []
    for point_row in points:
        eid = point_row.provision.eid if point_row.provision else ""
        of_point = _Asked(point_row.pk, None, point_row.language, eid, point_row.original, point_row.proposed)
        others = behind.get(point_row.pk, [])
        if of_point.has_wording:
            of_point = replace(of_point, language=_language(of_point, others))
        if eid or of_point.has_wording:
            asked.append(of_point)
        asked += [each for each in others if each.has_wording and not each.asks_the_same(of_point)]
    return asked


def _language(point: _Asked, behind: Iterable[_Asked]) -> str:
    # A merged point may have the comment of one and the wording of another, in another language.
    of_wording = (each.language for each in behind if each.asks_the_same(point))
    return next(of_wording, "") or legislation.spoken_in(point.original or point.proposed, point.language)


def _judged(asked: Iterable[_Asked], older: Version, newer: Version) -> Iterable[tuple[_Asked, lawtext.TakenUp | None]]:
    # Words are judged in the language in which they were proposed, places in any that both versions have; each different
    # proposal once, for hundreds may ask for the same.
    later = legislation.languages_of(newer)
    shared = [language for language in legislation.languages_of(older) if language in later]
    by_language: dict[str, list[_Asked]] = {}
    without: list[_Asked] = []
    for each in asked:
        if each.language in shared:
            by_language.setdefault(each.language, []).append(each)
        elif shared and not each.has_wording:
            by_language.setdefault(shared[0], []).append(each)
        else:
            without.append(each)
    for language, of_language in by_language.items():
        old, new = legislation.text_of(older, language), legislation.text_of(newer, language)
        proposals = {(each.eid, each.original, each.proposed): each.proposal for each in of_language}
        found = dict(zip(proposals, lawtext.taken_up_all(list(proposals.values()), old, new), strict=True))
        yield from ((each, found[each.eid, each.original, each.proposed]) for each in of_language)
    yield from ((each, None) for each in without)


def _row(asked: _Asked, found: lawtext.TakenUp | None, newer: Version) -> TakenUp:
    row = TakenUp(point_id=asked.point, contribution_id=asked.contribution, version=newer)
    if found is None:
        row.verdict, row.why = Uptake.CANNOT_TELL, TakenUp.NO_COMMON_LANGUAGE
        return row
    row.article_changed, row.eid, row.share = found.changed, found.node_id[:200], found.share
    if not asked.has_wording:
        # Without exact words nothing can be looked for; whether the article changed at all is told apart. What was asked for
        # may stand elsewhere, as a new article.
        row.verdict, row.why = Uptake.CANNOT_TELL, TakenUp.NO_WORDING
        return row
    row.verdict, row.why = Uptake(found.verdict), found.why[:30]
    row.evidence = [
        {"op": each.op, "text": each.text, "done": each.done, "eid": each.node_id} for each in found.evidence
    ]
    return row


def _access(pk: int, judgment: int, by: Actor) -> tuple[Consultation, TakenUp]:
    consultation = permissions.access_for(states.OVERRULE, pk, by=by)
    steps.require(states.OVERRULE, consultation)
    row = (
        TakenUp.objects.select_for_update(of=("self",))
        .select_related("point", "version")
        .filter(pk=judgment, point__consultation=consultation)
        .first()
    )
    if row is None:
        raise NotFound
    return consultation, row


def _about(row: TakenUp) -> dict[str, object]:
    return {
        "judgment": row.pk,
        "point": row.point_id,
        "number": row.point.number,
        "version": row.version.number,
        "contribution": row.contribution_id,
    }


@transaction.atomic
def overrule_judgment(pk: int, judgment: int, *, verdict: str, reason: str, by: Actor, at: datetime) -> TakenUp:
    """
    Say what an officer who read the text says of a judgment; the machine's stays visible beside it.

    Raises: NotFound, NotAllowed, WrongStatus, NoSuchJudgment, JudgmentNeedsReason.
    """
    consultation, row = _access(pk, judgment, by)
    if verdict not in Uptake.values:
        raise NoSuchJudgment
    if not reason.strip():
        raise JudgmentNeedsReason
    before = row.overruled
    row.overruled, row.overruled_reason = verdict, reason.strip()[:500]
    row.overruled_by, row.overruled_at = by.person, at
    row.save(update_fields=["overruled", "overruled_reason", "overruled_by", "overruled_at"])
    details = _about(row)
    audit.record(
        states.OVERRULE.verb,
        consultation,
        by=by,
        at=at,
        basis=states.OVERRULE.basis,
        details={
            **details,
            "machine": row.verdict,
            "before": before,
            "verdict": verdict,
            "reason": row.overruled_reason,
        },
    )
    return row


@transaction.atomic
def restore_judgment(pk: int, judgment: int, *, by: Actor, at: datetime) -> TakenUp:
    """Undo an overruling: the machine's judgment holds again. Raises: NotFound, NotAllowed, WrongStatus."""
    consultation, row = _access(pk, judgment, by)
    details = _about(row)
    details |= {"before": row.overruled, "reason": row.overruled_reason}
    row.overruled, row.overruled_reason, row.overruled_by, row.overruled_at = "", "", None, None
    row.save(update_fields=["overruled", "overruled_reason", "overruled_by", "overruled_at"])
    audit.record("point.taken_up_restored", consultation, by=by, at=at, details=details)
    return row
