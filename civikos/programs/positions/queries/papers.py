"""What the papers of a position are made of, gathered from the rows."""

from datetime import datetime

from django.conf import settings
from django.db.models import F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from civikos.kernel.accounts.actor import NOBODY
from civikos.kernel.audit import queries as audit
from civikos.kernel.languages import of_interface
from civikos.programs.positions.models import Adoption, Dissent, Paper, Position, Supporter
from civikos.programs.positions.papers import rows
from civikos.programs.positions.queries import tally, text, titles
from civikos.programs.positions.queries.rules import Rules


def adopted(pk: int) -> Position | None:
    """A position that was adopted, with what its papers need. One query."""
    found = titles.with_titles(Position.objects.out().filter(pk=pk))
    return found.select_related("adoption").first()


def last_said(position: Position) -> datetime | None:
    """The moment after which nothing was added that papers tell: the adoption, else the last dissent. One query."""
    found = Dissent.objects.filter(position=position).aggregate(given=Max("given_at"), gone=Max("withdrawn_at"))
    return max((each for each in (position.adopted_at, found["given"], found["gone"]) if each), default=None)


def is_made(position: Position) -> bool:
    """Whether there are papers that tell everything. Two queries."""
    newest = Paper.objects.filter(position=position).aggregate(at=Max("made_at"))["at"]
    said = last_said(position)
    return newest is not None and said is not None and newest >= said


def without_papers(before: datetime) -> list[int]:
    """Keys of adopted positions without papers that tell everything said before a moment. One query."""
    made = (
        Paper.objects.filter(position=OuterRef("pk"))
        .order_by()
        .values("position")
        .annotate(n=Max("made_at"))
        .values("n")
    )
    told = (
        Dissent.objects.filter(position=OuterRef("pk"))
        .order_by()
        .values("position")
        .annotate(n=Max(Greatest("given_at", Coalesce("withdrawn_at", "given_at"))))
        .values("n")
    )
    found = Position.objects.out().annotate(made=Subquery(made), told=Coalesce(Subquery(told), F("adopted_at")))
    missing = Q(made=None) | Q(made__lt=F("told"))
    return list(found.filter(missing, told__lt=before).order_by("pk").values_list("pk", flat=True))


def file_names(position: Position) -> dict[str, str]:
    """What the files are called, in the language of the letter."""
    with translation.override(of_interface(position.letter_language)):
        return {Paper.Kind.LETTER: _("letter"), Paper.Kind.ANNEX: _("annex"), Paper.Kind.DATA: _("position")}


def whole_of(position: Position) -> rows.Whole:
    """Everything the papers say: only what everybody may read. A fixed number of queries."""
    language = position.letter_language
    record = Adoption.objects.get(position=position)
    figures = {each["number"]: each for each in record.figures["passages"]}
    standing = tally.standing_passages(position)
    with translation.override(of_interface(language)):
        views = text.passages_of(position, standing, NOBODY, language, near=False)
        head = _head(position, record, language)
    passages = tuple(_passage(view, figures.get(view.passage.number, {})) for view in views)
    supporters = Supporter.objects.filter(position=position).order_by("organization_name", "pk")
    dissents = Dissent.objects.filter(position=position, withdrawn_at=None).select_related("passage")
    return rows.Whole(
        head,
        passages,
        tuple(
            rows.Supporter(
                each.organization_name,
                each.person_name,
                each.function,
                each.decision,
                tuple(each.except_passages),
            )
            for each in supporters
        ),
        tuple(
            rows.Dissent(
                each.organization_name, each.passage.number if each.passage else None, each.statement, each.language
            )
            for each in dissents.order_by("organization_name", "pk")
        ),
        tuple(
            rows.Question(each["kind"], each["passage"], each["yes"], each["no"], each["abstain"], each["result"])
            for each in record.figures.get("questions", [])
        ),
        tuple(
            rows.Rule(each.key, each.label, each.value, each.source, each.is_confirmed)
            for each in Rules(record.rules).told(language)
        ),
    )


def _head(position: Position, record: Adoption, language: str) -> rows.Head:
    assert position.adopted_at is not None  # noqa: S101  # only adopted ones have papers
    draft = position.consultation.draft if position.consultation else None
    path = reverse("positions:position", args=[position.pk])
    return rows.Head(
        position_id=position.pk,
        title=titles.titles_of(position),
        subject=position.subject,
        subject_label=titles.subject_of(position, language),
        summary=position.summary,
        network=settings.NETWORK_NAME,
        reference=draft.reference if draft is not None else "",
        addressee=titles.addressee_of(position, language),
        language=position.language,
        letter_language=language,
        edition=position.edition,
        status=position.status,
        adopted_at=timezone.localtime(position.adopted_at),
        ended_at=timezone.localtime(position.ended_at) if position.ended_at else None,
        end_reason=position.end_reason,
        way=record.way,
        entitled=record.figures["entitled"],
        backing=record.figures["backing"],
        answered=record.figures["answered"],
        silent=record.figures["silent"],
        corrects=position.corrects_id,
        consultation=position.consultation_id,
        address=f"{settings.SITE_URL}{path}",
        checkpoint=audit.latest_checkpoint_line(),
    )


def _passage(view: text.PassageView, figures: dict[str, int]) -> rows.Passage:
    passage = view.passage
    return rows.Passage(
        number=passage.number,
        place=view.place,
        eid=passage.provision.eid if passage.provision else "",
        heading=passage.heading,
        language=passage.language,
        sentences=tuple(
            rows.Sentence(
                each.sentence.key,
                each.sentence.text,
                each.sentence.starts_paragraph,
                tuple(rows.Source(one.kind, one.who, one.words, _address(one.address)) for one in each.sources),
                each.hidden,
            )
            for each in view.sentences
        ),
        original=passage.original,
        proposed=passage.proposed,
        backs=figures.get("backs", 0),
        objects=figures.get("objects", 0),
        silent=figures.get("silent", 0),
        settled=passage.settled,
        contribution=passage.contribution_id,
    )


def _address(path: str) -> str:
    return f"{settings.SITE_URL}{path}" if path.startswith("/") else path
