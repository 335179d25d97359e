"""The story of the demo network keeps every rule of the house, whatever day it is told on, and is told once."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F, Max, Q
from django.test import Client, override_settings
from django.urls import resolve, reverse
from django.utils import timezone, translation

from civikos.interfaces.demo import pages, seeds
from civikos.interfaces.demo.people import MEMBER, OFFICER, OFFICIAL
from civikos.interfaces.demo.seeds import material
from civikos.kernel.accounts.actor import NOBODY, Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit import queries as audit
from civikos.kernel.audit.models import Entry, LogLeaf, LogPending
from civikos.kernel.correspondence.models import Message
from civikos.kernel.entrance.models import Token
from civikos.kernel.workdays import queries as workdays
from civikos.kernel.workdays.counting import next_working_day
from civikos.programs.consultations.actions import contributions as saying
from civikos.programs.consultations.actions import papers
from civikos.programs.consultations.models import (
    Consultation,
    Contribution,
    Paper,
    Placement,
    Point,
    Recipient,
    Revision,
    Support,
    TakenUp,
)
from civikos.programs.consultations.queries import grouping, takenup
from civikos.programs.consultations.states import ContributionStatus, Status
from civikos.registers.legislation.models import ArticleFate, Provision
from civikos.registers.organizations import queries as organizations
from civikos.registers.organizations.models import Mandate, Organization

ZONE = ZoneInfo("Europe/Belgrade")
AT = datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)
SIZE = 24


@pytest.fixture(scope="module")
def place(tmp_path_factory: Any) -> Iterator[None]:
    """Files and mail in a folder of this module's own; the folder relay."""

    folder = tmp_path_factory.mktemp("demo")
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(folder / "files")}}
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        DEMO=True,
        MAIL_DIR=folder / "mail",
        STORAGES={"default": storage, "staticfiles": static},
        EMAIL_BACKEND="civikos.kernel.correspondence.folder.FolderBackend",
    ):
        yield


@pytest.fixture(scope="module")
def told(place: None, _profile: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[seeds.Loaded]:
    """The whole story once for this module, on a Tuesday at ten; rolled back at its end."""
    import time_machine

    from tests import profile_rows

    with django_db_blocker.unblock(), time_machine.travel(AT, tick=False), transaction.atomic():
        profile_rows.write(_profile)
        yield seeds.load(at=AT, organizations=SIZE)
        transaction.set_rollback(True)


def of_status(status: str) -> Consultation:
    """The one consultation in a state; of the two with the members, the one that is not about to close."""
    return (
        Consultation.objects.filter(status=status)
        .order_by("-members_until")
        .select_related("draft__institution", "version")[0]
    )


# And two with the members.
ONE_IN_EVERY_STATE = {
    "registered": 1,
    "distributed": 2,
    "submitted": 1,
    "answered": 1,
    "reported": 1,
    "withdrawn": 1,
}


class TestStates:
    def test_there_is_one_in_every_state_and_two_with_the_members(self, told: seeds.Loaded) -> None:
        counted = Counter(Consultation.objects.values_list("status", flat=True))
        assert counted == {
            "registered": 1,
            "distributed": 2,
            "submitted": 1,
            "answered": 1,
            "reported": 1,
            "withdrawn": 1,
        }
        assert told.story.consultations == 7
        assert told.story.mails > 100

    def test_one_closes_on_the_next_working_day_at_the_end_of_office_hours(self, told: seeds.Loaded) -> None:
        first, second = Consultation.objects.open_at(AT).order_by("members_until")
        tomorrow = next_working_day(AT.date() + timedelta(days=1), workdays.days_off())
        assert timezone.localtime(first.members_until) == datetime(
            tomorrow.year, tomorrow.month, tomorrow.day, 16, 0, tzinfo=ZONE
        )
        assert second.members_until > AT + timedelta(days=7)

    def test_every_deadline_is_a_working_day_and_the_members_comes_first(self, told: seeds.Loaded) -> None:
        off = workdays.days_off()
        for row in Consultation.objects.all():
            for moment in (row.members_until, row.government_until):
                assert next_working_day(timezone.localdate(moment), off) == timezone.localdate(moment)
            assert row.received_at < row.members_until < row.government_until

    def test_the_open_one_is_in_three_languages_article_by_article(self, told: seeds.Loaded) -> None:
        articles = Provision.objects.filter(version=of_status(Status.DISTRIBUTED).version, kind="article").annotate(
            n=Count("wordings")
        )
        assert [row.n for row in articles] == [3] * 55

    def test_texts_were_read_without_loss_from_word_pdf_and_plain_text(self, told: seeds.Loaded) -> None:
        endings = {
            file.rpartition(".")[2]
            for file in Consultation.objects.values_list("version__expressions__file__name", flat=True)
        }
        assert endings == {"docx", "pdf", "txt"}
        meetings = of_status(Status.ANSWERED).version
        assert Provision.objects.filter(version=meetings, kind="article").count() == 12

    def test_half_of_the_points_of_the_submitted_one_are_answered(self, told: seeds.Loaded) -> None:
        points = Point.objects.filter(consultation=of_status(Status.SUBMITTED))
        answered = points.exclude(outcome="").count()
        assert 0.35 <= answered / points.count() <= 0.65
        assert not points.filter(number=None).exists()

    def test_the_reported_one_has_a_second_version_with_comments_carried_over(self, told: seeds.Loaded) -> None:
        row = of_status(Status.REPORTED)
        newer = row.draft.versions.get(number=2)
        assert {"unchanged", "changed", "new", "removed", "moved"} <= set(
            ArticleFate.objects.filter(older=row.version, newer=newer).values_list("fate", flat=True)
        )
        standing = Contribution.objects.filter(consultation=row, status=ContributionStatus.ACTIVE)
        placed = Placement.objects.filter(contribution__in=standing, version=newer)
        assert placed.count() == standing.exclude(provision=None).count() > 0
        assert placed.exclude(provision=None).count() > 0.8 * placed.count()
        assert not row.points.filter(outcome="").exists()
        assert row.report.published_at < AT

    def test_the_reported_one_shows_what_the_text_took_up(self, told: seeds.Loaded) -> None:
        row = Consultation.objects.get(status="reported")
        counted = takenup.counted(row)
        assert counted.version == 2
        assert counted.yes + counted.cannot_tell + counted.no > 0
        assert TakenUp.objects.filter(verdict="no").exists()
        assert not TakenUp.objects.filter(verdict="cannot_tell", why="no_common_language").exists()

    def test_the_open_one_has_a_campaign(self, told: seeds.Loaded) -> None:
        row = Contribution.objects.filter(text__contains="pesëmbëdhjetë ditë pune, sepse shoqatat").first()
        assert row is not None
        groups = [each for each in grouping.groups(row.consultation) if row.pk in each.keys]
        assert groups
        assert groups[0].kind == "edited"

    def test_papers_are_made_where_they_are_due_and_nowhere_else(self, told: seeds.Loaded) -> None:
        made = Counter(Paper.objects.values_list("consultation__status", "kind"))
        matrix_and_letter = {
            (status, kind): n
            for status in ("submitted", "answered", "reported")
            for kind, n in (("matrix", 4), ("letter", 1))
        }
        assert made == {**matrix_and_letter, ("reported", "report"): 3}


class TestRules:
    def test_nothing_was_said_outside_its_window(self, told: seeds.Loaded) -> None:
        outside = (
            ~Q(given_at__gte=F("consultation__distributed_at"))
            | ~Q(given_at__lt=F("consultation__members_until"))
            | Q(given_at__gt=AT)
        )
        assert Contribution.objects.count() == told.story.contributions > 50
        assert not Contribution.objects.filter(outside).exists()
        late = Q(edited_at__gte=F("consultation__members_until"))
        assert not Contribution.objects.filter(late).exists()
        assert not Support.objects.filter(given_at__gte=F("contribution__consultation__members_until")).exists()
        assert not Support.objects.filter(given_at__lt=F("contribution__given_at")).exists()

    def test_whoever_spoke_for_an_organization_held_its_mandate_that_day(self, told: seeds.Loaded) -> None:
        # The network itself speaks by a position that was adopted, through nobody.
        for row in Contribution.objects.exclude(organization=None).exclude(channel="position").select_related("author"):
            assert row.author is not None
            assert organizations.may_speak_for(row.author, row.organization_id or 0, timezone.localdate(row.given_at))

    def test_quotes_stand_in_the_text_and_proposals_change_it(self, told: seeds.Loaded) -> None:
        quoted = Contribution.objects.exclude(quote="")
        assert quoted.count() > 5
        for row in quoted.select_related("provision"):
            assert row.provision is not None
            words = row.provision.wordings.get(language=row.language).text
            assert f"{row.quote_prefix}{row.quote}{row.quote_suffix}" in words
        proposals = Contribution.objects.filter(kind=Contribution.Kind.PROPOSAL)
        assert proposals.exists()
        assert not proposals.filter(Q(original="") | Q(proposed="") | Q(proposed=F("original"))).exists()

    def test_some_were_edited_and_some_supported(self, told: seeds.Loaded) -> None:
        assert Revision.objects.exists()
        assert Support.objects.count() == told.story.supports > 0
        assert not Support.objects.filter(organization=F("contribution__organization")).exists()

    def test_nobody_got_a_message_twice_and_none_is_left_or_in_the_future(self, told: seeds.Loaded) -> None:
        once = [
            "consultation_invitation",
            "consultation_reminder",
            "new_version",
            "report_published",
            "answers_received",
            "submission_to_ministry",
        ]
        twice = (
            Message.objects.filter(kind__in=once)
            .values("kind", "about", "person")
            .annotate(n=Count("pk"))
            .filter(n__gt=1)
        )
        assert not twice
        states = Counter(Message.objects.values_list("state", flat=True))
        # What comes back, and what is not sent any more to an address that does not work.
        assert set(states) == {"sent", "bounced", "no_address"}
        assert not Message.objects.filter(Q(date__gt=AT) | Q(handed_at__gt=AT)).exists()
        # Of addresses that look like any other, it is known why mail came back.
        assert not Message.objects.filter(state="bounced", fault="").exclude(address__endswith=".invalid").exists()

    def test_personal_links_are_kept_as_hashes_only_and_still_open(self, told: seeds.Loaded) -> None:
        assert not Message.objects.exclude(secrets=[]).filter(state="sent").exists()
        links = Token.objects.filter(purpose=Token.Purpose.PERSONAL_LINK, audience=of_status(Status.DISTRIBUTED).name)
        assert links.exists()
        assert not links.exclude(browser="").exists()
        assert not links.filter(expires_at__lt=AT).exists()

    def test_delivery_shows_links_opened_and_people_who_have_not(self, told: seeds.Loaded) -> None:
        for row in Consultation.objects.exclude(status=Status.REGISTERED):
            opened = Recipient.objects.filter(consultation=row).aggregate(
                opened=Count("pk", filter=Q(opened_at__isnull=False)), waiting=Count("pk", filter=Q(opened_at=None))
            )
            assert opened["opened"]
            assert opened["waiting"]
        assert not Recipient.objects.filter(opened_at__lt=F("invited_at")).exists()
        assert Message.objects.filter(kind="consultation_invitation", state="bounced").exists()

    def test_the_trail_and_the_log_know_everything_in_order(self, told: seeds.Loaded) -> None:
        assert not LogPending.objects.exists()
        found = audit.recount()
        assert (found.first_wrong, found.size) == (None, LogLeaf.objects.count())
        # Requests for documents are brought in after the rest, each in its own order.
        rest = LogLeaf.objects.exclude(subject__startswith="information_request:")
        hours = list(rest.order_by("sequence").values_list("at_hour", flat=True))
        assert hours == sorted(hours)
        newest = Entry.objects.aggregate(newest=Max("at"))["newest"]
        assert newest <= AT
        assert Entry.objects.filter(verb__startswith="contribution.given").count() == told.story.contributions

    def test_the_clock_finds_nothing_left_to_do(self, told: seeds.Loaded) -> None:
        before = Message.objects.count()
        saying.send_receipts(AT)
        papers.make_what_is_missing(AT, at=AT)
        assert Message.objects.count() == before
        assert (
            not Contribution.objects.filter(status=ContributionStatus.ACTIVE, receipted_at=None)
            .exclude(channel="position")
            .exists()
        )


class TestPeople:
    def test_the_secretariat_is_two_officers(self, told: seeds.Loaded) -> None:
        assert Actor(Person.objects.get(email=OFFICER)).is_secretariat
        assert Person.objects.filter(role_grants__role="secretariat").count() == 2

    def test_the_member_speaks_for_one_organization_and_has_an_invitation_unopened(self, told: seeds.Loaded) -> None:
        member = Person.objects.get(email=MEMBER)
        assert len(organizations.mandates_of(member, Mandate.Scope.SPEAK, AT.date())) == 1
        for row in Consultation.objects.open_at(AT).filter(recipients__person=member):
            assert row.recipients.get(person=member).opened_at is None
            assert not row.contributions.filter(author=member).exists()
        assert Consultation.objects.open_at(AT).filter(recipients__person=member).exists()

    def test_the_official_answers_where_points_are_open(self, told: seeds.Loaded) -> None:
        official = Person.objects.get(email=OFFICIAL)
        assert of_status(Status.SUBMITTED).draft.institution in organizations.mandates_of(
            official, Mandate.Scope.ANSWER, AT.date()
        )

    def test_every_institution_has_somebody_who_answers(self, told: seeds.Loaded) -> None:
        for institution in organizations.institutions():
            assert organizations.contact_of(institution, AT.date()) is not None, institution

    def test_some_mandates_have_lapsed_and_groups_have_members(self, told: seeds.Loaded) -> None:
        assert Mandate.objects.filter(until__lt=AT.date()).count() + Mandate.objects.filter(until=None).count() > 0
        groups = Organization.objects.filter(kind=Organization.Kind.WORKING_GROUP).annotate(n=Count("affiliations"))
        assert len(groups) == 5
        assert sum(row.n for row in groups) > 5

    def test_a_visitor_sees_what_is_public_only(self, told: seeds.Loaded) -> None:
        assert Consultation.objects.visible_to(NOBODY).count() == 6
        seen = Contribution.objects.visible_to(NOBODY).values_list("consultation__status", flat=True)
        assert set(seen) == {"answered", "reported"}


class TestPages:
    def test_every_main_page_has_a_name_of_its_own_and_an_address_of_the_house(self, told: seeds.Loaded) -> None:
        found = pages.main_pages()
        assert len({(name, key) for name, key, _path in found}) == len(found) >= 20
        assert {key for _name, key, _path in found} == {"s", "m", "i", "h", "v"}
        for _name, _key, path in found:
            resolve(path.partition("?")[0])

    @pytest.mark.parametrize("language", ["sq", "sr-latn", "en"])
    def test_every_main_page_opens_for_its_person(self, told: seeds.Loaded, language: str) -> None:
        with translation.override(language):
            for name, key, path in pages.main_pages():
                client = Client()
                client.post(reverse("demo:sign_in_as", args=[key]))
                assert client.get(path).status_code == 200, (name, key, path)


class TestTheCommand:
    def test_a_second_time_changes_nothing(self, told: seeds.Loaded) -> None:
        before = (Person.objects.count(), Message.objects.count(), Entry.objects.count())
        out = StringIO()
        call_command("seed", stdout=out)
        call_command("seed", "--if-empty", stdout=out)
        assert out.getvalue().count("loaded already") == 2
        assert (Person.objects.count(), Message.objects.count(), Entry.objects.count()) == before

    @pytest.mark.django_db
    def test_real_data_is_never_mixed_with_it(self, jurisdiction: None, settings: Any) -> None:
        Person.objects.create(email="somebody@example.org", name="Somebody")
        with pytest.raises(CommandError, match="not the demo's"):
            call_command("seed")
        out = StringIO()
        call_command("seed", "--if-empty", stdout=out)
        assert "was not loaded" in out.getvalue()
        assert Person.objects.count() == 1

    def test_too_few_are_refused(self) -> None:
        with pytest.raises(CommandError, match="fewer than 20"):
            call_command("seed", "--organizations", "5")


MOMENTS = {
    "a Monday before dawn": datetime(2026, 11, 23, 0, 5, tzinfo=ZONE),
    "a holiday after many": datetime(2027, 1, 2, 12, 0, tzinfo=ZONE),
    "the day the clocks change": datetime(2027, 3, 28, 2, 30, tzinfo=ZONE),
}


@pytest.mark.parametrize("at", MOMENTS.values(), ids=MOMENTS.keys())
@pytest.mark.django_db
def test_it_can_be_told_on_any_day(at: datetime, jurisdiction: None, place: None) -> None:
    import time_machine

    with time_machine.travel(at, tick=False):
        told = seeds.load(at=at, organizations=20)
    counted = Counter(Consultation.objects.values_list("status", flat=True))
    assert counted == ONE_IN_EVERY_STATE
    assert Consultation.objects.open_at(at).count() == 2
    outside = (
        ~Q(given_at__gte=F("consultation__distributed_at"))
        | ~Q(given_at__lt=F("consultation__members_until"))
        | Q(given_at__gt=at)
    )
    assert not Contribution.objects.filter(outside).exists()
    assert told.story.contributions == Contribution.objects.count() > 30


@pytest.mark.django_db
def test_the_same_day_gives_the_same_story(jurisdiction: None, place: None) -> None:
    import time_machine

    def everything() -> list[tuple[Any, ...]]:
        said = Contribution.objects.order_by("given_at", "author__email").values_list(
            "given_at", "author__email", "article", "text", "status"
        )
        return [
            *said,
            *Message.objects.order_by("date", "address", "kind").values_list("date", "address", "kind", "subject"),
        ]

    found = []
    for _turn in range(2):
        with time_machine.travel(AT, tick=False), transaction.atomic():
            seeds.load(at=AT, organizations=20)
            found.append(everything())
            transaction.set_rollback(True)
    assert found[0] == found[1]
    assert len(found[0]) > 100


class TestMaterial:
    @pytest.mark.parametrize("draft", ["participation", "volunteering", "municipal-meetings", "access-amendment"])
    def test_quotes_stand_once_in_the_draft_and_answers_fit_points(self, draft: str) -> None:
        texts = {
            language: (material.DRAFTS / file).read_text(encoding="utf-8")
            for language, file in material.drafts()[draft].texts.items()
        }
        for row in material.remarks(draft):
            if row.quote and row.language in texts:
                assert row.quote in texts[row.language], row
            assert not row.proposal or row.quote, row
        points = {row.point for row in material.remarks(draft)}
        assert set(material.replies(draft)) <= points

    def test_what_is_said_again_is_not_what_was_accepted(self) -> None:
        said = material.replies("participation")
        again = material.remarks_on_next_version()
        assert len(again) > 100
        assert all(said[row.point].outcome != "accepted" for row in again)
