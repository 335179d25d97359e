"""
Consultations of the demo that were not run on the platform, for the standards watch: invented, recorded as people record them.

Some institutions are careful and some are not, so that the ranking has something to show; municipalities too. The figures
that the Government really reported are taken over from a sheet, as they were published.
"""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.utils import timezone

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.workdays import queries as workdays
from civikos.kernel.workdays.counting import add_working_days
from civikos.kernel.workflow.refusals import Refused
from civikos.programs.consultations import actions as consultations
from civikos.programs.consultations.models import Consultation
from civikos.programs.standards import actions
from civikos.programs.standards.queries.contents import CaseContent, MeetingContent
from civikos.registers.legislation.models import ActKind
from civikos.registers.organizations.models import Organization

SEED = 7
DATA = Path(__file__).parent.parent / "data"
CENTRAL = (
    ("ministry-justice", 0.93),
    ("ministry-finance", 0.84),
    ("ministry-education", 0.76),
    ("ministry-health", 0.61),
    ("ministry-environment", 0.87),
    ("ministry-culture", 0.7),
    ("ministry-local-government", 0.95),
    ("ministry-economy", 0.66),
    ("ministry-infrastructure", 0.52),
    ("opm", 0.8),
)
MUNICIPAL = (
    ("municipality-prishtine", 0.78),
    ("municipality-prizren", 0.85),
    ("municipality-peje", 0.66),
    ("municipality-gjilan", 0.9),
    ("municipality-rahovec", 0.82),
    ("municipality-ferizaj", 0.55),
    ("municipality-gracanice", 0.74),
    ("municipality-mitrovice-e-veriut", 0.6),
    ("municipality-vushtrri", 0.7),
    ("municipality-suhareke", 0.47),
)
CENTRAL_KINDS = (
    "draft_law",
    "draft_regulation",
    "draft_administrative_instruction",
    "draft_administrative_instruction",
    "concept_document",
    "strategy",
    "action_plan",
)
MUNICIPAL_KINDS = ("municipal_regulation", "municipal_regulation", "municipal_instruction")
FIRST_YEAR = 2019
WHOLE = 120


def watch(*, officer: Actor, at: datetime, share: float = 1.0) -> int:
    """Fill the watch as it stands at a moment; how many consultations were recorded. `share` is that of the whole demo."""
    random = Random(SEED)  # noqa: S311  # invented rows, nothing secret
    material = json.loads((DATA / "standards.json").read_text(encoding="utf-8"))
    today = timezone.localdate(at)
    institutions = {row.code: row for row in Organization.objects.exclude(kind=Organization.Kind.CSO)}
    kinds = {row.code: row for row in ActKind.objects.order_by("pk")}
    off = workdays.days_off()
    years = range(FIRST_YEAR, today.year + 1)
    wanted = max(6, round(WHOLE * share))
    recorded = 0
    while recorded < wanted:
        is_municipal = random.random() < 0.3
        code, care = random.choice(MUNICIPAL if is_municipal else CENTRAL)
        kind = kinds[random.choice(MUNICIPAL_KINDS if is_municipal else CENTRAL_KINDS)]
        opened = add_working_days(date(random.choice(years), random.randint(1, 12), random.randint(1, 28)), 1, off)
        if opened > today - timedelta(days=20):
            continue
        content = _content(random, material, institutions[code], kind, opened, care, today, off, is_municipal)
        try:
            actions.record_case(content, by=officer, at=at)
        except actions.AlreadyRecorded:
            continue
        recorded += 1
    figures = (DATA / "government-figures.csv").read_bytes()
    sheet = actions.keep_sheet(figures, name="government-figures.csv", kind="figures", source="", by=officer, at=at)
    actions.take_sheet(sheet.pk, by=officer, at=at)
    _note_own(officer, at)
    report = actions.write_report(today.year - 1, forewords=material["foreword"], by=officer, at=at)
    actions.publish_report(report.pk, by=officer, at=at)
    return recorded


def _content(
    random: Random,
    material: dict[str, Any],
    institution: Organization,
    kind: ActKind,
    opened: date,
    care: float,
    today: date,
    off: frozenset[date],
    is_municipal: bool,
) -> CaseContent:
    def kept(weight: float = 1.0) -> bool:
        return random.random() < 1 - (1 - care) * weight

    language = "sr" if random.random() < 0.2 else "sq"
    subject = random.choice(material["subjects"])
    title = material["titles"][kind.code][language].format(subject[language])
    if is_municipal and institution.place is not None:
        title = f"{title} – {institution.place.name}"
    content = CaseContent(
        institution=institution,
        kind=kind,
        title=title,
        title_language=language,
        looked_on=today,
        year=opened.year,
        reference=str(random.randint(41_000, 99_000)),
        source=material["source"][language],
        is_invented=True,
    )
    if not is_municipal and random.random() > 0.93 + care * 0.06:
        return replace(content, was_consulted=False, without_reason=random.choice(material["without_reasons"]))
    days = random.randint(15, 25) if kept() else random.randint(6, 14)
    closes = (
        opened + timedelta(days=random.randint(29, 40))
        if is_municipal and kept()
        else add_working_days(opened, days, off)
    )
    is_short = days < 15 or (is_municipal and (closes - opened).days < 29)
    comments = random.choice((0, 3, 8, 14, 27, 41))
    accepted, partly = round(comments * random.uniform(0.1, 0.4)), round(comments * 0.2)
    unanswered = 0 if kept() else random.randint(0, comments // 2)
    rejected = max(0, comments - accepted - partly - unanswered)
    late = timedelta(days=random.randint(5, 30) if kept() else random.randint(32, 95))
    report = closes + late if kept(0.6) else None
    adopted = closes + timedelta(days=random.randint(60, 200)) if random.random() < 0.75 else None
    meetings: tuple[MeetingContent, ...] = ()
    if random.random() < (0.7 if is_municipal else 0.4):
        held = add_working_days(opened, random.randint(6, 9), off)
        announced = add_working_days(held, -random.choice((6, 7, 8)) if kept() else -2, off)
        meetings = (
            MeetingContent(held, announced, institution.place.name if institution.place else "", random.randint(4, 60)),
        )
    channels = ["platform", "website"] + (["villages", "notice_board"] if is_municipal and kept() else [])
    return replace(
        content,
        planned=kept(),
        early=kept(0.9) if random.random() < 0.85 else None,
        notice_on=opened if kept() else opened + timedelta(days=2),
        channels=channels if kept() else channels[:1],
        opened_on=opened,
        closes_on=closes,
        is_urgent=is_short and random.random() < 0.4,
        short_reason=random.choice(material["short_reasons"]) if is_short and kept(0.8) else "",
        no_reason_given=is_short,
        documents=list(kind.documents) if kept() else list(kind.documents)[:-1],
        languages=["sq", "sr"] if kept(0.7) else ["sq"],
        has_meetings=bool(meetings),
        meetings=meetings,
        commenters=min(comments, random.randint(1, 12)) if comments else 0,
        comments=comments,
        accepted=accepted,
        partly=partly,
        rejected=rejected,
        unanswered=unanswered,
        unreasoned=0 if kept() else rejected // 2,
        report_on=report if report is not None and report <= today else None,
        adopted_on=adopted if adopted is not None and adopted <= today else None,
        final_text_on=adopted + timedelta(days=9)
        if adopted and adopted + timedelta(days=9) <= today and kept()
        else None,
    )


def _note_own(officer: Actor, at: datetime) -> None:
    """What the secretariat has found out about consultations run here."""
    for number, row in enumerate(Consultation.objects.filter(distributed_at__isnull=False).order_by("pk")[:6]):
        notice = row.opened_on if number % 3 else row.opened_on + timedelta(days=1)
        try:
            consultations.note_standards(
                row.pk,
                consultations.Noted(
                    announced_in_plan=number % 2 == 0,
                    early_consultation=number != 1,
                    notice_on=notice,
                    notice_channels=["platform", "website"],
                    no_reason_given=True,
                    has_meetings=False,
                ),
                by=officer,
                at=at,
            )
        except Refused:
            continue
