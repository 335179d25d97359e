"""What became of what was said: the page of a contribution and of a point, contradictions, views of answers, the Council."""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from civikos.kernel.accounts.actor import SYSTEM, Actor
from civikos.kernel.audit.models import Entry
from civikos.kernel.catalog import registry
from civikos.kernel.catalog.registry import Missing, NextStep, Related
from civikos.kernel.correspondence.models import Message
from civikos.kernel.privacy import actions as privacy
from civikos.kernel.workflow.refusals import NotAllowed, WrongStatus
from civikos.programs.consultations import actions, permissions
from civikos.programs.consultations.actions import exports
from civikos.programs.consultations.actions.contradictions import NoContradiction, NothingToAsk
from civikos.programs.consultations.actions.contributions import MandateLapsed
from civikos.programs.consultations.actions.council import MeetingMissing, ProposedAlready, RaisedTomorrow
from civikos.programs.consultations.actions.report import OpenContradictions
from civikos.programs.consultations.actions.satisfaction import NoAnswerYet, NoSuchView, ReasonMissing
from civikos.programs.consultations.models import (
    Consultation,
    Contribution,
    Explanation,
    Inquiry,
    Point,
    Raised,
    Satisfaction,
)
from civikos.programs.consultations.queries import contradictions, figures, satisfaction
from civikos.programs.consultations.queries.waiting import waiting
from civikos.programs.consultations.states import Contradiction
from civikos.programs.consultations.tests import samples
from civikos.programs.consultations.tests.samples import AFTER
from civikos.registers.organizations.models import Mandate

pytestmark = pytest.mark.django_db
As = Callable[[Actor], Client]
# The wording that the text took up is rejected, the one that it did not take up is accepted.
UPSIDE_DOWN = {"14": "rejected", "18": "accepted", "paqartë": "accepted", "herët": "noted"}


def address(name: str, *arguments: object) -> str:
    """The address of a page in English."""
    with translation.override("en"):
        return reverse(f"consultations:{name}", args=arguments)


@pytest.fixture
def torn(asked: Consultation, secretariat: Actor, ministry: Actor, clock: Any) -> Consultation:
    """Every kind of contradiction: accepted and missing, accepted and unchanged, rejected and changed."""
    return samples.judge(asked, secretariat, ministry, clock, UPSIDE_DOWN)


def point_with(words: str) -> Point:
    """The point in which some words occur."""
    return next(row for row in Point.objects.order_by("pk") if words in f"{row.text} {row.proposed}")


def said_with(words: str) -> Contribution:
    """The contribution in which some words occur."""
    return next(row for row in Contribution.objects.order_by("pk") if words in f"{row.text} {row.proposed}")


def value(
    row: Contribution, by: Actor, view: str = "no", reason: str = "Nuk na bind.", at: datetime = AFTER
) -> Satisfaction:
    """Say what the contributor thinks of the answer."""
    return actions.value_answer(row.pk, view=view, reason=reason, language="sq", by=by, at=at)


# --- The page of a contribution ------------------------------------------------------------------------------------------
def test_the_page_tells_the_whole_fate_with_the_words(
    torn: Consultation, member: Actor, client_as: As, queries: Any
) -> None:
    row = said_with("(14)")
    client = client_as(member)
    client.get(row.get_absolute_url())
    with queries(at_most=46):
        page = client.get(address("contribution", row.pk)).content.decode()
    for part in (
        "Rejected, but the text was changed.",
        "The institution has not explained it.",
        "Version 2, 19 December 2026",
        "<ins>katërmbëdhjetë</ins>",
        "The words are there as proposed.",
        "Forumi për Pjesëmarrje",
        "Say it",
        'property="og:description"',
        "In the capacity of",
    ):
        assert part in page, part
    assert f'<link rel="canonical" href="http://testserver{row.get_absolute_url().replace("/sq/", "/en/")}">' in page


def test_a_point_of_many_versions_costs_five_more_for_each(
    torn: Consultation, secretariat: Actor, client_as: As, queries: Any
) -> None:
    client, path = client_as(secretariat), address("point", point_with("(14)").pk)
    client.get(path)
    with queries() as seen:
        client.get(path)
    before = len(seen)
    third = samples.FOURTEEN.replace("katërmbëdhjetë (14)", "trembëdhjetë (13)")
    actions.add_version(
        torn.pk,
        samples.read_text(third, "v3.txt"),
        received_on=AFTER.date(),
        label="",
        without_articles=False,
        by=secretariat,
        at=AFTER,
    )
    client.get(path)
    with queries(at_most=before + 5):
        page = client.get(path).content.decode()
    assert "Version 3" in page
    assert "<ins>trembëdhjetë</ins>" in page


def test_what_is_not_public_stays_hidden(
    torn: Consultation, visitor: Actor, member: Actor, ministry: Actor, client_as: As
) -> None:
    row, point = said_with("(14)"), point_with("(14)")
    assert client_as(visitor).get(address("contribution", row.pk)).status_code == 404
    assert client_as(visitor).get(address("point", point.pk)).status_code == 404
    page = client_as(ministry).get(address("point", point.pk)).content.decode()
    assert "at the latest with the report" in page
    assert "Who made this point: 1 voice" in page
    assert registry.is_visible(point.name, ministry)
    assert not registry.is_visible(point.name, visitor)
    assert not registry.is_visible(row.name, visitor)
    assert registry.is_visible(row.name, member)
    assert registry.institution_of(point.name) == registry.institution_of(row.name) == torn.draft.institution_id
    assert registry.address_of(point.name) == reverse("consultations:point", args=[point.pk])
    assert registry.title_of(point.name)


def test_a_point_shows_everybody_behind_it_page_by_page(
    distributed: Consultation,
    member: Actor,
    other_member: Actor,
    secretariat: Actor,
    ministry: Actor,
    clock: Any,
    client_as: As,
    at: datetime,
) -> None:
    for who in (member, other_member):
        samples.comment(distributed, who, at, "I njëjti tekst.")
    samples.submit(distributed, secretariat)
    point = Point.objects.get()
    page = client_as(secretariat).get(address("point", point.pk)).content.decode()
    assert page.count("I njëjti tekst.") >= 3
    page = client_as(member).get(address("contribution", Contribution.objects.order_by("pk")[0].pk)).content.decode()
    assert "Others who say the same" in page
    assert "Centar za životnu sredinu" in page


def test_other_apps_are_asked_by_name_and_what_is_missing_leads_further(
    torn: Consultation, member: Actor, client_as: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = said_with("(14)")
    asked: list[tuple[str, frozenset[Missing]]] = []

    def step(name: str, actor: Actor, missing: frozenset[Missing]) -> list[NextStep]:
        asked.append((name, missing))
        return [NextStep("request", "Kërko dokumentin", "/documents/new/")]

    monkeypatch.setattr(registry._registry, "next_steps", [*registry._registry.next_steps, step])
    related = Related("position", "Qëndrimi", "Qëndrimi i rrjetit", "/positions/1/", "miratuar")
    monkeypatch.setattr(registry._registry, "related", {"contribution": [lambda keys, actor: {row.pk: [related]}]})
    page = client_as(member).get(address("contribution", row.pk)).content.decode()
    assert asked == [(row.name, frozenset({Missing.TEXT}))]
    assert 'href="/documents/new/"' in page
    assert "Qëndrimi i rrjetit" in page
    assert address("propose_raising", point_with("(14)").pk) in page


# --- The view of an answer -------------------------------------------------------------------------------------------------
def test_a_view_is_recorded_changed_and_kept(torn: Consultation, member: Actor, client_as: As) -> None:
    row = said_with("(14)")
    client, path = client_as(member), address("satisfaction", row.pk)
    answer = client.post(path, {"view": "no", "reason": "Nuk na bind."}, follow=True)
    assert "Your view of the answer is recorded." in answer.content.decode()
    client.post(path, {"view": "partly", "reason": "Pak më mirë."})
    first, second = Satisfaction.objects.order_by("pk")
    assert (first.view, first.until is None, second.view, second.until) == ("no", False, "partly", None)
    assert (second.organization, second.person) == (samples.organization_of(member), member.person)
    page = client.get(address("contribution", row.pk)).content.decode()
    assert "Pak më mirë." in page
    assert "1 earlier view" in page
    client.post(path, {"undo": "1"})
    assert not Satisfaction.objects.filter(until=None).exists()
    assert Entry.objects.filter(verb="contribution.answer_valued", about_id=row.pk).count() == 2


def test_the_same_view_again_changes_nothing(torn: Consultation, member: Actor) -> None:
    row = said_with("(14)")
    assert value(row, member).pk == value(row, member).pk
    assert Satisfaction.objects.count() == 1


def test_nothing_typed_is_lost_when_a_view_is_refused(torn: Consultation, member: Actor, client_as: As) -> None:
    row = said_with("(14)")
    answer = client_as(member).post(address("satisfaction", row.pk), {"view": "no", "reason": ""})
    assert answer.status_code == 422
    assert "Write why, in a sentence or two" in answer.content.decode()
    with pytest.raises(ReasonMissing):
        value(row, member, reason=" ")
    with pytest.raises(NoSuchView):
        value(row, member, view="maybe")
    assert not Satisfaction.objects.exists()


def test_only_the_contributor_or_who_speaks_for_the_organization_has_a_view(
    torn: Consultation, member: Actor, other_member: Actor, secretariat: Actor, ministry: Actor, client_as: As
) -> None:
    row = said_with("(14)")
    for who in (other_member, secretariat):
        with pytest.raises(NotAllowed):
            value(row, who)
    with pytest.raises(permissions.NotFound):
        value(row, ministry)
    assert 'name="view"' not in client_as(other_member).get(address("contribution", row.pk)).content.decode()
    # Somebody else who speaks for the organization today may; who does not speak for it any more may not.
    assert other_member.person is not None
    assert member.person is not None
    Mandate.objects.create(
        person=other_member.person, organization=samples.organization_of(member), scope="speak", since=date(2020, 1, 1)
    )
    assert value(row, other_member, "yes", "").organization == samples.organization_of(member)
    Mandate.objects.filter(person=member.person).update(until=AFTER.date() - timedelta(days=1))
    with pytest.raises((NotAllowed, MandateLapsed)):
        value(row, member)


def test_there_is_no_view_before_there_is_an_answer(submitted: Consultation, member: Actor, clock: Any) -> None:
    clock.move_to(AFTER)
    with pytest.raises(NoAnswerYet):
        value(Contribution.objects.get(article="art_2"), member)


def test_two_views_in_force_are_refused_by_the_database(torn: Consultation, member: Actor) -> None:
    made = value(said_with("(14)"), member)
    made.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)


def test_another_answer_makes_the_view_one_of_an_earlier_answer(
    torn: Consultation, member: Actor, ministry: Actor, client_as: As
) -> None:
    row, point = said_with("(14)"), point_with("(14)")
    value(row, member)
    actions.answer_point(torn.pk, point.pk, outcome="accepted", text="Po.", by=ministry, at=AFTER + timedelta(hours=1))
    page = client_as(member).get(address("contribution", row.pk)).content.decode()
    assert "It is of an earlier answer" in page
    assert "1 earlier answer" in page


def test_views_are_counted_for_the_consultation_the_institution_and_the_report(
    torn: Consultation, member: Actor, other_member: Actor, queries: Any
) -> None:
    assert satisfaction.of_consultation(torn).given == 0
    value(said_with("(14)"), member)
    value(said_with("(18)"), other_member, "yes", "")
    with queries(2):
        views = satisfaction.of_consultation(torn)
    assert (views.yes, views.partly, views.no, views.answered, views.satisfied_percent) == (1, 0, 1, 4, 50)
    assert satisfaction.of_institution(torn.draft.institution_id) == views
    assert satisfaction.of_institutions() == {torn.draft.institution_id: views}
    counted = figures.figures(torn)
    assert (counted.views_yes, counted.views_no) == (1, 1)
    assert counted.as_dict()["views_no"] == 1


def test_the_desk_and_the_link_of_the_mail_ask_for_views_for_a_while(torn: Consultation, member: Actor) -> None:
    def asked(at: datetime) -> list[Any]:
        return [row for row in waiting(member, at) if "show=waiting" in row.address]

    assert member.person is not None
    (row,) = asked(AFTER)
    assert row.until is not None
    assert registry.address_for(torn.name, member.person.pk) == reverse("consultations:own", args=[torn.pk])
    assert asked(AFTER + timedelta(days=31)) == []
    for words in ("(14)", "paqartë"):
        value(said_with(words), member)
    assert asked(AFTER) == []
    assert registry.address_for(torn.name, member.person.pk) == reverse("consultations:room", args=[torn.pk])


# --- One's own ---------------------------------------------------------------------------------------------------------------
def test_ones_own_are_filtered_and_taken_along(torn: Consultation, member: Actor, client_as: As, queries: Any) -> None:
    client, path = client_as(member), address("own", torn.pk)
    value(said_with("paqartë"), member)
    client.get(path)
    with queries(at_most=14):
        page = client.get(path).content.decode()
    assert page.count('class="comment') >= 2
    for show, n in (("", 2), ("answered", 2), ("flagged", 2), ("waiting", 1)):
        assert client.get(path, {"show": show}).content.decode().count('id="contribution-') == n, show
    sheet = client.get(address("own_file", torn.pk), {"show": "waiting"}).content.decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(sheet))
    assert len(head) == len(row) == 14
    assert "rejected, but changed" in row


# --- Contradictions ----------------------------------------------------------------------------------------------------------
def test_every_kind_of_contradiction_is_found_and_counted(torn: Consultation, queries: Any) -> None:
    row = Consultation.objects.select_related("version").get(pk=torn.pk)
    with queries(2):
        counted = contradictions.counted(row)
    assert (counted.missing, counted.unchanged, counted.changed, counted.explained, counted.open) == (1, 1, 1, 0, 3)


def test_the_list_is_filtered_and_downloaded(
    torn: Consultation, secretariat: Actor, member: Actor, visitor: Actor, client_as: As, queries: Any
) -> None:
    client, path = client_as(secretariat), address("contradictions", torn.pk)
    client.get(path)
    with queries(at_most=18):
        page = client.get(path).content.decode()
    assert page.count('id="p-') == 3
    for query, n in (
        ("kind=missing", 1),
        ("kind=changed", 1),
        ("state=explained", 0),
        ("state=open", 3),
        ("article=art_2", 1),
        ("words=paqart", 1),
    ):
        assert client.get(f"{path}?{query}").content.decode().count('id="p-') == n, query
    sheet = client.get(address("contradictions_file", torn.pk, "csv")).content.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(sheet)))) == 4
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(address("contradictions_file", torn.pk, "xlsx") + "?kind=missing").content)
    )
    assert book.active is not None
    assert book.active.max_row == 2
    assert client.get(address("contradictions_file", torn.pk, "pdf")).status_code == 404
    assert client_as(member).get(path).status_code == 200
    assert client_as(visitor).get(path).status_code == 404


def test_asking_tells_both_sides_once(
    torn: Consultation, secretariat: Actor, ministry: Actor, member: Actor, client_as: As
) -> None:
    Message.objects.all().delete()
    client = client_as(secretariat)
    client.post(address("ask_explanations", torn.pk))
    inquiry = Inquiry.objects.get()
    # Five working days, the day of asking excluded: Saturday 19 December, the holidays of the year's end between.
    assert inquiry.answer_until > AFTER + timedelta(days=6)
    assert len(inquiry.points) == 3
    (to_institution,) = Message.objects.filter(kind="explanations_asked")
    assert to_institution.person == ministry.person
    assert Message.objects.filter(kind="contradictions_found").count() == 2
    page = client.post(address("ask_explanations", torn.pk), follow=True).content.decode()
    assert "There is nothing to ask" in page
    with pytest.raises(NothingToAsk):
        actions.ask_explanations(torn.pk, by=secretariat, at=AFTER)
    with pytest.raises(NotAllowed):
        actions.ask_explanations(torn.pk, by=member, at=AFTER)
    assert ministry.person is not None
    assert registry.address_for(torn.name, ministry.person.pk) == reverse(
        "consultations:contradictions", args=[torn.pk]
    )
    assert any("contradictions" in row.address for row in waiting(ministry, AFTER))
    assert any("contradictions" in row.address for row in waiting(secretariat, AFTER))


def test_the_institution_explains_and_it_stands_beside_the_point(
    torn: Consultation, ministry: Actor, member: Actor, secretariat: Actor, client_as: As
) -> None:
    point = point_with("(18)")
    client = client_as(ministry)
    answer = client.post(
        address("explain", point.pk), {"text": "Hyn në versionin e ardhshëm.", "list": "1", "back": "kind=missing"}
    )
    assert answer["Location"].endswith(f"/contradictions/?kind=missing#p-{point.pk}")
    client.post(address("explain", point.pk), {"text": "Hyn në versionin e tretë."})
    old, now = Explanation.objects.order_by("pk")
    assert (old.until is None, now.until, now.kind, now.by_officer) == (False, None, "missing", False)
    page = client_as(member).get(address("point", point.pk)).content.decode()
    assert "Hyn në versionin e tretë." in page
    assert "1 earlier explanation" in page
    assert contradictions.counted(torn).open == 2
    assert "Hyn në versionin e tretë." in client.get(address("matrix", torn.pk)).content.decode()
    # Entered by the secretariat what came on paper.
    assert actions.explain(
        point_with("paqartë").pk, text="Në udhëzues.", language="sq", by=secretariat, at=AFTER
    ).by_officer


def test_an_explanation_holds_for_its_answer_and_its_text(
    torn: Consultation, ministry: Actor, secretariat: Actor
) -> None:
    point = point_with("(18)")
    actions.explain(point.pk, text="Më vonë.", language="sq", by=ministry, at=AFTER)
    actions.answer_point(torn.pk, point.pk, outcome="partly", text="Pjesërisht.", by=ministry, at=AFTER)
    assert contradictions.counted(torn).open == 3
    actions.explain(point.pk, text="Më vonë, pjesërisht.", language="sq", by=ministry, at=AFTER)
    assert contradictions.counted(torn).open == 2
    actions.add_version(
        torn.pk,
        samples.read_text(samples.FOURTEEN + "\n", "v3.txt"),
        received_on=AFTER.date(),
        label="",
        without_articles=False,
        by=secretariat,
        at=AFTER,
    )
    assert contradictions.counted(torn).explained == 0


def test_only_what_contradicts_is_explained_and_only_by_the_institution(
    torn: Consultation, ministry: Actor, member: Actor, client_as: As
) -> None:
    noted = point_with("herët")
    with pytest.raises(NoContradiction):
        actions.explain(noted.pk, text="Fjalë.", language="sq", by=ministry, at=AFTER)
    with pytest.raises(NotAllowed):
        actions.explain(point_with("(18)").pk, text="Fjalë.", language="sq", by=member, at=AFTER)
    answer = client_as(ministry).post(address("explain", point_with("(18)").pk), {"text": ""})
    assert (answer.status_code, Explanation.objects.count()) == (422, 0)


def test_the_report_counts_open_contradictions_and_wants_them_seen(
    torn: Consultation, secretariat: Actor, ministry: Actor, visitor: Actor, client_as: As
) -> None:
    actions.explain(point_with("(18)").pk, text="Hyn më vonë.", language="sq", by=ministry, at=AFTER)
    client, path = client_as(secretariat), address("publish_report", torn.pk)
    assert "At 2 points the answer and the text differ" in client.get(path).content.decode()
    answer = client.post(path, {"foreword": "Parathënie."})
    assert answer.status_code == 422
    assert "Parathënie." in answer.content.decode()
    with pytest.raises(OpenContradictions):
        actions.publish_report(torn.pk, foreword="", despite=1, by=secretariat, at=AFTER)
    client.post(path, {"foreword": "Parathënie.", "despite": "2"})
    torn.refresh_from_db()
    assert torn.report.figures["text_explained"] == 1
    page = client_as(visitor).get(address("report", torn.pk)).content.decode()
    assert "3 points; 1 explained by the institution." in page
    assert "Hyn më vonë." in page
    with pytest.raises(WrongStatus):
        actions.ask_explanations(torn.pk, by=secretariat, at=AFTER)


# --- The Council -------------------------------------------------------------------------------------------------------------
def test_a_point_goes_to_the_council_and_is_marked_as_raised(
    torn: Consultation, member: Actor, other_member: Actor, secretariat: Actor, client_as: As, queries: Any
) -> None:
    point = point_with("(14)")
    client = client_as(member)
    assert "Put it on the list" in client.get(address("propose_raising", point.pk)).content.decode()
    client.post(address("propose_raising", point.pk), {"reason": "Na prek të gjithëve."})
    row = Raised.objects.get()
    assert (row.status, row.organization) == ("waiting", samples.organization_of(member))
    with pytest.raises(ProposedAlready):
        actions.propose_raising(point.pk, reason="Prapë.", language="sq", by=secretariat, at=AFTER)
    with pytest.raises(NotAllowed):
        actions.propose_raising(point_with("paqartë").pk, reason="Jo e imja.", language="sq", by=other_member, at=AFTER)
    officer = client_as(secretariat)
    officer.get(address("council"))
    with queries(at_most=9):
        assert "Na prek të gjithëve." in officer.get(address("council")).content.decode()
    assert (
        officer.post(address("council_action", row.pk, "raised"), {"on": "2026-12-18", "meeting": ""}).status_code
        == 422
    )
    with pytest.raises(RaisedTomorrow):
        actions.mark_raised(
            row.pk, on=AFTER.date() + timedelta(days=1), meeting="Mbledhja", note="", by=secretariat, at=AFTER
        )
    with pytest.raises(MeetingMissing):
        actions.mark_raised(row.pk, on=AFTER.date(), meeting=" ", note="", by=secretariat, at=AFTER)
    officer.post(
        address("council_action", row.pk, "raised"), {"on": "2026-12-18", "meeting": "Mbledhja e 12-të", "note": ""}
    )
    assert (
        "Raised in the Council on 18 December 2026: Mbledhja e 12-të"
        in client.get(address("point", point.pk)).content.decode()
    )
    with pytest.raises(WrongStatus):
        actions.drop_raising(row.pk, reason="Jo.", by=secretariat, at=AFTER)
    officer.post(address("council_action", row.pk, "back"))
    row.refresh_from_db()
    assert (row.status, row.raised_on, row.meeting) == ("waiting", None, "")
    sheet = officer.get(address("council_file", "csv")).content.decode("utf-8-sig")
    assert "Na prek të gjithëve." in sheet
    assert officer.get(address("council_file", "docx")).content.startswith(b"PK")
    with pytest.raises(permissions.NotFound):
        actions.mark_raised(row.pk, on=AFTER.date(), meeting="M", note="", by=member, at=AFTER)


# --- Erasing, history ----------------------------------------------------------------------------------------------------------
def test_erasing_takes_the_reason_of_a_view_of_ones_own(
    discussed: Consultation, member: Actor, secretariat: Actor, ministry: Actor, clock: Any, at: datetime
) -> None:
    own = samples.comment(discussed, member, at, "Vetëm e imja.", as_organization=False)
    samples.judge(
        discussed, secretariat, ministry, clock, {"Vetëm": "rejected", "Afati": "rejected", "četrnaest": "noted"}
    )
    value(own, member, reason="Personale.")
    of_organization = Contribution.objects.get(article="art_2", organization=samples.organization_of(member))
    value(of_organization, member, reason="E organizatës.")
    assert member.person is not None
    held = privacy.copy_of(member.person) if hasattr(privacy, "copy_of") else None
    assert held is None or "Personale." in str(held)
    privacy.erase_person(member.person.pk, by=secretariat, at=AFTER)
    assert Satisfaction.objects.get(contribution=own).reason == ""
    assert Satisfaction.objects.get(contribution=of_organization).reason == "E organizatës."


def test_every_step_has_a_sentence_in_the_history(
    torn: Consultation, member: Actor, secretariat: Actor, ministry: Actor, client_as: As
) -> None:
    value(said_with("(14)"), member)
    actions.ask_explanations(torn.pk, by=secretariat, at=AFTER)
    actions.explain(point_with("(18)").pk, text="Më vonë.", language="sq", by=ministry, at=AFTER)
    actions.propose_raising(point_with("(14)").pk, reason="Po.", language="sq", by=member, at=AFTER)
    page = client_as(secretariat).get(address("history", torn.pk) + "?all=1").content.decode()
    for part in (
        "A contributor said what they think of the answer: not satisfied.",
        "The institution was asked to explain 3 points whose answer and text differ",
        "The institution explained point",
        "was proposed for the Council.",
    ):
        assert part in page, part


# --- The matrix as a list ------------------------------------------------------------------------------------------------------
def test_the_matrix_is_filtered_by_who_and_by_contradiction(
    torn: Consultation, secretariat: Actor, client_as: As
) -> None:
    client, path = client_as(secretariat), address("matrix", torn.pk)
    for query, n in (
        ("who=Forumi", 2),
        ("who=jelena", 0),
        # One letter is the beginning of a name, not any letter in it.
        ("who=f", 2),
        ("who=m", 0),
        ("who=životnu", 2),
        ("text=flagged", 3),
        ("text=missing", 1),
        ("text=flagged&who=Forumi", 2),
    ):
        assert client.get(f"{path}?{query}").content.decode().count("<tr data-row") == n, query
    sheet = client.get(address("matrix_file", torn.pk, "csv") + "?who=Forumi").content.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(sheet)))) == 3


def test_the_matrix_asks_as_much_for_many_points_as_for_few(
    torn: Consultation, ministry: Actor, client_as: As, queries: Any
) -> None:
    client, path = client_as(ministry), address("matrix", torn.pk)

    def asked(query: str) -> int:
        client.get(path + query)
        with queries(at_most=11) as seen:
            client.get(path + query)
        return len(seen)

    before = [asked(query) for query in ("", "?who=Qendra", "?text=flagged", "?words=fjala")]
    rows = Point.objects.bulk_create(
        [
            Point(consultation=torn, number=n, position=n, language="sq", text=f"Një fjalë e re {n}.")
            for n in range(10, 400)
        ]
    )
    said = Contribution.objects.bulk_create(
        [
            Contribution(
                consultation=torn,
                version=torn.version,
                kind="comment",
                author=ministry.person,
                language="sq",
                text=row.text,
                given_at=AFTER,
            )
            for row in rows
        ]
    )
    through = Point.contributions.through
    through.objects.bulk_create([through(point=row, contribution=each) for row, each in zip(rows, said, strict=True)])
    Consultation.objects.filter(pk=torn.pk).update(revision=torn.revision + 100)
    assert [asked(query) for query in ("", "?who=Qendra", "?text=flagged", "?words=fjala")] == before


def test_a_long_matrix_is_made_as_pdf_by_the_worker_with_its_progress(
    torn: Consultation, ministry: Actor, visitor: Actor, client_as: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "LONG", 2)
    client, path = client_as(ministry), address("matrix_export", torn.pk, "pdf")
    assert client.get(address("matrix_file", torn.pk, "pdf"))["Location"] == path
    assert client.get(address("matrix_file", torn.pk, "pdf") + "?text=missing")["Content-Type"] == "application/pdf"
    assert "Make the PDF" in client.get(path).content.decode()
    client.post(path)
    client.post(path)
    (row,) = torn.exports.all()
    if row.made_at is None:
        assert "It waits for its turn." in client.get(path).content.decode()
        exports.make_export(row.pk, at=AFTER)
    row.refresh_from_db()
    assert (row.parts, row.parts_done) == (1, 1)
    assert client.get(f"{path}?file=1").content.startswith(b"%PDF")
    assert client_as(visitor).get(path).status_code == 404
    assert exports.forget_old_exports(at=AFTER + timedelta(days=2)) == 1


def test_the_system_reads_everything(torn: Consultation) -> None:
    assert contradictions.kind_of(None) is None
    assert satisfaction.answered_point(said_with("(14)"), SYSTEM) == point_with("(14)")
    assert {kind.value for kind in Contradiction} == {"missing", "unchanged", "changed"}
