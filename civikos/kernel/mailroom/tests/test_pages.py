"""The secretariat's pages: what they show, what they take, what they say no to, and how many queries they need."""

import pytest
from django.urls import reverse

from civikos.kernel.files.models import StoredFile
from civikos.kernel.mailroom import actions, forgetting
from civikos.kernel.mailroom.handlers import Handled
from civikos.kernel.mailroom.models import Incoming
from civikos.kernel.mailroom.states import Status
from civikos.kernel.mailroom.tests.conftest import come_in, written
from lawtext.samples import make_docx

pytestmark = pytest.mark.usefixtures("letterbox")
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def browser(client_as, secretariat):
    return client_as(secretariat)


@pytest.fixture
def doubtful(things, at) -> Incoming:
    """A mail whose sender wrote markup wherever one can write."""
    return come_in(
        written(
            sender=f'"{HOSTILE}" <rival@evil.org>',
            subject=f"Komente {HOSTILE}",
            text=f"Neni 5 {HOSTILE}\n\n> cituar {HOSTILE}\n\nPajtohem.",
        ),
        at,
    )


def page(browser, name, *args, **query):
    return browser.get(reverse(f"mailroom:{name}", args=args), query)


def test_the_list_opens_with_what_somebody_has_to_look_at(browser, doubtful, address, at):
    come_in(written(to=address, proved=True, subject="Mirë", message_id="<2@x.org>"), at)
    text = page(browser, "list").content.decode()
    assert "Komente &lt;script&gt;" in text and "<script>alert" not in text
    assert "Mirë" not in text
    assert "Mirë" in page(browser, "list", tab="handled").content.decode()
    assert page(browser, "list", tab="nothing").context["tab"] == "quarantine"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"words": "rival"}, 1),
        ({"words": "komente evil.org"}, 1),
        ({"words": "nobody"}, 0),
        ({"kind": "bounce"}, 0),
        ({"kind": "no such kind"}, 1),
        ({"page": "9"}, 1),
        ({"page": "x"}, 1),
    ],
)
def test_the_list_is_searched(browser, doubtful, query, found):
    answer = page(browser, "list", **query)
    assert (answer.status_code, len(answer.context["page"].object_list)) == (200, found)


def test_every_tab_says_what_will_appear_when_nothing_is_there(browser):
    for tab in ("quarantine", "waiting", "handled", "ignored"):
        assert 'class="empty"' in page(browser, "list", tab=tab).content.decode()


def test_lists_and_mails_need_the_same_number_of_queries_however_many_there_are(browser, things, address, at, queries):
    come_in(written(), at)
    browser.get(reverse("mailroom:list"))
    with queries() as few:
        browser.get(reverse("mailroom:list"))
    for number in range(4):
        row = come_in(written(message_id=f"<{number}@x.org>", sender="blerim.krasniqi@example.org"), at)
    with queries(at_most=9) as many:
        browser.get(reverse("mailroom:list"))
    assert len(few) == len(many)
    with queries(at_most=11):
        page(browser, "mail", row.pk)


def test_a_mail_shows_its_words_why_it_waits_and_its_headers_and_runs_nothing(browser, doubtful):
    text = page(browser, "mail", doubtful.pk).content.decode()
    assert "<script>alert" not in text
    assert "Neni 5 &lt;script&gt;" in text and "cituar" in text
    assert doubtful.get_why_display() in text
    assert "Message-ID: &lt;one@example.org&gt;" in text


def test_the_original_and_attachments_are_files_that_no_browser_opens(browser, things, address, at):
    row = come_in(written(to=address, proved=True, attachments=(("a.docx", make_docx(articles=1, words=20)),)), at)
    original = page(browser, "original", row.pk)
    assert original["Content-Type"] == "text/plain; charset=utf-8"
    assert original["Content-Disposition"].startswith("attachment")
    assert original["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert original["X-Content-Type-Options"] == "nosniff"
    assert original.content.startswith(b"Authentication-Results:")
    key = row.attachments.get().key
    assert page(browser, "attachment", row.pk, key)["Content-Disposition"].startswith("attachment")
    other = come_in(written(message_id="<2@x.org>"), at)
    assert page(browser, "attachment", other.pk, key).status_code == 404, "the attachment of another mail"
    assert page(browser, "attachment", row.pk, StoredFile.objects.exclude(key=key).first().key).status_code == 404


def test_a_mail_is_handed_on_from_its_page(browser, doubtful, things, member):
    shown = page(browser, "mail", doubtful.pk)
    assert shown.context["form"]["email"].value() == "rival@evil.org"
    address = reverse("mailroom:release", args=[doubtful.pk])
    wrong = browser.post(address, {"email": "nobody@example.org", "audience": "thing:1"})
    assert wrong.status_code == 422
    assert "nobody@example.org" in wrong.content.decode(), "nothing typed is lost"
    assert browser.post(address, {"email": "", "audience": "thing:9"}).status_code == 422
    done = browser.post(address, {"email": "blerim.krasniqi@example.org", "audience": "thing:1"}, follow=True)
    assert done.redirect_chain[0][1] == 302
    assert things.seen[0].person == member.person
    text = done.content.decode()
    assert "Arta Hoxha" in text and 'href="/sq/things/7/"' in text


def test_a_mail_waiting_for_a_person_can_be_handed_to_another(browser, things, address, at, other_member):
    things.answer = lambda arrived: Handled(Status.WAITING)
    row = come_in(written(to=address), at)
    shown = page(browser, "mail", row.pk)
    assert shown.context["form"].initial == {"email": "blerim.krasniqi@example.org", "audience": "thing:1/art_5"}
    browser.post(
        reverse("mailroom:release", args=[row.pk]), {"email": other_member.person.email, "audience": "thing:1/art_5"}
    )
    assert things.seen[-1].person == other_member.person


def test_discarding_is_undone_on_the_same_page(browser, doubtful):
    done = browser.post(reverse("mailroom:discard", args=[doubtful.pk]), follow=True)
    assert reverse("mailroom:restore", args=[doubtful.pk]) in done.content.decode()
    browser.post(reverse("mailroom:restore", args=[doubtful.pk]))
    doubtful.refresh_from_db()
    assert doubtful.status == Status.QUARANTINED
    again = browser.post(reverse("mailroom:restore", args=[doubtful.pk]), follow=True)
    assert "notice--error" in again.content.decode()


def test_several_are_discarded_at_once_and_an_unknown_one_stops_all(browser, doubtful, at):
    other = come_in(written(message_id="<2@x.org>"), at)
    address = reverse("mailroom:discard_several")
    assert browser.post(address, {"mail": [doubtful.pk, other.pk, 999]}).status_code == 404
    assert Incoming.objects.filter(status=Status.QUARANTINED).count() == 2
    assert browser.post(address, {"mail": [doubtful.pk, other.pk, "x"]}).status_code == 302
    assert Incoming.objects.filter(status=Status.DISCARDED).count() == 2


def test_a_mail_whose_words_were_deleted_still_says_that_it_came(browser, things, address, at):
    row = come_in(written(to=address, proved=True, subject="Sekret"), at)
    forgetting.forget([row.pk], at=at)
    text = page(browser, "mail", row.pk).content.decode()
    assert "Sekret" not in text and "blerim.krasniqi@example.org" in text
    assert page(browser, "original", row.pk).status_code == 404
    assert page(browser, "list", tab="handled").status_code == 200


def test_what_was_not_read_cannot_be_handed_on_and_its_page_opens(browser, things, at):
    row = come_in(b"X: " + b"y" * 100_000, at)
    shown = page(browser, "mail", row.pk)
    assert (shown.status_code, shown.context["form"]) == (200, None)


@pytest.mark.parametrize("language", ["sq", "sr-latn", "en"])
def test_pages_open_in_every_language_for_every_state(browser, things, address, at, language):
    from django.utils.translation import override

    rows = [come_in(written(), at)]
    for number, state in enumerate(("handled", "waiting", "quarantined", "ignored", "refused")):
        things.answer = lambda arrived, state=state: Handled(state, about="unknown:1", note="n")
        rows.append(come_in(written(to=address, proved=True, message_id=f"<{number}@x.org>"), at))
    with override(language):
        for row in rows:
            assert page(browser, "mail", row.pk).status_code == 200
        for tab in ("quarantine", "waiting", "handled", "ignored"):
            assert page(browser, "list", tab=tab).status_code == 200


def test_the_desk_of_the_secretariat_says_how_many_wait(browser, client_as, member, doubtful):
    assert reverse("mailroom:list") in browser.get(reverse("desk:desk")).content.decode()
    assert "/mail/" not in client_as(member).get(reverse("desk:desk")).content.decode()
    actions.discard(doubtful.pk, by=actions.THE_MAILROOM, at=doubtful.received_at)
