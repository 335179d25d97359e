"""The maintenance pages: everything uncertain is shown as to be confirmed, and confirming goes through the action."""

from datetime import date

import pytest
from django.contrib.admin.sites import site
from django.test import Client

from civikos.kernel.accounts.models import Person
from civikos.kernel.audit.models import Entry
from civikos.kernel.correspondence.models import Message, Template
from civikos.kernel.rulebook.models import ProfileRow, Rule
from civikos.kernel.workdays.models import CalendarEdition, DayOff

pytestmark = pytest.mark.django_db


@pytest.fixture
def maintainer(client: Client) -> Client:
    person = Person.objects.create_superuser("maintainer@example.org", "a long enough password")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def rule(**more: object) -> Rule:
    return Rule.objects.create(**{"key": "k", "value": "5", "unit": "count", "mark": "R", "source": "s", **more})


def test_uncertain_rules_are_listed_and_confirmed_by_the_action(maintainer):
    open_row, closed = rule(), rule(key="c", mark="C")
    half = rule(key="h", mark="C", counting_mark="R")
    page = maintainer.get("/maintenance/rulebook/rule/?open=1").content.decode()
    assert f"/rule/{open_row.pk}/" in page
    assert f"/rule/{half.pk}/" in page
    assert f"/rule/{closed.pk}/" not in page
    maintainer.post("/maintenance/rulebook/rule/", {"action": "confirm", "_selected_action": [open_row.pk]})
    assert Rule.objects.get(pk=open_row.pk).is_confirmed
    assert Entry.objects.get(verb="rule.confirmed").actor.email == "maintainer@example.org"
    assert f"/rule/{open_row.pk}/" not in maintainer.get("/maintenance/rulebook/rule/?open=1").content.decode()


def test_a_changed_rule_is_confirmed_by_who_changed_it(maintainer):
    row = rule(note="n")
    form = maintainer.get(f"/maintenance/rulebook/rule/{row.pk}/change/").context["adminform"].form
    data = {name: value for name, value in form.initial.items() if value is not None} | {"value": "7"}
    answer = maintainer.post(f"/maintenance/rulebook/rule/{row.pk}/change/", data)
    assert answer.status_code == 302, answer.context["errors"]
    assert (Rule.objects.get(pk=row.pk).value, Rule.objects.get(pk=row.pk).is_confirmed) == ("7", True)
    assert Entry.objects.get(verb="rule.changed").details["from"] == "5"


def test_rows_of_the_profile_are_confirmed(maintainer):
    row = ProfileRow.objects.create(file="municipality_hub.csv", key="decan", digest="x", mark="R")
    assert "decan" in maintainer.get("/maintenance/rulebook/profilerow/?open=1").content.decode()
    maintainer.post("/maintenance/rulebook/profilerow/", {"action": "confirm", "_selected_action": [row.pk]})
    assert ProfileRow.objects.get().is_confirmed
    assert Entry.objects.filter(verb="profile_row.confirmed").count() == 1


def test_a_day_off_is_added_confirmed_and_taken_away_and_each_makes_an_edition(maintainer):
    names = {"name_sq": "Ditë", "name_sr_latn": "Dan", "name_en": "Day"}
    answer = maintainer.post(
        "/maintenance/workdays/dayoff/add/", {"date": "2026-11-30", "basis": "b", **names, "name": "Ditë"}
    )
    assert answer.status_code == 302, answer.context["errors"]
    assert DayOff.objects.get(date=date(2026, 11, 30)).is_confirmed
    other = DayOff.objects.create(date=date(2027, 3, 9), name="Bajram", is_estimated=True)
    maintainer.post("/maintenance/workdays/dayoff/", {"action": "confirm", "_selected_action": [other.pk]})
    maintainer.post("/maintenance/workdays/dayoff/", {"action": "take_away", "_selected_action": [other.pk]})
    assert list(DayOff.objects.values_list("date", flat=True)) == [date(2026, 11, 30)]
    assert CalendarEdition.objects.count() == 3
    assert set(Entry.objects.values_list("verb", flat=True)) == {
        "day_off.added",
        "day_off.confirmed",
        "day_off.removed",
    }


def test_a_text_of_a_message_is_written_and_dropped_and_a_wrong_one_is_told_at_the_form(maintainer):
    text = {"kind": "link_code", "language": "sq", "subject": "Kodi {code}", "body": "{code}"}
    assert maintainer.post("/maintenance/correspondence/template/add/", text).status_code == 302
    row = Template.objects.get()
    answer = maintainer.post(f"/maintenance/correspondence/template/{row.pk}/change/", text | {"body": "{password}"})
    assert answer.status_code == 200
    assert "{password}" in answer.content.decode()
    assert Template.objects.get().body == "{code}"
    maintainer.post("/maintenance/correspondence/template/", {"action": "drop", "_selected_action": [row.pk]})
    assert not Template.objects.exists()


def test_the_outbox_shows_no_words_and_sends_held_messages_again(maintainer):
    row = Message.objects.create(
        kind="new_version",
        about="x:1",
        address="a@example.org",
        language="sq",
        dedup_key="k",
        message_id="<k@x>",
        subject="s",
        body="CANARY",
        state="held",
    )
    page = maintainer.get("/maintenance/correspondence/message/")
    assert "a@example.org" in page.content.decode()
    assert "CANARY" not in page.content.decode()
    assert maintainer.get(f"/maintenance/correspondence/message/{row.pk}/change/").status_code in {302, 403}
    maintainer.post("/maintenance/correspondence/message/", {"action": "send_again", "_selected_action": [row.pk]})
    assert Message.objects.get().state == "queued"


def test_the_maintenance_pages_open_for_a_maintainer_and_for_nobody_else(maintainer, client):
    for model in site._registry:
        address = f"/maintenance/{model._meta.app_label}/{model._meta.model_name}/"
        assert maintainer.get(address).status_code == 200, address
        assert Client().get(address).status_code == 302, address
