"""Writing messages into the outbox: texts, doubles, headers, people who want no more."""

import csv
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as conf
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from civikos.kernel.accounts.actor import SYSTEM, Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit.models import Entry as AuditEntry
from civikos.kernel.correspondence import actions, forgetting, sending, texts
from civikos.kernel.correspondence.actions import Letter, enqueue
from civikos.kernel.correspondence.kinds import KINDS
from civikos.kernel.correspondence.models import Message, Mute, Template
from civikos.kernel.correspondence.texts import Text, UnknownVariable
from civikos.kernel.rulebook.models import Rule
from civikos.kernel.workflow.refusals import NotAllowed

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
State = Message.State


def kinds_of_profile() -> list[dict[str, str]]:
    with (conf.JURISDICTION_DIR / "messages" / "kinds.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def values(kind: str) -> dict[str, str]:
    return {name: f"‹{name}›" for name in texts.variables_of_kinds()[kind]}


def person(number: int = 1, **more: str) -> Person:
    return Person.objects.create(**{"email": f"p{number}@example.org", "name": f"P {number}", "language": "sq", **more})


def letter(to: Person, kind: str = "consultation_invitation", **more: object) -> Letter:
    return Letter(
        **{
            "address": to.email,
            "language": to.language,
            "person": to,
            "key": f"person:{to.pk}",
            "variables": values(kind),
            **more,
        }
    )


class TestTexts:
    def test_the_house_knows_every_kind_of_the_profile_and_the_same_may_be_stopped(self):
        rows = kinds_of_profile()
        assert {row["kind"] for row in rows} == set(KINDS)
        for row in rows:
            assert KINDS[row["kind"]].can_be_stopped == (row["may_unsubscribe"] == "1"), row["kind"]
            assert KINDS[row["kind"]].is_list == (row["class"] == "distribution"), row["kind"]

    @pytest.mark.parametrize("language", ["sq", "sr", "en"])
    @pytest.mark.parametrize("kind", sorted(KINDS))
    def test_every_text_is_filled_with_exactly_the_variables_of_its_kind(self, kind, language):
        text = texts.of_profile(kind, language)
        assert text.variables == texts.variables_of_kinds()[kind]
        subject, body = text.filled(values(kind))
        assert not re.search(r"[{}]", subject + body)
        with pytest.raises(UnknownVariable):
            text.filled({})

    def test_a_value_is_never_read_again_for_placeholders(self):
        subject, body = Text("{title}", "{title} {link}").filled({"title": "{link}", "link": "secret"})
        assert subject == "{link}"
        assert body == "{link} secret"

    @pytest.mark.django_db
    def test_a_text_of_the_networks_own_takes_the_place_of_the_profiles(self):
        Template.objects.create(kind="link_code", language="en", subject="Mine {code}", body="B {code}")
        chosen = texts.texts_of("link_code")
        assert chosen["en"].subject == "Mine {code}"
        assert chosen["sq"] == texts.of_profile("link_code", "sq")

    def test_letters_begin_as_the_profile_says(self):
        assert texts.opening("en", "Arta\nBcc: x@example.org") == "Dear Arta Bcc: x@example.org,"
        assert texts.opening("sr", "Jelena").startswith("Poštovan")


@pytest.mark.django_db
class TestOutbox:
    def test_a_letter_is_one_row_whatever_is_asked_twice(self):
        someone = person()
        for _turn in range(2):
            enqueue("consultation_invitation", [letter(someone)], about="consultation:1", at=AT)
        enqueue("consultation_invitation", [letter(someone)], about="consultation:2", at=AT)
        enqueue("consultation_reminder", [letter(someone, "consultation_reminder")], about="consultation:1", at=AT)
        assert Message.objects.count() == 3
        assert Message.objects.values("message_id").distinct().count() == 3

    def test_long_keys_that_differ_at_their_ends_are_two(self):
        someone = person()
        for ending in "ab":
            enqueue("consultation_invitation", [letter(someone, key="k" * 200 + ending)], about="consultation:1", at=AT)
        assert Message.objects.count() == 2

    def test_a_rollback_sends_nothing(self):
        def enqueue_and_fall() -> None:
            with transaction.atomic():
                enqueue("consultation_invitation", [letter(person())], about="consultation:1", at=AT)
                raise RuntimeError

        with pytest.raises(RuntimeError):
            enqueue_and_fall()
        assert not Message.objects.exists()

    def test_network_contact_and_salutation_are_filled_in(self):
        someone = person(language="en")
        enqueue(
            "sign_in_code",
            [letter(someone, "sign_in_code", variables={"code": "1234-5678", "minutes": "10"})],
            about="token:1",
            at=AT,
        )
        body = Message.objects.get().body
        assert "Dear P 1," in body
        assert conf.NETWORK_NAME in body
        assert "1234-5678" in body

    def test_a_thousand_letters_cost_a_fixed_number_of_queries(self, django_assert_max_num_queries):
        someone = person()
        letters = [letter(someone, key=f"person:{number}") for number in range(1000)]
        # SQLite takes 999 values in a statement, so a batch there is some fifty rows.
        with django_assert_max_num_queries(30):
            enqueue("consultation_invitation", letters, about="consultation:1", at=AT)
        assert Message.objects.count() == 1000

    def test_headers_let_the_reader_stop_a_list_with_one_click(self):
        someone = person()
        token = actions.unsubscribe_token(someone.pk, "consultation_invitation")
        enqueue(
            "consultation_invitation",
            [letter(someone, unsubscribe_url=f"https://c.example.org/sq/u/{token}/")],
            about="consultation:1",
            at=AT,
        )
        written = sending.written(Message.objects.get()).message()
        assert written["List-Unsubscribe"] == f"<https://c.example.org/sq/u/{token}/>"
        assert written["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert written["List-Id"] == f"<consultation-invitation.{conf.MAIL_DOMAIN}>"
        assert written["Auto-Submitted"] == "auto-generated"
        assert written["Date"]
        assert actions.read_unsubscribe_token(token) == (someone.pk, "consultation_invitation")

    @pytest.mark.parametrize(
        "token",
        [
            "",
            "1",
            "1.x.y",
            "x.consultation_invitation.0",
            "1.consultation_invitation.",
            "1.consultation_invitation." + "0" * 24,
        ],
    )
    def test_a_forged_token_says_nothing(self, token):
        assert actions.read_unsubscribe_token(token) is None

    def test_a_token_for_one_person_or_kind_is_none_for_another(self):
        token = actions.unsubscribe_token(1, "consultation_invitation")
        seal = token.rpartition(".")[2]
        assert actions.read_unsubscribe_token(f"2.consultation_invitation.{seal}") is None
        assert actions.read_unsubscribe_token(f"1.new_version.{seal}") is None

    def test_who_stopped_a_kind_gets_it_no_more_and_other_kinds_still(self):
        someone = person()
        body = "Hape https://c.example.org/l/SECRET/"
        Message.objects.create(
            kind="new_version",
            about="x:1",
            person=someone,
            address=someone.email,
            language="sq",
            dedup_key="k",
            message_id="<k@x>",
            subject="s",
            body=body,
            secrets=["SECRET"],
        )
        actions.stop_kind(someone.pk, "new_version", at=AT)
        actions.stop_kind(someone.pk, "new_version", at=AT)
        waiting = Message.objects.get()
        assert waiting.state == State.CANCELLED
        assert "SECRET" not in waiting.body
        enqueue("new_version", [letter(someone, "new_version")], about="x:2", at=AT)
        enqueue("contribution_receipt", [letter(someone, "contribution_receipt")], about="x:2", at=AT)
        assert list(Message.objects.exclude(pk=waiting.pk).values_list("kind", flat=True)) == ["contribution_receipt"]

    def test_codes_cannot_be_stopped(self):
        someone = person()
        Mute.objects.create(person=someone, kind="sign_in_code")
        assert enqueue("sign_in_code", [letter(someone, "sign_in_code")], about="token:1", at=AT) == 1

    def test_what_failed_or_is_held_can_be_sent_again_and_what_lost_its_words_cannot(self):
        for number, (state, body) in enumerate(
            [(State.FAILED, "b"), (State.HELD, "b"), (State.SENT, "b"), (State.FAILED, "")]
        ):
            Message.objects.create(
                kind="new_version",
                about="x:1",
                address="a@example.org",
                language="sq",
                dedup_key=str(number),
                message_id=f"<{number}@x>",
                subject="s",
                body=body,
                state=state,
                tries=5,
            )
        assert actions.try_again("x:1", at=AT) == 2
        assert Message.objects.filter(state=State.QUEUED, tries=0).count() == 2

    def test_old_messages_lose_their_words_and_keep_the_record(self):
        for number, (age, state) in enumerate(
            [(91, State.SENT), (89, State.SENT), (400, State.HELD), (91, State.CANCELLED)]
        ):
            Message.objects.create(
                kind="new_version",
                about="x:1",
                address="a@example.org",
                language="sq",
                dedup_key=str(number),
                message_id=f"<{number}@x>",
                subject="s",
                body="b",
                headers={"A": "b"},
                state=state,
                date=AT - timedelta(days=age),
            )
        Rule.objects.create(key=forgetting.RULE, value="90", unit="calendar_days", mark="S", source="s")
        assert forgetting.forget_bodies(at=AT) == 2
        assert list(Message.objects.order_by("pk").values_list("body", flat=True)) == ["", "b", "b", ""]
        assert Message.objects.get(dedup_key="0").address == "a@example.org"


@pytest.mark.django_db
class TestOwnTexts:
    BODY = "{salutation} {link} {unsubscribe}"

    def test_a_text_with_the_right_placeholders_takes_the_place_of_the_profiles_and_can_be_dropped(self):
        row = actions.write_text(
            "consultation_reminder", "sq", subject="Kujtesë: {title}", body=self.BODY, by=SYSTEM, at=AT
        )
        assert texts.texts_of("consultation_reminder")["sq"].subject == "Kujtesë: {title}"
        actions.write_text("consultation_reminder", "sq", subject="Tjetër", body=self.BODY, by=SYSTEM, at=AT)
        assert Template.objects.get().subject == "Tjetër"
        actions.drop_text(row.pk, by=SYSTEM, at=AT)
        assert texts.texts_of("consultation_reminder")["sq"] == texts.of_profile("consultation_reminder", "sq")
        assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == ["template.written"] * 2 + [
            "template.dropped"
        ]

    @pytest.mark.parametrize(
        ("subject", "body", "why"),
        [
            ("x", BODY + "{password}", "a placeholder it does not have"),
            ("x", "{salutation} {unsubscribe}", "no link"),
            ("x", "{link}", "no way to stop it"),
            ("", BODY, "no subject"),
            ("a\nBcc: x@example.org", BODY, "two lines in the subject"),
        ],
    )
    def test_a_text_that_would_fail_when_sent_is_refused_when_written(self, subject, body, why):
        with pytest.raises(actions.TextMisused):
            actions.write_text("consultation_reminder", "sq", subject=subject, body=body, by=SYSTEM, at=AT)
        assert not Template.objects.exists()

    def test_only_those_who_maintain_may_write_or_send_again(self):
        member = Actor(person())
        with pytest.raises(NotAllowed):
            actions.write_text("consultation_reminder", "sq", subject="x", body=self.BODY, by=member, at=AT)
        with pytest.raises(NotAllowed):
            actions.try_again_messages([1], by=member, at=AT)


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=200))
def test_no_text_of_people_can_add_a_header_or_a_line_to_the_head(title, name, reason):
    kind = "deadline_changed"
    subject, body = texts.of_profile(kind, "en").filled(
        {**values(kind), "title": title, "salutation": texts.opening("en", name), "reason": reason}
    )
    headers = {"Date": "Tue, 24 Nov 2026 09:00:00 -0000"}
    row = Message(address="a@example.org", subject=subject, body=body, message_id="<k@x.example.org>", headers=headers)
    raw = sending.written(row).message().as_bytes()
    head = raw.partition(b"\n\n")[0]
    names = sorted(re.findall(rb"(?m)^([A-Za-z-]+):", head))
    assert names == sorted(
        [
            b"Content-Type",
            b"MIME-Version",
            b"Content-Transfer-Encoding",
            b"Subject",
            b"From",
            b"To",
            b"Reply-To",
            b"Date",
            b"Message-ID",
        ]
    )
    assert b"\r" not in head
